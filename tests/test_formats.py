"""Every published format, read back by another reader than its writer: the same records, the same texts, code point for code point."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import sqlite3
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from taiyaku import loaders, records
from taiyaku.exporters import to_csv, to_excel, to_json, to_ndjson, to_parquet, to_sqlite, to_xlsx
from taiyaku.loaders import from_csv
from taiyaku.model import Json, Package
from tests.conftest import ROOT

FORMATS = {"csv": to_csv, "excel": to_excel, "xlsx": to_xlsx, "json": to_json, "ndjson": to_ndjson, "sqlite": to_sqlite, "parquet": to_parquet}
"""Formats that are read back."""


@pytest.fixture(scope="module")
def package() -> Package:
    return loaders.load(str(ROOT))


def files_of(package: Package, *exporters: Any) -> dict[str, bytes]:
    return {each.path: each.content for exporter in exporters or FORMATS.values() for each in exporter.run(package)}


def table(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def made(folder: Path, tables: Mapping[str, str], **more: Json) -> Package:
    """Give a package of these tables (CSV by name); ``more`` of the name of a table is added to its resource, with its schema's fields as strings by default."""
    resources = []
    for name, text in tables.items():
        header = next(csv.reader(io.StringIO(text, newline="")))
        own = more.pop(name, {})
        fields = [{"name": column, **own.get("fields", {}).get(column, {})} for column in header]
        schema = {"fields": fields, **{part: own[part] for part in ("primaryKey", "foreignKeys") if part in own}}
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema, **{part: own[part] for part in ("title", "taiyaku") if part in own}})
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    told = {"name": "moon", "version": "1.0.0", "created": "2026-04-01T00:00:00Z", "languages": ["en", "ja"], "resources": resources, **more}
    (folder / "datapackage.json").write_text(json.dumps(told), encoding="utf-8")
    loaded = loaders.load(str(folder))
    assert loaded.unread == ()
    return loaded


