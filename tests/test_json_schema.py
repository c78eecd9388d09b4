"""What our use of JSON Schema promises: no retrieval, no endless rule, no backtracking, violations in document order."""

import json
import os
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku import json_schema
from taiyaku.checks import schema_violation
from taiyaku.json_schema import Schema
from taiyaku.model import Json
from tests.conftest import ROOT, Judge

RECURSIVE = {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}


def broken(instance: Json, schema: dict[str, Json]) -> list[tuple[tuple[str | int, ...], str, str]]:
    return [(each.path, str(each.says.values["keyword"]), str(each.says.values["name"])) for each in json_schema.violations(instance, schema)]


HOSTILE: list[Json] = [
    {"$ref": "https://example.org/x.json"},
    {"$ref": "file:///etc/passwd"},
    RECURSIVE,
    {"if": {"properties": {"a": {"$dynamicRef": "#x"}}}},
    {"$id": "https://example.org/", "type": "object"},
    {"$schema": "https://example.org/own-dialect"},
    {"type": "objekt"},
    {"properties": 5},
    {"properties": {"a": {"minimum": "x"}}},
    {"required": "id"},
    {"multipleOf": 0},
    {"patternProperties": {"^(a+)+$": False}, "unevaluatedProperties": False},
    {"allOf": []},
]


@pytest.mark.parametrize("rule", HOSTILE, ids=json.dumps)
def test_rules_that_refer_or_are_no_schemas_are_unsound(rule: Json) -> None:
    assert json_schema.unsound(rule) is not None


@pytest.mark.parametrize(
    "rule", [{}, True, {"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}}, {"patternProperties": {"^x": {"type": "string"}}}]
)
def test_ordinary_rules_are_sound(rule: Json) -> None:
    assert json_schema.unsound(rule) is None


def test_names_and_values_are_matched_in_linear_time() -> None:
    evil = "a" * 40 + "!"
    start = time.monotonic()
    assert broken({evil: 1}, {"patternProperties": {"^(a+)+$": False}, "additionalProperties": False}) == [((evil,), "additionalProperties", evil)]
    assert broken({"a": evil}, {"properties": {"a": {"pattern": "^(a+)+$"}}}) == [(("a",), "pattern", "")]
    assert broken({"aa": 1}, {"patternProperties": {"^(a+)+$": False}}) != []
    assert time.monotonic() - start < 2


def test_violations_come_in_document_order_at_their_place() -> None:
    instance = {"z": "x", "list": [*range(10), "ten"], "a": 1}
    schema = {"properties": {"z": {"type": "integer"}, "list": {"items": {"type": "integer"}}, "a": {"type": "string"}}, "required": ["must"]}
    assert broken(instance, schema) == [((), "required", "must"), (("z",), "type", ""), (("list", 10), "type", ""), (("a",), "type", "")]
    assert [path for path, _keyword, _name in broken(["x"] * 12, {"items": {"type": "integer"}})] == [(at,) for at in range(12)]


def test_unknown_names_are_named_one_by_one() -> None:
    assert broken({"b": 1, "a": 1, "c": 1}, {"properties": {"a": True}, "additionalProperties": False}) == [
        (("b",), "additionalProperties", "b"),
        (("c",), "additionalProperties", "c"),
    ]
    assert broken({"a": 1, "b": 2}, {"allOf": [{"properties": {"a": True}}], "unevaluatedProperties": False}) == [(("b",), "unevaluatedProperties", "b")]
    assert broken({"a": 1}, {"additionalProperties": {"type": "string"}}) == [(("a",), "type", "")]


def test_numbers_beyond_a_double_break_a_rule_and_nothing_else() -> None:
    assert broken({"n": 10**400}, {"properties": {"n": {"multipleOf": 0.5}}}) == [(("n",), "multipleOf", "")]
    assert broken({"n": 10**400}, {"properties": {"n": {"multipleOf": 10}}}) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "properties", "items", "if", "then", "required", "enum", "pattern", "minimum", "multipleOf", "allOf", "not", "$ref", "format"]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=8,
    )
)
def test_any_rule_is_unsound_or_can_be_asked(rule: Json) -> None:
    if json_schema.unsound(rule) is None:
        for instance in ({}, {"a": "b"}, {"id": 5, "x": "1"}):
            assert all(each.says.says for each in json_schema.violations(instance, rule))


@pytest.mark.parametrize("name", ["package", "glossary", "waivers"])
def test_own_schemas_are_sound_schemas(name: str) -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(json_schema.own(name))
    assert broken(5, json_schema.own(name)) != []


# Clearing

