"""The term base as it is used: where terms occur, which are unused, and what translators are shown of them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from taiyaku.translations import notes
from taiyaku.translations.notes import Term
from tests.conftest import ROOT, Command, Write

FILES = {
    "datapackage.json": (
        '{"name": "moon", "languages": ["en", "ja"], "resources": ['
        '{"name": "items", "path": "items.csv"}, {"name": "items.en", "path": "items.en.csv"}, {"name": "items.ja", "path": "items.ja.csv"},'
        '{"name": "keys", "path": "keys.csv"}, {"name": "keys.en", "path": "keys.en.csv"}, {"name": "keys.ja", "path": "keys.ja.csv"}]}'
    ),
    "items.csv": "id,date\na,2020\nb,2021\n",
    "items.en.csv": "id,summary\na,Space debris mitigation in the quadrants.\nb,Active debris removals (ADR) follow ESA to the gateway.\n",
    "items.ja.csv": "id,summary\na,四分儀でのスペースデブリの除去。\nb,積極的デブリ除去（ADR）はESAに続く。\n",
    "keys.csv": "id,source_language\nk,en\n",
    "keys.en.csv": "id,label\nk,Active debris removal\n",
    "keys.ja.csv": "id,label\nk,積極的デブリ除去\n",
    "translations/glossary.yaml": (
        '- en: "space debris mitigation"\n  ja: "スペースデブリの低減"\n  reading: "スペースデブリのていげん"\n  kind: required\n'
        '  note:\n    en: "Not remediation."\n    ja: "除去とは異なる。"\n'
        '- en: "space debris mitigation"\n  ja: "スペースデブリの除去"\n  kind: forbidden\n'
        '- en: "active debris removal"\n  ja: "積極的デブリ除去"\n  kind: required\n  variants:\n    en: ["ADR"]\n'
        '- en: "debris"\n  ja: "デブリ"\n  kind: required\n'
        '- en: "ESA"\n  ja: "ESA"\n  kind: keep\n'
        '- en: "lunar gateway"\n  ja: "月周回有人拠点"\n  kind: required\n'
        '- en: "gateway"\n  ja: "門"\n  kind: forbidden\n'
    ),
}


@pytest.fixture
def moon(write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a package with a term base."""
    folder = write(FILES)
    monkeypatch.chdir(folder)
    return folder


def test_each_term_tells_where_it_occurs_in_both_languages(moon: Path, command: Command) -> None:
    ran = command("glossary")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "translations/glossary.yaml:1:3: space debris mitigation = スペースデブリの低減 (スペースデブリのていげん) [required]",
        "    Not remediation.",
        "    en: items 1: items.en.csv:2:3",
        "translations/glossary.yaml:8:3: space debris mitigation = スペースデブリの除去 [forbidden]",
        "    en: items 1: items.en.csv:2:3",
        "    ja: items 1: items.ja.csv:2:3",
        "translations/glossary.yaml:11:3: active debris removal = 積極的デブリ除去 [required]",
        "    en: items 1, keys 1: items.en.csv:3:3, keys.en.csv:2:3",
        "    ja: items 1, keys 1: items.ja.csv:3:3, keys.ja.csv:2:3",
        "translations/glossary.yaml:16:3: debris = デブリ [required]",
        "    occurs nowhere",
        "translations/glossary.yaml:19:3: ESA = ESA [keep as it is]",
        "    en: items 1: items.en.csv:3:3",
        "    ja: items 1: items.ja.csv:3:3",
        "translations/glossary.yaml:22:3: lunar gateway = 月周回有人拠点 [required]",
        "    occurs nowhere",
        "translations/glossary.yaml:25:3: gateway = 門 [forbidden]",
        "    occurs nowhere",
        "translations/glossary.yaml: 7 terms, 2 of them occurring nowhere",
    ]
    assert moon.is_dir()


