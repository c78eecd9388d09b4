"""What loaders promise: the same cells as csv.reader, the right place, and no way out of the package."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import stat
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku import loaders
from taiyaku.errors import CannotRead, NotAPackage
from taiyaku.loaders import from_archive, from_csv, from_json, from_po, from_yaml, texts, trees
from taiyaku.loaders.from_descriptor import DESCRIPTOR
from taiyaku.model import Json, Package, Said, Table

MOON = {"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "items.csv"}]}
ITEMS = "id,title_en,title_ja\nmmx,Martian Moons eXploration,火星衛星探査計画\n"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
ENTRY = 'msgctxt "package#title"\nmsgid "Moons"\nmsgstr "月"\n'


def put(folder: Path, files: Mapping[str, str | bytes | Json]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        given_text = content if isinstance(content, str | bytes) else json.dumps(content)
        path.write_bytes(given_text if isinstance(given_text, bytes) else given_text.encode())
    return folder


def package(folder: Path, resource: Json, files: Mapping[str, str | bytes | Json]) -> Package:
    put(folder, {DESCRIPTOR: {**MOON, "resources": [resource]}, **files})
    return loaders.load(str(folder))


def unread(loaded: Package) -> list[tuple[str, int, str]]:
    found = []
    for problem in loaded.unread:
        reason = problem.values["reason"]
        assert isinstance(reason, Said)
        found.append((problem.where.path, problem.where.line, reason.says))
    return found


def cannot(read: Callable[[], object]) -> CannotRead:
    with pytest.raises(CannotRead) as caught:
        read()
    return caught.value


def table(content: bytes | str, **resource: Json) -> Table:
    return from_csv.read(content if isinstance(content, bytes) else content.encode(), "items.csv", resource)


# Sources


@pytest.mark.parametrize("layout", ["", "datapackage/"])
@pytest.mark.parametrize("named", ["folder", "descriptor"])
def test_folder_and_descriptor_give_the_same_package(tmp_path: Path, layout: str, named: str) -> None:
    put(tmp_path, {f"{layout}{DESCRIPTOR}": MOON, f"{layout}items.csv": ITEMS, "translations/ja/LC_MESSAGES/schema.po": HEADER + ENTRY})
    root = tmp_path / layout
    loaded = loaders.load(str(root if named == "folder" else root / DESCRIPTOR))
    assert loaded.tables["items"].frame["title_ja"].to_list() == ["火星衛星探査計画"]
    assert [message.target for message in loaded.catalogues["ja"]] == ["月"]
    assert (loaded.unread, loaded.unsafe) == ((), ())


def test_project_folder_reads_nothing_but_its_three_folders(tmp_path: Path) -> None:
    put(tmp_path, {f"datapackage/{DESCRIPTOR}": MOON, "datapackage/items.csv": ITEMS, "node_modules/x.csv": "id\n", "secret.txt": "x"})
    folder = loaders.load(str(tmp_path))
    assert folder.files == (DESCRIPTOR, "items.csv")
    tree = trees.Folder(tmp_path, "", loaders.PROJECT)
    assert tree.names() == [f"datapackage/{DESCRIPTOR}", "datapackage/items.csv"]


def test_git_folder_is_not_listed(tmp_path: Path) -> None:
    put(tmp_path, {DESCRIPTOR: MOON, "items.csv": ITEMS, ".git/config": "x", "data/.git/config": "x"})
    assert trees.Folder(tmp_path, "").names() == ["data/.git/config", DESCRIPTOR, "items.csv"]


@pytest.mark.parametrize(("typed", "shown"), [(".", "items.csv"), ("./", "items.csv"), ("../pack", "../pack/items.csv")])
def test_paths_are_shown_as_the_reader_would_write_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, shown: str) -> None:
    monkeypatch.chdir(put(tmp_path / "pack", {DESCRIPTOR: MOON, "items.csv": ITEMS}))
    assert loaders.load(typed).tables["items"].path == shown


def test_path_is_shown_from_inside_the_datapackage_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {f"datapackage/{DESCRIPTOR}": MOON, "datapackage/items.csv": ITEMS})
    monkeypatch.chdir(tmp_path)
    assert loaders.load(".").tables["items"].path == "datapackage/items.csv"
    assert loaders.load("datapackage").tables["items"].path == "datapackage/items.csv"


def test_folder_that_is_a_link_called_datapackage_is_read(tmp_path: Path) -> None:
    put(tmp_path / "real", {DESCRIPTOR: MOON, "items.csv": ITEMS})
    (tmp_path / "datapackage").symlink_to(tmp_path / "real")
    loaded = loaders.load(str(tmp_path / "datapackage"))
    assert (unread(loaded), list(loaded.tables)) == ([], ["items"])


@pytest.mark.parametrize("source", ["nowhere", "a" * 5_000, "a\0b", "file.txt", "empty", "empty/file.zip", ""])
def test_what_is_no_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.chdir(put(tmp_path, {"file.txt": "x", "empty/file.zip": "x"}))
    with pytest.raises(NotAPackage) as caught:
        loaders.load(source)
    assert caught.value.values["path"] == source


@pytest.fixture
def nobody() -> Iterator[Path]:
    """Give a folder of a user without rights, and be that user until the test ends (root may read everything)."""
    folder = Path(tempfile.mkdtemp())
    loaders.load(str(put(folder / "warm", {DESCRIPTOR: MOON, "items.csv": ITEMS})))  # imports what is imported late
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


def test_folder_that_may_not_be_entered_is_no_defect_of_ours(nobody: Path) -> None:
    put(nobody / "shut", {DESCRIPTOR: MOON})
    (nobody / "shut").chmod(0)
    with pytest.raises(NotAPackage, match="cannot be read"):
        loaders.load(str(nobody / "shut"))


def test_files_and_folders_that_may_not_be_read_are_named(nobody: Path) -> None:
    pack = put(nobody / "pack", {DESCRIPTOR: MOON, "items.csv": ITEMS})
    (pack / "items.csv").chmod(0)
    assert unread(loaders.load(str(pack))) == [(f"{pack}/items.csv", 0, "reading it is not permitted")]
    (pack / "translations").mkdir()
    (pack / "translations").chmod(0)
    with pytest.raises(NotAPackage, match="cannot be listed"):
        loaders.load(str(pack))


# Tables


def test_byte_order_mark_is_no_part_of_the_first_name() -> None:
    for encoding in ("utf-8", "utf-16le", "utf-16be", "utf-16"):
        text = ("" if encoding == "utf-16" else "\ufeff") + ITEMS
        marked = text.encode({"utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(encoding, encoding))
        assert table(marked, encoding=encoding).frame.columns == ["id", "title_en", "title_ja"]


def test_crlf_and_quoted_newlines_keep_lines_right() -> None:
    read = table('id,note\r\na,"one\r\ntwo"\r\nb,three\r\n')
    assert read.frame.rows() == [("a", "one\r\ntwo"), ("b", "three")]
    assert (read.where(0, "note").line, read.where(1, "id").line, str(read.where(1, "note"))) == (2, 4, "items.csv:4:3")


def test_headers_that_stand_twice_keep_both_columns() -> None:
    read = table("id,x,x\n1,a,b\n")
    assert read.frame.rows() == [("1", "a", "b")]
    assert read.frame.columns[:2] == ["id", "x"]
    assert read.frame.columns[2].partition("\0")[0] == "x"


def test_ragged_rows_are_filled_and_cut() -> None:
    assert table("a,b\n1\n1,2,3\n\n").frame.rows() == [("1", ""), ("1", "2"), ("", "")]


@pytest.mark.parametrize(
    ("content", "says", "line"),
    [
        ("id,a\n1,x\n2,\0\n", "it holds a NUL character", 3),
        ('id,a\n1,"x\ny"\n2,"open\nmore\nmore', "a quotation mark opened in the record that begins here is never closed", 4),
        ('id,a\n1,"x"y\n', "the record that begins here has text around a quoted cell", 2),
        ("", "it is empty: a table begins with a header row", 0),
        ("\r\n\n", "it is empty: a table begins with a header row", 0),
    ],
)
def test_what_is_no_table_is_refused_at_its_line(content: str, says: str, line: int) -> None:
    error = cannot(lambda: table(content))
    assert (error.says, error.line) == (says, line)


def test_declared_encodings_are_read_and_undeclared_ones_are_not() -> None:
    for encoding, codec in (("windows-31j", "cp932"), ("Shift_JIS", "shift_jis"), ("euc-jp", "euc_jp"), ("iso-2022-jp", "iso2022_jp"), ("utf-16", "utf-16")):
        assert table("id,名\n1,衛星\n".encode(codec), encoding=encoding).frame.rows() == [("1", "衛星")]
    error = cannot(lambda: table("id,a\n1,x\n2,衛星\n".encode("cp932")))
    assert (error.line, error.values["byte"], error.values["encoding"]) == (3, "0x89", "UTF-8")
    for name in ("klingon", "rot13", "zlib", "utf-7", "5"):
        assert cannot(partial(table, "id\n", encoding=name)).values["encoding"] == name


@given(st.binary(max_size=30), st.sampled_from(sorted(texts.ENCODINGS)))
def test_any_bytes_are_decoded_or_refused_with_their_place(content: bytes, encoding: str) -> None:
    with contextlib.suppress(CannotRead):
        assert isinstance(texts.decode(content, encoding), str)


@pytest.mark.parametrize(
    ("content", "dialect", "rows"),
    [
        ("a;b\n1;2,3\n", {"delimiter": ";"}, [("1", "2,3")]),
        ("a;b\n1;2,3\n", {"csv": {"delimiter": ";"}}, [("1", "2,3")]),
        ("a,b\n1,'2,3'\n", {"quoteChar": "'"}, [("1", "2,3")]),
        ('a,b\n1, "2,3"\n', {"skipInitialSpace": True}, [("1", "2,3")]),
        ('a,b\n1,"2""3"\n', {"doubleQuote": True}, [("1", '2"3')]),
        ("a,b\n1,2\n", {"delimiter": "ab", "quoteChar": 5}, [("1", "2")]),
        ("a,b\n1,2\n", {"delimiter": "\n"}, [("1", "2")]),
        ("a,b\n1,2\n", {"header": True, "escapeChar": '"', "commentChar": None}, [("1", "2")]),
        ("a,b\n1,2\n", {"header": False}, [("a", "b"), ("1", "2")]),
        ("a,b\n1,2\n", 5, [("1", "2")]),
    ],
)
def test_declared_dialects_are_read(content: str, dialect: Json, rows: list[tuple[str, str]]) -> None:
    assert table(content, dialect=dialect).frame.rows() == rows


def test_without_double_quotes_a_quotation_mark_ends_the_cell() -> None:
    read = table('a,b\n1,"2""3",x\n', dialect={"doubleQuote": False})
    assert read.frame.rows() == [("1", '2"3"')]
    assert read.records.locate(0, 2) == (2, 10)


@pytest.mark.parametrize("dialect", [{"header": "no"}, {"headerRows": [1, 2]}, {"commentChar": "#"}, {"commentRows": [1]}, {"escapeChar": "\\"}])
def test_dialects_that_are_not_read_are_never_passed_over(dialect: dict[str, Json]) -> None:
    assert cannot(lambda: table("a,b\n1,2\n", dialect=dialect)).values["name"] == next(iter(dialect))


def test_place_of_a_cell_is_right_where_spaces_are_skipped() -> None:
    read = table('a, b\n1,  "2,3",x\n', dialect={"skipInitialSpace": True})
    assert str(read.where(0, "b")) == "items.csv:2:5"


def test_ending_tsv_means_tabs_and_a_declared_dialect_wins(tmp_path: Path) -> None:
    resource = {"name": "items", "path": "items.tsv"}
    assert package(tmp_path, resource, {"items.tsv": "a\tb\n1\t2\n"}).tables["items"].frame.rows() == [("1", "2")]
    loaded = package(tmp_path, {**resource, "dialect": {"delimiter": ","}}, {"items.tsv": "a,b\n1,2\n"})
    assert loaded.tables["items"].frame.rows() == [("1", "2")]


def test_limits_of_cells_columns_and_files_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(from_csv, "LARGEST_CELL", 20)
    monkeypatch.setattr(from_csv, "MOST_COLUMNS", 3)
    assert table(f"id\n{'x' * 20}\n").frame.height == 1
    for text in (f"id\n1\n{'x' * 21}\n", f'id\n1\n"{"x" * 21}"\n'):
        error = cannot(partial(table, text))
        assert (error.says, error.line) == ("the record that begins here has a cell of more than {limit} characters", 3)
    assert cannot(lambda: table(f"{'x' * 21}\n1\n")).line == 1
    assert table("a,b,c\n").frame.width == 3
    assert cannot(lambda: table("a,b,c,d\n")).says == "it has more than {limit} columns"
    monkeypatch.setattr(trees, "LARGEST_FILE", 50)
    loaded = package(tmp_path, {"name": "items", "path": "items.csv"}, {"items.csv": "x" * 51})
    assert ("it is larger than {limit} bytes") in {says for _path, _line, says in unread(loaded)}


NASTY = st.sampled_from(["", " ", "a", "é", "日本", '"', '""', ",", "\n", "\r", "\r\n", "\t", "#", "\ufeff", "\u2028", "\x0b", "\x85", "=1+1", "\\", "'", ";"])
CELL = st.lists(NASTY, max_size=4).map("".join)


@settings(max_examples=300)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_written_tables_are_read_as_csv_reader_reads_them(rows: list[list[str]], end: str, quoted: bool) -> None:  # noqa: FBT001
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(rows)
    same_as_csv_reader(file.getvalue())


@settings(max_examples=500)
@given(st.lists(NASTY, min_size=1, max_size=14).map("".join))
def test_any_text_is_read_as_csv_reader_reads_it(text: str) -> None:
    same_as_csv_reader(text)


def same_as_csv_reader(text: str) -> None:
    """Hold from_csv, and the fast reader alone, against csv.reader and against a scanner of our own for the places."""
    content = text.encode()
    plain = content.decode().removeprefix("\ufeff")
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), strict=True))
    except csv.Error:
        rows = []
    if not rows or not plain.strip():
        cannot(lambda: table(content))
        return
    header, *body = rows
    wanted = [tuple([*row, *[""] * len(header)][: len(header)]) for row in body] if header else []
    read = table(content)
    assert [name.partition("\0")[0] for name in read.frame.columns] == header
    assert read.frame.rows() == wanted
    assert [cells for _row, cells in read.records.cells(range(read.height))] == (body if header else [])
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    assert not read.canonical or written.getvalue() == text
    for row, places in enumerate(scanned(plain), -1):
        for column in range(min(len(places), len(header))):
            assert read.records.locate(row, column) == places[column]


def scanned(text: str) -> list[list[tuple[int, int]]]:
    """Find (line, column) of every cell, character by character, without looking at the loader."""
    records: list[list[tuple[int, int]]] = []
    line, column, inside, fresh, record = 1, 1, False, True, [(1, 1)]
    skip = False
    for at, char in enumerate(text):
        if skip:
            skip = False
        elif inside:
            if char == '"':
                skip = text[at + 1 : at + 2] == '"'
                inside = skip
        elif char == '"' and fresh:
            inside, fresh = True, False
        elif char == ",":
            record.append((line, column + 1))
            fresh = True
            column += 1
            continue
        elif char in "\r\n":
            if not (char == "\r" and text[at + 1 : at + 2] == "\n"):
                records.append(record)
                line, column = (line + 1, 1) if char == "\n" else (line, column + 1)
                record, fresh = [(line, column)], True
                continue
        else:
            fresh = False
        line, column = (line + 1, 1) if char == "\n" else (line, column + 1)
    return [*records, record] if text and not text.endswith(("\n", "\r")) else records


def test_fast_reader_is_used_for_plain_files(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [ITEMS, 'id,a\n1,"x, y"\n2,"a ""b"""\n', 'id,a\r\n1,"x\r\ny"\r\n', "id,a\n1,x", 'id,a\n1,""\n']
    wanted = [table(file).frame.rows() for file in files]
    monkeypatch.setattr(from_csv, "_framed", None)
    assert [table(file).frame.rows() for file in files] == wanted
    assert table("id\ta\n1\tx\n", dialect={"delimiter": "\t"}).frame.rows() == [("1", "x")]


