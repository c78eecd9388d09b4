"""Which records of large tables may differ, found without looking into the cells: everything else need not be compared.

Two canonical files are walked through at once (``in_step``); where that cannot be (another order, another spelling), the
tables are joined by their keys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from taiyaku.diff import in_step
from taiyaku.diff.in_step import Met
from taiyaku.model import Package, Table, TextField, key_of, keyed
from taiyaku.records import texts

if TYPE_CHECKING:
    import polars as pl

LARGE = 16 << 20
"""Bytes of a table and its texts, from which on looking twice is worth it."""
MOST_PICKED = 4
"""Where more than one record in so many may differ, picking them takes longer than reading all."""


def narrowed(old: Package, new: Package, of: str) -> tuple[Package, Package]:
    """Give both versions with no more records of a large table than those that may differ; as they are where all may, or where that is known already."""
    names = [_tables(each, of) for each in (old, new)]
    tables = [{name: each.tables[name] for name in names[0] if name in each.tables} for each in (old, new)]
    every = [table for side in tables for table in side.values()]
    if names[0] != names[1] or sum(table.size for table in every) < LARGE or any(table.whole for table in every):
        return old, new
    own = texts(old, of)
    if layout(own) != layout(texts(new, of)) or not all(apart(side, own) for side in tables):
        return old, new
    found: dict[str, Differing] = {}
    for name in names[0]:
        here = _differing(tables[0][name], tables[1][name])
        if here is None:
            return old, new
        found[name] = here
    ids = set[str]().union(*(each.ids for each in found.values()))
    if len(ids) * MOST_PICKED > max(table.height for table in every):
        return old, new
    return _only(old, {name: each.old for name, each in found.items()}, ids), _only(new, {name: each.new for name, each in found.items()}, ids)


def layout(own: Iterable[TextField]) -> Mapping[tuple[str, str], object]:
    """Tell which texts stand where."""
    return {(text.of, text.name): dict(text.columns) for text in own}


def apart(tables: Mapping[str, Table], own: Iterable[TextField]) -> bool:
    """Tell whether each record can be looked at by itself: facts in the tables of texts would be called by whether they are the same in all records (``records.published``)."""
    held = {(column.table, column.name): text.of for text in own for column in text.columns.values()}
    sides = {table for (table, _name), of in held.items() if table != of}
    return all((table, name) in held or name in tables[table].key for table in sides for name in tables[table].columns)


class Differing(NamedTuple):
    """What may differ in two versions of a file."""

    ids: AbstractSet[str]
    old: Mapping[str, Met]
    """Records of the older version that were met on the way, by id."""
    new: Mapping[str, Met]


def _tables(package: Package, of: str) -> list[str]:
    """Name the tables that the records of a table stand in."""
    own = {column.table: None for text in texts(package, of) for column in text.columns.values()}
    return [name for name in package.tables if name in own or name == of]


def _only(package: Package, met: Mapping[str, Mapping[str, Met]], ids: Collection[str]) -> Package:
    """Give a package whose tables of these names hold the records of these ids only."""
    return replace(package, tables={name: _some(table, ids, met[name]) if name in met else table for name, table in package.tables.items()})


def _some(table: Table, ids: Collection[str], met: Mapping[str, Met]) -> Table:
    """Give a table with the records of these ids only; those that were met are not looked for."""
    import polars as pl

    wanted = table.keys.is_in(list(ids))
    if table.canonical and table.key == table.columns[:1] != table.columns:
        keys = table.keys.filter(wanted).to_list()
        others = [key for key in keys if key not in met]
        found = {key: in_step.read(record, len(table.columns)) for key, _at, record in in_step.picked(table.content, others)} if others else {}
        records = {**{key: each.cells for key, each in met.items()}, **found}
        frame = pl.DataFrame([records[key] for key in keys], schema=dict.fromkeys(table.columns, pl.String), orient="row")
    else:
        frame = pl.concat([part.filter(wanted.slice(row, part.height)) for row, part in table.blocks()])
    return replace(table, height=frame.height, kept=frame.to_dict(), elsewhere={})


def _differing(old: Table, new: Table) -> Differing | None:
    """Tell which records may differ in two versions of a file; None where all of them may."""
    if old.columns != new.columns or old.key != new.key or not old.key:
        return None
    if any(not ascending(table) and table.keys.n_unique() < table.height for table in (old, new)):
        return None
    came = _missing(new.keys, old.keys)
    if old.canonical and new.canonical and (found := _in_step(old, new, came)) is not None:
        return found
    return Differing(_missing(old.keys, new.keys) | came | _joined(old, new), {}, {})


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
    both = sides[0].join(sides[1], on="\0key", suffix="\0new")
    return set(both.filter(pl.any_horizontal(pl.col(name) != pl.col(f"{name}\0new") for name in names))["\0key"]) if names else set()


def _in_step(old: Table, new: Table, came: Collection[str]) -> Differing | None:
    """Walk through two canonical files at once; None where they have another order, or differ at too many places."""
    files = _File(old.content), _File(new.content)
    begins = in_step.end(files[0].content, 0), in_step.end(files[1].content, 0)
    numbers = [old.columns.index(name) for name in old.key]
    found = in_step.walk(files, begins, len(old.columns), lambda cells: key_of([cells[number] for number in numbers]), lambda key, _other: key in came)
    return found and Differing({*found.old, *found.new}, found.old, found.new)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is in memory."""

    content: bytes

    def read(self, at: int, size: int) -> bytes:
        """Give some bytes from an offset on."""
        return self.content[at : at + size]
