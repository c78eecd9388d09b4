"""The checks of numbers over whole packages: directions, places, layouts, and texts held against the facts of their record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from taiyaku import report
from taiyaku.i18n import messages
from taiyaku.languages import Kind
from taiyaku.model import Finding
from tests.conftest import Judge

PARITY = {
    name: check
    for name, check in report.catalogue().items()
    if name.startswith(("number-", "date-", "unit-", "bound-", "sign-", "order-", "identifier-mismatch", "fact-contradicted"))
}


def package(facts: str, english: str, japanese: str, fields: list[dict[str, Any]] | None = None, amounts: str = "") -> dict[str, str | bytes]:
    """Make a package of items with a summary in two languages."""
    names = facts.split("\n", 1)[0].split(",")
    declared = fields or [{"name": name, "type": "string"} for name in names]
    tables: list[dict[str, Any]] = [{"name": "items", "path": "items.csv", "schema": {"fields": declared, "primaryKey": ["id"]}}]
    for tag in ("en", "ja"):
        columns = [
            {"name": "id", "type": "string"},
            {"name": "title", "type": "string", "taiyaku": {"text": "name"}},
            {"name": "summary", "type": "string", "taiyaku": {"text": "prose"}},
        ]
        tables.append({"name": f"items.{tag}", "path": f"items.{tag}.csv", "taiyaku": {"of": "items", "language": tag}, "schema": {"fields": columns}})
    if amounts:
        keys = [{"fields": ["item"], "reference": {"resource": "items", "fields": ["id"]}}]
        columns = [{"name": name, "type": "string"} for name in ("id", "item", "value", "currency")]
        tables.append({"name": "amounts", "path": "amounts.csv", "schema": {"fields": columns, "foreignKeys": keys}})
    descriptor = json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": tables})
    return {
        "datapackage.json": descriptor,
        "items.csv": facts,
        "items.en.csv": english,
        "items.ja.csv": japanese,
        **({"amounts.csv": amounts} if amounts else {}),
    }


def judged(judge: Judge, files: Mapping[str, str | bytes]) -> list[Finding]:
    """Ask the checks of numbers."""
    return list(judge(files, list(PARITY.values())).findings)


def place(finding: Finding) -> tuple[str, str, int, int]:
    """Give check and place of a finding."""
    at = finding.problem.where
    return (finding.check, at.path, at.line, at.column)


HEAD = "id,title,summary\n"


def test_a_difference_stands_at_the_number_in_the_translation_with_the_source_beside_it(judge: Judge) -> None:
    (found,) = judged(judge, package("id\na\n", f'{HEAD}a,Fund,"Japan pays, in all, 6 billion dollars."\n', f'{HEAD}a,基金,"日本は""計""6億ドルを払う。"\n'))
    assert place(found) == ("number-mismatch", "items.ja.csv", 2, 15)
    assert [(each.path, each.line, each.column) for each in found.problem.also] == [("items.en.csv", 2, 29)]
    assert (found.problem.table, found.problem.id, found.problem.field, found.problem.language) == ("items", "a", "summary", "ja")
    assert messages("en").text(found.says, found.problem.values) == (
        "the numbers differ: the source says “6 billion dollars” (6,000,000,000 dollar), the translation says “6億ドル” (600,000,000 dollar): off by a factor of 10"
    )
    assert (
        messages("ja").text(found.says, found.problem.values)
        == "数値が一致しない。原文の「6 billion dollars」（60億ドル）に対して、訳文は「6億ドル」（6億ドル）である。10倍違う"
    )


@pytest.mark.parametrize(("source", "path"), [("en", "items.ja.csv"), ("ja", "items.en.csv"), ("", "items.ja.csv"), ("en+ja", "items.ja.csv")])
def test_the_source_is_the_language_that_the_record_names(source: str, path: str, judge: Judge) -> None:
    files = package(f"id,source_language\na,{source}\n", f"{HEAD}a,x,30 countries\n", f"{HEAD}a,x,20か国\n")
    assert [(each.check, each.problem.where.path) for each in judged(judge, files)] == [("number-mismatch", path)]


def test_one_value_for_all_languages_is_not_compared(judge: Judge) -> None:
    assert judged(judge, package("id,source_language\na,mul\n", f"{HEAD}a,x,30 countries\n", f"{HEAD}a,x,20か国\n")) == []


def test_columns_side_by_side_are_compared_too(judge: Judge) -> None:
    descriptor = json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "items.csv"}]})
    files = {"datapackage.json": descriptor, "items.csv": "id,title_en,title_ja\na,5 years,6年\nb,,7年\n"}
    assert [place(each) for each in judged(judge, files)] == [("number-mismatch", "items.csv", 2, 11)]


def test_every_kind_of_difference_belongs_to_one_check() -> None:
    from importlib import import_module

    told = [kind for name in PARITY for kind in getattr(import_module(f"taiyaku.checks.{name.replace('-', '_')}"), "_SAYS", {})]
    assert sorted(kind.value for kind in told) == sorted(kind.value for kind in Kind)


@pytest.mark.parametrize(
    ("english", "japanese", "check"),
    [
        ("It closed.", "3日に終了した。", "number-added"),
        ("5 wins and 3 losses", "3勝5敗", "order-mismatch"),
        ("the 9th launch", "9回の打上げ", "number-mismatch"),
        ("17 km per second", "時速17km", "unit-mismatch"),
        ("2% a year", "月2％", "unit-mismatch"),
    ],
)
def test_a_difference_is_told_by_the_check_of_its_kind(english: str, japanese: str, check: str, judge: Judge) -> None:
    assert [each.check for each in judged(judge, package("id\na\n", f"{HEAD}a,x,{english}\n", f"{HEAD}a,x,{japanese}\n"))] == [check]


@pytest.mark.parametrize(
    "text",
    [
        "2026年2月30日",
        "昭和64年3月1日",
        "平成31年5月1日",
        "令和元年4月",
        "2025年5月9日（木）",
        "令和8年（2025年）",
    ],
)
def test_a_date_that_cannot_be_is_found_in_a_text_alone(text: str, judge: Judge) -> None:
    files = package("id\na\n", f"{HEAD}a,x,\n", f"{HEAD}a,x,期日は{text}である\n")
    assert [place(each) for each in judged(judge, files)][:1] == [("date-invalid", "items.ja.csv", 2, 13 if "（2" in text else 8)]


@pytest.mark.parametrize(
    "text",
    ["2024年2月29日", "昭和64年1月7日", "平成31年", "令和元年度", "平成31年4月30日", "2025年5月9日（金）", "令和8年（2026年）", "2月29日", "明治5年12月3日"],
)
def test_a_date_that_can_be_is_not(text: str, judge: Judge) -> None:
    assert judged(judge, package("id\na\n", f"{HEAD}a,x,\n", f"{HEAD}a,x,期日は{text}である\n")) == []


DATED: list[dict[str, Any]] = [
    {"name": "id", "type": "string"},
    {"name": "date", "type": "string", "taiyaku": {"format": "edtf"}},
    {"name": "ordinal", "type": "integer"},
]


@pytest.mark.parametrize(
    ("facts", "title", "english", "expected"),
    [
        ("2026-04-01,", "Note", "Signed on 1 April 2026.", []),
        ("2026-04-01,", "Note", "Signed on 2 April 2026.", ["date"]),
        ("2026-04-01,", "Note", "Signed on 1 April 2025.", ["date"]),
        ("2026-04-01,", "Note", "Announced on 9 July 2025.", []),
        ("2026-04-01,", "Note", "Signed in April 2026.", []),
        ("2026-04,", "Note", "Signed on 2 May 2026.", []),
        ("2026-05-28/2026-05-29,", "Note", "Held on 28 and 29 May 2026.", []),
        ("nonsense,", "Note", "Signed on 2 April 2026.", []),
        (",9", "9th meeting", "", []),
        (",9", "Ninth meeting", "", []),
        (",9", "8th meeting", "", ["ordinal"]),
        (",9", "Meeting", "The 8th meeting came before it.", []),
        (",4", "UNISPACE IV", "", []),
    ],
)
def test_a_text_is_held_against_the_facts_of_its_record(facts: str, title: str, english: str, expected: list[str], judge: Judge) -> None:
    files = package(f"id,date,ordinal\na,{facts}\n", f"{HEAD}a,{title},{english}\n", f"{HEAD}a,,\n", DATED)
    assert [each.problem.values["fact"] for each in judged(judge, files)] == expected


@pytest.mark.parametrize(
    ("english", "japanese", "expected"),
    [
        ("It costs 6 billion dollars.", "60億ドルである。", []),
        ("It costs 6 billion dollars.", "6億ドルである。", ["fact-contradicted", "number-mismatch"]),
        ("It costs 5 billion dollars.", "50億ドルである。", ["fact-contradicted", "fact-contradicted"]),
        ("It costs 1 trillion yen.", "1兆円である。", []),
        ("It is costly.", "高価である。", []),
    ],
)
def test_a_sum_of_money_is_held_against_the_amounts_that_refer_to_its_record(english: str, japanese: str, expected: list[str], judge: Judge) -> None:
    amounts = "id,item,value,currency\nx,a,6000000000,USD\ny,a,,USD\n"
    files = package("id\na\n", f"{HEAD}a,x,{english}\n", f"{HEAD}a,x,{japanese}\n", amounts=amounts)
    assert sorted(each.check for each in judged(judge, files)) == expected
