"""Records as JSON objects: facts with their types, texts with their languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from taiyaku.model import Json, Package, Table, TextField

if TYPE_CHECKING:
    import polars as pl


def typed(field: Mapping[str, Json], cell: str) -> Json:
    """Give a cell as JSON has it: integers, numbers and booleans by their field's type, else the text itself.

    A cell that is not of its type stays text; table-schema speaks about it.
    """
    kind = field.get("type", "string")
    try:
        if kind == "integer":
            return int(cell)
        if kind == "number":
            return float(cell)
    except ValueError:
        return cell
    if kind == "boolean":
        if cell in field.get("trueValues", ("true", "True", "TRUE", "1")):
            return True
        if cell in field.get("falseValues", ("false", "False", "FALSE", "0")):
            return False
    return cell


def facts(table: Table) -> Iterator[dict[str, Json]]:
    """Yield each row of a table as an object; an empty cell is an absent property."""
    fields = {str(field.get("name", "")): field for field in table.fields}
    columns = table.frame.columns
    for row in table.frame.iter_rows():
        yield {name: typed(fields.get(name, {}), cell) for name, cell in zip(columns, row, strict=True) if cell != ""}


def bases(package: Package) -> list[str]:
    """Name the tables that hold records of their own (not the text of another), in descriptor order."""
    named = [package.base(name) for name in package.tables]
    return list(dict.fromkeys(named))


def texts(package: Package, of: str) -> list[TextField]:
    """Give the texts of the records of a table."""
    return [text for text in package.texts if text.of == of]


def joined(package: Package, of: str) -> pl.DataFrame:
    """Put facts and texts of a table side by side: the columns of facts, then ``<text>_<language>`` for every text.

    All cells are strings; a text that is missing is ``""``. Rows have the order of the table of facts
    (or of the first language where there is none).
    """
    import polars as pl

    table = package.tables.get(of)
    own = texts(package, of)
    wide = {column.name for text in own for column in text.columns.values() if column.table == of}
    if table is not None:
        frame = table.frame.select(pl.exclude(list(wide)) if wide else pl.all()).with_columns(table.keys.alias("\0key"))
    else:
        first = package.tables[next(iter(own[0].columns.values())).table]
        frame = first.frame.select(first.key).with_columns(first.keys.alias("\0key"))
    for text in own:
        aligned = package.aligned(text)
        languages = list(text.columns)
        side = aligned.select(pl.col("id").alias("\0key"), *(pl.col(language).fill_null("").alias(f"{text.name}_{language}") for language in languages))
        frame = frame.join(side, on="\0key", how="left", maintain_order="left")
    return frame.drop("\0key").fill_null("")


def records(package: Package, of: str) -> list[dict[str, Json]]:
    """Give the records of a table as published: facts by name, each text as an object of languages; what is empty is absent."""
    frame = joined(package, of)
    table = package.tables.get(of)
    fields = {str(field.get("name", "")): field for field in (table.fields if table else [])}
    own = {f"{text.name}_{language}": (text.name, language) for text in texts(package, of) for language in text.columns}
    found: list[dict[str, Json]] = []
    for row in frame.iter_rows():
        record: dict[str, Json] = {}
        for name, cell in zip(frame.columns, row, strict=True):
            if cell == "":
                continue
            if name in own:
                text, language = own[name]
                record.setdefault(text, {})[language] = cell
            else:
                record[name] = typed(fields.get(name, {}), cell)
        found.append(record)
    return found
