"""What each published format promises besides its records: to spreadsheets, databases and old systems."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from taiyaku import loaders, records
from taiyaku.errors import CannotWrite
from taiyaku.exporters import to_cp932, to_excel, to_json, to_parquet, to_sqlite, to_xlsx
from taiyaku.model import Package
from tests.conftest import ROOT, Command, run
from tests.test_formats import FORMATS, disagreements, files_of, made


@pytest.fixture(scope="module")
def package() -> Package:
    return loaders.load(str(ROOT))


@pytest.fixture(scope="module")
def books(package: Package) -> dict[str, openpyxl.Workbook]:
    return {each.languages[0]: openpyxl.load_workbook(io.BytesIO(each.content)) for each in to_xlsx.run(package)}


@contextlib.contextmanager
def opened(content: bytes) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    try:
        yield database
    finally:
        database.close()


def sheet_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


CODES = "id,vocabulary,code,rank,label_en,label_ja\nk.a,kind,a,1,Mission,ミッション\nk.b,kind,b,2,Meeting,\n"
ITEMS = "id,kind,parent,title_en,title_ja,summary_en,summary_ja\nx,a,,Moon,月,Far,\ny,b,x,Sun,,,遠い\nz,c,q,,,,\n"
DESCRIBED = {
    "codes": {"taiyaku": {"codes": {"vocabulary": "vocabulary", "code": "code", "rank": "rank"}}, "fields": {"label_en": {"taiyaku": {"text": "name"}}}},
    "items": {
        "title": "Items",
        "primaryKey": ["id"],
        "foreignKeys": [{"fields": ["parent"], "reference": {"resource": "", "fields": ["id"]}}],
        "fields": {
            "kind": {"title": "Kind", "taiyaku": {"vocabulary": "kind"}, "constraints": {"enum": ["a", "b", "c"], "required": True}},
            "title_en": {"title": "Title", "taiyaku": {"text": "name"}},
            "summary_en": {"title": "Summary", "taiyaku": {"text": "prose"}},
        },
    },
}


@pytest.fixture
def coded(tmp_path: Path) -> Package:
    return made(tmp_path, {"codes": CODES, "items": ITEMS}, **DESCRIBED)


# CSV for Excel


def test_excel_opens_its_csv_by_a_double_click(package: Package) -> None:
    files = files_of(package, to_excel)
    assert len(files) == 2 * len(records.bases(package))
    for path, content in files.items():
        assert content.startswith(b'\xef\xbb\xbf"'), path  # the mark, and no bare ID, which Excel would take for a SYLK file
        assert content.endswith(b'"\r\n')
        rows = sheet_rows(content)
        assert content.count(b"\r\n") == len(rows)
        assert content.count(b'"') == 2 * sum(map(len, rows)) + 2 * sum(cell.count('"') for row in rows for cell in row)
        assert len(set(rows[0])) == len(rows[0])


def test_titles_and_labels_are_in_the_language_of_the_file(package: Package) -> None:
    files = files_of(package, to_excel)
    for path, content in files.items():
        header = sheet_rows(content)[0]
        japanese = [
            any("HIRAGANA" in name or "CJK" in name or "KATAKANA" in name for char in title if (name := unicodedata.name(char, ""))) for title in header
        ]
        assert all(japanese) if path.startswith("excel/ja/") else not any(japanese), (path, header)
    ja = sheet_rows(files["excel/ja/items.csv"])
    assert ja[0][:4] == ["識別子", "名称", "種別", "種別（コード）"]
    mission = next(row for row in ja if row[0] == "callisto")
    assert mission[2:4] == ["ミッション", "mission"]


def test_a_code_has_its_label_and_an_id_its_name_beside_it(coded: Package) -> None:
    files = files_of(coded, to_excel)
    header, *rows = sheet_rows(files["excel/en/items.csv"])
    assert header == ["id", "Title", "Kind", "Kind (code)", "parent", "parent (id)", "Summary", "Shown in another language"]
    assert rows == [
        ["x", "Moon", "Mission", "a", "", "", "Far", ""],
        ["y", "Sun", "Meeting", "b", "Moon", "x", "遠い", "Summary: Japanese"],
        ["z", "", "", "c", "", "q", "", ""],
    ]
    ja = [row[1:5] + row[-2:] for row in sheet_rows(files["excel/ja/items.csv"])[1:]]
    assert ja[:2] == [["月", "ミッション", "a", "", "Far", "summary: 英語"], ["Sun", "Meeting", "b", "月", "遠い", "title: 英語\nKind: 英語"]]
    assert disagreements(coded, files, to_excel) == []


FORMULAS = {
    "=1+1": "'=1+1", "@SUM(1)": "'@SUM(1)", "+81-3-1234-5678": "'+81-3-1234-5678", "-5": "-5", "+1.5": "+1.5", "-x": "'-x", "\t=1": "'\t=1", "＝1": "'＝1",
    "'=1": "''=1", "'x": "'x", "'-5": "'-5", "a=1": "a=1", "": "", "-1\n=2": "'-1\n=2",
}  # fmt: skip


def test_no_text_of_an_excel_file_is_a_formula_and_every_one_comes_back(tmp_path: Path) -> None:
    rows = io.StringIO(newline="")
    csv.writer(rows).writerows([("id", "amount", "title_en", "title_ja"), *((f"k{at}", "-5", text, "月") for at, text in enumerate(FORMULAS))])
    loaded = made(tmp_path, {"items": rows.getvalue()}, items={"fields": {"amount": {"type": "number"}, "title_en": {"title": "=cmd"}}})
    files = files_of(loaded, to_excel)
    header, *told = sheet_rows(files["excel/en/items.csv"])
    assert header[:3] == ["id", "amount", "'=cmd"]
    assert [row[2] for row in told] == [*list(FORMULAS.values())[:12], "月", "'-1\n=2"]
    assert {row[1] for row in told} == {"-5"}
    guarded = list(to_excel.guarded(loaded))
    altered = [f"k{at}" for at, (text, safe) in enumerate(FORMULAS.items()) if text != safe]
    remark = ("excel/en/items.csv", "items", f"k{list(FORMULAS).index('')}", "Shown in another language")  # it begins with the title
    assert guarded == [*(("excel/en/items.csv", "items", id_, "title_en") for id_ in altered), remark]
    assert disagreements(loaded, files, to_excel) == []


@given(st.text(alphabet="'=-+@5.x\t＝", max_size=6))
def test_what_is_guarded_can_be_told_from_what_is_not(text: str) -> None:
    written = pl.DataFrame({"a": [text]}).select(to_excel._guarded(pl.col("a"), to_excel._formula(pl.col("a")))).item()
    assert to_excel._unguarded(written) == text


# XLSX


def test_workbooks_have_a_sheet_for_every_table_in_each_language(package: Package, books: dict[str, openpyxl.Workbook]) -> None:
    assert books["en"].sheetnames[0] == "Read me"
    assert books["ja"].sheetnames[0] == "はじめに"
    assert (books["en"].sheetnames[-1], books["ja"].sheetnames[-1]) == ("Data dictionary", "データ定義")
    assert books["ja"].sheetnames[1] == "案件"
    for book in books.values():
        assert len(book.sheetnames) == len(records.bases(package)) + 2
        assert all(len(name) <= 31 for name in book.sheetnames)
        for sheet in book.worksheets[1:-1]:
            assert sheet.freeze_panes == "B2"
            assert sheet.auto_filter.ref == sheet.dimensions
            assert not sheet.merged_cells.ranges
        # Counted in the read-me, named in the dictionary.
        counts = {row[0]: row[2] for row in book.worksheets[0].iter_rows(values_only=True)}
        assert all(counts[sheet.title] == (sheet.max_row or 0) - 1 for sheet in book.worksheets[1:-1])
        entries = {(row[0], row[1]) for row in book.worksheets[-1].iter_rows(min_row=2, values_only=True)}
        assert entries == {(sheet.title, cell.value) for sheet in book.worksheets[1:-1] for cell in sheet[1]}


def test_no_cell_is_a_formula_or_a_link_and_ids_and_partial_dates_are_text(books: dict[str, openpyxl.Workbook]) -> None:
    for book in books.values():
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert len(cells) > 10_000
        assert {cell.data_type for cell in cells} == {"s", "n", "b", "d"}
        assert all(cell.hyperlink is None for cell in cells)
        header = {cell.value: at for at, cell in enumerate(book.worksheets[1][1])}
        column = next(header[name] for name in ("Date", "日付") if name in header)
        dates = [row[column] for row in book.worksheets[1].iter_rows(min_row=2) if row[column].value]
        assert {cell.data_type for cell in dates} == {"s"}
        assert {cell.number_format for cell in dates} == {"@"}
        assert "2026" in {cell.value for cell in dates}


def test_the_dictionary_explains_codes_in_the_language(coded: Package) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files_of(coded, to_xlsx)["excel/moon-1.0.0-ja.xlsx"]))
    told = {row[1]: row[2:] for row in book.worksheets[-1].iter_rows(min_row=2, values_only=True) if row[0] == "Items"}
    assert told["Kind（コード）"] == ("kind", None, "文字列", "はい", "a: ミッション\nb: Meeting")
    assert told["Kind"][1] == "隣のコード又は識別子の名称"
    assert told["title"][0] == "title_ja"


def test_a_workbook_is_the_same_bytes_again_and_says_when_it_was_released(package: Package) -> None:
    first, again = (next(to_xlsx.run(package)).content for _time in range(2))
    assert first == again
    book = openpyxl.load_workbook(io.BytesIO(first))
    assert book.properties.created == dt.datetime(2026, 11, 21)  # noqa: DTZ001 -- openpyxl gives it so
    assert book.properties.title == "Japan's International Space Cooperation"


@pytest.mark.parametrize("text", ["a\x07b", "\x1b[2J", "a\ufffeb", "_x0007_", "長" * 32_768, "😀" * 16_384])
def test_what_a_cell_cannot_hold_is_refused_with_its_place(text: str, tmp_path: Path) -> None:
    loaded = made(tmp_path, {"items": f"id,title_en,title_ja\nmmx,Moon,{text}\nx,{text}x,月\n"})
    with pytest.raises(CannotWrite) as refused:
        list(to_xlsx.run(loaded))
    assert refused.value.values["places"] == "items/x#title_en"
    assert refused.value.values["n"] == "1"


@pytest.mark.parametrize("part", ["title", "description"])
def test_a_description_that_no_cell_can_hold_is_refused(part: str, tmp_path: Path) -> None:
    loaded = made(tmp_path, {"items": "id\n1\n"}, items={"fields": {"id": {part: "長" * 40_000}}})
    with pytest.raises(CannotWrite, match="too long"):
        list(to_xlsx.run(loaded))


def test_the_longest_cell_fits(tmp_path: Path) -> None:
    loaded = made(tmp_path, {"items": f"id,title_en,title_ja\nmmx,{'長' * 32_767},{'😀' * 16_383}\n"})
    assert disagreements(loaded, files_of(loaded, to_xlsx), to_xlsx) == []


def test_sheets_have_names_that_spreadsheets_take(tmp_path: Path) -> None:
    titles = ["History", "a/b:c*[d]?", "'x'", "長" * 40, "長" * 41, "Read me", "READ ME", "", "x" * 31, "X" * 32]
    tables = {f"t{at}": "id\n1\n" for at in range(len(titles))}
    loaded = made(tmp_path, tables, **{f"t{at}": {"title": title} for at, title in enumerate(titles)})
    files = files_of(loaded, to_xlsx)
    names = openpyxl.load_workbook(io.BytesIO(files["excel/moon-1.0.0-en.xlsx"])).sheetnames
    assert names == [
        "Read me", "History_", "a-b-c--d--", "x", "長" * 31, "長" * 29 + " 2", "Read me 2", "READ ME 3", "t7", "x" * 31, "X" * 29 + " 2", "Data dictionary",
    ]  # fmt: skip
    assert disagreements(loaded, files, to_xlsx) == []


def test_more_digits_than_a_spreadsheet_keeps_are_text(tmp_path: Path) -> None:
    rows = "id,count,share\na,123456789012345,0.1\nb,1234567890123456,0.1234567890123456\n"
    loaded = made(tmp_path, {"items": rows}, items={"fields": {"count": {"type": "integer"}, "share": {"type": "number"}}})
    sheet = openpyxl.load_workbook(io.BytesIO(files_of(loaded, to_xlsx)["excel/moon-1.0.0-en.xlsx"])).worksheets[1]
    assert [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=2)] == [[123456789012345, 0.1], ["1234567890123456", "0.1234567890123456"]]


def test_a_large_workbook_is_put_together_on_disk_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = made(tmp_path, {"items": ITEMS, "codes": CODES}, **DESCRIBED)
    monkeypatch.setattr(to_xlsx, "_MANY", 0)
    files = files_of(loaded, to_xlsx)
    assert disagreements(loaded, files, to_xlsx) == []
    assert files == files_of(loaded, to_xlsx)
    monkeypatch.setattr(to_xlsx, "_MOST_ROWS", 3)
    with pytest.raises(CannotWrite, match="more rows"):
        list(to_xlsx.run(loaded))


# JSON


def test_every_record_of_a_table_with_texts_has_a_file_and_a_schema(package: Package) -> None:
    files = files_of(package, to_json)
    index = json.loads(files["json/v1/index.json"])
    assert index["title"] == {"en": "Japan's International Space Cooperation", "ja": "日本の国際宇宙協力"}
    assert [each["name"] for each in index["tables"]] == records.bases(package)
    for each in index["tables"]:
        whole = json.loads(files[f"json/v1/{each['path']}"])
        assert each["records"] == len(whole)
        judge = Draft202012Validator(json.loads(files[f"json/v1/{each['schema']}"]))
        assert all(judge.is_valid(record) for record in whole)
        single = {id_: json.loads(files[f"json/v1/{path}"]) for id_, path in each.get("files", {}).items()}
        assert list(single.values()) == (whole if each["languages"] and each["name"] != "codes" else [])
        assert all(record["id"] == id_ for id_, record in single.items())
        for language, path in each["languages"].items():
            flat = json.loads(files[f"json/v1/{path}"])
            assert [record["id"] for record in flat] == [record["id"] for record in whole]
            assert language in ("en", "ja")
    assert {path for path in files if path.count("/") == 2} == {"json/v1/index.json", *(f"json/v1/{each['path']}" for each in index["tables"])}


def test_too_many_records_get_no_files_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_json, "MOST_FILES", 2)
    loaded = made(tmp_path, {"items": ITEMS})
    files = files_of(loaded, to_json)
    assert "json/v1/items.json" in files
    assert not any(path.startswith("json/v1/items/") for path in files)
    assert "files" not in json.loads(files["json/v1/index.json"])["tables"][0]


# SQLite


def test_the_database_has_keys_that_hold_and_views_in_each_language(package: Package) -> None:
    (artifact,) = to_sqlite.run(package)
    assert artifact.path == "db/japan-space-cooperation-0.1.0.sqlite"
    assert artifact.content == next(to_sqlite.run(package)).content
    assert artifact.content[96:100] == (3_040_001).to_bytes(4, "big")
    with opened(artifact.content) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert {(row[2], row[3]) for row in database.execute("PRAGMA foreign_key_list(participations)")} == {
            ("items", "item"), ("organisations", "organisation"), ("people", "person"), ("places", "place"), ("places", "side"),
        }  # fmt: skip
        names = dict(database.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"))
        assert {f"{of}_{tag}" for of in records.bases(package) for tag in ("en", "ja")} == {name for name, kind in names.items() if kind == "view"}
        assert database.execute("SELECT title, kind, kind_label, fallback FROM items_ja WHERE id = 'callisto'").fetchall() == [
            ("1段再使用飛行実験（CALLISTO）", "mission", "ミッション", None)
        ]
        assert database.execute("SELECT kind_label FROM items_en WHERE id = 'callisto'").fetchall() == [("Mission",)]
        assert database.execute("SELECT title_ja FROM fields WHERE \"table\" = 'items' AND \"column\" = 'kind'").fetchall() == [("種別",)]
        about = dict(database.execute("SELECT what, text FROM about WHERE language = 'ja'"))
        assert about["title"] == "日本の国際宇宙協力"
        assert (about["version"], about["released"]) == ("0.1.0", "2026-11-21")


WORDS = ["宇宙", "月探査", "地球観測", "協力", "衛星", "JAXA"]


@pytest.mark.parametrize("word", WORDS)
def test_the_search_finds_words_of_two_characters_and_more(package: Package, word: str) -> None:
    with opened(next(to_sqlite.run(package)).content) as database:
        found = set(database.execute('SELECT "table", id, language, field, text FROM search WHERE search MATCH ?', (word,)))
        wanted = set(database.execute('SELECT "table", id, language, field, text FROM texts WHERE text LIKE ?', (f"%{word}%",)))
        assert wanted
        assert found == wanted or (word.isascii() and found <= wanted)


def test_the_search_knows_compatibility_forms_and_whole_words(tmp_path: Path) -> None:
    loaded = made(tmp_path, {"items": "id,title_en,title_ja\na,Café radar,ﾚｰﾀﾞｰ衛星ＮＡＳＡの月\n"})
    with opened(next(to_sqlite.run(loaded)).content) as database:
        for word, hits in {"レーダー": 1, "レーダ": 1, "衛星": 1, "NASA": 1, "nasa": 1, "cafe": 1, "rad": 0, "星衛": 0, "の月": 1}.items():
            assert len(database.execute("SELECT * FROM search WHERE search MATCH ?", (word,)).fetchall()) == hits, word
        assert database.execute("SELECT text FROM search WHERE search MATCH '衛星'").fetchall() == [("ﾚｰﾀﾞｰ衛星ＮＡＳＡの月",)]


def test_views_name_the_texts_that_are_in_another_language(coded: Package) -> None:
    with opened(next(to_sqlite.run(coded)).content) as database:
        assert database.execute("SELECT id, title, summary, kind_label, parent_label, fallback FROM items_ja").fetchall() == [
            ("x", "月", "Far", "ミッション", None, "summary"),
            ("y", "Sun", "遠い", "Meeting", "月", "title"),
            ("z", None, None, None, None, None),
        ]


@pytest.mark.parametrize("names", [["texts", "fields", "about", "search", "items"], ["Items", "items_en"], ["sqlite_x", 'a"b', "select", "a b"]], ids="-".join)
def test_tables_may_have_any_name(names: list[str], tmp_path: Path) -> None:
    tables = {f"t{at}": 'id,ID,"a""b",title_en,title_ja\n1,2,3,Moon,月\n' for at in range(len(names))}
    made(tmp_path, tables)
    descriptor = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    for resource, name in zip(descriptor["resources"], names, strict=True):
        resource["name"] = name
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    loaded = loaders.load(str(tmp_path))
    files = files_of(loaded, to_sqlite)
    assert disagreements(loaded, files, to_sqlite) == []
    with opened(files["db/moon-1.0.0.sqlite"]) as database:
        assert len(database.execute("SELECT * FROM search WHERE search MATCH 'moon'").fetchall()) == len(names)


def test_very_many_texts_are_not_indexed_and_the_database_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_sqlite, "_MOST_SEARCHED", 3)
    with opened(next(to_sqlite.run(made(tmp_path, {"items": ITEMS}))).content) as database:
        assert "search" not in {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        assert "MATCH" not in dict(database.execute("SELECT what, text FROM about"))["search"]


def test_a_database_of_somebody_else_is_refused(coded: Package) -> None:
    path = "db/moon-1.0.0.sqlite"
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIEW items AS SELECT 1 AS id")
        content = database.serialize()
    database.close()
    with pytest.raises(ValueError, match="no table"):
        list(to_sqlite.read(coded, {path: content}))
    with pytest.raises(sqlite3.Error):
        list(to_sqlite.read(coded, {path: b"no database" * 1000}))


# CP932


def test_cp932_says_what_it_has_no_character_for(tmp_path: Path) -> None:
    rows = "id,title_en,title_ja\na,Café – 5 ²,月〜日\nb,plain,髙﨑①㈱～\n"
    loaded = made(tmp_path, {"items": rows})
    files = files_of(loaded, to_cp932)
    en, ja = ([row[1] for row in csv.reader(io.StringIO(files[f"cp932/{tag}/items.csv"].decode("cp932"), newline=""))] for tag in ("en", "ja"))
    assert en[1:] == ["Caf〓 〓 5 〓", "plain"]
    assert ja[1:] == ["月～日", "髙﨑①㈱～"]
    told = sheet_rows(files["cp932/replaced.csv"])
    assert [row[:1] + row[2:] for row in told[1:]] == [
        ["cp932/en/items.csv", "a", "title", "U+00E9", "é", "〓"],
        ["cp932/en/items.csv", "a", "title", "U+2013", "–", "〓"],
        ["cp932/en/items.csv", "a", "title", "U+00B2", "²", "〓"],
        ["cp932/ja/items.csv", "a", "title", "U+301C", "〜", "～"],
    ]
    assert not to_cp932.EXPORTER.released
    assert "cp932/replaced.csv" not in files_of(made(tmp_path / "plain", {"items": "id,title_en,title_ja\na,Moon,月\n"}), to_cp932)


# The command


def test_a_format_of_one_file_goes_to_the_standard_output(tmp_path: Path, command: Command) -> None:
    made(tmp_path, {"items": "id,title_en,title_ja\na,Moon,月\n"})
    ran = command("export", "ndjson", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == {"id": "a", "title": {"en": "Moon", "ja": "月"}}
    assert command("export", "csv", tmp_path, "--file", "csv/ja/items.csv").out == "id,title\na,月\n"
    for language, says in {"en": "gives 3 files (csv/items.csv, csv/en/items.csv, csv/ja/items.csv, ...)", "ja": "ファイルは3個ある"}.items():
        ran = command("export", "csv", tmp_path, "--lang", language)
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err
    ran = command("export", "csv", tmp_path, "--file", "items.csv")
    assert ran.code == 2
    assert "gives no file items.csv" in ran.err


def test_one_file_of_a_format_can_be_put_into_a_folder(tmp_path: Path, command: Command) -> None:
    made(tmp_path / "in", {"items": "id,title_en,title_ja\na,Café,月\n"})
    assert command("export", "csv", tmp_path / "in", "--file", "csv/items.csv", "--out", tmp_path / "out").code == 0
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.csv")) == ["items.csv"]
    ran = command("export", "cp932", tmp_path / "in", "--out", tmp_path / "old")
    assert ran.code == 0
    assert "cp932/replaced.csv" in ran.err
    ran = command("export", "xlsx", tmp_path / "in", "--out", tmp_path / "xlsx")
    assert (ran.code, ran.err) == (0, "")


def test_a_package_without_languages_is_exported_too(tmp_path: Path) -> None:
    loaded = made(
        tmp_path, {"cities": "city,population\nKyoto,1463723\nNagoya,2332176\n"}, cities={"fields": {"population": {"type": "integer"}}}, languages=None
    )
    files = files_of(loaded)
    assert disagreements(loaded, files) == []
    assert {
        "csv/cities.csv",
        "excel/en/cities.csv",
        "excel/moon-1.0.0-en.xlsx",
        "json/v1/cities.json",
        "db/moon-1.0.0.sqlite",
        "parquet/cities.parquet",
    } <= set(files)
    assert pl.read_parquet(io.BytesIO(files["parquet/cities.parquet"]))["population"].sum() == 3_795_899
    assert to_parquet.EXPORTER.released
    assert run("export", "xlsx", tmp_path, "--out", tmp_path / "out").code == 0


# What goes wrong


def test_damage_is_noticed_by_every_reader(coded: Package) -> None:
    damage = {
        "csv": ("csv/items.csv", b"kind", b"kynd"),
        "excel": ("excel/en/items.csv", b"Title", b"Tytle"),
        "ndjson": ("ndjson/items.ndjson", b'"kind"', b'"kynd"'),
        "json": ("json/v1/items.json", b'"kind"', b'"kynd"'),
        "parquet": ("parquet/items.parquet", b"PAR1", b"PAR2"),
        "xlsx": ("excel/moon-1.0.0-en.xlsx", b"<si>", b"<sj>"),
    }
    files = files_of(coded)
    for name, (path, old, new) in damage.items():
        assert old in files[path]
        with pytest.raises(Exception, match=r".") as noticed:
            list(FORMATS[name].read(coded, files | {path: files[path].replace(old, new)}))
        assert not isinstance(noticed.value, AssertionError), name


def test_columns_with_one_title_are_told_apart(tmp_path: Path) -> None:
    fields = {name: {"title": "Name"} for name in ("id", "a", "b", "c")}
    loaded = made(tmp_path, {"items": "id,a,b,c,Name [b]\n1,2,3,4,5\n"}, items={"fields": {**fields, "c": {"title": "Name [b]"}}})
    files = files_of(loaded, to_excel, to_xlsx)
    assert sheet_rows(files["excel/en/items.csv"])[0] == ["Name", "Name [a]", "Name [b]", "Name [b] [c]", "Name [b] [Name [b]]"]
    assert disagreements(loaded, files, to_excel, to_xlsx) == []


@pytest.mark.parametrize(
    "keys",
    [
        "x",
        [5],
        [{}],
        [{"fields": "parent"}],
        [{"fields": ["parent", "id"], "reference": {"fields": ["id"]}}],
        [{"fields": 5, "reference": {"resource": "no", "fields": 5}}],
    ],
)
def test_foreign_keys_of_any_shape_are_exported(keys: object, tmp_path: Path) -> None:
    loaded = made(tmp_path, {"items": "id,parent\na,\nb,a\n"}, items={"foreignKeys": keys, "primaryKey": ["id"], "taiyaku": {"codes": {"vocabulary": "no"}}})
    assert disagreements(loaded, files_of(loaded)) == []


def test_more_columns_than_a_database_takes_are_refused(tmp_path: Path) -> None:
    names = [f"c{at}" for at in range(900)]
    texts = ",".join(["id", *names]) + "\na" + ",x" * 900 + "\n"
    facts = ",".join(["id", *(f"f{at}" for at in range(300))]) + "\na" + ",1" * 300 + "\n"
    loaded = made(tmp_path, {"items": facts, "items.en": texts, "items.ja": texts})
    with pytest.raises(CannotWrite, match=r"cannot be written"):
        list(to_sqlite.run(loaded))
