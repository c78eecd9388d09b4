"""Files that follow from others: the descriptor's copies and lists, its other languages, the record schemas."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from taiyaku.model import Artifact, Json, Package, mark
from taiyaku.records import bases, fact_fields, plain, streamed

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def files(package: Package) -> list[Artifact]:
    """Give every derived file of a project, by its path inside the project.

    The descriptor itself is among them: its lists of codes follow from the table of codes, and
    the schema of a text table from that of the same table in the first language.
    """
    descriptor = filled(package)
    artifacts = [Artifact(f"{package.prefix}datapackage.json", dumped(descriptor))]
    artifacts.extend(
        Artifact(f"{package.prefix}datapackage.{language}.json", dumped(translated(package, descriptor, language))) for language in package.catalogues
    )
    if package.prefix:
        artifacts.extend(Artifact(f"schemas/records/{of}.schema.json", dumped(record_schema(package, of))) for of in bases(package))
    return artifacts


def dumped(value: Json) -> bytes:
    """Write JSON the one way that we write it: two spaces, UTF-8, a final line feed."""
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()


def filled(package: Package) -> dict[str, Json]:
    """Give the descriptor with everything in it that follows from elsewhere brought up to date."""
    descriptor: dict[str, Json] = json.loads(json.dumps(package.descriptor.value))
    codes = vocabularies(package)
    by_group: dict[str, dict[str, Json]] = {}
    for resource in _resources(descriptor):
        of = mark(resource, "of")
        if of is not None and isinstance(resource.get("schema"), dict):
            resource["schema"] = json.loads(json.dumps(by_group.setdefault(str(of), resource["schema"])))
        for field in _fields(resource):
            vocabulary = mark(field, "vocabulary")
            if isinstance(vocabulary, str) and vocabulary in codes and isinstance(field.setdefault("constraints", {}), dict):
                field["constraints"]["enum"] = codes[vocabulary]
    return descriptor


def _resources(descriptor: Mapping[str, Json]) -> list[dict[str, Json]]:
    declared = descriptor.get("resources")
    return [each for each in declared if isinstance(each, dict)] if isinstance(declared, list) else []


def _fields(resource: Json) -> list[dict[str, Json]]:
    schema = resource.get("schema") if isinstance(resource, dict) else None
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return [field for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []


def vocabularies(package: Package) -> dict[str, list[str]]:
    """Give the codes of every vocabulary in their order, from the table marked ``"taiyaku": {"codes": {...}}``.

    The mark names the columns: ``vocabulary``, ``code`` and ``rank``.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for table in package.tables.values():
        columns = mark(table.resource, "codes")
        if not isinstance(columns, dict) or not set(map(str, columns.values())) <= set(table.frame.columns):
            continue
        names = [str(columns.get(part, "")) for part in ("vocabulary", "code", "rank")]
        if "" in names:
            continue
        for vocabulary, code, rank in zip(*(table.frame[name] for name in names), strict=True):
            found.setdefault(vocabulary, []).append((int(rank) if _RANK.fullmatch(rank) else 0, code))
    return {vocabulary: [code for _rank, code in sorted(codes)] for vocabulary, codes in found.items()}


_RANK = re.compile(r"[0-9]{1,18}")

Strings = Iterator[tuple[str, str, dict[str, Any], tuple[str | int, ...]]]


def strings(descriptor: Mapping[str, Json]) -> Strings:
    """Yield every text of a descriptor that a person reads.

    Gives (msgctxt, text, the object that holds it, its path). The msgctxt is the path of names with ``#`` and the
    property; the package itself is ``package``. Schemas of text tables that are copies are passed over.
    """
    seen: set[str] = set()
    yield from _strings(descriptor, ("package",), (), seen)


def _strings(value: Json, names: tuple[str, ...], path: tuple[str | int, ...], seen: set[str]) -> Strings:
    if isinstance(value, list):
        for index, item in enumerate(value):
            name = str(item.get("name", item.get("id", index))) if isinstance(item, dict) else str(index)
            yield from _strings(item, (*names, name), (*path, index), seen)
        return
    if not isinstance(value, dict):
        return
    of = mark(value, "of")
    copy = of is not None and str(of) in seen
    if of is not None:
        seen.add(str(of))
    for part in ("title", "description"):
        if isinstance(value.get(part), str) and value[part]:
            yield f"{'/'.join(names)}#{part}", value[part], value, (*path, part)
    inside = () if names == ("package",) else names
    for key, item in value.items():
        if isinstance(item, dict | list) and not (copy and key == "schema"):
            yield from _strings(item, (*inside, key), (*path, key), seen)


