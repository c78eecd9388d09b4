"""The structure that translators of data need beyond Table Schema, asked in both languages and both directions."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from taiyaku import loaders, report
from taiyaku.languages import tags
from taiyaku.model import Artifact, Check, Finding, Said, Severity
from tests.conftest import Command, Judge, said

CATALOGUE = report.catalogue()
Files = dict[str, str | bytes]
EN, JA = "Martian Moons eXploration", "火星衛星探査計画"


def asked(name: str) -> list[Check]:
    return [CATALOGUE[name]]


def pair(english: str, japanese: str, *fields: Mapping[str, Any], facts: str = "", **properties: Any) -> Files:
    """Make a package of two text tables, with the same fields if any are given, and a table of facts if there is one."""
    schema = {"schema": {"fields": list(fields)}} if fields else {}
    tables: list[Mapping[str, Any]] = [{"name": f"items.{tag}", "path": f"items.{tag}.csv", **schema} for tag in ("en", "ja")]
    if facts:
        tables.insert(0, {"name": "items", "path": "items.csv"})
    descriptor = {"name": "moon", "languages": ["en", "ja"], **properties, "resources": tables}
    files: Files = {"datapackage.json": json.dumps(descriptor, indent=1), "items.en.csv": english, "items.ja.csv": japanese}
    return {**files, "items.csv": facts} if facts else files


def field(name: str, kind: str = "string", text: str = "") -> dict[str, Any]:
    return {"name": name, "type": kind, **({"taiyaku": {"text": text}} if text else {})}


def places(findings: Sequence[Finding]) -> list[tuple[str, int, int]]:
    return [(each.problem.where.path, each.problem.where.line, each.problem.where.column) for each in findings]


# Both or neither, and the same records


@pytest.mark.parametrize(
    ("english", "japanese", "path"), [("", "月の試料", "items.en.csv"), ("A sample", "", "items.ja.csv"), ("A sample", "\u3000", "items.ja.csv")]
)
@pytest.mark.parametrize("facts", ["", "id\nmmx\n"])
def test_a_text_that_need_not_be_there_is_in_both_languages_or_in_neither(english: str, japanese: str, path: str, facts: str, judge: Judge) -> None:
    files = pair(f"id,title,note\nmmx,{EN},{english}\n", f"id,title,note\nmmx,{JA},{japanese}\n", facts=facts)
    (found,) = judge(files, asked("text-missing")).findings
    assert (found.problem.where.path, found.problem.field, found.severity) == (path, "note", Severity.ERROR)
    assert judge(pair(f"id,title,note\nmmx,{EN},\n", f"id,title,note\nmmx,{JA},\n", facts=facts), asked("text-missing")).findings == ()


def test_a_record_that_one_language_lacks_is_missing_there_in_both_directions(judge: Judge) -> None:
    found = judge(pair(f"id,title\nmmx,{EN}\nspica,SPICA\n", f"id,title\ncalet,宇宙線望遠鏡\nmmx,{JA}\n"), asked("record-missing")).findings
    assert [(each.problem.id, each.problem.language, each.problem.where.path, each.problem.where.line) for each in found] == [
        ("spica", "ja", "items.en.csv", 3),
        ("calet", "en", "items.ja.csv", 2),
    ]


@pytest.mark.parametrize(
    ("english", "japanese", "path", "language"), [("id,title,note", "id,title", "items.ja.csv", "ja"), ("id,title", "id,title,note", "items.en.csv", "en")]
)
def test_a_column_that_one_language_lacks_is_missing_there(english: str, japanese: str, path: str, language: str, judge: Judge) -> None:
    files = pair(f"{english}\nmmx,{EN}{',A note' * english.count('note')}\n", f"{japanese}\nmmx,{JA}{',注' * japanese.count('note')}\n")
    (found,) = judge(files).findings
    assert (found.check, found.problem.where.path, found.problem.where.line, found.problem.language) == ("column-missing", path, 1, language)
    (other,) = found.problem.also
    assert (other.path, other.line, other.column) == ("items.en.csv" if language == "ja" else "items.ja.csv", 1, 10)


def test_a_column_that_its_own_schema_declares_is_asked_for_once(judge: Judge) -> None:
    schema = [field("id"), field("title"), field("note")]
    found = judge(pair(f"id,title,note\nmmx,{EN},A\n", f"id,title\nmmx,{JA}\n", *schema)).findings
    assert "missing-label" in {each.check for each in found}
    assert "column-missing" not in {each.check for each in found}


@pytest.mark.parametrize(
    ("names", "lacking"), [("note_en", "note_ja"), ("note_ja", "note_en"), ("note_en,note_ja", ""), ("note_de", ""), ("note", ""), ("_en", "")]
)
def test_a_column_for_one_language_has_one_for_the_other(names: str, lacking: str, judge: Judge) -> None:
    descriptor = {"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "items.csv"}]}
    table = f"id,title_en,title_ja,{names}\nmmx,{EN},{JA}{',' * len(names.split(','))}\n"
    found = judge({"datapackage.json": json.dumps(descriptor), "items.csv": table}, asked("column-missing")).findings
    assert [each.problem.values["column"] for each in found] == ([lacking] if lacking else [])


# Keys


@pytest.mark.parametrize("path", ["items.en.csv", "items.ja.csv", "items.csv"])
@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("mmx,x", [3]),
        ('"m\nx",x\n"m\nx",y', [5]),
        (",x", [3]),
        ("calet,x", []),
        ("MMX,x", []),
    ],
)
def test_a_key_that_no_schema_declares_still_names_one_record(path: str, row: str, lines: list[int], judge: Judge) -> None:
    files = pair("id,title\nmmx,a\n", "id,title\nmmx,b\n", facts="id,rank\nmmx,1\n")
    files[path] = f"{files[path]!s}{row}\n"
    assert places(judge(files, asked("key-ambiguous")).findings) == [(path, line, 1) for line in lines]


@pytest.mark.parametrize("declared", [True, False])
def test_keys_that_look_alike_are_ambiguous_even_where_they_are_declared(declared: bool, judge: Judge) -> None:  # noqa: FBT001
    schema = {"fields": [field("id")], **({"primaryKey": ["id"]} if declared else {})}
    descriptor = {"name": "moon", "resources": [{"name": "items", "path": "items.csv", "schema": schema}]}
    alike = [unicodedata.normalize(form, "が") for form in ("NFC", "NFD")]
    files: Files = {"datapackage.json": json.dumps(descriptor), "items.csv": f"id\n{alike[0]}\nか\n{alike[1]}\n"}
    (found,) = judge(files, asked("key-ambiguous")).findings
    assert (found.problem.where.line, [each.line for each in found.problem.also]) == (4, [2])
    files["items.csv"] = "id\n火星\n木星\n火星\n"
    assert {each.check for each in judge(files).findings} == {"primary-key" if declared else "key-ambiguous"}


def test_a_flood_of_repeated_keys_is_counted_to_the_last(judge: Judge) -> None:
    found = judge(pair("id,title\n" + "mmx,a\n" * 1_500, "id,title\nmmx,b\n"), asked("key-ambiguous")).findings
    assert (len(found), sum(each.problem.count for each in found), found[-1].problem.where.line) == (1_001, 1_499, 1_003)


# Facts


@pytest.mark.parametrize(
    ("kind", "english", "japanese", "differs"),
    [
        ("date", "2026-11-01", "2024-11-01", True),
        ("date", "2026-11-01", "2026-11-01", False),
        ("date", "2026-11-01", "", True),
        ("integer", "1", "01", False),
        ("number", "1.50", "1.5", False),
        ("number", "1.50", "1.6", True),
        ("boolean", "true", "1", False),
        ("boolean", "true", "false", True),
        ("integer", "四", "4", True),
    ],
)
def test_a_fact_that_each_language_repeats_is_the_same(kind: str, english: str, japanese: str, differs: bool, judge: Judge) -> None:  # noqa: FBT001
    fields = [field("id"), field("title"), field("fact", kind)]
    for first, second in ((english, japanese), (japanese, english)):
        files = pair(f"id,title,fact\ncalet,CALET,\nmmx,{EN},{first}\n", f"id,title,fact\nmmx,{JA},{second}\ncalet,望遠鏡,\n", *fields)
        found = judge(files, asked("fact-differs")).findings
        assert [(each.problem.where.path, each.problem.where.line, each.problem.also[0].path, each.problem.also[0].line) for each in found] == (
            [("items.ja.csv", 2, "items.en.csv", 3)] * differs
        )
        if differs:
            assert (found[0].problem.id, found[0].problem.field, found[0].problem.values["value"], found[0].problem.values["other"]) == (
                "mmx",
                "fact",
                second,
                first,
            )


def test_facts_are_compared_by_record_and_not_by_line(judge: Judge) -> None:
    fields = [field("id"), field("title"), field("rank", "integer")]
    found = judge(pair("id,title,rank\na,Mars,1\nb,Moon,2\n", "id,title,rank\nb,月,1\na,火星,2\n", *fields), asked("fact-differs")).findings
    assert [(each.problem.id, each.problem.where.line) for each in found] == [("b", 2), ("a", 3)]


@pytest.mark.parametrize(("table", "column"), [("en", 14), ("ja", 14)])
def test_a_fact_beside_a_text_agrees_with_the_table_of_facts(table: str, column: int, judge: Judge) -> None:
    marked = [field("id"), field("title", text="name"), field("url")]
    cells = {"en": "https://example.org/1", "ja": "https://example.org/1", table: "https://example.org/2"}
    files = pair(
        f"id,title,url\nmmx,{'x' * 9},{cells['en']}\n", f"id,title,url\nmmx,{'火' * 9},{cells['ja']}\n", *marked, facts="id,url\nmmx,https://example.org/1\n"
    )
    found = judge(files, asked("fact-differs")).findings
    assert ((f"items.{table}.csv", 2, column + 1), "items.csv") in [
        (where, each.problem.also[0].path) for where, each in zip(places(found), found, strict=True)
    ]
    assert len(found) == 2  # with the facts, and with the other language


@pytest.mark.parametrize(("english", "japanese", "differs"), [("MMX", "MMX", False), ("MMX", "MMX計画", True), ("", "MMX", True)])
def test_a_record_for_all_languages_says_the_same_in_each(english: str, japanese: str, differs: bool, judge: Judge) -> None:  # noqa: FBT001
    files = pair(f"id,title\ncalet,a\nmmx,{english}\n", f"id,title\ncalet,b\nmmx,{japanese}\n", facts="id,source_language\ncalet,en\nmmx,mul\n")
    assert places(judge(files, asked("fact-differs")).findings) == [("items.ja.csv", 3, 5)] * differs


# Names


NAMES = [field("id"), field("name", text="name")]


@pytest.mark.parametrize(
    ("english", "japanese", "paths"),
    [
        (["Space Agency", "Space  agency"], ["宇宙庁", "宇宙機構"], ["items.en.csv"]),
        (["UK Space Agency", "European Space Agency"], ["宇宙機関", "宇宙 機関"], ["items.ja.csv"]),
        (["JAXA", "ESA"], ["ジャクサ", "ｼﾞｬｸｻ"], ["items.ja.csv"]),
        (["Straße", "STRASSE"], ["通り", "街"], ["items.en.csv"]),
        (["Forum", "Forum"], ["会議", "会議"], []),
        (["Forum", "Agency"], ["会議", "機関"], []),
        (["", ""], ["会議", "機関"], []),
        (["Forum", "Forum"], ["会議", ""], []),
    ],
)
def test_one_name_in_one_language_for_what_the_other_tells_apart_is_ambiguous(english: list[str], japanese: list[str], paths: list[str], judge: Judge) -> None:
    first, second = ("id,name\n" + "".join(f"r{number},{name}\n" for number, name in enumerate(names)) for names in (english, japanese))
    found = judge(pair(first, second, *NAMES), asked("name-ambiguous")).findings
    assert [(each.problem.where.path, each.problem.where.line, each.problem.also[0].line) for each in found] == [(path, 3, 2) for path in paths]
    assert {each.severity for each in found} <= {Severity.WARNING}


def test_codes_of_two_vocabularies_may_have_one_name(judge: Judge) -> None:
    mark = {"codes": {"vocabulary": "vocabulary", "code": "code", "rank": "rank"}}
    tables = [{"name": "codes", "path": "codes.csv", "taiyaku": mark}]
    tables += [{"name": f"codes.{tag}", "path": f"codes.{tag}.csv", "schema": {"fields": NAMES}} for tag in ("en", "ja")]
    files: Files = {
        "datapackage.json": json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": tables}),
        "codes.csv": "id,vocabulary,code,rank\na,status,held,1\nb,event,held,1\n",
        "codes.en.csv": "id,name\na,Held\nb,Held\n",
        "codes.ja.csv": "id,name\na,開催済み\nb,開催\n",
    }
    assert judge(files, asked("name-ambiguous")).findings == ()
    files["codes.csv"] = "id,vocabulary,code,rank\na,status,held,1\nb,status,done,2\n"
    assert places(judge(files, asked("name-ambiguous")).findings) == [("codes.en.csv", 3, 3)]


# Language tags


GOOD_TAGS = [
    "en", "ja", "mul", "und", "zxx", "EN", "en-GB", "ja-JP", "zh-Hant", "zh-Hant-TW", "es-419", "de-1996", "sr-Latn-RS", "ja-Latn-hepburn", "sl-rozaj-biske", "zh-yue", "zh-cmn-Hans-CN",
    "de-DE-u-co-phonebk", "en-a-bbb-b-ccc", "x-moon", "ja-x-old", "qaa", "en-QM", "i-klingon", "art-lojban", "sgn-BE-FR", "tw", "ain", "ryu", "iw",
]  # fmt: skip
BAD_TAGS = {
    "jp": "ja", "JP": "ja", "cn": "zh", "kr": "ko", "kr-KR": "ko-KR", "ua": "uk", "dk": "da", "jpn": "ja", "eng": "en", "ja_JP": "ja-JP", "jp-JP": "ja-JP", "en-UK": "en-GB", "en-840": "en-US",
    "Japanese": "ja", "english": "en", "日本語": "ja", "英語": "en", " ja": "ja", "ja-": "ja", "zh-CHT": "zh", "en-yue": "en", "en-a-bbb-a-ccc": "en", "de-1901-1901": "de",
    "ｊａ": "", "xx": "", "": "", "-": "", "1x": "", "x-": "", "moon language": "", "ja\u200b": "",
}  # fmt: skip


@pytest.mark.parametrize("tag", GOOD_TAGS)
def test_a_tag_of_bcp_47_is_known(tag: str) -> None:
    assert tags.valid(tag)


@pytest.mark.parametrize("tag", BAD_TAGS)
def test_what_is_no_tag_is_refused_and_what_was_meant_is_suggested(tag: str) -> None:
    assert not tags.valid(tag)
    assert tags.meant(tag) == BAD_TAGS[tag]


@pytest.mark.parametrize("languages", [["en", "jp"], ["us", "ja"]])
def test_a_tag_is_asked_wherever_it_stands(languages: list[str], judge: Judge) -> None:
    wrong = next(tag for tag in languages if tag not in ("en", "ja"))
    marked = [{"name": f"items.{tag}", "path": f"items.{tag}.csv", "taiyaku": {"of": "items", "language": tag}} for tag in languages]
    cells = {
        "name": "sources",
        "path": "sources.csv",
        "schema": {"fields": [field("id"), {**field("spoken"), "taiyaku": {"format": "language"}}, field("source_language")]},
    }
    files: Files = {
        "datapackage.json": json.dumps({"name": "moon", "languages": languages, "resources": [*marked, cells]}, indent=1),
        **{f"items.{tag}.csv": "id,title\n" for tag in languages},
        "sources.csv": f"id,spoken,source_language\na,{wrong},en+ja\nb,ja,en+{wrong}\nc,,\nd,en+ja,mul\n",
    }
    found = judge(files, asked("language-unknown")).findings
    where = [(each.check, each.problem.values["tag"], each.problem.where.path, each.problem.where.line) for each in found]
    lines = str(files["datapackage.json"]).splitlines()
    at = [1 + number for number, line in enumerate(lines) if f'"{wrong}"' in line]
    assert where == [
        *(("language-mistaken", wrong, "datapackage.json", line) for line in at),
        ("language-mistaken", wrong, "sources.csv", 2),
        ("language-mistaken", wrong, "sources.csv", 3),
        ("language-unknown", "en+ja", "sources.csv", 5),
    ]
    assert len(at) == 2


# Canonical bytes


ROWS = ["id,title", "mmx,火星", 'calet,"a, ""b"""']
CANONICAL = "".join(f"{row}\n" for row in ROWS)
SPELLINGS: dict[str, tuple[str, int, str]] = {
    "byte order mark": ("\ufeff" + CANONICAL, 1, "byte order mark"),
    "CR LF": (CANONICAL.replace("\n", "\r\n"), 1, "line feed"),
    "CR LF in one line": (CANONICAL.replace("火星\n", "火星\r\n"), 2, "line feed"),
    "no last line feed": (CANONICAL[:-1], 3, "last line"),
    "quotation marks": (CANONICAL.replace("火星", '"火星"'), 2, "quotation marks"),
    "quotation marks in the header": (CANONICAL.replace("title", '"title"'), 1, "quotation marks"),
}