# Descriptors


def test_schema_and_dialect_in_files_of_their_own_are_read(tmp_path: Path) -> None:
    resource = {"name": "items", "path": "items.csv", "schema": "schemas/items.json", "dialect": "dialect.json"}
    schema = {"fields": [{"name": "id"}], "primaryKey": "id"}
    loaded = package(tmp_path, resource, {"items.csv": "id;a\n1;2\n", "schemas/items.json": schema, "dialect.json": {"delimiter": ";"}})
    assert (loaded.tables["items"].key, loaded.tables["items"].frame.rows()) == (("id",), [("1", "2")])
    (tmp_path / "schemas" / "items.json").unlink()
    assert unread(loaders.load(str(tmp_path))) == [(f"{tmp_path}/schemas/items.json", 0, "there is no such file")]


PATHS = [
    "https://example.org/a.csv",
    "HTTP://x/a.csv",
    "/etc/passwd",
    "../a.csv",
    "data/../../a.csv",
    "file:///etc/passwd",
    "file:a.csv",
    "C:\\a.csv",
    "c:/a.csv",
]
PATHS += ["~/a.csv", "data\\a.csv", "", "a\0.csv", "//host/a.csv", "ftp://x/a.csv", "\\\\host\\a.csv"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("part", ["path", "schema", "dialect"])
def test_references_out_of_the_package_are_refused_at_their_place(tmp_path: Path, path: str, part: str) -> None:
    put(tmp_path, {"a.csv": "id\nsecret\n"})
    resource = {"name": "items", "path": "items.csv", part: path}
    loaded = package(tmp_path / "pack", resource, {"items.csv": "id\n1\n"})
    assert [(problem.values["path"], problem.where.line > 0) for problem in loaded.unsafe] == [(path, True)]
    assert [each.frame.rows() for each in loaded.tables.values()] == ([] if part == "path" else [[("1",)]])


def test_links_pipes_and_folders_are_refused_and_nothing_waits(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", {"secret.csv": "id\nsecret\n"})
    pack = put(tmp_path / "pack", {"real.csv": "id\n"})
    (pack / "file.csv").symlink_to(outside / "secret.csv")
    (pack / "inner.csv").symlink_to("real.csv")
    (pack / "folder").symlink_to(outside)
    os.mkfifo(pack / "pipe.csv")
    (pack / "dir.csv").mkdir()
    names = ["file.csv", "inner.csv", "folder/secret.csv", "pipe.csv", "dir.csv", "gone.csv", "real.csv/x.csv"]
    resources = [{"name": name, "path": name} for name in names]
    put(pack, {DESCRIPTOR: {**MOON, "resources": resources}})
    before = handles()
    found: list[Package] = []
    reader = threading.Thread(target=lambda: found.append(loaders.load(str(pack))), daemon=True)
    reader.start()
    reader.join(10)
    assert found, "the loader waits for somebody to write into a named pipe"
    loaded = found[0]
    link = "it is a link, and links are not followed"
    says = [link, link, link, "it is not a regular file", "it is not a regular file", "there is no such file", "the system cannot read it"]
    assert [each[2] for each in unread(loaded)] == says
    assert loaded.tables == {}
    assert not {"file.csv", "inner.csv", "folder/secret.csv", "pipe.csv"} & set(loaded.files)
    assert handles() == before


def handles() -> int:
    """Count the files that this process has open, where the system tells."""
    listed = Path("/proc/self/fd")
    return sum(1 for _each in listed.iterdir()) if listed.is_dir() else 0


def test_deep_folders_are_listed(tmp_path: Path) -> None:
    put(tmp_path, {DESCRIPTOR: MOON, "items.csv": ITEMS})
    here = os.open(tmp_path, os.O_RDONLY)
    for _depth in range(1_200):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    assert loaders.load(str(tmp_path)).files[-1] == "items.csv"
    subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)


def test_resources_that_are_no_tables_are_there_or_missed(tmp_path: Path) -> None:
    loaded = package(tmp_path, {"name": "paper", "path": "paper.pdf"}, {"paper.pdf": b"%PDF"})
    assert (loaded.read["paper.pdf"], loaded.unread) == (b"%PDF", ())
    (tmp_path / "paper.pdf").unlink()
    assert [each[2] for each in unread(loaders.load(str(tmp_path)))] == ["there is no such file"]


def test_tables_in_several_files_are_set_aside_by_name(tmp_path: Path) -> None:
    loaded = package(tmp_path, {"name": "items", "path": ["a.csv", "b.csv"]}, {"a.csv": "id\n1\n", "b.csv": "id\n2\n"})
    assert [each[2] for each in unread(loaded)] == ["a table in several files is not read"]
    assert package(tmp_path, {"name": "items", "path": ["a.csv"]}, {}).tables["items"].frame.rows() == [("1",)]


SHAPES: list[Json] = [None, True, 5, "x", [], [5], [None], {}, {"a": 5}, [[]], [{}], [{"name": 5}], "../x"]


@pytest.mark.parametrize(
    "part", ["name", "path", "schema", "dialect", "encoding", "format", "taiyaku", "fields", "primaryKey", "field", "of", "languages", "resources"]
)
def test_descriptors_of_any_shape_are_loaded(tmp_path: Path, part: str) -> None:
    for shape in SHAPES:
        field: Json = {"name": "id", "constraints": shape, "taiyaku": shape, "type": shape} if part == "field" else "id"
        schema: Json = {"fields": shape if part == "fields" else [field], "primaryKey": shape if part == "primaryKey" else "id"}
        resource: dict[str, Json] = {"name": "items", "path": "items.csv", "schema": schema}
        resource |= {"taiyaku": {"of": shape, "language": shape}} if part == "of" else {part: shape} if part not in ("fields", "primaryKey", "field") else {}
        descriptor = {**MOON, "resources": [resource]}
        descriptor |= {part: shape} if part in ("languages", "resources") else {}
        put(tmp_path, {DESCRIPTOR: descriptor, "items.csv": "id\n1\n"})
        assert loaders.load(str(tmp_path)).descriptor.value == json.loads(json.dumps(descriptor))


# JSON


@pytest.mark.parametrize(
    ("text", "says", "line", "column"),
    [
        ('{"a": 1,\n  "b": 2,\n  "a": 3}', "the key {key} stands twice in one object", 3, 3),
        ('{"a":\n NaN}', "this is not JSON", 2, 2),
        ("[Infinity]", "this is not JSON", 1, 2),
        ("[-Infinity]", "this is not JSON", 1, 2),
        ("[1, 1e999]", "this number is beyond what a double can hold", 1, 5),
        ("[-1e999]", "this number is beyond what a double can hold", 1, 2),
        (f"[{'9' * 400}]", "this number is beyond what a double can hold", 1, 2),
        (f"[{'9' * 5000}]", "this number is beyond what a double can hold", 1, 2),
        ('["a", "\\ud800"]', "this text holds half of a surrogate pair", 1, 7),
        ('{"\\udc00": 1}', "this text holds half of a surrogate pair", 1, 2),
        ("[" * 66, "values are nested deeper than {limit}", 1, 66),
        ("", "it is empty", 0, 0),
        (" \n", "it is empty", 0, 0),
        ("[1,]", "this is not JSON", 1, 4),
        ("[1]\n\n x", "this is not JSON", 3, 2),
        ("{'a': 1}", "this is not JSON", 1, 2),
        ('{"a": 1 "b": 2}', "this is not JSON", 1, 9),
        ("[1] // c", "this is not JSON", 1, 5),
    ],
)
def test_json_is_strict_and_says_where(text: str, says: str, line: int, column: int) -> None:
    error = cannot(lambda: from_json.read(text.encode(), "x.json"))
    assert (error.says, error.line, error.column) == (says, line, column)


def test_json_may_begin_with_a_mark_and_pairs_of_surrogates_are_one_character() -> None:
    assert from_json.read('\ufeff["\\ud83d\\ude80"]'.encode(), "x.json").value == ["🚀"]
    assert from_json.read(b"[" * 64 + b"]" * 64, "x.json").locate([0] * 63) == (1, 64)


def test_json_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_json, "MOST_VALUES", 5)
    assert from_json.read(b"[1, 2, 3, 4]", "x.json").value == [1, 2, 3, 4]
    assert cannot(lambda: from_json.read(b"[1, 2, 3, 4, 5]", "x.json")).column == 14
    monkeypatch.setattr(from_json, "LARGEST", 3)
    assert cannot(lambda: from_json.read(b"[ 1]", "x.json")).says == "it is larger than {limit} bytes"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
