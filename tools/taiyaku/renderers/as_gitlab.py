"""Code Quality of GitLab: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from taiyaku.i18n import Messages, _
from taiyaku.model import Finding, Json, Report, Severity
from taiyaku.renderers import Renderer, as_text
from taiyaku.renderers._findings import amount, fingerprints, fitting
from taiyaku.renderers.as_json import dumped

_MOST = 5_000
"""Entries; what is left out is counted in one more."""
_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def report(judged: Report, said: Messages) -> str:
    """Give the open findings; a waived one is left out, as the format has no word for it. A cut is an entry of its own."""
    fingerprint = fingerprints(judged)
    open_ = [at for at, finding in enumerate(judged.findings) if not finding.waived]
    findings = [judged.findings[at] for at in open_]
    shown = fitting(findings, lambda at: dumped(_entry(findings[at], fingerprint(open_[at]), judged, said)), _MOST)
    entries = list(shown.values())
    left = amount(findings) - len(shown)
    if left:
        text = said.count(_("{n} more finding is not shown here"), _("{n} more findings are not shown here"), left)
        place = {"path": judged.in_repository(findings[0].problem.where.path), "lines": {"begin": 1}}
        entries.append(dumped({"description": text, "check_name": "cut", "fingerprint": "0" * 32, "severity": "info", "location": place}))
    return "[" + ",".join(f"\n  {entry}" for entry in entries) + "\n]\n"


def _entry(finding: Finding, fingerprint: str, judged: Report, said: Messages) -> Json:
    at = finding.problem.where
    return {
        "description": as_text.told(finding, said),
        "check_name": finding.check,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": judged.in_repository(at.path), "lines": {"begin": max(1, at.line)}},
    }


RENDERER = Renderer("gitlab", _("Code Quality JSON of GitLab"), report)
