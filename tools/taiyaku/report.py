"""From a package to a report: run every check, apply the waivers, sort."""

from collections.abc import Mapping

from taiyaku import checks, registry, waivers
from taiyaku.model import Check, Finding, Package, Problem, Report


def catalogue() -> dict[str, Check]:
    """Give every check, by id."""
    return registry.collect(checks, Check)


def judge(package: Package, asked: Mapping[str, Check] | None = None) -> Report:
    """Ask every check (or those given) about a package."""
    asked = catalogue() if asked is None else asked
    findings = [_finding(check, problem) for check in asked.values() if check.run for problem in check.run(package)]
    reviews = [_finding(check, problem) for check in asked.values() if check.review for problem in check.review(package, findings)]
    valid = [waiver for waiver in waivers.read(package) if not waivers.expired(waiver, package)]
    settled = [_waived(finding, next((each.reason for each in valid if waivers.accepts(each, finding)), "")) for finding in findings + reviews]
    read = len(package.tables) + len(package.read) + sum(each is not None for each in (package.glossary, package.waivers)) + len(package.catalogues) + 1
    return Report(package.name, package.shown, tuple(sorted(settled, key=lambda each: each.order)), read, tuple(asked.values()))


def _finding(check: Check, problem: Problem) -> Finding:
    says = check.family.get(problem.kind, check.says)
    return Finding(problem.kind or check.id, check.severity, says, problem)


def _waived(finding: Finding, reason: str) -> Finding:
    return Finding(finding.check, finding.severity, finding.says, finding.problem, reason) if reason else finding
