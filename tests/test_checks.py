"""Every check, proved by its own examples and by more cases in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku import loaders, model, report
from taiyaku.checks import (
    _pairs,
    edtf_invalid,
    file_undeclared,
    language_missing,
    languages_swapped,
    pattern_unsupported,
    record_missing,
    table_schema,
    text_identical,
    text_missing,
    text_unclean,
    text_wrong_script,
    waiver_unused,
)
from taiyaku.model import Check
from tests.conftest import Judge, Write, place, said

CATALOGUE = report.catalogue()
Files = dict[str, str | bytes]


def fields(*named: str | tuple[str, str] | Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make fields of names (of type string), of names with types, or as they are."""
    made: list[dict[str, Any]] = []
    for each in named:
        if isinstance(each, Mapping):
            made.append(dict(each))
        else:
            name, kind = (each, "string") if isinstance(each, str) else each
            made.append({"name": name, "type": kind})
    return made


def resource(
    name: str, *named: str | tuple[str, str] | Mapping[str, Any], path: str = "", mark: Mapping[str, Any] | None = None, **schema: Any
) -> dict[str, Any]:
    """Make the descriptor of a table."""
    made: dict[str, Any] = {"name": name, "path": path or f"{name}.csv"}
    if named:
        made["schema"] = {"fields": fields(*named), **schema}
    return made | ({"taiyaku": dict(mark)} if mark else {})


def package(*resources: Mapping[str, Any], **properties: Any) -> str:
    """Make a descriptor."""
    return json.dumps({"name": "moon", "languages": ["en", "ja"], **properties, "resources": list(resources)}, ensure_ascii=False)


def parallel(of: str, *named: str, languages: Sequence[str] = ("en", "ja")) -> list[dict[str, Any]]:
    """Make the descriptors of the text tables of a table."""
    return [resource(f"{of}.{tag}", "id", *named, mark={"of": of, "language": tag}, primaryKey=["id"]) for tag in languages]


def pair(english: str, japanese: str, **more: str | bytes) -> Files:
    """Make a package of two text tables without a table of facts."""
    return {"datapackage.json": package(*parallel("items", "title")), "items.en.csv": english, "items.ja.csv": japanese, **more}


def triple(facts: str, english: str, japanese: str, **more: str | bytes) -> Files:
    """Make a package of facts and their texts."""
    names = facts.split("\n", 1)[0].split(",")
    tables = [resource("items", *names, primaryKey=["id"]), *parallel("items", "title")]
    return {"datapackage.json": package(*tables), "items.csv": facts, "items.en.csv": english, "items.ja.csv": japanese, **more}


def wide(table: str, *names: str) -> Files:
    """Make a package of one table that has its languages side by side."""
    return {"datapackage.json": package(resource("items", *(names or ("id", "title_en", "title_ja")))), "items.csv": table}


def unwaived(judge: Judge, files: Mapping[str, str | bytes], *asked: Check) -> list[tuple[str, str, int, int]]:
    """Give what the checks asked say about the files: check, path, line, column."""
    return said(judge(files, asked or None))


