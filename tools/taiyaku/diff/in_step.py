"""Two files walked through at once, byte by byte: which records differ, without a look into those that do not.

Two files that the same program wrote differ in few places. So their bytes are compared in large pieces, and only the
records around a difference are read; behind it the files are in step again.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

LONGEST = 1 << 20
"""Bytes of a record; where one that differs is longer, the walk ends."""
APART = 1 << 12
"""Bytes that lie between two differences on the average; where they stand closer together, the tables are joined sooner than walked through."""
SOME = 1_000
"""Differences that may stand closer together."""
_MARK, _DELIMITERS = b'"', (b",", b"\n")
_PIECE = 1 << 20
"""Bytes that are read at once."""
_LEAST = 1 << 10
_MOST = 1 << 16
"""Bytes that are compared at once, at first and at most: they stay in the processor's cache."""


class Source(Protocol):
    """The bytes of a file."""

    def read(self, at: int, size: int) -> bytes:
        """Give some bytes from an offset on; fewer at the end of the file."""


class Met(NamedTuple):
    """A record that was read, and where it stands."""

    at: int
    size: int
    cells: Sequence[str]


class Walk(NamedTuple):
    """What was met on the way, by key: records that differ, or that only one of the files has."""

    old: dict[str, Met]
    new: dict[str, Met]
    shifts: list[tuple[int, int]]
    """Offsets in the older and in the newer file from which on they are the same again."""

    def there(self, at: int) -> int:
        """Give the offset in the newer file of a record that is the same in both."""
        old, new = self.shifts[bisect_right(self.shifts, at, key=lambda shift: shift[0]) - 1]
        return new + at - old


class _OutOfStepError(Exception):
    """The files cannot be walked through at once."""


def walk(
    files: tuple[Source, Source], begins: tuple[int, int], width: int, key: Callable[[Sequence[str]], str], came: Callable[[str, str], bool]
) -> Walk | None:
    """Walk through an older and a newer file from these offsets on, where the first record of each begins.

    Of the older file it is known, or will be seen, that quotation marks tell where its records end (RFC 4180) and that no key stands twice. ``came`` tells
    whether a key of the newer file is none of the older one, rather than that the other key, of the older file, is none of the newer one. If it is right, and
    if not, whatever came must be looked for in the older file. None where the files have another order or differ at too many
    places, or where a record that differs cannot be read, has not so many cells, or says the same in other bytes.
    """
    one, other = _Side(files[0], begins[0], width), _Side(files[1], begins[1], width)
    met = Walk({}, {}, [begins])
    try:
        while _to_difference(one, other):
            record, its = one.record(), other.record()
            old, new = (key(each.cells) if each else None for each in (record, its))
            if (record and its and record.cells == its.cells) or len(met.shifts) > SOME + one.place // APART:
                return None
            # A key that was met before stands twice, or the records have another order.
            if any(each in met.old or each in met.new for each in (old, new)):
                return None
            gone = new is None or (old is not None and old != new and not came(new, old))
            if record and old is not None and (gone or old == new):
                met.old[old] = record
                one.at += record.size
            if its and new is not None and not gone:
                met.new[new] = its
                other.at += its.size
            met.shifts.append((one.place, other.place))
    except _OutOfStepError:
        return None
    return met


class _Side:
    """A place in a file where a record begins, and what was read from there on."""

    def __init__(self, source: Source, at: int, width: int) -> None:
        """Take the file, the offset, and the number of cells of its records."""
        self._source = source
        self._width = width
        self._begun = at
        self.data = b""
        self.at = 0

    @property
    def place(self) -> int:
        """The offset in the file."""
        return self._begun + self.at

    def more(self) -> bool:
        """Read on, and forget what lies behind; False at the end of the file."""
        if len(self.data) - self.at > LONGEST:
            raise _OutOfStepError
        part = self._source.read(self._begun + len(self.data), _PIECE)
        self._begun += self.at
        self.data = self.data[self.at :] + part
        self.at = 0
        return bool(part)

    def record(self) -> Met | None:
        """Read the record that begins here; None at the end of the file. Raises OutOfStep."""
        while (stop := end(self.data, self.at)) == len(self.data) and self.more():
            pass
        if stop == self.at:
            return None
        cells = read(self.data[self.at : stop], self._width)
        if cells is None:
            raise _OutOfStepError
        return Met(self.place, stop - self.at, cells)


