"""What diff promises: what changed, keyed by primary key, and nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku import diff, loaders
from taiyaku.model import Change, Changes, Json, Package

ROOT = Path(__file__).resolve().parents[1]
FACTS = "id,kind,source_language\na,probe,en\nb,probe,ja\nc,probe,mul\n"
EN = "id,title\na,Moon\nb,Sun\nc,JAXA\n"
JA = "id,title\na,月\nb,太陽\nc,JAXA\n"


def fields(*names: str) -> Json:
    return {"fields": [{"name": name, "type": "string"} for name in names], "primaryKey": ["id"]}


def load(folder: Path, tables: Mapping[str, str]) -> Package:
    folder.mkdir(parents=True, exist_ok=True)
    resources = [
        {"name": name, "path": f"{name}.csv", "schema": fields(*next(csv.reader(io.StringIO(content))))}
        | ({} if "id" in content.split("\n")[0] else {"schema": {"fields": []}})
        for name, content in tables.items()
    ]
    (folder / "datapackage.json").write_text(json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": resources}), encoding="utf-8")
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8", newline="")
    return loaders.load(str(folder))


def compare(folder: Path, old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    return list(diff.compare(load(folder / "old", old), load(folder / "new", new)).changes)


def three(facts: str = FACTS, en: str = EN, ja: str = JA) -> dict[str, str]:
    return {"items": facts, "items.en": en, "items.ja": ja}


LAYOUTS = {
    "three": three(),
    "pair": {"items.en": EN, "items.ja": JA},
    "wide": {"items": "id,kind,title_en,title_ja\na,probe,Moon,月\nb,probe,Sun,太陽\nc,probe,JAXA,JAXA\n"},
    "fallback": {"items": EN, "items.ja": JA},
    "no key": {"items": "x,y\n1,2\n"},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_package_does_not_differ_from_itself_or_from_itself_in_another_order(tmp_path: Path, layout: str) -> None:
    tables = LAYOUTS[layout]
    assert compare(tmp_path, tables, tables) == []
    turned = {name: "\n".join([lines[0], *reversed(lines[1:]), ""]) for name, lines in ((name, text.splitlines()) for name, text in reversed(tables.items()))}
    assert layout == "fallback" or compare(tmp_path, tables, turned) == []


def test_committed_package_does_not_differ_from_itself() -> None:
    package = loaders.load(str(ROOT))
    assert diff.compare(package, package).changes == ()
    assert sum(table.frame.height for table in package.tables.values()) > 100


def test_added_and_removed_records_are_named_once(tmp_path: Path) -> None:
    more = three(FACTS + "d,probe,en\n", EN + "d,New\n", JA + "d,新\n")
    assert compare(tmp_path, three(), more) == [Change("added", "record", "items", "d")]
    assert compare(tmp_path, more, three()) == [Change("removed", "record", "items", "d")]


def test_changed_facts_carry_old_and_new(tmp_path: Path) -> None:
    changed = three(FACTS.replace("a,probe", "a,orbiter"))
    assert compare(tmp_path, three(), changed) == [Change("changed", "fact", "items", "a", "kind", "", "probe", "orbiter")]


@pytest.mark.parametrize(
    ("key", "language", "concerns"),
    [
        ("a", "en", "source-text"),
        ("a", "ja", "translation"),
        ("b", "ja", "source-text"),
        ("b", "en", "translation"),
        ("c", "en", "source-text"),
        ("c", "ja", "source-text"),
    ],
)
def test_text_that_changes_alone_leaves_the_other_stale_in_both_directions(tmp_path: Path, key: str, language: str, concerns: str) -> None:
    old = {"en": {"a": "Moon", "b": "Sun", "c": "JAXA"}, "ja": {"a": "月", "b": "太陽", "c": "JAXA"}}[language][key]
    side = (EN if language == "en" else JA).replace(f"{key},{old}", f"{key},X")
    new = three(en=side) if language == "en" else three(ja=side)
    assert compare(tmp_path, three(), new) == [Change("changed", concerns, "items", key, "title", language, old, "X", stale=True)]


def test_texts_that_change_together_are_not_stale(tmp_path: Path) -> None:
    changes = compare(tmp_path, three(), three(en=EN.replace("Moon", "Luna"), ja=JA.replace("月", "つき")))
    assert [(change.language, change.stale) for change in changes] == [("en", False), ("ja", False)]


def test_text_whose_other_language_is_empty_is_not_stale(tmp_path: Path) -> None:
    empty = JA.replace("月", "")
    assert [change.stale for change in compare(tmp_path, three(ja=empty), three(en=EN.replace("Moon", "Luna"), ja=empty))] == [False]


@pytest.mark.parametrize("layout", ["pair", "wide"])
def test_other_layouts_give_the_same_changes(tmp_path: Path, layout: str) -> None:
    tables = LAYOUTS[layout]
    new = {name: text.replace("Moon", "Luna") for name, text in tables.items()}
    changes = compare(tmp_path, tables, new)
    assert [(change.id, change.field, change.language, change.old, change.new, change.stale) for change in changes] == [
        ("a", "title", "en", "Moon", "Luna", True)
    ]


def test_records_that_only_the_second_language_has_are_seen(tmp_path: Path) -> None:
    pair = {"items.en": EN, "items.ja": JA}
    assert compare(tmp_path, pair, {**pair, "items.ja": JA + "z,終\n"}) == [Change("added", "record", "items", "z")]


def test_fields_and_tables_added_and_removed_are_named(tmp_path: Path) -> None:
    wider = three(FACTS.replace("\n", ",x\n").replace("source_language,x", "source_language,mass"))
    assert compare(tmp_path, three(), wider) == [Change("added", "field", "items", field="mass")]
    assert compare(tmp_path, wider, three()) == [Change("removed", "field", "items", field="mass")]
    more = {**three(), "places": "id,name\np,Tsukuba\n"}
    assert compare(tmp_path, three(), more) == [Change("added", "table", "places"), Change("added", "record", "places", "p")]
    assert compare(tmp_path, more, three()) == [Change("removed", "table", "places"), Change("removed", "record", "places", "p")]


def test_language_that_is_new_makes_nothing_stale(tmp_path: Path) -> None:
    old = {"items": FACTS, "items.en": EN}
    changes = compare(tmp_path, old, three(en=EN.replace("Moon", "Luna")))
    assert changes == [Change("added", "field", "items", field="title_ja"), Change("changed", "source-text", "items", "a", "title", "en", "Moon", "Luna")]
    assert [change.action for change in compare(tmp_path, three(), old)] == ["removed"]


def test_keys_of_several_fields_and_repeated_keys_are_compared_by_their_first_row(tmp_path: Path) -> None:
    old = {"items": "id,x\na,1\na,2\n"}
    assert compare(tmp_path, old, {"items": "id,x\na,1\na,3\n"}) == []
    assert compare(tmp_path, old, {"items": "id,x\na,9\na,2\n"}) == [Change("changed", "fact", "items", "a", "x", "", "1", "9")]


@settings(max_examples=60)
@given(*(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", "x", "y", "=1", 'q"', "日,本", "\n"]), max_size=6) for _side in range(2)))
def test_changes_are_what_a_dictionary_would_say(tmp_path_factory: pytest.TempPathFactory, old: dict[str, str], new: dict[str, str]) -> None:
    def text(rows: dict[str, str]) -> str:
        file = io.StringIO(newline="")
        csv.writer(file, lineterminator="\n").writerows([["id", "x"], *rows.items()])
        return file.getvalue()

    changes = compare(tmp_path_factory.mktemp("diff"), {"items": text(old)}, {"items": text(new)})
    wanted = {("added", key, "", "") for key in new.keys() - old.keys()} | {("removed", key, "", "") for key in old.keys() - new.keys()}
    wanted |= {("changed", key, old[key], new[key]) for key in old.keys() & new.keys() if old[key] != new[key]}
    assert {(change.action, change.id, change.old, change.new) for change in changes} == wanted
    assert len(changes) == len(wanted)


def test_changes_are_counted_by_action_and_concern() -> None:
    changes = Changes("old", "new", (Change("added", "record", "t", "1"), Change("changed", "fact", "t", "2"), Change("changed", "translation", "t", "2")))
    assert (changes.count("changed"), changes.count("changed", "fact"), changes.count("removed")) == (2, 1, 0)