@pytest.mark.parametrize(("word", "terms"), [("ESA", 1), ("esa", 1), ("除去", 3), ("ていげん", 1), ("ADR", 1), ("Not remediation", 1), ("月面", 0)])
def test_a_word_is_looked_for_in_forms_readings_and_notes(word: str, terms: int, moon: Path, command: Command) -> None:
    told = json.loads(command("glossary", "--term", word, "--report", "json").out)
    assert told["totals"]["terms"] == terms
    assert moon.is_dir()


def test_a_longer_term_hides_a_shorter_one_that_is_not_looked_for(moon: Path, command: Command) -> None:
    (debris,) = (each for each in json.loads(command("glossary", "--term", "デブリ", "--report", "json").out)["terms"] if each["forms"]["en"] == ["debris"])
    assert debris["texts"] == {"en": {}, "ja": {}}
    assert moon.is_dir()


def test_json_follows_its_schema(moon: Path, command: Command) -> None:
    schema = json.loads((ROOT / "schemas" / "terms.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    told = json.loads(command("glossary", "--report", "json", "--lang", "ja").out)
    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["terms"][2]["forms"] == {"en": ["active debris removal", "ADR"], "ja": ["積極的デブリ除去"]}
    assert told["terms"][2]["places"]["ja"][0] == {"path": "items.ja.csv", "line": 3, "column": 3}
    assert moon.is_dir()


def test_markdown_is_one_table(moon: Path, command: Command) -> None:
    page = command("glossary", "--report", "markdown", "--lang", "ja").out
    assert "用語 7 件、うち使用箇所のないもの 2 件" in page
    assert page.count("\n| ") == 1 + 1 + 7
    assert "| space debris mitigation | スペースデブリの低減 | スペースデブリのていげん | 必須 | 除去とは異なる。 | 1 | 0 |" in page
    assert moon.is_dir()


def test_a_package_without_a_term_base_says_so(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write({name: text for name, text in FILES.items() if "glossary" not in name}))
    assert command("glossary") == (0, "moon: there is no term base\n", "")
    assert json.loads(command("glossary", "--report", "json").out)["terms"] == []


def test_the_locale_file_shows_the_terms_that_apply(moon: Path, command: Command) -> None:
    assert command("sync").code == 0
    po = (moon / "translations/ja/LC_MESSAGES/items.po").read_text(encoding="utf-8")
    first, second = po.split("\n\n")[1:3]
    assert "#. 用語: space debris mitigation = スペースデブリの低減\n" in first
    assert "#. 使用不可: space debris mitigation = スペースデブリの除去\n" in first
    assert "ADR" not in first
    assert "積極的デブリ除去\n" in second


def test_a_table_of_facts_with_nothing_but_keys_has_no_facts_to_show(moon: Path, command: Command) -> None:
    ran = command("sync")
    assert ran.code == 0, ran.err
    po = (moon / "translations/ja/LC_MESSAGES/keys.po").read_text(encoding="utf-8")
    assert 'msgctxt "keys/k#label"' in po


@pytest.mark.parametrize(
    ("text", "found"),
    [("the ESA Council", True), ("ESAs", True), ("Mesa", False), ("ESAT", False), ("ESAの参加", True), ("esa", True), ("ESA2", False)],
)
def test_a_form_in_latin_letters_is_a_whole_word(text: str, found: bool) -> None:  # noqa: FBT001 -- a case of the table
    term = Term("keep", {"en": "ESA"}, {"en": ["ESA"]}, "", {}, 0)
    assert notes.occurring([term], "en", [text]) == [[term] if found else []]


def test_entries_that_are_no_terms_are_passed_over(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write({**FILES, "translations/glossary.yaml": '- "ESA"\n- en: "ESA"\n  ja: "ESA"\n  kind: keep\n  variants: "no"\n  note: "no"\n'}))
    assert command("glossary").out.splitlines()[-1] == "translations/glossary.yaml: 1 term, 0 of them occurring nowhere"
