"""Plain text for a person at a terminal, one finding or change a line."""

from collections.abc import Iterator

from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Change, Changes, Finding, Report, Severity
from taiyaku.renderers import Renderer

WORDS = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.NOTE: _("note")}
_ACTIONS = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
_CONCERNS = {
    "record": _("record"),
    "fact": _("fact"),
    "source-text": _("source text"),
    "translation": _("translation"),
    "table": _("table"),
    "field": _("field"),
}


def report(judged: Report, said: Messages) -> str:
    """Give one line a finding (``path:line:column: severity: message [check]``), then the totals."""
    return "".join(f"{line}\n" for line in _report(judged, said))


def _report(judged: Report, said: Messages) -> Iterator[str]:
    for finding in judged.findings:
        yield _finding(finding, said)
    errors, warnings, notes = (judged.count(severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE))
    waived = len(judged.findings) - len(judged.open)
    parts = [
        said.count(_("{n} error"), _("{n} errors"), errors),
        said.count(_("{n} warning"), _("{n} warnings"), warnings),
        said.count(_("{n} note"), _("{n} notes"), notes),
    ]
    if waived:
        parts.append(said.count(_("{n} waived"), _("{n} waived"), waived))
    files = said.count(_("{n} file"), _("{n} files"), judged.files)
    checks = said.count(_("{n} check"), _("{n} checks"), judged.checks)
    judged_what = said.text(_(" ({files}, {checks})"), {"files": files, "checks": checks})
    yield f"{visible(judged.package)}: {said.text(_(', ')).join(parts)}{judged_what}"


def _finding(finding: Finding, said: Messages) -> str:
    at, problem = finding.problem.where, finding.problem
    place = ":".join([visible(at.path, None), *(str(part) for part in (at.line, at.column) if part)])
    word = said.text(_("waived")) if finding.waived else said.text(WORDS[finding.severity])
    message = said.text(finding.says, problem.values)
    reason = said.text(_(" (accepted: {reason})"), {"reason": finding.waived}) if finding.waived else ""
    return f"{place}: {word}: {message}{reason} [{finding.check}]"


def changes(told: Changes, said: Messages) -> str:
    """Give one line a change, old and new texts below it, then the totals."""
    return "".join(f"{line}\n" for line in _changes(told, said))


def _changes(told: Changes, said: Messages) -> Iterator[str]:
    for change in told.changes:
        yield _change(change, said)
        if change.action == "changed":
            yield f"    - {visible(change.old, None)}"
            yield f"    + {visible(change.new, None)}"
    counts = {action: told.count(action) for action in _ACTIONS}
    parts = [f"{number:,} {said.text(word)}" for number, word in zip(counts.values(), _ACTIONS.values(), strict=True) if number]
    stale = sum(change.stale for change in told.changes)
    if stale:
        parts.append(said.count(_("{n} left behind in the other language"), _("{n} left behind in the other language"), stale))
    yield f"{visible(told.old)} → {visible(told.new)}: {said.text(_(', ')).join(parts) or said.text(_('no differences'))}"


def _change(change: Change, said: Messages) -> str:
    place = "/".join(visible(part) for part in (change.table, change.id) if part)
    field = f"#{visible(change.field)}" if change.field else ""
    language = f" ({visible(change.language)})" if change.language else ""
    stale = said.text(_("; the other language stayed as it was")) if change.stale else ""
    return f"{said.text(_ACTIONS[change.action])}: {place}{field}{language}: {said.text(_CONCERNS[change.concerns])}{stale}"


RENDERER = Renderer("text", _("plain text, one line a finding"), report, changes)
