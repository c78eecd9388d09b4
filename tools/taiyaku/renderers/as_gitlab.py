"""Code Quality of GitLab: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from taiyaku.i18n import Messages, _
from taiyaku.model import Json, Report, Severity
from taiyaku.renderers import Renderer
from taiyaku.renderers._findings import fingerprints
from taiyaku.renderers.as_json import dumped

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def report(judged: Report, said: Messages) -> str:
    """Give the open findings; a waived one is left out, as the format has no word for it."""
    told: list[Json] = [
        {
            "description": said.text(finding.says, finding.problem.values),
            "check_name": finding.check,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": finding.problem.where.path, "lines": {"begin": max(1, finding.problem.where.line)}},
        }
        for finding, fingerprint in zip(judged.findings, fingerprints(judged.findings), strict=True)
        if not finding.waived
    ]
    return dumped(told)


RENDERER = Renderer("gitlab", _("Code Quality JSON of GitLab"), report)
