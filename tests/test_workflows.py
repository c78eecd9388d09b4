"""The workflows that we ship do on a pull request what they say, and nothing that a stranger could use."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from taiyaku import scaffold
from tests.conftest import ROOT

OURS = ROOT / ".github" / "workflows" / "check.yml"
TEMPLATES = ROOT / "tools" / "taiyaku" / "scaffold" / "templates"
SHIPPED = TEMPLATES / "dot-github" / "workflows" / "check.yml"
WORKFLOWS = {"ours": OURS, "shipped": SHIPPED}
PAGES = {"en": ROOT / "docs" / "ci.md", "ja": ROOT / "docs" / "ci.ja.md"}
PIN = re.compile(r"uses: (actions/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+)$")
ALWAYS = "${{ !cancelled() }}"


def read(path: Path) -> dict[str, Any]:
    """Read a workflow; every scalar is text, so that ``on`` stays a word."""
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 -- BaseLoader makes nothing but text
    return found


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    (job,) = workflow["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


@pytest.mark.parametrize("which", WORKFLOWS)
def test_a_workflow_asks_for_no_more_than_it_needs(which: str) -> None:
    text, workflow = WORKFLOWS[which].read_text(encoding="utf-8"), read(WORKFLOWS[which])
    assert workflow["on"] == {"pull_request": "", "push": {"branches": ["main"]}}
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())
    assert "secrets." not in text
    assert "GITHUB_TOKEN" not in text
    assert [step["with"]["persist-credentials"] for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")] == ["false"]
    # An expression inside a script is text of a stranger in a shell.
    assert [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("which", WORKFLOWS)
def test_every_action_is_pinned_by_its_commit(which: str) -> None:
    lines = [line.strip().removeprefix("- ") for line in WORKFLOWS[which].read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert len(lines) == 3
    assert [line for line in lines if not PIN.fullmatch(line)] == []


def test_the_workflow_that_new_projects_get_is_the_one_that_we_use() -> None:
    ours, shipped = read(OURS), read(SHIPPED)
    for workflow, install in ((ours, "python -m pip install ."), (shipped, 'python -m pip install "taiyaku=={version}"')):
        (step,) = [step for step in steps(workflow) if step.get("name") == "Install"]
        assert step.pop("run") == install
    (check,) = [step for step in steps(ours) if step.get("name") == "Check"]
    check["run"] = check["run"].replace(" --fail-on warning", "")
    assert ours == shipped


class Ran(NamedTuple):
    """What a step of a workflow gave."""

    code: int
    log: str
    summary: str


class Pull(NamedTuple):
    """A pull request as GitHub gives it to a workflow: the merge of a branch into its base, fetched as deep as the workflow asks."""

    checkout: Path
    temp: Path


def git(folder: Path, *words: str) -> None:
    if missing := [program for program in ("git", "bash") if shutil.which(program) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    known = ["-c", "user.name=Hanako", "-c", "user.email=hanako@example.org", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *known, *words], cwd=folder, check=True, capture_output=True)


def pull(repository: Path, workflow: dict[str, Any], edits: dict[str, tuple[str, str]]) -> Pull:
    """Commit a project, edit it on a branch, merge that, and clone what a runner would see."""
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "base")
    git(repository, "checkout", "--quiet", "-b", "branch")
    for name, (old, new) in edits.items():
        path = repository / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    git(repository, "commit", "--quiet", "--allow-empty", "-am", "change")
    git(repository, "checkout", "--quiet", "main")
    git(repository, "merge", "--quiet", "--no-ff", "-m", "merge", "branch")
    (checkout,) = [step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    work = repository.parent / "work"
    git(repository.parent, "clone", "--quiet", "--depth", checkout["with"]["fetch-depth"], repository.as_uri(), str(work))
    return Pull(work, repository.parent / "temp")


def carried_out(workflow: dict[str, Any], request: Pull) -> dict[str, Ran]:
    """Run the scripts of a workflow one after the other as a runner does, all but the installation."""
    programs = request.temp / "bin"
    programs.mkdir(parents=True)
    command = programs / "taiyaku"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from taiyaku.cli import run; run()" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = {
        "PATH": os.pathsep.join([str(programs), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(request.temp),
        "LANG": "C.UTF-8",
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(request.checkout),
        "RUNNER_TEMP": str(request.temp),
    }
    ran: dict[str, Ran] = {}
    for step in steps(workflow):
        if "run" not in step or step["name"] == "Install":
            continue
        assert step.get("if", ALWAYS) == ALWAYS
        if "if" not in step and any(each.code for each in ran.values()):
            continue
        summary = request.temp / f"summary-{len(ran)}.md"
        summary.touch()
        words = ["bash", "-e", "-c", step["run"]]  # the shell of a step that names none
        done = subprocess.run(words, cwd=request.checkout, env={**environment, "GITHUB_STEP_SUMMARY": str(summary)}, capture_output=True, check=False)
        ran[step["name"]] = Ran(done.returncode, done.stdout.decode() + done.stderr.decode(), summary.read_text(encoding="utf-8"))
    return ran


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Give the project that everybody begins with, in a folder of its own."""
    folder = tmp_path / "repository"
    for artifact in scaffold.artifacts("lighthouses"):
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.content)
    return folder