JSON: st.SearchStrategy[Json] = st.deferred(lambda: SCALARS | st.lists(JSON, max_size=4) | st.dictionaries(st.text(max_size=5), JSON, max_size=4))


@settings(max_examples=300)
@given(JSON, st.sampled_from([None, 0, 2]), st.booleans())
def test_json_gives_what_json_loads_gives_and_the_place_of_every_part(value: Json, indent: int | None, ascii_only: bool) -> None:  # noqa: FBT001
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    document = from_json.read(text.encode(), "x.json")
    assert document.value == json.loads(text)
    decoder, lines = json.JSONDecoder(), text.split("\n")
    for path, part in parts(value):
        line, column = document.locate(path)
        offset = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
        found, end = decoder.raw_decode(text, offset)
        if path and isinstance(path[-1], str):
            assert found == path[-1]
            found, _end = decoder.raw_decode(text, end + text[end:].index(":") + 1 + (text[end + text[end:].index(":") + 1] == " "))
        assert found == part
    assert document.locate(["no", "such", "part"]) == document.locate([])


def parts(value: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Json]]:
    yield path, value
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from parts(item, (*path, key))


# YAML


def test_yaml_scalars_are_strings_with_places() -> None:
    document = from_yaml.read(b"- check: text-missing\n  until: 2026-01-01\n  n: no\n  tilde: ~\n  empty:\n  block: |\n    a\n    b\n", "waivers.yaml")
    assert document.value == [{"check": "text-missing", "until": "2026-01-01", "n": "no", "tilde": "~", "empty": "", "block": "a\nb\n"}]
    assert (document.locate([0, "n"]), document.locate([0, "none", 1]), document.locate([])) == ((3, 3), (1, 3), (1, 1))
    assert from_yaml.read(b"# nothing\n", "x.yaml").value is None


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("a: &x 1\nb: *x\n", "anchors and aliases are not read", 1),
        ("a: 1\nb: *x\n", "anchors and aliases are not read", 2),
        ("a: !!python/object/apply:os.system [x]\n", "tags are not read", 1),
        ("a: !x 1\n", "tags are not read", 1),
        ("a: 1\nb: 2\na: 3\n", "the key {key} stands twice in one object", 3),
        ("? [a]\n: 1\n", "a key must be a plain word", 1),
        ("a: 1\n---\nb: 2\n", "this is not YAML", 2),
        ("a: 1\n b: 2\n", "this is not YAML", 2),
        ("a: 1\nb: \x01\n", "this is not YAML", 2),
        ("[" * 17, "values are nested deeper than {limit}", 1),
        ("- " * 17 + "a", "values are nested deeper than {limit}", 1),
    ],
)
def test_yaml_beyond_the_subset_is_refused_at_its_line(text: str, says: str, line: int) -> None:
    error = cannot(lambda: from_yaml.read(text.encode(), "x.yaml"))
    assert (error.says, error.line) == (says, line)


