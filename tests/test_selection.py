"""Which findings `taiyaku check` reports: of the checks asked, and of those not accepted and not older."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from taiyaku import baseline, json_schema, loaders, report, selection
from taiyaku.errors import WrongUsage
from taiyaku.model import GROUPS
from tests.conftest import Command, Ran, Write
from tests.test_cli import CLEAN, IDENTICAL, JAPANESE, LANGUAGES, committed, repository, told

__all__ = ["repository"]

CATALOGUE = report.catalogue()
SCHEMA = {"primaryKey": ["id"], "fields": [{"name": "id", "type": "string"}, {"name": "year", "type": "integer"}]}
FACTS = {"name": "facts", "path": "facts.csv", "schema": SCHEMA}
MIXED: dict[str, str | bytes] = {
    **IDENTICAL,
    "datapackage.json": json.dumps(
        {**json.loads(str(CLEAN["datapackage.json"])), "resources": [*json.loads(str(CLEAN["datapackage.json"]))["resources"], FACTS]}
    ),
    "items.en.csv": "id,title\nmmx,Martian Moons eXploration\ncalet,CALET \n",
    "items.ja.csv": "id,title\nmmx,Martian Moons eXploration\ncalet,高エネルギー電子・ガンマ線観測装置\n",
    "facts.csv": "id,year\nmmx,令和8年\nmmx,2026,x\n",
}
"""A package with findings of the groups structure and texts."""


def found(ran: Ran) -> list[str]:
    """Give the ids in brackets of a text report, sorted."""
    return sorted(set(re.findall(r"\[([a-z-]+)\]$", ran.out, re.MULTILINE)))


# --select and --ignore


def test_every_finding_of_the_mixed_package_is_there_when_nothing_is_chosen(write: Write, command: Command) -> None:
    assert found(command("check", write(MIXED))) == ["extra-cell", "primary-key", "text-identical", "text-unclean", "type-error"]


CHOICES: dict[str, tuple[list[str], list[str]]] = {
    "a check": (["--select", "text-identical"], ["text-identical"]),
    "a check with its family": (["--select", "table-schema"], ["extra-cell", "primary-key", "type-error"]),
    "one of a family": (["--select", "type-error"], ["type-error"]),
    "a group": (["--select", "texts"], ["text-identical", "text-unclean"]),
    "several in one word": (["--select", "type-error, text-unclean"], ["text-unclean", "type-error"]),
    "several words": (["--select", "type-error", "--select", "texts"], ["text-identical", "text-unclean", "type-error"]),
    "a group left out": (["--ignore", "texts"], ["extra-cell", "primary-key", "type-error"]),
    "one of a family left out": (["--ignore", "type-error", "--ignore", "texts"], ["extra-cell", "primary-key"]),
    "a group less one of it": (["--select", "texts", "--ignore", "text-unclean"], ["text-identical"]),
    "a group less a group": (["--select", "texts,structure", "--ignore", "structure"], ["text-identical", "text-unclean"]),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_is_of_checks_of_findings_and_of_groups(name: str, write: Write, command: Command) -> None:
    words, wanted = CHOICES[name]
    ran = command("check", write(MIXED), *words)
    assert (ran.code, ran.err) == (1, "")
    assert found(ran) == wanted


def test_only_the_checks_asked_are_run_and_counted(write: Write, command: Command) -> None:
    assert "(3 files, 1 check)" in command("check", write(CLEAN), "--select", "type-error").out
    texts = sum(check.group == "texts" for check in CATALOGUE.values())
    assert f"(3 files, {texts} checks)" in command("check", write(CLEAN), "--select", "texts").out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--select", "text-identicle"], "text-identical"),
        (["--ignore", "structures"], "structure"),
        (["--select", "texts,"], '""'),
        (["--select", "papyrus"], "terminology"),
        (["--select", "texts", "--ignore", "texts"], ""),
    ],
)
def test_a_choice_of_nothing_known_gives_2_and_names_what_is_near(words: list[str], part: str, write: Write, command: Command) -> None:
    for language in LANGUAGES:
        ran = command("check", write(CLEAN), *words, "--lang", language)
        assert (ran.code, ran.out) == (2, "")
        assert part in told(ran)
        assert bool(JAPANESE.search(ran.err)) == (language == "ja")


def test_a_group_is_no_id_and_every_id_is_of_one_check() -> None:
    ids = Counter(name for check in CATALOGUE.values() for name in (check.id, *check.family))
    assert set(ids.values()) == {1}
    assert not set(ids) & set(GROUPS)
    assert {check.group for check in CATALOGUE.values()} <= set(GROUPS)


def test_choosing_by_group_is_choosing_its_checks() -> None:
    for group in {check.group for check in CATALOGUE.values()}:
        chosen, left_out = selection.choose(CATALOGUE, [group], [])
        assert set(chosen) == {check.id for check in CATALOGUE.values() if check.group == group}
        assert left_out.isdisjoint(chosen)
        rest, _ = selection.choose(CATALOGUE, [], [group])
        assert set(rest) == set(CATALOGUE) - set(chosen)


WAIVER = "- check: text-identical\n  table: items\n  id: mmx\n  reason: The name is the same in both languages.\n  owner: curators\n"


def test_a_waiver_of_a_check_that_was_not_asked_is_not_called_unused(write: Write, command: Command) -> None:
    folder = write({**CLEAN, "waivers.yaml": WAIVER})
    assert found(command("check", folder)) == ["waiver-unused"]
    assert found(command("check", folder, "--select", "text-identical,waiver-unused")) == ["waiver-unused"]
    for words in (["--ignore", "text-identical"], ["--select", "upkeep"], ["--select", "structure,waiver-unused"]):
        assert command("check", folder, *words).code == 0, words


def test_a_waiver_of_no_check_at_all_and_one_that_ran_out_are_named_whatever_was_asked(write: Write, command: Command) -> None:
    nobody = write({**CLEAN, "waivers.yaml": WAIVER.replace("text-identical", "text-identicle")})
    assert found(command("check", nobody, "--select", "upkeep")) == ["waiver-unused"]
    dated = {**json.loads(str(CLEAN["datapackage.json"])), "created": "2026-04-01T00:00:00Z"}
    late = {**IDENTICAL, "datapackage.json": json.dumps(dated), "waivers.yaml": WAIVER + '  until: "2026-03-31"\n'}
    for language, part in (("en", "it ran out on 2026-03-31"), ("ja", "2026-03-31")):
        ran = command("check", write(late), "--select", "waiver-unused", "--lang", language)
        assert ran.code == 1
        assert part in told(ran)
        assert bool(JAPANESE.search(ran.out.splitlines()[0])) == (language == "ja")


# Baselines


def entries(path: Path) -> list[dict[str, Any]]:
    """Read a baseline as the JSON lines that it is."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_baseline_accepts_what_was_there_and_nothing_else(write: Write, command: Command, tmp_path: Path) -> None:
    file, folder = tmp_path / "baseline.jsonl", write(MIXED)
    written = command("check", folder, "--write-baseline", file)
    assert written.code == 0
    assert "5 accepted by the baseline" in written.out
    assert written.err == f"{file}: 5 findings accepted\n"
    again = command("check", folder, "--baseline", file)
    assert (again.code, again.err, found(again)) == (0, "", [])
    write({"items.en.csv": "id,title\nmmx,Martian Moons eXploration\ncalet,CALET \nvenus, Venus\n", "items.ja.csv": MIXED["items.ja.csv"] + "venus,金星\n"})  # type: ignore[operator]  # the file is text
    more = command("check", folder, "--baseline", file)
    assert (more.code, found(more)) == (1, ["text-unclean"])
    assert "items/venus" in more.out


