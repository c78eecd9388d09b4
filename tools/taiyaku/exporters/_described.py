"""What a package calls its parts, in each of its languages, and under which names their files stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taiyaku.exporters.to_html.names import file_name
from taiyaku.model import Json, Package, TextField
from taiyaku.records import texts

_PLAIN = re.compile(r"(?!(?:index|con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z))[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9_-])?", re.IGNORECASE | re.ASCII)


def table_file(of: str) -> str:
    """Give the name, without an ending, of the files of a table: its own where it is plain ASCII, else as records are called (``file_name``)."""
    return of if _PLAIN.fullmatch(of) else file_name(of)


def resource(package: Package, described: Mapping[str, Json], of: str, language: str = "") -> Mapping[str, Json]:
    """Give what a descriptor says of a table; of one without facts, what it says of its texts in the language."""
    columns = [text.columns for text in package.texts if text.of == of]
    sides = [at[tag].table for at in columns for tag in (language, *at) if tag in at]
    declared = described.get("resources")
    listed = [each for each in declared if isinstance(each, dict)] if isinstance(declared, list) else []
    return next((each for name in [of, *sides] for each in listed if each.get("name") == name), {})


def fields(package: Package, described: Mapping[str, Json], name: str) -> Mapping[str, Mapping[str, Json]]:
    """Give the fields of a resource by name, in the language of the descriptor; a schema that stands in a file of its own has one language only."""
    schema = resource(package, described, name).get("schema")
    declared: Sequence[Json] = schema.get("fields", []) if isinstance(schema, dict) else package.tables[name].fields if name in package.tables else []
    return {str(each.get("name", "")): each for each in declared if isinstance(each, dict)} if isinstance(declared, list) else {}


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key from one table of records to another, or to itself."""

    fields: tuple[str, ...]
    target: str
    keys: tuple[str, ...]


def links(package: Package, of: str) -> list[Link]:
    """Give the foreign keys of a table that lead to a table that is there; that from a text to its record is none of its facts."""
    schema = package.tables[of].resource.get("schema") if of in package.tables else None
    declared = schema.get("foreignKeys") if isinstance(schema, dict) else None
    found = []
    for each in declared if isinstance(declared, list) else []:
        reference = each.get("reference") if isinstance(each, dict) else None
        if not isinstance(reference, dict):
            continue
        target = package.base(str(reference.get("resource") or of))
        names, keys = _names(each.get("fields")), _names(reference.get("fields"))
        known = target in package.tables and set(names) <= set(package.tables[of].columns) and set(keys) <= set(package.tables[target].columns)
        if known and names and len(names) == len(keys) and (target, keys) != (of, names):
            found.append(Link(names, target, keys))
    return found


def _names(declared: Json) -> tuple[str, ...]:
    return (declared,) if isinstance(declared, str) else tuple(str(each) for each in declared) if isinstance(declared, list) else ()


def naming(package: Package, of: str) -> TextField | None:
    """Choose the text that names the records of a table: the first name, else the first text."""
    own = texts(package, of)
    return next((each for each in own if each.kind == "name"), next(iter(own), None))