NUMBERS = [0, 1, -1, 3, 0.5, 1.0, 1e20, 10**20, 2**53 + 1, float(2**53), 1e308, 0.1, 19.99, -0.0, 10**400]
TEXTS = [
    "",
    "a",
    "日本",
    "𠮷",
    "１",
    "a\n",
    "e\u0301",
    "item-0000001",
    "2020-02-30",
    "2020-02-29",
    "0000-01-01",
    "2714-10-1+",
    "::1",
    "1.2.3.4",
    "a@b",
    "\u2028",
    "_",
]
PATTERNS = [
    "^a$",
    "^\\d+$",
    "\\w",
    "^[a-z]+$",
    "a|b",
    "^(?:ab)*$",
    "^.$",
    "[^a]",
    "^item-[0-9]{7}$",
    "^[\\w.-]+$",
    "^\\s",
    "\\p{L}",
    "^[a&&b]",
    "(?=a)",
    "\\bа",
    "^\\D$",
]
NAMES = ["a", "日", "x-1"]
instances = st.recursive(
    st.sampled_from([*NUMBERS, *TEXTS, None, True, False]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=5,
)


def keywords(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    sizes, bounds, several = st.integers(0, 2), st.sampled_from(NUMBERS), st.lists(inner, min_size=1, max_size=2)
    named, names = st.dictionaries(st.sampled_from(NAMES), inner, max_size=2), st.lists(st.sampled_from(NAMES), max_size=2, unique=True)
    types = st.sampled_from(["integer", "number", "string", "boolean", "null", "array", "object"])
    optional: dict[str, st.SearchStrategy[Json]] = {
        "type": types | st.lists(types, min_size=1, max_size=2, unique=True),
        "enum": st.lists(instances, min_size=1, max_size=2),
        "const": instances,
        "multipleOf": st.sampled_from([1, 3, 10**20, 0.01]),
        "pattern": st.sampled_from(PATTERNS),
        "patternProperties": st.dictionaries(st.sampled_from(PATTERNS), inner, max_size=1),
        "format": st.sampled_from(["date", "email", "ipv4", "ipv6", "uuid", "regex", "uri", "date-time", "hostname", "none"]),
        "uniqueItems": st.booleans(),
        "required": names,
        "dependentRequired": st.dictionaries(st.sampled_from(NAMES), names, max_size=1),
        "$ref": st.sampled_from(["#/$defs/x", "#/$defs/y"]),
    }
    optional |= dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), bounds)
    optional |= dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"), sizes)
    optional |= dict.fromkeys(("properties", "dependentSchemas"), named) | dict.fromkeys(("prefixItems", "allOf", "anyOf", "oneOf"), several)
    applied = ("additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else", "unevaluatedItems", "unevaluatedProperties")
    optional |= dict.fromkeys(applied, inner)
    pairs = st.sampled_from(sorted(optional)).flatmap(lambda name: st.tuples(st.just(name), optional[name]))
    return st.lists(pairs, min_size=1, max_size=3).map(dict)


DEFS = {"x": {"type": "string", "minLength": 1}, "y": {"properties": {"a": {"$ref": "#/$defs/x"}}, "unevaluatedProperties": False}}


@settings(max_examples=400)
@given(st.recursive(st.booleans(), keywords, max_leaves=4), st.lists(instances, min_size=3, max_size=8))
def test_what_is_cleared_the_judge_finds_good(schema: Json, asked: list[Json]) -> None:
    whole = {"allOf": [schema], "$defs": DEFS}
    quick, judge = Schema(whole), Schema(whole, clear=False)
    for instance in asked:
        if quick.clears(instance):
            assert list(judge.violations(instance)) == []


@pytest.mark.parametrize("schema", [{"multipleOf": 0.01}, {"pattern": "\\p{L}"}, {"pattern": "^[a&&b]$"}, {"pattern": "a\\b"}, {"pattern": "(?=a)"}, {"patternProperties": {"^\\p{L}": True}}, {"$schema": "http://json-schema.org/draft-07/schema#"}, {"dependencies": {}}])  # fmt: skip
def test_what_the_two_judge_differently_is_not_cleared(schema: Json) -> None:
    assert not Schema({"allOf": [schema]}).clears("a")
    assert Schema({"allOf": [{"pattern": "^[a-z]$", "multipleOf": 3}]}).clears("a")


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("date", ["2024-02-29"], ["2023-02-29", "2714-10-1+", "2024-2-29", "２０２４-02-29", "2024-02-29\n"]),
        ("email", ["a@b"], ["a"]),
        ("ipv4", ["127.0.0.1"], ["127.0.0.256", "127.1"]),
        ("ipv6", ["::1"], ["::1%eth0", "1"]),
        ("uuid", ["6ba7b810-9dad-11d1-80b4-00c04fd430c8"], ["6ba7b8109dad11d180b400c04fd430c8"]),
        ("regex", ["^a"], ["("]),
        ("uri", ["::"], []),
    ],
)
def test_formats_are_the_same_for_both_and_do_not_depend_on_what_is_installed(form: str, good: list[str], bad: list[str]) -> None:
    quick, judge = Schema({"format": form}), Schema({"format": form}, clear=False)
    for text in good:
        assert quick.clears(text)
        assert list(judge.violations(text)) == []
    for text in bad:
        assert not quick.clears(text)
        assert [each.says.values["keyword"] for each in judge.violations(text)] == ["format"]


