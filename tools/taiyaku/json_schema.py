"""JSON Schema 2020-12, by jsonschema: without the network, patterns in linear time."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from taiyaku import patterns
from taiyaku.i18n import _, ours
from taiyaku.model import Json, Said

_SAYS = {
    "required": _("{name} is missing"),
    "type": _("{value} is not of the type {wanted}"),
    "enum": _("{value} is none of {wanted}"),
    "const": _("{value} is not {wanted}"),
    "pattern": _("{value} does not have the form {wanted}"),
    "additionalProperties": _("{name} is not known here"),
    "unevaluatedProperties": _("{name} is not known here"),
    "minLength": _("{value} has fewer than {wanted} characters"),
    "minItems": _("the list has fewer than {wanted} entries"),
    "uniqueItems": _("the list has an entry twice"),
    "format": _("{value} is no {wanted}"),
}
_ELSE = _("{value} breaks {keyword}")


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that an instance has and its schema does not allow."""

    path: tuple[str | int, ...]
    """Keys and indexes from the root of the instance."""
    says: Said
    schema_path: tuple[str | int, ...]
    """Keys and indexes from the root of the schema; the last is the keyword that is not met."""


@cache
def own(name: str) -> dict[str, Json]:
    """Load one of the toolkit's schemas (``package``, ``glossary``, ``waivers``, ``report``, ``changes``)."""
    loaded: dict[str, Json] = json.loads((ours("schemas") / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


def unsound(schema: Json) -> Said | None:
    """Tell why a schema that comes from data is not used, or nothing where it is sound.

    References are refused: a rule is small enough to stand alone, and one that refers to itself never ends.
    """
    from jsonschema import Draft202012Validator, SchemaError

    keys = set(_keys(schema))
    if not keys.isdisjoint(("$ref", "$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor", "$schema")):
        return Said(_("a rule must not refer to other schemas"))
    if {"patternProperties", "unevaluatedProperties"} <= keys:
        # jsonschema would match the names with its own engine, which is not linear.
        return Said(_("a rule must not have both {first} and {second}"), {"first": "patternProperties", "second": "unevaluatedProperties"})
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return Said(_("jsonschema says: {note}"), {"note": error.message})
    return None


def _keys(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(item)


def violations(instance: Json, schema: Mapping[str, Json]) -> Iterator[Violation]:
    """Yield what the schema does not allow, in document order.

    References lead nowhere but into the schema itself: there is no registry and no retrieval.
    """
    validator = _validator()(schema)
    for error in sorted(validator.iter_errors(instance), key=lambda each: (_order(instance, each.absolute_path), str(each.validator))):
        yield from _told(error)


def _order(instance: Json, path: Iterable[str | int]) -> list[int]:
    """Give the rank of a part among its neighbours, from the root down: a list's index, a key's place in its object."""
    ranks: list[int] = []
    for part in path:
        ranks.append(part if isinstance(part, int) else list(instance).index(part))
        instance = instance[part]
    return ranks


def _matches(pattern: str, text: str) -> bool:
    return not patterns.supported(pattern) or patterns.found(pattern, text)


def _named(pattern: str, name: str) -> bool:
    return patterns.supported(pattern) and patterns.found(pattern, name)


def _pattern(_validator: Any, wanted: str, value: Json, _schema: Any) -> Iterator[Exception]:
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not _matches(wanted, value):
        yield ValidationError("pattern")


def _pattern_properties(validator: Any, wanted: Mapping[str, Json], value: Json, _schema: Any) -> Iterator[Any]:
    for each, schema in wanted.items():
        for name in value if isinstance(value, dict) else ():
            if _named(each, name):
                yield from validator.descend(value[name], schema, path=name, schema_path=each)


def _additional_properties(validator: Any, wanted: Json, value: Json, schema: Any) -> Iterator[Any]:
    from jsonschema.exceptions import ValidationError

    known, forms = schema.get("properties", {}), schema.get("patternProperties", {})
    for name in value if isinstance(value, dict) else ():
        if name in known or any(_named(each, name) for each in forms):
            continue
        if wanted is False:
            yield ValidationError("additionalProperties", path=(name,))
        else:
            yield from validator.descend(value[name], wanted, path=name)


def _multiple_of(validator: Any, wanted: float, value: Json, schema: Any) -> Iterator[Any]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

    standard: Any = Draft202012Validator
    try:
        yield from standard.VALIDATORS["multipleOf"](validator, wanted, value, schema) or ()
    except OverflowError:  # an integer beyond a double, divided by a fraction
        yield ValidationError("multipleOf")


_OWN = {"pattern": _pattern, "patternProperties": _pattern_properties, "additionalProperties": _additional_properties, "multipleOf": _multiple_of}
"""Keywords that we judge ourselves: patterns with our engine, and what jsonschema stumbles over."""


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry

    kind: Any = validators.extend(Draft202012Validator, _OWN)  # type: ignore[no-untyped-call]  # the stubs leave it untyped
    # An empty registry: a reference that leads out of the schema leads nowhere.
    return lambda schema: kind(schema, registry=Registry(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _told(error: Any) -> Iterator[Violation]:
    path, schema_path = tuple(error.absolute_path), tuple(error.absolute_schema_path)
    keyword, wanted, value = str(error.validator), error.validator_value, error.instance
    names: list[str] = []
    if keyword == "required" and isinstance(wanted, list):
        # jsonschema speaks once for each missing name; its message is the only place that has the name.
        names = [name for name in wanted if name not in value and error.message.startswith(f"{name!r} ")]
    elif keyword == "additionalProperties" and path:
        names, path = [str(path[-1])], path[:-1]
    elif keyword == "unevaluatedProperties" and isinstance(value, dict):
        names = [name for name in value if repr(name) in error.message]
    shown = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    allowed = ", ".join(str(each) for each in wanted) if isinstance(wanted, list) else str(wanted)
    for name in names or [""]:
        values = {"name": name, "value": shown, "wanted": allowed, "keyword": keyword}
        at = (*path, name) if name and keyword != "required" else path
        yield Violation(at, Said(_SAYS.get(keyword, _ELSE), values), schema_path)
