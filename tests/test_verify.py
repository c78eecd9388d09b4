"""A downloaded release is proved whole, unchanged and of one mind, or what is wrong is named; nothing that somebody put into it does harm."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from taiyaku import agreement, loaders, release
from taiyaku.i18n import messages
from taiyaku.model import Exporter, Held, Json, Package
from tests.conftest import Ran, run

SUMS, LIST = "SHA256SUMS", "release.json"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the release of a new project."""
    folder = tmp_path_factory.mktemp("released")
    assert run("new", folder / "lights").code == 0
    assert run("release", folder / "lights", "--out", folder / "dist").code == 0
    return folder / "dist"


@pytest.fixture
def dist(released: Path, tmp_path: Path) -> Path:
    """Give a copy of the release, to be damaged."""
    return Path(shutil.copytree(released, tmp_path / "dist"))


def verify(path: Path, language: str = "en") -> Ran:
    ran = run("verify", path, "--lang", language)
    assert "Traceback" not in ran.out + ran.err
    return ran


def findings(path: Path) -> set[tuple[str, str]]:
    """Give the file and the check of everything that is found, by the JSON report."""
    told = json.loads(run("verify", path, "--report", "json").out)
    return {(each["path"].removeprefix(f"{path.as_posix()}/").removeprefix(f"{path}:"), each["check"]) for each in told["findings"]}


def signed(folder: Path) -> None:
    """Bring both lists up to date, as somebody who changes a release on purpose would."""
    told = json.loads((folder / LIST).read_text(encoding="utf-8"))
    for file in told["files"]:
        content = (folder / file["path"]).read_bytes()
        file |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (folder / LIST).write_text(json.dumps(told), encoding="utf-8")
    summed(folder)


def summed(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    (folder / SUMS).write_text("".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names), encoding="utf-8")


