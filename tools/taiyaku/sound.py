"""What of a descriptor is sound for certain, so that no judge has to be asked: it consists of what is known here exactly.

Data Package 2.0 allows more, and frictionless knows all of it. What is not known here is shown to
it; what is wrong is never known here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from taiyaku.model import Json

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DAY = f"(?:{_YEAR}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)|{_LEAP_YEAR}-02-29)"
"""A day of the Gregorian calendar (ISO 8601-1:2019) in the years that Python knows, 0001 to 9999."""
FORMS = {
    "string": "",
    "any": "",
    "boolean": "",
    "integer": r"^[+-]?[0-9]{1,18}$",
    "number": r"^[+-]?[0-9]+(?:\.[0-9]+)?$",
    "year": r"^[0-9]{4}$",
    "yearmonth": r"^[0-9]{4}-(?:0[1-9]|1[0-2])$",
    "date": f"^{_DAY}$",
    "time": r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?$",
    "datetime": f"^{_DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?$",
}
"""The types that are known, and what a cell must look like to be looked at further; the judge knows more forms (``1_000``, ``１``)."""
FORMATS = {
    "email": r"^[a-z0-9]{1,20}(?:[._][a-z0-9]{1,20}){0,2}@(?:[a-z0-9]{1,20}\.){1,3}[a-z]{2,6}$",
    "uri": r"^https?://[a-z0-9]+(?:[.-][a-z0-9]+)*(?:/[A-Za-z0-9._~/-]*)?$",
    "uuid": r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
}
"""The formats of texts that are known, likewise."""
_CONSTRAINTS = {
    "string": {"minLength", "maxLength", "pattern", "enum"},
    "integer": {"enum", *_BOUNDS},
    "number": set(_BOUNDS),
    "date": {"enum", *_BOUNDS},
}
EXACT = 15
"""Decimal digits that a binary float of 64 bits tells apart (IEEE 754)."""
_NAME = re.compile(r"[-a-z0-9._/]+")
"""A name that both versions of the standard allow."""
_VERSION = "https://datapackage.org/profiles/2.0/datapackage.json"


def package(described: Json) -> bool:
    """Tell whether the package's own properties are sound, and none of them needs a judge; its resources are not looked at."""
    parts = {"$schema", "name", "resources", "languages", "taiyaku", "created", "licenses", "sources", "contributors", "keywords"}
    return (
        _only(described, parts, {"title", "description", "version"})
        and described.get("$schema", _VERSION) == _VERSION
        and _named(described.get("name", "any"))
        and ("created" not in described or _moment(described["created"]))
        and ("keywords" not in described or _strings(described["keywords"]))
        and _people(described)
    )


def resource(described: Json) -> bool:
    """Tell whether a resource's own properties are sound, and none of them needs a judge; its schema is not looked at, nor where its path leads."""
    parts = {"name", "type", "schema", "taiyaku", "licenses", "sources", "bytes"}
    return (
        _only(described, parts, {"path", "title", "description", "format", "mediatype", "encoding"})
        and "path" in described
        and _named(described.get("name"))
        and described.get("type", "table") == "table"
        and _whole(described.get("bytes", 0))
        and _people(described)
    )


