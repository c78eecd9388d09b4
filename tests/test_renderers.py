"""Reports for build servers and reviewers: exact, bounded, stable, and inert whatever the data holds."""

from __future__ import annotations

import contextlib
import re
import shutil
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku import loaders, registry, renderers, report
from taiyaku.cli.repository import from_root
from taiyaku.i18n import LANGUAGES, messages, visible
from taiyaku.model import Check, Finding, Problem, Report, Severity, Where
from taiyaku.renderers import _findings, as_github, as_gitlab, as_json, as_junit, as_markdown, as_sarif, as_text
from tests.conftest import ROOT, Command, Write
from tests.readers import (
    READERS,
    commands,
    held,
    inert,
    read_gitlab,
    read_json,
    read_junit,
    read_markdown,
    read_sarif,
    read_text,
    rendered,
    strict,
)

FINDINGS_ONLY = ("github", "gitlab", "junit", "sarif")
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")

HOSTILE = (
    "100%",
    "%0A::error::x",
    "one\ntwo\r\nthree",
    "::error file=a::b",
    "section_start:1:x\r\x1b[0K",
    "##teamcity[x]",
    " \u3000::add-mask::moon",
    "##vso[task.setvariable]x",
    "##[error]x",
    "a,b:c",
    "a|b|c",
    "\\|",
    "<script>alert(1)</script>",
    "<!-- hidden",
    "`code`",
    "```\n# heading",
    "*bold* _it_ **b** ~~gone~~",
    "[link](https://example.org) ![picture](x.png)",
    "https://example.org www.example.org <https://example.org>",
    "@everyone #1 moon/sun#2 a@example.org !3 $x$ :tada:",
    "&lt;b&gt; &#64;",
    "\x1b[31mred\x00\ufffe\ufdd0\U0001ffff\ud800",
    "\u202egpj.exe\u2066",
    "]]>",
    "]](",
    "{0} {{text}}",
    "\u2028\x85",
    "# - + 1. | --- |",
)


def check(name: str = "text-odd", severity: Severity = Severity.ERROR, **more: Any) -> Check:
    """Give a check that asks nothing."""
    return Check(name, "texts", "0.1.0", severity, "{text} is odd", "Odd texts puzzle readers.", {}, {}, run=lambda _package: (), **more)


def finding(text: str = "moon", path: str = "items.csv", line: int = 2, severity: Severity = Severity.ERROR, **more: Any) -> Finding:
    """Give a finding about a text."""
    named = {name: more.pop(name) for name in ("check", "waived") if name in more}
    return Finding(named.get("check", "text-odd"), severity, "{text} is odd", Problem(Where(path, line, 3), {"text": text}, **more), named.get("waived", ""))


def judged(*findings: Finding, asked: Sequence[Check] = (), package: str = "moon") -> Report:
    """Give a report of these findings, in the order of every report."""
    return Report(package, package, tuple(sorted(findings, key=lambda each: each.order)), 3, tuple(asked) or (check(), check("text-even")))


def everywhere(hostile: str) -> Report:
    """Give a report with a hostile value in every place that data fills."""
    path = hostile or "x"
    bad = finding(hostile, path=path, table=hostile, id=hostile, field=hostile, language=hostile, also=(Where(path, 4), Where(path)))
    accepted = finding(hostile, path=path, line=9, waived=f"because {hostile}")
    return judged(bad, accepted, package=hostile)


def about(shown: str) -> str:
    """Give the record that a finding of ``everywhere`` is about."""
    return visible(f"{shown}/{shown}#{shown} ({shown})")


