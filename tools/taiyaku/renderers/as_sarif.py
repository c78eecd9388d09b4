"""SARIF 2.1.0, which code scanning services read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""

import re

from taiyaku import __version__
from taiyaku.i18n import Messages, _, fill, visible
from taiyaku.model import Check, Json, Report, Severity, Where
from taiyaku.renderers import Renderer, as_text
from taiyaku.renderers._findings import amount, fingerprints, fitting, owners, subject
from taiyaku.renderers.as_json import dumped, with_lists

_MOST = 5_000
"""Results of one run that GitHub shows; it refuses a file with more than 25,000 as a whole."""
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def report(judged: Report, said: Messages) -> str:
    """Give one run with the checks as rules and the findings as results, sorted by place, the waived ones as suppressed."""
    rules = [_rule(name, check, said) for name, check in owners(judged).items()]
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    fingerprint = fingerprints(judged)
    shown = fitting(judged.findings, lambda at: dumped(_result(judged, at, fingerprint(at), index, said)), _MOST)
    invocation: dict[str, Json] = {"executionSuccessful": True}
    left = amount(judged.findings) - len(shown)
    if left:
        one = _("this file holds the worst {kept} findings; {n} more is left out")
        many = _("this file holds the worst {kept} findings; {n} more are left out")
        text = said.count(one, many, left, {"kept": f"{len(shown):,}"})
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": _message(text)}]
    head = {
        "tool": {"driver": {"name": "taiyaku", "version": __version__, "rules": rules}},
        "language": said.language,
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
    }
    run = with_lists(head, {"results": shown.values()}).rstrip()
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"}
    return with_lists(log, {"runs": [run]})


def _rule(name: str, check: Check, said: Messages) -> dict[str, Json]:
    says = said.text(check.family.get(name, check.says))
    blank = dict.fromkeys(re.findall(r"\{(\w+)\}", says), "…")
    example = said.text(as_text.EXPLAINED, {"check": name})
    return {
        "id": name,
        "shortDescription": _message(fill(says, blank)),
        "fullDescription": _message(said.text(check.why)),
        "help": _message(f"{said.text(check.why)}\n{example}"),
        "defaultConfiguration": {"level": _level(check.severity)},
    }


def _result(judged: Report, at: int, fingerprint: str, index: dict[str, int], said: Messages) -> dict[str, Json]:
    finding = judged.findings[at]
    location = _location(finding.problem.where, judged)
    about = visible(subject(finding.problem))
    if about:
        location["logicalLocations"] = [{"fullyQualifiedName": about}]
    told: dict[str, Json] = {"ruleId": finding.check}
    if finding.check in index:
        told["ruleIndex"] = index[finding.check]
    told |= {
        "level": _level(finding.severity),
        "message": _message(said.text(finding.says, finding.problem.values)),
        "locations": [location],
        # The second name is the one that GitHub reads; left to itself, it would follow lines instead of records.
        "partialFingerprints": {"taiyakuFinding/v1": fingerprint, "primaryLocationLineHash": fingerprint},
    }
    if finding.problem.count > 1:
        told["occurrenceCount"] = finding.problem.count
    if finding.problem.also:
        told["relatedLocations"] = [{"id": number, **_location(each, judged)} for number, each in enumerate(dict.fromkeys(finding.problem.also), 1)]
    if finding.waived:
        told["suppressions"] = [{"kind": "external", "status": "accepted", "justification": visible(finding.waived, None)}]
    return told


def _location(where: Where, judged: Report) -> dict[str, Json]:
    place: dict[str, Json] = {"artifactLocation": {"uri": _uri(judged.in_repository(where.path))}}
    if where.line:
        place["region"] = {"startLine": where.line, **({"startColumn": where.column} if where.column else {})}
    return {"physicalLocation": place}


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