@pytest.mark.parametrize(
    ("form", "yes", "no"),
    [
        ("\\d", "1", "１日"),
        ("\\D", "１日", "1"),
        ("\\w", "aZ9_", "é日１-"),
        ("\\W", "é日-", "a_"),
        ("\\s", " \t\n\u00a0\u3000\ufeff", "\x85\x1c\u200b日"),
        ("\\S", "\x85日", "\u3000\ufeff"),
        ("[\\d年]", "1年", "１"),
        ("[^\\W_]", "a1", "日_"),
    ],
)
def test_classes_of_patterns_mean_what_ecmascript_has_them_mean(form: str, yes: str, no: str) -> None:
    for schema, good in (({"pattern": f"^{form}$"}, yes), ({"not": {"pattern": f"^{form}$"}}, no)):
        quick, judge = Schema(schema), Schema(schema, clear=False)
        assert [quick.clears(char) for char in yes + no] == [char in good for char in yes + no]
        assert [list(judge.violations(char)) == [] for char in yes + no] == [char in good for char in yes + no]


def test_integers_are_multiples_as_they_are_written() -> None:
    assert broken(1e308, {"multipleOf": 10}) == []
    assert broken(7.5, {"multipleOf": 2}) == [((), "multipleOf", "")]
    assert broken(19.99, {"multipleOf": 0.01}) == [((), "multipleOf", "")]


def test_a_package_that_is_all_good_is_judged_without_jsonschema() -> None:
    code = "import sys; from taiyaku import cli; code = cli.main(['check', '--select', 'schema-violation', '.'], {}); sys.exit(code or 'jsonschema' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "tools")}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


HELD = {"id": "held", "title": "What is held has a day", "if": {"properties": {"status": {"const": "held"}}}, "then": {"required": ["day"]}}
FEW = {"id": "few", "title": "Three facts at most", "maxProperties": 3}
ALONE = {"id": "alone", "title": "Not this very record", "not": {"const": {"id": "tea", "note": "お茶"}}}


def test_every_record_that_breaks_a_rule_is_told_though_alike_ones_are_judged_once(judge: Judge) -> None:
    resource = {"name": "talks", "path": "talks.csv", "taiyaku": {"rules": [HELD, FEW, ALONE]}}
    rows = ["id,status,day,note", "a,held,,x", "b,held,2026-04-01,x", "c,planned,,", "d,held,,", "tea,,,お茶"]
    found = judge(
        {"datapackage.json": json.dumps({"name": "t", "resources": [resource]}), "talks.csv": "\n".join(rows) + "\n"}, [schema_violation.CHECK]
    ).findings
    told = [(each.problem.where.line, each.problem.id, each.problem.field) for each in found]
    # What says nothing of its status is held to the rule for what is held.
    assert told == [(2, "a", "status"), (3, "b", ""), (5, "d", "status"), (6, "tea", ""), (6, "tea", "")]


@given(st.one_of(st.dates().map(str), st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"), st.from_regex(r"\A[0-9+\-T]{8,11}\Z"), st.text(max_size=12)))
@settings(max_examples=300)
def test_a_date_is_the_same_to_the_compiled_validator_and_to_us(text: str) -> None:
    schema = Schema({"format": "date"})
    good = not list(schema.violations(text))
    assert schema.clears(text) is good
    assert Schema({"not": {"format": "date"}}).clears(text) is not good


@pytest.mark.parametrize("text", ["0000-01-01", "1900-02-29", "2000-02-29", "2026-04-31", "2026-11-21"])
def test_dates_at_the_edges_of_the_calendar_are_the_same_to_both(text: str) -> None:
    schema = Schema({"format": "date"})
    assert schema.clears(text) is (not list(schema.violations(text)))


def test_a_schema_that_is_only_quoted_stays_as_it_is() -> None:
    quoted = {"format": "date"}
    assert Schema({"const": quoted}).clears(quoted)
    assert not Schema({"not": {"const": quoted}}).clears(quoted)


def test_a_format_that_is_a_mere_annotation_is_not_asserted_of_dates() -> None:
    assert Schema({"format": "date"}, formats=False).clears("0000-01-01")
    assert not Schema({"not": {"format": "date"}}, formats=False).clears("2026-11-21x")
