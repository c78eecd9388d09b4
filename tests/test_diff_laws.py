"""Laws of differences, for any two versions: what is the same differs in nothing, what differs leads from one to the other and back."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku import diff, loaders
from taiyaku.diff import candidates, in_step
from taiyaku.model import Cell, Change, Changes, Package

DATA = Path(__file__).resolve().parents[1] / "datapackage" / "data"
Record = dict[tuple[str, str], str]
"""Cells by field and language."""
State = dict[str, dict[str, Record]]
"""Records by table and id."""


def texts(language: str) -> list[str]:
    """Give titles and summaries of the committed dataset, and some that are made to be taken for something else."""
    with (DATA / f"items.{language}.csv").open(encoding="utf-8", newline="") as file:
        real = [row[name] for row in csv.DictReader(file) for name in ("title", "summary") if row[name]]
    return [*real[:30], "", '"', 'a "quoted" word', "two\nlines", "\nmmx,", ",", "第９回　会合", "０", "“”", "\u2028", "=1+1"]


IDS = ("mmx", "slim", "h3-rocket", "かぐや", "a,b", 'q"t', "two\nlines", "10", "9", "%2C")
EN, JA = texts("en"), texts("ja")
RECORD = st.fixed_dictionaries(
    {
        ("kind", ""): st.sampled_from(["probe", "rocket", ""]),
        ("source_language", ""): st.sampled_from(["en", "ja", "mul", "en+ja", ""]),
        ("mass", ""): st.sampled_from(["", "1", "120"]),
        ("title", "en"): st.sampled_from(EN),
        ("title", "ja"): st.sampled_from(JA),
        ("summary", "en"): st.sampled_from(EN),
        ("summary", "ja"): st.sampled_from(JA),
    }
)


@dataclass(frozen=True)
class Version:
    """One version as the tests know it."""

    records: dict[str, Record]
    fields: frozenset[str]
    """Those that it has of ``mass`` and ``summary``."""
    redirects: tuple[tuple[str, str], ...] = ()

    @property
    def state(self) -> State:
        """What it says, empty cells aside."""
        keep = {"id", "kind", "source_language", "title", *self.fields}
        own = {id_: {("id", ""): id_} | {at: text for at, text in record.items() if text and at[0] in keep} for id_, record in self.records.items()}
        told = {
            f"items,{_escaped(old)}": {("table", ""): "items", ("id", ""): old, ("replaced_by", ""): new, ("reason", ""): "renamed"}
            for old, new in self.redirects
        }
        return {"items": own, "redirects": told}


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace(",", "%2C")


@st.composite
def versions(draw: st.DrawFn) -> tuple[Version, Version]:
    """Two versions: the second has other texts, records that came and went, renames (declared and not), and other fields."""
    old = draw(st.dictionaries(st.sampled_from(IDS), RECORD, max_size=7))
    new = {
        id_: {**record, **draw(st.fixed_dictionaries({}, optional={("title", "en"): st.sampled_from(EN), ("title", "ja"): st.sampled_from(JA)}))}
        for id_, record in old.items()
    }
    for id_ in draw(st.lists(st.sampled_from(IDS), max_size=3, unique=True)):
        new.pop(id_, None)
    new |= {id_: record for id_, record in draw(st.dictionaries(st.sampled_from(IDS), RECORD, max_size=2)).items() if id_ not in old}
    redirects = []
    for was in [id_ for id_ in new if id_ in old and draw(st.integers(0, 4)) == 0]:
        now = draw(st.sampled_from(IDS))
        if now not in new and now not in old:
            new[now] = new.pop(was)
            redirects += [(was, now)] if draw(st.booleans()) else []
    fields = [draw(st.sets(st.sampled_from(["mass", "summary"]))) for _side in range(2)]
    return Version(old, frozenset(fields[0])), Version(new, frozenset(fields[1]), tuple(redirects))


T = TypeVar("T")


def shuffled(things: Sequence[T], seed: int) -> list[T]:
    return random.Random(seed).sample(things, len(things))  # noqa: S311 -- another order, no secret


def load(folder: Path, version: Version, turned: int = 0) -> Package:
    """Write a version and load it; ``turned`` is the seed of another order of rows and columns, 0 for that of the keys."""
    facts = ["id", "kind", "source_language", *sorted(version.fields & {"mass"})]
    own = ["id", "title", *sorted(version.fields & {"summary"})]
    rows = {"items": [{name: {("id", ""): id_, **record}[name, ""] for name in facts} for id_, record in version.records.items()]}
    for tag in ("en", "ja"):
        rows[f"items.{tag}"] = [{"id": id_, **{name: record[name, tag] for name in own[1:]}} for id_, record in version.records.items()]
    rows["redirects"] = [{"table": "items", "id": old, "replaced_by": new, "reason": "renamed"} for old, new in version.redirects]
    columns = {"items": facts, "items.en": own, "items.ja": own, "redirects": ["table", "id", "replaced_by", "reason"]}
    keys = {"redirects": ["table", "id"]}
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, names in columns.items():
        order = sorted(rows[name], key=lambda row: row["id"])
        if turned:
            names, order = shuffled(names, turned), shuffled(order, turned + 1)  # noqa: PLW2901
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(order)
        (folder / f"{name}.csv").write_text(file.getvalue(), encoding="utf-8", newline="")
        resources.append({"name": name, "path": f"{name}.csv", "schema": {"fields": [{"name": each} for each in names], "primaryKey": keys.get(name, ["id"])}})
    (folder / "datapackage.json").write_text(json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": resources}), encoding="utf-8")
    return loaders.load(str(folder), clear=False)


def applied(state: State, changes: Iterable[Change]) -> State:
    """Carry out changes on what a version says; each must meet what it tells of it."""
    now = {table: {id_: dict(record) for id_, record in records.items()} for table, records in state.items()}
    for change in changes:
        if change.concerns == "record":
            _record(now[change.table], change)
        elif change.concerns in ("fact", "source-text", "translation"):
            record = now[change.table][change.id]
            assert record.pop((change.field, change.language), "") == change.old
            record |= {(change.field, change.language): change.new} if change.new else {}
            assert all(record[cell.field, cell.language] == cell.text for cell in change.behind)
    return now


def _record(records: dict[str, Record], change: Change) -> None:
    if change.action == "removed":
        assert records.pop(change.id) == {(cell.field, cell.language): cell.text for cell in change.cells}
    elif change.action == "added":
        assert change.id not in records
        records[change.id] = {(cell.field, cell.language): cell.text for cell in change.cells}
    else:
        assert change.new == change.id not in records
        records[change.id] = {**records.pop(change.old), ("id", ""): change.id}


def undone(changes: Iterable[Change]) -> Iterator[Change]:
    """Turn changes round."""
    changes = list(changes)
    was = {(each.table, each.id): each.old for each in changes if each.action == "renamed"}
    turn = {"added": "removed", "removed": "added"}
    for each in changes:
        id_ = was.get((each.table, each.id), each.id)
        yield replace(each, action=turn.get(each.action, each.action), id=id_, old=each.new, new=each.old)


def counted(changes: Iterable[Change]) -> Counter[Change]:
    """Count changes; their cells stand in the order of the file's columns, which says nothing."""
    return Counter(replace(each, cells=tuple(sorted(each.cells)), behind=tuple(sorted(each.behind))) for each in changes)


