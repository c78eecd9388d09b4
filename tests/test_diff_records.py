"""Differences in what is no table: JSON records, property by property; the term base, term by term; locale files that nobody has carried over yet."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from taiyaku import diff, loaders
from taiyaku.model import Cell, Change, Changes, Json
from tests.conftest import Command

MOON = {
    "id": "slim",
    "source_language": "ja",
    "mass": 590,
    "title": {"en": "Smart Lander", "ja": "小型月着陸実証機"},
    "orbit": {"body": "Moon", "note": {"en": "Pinpoint landing", "ja": "高精度着陸"}},
    "parts": [{"name": "LEV-1"}],
}
MMX = {"id": "mmx", "title": {"en": "Martian Moons", "ja": "火星衛星"}}


def package(folder: Path, records: Json, name: str = "records.json", **more: Json) -> Path:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    text = records if isinstance(records, str) else json.dumps(records, ensure_ascii=False, indent=1)
    (folder / "data" / name).write_text(text, encoding="utf-8")
    descriptor = {"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "probes", "path": f"data/{name}", **more}]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def compare(tmp_path: Path, old: Json, new: Json, name: str = "records.json", **more: Json) -> Changes:
    return diff.compare(*loaders.versions(str(package(tmp_path / "old", old, name, **more)), str(package(tmp_path / "new", new, name, **more))))


def told(changes: Changes) -> list[tuple[str, ...]]:
    return [(each.concerns, each.id, each.field, each.language, each.old, each.new) for each in changes.changes]


ONE = {
    "fact": ({**MOON, "mass": 700}, [("fact", "slim", "mass", "", "590", "700")]),
    "number that became text": ({**MOON, "mass": "590"}, [("fact", "slim", "mass", "", "590", '"590"')]),
    "property of a property": ({**MOON, "orbit": {**MOON["orbit"], "body": "月"}}, [("fact", "slim", "orbit/body", "", "Moon", "月")]),  # type: ignore[dict-item]
    "array": ({**MOON, "parts": []}, [("fact", "slim", "parts", "", '[{"name": "LEV-1"}]', "[]")]),
    "property that is gone": ({name: each for name, each in MOON.items() if name != "mass"}, [("fact", "slim", "mass", "", "590", "")]),
    "translation": (
        {**MOON, "title": {"en": "Moon Sniper", "ja": "小型月着陸実証機"}},
        [("translation", "slim", "title", "en", "Smart Lander", "Moon Sniper")],
    ),
    "text that is new": (
        {**MOON, "title": {"en": "Smart Lander", "ja": "小型月着陸実証機"}, "note": {"en": "Landed"}},
        [("translation", "slim", "note", "en", "", "Landed")],
    ),
}


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("form", ["records.json", "records.jsonl"])
def test_change_in_a_record_names_record_property_and_class(tmp_path: Path, name: str, form: str) -> None:
    record, wanted = ONE[name]
    old, new = (
        "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in side) if form == "records.jsonl" else side for side in ([MMX, MOON], [record, MMX])
    )
    changes = compare(tmp_path, old, new, form)
    assert told(changes) == wanted
    assert changes.formats == ()
    before, after = changes.places(changes.changes[0])
    assert before is not None
    assert before.path.endswith(f"old/data/{form}")
    assert after is not None
    assert after.path.endswith(f"new/data/{form}")


def test_source_text_of_a_record_leaves_its_translation_behind(tmp_path: Path) -> None:
    new = {**MOON, "title": {"en": "Smart Lander", "ja": "小型月着陸機"}}
    (change,) = compare(tmp_path, [MOON], [new]).changes
    assert (change.concerns, change.language, change.behind) == ("source-text", "ja", (Cell("title", "en", "Smart Lander"),))
    (both,) = compare(tmp_path / "mmx", [MMX], [{**MMX, "title": {"en": "Martian Moons eXploration", "ja": ""}}]).changes[:1]
    assert (both.concerns, both.behind) == ("source-text", ())


def test_records_that_came_and_went_have_all_that_they_hold(tmp_path: Path) -> None:
    changes = compare(tmp_path, [MOON], [MMX])
    cells = (Cell("id", "", "mmx"), Cell("title", "en", "Martian Moons"), Cell("title", "ja", "火星衛星"))
    assert changes.changes[0] == Change("added", "record", "probes", "mmx", cells=cells)
    assert [(each.action, each.id) for each in changes.changes] == [("added", "mmx"), ("removed", "slim")]
    assert changes.version is not None
    assert changes.version.needs == "major"


def test_order_and_spelling_are_no_change(tmp_path: Path) -> None:
    turned = json.dumps([MMX, dict(reversed(MOON.items()))], ensure_ascii=True)
    changes = compare(tmp_path, [MOON, MMX], turned)
    assert changes.changes == ()
    assert [(each.table, each.aspect) for each in changes.formats] == [("probes", "json")]


WHOLE: dict[str, Json] = {
    "no objects": [1, 2],
    "no array": {"id": "slim"},
    "no id": [{"title": "SLIM"}],
    "an id twice": [MOON, {**MOON, "mass": 1}],
    "a property twice": '[{"id": "slim", "id": "mmx"}]',
    "no JSON": "[{",
    "too deep": "[" * 100_000,
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_are_no_records_with_a_key_is_compared_whole(tmp_path: Path, name: str) -> None:
    for number, sides in enumerate(([[MOON], WHOLE[name]], [WHOLE[name], [MOON]])):
        (change,) = compare(tmp_path / f"{number}", *sides).changes
        assert (change.concerns, change.aspect, change.table) == ("metadata", "content", "probes")


def test_records_are_known_by_the_key_that_is_declared(tmp_path: Path) -> None:
    old = [{"code": "a", "year": "2024", "mass": 1}, {"code": "a", "year": "2025", "mass": 2}]
    schema = {"primaryKey": ["code", "year"]}
    changes = compare(tmp_path, old, [old[0], {**old[1], "mass": 3}], schema=schema)
    assert told(changes) == [("fact", "a,2025", "mass", "", "2", "3")]


# The term base, and the translators' files

TERMS = """\
- en: space debris
  ja: スペースデブリ
  kind: required
  note:
    ja: 宇宙ごみとも。
