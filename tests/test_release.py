"""A release, or one export, is whole and right, or it does not happen."""

import zipfile
from pathlib import Path

import pytest

from taiyaku import loaders, report
from taiyaku.model import Said
from tests.conftest import ROOT, Command

BAD = {
    "duplicate key": ("datapackage/datapackage.json", b'{"name": "a", "name": "b"}'),
    "CP932": ("datapackage/data/items.ja.csv", "id,title,summary,note\nmmx,火星衛星探査計画,概要,\n".encode("cp932")),
    "unclosed quote": ("datapackage/data/items.en.csv", b'id,title,summary,note\nmmx,"Martian Moons,,\n'),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("words", [("export", "json"), ("export", "csv"), ("export", "html"), ("release",)], ids="-".join)
def test_nothing_is_written_from_what_cannot_be_read(
    what: str, words: tuple[str, ...], project: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(project)
    out = tmp_path / "out"
    assert command(*words, "--out", str(out)).code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    name, content = BAD[what]
    (project / name).write_bytes(content)
    for language in ("en", "ja"):
        ran = command(*words, "--out", str(out), "--lang", language)
        assert ran.code == 2
        assert "Traceback" not in ran.err
        assert ran.err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_release_begins_with_a_note_in_both_languages_and_has_its_licence(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(project)
    assert command("release", "--out", str(tmp_path / "dist")).code == 0
    note = (tmp_path / "dist" / "START-HERE.txt").read_bytes()
    assert note.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in note.replace(b"\r\n", b"")
    text = note.decode("utf-8-sig")
    assert "Unpack the archive first" in text
    assert "先に展開してください" in text
    licence = (tmp_path / "dist" / "LICENSE.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in licence
    assert "データのライセンス" in licence


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


def test_the_released_package_is_judged_as_ours_is_and_tells_who_wrote_each_text(tmp_path: Path, command: Command) -> None:
    out = tmp_path / "dist"
    assert command("release", ROOT, "--out", out).code == 0
    released = command("check", out / "package", "--fail-on", "note")
    assert (released.code, released.out.count("\n")) == (0, 1), released.out
    ledger = (out / "package" / "translations" / "ja" / "ledger" / "items.csv").read_text(encoding="utf-8")
    assert ",translated," in ledger
    assert ",project," in ledger
    assert command("status", out / "package", "--min", "100").code == 0
