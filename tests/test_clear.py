"""What is proved good is good: the fast pass is held against frictionless itself, cell by cell and name by name."""

from __future__ import annotations

import calendar
import contextlib
import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku import loaders, report, selection, sound
from taiyaku.checks import csv_not_canonical, descriptor_invalid, table_schema
from taiyaku.checks._frictionless import Fault
from taiyaku.errors import CannotRead
from taiyaku.loaders import edits, from_csv, from_descriptor, trees
from taiyaku.loaders.from_descriptor import assemble
from taiyaku.loaders.from_memory import Memory
from taiyaku.model import Edit, Json, Package
from tests.conftest import ROOT, Write

Files = Mapping[str, bytes]


def read(files: Files, *, clear: bool) -> Package:
    return assemble(Memory(files), "", ".", clear=clear)


def verdict(files: Files, *, clear: bool) -> tuple[list[str], list[str], list[tuple[str, Fault]]]:
    """Give what is unreadable, what is wrong with the descriptor, and every fault of every table with its row, field, note and cells."""
    package = read(files, clear=clear)
    faults = [(name, fault) for name in package.tables for fault in table_schema.faults(package, name)]
    return sorted(map(repr, package.unread)), sorted(map(repr, descriptor_invalid.run(package))), sorted(faults, key=repr)


def same(files: Files) -> list[tuple[str, Fault]]:
    cleared, judged = verdict(files, clear=True), verdict(files, clear=False)
    assert cleared == judged, files
    return cleared[2]


def packed(tables: Mapping[str, tuple[Json, bytes]]) -> Files:
    resources = [{"name": name, "path": f"{name}.csv", "schema": schema} for name, (schema, _content) in tables.items()]
    descriptor = {"name": "space", "resources": resources}
    return {"datapackage.json": json.dumps(descriptor).encode(), **{f"{name}.csv": content for name, (_schema, content) in tables.items()}}


def written(rows: Sequence[Sequence[str]], end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return file.getvalue().encode()


CELLS = {
    "string": ["mmx", "CALET", "火星衛星", "e\u0301", "\u00e9", " ", "x\ny", 'the "Kibo" module', "a,b", "𠮷野", "mmx\n"],
    "integer": ["0", "1", "2", "7", "07", "+7", "-3", "-0", "1_000", "１２", " 5", "5 ", "1.0", "9" * 30, "x", "１"],
    "number": [
        "0",
        "1",
        "1.0",
        "1.50",
        "-2.5",
        "0.1",
        "0.30000000000000000001",
        "0.3",
        "1e3",
        "NaN",
        "Infinity",
        "1,5",
        "١",
        "1_0",
        ".5",
        "5.",
        "253127.55000000002",
    ],
    "date": ["2026-01-31", "2026-1-5", "2026-02-30", "0000-01-01", "0001-01-01", "２０２６-01-31", "2026-01-31 ", "31.1.2026", "9999-12-31"],
    "boolean": ["true", "false", "True", "0", "1", "yes", "TRUE "],
    "year": ["2026", "0000", "26", "+026", "２０２６", "1998"],
    "yearmonth": ["2026-01", "2026-13", "2026-1", "26-01"],
    "any": ["x", "1"],
    "datetime": ["2026-01-31T00:00:00Z", "2026-01-31T23:59:59", "2026-02-30T00:00:00", "0000-01-01T00:00:00", "2026-01-31T24:00:00", "2026-01-31"],
    "time": ["12:30:00", "12:30:00Z", "25:00:00", "24:00:00", "12:30:60", "12:30"],
}
BOUNDS: Mapping[str, list[Json]] = {
    "integer": [0, 1, 7, "7"],
    "number": [0, 1.5, 0.3, 1e16],
    "date": ["2026-01-31", "2026-01-05"],
    "year": [2000],
    "string": [],
}
EMPTY = ["", "", "", "-", "NA"]


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, Json]:
    kind = draw(st.sampled_from(list(CELLS)))
    field: dict[str, Json] = {"name": name, "type": kind}
    constraints: dict[str, Json] = {}
    if draw(st.booleans()):
        constraints["required"] = draw(st.booleans())
    if draw(st.integers(0, 3)) == 0:
        constraints["unique"] = True
    if kind == "string":
        some: dict[str, Json] = draw(
            st.sampled_from([{}, {}, {"minLength": 2}, {"maxLength": 3}, {"pattern": "[a-z]+"}, {"pattern": r"\w+"}, {"enum": ["mmx", "CALET", "x"]}])
        )
        constraints |= some
    elif BOUNDS.get(kind) and draw(st.booleans()):
        constraints[draw(st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]))] = draw(st.sampled_from(BOUNDS[kind]))
    elif kind in {"integer", "date", "year"} and draw(st.booleans()):
        constraints["enum"] = {"integer": [1, 7], "date": ["2026-01-31"], "year": ["2026"]}[kind]
    if constraints:
        field["constraints"] = constraints
    odd: dict[str, dict[str, Json]] = {
        "number": {"groupChar": ","},
        "integer": {"bareNumber": False},
        "boolean": {"trueValues": ["yes"], "falseValues": ["0"]},
        "date": {"format": "%d.%m.%Y"},
    }
    if draw(st.integers(0, 7)) == 0 and not (kind == "date" and set(constraints) - {"required", "unique"}):
        field |= odd.get(kind, {"missingValues": ["", "NA"]})
    return field