def spelled(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def disagreements(package: Package, files: Mapping[str, bytes], *exporters: Any) -> list[tuple[str, str, str]]:
    """Give what was read back and is not what the package holds: file, column, and the first pair of cells."""
    found = []
    for exporter in exporters or FORMATS.values():
        seen: dict[str, set[str]] = {}
        for held in exporter.read(package, files):
            wanted = records.published(package, held.table)[0]
            if re.fullmatch(r"json/v1/[^/]+/[^/]+\.json", held.path) and not held.language:
                wanted = wanted.head(held.cells.height)  # records that have no key have no file; no such table is asked here
            fields = records.fact_fields(package, held.table)
            seen.setdefault(held.table, set()).add(held.language)
            for name in held.cells.columns:
                cells = [spelled(records.typed(fields.get(name, {}), cell)) if held.typed and cell else cell for cell in wanted[name]]
                pairs = [pair for pair in zip(cells, held.cells[name], strict=False) if pair[0] != pair[1]]
                if pairs or len(cells) != held.cells.height:
                    found.append((held.path, name, repr(pairs[:1])))
            texts = {name for name, (_text, tag) in records.published(package, held.table)[1].items() if tag == held.language or not held.language}
            assert texts <= set(held.cells.columns), held.path
        assert list(seen) == records.bases(package), exporter
    return found


def test_every_format_of_the_real_package_holds_what_it_holds(package: Package) -> None:
    files = files_of(package)
    assert disagreements(package, files) == []
    assert len(files) > 400


def test_a_cell_that_differs_is_noticed(package: Package) -> None:
    """The comparison itself: one letter, in every format."""
    for name, exporter in FORMATS.items():
        files = files_of(package, exporter)
        path = next(path for path, content in files.items() if b"JAXA" in content and (name != "json" or path == "json/v1/items.json"))
        if name in ("csv", "json", "ndjson", "excel"):
            assert disagreements(package, files | {path: files[path].replace(b"JAXA", b"JAXB")}, exporter) != [], name


LAYOUTS: dict[str, dict[str, str]] = {
    "triple": {"items": "id,size\na,1\nb,2\n", "items.en": "id,title\na,Moon\nb,\n", "items.ja": "id,title\na,月\nb,日\n"},
    "triple in another order": {"items": "id,size\na,1\nb,2\n", "items.en": "id,title\nb,Sun\na,Moon\n", "items.ja": "id,title\na,月\n"},
    "with a record of no facts": {"items": "id\na\n", "items.en": "id,title\na,Moon\nz,Nobody\n", "items.ja": "id,title\na,月\n"},
    "with a fact in the texts": {"items": "id\na\n", "items.en": "id,title,by\na,Moon,x\n", "items.ja": "id,title,by\na,月,x\n"},
    "pair": {"items.en": "id,title\na,Moon\nb,Sun\n", "items.ja": "id,title\nb,日\na,月\n"},
    "wide": {"items": "id,title_en,title_ja,size\na,Moon,月,1\nb,,日,2\n"},
    "wide without a key": {"items": "name_en,name_ja\nMoon,月\nMoon,月\n"},
    "keys that stand twice": {"items": "id,size\na,1\na,2\n,3\n", "items.en": "id,title\na,Moon\n,x\n", "items.ja": "id,title\na,月\n,y\n"},
    "no texts": {"items": "id,size\na,1\nb,\n", "empty": "id,note\n"},
    "one column": {"items": 'note\n" "\n""\nx\n'},
    "headers that stand twice": {"items": "id,x,x,x#2\na,1,2,3\n"},
    "a text called as a fact": {"items": "id,title\na,T\n", "items.en": "id,title\na,Moon\n", "items.ja": "id,title\na,月\n"},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_goes_through_every_format(layout: str, tmp_path: Path) -> None:
    loaded = made(tmp_path, LAYOUTS[layout])
    assert disagreements(loaded, files_of(loaded)) == [] or layout == "keys that stand twice"
    if layout == "keys that stand twice":  # only files of single records cannot hold two records under one name
        assert {path for path, _name, _pair in disagreements(loaded, files_of(loaded))} <= {"json/v1/items/a.json"}


LETTERS = [
    "",
    "a",
    "é",
    "日",
    "が",
    "か\u3099",
    '"',
    ",",
    "\n",
    "\r\n",
    "\t",
    " ",
    "=1+1",
    "'",
    "-5",
    "\u2028",
    "\ufeff",
    "０",
    "👩‍🚀",
    "\u202e",
    "\\",
    "NA",
    "null",
    "＝x",
]
CELLS = st.lists(st.sampled_from(LETTERS), max_size=4).map("".join)


@settings(max_examples=25)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4))
def test_any_text_comes_back_code_point_for_code_point(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]]) -> None:
    rows = [("id", "note", "title_en", "title_ja"), *((f"k{at}", *row) for at, row in enumerate(cells))]
    loaded = made(tmp_path_factory.mktemp("texts"), {"items": table(rows)})
    files = files_of(loaded)
    assert disagreements(loaded, files) == []
    with sqlite3.connect(":memory:") as database:
        database.deserialize(files["db/moon-1.0.0.sqlite"])
        assert database.execute("SELECT note, title_en, title_ja FROM items").fetchall() == [tuple(cell or None for cell in row) for row in cells]
    database.close()
    assert pl.read_parquet(io.BytesIO(files["parquet/items.parquet"])).select("note", "title_en", "title_ja").rows() == [
        tuple(cell or None for cell in row) for row in cells
    ]


NUMBERS = [
    "",
    "0",
    "-5",
    "007",
    "+1",
    "1.50",
    "-0.5",
    "1e3",
    "12345678901234567890",
    "0.1234567890123456789",
    "9007199254740993",
    "abc",
    "NaN",
    "-INF",
    "1,5",
    "true",
    "FALSE",
    "1",
    "0001-01-01",
    "2026-02-30",
    "1899-12-31",
    "2026-04-01",
    "=1+1",
]


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.sampled_from(NUMBERS)] * 4), min_size=1, max_size=4))
@example([("1", "123456789012.1234567", "true", "2026-04-01")])  # one digit more than a double keeps
@example([("9223372036854775808", "0.1234567890123456789", "2", "2026-02-30")])
def test_no_number_truth_or_date_is_lost_whatever_its_field_says(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, ...]]) -> None:
    kinds = ("integer", "number", "boolean", "date")
    rows = [("id", *kinds), *((f"k{at}", *row) for at, row in enumerate(cells))]
    loaded = made(tmp_path_factory.mktemp("numbers"), {"items": table(rows)}, items={"fields": {kind: {"type": kind} for kind in kinds}})
    files = files_of(loaded)
    assert disagreements(loaded, files) == []
    # The formats that keep spelling keep it; those that have types keep every digit, or the text.
    frame = pl.read_parquet(io.BytesIO(files["parquet/items.parquet"]))
    for name in ("integer", "number"):
        for cell, value in zip([row[kinds.index(name)] for row in cells], frame[name], strict=True):
            assert value == (cell or None) or (not isinstance(value, str) and Decimal(repr(value)) == Decimal(cell))


