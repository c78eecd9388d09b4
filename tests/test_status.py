"""How far translations are: what is counted, what comes next, and whether it is enough."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import jsonschema
import pytest

from taiyaku.translations.coverage import part, size
from tests.conftest import ROOT, Command, Write

FILES = {
    "datapackage.json": (
        '{"name": "moon", "languages": ["en", "ja"], "resources": ['
        '{"name": "items", "path": "items.csv"}, {"name": "items.en", "path": "items.en.csv"}, {"name": "items.ja", "path": "items.ja.csv"}]}'
    ),
    "items.csv": "id,source_language\naccords,en\ndialogue,en\nrover,ja\nesa,en\ndebris,en\n",
    "items.en.csv": ("id,title,note\naccords,Artemis Accords,\ndialogue,The 9th dialogue,Held in Tokyo\nrover,,\nesa,ESA,\ndebris,Space debris mitigation,\n"),
    "items.ja.csv": "id,title,note\naccords,アルテミス合意,\ndialogue,第9回対話,東京で開催\nrover,月面ローバ,\nesa,ESA,\ndebris,,\n",
}


@pytest.fixture
def moon(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a package with texts in six states: a source was reworded, a date changed, a locale file edited."""
    folder = write(FILES)
    monkeypatch.chdir(folder)
    assert command("sync", "--adopt", "translated", "--origin", "machine:argos").code == 0
    reviewed = ("--settle", "items/accords#title=reviewed", "--reviewed-on", "2026-04-01", "--translator", "山田花子", "--origin", "human")
    assert command("sync", *reviewed).code == 0
    assert command("sync", "--settle", "items/esa#title=waived", "--reason", "略称である").code == 0
    reword(folder, "The 9th dialogue", "The 10th dialogue")
    reword(folder, "Held in Tokyo", "Held in the city of Tokyo")
    return folder


def reword(folder: Path, old: str, new: str) -> None:
    """Change an English text."""
    path = folder / "items.en.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_the_text_has_a_table_for_each_language_and_the_next_things_to_do(moon: Path, command: Command) -> None:
    ran = command("status", moon)
    assert ran.code == 0
    text = ran.out
    assert text.splitlines()[0] == "moon: translations into en"
    japanese = text[text.index("moon: translations into ja") :].splitlines()
    assert japanese[1].split() == ["Table", "Field", "Texts", "Done", "missing", "stale", "reviewed", "as", "is", "To", "do"]
    assert japanese[2].split("  ")[-1].strip() == "6 words"
    assert " ".join(japanese[4].split()) == "all 5 40.0 % 1 (20.0 %) 2 (40.0 %) 1 (20.0 %) 1 (20.0 %) 12 words"
    assert "    Records: reviewed 2, partial 1, not begun 1" in japanese
    assert "    Origins: human 1, machine:argos 3" in japanese
    nexts = text[text.index("Next\n") :].splitlines()
    assert [each.split(": ", 1)[1] for each in nexts[1:5]] == [
        "items/dialogue#title: stale: The 10th dialogue",
        "items/dialogue#note: stale: Held in the city of Tokyo",
        "items/rover#title: missing: 月面ローバ",
        "items/debris#title: missing: Space debris mitigation",
    ]
    path, line = nexts[1].strip().split(": ")[0].rsplit(":", 1)
    assert Path(path).read_text(encoding="utf-8").splitlines()[int(line) - 2] == 'msgctxt "items/dialogue#title"'
    assert "2 texts are not carried over yet: `taiyaku sync`" in text


def test_words_are_counted_and_in_japanese_characters(moon: Path, command: Command) -> None:
    assert [size("Held in Tokyo", "en"), size("東京 で\n開催", "ja"), size("月球", "zh-Hant")] == [3, 5, 2]
    assert "5 characters" in command("status").out
    assert moon.is_dir()


def test_columns_are_aligned_where_characters_are_wide(moon: Path, command: Command) -> None:
    text = command("status", "--lang", "ja").out
    rows = text[text.index("訳文の言語 ja") :].splitlines()[1:5]
    widths = {sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in row) for row in rows}
    assert len(widths) == 1
    assert "未訳" in rows[0]
    assert moon.is_dir()