JAPANESE = "datapackage/data/lighthouses.ja.csv"
ENGLISH = "datapackage/data/lighthouses.en.csv"


def test_a_pull_request_with_a_defect_is_stopped_and_told_where_and_what_changed(repository: Path) -> None:
    workflow = read(repository / ".github" / "workflows" / "check.yml")
    request = pull(repository, workflow, {JAPANESE: ("犬吠埼灯台,", ","), ENGLISH: ("A granite lighthouse", "A stone lighthouse")})
    ran = carried_out(workflow, request)
    check, changes = ran["Check"], ran["Changes"]

    assert check.code == 1
    assert re.search(rf"^::error file={re.escape(JAPANESE)},line=2,col=\d+,title=\S+::", check.log, re.MULTILINE)
    assert check.summary.startswith("## ")
    assert "lighthouses.ja.csv" in check.summary
    found = json.loads((request.temp / "reports" / "check.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    places = [each["locations"][0]["physicalLocation"] for each in found]
    assert {"uri": JAPANESE, "line": 2} in [{"uri": place["artifactLocation"]["uri"], "line": place["region"]["startLine"]} for place in places]

    assert changes.code == 0
    assert "A [-granite-]{+stone+} lighthouse" in changes.log
    assert "<ins>{+stone+}</ins> lighthouse" in changes.summary
    told = json.loads((request.temp / "reports" / "changes.json").read_text(encoding="utf-8"))
    assert len(told["changes"]) == 2
    assert "stone" in (request.temp / "reports" / "changes.html").read_text(encoding="utf-8")


def test_a_pull_request_without_a_defect_passes(repository: Path) -> None:
    workflow = read(repository / ".github" / "workflows" / "check.yml")
    ran = carried_out(workflow, pull(repository, workflow, {}))
    assert {name: each.code for name, each in ran.items()} == {"Check": 0, "Changes": 0}
    assert "::error" not in ran["Check"].log
    assert "::warning" not in ran["Check"].log


@pytest.mark.parametrize("before", [0, 1], ids=["the first commit of a repository", "the first commit with a package"])
def test_a_package_that_is_new_has_nothing_to_be_compared_with(before: int, repository: Path) -> None:
    workflow = read(repository / ".github" / "workflows" / "check.yml")
    git(repository, "init", "--quiet")
    for _number in range(before):
        git(repository, "commit", "--quiet", "--allow-empty", "-m", "nothing yet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "first")
    ran = carried_out(workflow, Pull(repository, repository.parent / "temp"))
    assert {name: each.code for name, each in ran.items()} == {"Check": 0, "Changes": 0}
    assert ran["Changes"].summary == ""


def test_our_own_workflow_stops_a_defect_in_our_own_dataset(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    for name in ("datapackage", "translations", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    workflow = read(OURS)
    title = (folder / "datapackage/data/items.ja.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[1]
    ran = carried_out(workflow, pull(folder, workflow, {"datapackage/data/items.ja.csv": (f",{title},", ",,")}))
    assert ran["Check"].code == 1
    assert "::error file=datapackage/data/items.ja.csv,line=2," in ran["Check"].log
    assert "items.ja.csv" in ran["Check"].summary
    assert title in ran["Changes"].summary


# The page about CI


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_page_shows_the_same_files_in_both_languages() -> None:
    plain = {language: [re.sub(r"\s*# .*", "", block) for block in blocks(page)] for language, page in PAGES.items()}
    assert plain["en"] == plain["ja"]
    assert len(plain["en"]) >= 3


@pytest.mark.parametrize("language", PAGES)
def test_the_page_never_shows_a_workflow_that_runs_a_strangers_code_with_rights(language: str) -> None:
    pins = {pin[1] for path in WORKFLOWS.values() for line in path.read_text(encoding="utf-8").splitlines() if (pin := PIN.search(line))}
    for block in blocks(PAGES[language]):
        assert "pull_request_target" not in block
        uses = [line for line in block.splitlines() if "uses:" in line]
        shown = [PIN.search(line) for line in uses]
        assert {pin and pin[1] for pin in shown} <= pins
        if "workflow_run" in block:
            assert "checkout" not in block


def hooks() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: str(hook["id"]))
def test_a_hook_is_run_once_for_all_files(hook: dict[str, Any]) -> None:
    # Lists of files are cut into batches, whatever else is asked for; a check that looks across files must not be given any.
    assert hook["pass_filenames"] is False
    assert hook["language"] == "python"
    assert hook["entry"].split()[0] == "taiyaku"


def test_the_hooks_of_a_new_project_are_those_that_we_offer() -> None:
    (local,) = yaml.safe_load((TEMPLATES / "dot-pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert local["repo"] == "local"
    offered = {hook["id"]: hook["entry"] for hook in hooks()}
    assert {hook["id"]: hook["entry"] for hook in local["hooks"]} == offered
    assert all(hook["pass_filenames"] is False for hook in local["hooks"])