- en: lander
  ja: 着陸機
  kind: required
"""


def with_terms(folder: Path, terms: str | None = TERMS) -> Path:
    package(folder, [MOON])
    if terms is not None:
        (folder / "translations").mkdir()
        (folder / "translations" / "glossary.yaml").write_text(terms, encoding="utf-8")
    return folder


GLOSSARY = {
    "form": (TERMS.replace("着陸機", "ランダー"), [("glossary.yaml/lander/ja", "着陸機", "ランダー")]),
    "note": (TERMS.replace("宇宙ごみとも。", "宇宙ごみともいう。"), [("glossary.yaml/space debris/note/ja", "宇宙ごみとも。", "宇宙ごみともいう。")]),
    "term that went": (
        TERMS.partition("- en: lander")[0],
        [("glossary.yaml/lander/en", "lander", ""), ("glossary.yaml/lander/ja", "着陸機", ""), ("glossary.yaml/lander/kind", "required", "")],
    ),
    "term that stands twice": (TERMS + "- en: lander\n", [("glossary.yaml/lander #3/en", "", "lander")]),
    "order": ("".join(f"- en{part}" for part in reversed(TERMS.split("- en")[1:])), []),
    "file": (None, [("glossary.yaml", "translations/glossary.yaml", "")]),
}


@pytest.mark.parametrize("name", GLOSSARY)
def test_change_of_the_term_base_names_the_term(tmp_path: Path, name: str) -> None:
    terms, wanted = GLOSSARY[name]
    changes = diff.compare(*loaders.versions(str(with_terms(tmp_path / "old")), str(with_terms(tmp_path / "new", terms))))
    assert [(each.aspect, each.old, each.new) for each in changes.changes] == wanted
    assert {each.concerns for each in changes.changes} <= {"metadata"}
    # It is no part of the data, so it asks for no other version.
    assert changes.version is not None
    assert changes.version.needs == ""


def test_places_of_terms_are_in_their_file(tmp_path: Path) -> None:
    old, new = with_terms(tmp_path / "old"), with_terms(tmp_path / "new", TERMS.replace("着陸機", "ランダー").replace("- en: space debris\n", "- en: debris\n"))
    changes = diff.compare(*loaders.versions(str(old), str(new)))
    found = {each.aspect: [place and place.line for place in changes.places(each)] for each in changes.changes}
    assert found["glossary.yaml/lander/ja"] == [7, 7]
    assert found["glossary.yaml/debris/kind"] == [None, 3]
    assert found["glossary.yaml/space debris/en"] == [1, None]


def test_nothing_is_said_of_a_term_base_that_cannot_be_read(tmp_path: Path) -> None:
    changes = diff.compare(*loaders.versions(str(with_terms(tmp_path / "old")), str(with_terms(tmp_path / "new", "- en: [\n"))))
    assert changes.changes == ()
    assert [each.path for each in changes.unread] == [f"{tmp_path}/new/translations/glossary.yaml"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_translators_and_records_change_is_shown_to_people(tmp_path: Path, command: Command, language: str) -> None:
    old, new = with_terms(tmp_path / "old"), with_terms(tmp_path / "new", TERMS.replace("着陸機", "ランダー"))
    package(new, [{**MOON, "title": {"en": "Moon Sniper", "ja": "小型月着陸実証機"}}])
    for form in ("text", "markdown", "html", "csv", "json"):
        ran = command("diff", str(old), str(new), "--report", form, "--lang", language)
        assert ran.code == 0
        assert "ランダー" in ran.out
        assert "Sniper" in ran.out


def test_edit_of_a_locale_file_is_a_change_of_the_translation_before_it_is_carried_over(project: Path, tmp_path: Path) -> None:
    new = shutil.copytree(project, tmp_path / "new")
    path = new / "translations" / "ja" / "LC_MESSAGES" / "items.po"
    text = path.read_text(encoding="utf-8")
    assert text.count('msgstr "アルテミス合意"') == 1
    path.write_text(text.replace('msgstr "アルテミス合意"', 'msgstr "アルテミス協定"'), encoding="utf-8")
    changes = diff.compare(*loaders.versions(str(project), str(new)))
    assert told(changes) == [("translation", "artemis-accords", "title", "ja", "アルテミス合意", "アルテミス協定")]
    before, after = changes.places(changes.changes[0])
    assert (before and Path(before.path).name, after and Path(after.path).name) == ("items.ja.csv", "items.po")