def flood(many: int = 2_000) -> Report:
    """Give a report with many errors of one check, some findings of others, and one that stands for more."""
    checks = [check("text-odd"), check("text-even", Severity.WARNING), check("text-short", Severity.NOTE)]
    errors = [finding("月の石", line=number + 2, table="items", id=f"moon-{number}", field="title", language="ja") for number in range(many)]
    warnings = [finding("sun", path="b.csv", line=number, severity=Severity.WARNING, check="text-even") for number in range(1, 31)]
    rest = finding("and more", path="c.csv", count=50_000)
    last = finding("last", path="z.csv", severity=Severity.NOTE, check="text-short")
    return judged(*errors, *warnings, rest, last, finding("known", path="z.csv", waived="agreed"), asked=checks)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Give English, then Japanese."""
    return str(request.param)


def damage(project: Path) -> None:
    """Give a project defects of several kinds."""
    data = project / "datapackage" / "data"
    japanese = (data / "items.ja.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    english = (data / "items.en.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    key = japanese[3].split(",")[0]
    japanese[3] = next(line for line in english if line.startswith(f"{key},"))
    (data / "items.ja.csv").write_text("".join(japanese[:-4]), encoding="utf-8", newline="")
    (data / "stray.csv").write_text("id\nx\n", encoding="utf-8")


@pytest.fixture
def damaged(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a damaged copy of the committed project, seen from its own folder."""
    damage(project)
    monkeypatch.chdir(project)
    return project


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Give the report about a damaged copy of the committed project."""
    folder = tmp_path_factory.mktemp("real")
    for name in ("datapackage", "translations", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    damage(folder)
    with contextlib.chdir(folder):
        told = report.judge(loaders.load("."))
    assert len(told.open) >= 6
    assert len({each.check for each in told.open}) >= 3
    return told


@pytest.fixture
def small(write: Write) -> Path:
    """Give a small project with an error and an undeclared file."""
    files = {**report.catalogue()["text-identical"].bad, "stray.csv": "id\nx\n"}
    return write({f"datapackage/{name}": content for name, content in files.items()})


# All formats


def test_the_formats_are_found() -> None:
    assert set(READERS) == {name for name, each in registry.collect(renderers, renderers.Renderer).items() if each.report}


def test_the_same_report_gives_the_same_bytes_and_each_language_its_words(damaged: Path, real: Report) -> None:
    assert damaged.is_dir()
    again = report.judge(loaders.load("."))
    for name in READERS:
        for language in LANGUAGES:
            assert rendered(name, real, language) == rendered(name, again, language)
        assert rendered(name, real, "en") != rendered(name, real, "ja")
        assert JAPANESE.search(rendered(name, real, "ja"))


@pytest.mark.parametrize("name", READERS)
def test_a_report_without_findings_can_be_rendered(name: str) -> None:
    assert "text-odd is odd" not in rendered(name, judged())


@pytest.mark.parametrize("name", READERS)
def test_hostile_values_are_read_back_by_the_reader_of_the_format(name: str, language: str) -> None:
    for hostile in HOSTILE:
        READERS[name](everywhere(hostile), language)


@pytest.mark.parametrize("name", READERS)
def test_every_format_holds_the_real_package(name: str, real: Report, language: str) -> None:
    READERS[name](real, language)


@pytest.mark.parametrize("name", READERS)
def test_a_flood_is_cut_and_every_format_still_counts_all(name: str) -> None:
    READERS[name](flood(), "ja")


@pytest.mark.parametrize("name", READERS)
def test_values_of_any_length_fit_into_every_report(name: str) -> None:
    long = "月" * 200_000
    findings = [finding(long, line=number, table=long, id=f"{number}{long}", field=long, language=long) for number in range(1, 11)]
    READERS[name](judged(*findings, package=long))


@pytest.mark.parametrize("name", READERS)
def test_any_number_of_findings_fits_into_every_report(name: str) -> None:
    odd, even = finding("月の石 " * 40, table="items", id="moon", field="title", language="ja", also=(Where("b.csv", 3),)), finding("sun", check="text-even")
    READERS[name](Report("moon", ".", (even, *([odd] * 19_998), even), 3, (check(), check("text-even"))), "ja")


def test_what_is_shown_of_a_flood_is_the_worst_and_one_of_each_check() -> None:
    told = flood()
    ranking = [told.findings[at] for at in _findings.ranked(told.findings)]
    assert len(ranking) == len(told.findings)
    assert {each.check for each in ranking[:3]} == {"text-odd", "text-even", "text-short"}
    *rest, last = ranking[3:]
    assert [each.severity for each in rest] == sorted((each.severity for each in rest), reverse=True)
    assert last.waived


def test_checks_of_the_same_weight_take_turns() -> None:
    told = judged(*(finding(path="a.csv", line=number) for number in range(9)), *(finding(path="b.csv", line=number, check="text-even") for number in range(2)))
    assert [told.findings[at].check for at in _findings.by_weight(told.findings)][:5] == ["text-odd", "text-even", "text-odd", "text-even", "text-odd"]


def test_one_finding_that_is_too_large_hides_no_other() -> None:
    told = judged(finding("a"), finding("b", line=3), finding("c", line=4))
    assert list(_findings.fitting(told.findings, lambda at: "x" * (100 if at == 0 else 3), most=10, room=6)) == [1, 2]


def test_several_reports_of_one_run_go_into_their_files(damaged: Path, command: Command, tmp_path: Path, language: str) -> None:
    files = {name: tmp_path / "out" / f"report.{name}" for name in ("markdown", "sarif", "junit", "gitlab", "json", "text")}
    words = [word for name, file in files.items() for word in ("--report", f"{name}={file}")]
    ran = command("check", ".", "--report", "github", *words, "--lang", language)
    assert (ran.code, ran.err) == (1, "")
    told = report.judge(loaders.load("."))
    assert damaged.is_dir()
    assert ran.out == rendered("github", told, language)
    for name, file in files.items():
        assert file.read_bytes() == rendered(name, told, language).encode()


def test_two_reports_into_the_same_file_are_refused(small: Path, command: Command, tmp_path: Path, language: str) -> None:
    file = tmp_path / "report"
    ran = command("check", small, "--report", f"json={file}", "--report", f"sarif={tmp_path}/./report", "--lang", language)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert bool(JAPANESE.search(ran.err)) == (language == "ja")
    assert not file.exists()


def test_a_file_that_cannot_be_written_gives_2_and_its_name(small: Path, command: Command, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    ran = command("check", small, "--report", f"sarif={tmp_path}/folder")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "folder" in ran.err


def test_a_path_is_told_to_services_from_the_root_of_the_repository(small: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    (small / ".git").mkdir()
    (small / "docs").mkdir()
    monkeypatch.chdir(small / "docs")
    for package in ("..", small):
        entries = strict(command("check", package, "--report", "gitlab").out)
        assert {entry["location"]["path"] for entry in entries} >= {"datapackage/items.ja.csv", "datapackage/stray.csv"}
        (run,) = strict(command("check", package, "--report", "sarif").out)["runs"]
        assert {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]} >= {"datapackage/stray.csv"}
        found = commands(command("check", package, "--report", "github").out)
        assert all(properties["file"].startswith("datapackage/") for _word, properties, _message in found)


def test_a_path_outside_of_the_repository_or_in_a_revision_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "checkout" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "checkout")
    place = from_root()
    for shown in (f"{tmp_path}/other/x.csv", "../other/x.csv", "git:HEAD:data/x.csv"):
        assert place(shown) == shown
    assert place("./data/x.csv") == "data/x.csv"
    assert place("release.zip:data/x.csv") == "release.zip:data/x.csv"


@pytest.mark.parametrize("name", FINDINGS_ONLY)
def test_a_format_without_a_form_for_differences_says_so(name: str, project: Path, command: Command, tmp_path: Path, language: str) -> None:
    ran = command("diff", project, project, "--report", f"json={tmp_path}/changes.json", "--report", name, "--lang", language)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert name in ran.err
    assert ran.err.endswith("csv, html, json, markdown, text\n")
    assert bool(JAPANESE.search(ran.err)) == (language == "ja")
    assert not (tmp_path / "changes.json").exists()


# GitHub


def test_github_annotates_the_ten_worst_and_lists_all(language: str) -> None:
    errors = [finding(f"error {number}", path="z.csv", line=number, table="items", id="moon") for number in range(1, 5)]
    warnings = [finding(f"warning {number}", line=number, severity=Severity.WARNING, path="a.csv") for number in range(1, 31)]
    notes = [finding("a note", severity=Severity.NOTE), finding("accepted", line=99, waived="known")]
    told = judged(*errors, *warnings, *notes)
    found = commands(rendered("github", told, language))
    assert [message for _word, _properties, message in found][:5] == [*(f"items/moon: error {number} is odd" for number in range(1, 5)), "warning 1 is odd"]
    lines = rendered("github", told, language).splitlines()
    (cut,) = [line for line in lines if line.startswith("GitHub ")]
    assert re.findall(r"\d+", cut) == ["10", "25"]
    plain = lines[lines.index(cut) + 1 :]
    assert plain == read_text(told, language)
    assert sum(line.endswith("[text-odd]") for line in plain) == 36


def test_github_says_nothing_of_a_cut_where_there_is_none() -> None:
    assert rendered("github", judged(finding())) == (
        "::error file=items.csv,line=2,col=3,title=text-odd::moon is odd\n"
        "items.csv:2:3: error: moon is odd [text-odd]\n"
        "`taiyaku explain text-odd` shows an example of what is wrong and of what is right.\n"
        "moon: 1 error, 0 warnings, 0 notes (3 files, 2 checks)\n"
    )


def test_github_writes_the_step_summary_behind_what_stands_there(small: Path, command: Command, tmp_path: Path, language: str) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n\n", encoding="utf-8")
    words = ("check", small, "--lang", language)
    plain = command(*words, "--report", "github")
    ran = command(*words, "--report", "github", environment={"GITHUB_STEP_SUMMARY": str(summary)})
    assert ran == plain
    written = summary.read_text(encoding="utf-8")
    assert written == "# Before\n\n" + as_markdown.summary(report.judge(loaders.load(str(small))), messages(language))
    command(*words, "--report", "text", environment={"GITHUB_STEP_SUMMARY": str(summary)})
    assert summary.read_text(encoding="utf-8") == written


def test_a_step_summary_that_is_asked_for_by_name_is_not_written_twice(small: Path, command: Command, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    command("check", small, "--report", "github", "--report", f"markdown={summary}", environment={"GITHUB_STEP_SUMMARY": str(summary)})
    assert summary.read_text(encoding="utf-8").count("## moon\n") == 1


def test_a_step_summary_that_cannot_be_written_gives_2(small: Path, command: Command, tmp_path: Path) -> None:
    ran = command("check", small, "--report", "github", environment={"GITHUB_STEP_SUMMARY": str(tmp_path)})
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "::error file=" in ran.out


def test_github_leaves_out_a_line_that_is_not_known() -> None:
    whole = Finding("text-odd", Severity.WARNING, "it is odd", Problem(Where("items.csv")))
    assert rendered("github", judged(whole)).startswith("::warning file=items.csv,title=text-odd::it is odd\n")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_github_runs_no_command_of_the_data(hostile: str) -> None:
    ((word, properties, message),) = commands(rendered("github", everywhere(hostile)))
    assert (word, list(properties)) == ("error", ["file", "line", "col", "title"])
    shown = as_text.harmless(visible(hostile, None))
    assert properties["file"] == shown
    assert message.startswith(as_text.harmless(about(hostile)))
    assert as_text.harmless(f": {visible(hostile, None)} is odd") in message


def test_github_escapes_as_documented() -> None:
    text = rendered("github", judged(finding("a%b:c,d", path="x%y:z,w.csv")))
    assert text.startswith("::error file=x%25y%3Az%2Cw.csv,line=2,col=3,title=text-odd::a%25b:c,d is odd\n")
    assert as_github._data("a\r\nb%") == "a%0D%0Ab%25"


# Markdown


def test_markdown_holds_every_finding_of_the_real_package_by_file(real: Report, language: str) -> None:
    said = messages(language)
    page = inert(rendered("markdown", real, language))
    assert page.headings == [real.package, *dict.fromkeys(each.problem.where.path for each in real.findings)]
    bodies = [row for row in page.rows if len(row) == 5 and row[4] in {each.check for each in real.findings}]
    assert [row[2] for row in bodies] == [_findings.subject(each.problem) for each in real.findings]
    assert all(row[3].startswith(said.text(each.says, each.problem.values)) for row, each in zip(bodies, real.findings, strict=True))
    assert [row[0] for row in bodies] == [str(each.problem.where).removeprefix(each.problem.where.path).lstrip(":") for each in real.findings]
    expected = [real.count(Severity.ERROR), real.count(Severity.WARNING), real.count(Severity.NOTE), 0, real.files, real.checks]
    assert page.rows[1] == [str(number) for number in expected]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markdown_of_hostile_values_is_text_and_nothing_else(hostile: str) -> None:
    page = inert(rendered("markdown", everywhere(hostile)))
    shown = visible(hostile, None)
    assert [heading.strip() for heading in page.headings] == [shown.strip()] * 2
    assert page.rows[3:] == [
        ["2:3", "error", about(hostile).strip(), f"{shown} is odd (see also {shown or 'x'}:4, {shown or 'x'})".strip(), "text-odd"],
        ["9:3", "waived", "", f"{shown} is odd (accepted: because {shown})".strip(), "text-odd"],
    ]
    assert page.tags["table"] == 2


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.text("|`<>[]()!*_~#@$:&\\\n w.x/-", max_size=40))
def test_markdown_of_any_value_is_text_and_nothing_else(first: str, second: str) -> None:
    for text in (first, second):
        page = inert("| a |\n| --- |\n" + as_markdown._row([text]))
        assert [[cell.strip() for cell in row] for row in page.rows] == [["a"], [visible(text, None).strip()]]


@pytest.mark.parametrize("starter", ["@everyone", "moon/sun#2", "https://example.org", "www.example.org", "a@example.org", "$x$", ":tada:", "!3"])
def test_markdown_leaves_nothing_for_mentions_references_and_links(starter: str) -> None:
    parts = [unescape(part) for part in re.split(r"</?span>", as_markdown._inert(starter))]
    assert "".join(parts) == starter
    assert len(parts) >= 3
    assert not any(re.search(r"[@#$]\w|://\w|www\.|:tada:|!3", part) for part in parts)


def test_markdown_stays_below_60_kb_with_exact_totals(language: str) -> None:
    many = [finding(f"text {number} |" * 20, path=f"data/{number % 50}.csv", line=number + 1, severity=Severity.WARNING) for number in range(1_990)]
    told = judged(
        *many, *(finding(f"bad {number}", path="data/49.csv", line=9_000 + number) for number in range(7)), *(finding("x", waived="y") for _n in range(3))
    )
    text = rendered("markdown", told, language)
    assert 50_000 < len(text.encode()) <= 60_000
    page = inert(text)
    assert page.rows[1] == ["7", "1,990", "0", "3", "3", "2"]
    shown = Counter(row[1] for row in page.rows if len(row) == 5 and row[4] == "text-odd")
    assert shown[{"en": "error", "ja": "エラー"}[language]] == 7
    left = 1_990 - shown[{"en": "warning", "ja": "警告"}[language]]
    assert f"{left:,}" in page.other
    assert "60 kB" in page.other
    assert bool(JAPANESE.search(page.other)) == (language == "ja")


def test_markdown_one_enormous_path_hides_no_other_finding() -> None:
    text = rendered("markdown", judged(finding(path="a" * 70_000), finding("seen", path="b.csv")))
    assert len(text.encode()) <= 60_000
    assert "| seen is odd |" in text
    assert "Not shown: 1 error." in text


# SARIF


def test_sarif_of_the_real_package(real: Report, language: str) -> None:
    said = messages(language)
    run = read_sarif(real, language)
    catalogue = report.catalogue()
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [name for each in catalogue.values() for name in (each.id, *each.family)]
    for rule in run["tool"]["driver"]["rules"]:
        owner = next(each for each in catalogue.values() if rule["id"] in (each.id, *each.family))
        assert rule["fullDescription"]["text"] == said.text(owner.why)
        assert f"`taiyaku explain {rule['id']}`" in rule["help"]["text"]
    assert Counter(each["level"] for each in run["results"]) == Counter(each.severity.word for each in real.open)
    for result, each in zip(run["results"], real.findings, strict=True):
        at = each.problem.where
        place = result["locations"][0]["physicalLocation"]
        assert (result["ruleId"], place["artifactLocation"]["uri"]) == (each.check, at.path)
        assert "ruleIndex" in result
        assert place.get("region", {}) == {name: number for name, number in (("startLine", at.line), ("startColumn", at.column)) if number}
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_sarif_suppresses_what_is_waived_and_says_why() -> None:
    results = read_sarif(judged(finding(), finding(line=5, waived="the name is the same")))["results"]
    assert "suppressions" not in results[0]
    assert results[1]["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "the name is the same"}]


def test_sarif_holds_so_many_results_and_says_what_it_left_out(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert as_sarif._MOST == 5_000
    monkeypatch.setattr(as_sarif, "_MOST", 1_000)
    many = [finding(f"{number}", line=number + 1, severity=Severity.NOTE) for number in range(1_005)]
    run = read_sarif(judged(*many, finding("worst", path="z.csv"), finding("accepted", path="a.csv", waived="known")), language)
    assert len(run["results"]) == 1_000
    assert run["results"][-1]["message"]["text"] == "worst is odd"
    assert not any("suppressions" in result for result in run["results"])
    ((notification,),) = [invocation["toolExecutionNotifications"] for invocation in run["invocations"]]
    assert notification["level"] == "warning"
    assert {"1,000", "7"} <= set(re.findall(r"[\d,]+", notification["message"]["text"]))
    assert bool(JAPANESE.search(notification["message"]["text"])) == (language == "ja")


def test_sarif_names_the_record_the_further_places_and_how_many() -> None:
    also = (Where("b.csv", 4, 2), Where("b.csv", 4, 2), Where("月.csv"))
    (result,) = read_sarif(judged(finding(table="items", id="moon", field="title", language="ja", also=also, count=7)))["results"]
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "items/moon#title (ja)"}]
    assert result["occurrenceCount"] == 7
    assert result["relatedLocations"] == [
        {"id": 1, "physicalLocation": {"artifactLocation": {"uri": "b.csv"}, "region": {"startLine": 4, "startColumn": 2}}},
        {"id": 2, "physicalLocation": {"artifactLocation": {"uri": "%E6%9C%88.csv"}}},
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_sarif_of_hostile_values_is_sound(hostile: str) -> None:
    result = read_sarif(everywhere(hostile))["results"][0]
    assert result["message"]["text"].replace("{{", "{").replace("}}", "}").replace("\\](", "](") == f"{visible(hostile, None)} is odd"


PATHS = {
    "data/月 面.csv": "data/%E6%9C%88%20%E9%9D%A2.csv",
    "/srv/x.csv": "file:///srv/x.csv",
    "a.zip:b%2.csv": "a.zip%3Ab%252.csv",
    "a#b?c.csv": "a%23b%3Fc.csv",
}


@pytest.mark.parametrize("path", PATHS)
def test_sarif_paths_are_uris(path: str) -> None:
    place = read_sarif(judged(finding(path=path)))["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == PATHS[path]


def test_a_finding_of_an_id_that_no_check_announces_is_not_lost() -> None:
    told = judged(finding(check="never-heard-of"))
    (result,) = read_sarif(told)["results"]
    assert (result["ruleId"], "ruleIndex" in result) == ("never-heard-of", False)
    assert [case for case, failed in read_junit(told).items() if failed] == ["never-heard-of"]


# JUnit


def parsed(told: Report, language: str = "en") -> ET.Element:
    """Read a report in JUnit XML by a parser that knows nothing of us."""
    return ET.fromstring(rendered("junit", told, language))  # noqa: S314 -- the text is our own


def test_junit_of_the_real_package_has_a_case_for_every_check(real: Report, language: str) -> None:
    found = read_junit(real, language)
    assert list(found) == list(report.catalogue())
    heavy = {finding.check for finding in real.open if finding.severity >= real.fails_at}
    failing = {name for name, each in report.catalogue().items() if heavy & {name, *each.family}}
    assert {name for name, failed in found.items() if failed} == failing


def test_junit_tells_the_message_and_all_places() -> None:
    told = judged(finding(line=2), finding(line=7), finding(line=8, waived="known"), finding(check="of-family", severity=Severity.ERROR))
    asked = (check(), check("text-even", family={"of-family": "{text} is odd"}), check("silent"))
    told = Report(told.package, told.shown, told.findings, 3, asked)
    assert read_junit(told) == {"text-odd": True, "text-even": True, "silent": False}
    case = next(parsed(told).iter("testcase"))
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == "2 findings: moon is odd"
    assert failure.text == "items.csv:2:3: error: moon is odd [text-odd]\nitems.csv:7:3: error: moon is odd [text-odd]"
    assert case.findtext("system-out") == "items.csv:8:3: waived: moon is odd (accepted: known) [text-odd]"


@pytest.mark.parametrize("least", Severity)
def test_junit_fails_for_what_fails_the_run_only(least: Severity) -> None:
    findings = [finding(path=f"{severity}.csv", check=f"text-{severity.word}", severity=severity) for severity in Severity]
    told = replace(judged(*findings, asked=[check(each.check, each.severity) for each in findings]), fails_at=least)
    assert read_junit(told) == {f"text-{severity.word}": severity >= least for severity in Severity}
    outputs = [str(each.text) for each in parsed(told).iter("system-out")]
    assert outputs == [f"{severity}.csv:2:3: {severity.word}: moon is odd [text-{severity.word}]" for severity in Severity if severity < least]


def test_junit_is_told_by_the_command_what_fails_the_run(small: Path, command: Command) -> None:
    asked = ("check", small, "--select", "text-identical", "--report", "junit")
    strictly, leniently = (ET.fromstring(command(*asked, *more).out) for more in ((), ("--fail-on", "note")))  # noqa: S314 -- the text is our own
    assert strictly.get("failures") == leniently.get("failures") == "1"


def test_junit_says_how_many_lines_it_left_out(language: str) -> None:
    failure = next(parsed(flood(), language).iter("failure"))
    *lines, last = str(failure.text).split("\n")
    assert len(lines) == 998
    assert f"{52_000 - len(lines):,}" in last
    assert f"{52_000:,}" in str(failure.get("message"))


def test_junit_of_waived_findings_passes() -> None:
    assert read_junit(judged(finding(waived="known"))) == {"text-odd": False, "text-even": False}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_junit_of_hostile_values_is_readable(hostile: str) -> None:
    told = everywhere(hostile)
    assert read_junit(told) == {"text-odd": True, "text-even": False}
    failure = parsed(told).find("testsuite/testcase/failure")
    assert failure is not None
    assert str(failure.get("message")).startswith("1 finding: ")
    assert as_text.harmless(f": {visible(hostile, None)} is odd") in str(failure.get("message"))


@given(st.text(st.characters(), max_size=40))
def test_junit_of_any_value_is_readable(text: str) -> None:
    told = everywhere(text)
    (suite,) = parsed(told)
    assert suite.get("failures") == "1"


# GitLab


def test_gitlab_of_the_real_package(real: Report, language: str) -> None:
    entries = read_gitlab(real, language)
    assert [entry["check_name"] for entry in entries] == [each.check for each in real.open]
    assert [entry["location"]["path"] for entry in entries] == [each.problem.where.path for each in real.open]
    assert not any(entry["location"]["path"].startswith(("/", "./")) for entry in entries)


def test_gitlab_leaves_out_what_is_waived_and_weighs_the_rest() -> None:
    told = judged(finding(waived="known"), *(finding(line=0, severity=severity, path=f"{severity}.csv") for severity in Severity))
    assert [entry["severity"] for entry in read_gitlab(told)] == ["info", "minor", "major"]
    assert [entry["location"]["lines"]["begin"] for entry in read_gitlab(told)] == [1, 1, 1]


def test_gitlab_says_what_it_left_out(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_gitlab, "_MOST", 10)
    *shown, last = read_gitlab(flood(), language)
    assert len(shown) == 10
    assert last["check_name"] == "cut"
    assert f"{52_031 - 10:,}" in last["description"]
    assert bool(JAPANESE.search(last["description"])) == (language == "ja")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_gitlab_of_hostile_values_is_sound(hostile: str) -> None:
    (entry,) = read_gitlab(everywhere(hostile))
    assert entry["location"]["path"] == hostile
    assert entry["description"].startswith(about(hostile))


def marks(folder: Path) -> tuple[set[tuple[str, str, str]], set[Where]]:
    """Give check, path and fingerprint of the open findings, by both formats that have them, and where they stand."""
    told = report.judge(loaders.load(str(folder)))
    by_sarif = [result["partialFingerprints"]["primaryLocationLineHash"] for result in read_sarif(told)["results"] if "suppressions" not in result]
    entries = read_gitlab(told)
    assert [entry["fingerprint"] for entry in entries] == by_sarif
    return {(entry["check_name"], entry["location"]["path"], entry["fingerprint"]) for entry in entries}, {each.problem.where for each in told.findings}


def test_fingerprints_stay_when_lines_move(small: Path) -> None:
    path = small / "datapackage" / "items.ja.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    before, places = marks(small)
    path.write_text("".join([header, "mmx,火星衛星探査計画\n", *rows]), encoding="utf-8", newline="")
    after, moved = marks(small)
    assert before <= after
    assert {name for name, _path, _mark in after - before} == {"record-missing"}
    assert "text-identical" in {name for name, _path, _mark in before}
    assert not places <= moved


def test_fingerprints_tell_findings_of_the_same_cell_apart() -> None:
    same = [finding(text, table="items", id="moon", field="title", language="en") for text in ("a", "b", "a")]
    first, second = (
        read_gitlab(judged(*same)),
        read_gitlab(judged(*(finding("a", line=8, table="items", id="moon", field="title", language="en") for _n in range(3)))),
    )
    assert [entry["fingerprint"] for entry in first] == [entry["fingerprint"] for entry in second]
    for other in ({"table": "x"}, {"id": "x"}, {"field": "x"}, {"language": "ja"}, {"path": "x"}, {"check": "x"}):
        (entry,) = read_gitlab(judged(finding(**{"table": "items", "id": "moon", "field": "title", "language": "en", **other})))  # type: ignore[arg-type]
        assert entry["fingerprint"] not in {each["fingerprint"] for each in first}


def test_a_waiver_renames_no_other_finding() -> None:
    both, one = read_gitlab(judged(finding(line=2), finding(line=3))), read_gitlab(judged(finding(line=2, waived="known"), finding(line=3)))
    assert one[0]["fingerprint"] == both[1]["fingerprint"]


def test_renderers_are_pure() -> None:
    for module in (_findings, as_github, as_gitlab, as_json, as_junit, as_markdown, as_sarif, as_text):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert not re.search(r"^\s*(?:import|from) (?:os|pathlib|sys|time|datetime|socket|urllib|random|locale)\b", source, re.MULTILINE)


# Text


def test_text_names_the_record_the_further_places_and_how_many(language: str) -> None:
    also = tuple(Where("b.csv", number) for number in range(1, 8))
    line = read_text(judged(finding(table="items", id="moon", field="title", language="ja", also=also, count=3)), language)[0]
    assert (
        line
        == {
            "en": "items.csv:2:3: error: items/moon#title (ja): moon is odd (and 2 more like it)"
            " (see also b.csv:1, b.csv:2, b.csv:3, b.csv:4, b.csv:5 and 2 more places) [text-odd]",
            "ja": "items.csv:2:3: エラー: items/moon#title (ja): moon is odd（同様のものがほかに 2 件）"
            "（b.csv:1、b.csv:2、b.csv:3、b.csv:4、b.csv:5 ほか 2 か所 も参照） [text-odd]",
        }[language]
    )


def test_text_does_not_repeat_a_record_that_the_message_names() -> None:
    lines = read_text(judged(finding("moon", table="items", id="moon", language="ja"), finding("a moon", line=3, table="items", id="moon", language="ja")))
    assert lines[:2] == ["items.csv:2:3: error: moon is odd [text-odd]", "items.csv:3:3: error: items/moon (ja): a moon is odd [text-odd]"]


def test_text_of_a_flood_ends_in_exact_counts_by_check() -> None:
    lines = read_text(flood())
    assert len(lines) == 1_000 + 1 + 1 + 3 + 1 + 1
    assert lines[1_000:] == [
        "",
        "1,000 of 52,032 findings are shown, the worst and at least one of each check. All, by check:",
        "    52,001  text-odd (51,003 not shown)",
        "        30  text-even (29 not shown)",
        "         1  text-short",
        "`taiyaku explain text-odd` shows an example of what is wrong and of what is right.",
        "moon: 52,000 errors, 30 warnings, 1 note, 1 waived (3 files, 3 checks)",
    ]


def test_text_of_a_long_list_that_is_whole_says_so_by_not_speaking_of_a_cut() -> None:
    lines = read_text(judged(*(finding(line=number) for number in range(1, 22))))
    assert lines[21:24] == ["", "By check:", "    21  text-odd"]


def test_text_says_what_is_not_reported_at_all(language: str) -> None:
    (line,) = read_text(replace(judged(), accepted=3, older=1_200), language)
    assert (
        line
        == {
            "en": "moon: 0 errors, 0 warnings, 0 notes, 3 accepted by the baseline, 1,200 older (3 files, 2 checks)",
            "ja": "moon: エラー 0 件、警告 0 件、注意 0 件、ベースラインで承認済み 3 件、以前からのもの 1,200 件（ファイル 3 個、検査 2 種）",
        }[language]
    )
    assert "1,200" in read_markdown(replace(judged(), accepted=3, older=1_200), language).other


COMMANDS = {
    "::error::x": r"\u{3A}:error::x",
    "  ::add-mask::x": r"  \u{3A}:add-mask::x",
    "a ##vso[task.complete]": r"a \u{23}#vso[task.complete]",
    "##[group]": r"\u{23}#[group]",
    "section_start:1:x": r"section\u{5F}start:1:x",
    "section_end:1:x": r"section\u{5F}end:1:x",
    "a::b, # [x], section start, ## title": "a::b, # [x], section start, ## title",
}


@pytest.mark.parametrize("line", COMMANDS)
def test_a_line_is_never_a_command_of_a_build_server(line: str) -> None:
    assert as_text.harmless(line) == COMMANDS[line]


# JSON


def test_json_holds_every_part_of_a_finding(language: str) -> None:
    also = (Where("b.csv", 4, 2), Where("月.csv"))
    told = judged(finding("月\x1b", table="items", id="moon", field="title", language="ja", also=also, count=7, waived="known"))
    document = read_json(told, language)
    assert document["findings"] == [
        {
            "check": "text-odd",
            "group": "texts",
            "severity": "error",
            "count": 7,
            "path": "items.csv",
            "line": 2,
            "column": 3,
            "table": "items",
            "id": "moon",
            "field": "title",
            "language": "ja",
            "waived": "known",
            "message": r"月\u{1B} is odd",
            "values": {"text": "月\x1b"},
            "also": [{"path": "b.csv", "line": 4, "column": 2}, {"path": "月.csv"}],
        }
    ]
    assert document["checks"] == [{"check": "text-odd", "group": "texts", "total": 7, "shown": 1}]
    assert document["cut"] is True
    assert document["totals"]["waived"] == 7


def test_json_cuts_long_values_and_says_so() -> None:
    (entry,) = read_json(judged(finding("月" * 2_000, table="items", id="m" * 1_000)))["findings"]
    assert entry["values"]["text"] == "月" * 999 + "…"
    assert entry["id"] == "m" * 1_000
    assert entry["cut"] == ["text"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    )
)
def test_json_values_survive_their_escapes(value: Any) -> None:
    text = as_json.dumped(value)
    assert strict(text) == value
    held(f"{text}\n")