def packed(folder: Path, path: Path, below: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                archive.write(each, below + each.relative_to(folder).as_posix())
    return path


def edit(path: Path, change: Callable[[Json], object]) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def test_release_as_it_was_published_is_clean(released: Path, tmp_path: Path) -> None:
    for path in (released, packed(released, tmp_path / "a.zip"), packed(released, tmp_path / "b.zip", "some-folder/")):
        ran = verify(path)
        assert (ran.code, ran.err) == (0, "")
        assert "0 errors" in ran.out
    assert "エラー" in verify(released, "ja").out


DAMAGES: dict[str, tuple[Callable[[Path], object], set[tuple[str, str]]]] = {
    "a byte": (
        lambda folder: (folder / "csv" / "lighthouses.csv").write_bytes(b"id\n"),
        {("csv/lighthouses.csv", "release-file-changed"), (LIST, "release-inconsistent")},
    ),
    "a file is gone": (lambda folder: (folder / "csv" / "lighthouses.csv").unlink(), {("csv/lighthouses.csv", "release-file-missing")}),
    "a file is new": (lambda folder: (folder / "csv" / "more.csv").write_bytes(b"id\n"), {("csv/more.csv", "release-file-extra")}),
    "a link": (lambda folder: (folder / "csv" / "passwords.csv").symlink_to("/etc/passwd"), {("csv/passwords.csv", "release-file-extra")}),
    "a pipe": (lambda folder: os.mkfifo(folder / "pipe"), {("pipe", "release-file-extra")}),
    "the list of files": (lambda folder: (folder / LIST).unlink(), {(LIST, "release-file-missing")}),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_named(dist: Path, what: str) -> None:
    change, wanted = DAMAGES[what]
    change(dist)
    assert findings(dist) == wanted
    for language in ("en", "ja"):
        assert verify(dist, language).code == 1


def test_member_that_is_damaged_in_its_archive_is_named(released: Path, tmp_path: Path) -> None:
    path = packed(released, tmp_path / "dist.zip")
    with zipfile.ZipFile(path) as whole:
        at = whole.getinfo("csv/lighthouses.csv").header_offset + 60
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    assert findings(path) == {("csv/lighthouses.csv", "release-file-changed")}


def test_file_behind_a_link_is_not_followed(dist: Path, tmp_path: Path) -> None:
    """A file whose place a link took, to a file outside that has the very bytes."""
    file = dist / "csv" / "lighthouses.csv"
    file.rename(tmp_path / "outside.csv")
    file.symlink_to(tmp_path / "outside.csv")
    assert findings(dist) == {("csv/lighthouses.csv", "release-file-extra"), ("csv/lighthouses.csv", "release-file-missing")}


def rows(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8", newline="")


FORGED: dict[str, tuple[Callable[[Path], object], set[tuple[str, str]]]] = {
    "one format": (lambda folder: rows(folder, "csv/lighthouses.csv", "1869", "1870"), {("csv/lighthouses.csv", "release-formats-differ")}),
    "a text of one language": (lambda folder: rows(folder, "csv/ja/lighthouses.csv", "灯台", "燈台"), {("csv/ja/lighthouses.csv", "release-formats-differ")}),
    "no CSV": (lambda folder: (folder / "csv" / "lighthouses.csv").write_bytes(b'id\n"'), {(LIST, "release-formats-differ")}),
    "the archive": (lambda folder: (folder / archive(folder)).write_bytes(bomb(b"x")), {("ARCHIVE", "release-formats-differ")}),
    "a bomb": (lambda folder: (folder / archive(folder)).write_bytes(bomb(bytes(200 << 20))), {("ARCHIVE", "release-formats-differ")}),
    "a way out": (lambda folder: (folder / archive(folder)).write_bytes(bomb(b"x", "../x")), {("ARCHIVE", "release-formats-differ")}),
    "no archive": (lambda folder: (folder / archive(folder)).write_bytes(b"PK"), {("ARCHIVE", "release-formats-differ")}),
    "a database without an end": (lambda folder: endless(next(folder.glob("db/*.sqlite"))), {(LIST, "release-formats-differ")}),
    "a workbook of entities": (lambda folder: laughing(next(folder.glob("excel/*-en.xlsx"))), {(LIST, "release-formats-differ")}),
    "another version": (
        lambda folder: edit(folder / "package" / "datapackage.json", lambda told: told.update(version="9.9.9")),
        {(LIST, "release-inconsistent"), (LIST, "release-formats-differ"), ("ARCHIVE", "release-formats-differ")},
    ),
}


def endless(path: Path) -> None:
    """Put a view that never comes to an end in the place of a table."""
    connection = sqlite3.connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(lighthouses)")]
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        connection.execute(f'DROP VIEW "{name}"')
    connection.execute("DROP TABLE lighthouses")
    cells = ", ".join(f"n AS {name}" for name in columns)
    connection.execute(f"CREATE VIEW lighthouses AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT {cells} FROM c ORDER BY 1")  # noqa: S608
    connection.commit()
    connection.close()


def laughing(path: Path) -> None:
    """Let every sheet of a workbook be an entity that grows beyond all measure."""
    entities = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    with zipfile.ZipFile(path) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    for name in members:
        if name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml":
            members[name] = f"<!DOCTYPE x [{entities}]><x>&l11;</x>".encode()
    with zipfile.ZipFile(path, "w") as whole:
        for name, content in members.items():
            whole.writestr(name, content)


def archive(folder: Path) -> str:
    return next(path.name for path in folder.glob("*.datapackage.zip"))


def bomb(content: bytes, name: str = "x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("what", FORGED)
def test_release_whose_lists_fit_and_whose_files_differ_is_not_believed(dist: Path, what: str) -> None:
    change, wanted = FORGED[what]
    change(dist)
    signed(dist)
    assert {(path.replace(archive(dist), "ARCHIVE"), check) for path, check in findings(dist)} == wanted
    assert verify(dist).code == 1


def test_workbook_that_unpacks_to_more_than_an_archive_may_is_given_to_no_reader(dist: Path) -> None:
    path = next(dist.glob("excel/*-ja.xlsx"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("xl/media/picture.bin", bytes(200 << 20))
    signed(dist)
    told = json.loads(run("verify", dist, "--report", "json").out)
    assert [(each["check"], "it is larger than" in each["message"]) for each in told["findings"]] == [("release-formats-differ", True)]


def test_package_inside_is_judged(dist: Path) -> None:
    rows(dist, "package/data/lighthouses.csv", "1869", "yesterday")
    signed(dist)
    assert "package/data/lighthouses.csv" in {path for path, _check in findings(dist)}
    shutil.rmtree(dist / "package")
    assert ("package/datapackage.json", "file-unreadable") in findings(dist)


LISTS: dict[str, Callable[[Json], object]] = {
    "no such property": lambda told: told.update(more=1),
    "no path": lambda told: told["files"].append({"bytes": 1}),
    "a name outside": lambda told: told.update(name="x"),
    "too few records": lambda told: told["tables"].update(lighthouses=1),
    "no languages": lambda told: told.pop("languages"),
    "rows of a file": lambda told: next(file for file in told["files"] if "rows" in file and "record" not in file).update(rows=99),
    "a file twice as large": lambda told: told["files"][0].update(bytes=told["files"][0]["bytes"] * 2),
}


@pytest.mark.parametrize("what", LISTS)
def test_list_that_does_not_fit_is_named(dist: Path, what: str) -> None:
    edit(dist / LIST, LISTS[what])
    summed(dist)
    found = findings(dist)
    assert {check for _path, check in found} == {"release-formats-differ" if what == "rows of a file" else "release-inconsistent"}
    assert verify(dist).code == 1


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b'{"a": 1, "a": 2}', b"\xff\xfe", b"[1e999]", b"null"])
def test_list_that_cannot_be_read_is_named(dist: Path, content: bytes) -> None:
    (dist / LIST).write_bytes(content)
    summed(dist)
    assert findings(dist) == {(LIST, "release-inconsistent")}


@pytest.mark.parametrize("line", ["x", f"{'0' * 64} one-blank", f"{'0' * 64}  ../../../etc/passwd", f"{'0' * 64}  /etc/passwd", f"{'0' * 64}  \x1b[31m", "\0"])
def test_lines_of_the_sums_lead_nowhere(dist: Path, line: str) -> None:
    with (dist / SUMS).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    ran = verify(dist)
    assert ran.code == 1
    assert "\x1b" not in ran.out
    assert {check for _path, check in findings(dist)} <= {"release-inconsistent", "release-file-missing"}


@pytest.mark.parametrize("what", ["nothing", "no release", "a text", "no archive", "a way out", "a bomb", "a link out"])
def test_what_is_no_release_cannot_be_verified(tmp_path: Path, what: str) -> None:
    path = tmp_path / ("x.zip" if what in ("no archive", "a way out", "a bomb", "a link out") else "x")
    if what == "no release":
        path.mkdir()
    elif what == "a text":
        path.write_text("x", encoding="utf-8")
    elif what == "no archive":
        path.write_bytes(b"PK\3\4")
    elif what == "a way out":
        path.write_bytes(bomb(b"x", "../../x"))
    elif what == "a bomb":
        path.write_bytes(bomb(bytes(200 << 20), SUMS))
    elif what == "a link out":
        link = zipfile.ZipInfo(SUMS)
        link.external_attr = 0o120777 << 16
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as whole:
            whole.writestr(link, "/etc/passwd")
        path.write_bytes(out.getvalue())
    for language in ("en", "ja"):
        ran = verify(path, language)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("taiyaku: ")


# The same comparison, before a release is written


def small(folder: Path) -> Package:
    tables = {"items.csv": "id,size\na,1.50\nb,\n", "items.en.csv": "id,title\na,Moon\nb,Sun\n", "items.ja.csv": "id,title\na,月\nb,\n"}
    resources = []
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
        fields = [{"name": part, "type": "number" if part == "size" else "string"} for part in text.split("\n")[0].split(",")]
        resources.append({"name": name.removesuffix(".csv"), "path": name, "schema": {"fields": fields}})
    (folder / "datapackage.json").write_text(json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": resources}), encoding="utf-8")
    return loaders.load(str(folder))


WHOLE = {"id": ["a", "b"], "size": ["1.50", ""], "title_en": ["Moon", "Sun"], "title_ja": ["月", ""]}
EN = {name: cells for name, cells in WHOLE.items() if name != "title_ja"}
JA = {name: cells for name, cells in WHOLE.items() if name != "title_en"}


def held(cells: Mapping[str, list[str]], language: str = "", table: str = "items", *, typed: bool = False) -> Held:
    return Held(f"x/{language}", table, language, pl.DataFrame(cells), typed=typed)


@pytest.mark.parametrize(
    ("each", "wrong"),
    [
        ([held(WHOLE)], []),
        ([held(EN, "en"), held(JA, "ja")], []),
        ([held(WHOLE | {"size": ["1.5", ""]}, typed=True)], []),
        ([held(WHOLE | {"size": ["1.5", ""]})], [("x/", "items, record 1, size: 1.5 stands there, and 1.50 in the package")]),
        ([], [("x", "the table items is not in all its languages there")]),
        ([held(EN, "en")], [("x", "the table items is not in all its languages there")]),
        ([held({name: cells[:1] for name, cells in WHOLE.items()})], [("x/", "items has 1 records there and 2 in the package")]),
        ([held(JA)], [("x/", "items has other columns there than in the package, title_en for one")]),
        ([held(WHOLE), held(WHOLE, "en")], [("x/en", "items has other columns there than in the package, title_ja for one")]),
        ([held(WHOLE | {"title_ja": ["月", "Sun"]})], [("x/", 'items, record 2, title_ja: Sun stands there, and "" in the package')]),
        ([held(WHOLE), held(WHOLE, table="moons")], [("x/", "moons is no table of the package")]),
    ],
)
def test_every_kind_of_difference_is_told(tmp_path: Path, each: list[Held], wrong: list[tuple[str, str]]) -> None:
    form = Exporter("x", "x", lambda _package: iter(()), lambda _package, _files: iter(each))
    rows, found = agreement.read_back(small(tmp_path), {}, [form, Exporter("y", "y", lambda _package: iter(()))])
    assert [(path, messages("en").text(said.says, said.values)) for path, said in found] == wrong
    assert rows == {part.path: part.cells.height for part in each} or len(each) > len(rows)


def test_reader_that_stumbles_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    def stumble(_package: Package, _files: Mapping[str, bytes]) -> Iterator[Held]:
        yield held(WHOLE)
        raise RecursionError

    forms = [
        Exporter("x", "x", lambda _package: iter(()), stumble),
        Exporter("y", "y", lambda _package: iter(()), lambda _package, _files: iter([held(WHOLE)])),
    ]
    rows, found = agreement.read_back(small(tmp_path), {}, forms)
    assert [(path, messages("ja").text(said.says, said.values)) for path, said in found] == [("x", "読めない: RecursionError: ")]
    assert rows["x/"] == 4


@pytest.fixture(scope="module")
def less(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Package]:
    """Give a new project, and the package that is left of it when its last record is taken away."""
    folder = tmp_path_factory.mktemp("less")
    assert run("new", folder / "lights").code == 0
    shutil.copytree(folder / "lights", folder / "less")
    for path in (folder / "less" / "datapackage" / "data").glob("lighthouses*.csv"):
        path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8", newline="")
    return folder / "lights", replace(loaders.load(str(folder / "less")), descriptor=loaders.load(str(folder / "lights")).descriptor)


@pytest.mark.parametrize("name", ["csv", "excel", "xlsx", "json", "ndjson", "sqlite", "parquet"])
def test_format_that_loses_a_record_is_told(less: tuple[Path, Package], name: str) -> None:
    """The exporter is given the package without its last record: what it writes is in order, and not the whole."""
    form = release.formats()[name]
    whole = loaders.load(str(less[0]))
    assert agreement.read_back(whole, {each.path: each.content for each in form.run(whole)}, [form])[1] == []
    found = agreement.read_back(whole, {each.path: each.content for each in form.run(less[1])}, [form])[1]
    assert found
    assert all(
        "lighthouses" in messages("en").text(said.says, said.values) or "KeyError" in messages("en").text(said.says, said.values) for _path, said in found
    )


def test_release_whose_files_differ_is_not_written(less: tuple[Path, Package], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, out = less[0], tmp_path / "dist"
    assert run("release", project, "--out", out).code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    forms = release.formats()
    monkeypatch.setattr(release, "formats", lambda: forms | {"csv": replace(forms["csv"], run=lambda _package: forms["csv"].run(less[1]))})
    for language, says in {
        "en": "its files do not agree: csv/lighthouses.csv: lighthouses has 2 records there and 3",
        "ja": "ファイルの内容が一致しない",
    }.items():
        ran = run("release", project, "--out", out, "--lang", language)
        assert (ran.code, says in ran.err) == (2, True), ran.err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
