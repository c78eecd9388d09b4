"""Revisions that somebody wrote to harm us: each is refused or read safely, and nothing but git's objects is looked at."""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import Command

MOON = '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "items.csv", "schema": {"primaryKey": "id"}}]}'
CANARY = "canary-must-not-be-told"


def git(*words: str) -> str:
    own = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *own, *words], check=True, capture_output=True, text=True, encoding="utf-8").stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository of two commits, beside a file that no revision may lead to."""
    if shutil.which("git") is None and os.environ.get("CI") != "true":
        pytest.skip("git is not installed")
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "secret").write_text(CANARY, encoding="utf-8")
    (folder / "datapackage.json").write_text(MOON, encoding="utf-8")
    (folder / "items.csv").write_text("id,title\nmmx,火星衛星探査計画\n", encoding="utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("tag", "v1.0")
    (folder / "items.csv").write_text("id,title\nmmx,Martian Moons eXploration\n", encoding="utf-8")
    git("commit", "-q", "-a", "-m", "two")
    return folder


REFUSED = {
    "option with a file": "--output=../pwned",
    "option": "--help",
    "option of rev-parse": "--show-toplevel",
    "all refs": "--all",
    "a file of arguments": "--stdin",
    "a single dash": "-",
    "option behind the guard": "--end-of-options",
    "a command": "$(touch ../pwned)",
    "a command in backquotes": "`touch ../pwned`",
    "a pipe": "HEAD|touch ../pwned",
    "a range": "v1.0..HEAD",
    "a symmetric range": "v1.0...HEAD",
    "all parents": "HEAD^@",
    "all but the parents": "HEAD^!",
    "not this one": "^HEAD",
    "only a type": "^{commit}",
    "a blob": "HEAD^{blob}",
    "no upstream": "@{upstream}",
    "no push target": "@{push}",
    "no earlier branch": "@{-1}",
    "far back": "HEAD~99999999",
    "a number beyond all": f"HEAD~{'9' * 40}",
    "a search by a pattern that never ends": "HEAD^{/(o+)+(o+)+(o+)+$}",
    "a search": ":/one",
    "a path": ":items.csv",
    "a path that leads out": "HEAD:../../secret",
    "an absolute path": "HEAD:/../../../etc/passwd",
    "a stage of the index": ":0:items.csv",
    "a path beside the repository": "../secret",
    "git's own folder": ".git/config",
    "nothing": "",
    "a blank": " ",
    "NUL": "HEAD\0--output=../pwned",
    "a newline": "HEAD\n--output=../pwned",
    "a terminal's command": "\x1b]0;pwned\x07",
    "a build server's command": "::error::pwned",
    "very long": "HEAD" + "~0" * 400_000,
    "no character": "\udcff",
    "turned round": "\u202eDAEH",
}
TAKEN = {
    "a tag": "v1.0",
    "its full name": "refs/tags/v1.0",
    "a parent": "HEAD~1",
    "a parent by its number": "HEAD^1",
    "peeled": "v1.0^{commit}",
    "the default": "@~1",
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_revision_is_refused_in_words(repository: Path, command: Command, name: str) -> None:
    around = sorted(repository.parent.iterdir())
    for words in (["diff", f"git:{REFUSED[name]}", "."], ["check", f"--changed-since={REFUSED[name]}", "."]):
        ran = command(*words)
        assert (ran.code, ran.out) == (2, ""), ran
        assert "Traceback" not in ran.err
        assert CANARY not in ran.err
        assert not [char for char in ran.err if unicodedata.category(char) in ("Cc", "Cf") and char != "\n"]
        assert not any(line.startswith("::") for line in ran.err.splitlines())
    assert sorted(repository.parent.iterdir()) == around


@pytest.mark.parametrize("name", TAKEN)
def test_honest_revision_is_read(repository: Path, command: Command, name: str) -> None:
    assert repository.is_dir()
    ran = command("diff", f"git:{TAKEN[name]}", ".", "--report", "json")
    assert (ran.code, '"火星衛星探査計画"' in ran.out) == (0, True)


def test_branch_that_looks_like_an_option_or_a_file_is_no_option_and_no_file(repository: Path, command: Command) -> None:
    commit = git("rev-parse", "v1.0")
    for name in ("-x", "items.csv", "--output=pwned"):
        path = repository / ".git/refs/heads" / name
        path.write_text(f"{commit}\n", encoding="utf-8")
    for name in ("refs/heads/-x", "items.csv", "heads/--output=pwned"):
        assert command("diff", f"git:{name}", ".", "--exit-code").code == 1, name
    assert not (repository / "pwned").exists()


HOSTILE = {
    "a watcher of files": "[core]\n\tfsmonitor = touch ../pwned\n",
    "hooks": "[core]\n\thooksPath = ../hooks\n",
    "another command for ssh": '[core]\n\tsshCommand = touch ../pwned\n[remote "origin"]\n\turl = ssh://example.org/x\n\tpromisor = true\n',
    "an alias": '[alias]\n\trev-parse = "!touch ../pwned"\n\tcat-file = "!touch ../pwned"\n\tls-tree = "!touch ../pwned"\n',
    "a pager": "[core]\n\tpager = touch ../pwned\n[pager]\n\tcat-file = touch ../pwned\n",
    "a filter of contents": '[filter "x"]\n\tsmudge = touch ../pwned\n\tclean = touch ../pwned\n[diff "x"]\n\ttextconv = touch ../pwned\n',
    "another file of settings": "[include]\n\tpath = ../../secret\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_settings_of_a_repository_run_nothing(repository: Path, command: Command, name: str) -> None:
    (repository.parent / "hooks").mkdir()
    hook = repository.parent / "hooks" / "post-checkout"
    hook.write_text("#!/bin/sh\ntouch ../pwned\n", encoding="utf-8")
    hook.chmod(0o755)
    (repository / ".git/info").mkdir(exist_ok=True)
    (repository / ".git/info/attributes").write_text("* filter=x diff=x\n", encoding="utf-8")
    with (repository / ".git/config").open("a", encoding="utf-8") as file:
        file.write(HOSTILE[name])
    ran = command("diff", "git:v1.0", ".", "--exit-code")
    assert ran.code in (1, 2)
    assert CANARY not in ran.out + ran.err
    assert not (repository.parent / "pwned").exists()
    assert not (repository / "pwned").exists()


@pytest.mark.parametrize("what", ["blob", "tree"])
def test_object_that_is_missing_is_never_fetched(repository: Path, command: Command, what: str) -> None:
    lost = git("rev-parse", {"blob": "v1.0:items.csv", "tree": "v1.0^{tree}"}[what])
    (repository / ".git/objects" / lost[:2] / lost[2:]).unlink()
    with (repository / ".git/config").open("a", encoding="utf-8") as file:
        file.write(
            '[remote "origin"]\n\turl = ext::sh -c "touch% ../pwned"\n\tpromisor = true\n\tpartialclonefilter = blob:none\n[extensions]\n\tpartialClone = origin\n'
        )
    ran = command("diff", "git:v1.0", ".", "--lang", "en")
    if what == "blob":
        assert (ran.code, ran.err, "git:v1.0:items.csv" in ran.out) == (0, "", True)
    else:
        assert (ran.code, ran.out, "does not have all of its files" in ran.err) == (2, "", True)
    assert not (repository / "pwned").exists()
    assert not (repository.parent / "pwned").exists()


def test_environment_leads_to_no_other_repository(repository: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    other = repository.parent / "other"
    other.mkdir()
    git("init", "-q", str(other))
    for name, value in (
        ("GIT_DIR", str(other / ".git")),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(other)),
        ("GIT_EXTERNAL_DIFF", "touch pwned"),
        ("GIT_TRACE", str(repository / "pwned")),
    ):
        monkeypatch.setenv(name, value)
    assert command("diff", "git:v1.0", ".", "--exit-code").code == 1
    assert not (repository / "pwned").exists()


def test_objects_of_another_repository_are_read_where_this_one_says_so(repository: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    git("clone", "-q", "--shared", str(repository), str(repository.parent / "clone"))
    monkeypatch.chdir(repository.parent / "clone")
    assert command("diff", "git:v1.0", "git:HEAD", "--exit-code").code == 1
    shutil.rmtree(repository / ".git")
    ran = command("diff", "git:v1.0", "git:HEAD")
    assert (ran.code, ran.out) == (2, "")


def test_replaced_commit_is_not_shown_for_the_one_that_was_named(repository: Path, command: Command) -> None:
    assert repository.is_dir()
    git("replace", git("rev-parse", "v1.0"), git("rev-parse", "HEAD"))
    assert command("diff", "git:v1.0", ".", "--exit-code").code == 1


def test_link_in_a_commit_is_not_followed(repository: Path, command: Command) -> None:
    (repository / "items.csv").unlink()
    (repository / "items.csv").symlink_to("../secret")
    git("commit", "-q", "-a", "-m", "link")
    (repository / "items.csv").unlink()
    (repository / "items.csv").write_text("id,title\nmmx,MMX\n", encoding="utf-8")
    ran = command("diff", "git:HEAD", ".")
    assert CANARY not in ran.out + ran.err
    assert "items.csv" in ran.out
