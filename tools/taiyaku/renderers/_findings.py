"""What several formats need to know of findings: which to show where not all can be, where they stand, and which are the same in another run."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from taiyaku.model import Check, Finding, Problem, Report

ROOM = 4_500_000
"""Bytes of findings in one report: enough for a person, and little enough for every service that takes reports."""


def by_weight(findings: Sequence[Finding]) -> list[int]:
    """Give the indexes of findings, what weighs most first, what is waived last.

    Among those that weigh the same the checks take turns, each in the order given, so that a
    flood of one does not hide the others.
    """
    turns: Counter[tuple[str, bool]] = Counter()
    weights: list[tuple[bool, int, int, int]] = []
    for at, finding in enumerate(findings):
        waived = bool(finding.waived)
        weights.append((waived, -finding.severity, turns[finding.check, waived], at))
        turns[finding.check, waived] += 1
    return [at for *_weight, at in sorted(weights)]


def ranked(findings: Sequence[Finding]) -> list[int]:
    """Give the indexes of findings in the order in which they are to be shown: first one of each check, then by weight."""
    order = by_weight(findings)
    first: dict[str, int] = {}
    for at in order:
        first.setdefault(findings[at].check, at)
    return list(dict.fromkeys([*first.values(), *order]))


def fitting(findings: Sequence[Finding], write: Callable[[int], str], most: int, room: int = ROOM) -> dict[int, str]:
    """Write the findings that a report has room for, by index and in the order given.

    The first ``most`` as ranked are written, as long as they come to no more than ``room``
    bytes; one that is too large does not stand in the way of the next.
    """
    written: dict[int, str] = {}
    for at in ranked(findings)[:most]:
        text = write(at)
        size = len(text.encode())
        if size <= room:
            room -= size
            written[at] = text
    return dict(sorted(written.items()))


def heaviest(findings: Sequence[Finding]) -> Finding:
    """Give the first of those that weigh most; a waived one only where all are."""
    return min(findings, key=lambda each: (bool(each.waived), -each.severity))


def amount(findings: Iterable[Finding]) -> int:
    """Count what findings stand for: one may speak for many places."""
    return sum(finding.problem.count for finding in findings)


def by_check(judged: Report) -> Counter[str]:
    """Count all findings by check, those that are waived too."""
    counts: Counter[str] = Counter()
    for finding in judged.findings:
        counts[finding.check] += finding.problem.count
    return counts


def owners(judged: Report) -> dict[str, Check]:
    """Give the check behind every id that a finding may have: the checks asked and their families."""
    return {name: check for check in judged.asked for name in (check.id, *check.family)}


def subject(problem: Problem) -> str:
    """Name the record, field and language that a problem is about, as the translators' files do: ``items/moon#title (ja)``; empty where there is neither."""
    if not problem.id and not problem.field:
        return ""
    record = "/".join(part for part in (problem.table, problem.id) if part)
    field = f"#{problem.field}" if problem.field else ""
    language = f" ({problem.language})" if problem.language else ""
    return f"{record}{field}{language}"


def fingerprints(judged: Report) -> Callable[[int], str]:
    """Give a function from the index of a finding to a name of its own that is the same in another run, wherever its line has moved to.

    The name stands for check, table, record, field, language and path; among findings that
    agree in all of these, also for which of them it is in the order of the report.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    turns: list[int] = []
    for finding in judged.findings:
        key = _key(finding)
        turns.append(seen[key])
        seen[key] += 1

    def fingerprint(at: int) -> str:
        finding = judged.findings[at]
        check, table, record, field, language, path = _key(finding)
        key = json.dumps([check, table, record, field, language, judged.in_repository(path)])
        return hashlib.sha256(f"{key}{turns[at]}".encode()).hexdigest()[:32]

    return fingerprint


def _key(finding: Finding) -> tuple[str, ...]:
    at = finding.problem
    return (finding.check, at.table, at.id, at.field, at.language, at.where.path)
