"""Reports for build servers and reviewers: exact, bounded, stable, and inert whatever the data holds."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from taiyaku import __version__, loaders, registry, renderers, report
from taiyaku.i18n import messages, visible
from taiyaku.model import Change, Changes, Check, Finding, Problem, Report, Severity, Where
from taiyaku.renderers import as_github, as_gitlab, as_junit, as_markdown, as_sarif
from tests.conftest import Command

LANGUAGES = ("en", "ja")
FINDINGS_ONLY = ("github", "gitlab", "junit", "sarif")
NEW = (*FINDINGS_ONLY, "markdown")
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")

HOSTILE = (
    "100%",
    "%0A::error::x",
    "one\ntwo\r\nthree",
    "::error file=a::b",
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


def finding(text: str = "moon", path: str = "items.csv", line: int = 2, severity: Severity = Severity.ERROR, **more: str) -> Finding:
    """Give a finding about a text."""
    named = {name: more.pop(name) for name in ("check", "waived") if name in more}
    return Finding(named.get("check", "text-odd"), severity, "{text} is odd", Problem(Where(path, line, 3), {"text": text}, **more), named.get("waived", ""))


def judged(*findings: Finding, asked: Sequence[Check] = (), package: str = "moon") -> Report:
    """Give a report of these findings, in the order of every report."""
    return Report(package, package, tuple(sorted(findings, key=lambda each: each.order)), 3, tuple(asked) or (check(), check("text-even")))


def rendered(name: str, told: Report, language: str = "en") -> str:
    """Render a report, and hold it against what is true of all output."""
    text = registry.collect(renderers, renderers.Renderer)[name].report(told, messages(language))
    assert text.endswith("\n")
    text.encode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", text), ascii(text)
    return text


def everywhere(hostile: str) -> Report:
    """Give a report with a hostile value in every place that data fills."""
    bad = finding(hostile, path=hostile or "x", table=hostile, id=hostile, field=hostile, language=hostile)
    accepted = finding(hostile, path=hostile or "x", line=9, waived=f"because {hostile}")
    return judged(bad, accepted, package=hostile)


def totals(told: Report) -> dict[str, int]:
    """Count the findings of a report."""
    counts = {severity.word: told.count(severity) for severity in Severity}
    return {**counts, "waived": len(told.findings) - len(told.open)}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Give English, then Japanese."""
    return str(request.param)


