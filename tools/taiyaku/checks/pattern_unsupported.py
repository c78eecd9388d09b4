"""Patterns in a descriptor that the linear engine refuses."""

from collections.abc import Iterator

from taiyaku import patterns
from taiyaku.i18n import _
from taiyaku.model import Check, Json, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each pattern of a field constraint or of a rule that cannot be run in linear time."""
    for resource in package.resources:
        name = str(resource.get("name", ""))
        referred = isinstance(resource.get("schema"), str) and name in package.tables
        for part in ("schema", "taiyaku"):
            value = package.tables[name].resource["schema"] if referred and part == "schema" else resource.get(part)
            for parts, pattern in _patterns(value, (part,)):
                if not patterns.supported(patterns.whole(pattern)):
                    yield Problem(package.resource_where(name, *parts), {"pattern": pattern}, table=package.base(name))


def _patterns(value: Json, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "pattern" and isinstance(item, str):
                yield (*at, key), item
            if key == "patternProperties" and isinstance(item, dict):
                yield from (((*at, key, each), each) for each in item)
            yield from _patterns(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _patterns(item, (*at, index))


CHECK = Check(
    id="pattern-unsupported",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the pattern {pattern} cannot be run in linear time"),
    why=_("One pattern with a back-reference or look-around can keep a machine busy for ever."),
    run=run,
    bad={
        "datapackage.json": (
            '{"name": "moon", "resources": [{"name": "items", "path": "items.csv", "schema":'
            ' {"fields": [{"name": "id", "type": "string", "constraints": {"pattern": "(?=m)[a-z]+"}}]}}]}'
        ),
        "items.csv": "id\nmmx\n",
    },
    good={
        "datapackage.json": (
            '{"name": "moon", "resources": [{"name": "items", "path": "items.csv", "schema":'
            ' {"fields": [{"name": "id", "type": "string", "constraints": {"pattern": "m[a-z]+"}}]}}]}'
        ),
    },
)
