"""Large tables of two versions are walked through at once, and what is told is what is told of them when they are read whole."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku import diff, loaders
from taiyaku.diff import candidates, in_step
from taiyaku.loaders import from_csv, regular
from taiyaku.model import Json, Package

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = {"items": ("id", "kind", "source_language"), "items.en": ("id", "title", "note"), "items.ja": ("id", "title", "note")}
Rows = Mapping[str, Sequence[Sequence[str]]]


def written(rows: Iterable[Sequence[str]], quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n", quoting=quoting).writerows(rows)  # type: ignore[arg-type]  # any of its numbers
    return file.getvalue().encode()


def package(folder: Path, tables: Mapping[str, bytes], fields: Mapping[str, Sequence[str]] = COLUMNS, **more: Json) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, content in tables.items():
        (folder / f"{name}.csv").write_bytes(content)
        schema = {"fields": [{"name": each} for each in fields[name]], "primaryKey": "id"}
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema, **more})
    (folder / "datapackage.json").write_text(json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": resources}), encoding="utf-8")
    return str(folder)


def plain(records: Rows) -> dict[str, bytes]:
    return {name: written([COLUMNS[name], *rows]) for name, rows in records.items()}


def told(old: str, new: str, *, large: bool) -> list[object]:
    """Compare two versions, and give all that anybody could ask of what is told; if so, in the way that is meant for large tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "LARGE", 0 if large else 1 << 40)
        patch.setattr(from_csv, "HEADER", 40)  # so that what stands behind the header is not read with it
        changes = diff.compare(*loaders.versions(old, new))
        titles = [changes.title(each.table, each.id) for each in changes.changes]
        places = [changes.places(each) for each in (*changes.changes, *changes.formats)]
        return [changes.changes, changes.formats, changes.unread, changes.version, titles, places]


def versions(old: str, new: str) -> tuple[Package, Package]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "LARGE", 0)
        patch.setattr(from_csv, "HEADER", 40)
        return loaders.versions(old, new)


def some(package: Package) -> dict[str, list[str]]:
    """Give the ids of tables of which not all was read."""
    return {name: table.keys.to_list() for name, table in package.tables.items() if table.whole}


NUMBERS = range(40)
RECORDS = {
    "items": [(f"k{number:02}", "probe", "en") for number in NUMBERS],
    "items.en": [(f"k{number:02}", f"Probe {number}", 'It said "go", then\nwent.' if number % 3 == 0 else "") for number in NUMBERS],
    "items.ja": [(f"k{number:02}", f"探査機{number}号", "「行け」" if number % 3 == 0 else "") for number in NUMBERS],
}


def replaced(name: str, row: int, *cells: Sequence[str]) -> Rows:
    rows = list(RECORDS[name])
    rows[row : row + 1] = cells  # type: ignore[assignment]  # of any length
    return {**RECORDS, name: rows}


CHANGES = {
    "text": (replaced("items.en", 7, ("k07", "Probe seven", "")), {"k07"}),
    "line inside a cell": (replaced("items.en", 9, ("k09", "Probe 9", 'It said "go", then\ncame.')), {"k09"}),
    "first": (replaced("items.ja", 0, ("k00", "最初の探査機", "")), {"k00"}),
    "last": (replaced("items", 39, ("k39", "lander", "en")), {"k39"}),
    "removed": ({name: [row for row in rows if row[0] not in ("k00", "k20", "k39")] for name, rows in RECORDS.items()}, {"k00", "k20", "k39"}),
    "added": ({name: [*rows[:5], (f"{rows[4][0]}b", *rows[4][1:]), *rows[5:], ("k99", *rows[4][1:])] for name, rows in RECORDS.items()}, {"k04b", "k99"}),
    "nothing": (RECORDS, set()),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("order", ["ascending", "another"])
def test_no_more_is_read_than_what_may_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, order: str, *, turned: bool) -> None:
    records, ids = CHANGES[name]
    both: list[Rows] = [records, RECORDS] if turned else [RECORDS, records]
    if order == "another":
        both = [{table: rows[::-1] for table, rows in side.items()} for side in both]
    sides = [package(tmp_path / f"{number}", plain(each)) for number, each in enumerate(both)]
    with monkeypatch.context() as patch:
        patch.setattr(from_csv, "read", None)
        found = versions(*sides)
        for side, each in zip(found, both, strict=True):
            assert some(side) == {table: [row[0] for row in rows if row[0] in ids] for table, rows in each.items()}
    assert told(*sides, large=True) == told(*sides, large=False)


