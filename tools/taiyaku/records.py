"""Records as JSON objects: facts with their types, texts with their languages."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
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
        bare = digits(field, cell)
        return int(bare) if _INTEGER.fullmatch(bare) else cell
    if kind == "number":
        bare = digits(field, cell)
        number = float(bare) if _NUMBER.fullmatch(bare) else math.inf
        return number if math.isfinite(number) else cell
    if kind == "boolean":
        for value, name, usual in ((True, "trueValues", ("true", "True", "TRUE", "1")), (False, "falseValues", ("false", "False", "FALSE", "0"))):
            words = field.get(name)
            if cell in (words if isinstance(words, list) else usual):
                return value
    return cell


def digits(field: Mapping[str, Json], cell: str) -> str:
    """Give a number without what its field says may stand in and around it (``groupChar``, ``bareNumber``), and with a point (``decimalChar``)."""
    bare = cell.replace(str(field.get("groupChar") or ""), "") if field.get("groupChar") else cell
    bare = re.sub(r"^[^0-9+.-]+|[^0-9.]+$", "", bare) if field.get("bareNumber") is False else bare
    return bare.replace(str(field.get("decimalChar") or "."), ".") if field.get("type") == "number" else bare


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


def holder(package: Package, of: str) -> Table | None:
    """Give the table that says which records there are: that of the facts or, where there is none, of the first language; None where neither was read."""
    if of in package.tables:
        return package.tables[of]
    return next((package.tables[column.table] for text in texts(package, of) for column in text.columns.values()), None)


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
        taken = frame.columns
        cells = [pl.coalesce(tags).alias(_free(text.name, taken))] if agree else [pl.col(tag).alias(_free(f"{text.name}_{tag}", taken)) for tag in tags]
        frame = _beside(frame, aligned.select("record", *cells))
    which: dict[str, tuple[TextField, str]] = {}
    for text in own:
        names = {tag: _free(f"{text.name}_{tag}", frame.columns) for tag in text.columns}
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


def _free(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "_"
    return name


@dataclass(frozen=True, slots=True)
class Stream:
    """A table as ``published`` gives it, part by part."""

    columns: tuple[str, ...]
    texts: Mapping[str, tuple[TextField, str]]
    """Which of the columns is which text in which language."""
    key: tuple[str, ...]
    """Columns that tell one record from the others; none where nothing does."""
    height: int
    """Number of records."""
    blocks: Callable[[Collection[str]], Iterator[pl.DataFrame]]
    """Gives these columns, in the order of the table, from its first record each time; at least one block, which may be empty."""

    def of(self, language: str) -> list[str]:
        """Name the columns of facts and of the texts in one language."""
        return [name for name in self.columns if name not in self.texts or self.texts[name][1] == language]


def streamed(package: Package, of: str) -> Stream:
    """Give a table as ``published`` does, without holding a large one in memory where its texts stand in step with its facts."""
    table = package.tables.get(of)
    own = texts(package, of)
    sides = {column.table: package.tables[column.table] for text in own for column in text.columns.values() if column.table != of}
    if table is None or not _in_step(table, own, list(sides.values())):
        frame, which = published(package, of)
        key = (table or next(iter(sides.values()))).key
        return Stream(tuple(frame.columns), which, key, frame.height, lambda names: iter([frame.select([name for name in frame.columns if name in names])]))
    wide = {column.name for text in own for column in text.columns.values() if column.table == of}
    places = {name: Column(of, name) for name in table.columns if name not in wide}
    which = {}
    for text in own:
        names = {tag: _free(f"{text.name}_{tag}", places) for tag in text.columns}
        which |= {name: (text, tag) for tag, name in names.items()}
        places |= {name: text.columns[tag] for tag, name in names.items()}
    wanted = partial(_abreast, package, places)
    return Stream(tuple(places), which, table.key, table.height, wanted)


def _in_step(table: Table, own: Sequence[TextField], sides: Sequence[Table]) -> bool:
    """Tell whether every text table has the records of the table of facts, each once and in its order, and nothing but key and texts."""
    held = {(column.table, column.name) for text in own for column in text.columns.values()}
    return all(set(side.columns) == {*side.key, *(name for at, name in held if at == side.name)} and side.keys.equals(table.keys) for side in sides) and (
        not sides or (bool((table.keys != "").all()) and table.keys.is_unique().all())
    )


def _abreast(package: Package, all_places: Mapping[str, Column], wanted: Collection[str]) -> Iterator[pl.DataFrame]:
    """Read columns of several tables, whose records are the same and in one order, side by side."""
    import polars as pl

    places = {name: place for name, place in all_places.items() if name in wanted}
    names = {at: {place.name: name for name, place in places.items() if place.table == at} for at in dict.fromkeys(place.table for place in places.values())}
    parts = [_renamed(package.tables[at], each) for at, each in names.items()]
    held = [next(part, None) for part in parts]
    found = False
    while (frames := [frame for frame in held if frame is not None]) and len(frames) == len(held):
        rows = min(frame.height for frame in frames)
        if rows or not found:
            yield pl.concat([frame.head(rows) for frame in frames], how="horizontal").select(list(places))
            found = True
        held = [frame.slice(rows) if frame.height > rows else next(part, None) for frame, part in zip(frames, parts, strict=True)]
    if not found:
        yield pl.DataFrame({name: pl.Series([], dtype=pl.String) for name in places})


def _renamed(table: Table, names: Mapping[str, str]) -> Iterator[pl.DataFrame]:
    for _row, block in table.blocks(list(names)):
        yield block.rename(names)


def records(package: Package, of: str) -> list[dict[str, Json]]:
    """Give the records of a table as published: facts by name, each text as an object of languages; what is empty is absent.

    A text whose name a fact has already stays flat, in the column that ``published`` gives it.
    """
    frame, which = published(package, of)
    return list(objects(frame, which, fact_fields(package, of)))


def objects(frame: pl.DataFrame, which: Mapping[str, tuple[TextField, str]], fields: Mapping[str, Mapping[str, Json]]) -> Iterator[dict[str, Json]]:
    """Yield the records of columns that ``published`` or ``streamed`` gives, as ``records`` does."""
    flat = flat_texts(frame.columns, which)
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
        yield record


def flat_texts(columns: Collection[str], which: Mapping[str, tuple[TextField, str]]) -> set[str]:
    """Name the texts that have the name of a fact."""
    return {text.name for text, _tag in which.values()} & {plain(name) for name in columns if name not in which}


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