# Every check by its own examples


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_check_speaks_of_its_bad_example(name: str, judge: Judge) -> None:
    check = CATALOGUE[name]
    found = [finding.check for finding in judge(check.bad).findings]
    assert {name, *check.family} & set(found), found


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_check_is_silent_on_its_good_example(name: str, judge: Judge) -> None:
    check = CATALOGUE[name]
    found = [finding.check for finding in judge({**check.bad, **check.good}).findings]
    assert not {name, *check.family} & set(found), found


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_good_example_has_no_other_faults_either(name: str, judge: Judge) -> None:
    check = CATALOGUE[name]
    assert [finding.check for finding in judge({**check.bad, **check.good}).open if finding.check != "file-undeclared"] == []


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_large_package_is_judged_as_a_small_one_is(name: str, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    small = said(judge(CATALOGUE[name].bad))
    monkeypatch.setattr(model, "MOST_KEPT", -1)
    monkeypatch.setattr(_pairs, "MOST_KEPT", -1)
    assert said(judge(CATALOGUE[name].bad)) == small


def test_no_id_is_used_twice() -> None:
    ids = [name for check in CATALOGUE.values() for name in (check.id, *check.family)]
    assert len(ids) == len(set(ids))


# The family of table-schema: name -> files, expected (path, line, column)


FEW = resource("items", "id", ("number", "integer"))
PLACES = resource("places", "id", ("rank", "integer"), primaryKey=["id"])
TO_PLACES = {"fields": ["place"], "reference": {"resource": "places", "fields": ["id"]}}
FAMILY: dict[str, list[tuple[str, Files, list[tuple[str, int, int]]]]] = {
    "blank-header": [
        ("with a schema", {"datapackage.json": package(FEW), "items.csv": "\nmmx,1\n"}, [("items.csv", 1, 0)]),
        ("without a schema", {"datapackage.json": package(resource("items")), "items.csv": "\nmmx,1\n"}, [("items.csv", 1, 0)]),
    ],
    "blank-label": [
        ("with a schema", {"datapackage.json": package(FEW), "items.csv": "id,\nmmx,1\n"}, [("items.csv", 1, 4)]),
        ("without a schema", {"datapackage.json": package(resource("items")), "items.csv": '"題,名",,id\na,b,c\n'}, [("items.csv", 1, 7)]),
    ],
    "blank-row": [
        ("nothing but commas", {"datapackage.json": package(FEW), "items.csv": "id,number\nmmx,1\n,\ncalet,2\n"}, [("items.csv", 3, 1)]),
        ("after a cell of two lines", {"datapackage.json": package(FEW), "items.csv": 'id,number\n"火星\n衛星",1\n\ncalet,2\n'}, [("items.csv", 4, 1)]),
    ],
    "constraint-error": [
        (
            "minimum",
            {"datapackage.json": package(resource("items", "id", {"name": "number", "type": "integer", "constraints": {"minimum": 1}})), "items.csv": "id,number\nmmx,1\ncalet,0\n"},
            [("items.csv", 3, 7)],
        ),
        (
            "enum, behind a quoted cell",
            {"datapackage.json": package(resource("items", "id", {"name": "kind", "type": "string", "constraints": {"enum": ["mission"]}})), "items.csv": 'id,kind\n"火,星\n""x""",任務\n'},
            [("items.csv", 3, 8)],
        ),
        (
            "pattern, for the whole cell",
            {"datapackage.json": package(resource("items", {"name": "id", "type": "string", "constraints": {"pattern": "[a-z]+"}})), "items.csv": "id\nmmx\nMMX\nmmx2\n"},
            [("items.csv", 3, 1), ("items.csv", 4, 1)],
        ),
        (
            "required",
            {"datapackage.json": package(resource("items", "id", {"name": "number", "type": "integer", "constraints": {"required": True}})), "items.csv": "id,number\nmmx,\n"},
            [("items.csv", 2, 5)],
        ),
    ],
    "duplicate-label": [
        ("with a schema", {"datapackage.json": package(resource("items", "id", "title", "note")), "items.csv": "id,title,title\nmmx,a,b\n"}, [("items.csv", 1, 10)]),
        ("without a schema", {"datapackage.json": package(resource("items")), "items.csv": "id,名,id,名\na,b,c,d\n"}, [("items.csv", 1, 6), ("items.csv", 1, 9)]),
    ],
    "extra-cell": [
        ("with a schema", {"datapackage.json": package(FEW), "items.csv": "id,number\nmmx,1,two,三\n"}, [("items.csv", 2, 7), ("items.csv", 2, 11)]),
        ("without a schema", {"datapackage.json": package(resource("items")), "items.csv": 'id,number\n"火\n星",1\nmmx,1,two\n'}, [("items.csv", 4, 7)]),
    ],
    "extra-label": [("one column more", {"datapackage.json": package(FEW), "items.csv": "id,number,備考\nmmx,1,二\n"}, [("items.csv", 1, 11)])],
    "foreign-key": [
        (
            "into another table",
            {"datapackage.json": package(resource("items", "id", "place", foreignKeys=[TO_PLACES]), PLACES), "items.csv": "id,place\nmmx,nagoya\ncalet,\nspica,京都\n", "places.csv": "id,rank\nnagoya,1\n"},
            [("items.csv", 4, 7)],
        ),
        (
            "into the table itself",
            {"datapackage.json": package(resource("items", "id", "parent", foreignKeys=[{"fields": ["parent"], "reference": {"fields": ["id"]}}])), "items.csv": "id,parent\nmmx,calet\n"},
            [("items.csv", 2, 5)],
        ),
        (
            "into a table without a schema",
            {"datapackage.json": package(resource("items", "id", "place", foreignKeys=[TO_PLACES]), resource("places")), "items.csv": "id,place\nmmx,nagoya\nspica,京都\n", "places.csv": "id\nnagoya\n"},
            [("items.csv", 3, 7)],
        ),
    ],
    "incorrect-label": [
        ("a wrong name", {"datapackage.json": package(FEW), "items.csv": "id,nummer\nmmx,1\n"}, [("items.csv", 1, 4)]),
        ("swapped", {"datapackage.json": package(resource("items", "id", "title")), "items.csv": "title,id\na,b\n"}, [("items.csv", 1, 1), ("items.csv", 1, 7)]),
    ],
    "missing-cell": [
        ("with a schema", {"datapackage.json": package(FEW), "items.csv": "id,number\nmmx,1\ncalet\n"}, [("items.csv", 3, 1)]),
        ("without a schema", {"datapackage.json": package(resource("items")), "items.csv": "id,number\n火星\n"}, [("items.csv", 2, 1)]),
    ],
    "missing-label": [("one column less", {"datapackage.json": package(FEW), "items.csv": "id\nmmx\n"}, [("items.csv", 1, 0)])],
    "primary-key": [
        ("the same key", {"datapackage.json": package(PLACES), "places.csv": "id,rank\nnagoya,1\nkyoto,2\nnagoya,3\n"}, [("places.csv", 4, 1)]),
        ("an empty key", {"datapackage.json": package(PLACES), "places.csv": "id,rank\nnagoya,1\n,2\n"}, [("places.csv", 3, 1)]),
        (
            "a key of two parts",
            {"datapackage.json": package(resource("items", "date", "place", primaryKey=["date", "place"])), "items.csv": "date,place\n2026,東京\n2027,東京\n2026,東京\n"},
            [("items.csv", 4, 1)],
        ),
    ],
    "type-error": [
        ("kanji for a number", {"datapackage.json": package(FEW), "items.csv": "id,number\n火星,四\n"}, [("items.csv", 2, 4)]),
        ("after cells of several lines", {"datapackage.json": package(FEW), "items.csv": 'id,number\r\n"一\r\n二\r\n三",3\r\n"a ""b"", c",four\r\n'}, [("items.csv", 5, 14)]),
        ("in CP932", {"datapackage.json": package({**FEW, "encoding": "windows-31j"}), "items.csv": "id,number\n火星,四\n".encode("cp932")}, [("items.csv", 2, 4)]),
        ("in a table of tabs", {"datapackage.json": package({**FEW, "path": "items.tsv"}), "items.tsv": "id\tnumber\nmmx\tfour\n"}, [("items.tsv", 2, 5)]),
        ("behind a byte order mark", {"datapackage.json": package(FEW), "items.csv": "\ufeffid,number\nmmx,four\n"}, [("items.csv", 2, 5)]),
    ],
    "byte-count": [("a character more", {"datapackage.json": package({**FEW, "bytes": 15}), "items.csv": "id,number\nmmx,1\n"}, [("items.csv", 1, 1)])],
    "field-count": [("a column less", {"datapackage.json": package({**FEW, "fields": 3}), "items.csv": "id,number\nmmx,1\n"}, [("items.csv", 1, 1)])],
    "row-count": [("a record more", {"datapackage.json": package({**FEW, "rows": 2}), "items.csv": "id,number\nmmx,1\n"}, [("items.csv", 1, 1)])],
    "table-dimensions": [
        (
            name,
            {"datapackage.json": package({**FEW, "taiyaku": {"dimensions": {name: size}}}), "items.csv": "id,number\nmmx,1\ncalet,2\nspica,3\n"},
            [("items.csv", 1, 1)],
        )
        for name, size in {"rows": 4, "minRows": 4, "maxRows": 2, "fields": 0, "minFields": 3, "maxFields": 1}.items()
    ],
    "unique-error": [
        (
            "the same value",
            {"datapackage.json": package(resource("items", "id", {"name": "code", "type": "string", "constraints": {"unique": True}})), "items.csv": 'id,code\n"一\n二",火星\nb,金星\nc,火星\n'},
            [("items.csv", 5, 3)],
        ),
    ],
    "unmatched-header": [
        ("no column has a field", {"datapackage.json": package(resource("items", "id", "number", fieldsMatch="partial")), "items.csv": "名,数\na,1\n"}, [("items.csv", 1, 1)]),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, cases in FAMILY.items() for name, _files, _places in cases])
def test_a_fault_of_a_table_has_the_judges_name_and_its_place(kind: str, name: str, judge: Judge) -> None:
    files, places = next((files, places) for each, files, places in FAMILY[kind] if each == name)
    judged = judge(files)
    found = [finding for finding in judged.findings if finding.check == kind]
    assert [place(finding) for finding in found] == places
    # An empty row has no key either.
    assert {finding.check for finding in judged.findings} - {kind} <= {"type-error", "extra-cell", "csv-not-canonical", "key-ambiguous"}
    assert {finding.problem.table for finding in found} == {next(path for path, _line, _column in places).partition(".")[0]}


def test_every_id_of_the_family_has_a_case() -> None:
    assert sorted(FAMILY) == sorted(table_schema.CHECK.family)


def test_the_first_line_with_the_same_value_is_named(judge: Judge) -> None:
    (found,) = judge({"datapackage.json": package(PLACES), "places.csv": 'id,rank\n"名\n古屋",1\n京都,2\n"名\n古屋",3\n'}).findings
    assert place(found) == ("places.csv", 5, 1)
    assert found.problem.values == {"cell": "名\n古屋", "line": "2"}
    assert found.problem.id == "名\n古屋"


def test_required_on_a_text_is_asked_by_one_check_only(judge: Judge) -> None:
    title = {"name": "title", "type": "string", "constraints": {"required": True}, "taiyaku": {"text": "name"}}
    tables = [resource(f"items.{tag}", "id", title, mark={"of": "items", "language": tag}, primaryKey=["id"]) for tag in ("en", "ja")]
    files: Files = {"datapackage.json": package(*tables), "items.en.csv": "id,title\nmmx,\n", "items.ja.csv": "id,title\nmmx,\n"}
    assert said(judge(files)) == [("text-missing", "items.en.csv", 2, 5), ("text-missing", "items.ja.csv", 2, 5)]


def test_a_foreign_key_into_a_table_that_cannot_be_judged_is_not_held_against_the_row(judge: Judge) -> None:
    unread: Files = {
        "datapackage.json": package(resource("items", "id", "place", foreignKeys=[TO_PLACES]), PLACES),
        "items.csv": "id,place\nmmx,京都\n",
        "places.csv": b"\xff\n",
    }
    assert {check for check, *_place in said(judge(unread))} == {"file-unreadable"}
    unsound: Files = {
        **unread,
        "datapackage.json": package(resource("items", "id", "place", foreignKeys=[TO_PLACES]), resource("places", ("id", "text"))),
        "places.csv": "id\nx\n",
    }
    assert {check for check, *_place in said(judge(unsound))} == {"descriptor-invalid"}


# Texts: both directions of language, all layouts


EN, JA = "Martian Moons eXploration", "火星衛星探査計画"


@pytest.mark.parametrize(("english", "japanese", "path"), [("", JA, "items.en.csv"), (EN, "", "items.ja.csv"), (EN, " \u3000", "items.ja.csv")])
def test_a_text_that_one_language_lacks_is_missing_there(english: str, japanese: str, path: str, judge: Judge) -> None:
    files = pair(f"id,title\nmmx,{english}\n", f"id,title\nmmx,{japanese}\n")
    assert unwaived(judge, files, text_missing.CHECK) == [("text-missing", path, 2, 5)]
    wanted = ("en" if path == "items.en.csv" else "ja", "items", "mmx", "title")
    (found,) = judge(files, [text_missing.CHECK]).findings
    assert (found.problem.language, found.problem.table, found.problem.id, found.problem.field) == wanted


def test_a_text_that_no_language_has_is_not_missing(judge: Judge) -> None:
    assert unwaived(judge, pair("id,title\nmmx,\n", "id,title\nmmx,\n"), text_missing.CHECK) == []


def test_a_text_is_missing_in_the_right_line_whatever_the_order_of_the_rows(judge: Judge) -> None:
    files = pair(f'id,title\nmmx,"{EN}:\nPhobos, Deimos"\ncalet,\nspica,Infrared\n', f'id,title\nspica,\ncalet,"高エネルギー\n電子"\nmmx,{JA}\n')
    assert unwaived(judge, files, text_missing.CHECK) == [("text-missing", "items.en.csv", 4, 7), ("text-missing", "items.ja.csv", 2, 7)]


PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        ('\nmsgctxt "package#title"\nmsgid "Moons"\nmsgstr ""\n', ("translations/ja/LC_MESSAGES/schema.po", 5)),
        ('\n#, fuzzy\nmsgctxt "package#title"\nmsgid "Moons"\nmsgstr "月"\n', ("translations/ja/LC_MESSAGES/schema.po", 6)),
        ('\nmsgctxt "package#title"\nmsgid "Moon"\nmsgstr "月"\n', ("translations/ja/LC_MESSAGES/schema.po", 5)),
        ("", ("datapackage.json", 1)),
        ('\nmsgctxt "package#title"\nmsgid "Moons"\nmsgstr "月"\n', None),
    ],
    ids=["empty", "fuzzy", "of another text", "absent", "translated"],
)
def test_a_text_of_the_descriptor_is_missing_until_its_translation_is_finished(entry: str, where: tuple[str, int] | None, judge: Judge) -> None:
    files: Files = {
        "datapackage.json": package(resource("items"), title="Moons"),
        "items.csv": "id\nmmx\n",
        "translations/ja/LC_MESSAGES/schema.po": PO + entry,
    }
    found = judge(files, [text_missing.CHECK]).findings
    assert [(each.problem.where.path, each.problem.where.line) for each in found] == ([where] if where else [])