ODD: dict[str, tuple[bytes, bytes]] = {
    "unclosed quotation mark": (b"k07,Probe 7,", b'k07,"Probe 7,'),
    "text behind a quoted cell": (b"k07,Probe 7,", b'k07,"Probe" 7,'),
    "text before a quotation mark": (b"k07,Probe 7,", b'k07,Probe "7",'),
    "closed twice": (b"k07,Probe 7,", b'k07,""Probe 7"",'),
    "a cell that is empty but for what stands behind": (b"k07,Probe 7,", b'k07,""7,'),
    "quoted key": (b"k07,Probe 7,", b'"k07",Probe 7,'),
    "key twice": (b"k07,Probe 7,", b"k06,Probe 7,"),
    "carriage return": (b"k07,Probe 7,", b"k07,Probe\r7,"),
    "line that ends otherwise": (b"Probe 5,\n", b"Probe 5,\r\n"),
    "NUL": (b"k07,Probe 7,", b"k07,Probe\x007,"),
    "no UTF-8": (b"k07,Probe 7,", b"k07,Probe\xff7,"),
    "half a character": (b"k07,Probe 7,", "k07,月".encode()[:-1] + b","),
    "half a surrogate": (b"k07,Probe 7,", b"k07,\xed\xa0\x80,"),
    "byte order mark": (b"id,title", b"\xef\xbb\xbfid,title"),
    "another delimiter": (b"id,title,note", b"id;title;note"),
    "quoted header": (b"id,title,note", b'id,"title",note'),
}


TAKEN = {("text before a quotation mark", "new"), ("quoted header", "both")}
"""What csv.reader takes as it is, and both versions have alike."""


def test_table_that_lost_all_its_records_and_the_end_of_its_line_is_read_whole(tmp_path: Path) -> None:
    tables = plain(RECORDS)
    old, new = package(tmp_path / "old", tables), package(tmp_path / "new", {name: text.partition(b"\n")[0] for name, text in tables.items()})
    assert [some(each) for each in versions(old, new)] == [{}, {}]
    assert told(old, new, large=True) == told(old, new, large=False)


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("where", ["both", "old", "new"])
def test_what_cannot_be_proved_is_read_whole(tmp_path: Path, name: str, where: str) -> None:
    good = plain(RECORDS)
    assert good["items.en"].count(ODD[name][0]) == 1
    odd = {**good, "items.en": good["items.en"].replace(*ODD[name])}
    moved = {**odd, "items": odd["items"].replace(b"k30,probe", b"k30,lander")}
    sides = {"both": (odd, moved), "old": (odd, plain(CHANGES["last"][0])), "new": (good, moved)}[where]
    old, new = (package(tmp_path / f"{number}", each) for number, each in enumerate(sides))
    assert [some(each) for each in versions(old, new)] == [{}, {}] or (name, where) in TAKEN
    assert told(old, new, large=True) == told(old, new, large=False)


