"""A release, or one export, is whole and right, or it does not happen."""

import hashlib
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from taiyaku import json_schema, loaders, release, report
from taiyaku.model import Json, Said
from taiyaku.published import Published
from tests.conftest import ROOT, Command, run

BAD = {
    "duplicate key": ("datapackage/datapackage.json", b'{"name": "a", "name": "b"}'),
    "CP932": ("datapackage/data/lighthouses.ja.csv", "id,name,summary,source\ninubosaki,犬吠埼灯台,概要,\n".encode("cp932")),
    "unclosed quote": ("datapackage/data/lighthouses.en.csv", b'id,name,summary,source\ninubosaki,"Inubosaki,,\n'),
}


@pytest.fixture
def lights(tmp_path: Path) -> Path:
    """Give a new project, to be damaged."""
    assert run("new", tmp_path / "lights").code == 0
    return tmp_path / "lights"


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("words", [("export", "json"), ("export", "csv"), ("export", "html"), ("release",)], ids="-".join)
def test_nothing_is_written_from_what_cannot_be_read(
    what: str, words: tuple[str, ...], lights: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(lights)
    out = tmp_path / "out"
    assert command(*words, "--out", str(out)).code == 0
    before = files(out)
    name, content = BAD[what]
    (lights / name).write_bytes(content)
    for language in ("en", "ja"):
        ran = command(*words, "--out", str(out), "--lang", language)
        assert ran.code == 2
        assert "Traceback" not in ran.err
        assert ran.err
    assert files(out) == before


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the release of the committed project."""
    out = tmp_path_factory.mktemp("release") / "dist"
    ran = run("release", ROOT, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    return out


def listed(folder: Path) -> dict[str, dict[str, Json]]:
    told = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    return {file["path"]: file for file in told["files"]}


@pytest.mark.parametrize(
    "pattern",
    [
        *("START-HERE.txt", "README.md", "README.ja.md", "LICENSE.md", "CITATION.cff", "release.json", "SHA256SUMS", "*.datapackage.zip"),
        *("csv/items.csv", "csv/en/items.csv", "csv/ja/items.csv", "excel/en/items.csv", "excel/ja/items.csv", "excel/*-en.xlsx", "excel/*-ja.xlsx"),
        *(
            "json/v1/index.json",
            "json/v1/items.json",
            "json/v1/items/mmx.json",
            "json/v1/en/items.json",
            "json/v1/ja/items.json",
            "json/v1/schema/items.schema.json",
        ),
        *("ndjson/items.ndjson", "db/*.sqlite", "parquet/items.parquet", "package/datapackage.json", "package/datapackage.ja.json", "package/data/items.csv"),
        *("meta/dcat.jsonld", "meta/dcat.ttl", "meta/schema-org.en.jsonld", "meta/schema-org.ja.jsonld"),
        *(
            "meta/validation.json",
            "meta/validation.en.txt",
            "meta/validation.ja.txt",
            "i18n/status.json",
            "site/index.html",
            "site/en/index.html",
            "site/ja/index.html",
        ),
    ],
)
def test_release_holds_what_it_promises(dist: Path, pattern: str) -> None:
    found = list(dist.glob(pattern))
    assert len(found) == 1
    assert found[0].stat().st_size > 0


def test_every_file_is_listed_with_its_size_and_hash_and_named_for_every_system(dist: Path) -> None:
    there = {path.relative_to(dist).as_posix(): path.read_bytes() for path in dist.rglob("*") if path.is_file()}
    files = listed(dist)
    assert there.keys() == {*files, "release.json", "SHA256SUMS"}
    for name, file in files.items():
        assert (file["bytes"], file["sha256"]) == (len(there[name]), hashlib.sha256(there[name]).hexdigest())
    assert [name for name in there if len(name) >= 120 or not re.fullmatch(r"[A-Za-z0-9._/-]+", name)] == []
    assert len({name.casefold() for name in there}) == len(there)
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=dist, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_list_follows_the_published_schema_and_every_table_has_its_records(dist: Path) -> None:
    told = json.loads((dist / "release.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(json_schema.own("release"))
    assert [error.message for error in Draft202012Validator(json_schema.own("release")).iter_errors(told)] == []
    package = loaders.load(str(ROOT))
    assert told["tables"] == {of: package.tables[of].height for of in package.tables if package.base(of) == of}
    for file in told["files"]:
        if "rows" in file and "table" in file and "record" not in file:
            assert file["rows"] == told["tables"][file["table"]]
    formats = {file["format"] for file in told["files"] if "rows" in file}
    texts = next(file for file in told["files"] if file["path"] == "package/data/items.ja.csv")
    assert (texts["table"], texts["languages"]) == ("items", ["ja"])
    assert formats >= {"csv", "excel", "xlsx", "json", "ndjson", "sqlite", "parquet"}


def test_released_archive_is_the_package_and_unmodified_frictionless_finds_it_valid(dist: Path) -> None:
    from frictionless import Package as JudgedPackage

    (path,) = dist.glob("*.datapackage.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        members = {name: archive.read(name) for name in archive.namelist()}
        assert list(members) == sorted(members)
        assert {(each.date_time, each.external_attr >> 16, each.create_system, each.extra) for each in archive.infolist()} == {
            ((2026, 11, 21, 0, 0, 0), 0o100644, 3, b"")
        }
    assert members == {each.relative_to(dist / "package").as_posix(): each.read_bytes() for each in (dist / "package").rglob("*") if each.is_file()}
    judged = JudgedPackage(str(path)).validate()
    assert judged.flatten(["title", "rowNumber", "fieldName", "type", "note"]) == []
    assert judged.valid


def test_second_release_writes_nothing(dist: Path, command: Command) -> None:
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in [dist, *dist.rglob("*")]}
    ran = command("release", ROOT, "--out", dist)
    assert (ran.code, "up to date" in ran.out) == (0, True)
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in [dist, *dist.rglob("*")]} == before


def test_verdict_that_goes_with_the_data_names_its_files_as_the_release_has_them(
    lights: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    texts = lights / "datapackage" / "data" / "lighthouses.ja.csv"
    texts.write_text(texts.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding="utf-8", newline="")
    catalogue = lights / "translations" / "ja" / "LC_MESSAGES" / "lighthouses.po"
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("#. ", "#, fuzzy\n#. ", 1), encoding="utf-8", newline="")
    assert command("sync", lights).code == 0
    assert command("release", lights).code == 0
    told = json.loads((tmp_path / "dist" / "meta" / "validation.json").read_text(encoding="utf-8"))
    assert "package/data/lighthouses.ja.csv" in {finding["path"] for finding in told["findings"]}
    for language, says in {"en": "note: ", "ja": "注意: "}.items():
        text = (tmp_path / "dist" / "meta" / f"validation.{language}.txt").read_text(encoding="utf-8")
        assert text.startswith(f"package/data/lighthouses.ja.csv:1: {says}")
    status = json.loads((tmp_path / "dist" / "i18n" / "status.json").read_text(encoding="utf-8"))
    assert [task["path"] for task in status["next"]] == ["package/translations/ja/LC_MESSAGES/lighthouses.po"]


def test_package_with_edits_that_are_not_carried_over_is_refused(lights: Path, command: Command, tmp_path: Path) -> None:
    catalogue = lights / "translations" / "ja" / "LC_MESSAGES" / "lighthouses.po"
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("犬吠埼灯台", "犬吠埼の灯台", 1), encoding="utf-8", newline="")
    ran = command("release", lights, "--out", tmp_path / "dist")
    assert ran.code == 2
    assert "translation-unsynced" in ran.out
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(("epoch", "created"), [("", None), ("1775044800", "2026-04-01T12:00:00Z"), ("0", "1970-01-01T00:00:00Z")])
def test_release_is_dated_by_the_builder_or_by_the_descriptor(tmp_path: Path, epoch: str, created: str | None) -> None:
    assert run("new", tmp_path / "lights").code == 0
    ran = run("release", tmp_path / "lights", "--out", tmp_path / "dist", environment={"SOURCE_DATE_EPOCH": epoch})
    assert ran.code == 0
    for name in ("datapackage.json", "datapackage.ja.json"):
        assert json.loads((tmp_path / "dist" / "package" / name).read_text(encoding="utf-8")).get("created") == created
    assert json.loads((tmp_path / "dist" / "release.json").read_text(encoding="utf-8")).get("released") == created
    (path,) = (tmp_path / "dist").glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].date_time == ((2026, 4, 1, 12, 0, 0) if epoch == "1775044800" else (1980, 1, 1, 0, 0, 0))
    assert run("verify", tmp_path / "dist").code == 0


@pytest.mark.parametrize("epoch", ["yesterday", "1e9", "99999999999999999999", "１２３x"])
def test_moment_that_is_none_is_wrong_usage(tmp_path: Path, epoch: str) -> None:
    assert run("new", tmp_path / "lights").code == 0
    ran = run("release", tmp_path / "lights", "--out", tmp_path / "dist", environment={"SOURCE_DATE_EPOCH": epoch})
    assert (ran.code, "SOURCE_DATE_EPOCH" in ran.err) == (2, True)


@pytest.mark.parametrize("name", ["日本.txt", "a b.txt", f"{'a' * 201}.txt", "a\x7f.txt"])
def test_name_that_some_service_would_change_is_refused(name: str) -> None:
    with pytest.raises(release.NotReleasable):
        release._refuse_names([Published(name, 1, "0" * 64)])
    release._refuse_names([Published("json/v1/items/_e6_9c_88.json", 1, "0" * 64)])


def test_licence_is_written_where_the_package_has_none(tmp_path: Path, command: Command) -> None:
    assert command("new", tmp_path / "lights").code == 0
    for paper in (tmp_path / "lights" / "datapackage").glob("LICENSE*"):
        paper.unlink()
    assert command("release", tmp_path / "lights", "--out", tmp_path / "dist").code == 0
    text = (tmp_path / "dist" / "LICENSE.md").read_text(encoding="utf-8")
    assert "CC-BY-4.0" in text
    assert "changed by" in text
    assert "が加工して作成" in text


def test_changelog_that_stopped_at_an_older_version_stops_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    package = loaders.load(str(ROOT))
    monkeypatch.setattr(release, "remembered", lambda _package: [{"version": "0.0.9"}])
    with pytest.raises(release.NotReleasable, match="changelog"):
        release._changes(package)


def test_archive_of_a_folder_is_read_like_the_folder(project: Path, tmp_path: Path) -> None:
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted((project / "datapackage").rglob("*")):
            if path.is_file():
                file.write(path, f"some-folder/{path.relative_to(project / 'datapackage').as_posix()}")
    package = loaders.load(str(archive))
    assert set(package.tables) == set(loaders.load(str(project)).tables)
    assert not package.unread


def test_messages_name_the_cure(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest code, the form of a date, what is missing for a rule."""
    monkeypatch.chdir(project)
    items = project / "datapackage" / "data" / "items.csv"
    text = items.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("callisto-flight-tests,"))
    items.write_text(text.replace(row, row.replace(",event,", ",evant,").replace(",2026-04-01,", ",,")), encoding="utf-8", newline="")
    out = {language: command("check", "--lang", language).out for language in ("en", "ja")}
    assert "(the nearest value is event)" in out["en"]
    assert "（最も近い値は event）" in out["ja"]
    assert "is broken: as_of is missing" in out["en"]
    assert "に反している: as_of がない" in out["ja"]


def test_derived_files_are_not_judged_by_what_could_not_be_read(project: Path) -> None:
    (project / "datapackage" / "data" / "items.ja.csv").unlink()
    judged = report.judge(loaders.load(str(project)))
    assert "derived-stale" not in {finding.check for finding in judged.findings}
    reasons = [finding.problem.values["reason"] for finding in judged.findings if finding.check == "file-unreadable"]
    assert [reason.says for reason in reasons if isinstance(reason, Said)] == ["there is no such file"]


def test_the_released_package_is_judged_as_ours_is_and_tells_who_wrote_each_text(dist: Path, command: Command) -> None:
    released = command("check", dist / "package", "--fail-on", "note")
    assert (released.code, released.out.count("\n")) == (0, 1), released.out
    ledger = (dist / "package" / "translations" / "ja" / "ledger" / "items.csv").read_text(encoding="utf-8")
    assert ",translated," in ledger
    assert ",project," in ledger
    assert command("status", dist / "package", "--min", "100").code == 0
    assert command("verify", dist).code == 0
