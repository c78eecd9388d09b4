"""What several formats need to know of findings: which weigh most, which check they are of, and which are the same in another run."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from taiyaku.model import Check, Finding, Report


def worst(findings: Iterable[Finding]) -> list[Finding]:
    """Put what weighs most first and what is waived last, otherwise by place; where a format must cut, it cuts from the end."""
    return sorted(findings, key=lambda each: (bool(each.waived), -each.severity))


def owners(judged: Report) -> dict[str, Check]:
    """Give the check behind every id that a finding may have: the checks asked and their families."""
    return {name: check for check in judged.asked for name in (check.id, *check.family)}


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """Give each finding a name of its own that is the same in another run, wherever its line has moved to.

    It stands for check, table, record, field, language and path; among findings that agree in
    all of these, also for which of them it is in the order of the report.
    """
    seen: Counter[str] = Counter()
    names: list[str] = []
    for finding in findings:
        at = finding.problem
        key = json.dumps([finding.check, at.table, at.id, at.field, at.language, at.where.path])
        names.append(hashlib.sha256(f"{key}{seen[key]}".encode()).hexdigest()[:32])
        seen[key] += 1
    return names
