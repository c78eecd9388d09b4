r"""Workflow commands of GitHub Actions: the worst findings as annotations, then all of them as text.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import re
from collections.abc import Iterator

from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Finding, Report, Severity
from taiyaku.renderers import Renderer, as_text
from taiyaku.renderers._findings import worst

_ANNOTATED = (Severity.ERROR, Severity.WARNING)
_MOST = 10
"""Annotations of each kind that GitHub shows of one step."""
_COMMAND = re.compile(r"##(?=\w*\[)")
"""How commands of the older GitHub form and of Azure Pipelines begin, anywhere in a line."""


def report(judged: Report, said: Messages) -> str:
    """Give annotations of the worst errors and warnings, how many findings have none, then the report as text."""
    return "".join(f"{line}\n" for line in _report(judged, said))


def _report(judged: Report, said: Messages) -> Iterator[str]:
    annotated = [finding for severity in _ANNOTATED for finding in [each for each in worst(judged.open) if each.severity is severity][:_MOST]]
    for finding in annotated:
        yield _annotation(finding, said)
    rest = len(judged.open) - len(annotated)
    if rest:
        one = _("GitHub shows at most 10 errors and 10 warnings as annotations; {n} finding stands in this log only")
        many = _("GitHub shows at most 10 errors and 10 warnings as annotations; {n} findings stand in this log only")
        yield said.count(one, many, rest)
    for finding in judged.findings:
        yield _plain(as_text.line(finding, said))
    yield _plain(as_text.totals(judged, said))


def _annotation(finding: Finding, said: Messages) -> str:
    at = finding.problem.where
    told = {"file": visible(at.path, None), "line": at.line, "col": at.column, "title": finding.check}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in told.items() if value)
    message = _data(said.text(finding.says, finding.problem.values))
    return _COMMAND.sub(r"#\\u{23}", f"::{finding.severity.word} {properties}::{message}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(line: str) -> str:
    """Make sure that a line of text is no command, whatever path or name it begins with."""
    if line.lstrip().startswith("::"):
        line = line.replace(":", r"\u{3A}", 1)
    return _COMMAND.sub(r"#\\u{23}", line)


RENDERER = Renderer("github", _("annotations of GitHub Actions, then plain text"), report)