def _named(name: Json) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def _moment(text: Json) -> bool:
    try:
        return isinstance(text, str) and bool(re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", text)) and bool(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))  # noqa: DTZ007 -- only its form counts
    except ValueError:
        return False


def _people(described: Mapping[str, Json]) -> bool:
    """Look at licences, sources and contributors."""
    known = {"licenses": {"name", "path", "title"}, "sources": {"title", "path", "version"}, "contributors": {"title", "path", "organization"}}
    for part, words in known.items():
        listed = described.get(part, ())
        if part in described and (not isinstance(listed, list) or not listed):
            return False
        for each in listed:
            if not _only(each, {"roles"} if part == "contributors" else (), words) or ("roles" in each and not _strings(each["roles"])):
                return False
            if (part == "licenses" and not {"name", "path"} & set(each)) or (part != "licenses" and "title" not in each):
                return False
            if "path" in each and not re.fullmatch(r"https?://[-a-zA-Z0-9._~/?#=&%+:]+", each["path"]):
                return False
    return True


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: fields that name a record of a table (``""``: of their own) by its fields."""

    fields: tuple[str, ...]
    table: str
    keys: tuple[str, ...]


def schema(described: Json) -> bool:
    """Tell whether a Table Schema is sound, and nothing in it needs a judge."""
    if not _only(described, {"fields", "missingValues", "primaryKey", "foreignKeys"}, {"$schema", "title", "description"}):
        return False
    fields, keys = described.get("fields"), described.get("foreignKeys", [])
    if not isinstance(fields, list) or not fields or not all(map(field, fields)) or not isinstance(keys, list):
        return False
    names = {each["name"] for each in fields}
    primary = _names(described.get("primaryKey"))
    if len(names) < len(fields) or _missing(described) is None or ("primaryKey" in described and not primary) or not {*primary} <= names:
        return False
    references = [reference(key) for key in keys]
    return all(each is not None and {*each.fields} <= names for each in references)


def reference(key: Json) -> Reference | None:
    """Read a foreign key (Data Package 2.0, Table Schema, ``foreignKeys``); None where it is not sound."""
    to = key["reference"] if _only(key, {"fields", "reference"}) and "reference" in key else {}
    if not to or not _only(to, {"fields", "resource"}) or not isinstance(to.get("resource", ""), str):
        return None
    fields, keys = _names(key.get("fields")), _names(to.get("fields"))
    return Reference(fields, to.get("resource", ""), keys) if fields and len(fields) == len(keys) else None


def field(each: Json) -> bool:
    """Tell whether a field is sound, and nothing in it needs a judge."""
    if not isinstance(each, dict) or "name" not in each:
        return False
    kind = each.get("type", "string")
    lists = {"trueValues", "falseValues"} if kind == "boolean" else set()
    if (
        not isinstance(kind, str)
        or kind not in FORMS
        or not _only(each, {"constraints", "missingValues", "taiyaku", *lists}, {"name", "type", "format", "title", "description"})
    ):
        return False
    constraints = each.get("constraints", {})
    if (
        (each.get("format", "default") != "default" and not (kind == "string" and each["format"] in FORMATS))
        or not all(_strings(each[name]) for name in lists & set(each))
        or not isinstance(constraints, dict)
    ):
        return False
    return _missing(each) is not None and all(_known_constraint(kind, name, value) for name, value in constraints.items())


def _known_constraint(kind: str, name: str, value: Json) -> bool:
    if name in {"required", "unique"}:
        return isinstance(value, bool)
    if name not in _CONSTRAINTS.get(kind, ()):
        return False
    if name == "pattern":
        return isinstance(value, str)
    if name in {"minLength", "maxLength"}:
        return _whole(value) and value >= 0
    if name == "enum":
        return isinstance(value, list) and bool(value) and all(_known_value(kind, item) for item in value)
    return _known_value(kind, value)


def _known_value(kind: str, value: Json) -> bool:
    """Tell whether a value in a constraint means exactly what it looks like."""
    if kind == "integer":
        return _whole(value) and abs(value) < 10**18
    if kind == "number":
        return (_whole(value) or isinstance(value, float)) and re.fullmatch(rf"-?[0-9.]{{1,{EXACT}}}", str(value)) is not None
    if kind == "date":
        return isinstance(value, str) and re.fullmatch(FORMS["date"], value) is not None
    return isinstance(value, str)


def _whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _strings(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


def _only(described: Json, parts: Collection[str], words: Collection[str] = ()) -> bool:
    """Tell whether something is an object with no other properties than these, the words among them being texts."""
    return isinstance(described, dict) and all(name in parts or (name in words and isinstance(value, str) and value) for name, value in described.items())


def _names(value: Json) -> tuple[str, ...]:
    """Give one name or several as a tuple; empty where it is neither, or one stands twice."""
    names = [value] if isinstance(value, str) else value
    return tuple(names) if _strings(names) and len(set(names)) == len(names) and all(names) else ()


def _missing(described: Mapping[str, Json]) -> list[str] | None:
    """Give the cells that stand for no value; None where the empty cell is not one of them, or they are told in another way."""
    values = described.get("missingValues", [""])
    return values if _strings(values) and "" in values else None