def compared(old: Package, new: Package, *, large: bool = False) -> Changes:
    """Compare; if so, in the way that is meant for large tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "LARGE", 0 if large else 1 << 40)
        patch.setattr(candidates, "MOST_PICKED", 0)
        return diff.compare(old, new)


@settings(max_examples=50)
@given(pair=versions(), seed=st.integers(1, 99), large=st.booleans())
def test_laws_of_differences(tmp_path_factory: pytest.TempPathFactory, pair: tuple[Version, Version], seed: int, *, large: bool) -> None:
    folder = tmp_path_factory.mktemp("laws")
    old, new = load(folder / "old", pair[0]), load(folder / "new", pair[1])
    changes = compared(old, new, large=large)
    # The same, and the same in another order, differs in nothing.
    turned = load(folder / "turned", pair[1], seed)
    for same in (new, turned):
        assert compared(new, same, large=large).changes == ()
    # What differs leads from the one to the other.
    assert applied(pair[0].state, changes.changes) == pair[1].state
    # And back.
    assert counted(undone(changes.changes)) == counted(compared(new, old, large=large).changes)
    # Whatever the order, and whichever way it was found.
    assert counted(compared(old, turned, large=large).changes) == counted(changes.changes)
    other = compared(old, new, large=not large)
    assert (other.changes, other.formats, other.version) == (changes.changes, changes.formats, changes.version)


@settings(max_examples=30)
@given(rows=st.lists(st.lists(st.tuples(st.sampled_from(EN), st.sampled_from(JA)), max_size=5), min_size=2, max_size=2), seed=st.integers(0, 9))
def test_laws_hold_for_rows_without_a_key(tmp_path_factory: pytest.TempPathFactory, rows: list[list[tuple[str, str]]], seed: int) -> None:
    folder = tmp_path_factory.mktemp("rows")
    packages = []
    for at, side in enumerate([*rows, shuffled(rows[0], seed)]):
        file = io.StringIO(newline="")
        csv.writer(file, lineterminator="\n").writerows([("english", "日本語"), *side])
        resource = {"name": "pairs", "path": "pairs.csv"}
        (folder / f"{at}").mkdir()
        (folder / f"{at}" / "datapackage.json").write_text(json.dumps({"name": "moon", "resources": [resource]}), encoding="utf-8")
        (folder / f"{at}" / "pairs.csv").write_text(file.getvalue(), encoding="utf-8", newline="")
        packages.append(loaders.load(str(folder / f"{at}"), clear=False))
    changes = diff.compare(packages[0], packages[1]).changes
    now = Counter(map(_cells, rows[0]))
    for change in changes:
        now[tuple(change.cells)] += 1 if change.action == "added" else -1
    assert +now == Counter(map(_cells, rows[1]))
    assert -now == Counter()
    assert Counter(undone(changes)) == Counter(diff.compare(packages[1], packages[0]).changes)
    assert diff.compare(packages[0], packages[2]).changes == ()


def _cells(row: tuple[str, str]) -> tuple[Cell, ...]:
    return tuple(Cell(name, "", text) for name, text in zip(("english", "日本語"), row, strict=True) if text)


# Large tables, byte by byte


def written(rows: Mapping[str, tuple[str, str]], order: Iterable[str]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([("id", "title", "note"), *((id_, *rows[id_]) for id_ in order)])
    return file.getvalue()


CELLS = st.tuples(st.sampled_from([*EN[-11:], *EN[:4]]), st.sampled_from(["", "\n", '\n"x",', "k03,", "x" * 3000, ",\n", '",\n"', '"\n,"', ',"\n']))


@settings(max_examples=100)
@given(st.data())
def test_walk_through_two_files_finds_what_the_join_finds(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    ids = [f"k{number:02}" for number in range(30)]
    old = {id_: data.draw(CELLS) for id_ in data.draw(st.sets(st.sampled_from(ids), min_size=1))}
    new = {**old, **{id_: data.draw(CELLS) for id_ in data.draw(st.sets(st.sampled_from(ids), max_size=4))}}
    for id_ in data.draw(st.sets(st.sampled_from(ids), max_size=4)):
        new.pop(id_, None)
    moved = data.draw(st.integers(0, 3)) == 0
    folder = tmp_path_factory.mktemp("walk")
    tables = []
    for name, rows, order in (("old", old, sorted(old)), ("new", new, data.draw(st.permutations(sorted(new))) if moved else sorted(new))):
        (folder / name).mkdir()
        resource = {"name": "t", "path": "t.csv", "schema": {"primaryKey": "id"}}
        (folder / name / "datapackage.json").write_text(json.dumps({"name": "moon", "resources": [resource]}), encoding="utf-8")
        (folder / name / "t.csv").write_text(written(rows, order), encoding="utf-8", newline="")
        tables.append(loaders.load(str(folder / name), clear=False).tables["t"])
    before, after = tables
    wanted = {id_ for id_ in {*old, *new} if old.get(id_) != new.get(id_)}
    walked = candidates._in_step(before, after, new.keys() - old.keys())
    assert (walked is None and moved) or (walked is not None and walked.ids == wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(in_step, "SOME", data.draw(st.sampled_from([0, 1000])))
        found = candidates._differing(before, after)
        assert found is not None
        assert found.ids == wanted
