"""The records of one table in two versions, facts and texts side by side: which came, went, got another id, and which cells changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, overload

from taiyaku.model import Cell, Change, Package, Text, TextField, keyed
from taiyaku.records import holder, plain, published

if TYPE_CHECKING:
    import polars as pl

KEY = "\0key"
"""Column of the joined key; no file can have one of this name."""
BEFORE = "\0old"
"""What stands behind the names of the older version's columns: not ``KEY``, for a column may have no name at all."""
SOURCE = "source_language"


@dataclass(frozen=True, slots=True)
class Side:
    """The records of a table in one version; without a key, ``keys`` is empty."""

    frame: pl.DataFrame
    which: Mapping[str, tuple[TextField, str]]
    """Column to the text and the language that it holds."""
    keys: tuple[str, ...]
    redirects: Mapping[str, tuple[str, str]]
    """Id that is gone to the id that took its place in the end, if there is one, and the reason."""
    usual: str
    """Language of a source text where the record names none."""

    def place(self, column: str) -> tuple[str, str]:
        """Give field and language of a column."""
        return (self.which[column][0].name, self.which[column][1]) if column in self.which else (plain(column), "")


def side(package: Package, of: str) -> Side | None:
    """Put the records of a table side by side, each key once; None where the version has no such table."""
    table = holder(package, of)
    if table is None:
        return None
    frame, which = published(package, of)
    if table.key:
        frame = frame.with_columns(keyed(table.key).alias(KEY)).unique(KEY, keep="first", maintain_order=True)
    usual = package.languages[0] if package.languages else ""
    return Side(frame, which, table.key, redirects(package, of), usual)


def redirects(package: Package, of: str) -> dict[str, tuple[str, str]]:
    """Give the ids of a table that are gone: what took the place of each in the end (empty for nothing), and why."""
    table = package.tables.get("redirects")
    if table is None or not {"table", "id", "replaced_by"} <= set(table.columns):
        return {}
    names = ["table", "id", "replaced_by", *(["reason"] if "reason" in table.columns else [])]
    told: dict[str, tuple[str, str]] = {}
    for at, id_, by, *reason in table.select(names).iter_rows():
        if at == of and id_:
            told.setdefault(id_, (by, reason[0] if reason else ""))
    return {id_: (_end(told, id_), reason) for id_, (_by, reason) in told.items()}


def _end(told: Mapping[str, tuple[str, str]], id_: str) -> str:
    """Follow a chain of redirects to its end; empty where it comes back to itself."""
    seen = set[str]()
    while id_ in told and id_ not in seen:
        seen.add(id_)
        id_ = told[id_][0]
    return "" if id_ in seen else id_


def changed(old: Side | None, new: Side | None, of: str) -> Iterator[Change]:
    """Yield what changed in the records of a table: renamed, added, removed, then the cells that differ, in the order of the newer version."""
    if old is None or new is None:
        action, here = ("added", new) if old is None else ("removed", old)
        yield from _whole(action, of, here, here.frame) if here is not None else ()
        return
    if not old.keys or not new.keys:
        yield from _unkeyed(old, new, of)
        return
    gone = old.frame.join(new.frame.select(KEY), on=KEY, how="anti", maintain_order="left")
    came = new.frame.join(old.frame.select(KEY), on=KEY, how="anti", maintain_order="left")
    renamed = _renamed(old, new, gone, came)
    known = {now: was for was, now in renamed.items()}
    for key in came[KEY]:
        if key in known:
            was = known[key]
            reason = new.redirects.get(was, ("", ""))[1] or old.redirects.get(key, ("", ""))[1]
            yield Change("renamed", "record", of, key, old=was, new=key, reason=reason)
    yield from _whole("added", of, new, came.filter(~came[KEY].is_in(list(known))), old.redirects)
    yield from _whole("removed", of, old, gone.filter(~gone[KEY].is_in(list(renamed))), new.redirects)
    frame = old.frame.with_columns(old.frame[KEY].replace(renamed)) if renamed else old.frame
    yield from _cells(of, frame, new.frame, old, new)