@st.composite
def tables(draw: st.DrawFn, others: Sequence[str] = ()) -> tuple[Json, bytes]:
    names = [f"f{number}" for number in range(draw(st.integers(1, 4)))]
    schema: dict[str, Json] = {"fields": [draw(fields(name)) for name in names]}
    if draw(st.booleans()):
        schema["primaryKey"] = draw(st.sampled_from([names[0], names[:1], names[:2]]))
    if draw(st.integers(0, 3)) == 0:
        schema["missingValues"] = draw(st.sampled_from([["", "-"], ["-"], [""]]))
    if draw(st.booleans()):
        reference = {"resource": draw(st.sampled_from(["", *others])), "fields": "f0"}
        schema["foreignKeys"] = [{"fields": draw(st.sampled_from(names)), "reference": reference}]
    rows = []
    for _row in range(draw(st.integers(0, 6))):
        row = [draw(st.sampled_from([*CELLS[field["type"]], *EMPTY])) for field in schema["fields"]]
        change = draw(st.integers(0, 11))
        rows.append(row[:-1] if change == 0 else [*row, "over"] if change == 1 else [""] * len(row) if change == 2 else row)
    header = draw(st.sampled_from([names, names, names, names, [*names, "more"], names[:-1] or names, ["F0", *names[1:]], [names[0]] * len(names)]))
    return schema, written(
        [header, *rows], draw(st.sampled_from(["\n", "\n", "\r\n"])), draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    )


@settings(max_examples=150)
@given(tables(), tables(others=["missions", "absent"]))
def test_random_tables_get_the_verdict_of_the_judge(missions: tuple[Json, bytes], people: tuple[Json, bytes]) -> None:
    same(packed({"missions": missions, "people": people}))


PIECES = st.sampled_from(
    ["1", "2", "7", "x", ",", ",", "\n", "\n", "\r\n", "\r", '"', '""', "\0", "\ufeff", " ", "\u2028", "衛", "1,2,a\n", '3,4,"b\n"', "\x0b", ";", "\t"]
)
SMALL = {"fields": [{"name": "id", "type": "integer"}, {"name": "n", "type": "number"}, {"name": "t", "type": "string"}], "primaryKey": ["id"]}


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=16).map("".join), st.booleans())
def test_hostile_text_gets_the_verdict_of_the_judge(text: str, schemed: bool) -> None:  # noqa: FBT001
    same(packed({"items": (SMALL if schemed else {}, f"id,n,t\n{text}".encode())}))