def test_yaml_limits_hold_and_bombs_end_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + at)}: &{chr(98 + at)} [*{chr(97 + at)}, *{chr(97 + at)}]\n" for at in range(20))
    start = time.monotonic()
    assert cannot(lambda: from_yaml.read(bomb.encode(), "x.yaml")).line == 1
    assert time.monotonic() - start < 1
    monkeypatch.setattr(from_yaml, "MOST_VALUES", 4)
    assert from_yaml.read(b"[a, b, c]", "x.yaml").value == ["a", "b", "c"]
    assert cannot(lambda: from_yaml.read(b"[a, b, c, d]", "x.yaml")).column == 11
    monkeypatch.setattr(from_yaml, "LARGEST", 3)
    assert cannot(lambda: from_yaml.read(b"abcd", "x.yaml")).says == "it is larger than {limit} bytes"


# PO


def test_po_gives_messages_with_context_flag_and_line() -> None:
    text = (
        HEADER
        + ENTRY
        + '\n#, fuzzy\nmsgctxt "b"\nmsgid "x"\n"y\\n"\nmsgstr "z"\n\n#~ msgid "old"\n#~ msgstr "古"\n\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "a"\n'
    )
    read = [each for each in from_po.read(text.encode(), "schema.po").messages if not each.obsolete and not each.plural]
    assert [(each.context, each.source, each.target, each.fuzzy, each.line) for each in read] == [
        ("package#title", "Moons", "月", False, 6),
        ("b", "xy\n", "z", True, 11),
    ]


