"""Workflow commands of GitHub Actions: the worst findings as annotations, then the report as text.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator

from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Finding, Report, Severity
from taiyaku.renderers import Renderer, as_text
from taiyaku.renderers._findings import amount, by_weight

_MOST = 10
"""Annotations of each kind that GitHub shows of one step; more would be dropped in silence."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def report(judged: Report, said: Messages) -> str:
    """Give annotations of the worst findings, how many have none, then the report as text."""
    return "".join(f"{line}\n" for line in _annotations(judged, said)) + as_text.report(judged, said)


def _annotations(judged: Report, said: Messages) -> Iterator[str]:
    annotated = [judged.findings[at] for at in by_weight(judged.findings)[:_MOST] if not judged.findings[at].waived]
    for finding in annotated:
        yield _annotation(finding, judged, said)
    rest = amount(judged.findings) - judged.waived - len(annotated)
    if rest:
        one = _("GitHub shows few annotations, so the {most} worst findings have one; {n} more finding counts below")
        many = _("GitHub shows few annotations, so the {most} worst findings have one; {n} more findings count below")
        yield said.count(one, many, rest, {"most": _MOST})


def _annotation(finding: Finding, judged: Report, said: Messages) -> str:
    at = finding.problem.where
    told = {"file": visible(judged.in_repository(at.path), None), "line": at.line, "col": at.column, "title": finding.check}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in told.items() if value)
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(as_text.harmless(as_text.told(finding, said)))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(as_text.harmless(text)).replace(":", "%3A").replace(",", "%2C")


RENDERER = Renderer("github", _("annotations of GitHub Actions, then plain text"), report)