def test_json_follows_its_schema_and_counts_everything(moon: Path, command: Command) -> None:
    told = json.loads(command("status", "--report", "json", "--min", "ja=95").out)
    schema = json.loads((ROOT / "schemas" / "status.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(told)
    english, japanese = told["languages"]
    assert (english["language"], english["texts"], english["done"], english["todo"]) == ("en", 1, 0, {"words": 0, "characters": 5})
    assert japanese["states"]["stale"] == {"texts": 2, "percent": 40.0}
    assert japanese["records"] == {"reviewed": 2, "partial": 1, "none": 1}
    assert japanese["threshold"] == {"percent": 95.0, "met": False}
    assert (japanese["oldest"]["text"], japanese["oldest"]["was"]) == ("items/dialogue#title", "The 9th dialogue")
    assert {(each["language"], each["id"], each["level"]) for each in told["records"]} == {
        ("ja", "dialogue", "partial"),
        ("ja", "debris", "none"),
        ("en", "rover", "none"),
    }
    assert told["next"][0]["text"] == "items/dialogue#title"
    assert told["unsynced"] == 2
    assert (moon / told["next"][0]["path"]).is_file()


def test_several_reports_are_given_at_once(moon: Path, command: Command) -> None:
    ran = command("status", "--report", "text", "--report", "markdown=status.md", "--report", "json=status.json", "--next", "1")
    assert ran.code == 0
    page = (moon / "status.md").read_text(encoding="utf-8")
    assert "## moon&#58; translations into ja" in page or "## moon: translations into ja" in page
    assert "| all |  | 5 | 40.0 % |" in page
    assert len(json.loads((moon / "status.json").read_text(encoding="utf-8"))["next"]) == 1
    assert command("status", "--report", "sarif").code == 2


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--min", "ja=40"], 0, "ja: 40.0 % done, 40 % asked for: enough"),
        (["--min", "ja=40.1"], 1, "ja: 40.0 % done, 40.1 % asked for: not enough"),
        (["--min", "20"], 1, "en: 0.0 % done, 20 % asked for: not enough"),
        (["--min", "20", "--min", "en=0"], 0, "ja: 40.0 % done, 20 % asked for: enough"),
        (["--min", "many"], 2, "many is no percentage; it is written 95 or ja=95"),
        (["--min", "ja=101"], 2, "ja=101 is no percentage; it is written 95 or ja=95"),
        (["--min", "nan"], 2, "nan is no percentage; it is written 95 or ja=95"),
        (["--min", "fr=9"], 2, "moon has no language fr; it has: en, ja"),
    ],
)
def test_less_than_is_asked_for_ends_with_one(words: list[str], code: int, says: str, moon: Path, command: Command) -> None:
    ran = command("status", *words)
    assert ran.code == code
    assert says in ran.out + ran.err
    assert moon.is_dir()


def test_nearly_all_is_not_all() -> None:
    assert (part(9_999, 10_000), part(10_000, 10_000), part(0, 0)) == (99.9, 100.0, 100.0)


def test_a_package_without_locale_files_says_so_in_one_line(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(FILES))
    assert command("status") == (0, "moon keeps no locale files; `taiyaku sync` makes them\n", "")
    assert command("status", "--min", "1").code == 1


def test_what_translators_have_in_hand_counts_as_if_it_were_synced(moon: Path, command: Command) -> None:
    assert command("sync").code == 0
    po = moon / "translations/ja/LC_MESSAGES/items.po"
    text = po.read_text(encoding="utf-8")
    at = text.index('msgctxt "items/debris#title"')
    po.write_text(text[:at] + text[at:].replace('msgstr ""', 'msgstr "スペースデブリの低減"', 1), encoding="utf-8")
    told = json.loads(command("status", "--report", "json").out)
    assert told["languages"][1]["states"]["translated"]["texts"] == 1
    assert told["unsynced"] == 1


