"""Records as JSON objects: facts with their types, texts with their languages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from taiyaku.model import Column, Json, Package, Table, TextField

if TYPE_CHECKING:
    import polars as pl


_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,4000}\.?[0-9]{0,4000}|\.[0-9]{1,4000})(?:[eE][+-]?[0-9]{1,9})?")
"""Lexical forms of Table Schema (Data Package 2.0); Python's own ``int`` and ``float`` read ``1_0`` and ``inf`` too."""


def typed(field: Mapping[str, Json], cell: str) -> Json:
    """Give a cell as JSON has it: integers, numbers and booleans by their field's type, else the text itself.

    A cell that is not of its type stays text (table-schema speaks about it), and so does NaN or
    INF, for which JSON has no word.
    """
    kind = field.get("type", "string")
    if kind == "integer":
        digits = _bare(field, cell)
        return int(digits) if _INTEGER.fullmatch(digits) else cell
    if kind == "number":
        digits = _bare(field, cell).replace(str(field.get("decimalChar") or "."), ".")
        number = float(digits) if _NUMBER.fullmatch(digits) else math.inf
        return number if math.isfinite(number) else cell
    if kind == "boolean":
        for value, name, usual in ((True, "trueValues", ("true", "True", "TRUE", "1")), (False, "falseValues", ("false", "False", "FALSE", "0"))):
            words = field.get(name)
            if cell in (words if isinstance(words, list) else usual):
                return value
    return cell


def _bare(field: Mapping[str, Json], cell: str) -> str:
    """Take off what a field says may stand in and around its numbers (``groupChar``, ``bareNumber``)."""
    digits = cell.replace(str(field.get("groupChar") or ""), "") if field.get("groupChar") else cell
    return re.sub(r"^[^0-9+.-]+|[^0-9.]+$", "", digits) if field.get("bareNumber") is False else digits


def facts(table: Table, cells: pl.DataFrame) -> Iterator[dict[str, Json]]:
    """Yield rows of columns of a table as objects; an empty cell is an absent property."""
    fields = {str(field.get("name", "")): field for field in table.fields}
    for row in cells.iter_rows():
        yield {name: typed(fields.get(name, {}), cell) for name, cell in zip(cells.columns, row, strict=True) if cell != ""}


def bases(package: Package) -> list[str]:
    """Name the tables that hold records of their own (not the text of another), in descriptor order."""
    named = [package.base(name) for name in package.tables]
    return list(dict.fromkeys(named))


def texts(package: Package, of: str) -> list[TextField]:
    """Give the texts of the records of a table."""
    return [text for text in package.texts if text.of == of]


def joined(package: Package, of: str) -> pl.DataFrame:
    """Put facts and texts of a table side by side, as ``published`` does; give the table alone."""
    return published(package, of)[0]


def published(package: Package, of: str) -> tuple[pl.DataFrame, dict[str, tuple[TextField, str]]]:
    """Put facts and texts of a table side by side: the columns of facts, then ``<text>_<language>`` for every text.

    Gives the table, and which of its columns is which text in which language. All cells are
    strings; a text that is missing is ``""``. Rows have the order of the table of facts; where
    there is none, that of the first language, then of the records that only others have. A column
    of a text table that is no text is a fact too. No two columns have the same name: a text gives way to a fact by ``_``.
    """
    import polars as pl

    table = package.tables.get(of)
    own = texts(package, of)
    sides = {tag: package.tables[column.table] for text in own for tag, column in text.columns.items() if column.table != of}
    frame = _spine(package, of, list(sides.values()))
    for text in _leftovers(of, sides, own):
        aligned = package.aligned(text)
        tags = list(text.columns)
        agree = all((aligned[tags[0]] == aligned[tag]).all() for tag in tags[1:])
        cells = [pl.coalesce(tags).alias(_free(text.name, frame))] if agree else [pl.col(tag).alias(_free(f"{text.name}_{tag}", frame)) for tag in tags]
        frame = _beside(frame, aligned.select("record", *cells))
    which: dict[str, tuple[TextField, str]] = {}
    for text in own:
        names = {tag: _free(f"{text.name}_{tag}", frame) for tag in text.columns}
        which |= {name: (text, tag) for tag, name in names.items()}
        if table is not None and all(column.table == of for column in text.columns.values()):
            frame = frame.with_columns(table.frame[column.name].alias(names[tag]) for tag, column in text.columns.items())
        else:
            frame = _beside(frame, package.aligned(text).select("record", *(pl.col(tag).alias(name) for tag, name in names.items())))
    return frame.drop("\0key").fill_null(""), which