@pytest.mark.parametrize(
    ("english", "japanese", "wrong"),
    [
        (JA, JA + "案", [("items.en.csv", 2, 5)]),
        (EN, "Martian Moons", [("items.ja.csv", 2, 5)]),
        (JA, EN, []),
        ("Martian 火星 Moons", JA, [("items.en.csv", 2, 5)]),
        ("Марс", JA, [("items.en.csv", 2, 5)]),
        (EN, "화성 위성", [("items.ja.csv", 2, 5)]),
        (EN, "火星の위성", [("items.ja.csv", 2, 5)]),
        (EN, JA, []),
        ("MMX", "MMX計画", []),
        ("2026", "2026年", []),
        ("2026", "２０２６", []),
        ("Dorothee BÄR", "ドロテー・ベア", []),
    ],
)
def test_a_text_is_in_the_script_of_its_language(english: str, japanese: str, wrong: list[tuple[str, int, int]], judge: Judge) -> None:
    files = pair(f"id,title\nmmx,{english}\n", f"id,title\nmmx,{japanese}\n")
    assert [where for _check, *where in unwaived(judge, files, text_wrong_script.CHECK)] == [list(each) for each in wrong]


@pytest.mark.parametrize(("text", "count"), [(EN, 1), (JA, 1), ("2026-04-01", 0), ("", 0)])
def test_a_text_that_is_the_same_in_both_languages_is_identical_and_not_of_a_wrong_script(text: str, count: int, judge: Judge) -> None:
    files = pair(f"id,title\nmmx,{text}\n", f"id,title\nmmx,{text}\n")
    """The place is that of the language whose script the text has not: there the translation is missing."""
    lacking = "items.en.csv" if text == JA else "items.ja.csv"
    assert unwaived(judge, files, text_identical.CHECK, text_wrong_script.CHECK) == [("text-identical", lacking, 2, 5)] * count


