"""JSON Schema 2020-12: jsonschema-rs clears what is good, jsonschema explains the rest; without the network, patterns in linear time."""

import datetime as dt
import ipaddress
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any
from urllib.parse import quote

from taiyaku import patterns
from taiyaku.i18n import _, ours
from taiyaku.model import Json, Said

DIALECT = "https://json-schema.org/draft/2020-12/schema"

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


def _date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and dt.date.fromisoformat(text))
    except ValueError:
        return False


def _address(kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address], text: str) -> bool:
    try:
        return "%" not in text and bool(kind(text))
    except ValueError:
        return False


def _regex(text: str) -> bool:
    try:
        return bool(re.compile(text))
    except (re.error, RecursionError, OverflowError):
        return False


_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date": lru_cache(maxsize=1 << 16)(_date),  # RFC 3339, full-date
    "email": lambda text: "@" in text,
    "idn-email": lambda text: "@" in text,
    "ipv4": lambda text: _address(ipaddress.IPv4Address, text),
    "ipv6": lambda text: _address(ipaddress.IPv6Address, text),
    "regex": _regex,
    "uuid": lambda text: bool(re.fullmatch(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", text)),  # RFC 4122
}
"""The formats that are asserted, the same on every machine: the judge's own depend on what else is installed."""


@dataclass(frozen=True, eq=False)
class Schema:
    """A schema, and the schemas that it may refer to: nothing else is looked for, in a file or on the network."""

    value: Json
    known: Mapping[str, Json] = field(default_factory=dict)
    """Schemas by the URI of the place where they stand; each is known by its ``$id`` too."""
    clear: bool = True
    """Whether what is proved good is kept from the judge."""
    formats: bool = True
    """Whether ``format`` is asserted (JSON Schema 2020-12, Validation, 7.2: it may be a mere annotation)."""

    def clears(self, instance: Json) -> bool:
        """Prove an instance good; False where that cannot be proved, which does not mean that it is bad."""
        return not self.doubtful([instance])

    def doubtful(self, instances: Sequence[Json]) -> list[int]:
        """Give the numbers of the instances that cannot be proved good."""
        if self.compiled is None or not self.clear:
            return list(range(len(instances)))
        try:
            good = list(map(self.compiled.is_valid, instances))
        except ValueError:  # one is nested too deep for it
            return list(range(len(instances)))
        return [] if all(good) else [number for number, each in enumerate(good) if not each]

    @cached_property
    def compiled(self) -> Any:
        """The compiled schema, or None where it has a part that might be judged otherwise than by the judge."""
        import jsonschema_rs

        everything = [self.value, *self.known.values()]
        if not all(_alike(each) for each in everything):
            return None
        asked = {each for schema in everything for each in _named_formats(schema)} if self.formats else set()
        try:
            return jsonschema_rs.Draft202012Validator(
                self._dated(self.value),
                formats={name: _FORMATS.get(name, _anything) for name in asked - {"date"}},
                validate_formats=self.formats,
                registry=jsonschema_rs.Registry([(uri, self._dated(each)) for uri, each in self.known.items()], draft=jsonschema_rs.Draft202012)
                if self.known
                else None,
                offline=True,
                pattern_options=jsonschema_rs.RegexOptions(),
            )
        except Exception:  # noqa: BLE001 -- whatever it stumbles over, the judge explains
            return None

    def _dated(self, schema: Json) -> Json:
        """Have the compiled validator judge dates itself, as it does right where they have the right form: asking us takes it as long as all the rest."""
        if isinstance(schema, list):
            return [self._dated(each) for each in schema]
        if not isinstance(schema, dict) or not self.formats:
            return schema
        inner = {}
        for name, value in schema.items():
            if name in _MAPS and isinstance(value, dict):
                inner[name] = {key: self._dated(each) for key, each in value.items()}
            else:
                inner[name] = value if name in _NO_SCHEMAS else self._dated(value)
        also: Json = inner.get("allOf", [])
        return {**inner, "allOf": [*also, {"pattern": _DATE}]} if schema.get("format") == "date" and isinstance(also, list) else inner

    def violations(self, instance: Json) -> Iterator[Violation]:
        """Yield what the schema does not allow, in document order."""
        if self.clears(instance):
            return
        for error in sorted(self._judge.iter_errors(instance), key=lambda each: (_order(instance, each.absolute_path), str(each.validator))):
            yield from _told(error)

    @cached_property
    def _judge(self) -> Any:
        from jsonschema import Draft202012Validator, FormatChecker, validators
        from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
        from referencing import Resource
        from referencing.jsonschema import DRAFT202012

        checker = FormatChecker(formats=())
        for name, holds in _FORMATS.items() if self.formats else ():
            checker.checks(name)(lambda value, holds=holds: not isinstance(value, str) or holds(value))
        known = {uri: Resource.from_contents(_undeclared(schema), default_specification=DRAFT202012) for uri, schema in self.known.items()}
        keywords = dict(Draft202012Validator.VALIDATORS) | _OWN
        if isinstance(self.value, dict) and (spoken := _spoken(self.known.get(self.value.get("$schema", "")))) is not None:
            keywords = {name: keywords[name] for name in keywords if name in spoken}
        kind: Any = validators.create(Draft202012Validator.META_SCHEMA, keywords)
        # The registry holds the standard's own metaschemas and what is known: a reference to anything else leads nowhere.
        return kind(_undeclared(self.value), registry=REGISTRY.with_resources(known.items()), format_checker=checker)


_PACKAGE = "https://package.invalid/"
"""Where the files of a package are said to be, so that relative references have something to begin with (RFC 2606: there is no such host)."""


def among(schemas: Mapping[str, Json], path: str, *, clear: bool = True) -> Schema:
    """Give the schema at a path of a package, which may refer to the others by relative path or by ``$id``."""
    return Schema({"$ref": _PACKAGE + quote(path)}, {_PACKAGE + quote(each): schema for each, schema in schemas.items()}, clear)


def violations(instance: Json, schema: Json) -> Iterator[Violation]:
    """Yield what a schema that stands alone does not allow, in document order."""
    return Schema(schema).violations(instance)


def unsound(schema: Json) -> Said | None:
    """Tell why a rule that comes from data is not used, or nothing where it is sound.

    References are refused: a rule is small enough to stand alone, and one that refers to itself never ends.
    """
    if not set(_keys(schema)).isdisjoint(("$ref", "$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor", "$schema")):
        return Said(_("a rule must not refer to other schemas"))
    return _misshapen(schema)


def unsound_among(schema: Schema) -> Said | None:
    """Tell why a schema that comes from data, with what it may refer to, is not used; nothing where it is sound.

    Refused are references that lead out of what is known, that are followed at run time only
    (``$dynamicRef``), or that come back to themselves without having gone further into the instance.
    """
    for each in schema.known.values():
        dialects = [value for name, value in _members(each) if name == "$schema" and value != DIALECT and isinstance(value, str)]
        if dialects:
            return Said(_("{dialect} is not JSON Schema 2020-12"), {"dialect": dialects[0]})
        if not set(_keys(each)).isdisjoint(("$dynamicRef", "$recursiveRef", "$vocabulary")):
            return Said(_("a schema of records must not have {keywords}"), {"keywords": "$dynamicRef, $recursiveRef, $vocabulary"})
        unknown = next((form for form in _patterns(each) if not (_SAME_PATTERN.fullmatch(form) or patterns.supported(_ecma(form)))), None)
        if unknown is not None:
            return Said(_("the pattern {pattern} cannot be run in linear time"), {"pattern": unknown})
    reason = next((reason for reason in map(_misshapen, schema.known.values()) if reason is not None), None)
    return reason or _astray(schema)


def _misshapen(schema: Json) -> Said | None:
    """Tell why something is no JSON Schema, or none that can be asked in linear time."""
    if _mixed(schema):
        return Said(_("a rule must not have both {first} and {second}"), {"first": "patternProperties", "second": "unevaluatedProperties"})
    import jsonschema_rs

    if _alike(schema) and jsonschema_rs.meta.is_valid(_undeclared(schema)):
        return None
    from jsonschema import Draft202012Validator, SchemaError

    try:
        Draft202012Validator.check_schema(_undeclared(schema))
    except SchemaError as error:
        return Said(_("jsonschema says: {note}"), {"note": error.message})
    return None


_LEADS_NOWHERE = _("the reference {reference} leads to no schema of the package")


def _astray(schema: Schema) -> Said | None:
    """Follow every reference; tell of one that leads nowhere, or that never ends."""
    import jsonschema_rs

    missing: list[str] = []

    def nowhere(uri: str) -> Json:
        missing.append(uri)
        raise LookupError(uri)

    try:
        registry = jsonschema_rs.Registry(list(schema.known.items()), draft=jsonschema_rs.Draft202012, retriever=nowhere)
    except ValueError:
        return Said(_LEADS_NOWHERE, {"reference": "".join(missing[:1]).removeprefix(_PACKAGE)})
    graph: dict[tuple[str, str], set[tuple[str, str]]] = {}
    waiting = [("", schema.value, registry.resolver(""))]
    while waiting:
        reference, value, resolver = waiting.pop()
        here = (resolver.base_uri, reference)
        if here in graph:
            continue
        graph[here] = set()
        for name, base, same in _references(value, resolver, same=True):
            try:
                found = base.lookup(name)
            except jsonschema_rs.ReferencingError:
                return Said(_LEADS_NOWHERE, {"reference": name})
            waiting.append((name, found.contents, found.resolver))
            graph[here] |= {(found.resolver.base_uri, name)} if same else set()
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return Said(_("the reference {reference} comes back to itself and never ends"), {"reference": error.args[1][0][1]})
    return None


def _mixed(schema: Json) -> bool:
    """Tell whether jsonschema would match names with its own engine, which is not linear."""
    return {"patternProperties", "unevaluatedProperties"} <= set(_keys(schema))


_NO_SCHEMAS = ("const", "enum", "default", "examples")
_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
"""Keywords whose value names schemas."""
_INSTEAD = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
"""Keywords whose schemas look at the same instance, not at a part of it."""


def _references(schema: Json, resolver: Any, *, same: bool) -> Iterator[tuple[str, Any, bool]]:
    """Yield each ``$ref`` with what resolves it, and whether it looks at the same instance as the schema does."""
    if isinstance(schema, list):
        for each in schema:
            yield from _references(each, resolver, same=same)
    if not isinstance(schema, dict):
        return
    if isinstance(schema.get("$id"), str):
        resolver = resolver.lookup(schema["$id"]).resolver
    if isinstance(schema.get("$ref"), str):
        yield schema["$ref"], resolver, same
    for name, inner in schema.items():
        if name not in _NO_SCHEMAS:
            for each in inner.values() if name in _MAPS and isinstance(inner, dict) else [inner]:
                yield from _references(each, resolver, same=same and name in _INSTEAD)


def _members(value: Json) -> Iterator[tuple[str, Json]]:
    """Yield every member of every object in a value."""
    if isinstance(value, dict):
        yield from value.items()
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _members(item)


def _keys(value: Json) -> Iterator[str]:
    return (name for name, _value in _members(value))


def _undeclared(schema: Json) -> Json:
    """Leave out ``$schema`` where it says what we take for granted; jsonschema would take it for a wish to use its own matching of patterns."""
    if isinstance(schema, dict):
        return {name: _undeclared(value) for name, value in schema.items() if (name, value) != ("$schema", DIALECT)}
    return [_undeclared(each) for each in schema] if isinstance(schema, list) else schema


_ESCAPE = r"\\[dDwWsS.^$|?*+()\[\]{}/\\-]"
_SAME_PATTERN = re.compile(
    rf"(?: [^\\\[\](){{}}*+?] | {_ESCAPE} | \[\^?(?:[^\\\[\]^&~-]|{_ESCAPE}|-(?!-))+\] | \((?:\?:|(?!\?)) | \) | [*+?] | \{{[0-9]+(?:,[0-9]*)?\}} )*",
    re.VERBOSE,
)
"""Patterns that mean the same to the compiled validator, which translates from ECMA-262, and to us."""
_OTHERWISE = {"$vocabulary", "$recursiveRef", "$recursiveAnchor", "additionalItems", "dependencies"}
"""Keywords of other dialects, which one of the two might know."""


def _patterns(schema: Json) -> Iterator[str]:
    for name, value in _members(schema):
        if name == "pattern" and isinstance(value, str):
            yield value
        elif name == "patternProperties" and isinstance(value, dict):
            yield from value


def _alike(schema: Json) -> bool:
    """Tell whether the compiled validator is known to judge as jsonschema does."""
    if _mixed(schema) or not all(map(_SAME_PATTERN.fullmatch, _patterns(schema))):
        return False
    for name, value in _members(schema):
        if name == "multipleOf" and not (isinstance(value, int) and not isinstance(value, bool)):
            return False  # the compiled one divides decimals, jsonschema binary fractions
        if name in _OTHERWISE or (name == "$schema" and isinstance(value, str) and value != DIALECT):
            return False
    return True


def _named_formats(schema: Json) -> set[str]:
    return {value for name, value in _members(schema) if name == "format" and isinstance(value, str)}


_DATE = "^(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-[0-9]{2}-[0-9]{2}$"


def _anything(_text: str) -> bool:
    return True


def _spoken(metaschema: Json) -> set[str] | None:
    """Give the keywords of the vocabularies that a metaschema of ours names (JSON Schema 2020-12, Core, 8.1.2), or None where it names none."""
    from jsonschema_specifications import REGISTRY

    named = metaschema.get("$vocabulary") if isinstance(metaschema, dict) else None
    if not isinstance(named, dict):
        return None
    standard = [name.replace("/vocab/", "/meta/") for name in named if name.startswith(DIALECT.removesuffix("schema") + "vocab/")]
    return {keyword for name in standard for keyword in REGISTRY.contents(name).get("properties", {})}


def _order(instance: Json, path: Iterable[str | int]) -> list[int]:
    """Give the rank of a part among its neighbours, from the root down: a list's index, a key's place in its object."""
    ranks: list[int] = []
    for part in path:
        ranks.append(part if isinstance(part, int) else list(instance).index(part))
        instance = instance[part]
    return ranks


_BLANK = r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
_CLASSES = {lower: f"[{inside}]" for lower, inside in (("d", "0-9"), ("w", "0-9A-Za-z_"), ("s", _BLANK))}
_CLASSES |= {lower.upper(): f"[^{inside[1:]}" for lower, inside in _CLASSES.items()}


@cache
def _ecma(pattern: str) -> str:
    r"""Let ``\d``, ``\w`` and ``\s`` mean what the standard's own dialect of patterns has them mean (ECMA-262, 22.2.2.9)."""
    return re.sub(r"\\(.)", lambda found: _CLASSES.get(found[1], found[0]), pattern, flags=re.DOTALL)


def _matches(pattern: str, text: str) -> bool:
    return not patterns.supported(_ecma(pattern)) or patterns.found(_ecma(pattern), text)


def _named(pattern: str, name: str) -> bool:
    return patterns.supported(_ecma(pattern)) and patterns.found(_ecma(pattern), name)


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

    if isinstance(value, float) and isinstance(wanted, int):  # 1e308 is a multiple of 10, though the double next to it is not
        if Fraction(repr(value)) % wanted:
            yield ValidationError("multipleOf")
        return
    standard: Any = Draft202012Validator
    try:
        yield from standard.VALIDATORS["multipleOf"](validator, wanted, value, schema) or ()
    except OverflowError:  # an integer beyond a double, divided by a fraction
        yield ValidationError("multipleOf")


_OWN = {"pattern": _pattern, "patternProperties": _pattern_properties, "additionalProperties": _additional_properties, "multipleOf": _multiple_of}
"""Keywords that we judge ourselves: patterns with our engine, and what jsonschema stumbles over."""


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