def table(content: str | bytes, **resource: Any) -> Files:
    return {"datapackage.json": json.dumps({"name": "moon", "resources": [{"name": "items", "path": "items.csv", **resource}]}), "items.csv": content}


def repaired(judge: Judge, files: Files) -> dict[str, str]:
    """Give the files that the check writes anew for what it found."""
    check = CATALOGUE["csv-not-canonical"]
    findings = judge(files, [check]).findings
    assert check.fix is not None
    edits = list(check.fix(loaders.load("."), [each.problem for each in findings]))
    return {each.path: each.content.decode() for each in edits if isinstance(each, Artifact)}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_of_a_table_is_noted_once_and_written_anew(spelling: str, judge: Judge) -> None:
    content, line, word = SPELLINGS[spelling]
    (found,) = judge(table(content)).findings
    assert (found.check, found.severity, found.problem.where.line) == ("csv-not-canonical", Severity.NOTE, line)
    reason = found.problem.values["reason"]
    assert isinstance(reason, Said)
    assert word in reason.says
    assert repaired(judge, table(content)) == {"items.csv": CANONICAL}
    assert judge(table(CANONICAL)).findings == ()


def test_cells_keep_every_character_when_a_table_is_written_anew(judge: Judge) -> None:
    content = 'id,title\r\n1,"two\r\nlines"\r\n2,"a ""b"""\r\n3,"x\ry"\r\n"","  "\r\n\u200b,ｶﾞ\u3099\r\n'
    written = repaired(judge, table(content))["items.csv"]
    assert written == 'id,title\n1,"two\r\nlines"\n2,"a ""b"""\n3,"x\ry"\n,  \n\u200b,ｶﾞ\u3099\n'