def test_records_for_all_languages_may_be_identical_and_of_any_script(judge: Judge) -> None:
    files = triple("id,source_language\nmmx,mul\ncalet,en\n", "id,title\nmmx,CALLISTO\ncalet,CALET\n", "id,title\nmmx,CALLISTO\ncalet,CALET\n")
    assert unwaived(judge, files, text_identical.CHECK) == [("text-identical", "items.ja.csv", 3, 7)]
    mixed = triple("id,source_language\nmmx,mul\ncalet,en\n", "id,title\nmmx,日本\ncalet,カレット\n", "id,title\nmmx,Japan\ncalet,Calet\n")
    assert unwaived(judge, mixed, text_wrong_script.CHECK, languages_swapped.CHECK) == [("languages-swapped", "items.en.csv", 3, 7)]


@pytest.mark.parametrize(("kind", "count"), [("keep", 0), ("required", 1)])
def test_terms_that_the_glossary_keeps_may_be_identical(kind: str, count: int, judge: Judge) -> None:
    term = {"en": "LiteBIRD", "ja": "LiteBIRD", "reading": "ライトバード", "kind": kind}
    files = pair("id,title\nx,LiteBIRD\n", "id,title\nx,LiteBIRD\n", **{"translations/glossary.yaml": json.dumps([term], ensure_ascii=False)})
    assert unwaived(judge, files, text_identical.CHECK) == [("text-identical", "items.ja.csv", 2, 3)] * count
    apart = pair("id,title\nx,LiteBIRD mission\n", "id,title\nx,LiteBIRD\n", **{"translations/glossary.yaml": json.dumps([term], ensure_ascii=False)})
    assert unwaived(judge, apart, text_wrong_script.CHECK) == [("text-wrong-script", "items.ja.csv", 2, 3)] * count


def test_a_record_that_one_language_lacks_is_missing_where_the_other_has_it(judge: Judge) -> None:
    files = pair(f"id,title\nmmx,{EN}\ncalet,Cosmic ray telescope\n", f'id,title\nspica,"赤外線\n望遠鏡"\nmmx,{JA}\nhtv-x,補給機\n')
    assert unwaived(judge, files, record_missing.CHECK) == [
        ("record-missing", "items.en.csv", 3, 7),
        ("record-missing", "items.ja.csv", 2, 7),
        ("record-missing", "items.ja.csv", 5, 7),
    ]
    found = judge(files, [record_missing.CHECK]).findings
    assert [(each.problem.id, each.problem.language, each.problem.values["path"]) for each in found] == [
        ("calet", "ja", "items.ja.csv"),
        ("spica", "en", "items.en.csv"),
        ("htv-x", "en", "items.en.csv"),
    ]


@pytest.mark.parametrize(("english", "japanese", "languages"), [("calet,Telescope\n", "", ["ja"]), ("", "calet,望遠鏡\n", ["en"]), ("", "", ["en", "ja"])])
def test_a_record_without_text_is_missing_where_its_facts_stand(english: str, japanese: str, languages: list[str], judge: Judge) -> None:
    files = triple("id,date\nmmx,2026\ncalet,2015\n", f"id,title\nmmx,{EN}\n{english}", f"id,title\nmmx,{JA}\n{japanese}")
    assert unwaived(judge, files, record_missing.CHECK) == [("record-missing", "items.csv", 3, 1)] * len(languages)
    assert [each.problem.language for each in judge(files, [record_missing.CHECK]).findings] == languages


