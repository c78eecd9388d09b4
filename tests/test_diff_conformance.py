"""Differences that nobody on the project made, with what another tool, or the publisher's own files, say of them.

They are read from the folder that TAIYAKU_CONFORMANCE names; without it each test is skipped and says so.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from taiyaku import diff, loaders
from taiyaku.loaders import from_po
from taiyaku.model import Changes, Json
from tests.conftest import Tally

FOLDER = os.environ.get("TAIYAKU_CONFORMANCE", "")
Rows = Sequence[Sequence[str]]


def material(name: str) -> Path:
    if not FOLDER or not (Path(FOLDER) / name).exists():
        pytest.skip(f"TAIYAKU_CONFORMANCE names no folder with {name}")
    return Path(FOLDER) / name


def read_json(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))


def written(rows: Rows) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def compare(folder: Path, old: Mapping[str, str], new: Mapping[str, str], key: str | None = None) -> Changes:
    """Compare two packages of these tables."""
    packages = []
    for name, tables in (("old", old), ("new", new)):
        (folder / name).mkdir(parents=True)
        resources = [{"name": table, "path": f"{table}.csv", **({"schema": {"primaryKey": key}} if key else {})} for table in tables]
        for table, content in tables.items():
            (folder / name / f"{table}.csv").write_text(content, encoding="utf-8", newline="")
        descriptor = {"name": "codes", "languages": ["en", "ja"], "resources": resources}
        (folder / name / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        packages.append(loaders.load(str(folder / name), clear=False))
    return diff.compare(*packages)


# daff (its highlighter format: +++ and --- rows, and rows with an arrow between old and new cells)


def told_by_daff(rows: Rows) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    """Give the rows of the older and of the newer table that are not in the other."""
    gone, came = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for action, *cells in rows:
        pairs = [cell.partition(action) if action.endswith("->") else (cell, "", "") for cell in cells]
        gone[tuple(old for old, _arrow, _new in pairs)] += action == "---" or action.endswith("->")
        came[tuple(new if arrow else old for old, arrow, new in pairs)] += action == "+++" or action.endswith("->")
    return +gone, +came


def test_rows_that_came_and_went_are_those_of_daff(tmp_path: Path, tally: Tally) -> None:
    folder = material("diff/daff")
    pairs = read_json(folder / "expected-daff-1.4.2.json")
    wrong = []
    for pair, rows in pairs.items():
        names = pair.split(" -> ")
        sides = [{"t": (folder / name).read_bytes().decode()} for name in names]
        changes = compare(tmp_path / names[0], sides[0], sides[1]).changes
        header = next(csv.reader(io.StringIO(sides[0]["t"])))
        told = []
        for action in ("removed", "added"):
            cells = [{cell.field: cell.text for cell in each.cells} for each in changes if (each.action, each.concerns) == (action, "record")]
            told.append(Counter(tuple(record.get(name, "") for name in header) for record in cells))
        wrong += [] if tuple(told) == told_by_daff(rows) and {each.concerns for each in changes} == {"record"} else [pair]
    tally("daff, rows without a key", len(pairs), len(pairs) - len(wrong), wrong)
    assert wrong == []
    assert len(pairs) == 4


def test_cells_that_changed_are_those_of_daff(tmp_path: Path, tally: Tally) -> None:
    folder = material("diff/daff")
    rows = read_json(folder / "expected-daff-1.4.2.json")["bridges.csv -> broken_bridges.csv"]
    sides = [{"t": (folder / name).read_text(encoding="utf-8")} for name in ("bridges.csv", "broken_bridges.csv")]
    changes = compare(tmp_path, sides[0], sides[1], "bridge").changes
    wanted: dict[str, set[object]] = {"removed": {row[1] for row in rows if row[0] == "---"}, "added": {row[1] for row in rows if row[0] == "+++"}}
    wanted["changed"] = {
        (row[1], name, *cell.split("->")) for row in rows if row[0] == "->" for name, cell in zip(rows[0][1:], row[1:], strict=True) if "->" in cell
    }
    found: dict[str, set[object]] = {action: {each.id for each in changes if each.action == action} for action in ("removed", "added")}
    found["changed"] = {(each.id, each.field, each.old, each.new) for each in changes if each.action == "changed"}
    tally("daff, cells by key", 1, int(found == wanted))
    assert found == wanted
    assert len(changes) == sum(map(len, wanted.values()))


# iso-codes


def test_releases_of_iso_codes_differ_as_their_files_say(tmp_path: Path, tally: Tally) -> None:
    folder = material("iso-codes")
    wanted = read_json(folder / "expected.json")["release_diff"]
    wrong = []
    for number, (name, expected) in enumerate(wanted.items()):
        releases, standard = name.split("/")
        data = [read_json(folder / version / "data" / f"{standard}.json")[standard.removeprefix("iso_")] for version in releases.split("..")]
        columns = sorted({column for entries in data for entry in entries for column in entry} - {expected["key"]})
        sides = [
            {"t": written([[expected["key"], *columns], *([entry[expected["key"]], *(entry.get(each, "") for each in columns)] for entry in entries)])}
            for entries in data
        ]
        changes = compare(tmp_path / f"{number}", sides[0], sides[1], expected["key"]).changes
        found = {action: sorted(each.id for each in changes if each.action == action) for action in ("added", "removed")}
        cells: dict[str, dict[str, list[str | None]]] = {}
        for each in changes:
            if each.action == "changed":
                cells.setdefault(each.id, {})[each.field] = [each.old or None, each.new or None]
        told = {**found, "changed": cells}
        wrong += [] if told == {part: expected[part] for part in told} and {each.action for each in changes} <= set(told) else [name]
    tally("iso-codes, releases by key", len(wanted), len(wanted) - len(wrong), wrong)
    assert wrong == []
    assert len(wanted) == 4


def test_japanese_of_iso_codes_differs_as_its_locale_files_say(tmp_path: Path, tally: Tally) -> None:
    folder = material("iso-codes")
    wanted = read_json(folder / "expected.json")["release_diff"]
    wrong = []
    for number, (name, expected) in enumerate(wanted.items()):
        releases, standard = name.split("/")
        sides = []
        for version in releases.split(".."):
            path = folder / version / standard / "ja.po"
            messages = [each for each in from_po.read(path.read_bytes(), str(path)).messages if not each.obsolete]
            sides.append(
                {
                    "messages.en": written([["id", "text"], *([each.source, each.source] for each in messages)]),
                    "messages.ja": written([["id", "text"], *([each.source, each.target] for each in messages)]),
                }
            )
        changes = compare(tmp_path / f"{number}", sides[0], sides[1], "id").changes
        count = Counter((each.action, each.concerns) for each in changes)
        told = {"msgid_added": count["added", "record"], "msgid_removed": count["removed", "record"], "msgstr_changed": count["changed", "translation"]}
        wrong += [] if told == expected["ja_po"] and count.total() == sum(told.values()) else [name]
    tally("iso-codes, Japanese by msgid", len(wanted), len(wanted) - len(wrong), wrong)
    assert wrong == []
