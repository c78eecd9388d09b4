"""JSON Schema 2020-12, by jsonschema: without the network, patterns in linear time."""

import json
from collections.abc import Iterator, Mapping
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

    if any(key in _keys(schema) for key in ("$ref", "$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor")):
        return Said(_("a rule must not refer to other schemas"))
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
    from jsonschema.exceptions import ValidationError

    def pattern(_validator: Any, wanted: str, value: object, _schema: Any) -> Iterator[ValidationError]:
        if isinstance(value, str) and patterns.supported(wanted) and not patterns.found(wanted, value):
            yield ValidationError("pattern")

    validator = _validator(pattern)(schema)
    for error in sorted(validator.iter_errors(instance), key=lambda each: ([str(part) for part in each.absolute_path], str(each.validator))):
        yield from _told(error)


@cache
def _empty_registry() -> Any:
    from referencing import Registry

    return Registry()


def _validator(pattern: Any) -> Any:
    from jsonschema import Draft202012Validator, validators

    kind: Any = validators.extend(Draft202012Validator, {"pattern": pattern})  # type: ignore[no-untyped-call]  # the stubs leave it untyped
    return lambda schema: kind(schema, registry=_empty_registry(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _told(error: Any) -> Iterator[Violation]:
    path, schema_path = tuple(error.absolute_path), tuple(error.absolute_schema_path)
    keyword, wanted, value = str(error.validator), error.validator_value, error.instance
    names: list[str] = []
    if keyword == "required" and isinstance(wanted, list):
        # jsonschema speaks once for each missing name; its message is the only place that has the name.
        names = [name for name in wanted if name not in value and error.message.startswith(f"{name!r} ")]
    elif keyword in ("additionalProperties", "unevaluatedProperties") and isinstance(value, dict):
        names = sorted(name for name in value if name not in error.schema.get("properties", {}))
    shown = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    allowed = ", ".join(str(each) for each in wanted) if isinstance(wanted, list) else str(wanted)
    for name in names or [""]:
        values = {"name": name, "value": shown, "wanted": allowed, "keyword": keyword}
        at = (*path, name) if name and keyword != "required" else path
        yield Violation(at, Said(_SAYS.get(keyword, _ELSE), values), schema_path)
