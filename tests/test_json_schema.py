"""What our use of JSON Schema promises: no retrieval, no endless rule, no backtracking, violations in document order."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku import json_schema
from taiyaku.model import Json

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