@pytest.fixture
def damaged(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the committed project with defects of several kinds, seen from its own folder."""
    data = project / "datapackage" / "data"
    japanese = (data / "items.ja.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    english = (data / "items.en.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    key = japanese[3].split(",")[0]
    japanese[3] = next(line for line in english if line.startswith(f"{key},"))
    (data / "items.ja.csv").write_text("".join(japanese[:-4]), encoding="utf-8", newline="")
    (data / "stray.csv").write_text("id\nx\n", encoding="utf-8")
    monkeypatch.chdir(project)
    return project


@pytest.fixture
def real(damaged: Path) -> Report:
    """Give the report about the damaged copy."""
    assert damaged.is_dir()
    told = report.judge(loaders.load("."))
    assert len(told.open) >= 6
    assert len({each.check for each in told.open}) >= 3
    return told


# All formats


def test_the_formats_are_found() -> None:
    assert set(NEW) | {"json", "text"} == set(registry.collect(renderers, renderers.Renderer))


@pytest.mark.parametrize("name", NEW)
def test_the_same_report_gives_the_same_bytes_and_each_language_its_words(name: str, damaged: Path) -> None:
    assert damaged.is_dir()
    first, again = (report.judge(loaders.load(".")) for _run in range(2))
    for language in LANGUAGES:
        assert rendered(name, first, language) == rendered(name, again, language)
    assert rendered(name, first, "en") != rendered(name, first, "ja")
    assert JAPANESE.search(rendered(name, first, "ja"))


@pytest.mark.parametrize("name", NEW)
def test_a_report_without_findings_can_be_rendered(name: str) -> None:
    assert "text-odd is odd" not in rendered(name, judged())


@pytest.mark.parametrize("name", NEW)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_values_can_be_rendered(name: str, hostile: str, language: str) -> None:
    rendered(name, everywhere(hostile), language)


def test_several_reports_of_one_run_go_into_their_files(damaged: Path, command: Command, tmp_path: Path, language: str) -> None:
    files = {name: tmp_path / "out" / f"report.{name}" for name in ("markdown", "sarif", "junit", "gitlab")}
    words = [word for name, file in files.items() for word in ("--report", f"{name}={file}")]
    ran = command("check", ".", "--report", "github", *words, "--lang", language)
    assert (ran.code, ran.err) == (1, "")
    told = report.judge(loaders.load("."))
    assert damaged.is_dir()
    assert ran.out == rendered("github", told, language)
    for name, file in files.items():
        assert file.read_bytes() == rendered(name, told, language).encode()


@pytest.mark.parametrize("name", FINDINGS_ONLY)
def test_a_format_without_a_form_for_differences_says_so(name: str, project: Path, command: Command, tmp_path: Path, language: str) -> None:
    ran = command("diff", project, project, "--report", f"json={tmp_path}/changes.json", "--report", name, "--lang", language)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert name in ran.err
    assert ran.err.endswith("json, markdown, text\n")
    assert bool(JAPANESE.search(ran.err)) == (language == "ja")
    assert not (tmp_path / "changes.json").exists()


# GitHub


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read a log as the GitHub runner does: command, properties, message."""
    found: list[tuple[str, dict[str, str], str]] = []
    for line in re.split(r"[\r\n]", text):
        if line.lstrip().startswith("::"):
            head, _colons, message = line.lstrip()[2:].partition("::")
            word, _space, given = head.partition(" ")
            properties = {name: unescaped(value) for name, _equals, value in (each.partition("=") for each in given.split(",") if each)}
            found.append((word, properties, unescaped(message)))
    return found


def unescaped(text: str) -> str:
    for char, code in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        text = text.replace(code, char)
    return text


def test_github_annotates_the_ten_worst_and_lists_all(language: str) -> None:
    errors = [finding(f"error {number}", line=number) for number in range(1, 13)]
    warnings = [finding(f"warning {number}", line=number, severity=Severity.WARNING, path="a.csv") for number in range(1, 31)]
    notes = [finding("a note", severity=Severity.NOTE), finding("accepted", line=99, waived="known")]
    told = judged(*errors, *warnings, *notes)
    text = rendered("github", told, language)
    assert Counter(word for word, _properties, _message in commands(text)) == {"error": 10, "warning": 10}
    assert [message for _word, _properties, message in commands(text)][:10] == [f"error {number} is odd" for number in range(1, 11)]
    lines = text.splitlines()
    (cut,) = [line for line in lines if line.startswith("GitHub ")]
    assert re.findall(r"\d+", cut)[-1 if language == "ja" else 2] == "23"
    plain = lines[lines.index(cut) + 1 :]
    assert "".join(f"{line}\n" for line in plain) == registry.collect(renderers, renderers.Renderer)["text"].report(told, messages(language))
    assert len(plain) == 45


def test_github_says_nothing_of_a_cut_where_there_is_none() -> None:
    assert rendered("github", judged(finding())) == (
        "::error file=items.csv,line=2,col=3,title=text-odd::moon is odd\n"
        "items.csv:2:3: error: moon is odd [text-odd]\n"
        "moon: 1 error, 0 warnings, 0 notes (3 files, 2 checks)\n"
    )


def test_github_leaves_out_a_line_that_is_not_known() -> None:
    whole = Finding("text-odd", Severity.WARNING, "it is odd", Problem(Where("items.csv")))
    assert rendered("github", judged(whole)).startswith("::warning file=items.csv,title=text-odd::it is odd\n")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_github_runs_no_command_of_the_data(hostile: str) -> None:
    told = everywhere(hostile)
    text = rendered("github", told)
    ((word, properties, message),) = commands(text)
    assert (word, list(properties)) == ("error", ["file", "line", "col", "title"])
    shown = re.sub(r"##(?=\w*\[)", r"#\\u{23}", visible(hostile, None))
    assert (properties["file"], message) == (shown, f"{shown} is odd")
    assert not re.search(r"##\w*\[", text)
    assert text.count("\n") == 4


def test_github_escapes_as_documented() -> None:
    text = rendered("github", judged(finding("a%b:c,d", path="x%y:z,w.csv")))
    assert text.startswith("::error file=x%25y%3Az%2Cw.csv,line=2,col=3,title=text-odd::a%25b:c,d is odd\n")
    assert as_github._data("a\r\nb%") == "a%0D%0Ab%25"


# Markdown


class Page(HTMLParser):
    """What a rendered page holds: its tags, and the cells of its tables as text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.rows: list[list[str]] = []
        self.headings: list[str] = []
        self.other = ""
        self._in = ""
        self.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += attrs
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self._in = "cell"
        elif tag in ("h2", "h3"):
            self.headings.append("")
            self._in = "heading"

    def handle_endtag(self, tag: str) -> None:
        if tag != "span":
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "cell":
            self.rows[-1][-1] += data
        elif self._in == "heading":
            self.headings[-1] += data
        else:
            self.other += data

    def handle_comment(self, data: str) -> None:
        self.tags[f"comment {data}"] += 1


OURS = {"h2", "h3", "table", "thead", "tbody", "tr", "th", "td", "span", "p"}


def inert(source: str) -> Page:
    """Render a report and see that nothing in it became markup."""
    page = Page(source)
    assert set(page.tags) <= OURS
    assert page.attributes == []
    return page


def test_markdown_holds_every_finding_of_the_real_package_by_file(real: Report, language: str) -> None:
    said = messages(language)
    page = inert(rendered("markdown", real, language))
    assert page.headings == [real.package, *dict.fromkeys(each.problem.where.path for each in real.findings)]
    bodies = [row for row in page.rows if len(row) == 4 and row[3] in {each.check for each in real.findings}]
    assert [row[2] for row in bodies] == [said.text(each.says, each.problem.values) for each in real.findings]
    assert [row[0] for row in bodies] == [str(each.problem.where).removeprefix(each.problem.where.path).lstrip(":") for each in real.findings]
    expected = [real.count(Severity.ERROR), real.count(Severity.WARNING), real.count(Severity.NOTE), 0, real.files, real.checks]
    assert page.rows[1] == [str(number) for number in expected]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markdown_of_hostile_values_is_text_and_nothing_else(hostile: str) -> None:
    page = inert(rendered("markdown", everywhere(hostile)))
    shown = visible(hostile, None)
    assert [heading.strip() for heading in page.headings] == [shown.strip()] * 2
    assert page.rows[3:] == [
        ["2:3", "error", f"{shown} is odd".strip(), "text-odd"],
        ["9:3", "waived", f"{shown} is odd (accepted: because {shown})".strip(), "text-odd"],
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
    many = [finding(f"text {number} |" * 20, path=f"data/{number % 50}.csv", line=number + 1, severity=Severity.WARNING) for number in range(4_990)]
    told = judged(
        *many, *(finding(f"bad {number}", path="data/49.csv", line=9_000 + number) for number in range(7)), *(finding("x", waived="y") for _n in range(3))
    )
    text = rendered("markdown", told, language)
    assert 50_000 < len(text.encode()) <= 60_000
    page = inert(text)
    assert page.rows[1] == ["7", "4,990", "0", "3", "3", "2"]
    shown = Counter(row[1] for row in page.rows if len(row) == 4 and row[3] == "text-odd")
    assert shown[{"en": "error", "ja": "エラー"}[language]] == 7
    left = 4_990 - shown[{"en": "warning", "ja": "警告"}[language]]
    assert f"{left:,}" in page.other
    assert "60 kB" in page.other
    assert bool(JAPANESE.search(page.other)) == (language == "ja")


def test_markdown_one_enormous_path_hides_no_other_finding() -> None:
    text = rendered("markdown", judged(finding(path="a" * 70_000), finding("seen", path="b.csv")))
    assert len(text.encode()) <= 60_000
    assert "| seen is odd |" in text
    assert "Not shown: 1 error." in text


def test_markdown_tells_changes_and_what_stayed_behind(language: str) -> None:
    changes = [
        Change("added", "record", "items", "mmx"),
        Change("changed", "fact", "items", "venus", "start", old="2010", new="2011"),
        Change("changed", "source-text", "items", "moon|sun", "title", "en", "<b>Moon</b>", "*Sun*", stale=True),
    ]
    page = inert(as_markdown.changes(Changes("old", "new", tuple(changes)), messages(language)))
    assert page.headings == ["old → new"]
    assert page.rows[1] == ["1", "0", "2", "1"]
    assert [row[1:] for row in page.rows[3:]] == [
        ["items/mmx", "", "", "", ""],
        ["items/venus", "start", "", "2010", "2011"],
        ["items/moon|sun", "title", "en", "<b>Moon</b>", "*Sun*"],
    ]
    assert page.rows[5][0] == {"en": "changed: source text; the other language stayed as it was", "ja": "変更: 原文（他方の言語は元のまま）"}[language]


def test_markdown_of_many_changes_is_bounded_and_keeps_what_stayed_behind(language: str) -> None:
    many = [Change("changed", "translation", "items", f"{number}", "title", "ja", "月" * 2_000, "日" * 2_000, stale=number > 990) for number in range(1_000)]
    text = as_markdown.changes(Changes("old", "new", tuple(many)), messages(language))
    assert len(text.encode()) <= 60_000
    page = inert(text)
    assert page.rows[1] == ["0", "0", "1,000", "9"]
    assert [row[1] for row in page.rows[3:]] == [f"items/{number}" for number in range(991, 1_000)]
    assert "991" in page.other


def test_markdown_of_a_real_difference(project: Path, command: Command, language: str) -> None:
    other = project.parent / "other"
    project.rename(other)
    path = other / "datapackage" / "data" / "items.en.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*rows[:2], *rows[3:]]), encoding="utf-8", newline="")
    ran = command("diff", Path(__file__).parents[1], other, "--report", "markdown", "--lang", language)
    assert ran.code == 0
    assert inert(ran.out).rows[1][1:3] != ["0", "0"]
    assert rows[2].split(",")[0] in ran.out


# SARIF


def sarif(told: Report, language: str = "en") -> dict[str, Any]:
    """Read a report in SARIF, and hold it against what the standard asks of every file."""
    document = json.loads(rendered("sarif", told, language))
    assert list(document) == ["$schema", "version", "runs"]
    assert (document["version"], document["$schema"].rsplit("/", 1)[1]) == ("2.1.0", "sarif-2.1.0.json")
    (run,) = document["runs"]
    assert (run["tool"]["driver"]["name"], run["tool"]["driver"]["version"]) == ("taiyaku", __version__)
    assert (run["language"], run["columnKind"]) == (language, "unicodeCodePoints")
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        texts = [rule[name]["text"] for name in ("shortDescription", "fullDescription", "help")]
        assert all(texts)
        assert not re.search(r"[{}]", "".join(texts))
    for result in run["results"]:
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        assert not re.search(r"[{}]", result["message"]["text"].replace("{{", "").replace("}}", ""))
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+|file:///(?:[\w.~/-]|%[0-9A-F]{2})*", uri, re.ASCII)
        assert all(number >= 1 for number in location["physicalLocation"].get("region", {}).values())
        assert all(re.fullmatch(r"[0-9a-f]{32}", value) for value in result["partialFingerprints"].values())
    fingerprints = [result["partialFingerprints"]["taiyakuFinding/v1"] for result in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)
    return dict(run)


def test_sarif_of_the_real_package(real: Report, language: str) -> None:
    said = messages(language)
    run = sarif(real, language)
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
    results = sarif(judged(finding(), finding(line=5, waived="the name is the same")))["results"]
    assert "suppressions" not in results[0]
    assert results[1]["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "the name is the same"}]


def test_sarif_holds_so_many_results_and_says_what_it_left_out(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert as_sarif._MOST == 25_000
    monkeypatch.setattr(as_sarif, "_MOST", 1_000)
    many = [finding(f"{number}", line=number + 1, severity=Severity.NOTE) for number in range(1_005)]
    run = sarif(judged(*many, finding("worst", path="z.csv"), finding("accepted", path="a.csv", waived="known")), language)
    assert len(run["results"]) == 1_000
    assert run["results"][-1]["message"]["text"] == "worst is odd"
    assert not any("suppressions" in result for result in run["results"])
    ((notification,),) = [invocation["toolExecutionNotifications"] for invocation in run["invocations"]]
    assert notification["level"] == "warning"
    assert {"1,000", "7"} <= set(re.findall(r"[\d,]+", notification["message"]["text"]))
    assert bool(JAPANESE.search(notification["message"]["text"])) == (language == "ja")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_sarif_of_hostile_values_is_sound(hostile: str) -> None:
    result = sarif(everywhere(hostile))["results"][0]
    assert "](" not in result["message"]["text"].replace("\\](", "")
    assert result["message"]["text"].replace("{{", "{").replace("}}", "}").replace("\\](", "](") == f"{visible(hostile, None)} is odd"


PATHS = {
    "data/月 面.csv": "data/%E6%9C%88%20%E9%9D%A2.csv",
    "/srv/x.csv": "file:///srv/x.csv",
    "a.zip:b%2.csv": "a.zip%3Ab%252.csv",
    "a#b?c.csv": "a%23b%3Fc.csv",
}


@pytest.mark.parametrize("path", PATHS)
def test_sarif_paths_are_uris(path: str) -> None:
    place = sarif(judged(finding(path=path)))["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == PATHS[path]


def test_a_finding_of_an_id_that_no_check_announces_is_not_lost() -> None:
    told = judged(finding(check="never-heard-of"))
    (result,) = sarif(told)["results"]
    assert (result["ruleId"], "ruleIndex" in result) == ("never-heard-of", False)
    assert [case for case, failed in cases(told).items() if failed] == ["never-heard-of"]


# JUnit


def parsed(told: Report, language: str = "en") -> ET.Element:
    """Read a report in JUnit XML by a parser that knows nothing of us."""
    return ET.fromstring(rendered("junit", told, language))  # noqa: S314 -- the text is our own


def cases(told: Report, language: str = "en") -> dict[str, bool]:
    """Read a report in JUnit XML, hold its numbers against each other, and tell which test cases fail."""
    root = parsed(told, language)
    assert root.tag == "testsuites"
    (suite,) = root
    found = suite.findall("testcase")
    failures = suite.findall("testcase/failure")
    assert [each.get("type") in ("error", "warning", "note") for each in failures] == [True] * len(failures)
    for element in (root, suite):
        assert {name: element.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
            "tests": str(len(found)),
            "failures": str(len(failures)),
            "errors": "0",
            "skipped": "0",
        }
    properties = {str(each.get("name")): int(str(each.get("value"))) for each in suite.iter("property")}
    assert properties == {**totals(told), "files": told.files}
    lines = [line for each in failures for line in str(each.text).split("\n")]
    assert len(lines) == len(told.open)
    waived = [line for each in suite.iter("system-out") for line in str(each.text).split("\n")]
    assert len(waived) == len(told.findings) - len(told.open)
    return {str(case.get("name")): case.find("failure") is not None for case in found}


def test_junit_of_the_real_package_has_a_case_for_every_check(real: Report, language: str) -> None:
    found = cases(real, language)
    assert list(found) == list(report.catalogue())
    failing = {name for name, each in report.catalogue().items() if {finding.check for finding in real.open} & {name, *each.family}}
    assert {name for name, failed in found.items() if failed} == failing


def test_junit_tells_the_message_and_all_places() -> None:
    told = judged(finding(line=2), finding(line=7), finding(line=8, waived="known"), finding(check="of-family", severity=Severity.ERROR))
    asked = (check(), check("text-even", family={"of-family": "{text} is odd"}), check("silent"))
    told = Report(told.package, told.shown, told.findings, 3, asked)
    assert cases(told) == {"text-odd": True, "text-even": True, "silent": False}
    case = next(parsed(told).iter("testcase"))
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == "2 errors: moon is odd"
    assert failure.text == "items.csv:2:3: error: moon is odd [text-odd]\nitems.csv:7:3: error: moon is odd [text-odd]"
    assert case.findtext("system-out") == "items.csv:8:3: waived: moon is odd (accepted: known) [text-odd]"


def test_junit_of_waived_findings_passes() -> None:
    assert cases(judged(finding(waived="known"))) == {"text-odd": False, "text-even": False}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_junit_of_hostile_values_is_readable(hostile: str) -> None:
    told = everywhere(hostile)
    assert cases(told) == {"text-odd": True, "text-even": False}
    (suite,) = parsed(told)
    assert suite.get("name") == visible(hostile, None)
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == f"1 error: {visible(hostile, None)} is odd"


@given(st.text(st.characters(), max_size=40))
def test_junit_of_any_value_is_readable(text: str) -> None:
    told = everywhere(text)
    (suite,) = parsed(told)
    assert suite.get("failures") == "1"


# GitLab


def gitlab(told: Report, language: str = "en") -> list[dict[str, Any]]:
    """Read a report for GitLab, and hold it against what GitLab asks of every entry."""
    entries: list[dict[str, Any]] = json.loads(rendered("gitlab", told, language))
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["description"]
        assert entry["location"]["path"]
        assert entry["location"]["lines"]["begin"] >= 1
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    return entries


def test_gitlab_of_the_real_package(real: Report, language: str) -> None:
    entries = gitlab(real, language)
    assert [entry["check_name"] for entry in entries] == [each.check for each in real.open]
    assert [entry["location"]["path"] for entry in entries] == [each.problem.where.path for each in real.open]
    assert not any(entry["location"]["path"].startswith(("/", "./")) for entry in entries)


def test_gitlab_leaves_out_what_is_waived_and_weighs_the_rest() -> None:
    told = judged(finding(waived="known"), *(finding(line=0, severity=severity, path=f"{severity}.csv") for severity in Severity))
    assert [entry["severity"] for entry in gitlab(told)] == ["info", "minor", "major"]
    assert [entry["location"]["lines"]["begin"] for entry in gitlab(told)] == [1, 1, 1]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_gitlab_of_hostile_values_is_sound(hostile: str) -> None:
    (entry,) = gitlab(everywhere(hostile))
    assert entry["location"]["path"] == hostile
    assert entry["description"] == f"{visible(hostile, None)} is odd"


def marks(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Give check, path and fingerprint of the open findings, by both formats that have them."""
    told = report.judge(loaders.load(str(folder)))
    by_sarif = [result["partialFingerprints"]["primaryLocationLineHash"] for result in sarif(told)["results"] if "suppressions" not in result]
    entries = gitlab(told)
    assert [entry["fingerprint"] for entry in entries] == by_sarif
    return ((entry["check_name"], entry["location"]["path"], entry["fingerprint"]) for entry in entries)


def test_fingerprints_stay_when_lines_move(damaged: Path) -> None:
    before = list(marks(damaged))
    lines = {each.problem.where for each in report.judge(loaders.load(str(damaged))).findings}
    path = damaged / "datapackage" / "data" / "items.ja.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, rows[-1], *rows[:-1]]), encoding="utf-8", newline="")
    assert lines != {each.problem.where for each in report.judge(loaders.load(str(damaged))).findings}
    assert set(marks(damaged)) == set(before)
    path.write_text("".join([header, "\n", *rows]), encoding="utf-8", newline="")
    more = set(marks(damaged)) - set(before)
    assert set(before) <= set(marks(damaged))
    assert {name for name, _path, _mark in more} == {"blank-row", "primary-key"}


def test_fingerprints_tell_findings_of_the_same_cell_apart() -> None:
    same = [finding(text, table="items", id="moon", field="title", language="en") for text in ("a", "b", "a")]
    first, second = gitlab(judged(*same)), gitlab(judged(*(finding("a", line=8, table="items", id="moon", field="title", language="en") for _n in range(3))))
    assert [entry["fingerprint"] for entry in first] == [entry["fingerprint"] for entry in second]
    for other in ({"table": "x"}, {"id": "x"}, {"field": "x"}, {"language": "ja"}, {"path": "x"}, {"check": "x"}):
        (entry,) = gitlab(judged(finding(**{"table": "items", "id": "moon", "field": "title", "language": "en", **other})))  # type: ignore[arg-type]
        assert entry["fingerprint"] not in {each["fingerprint"] for each in first}


def test_a_waiver_renames_no_other_finding() -> None:
    both, one = gitlab(judged(finding(line=2), finding(line=3))), gitlab(judged(finding(line=2, waived="known"), finding(line=3)))
    assert one[0]["fingerprint"] == both[1]["fingerprint"]


def test_renderers_are_pure() -> None:
    for module in (as_github, as_gitlab, as_junit, as_markdown, as_sarif):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert not re.search(r"^\s*(?:import|from) (?:os|pathlib|sys|time|datetime|socket|urllib|random|locale)\b", source, re.MULTILINE)
