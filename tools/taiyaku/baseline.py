"""Findings that stood before and are accepted for now: what names them, and the file that lists them.

One JSON object a line, sorted, without line numbers: an edit further up changes nothing, and two
branches that each settle a finding merge without a conflict.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from taiyaku.errors import WrongUsage
from taiyaku.i18n import _, hidden
from taiyaku.model import Finding, Json, Package


class Key(NamedTuple):
    """What a finding is known by in another run and another version of the data."""

    check: str
    file: str
    """Path inside the project."""
    table: str = ""
    record: str = ""
    field: str = ""
    language: str = ""


def counted(findings: Iterable[Finding], package: Package) -> Counter[Key]:
    """Count the open findings by what they are known by."""
    counts: Counter[Key] = Counter()
    for finding in findings:
        if not finding.waived:
            counts[_key(finding, package)] += finding.problem.count
    return counts


def split(findings: Iterable[Finding], package: Package, known: Mapping[Key, int]) -> tuple[list[Finding], Counter[Key]]:
    """Part the findings that are new from those that are known; give the new ones, and what of the known is no more.

    Of several that are known by the same name, the last are the new ones: nothing tells them apart.
    """
    left, new = Counter(known), list[Finding]()
    for finding in findings:
        key = _key(finding, package)
        if left[key] >= finding.problem.count and not finding.waived:
            left[key] -= finding.problem.count
        else:
            new.append(finding)
    return new, +left


def _key(finding: Finding, package: Package) -> Key:
    at = finding.problem
    return Key(finding.check, package.inside(at.where.path), at.table, at.id, at.field, at.language)


def parse(content: bytes, path: str) -> Counter[Key]:
    """Read a baseline (``schemas/baseline.schema.json``); raises WrongUsage with the line that is none of its entries."""
    known: Counter[Key] = Counter()
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n") if content else (), 1):
        try:
            key, count = _entry(json.loads(line.decode()))
        except (ValueError, RecursionError):
            raise WrongUsage(
                _("{path}, line {line}: this is no entry of a baseline; write the file anew with --write-baseline"), path=path, line=number
            ) from None
        if key in known:
            raise WrongUsage(_("{path}, line {line}: this entry stands twice; write the file anew with --write-baseline"), path=path, line=number)
        known[key] = count
    return known


def _entry(entry: Json) -> tuple[Key, int]:
    if not isinstance(entry, dict) or not {"check", "file", "count"} <= set(entry) <= {*Key._fields, "count"}:
        raise ValueError
    count, parts = entry["count"], {name: value for name, value in entry.items() if name != "count"}
    if type(count) is not int or count < 1 or not all(isinstance(value, str) and value for value in parts.values()):
        raise ValueError
    return Key(**parts), count


def written(known: Mapping[Key, int]) -> bytes:
    """Write a baseline; what cannot be seen stands as an escape."""
    lines: list[str] = []
    for key, count in sorted(known.items()):
        text = json.dumps({**{name: value for name, value in key._asdict().items() if value}, "count": count}, ensure_ascii=False)
        lines.append("".join(json.dumps(char)[1:-1] if hidden(char) else char for char in text) + "\n")
    return "".join(lines).encode()
