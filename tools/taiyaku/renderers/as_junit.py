"""JUnit XML, which most build servers show: one test case a check.

What XML 1.0 cannot hold is written visibly, so that no value from data makes the file unreadable:
a file that cannot be read counts as no failures at many servers.
"""

from collections.abc import Iterator
from html import escape

from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Finding, Report, Severity
from taiyaku.renderers import Renderer, as_text
from taiyaku.renderers._findings import owners


def report(judged: Report, said: Messages) -> str:
    """Give one test case for every check asked; it fails where it has open findings, of whatever weight."""
    return "".join(f"{line}\n" for line in _report(judged, said))


def _report(judged: Report, said: Messages) -> Iterator[str]:
    owner = owners(judged)
    cases: dict[str, list[Finding]] = {check.id: [] for check in judged.asked}
    for finding in judged.findings:
        name = owner[finding.check].id if finding.check in owner else finding.check
        cases.setdefault(name, []).append(finding)
    failures = sum(any(not each.waived for each in findings) for findings in cases.values())
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="0" time="0"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="taiyaku" {counts}>'
    yield f'  <testsuite name="{_xml(judged.package)}" {counts}>'
    yield "    <properties>"
    totals = {severity.word: judged.count(severity) for severity in sorted(Severity, reverse=True)}
    for word, number in {**totals, "waived": len(judged.findings) - len(judged.open), "files": judged.files}.items():
        yield f'      <property name="{word}" value="{number}"/>'
    yield "    </properties>"
    for name, findings in cases.items():
        yield from _case(name, findings, said)
    yield "  </testsuite>"
    yield "</testsuites>"


def _case(name: str, findings: list[Finding], said: Messages) -> Iterator[str]:
    opening = f'    <testcase classname="taiyaku" name="{_xml(name)}" time="0"'
    if not findings:
        yield f"{opening}/>"
        return
    yield f"{opening}>"
    failing = [finding for finding in findings if not finding.waived]
    if failing:
        first = failing[0]
        message = f"{as_text.counted(first.severity, len(failing), said)}: {said.text(first.says, first.problem.values)}"
        yield f'      <failure type="{first.severity.word}" message="{_xml(message)}">{_lines(failing, said)}</failure>'
    waived = [finding for finding in findings if finding.waived]
    if waived:
        yield f"      <system-out>{_lines(waived, said)}</system-out>"
    yield "    </testcase>"


def _lines(findings: list[Finding], said: Messages) -> str:
    return "\n".join(_xml(as_text.line(finding, said)) for finding in findings)


def _xml(text: str) -> str:
    """Write text as XML: nothing that steers, no surrogates, no noncharacters, markup as references."""
    return escape(visible(text, None))


RENDERER = Renderer("junit", _("JUnit XML, one test case a check"), report)