@pytest.mark.parametrize(("english", "japanese", "path"), [("calet,Telescope\n", "", "items.en.csv"), ("", "calet,望遠鏡\n", "items.ja.csv")])
def test_a_text_without_facts_is_missing_in_the_other_language(english: str, japanese: str, path: str, judge: Judge) -> None:
    files = triple("id,date\nmmx,2026\n", f"id,title\nmmx,{EN}\n{english}", f"id,title\nmmx,{JA}\n{japanese}")
    assert unwaived(judge, files) == [("record-missing", path, 3, 7)]


@pytest.mark.parametrize("missing", ["en", "ja"])
def test_a_table_of_one_language_lacks_the_other(missing: str, judge: Judge) -> None:
    there = "ja" if missing == "en" else "en"
    files: Files = {"datapackage.json": package(*parallel("items", "title", languages=[there])), f"items.{there}.csv": "id,title\nx,y\n"}
    (found,) = judge(files, [language_missing.CHECK]).findings
    assert (found.problem.table, found.problem.language) == ("items", missing)
    assert place(found)[0] == "datapackage.json"


WIDE = [
    (f"mmx,,{JA}", "text-missing", 5),
    (f"mmx,{EN},", "text-missing", len(f"mmx,{EN},") + 1),
    (f"mmx,{EN},{EN}", "text-identical", len(f"mmx,{EN},") + 1),
    (f"mmx,{JA},{JA}案", "text-wrong-script", 5),
    (f"mmx,{EN},Mars", "text-wrong-script", len(f"mmx,{EN},") + 1),
    (f"mmx,Mars\u200b,{JA}", "text-unclean", 9),
    ("mmx,Mars,火\ufffd星", "text-unclean", 11),
]


@pytest.mark.parametrize(("row", "check", "column"), WIDE)
@pytest.mark.parametrize("key", ["id", "code"])
def test_languages_in_columns_are_asked_the_same(row: str, check: str, column: int, key: str, judge: Judge) -> None:
    files = wide(f"{key},title_en,title_ja\ncalet,CALET telescope,宇宙線望遠鏡\n{row}\n", key, "title_en", "title_ja")
    assert unwaived(judge, files) == [(check, "items.csv", 3, column)]


def test_rows_of_a_wide_table_that_have_one_key_are_all_asked(judge: Judge) -> None:
    files = wide("id,title_en,title_ja\nmmx,Mars,火星\nmmx,Venus,\n,,金星\n")
    assert unwaived(judge, files, text_missing.CHECK) == [("text-missing", "items.csv", 3, 11), ("text-missing", "items.csv", 4, 2)]


def test_a_pair_without_a_schema_is_asked_the_same(judge: Judge) -> None:
    files: Files = {
        "datapackage.json": package(resource("items.en"), resource("items.ja")),
        "items.en.csv": "id,title\nmmx,Mars\n",
        "items.ja.csv": "id,title\nmmx,Mars\n",
    }
    assert unwaived(judge, files) == [("text-identical", "items.ja.csv", 2, 5)]


# text-unclean: the exact character


UNCLEAN = [
    ("en", "Mars\u200bMoon", "U+200B", 0, 9),
    ("en", "Mars ", "U+0020", 0, 9),
    ("en", " Mars", "U+0020", 0, 5),
    ("en", "Mars  Moon", "U+0020 U+0020", 0, 9),
    ("en", "Cafe\u0301\u3099", "U+3099", 0, 10),
    ("en", "Mars\u202eMoon", "U+202E", 0, 9),
    ("en", "Mars\x07Moon", "U+0007", 0, 9),
    ("en", "Mars\ue000", "U+E000", 0, 9),
    ("en", "Ｍars", "U+FF2D", 0, 5),
    ("ja", "火星ﾌｫﾎﾞｽ", "U+FF8C", 0, 7),
    ("ja", "火星\u3000", "U+3000", 0, 7),
    ("ja", "火星か\u3099ある", "U+3099", 0, 8),
    ("ja", "⽕星", "U+2F55", 0, 5),
    ("ja", "火\u00ad星", "U+00AD", 0, 6),
    ("ja", "火\ufffd星", "U+FFFD", 0, 6),
]
QUOTED = [
    ('"Mars, Moon\u200b"', 0, 16),
    ('"Mars\u200b"', 0, 10),
    ('"a ""b"" \u200bc"', 0, 14),
    ('"one\ntwo\u200b"', 1, 4),
    ('"one\ntwo ""x"" three\u200b"', 1, 16),
    ('"one ""x""\ntwo\u200b"', 1, 4),
    ('"one\r\ntwo, three\u200b"', 1, 11),
    ('"\u200bone\ntwo"', 0, 6),
    ('"one\n\u200b"', 1, 1),
]


@pytest.mark.parametrize(("language", "text", "code", "down", "column"), UNCLEAN)
def test_an_unclean_character_is_named_at_its_column(language: str, text: str, code: str, down: int, column: int, judge: Judge) -> None:
    texts = {"en": "Mars", "ja": "火星"} | {language: text}
    (found,) = judge(pair(f"id,title\nmmx,{texts['en']}\n", f"id,title\nmmx,{texts['ja']}\n"), [text_unclean.CHECK]).findings
    assert place(found) == (f"items.{language}.csv", 2 + down, column)
    assert found.problem.values["code"] == code


@pytest.mark.parametrize(("cell", "down", "column"), QUOTED)
def test_an_unclean_character_in_a_quoted_cell_is_named_at_its_line_and_column(cell: str, down: int, column: int, judge: Judge) -> None:
    files = pair(f"id,title\nmmx,{cell}\n", "id,title\nmmx,火星\n")
    assert unwaived(judge, files, text_unclean.CHECK) == [("text-unclean", "items.en.csv", 2 + down, column)]