def po(header: str, body: str = ENTRY) -> bytes:
    return f'msgid ""\nmsgstr ""\n{header}\n\n{body}'.encode()


PLURALS = "the header asks for more than {limit} plural forms"
FORMULA = "the formula for plural forms in the header is none"


@pytest.mark.parametrize(
    ("content", "says", "line"),
    [
        (po('"Plural-Forms: nplurals=999999999; plural=0;\\n"'), PLURALS, 1),
        (po('"Plural-Forms: nplu"\n"rals=9999"\n"99999; plural=0;\\n"'), PLURALS, 1),
        (po('"plural-forms: NPLURALS=7; plural=0;\\n"'), PLURALS, 1),
        (po('"Plural-Forms: nplurals=0; plural=0;\\n"'), PLURALS, 1),
        (po("\"Plural-Forms: nplurals=2; plural=__import__('os').system('x');\\n\""), FORMULA, 1),
        (po('"Plural-Forms: nplurals=2; plural=n/0;\\n"'), FORMULA, 1),
        (po('"Plural-Forms: nplurals=2; plural=n;\\n"'), FORMULA, 1),
        (po('"Content-Type: text/plain; charset=Shift_JIS\\n"'), "the header names another character set than UTF-8", 1),
        (po('"Content-Type: text/plain; char"\n"set=no-such\\n"'), "the header names another character set than UTF-8", 1),
        (po("", f"{ENTRY}\n{ENTRY}"), "this entry stands twice", 10),
        (po("", '<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n'), "this is not a PO entry", 5),
        (po("", 'msgid "a\nmsgstr "b"\n'), "this is not a PO entry", 5),
        (po("", 'msgid "a"\nmsgstr "b" c\n'), "this is not a PO entry", 6),
        (po("", 'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n'), "this is not a PO entry", 5),
        (po("", 'msgstr "b"\n'), "this is not a PO entry", 5),
        (po("", 'msgid "a"\nmsgstr "b"\nmsgstr "c"\n'), "this is not a PO entry", 7),
        (b'msgstr "b"\n', "this is not a PO entry", 1),
        (HEADER.encode() + b'msgid "\xff"\nmsgstr ""\n', "byte {byte} is not {encoding}; the file may be in another encoding", 5),
    ],
)
def test_po_tricks_are_refused(content: bytes, says: str, line: int) -> None:
    start = time.monotonic()
    error = cannot(lambda: from_po.read(content, "x.po"))
    assert (error.says, error.line) == (says, line)
    assert time.monotonic() - start < 2


