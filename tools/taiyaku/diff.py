"""Two versions of a package, record by record and text by text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from taiyaku.model import Change, Changes, Package
from taiyaku.records import bases, joined, texts

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
    sides = [_keyed(package, of) for package in (old, new)]
    left, right = sides
    if left is None or right is None:
        action, side = ("added", right) if left is None else ("removed", left)
        keys = list(side["\0key"]) if side is not None else []
        yield from (Change(action, "record", of, key) for key in keys)
        return
    for name in right.columns:
        if name not in left.columns:
            yield Change("added", "field", of, field=name)
    for name in left.columns:
        if name not in right.columns:
            yield Change("removed", "field", of, field=name)
    known, now = set(left["\0key"]), set(right["\0key"])
    for key in right["\0key"]:
        if key not in known:
            yield Change("added", "record", of, key)
    for key in left["\0key"]:
        if key not in now:
            yield Change("removed", "record", of, key)
    if old is not None and new is not None:
        yield from _cells(new, of, left, right)


def _keyed(package: Package | None, of: str) -> pl.DataFrame | None:
    """Give the joined table with its key as a column of its own, each key once."""
    import polars as pl

    if package is None:
        return None
    frame = joined(package, of)
    table = package.tables.get(of) or package.tables[next(iter(texts(package, of)[0].columns.values())).table]
    if not table.key:
        return frame.with_columns(pl.int_range(frame.height).cast(pl.String).alias("\0key"))
    return frame.with_columns(pl.concat_str(table.key, separator=",").alias("\0key")).unique("\0key", keep="first", maintain_order=True)


def _cells(new: Package, of: str, left: pl.DataFrame, right: pl.DataFrame) -> Iterator[Change]:
    """Yield the cells that differ in records that both versions have, in the order of the new version."""
    import polars as pl

    own = {f"{text.name}_{language}": (text, language) for text in texts(new, of) for language in text.columns}
    shared = [name for name in right.columns if name in left.columns and name != "\0key"]
    both = right.select("\0key", *shared).join(left.select("\0key", *shared), on="\0key", suffix="\0old", maintain_order="left")
    changed = both.filter(pl.any_horizontal(pl.col(name) != pl.col(f"{name}\0old") for name in shared)) if shared else both.clear()
    for row in changed.iter_rows(named=True):
        moved = {name for name in shared if row[name] != row[f"{name}\0old"]}
        for name in shared:
            if name not in moved:
                continue
            if name not in own:
                yield Change("changed", "fact", of, row["\0key"], name, old=row[f"{name}\0old"], new=row[name])
                continue
            text, language = own[name]
            source = row.get("source_language", "")
            concerns = "source-text" if language in source.split("+") or source == "mul" else "translation"
            stale = any(row[f"{text.name}_{other}"] and f"{text.name}_{other}" not in moved for other in text.columns if other != language)
            yield Change("changed", concerns, of, row["\0key"], text.name, language, row[f"{name}\0old"], row[name], stale)