@pytest.mark.parametrize("content", ["id,title\r\nmmx\r\n", "id,title\r\nmmx,a,b\r\n", "id,title\r\n\r\nmmx,a\r\n", '\ufeffid,title\n"mmx"\n'])
def test_a_table_with_records_of_a_wrong_length_is_never_written_anew(content: str, judge: Judge) -> None:
    assert repaired(judge, table(content)) == {}


@pytest.mark.parametrize(
    "resource",
    [{"dialect": {"delimiter": ";"}}, {"dialect": {"csv": {"quoteChar": "'"}}}, {"encoding": "windows-31j"}, {"dialect": {"doubleQuote": False}}],
    ids=str,
)
def test_a_table_that_is_declared_to_be_otherwise_is_as_it_should_be(resource: dict[str, Any], judge: Judge) -> None:
    content = "id;title\r\nmmx;'x'\r\n"
    assert judge(table(content, **resource), asked("csv-not-canonical")).findings == ()


def test_a_byte_order_mark_is_noted_in_any_dialect_and_nothing_else_is_touched(judge: Judge) -> None:
    files = table("\ufeffid;title\r\nmmx;'x'\r\n", dialect={"delimiter": ";"})
    assert places(judge(files, asked("csv-not-canonical")).findings) == [("items.csv", 1, 0)]
    assert repaired(judge, files) == {"items.csv": "id;title\r\nmmx;'x'\r\n"}
    assert judge(table(b"\xef\xbb\xbfid\n", encoding="windows-31j"), asked("csv-not-canonical")).findings == ()  # a kanji and a half-width kana


