"""`taiyaku explain`, and the page of all checks that is made by it."""

from __future__ import annotations

import re

import pytest

from taiyaku import explanations, i18n, report
from taiyaku.model import GROUPS, Check
from tests.conftest import ROOT, Command
from tests.test_cli import HIDDEN, JAPANESE, LANGUAGES, told

CATALOGUE = report.catalogue()
IDS = {name: check for check in CATALOGUE.values() for name in (check.id, *check.family)}
PAGES = {"en": ROOT / "docs" / "checks.md", "ja": ROOT / "docs" / "checks.ja.md"}
WORDS = {"error": "エラー", "warning": "警告", "note": "注意"}


@pytest.mark.parametrize("name", IDS)
def test_explain_tells_of_every_id_in_both_languages(name: str, command: Command) -> None:
    check = IDS[name]
    said = {language: command("explain", name, "--lang", language) for language in LANGUAGES}
    assert [ran.code for ran in said.values()] == [0, 0]
    parts = {language: told(ran).split("\n\n") for language, ran in said.items()}
    english, japanese = parts.values()
    assert english[0].splitlines()[0] == f"{name} ({check.severity.word})"
    assert japanese[0].splitlines()[0] == f"{name} ({WORDS[check.severity.word]})"
    assert all(JAPANESE.search(part) and not JAPANESE.search(other) for part, other in zip(japanese[:3], english[:3], strict=True))
    assert f"Group {check.group} (" in english[2]
    assert "since 0.1.0" in english[2]
    assert ("--fix" in english[2]) == (check.fix is not None)
    assert all(f"  {file}" in said["en"].out for file in check.bad)


@pytest.mark.parametrize("check", CATALOGUE.values(), ids=lambda check: check.id)
def test_the_example_has_the_lines_that_a_report_has(check: Check, command: Command) -> None:
    shown = command("explain", check.id).out.partition("What the report says:\n")[2].partition("\n\nGood:")[0].splitlines()
    assert shown
    assert all(re.fullmatch(r"  [^ ].*: (error|warning|note): .+ \[([a-z-]+)\]", line) for line in shown)
    assert {line.rpartition("[")[2][:-1] for line in shown} <= {check.id, *check.family}


def test_one_of_a_family_names_its_check_and_the_check_its_family(command: Command) -> None:
    assert "One of the findings of table-schema." in command("explain", "type-error").out
    assert "type-error" in re.findall(r"It also finds: (.*)", command("explain", "table-schema").out)[0].split(", ")


def test_what_is_good_is_what_differs_from_the_bad(command: Command) -> None:
    good = command("explain", "text-identical").out.partition("Good:")[2]
    assert "items.ja.csv" in good
    assert "datapackage.json" not in good


def test_explain_without_a_name_lists_all_and_with_a_group_those_of_it(command: Command) -> None:
    for language in LANGUAGES:
        ran = command("explain", "--lang", language)
        assert ran.code == 0
        assert [line.partition(": ")[0] for line in told(ran).splitlines()] == list(CATALOGUE)
        assert all(bool(JAPANESE.search(line)) == (language == "ja") for line in ran.out.splitlines())
    for group in {check.group for check in CATALOGUE.values()}:
        lines = command("explain", group).out.splitlines()
        assert [line.partition(": ")[0] for line in lines] == [check.id for check in CATALOGUE.values() if check.group == group]


def test_an_unknown_name_gives_2_and_those_near(command: Command) -> None:
    ran = command("explain", "text-identicle")
    assert (ran.code, ran.out) == (2, "")
    assert "text-identical" in ran.err
    assert command("explain", "text-identical", "--markdown").code == 2


def test_every_group_is_spoken_of() -> None:
    assert list(explanations.ABOUT) == list(GROUPS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_checks_is_up_to_date(language: str, command: Command) -> None:
    page = PAGES[language]
    made = command("explain", "--markdown", "--lang", language).out
    written = page.read_text(encoding="utf-8") if page.exists() else ""
    assert made == written, f"write it anew: taiyaku explain --markdown --lang {language} > docs/{page.name}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_id_once_and_its_links_lead_somewhere(language: str) -> None:
    page = explanations.markdown(CATALOGUE, i18n.messages(language))
    prose = re.sub(r"^(`{3,})text\n.*?^\1$", "(example)", page, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^### (.+)$", prose, re.MULTILINE)
    assert sorted(headings) == sorted(CATALOGUE)
    assert sorted(re.findall(r"\]\(#(.+?)\)", prose)) == sorted(CATALOGUE)
    assert sorted(re.findall(r"^- `([a-z-]+)`: `", prose, re.MULTILINE)) == sorted(IDS)
    assert not HIDDEN.search(page)
    assert "\n\n\n" not in prose
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_a_fence_is_longer_than_what_it_holds() -> None:
    assert explanations._fenced(["a ```` b"]) == "`````text\na ```` b\n`````\n"
    assert explanations._code("run `x`") == "`` run `x` ``"