def _spine(package: Package, of: str, sides: list[Table]) -> pl.DataFrame:
    """Give the facts of every record, and its key in a column whose name no file can have."""
    import polars as pl

    table = package.tables.get(of)
    if table is not None:
        wide = {column.name for text in texts(package, of) for column in text.columns.values() if column.table == of}
        return pl.DataFrame([table.keys.alias("\0key"), *(table.frame[name] for name in table.frame.columns if name not in wide)])
    frame: pl.DataFrame | None = None
    for side in sides:
        keys = pl.DataFrame([side.keys.alias("\0key"), *(side.frame[name].alias(first) for name, first in zip(side.key, sides[0].key, strict=False))])
        new = keys.filter((pl.col("\0key") != "") & ~pl.col("\0key").is_in(frame["\0key"].to_list())) if frame is not None else keys
        frame = new if frame is None else pl.concat([frame, new], how="diagonal")
    return frame if frame is not None else pl.DataFrame({"\0key": []}, schema={"\0key": pl.String})


def _leftovers(of: str, sides: Mapping[str, Table], own: list[TextField]) -> Iterator[TextField]:
    """Name the columns of text tables that are neither key nor text, as if they were texts."""
    taken = {(column.table, column.name) for text in own for column in text.columns.values()}
    for name in dict.fromkeys(name for side in sides.values() for name in side.frame.columns):
        columns = {
            tag: Column(side.name, name)
            for tag, side in sides.items()
            if name in side.frame.columns and name not in side.key and (side.name, name) not in taken
        }
        if columns:
            yield TextField(of, name, "", required=False, columns=columns)


def _beside(frame: pl.DataFrame, aligned: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    side = aligned.filter(pl.col("record") != "").unique("record", keep="first", maintain_order=True)
    return frame.join(side.rename({"record": "\0record"}), left_on="\0key", right_on="\0record", how="left", maintain_order="left")


def _free(name: str, frame: pl.DataFrame) -> str:
    while name in frame.columns:
        name += "_"
    return name


def records(package: Package, of: str) -> list[dict[str, Json]]:
    """Give the records of a table as published: facts by name, each text as an object of languages; what is empty is absent.

    A text whose name a fact has already stays flat, in the column that ``published`` gives it.
    """
    frame, which = published(package, of)
    fields = fact_fields(package, of)
    flat = {text.name for text, _tag in which.values()} & {name for name in frame.columns if name not in which}
    found: list[dict[str, Json]] = []
    for row in frame.iter_rows():
        record: dict[str, Json] = {}
        for name, cell in zip(frame.columns, row, strict=True):
            if cell == "":
                continue
            text = which.get(name)
            if text is None or text[0].name in flat:
                record[plain(name)] = typed(fields.get(name, {}), cell)
            else:
                record.setdefault(text[0].name, {})[text[1]] = cell
        found.append(record)
    return found


def fact_fields(package: Package, of: str) -> dict[str, Mapping[str, Json]]:
    """Give the field descriptors of the facts of a table, by name; those of its text tables where they have facts of their own."""
    names = [of, *dict.fromkeys(column.table for text in texts(package, of) for column in text.columns.values() if column.table != of)]
    fields: dict[str, Mapping[str, Json]] = {}
    for table in (package.tables.get(name) for name in names):
        for field in table.fields if table is not None else ():
            fields.setdefault(str(field.get("name", "")), field)
    return fields


def plain(name: str) -> str:
    """Give a column's name as people may read it: one that stands twice in a header has its number after ``#``."""
    label, twice, number = name.partition("\0")
    return f"{label}#{int(number) + 1}" if twice else name
