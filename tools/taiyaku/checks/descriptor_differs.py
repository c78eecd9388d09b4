"""Descriptors of one package in two languages, written by hand, that say different things."""

import json
from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Json, Package, Problem, Said, Severity, Where

_SAID = {"title", "description", "keywords"}
"""Properties that are read by people, and differ between languages as they should."""


def run(package: Package) -> Iterator[Problem]:
    """Yield each part, other than texts, that the descriptor of another language (``datapackage.ja.json``) gives differently.

    Where the language has a catalogue (``schema.po``), its descriptor is derived, and derived-stale speaks about it.
    """
    if not package.descriptor.value:
        return
    for language in package.languages:
        path = f"{package.prefix}datapackage.{language}.json"
        if path not in package.read or language in package.catalogues:
            continue
        where = Where(package.shown_paths(path))
        try:
            value = json.loads(package.read[path])
        except (ValueError, RecursionError):
            yield Problem(where, {"reason": Said(_("it is not JSON"))}, language=language)
            continue
        for part in _differing(package.descriptor.value, value, ()):
            reason = Said(_("{part} differs"), {"part": ".".join(map(str, part)) or package.descriptor.path})
            yield Problem(where, {"reason": reason}, language=language, also=(package.descriptor.where(part),))


def _differing(value: Json, other: Json, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of the smallest parts that differ."""
    if isinstance(value, dict) and isinstance(other, dict):
        for name in dict.fromkeys([*value, *other]):
            if (name in value) != (name in other):
                yield (*path, name)
            elif name not in _SAID:
                yield from _differing(value[name], other[name], (*path, name))
    elif isinstance(value, list) and isinstance(other, list) and len(value) == len(other) and path != ("languages",):
        for index, pair in enumerate(zip(value, other, strict=True)):
            yield from _differing(*pair, (*path, index))
    elif (sorted(map(str, value)) != sorted(map(str, other))) if path == ("languages",) and isinstance(other, list) else value != other:
        yield path


_RESOURCES = '"resources": [{"name": "items", "path": "items.csv"}]'
CHECK = Check(
    id="descriptor-differs",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("this descriptor does not say the same as that of the other language: {reason}"),
    why=_("A package that describes itself in two ways is one thing to the readers of one language and another to the rest."),
    run=run,
    bad={
        "datapackage.json": f'{{"name": "moon", "title": "Moons", "languages": ["en", "ja"], "created": "2026-11-21T00:00:00Z", {_RESOURCES}}}',
        "datapackage.ja.json": f'{{"name": "moon", "title": "月", "languages": ["ja", "en"], "created": "2025-11-21T00:00:00Z", {_RESOURCES}}}',
        "items.csv": "id\nmmx\n",
    },
    good={"datapackage.ja.json": f'{{"name": "moon", "title": "月", "languages": ["ja", "en"], "created": "2026-11-21T00:00:00Z", {_RESOURCES}}}'},
)