def test_po_header_that_is_odd_but_harmless_is_read() -> None:
    odd = '"Language: xx_NOT_A_LANGUAGE\\n"\n"POT-Creation-Date: yesterday\\n"\n"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"'
    assert len(from_po.read(po(odd), "x.po").messages) == 1
    assert len(from_po.read(po('"Plural-Forms: nplurals=6; plural=n%6;\\n"'), "x.po").messages) == 1
    assert len(from_po.read(ENTRY.encode(), "x.po").messages) == 1


def test_po_limit_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_po, "LARGEST", 10)
    assert cannot(lambda: from_po.read(po(""), "x.po")).says == "it is larger than {limit} bytes"


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from([HEADER, ENTRY, "msgid ", "msgstr ", '"a"\n', '"', "\n", "#~ ", "#, fuzzy\n", "msgid_plural ", "msgstr[1] ", "\\", "\0", "日"]),
        max_size=12,
    )
)
def test_any_po_is_read_or_refused(pieces: list[str]) -> None:
    with contextlib.suppress(CannotRead):
        assert all(message.source for message in from_po.read("".join(pieces).encode(), "x.po").messages)


# Archives


def zipped(path: Path, members: Mapping[str, str | bytes], *, link: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if name == link:
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, content)
    return path


GOOD = {DESCRIPTOR: json.dumps(MOON), "items.csv": ITEMS}