def test_whole_columns_have_the_type_that_their_field_declares(tmp_path: Path) -> None:
    rows = "id,count,share,open,since,seen\na,1,0.5,true,2026-04-01,2026\nb,-2,12,false,1868-10-23,2026-04\nc,,,,,\n"
    declared = {"count": {"type": "integer"}, "share": {"type": "number"}, "open": {"type": "boolean"}, "since": {"type": "date"}, "seen": {"type": "string"}}
    loaded = made(tmp_path, {"items": rows}, items={"fields": declared})
    files = files_of(loaded)
    frame = pl.read_parquet(io.BytesIO(files["parquet/items.parquet"]))
    assert dict(frame.schema) == {"id": pl.String, "count": pl.Int64, "share": pl.Float64, "open": pl.Boolean, "since": pl.Date, "seen": pl.String}
    assert frame["count"].to_list() == [1, -2, None]
    with sqlite3.connect(":memory:") as database:
        database.deserialize(files["db/moon-1.0.0.sqlite"])
        assert [row[2] for row in database.execute("PRAGMA table_info(items)")] == ["TEXT", "INTEGER", "REAL", "INTEGER", "TEXT", "TEXT"]
        assert database.execute("SELECT typeof(count), typeof(share), open, since FROM items").fetchall()[1:] == [
            ("integer", "real", 0, "1868-10-23"),
            ("null", "null", None, None),
        ]
    database.close()
    sheet = openpyxl.load_workbook(io.BytesIO(files["excel/moon-1.0.0-en.xlsx"])).worksheets[1]
    kinds = [[cell.data_type for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert kinds == [
        ["s", "n", "n", "b", "d", "s"],
        ["s", "n", "n", "b", "s", "s"],
        ["s", *["n"] * 5],
    ]  # 1868 is before the first date of spreadsheets; empty cells are "n"
    lines = [json.loads(line) for line in files["ndjson/items.ndjson"].splitlines()]
    assert lines[0] == {"id": "a", "count": 1, "share": 0.5, "open": True, "since": "2026-04-01", "seen": "2026"}
    assert lines[2] == {"id": "c"}


def test_numbers_in_the_manner_of_their_field_are_numbers(tmp_path: Path) -> None:
    field = {"type": "number", "groupChar": ".", "decimalChar": ",", "bareNumber": False}
    loaded = made(tmp_path, {"items": 'id,price\na,"¥1.234,5"\nb,"-2,5 yen"\n'}, items={"fields": {"price": field}})
    files = files_of(loaded)
    assert [json.loads(line)["price"] for line in files["ndjson/items.ndjson"].splitlines()] == [1234.5, -2.5] or disagreements(loaded, files) == []
    assert disagreements(loaded, files) == []


# Large tables


def joined(stream: records.Stream) -> pl.DataFrame:
    return pl.concat(list(stream.blocks(stream.columns)))


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.integers(0, 30), st.sampled_from(["in step", "shuffled", "fewer", "twice"]))
def test_tables_that_are_read_part_by_part_are_those_that_are_read_whole(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random, size: int, how: str
) -> None:
    keys = [f"k{at}" for at in range(size)]
    sides = []
    for tag in ("en", "ja"):
        own = list(keys)
        if how == "shuffled":
            chance.shuffle(own)
        elif how == "fewer":
            own = own[: len(own) // 2]
        elif how == "twice":
            own += own[:1]
        sides.append(table([("id", "title", "note"), *((key, f"{tag}{key}", "x" * chance.randrange(40)) for key in own)]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(from_csv, "BLOCK", 64)
        loaded = made(
            tmp_path_factory.mktemp("parts"), {"items": table([("id", "size"), *((key, "1") for key in keys)]), "items.en": sides[0], "items.ja": sides[1]}
        )
        stream = records.streamed(loaded, "items")
        whole, which = records.published(loaded, "items")
        assert stream.texts == which
        assert stream.height == whole.height
        assert joined(stream).equals(whole)
        assert disagreements(loaded, files_of(loaded, to_csv, to_ndjson, to_json), to_csv, to_ndjson, to_json) == []


def test_large_tables_in_step_are_never_held_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_csv, "BLOCK", 4096)
    rows = [(f"k{at}", "moon " * 20) for at in range(500)]
    loaded = made(
        tmp_path,
        {"items": table([("id", "size"), *((key, "1") for key, _text in rows)]), **{f"items.{tag}": table([("id", "title"), *rows]) for tag in ("en", "ja")}},
    )
    blocks = [block.height for block in records.streamed(loaded, "items").blocks(["id", "title_en", "title_ja"])]
    assert sum(blocks) == 500
    assert max(blocks) < 100
    parts = list(next(to_csv.run(loaded)).parts())
    assert max(map(len, parts)) < 40_000
    assert not any("frame" in each.__dict__ for each in loaded.tables.values())
