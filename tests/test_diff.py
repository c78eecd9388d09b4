"""What diff promises: what changed, keyed by primary key, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku import diff, loaders
from taiyaku.diff import candidates
from taiyaku.model import Cell, Change, Changes, Json, Package, Where

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


def test_added_and_removed_records_are_named_once_with_all_that_they_hold(tmp_path: Path) -> None:
    more = three(FACTS + "d,probe,en\n", EN + "d,New\n", JA + "d,新\n")
    cells = (Cell("id", "", "d"), Cell("kind", "", "probe"), Cell("source_language", "", "en"), Cell("title", "en", "New"), Cell("title", "ja", "新"))
    (change,) = compare(tmp_path, three(), more)
    assert change == Change("added", "record", "items", "d", cells=cells)
    assert {change} == {Change("added", "record", "items", "d", cells=cells)}
    assert (change.cells[0], change.cells[-2:], len(change.cells), repr(change.cells)) == (cells[0], cells[-2:], 5, repr(cells))
    assert compare(tmp_path, more, three()) == [Change("removed", "record", "items", "d", cells=cells)]


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
def test_source_text_that_changes_alone_leaves_its_translation_behind_and_no_translation_does(tmp_path: Path, key: str, language: str, concerns: str) -> None:
    titles = {"en": {"a": "Moon", "b": "Sun", "c": "JAXA"}, "ja": {"a": "月", "b": "太陽", "c": "JAXA"}}
    old, other = titles[language][key], "ja" if language == "en" else "en"
    side = (EN if language == "en" else JA).replace(f"{key},{old}", f"{key},X")
    new = three(en=side) if language == "en" else three(ja=side)
    behind = (Cell("title", other, titles[other][key]),) if concerns == "source-text" else ()
    (change,) = compare(tmp_path, three(), new)
    assert change == Change("changed", concerns, "items", key, "title", language, old, "X", behind=behind)
    assert change.stale is bool(behind)


def test_both_texts_are_sources_where_a_record_says_so(tmp_path: Path) -> None:
    old = three(FACTS.replace("a,probe,en", "a,probe,en+ja"))
    (change,) = compare(tmp_path, old, old | {"items.ja": JA.replace("月", "お月様")})
    assert (change.concerns, change.behind) == ("source-text", (Cell("title", "en", "Moon"),))


def test_text_is_a_source_text_if_it_was_one_in_either_version(tmp_path: Path) -> None:
    old, new = three(), three(FACTS.replace("a,probe,en", "a,probe,ja"), EN.replace("Moon", "Luna"), JA.replace("月", "お月様"))
    assert [change.concerns for change in compare(tmp_path, old, new)] == ["fact", "source-text", "source-text"]
    assert [change.concerns for change in compare(tmp_path, new, old)] == ["fact", "source-text", "source-text"]


def test_texts_that_change_together_are_not_stale(tmp_path: Path) -> None:
    changes = compare(tmp_path, three(), three(en=EN.replace("Moon", "Luna"), ja=JA.replace("月", "つき")))
    assert [(change.language, change.stale) for change in changes] == [("en", False), ("ja", False)]


def test_text_whose_other_language_is_empty_is_not_stale(tmp_path: Path) -> None:
    empty = JA.replace("月", "")
    assert [change.stale for change in compare(tmp_path, three(ja=empty), three(en=EN.replace("Moon", "Luna"), ja=empty))] == [False]


def test_translation_that_was_missing_and_text_that_is_emptied_leave_nothing_behind(tmp_path: Path) -> None:
    empty = three(en=EN.replace("Moon", ""), ja=JA.replace("太陽", ""))
    filled = [("a", "en", "source-text", "", "Moon", False), ("b", "ja", "source-text", "", "太陽", False)]
    changes = compare(tmp_path, empty, three())
    assert [(each.id, each.language, each.concerns, each.old, each.new, each.stale) for each in changes] == filled
    changes = compare(tmp_path, three(), empty)
    assert [(each.id, each.language, each.concerns, each.new, each.old, each.stale) for each in changes] == filled


@pytest.mark.parametrize("layout", ["pair", "wide"])
def test_other_layouts_give_the_same_changes(tmp_path: Path, layout: str) -> None:
    tables = LAYOUTS[layout]
    new = {name: text.replace("Moon", "Luna") for name, text in tables.items()}
    changes = compare(tmp_path, tables, new)
    assert [(change.id, change.field, change.language, change.old, change.new, change.stale) for change in changes] == [
        ("a", "title", "en", "Moon", "Luna", True)
    ]


def test_another_layout_of_the_same_texts_changes_no_text(tmp_path: Path) -> None:
    old, new = (
        load(tmp_path / "old", LAYOUTS["wide"]),
        load(tmp_path / "new", {"items": "id,kind\na,probe\nb,probe\nc,probe\n", "items.en": EN, "items.ja": JA}),
    )
    assert {change.concerns for change in diff.compare(old, new).changes} == {"schema"}


def test_records_that_only_the_second_language_has_are_seen(tmp_path: Path) -> None:
    pair = {"items.en": EN, "items.ja": JA}
    (change,) = compare(tmp_path, pair, {**pair, "items.ja": JA + "z,終\n"})
    assert change == Change("added", "record", "items", "z", cells=(Cell("id", "", "z"), Cell("title", "ja", "終")))


def test_fields_added_and_removed_are_named_with_what_they_held(tmp_path: Path) -> None:
    wider = three("id,kind,source_language,mass\na,probe,en,12\nb,probe,ja,\nc,probe,mul,7\n")
    assert compare(tmp_path, three(), wider) == [
        Change("added", "schema", "items", field="mass", new="string"),
        Change("changed", "fact", "items", "a", "mass", new="12"),
        Change("changed", "fact", "items", "c", "mass", new="7"),
    ]
    assert compare(tmp_path, wider, three()) == [
        Change("removed", "schema", "items", field="mass", old="string"),
        Change("changed", "fact", "items", "a", "mass", old="12"),
        Change("changed", "fact", "items", "c", "mass", old="7"),
    ]


def test_tables_added_and_removed_are_named_with_their_records(tmp_path: Path) -> None:
    more = {**three(), "places": "id,name\np,Tsukuba\n"}
    record = Change("added", "record", "places", "p", cells=(Cell("id", "", "p"), Cell("name", "", "Tsukuba")))
    assert compare(tmp_path, three(), more) == [Change("added", "schema", "places"), record]
    assert [(each.action, each.concerns, each.table) for each in compare(tmp_path, more, three())] == [
        ("removed", "schema", "places"),
        ("removed", "record", "places"),
    ]


def test_language_that_is_new_makes_nothing_stale(tmp_path: Path) -> None:
    old = {"items": FACTS, "items.en": EN}
    changes = compare(tmp_path, old, three(en=EN.replace("Moon", "Luna")))
    assert changes[0] == Change("added", "schema", "items.ja")
    assert [(each.id, each.language, each.concerns, each.old, each.stale) for each in changes[1:]] == [
        ("a", "en", "source-text", "Moon", False),
        ("a", "ja", "translation", "", False),
        ("b", "ja", "source-text", "", False),
        ("c", "ja", "source-text", "", False),
    ]


# Other ids


RENAMED = three(FACTS.replace("b,probe", "sun,probe"), EN.replace("b,Sun", "sun,Sun"), JA.replace("b,太陽", "sun,太陽"))
REDIRECTS = "table,id,replaced_by,reason,since\n"


def test_same_content_under_another_id_is_a_rename(tmp_path: Path) -> None:
    assert compare(tmp_path, three(), RENAMED) == [Change("renamed", "record", "items", "sun", old="b", new="sun")]


def test_two_records_of_the_same_content_are_not_taken_for_each_other(tmp_path: Path) -> None:
    twins = {"items": "id,kind\na,probe\n", "items.en": "id,title\na,Moon\n", "items.ja": "id,title\na,月\n"}
    both = {name: text + text.split("\n")[1].replace("a,", "b,") + "\n" for name, text in twins.items()}
    other = {name: text.replace("a,", "x,").replace("b,", "y,") for name, text in both.items()}
    assert {change.action for change in compare(tmp_path, both, other)} == {"added", "removed"}


def test_one_fact_is_not_enough_to_know_a_record_by(tmp_path: Path) -> None:
    assert {each.action for each in compare(tmp_path, {"t": "id,kind\na,probe\n"}, {"t": "id,kind\nb,probe\n"})} == {"added", "removed"}
    assert [each.action for each in compare(tmp_path, {"t": "id,kind,mass\na,probe,12\n"}, {"t": "id,kind,mass\nb,probe,12\n"})] == ["renamed"]


def test_part_of_a_composite_key_says_something_so_another_key_is_another_record(tmp_path: Path) -> None:
    sides = []
    for name, organisation in (("old", "jaxa"), ("new", "esa")):
        package = load(tmp_path / name, {"roles": f"item,organisation,role,since\nmmx,{organisation},lead,2020\n"})
        table = package.tables["roles"]
        schema = {**table.resource["schema"], "primaryKey": ["item", "organisation"]}
        sides.append(replace(package, tables={"roles": replace(table, resource={**table.resource, "schema": schema})}))
    assert [(each.action, each.id) for each in diff.compare(*sides).changes] == [("added", "mmx,esa"), ("removed", "mmx,jaxa")]


def test_declared_rename_may_change_the_record_too(tmp_path: Path) -> None:
    new = {**RENAMED, "items.en": RENAMED["items.en"].replace("sun,Sun", "sun,The Sun"), "redirects": REDIRECTS + "items,b,sun,renamed,0.2.0\n"}
    changes = compare(tmp_path, {**three(), "redirects": REDIRECTS}, new)
    assert [change for change in changes if change.table == "items"] == [
        Change("renamed", "record", "items", "sun", old="b", new="sun", reason="renamed"),
        Change("changed", "translation", "items", "sun", "title", "en", "Sun", "The Sun"),
    ]


def test_removed_record_names_what_took_its_place_at_the_end_of_all_redirects(tmp_path: Path) -> None:
    rows = "items,b,bb,merged,0.2.0\nitems,bb,a,merged,0.3.0\nitems,c,d,withdrawn,0.3.0\nitems,d,c,withdrawn,0.3.0\nplaces,a,b,merged,0.1.0\n"
    new = {"items": "id,kind,source_language\na,probe,en\n", "items.en": "id,title\na,Moon\n", "items.ja": "id,title\na,月\n", "redirects": REDIRECTS + rows}
    changes = compare(tmp_path, {**three(), "redirects": REDIRECTS}, new)
    assert [(each.action, each.id, each.new, each.reason) for each in changes if each.table == "items"] == [
        ("removed", "b", "a", "merged"),
        ("removed", "c", "", "withdrawn"),
    ]


def test_rename_that_is_taken_back_is_known_by_the_older_redirects(tmp_path: Path) -> None:
    old = {**RENAMED, "items.en": RENAMED["items.en"].replace("sun,Sun", "sun,The Sun"), "redirects": REDIRECTS + "items,b,sun,renamed,0.2.0\n"}
    (change, *_others) = [each for each in compare(tmp_path, old, {**three(), "redirects": REDIRECTS}) if each.table == "items"]
    assert change == Change("renamed", "record", "items", "b", old="sun", new="b", reason="renamed")


def test_keys_of_several_fields_and_repeated_keys_are_compared_by_their_first_row(tmp_path: Path) -> None:
    old = {"items": "id,x\na,1\na,2\n"}
    assert compare(tmp_path, old, {"items": "id,x\na,1\na,3\n"}) == []
    assert compare(tmp_path, old, {"items": "id,x\na,9\na,2\n"}) == [Change("changed", "fact", "items", "a", "x", "", "1", "9")]
    changes = diff.compare(load(tmp_path / "one", old), load(tmp_path / "two", {"items": "id,x\na,9\na,2\n"}))
    assert [where and where.line for where in changes.places(changes.changes[0])] == [2, 2]


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


def test_rows_without_a_key_are_compared_by_all_that_they_hold(tmp_path: Path) -> None:
    changes = compare(tmp_path, {"t": "x,y\n1,2\n3,4\n3,4\n"}, {"t": "y,x\n4,3\n6,5\n2,1\n"})
    assert changes == [
        Change("added", "record", "t", cells=(Cell("y", "", "6"), Cell("x", "", "5"))),
        Change("removed", "record", "t", cells=(Cell("y", "", "4"), Cell("x", "", "3"))),
    ]


# The description


def described(folder: Path, table: str = "id,mass\na,1\n", **properties: Json) -> Package:
    """Load a package of one table whose field ``mass``, schema, resource or descriptor has these properties."""
    folder.mkdir(parents=True)
    own = {name: properties.get(name, {}) for name in ("mass", "schema", "resource", "package")}
    schema = {"fields": [{"name": "id"}, {"name": "mass", **own["mass"]}], "primaryKey": "id", **own["schema"]}
    resource = {"name": "probes", "path": "probes.csv", "schema": schema, **own["resource"]}
    (folder / "datapackage.json").write_text(
        json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": [resource], **own["package"]}), encoding="utf-8"
    )
    (folder / "probes.csv").write_text(table, encoding="utf-8", newline="")
    return loaders.load(str(folder))


DESCRIBED: dict[str, tuple[Json, ...]] = {
    "type": ({"mass": {"type": "integer"}}, {"mass": {"type": "number"}}, Change("retyped", "schema", "probes", field="mass", old="integer", new="number")),
    "format": (
        {"mass": {"type": "string"}},
        {"mass": {"type": "string", "format": "uri"}},
        Change("retyped", "schema", "probes", field="mass", old="string", new="string (uri)"),
    ),
    "constraint": (
        {},
        {"mass": {"constraints": {"enum": ["1", "2"], "required": True}}},
        Change("changed", "schema", "probes", field="mass", new='["1", "2"]', aspect="constraints/enum"),
        Change("changed", "schema", "probes", field="mass", new="true", aspect="constraints/required"),
    ),
    "key": ({}, {"schema": {"primaryKey": ["id"]}}, Change("changed", "schema", "probes", old="id", new='["id"]', aspect="primaryKey")),
    "title of a field": ({"mass": {"title": "Mass"}}, {}, Change("changed", "metadata", "probes", field="mass", old="Mass", aspect="title")),
    "title of a table": ({}, {"resource": {"title": "探査機"}}, Change("changed", "metadata", "probes", new="探査機", aspect="title")),
    "rule": (
        {"resource": {"taiyaku": {"rules": [{"id": "heavy", "title": "Heavy", "required": ["mass"]}]}}},
        {"resource": {"taiyaku": {"rules": [{"id": "heavy", "title": "Heavier", "required": ["id"]}]}}},
        Change("changed", "metadata", "probes", old="Heavy", new="Heavier", aspect="taiyaku/rules/heavy/title"),
        Change("changed", "schema", "probes", old='["mass"]', new='["id"]', aspect="taiyaku/rules/heavy/required"),
    ),
    "package": (
        {"package": {"title": "Moon", "sources": [{"title": "JAXA"}]}},
        {"package": {"title": "Moon", "sources": [{"title": "ISAS"}]}},
        Change("changed", "metadata", "", old="JAXA", new="ISAS", aspect="sources/0/title"),
    ),
}


@pytest.mark.parametrize("name", DESCRIBED)
def test_what_is_said_of_the_data_is_compared_property_by_property(tmp_path: Path, name: str) -> None:
    old, new, *wanted = DESCRIBED[name]
    changes = diff.compare(described(tmp_path / "old", **old), described(tmp_path / "new", **new))
    assert list(changes.changes) == wanted
    assert changes.formats == ()


PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def test_titles_in_another_language_are_compared_too(tmp_path: Path) -> None:
    packages = []
    for side, field, title in (("old", "質量", "月"), ("new", "重量", "月")):
        entries = {"resources/probes/schema/fields/mass#title": ("Mass", field), "package#title": ("Moon", title), "resources/gone#title": ("Gone", side)}
        described(tmp_path / side, mass={"title": "Mass"}, package={"title": "Moon"})
        (tmp_path / side / "translations/ja/LC_MESSAGES").mkdir(parents=True)
        text = PO + "\n".join(f'msgctxt "{context}"\nmsgid "{en}"\nmsgstr "{ja}"\n' for context, (en, ja) in entries.items())
        (tmp_path / side / "translations/ja/LC_MESSAGES/schema.po").write_text(text, encoding="utf-8")
        packages.append(loaders.load(str(tmp_path / side)))
    changes = diff.compare(*packages)
    assert changes.changes == (Change("changed", "metadata", "probes", field="mass", language="ja", old="質量", new="重量", aspect="title"),)
    assert [where and (where.path.rpartition("/")[2], where.line) for where in changes.places(changes.changes[0])] == [("schema.po", 6)] * 2


def test_other_content_of_a_resource_that_is_no_table_is_noticed(tmp_path: Path) -> None:
    for side, content in (("old", "{}"), ("new", "[]")):
        resource = {"name": "map", "path": "map.geojson"}
        (tmp_path / side).mkdir()
        (tmp_path / side / "datapackage.json").write_text(json.dumps({"name": "moon", "resources": [resource]}), encoding="utf-8")
        (tmp_path / side / "map.geojson").write_text(content, encoding="utf-8")
    (change,) = diff.compare(loaders.load(str(tmp_path / "old")), loaders.load(str(tmp_path / "new"))).changes
    assert (change.concerns, change.table, change.aspect, change.old[:7], change.old != change.new) == ("metadata", "map", "content", "sha256:", True)


# The same in other bytes


ROWS = 'id,title,mass\nmmx,"Martian Moons eXploration, MMX",1\nslim,小型月着陸実証機,2\nxrism,XRISM,3\n'
FORMS: dict[str, tuple[bytes, Json, list[tuple[str, str, str]]]] = {
    "same": (ROWS.encode(), {}, []),
    "rows": ("\n".join([*reversed(ROWS.split("\n")[1:-1])]).join(["id,title,mass\n", "\n"]).encode(), {}, [("rows", "", "")]),
    "columns": (
        'title,id,mass\n"Martian Moons eXploration, MMX",mmx,1\n小型月着陸実証機,slim,2\nXRISM,xrism,3\n'.encode(),
        {},
        [("columns", "id, title, mass", "title, id, mass")],
    ),
    "line ends": (ROWS.replace("\n", "\r\n").encode(), {}, [("line-ends", "LF", "CRLF")]),
    "mark": (ROWS.encode("utf-8-sig"), {}, [("mark", "", "BOM")]),
    "quoting": (ROWS.replace("XRISM", '"XRISM"').encode(), {}, [("quoting", "", "")]),
    "encoding": (ROWS.encode("cp932"), {"encoding": "windows-31j"}, [("encoding", "utf-8", "windows-31j")]),
}


@pytest.mark.parametrize("name", FORMS)
def test_other_bytes_of_the_same_records_are_no_change_and_are_told_apart(tmp_path: Path, name: str) -> None:
    packages = []
    for side, content, properties in (("old", ROWS.encode(), {}), ("new", *FORMS[name][:2])):
        (tmp_path / side).mkdir()
        resource = {"name": "probes", "path": "probes.csv", "schema": fields("id", "title", "mass"), **properties}
        (tmp_path / side / "datapackage.json").write_text(json.dumps({"name": "moon", "resources": [resource]}), encoding="utf-8")
        (tmp_path / side / "probes.csv").write_bytes(content)
        packages.append(loaders.load(str(tmp_path / side)))
    for sides, turned in ((packages, False), (packages[::-1], True)):
        changes = diff.compare(*sides)
        assert changes.changes == ()
        assert changes.version is not None
        assert changes.version.needs == ""
        wanted = [(aspect, *((now, was) if turned else (was, now))) for aspect, was, now in FORMS[name][2]]
        assert [(each.aspect, each.old, each.new) for each in changes.formats] == wanted
        assert all(changes.places(each)[0] is not None for each in changes.formats)


def test_record_that_came_or_went_moves_no_other(tmp_path: Path) -> None:
    old, new = load(tmp_path / "old", {"t": "id,x\nb,1\na,2\nc,3\n"}), load(tmp_path / "new", {"t": "id,x\nd,4\nb,1\nc,3\n"})
    assert diff.compare(old, new).formats == diff.compare(new, old).formats == ()


# What could not be read


def test_nothing_is_said_of_a_table_that_one_version_cannot_read(tmp_path: Path) -> None:
    damaged = load(tmp_path / "damaged", {**three(), "places": "id,name\np,Tsukuba\n"})
    (tmp_path / "damaged" / "items.ja.csv").write_bytes(b"id,title\na,\xff\n")
    damaged, whole = loaders.load(str(tmp_path / "damaged")), load(tmp_path / "whole", {**three(), "places": "id,name\np,Uchinoura\n"})
    for sides in ((whole, damaged), (damaged, whole)):
        changes = diff.compare(*sides)
        assert [(each.concerns, each.table) for each in changes.changes] == [("fact", "places")]
        assert [where.path for where in changes.unread] == [str(tmp_path / "damaged" / "items.ja.csv")]


def test_nothing_is_said_of_a_package_whose_descriptor_cannot_be_read(tmp_path: Path) -> None:
    whole = load(tmp_path / "whole", three())
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "datapackage.json").write_text("{", encoding="utf-8")
    changes = diff.compare(whole, loaders.load(str(tmp_path / "broken")))
    assert (changes.changes, [Path(where.path).name for where in changes.unread]) == ((), ["datapackage.json"])


# Places and titles


def test_places_are_those_of_the_text_in_its_own_table_in_both_versions(tmp_path: Path) -> None:
    old, new = (
        load(tmp_path / "old", three()),
        load(tmp_path / "new", three(FACTS.replace("b,probe", "b,lander"), "id,title\nz,Zero\n" + EN[9:].replace("Moon", "Luna"))),
    )
    changes = diff.compare(old, new)
    places = {change.concerns: [where and (Path(where.path).name, where.line, where.column) for where in changes.places(change)] for change in changes.changes}
    assert places == {"source-text": [("items.en.csv", 2, 3), ("items.en.csv", 3, 3)], "fact": [("items.csv", 3, 3), ("items.csv", 3, 3)]}
    assert changes.title("items", "a") == {"en": "Luna", "ja": "月"}
    assert changes.title("items", "nobody") == {}


def test_places_of_records_and_properties_are_where_they_stand_and_none_where_they_do_not(tmp_path: Path) -> None:
    changes = diff.compare(load(tmp_path / "old", three()), load(tmp_path / "new", {"items": FACTS.replace("c,", "d,"), "items.en": EN, "places": "id\np\n"}))
    places = {(each.action, each.concerns, each.table, each.id): changes.places(each) for each in changes.changes}
    assert places["removed", "record", "items", "c"] == (Where(str(tmp_path / "old/items.csv"), 4), None)
    assert places["added", "record", "items", "d"] == (None, Where(str(tmp_path / "new/items.csv"), 4))
    was, now = places["removed", "schema", "items.ja", ""]
    assert (was is not None, now) == (True, None)
    was, now = places["added", "schema", "places", ""]
    assert (was, now is not None and now.path) == (None, str(tmp_path / "new/datapackage.json"))


def test_places_of_what_is_said_of_the_data_are_in_the_descriptor(tmp_path: Path) -> None:
    lines = {}
    for side, kind, rule in (("old", "integer", "mass"), ("new", "number", "id")):
        fields_ = [{"name": "id"}, {"name": "mass", "type": kind, "constraints": {"minimum": "1" if side == "old" else "2"}}]
        marked = {"rules": [{"id": "light", "required": ["id"]}, {"id": "heavy", "required": [rule]}]}
        resource = {"name": "probes", "path": "probes.csv", "taiyaku": marked, "schema": {"fields": fields_, **({"primaryKey": "id"} if side == "new" else {})}}
        text = json.dumps({"name": "moon", "version": side, "resources": [{"name": "other", "path": "o.json"}, resource]}, indent=1)
        (tmp_path / side).mkdir()
        (tmp_path / side / "datapackage.json").write_text(text, encoding="utf-8")
        (tmp_path / side / "probes.csv").write_text("id,mass\na,1\n", encoding="utf-8")
        (tmp_path / side / "o.json").write_text("{}", encoding="utf-8")
        lines[side] = text.split("\n")
    changes = diff.compare(*(loaders.load(str(tmp_path / side)) for side in ("old", "new")))
    told = {}
    for change in changes.changes:
        old, new = changes.places(change)
        assert old is not None
        assert new is not None
        told[change.aspect] = (lines["old"][old.line - 1].strip(" ,"), lines["new"][new.line - 1].strip(" ,"))
    assert told == {
        "version": ('"version": "old"', '"version": "new"'),
        "taiyaku/rules/heavy/required": ('"required": [', '"required": ['),
        "primaryKey": ('"schema": {', '"primaryKey": "id"'),
        "": ("{", "{"),
        "constraints/minimum": ('"minimum": "1"', '"minimum": "2"'),
    }


def test_fields_that_one_version_lacks_have_one_place(tmp_path: Path) -> None:
    changes = diff.compare(
        described(tmp_path / "old"), described(tmp_path / "new", "id,mass,crew\na,1,\n", resource={"schema": {"fields": [{"name": "id"}, {"name": "crew"}]}})
    )
    assert [(each.action, each.field, *(where is not None for where in changes.places(each))) for each in changes.changes if each.action == "added"] == [
        ("added", "crew", False, True)
    ]


# Releases


def test_release_is_read_as_folder_and_as_archive(tmp_path: Path) -> None:
    load(tmp_path / "dist" / "package", three())
    (tmp_path / "dist" / "START-HERE.txt").write_text("先にお読みください\n", encoding="utf-8")
    new = load(tmp_path / "new", three(en=EN.replace("Moon", "The Moon")))
    inside, whole = tmp_path / "inside.zip", tmp_path / "whole.zip"
    for path, prefix in ((inside, ""), (whole, "dist/")):
        with zipfile.ZipFile(path, "w") as archive:
            for file in (tmp_path / "dist").rglob("*.*"):
                archive.write(file, f"{prefix}{file.relative_to(tmp_path / 'dist').as_posix()}")
    for source in (tmp_path / "dist", inside, whole):
        (change,) = diff.compare(loaders.load(str(source)), new).changes
        assert (change.id, change.language, change.old, change.new) == ("a", "en", "Moon", "The Moon")


# Large tables


@pytest.mark.parametrize(
    "new", ["id\na\nc\n", "id,x\na,1\na,2\nb,1\n", "x,id\n1,a\n3,b\n", "id,x,y\na,1,2\n", 'id,x\na,"1"\nb,3\n', "id,x\r\na,1\r\nb,3\r\n", "id,x\nb,3\na,1\n"]
)
def test_large_tables_are_compared_alike_whatever_their_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: str) -> None:
    old = {"t": "id,x\na,1\nb,2\n"}
    wanted = compare(tmp_path / "small", old, {"t": new})
    monkeypatch.setattr(candidates, "LARGE", 0)
    monkeypatch.setattr(candidates, "MOST_PICKED", 0)
    assert compare(tmp_path / "large", old, {"t": new}) == wanted != []
    turned = compare(tmp_path / "turned", {"t": new}, old)
    monkeypatch.undo()
    assert turned == compare(tmp_path / "back", {"t": new}, old)


def test_where_most_records_differ_all_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "LARGE", 0)
    packages = [load(tmp_path / name, {"t": text}) for name, text in (("old", "id,x\na,1\nb,2\n"), ("new", "id,x\na,9\nb,2\n"))]
    assert candidates.narrowed(packages[0], packages[1], "t") == (packages[0], packages[1])
    assert [each.id for each in diff.compare(packages[0], packages[1]).changes] == ["a"]


def test_line_inside_a_cell_is_not_taken_for_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "LARGE", 0)
    monkeypatch.setattr(candidates, "MOST_PICKED", 0)
    text = 'id,title\na,"Two lines:\nb,not a record\nc,nor this, ""really"""\nb,"Another\nb,"\nc,C\n'
    old = {"items": FACTS, "items.en": text, "items.ja": text}
    inside = compare(tmp_path / "inside", old, {**old, "items.en": text.replace("nor this", "nor that")})
    assert [(each.id, each.old.count("this"), each.new.count("that")) for each in inside] == [("a", 1, 1)]
    # The texts of b and c are looked for by their keys, since only their facts changed.
    facts = compare(tmp_path / "facts", old, {**old, "items": FACTS.replace("b,probe", "b,lander").replace("c,probe", "c,lander")})
    assert [(each.id, each.field, each.new) for each in facts] == [("b", "kind", "lander"), ("c", "kind", "lander")]
    packages = [load(tmp_path / name, {**old, "items": facts}) for name, facts in (("before", FACTS), ("after", FACTS.replace("b,probe", "b,lander")))]
    changes = diff.compare(packages[0], packages[1])
    assert changes.title("items", "b") == {"en": "Another\nb,", "ja": "Another\nb,"}


def test_nothing_else_is_read_of_a_large_table_than_what_may_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"p{number:04},Probe {number}\n" for number in range(2_000))
    old, new = (load(tmp_path / name, {"t": f"id,title\n{text}"}) for name, text in (("old", rows), ("new", rows.replace("Probe 77\n", "Probe 78\n"))))
    monkeypatch.setattr(candidates, "LARGE", 0)
    monkeypatch.setattr(candidates, "MOST_PICKED", 0)
    narrow = candidates.narrowed(old, new, "t")
    assert [each.tables["t"].frame.rows() for each in narrow] == [[("p0077", "Probe 77")], [("p0077", "Probe 78")]]
    changes = diff.compare(old, new)
    assert [(each.id, each.old, each.new) for each in changes.changes] == [("p0077", "Probe 77", "Probe 78")]
    assert [where and where.line for where in changes.places(changes.changes[0])] == [79, 79]
