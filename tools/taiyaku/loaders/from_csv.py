"""Delimited text: strict reading into columns, some megabytes at a time, and the place of every cell on demand.

Bytes that a fast reader writes back unchanged are what csv.reader would have read, so the fast
reader is used for the parts of a file where that proof holds and csv.reader for all others.
"""

from __future__ import annotations

import codecs
import csv
import io
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from taiyaku import clear
from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders.regular import UnprovedError
from taiyaku.loaders.texts import codec, decode, strict
from taiyaku.loaders.trees import Bytes, Source
from taiyaku.model import Json, Table

if TYPE_CHECKING:
    import polars as pl

    from taiyaku.diff.in_step import Met

LARGEST_CELL = 1 << 20
"""Characters in one cell (1 Mi)."""
LONGEST_RECORD = 16 << 20
"""Bytes of one record in UTF-8 (16 MiB)."""
MOST_COLUMNS = 1_000
MOST_MENDED = 8
"""Where more than one line in so many is not as csv.writer would write it, csv.reader reads them all."""
BLOCK = 8 << 20
"""Bytes that are read at a time: enough for the fast reader to be fast, few enough for the memory."""
HEADER = 1 << 16
"""Bytes that are read for the header at first."""
_UNREAD: Mapping[str, tuple[Json, ...]] = {
    "header": (True, False, None),
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
    header: bool = True
    """Whether the first record names the columns; if not, the fields of the schema do, by position."""

    @classmethod
    def of(cls, resource: Mapping[str, Json]) -> Dialect:
        """Take the dialect of a resource; anything that is not of the standard's shape counts as the default.

        Raises CannotRead for what would change which rows or cells there are and is not read here.
        """
        declared = resource.get("dialect")
        declared = declared if isinstance(declared, dict) else {}
        nested = declared.get("csv")
        declared = {**declared, **nested} if isinstance(nested, dict) else declared
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
            header=declared.get("header") is not False,
        )


class _Block(NamedTuple):
    """A part of a file that holds whole records."""

    row: int
    """Number of its first record."""
    at: int
    """Offset of its first byte."""
    size: int
    begun: _Index | None
    """Where its records begin; None where quotation marks tell it at once."""


class _Index(NamedTuple):
    """Where the records of a block begin, in bytes and in lines, both counted from the block's beginning."""

    starts: array[int]
    lines: array[int]


class _Part(NamedTuple):
    """What was read of some bytes."""

    size: int
    """Bytes of whole records at the beginning."""
    frame: pl.DataFrame
    """Their cells, null where empty."""
    ragged: Sequence[int] = ()
    """Those with more or fewer cells than the header."""
    canonical: bool = False
    begun: _Index | None = None