@pytest.mark.parametrize("text", ["ｶﾅ", "火星\u3000衛星", "⼀"])
def test_what_is_unclean_in_one_language_need_not_be_so_in_another(text: str, judge: Judge) -> None:
    japanese = unwaived(judge, pair("id,title\nmmx,Mars\n", f"id,title\nmmx,{text}\n"), text_unclean.CHECK)
    english = unwaived(judge, pair("id,title\nmmx,Mars and Moon\n", "id,title\nmmx,火星 衛星\n"), text_unclean.CHECK)
    assert english == []
    assert [check for check, *_place in japanese] == ([] if "\u3000" in text else ["text-unclean"])


# Waivers


WAIVER = {"check": "text-identical", "table": "items", "id": "mmx", "field": "title", "reason": "頭字語がそのまま名称である。", "owner": "curators"}


def waived(*waivers: Mapping[str, str], **properties: Any) -> Files:
    same = "id,title\nmmx,MMX\ncalet,CALET\n"
    files: Files = {"datapackage.json": package(*parallel("items", "title"), **properties), "items.en.csv": same, "items.ja.csv": same}
    return {**files, "waivers.yaml": json.dumps(list(waivers), ensure_ascii=False, indent=1)}


def test_a_waiver_accepts_its_finding_and_no_other(judge: Judge) -> None:
    judged = judge(waived(WAIVER))
    assert [(each.check, each.problem.id, each.waived) for each in judged.findings] == [
        ("text-identical", "mmx", WAIVER["reason"]),
        ("text-identical", "calet", ""),
    ]
    assert [each.problem.id for each in judged.open] == ["calet"]


def test_a_waiver_without_a_field_accepts_every_field(judge: Judge) -> None:
    assert [each.problem.id for each in judge(waived({name: value for name, value in WAIVER.items() if name != "field"})).open] == ["calet"]


@pytest.mark.parametrize("change", [{"check": "text-missing"}, {"table": "places"}, {"id": "spica"}, {"field": "note"}])
def test_a_waiver_that_accepts_nothing_is_unused_and_accepts_nothing(change: dict[str, str], judge: Judge) -> None:
    judged = judge(waived(WAIVER | {"id": "calet"}, WAIVER | change))
    assert [(each.check, each.problem.id) for each in judged.open] == [("text-identical", "mmx"), ("waiver-unused", (WAIVER | change)["id"])]
    assert judged.open[-1].problem.where.path == "waivers.yaml"
    assert judged.open[-1].problem.where.line == 10


@pytest.mark.parametrize(
    ("created", "until", "expired"),
    [
        ("2026-11-21T00:00:00Z", "2026-11-20", True),
        ("2026-11-21T00:00:00Z", "2026-11-21", False),
        ("2026-11-21T00:00:00Z", "2027-01-01", False),
        (None, "2000-01-01", False),
    ],
)
def test_a_waiver_runs_out_by_the_date_of_the_package(created: str | None, until: str, expired: bool, judge: Judge) -> None:  # noqa: FBT001
    properties = {"created": created} if created else {}
    judged = judge(waived(WAIVER | {"until": until}, WAIVER | {"id": "calet"}, **properties))
    assert [each.check for each in judged.open] == (["text-identical", "waiver-unused"] if expired else [])
    if expired:
        reason = judged.open[-1].problem.values["reason"]
        assert getattr(reason, "values", {}) == {"until": until}


@pytest.mark.parametrize("name", ["reason", "check"])
def test_a_waiver_without_what_it_needs_accepts_nothing_and_is_a_violation(name: str, judge: Judge) -> None:
    judged = judge(waived({key: value for key, value in WAIVER.items() if key != name}))
    assert [each.check for each in judged.open] == ["text-identical", "text-identical", "schema-violation"]


def test_waiver_unused_judges_only_what_was_found() -> None:
    assert waiver_unused.CHECK.run is None
    assert [check.id for check in CATALOGUE.values() if check.review] == ["table-schema", "waiver-unused"]


# The other checks, beyond their examples


@pytest.mark.parametrize(
    ("date", "wrong"),
    [
        ("2026", False), ("198X", False), ("2026-04", False), ("2024-02-29", False), ("2026-04-01/2026-06-15", False), ("2025/..", False), ("2026-XX", False), ("2026?", False),
        ("2026-13", True), ("2025-02-29", True), ("2026-06-15/2026-04-01", True), ("2026年", True), ("２０２６", True), ("April 2026", True), ("令和8年", True), ("20260401", True),
    ],
)  # fmt: skip
def test_dates_are_days_that_exist(date: str, wrong: bool, judge: Judge) -> None:  # noqa: FBT001
    table = resource("items", "id", {"name": "date", "type": "string", "taiyaku": {"format": "edtf"}})
    files: Files = {"datapackage.json": package(table), "items.csv": f'id,date\n"二\n行",2026\nmmx,{date}\ncalet,\n'}
    assert unwaived(judge, files, edtf_invalid.CHECK) == [("edtf-invalid", "items.csv", 4, 5)] * wrong


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("c1,items,mmx,", 0),
        ("c1,items,mmx,title", 0),
        ("c1,items,mmx,date", 0),
        ("c1,items,火星,", 10),
        ("c1,案件,mmx,", 4),
        ("c1,items,mmx,題名", 14),
        ("c1,places,anything,", 0),
    ],
)
def test_a_citation_leads_to_a_table_a_record_and_a_field(row: str, column: int, judge: Judge) -> None:
    mark = {"reference": {"table": "table", "record": "record", "field": "field"}}
    tables = [
        resource("items", "id", "date"),
        *parallel("items", "title"),
        resource("places", "id"),
        resource("citations", "id", "table", "record", "field", mark=mark),
    ]
    files: Files = {
        "datapackage.json": package(*tables),
        "items.csv": "id,date\nmmx,2026\n",
        "items.en.csv": f"id,title\nmmx,{EN}\n",
        "items.ja.csv": f"id,title\nmmx,{JA}\n",
        "places.csv": b"\xff",
        "citations.csv": f"id,table,record,field\n{row}\n",
    }
    found = [each for each in unwaived(judge, files) if each[0] != "file-unreadable"]
    assert found == ([("citation-dangling", "citations.csv", 2, column)] if column else [])