def test_columns_stand_in_the_order_of_the_schema(judge: Judge) -> None:
    fields = [field("id"), field("title"), field("rank", "integer")]
    free = table("rank,id,title\n1,mmx,火星\n", schema={"fields": fields, "fieldsMatch": "equal"})
    (found,) = judge(free).findings
    assert (found.check, found.problem.where.line) == ("csv-not-canonical", 1)
    assert repaired(judge, free) == {"items.csv": "id,title,rank\nmmx,火星,1\n"}
    exact = table("rank,id,title\n1,mmx,火星\n", schema={"fields": fields})
    assert "csv-not-canonical" not in {each.check for each in judge(exact).findings}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_texts_stand_in_the_order_of_their_facts(language: str, judge: Judge) -> None:
    rows = {"en": "a,Mars\nb,Venus\nc,Moon\n", "ja": "a,火星\nb,金星\nc,月\n"}
    other = rows | {language: "".join(sorted(rows[language].splitlines(keepends=True), key=lambda row: "acb".index(row[0])))}
    files = pair(f"id,title\n{other['en']}", f"id,title\n{other['ja']}", facts="id\na\nb\nc\n")
    (found,) = judge(files).findings
    assert (found.check, found.problem.where.path, found.problem.where.line) == ("csv-not-canonical", f"items.{language}.csv", 3)
    assert repaired(judge, files) == {f"items.{language}.csv": f"id,title\n{rows[language]}"}


