"""Which records of large tables may differ, found without looking into the cells: everything else need not be compared.

Two files that the same program wrote differ in few places. So their bytes are compared in large pieces, and only the
records around a difference are read. Where that cannot be (another order, another spelling), the tables are joined by
their keys.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from taiyaku.model import Package, Table, keyed
from taiyaku.records import texts

if TYPE_CHECKING:
    import polars as pl

LARGE = 16 << 20
"""Bytes of a table and its texts, from which on looking twice is worth it."""
MOST_STEPS = 20
"""Where more than one record in so many differs, the join is faster."""
MOST_PICKED = 4
"""Where more than one record in so many may differ, picking them takes longer than reading all."""
_LEAST = 1 << 10
_PIECE = 1 << 16
"""Bytes that are compared at once, at first and at most: they stay in the processor's cache."""


def narrowed(old: Package, new: Package, of: str) -> tuple[Package, Package]:
    """Give both versions with no more records of a large table than those that may differ; as they are where all may."""
    names = [_tables(each, of) for each in (old, new)]
    size = sum(each.tables[name].size for each in (old, new) for name in names[0] if name in each.tables)
    if names[0] != names[1] or not names[0] or size < LARGE or _layout(old, of) != _layout(new, of):
        return old, new
    found: dict[str, Differing] = {}
    for name in names[0]:
        here = _differing(old.tables[name], new.tables[name])
        if here is None:
            return old, new
        found[name] = here
    ids = set[str]().union(*(each.ids for each in found.values()))
    if len(ids) * MOST_PICKED > max(each.tables[name].height for each in (old, new) for name in names[0]):
        return old, new
    return _only(old, {name: each.old for name, each in found.items()}, ids), _only(new, {name: each.new for name, each in found.items()}, ids)


class Differing(NamedTuple):
    """What may differ in two versions of a file."""

    ids: AbstractSet[str]
    old: Mapping[str, bytes]
    """Records of the older version that were met on the way, by id."""
    new: Mapping[str, bytes]


def _tables(package: Package, of: str) -> list[str]:
    """Name the tables that the records of a table stand in."""
    own = {column.table: None for text in texts(package, of) for column in text.columns.values()}
    return [name for name in package.tables if name in own or name == of]


def _layout(package: Package, of: str) -> Mapping[str, object]:
    return {text.name: dict(text.columns) for text in texts(package, of)}


def _only(package: Package, met: Mapping[str, Mapping[str, bytes]], ids: Collection[str]) -> Package:
    """Give a package whose tables of these names hold the records of these ids only."""
    return replace(package, tables={name: _some(table, ids, met[name]) if name in met else table for name, table in package.tables.items()})


def _some(table: Table, ids: Collection[str], met: Mapping[str, bytes]) -> Table:
    """Give a table with the records of these ids only; those that were met are not looked for."""
    import polars as pl

    wanted = table.keys.is_in(list(ids))
    if table.canonical and table.key == table.columns[:1] != table.columns:
        keys = table.keys.filter(wanted).to_list()
        others = [key for key in keys if key not in met]
        records = {**met, **(_picked(table.content, others) if others else {})}
        text = b"".join(records[key] for key in keys).decode()
        frame = pl.DataFrame(list(csv.reader(io.StringIO(text, newline=""), strict=True)), schema=dict.fromkeys(table.columns, pl.String), orient="row")
    else:
        frame = pl.concat([part.filter(wanted.slice(row, part.height)) for row, part in table.blocks()])
    return replace(table, height=frame.height, kept=frame.to_dict(), elsewhere={})


def _picked(content: bytes, keys: Iterable[str]) -> dict[str, bytes]:
    """Give the records that begin with these keys, which are in the order of the file, and canonical."""
    picked: dict[str, bytes] = {}
    known, odd, at = 0, 0, 0
    for key in keys:
        begins = f"\n{_cell(key)},".encode()
        while True:
            at = content.index(begins, at) + 1
            odd ^= content.count(b'"', known, at) & 1
            known = at
            if not odd:
                break
        at = _end(content, at) - 1
        picked[key] = content[known : at + 1]
    return picked


