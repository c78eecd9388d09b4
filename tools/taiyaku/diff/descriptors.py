"""What changed in the description of the data: tables and fields, types and constraints, and what is told about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from taiyaku.model import Change, Json, Message, Package

Names = tuple[str, ...]
"""Path of a property, by names: ``resources``, ``items``, ``schema``, ``fields``, ``id``, ``type``."""

CONTENT = "content"
"""What stands for the file of a resource that is no table."""
_FORM = ("encoding", "dialect")
"""Properties of a resource that say how its bytes are to be read; ``formats`` speaks of what changes there."""
_TOLD = ("title", "description", "example", "examples", "rdfType", "taiyaku", "sources", "licenses", "contributors")
"""Properties of a field or schema that change nothing about which cells are valid, or what they mean."""


def changed(old: Package, new: Package) -> Iterator[tuple[str, Change]]:
    """Yield what changed in the description, and the table of facts that it belongs to (empty: the package)."""
    before, after = _Described(old), _Described(new)
    for name in dict.fromkeys([*after.resources, *before.resources]):
        base = new.base(name) if name in after.resources else old.base(name)
        yield from ((base, change) for change in _resource(before.resources.get(name), after.resources.get(name), name))
    yield from (("", change) for change in _properties(before.own, after.own, "", ""))
    yield from _messages(old, new, before, after)


class _Described:
    """A descriptor taken apart: properties of the package, of each resource, of each field."""

    def __init__(self, package: Package) -> None:
        """Take the descriptor with the schemas that were found for its tables."""
        resources = {
            str(each.get("name")): package.tables[name].resource if (name := str(each.get("name"))) in package.tables else each for each in package.resources
        }
        self.own = flat({name: value for name, value in package.descriptor.value.items() if name != "resources"})
        self.resources = {name: _Resource(package, name, each) for name, each in resources.items()}

    def has(self, resource: str, field: str) -> bool:
        """Tell whether there is such a resource, and such a field of it if one is named."""
        return not resource or (resource in self.resources and (not field or field in self.resources[resource].fields))


class _Resource:
    """A resource taken apart."""

    def __init__(self, package: Package, name: str, described: Mapping[str, Json]) -> None:
        schema = described.get("schema")
        schema = schema if isinstance(schema, dict) else {}
        declared = schema.get("fields")
        fields = {str(each.get("name")): each for each in declared if isinstance(each, dict)} if isinstance(declared, list) else {}
        table = package.tables.get(name)
        columns = [column for column in table.columns if "\0" not in column] if table is not None else []
        self.fields: dict[str, Mapping[str, Json]] = {**{column: {} for column in columns}, **fields}
        own = {part: value for part, value in described.items() if part not in ("name", "schema", *_FORM)}
        own |= {"schema": {part: value for part, value in schema.items() if part != "fields"}}
        self.own = flat(own)
        content = None if table is not None else package.read.get(f"{package.prefix}{described.get('path')}")
        if content is not None:
            self.own[CONTENT,] = f"sha256:{hashlib.sha256(content).hexdigest()}"


def kind(field: Mapping[str, Json]) -> str:
    """Say the type of a field, with its format if that is not the usual one."""
    form = str(field.get("format") or "default")
    return f"{field.get('type') or 'any'}{'' if form == 'default' else f' ({form})'}"


def _resource(old: _Resource | None, new: _Resource | None, name: str) -> Iterator[Change]:
    if old is None or new is None:
        yield Change("added" if old is None else "removed", "schema", name)
        return
    yield from _properties(old.own, new.own, name, "")
    for field in dict.fromkeys([*new.fields, *old.fields]):
        if field not in old.fields:
            yield Change("added", "schema", name, field=field, new=kind(new.fields[field]))
        elif field not in new.fields:
            yield Change("removed", "schema", name, field=field, old=kind(old.fields[field]))
        else:
            was, now = old.fields[field], new.fields[field]
            if kind(was) != kind(now):
                yield Change("retyped", "schema", name, field=field, old=kind(was), new=kind(now))
            yield from _properties(_rest(was), _rest(now), name, field)


def _rest(field: Mapping[str, Json]) -> dict[Names, str]:
    return flat({part: value for part, value in field.items() if part not in ("name", "type", "format")})


def _properties(old: Mapping[Names, str], new: Mapping[Names, str], table: str, field: str) -> Iterator[Change]:
    for path in dict.fromkeys([*new, *old]):
        was, now = old.get(path, ""), new.get(path, "")
        if was != now:
            schema = path[0] not in _TOLD if field else path[0] == "schema" and path[1:2] != () and path[1] not in _TOLD
            rule = table != "" and path[:2] == ("taiyaku", "rules") and path[-1] not in ("title", "description")
            aspect = "/".join(path[1:] if path[0] == "schema" else path)
            yield Change("changed", "schema" if schema or rule else "metadata", table, field=field, old=was, new=now, aspect=aspect)


def flat(value: Mapping[str, Json], path: Names = ()) -> dict[Names, str]:
    """Take objects and lists of objects apart; a list of anything else stays whole. Of a list, an object is known by its name or id."""
    found: dict[Names, str] = {}
    for name, part in value.items():
        if isinstance(part, dict) and part:
            found |= flat(part, (*path, name))
        elif isinstance(part, list) and part and all(isinstance(each, dict) for each in part):
            found |= flat(_named(part), (*path, name))
        else:
            found[*path, name] = part if isinstance(part, str) else json.dumps(part, ensure_ascii=False, sort_keys=True)
    return found


def _named(parts: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    names = [str(each.get("name", each.get("id", at))) for at, each in enumerate(parts)]
    return dict(zip(names if len(set(names)) == len(names) else map(str, range(len(parts))), parts, strict=True))


def _messages(old: Package, new: Package, before: _Described, after: _Described) -> Iterator[tuple[str, Change]]:
    """Yield the titles and descriptions that changed in a language that both versions have; those of what only one has came or went with it."""
    for tag in [tag for tag in new.catalogues if tag in old.catalogues]:
        said = [_said(each.catalogues[tag]) for each in (old, new)]
        for context in dict.fromkeys([*said[1], *said[0]]):
            was, now = (each.get(context, "") for each in said)
            table, field, aspect = place(context)
            if was != now and before.has(table, field) and after.has(table, field):
                base = new.base(table) if table else ""
                yield base, Change("changed", "metadata", table, field=field, language=tag, old=was, new=now, aspect=aspect)


def _said(messages: Sequence[Message]) -> dict[str, str]:
    """Give what is shown: a translation that needs work is not."""
    return {each.context: each.target for each in messages if not each.fuzzy}


def place(context: str) -> tuple[str, str, str]:
    """Take a msgctxt apart (``derive.strings``): resource, field, and the path of the property."""
    path, _mark, part = context.rpartition("#")
    table = field = ""
    names = path.split("/")
    if names[0] == "package":
        names = []
    if names[:1] == ["resources"]:
        table, names = names[1], names[2:]
    if names[:2] == ["schema", "fields"]:
        field, names = names[2], names[3:]
    return table, field, "/".join([*names, part])