def test_a_baseline_is_sorted_has_one_entry_a_line_and_fits_its_schema(write: Write, command: Command, tmp_path: Path) -> None:
    file = tmp_path / "baseline.jsonl"
    command("check", write(MIXED), "--write-baseline", file)
    read = entries(file)
    validator = Draft202012Validator(json_schema.own("baseline"))
    assert [error for entry in read for error in validator.iter_errors(entry)] == []
    keys = [[entry.get(name, "") for name in baseline.Key._fields] for entry in read]
    assert keys == sorted(keys)
    assert {"check": "text-identical", "file": "items.ja.csv", "table": "items", "record": "mmx", "field": "title", "language": "ja", "count": 1} in read
    assert list(validator.iter_errors({**read[0], "line": 3}))


def test_lines_may_move_and_the_reader_may_stand_elsewhere(write: Write, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, folder = tmp_path / "baseline.jsonl", write(MIXED)
    command("check", folder, "--write-baseline", file)
    text = str(MIXED["items.en.csv"])
    write({"items.en.csv": text.replace("\n", "\nvenus,Venus\n", 1), "items.ja.csv": str(MIXED["items.ja.csv"]) + "venus,金星\n"})
    assert command("check", folder, "--baseline", file).code == 0
    monkeypatch.chdir(folder)
    assert command("check", "--baseline", file).code == 0


def test_a_second_finding_of_the_same_name_is_not_accepted(write: Write, command: Command, tmp_path: Path) -> None:
    file, folder = tmp_path / "baseline.jsonl", write({**CLEAN, "items.en.csv": "id,title\nmmx,MMX \n"})
    command("check", folder, "--write-baseline", file)
    write({"items.en.csv": "id,title\nmmx, MMX \n"})
    ran = command("check", folder, "--baseline", file)
    assert ran.code == 1
    assert ran.out.count("[text-unclean]") == 1
    assert "1 accepted by the baseline" in ran.out


def test_entries_that_accept_nothing_any_more_are_told_and_do_not_fail(write: Write, command: Command, tmp_path: Path) -> None:
    file, folder = tmp_path / "baseline.jsonl", write(MIXED)
    command("check", folder, "--write-baseline", file)
    write({"items.ja.csv": "id,title\nmmx,火星衛星探査計画\ncalet,高エネルギー電子・ガンマ線観測装置\n"})
    for language in LANGUAGES:
        ran = command("check", folder, "--baseline", file, "--lang", language)
        assert ran.code == 0
        assert ran.err.count("\n") == 1
        assert all(part in told(ran) for part in (str(file), "text-identical", "items/mmx"))
        assert bool(JAPANESE.search(ran.err)) == (language == "ja")
    assert command("check", folder, "--baseline", file, "--select", "structure").err == ""


def test_a_baseline_written_for_some_checks_keeps_the_entries_of_the_others(write: Write, command: Command, tmp_path: Path) -> None:
    file, folder = tmp_path / "baseline.jsonl", write(MIXED)
    command("check", folder, "--write-baseline", file)
    whole = file.read_bytes()
    command("check", folder, "--write-baseline", file, "--select", "texts")
    assert file.read_bytes() == whole
    command("check", write(CLEAN), "--write-baseline", file, "--select", "text-identical")
    assert {entry["check"] for entry in entries(file)} == {"extra-cell", "primary-key", "text-unclean", "type-error"}


def test_what_a_waiver_accepts_is_no_matter_of_the_baseline(write: Write, command: Command, tmp_path: Path) -> None:
    file, folder = tmp_path / "baseline.jsonl", write({**MIXED, "waivers.yaml": WAIVER})
    command("check", folder, "--write-baseline", file)
    assert "text-identical" not in {entry["check"] for entry in entries(file)}
    ran = command("check", folder, "--baseline", file)
    assert (ran.code, ran.err, found(ran)) == (0, "", ["text-identical"])
    assert "1 waived, 4 accepted by the baseline" in ran.out
    entry = {"check": "text-identical", "file": "items.ja.csv", "table": "items", "record": "mmx", "field": "title", "language": "ja", "count": 1}
    file.write_text(file.read_text(encoding="utf-8") + json.dumps(entry) + "\n", encoding="utf-8")
    both = command("check", folder, "--baseline", file)
    assert both.out == ran.out
    assert both.err == f"{file}: 1 finding of text-identical at items/mmx is no more\n"


def test_an_empty_baseline_accepts_nothing(write: Write, command: Command, tmp_path: Path) -> None:
    file = tmp_path / "baseline.jsonl"
    assert command("check", write(CLEAN), "--write-baseline", file).code == 0
    assert file.read_bytes() == b""
    assert command("check", write(IDENTICAL), "--baseline", file).code == 1


GOOD = '{"check": "text-identical", "file": "items.ja.csv", "count": 1}\n'
MALFORMED: dict[str, tuple[str | bytes, int]] = {
    "no JSON": (GOOD + "text-identical\n", 2),
    "a conflict of a merge": ("<<<<<<< ours\n" + GOOD, 1),
    "no object": (GOOD + "[1]\n", 2),
    "a line number": (GOOD.replace("1}", '1, "line": 2}'), 1),
    "no count": (GOOD.replace(', "count": 1', ""), 1),
    "a count of nothing": (GOOD.replace("1}", "0}"), 1),
    "a count that is true": (GOOD.replace("1}", "true}"), 1),
    "an empty name": (GOOD.replace("items.ja.csv", ""), 1),
    "a number for a name": (GOOD.replace('"items.ja.csv"', "7"), 1),
    "the same twice": (GOOD * 2, 2),
    "an empty line": (GOOD + "\n" + GOOD.replace("ja", "en"), 2),
    "nesting without end": ("[" * 100_000 + "\n", 1),
    "bytes that are no UTF-8": (b"\xff\n", 1),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_baseline_gives_2_and_the_line(name: str, write: Write, command: Command, tmp_path: Path) -> None:
    content, line = MALFORMED[name]
    file = tmp_path / "baseline.jsonl"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = command("check", write(IDENTICAL), "--baseline", file)
    assert (ran.code, ran.out) == (2, "")
    assert f"{file}, line {line}: " in told(ran)
    japanese = command("check", write(IDENTICAL), "--baseline", file, "--lang", "ja")
    assert JAPANESE.search(told(japanese))


def test_a_missing_baseline_gives_2(write: Write, command: Command, tmp_path: Path) -> None:
    ran = command("check", write(CLEAN), "--baseline", tmp_path / "nowhere.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert "nowhere.jsonl" in told(ran)


def test_what_is_written_is_read_back_whatever_the_names() -> None:
    strange = baseline.Key("text-unclean", "データ/a.csv", "items", 'a"b\\c,\u202e\n', "title", "ja")
    known = Counter({strange: 3, baseline.Key("type-error", "b.csv"): 1})
    content = baseline.written(known)
    assert baseline.parse(content, "b") == known
    assert content.count(b"\n") == 2
    assert "データ".encode() in content
    assert "\u202e".encode() not in content
    with pytest.raises(WrongUsage):
        baseline.parse(content + content, "b")


@pytest.mark.parametrize("words", [["--fix"], ["--changed-since", "HEAD"]])
def test_a_baseline_is_not_written_in_passing(words: list[str], write: Write, command: Command, tmp_path: Path) -> None:
    ran = command("check", write(CLEAN), "--write-baseline", tmp_path / "b", *words)
    assert (ran.code, (tmp_path / "b").exists()) == (2, False)
    assert words[0] in told(ran)


# --changed-since


@pytest.fixture
def here(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a repository whose first commit holds the mixed package, as the current folder."""
    for name, content in MIXED.items():
        (repository / name).write_text(str(content), encoding="utf-8")
    committed(repository, "First")
    monkeypatch.chdir(repository)
    for variable in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(variable, raising=False)
    return repository


def test_what_the_revision_has_as_well_is_left_out_and_counted(here: Path, command: Command) -> None:
    ran = command("check", "--changed-since", "HEAD")
    assert (ran.code, found(ran)) == (0, [])
    assert "5 older" in ran.out
    (here / "items.en.csv").write_text("id,title\nvenus,Venus\nmmx,Martian Moons eXploration\ncalet,CALET \n", encoding="utf-8")
    (here / "items.ja.csv").write_text(str(MIXED["items.ja.csv"]) + "venus,Venus\n", encoding="utf-8")
    ran = command("check", "--changed-since", "HEAD")
    assert ran.code == 1
    (line,) = [each for each in ran.out.splitlines() if each.endswith("[text-identical]")]
    assert "items/venus" in line
    assert json.loads(command("check", "--changed-since", "HEAD", "--report", "json").out)["totals"]["older"] == 5


def test_a_change_in_one_file_is_told_at_the_other_file_that_it_breaks(here: Path, command: Command) -> None:
    (here / "items.en.csv").write_text("id,title\ncalet,CALET \n", encoding="utf-8")
    ran = command("check", "--changed-since", "HEAD")
    assert ran.code == 1
    assert "record-missing" in found(ran)
    assert all(line.startswith("items.ja.csv:2:") for line in ran.out.splitlines() if line.endswith("]"))


def test_a_second_finding_in_an_old_place_is_new(here: Path, command: Command) -> None:
    (here / "items.en.csv").write_text(str(MIXED["items.en.csv"]).replace("CALET ", " CALET "), encoding="utf-8")
    ran = command("check", "--changed-since", "HEAD")
    assert (ran.code, ran.out.count("[text-unclean]")) == (1, 1)


def test_a_package_in_a_folder_below_is_found_in_the_revision(here: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    below = here / "data" / "moon"
    below.mkdir(parents=True)
    for name in MIXED:
        (here / name).rename(below / name)
    committed(here, "Moved")
    assert "5 older" in command("check", "data/moon", "--changed-since", "HEAD").out
    monkeypatch.chdir(below)
    assert "5 older" in command("check", "--changed-since", "HEAD").out
    assert found(command("check", "--changed-since", "HEAD~1")) == ["extra-cell", "primary-key", "text-identical", "text-unclean", "type-error"]


def test_what_the_baseline_accepts_is_not_taken_for_older(here: Path, command: Command, tmp_path: Path) -> None:
    file = tmp_path / "baseline.jsonl"
    command("check", "--write-baseline", file, "--select", "text-unclean")
    ran = command("check", "--baseline", file, "--changed-since", "HEAD")
    assert "1 accepted by the baseline" in ran.out
    assert "4 older" in ran.out
    (here / "items.en.csv").write_text(str(MIXED["items.en.csv"]).replace("CALET ", " CALET "), encoding="utf-8")
    ran = command("check", "--baseline", file, "--changed-since", "HEAD")
    assert (ran.code, found(ran)) == (1, ["text-unclean"])


@pytest.mark.parametrize("revision", ["nope", "-x", "--upload-pack=x", "HEAD:items.en.csv", "", "HEAD\0", "../.."])
def test_what_is_no_revision_gives_2(revision: str, here: Path, command: Command) -> None:
    ran = command("check", f"--changed-since={revision}")
    assert (ran.code, ran.out) == (2, ""), here
    told(ran)


def test_changes_are_those_of_a_folder(here: Path, command: Command, tmp_path: Path, write: Write) -> None:
    assert command("check", "git:HEAD", "--changed-since", "HEAD").code == 2, here
    assert command("check", write(CLEAN), "--changed-since", "HEAD").code == 2, tmp_path


def test_the_older_package_is_judged_by_the_same_choice(here: Path, command: Command) -> None:
    ran = command("check", "--changed-since", "HEAD", "--select", "type-error")
    assert "1 older" in ran.out, here


def test_an_example_is_a_package_in_memory() -> None:
    package = loaders.example({"datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}]}', "items.csv": "id\nmmx\n"})
    assert package.tables["items"].keys.to_list() == ["mmx"]
    assert package.unread == ()
    absent = loaders.example({"datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}]}'})
    assert [problem.where.path for problem in absent.unread] == ["items.csv"]