HOSTILE = {
    "short row": (b"1,2\n3,4,x\n", ["missing-cell"]),
    "extra cell": (b"1,2,a,b\n3,4,x\n", ["extra-cell"]),
    "blank line": (b"1,2,a\n\n3,4,x\n", ["blank-row", "primary-key"]),
    "commas only": (b"1,2,a\n,,\n3,4,x\n", ["blank-row", "primary-key"]),
    "quote inside unquoted": (b'1,2,a"b\n3,4,x\n', []),
    "lone CR": (b"1,2,a\rb\n3,4,x\n", ["missing-cell", "missing-cell", "primary-key", "type-error"]),
    "CRLF rows": (b"1,2,a\r\n3,4,x\r\n", []),
    "CRLF inside quotes": (b'1,2,"a\r\nb"\n3,4,x\n', []),
    "space after comma": (b"1, 2, a\n3, 4, x\n", []),
    "leading zeros": (b"007,2,a\n7,4,x\n", ["primary-key"]),
    "plus sign": (b"+1,2,a\n1,4,x\n", ["primary-key"]),
    "underscore": (b"1_000,2,a\n1000,4,x\n", ["primary-key"]),
    "full-width digits": ("１２３,2,a\n123,4,x\n".encode(), ["primary-key"]),
    "big integer": (b"99999999999999999999,2,a\n", []),
    "integer with .0": (b"1.0,2,a\n", ["primary-key", "type-error"]),
    "NaN, exponent, infinity": (b"1,NaN,a\n2,1e3,b\n3,Infinity,c\n", []),
    "full-width decimal": ("1,１．５,a\n".encode(), ["type-error"]),
    "no final newline": (b"1,2,a", []),
    "U+2028, VT, FF, U+0085": ("1,2,a\u2028b\n2,3,a\x0bb\x0cc\n3,4,a\x85b\n".encode(), []),
    "only a header": (b"", []),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_readers_that_differ_give_one_verdict(name: str) -> None:
    rows, wanted = HOSTILE[name]
    found = same(packed({"items": (SMALL, b"id,n,t\n" + rows)}))
    assert sorted(fault.type for _table, fault in found) == wanted


@pytest.mark.parametrize(
    ("rows", "line"),
    [(b"1,2,a\n3,4,\0\n", 3), (b'1,2,a\n3,4,"x\n', 3), (b"1,2,a\n3,4,\xe8\xa1\n", 3), (b'1,2,"a"b\n', 2), ("1,2,衛\n".encode("cp932"), 2)],
    ids=["NUL", "unclosed quote", "truncated UTF-8", "text behind a quote", "CP932 undeclared"],
)
def test_bytes_that_are_no_table_are_named_with_their_line_by_both(rows: bytes, line: int) -> None:
    files = packed({"items": (SMALL, b"id,n,t\n" + rows)})
    (problem,) = read(files, clear=True).unread
    assert (problem.where.line, [problem]) == (line, list(read(files, clear=False).unread))


@settings(max_examples=200)
@given(
    st.recursive(
        st.sampled_from([None, True, 0, 1.5, "", "x", "fields", "string", "date", "2026-01-31"]),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["name", "type", "fields", "constraints", "title", "path", "reference", "resource", "enum", "required", "minimum", "format"]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=6,
    ),
    st.sampled_from(
        [
            "title",
            "version",
            "created",
            "licenses",
            "sources",
            "contributors",
            "keywords",
            "name",
            "$schema",
            "languages",
            "resource.title",
            "resource.type",
            "resource.path",
            "resource.encoding",
            "resource.sources",
            "schema.primaryKey",
            "schema.foreignKeys",
            "schema.missingValues",
            "schema.fieldsMatch",
            "field.type",
            "field.constraints",
            "field.format",
            "field.name",
            "field.title",
            "field.missingValues",
            "constraints.enum",
            "constraints.minimum",
            "constraints.maxLength",
            "constraints.unique",
        ]
    ),
)
def test_what_is_called_sound_in_a_descriptor_is_sound(value: Json, place: str) -> None:
    field: dict[str, Json] = {"name": "id", "type": "integer", "constraints": {"required": True}}
    schema: dict[str, Json] = {"fields": [field]}
    resource: dict[str, Json] = {"name": "items", "path": "items.csv", "schema": schema}
    package: dict[str, Json] = {"name": "space", "resources": [resource]}
    holder, _dot, name = place.rpartition(".")
    {"": package, "resource": resource, "schema": schema, "field": field, "constraints": field["constraints"]}[holder][name] = value
    files = {"datapackage.json": json.dumps(package).encode(), "items.csv": b"id\n1\n"}
    cleared, judged = read(files, clear=True), read(files, clear=False)
    assert list(descriptor_invalid.run(cleared)) == list(descriptor_invalid.run(judged))


# Big tables


MANY = [["id", "n", "t"], *([str(number), "1.5", 'Moon "Kaguya"\nか' * (number % 3)] for number in range(400))]


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read everything from disk, a kilobyte at a time."""
    monkeypatch.setattr(from_csv, "BLOCK", 1024)
    monkeypatch.setattr(from_descriptor, "IN_MEMORY", 0)


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_tables_read_in_pieces_are_the_same_tables(write: Write, end: str, quoting: int) -> None:
    rows = [*MANY[:100], ["x", "1"], [], *MANY[100:200], ["7", "1", "a", "b"], *MANY[200:]]
    content = written(rows, end, quoting)
    files = packed({"items": (SMALL, content)})
    package = loaders.load(str(write(files)))
    whole = from_csv.read(content, "items.csv", {"schema": SMALL})
    table = package.tables["items"]
    assert (table.height, table.size, table.begins, table.canonical) == (len(rows) - 1, len(content), content[:64], False)
    assert set(table.kept) == {"id"}
    assert table.select(["t", "id"]).rows() == whole.select(["t", "id"]).rows() == [tuple([*row, "", "", ""][at] for at in (2, 0)) for row in rows[1:]]
    assert [row for start, part in table.blocks(["n"]) for row in enumerate(part["n"], start)] == list(enumerate(whole.frame["n"]))
    assert (table.content, table.frame.rows()) == (content, whole.frame.rows())
    assert [cells for _row, cells in table.records.cells(range(table.height))] == rows[1:]
    places = [table.records.locate(row, 2) for row in range(-1, table.height + 1)]
    assert places == [whole.records.locate(row, 2) for row in range(-1, table.height + 1)]
    assert [line for line, _column in places[:4]] == [1, 2, 3, 5]
    judged = sorted(table_schema.faults(read(files, clear=False), "items"))
    assert sorted(table_schema.faults(package, "items")) == judged
    assert {fault.type for fault in judged} == {"type-error", "missing-cell", "blank-row", "primary-key", "extra-cell"}


@pytest.mark.usefixtures("pieces")
def test_tables_read_side_by_side_are_the_same_tables(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    unclosed = written(MANY[:9]) + b'"'
    contents = [written(MANY), unclosed, written([*MANY[:300], ["x", "1", "a"], MANY[300]]), b"", written([MANY[0], *MANY[:0:-1]])]
    folder = write(packed({f"items-{number}": (SMALL, content) for number, content in enumerate(contents)}))

    def told() -> list[object]:
        package = loaders.load(str(folder))
        faults = [(name, list(table_schema.faults(package, name))) for name in package.tables]
        return [package.unread, [(name, table.frame.rows()) for name, table in package.tables.items()], faults]

    alone = told()
    monkeypatch.setattr(from_descriptor, "WORTH_TWO", 0)
    assert told() == alone
    assert [problem.where.line for problem in loaders.load(str(folder)).unread] == [17, 0]


@pytest.mark.usefixtures("pieces")
def test_plain_bytes_are_canonical_and_others_are_not(write: Write) -> None:
    content = written(MANY)
    assert loaders.load(str(write(packed({"items": (SMALL, content)})))).tables["items"].canonical
    for other in (
        content[:-1],
        b"\xef\xbb\xbf" + content,
        content.replace(b",1.5,", b',"1.5",', 1),
        content.replace(b",1.5,\n", b',1.5,""\n', 1),
        written(MANY, "\r\n"),
    ):
        table = loaders.load(str(write(packed({"items": (SMALL, other)})))).tables["items"]
        assert (table.canonical, table.height) == (False, 400)


@pytest.mark.usefixtures("pieces")
def test_a_file_that_changes_between_two_readings_is_noticed(write: Write) -> None:
    folder = write(packed({"items": (SMALL, written(MANY))}))
    table = loaders.load(str(folder)).tables["items"]
    (folder / "items.csv").write_bytes(written(MANY[:-1]))
    for again in (lambda: table.content, lambda: table.frame, lambda: table.where(3, "n")):
        with pytest.raises(CannotRead) as caught:
            again()
        assert caught.value.values["path"] == str(folder / "items.csv")


@pytest.mark.usefixtures("pieces")
def test_a_file_that_changes_while_it_is_read_is_set_aside(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(packed({"items": (SMALL, written(MANY))}))
    piece = trees.Folder.piece

    def slow(self: trees.Folder, name: str, at: int, size: int) -> tuple[bytes, trees.Stamp]:
        if at > 5000:
            (folder / "items.csv").write_bytes(written(MANY) + b"1,2,3\n")
        return piece(self, name, at, size)

    monkeypatch.setattr(trees.Folder, "piece", slow)
    package = loaders.load(str(folder))
    assert (package.tables, [repr(problem.values["reason"]) for problem in package.unread]) == (
        {},
        ["Said(says='it changed while it was being read', values={})"],
    )


@pytest.mark.usefixtures("pieces")
def test_what_is_wrong_deep_in_a_file_is_found_at_its_line(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    content = written(MANY)
    lines = content.count(b"\n")
    monkeypatch.setattr(from_csv, "LONGEST_RECORD", 4096)
    for row, says in (
        (b'1,"x', "never closed"),
        (b"1,2,\xff\n", "another encoding"),
        (b"1,\0,2\n", "NUL"),
        (b"1,2," + b"\xe6\x9c\x88" * 2000 + b"\n", "bytes"),
    ):
        (problem,) = loaders.load(str(write(packed({"items": (SMALL, content + row)})))).unread
        assert says in repr(problem.values["reason"])
        assert problem.where.line == lines + 1


def test_defects_beyond_a_thousand_of_a_kind_are_counted(write: Write) -> None:
    rows = [["id", "n", "t"], *(["x", "1", "a"] for _row in range(2500)), *([str(row), "y", "b"] for row in range(1200))]
    judged = report.judge(loaders.load(str(write(packed({"items": (SMALL, written(rows))})))), {"table-schema": table_schema.CHECK})
    counts = {kind: [each.problem.count for each in judged.findings if each.check == kind] for kind in ("type-error", "primary-key")}
    assert {kind: (len(listed), sum(listed), max(listed)) for kind, listed in counts.items()} == {
        "type-error": (1001, 3700, 2700),
        "primary-key": (1001, 2500, 1500),
    }


def test_wide_headers_and_large_cells_are_refused_at_once() -> None:
    for content, says in ((b",".join(b"c%d" % number for number in range(100_000)) + b"\n", "columns"), (b"id\n" + b"x" * 20_000_000 + b"\n", "characters")):
        with pytest.raises(CannotRead, match=says):
            from_csv.read(content, "items.csv", {})


def test_a_constraint_that_is_no_value_of_its_type_is_said_and_not_stumbled_over(write: Write) -> None:
    schema = {"fields": [{"name": "id", "type": "date", "constraints": {"minimum": "2026-01-31"}, "format": "%d.%m.%Y"}]}
    for clear in (True, False):
        package = loaders.load(str(write(packed({"items": (schema, b"id\n31.1.2026\n")}))), clear=clear)
        (problem,) = table_schema.run(package)
        assert "no value of the field" in repr(problem.values["reason"])


FORMATS = {
    "email": (["info@example.org", "a.b@example.go.jp"], ["info", "a..b@example.org", "info@-example.org", "宇宙@example.org", "a@b", "A@example.org"]),
    "uri": (["https://example.org/ja/mmx", "http://example.go.jp"], ["example.org", "mailto:a@example.org", "http://", "https://例.jp/", "https://a.org/ b"]),
    "uuid": (["8f14e45f-ceea-467f-a8f2-5d3f0c2e7b11"], ["8f14e45fceea467fa8f25d3f0c2e7b11", "8F14E45F-CEEA-467F-A8F2-5D3F0C2E7B11", "8f14e45f", "g" * 36]),
}


def test_every_day_of_the_calendar_is_cleared_and_no_other() -> None:
    days = {(date(1, 1, 1) + timedelta(days=number)).isoformat() for number in range(0, 3_652_059, 31)}
    days |= {f"{year:04}-02-29" for year in range(1, 10_000) if calendar.isleap(year)}
    years = (0, 1, 100, 400, 999, 1000, 1900, 2000, 2023, 2024, 9999)
    tried = {f"{year:04}-{month:02}-{day:02}" for year in years for month in range(15) for day in range(34)}
    tried |= {f"{year:04}-02-29" for year in range(10_000)}
    form = re.compile(sound.FORMS["date"])
    assert [text for text in days if not form.fullmatch(text)] == []

    def real(text: str) -> bool:
        with contextlib.suppress(ValueError):
            return date.fromisoformat(text) is not None
        return False

    assert {text for text in tried if form.fullmatch(text)} == {text for text in tried if real(text)}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gets_the_verdict_of_the_judge_and_usual_cells_are_cleared(name: str) -> None:
    good, odd = FORMATS[name]
    schema: Json = {"fields": [{"name": "id", "type": "string"}, {"name": "of", "type": "string", "format": name}]}
    rows = [["id", "of"], *([str(number), cell] for number, cell in enumerate([*good, *odd]))]
    assert {fault.row - 2 for _table, fault in same(packed({"items": (schema, written(rows))}))} <= set(range(len(good), len(rows)))
    table = from_csv.read(written(rows), "items.csv", {"schema": schema})
    assert table.proof is not None
    assert not {*table.proof.doubtful} & {*range(len(good))}


@pytest.mark.parametrize("matches", ["exact", "partial"])
@pytest.mark.parametrize("dialect", [{"header": False}, {"header": False, "csv": {"delimiter": ","}}])
def test_without_a_header_the_fields_go_by_position(dialect: Json, matches: str, write: Write) -> None:
    schema: Json = {"fields": [{"name": "id", "type": "string"}, {"name": "year", "type": "integer"}], "primaryKey": "id", "fieldsMatch": matches}
    files = packed({"items": (schema, "\ufeffmmx,2026\ncalet,二千十五\nmmx,2024\nspica,2032,x\n".encode())})
    descriptor = json.loads(files["datapackage.json"])
    descriptor["resources"][0]["dialect"] = dialect
    folder = write({**files, "datapackage.json": json.dumps(descriptor).encode()})
    for clear in (True, False):
        package = loaders.load(str(folder), clear=clear)
        assert package.tables["items"].frame.rows()[0] == ("mmx", "2026")
        found = sorted((problem.kind, problem.where.line, problem.where.column) for problem in table_schema.run(package))
        assert found == [("extra-cell", 4, 12), ("primary-key", 3, 1), ("type-error", 2, 7)]
    assert [problem.where.line for problem in csv_not_canonical.CHECK.run(package)] == [1]  # type: ignore[misc]


def test_columns_without_any_name_are_numbered() -> None:
    table = from_csv.read(b"mmx,2026\ncalet,2015\n", "items.csv", {"dialect": {"header": False}})
    assert (table.columns, table.height, table.canonical) == (("field1", "field2"), 2, False)
    assert (table.where(-1).line, table.where(1, "field2").column) == (1, 7)


def test_an_edit_of_a_table_without_a_header_changes_its_cell_alone() -> None:
    table = from_csv.read(b'mmx,"a, b"\ncalet,c\n', "items.csv", {"dialect": {"header": False}})
    assert edits.replaced(table, [Edit("items", 1, "field2", "c", "d, e")])[0] == b'mmx,"a, b"\ncalet,"d, e"\n'


@pytest.mark.parametrize("clear", [True, False])
def test_required_texts_are_told_once_whoever_is_asked(clear: bool, tmp_path: Path) -> None:  # noqa: FBT001
    title: Json = {"name": "title", "type": "string", "constraints": {"required": True}}
    schema: Json = {"fields": [{"name": "id", "type": "string"}, title], "primaryKey": "id"}
    resources = [{"name": name, "path": f"{name}.csv", "schema": schema} for name in ("items.en", "items.ja")]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": resources}), encoding="utf-8")
    (tmp_path / "items.en.csv").write_text("id,title\nmmx,Martian Moons eXploration\ncalet,CALET\n", encoding="utf-8")
    (tmp_path / "items.ja.csv").write_text("id,title\nmmx,火星衛星探査計画\ncalet,\n,\n", encoding="utf-8")
    package = loaders.load(str(tmp_path), clear=clear)
    every = report.catalogue()
    for select, ignore, wanted in (
        (["structure"], [], [("constraint-error", 3, 7)]),
        (["structure"], ["constraint-error"], []),
        (["structure", "text-missing"], [], [("text-missing", 3, 7)]),
        ([], ["text-missing"], [("constraint-error", 3, 7)]),
    ):
        judged = report.judge(package, *selection.choose(every, select, ignore))
        told = [(each.check, each.problem.where.line, each.problem.where.column) for each in judged.findings]
        assert [each for each in told if each[0] in {"constraint-error", "text-missing"}] == wanted


@pytest.mark.parametrize("table", ["items", "items.en"])
def test_a_clean_package_is_judged_without_the_judges(table: str, tmp_path: Path) -> None:
    """Names what may not be loaded; the files are two languages of one table."""
    schema: Json = {"fields": [{"name": "id", "type": "string", "constraints": {"required": True}}, {"name": "title", "type": "string"}], "primaryKey": "id"}
    resources = [{"name": name, "path": f"{name}.csv", "schema": schema} for name in ("items.en", "items.ja")]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": resources}), encoding="utf-8")
    (tmp_path / "items.en.csv").write_text("id,title\nmmx,Martian Moons eXploration\n", encoding="utf-8")
    (tmp_path / "items.ja.csv").write_text("id,title\nmmx,火星衛星探査計画\n" if table == "items" else "id,title\n", encoding="utf-8")
    code = "import sys; from taiyaku.cli import main; print(main(['check', '--select', 'structure', '.'], {}), sorted({'frictionless', 'jsonschema', 'jinja2', 'rich', 'babel'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True, env={"PYTHONPATH": str(ROOT / "tools")})
    assert ran.stdout.splitlines()[-1] == ("0 []" if table == "items" else "1 []"), ran.stderr
