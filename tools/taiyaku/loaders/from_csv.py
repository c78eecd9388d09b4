"""Delimited text: strict reading into columns, and the place of every cell on demand.

Bytes that a fast reader writes back unchanged are what csv.reader would have read, so the
fast reader is used where that proof holds and csv.reader everywhere else.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders.texts import decode, line_of
from taiyaku.model import Json, Table

if TYPE_CHECKING:
    import polars as pl

LARGEST_CELL = 1 << 20
"""Characters in one cell (1 Mi)."""
MOST_COLUMNS = 1_000
_UNREAD: Mapping[str, tuple[Json, ...]] = {
    "header": (True, None),
    "headerRows": ([1], None),
    "commentRows": ([], None),
    "commentChar": ("", None),
    "escapeChar": ("", None),
}
"""Properties of a dialect that are not read, with the values that change nothing."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What of a Table Dialect (Data Package 2.0) changes how cells are split."""

    delimiter: str = ","
    quote: str = '"'
    doubled: bool = True
    skip_space: bool = False

    @classmethod
    def of(cls, resource: Mapping[str, Json]) -> Dialect:
        """Take the dialect of a resource; anything that is not of the standard's shape counts as the default.

        Raises CannotRead for what would change which rows or cells there are and is not read here.
        """
        declared = resource.get("dialect")
        declared = declared if isinstance(declared, dict) else {}
        nested = declared.get("csv")
        declared = nested if isinstance(nested, dict) else declared
        delimiter, quote = declared.get("delimiter", ","), declared.get("quoteChar", '"')
        one = all(isinstance(mark, str) and len(mark) == 1 and mark not in "\r\n" for mark in (delimiter, quote)) and delimiter != quote
        for name, harmless in _UNREAD.items():
            if name in declared and declared[name] not in harmless and not (name == "escapeChar" and declared[name] == quote):
                raise CannotRead(_("the property {name} of its dialect is not one that is read"), name=name)
        return cls(
            delimiter=delimiter if one else ",",
            quote=quote if one else '"',
            doubled=declared.get("doubleQuote") is not False,
            skip_space=declared.get("skipInitialSpace") is True,
        )


class Places:
    """Where each record and cell of a text begins; looked up only for what is reported."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        """Keep the text; nothing is scanned yet."""
        self._text = text
        self._dialect = dialect

    @cached_property
    def _lines(self) -> list[int]:
        starts, at = [0], self._text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self._text.find("\n", at + 1)
        return starts

    @cached_property
    def records(self) -> list[list[int]]:
        """Offsets of the cells of every record, the header first (RFC 4180, section 2)."""
        text, quote, delimiter = self._text, self._dialect.quote, self._dialect.delimiter
        records: list[list[int]] = []
        at, size = 0, len(text)
        while at < size:
            cells = [at]
            while True:
                while self._dialect.skip_space and text.startswith(" ", at):
                    at += 1
                cells[-1] = at
                if text.startswith(quote, at):
                    at = text.find(quote, at + 1)
                    while at >= 0 and self._dialect.doubled and text.startswith(quote, at + 1):
                        at = text.find(quote, at + 2)
                    at = size if at < 0 else at + 1
                while at < size and text[at] not in (delimiter, "\n", "\r"):
                    at += 1
                if at < size and text[at] == delimiter:
                    at += 1
                    cells.append(at)
                    continue
                at += 2 if text.startswith("\r\n", at) else 1
                break
            records.append(cells)
        return records

    def locate(self, row: int, column: int) -> tuple[int, int]:
        """Give (line, column), both 1-based, of a cell; row -1 is the header."""
        if not 0 <= row + 1 < len(self.records):
            return (0, 0)
        cells = self.records[row + 1]
        offset = cells[min(column, len(cells) - 1)]
        line = bisect_right(self._lines, offset)
        return (line, offset - self._lines[line - 1] + 1)


def read(content: bytes, path: str, resource: Mapping[str, Json]) -> Table:
    """Read a resource's bytes into a table of strings.

    Short rows are filled and long rows cut (the judge says so, on the same bytes). Raises
    CannotRead for what is no table: bytes outside the declared encoding, NUL, an unclosed
    quote, a cell or a row beyond the limits, no header.
    """
    text = decode(content, str(resource.get("encoding") or "utf-8"))
    if "\0" in text:
        raise CannotRead(_("it holds a NUL character"), line_of(text, text.index("\0")))
    if not text.strip():
        raise CannotRead(_("it is empty: a table begins with a header row"))
    dialect = Dialect.of(resource)
    places = Places(text, dialect)
    # The fast reader reads UTF-8 whatever the descriptor says: ISO-2022-JP, for one, would pass it as ASCII.
    # One setting for the whole process, which the judge's csv.reader obeys too.
    csv.field_size_limit(LARGEST_CELL)
    frame = _proven(content) if dialect == Dialect() and text.encode() == content else None
    if frame is None:
        frame = _careful(text, dialect, places)
    return Table(str(resource.get("name") or ""), path, resource, frame, content, places.locate)


def _proven(content: bytes) -> pl.DataFrame | None:
    """Read fast, and give the frame only if writing it gives the same bytes again."""
    import polars as pl

    try:
        frame = pl.read_csv(content, infer_schema=False, raise_if_empty=True)
    except pl.exceptions.PolarsError:
        return None
    written = io.BytesIO()
    frame.write_csv(written)
    if frame.width > MOST_COLUMNS or written.getvalue() != content:
        return None
    longest = frame.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item() if frame.height else 0
    return None if max(longest or 0, *map(len, frame.columns)) > LARGEST_CELL else frame.fill_null("")


def _careful(text: str, dialect: Dialect, places: Places) -> pl.DataFrame:
    """Read by csv.reader, with the line of what cannot be read."""
    import polars as pl

    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        doublequote=dialect.doubled,
        skipinitialspace=dialect.skip_space,
        strict=True,
    )
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        line = places.locate(len(rows) - 1, 0)[0] or reader.line_num
        if "field larger" in str(error):
            raise CannotRead(_("the record that begins here has a cell of more than {limit} characters"), line, limit=f"{LARGEST_CELL:,}") from None
        if "end of data" in str(error):
            raise CannotRead(_("a quotation mark opened in the record that begins here is never closed"), line) from None
        raise CannotRead(_("the record that begins here has text around a quoted cell"), line) from None
    header, *body = rows
    if len(header) > MOST_COLUMNS:
        raise CannotRead(_("it has more than {limit} columns"), 1, limit=f"{MOST_COLUMNS:,}")
    width = len(header)
    names = [name if name not in header[:at] else f"{name}\0{at}" for at, name in enumerate(header)]
    columns = zip(*(row[:width] + [""] * (width - len(row)) for row in body), strict=True) if body else [()] * width
    return pl.DataFrame({name: pl.Series(name, list(cells), dtype=pl.String) for name, cells in zip(names, columns, strict=True)})