def read(record: bytes, width: int) -> list[str] | None:
    """Read one record strictly; None where it is no text, or not one record of so many cells."""
    try:
        text = record.decode()
        (cells,) = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (csv.Error, ValueError):
        return None
    return cells if len(cells) == width and "\0" not in text else None


def _to_difference(one: _Side, other: _Side) -> bool:
    """Go on to the record that a difference is in; False where there is none up to the end."""
    while True:
        same = _alike(one.data, one.at, other.data, other.at)
        start = _start(one.data, one.at, one.at + same)
        same -= start - one.at
        other.at += start - one.at
        one.at = start
        short = [side for side in (one, other) if side.at + same == len(side.data)]
        if not any([side.more() for side in short]):  # noqa: C419 -- of both, if both need it
            return len(short) < len((one, other))


def _alike(one: bytes, at: int, other: bytes, its: int) -> int:
    """Count the bytes from two places on that are the same."""
    begun, piece = at, _LEAST
    most = min(len(one) - at, len(other) - its)
    while at - begun < most and one[at : at + piece] == other[its : its + piece]:
        at, its, piece = at + piece, its + piece, min(2 * piece, _MOST)
    if at - begun >= most:
        return most
    while piece > 1:
        piece //= 2
        if one[at : at + piece] == other[its : its + piece]:
            at, its = at + piece, its + piece
    return min(at - begun, most)


def _start(data: bytes, begun: int, at: int) -> int:
    """Give the beginning of the record that a place is in, from the beginning of some record before it."""
    start = data.rfind(b"\n", begun, at) + 1
    while start > begun and (opened := _opened(data, begun, start)) >= 0:
        start = data.rfind(b"\n", begun, opened) + 1
    return max(start, begun)


def _opened(data: bytes, begun: int, at: int) -> int:
    """Give where the quoted cell opens that a place is in, -1 where it is in none; some record begins at the other place, before it.

    The last marks before it tell: an odd number of them together opens or closes a cell, and only those that open one have a delimiter before
    them, only those that close one have a delimiter behind them. Where there is one on both sides, those before them tell, and so on.
    """
    opened, inside, last = -1, False, at
    while (last := data.rfind(_MARK, begun, last)) >= 0:
        first = last
        while first > begun and data[first - 1 : first] == _MARK:
            first -= 1
        if not (last - first) % 2:
            opened = max(opened, first)
            if first > begun and data[first - 1 : first] not in _DELIMITERS:
                break
            inside = not inside
            if data[last + 1 : last + 2] not in _DELIMITERS:
                break
        last = first
    return opened if inside else -1


def end(data: bytes, at: int) -> int:
    """Give the end of the record that begins at a place."""
    odd = 0
    while at < len(data):
        newline = data.find(b"\n", at)
        newline = len(data) if newline < 0 else newline + 1
        odd ^= data.count(b'"', at, newline) & 1
        at = newline
        if not odd:
            break
    return at


def picked(data: bytes, keys: Iterable[str]) -> Iterator[tuple[str, int, bytes]]:
    """Find the records that begin with these keys, which are in the order of the bytes: the key, the offset, the record. Quotation marks tell where one ends."""
    at = -1
    for key in keys:
        begins = f"{_cell(key)},".encode()
        at = 0 if at < 0 and data.startswith(begins) else data.index(b"\n" + begins, max(at, 0)) + 1
        while (opened := _opened(data, 0, at)) >= 0:
            at = data.index(b"\n" + begins, end(data, opened) - 1) + 1
        stop = end(data, at)
        yield key, at, data[at:stop]
        at = stop - 1


def _cell(text: str) -> str:
    """Write a cell as it stands in a canonical file."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text
