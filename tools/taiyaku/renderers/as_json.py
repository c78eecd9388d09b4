"""JSON for machines, by ``schemas/report.schema.json`` and ``schemas/changes.schema.json``."""

import json
from dataclasses import asdict

from taiyaku import __version__
from taiyaku.i18n import Messages, _, hidden
from taiyaku.model import Changes, Finding, Json, Report, Severity
from taiyaku.renderers import Renderer


def report(judged: Report, said: Messages) -> str:
    """Give the whole report as one JSON object; messages are in the reader's language, values are raw."""
    totals = {severity.word: judged.count(severity) for severity in sorted(Severity, reverse=True)}
    return dumped(
        {
            "tool": {"name": "taiyaku", "version": __version__},
            "language": said.language,
            "package": judged.package,
            "source": judged.shown,
            "totals": {**totals, "waived": len(judged.findings) - len(judged.open), "files": judged.files, "checks": judged.checks},
            "findings": [_finding(finding, said) for finding in judged.findings],
        }
    )


def _finding(finding: Finding, said: Messages) -> dict[str, Json]:
    problem = finding.problem
    told: dict[str, Json] = {
        "check": finding.check,
        "severity": finding.severity.word,
        "path": problem.where.path,
        "line": problem.where.line or None,
        "column": problem.where.column or None,
        "table": problem.table,
        "id": problem.id,
        "field": problem.field,
        "language": problem.language,
        "message": said.text(finding.says, problem.values),
        "values": {name: str(said.said(value)) for name, value in problem.values.items()},
        "waived": finding.waived,
    }
    return {name: value for name, value in told.items() if value not in ("", None)}


def changes(told: Changes, said: Messages) -> str:
    """Give all changes as one JSON object; texts are raw and whole."""
    return dumped(
        {
            "tool": {"name": "taiyaku", "version": __version__},
            "language": said.language,
            "old": told.old,
            "new": told.new,
            "totals": {action: told.count(action) for action in ("added", "removed", "changed")},
            "changes": [{name: value for name, value in asdict(change).items() if value not in ("", False)} for change in told.changes],
        }
    )


def dumped(value: Json) -> str:
    """Write JSON with what cannot be seen as escapes: the same values, and nothing that steers a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "".join(json.dumps(char)[1:-1] if char != "\n" and hidden(char) else char for char in text) + "\n"


RENDERER = Renderer("json", _("JSON, by the published schema"), report, changes)