RULE = {"id": "one-party", "title": "A participation names exactly one party", "oneOf": [{"required": ["organisation"]}, {"required": ["person"]}]}


@pytest.mark.parametrize(("row", "wrong"), [("a,jaxa,", False), ("a,,風木淳", False), ("a,jaxa,風木淳", True), ("a,,", True)])
def test_a_rule_is_held_against_every_record(row: str, wrong: bool, judge: Judge) -> None:  # noqa: FBT001
    table = resource("items", "id", "organisation", "person", mark={"rules": [RULE]})
    assert (
        unwaived(judge, {"datapackage.json": package(table), "items.csv": f"id,organisation,person\n{row}\n"})
        == [("schema-violation", "items.csv", 2, 0)] * wrong
    )


@pytest.mark.parametrize(
    "rule",
    [{"id": "x", "$ref": "#"}, {"id": "x", "allOf": [{"$ref": "https://example.org/rule.json"}]}, {"id": "x", "type": "row"}],
    ids=["to itself", "to the network", "no schema"],
)
def test_a_rule_that_is_not_sound_is_refused_at_its_place(rule: dict[str, Any], judge: Judge) -> None:
    descriptor = json.dumps(json.loads(package(resource("items", "id", mark={"rules": [rule]}))), indent=1)
    judged = judge({"datapackage.json": descriptor, "items.csv": "id\nmmx\n"})
    line = 1 + [line.strip() for line in descriptor.splitlines()].index('"rules": [') + 1
    assert ("schema-violation", "datapackage.json", line) in [(check, path, at) for check, path, at, _column in said(judged)]


@pytest.mark.parametrize("where", ["in the descriptor", "in a file"])
def test_a_pattern_that_cannot_be_run_is_refused_wherever_the_schema_stands(where: str, judge: Judge) -> None:
    table = resource("items", {"name": "id", "type": "string", "constraints": {"pattern": r"(a+)\1"}})
    files: Files = {"items.csv": "id\naa\n"}
    if where == "in a file":
        files["schema.json"] = json.dumps(table["schema"])
        table["schema"] = "schema.json"
    found = judge({**files, "datapackage.json": package(table)}, [pattern_unsupported.CHECK]).findings
    assert [each.problem.values for each in found] == [{"pattern": r"(a+)\1"}]
    assert [each.problem.where.path for each in found] == ["datapackage.json"]


def test_a_pattern_that_swallows_its_own_anchor_is_refused_and_stops_nothing(judge: Judge) -> None:
    table = resource("items", {"name": "id", "type": "string", "constraints": {"pattern": "(?x)a #comment"}})
    judged = judge({"datapackage.json": package(table), "items.csv": "id\nb\n"})
    assert [each.check for each in judged.findings] == ["pattern-unsupported"]


def test_a_pattern_that_stops_a_backtracking_engine_is_run(judge: Judge) -> None:
    table = resource("items", {"name": "id", "type": "string", "constraints": {"pattern": "(a+)+"}})
    judged = judge({"datapackage.json": package(table), "items.csv": f"id\n{'a' * 5000}!\n"}, [table_schema.CHECK])
    assert said(judged) == [("constraint-error", "items.csv", 2, 1)]


@pytest.mark.parametrize(
    ("name", "found"),
    [("data/old.csv", True), ("data/旧版.XLSX", True), ("data/readme.txt", False), ("data/.hidden.csv", False), ("notes/old.csv", False)],
)
def test_a_data_file_beside_the_data_is_declared(name: str, found: bool, judge: Judge) -> None:  # noqa: FBT001
    files: Files = {"datapackage.json": package(resource("items", "id", path="data/items.csv")), "data/items.csv": "id\nmmx\n", name: "id\nx\n"}
    assert unwaived(judge, files, file_undeclared.CHECK) == [("file-undeclared", name, 0, 0)] * found


@pytest.mark.parametrize("path", ["https://example.org/items.csv", "/etc/passwd", "../items.csv", "data\\items.csv", "C:items.csv", "~/items.csv"])
def test_a_path_that_leads_out_is_refused_and_not_followed(path: str, judge: Judge) -> None:
    judged = judge({"datapackage.json": package(resource("items", "id", path=path))})
    assert [each.check for each in judged.findings] == ["path-unsafe"]
    assert judged.findings[0].problem.values == {"path": path}


@pytest.mark.parametrize(
    "descriptor",
    [
        {"name": "moon"},
        {"name": "moon", "resources": []},
        {"name": "moon", "resources": ["items.csv"]},
        {"name": "moon", "resources": [{"name": "items", "path": "items.csv"}, {"name": "items", "path": "items.csv"}]},
        {"name": "moon", "resources": [{"path": "items.csv"}]},
        {"name": "moon", "resources": [{"name": "items"}]},
        {"name": "moon", "resources": [resource("items", "id", foreignKeys=[TO_PLACES | {"fields": ["id"]}])]},
    ],
    ids=["no resources", "empty resources", "a resource that is a text", "a name twice", "no name", "no path", "a foreign key to nowhere"],
)
def test_a_descriptor_is_as_the_standard_wants_it(descriptor: dict[str, Any], judge: Judge) -> None:
    judged = judge({"datapackage.json": json.dumps(descriptor), "items.csv": "id\nmmx\n"}, [CATALOGUE["descriptor-invalid"]])
    assert {each.check for each in judged.findings} == {"descriptor-invalid"}


@pytest.mark.parametrize("language", ["ja", "de"])
def test_only_declared_languages_are_derived(language: str, judge: Judge) -> None:
    files = pair("id,title\nmmx,Mars\n", "id,title\nmmx,火星\n", **{f"translations/{language}/LC_MESSAGES/schema.po": PO})
    found = judge(files, [CATALOGUE["derived-stale"]]).findings
    assert [each.problem.where.path for each in found] == (["datapackage.ja.json"] if language == "ja" else [])


