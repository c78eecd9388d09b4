"""From a package to a report: run every check, apply the waivers, sort."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from taiyaku import checks, registry, waivers
from taiyaku.model import Check, Finding, Package, Problem, Report, Severity


def catalogue() -> dict[str, Check]:
    """Give every check, by id."""
    return registry.collect(checks, Check)


def judge(
    package: Package,
    asked: Mapping[str, Check] | None = None,
    left_out: Collection[str] = (),
    begun: Callable[[Check, int], None] = lambda _check, _number: None,
) -> Report:
    """Ask every check (or those given) about a package; what is found under the ids left out is not reported.

    ``begun`` is told of each check, and which in the row it is, before it is asked.
    """
    asked = catalogue() if asked is None else asked
    findings: list[Finding] = []
    for number, check in enumerate(asked.values(), 1):
        begun(check, number)
        judged = [_finding(check, problem) for problem in check.run(package)] if check.run else []
        findings += [finding for finding in judged if finding.check not in left_out]
    reviews = [_finding(check, problem) for check in asked.values() if check.review for problem in check.review(package, findings, left_out)]
    valid = [waiver for waiver in waivers.read(package) if not waivers.expired(waiver, package)]
    settled = [_waived(finding, next((each.reason for each in valid if waivers.accepts(each, finding)), "")) for finding in findings + reviews]
    read = len(package.tables) + len(package.read) + 1
    return Report(package.name, package.shown, tuple(sorted(settled, key=lambda each: each.order)), read, tuple(asked.values()))


def frozen(asked: Mapping[str, Check]) -> dict[str, Check]:
    """Give the checks as they are for a package that shall be in sync: what is not carried over yet is an error."""
    return {name: replace(check, severity=Severity.ERROR) if name == "translation-unsynced" else check for name, check in asked.items()}


def _finding(check: Check, problem: Problem) -> Finding:
    says = check.family.get(problem.kind, check.says)
    return Finding(problem.kind or check.id, check.severity, says, problem)


def _waived(finding: Finding, reason: str) -> Finding:
    return Finding(finding.check, finding.severity, finding.says, finding.problem, reason) if reason else finding
