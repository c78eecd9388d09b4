"""Plain text for a person at a terminal, one finding or change a line."""

from collections.abc import Iterator

from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Change, Changes, Finding, Report, Severity
from taiyaku.renderers import Renderer

WORDS = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.NOTE: _("note")}
ACTIONS = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
_COUNTS = {"added": _("{n} added"), "removed": _("{n} removed"), "changed": _("{n} changed")}
_CONCERNS = {
    "record": _("record"),
    "fact": _("fact"),
    "source-text": _("source text"),
    "translation": _("translation"),
    "table": _("table"),
    "field": _("field"),
}
_WEIGHED: dict[Severity | None, tuple[str, str]] = {
    Severity.ERROR: (_("{n} error"), _("{n} errors")),
    Severity.WARNING: (_("{n} warning"), _("{n} warnings")),
    Severity.NOTE: (_("{n} note"), _("{n} notes")),
    None: (_("{n} waived"), _("{n} waived")),
}


def report(judged: Report, said: Messages) -> str:
    """Give one line a finding (``path:line:column: severity: message [check]``), then the totals."""
    return "".join(f"{each}\n" for each in _report(judged, said))


def _report(judged: Report, said: Messages) -> Iterator[str]:
    for finding in judged.findings:
        yield line(finding, said)
    yield totals(judged, said)


def totals(judged: Report, said: Messages) -> str:
    """Give the last line of a report: how many findings of each weight, in how much."""
    parts = [counted(severity, judged.count(severity), said) for severity in sorted(Severity, reverse=True)]
    waived = len(judged.findings) - len(judged.open)
    if waived:
        parts.append(counted(None, waived, said))
    files = said.count(_("{n} file"), _("{n} files"), judged.files)
    checks = said.count(_("{n} check"), _("{n} checks"), judged.checks)
    judged_what = said.text(_(" ({files}, {checks})"), {"files": files, "checks": checks})
    return f"{visible(judged.package)}: {said.text(_(', ')).join(parts)}{judged_what}"


def counted(severity: Severity | None, number: int, said: Messages) -> str:
    """Say how many findings of a weight there are; without a weight, how many waived ones."""
    one, many = _WEIGHED[severity]
    return said.count(one, many, number)


def line(finding: Finding, said: Messages) -> str:
    """Give one finding as one line, its place first."""
    at, problem = finding.problem.where, finding.problem
    place = ":".join([visible(at.path, None), *(str(part) for part in (at.line, at.column) if part)])
    message = said.text(finding.says, problem.values)
    reason = said.text(_(" (accepted: {reason})"), {"reason": finding.waived}) if finding.waived else ""
    return f"{place}: {weight(finding, said)}: {message}{reason} [{finding.check}]"


def weight(finding: Finding, said: Messages) -> str:
    """Give the word for how much a finding weighs, or that it is waived."""
    return said.text(_("waived")) if finding.waived else said.text(WORDS[finding.severity])


def changes(told: Changes, said: Messages) -> str:
    """Give one line a change, old and new texts below it, then the totals."""
    return "".join(f"{each}\n" for each in _changes(told, said))


def _changes(told: Changes, said: Messages) -> Iterator[str]:
    for change in told.changes:
        yield _change(change, said)
        if change.action == "changed":
            yield f"    - {visible(change.old, None)}"
            yield f"    + {visible(change.new, None)}"
    parts = [said.count(word, word, number) for action, word in _COUNTS.items() if (number := told.count(action))]
    stale = sum(change.stale for change in told.changes)
    if stale:
        parts.append(said.count(_("{n} left behind in the other language"), _("{n} left behind in the other language"), stale))
    yield f"{visible(told.old)} → {visible(told.new)}: {said.text(_(', ')).join(parts) or said.text(_('no differences'))}"


def kind(change: Change, said: Messages) -> str:
    """Say what kind of thing changed, and whether its other language stayed behind."""
    stale = said.text(_("; the other language stayed as it was")) if change.stale else ""
    return f"{said.text(_CONCERNS[change.concerns])}{stale}"


def _change(change: Change, said: Messages) -> str:
    place = "/".join(visible(part) for part in (change.table, change.id) if part)
    field = f"#{visible(change.field)}" if change.field else ""
    language = f" ({visible(change.language)})" if change.language else ""
    return f"{said.text(ACTIONS[change.action])}: {place}{field}{language}: {kind(change, said)}"


RENDERER = Renderer("text", _("plain text, one line a finding"), report, changes)
