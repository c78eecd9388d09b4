"""The term base in two versions. It is the translators' and no part of the data, so what changes there asks for no other version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from taiyaku.diff.descriptors import flat
from taiyaku.model import Change, Package, Where

ASPECT = "glossary.yaml"
"""First part of the path of what changed in the term base: ``glossary.yaml/space debris/ja``."""


def changed(old: Package, new: Package) -> Iterator[Change]:
    """Yield what changed in the term base, each entry known by its term in the first language; nothing where it cannot be read in a version."""
    paths = [f"{package.translations}{ASPECT}" for package in (old, new)]
    if any(problem.where.path == package.shown_paths(path) for package, path in zip((old, new), paths, strict=True) for problem in package.unread):
        return
    there = [path if package.glossary else "" for package, path in zip((old, new), paths, strict=True)]
    if not all(there):
        if any(there):
            yield Change("changed", "metadata", "", old=there[0], new=there[1], aspect=ASPECT)
        return
    before, after = (_entries(package) for package in (old, new))
    for path in dict.fromkeys([*after, *before]):
        was, now = before.get(path, ""), after.get(path, "")
        if was != now:
            yield Change("changed", "metadata", "", old=was, new=now, aspect="/".join((ASPECT, *path)))


def where(package: Package, change: Change) -> Where | None:
    """Give the place of what changed; that of the entry where it has no such part, none where there is no such entry."""
    if package.glossary is None:
        return None
    for number, (name, entry) in enumerate(_named(package).items()):
        of = f"{ASPECT}/{name}/"
        if change.aspect.startswith(of):
            parts = change.aspect.removeprefix(of).split("/")
            return package.glossary.where([number, *parts[: len(parts) if parts[0] in entry else 0]])
    return package.glossary.where() if change.aspect == ASPECT else None


def _entries(package: Package) -> Mapping[tuple[str, ...], str]:
    return flat(_named(package))


def _named(package: Package) -> dict[str, Mapping[str, object]]:
    """Give the entries by name; the second of a name, and one that has none, by its number too."""
    value = package.glossary.value if package.glossary else None
    found: dict[str, Mapping[str, object]] = {}
    for number, entry in enumerate(value if isinstance(value, list) else [], 1):
        told = entry if isinstance(entry, dict) else {"": str(entry)}
        name = next((told[tag] for tag in package.languages if isinstance(told.get(tag), str)), "")
        found[name if name and name not in found else f"{name} #{number}".strip()] = told
    return found