@pytest.mark.parametrize("prefix", ["", "datapackage/"])
def test_archives_are_read_and_members_shown_behind_a_colon(tmp_path: Path, prefix: str) -> None:
    path = zipped(tmp_path / "pack.ZIP", {f"{prefix}{name}": content for name, content in GOOD.items()})
    loaded = loaders.load(str(path))
    assert (loaded.tables["items"].path, loaded.unread) == (f"{path}:{prefix}items.csv", ())


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil", "data/../../evil", "c:/evil", "a\\evil"])
def test_archives_with_members_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "x.zip", {**GOOD, name: "x"})
    with pytest.raises(NotAPackage, match="leads out"):
        loaders.load(str(path))


def test_archives_with_links_or_repeated_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAPackage, match="no regular file"):
        loaders.load(str(zipped(tmp_path / "link.zip", {**GOOD, "link.csv": "/etc/passwd"}, link="link.csv")))
    with zipfile.ZipFile(zipped(tmp_path / "twice.zip", GOOD), "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("items.csv", "id\n2\n")
    with pytest.raises(NotAPackage, match="twice"):
        loaders.load(str(tmp_path / "twice.zip"))


def test_archive_bombs_and_crowds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {**GOOD, "items.csv": b"id\n" + b"\n" * (32 << 20)})
    assert bomb.stat().st_size < 100_000
    assert [each[2] for each in unread(loaders.load(str(bomb)))] == ["it is larger than {limit} bytes"]
    monkeypatch.setattr(from_archive, "MOST_BYTES", 1 << 20)
    with pytest.raises(NotAPackage, match="larger"):
        loaders.load(str(bomb))
    monkeypatch.setattr(from_archive, "MOST_MEMBERS", 1)
    with pytest.raises(NotAPackage, match="more than"):
        loaders.load(str(zipped(tmp_path / "many.zip", GOOD)))


