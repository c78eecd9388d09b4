"""English and Japanese texts of one record, and places inside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from taiyaku.checks.text_identical import shared_records
from taiyaku.model import MOST_KEPT, Package, Problem, Said, Table, Text, TextField, Where

LANGUAGES = ("en", "ja")


@dataclass(frozen=True, slots=True)
class Pair:
    """One text of one record in English and Japanese, both of them there and not the same."""

    field: TextField
    record: str
    texts: Mapping[str, str]
    rows: Mapping[str, int]
    """Row of each in its table."""


def pairs(package: Package) -> Iterator[Pair]:
    """Yield the texts that stand in both languages; those that are one value for all languages (``mul``) are none."""
    few = _few(package)
    yield from _pairs(package) if few is None else few


@lru_cache(maxsize=1)
def _few(package: Package) -> tuple[Pair, ...] | None:
    """Keep the pairs of a small package, since a dozen checks ask for them; None for a large one, whose pairs would fill the memory."""
    number = sum(package.tables[column.table].height for text in package.texts for column in text.columns.values())
    return tuple(_pairs(package)) if number <= MOST_KEPT else None


def _pairs(package: Package) -> Iterator[Pair]:
    for text in package.texts:
        if not set(LANGUAGES) <= set(text.columns):
            continue
        import polars as pl

        rows = package.aligned(text).select("record", *LANGUAGES, *(f"row:{each}" for each in LANGUAGES))
        rows = rows.filter(
            (pl.col("en") != "") & (pl.col("ja") != "") & (pl.col("en") != pl.col("ja")) & ~pl.col("record").is_in(shared_records(package, text.of))
        )
        for record, english, japanese, row_en, row_ja in rows.iter_rows():
            yield Pair(text, record, {"en": english, "ja": japanese}, {"en": row_en, "ja": row_ja})


def other(language: str) -> str:
    """Give the other language of the two."""
    return LANGUAGES[1 - LANGUAGES.index(language)]


def problem(package: Package, pair: Pair, language: str, values: Mapping[str, str | Said | Text], at: int | None = None, there: int | None = None) -> Problem:
    """Make a problem of the text in one language, with the place in the other beside it; offsets tell where inside the texts."""
    where = place(package, pair.field, language, pair.rows[language], pair.texts[language], at)
    also = place(package, pair.field, other(language), pair.rows[other(language)], pair.texts[other(language)], there)
    return Problem(where, values, table=pair.field.of, id=pair.record, field=pair.field.name, language=language, also=(also,))


def place(package: Package, text: TextField, language: str, row: int, cell: str, at: int | None) -> Where:
    """Give the place of a text, or of the character at an offset in it."""
    column = text.columns[language]
    table = package.tables[column.table]
    where = table.where(row, column.name)
    return inside(table, where, cell[:at]) if at else where


def inside(table: Table, at: Where, before: str) -> Where:
    """Give the place inside a cell behind this much of its text: past the opening quote, line breaks and doubled quotes."""
    dialect = table.resource.get("dialect")
    quote = str(dialect.get("quoteChar", '"')) if isinstance(dialect, dict) else '"'
    lines = table.content.split(b"\n", at.line)
    try:
        raw = lines[at.line - 1].decode(str(table.resource.get("encoding") or "utf-8"), "replace").removeprefix("\ufeff")
    except LookupError:
        raw = ""
    quoted = raw.startswith(quote, at.column - 1)
    behind = before.rpartition("\n")[2]
    doubled = behind.count(quote) if quoted else 0
    start = 1 if "\n" in before else at.column + quoted
    return Where(at.path, at.line + before.count("\n"), start + len(behind) + doubled)


def cells(package: Package, language: str) -> Iterator[tuple[TextField, int, str, str]]:
    """Yield every text in a language that is not empty: field, row in its table, key of the record, text."""
    for text in package.texts:
        column = text.columns.get(language)
        if column is not None:
            table = package.tables[column.table]
            for row, (key, cell) in enumerate(zip(table.keys, table.select([column.name])[column.name], strict=True)):
                if cell:
                    yield text, row, key, cell
