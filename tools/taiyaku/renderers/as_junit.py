"""JUnit XML, which most build servers show: one test case a check.

What XML 1.0 cannot hold is written visibly, so that no value from data makes the file unreadable:
a file that cannot be read counts as no failures at many servers. Elements and attributes are those of
the schema that Jenkins and pytest use (``junit-10.xsd``).
"""

from collections.abc import Iterator, Sequence
from html import escape

from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Finding, Report, Severity
from taiyaku.renderers import Renderer, as_text
from taiyaku.renderers._findings import amount, fitting, heaviest, owners


def report(judged: Report, said: Messages) -> str:
    """Give one test case for every check asked; it fails where an open finding weighs enough to fail the run, and what else it found stands in its output."""
    return "".join(f"{line}\n" for line in _report(judged, said))


def _report(judged: Report, said: Messages) -> Iterator[str]:
    owner = owners(judged)
    cases: dict[str, list[int]] = {check.id: [] for check in judged.asked}
    for at, finding in enumerate(judged.findings):
        name = owner[finding.check].id if finding.check in owner else finding.check
        cases.setdefault(name, []).append(at)
    shown = fitting(judged.findings, lambda at: _xml(as_text.line(judged.findings[at], said)), as_text.MOST)
    failures = sum(any(_fails(judged.findings[at], judged) for at in found) for found in cases.values())
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" time="0"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="taiyaku" {counts}>'
    yield f'  <testsuite name="{_xml(visible(judged.package))}" {counts} skipped="0">'
    yield "    <properties>"
    totals = {severity.word: judged.count(severity) for severity in sorted(Severity, reverse=True)}
    for word, number in {**totals, "waived": judged.waived, "accepted": judged.accepted, "older": judged.older, "files": judged.files}.items():
        yield f'      <property name="{word}" value="{number}"/>'
    yield "    </properties>"
    for name, found in cases.items():
        opening = f'    <testcase classname="taiyaku" name="{_xml(name)}" time="0"'
        if found:
            yield f"{opening}>"
            failing = [at for at in found if _fails(judged.findings[at], judged)]
            if failing:
                yield f"      {_failure([judged.findings[at] for at in failing], _lines(judged.findings, failing, shown, said), said)}"
            others = [at for at in found if not _fails(judged.findings[at], judged)]
            if others:
                yield f"      <system-out>{_lines(judged.findings, others, shown, said)}</system-out>"
            yield "    </testcase>"
        else:
            yield f"{opening}/>"
    yield "  </testsuite>"
    yield "</testsuites>"


def _fails(finding: Finding, judged: Report) -> bool:
    return not finding.waived and finding.severity >= judged.fails_at


def _failure(failing: Sequence[Finding], lines: str, said: Messages) -> str:
    worst = heaviest(failing)
    many = said.count(_("{n} finding"), _("{n} findings"), amount(failing))
    return f'<failure type="{worst.severity.word}" message="{_xml(f"{many}: {as_text.message(worst, said)}")}">{lines}</failure>'


def _lines(findings: Sequence[Finding], found: Sequence[int], shown: dict[int, str], said: Messages) -> str:
    lines = [shown[at] for at in found if at in shown]
    left = amount(findings[at] for at in found) - len(lines)
    if left:
        lines.append(said.count(_("{n} more finding is not shown here"), _("{n} more findings are not shown here"), left))
    return "\n".join(lines)


def _xml(text: str) -> str:
    """Write text as XML: nothing that steers, no surrogates, no noncharacters, markup as references."""
    return escape(as_text.harmless(visible(text, None)))


RENDERER = Renderer("junit", _("JUnit XML, one test case a check"), report)