def test_damaged_archives_are_refused_or_damaged_there(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "good.zip", {**GOOD, "items.csv": ITEMS * 50}).read_bytes()
    seen = set()
    for at in range(0, len(whole), 7):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        (tmp_path / "bad.zip").write_bytes(broken)
        with contextlib.suppress(NotAPackage):
            seen |= {each[2] for each in unread(loaders.load(str(tmp_path / "bad.zip")))}
        (tmp_path / "bad.zip").write_bytes(whole[:at])
        with pytest.raises(NotAPackage):
            loaders.load(str(tmp_path / "bad.zip"))
    assert "the archive is damaged there" in seen


# Git


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if shutil.which("git") is None and os.environ.get("CI") != "true":
        pytest.skip("git is not installed")
    folder = put(
        tmp_path / "repo", {f"datapackage/{DESCRIPTOR}": MOON, "datapackage/items.csv": ITEMS, "translations/ja/LC_MESSAGES/schema.po": HEADER + ENTRY}
    )
    put(folder, {f"sub/{DESCRIPTOR}": {**MOON, "name": "sub", "resources": [{"name": "items", "path": "link.csv"}]}})
    (folder / "sub" / "link.csv").symlink_to("../datapackage/items.csv")
    monkeypatch.chdir(folder)
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("tag", "v1.0")
    put(folder, {"datapackage/items.csv": ITEMS + "more,x,y\n"})
    git("commit", "-q", "-a", "-m", "two")
    return folder


def git(*words: str) -> None:
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *words], check=True, capture_output=True)


def test_revisions_are_read_without_being_checked_out(repository: Path) -> None:
    (repository / "datapackage" / "items.csv").write_text("id\nunsaved\n", encoding="utf-8")
    assert [loaders.load(f"git:{each}").tables["items"].frame.height for each in ("v1.0", "HEAD~1", "main", "HEAD")] == [1, 1, 2, 2]
    loaded = loaders.load("git:v1.0")
    assert (loaded.tables["items"].path, loaded.unread) == ("git:v1.0:datapackage/items.csv", ())


def test_datapackage_folder_of_a_revision_has_its_translations_beside_it(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for source in ("git:HEAD", "git:HEAD:datapackage", "git:HEAD:/datapackage/"):
        loaded = loaders.load(source)
        assert (loaded.prefix, list(loaded.catalogues), loaded.tables["items"].path) == ("datapackage/", ["ja"], "git:HEAD:datapackage/items.csv")
    monkeypatch.chdir(repository / "sub")
    assert loaders.load("git:HEAD").name == "sub"


def test_subfolder_of_a_revision_is_read_and_its_links_are_not(repository: Path) -> None:
    loaded = loaders.load("git:HEAD:sub")
    assert (loaded.name, [each[2] for each in unread(loaded)]) == ("sub", ["there is no such file"])
    assert (repository / "sub" / "link.csv").is_symlink()


REVISIONS = [
    "--upload-pack=touch pwned",
    "-h",
    "--output=pwned",
    "--help",
    "HEAD\n--output=pwned",
    "$(touch pwned)",
    "unknown",
    "",
    "HEAD:../../etc",
    "HEAD~99999999",
    "a\0b",
]
REVISIONS += ["HEAD^{/two", "@{u}", "HEAD;touch pwned", "refs/heads/*", "HEAD..HEAD~1", "^HEAD", "HEAD:datapackage/../.."]


@pytest.mark.parametrize("revision", REVISIONS)
def test_revisions_are_never_options_or_commands(repository: Path, revision: str) -> None:
    with pytest.raises(NotAPackage):
        loaders.load(f"git:{revision}")
    assert not (repository / "pwned").exists()


def test_outside_a_repository_there_is_no_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NotAPackage):
        loaders.load("git:HEAD")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotAPackage, match="git is needed"):
        loaders.load("git:HEAD")
