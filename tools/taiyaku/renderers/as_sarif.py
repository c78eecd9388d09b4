"""SARIF 2.1.0, which code scanning services read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""

import re

from taiyaku import __version__
from taiyaku.i18n import Messages, _, fill, visible
from taiyaku.model import Check, Finding, Json, Report, Severity
from taiyaku.renderers import Renderer
from taiyaku.renderers._findings import fingerprints, owners, worst
from taiyaku.renderers.as_json import dumped

_MOST = 25_000
"""Results of one run that GitHub takes; a file with more is refused as a whole."""
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def report(judged: Report, said: Messages) -> str:
    """Give one run with the checks as rules and the findings as results, the waived ones as suppressed."""
    rules = [_rule(name, check, said) for name, check in owners(judged).items()]
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    named = list(zip(judged.findings, fingerprints(judged.findings), strict=True))
    invocation: dict[str, Json] = {"executionSuccessful": True}
    if len(named) > _MOST:
        kept = set(map(id, worst(judged.findings)[:_MOST]))
        one = _("this file holds the worst {kept} findings; {n} more is left out")
        many = _("this file holds the worst {kept} findings; {n} more are left out")
        text = said.count(one, many, len(named) - _MOST, {"kept": f"{_MOST:,}"})
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": _message(text)}]
        named = [each for each in named if id(each[0]) in kept]
    run = {
        "tool": {"driver": {"name": "taiyaku", "version": __version__, "rules": rules}},
        "language": said.language,
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [_result(finding, fingerprint, index, said) for finding, fingerprint in named],
    }
    return dumped({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _rule(name: str, check: Check, said: Messages) -> dict[str, Json]:
    says = said.text(check.family.get(name, check.says))
    blank = dict.fromkeys(re.findall(r"\{(\w+)\}", says), "…")
    example = said.text(_("`taiyaku explain {check}` shows an example of what is wrong and of what is right."), {"check": name})
    return {
        "id": name,
        "shortDescription": _message(fill(says, blank)),
        "fullDescription": _message(said.text(check.why)),
        "help": _message(f"{said.text(check.why)}\n{example}"),
        "defaultConfiguration": {"level": _level(check.severity)},
    }


def _result(finding: Finding, fingerprint: str, index: dict[str, int], said: Messages) -> dict[str, Json]:
    at = finding.problem.where
    place: dict[str, Json] = {"artifactLocation": {"uri": _uri(at.path)}}
    if at.line:
        place["region"] = {"startLine": at.line, **({"startColumn": at.column} if at.column else {})}
    told: dict[str, Json] = {"ruleId": finding.check}
    if finding.check in index:
        told["ruleIndex"] = index[finding.check]
    told |= {
        "level": _level(finding.severity),
        "message": _message(said.text(finding.says, finding.problem.values)),
        "locations": [{"physicalLocation": place}],
        # The second name is the one that GitHub reads; left to itself, it would follow lines instead of records.
        "partialFingerprints": {"taiyakuFinding/v1": fingerprint, "primaryLocationLineHash": fingerprint},
    }
    if finding.waived:
        told["suppressions"] = [{"kind": "external", "status": "accepted", "justification": visible(finding.waived, None)}]
    return told


def _level(severity: Severity) -> str:
    return {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}[severity]


def _message(text: str) -> dict[str, Json]:
    """Write a plain text message: braces doubled (3.11.5), and no brackets that make a link (3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")}


def _uri(path: str) -> str:
    """Write a path as a URI (RFC 3986), relative where the path is."""
    quoted = "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in path.encode("utf-8", "surrogatepass"))
    return f"file://{quoted}" if path.startswith("/") else quoted


RENDERER = Renderer("sarif", _("SARIF 2.1.0, for code scanning"), report)
