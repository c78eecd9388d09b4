"""What JSON records get: a strict reader, a verdict for each, and the place of every fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku import json_schema
from taiyaku.checks import file_undeclared, file_unreadable, path_unsafe, resource_unjudged, schema_violation
from taiyaku.errors import CannotRead
from taiyaku.loaders import from_json, from_records
from taiyaku.model import Finding, JsonRecords, Report
from tests.conftest import ROOT, Judge

TERM = {
    "type": "object",
    "required": ["id", "label"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z-]+$"},
        "label": {"type": "object", "required": ["en", "ja"], "additionalProperties": {"type": "string", "minLength": 1}},
        "since": {"type": "string", "format": "date"},
        "size": {"type": "integer", "minimum": 0},
    },
}
ASKED = [each.CHECK for each in (file_undeclared, file_unreadable, path_unsafe, resource_unjudged, schema_violation)]
HARBOUR = {"id": "harbour", "label": {"en": "harbour", "ja": "港"}, "since": "1872-02-29", "size": 12}
LIGHTHOUSE = {"id": "lighthouse", "label": {"en": "lighthouse: “old”", "ja": "灯台：旧"}}


def package(name: str, records: str, schema: object = "term.schema.json", **more: str) -> dict[str, str]:
    resource = {"name": "terms", "path": name, "taiyaku": {"records": schema}}
    files = {"datapackage.json": json.dumps({"name": "terms", "resources": [resource]}), name: records, **more}
    return {**files, **({"term.schema.json": json.dumps(TERM)} if schema == "term.schema.json" and "term.schema.json" not in more else {})}


def faults(judged: Report) -> list[tuple[str, str, int, int, str, str]]:
    return [_fault(finding) for finding in judged.findings]


def _fault(finding: Finding) -> tuple[str, str, int, int, str, str]:
    at = finding.problem
    return finding.check, at.where.path, at.where.line, at.where.column, at.id, at.field


LINES = "\n".join(json.dumps(each, ensure_ascii=False) for each in (HARBOUR, LIGHTHOUSE))


@pytest.mark.parametrize(
    ("name", "text", "schema"),
    [
        ("terms.json", json.dumps([HARBOUR, LIGHTHOUSE], indent=2), "term.schema.json"),
        ("terms.json", "\ufeff[]\n", "term.schema.json"),
        ("terms.json", json.dumps([HARBOUR]), TERM),
        ("terms.jsonl", LINES, "term.schema.json"),
        ("terms.ndjson", LINES.replace("\n", "\r\n") + "\n", "term.schema.json"),
    ],
)
def test_good_records_of_both_kinds_are_judged_and_found_good(judge: Judge, name: str, text: str, schema: object) -> None:
    assert faults(judge(package(name, text, schema), ASKED)) == []


def test_every_fault_is_told_at_the_line_and_column_of_the_property(judge: Judge) -> None:
    bad = {**LIGHTHOUSE, "size": -1, "label": {"en": "lighthouse", "ja": ""}}
    array = json.dumps([HARBOUR, bad, {**HARBOUR, "id": "Harbour 2"}], indent=1, ensure_ascii=False)
    assert faults(judge(package("terms.json", "\ufeff" + array), ASKED)) == [
        ("schema-violation", "terms.json", 15, 4, "lighthouse", "label"),
        ("schema-violation", "terms.json", 17, 3, "lighthouse", "size"),
        ("schema-violation", "terms.json", 20, 3, "Harbour 2", "id"),
    ]


def test_every_fault_of_a_line_is_told_at_its_column(judge: Judge) -> None:
    lines = f'{json.dumps(HARBOUR)}\n {{"id": "x", "label": {{"en": "港", "ja": 5}}}}\n'
    assert faults(judge(package("terms.ndjson", lines), ASKED)) == [("schema-violation", "terms.ndjson", 2, 35, "x", "label")]


def test_a_file_on_one_line_has_its_columns_counted_across_blocks(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_records, "BLOCK", 40)
    records = [{**HARBOUR, "id": f"harbour-{letter}"} for letter in "abcdef"] + [{**HARBOUR, "id": "灯台", "size": -1}, {**HARBOUR, "id": "灯台"}]
    text = json.dumps(records, ensure_ascii=False)
    found = faults(judge(package("terms.json", text), ASKED))
    columns = [text.index('"id": "灯台"') + 1, text.index('"size": -1') + 1, text.rindex('"id": "灯台"') + 1]
    assert [(line, column) for _check, _path, line, column, _id, _field in found] == [(1, column) for column in columns]


def test_more_than_a_thousand_faults_are_counted_and_the_first_listed(judge: Judge) -> None:
    found = judge(package("terms.ndjson", (json.dumps({**HARBOUR, "size": "big"}) + "\n") * 1_003), ASKED).findings
    told = [finding.problem for finding in found if finding.check == "schema-violation"]
    assert (len(told), sum(problem.count for problem in told), told[-1].where.line) == (1_001, 1_003, 1_001)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("terms.json", '[{"id": "a", "id": "b"}]', 1),
        ("terms.json", '[{"a": 1},\n{"a": NaN}]', 2),
        ("terms.json", '[{"a": 1},\n{"a": 1e999}]', 2),
        ("terms.json", '[{"a": 1},\n\n{"a": "\\ud800"}]', 3),
        ("terms.json", '[{"a\\u003a": 1,\n"a:": 1}]', 2),
        ("terms.json", '[{"a": 1}\n,]', 2),
        ("terms.json", '[{"a": 1}]\n[]', 1),
        ("terms.json", '[{"a": 1}', 1),
        ("terms.json", '{"a": 1}', 1),
        ("terms.json", "", 0),
        ("terms.json", "[" * 67 + "1" + "]" * 67, 1),
        ("terms.ndjson", '{"a": 1}\n1, 2\n', 2),
        ("terms.ndjson", '{"a": 1}\n[1\n, 2]\n', 2),
        ("terms.ndjson", '{"a": 1}\n\n{"a": 2}\n', 2),
        ("terms.ndjson", '{"a": 1}\n{"a": 2} {"a": 3}\n', 2),
    ],
)
def test_what_is_no_strict_json_is_set_aside_with_its_line(judge: Judge, name: str, text: str, line: int) -> None:
    told = [(check, at) for check, path, at, *_rest in faults(judge(package(name, text, True), ASKED)) if path == name]
    assert told == [("file-unreadable", line)]


def test_what_the_fast_reader_rounds_is_read_exactly(judge: Judge) -> None:
    small = {"type": "object", "properties": {"n": {"maximum": 18446744073709551616}}}
    assert faults(judge(package("terms.json", '[{"n": 18446744073709551616}, {"n": 1E+2}]', small), ASKED)) == []
    assert len(faults(judge(package("terms.json", '[{"n": 18446744073709551617}]', small), ASKED))) == 1


def test_schemas_of_the_package_refer_to_each_other_by_path_and_by_id(judge: Judge) -> None:
    schemas = {
        "schemas/term.schema.json": json.dumps({"$ref": "parts/label.schema.json", "properties": {"kind": {"$ref": "https://example.org/kinds#/$defs/kind"}}}),
        "schemas/parts/label.schema.json": json.dumps({"required": ["label"], "properties": {"next": {"$ref": "#"}}}),
        "schemas/kinds.schema.json": json.dumps({"$id": "https://example.org/kinds", "$defs": {"kind": {"enum": ["港", "灯台"]}}}),
    }
    text = '[{"label": 1, "kind": "港"},\n{"label": 1, "kind": "駅"},\n{"label": 1, "next": {"label": 1, "next": {}}}]'
    assert [(at[2], at[5]) for at in faults(judge(package("data/terms.json", text, "schemas/term.schema.json", **schemas), ASKED))] == [
        (2, "kind"),
        (3, "next"),
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "http://127.0.0.1:9/schema.json"},
        {"$ref": "file:///etc/passwd"},
        {"$ref": "#"},
        {"$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"},
        {"$schema": "http://json-schema.org/draft-07/schema#"},
        {"$dynamicRef": "#x"},
        {"type": "objekt"},
        {"properties": {"id": {"pattern": "(?=x)"}}},
        {"$id": "https://example.org/a", "$ref": "b"},
    ],
    ids=json.dumps,
)
def test_a_schema_that_leads_out_or_never_ends_is_named_and_not_used(judge: Judge, schema: Any) -> None:
    found = judge(package("terms.json", "[{}, {}]", schema), ASKED).findings
    assert [(each.check, each.problem.where.path, each.problem.where.line) for each in found if each.check == "schema-violation"] == [
        ("schema-violation", "datapackage.json", 1)
    ]


def test_a_schema_outside_the_package_or_missing_is_a_finding(judge: Judge) -> None:
    assert [finding.check for finding in judge(package("terms.json", "[]", "../term.schema.json"), ASKED).findings if finding.check == "path-unsafe"] == [
        "path-unsafe"
    ]
    missing = faults(judge(package("terms.json", "[]", "other.schema.json"), ASKED))
    assert ("file-unreadable", "other.schema.json", 0, 0, "", "") in missing


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.sampled_from('ab:\\"\n港\x7f'), max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.sampled_from("ab:港"), max_size=2), inner, max_size=3),
    max_leaves=12,
)


def fast(content: bytes, *, lines: bool) -> list[Any] | None:
    read: list[Any] = []
    try:
        place = (0, len(content)) if lines else from_records._inside(content)
        for _start, _stop, values in (from_records._lines if lines else from_records._array)(content, *place):
            read += values
    except CannotRead:
        return None
    return read


def strict(content: bytes) -> list[Any] | None:
    try:
        value = from_json.read(content, "").value
    except CannotRead:
        return None
    return value if isinstance(value, list) else None


@given(
    st.lists(JSON, max_size=6),
    st.booleans(),
    st.sampled_from([None, 1]),
    st.integers(0, 400),
    st.sampled_from(["", ",", ":", '"a":1,', "\\u003a", "}", "[", "9" * 25, "e+3", " ", "NaN"]),
)
def test_the_fast_reader_reads_what_the_strict_one_reads(values: list[Any], ascii_only: bool, indent: int | None, at: int, put: str) -> None:  # noqa: FBT001
    text = json.dumps(values, ensure_ascii=ascii_only, indent=indent)
    damaged = text[: at % (len(text) + 1)] + put + text[at % (len(text) + 1) :]
    before, from_records.BLOCK = from_records.BLOCK, 16
    try:
        assert repr(fast(damaged.encode(), lines=False)) == repr(strict(damaged.encode()))
        each = "".join(f"{json.dumps(value, ensure_ascii=ascii_only)}\n" for value in values)
        assert repr(fast(each.encode(), lines=True)) == repr(values)
    finally:
        from_records.BLOCK = before


def test_records_that_nothing_clears_are_all_doubtful_and_still_found_good() -> None:
    kept: JsonRecords = from_records.read(json.dumps([HARBOUR] * 3).encode(), "terms.json", "terms", {"s.json": TERM}, "s.json", lines=False, clear=False)
    assert list(kept.doubtful) == [0, 1, 2]
    assert list(json_schema.among(kept.schemas, kept.schema).violations(kept.read(2).value)) == []


HALVES = """
import sys
from taiyaku.loaders import from_records
from taiyaku.errors import CannotRead
from_records.WORTH_TWO = 64 if sys.argv[1] == "two" else 1 << 40
for name in sys.argv[2:]:
    try:
        kept = from_records.read(open(name, "rb").read(), name, "t", {"s": {"required": ["id"]}}, "s", lines=name.endswith("l"), clear=True)
    except CannotRead as error:
        print(error.says, error.line, error.column)
        continue
    print(kept.height, list(kept.doubtful), *[kept.read(number).where() for number in kept.doubtful])
"""


def test_two_processes_read_what_one_reads(tmp_path: Path) -> None:
    records = [{"id": "灯台"}, {"parts": [{"id": "a"}, {"id": "b"}]}, {}] * 9
    texts = {
        "a.json": json.dumps(records, ensure_ascii=False),
        "b.json": json.dumps(records, indent=1),
        "c.jsonl": "".join(json.dumps(each) + "\n" for each in records),
        "d.json": json.dumps([{"parts": [{"id": "x" * 40}] * 5}]),
        "e.json": json.dumps(records).replace("{}]", '{"a": 1, "a": 1}]'),
        "f.jsonl": "".join(json.dumps(each) + "\n" for each in records) + "{,}\n",
        "g.json": json.dumps(records[:3]).replace("灯台", "NaN") + " " * 90 + "]",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    two, one = (
        subprocess.run(
            [sys.executable, "-c", HALVES, how, *texts],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT / "tools")},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for how in ("two", "one")
    )
    assert two == one
    assert two.splitlines()[0].startswith("27 [1, 2, 4, 5")
    assert len(two.splitlines()) == len(texts)
