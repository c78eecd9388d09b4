"""Two versions of a package, record by record and text by text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from taiyaku.model import Change, Changes, Package, TextField, keyed
from taiyaku.records import bases, plain, published, texts

if TYPE_CHECKING:
    import polars as pl


def compare(old: Package, new: Package) -> Changes:
    """Give what changed from one version to the other, keyed by primary key; moved rows are no change.

    Records whose key stands twice are compared by its first row (primary-key speaks about the others).
    """
    return Changes(old.shown, new.shown, tuple(_changes(old, new)))


def _changes(old: Package, new: Package) -> Iterator[Change]:
    before, after = bases(old), bases(new)
    for of in dict.fromkeys([*after, *before]):
        if of not in before:
            yield Change("added", "table", of)
        if of not in after:
            yield Change("removed", "table", of)
        yield from _table(old if of in before else None, new if of in after else None, of)


def _table(old: Package | None, new: Package | None, of: str) -> Iterator[Change]:
    left, right = _keyed(old, of), _keyed(new, of)
    if left is None or right is None:
        action, side = ("added", right) if left is None else ("removed", left)
        keys = list(side[0]["\0key"]) if side is not None else []
        yield from (Change(action, "record", of, key) for key in keys)
        return
    for name in right[0].columns:
        if name not in left[0].columns:
            yield Change("added", "field", of, field=plain(name))
    for name in left[0].columns:
        if name not in right[0].columns:
            yield Change("removed", "field", of, field=plain(name))
    known, now = set(left[0]["\0key"]), set(right[0]["\0key"])
    for key in right[0]["\0key"]:
        if key not in known:
            yield Change("added", "record", of, key)
    for key in left[0]["\0key"]:
        if key not in now:
            yield Change("removed", "record", of, key)
    yield from _cells(of, left[0], right[0], right[1])


def _keyed(package: Package | None, of: str) -> tuple[pl.DataFrame, dict[str, tuple[TextField, str]]] | None:
    """Give the joined table with its key as a column of its own, each key once; without a key, the row's number is the key."""
    import polars as pl

    if package is None:
        return None
    frame, which = published(package, of)
    table = package.tables.get(of) or package.tables[next(iter(texts(package, of)[0].columns.values())).table]
    if not table.key:
        return frame.with_columns(pl.int_range(1, frame.height + 1).cast(pl.String).alias("\0key")), which
    return frame.with_columns(keyed(table.key).alias("\0key")).unique("\0key", keep="first", maintain_order=True), which


def _cells(of: str, left: pl.DataFrame, right: pl.DataFrame, which: dict[str, tuple[TextField, str]]) -> Iterator[Change]:
    """Yield the cells that differ in records that both versions have, in the order of the new version."""
    import polars as pl

    shared = [name for name in right.columns if name in left.columns and name != "\0key"]
    both = right.join(left.select("\0key", *shared), on="\0key", suffix="\0old", maintain_order="left")
    changed = both.filter(pl.any_horizontal(pl.col(name) != pl.col(f"{name}\0old") for name in shared)) if shared else both.clear()
    for row in changed.iter_rows(named=True):
        moved = {name for name in shared if row[name] != row[f"{name}\0old"]}
        for name in shared:
            if name not in moved:
                continue
            old, new = row[f"{name}\0old"], row[name]
            if name not in which:
                yield Change("changed", "fact", of, row["\0key"], plain(name), old=old, new=new)
                continue
            text, language = which[name]
            source = row.get("source_language", "")
            concerns = "source-text" if language in source.split("+") or source == "mul" else "translation"
            others = [column for column, (other, _tag) in which.items() if other.name == text.name and column != name]
            # A language that the older version did not have is new, not stale.
            stale = any(row[column] and column in shared and column not in moved for column in others)
            yield Change("changed", concerns, of, row["\0key"], text.name, language, old, new, stale)