def test_without_facts_the_first_language_gives_the_order_and_what_belongs_nowhere_comes_last(judge: Judge) -> None:
    files = pair("id,title\na,Mars\nb,Venus\n", "id,title\nx,謎\nb,金星\na,火星\n")
    assert places(judge(files, asked("csv-not-canonical")).findings) == [("items.ja.csv", 3, 0)]
    assert repaired(judge, files) == {"items.ja.csv": "id,title\na,火星\nb,金星\nx,謎\n"}


def test_check_fix_writes_what_a_spreadsheet_left(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte order mark, CR LF and needless quotation marks in both languages: noted, no failure, and gone after one ``--fix``."""
    monkeypatch.chdir(project)
    paths = [project / "datapackage" / "data" / f"places.{language}.csv" for language in ("en", "ja")]
    before = [path.read_bytes() for path in paths]
    for path in paths:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    for language in ("en", "ja"):
        ran = command("check", "--select", "csv-not-canonical", "--lang", language)
        assert (ran.code, ran.out.count("[csv-not-canonical]")) == (0, 2)
    assert command("check", "--select", "csv-not-canonical", "--fix").code == 0
    assert [path.read_bytes() for path in paths] == before


MARKED = (
    "datapackage/datapackage.json",
    "datapackage/datapackage.ja.json",
    "datapackage/waivers.yaml",
    "schemas/records/items.schema.json",
    "translations/glossary.yaml",
    "translations/ja/LC_MESSAGES/schema.po",
    "translations/en/LC_MESSAGES/items.po",
    "translations/ja/ledger/items.csv",
)


def test_a_byte_order_mark_is_noted_and_taken_away_from_every_format_and_the_rest_is_read(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    before = {name: (project / name).read_bytes() for name in MARKED}
    for name, content in before.items():
        (project / name).write_bytes(b"\xef\xbb\xbf" + content)
    ran = command("check", "--select", "structure")
    assert (ran.code, sorted(line.partition(":")[0] for line in ran.out.splitlines() if "[byte-order-mark]" in line)) == (0, sorted(MARKED))
    assert "0 errors, 0 warnings, 8 notes" in ran.out
    assert command("check", "--select", "byte-order-mark", "--fix").code == 0
    assert {name: (project / name).read_bytes() for name in MARKED} == before


def test_a_mark_is_told_of_records_and_not_of_what_has_its_own_customs(judge: Judge) -> None:
    records = '{"id": "mmx"}\n'
    files = {
        "datapackage.json": json.dumps(
            {
                "name": "moon",
                "resources": [{"name": name.partition(".")[0], "path": name} for name in ("lines.jsonl", "inside.json", "read-me.txt", "items.csv")],
            }
        ),
        "lines.jsonl": f"\ufeff{records}",
        "inside.json": f'["\ufeff{records[2:4]}"]',
        "read-me.txt": "\ufeffEvery record has an id.",
        "items.csv": "\ufeffid\nmmx\n",
    }
    assert places(judge(files, asked("byte-order-mark")).findings) == [("lines.jsonl", 1, 0)]


# Descriptors, licences, files


HAND = {
    "name": "moon",
    "title": "Moons",
    "languages": ["en", "ja"],
    "resources": [{"name": "items", "path": "items.csv", "schema": {"fields": [{**field("id"), "title": "Identifier"}]}}],
}
DRIFT: dict[str, tuple[str | None, list[str]]] = {
    "texts only": ('{"title": "月", "keywords": ["月"], "languages": ["ja", "en"]}', []),
    "another version": ('{"version": "2"}', ["version"]),
    "another name": ('{"name": "sun"}', ["name"]),
    "another path": (
        '{"resources": [{"name": "items", "path": "other.csv", "schema": {"fields": [{"name": "id", "type": "string", "title": "識別子"}]}}]}',
        ["resources.0.path"],
    ),
    "another type": (
        '{"resources": [{"name": "items", "path": "items.csv", "schema": {"fields": [{"name": "id", "type": "integer", "title": "識別子"}]}}]}',
        ["resources.0.schema.fields.0.type"],
    ),
    "a resource less": ('{"resources": []}', ["resources"]),
    "another language": ('{"languages": ["ja", "de"]}', ["languages"]),
    "a text less": (None, ["title"]),
}


@pytest.mark.parametrize("drift", DRIFT)
def test_two_descriptors_written_by_hand_differ_in_nothing_but_texts(drift: str, judge: Judge) -> None:
    change, parts = DRIFT[drift]
    japanese = {**HAND, "keywords": [], **json.loads(change or "{}")}
    if change is None:
        del japanese["title"]
    files: Files = {"datapackage.json": json.dumps({**HAND, "keywords": ["moon"]}), "datapackage.ja.json": json.dumps(japanese), "items.csv": "id\nmmx\n"}
    found = judge(files, asked("descriptor-differs")).findings
    reasons = [each.problem.values["reason"] for each in found]
    assert [reason.values["part"] for reason in reasons if isinstance(reason, Said)] == parts
    assert {each.problem.where.path for each in found} <= {"datapackage.ja.json"}


def test_a_descriptor_that_is_derived_is_not_asked_for_twice(project: Path) -> None:
    path = project / "datapackage" / "datapackage.ja.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"version": "0.1.0"', '"version": "0.2.0"'), encoding="utf-8")
    checks = {name: CATALOGUE[name] for name in ("descriptor-differs", "derived-stale")}
    assert [each.check for each in report.judge(loaders.load(str(project)), checks).findings] == ["derived-stale"]


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000, b"[]", b"null"])
def test_a_second_descriptor_that_is_none_is_said(content: bytes, judge: Judge) -> None:
    files: Files = {"datapackage.json": json.dumps(HAND), "datapackage.ja.json": content, "items.csv": "id\nmmx\n"}
    assert [each.check for each in judge(files, asked("descriptor-differs")).findings] == ["descriptor-differs"]


STALE = {
    "a title": ("datapackage/datapackage.json", '"title": "Items",', '"title": "Objects",'),
    "a path": ("datapackage/datapackage.ja.json", '"path": "data/places.csv"', '"path": "data/place.csv"'),
    "a translation": ("translations/ja/LC_MESSAGES/schema.po", 'msgstr "taiyakuの貢献者"', 'msgstr "taiyakuの協力者"'),
    "a language": ("datapackage/datapackage.ja.json", '"languages": [\n    "en",\n    "ja"', '"languages": [\n    "ja",\n    "en"'),
    "a code": ("datapackage/data/codes.csv", "role.formulator,role,formulator,13,en\n", ""),
    "a schema of records": ("schemas/records/places.schema.json", '"additionalProperties": false', '"additionalProperties": true'),
}


@pytest.mark.parametrize("what", STALE)
def test_each_kind_of_drift_between_sources_and_what_is_derived_is_seen(what: str, project: Path) -> None:
    path, old, new = STALE[what]
    text = (project / path).read_text(encoding="utf-8")
    assert old in text
    (project / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = report.judge(loaders.load(str(project)), {"derived-stale": CATALOGUE["derived-stale"]}).findings
    assert found
    assert {each.severity for each in found} == {Severity.ERROR}


def test_derived_files_that_are_gone_or_left_over_are_seen(project: Path) -> None:
    for name in ("datapackage/datapackage.ja.json", "schemas/records/places.schema.json"):
        (project / name).unlink()
    (project / "schemas" / "records" / "ships.schema.json").write_text("{}\n", encoding="utf-8")
    (project / "schemas" / "records" / "README.md").write_text("Derived.\n", encoding="utf-8")
    found = report.judge(loaders.load(str(project)), {"derived-stale": CATALOGUE["derived-stale"]}).findings
    assert sorted((each.check, each.problem.values["name"]) for each in found) == [
        ("derived-orphaned", "schemas/records/ships.schema.json"),
        ("derived-stale", "datapackage/datapackage.ja.json"),
        ("derived-stale", "schemas/records/places.schema.json"),
    ]


@pytest.mark.parametrize(
    ("check", "part", "good", "bad"),
    [("license-missing", "licenses", {"name": "CC-BY-4.0"}, {"title": "Free"}), ("source-missing", "sources", {"title": "JAXA"}, {"version": "1"})],
)
def test_a_published_package_says_who_may_use_it_and_where_it_comes_from(
    check: str, part: str, good: Mapping[str, str], bad: Mapping[str, str], judge: Judge
) -> None:
    def found(properties: Mapping[str, Any], *resources: Mapping[str, Any]) -> list[str]:
        tables = [{"name": f"t{number}", "path": "items.csv", **each} for number, each in enumerate(resources or [{}])]
        files: Files = {"datapackage.json": json.dumps({"name": "moon", **properties, "resources": tables}), "items.csv": "id\nmmx\n"}
        findings = judge(files, asked(check)).findings
        assert {each.severity for each in findings} <= {Severity.WARNING, Severity.NOTE}
        return [str(each.problem.values["name"]) for each in findings]

    version = {"version": "1.0.0"}
    assert found({}) == []  # a draft is not asked
    assert found(version) == ["moon"]
    assert found({**version, part: []}) == ["moon"]
    assert found({**version, part: [bad]}) == ["moon"]
    assert found({**version, part: "CC-BY-4.0"}) == ["moon"]
    assert found({**version, part: [good]}) == []
    assert found(version, {part: [good]}) == []
    assert found(version, {part: [good]}, {}) == ["moon"]
    assert found({**version, part: [good]}, {part: []}, {}) == ["t0"]


def test_a_text_table_of_a_language_that_is_not_declared_is_said(judge: Judge) -> None:
    marked = [{"name": f"items_{tag}", "path": f"items.{tag}.csv", "taiyaku": {"of": "items", "language": tag}} for tag in ("en", "ja", "de")]
    files: Files = {
        "datapackage.json": json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": marked}),
        **{f"items.{tag}.csv": "id,title\n" for tag in ("en", "ja", "de")},
    }
    (found,) = judge(files, asked("language-missing")).findings
    assert (found.check, found.problem.language, found.problem.values["name"]) == ("language-undeclared", "de", "items_de")


def test_files_named_with_a_dot_in_front_are_declared(judge: Judge) -> None:
    resource = {"name": "items", "path": "./data/items.csv", "schema": "./data/schema.json", "dialect": "data/dialect.json"}
    files: Files = {
        "datapackage.json": json.dumps({"name": "moon", "resources": [resource]}),
        "data/items.csv": "id\nmmx\n",
        "data/schema.json": '{"fields": [{"name": "id", "type": "string"}]}',
        "data/dialect.json": "{}",
    }
    assert said(judge(files, asked("file-undeclared"))) == []
    files["data/old.xlsx"] = b"x"
    assert said(judge(files, asked("file-undeclared"))) == [("file-undeclared", "data/old.xlsx", 0, 0)]


def test_the_committed_package_is_clean_of_all_of_this() -> None:
    names = ["csv-not-canonical", "name-ambiguous", "language-unknown", "fact-differs", "key-ambiguous", "column-missing", "license-missing", "source-missing"]
    root = Path(__file__).resolve().parents[1]
    assert report.judge(loaders.load(str(root)), {name: CATALOGUE[name] for name in names}).findings == ()