def test_titles_and_descriptions_of_the_package_are_counted_too(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {
        "package#title": ("Moon", "月", ""),
        "resources/items#title": ("Things", "案件", ""),
        "resources/items#description": ("What is done.", "行うこと。", "#, fuzzy\n"),
        "resources/items.en#title": ("Texts", "", ""),
        "resources/items.ja#title": ("Japanese texts", "和文", '#, fuzzy\n#| msgid "Texts in Japanese"\n'),
    }
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n' + "".join(
        f'\n{flag}msgctxt "{context}"\nmsgid "{source}"\nmsgstr "{target}"\n' for context, (source, target, flag) in entries.items()
    )
    descriptor = (
        FILES["datapackage.json"]
        .replace('"moon",', '"moon", "title": "Moon",')
        .replace('"name": "items",', '"name": "items", "title": "Items", "description": "What is done.",')
        .replace('"name": "items.en",', '"name": "items.en", "title": "Texts",')
        .replace('"name": "items.ja",', '"name": "items.ja", "title": "Japanese texts",')
    )
    monkeypatch.chdir(write({**FILES, "datapackage.json": descriptor, "translations/ja/LC_MESSAGES/schema.po": po}))
    assert command("sync", "--adopt", "translated").code == 0
    told = json.loads(command("status", "--report", "json").out)
    states = {each["field"]: {state: many["texts"] for state, many in each["states"].items()} for each in told["fields"] if each["table"] == "schema"}
    assert states == {"title": {"missing": 1, "stale": 2, "translated": 1}, "description": {"draft": 1}}
    assert [each["todo"]["words"] for each in told["fields"] if each["table"] == "schema"] == [4, 3]
    assert told["languages"][1]["texts"] == 5 + 5
    todo = {each["text"]: each for each in told["next"] if each["table"] == "schema"}
    assert {context: (each["state"], each.get("was", ""), each.get("translation", "")) for context, each in todo.items()} == {
        "resources/items#title": ("stale", "Things", "案件"),
        "resources/items.ja#title": ("stale", "Texts in Japanese", "和文"),
        "resources/items.en#title": ("missing", "", ""),
        "resources/items#description": ("draft", "", "行うこと。"),
    }
    lines = Path("translations/ja/LC_MESSAGES/schema.po").read_text(encoding="utf-8").splitlines()
    assert all(lines[each["line"] - 1] == f'msgid "{each["source"]}"' for each in todo.values())
    assert [each["state"] for each in told["next"]] == ["stale", "stale", "missing", "missing", "missing", "draft"]


def test_a_title_without_an_entry_is_to_be_done_where_the_descriptor_has_it(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    descriptor = FILES["datapackage.json"].replace('"moon",', '"moon",\n "title": "Moon",')
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    monkeypatch.chdir(write({**FILES, "datapackage.json": descriptor, "translations/ja/LC_MESSAGES/schema.po": po}))
    assert command("sync").code == 0
    (Path("translations/ja/LC_MESSAGES/schema.po")).write_text(po, encoding="utf-8")
    assert "datapackage.json:2: package#title: missing: Moon" in command("status").out


def test_a_conflict_comes_first(moon: Path, command: Command) -> None:
    assert command("sync").code == 0
    for path, new in (("items.ja.csv", "アルテミスの合意"), ("translations/ja/LC_MESSAGES/items.po", "アルテミス協定")):
        file = moon / path
        file.write_text(file.read_text(encoding="utf-8").replace("アルテミス合意", new), encoding="utf-8")
    assert ": items/accords#title: conflict: Artemis Accords" in command("status", "--next", "1").out


WHOLE = {
    **{name: text.replace("rover,,", "rover,Lunar rover,").replace("debris,,", "debris,スペースデブリの低減,") for name, text in FILES.items()},
    "waivers.yaml": "- check: text-identical\n  table: items\n  id: esa\n  field: title\n  reason: An acronym.\n  owner: curators\n",
}
"""A package that has every text."""


def released(folder: Path, command: Command, coverage: str, *words: str) -> tuple[int, str]:
    """Release a package with this property, and give exit code and error."""
    descriptor = folder / "datapackage.json"
    if coverage:
        text = descriptor.read_text(encoding="utf-8").replace('"resources"', f'"taiyaku": {{"coverage": {coverage}}}, "resources"', 1)
        descriptor.write_text(text, encoding="utf-8")
    ran = command("release", "--out", folder / "dist", *words)
    return ran.code, ran.out + ran.err


@pytest.mark.parametrize(
    ("coverage", "words", "code", "says"),
    [
        ('{"ja": 80}', [], 0, ""),
        ('{"ja": 100}', [], 2, "the package needs 100 % of its translations into ja done before a release: 80.0 % are"),
        ('{"ja": 40}', ["--min", "ja=90"], 2, "the package needs 90 % of its translations into ja done"),
        ("", ["--min", "90"], 2, "the package needs 90 % of its translations into ja done"),
        ('{"fr": 40}', [], 2, "moon has no language fr"),
    ],
)
def test_a_release_waits_for_its_translations(
    coverage: str, words: list[str], code: int, says: str, write: Write, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(WHOLE)
    monkeypatch.chdir(folder)
    assert command("sync", "--adopt", "translated").code == 0
    reword(folder, "Space debris mitigation", "Mitigation of space debris")
    assert command("sync").code == 0
    found, told = released(folder, command, coverage, *words)
    assert (found, says in told) == (code, True), told
    assert (folder / "dist").exists() is (code == 0)


def test_a_release_that_asks_for_translations_needs_locale_files(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(WHOLE)
    monkeypatch.chdir(folder)
    code, told = released(folder, command, '{"ja": 1}')
    assert (code, "keeps no locale files" in told) == (2, True), told