HARMLESS = {
    "more or fewer cells": (b"k07,Probe 7,\nk08,Probe 8,", b"k07,Probe,7,8\nk08"),
    "blank line": (b"k07,Probe 7,", b"\nk07,Probe 7,"),
    "needless quotation marks": (b"k07,Probe 7,", b'k07,"Probe 7",""'),
    "quotation marks alone": (b"k07,Probe 7,", b'k07,"""",""""""'),
    "line inside a cell that looks like a record": (b"k07,Probe 7,", b'k07,"Probe\nk08,Probe 8,\nk09,""Probe""",'),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_both_have_need_not_be_as_it_should_be(tmp_path: Path, name: str) -> None:
    tables = {each: content.replace(*HARMLESS[name]) for each, content in plain(RECORDS).items()}
    moved = {**tables, "items.en": tables["items.en"].replace(b"Probe 30", b"Lander 30")}
    old, new = package(tmp_path / "old", tables), package(tmp_path / "new", moved)
    assert [some(each)["items.en"] for each in versions(old, new)] == [["k30"]] * 2
    assert told(old, new, large=True) == told(old, new, large=False)


@pytest.mark.parametrize("odd", ["k08,Probe,8,8", "k08,Probe 8", "k08"])
def test_record_with_other_cells_that_is_asked_for_is_read_with_all_others(tmp_path: Path, odd: str) -> None:
    tables = plain(RECORDS)
    tables["items.en"] = tables["items.en"].replace(b"k08,Probe 8,", odd.encode())
    old, new = package(tmp_path / "old", tables), package(tmp_path / "new", {**tables, "items": tables["items"].replace(b"k08,probe", b"k08,lander")})
    assert [some(each) for each in versions(old, new)] == [{}, {}]
    assert told(old, new, large=True) == told(old, new, large=False)


def test_other_quotation_marks_of_a_text_without_a_record_are_told(tmp_path: Path) -> None:
    tables = plain({**RECORDS, "items.en": [*RECORDS["items.en"], ("k99", "Nothing", "")]})
    tables["items.en"] = tables["items.en"].replace(b"Probe 7,", b'"Probe 7",')
    old = package(tmp_path / "old", tables)
    new = package(tmp_path / "new", {**tables, "items.en": tables["items.en"].replace(b"Nothing", b"Nobody")})
    assert all(each == {"items": ["k99"][1:], "items.en": ["k99"], "items.ja": []} for each in map(some, versions(old, new)))
    changes, formats, *_rest = told(old, new, large=True)
    assert (changes, [each.aspect for each in formats]) == ((), ["quoting"])  # type: ignore[attr-defined]  # changes
    assert told(old, new, large=True) == told(old, new, large=False)


def test_facts_among_texts_have_one_name_in_all_records(tmp_path: Path) -> None:
    fields = {**COLUMNS, "items.en": ("id", "title", "pages"), "items.ja": ("id", "title", "pages")}
    rows = {name: [(*row[:2], "12" if name == "items.en" and row[0] == "k30" else "9") for row in RECORDS[name]] for name in ("items.en", "items.ja")}
    tables = {"items": written([COLUMNS["items"], *RECORDS["items"]]), **{name: written([fields[name], *each]) for name, each in rows.items()}}
    sides = [tables, {**tables, "items.ja": tables["items.ja"].replace("探査機7号".encode(), "着陸機7号".encode())}]
    for name, marked in (("marked", {"taiyaku": {"text": "name"}}), ("unmarked", {})):
        paths = []
        for number, each in enumerate(sides):
            path = Path(package(tmp_path / f"{name}{number}", each, fields))
            descriptor = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
            for resource in descriptor["resources"][1:]:
                resource["schema"]["fields"][1] |= marked
            (path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
            paths.append(str(path))
        assert [bool(some(each)) for each in versions(*paths)] == [not marked] * 2
        assert told(*paths, large=True) == told(*paths, large=False)
        # The same holds for tables that were read whole and are looked at by candidates alone.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(candidates, "LARGE", 0)
            patch.setattr(candidates, "MOST_PICKED", 0)
            assert diff.compare(*map(loaders.load, paths)).changes == told(*paths, large=False)[0]


@pytest.mark.parametrize("what", ["languages", "mark", "dialect", "encoding", "order of columns", "locale file", "redirects", "name twice", "no key"])
def test_versions_that_are_laid_out_differently_are_read_whole(tmp_path: Path, what: str) -> None:
    tables = plain(RECORDS)
    paths = [
        Path(package(tmp_path / "old", tables)),
        Path(package(tmp_path / "new", {**tables, "items.en": tables["items.en"].replace(b"Probe 7,", b"Seven,")})),
    ]
    for number, path in enumerate(paths):
        descriptor = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
        resources = descriptor["resources"]
        if what == "languages" and number:
            descriptor["languages"] = ["ja", "en"]
        elif what == "mark" and number:
            resources[1]["schema"]["fields"][2]["taiyaku"] = {"text": "prose"}
        elif what == "dialect" and number:
            resources[1]["dialect"] = {"skipInitialSpace": True}
        elif what == "encoding":
            resources[2]["encoding"] = "cp932"
            (path / "items.ja.csv").write_bytes(tables["items.ja"].decode().encode("cp932"))
        elif what == "order of columns" and number:
            (path / "items.en.csv").write_bytes(tables["items.en"].replace(b"id,title,note", b"id,note,title"))
        elif what == "locale file":
            (path / "translations/ja/LC_MESSAGES").mkdir(parents=True)
            (path / "translations/ja/LC_MESSAGES/items.po").write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")
        elif what == "redirects":
            resources[:] = [{**resources[0], "name": "redirects"}]
        elif what == "name twice":
            resources.append(resources[0])
        elif what == "no key":
            for resource in resources:
                resource["schema"]["primaryKey"] = ["id", resource["schema"]["fields"][1]["name"]]
        (path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    old, new = map(str, paths)
    assert [some(each) for each in versions(old, new)] == [{}, {}]
    assert told(old, new, large=True) == told(old, new, large=False)


MOVED = {
    "first to the end": [*NUMBERS[1:], 0],
    "last to the beginning": [39, *NUMBERS[:-1]],
    "neighbours": [*NUMBERS[:9], 10, 9, *NUMBERS[11:]],
    "far apart": [*NUMBERS[:3], 30, *NUMBERS[4:30], 3, *NUMBERS[31:]],
}


@pytest.mark.parametrize("name", MOVED)
@pytest.mark.parametrize("before", [1, -1])
def test_records_that_moved_are_told_apart_from_those_that_came_and_went(tmp_path: Path, name: str, before: int) -> None:
    first = {table: rows[::before] for table, rows in RECORDS.items()}
    old, new = (
        package(tmp_path / f"{number}", plain({**first, "items.en": [first["items.en"][at] for at in order]}))
        for number, order in enumerate((NUMBERS, MOVED[name]))
    )
    assert [some(each) for each in versions(old, new)] == [{}, {}]
    assert [each.aspect for each in told(old, new, large=True)[1]] == ["rows"]  # type: ignore[attr-defined]  # changes
    assert told(old, new, large=True) == told(old, new, large=False)


def test_small_tables_are_read_as_ever(tmp_path: Path) -> None:
    old, new = (package(tmp_path / name, plain(each)) for name, each in (("old", RECORDS), ("new", CHANGES["text"][0])))
    assert [some(each) for each in loaders.versions(old, new)] == [{}, {}]


def test_archives_and_folders_are_walked_through_alike(tmp_path: Path) -> None:
    old, new = (package(tmp_path / name, plain(each)) for name, each in (("old", RECORDS), ("new", CHANGES["text"][0])))
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        for path in Path(old).iterdir():
            archive.write(path, path.name)
    assert some(versions(str(tmp_path / "old.zip"), new)[0]) == {name: ["k07"] for name in COLUMNS}
    assert told(str(tmp_path / "old.zip"), new, large=True)[0] == told(old, new, large=False)[0]


def test_files_that_differ_everywhere_are_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_step, "SOME", 10)
    other = {**RECORDS, "items.en": [(id_, f"{title}!", note) for id_, title, note in RECORDS["items.en"]]}
    old, new = (package(tmp_path / name, plain(each)) for name, each in (("old", RECORDS), ("new", other)))
    assert [some(each) for each in versions(old, new)] == [{}, {}]
    assert told(old, new, large=True) == told(old, new, large=False)


# Whatever the tables

IDS = [f"k{number:02}" for number in range(12)] + ["k1", "月", "K", "k0!", ""]
CELLS = ["", "a", "月面", 'say "go"', "two\nlines", ",", '"', "k03,", "\nk03,x,y", '",', ',"', ',\n"', '"\n,', '","', ",\n,", "x" * 40, "a\rb", "\u2028"]
RECORD = st.tuples(*[st.sampled_from(CELLS)] * 5)
TOKENS = [b'"', b'""', b'",', b',"', b"\r", b"\r\n", b"\0", b"\xff", b"\xe6\x9c", b"\n", b"\n\n", b",", b"\nk02,x,y\n", b'\n"k02",x,y\n', b"k03,", b"x" * 90]
Tables = dict[str, bytes]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Tables, Tables]:
    """Give two versions of tables, alike but for some records; some of them are damaged, or spelled and ordered oddly."""
    old = {id_: draw(RECORD) for id_ in draw(st.lists(st.sampled_from(IDS), min_size=2, max_size=12, unique=True))}
    new = {**old, **{id_: draw(RECORD) for id_ in draw(st.lists(st.sampled_from(IDS), max_size=3))}}
    for id_ in draw(st.lists(st.sampled_from(IDS), max_size=3)):
        new.pop(id_, None)
    orders = [sorted(old), sorted(new)] if draw(st.integers(0, 3)) else [list(old), [*(each for each in old if each in new), *(new.keys() - old.keys())]]
    if draw(st.integers(0, 5)) == 0:
        orders[1] = draw(st.permutations(orders[1]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
    sides: list[Tables] = []
    for records, order in zip((old, new), orders, strict=True):
        rows = {name: [(id_, *records[id_][at : at + 2]) for id_ in order] for name, at in (("items", 0), ("items.en", 1), ("items.ja", 3))}
        sides.append({name: written([COLUMNS[name], *each], quoting if name == "items.en" else csv.QUOTE_MINIMAL) for name, each in rows.items()})
    for _damage in range(draw(st.sampled_from([0, 0, 1, 2]))):
        name, token, at = draw(st.sampled_from(list(COLUMNS))), draw(st.sampled_from(TOKENS)), draw(st.integers(0, 400))
        for side in draw(st.sampled_from([sides, sides[:1], sides[1:]])):
            content = side[name]
            place = min(at, len(content))
            side[name] = content[:place] + token + content[place + draw(st.sampled_from([0, 0, 1])) :]
    if draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(list(COLUMNS)))
        for side in draw(st.sampled_from([sides, sides[:1], sides[1:]])):
            side[name] = side[name].removesuffix(b"\n")
    return sides[0], sides[1]


@settings(max_examples=150)
@given(pair=pairs(), sizes=st.sampled_from([(30, 20, 400), (64, 50, 60), (1 << 18, 1 << 18, 1 << 20)]))
def test_of_any_tables_the_same_is_told_as_when_they_are_read_whole(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[Tables, Tables], sizes: tuple[int, int, int]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    old, new = package(folder / "old", pair[0]), package(folder / "new", pair[1])
    wanted = told(old, new, large=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regular, "PIECE", sizes[0])
        patch.setattr(in_step, "_PIECE", sizes[1])
        patch.setattr(in_step, "LONGEST", sizes[2])
        patch.setattr(in_step, "_LEAST", 2)
        patch.setattr(in_step, "_MOST", 8)
        assert told(old, new, large=True) == wanted


# In two processes

TWO = """
import json, os, sys
from taiyaku.diff import candidates
from taiyaku.loaders import beside
candidates.LARGE = 0
before = os.fork
forked = []
def fork():
    forked.append(1)
    return before()
os.fork = fork
from taiyaku import diff, loaders
packages = loaders.versions(*sys.argv[1:])
assert len(forked) == 1, forked
changes = diff.compare(*packages)
print(json.dumps([[each.id, each.field, each.old, each.new] for each in changes.changes]))
"""
FAILING = """
import os
from taiyaku.loaders.beside import beside
here = os.getpid()
with beside(os.getpid) as pid:
    assert pid() != here
with beside(lambda: os.getpid() if os.getpid() == here else os._exit(1)) as pid:
    assert pid() == here
with beside(lambda: [os.getpid()] if os.getpid() == here else [][0]) as pid:
    assert pid() == [here]
with beside(lambda: __import__("time").sleep(60)):
    pass
"""


def python(code: str, *words: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tools")}
    return subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, encoding="utf-8", check=True, timeout=50
    ).stdout


@pytest.mark.skipif(not hasattr(os, "fork") or (os.cpu_count() or 1) < 2, reason="needs two processors and fork")
def test_two_processes_tell_what_one_tells(tmp_path: Path) -> None:
    old, new = (package(tmp_path / name, plain(each)) for name, each in (("old", RECORDS), ("new", CHANGES["text"][0])))
    changes = diff.compare(*loaders.versions(old, new)).changes
    assert json.loads(python(TWO, old, new)) == [[each.id, each.field, each.old, each.new] for each in changes] != []


@pytest.mark.skipif(not hasattr(os, "fork") or (os.cpu_count() or 1) < 2, reason="needs two processors and fork")
def test_work_that_comes_to_nothing_in_another_process_is_done_here_and_what_nobody_asks_for_ends() -> None:
    assert python(FAILING) == ""