def translated(package: Package, descriptor: Mapping[str, Json], language: str) -> dict[str, Json]:
    """Give the descriptor in another language; a text without a translation stays as it is (text-missing says so)."""
    said = {(message.context, message.source): message.target for message in package.catalogues[language] if message.target and not message.fuzzy}
    other: dict[str, Json] = json.loads(json.dumps(descriptor))
    for context, text, holder, path in strings(other):
        holder[str(path[-1])] = said.get((context, text), text)
    by_group: dict[str, Json] = {}
    for resource in _resources(other):
        of = mark(resource, "of")
        if of is not None and "schema" in resource:
            resource["schema"] = by_group.setdefault(str(of), resource["schema"])
    return other


_TYPES: dict[str, dict[str, Json]] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


def rules(resource: Mapping[str, Json]) -> Sequence[dict[str, Json]]:
    """Give the JSON Schema rules of a resource, those that Table Schema has no words for."""
    declared = mark(resource, "rules")
    return [rule for rule in declared if isinstance(rule, dict)] if isinstance(declared, list) else []


def _constraints(field: Mapping[str, Json]) -> dict[str, Json]:
    declared = field.get("constraints")
    return declared if isinstance(declared, dict) else {}


def _property(field: Mapping[str, Json]) -> dict[str, Json]:
    """Give the JSON Schema of the values of one field."""
    constraints, kind = _constraints(field), field.get("type", "string")
    kept: dict[str, Json] = {name: constraints[name] for name in ("enum", "pattern", "minimum", "maximum", "minLength", "maxLength") if name in constraints}
    if "pattern" in kept:
        kept["pattern"] = f"^(?:{kept['pattern']})$"
    said = {name: field[name] for name in ("title", "description") if name in field}
    return {**said, **(_TYPES.get(kind, {"type": "string"}) if isinstance(kind, str) else {"type": "string"}), **kept}


def record_schema(package: Package, of: str) -> dict[str, Json]:
    """Derive the JSON Schema of a published record (the JSON export) from Table Schema and rules."""
    properties: dict[str, Json] = {}
    required: list[str] = []
    stream = streamed(package, of)
    columns, which = stream.columns, stream.texts
    facts = {plain(name) for name in columns if name not in which}
    wide = {column.name for text, _tag in which.values() for column in text.columns.values()}
    resource = next((each for each in _resources(filled(package)) if each.get("name") == of), {})
    # The descriptor's own fields first: ``filled`` has brought their lists of codes up to date.
    fields: dict[str, Mapping[str, Json]] = {str(field.get("name", "")): field for field in _fields(resource)}
    fields |= {name: field for name, field in fact_fields(package, of).items() if name not in fields and name in columns}
    for name, field in fields.items():
        if name in facts or name not in wide:
            properties[name] = _property(field)
            if _constraints(field).get("required"):
                required.append(name)
    for name in columns:
        if name not in which:
            properties.setdefault(plain(name), {"type": "string"})
    for text, tag in which.values():
        column = text.columns[next(iter(text.columns))]
        described: Mapping[str, Json] = next((each for each in package.tables[column.table].fields if each.get("name") == column.name), {})
        said = {name: described[name] for name in ("title", "description") if name in described}
        if text.name in facts:
            properties[next(name for name, value in which.items() if value == (text, tag))] = {**said, "type": "string"}
            continue
        tags = {language: {"type": "string"} for language in text.columns}
        # A text that need not be there may also be there in one language only; text-missing speaks about it.
        whole = {"required": list(tags)} if text.required else {"minProperties": 1}
        properties[text.name] = {**said, "type": "object", "properties": tags, **whole, "additionalProperties": False}
        if text.required and text.name not in required:
            required.append(text.name)
    schema = {"$schema": DIALECT, "title": resource.get("title", of), "description": resource.get("description", "")}
    stated = [{name: part for name, part in rule.items() if name != "id"} for rule in rules(resource)]
    return {
        **schema,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        **({"allOf": stated} if stated else {}),
    }