# Laws


SHAPES: tuple[Any, ...] = (None, 7, "x", {}, [None])


def _places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [each for key, item in items for each in ((*at, key), *_places(item, (*at, key)))]


SOUND: dict[str, Any] = json.loads(
    package(
        resource(
            "items",
            {"name": "id", "type": "string", "title": "Identifier", "constraints": {"required": True, "pattern": "[a-z]+"}},
            {"name": "kind", "type": "integer", "constraints": {"enum": [1, 2]}, "taiyaku": {"vocabulary": "kind"}},
            {"name": "date", "type": "string", "taiyaku": {"format": "edtf"}},
            "table",
            mark={"rules": [RULE | {"oneOf": [{"required": ["date"]}]}], "reference": {"table": "table", "record": "id"}},
            primaryKey=["id"],
            foreignKeys=[{"fields": ["id"], "reference": {"resource": "codes", "fields": ["id"]}}],
        )
        | {"encoding": "utf-8", "dialect": {"delimiter": ","}},
        *parallel("items", "title"),
        resource("codes", "id", "code", ("rank", "integer"), mark={"codes": {"vocabulary": "id", "code": "code", "rank": "rank"}}),
        title="Moons",
        created="2026-11-21",
        taiyaku={"main": "items"},
    )
)
SOUND_FILES: Files = {
    "items.csv": "id,kind,date,table\nmmx,1,2026,items\n",
    "items.en.csv": "id,title\nmmx,Mars\n",
    "items.ja.csv": "id,title\nmmx,火星\n",
    "codes.csv": "id,code,rank\nmmx,1,1\n",
    "translations/ja/LC_MESSAGES/schema.po": PO + '\nmsgctxt "package#title"\nmsgid "Moons"\nmsgstr "月"\n',
}


@pytest.mark.parametrize("part", sorted({"/".join(map(str, at[:3])) for at in _places(SOUND)}))
def test_a_descriptor_of_any_shape_is_judged_and_never_raises(part: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(SOUND_FILES))
    judging = [check.run for check in CATALOGUE.values() if check.run]
    for at in _places(SOUND):
        if "/".join(map(str, at[:3])) != part:
            continue
        for shape in SHAPES:
            damaged = json.loads(json.dumps(SOUND))
            holder = damaged
            for key in at[:-1]:
                holder = holder[key]
            holder[at[-1]] = shape
            write({"datapackage.json": json.dumps(damaged)})
            read = loaders.load(".")
            for run in judging:
                assert all(problem.where.path for problem in run(read)), (at, shape)


ROWS = [
    "mmx,MMX,MMX",
    "calet,,宇宙線望遠鏡",
    "spica,赤外線,Infrared",
    'htv-x,"Cargo, or\nso",補給機',
    "a,Mars\u200b,火星",
    "b,Venus,",
    "c,Moon ,月",
    "d,月面,月の裏側",
]


@settings(max_examples=25)
@given(english=st.permutations(ROWS), japanese=st.permutations(ROWS), left_out=st.sampled_from(ROWS))
def test_checks_do_not_depend_on_the_order_of_rows(english: list[str], japanese: list[str], left_out: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    def found(first: list[str], second: list[str]) -> list[tuple[str, ...]]:
        folder = tmp_path_factory.mktemp("rows")
        quoted = [row.replace('"Cargo, or\nso"', "Cargo") for row in second if row != left_out]
        texts = {
            "datapackage.json": package(*parallel("items", "title")),
            "items.en.csv": "id,title\n" + "".join(f"{row.rpartition(',')[0]}\n" for row in first),
            "items.ja.csv": "id,title\n" + "".join(f"{row.split(',')[0]},{row.rpartition(',')[2]}\n" for row in quoted),
        }
        for name, content in texts.items():
            (folder / name).write_text(content, encoding="utf-8")
        judged = report.judge(loaders.load(str(folder))).findings
        problems = [(each.check, each.problem) for each in judged if each.check != "csv-not-canonical"]
        return sorted((check, at.table, at.id, at.field, at.language) for check, at in problems)

    wanted = found(ROWS, ROWS)
    assert {check for check, *_rest in wanted} >= {"text-missing", "text-unclean", "record-missing"}
    assert found(english, japanese) == wanted


def test_findings_are_in_the_order_of_their_places(judge: Judge) -> None:
    files = pair("id,title\nb,\na,X \nc,Mars\u200b\n", "id,title\nc,\na,X \nb,金星\n")
    places = [place(each) for each in judge(files).findings]
    assert places == sorted(places)
    assert len(places) >= 4


@pytest.mark.parametrize(
    "mark",
    [
        {"parts": {"whole": "part_of", "value": "value", "unit": 5}},
        {"parts": {"whole": "part_of", "value": "value", "unit": [{}]}},
        {"parts": {"whole": ["part_of"], "value": {}}},
        {"parts": {"whole": "part_of", "value": "value"}},
        {"reference": {"table": "id", "record": "value", "covers": 7}},
        {"reference": {"table": "id", "record": "value", "covers": [{}, ["amounts"]]}},
        {"reference": {"table": ["id"], "record": {}, "field": []}},
        {"codes": {"vocabulary": [1], "code": {}, "rank": None}},
        {"of": {}, "language": []},
        ["parts"],
    ],
    ids=str,
)
def test_a_mark_of_any_shape_and_a_number_of_any_length_is_judged(mark: object, judge: Judge) -> None:
    """Also a number that Python itself refuses to read: more than 4,300 digits."""
    resources = [{"name": "amounts", "path": "amounts.csv", "taiyaku": mark}]
    descriptor = json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": resources})
    judged = judge({"datapackage.json": descriptor, "amounts.csv": f"id,value,part_of\nwhole,{'9' * 5_000},\npart,2,whole\n"})
    assert judged.files
