"""Faults planted in the committed package, one TOML file each: found, named and placed, in both languages.

A file holds ``what`` (in English and Japanese), the ``damage`` (each a ``file`` and one of ``find`` with
``replace``, ``append``, ``write_file``, ``hex``, ``symlink``, ``delete_file``), and what is ``expected``:
``check``, ``path``, ``line`` (a number, or a text that stands once in the damaged file), ``column`` and ``severity`` (where it is no error).
With ``tag`` the undamaged project is committed under that name first, and the damaged one is checked for what changed since.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from taiyaku import report
from taiyaku.model import Package, Report, Severity
from tests.conftest import Command, Ran

FOLDER = Path(__file__).with_name("defects")
DEFECTS: dict[str, dict[str, Any]] = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
ACTIONS = {"find", "append", "write_file", "hex", "symlink", "delete_file"}


def plant(project: Path, damage: dict[str, Any]) -> None:
    """Do the damage to the project."""
    path = project / damage["file"]
    (action,) = ACTIONS & set(damage)
    if action == "find":
        text = path.read_bytes().decode()
        assert text.count(damage["find"]) == 1, f"{damage['file']} must hold {damage['find']!r} once, and holds it {text.count(damage['find'])} times"
        path.write_bytes(text.replace(damage["find"], damage["replace"]).encode())
    elif action == "append":
        path.write_bytes(path.read_bytes() + damage["append"].encode())
    elif action == "write_file":
        path.write_bytes(damage["write_file"].encode())
    elif action == "hex":
        path.write_bytes(bytes.fromhex(damage["hex"]))
    else:
        path.unlink()
        if action == "symlink":
            path.symlink_to(damage["symlink"])


def committed(tag: str) -> list[str]:
    """Commit the project of the current folder; give the option that has it compared with that."""
    if shutil.which("git") is None and os.environ.get("CI") != "true":
        pytest.skip("git is not installed")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "before"], ["tag", tag]):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *words], check=True)
    return [f"--changed-since={tag}"]


def line_of(project: Path, expected: dict[str, Any]) -> int | None:
    """Give the line where a finding is expected, if any."""
    line = expected.get("line")
    if not isinstance(line, str):
        return line
    lines = (project / expected["path"]).read_text(encoding="utf-8").split("\n")
    holding = [number for number, each in enumerate(lines, 1) if line in each]
    assert len(holding) == 1, f"{line!r} stands in the lines {holding} of {expected['path']}"
    return holding[0]


def checked(command: Command, language: str, *more: str) -> tuple[Ran, dict[str, Any]]:
    """Check the project of the current folder once, into text and JSON."""
    ran = command("check", "--lang", language, "--report", "text", "--report", f"json={language}.json", *more)
    return ran, json.loads(Path(f"{language}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_is_found_and_named_in_both_languages(name: str, project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    defect = DEFECTS[name]
    monkeypatch.chdir(project)
    since = committed(defect["tag"]) if "tag" in defect else []
    for damage in defect["damage"]:
        plant(project, damage)
    judge, found_before = report.judge, dict[str, Report]()

    def judged(package: Package, *words: Any, **options: Any) -> Report:
        """Judge each version once; the other language is another rendering of the same verdict."""
        if package.shown not in found_before:
            found_before[package.shown] = judge(package, *words, **options)
        return found_before[package.shown]

    monkeypatch.setattr(report, "judge", judged)
    reports = {language: checked(command, language, *since) for language in ("en", "ja")}
    for expected in defect["expected"]:
        line, messages, column = line_of(project, expected), {}, expected.get("column")
        for language, (ran, document) in reports.items():
            errors = [each for each in document["findings"] if each["severity"] == "error"]
            assert (ran.code, ran.err) == (int(bool(errors)), "")
            there = [each for each in document["findings"] if (each["check"], each["path"]) == (expected["check"], expected["path"])]
            found = [each for each in there if (line is None or each.get("line") == line) and (column is None or each.get("column") == column)]
            assert found, f"{language}: nothing at {expected['path']}:{line}:{column} by {expected['check']}; there is {there or document['findings'][:5]}"
            assert found[0]["severity"] == expected.get("severity", "error")
            messages[language] = found[0]["message"]
            place = ":".join(str(found[0][part]) for part in ("path", "line", "column") if part in found[0])
            lines = [each for each in ran.out.splitlines() if each.startswith(f"{place}: ") and each.endswith(f" [{expected['check']}]")]
            assert any(f": {messages[language]}" in each for each in lines)  # further places may follow
        assert messages["en"] != messages["ja"]
        assert JAPANESE.search(messages["ja"])
    assert len(reports["en"][1]["findings"]) == len(reports["ja"][1]["findings"])


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_undamaged_package_has_no_findings(language: str, project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    ran, document = checked(command, language)
    assert (ran.code, ran.err, document["findings"]) == (0, "", [])
    assert document["totals"]["files"] > 40


def test_every_defect_says_what_it_is_in_both_languages_and_no_two_are_the_same() -> None:
    assert len(DEFECTS) >= 26
    assert all(set(defect) - {"tag"} == {"what", "damage", "expected"} and set(defect["what"]) == {"en", "ja"} for defect in DEFECTS.values())
    assert all(JAPANESE.search(defect["what"]["ja"]) and not JAPANESE.search(defect["what"]["en"]) for defect in DEFECTS.values())
    for language in ("en", "ja"):
        assert len({defect["what"][language] for defect in DEFECTS.values()}) == len(DEFECTS)
    assert len({json.dumps(defect["damage"]) for defect in DEFECTS.values()}) == len(DEFECTS)


def test_every_check_finds_one_of_the_defects() -> None:
    from taiyaku import report

    found = {expected["check"] for defect in DEFECTS.values() for expected in defect["expected"]}
    catalogue = report.catalogue()
    errors = {name: check for name, check in catalogue.items() if check.severity is Severity.ERROR}
    assert {name for name, check in errors.items() if not found & {name, *check.family}} == set()
    assert found <= {name for check in catalogue.values() for name in (check.id, *check.family)}
