"""`taiyaku new` begins a project that is right from the first moment, or leaves everything as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from frictionless import Package as Judge

from taiyaku import loaders, scaffold, write
from taiyaku.errors import CannotWrite, WrongUsage
from taiyaku.model import Artifact
from tests.conftest import Command

ORDERS = [("en", "ja"), ("ja", "en")]


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("languages", ORDERS, ids="-".join)
def test_a_new_project_has_no_finding_in_either_language_and_is_released(languages: tuple[str, str], tmp_path: Path, command: Command) -> None:
    folder = tmp_path / "tōdai"
    assert command("new", "--languages", *languages, folder).code == 0
    for language in ("en", "ja"):
        report = tmp_path / "report.json"
        ran = command("check", folder, "--lang", language, "--fail-on", "note", "--report", "text", "--report", f"json={report}")
        assert ran.code == 0, ran.out
        assert json.loads(report.read_text(encoding="utf-8"))["findings"] == []
    assert command("derive", "--check", folder).code == 0
    assert command("sync", folder).out == "everything is in sync\n"
    before = content(folder)
    assert command("release", folder, "--out", folder / "dist").code == 0
    pages = {language: (folder / "dist" / "site" / language / "index.html").read_text(encoding="utf-8") for language in ("en", "ja")}
    assert "Inubosaki Lighthouse" in pages["en"]
    assert "犬吠埼灯台" in pages["ja"]
    assert {name: each for name, each in content(folder).items() if not name.startswith("dist/")} == before


@pytest.mark.parametrize("languages", ORDERS, ids="-".join)
def test_a_tool_that_knows_nothing_of_languages_finds_it_valid(languages: tuple[str, str], tmp_path: Path, command: Command) -> None:
    assert command("new", "--languages", *languages, tmp_path / "new").code == 0
    for path in (tmp_path / "new" / "datapackage").glob("datapackage*.json"):
        assert Judge(str(path)).validate().valid
    assert len(list((tmp_path / "new" / "datapackage").glob("datapackage*.json"))) == 2


def test_the_descriptor_speaks_the_first_language_and_the_catalogue_the_second(tmp_path: Path, command: Command) -> None:
    for first, second, title, translated in (("en", "ja", "First lit", "初点灯日"), ("ja", "en", "初点灯日", "First lit")):
        folder = tmp_path / first
        assert command("new", folder, "--languages", first, second).code == 0
        descriptor = json.loads((folder / "datapackage" / "datapackage.json").read_text(encoding="utf-8"))
        assert descriptor["languages"] == [first, second]
        assert descriptor["resources"][0]["schema"]["fields"][1]["title"] == title
        messages = loaders.load(str(folder)).catalogues[second]
        assert {message.source: message.target for message in messages}[title] == translated
        assert (folder / "translations" / second / "LC_MESSAGES" / "schema.po").is_file()
        assert not (folder / "translations" / first / "LC_MESSAGES" / "schema.po").exists()
        assert f"datapackage.{second}.json" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("languages", ORDERS, ids="-".join)
def test_titles_of_ones_own_are_written_as_they_are_in_every_file(languages: tuple[str, str], tmp_path: Path, command: Command) -> None:
    titles = {"en": 'Our "bridges" \\ tunnels {name}', "ja": "橋と「隧道」\\{name}"}
    folder = tmp_path / "new"
    assert command("new", folder, "--languages", *languages, "--name", "bridges", "--title-en", titles["en"], "--title-ja", titles["ja"]).code == 0
    first, second = languages
    for name, language in (("datapackage.json", first), (f"datapackage.{second}.json", second)):
        descriptor = json.loads((folder / "datapackage" / name).read_text(encoding="utf-8"))
        assert (descriptor["name"], descriptor["title"]) == ("bridges", titles[language])
    assert (folder / "README.md").read_text(encoding="utf-8").startswith(f"# {titles['en']}\n")
    assert (folder / "README.ja.md").read_text(encoding="utf-8").startswith(f"# {titles['ja']}\n")
    assert command("check", folder, "--fail-on", "note").code == 0


@pytest.mark.parametrize(("folder", "name"), [("My Data 2026", "my-data-2026"), ("Ｄａｔａ", "data"), ("灯台", "my-data"), ("_x_", "x")])
def test_the_name_of_a_package_is_made_from_that_of_its_folder(folder: str, name: str, tmp_path: Path, command: Command) -> None:
    assert command("new", tmp_path / folder).code == 0
    assert loaders.load(str(tmp_path / folder)).name == name


WRONG = {
    "a name with capitals": ["--name", "Bridges"],
    "a name in Japanese": ["--name", "橋"],
    "an empty name": ["--name", ""],
    "a name that leads elsewhere": ["--name", "../x"],
    "a title in one language": ["--title-en", "Bridges"],
    "a title of two lines": ["--title-en", "Brid\nges", "--title-ja", "橋"],
    "an empty title": ["--title-en", "Bridges", "--title-ja", " "],
    "a title that turns the line round": ["--title-en", "Bridges", "--title-ja", "橋\u202e"],
    "a language we have no words in": ["--languages", "en", "fr"],
    "one language twice": ["--languages", "ja", "ja"],
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_makes_no_good_project_makes_none(case: str, language: str, tmp_path: Path, command: Command) -> None:
    ran = command("new", tmp_path / "new", *WRONG[case], "--lang", language)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path, command: Command) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "README.md").write_text("mine\n", encoding="utf-8")
    for target in (folder, folder / "README.md"):
        for language in ("en", "ja"):
            ran = command("new", target, "--lang", language)
            assert ran.code == 2
            assert target.name in ran.err
    assert content(tmp_path) == {"mine/README.md": b"mine\n"}


def test_the_last_word_names_what_to_read_in_the_readers_language(tmp_path: Path, command: Command) -> None:
    for language, name in (("en", "README.md"), ("ja", "README.ja.md")):
        folder = tmp_path / language
        said = command("new", folder, "--lang", language).out
        assert said.splitlines()[-1].count(str(folder / name)) == 1
        assert (folder / name).is_file()


def test_an_empty_folder_and_a_fresh_repository_are_filled_and_stay_what_they_are(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "mine"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    identity = folder.stat().st_ino
    monkeypatch.chdir(folder)
    assert command("new", ".").code == 0
    assert folder.stat().st_ino == identity
    assert command("check").code == 0
    assert loaders.load(".").name == "mine"
    assert (folder / ".git" / "HEAD").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


FILES = [Artifact("a.txt", b"a"), Artifact("b/c.txt", b"c"), Artifact("d.txt", b"d")]


@pytest.mark.parametrize("there", [False, True], ids=["a new folder", "an empty folder"])
@pytest.mark.parametrize("last", range(4))
def test_a_fault_at_any_step_leaves_no_part_of_a_project(there: bool, last: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    target = tmp_path / "new"
    if there:
        target.mkdir()
    whole = Path.rename
    calls = iter(range(100))

    def fails(path: Path, to: Path) -> Path:
        if next(calls) == last:
            raise OSError(28, "No space left on device")
        return whole(path, to)

    monkeypatch.setattr(Path, "rename", fails)
    steps = 3 if there else 1
    if last >= steps:
        write.project(target, FILES)
        assert content(target) == {"a.txt": b"a", "b/c.txt": b"c", "d.txt": b"d"}
        return
    with pytest.raises(CannotWrite) as error:
        write.project(target, FILES)
    assert error.value.values["path"] == target
    assert [path.name for path in tmp_path.rglob("*")] == (["new"] if there else [])


def test_what_a_killed_run_left_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".new.taiyaku-new").mkdir()
    (tmp_path / ".new.taiyaku-new" / "half.txt").write_text("half", encoding="utf-8")
    write.project(tmp_path / "new", FILES)
    assert sorted(content(tmp_path)) == ["new/a.txt", "new/b/c.txt", "new/d.txt"]


def test_a_file_that_would_lead_elsewhere_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        write.project(tmp_path / "new", [Artifact("../x", b"")])
    assert list(tmp_path.iterdir()) == []


def test_the_same_words_give_the_same_bytes() -> None:
    assert scaffold.artifacts("x") == scaffold.artifacts("x")
    with pytest.raises(WrongUsage):
        scaffold.artifacts("x", languages=["en", "ja", "ja"])


def test_translators_find_every_text_in_the_language_that_they_translate_into(tmp_path: Path, command: Command) -> None:
    assert command("new", tmp_path / "new").code == 0
    names = {"en": "Kannonzaki Lighthouse", "ja": "犬吠埼灯台"}
    for language, name in names.items():
        folder = tmp_path / "new" / "translations" / language
        assert f'msgstr "{name}"' in (folder / "LC_MESSAGES" / "lighthouses.po").read_text(encoding="utf-8")
        assert "translated" in (folder / "ledger" / "lighthouses.csv").read_text(encoding="utf-8")


def test_a_translators_edit_holds_at_once_and_is_carried_over(tmp_path: Path, command: Command) -> None:
    folder = tmp_path / "new"
    assert command("new", folder).code == 0
    catalogue = folder / "translations" / "ja" / "LC_MESSAGES" / "lighthouses.po"
    catalogue.write_bytes(catalogue.read_bytes().replace("塔に登ることができる".encode(), "塔の上まで登ることができる".encode()))
    assert command("check", folder).code == 0
    assert command("sync", folder).code == 0
    assert "塔の上まで登ることができる" in (folder / "datapackage" / "data" / "lighthouses.ja.csv").read_text(encoding="utf-8")
    assert command("check", folder, "--fail-on", "note").code == 0