def _whole(action: str, of: str, here: Side, frame: pl.DataFrame, told: Mapping[str, tuple[str, str]] | None = None) -> Iterator[Change]:
    """Yield records that only one version has, with all that they hold."""
    columns = [name for name in frame.columns if name != KEY]
    places = [here.place(name) for name in columns]
    held = frame.select(columns)
    for row, key in enumerate(frame[KEY] if KEY in frame.columns else [""] * frame.height):
        cells = Cells(held, places, row)
        other, reason = (told or {}).get(key, ("", ""))
        was, now = (other, "") if action == "added" else ("", other)
        yield Change(action, "record", of, key, old=was, new=now, cells=cells, reason=reason)


class Cells(Sequence[Cell]):
    """The cells of one record that hold something: read from the columns when they are asked for, because there may be a million records."""

    __slots__ = ("_frame", "_places", "_row")

    def __init__(self, frame: pl.DataFrame, places: Sequence[tuple[str, str]], row: int) -> None:
        """Take the records, the field and language of each column, and the number of the record."""
        self._frame = frame
        self._places = places
        self._row = row

    def _all(self) -> tuple[Cell, ...]:
        return tuple(Cell(*place, text) for place, text in zip(self._places, self._frame.row(self._row), strict=True) if text != "")

    def __iter__(self) -> Iterator[Cell]:
        """Give one cell after another."""
        return iter(self._all())

    def __len__(self) -> int:
        """Count them."""
        return len(self._all())

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Cell, ...]: ...
    def __getitem__(self, at: int | slice) -> Cell | tuple[Cell, ...]:
        """Give one of them, or some."""
        return self._all()[at]

    def __eq__(self, other: object) -> bool:
        """Hold them against others, wherever those stand."""
        return isinstance(other, Cells | tuple) and self._all() == tuple(other)

    def __hash__(self) -> int:
        """Hash them as the tuple that they are equal to."""
        return hash(self._all())

    def __repr__(self) -> str:
        """Show them."""
        return repr(self._all())


def _unkeyed(old: Side, new: Side, of: str) -> Iterator[Change]:
    """Compare rows that nothing tells apart but what they hold."""
    names = [name for name in dict.fromkeys([*new.frame.columns, *old.frame.columns]) if name != KEY]
    rows = [Counter(_filled(each.frame, names).select(names).iter_rows()) for each in (old, new)]
    for action, here, more in (("added", new, rows[1] - rows[0]), ("removed", old, rows[0] - rows[1])):
        places = [here.place(name) for name in names]
        for row in more.elements():
            yield Change(action, "record", of, cells=tuple(Cell(*place, text) for place, text in zip(places, row, strict=True) if text != ""))


