"""What Data Package 2.0 does not allow in a descriptor, by the judgement of frictionless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from taiyaku import sound
from taiyaku.checks import _frictionless
from taiyaku.i18n import _
from taiyaku.model import Check, Json, Package, Problem, Said, Severity, Where


def run(package: Package) -> Iterator[Problem]:
    """Yield the errors of the descriptor, each at the smallest part that has it.

    The judge sees only parts that are not sound for certain, as copies without any reference
    that it could follow.
    """
    if not package.descriptor.value:
        return
    resources = package.descriptor.value.get("resources")
    if not isinstance(resources, list) or not resources:
        yield _problem(package.descriptor.where(["resources"]), Said(_("it names no resources")))
        return
    if not package.clear or not sound.package(package.descriptor.value):
        yield from _judged("package", _package(package.descriptor.value), package.descriptor.where())
    names = [resource.get("name") for resource in package.resources]
    for index, resource in enumerate(resources):
        where = package.descriptor.where(["resources", index])
        if not isinstance(resource, dict):
            yield _problem(where, Said(_("a resource must be an object")))
            continue
        name = str(resource.get("name", ""))
        if name and names.count(name) > 1 and names.index(name) != index:
            yield _problem(package.descriptor.where(["resources", index, "name"]), Said(_("another resource has the name {name}"), {"name": name}))
        if not package.clear or not sound.resource(resource):
            yield from _judged("resource", _resource(resource), where)
        yield from _schema(package, index, resource, names)


def _schema(package: Package, index: int, resource: Mapping[str, Json], names: Sequence[Json]) -> Iterator[Problem]:
    table = package.tables.get(str(resource.get("name", "")))
    schema = table.resource.get("schema") if table and isinstance(resource.get("schema"), str) else resource.get("schema")
    at: list[str | int] = ["resources", index, "schema"]
    if schema is None or isinstance(schema, str) or (table and table.resource.get("schema") == {}):
        return
    if not isinstance(schema, dict) or not isinstance(schema.get("fields", []), list):
        yield _problem(package.descriptor.where(at), Said(_("a schema must be an object with a list of fields")))
        return
    notes = [] if package.clear and sound.schema(schema) else _schema_notes(schema, at)
    for place, note in notes:
        yield _problem(package.descriptor.where(place), Said(_("frictionless says: {note}"), {"note": note}))
    keys = schema.get("foreignKeys", [])
    for number, key in enumerate(keys if isinstance(keys, list) else []):
        reference = key.get("reference") if isinstance(key, dict) else None
        target = reference.get("resource", "") if isinstance(reference, dict) else ""
        if target and target not in names:
            says = Said(_("a foreign key refers to the resource {name}, which there is not"), {"name": str(target)})
            yield _problem(package.descriptor.where([*at, "foreignKeys", number]), says)


def _schema_notes(schema: Mapping[str, Json], at: Sequence[str | int]) -> list[tuple[list[str | int], str]]:
    """Judge every field alone, so that the place is exact; where all are sound, the schema as a whole."""
    notes: list[tuple[list[str | int], str]] = []
    for number, field in enumerate(schema.get("fields", [])):
        judged = _frictionless.schema({"fields": [field]})
        notes += [([*at, "fields", number], note) for note in judged] if isinstance(judged, list) else []
    if not notes:
        judged = _frictionless.schema(schema)
        notes += [([*at], note) for note in judged] if isinstance(judged, list) else []
    return notes


def _package(descriptor: Mapping[str, Json]) -> dict[str, Json]:
    kept = {name: value for name, value in descriptor.items() if name not in ("profile", "resources")}
    if not str(kept.get("$schema", "")).startswith("https://datapackage.org/profiles/"):
        kept.pop("$schema", None)
    return {**kept, "resources": [{"name": "any", "path": "any.csv"}]}


def _resource(resource: Mapping[str, Json]) -> dict[str, Json]:
    kept = {name: value for name, value in resource.items() if name not in ("profile", "$schema", "schema")}
    if isinstance(kept.get("dialect"), str):
        del kept["dialect"]
    # Whether a path may be followed is asked by path-unsafe; here it only has to be there.
    if isinstance(kept.get("path"), str):
        kept["path"] = "any.csv"
    return {**kept, "$schema": "https://datapackage.org/profiles/2.0/dataresource.json"}


def _judged(part: str, descriptor: Mapping[str, Json], where: Where) -> Iterator[Problem]:
    from frictionless import Package as JudgedPackage
    from frictionless import Resource

    judge: type[JudgedPackage | Resource] = JudgedPackage if part == "package" else Resource
    try:
        notes = [error.note for error in judge.metadata_validate(dict(descriptor))]
    except (TypeError, AttributeError, KeyError, ValueError):
        # The judge expects the right types below the parts that its own profile looks at.
        notes = ["a part of it has the wrong type"]
    for note in dict.fromkeys(notes):
        yield _problem(where, Said(_("frictionless says: {note}"), {"note": note}))


def _problem(where: Where, reason: Said) -> Problem:
    return Problem(where, {"reason": reason})


CHECK = Check(
    id="descriptor-invalid",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the descriptor is not as Data Package 2.0 wants it: {reason}"),
    why=_("Tools that other people use refuse the whole package for one wrong word in its descriptor."),
    run=run,
    bad={
        "datapackage.json": ('{"name": "moon", "resources": [{"name": "items", "path": "items.csv", "schema": {"fields": [{"name": "id", "type": "text"}]}}]}'),
        "items.csv": "id\nmmx\n",
    },
    good={
        "datapackage.json": (
            '{"name": "moon", "resources": [{"name": "items", "path": "items.csv", "schema": {"fields": [{"name": "id", "type": "string"}]}}]}'
        ),
    },
)
