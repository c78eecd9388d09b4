"""How far a version must go: what changed in the data, told by the rule of semantic versions.

Removed or renamed records, removed tables or fields and narrowed types break what builds on the data (major); what is added
does not (minor); a corrected fact, text, translation or description is a patch. Before 1.0.0 anything may change (SemVer
2.0.0, 4), and a minor version is enough for what breaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from taiyaku.diff import glossary
from taiyaku.model import Change, Json, Step

SIZES = ("", "patch", "minor", "major")
_VERSION = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_OWN = ("version", "created", glossary.ASPECT)
"""What changes with every release, or is no part of the data."""
_NAMES = ("name", "id")
"""Properties by which others know the package."""
_LEAST = ("minimum", "exclusiveMinimum", "minLength")
_MOST = ("maximum", "exclusiveMaximum", "maxLength")


def step(old: str, new: str, changes: Iterable[Change]) -> Step:
    """Hold two declared versions against what changed between them; where the older is no semantic version, nothing is asked of the newer."""
    needs = max((_needs(change) for change in changes), key=SIZES.index, default="")
    was, now = _numbers(old), _numbers(new)
    if was is None:
        return Step(old, new, needs, "", enough=True)
    least = _raised(was, needs)
    return Step(old, new, needs, ".".join(map(str, least)), enough=now is not None and now >= least)


def _numbers(version: str) -> tuple[int, int, int] | None:
    found = _VERSION.fullmatch(version)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _raised(version: tuple[int, int, int], needs: str) -> tuple[int, int, int]:
    major, minor, patch = version
    if needs == "major" and major:
        return major + 1, 0, 0
    if needs in ("major", "minor"):
        return major, minor + 1, 0
    return (major, minor, patch + 1) if needs else version


def _needs(change: Change) -> str:
    if change.concerns == "metadata" and not change.table and change.aspect.partition("/")[0] in (*_OWN, *_NAMES):
        return "major" if change.aspect in _NAMES else ""
    if change.action in ("removed", "renamed"):
        return "major"
    if change.action == "added":
        return "minor"
    if change.action == "retyped":
        return "minor" if _wider(change.old, change.new) else "major"
    return ("major" if _narrower(change) else "minor") if change.concerns == "schema" else "patch"


def _wider(old: str, new: str) -> bool:
    """Tell whether every cell of a type is one of another, and means the same there."""
    return new in ("any", "string") or (old, new) == ("integer", "number")


def _narrower(change: Change) -> bool:
    """Tell whether a property of a schema allows less than before, or cells mean something else; what cannot be told does."""
    part = change.aspect.removeprefix("constraints/")
    if part.startswith("taiyaku/rules/"):
        return bool(change.new)
    if part == change.aspect:
        return change.aspect not in ("foreignKeys", "$schema") and not change.aspect.startswith("foreignKeys/")
    old, new = _value(change.old), _value(change.new)
    if not change.new:
        return False
    if part in ("required", "unique"):
        return new is True
    if part == "enum" and isinstance(old, list) and isinstance(new, list):
        return not all(each in new for each in old)
    if part in (*_LEAST, *_MOST) and isinstance(old, int | float) and isinstance(new, int | float):
        return new > old if part in _LEAST else new < old
    return True


def _value(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        return text