def _filled(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Add the columns that only the other version has, empty."""
    import polars as pl

    return frame.with_columns(pl.lit("").alias(name) for name in names if name not in frame.columns)


# Other ids


def _renamed(old: Side, new: Side, gone: pl.DataFrame, came: pl.DataFrame) -> dict[str, str]:
    """Give the older id of records to the newer: those that ``redirects`` names, and those with the same content under another id.

    The newer version's redirects lead from what is gone to what came; the older one's tell of a rename that was taken back.
    """
    left, right = dict.fromkeys(gone[KEY]), dict.fromkeys(came[KEY])
    found: dict[str, str] = {}

    def take(was: str, now: str) -> None:
        if was in left and now in right:
            found[was] = now
            del left[was], right[now]

    for was in list(left):
        take(was, new.redirects.get(was, ("", ""))[0])
    for now in list(right):
        take(old.redirects.get(now, ("", ""))[0], now)
    # Parts of a composite key say something of the record, so another key is another record.
    if len(old.keys) == len(new.keys) == 1 and left and right:
        names = [name for name in dict.fromkeys([*new.frame.columns, *old.frame.columns]) if name not in (KEY, *old.keys, *new.keys)]
        sides = [_contents(each, frame, names, ids) for each, frame, ids in ((old, gone, left), (new, came, right))]
        for content, was in sides[0].items():
            take(was, sides[1].get(content, ""))
    return found


def _contents(here: Side, frame: pl.DataFrame, names: Sequence[str], ids: Mapping[str, None]) -> dict[tuple[str, ...], str]:
    """Give the id of each content that one record has and that is enough to know it by: a text, or two facts."""
    known = _filled(frame, names).filter(frame[KEY].is_in(list(ids)))
    rows = list(known.select(names).iter_rows())
    once = Counter(rows)
    text = [name in here.which for name in names]
    fact = [name not in here.which and name != SOURCE for name in names]
    found: dict[tuple[str, ...], str] = {}
    for id_, row in zip(known[KEY], rows, strict=True):
        said = any(cell for cell, counts in zip(row, text, strict=True) if counts)
        told = sum(bool(cell) for cell, counts in zip(row, fact, strict=True) if counts)
        if once[row] == 1 and (said or told > 1):
            found[row] = id_
    return found


# Cells


def _cells(of: str, left: pl.DataFrame, right: pl.DataFrame, old: Side, new: Side) -> Iterator[Change]:
    """Yield the cells that differ in records that both versions have; a column that only one has is empty in the other."""
    import polars as pl

    keys = set(old.keys) & set(new.keys)
    names = [name for name in dict.fromkeys([*right.columns, *left.columns]) if name != KEY and name not in keys]
    if not names:
        return
    both = _filled(right, names).select(KEY, *names).join(_filled(left, names).select(KEY, *names), on=KEY, suffix=BEFORE, maintain_order="left")
    places = {name: new.place(name) if name in new.which or name not in old.which else old.place(name) for name in names}
    for row in both.filter(pl.any_horizontal(pl.col(name) != pl.col(f"{name}{BEFORE}") for name in names)).iter_rows(named=True):
        moved = [name for name in names if row[name] != row[f"{name}{BEFORE}"]]
        sources = {*own_languages(row.get(SOURCE, ""), new.usual), *own_languages(row.get(f"{SOURCE}{BEFORE}", ""), old.usual)}
        for name in moved:
            field, language = places[name]
            change = ("changed", "fact", of, row[KEY], field, language, row[f"{name}{BEFORE}"], row[name])
            if not language:
                yield Change(*change)
            elif language in sources or "mul" in sources:
                stayed = [each for each in names if places[each][0] == field and places[each][1] not in ("", language) and each not in moved and row[each]]
                # A text that is new, or gone, leaves nothing behind.
                behind = tuple(Cell(*places[each], row[each]) for each in stayed if change[-1] and change[-2])
                yield Change("changed", "source-text", *change[2:], behind=behind)
            else:
                yield Change("changed", "translation", *change[2:])


def own_languages(said: str, usual: str) -> list[str]:
    """Give the languages of a record's own texts; ``mul`` stands for all."""
    return said.split("+") if said else [usual]


def titles(old: Side | None, new: Side | None, ids: Sequence[str]) -> Callable[[], Mapping[str, Text]]:
    """Give what tells what records are called in each language, by id: in the newer version, or the older where it is gone."""
    known: list[tuple[pl.DataFrame, Mapping[str, str]]] = []
    for here in (old, new):
        names = _name(here.which) if here is not None and here.keys else {}
        if here is not None and names:
            known.append((here.frame.filter(here.frame[KEY].is_in(list(ids))).select(KEY, *names), names))

    @cache
    def told() -> Mapping[str, Text]:
        rows = [(row, names) for frame, names in known for row in frame.iter_rows(named=True)]
        return {row[KEY]: {tag: row[name] for name, tag in names.items() if row[name]} for row, names in rows}

    return told


def _name(which: Mapping[str, tuple[TextField, str]]) -> dict[str, str]:
    """Give the columns, and their languages, of the text that names a record: the first that is a name, else the first."""
    own = list(dict.fromkeys(text.name for text, _tag in sorted(which.values(), key=lambda each: each[0].kind != "name")))
    return {column: tag for column, (text, tag) in which.items() if text.name == own[0]} if own else {}
