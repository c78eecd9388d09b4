"""Proof that csv.reader reads bytes without a fault, and where their records end, without reading their cells.

Proved is: they are UTF-8 without NUL and CR; every quotation mark opens or closes a cell, or is one of two that stand for one in a
quoted cell (RFC 4180, section 2), so that the number of marks before a newline tells whether a record ends there; the first
cell of a record has none; no cell is longer than is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter, lt
from typing import NamedTuple

from taiyaku.loaders.trees import Source

PIECE = 1 << 18
"""Bytes that are read at once. No record is longer than two of these together, which is less than a cell may have."""
_BOUNDS = {b"", b",", b"\n"}
"""What stands before a mark that opens a cell, and behind one that closes it; nothing where two stand for one, or where the bytes begin or end."""
_FIRST, _LAST = itemgetter(slice(1)), itemgetter(slice(-1, None))


class UnprovedError(Exception):
    """It may be as it should be, but that takes a closer look."""


class Piece(NamedTuple):
    """Whole records that stand together."""

    at: int
    size: int
    keys: bytes
    """The first cells of its records, one a line."""
    first: bytes
    last: bytes
    ascending: bool
    """Whether each of these is greater than the one before it."""


def pieces(source: Source, at: int, end: int) -> Iterator[Piece]:
    """Give the records between two offsets: one begins at the first, if another one ends there. Raises UnprovedError and CannotRead."""
    rest = b""
    while part := source.read(at + len(rest), min(PIECE, end - at - len(rest))):
        data = rest + part
        piece = _piece(data, at, final=at + len(data) == end)
        yield piece
        at, rest = at + piece.size, data[piece.size :]


def between(source: Source, at: int, end: int) -> int:
    """Give an offset about a third of the way, where a record begins if the records before it are proved; the end where there is none. Raises CannotRead."""
    odd, goal = 0, at + (end - at) // 3
    while at < goal:
        data = source.read(at, min(PIECE, goal - at))
        odd ^= data.count(b'"') & 1
        at += len(data)
    data, begun = source.read(at, PIECE), 0
    while newline := data.find(b"\n", begun) + 1:
        odd ^= data.count(b'"', begun, newline) & 1
        if not odd:
            return at + newline
        begun = newline
    return end


def _piece(data: bytes, at: int, *, final: bool) -> Piece:
    """Prove the whole records at the beginning of bytes."""
    parts = data.split(b'"')
    last, end = len(parts) - 1, len(data)
    if not final:  # up to the last newline that no quoted cell holds
        last -= last % 2
        end -= sum(len(part) + 1 for part in parts[last + 1 :])
        while (newline := parts[last].rfind(b"\n")) < 0 and last:
            end -= len(parts[last]) + len(parts[last - 1]) + 2
            last -= 2
        end -= len(parts[last]) - newline - 1
        parts[last] = parts[last][: newline + 1]
    outside = parts[: last + 1 : 2]
    if last % 2 or end <= 0 or len(data) - end > PIECE or not {*map(_LAST, outside[:-1]), *map(_FIRST, outside[1:])} <= _BOUNDS or not _is_text(data, end):
        raise UnprovedError
    seen = b'"'.join(outside).removesuffix(b"\n")
    if seen.startswith(b'"') or b'\n"' in seen:
        raise UnprovedError
    keys = [line.partition(b",")[0] for line in seen.split(b"\n")]
    return Piece(at, end, b"\n".join(keys), keys[0], keys[-1], all(map(lt, keys, keys[1:])))


def _is_text(data: bytes, end: int) -> bool:
    """Tell whether bytes up to an offset are text that a table may hold, with LF line ends only."""
    return b"\0" not in data and b"\r" not in data and (data.isascii() or _is_utf_8(data[:end]))


def _is_utf_8(data: bytes) -> bool:
    import polars as pl

    try:
        return pl.Series([data], dtype=pl.Binary).cast(pl.String).len() > 0
    except pl.exceptions.PolarsError:
        return False