def _cell(text: str) -> str:
    """Write a cell as it stands in a canonical file."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


def _differing(old: Table, new: Table) -> Differing | None:
    """Tell which records may differ in two versions of a file; None where all of them may."""
    if old.columns != new.columns or old.key != new.key or not old.key:
        return None
    known = [ascending(table) for table in (old, new)]
    if any(not each and table.keys.n_unique() < table.height for each, table in zip(known, (old, new), strict=True)):
        return None
    canonical = old.canonical and new.canonical
    if canonical and all(known) and (found := _in_step(old, new)) is not None:
        return found
    gone, came = _missing(old.keys, new.keys), _missing(new.keys, old.keys)
    if canonical and not all(known) and (found := _in_step(old, new, (gone, came))) is not None:
        return found
    return Differing(gone | came | _joined(old, new), {}, {})


def ascending(table: Table) -> bool:
    """Tell whether each key is greater than the one before it, so that none stands twice and the order is known."""
    return bool((table.keys[1:] > table.keys[:-1]).all())


def _missing(keys: pl.Series, others: pl.Series) -> set[str]:
    """Give the keys that are not among others; none where both are the same in the same order, which is usual."""
    if keys.equals(others):
        return set()
    return set(keys.to_frame().join(others.to_frame(), on="record", how="anti")["record"])


def _joined(old: Table, new: Table) -> set[str]:
    """Give the keys of records that both have and of which some cell differs."""
    import polars as pl

    names = [name for name in old.columns if name not in old.key]
    sides = [table.select([*table.key, *names]).select(keyed(table.key).alias("\0key"), *names) for table in (old, new)]
    both = sides[0].join(sides[1], on="\0key", suffix="\0key")
    return set(both.filter(pl.any_horizontal(pl.col(name) != pl.col(f"{name}\0key") for name in names))["\0key"]) if names else set()


# Byte by byte


def _in_step(old: Table, new: Table, alone: tuple[Collection[str], Collection[str]] | None = None) -> Differing | None:
    """Walk through two canonical files at once; None where they have another order, or differ in too many places.

    ``alone`` are the keys that only the one or only the other has; where none are given, the keys of both ascend, which tells it too.
    A record of a canonical file (RFC 4180) ends at a newline with an even number of quotation marks before it.
    """
    one, other = old.content, new.content
    met, its_met = dict[str, bytes](), dict[str, bytes]()
    at, its = _end(one, 0), _end(other, 0)
    left = sum(map(len, alone or ())) + (old.height + new.height) // MOST_STEPS + 1
    while True:
        start = _start(one, at, at + _alike(one, at, other, its))
        at, its = start, its + start - at
        if at == len(one) and its == len(other):
            return Differing({*met, *its_met}, met, its_met)
        record, its_record = one[at : _end(one, at)], other[its : _end(other, its)]
        key, its_key = (_key(each, old) if each else None for each in (record, its_record))
        if alone is None:
            gone = key is not None and (its_key is None or key < its_key)
            came = its_key is not None and not gone and key != its_key
        else:
            gone, came = key in alone[0], its_key in alone[1]
        left -= 1
        if left < 0 or (key != its_key and not gone and not came):
            return None
        if key is not None and (gone or key == its_key):
            met[key] = record
            at += len(record)
        if its_key is not None and (not gone or key == its_key):
            its_met[its_key] = its_record
            its += len(its_record)


def _alike(one: bytes, at: int, other: bytes, its: int) -> int:
    """Count the bytes from two places on that are the same."""
    begun, piece = at, _LEAST
    most = min(len(one) - at, len(other) - its)
    while at - begun < most and one[at : at + piece] == other[its : its + piece]:
        at, its, piece = at + piece, its + piece, min(2 * piece, _PIECE)
    if at - begun >= most:
        return most
    while piece > 1:
        piece //= 2
        if one[at : at + piece] == other[its : its + piece]:
            at, its = at + piece, its + piece
    return min(at - begun, most)


def _start(data: bytes, begun: int, at: int) -> int:
    """Give the beginning of the record that a place is in, from the beginning of some record before it."""
    end = data.rfind(b"\n", begun, at) + 1
    odd = data.count(b'"', begun, end) & 1 if end else 0
    while end > begun and odd:
        before = data.rfind(b"\n", begun, end - 1) + 1
        odd ^= data.count(b'"', max(before, begun), end) & 1
        end = before
    return max(end, begun)


def _end(data: bytes, at: int) -> int:
    """Give the end of the record that begins at a place."""
    end, odd = at, 0
    while end < len(data):
        newline = data.find(b"\n", end)
        newline = len(data) if newline < 0 else newline + 1
        odd ^= data.count(b'"', end, newline) & 1
        end = newline
        if not odd:
            break
    return end


def _key(record: bytes, table: Table) -> str:
    """Read the key of a record, joined as ``keyed`` does it."""
    (cells,) = csv.reader(io.StringIO(record.decode(), newline=""), strict=True)
    parts = [cells[table.columns.index(name)] for name in table.key]
    return parts[0] if len(parts) == 1 else ",".join(part.replace("%", "%25").replace(",", "%2C") for part in parts)
