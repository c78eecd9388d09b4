"""NDJSON for streams: one record a line, as ``json/`` has it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from taiyaku.exporters._ahead import ahead
from taiyaku.exporters._described import table_file
from taiyaku.exporters._read import objects_held
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Held, Json, Package
from taiyaku.records import Stream, bases, fact_fields, flat_texts, plain, streamed, typed

if TYPE_CHECKING:
    import polars as pl


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``ndjson/<table>.ndjson``, whose lines are the records of ``json/v1/<table>.json`` in the same order."""
    for of in bases(package):
        stream = streamed(package, of)
        languages = package.languages if stream.texts else ()
        yield Artifact(f"ndjson/{table_file(of)}.ndjson", partial(_written, stream, fact_fields(package, of)), table=of, languages=languages)


def read(package: Package, files: Mapping[str, bytes]) -> Iterator[Held]:
    """Read the records back. Raises KeyError or ValueError for what ``run`` did not write."""
    for of in bases(package):
        path = f"ndjson/{table_file(of)}.ndjson"
        yield objects_held(package, path, of, "", streamed(package, of), [json.loads(line) for line in files[path].decode().split("\n")[:-1]])


def _written(stream: Stream, fields: Mapping[str, Mapping[str, Json]]) -> Iterator[bytes]:
    return ahead(partial(_block, stream, fields), stream.blocks(stream.columns))


def _block(stream: Stream, fields: Mapping[str, Mapping[str, Json]], frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    _lines(frame, stream, fields).write_csv(out, include_header=False, quote_style="never")
    return out.getvalue()


def _lines(frame: pl.DataFrame, stream: Stream, fields: Mapping[str, Mapping[str, Json]]) -> pl.DataFrame:
    """Write records column by column."""
    import polars as pl

    flat, escaped = flat_texts(frame.columns, stream.texts), _escaped(frame)
    members: list[_Member] = []
    texts: dict[str, list[_Member]] = {}
    for name in frame.columns:
        text, tag = stream.texts.get(name, (None, ""))
        if text is not None and text.name not in flat:
            texts.setdefault(text.name, []).append((tag, _string(name, escaped=name in escaped), [name]))
        else:
            members.append((plain(name), _typed(frame[name], fields.get(name, {})) or _string(name, escaped=name in escaped), [name]))
    members += [(name, _object(frame, own), [column for _tag, _value, columns in own for column in columns]) for name, own in texts.items()]
    return frame.select(line=pl.concat_str(_object(frame, members)))


_Member = tuple[str, "list[pl.Expr]", list[str]]
"""A member of an object: its name, its value, and the columns that the value is made of. It is there where one of them is not empty."""


def _object(frame: pl.DataFrame, members: list[_Member]) -> list[pl.Expr]:
    """Write an object: each member but the first has a comma before it, which goes where there is no first."""
    import polars as pl

    parts: list[pl.Expr] = []
    for at, (name, value, columns) in enumerate(members):
        member = [pl.lit(f"{'' if at == 0 else ','}{json.dumps(name, ensure_ascii=False)}:"), *value]
        there = pl.any_horizontal(pl.col(column) != "" for column in columns)
        parts += [pl.when(there).then(pl.concat_str(member)).otherwise(pl.lit(""))] if _gaps(frame, columns) else member
    return [pl.lit("{"), *(parts if not _gaps(frame, members[0][2]) else [pl.concat_str(parts).str.strip_prefix(",")]), pl.lit("}")]


def _gaps(frame: pl.DataFrame, columns: list[str]) -> bool:
    """Tell whether some record may have nothing in any of these columns; where each has something, nothing needs to be asked of it."""
    return all((frame[name] == "").any() for name in columns)


def _escaped(frame: pl.DataFrame) -> set[str]:
    """Name the columns in which something must be escaped in a JSON string (RFC 8259, section 7)."""
    import polars as pl

    # Two marks are looked for much faster than all control characters.
    marked = frame.select(pl.all().str.contains_any(['"', "\\"]).any())
    found = {name for name in frame.columns if marked[name].item()}
    rest = frame.select(pl.col(name).str.contains_any(_CONTROLS).any() for name in frame.columns if name not in found)
    return found | {name for name in rest.columns if rest[name].item()}


_CONTROLS = [chr(code) for code in range(0x20)]


def _string(name: str, *, escaped: bool) -> list[pl.Expr]:
    """Write texts as JSON strings; only some are ``escaped``, and not needing to look saves time."""
    import polars as pl

    if escaped:
        return [pl.struct(pl.col(name).alias("a")).struct.json_encode().str.strip_prefix('{"a":').str.strip_suffix("}")]
    return [pl.lit('"'), pl.col(name), pl.lit('"')]


_PLAIN = {"integer": r"\A-?(?:0|[1-9][0-9]{0,300})\z", "number": r"\A-?(?:0|[1-9][0-9]{0,200})(?:\.[0-9]{1,200})?\z"}
"""Cells that are JSON numbers as they stand (RFC 8259, section 6)."""


def _typed(cells: pl.Series, field: Mapping[str, Json]) -> list[pl.Expr]:
    """Write facts with their types; nothing for those that are strings."""
    import polars as pl

    kind = field.get("type", "string")
    if kind not in ("integer", "number", "boolean"):
        return []
    column = pl.col(cells.name)
    known = kind in _PLAIN and not field.get("groupChar") and not field.get("decimalChar")
    usual = column.str.contains(_PLAIN[kind]) if known else pl.lit(False)
    others = cells.to_frame().filter((column != "") & ~usual).to_series().unique().to_list()
    values = {cell: json.dumps(typed(field, cell), ensure_ascii=False) for cell in others}
    return [column.replace(values) if values else column]


EXPORTER = Exporter("ndjson", _("NDJSON: one record a line"), run, read)