def read(source: Source | bytes, path: str, resource: Mapping[str, Json], keep: Collection[str] = (), *, prove: bool = True) -> Table:
    """Read a resource's bytes into a table of strings, of which the columns to keep stay in memory (of a small table, all).

    Short rows are filled and long rows cut (the judge says so, on the same records). With
    ``prove``, its cells are held against its schema in the same pass. Raises CannotRead for what
    is no table: bytes outside the declared encoding, NUL, an unclosed quote, a cell or a record
    beyond the limits, no header.
    """
    raw = Bytes(source) if isinstance(source, bytes) else source
    encoding = str(resource.get("encoding") or "utf-8")
    # The fast reader reads UTF-8 whatever the descriptor says: ISO-2022-JP, for one, would pass it as ASCII.
    plain = codec(encoding) == "utf-8"
    text = raw if plain else Bytes(decode(raw.read(), encoding).encode())
    begins = raw.read(0, 64)
    dialect = Dialect.of(resource)
    scan = _Scan(text, dialect, _fields(resource), len(codecs.BOM_UTF8) if plain and begins.startswith(codecs.BOM_UTF8) else 0)
    names = scan.names
    prover = clear.prover(resource, names) if prove else None
    kept: dict[str, list[pl.Series]] = {name: [] for name in names if text.size <= BLOCK or name in keep}
    blocks: list[_Block] = []
    for block, frame, ragged in scan.blocks():
        blocks.append(block)
        if prover is not None:
            prover.see(frame, block.row, ragged)
        for name, parts in kept.items():
            parts.append(frame[name].fill_null(""))
    joined = {name: _joined(name, parts) for name, parts in kept.items()}
    canonical = plain and dialect == Dialect() and scan.canonical
    records = Records(path, raw, text, dialect, names, scan.header, tuple(blocks))
    return Table(
        str(resource.get("name") or ""),
        path,
        resource,
        names,
        scan.height,
        raw.size,
        begins,
        canonical,
        records,
        joined,
        prover.proof() if prover is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Begun:
    """A file of which only the header was read."""

    source: Source
    path: str
    resource: Mapping[str, Json]
    names: tuple[str, ...]
    header: tuple[int, int]

    def table(self, met: Sequence[Met] = ()) -> Table:
        """Give a table of no more than these records, which were read already and stand in the order of the file."""
        one = _Index(array("I", [0]), array("I", [0]))
        return Table(
            str(self.resource.get("name") or ""),
            self.path,
            self.resource,
            self.names,
            len(met),
            self.source.size,
            self.source.read(0, 64),
            canonical=True,
            records=Records(
                self.path, self.source, self.source, Dialect(), self.names, self.header, [_Block(row, each.at, each.size, one) for row, each in enumerate(met)]
            ),
            kept=_framed([each.cells for each in met], self.names).to_dict() if met else {},
            whole=lambda: read(self.source, self.path, self.resource, prove=False),
        )


def begun(source: Source, path: str, resource: Mapping[str, Json]) -> Begun:
    """Take what ``read`` takes, and read the header. Raises CannotRead, and UnprovedError where it is not UTF-8 without a mark, in the usual dialect."""
    if Dialect.of(resource) != Dialect() or codec(str(resource.get("encoding") or "utf-8")) != "utf-8" or source.read(0, 3) == codecs.BOM_UTF8:
        raise UnprovedError
    scan = _Scan(source, Dialect(), (), 0)
    return Begun(source, path, resource, scan.names, scan.header)


def _fields(resource: Mapping[str, Json]) -> list[str]:
    """Give the names of the fields of a resource's schema."""
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return [str(each.get("name") or "") if isinstance(each, dict) else "" for each in fields] if isinstance(fields, list) else []


def _joined(name: str, parts: list[pl.Series]) -> pl.Series:
    import polars as pl

    return pl.concat(parts) if parts else pl.Series(name, [], dtype=pl.String)


class _Scan:
    """The first pass over a file: its header at once, then block by block; after that its height and form are known."""

    def __init__(self, text: Source, dialect: Dialect, fields: Sequence[str], mark: int) -> None:
        """Read the header, behind a byte order mark of so many bytes; without one, the columns are these fields, or as many as the first record has cells.

        Raises CannotRead.
        """
        self._text = text
        self._dialect = dialect
        self.height = 0
        data, rows, size = b"", _Rows([], 0), HEADER
        while not rows.cells:
            data, size = data + text.read(mark + len(data), size), BLOCK
            final = mark + len(data) >= text.size
            if final and not data.decode(errors="replace").strip():
                raise CannotRead(_("it is empty: a table begins with a header row"))
            rows = _careful(data, dialect, final=final, most=1)
        # Columns without any name are called as frictionless calls them.
        labels = rows.cells[0] if dialect.header else [*fields] or [f"field{number}" for number in range(1, 1 + max(1, len(rows.cells[0])))]
        if len(labels) > MOST_COLUMNS:
            raise CannotRead(_("it has more than {limit} columns"), 1, limit=f"{MOST_COLUMNS:,}")
        self.names = tuple(name if name not in labels[:at] else f"{name}\0{at}" for at, name in enumerate(labels))
        self.header = (mark, rows.size if dialect.header else 0)
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerow(labels)
        self.canonical = not mark and written.getvalue().encode() == data[: rows.size]

    def blocks(self) -> Iterator[tuple[_Block, pl.DataFrame, Sequence[int]]]:
        """Give every block, its cells (null where empty) and its records with more or fewer cells than the header. Raises CannotRead."""
        at = sum(self.header)
        size = BLOCK
        while data := self._text.read(at, size):
            part = self._read(data, at, final=at + len(data) >= self._text.size)
            if part.size:
                yield _Block(self.height, at, part.size, part.begun), part.frame, part.ragged
                self.canonical = self.canonical and part.canonical
                self.height += part.frame.height
                at, size = at + part.size, BLOCK
            elif len(data) > LONGEST_RECORD:
                line = _line(self._text, at)
                raise CannotRead(_("the record that begins here has more than {limit} bytes"), line, limit=f"{LONGEST_RECORD:,}")
            else:
                size += BLOCK

    def _read(self, data: bytes, at: int, *, final: bool) -> _Part:
        try:
            return _read(data, self._dialect, self.names, final=final)
        except CannotRead as error:
            raise CannotRead(error.says, error.line + _line(self._text, at) - 1, 0, **error.values) from None


def _line(text: Source, end: int) -> int:
    """Give the line that an offset is in."""
    return 1 + sum(text.read(at, min(BLOCK, end - at)).count(b"\n") for at in range(0, end, BLOCK))


class Records:
    """The records of a file whose blocks are known, all of them or some; each is read again when it is asked for."""

    def __init__(self, path: str, raw: Source, text: Source, dialect: Dialect, names: Sequence[str], header: tuple[int, int], blocks: Sequence[_Block]) -> None:
        """Take the file, also as UTF-8 text, its column names, and the offset and size of its header."""
        self._path = path
        self._raw = raw
        self._text = text
        self._dialect = dialect
        self._names = names
        self._header = header
        self._blocks = blocks
        self._indexes: dict[int, _Index] = {}
        self._first_lines: list[int] = []

    def content(self) -> bytes:
        """Give the file's bytes."""
        return self._again(self._raw, 0, self._raw.size)

    def pieces(self) -> Iterator[bytes]:
        """Give the file's bytes, some at a time."""
        yield from (self._again(self._raw, at, HEADER) for at in range(0, self._raw.size, HEADER))

    def _again(self, source: Source, at: int, size: int) -> bytes:
        try:
            return source.read(at, size)
        except CannotRead:
            raise CannotRead(_("{path} is no longer what it was when it was first read"), path=self._path) from None

    def frames(self, names: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Give the columns of these names, block by block; empty cells are ``""``."""
        import polars as pl

        for block in self._blocks:
            data = self._again(self._text, block.at, block.size)
            if block.begun is None:
                yield _fast(data, self._dialect, self._names, names).select(pl.all().fill_null(""))
            else:
                yield _read(data, self._dialect, self._names, final=True).frame.select(pl.col(names).fill_null(""))

    def cells(self, rows: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
        """Give records as they stand; the numbers must ascend."""
        last, data = -1, b""
        for row in rows:
            number = self._block(row)
            if number != last:
                last, data = number, self._again(self._text, self._blocks[number].at, self._blocks[number].size)
            at, end = self._span(number, row)
            yield row, next(_reader(data[at:end].decode(), self._dialect))

    def locate(self, row: int, column: int) -> tuple[int, int]:
        """Give (line, column), both 1-based, of a cell; row -1 is the header. (0, 0) where there is no such record."""
        if row < 0:
            (at, size), line = self._header, 1
        else:
            number = self._block(row)
            if number < 0:
                return (0, 0)
            begin, end = self._span(number, row)
            at, size = self._blocks[number].at + begin, end - begin
            line = self._first_line(number) + self._index(number).lines[row - self._blocks[number].row]
        record = self._again(self._text, at, size).decode()
        places = _places(record, self._dialect)
        offset = places[min(column, len(places) - 1)]
        newline = record.rfind("\n", 0, offset)
        return (line + record.count("\n", 0, offset), offset - newline if newline >= 0 else offset + 1 + self._before(at))

    def _before(self, at: int) -> int:
        """Count the characters between the last newline and a record; there are some only where a lone CR ends the record before it."""
        if at <= self._header[0] or self._again(self._text, at - 1, 1) == b"\n":
            return 0
        before = self._again(self._text, self._header[0], at - self._header[0])
        return len(before[before.rfind(b"\n") + 1 :].decode())

    def _first_line(self, number: int) -> int:
        """Give the line that a block begins in; those of all blocks are counted when one is asked for."""
        if not self._first_lines:
            line, end = 1, self._header[0]
            for block in self._blocks:
                line += sum(self._again(self._text, at, min(BLOCK, block.at - at)).count(b"\n") for at in range(end, block.at, BLOCK))
                self._first_lines.append(line)
                end = block.at
        return self._first_lines[number]

    def _block(self, row: int) -> int:
        """Give the number of the block that holds a record, or -1."""
        number = bisect_right(self._blocks, row, key=lambda block: block.row) - 1
        return number if number >= 0 and row - self._blocks[number].row < len(self._index(number).starts) else -1

    def _span(self, number: int, row: int) -> tuple[int, int]:
        block, starts = self._blocks[number], self._index(number).starts
        at = row - block.row
        return starts[at], starts[at + 1] if at + 1 < len(starts) else block.size

    def _index(self, number: int) -> _Index:
        block = self._blocks[number]
        if block.begun is None and number not in self._indexes:
            self._indexes[number] = _index(self._again(self._text, block.at, block.size), self._dialect)
        return block.begun or self._indexes[number]


def _index(data: bytes, dialect: Dialect) -> _Index:
    """Find the records of bytes as csv.writer writes them: a line begins one where the quotation marks before it are even in number."""
    import polars as pl

    lines = pl.DataFrame({"line": pl.Series([data.removesuffix(b"\n")], dtype=pl.Binary)}).select(pl.col("line").cast(pl.String).str.split("\n").explode())
    lines = lines.with_columns(at=(pl.col("line").str.len_bytes() + 1).cum_sum().shift(1, fill_value=0)).with_row_index("number")
    if dialect.quote.encode() in data:
        marks = pl.col("line").str.count_matches(dialect.quote, literal=True).cum_sum().shift(1, fill_value=0)
        lines = lines.filter(marks % 2 == 0)
    return _Index(array("I", lines["at"].to_list()), array("I", lines["number"].to_list()))


def _places(record: str, dialect: Dialect) -> list[int]:
    """Give the offset of every cell of a record (RFC 4180, section 2)."""
    quote, at, size, cells = dialect.quote, 0, len(record), [0]
    while True:
        while dialect.skip_space and record.startswith(" ", at):
            at += 1
        cells[-1] = at
        if record.startswith(quote, at):
            at = record.find(quote, at + 1)
            while at >= 0 and dialect.doubled and record.startswith(quote, at + 1):
                at = record.find(quote, at + 2)
            at = size if at < 0 else at + 1
        at = record.find(dialect.delimiter, at)
        if at < 0:
            return cells
        at += 1
        cells.append(at)


def _read(data: bytes, dialect: Dialect, names: Sequence[str], *, final: bool) -> _Part:
    """Read the whole records at the beginning, fast if they can be proved right, else carefully. Raises CannotRead with the line in these bytes."""
    import polars as pl

    last = len(data) if final else data.rfind(b"\n") + 1
    part = _proven(data[:last], dialect, names) if last and names else None
    if isinstance(part, _Part):
        return part
    # Perhaps the last newline stands in a cell. The quotation marks tell, but counting them takes longer than trying.
    cut = last if final else _cut(data, dialect)
    if cut != last:
        part = _proven(data[:cut], dialect, names) if cut and names else None
    if isinstance(part, _Attempt):
        part = _mended(data[:cut], part, dialect)
    if part is None:
        rows = _careful(data, dialect, final=final)
        ragged = [number for number, cells in enumerate(rows.cells) if len(cells) != len(names)]
        part = _Part(rows.size, _framed(rows.cells, names).select(_nulled(pl.all())), ragged, begun=rows.begun())
    return part


# The fast reader


def _cut(data: bytes, dialect: Dialect) -> int:
    """Give the size of the whole records at the beginning, as far as quotation marks tell; 0 where there is none."""
    quote, end, cut = dialect.quote.encode(), len(data), data.rfind(b"\n") + 1
    odd = data.count(quote) & 1
    while cut:
        odd ^= data.count(quote, cut, end) & 1
        if not odd:
            break
        end, cut = cut, data.rfind(b"\n", 0, cut - 1) + 1
    return cut


def _fast(data: bytes, dialect: Dialect, names: Sequence[str], wanted: Sequence[str] | None = None) -> pl.DataFrame:
    import polars as pl

    # Twice as fast as read_csv, which is the same reader behind another door (polars 2.1).
    lines = pl.scan_csv(
        data,
        has_header=False,
        schema=dict.fromkeys(names, pl.String),
        separator=dialect.delimiter,
        quote_char=dialect.quote,
        raise_if_empty=False,
        truncate_ragged_lines=True,
    )
    return (lines if wanted is None else lines.select(wanted)).collect()


class _Compared(io.BytesIO):
    """Takes what is written and holds it against what was read, piece by piece: memory that is used again and again costs less than new one."""

    def __init__(self, data: bytes, end: bytes) -> None:
        """Take the bytes that it should be, and the end of a line, which the last of them may lack."""
        super().__init__()
        self._data, self._lacking, self._at = data, b"" if data.endswith(end) else end, 0
        self._others: list[bytes] = []

    @property
    def same(self) -> bool:
        """Tell whether all of it was written, and nothing else."""
        return not self._others and self._at >= len(self._data)

    @property
    def ended(self) -> bool:
        """Tell whether the last line has its end."""
        return self._at == len(self._data)

    @property
    def written(self) -> bytes:
        """All that was written."""
        return b"".join((self._data[: self._at], *self._others))

    def write(self, part: bytes) -> int:  # type: ignore[override] # bytes is what polars writes
        """Compare the next bytes."""
        if not self._others and (self._data.startswith(part, self._at) or self._ends(part)):
            self._at += len(part)
        else:
            self._others.append(part)
        return len(part)

    def _ends(self, part: bytes) -> bool:
        return bool(self._lacking) and self._at <= len(self._data) and part == self._data[self._at :] + self._lacking


class _Attempt(NamedTuple):
    """What the fast reader read, and what came of writing it."""

    frame: pl.DataFrame
    again: bytes


def _proven(data: bytes, dialect: Dialect, names: Sequence[str]) -> _Part | _Attempt | None:
    """Read whole records fast; a proof if writing them gives the same bytes again, None where that is out of the question."""
    import polars as pl

    if not dialect.doubled or dialect.skip_space or not (dialect.delimiter + dialect.quote).isascii() or b"\0" in data:
        return None
    end = b"\r\n" if data.endswith(b"\r\n") else b"\n"
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return None  # csv.reader ends a record at a lone CR
    try:
        frame = _fast(data, dialect, names)
        compared = _Compared(data, end)
        frame.write_csv(compared, include_header=False, line_terminator=end.decode(), separator=dialect.delimiter, quote_char=dialect.quote)
    except (pl.exceptions.PolarsError, ValueError):
        return None
    longest, quoted = frame.select(longest=pl.max_horizontal(pl.all().str.len_bytes().max()), quoted=pl.any_horizontal((pl.all() == "").any())).row(0)
    if longest is not None and longest > LARGEST_CELL:
        return None  # csv.reader counts the characters
    if not compared.same:
        return _Attempt(frame, compared.written)
    return _Part(len(data), frame.select(_nulled(pl.all())) if quoted else frame, canonical=compared.ended and end == b"\n" and not quoted)


def _mended(data: bytes, attempt: _Attempt, dialect: Dialect) -> _Part | None:
    """Read the records that were not written as they stand one by one; None where the two are not in step.

    Each record is either what csv.writer would write, or csv.reader, given it alone, reads it to
    its end. So csv.reader, given all of them, reads the same.
    """
    import polars as pl

    frame, again = attempt
    size, data = len(data), data if data.endswith(b"\n") else data + b"\n"  # none at the end of the file
    index = _written(again, frame)
    if index is None:
        return None
    rows: dict[int, list[str]] = {}
    starts = array("I")
    for row, begin, end in _differing(data, again, index, starts):
        try:
            (rows[row],) = _reader(data[begin:end].decode(), dialect)
        except (csv.Error, ValueError):
            return None
        if len(rows) * MOST_MENDED > frame.height:
            return None
    mended = _framed(list(rows.values()), frame.columns)
    frame = pl.DataFrame({name: frame[name].scatter(list(rows), mended[name]) for name in frame.columns})
    ragged = [row for row, cells in rows.items() if len(cells) != frame.width]
    return _Part(size, frame.select(_nulled(pl.all())), ragged, begun=_Index(starts, index.lines))


def _written(again: bytes, frame: pl.DataFrame) -> _Index | None:
    """Find the records in what a frame was written to, by the newlines in its cells; None where they do not add up."""
    import polars as pl

    sizes = list(accumulate(map(len, again.split(b"\n"))))
    lines = frame.select(1 + pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True))).to_series().cum_sum().to_list()
    if not lines or lines[-1] != len(sizes) - 1:
        return None
    return _Index(array("I", [0, *[sizes[number - 1] + number for number in lines[:-1]]]), array("I", [0, *lines[:-1]]))


def _differing(data: bytes, again: bytes, index: _Index, starts: array[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the records of bytes that differ from those of others, of which there is an index, line by line: number, offset, and that behind it.

    When all are told, ``starts`` holds where each begins.
    """
    at = to = 0
    while (same := _alike(data, at, again, to)) < len(data) - at:
        row = bisect_right(index.starts, to + same) - 1
        end = begin = at + index.starts[row] - to
        last = row + 1 == len(index.starts)
        for _line_of_it in range(0 if last else index.lines[row + 1] - index.lines[row]):
            end = data.find(b"\n", end) + 1 or len(data)
        starts.extend([start + at - to for start in index.starts[len(starts) : row + 1]])
        yield row, begin, len(data) if last else end
        if last:
            return
        at, to = end, index.starts[row + 1]
    starts.extend([start + at - to for start in index.starts[len(starts) :]])


def _alike(data: bytes, at: int, again: bytes, to: int) -> int:
    """Count the bytes that are the same from two offsets on."""
    same, size = 0, HEADER
    while size:
        while (part := data[at + same : at + same + size]) == again[to + same : to + same + size]:
            if not part:
                return same
            same += len(part)
        size //= 2
    return same


def _nulled(cells: pl.Expr) -> pl.Expr:
    import polars as pl

    return pl.when(cells != "").then(cells)


# The careful reader


@dataclass(frozen=True, slots=True)
class _Rows:
    """Records as csv.reader gives them, and how many bytes they take."""

    cells: list[list[str]]
    size: int
    texts: list[str] = field(default_factory=list)
    """The text of each."""

    def begun(self) -> _Index:
        """Tell where each begins."""
        index, at, line = _Index(array("I"), array("I")), 0, 0
        for text in self.texts:
            index.starts.append(at)
            index.lines.append(line)
            at += len(text.encode())
            line += text.count("\n")
        return index


def _reader(text: Iterable[str] | str, dialect: Dialect) -> Iterator[list[str]]:
    # One setting for the whole process, which the judge's csv.reader obeys too.
    csv.field_size_limit(LARGEST_CELL)
    return csv.reader(
        io.StringIO(text, newline="") if isinstance(text, str) else text,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        doublequote=dialect.doubled,
        skipinitialspace=dialect.skip_space,
        strict=True,
    )


def _careful(data: bytes, dialect: Dialect, *, final: bool, most: int = -1) -> _Rows:
    """Read by csv.reader: everything where it ends the file, else the records that are whole.

    Raises CannotRead with the line of what cannot be read.
    """
    whole = len(data) if final else data.rfind(b"\n") + 1
    text = strict(data[:whole], "utf-8")
    if "\0" in text:
        raise CannotRead(_("it holds a NUL character"), 1 + text.count("\n", 0, text.index("\0")))
    cells: list[list[str]] = []
    texts: list[str] = []
    fed: list[str] = []

    def lines() -> Iterator[str]:
        for each in io.StringIO(text, newline=""):
            fed.append(each)
            yield each

    reader = _reader(lines(), dialect)
    try:
        while len(cells) != most and (record := next(reader, None)) is not None:
            cells.append(record)
            texts.append("".join(fed))
            fed.clear()
    except csv.Error as error:
        if "end of data" not in str(error) or final:
            raise _refused(str(error), 1 + sum(each.count("\n") for each in texts)) from None
    size = sum(len(each.encode()) for each in texts) if len(cells) == most else whole - len("".join(fed).encode())
    return _Rows(cells, size, texts)


def _refused(error: str, line: int) -> CannotRead:
    if "field larger" in error:
        return CannotRead(_("the record that begins here has a cell of more than {limit} characters"), line, limit=f"{LARGEST_CELL:,}")
    if "end of data" in error:
        return CannotRead(_("a quotation mark opened in the record that begins here is never closed"), line)
    return CannotRead(_("the record that begins here has text around a quoted cell"), line)


def _framed(rows: Sequence[Sequence[str]], names: Sequence[str]) -> pl.DataFrame:
    """Put rows of any length into columns: short ones filled, long ones cut."""
    import polars as pl

    width = len(names)
    columns = zip(*([*row[:width], *[""] * (width - len(row))] for row in rows), strict=True) if rows else [()] * width
    return pl.DataFrame({name: pl.Series(name, list(cells), dtype=pl.String) for name, cells in zip(names, columns, strict=True)})
