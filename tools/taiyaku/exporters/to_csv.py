"""CSV for machines: UTF-8 without BOM, LF, codes and ISO dates (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from taiyaku.exporters._ahead import ahead
from taiyaku.exporters._described import table_file
from taiyaku.exporters._read import held
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Held, Package
from taiyaku.records import Stream, bases, flat_texts, streamed

if TYPE_CHECKING:
    import polars as pl


def run(package: Package) -> Iterator[Artifact]:
    """Yield each table joined with all its texts, and once for each language with the texts of that language only.

    ``csv/<table>.csv`` has the columns ``title_en``, ``title_ja``; ``csv/<language>/<table>.csv`` has ``title``.
    """
    for of, language, stream, names in _files(package):
        languages = (language,) if language else package.languages if stream.texts else ()
        yield Artifact(_path(of, language), partial(_written, stream, names), table=of, languages=languages)


def read(package: Package, files: Mapping[str, bytes]) -> Iterator[Held]:
    """Read the tables back. Raises KeyError, ValueError or csv.Error for what ``run`` did not write."""
    for of, language, _stream, names in _files(package):
        path = _path(of, language)
        rows = csv.reader(io.StringIO(files[path].decode(), newline=""), strict=True)
        yield held(path, of, language, names, rows)


def _files(package: Package) -> Iterator[tuple[str, str, Stream, dict[str, str]]]:
    """Yield table, language (none: all) and the columns with their headers."""
    for of in bases(package):
        stream = streamed(package, of)
        yield of, "", stream, {name: name.partition("\0")[0] for name in stream.columns}
        flat = flat_texts(stream.columns, stream.texts)
        for language in package.languages if stream.texts else ():
            texts = {name: text.name for name, (text, _tag) in stream.texts.items() if text.name not in flat}
            yield of, language, stream, {name: texts.get(name, name.partition("\0")[0]) for name in stream.of(language)}


def _path(of: str, language: str) -> str:
    return f"csv/{language}/{table_file(of)}.csv" if language else f"csv/{table_file(of)}.csv"


def _written(stream: Stream, names: Mapping[str, str]) -> Iterator[bytes]:
    yield f"{_row(list(names.values()))}\n".encode()
    yield from ahead(written, stream.blocks(names))


def written(frame: pl.DataFrame) -> bytes:
    """Write cells as RFC 4180 has them, with quotation marks only where they are needed."""
    import polars as pl

    if frame.width == 1:  # a blank line is no record to most readers
        return "".join(f"{_row(row)}\n" for row in frame.iter_rows()).encode()
    out = io.BytesIO()
    frame.select(pl.when(pl.all() != "").then(pl.all())).write_csv(out, include_header=False)
    return out.getvalue()


def _row(cells: Sequence[str]) -> str:
    if len(cells) == 1 and not cells[0].strip():
        return _quoted(cells[0])
    return ",".join(_quoted(cell) if _SPECIAL.search(cell) else cell for cell in cells)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


_SPECIAL = re.compile(r'[",\r\n]')


EXPORTER = Exporter("csv", _("CSV: every table, joined and in each language"), run, read)
