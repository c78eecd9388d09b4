"""What the tests share: packages in folders of their own, and the command run in this process."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest
from hypothesis import HealthCheck, settings

from taiyaku import cli, loaders, report
from taiyaku.model import Check, Finding, Report

ROOT = Path(__file__).resolve().parents[1]
"""The checkout whose committed package is tested."""

settings.register_profile("taiyaku", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("taiyaku")


class Ran(NamedTuple):
    """What a command gave: its exit code and what it said."""

    code: int
    out: str
    err: str


Write: TypeAlias = Callable[[Mapping[str, str | bytes]], Path]
Command: TypeAlias = Callable[..., Ran]
Judge: TypeAlias = Callable[..., Report]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes files (path: text or bytes) into a folder and gives the folder."""

    def written(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "package"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return written


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a copy of the committed project, to be damaged."""
    folder = tmp_path / "project"
    for name in ("datapackage", "translations", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def command() -> Command:
    """Give a function that runs ``taiyaku`` in this process: words and environment to exit code and output."""
    return run


def run(*words: str | Path, environment: Mapping[str, str] | None = None) -> Ran:
    """Run the command in this process, its output caught as UTF-8."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _stream in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([str(word) for word in words], environment or {})
    texts: list[str] = []
    for stream in (out, err):
        stream.flush()
        content = stream.buffer
        assert isinstance(content, io.BytesIO)
        texts.append(content.getvalue().decode())
    return Ran(code, *texts)


@pytest.fixture
def judge(write: Write, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Give a function that writes files and judges them as a package, seen from its own folder."""

    def judged(files: Mapping[str, str | bytes], asked: Sequence[Check] | None = None) -> Report:
        monkeypatch.chdir(write(files))
        package = loaders.load(".")
        if Path("older").is_dir():  # an example of a check that holds one version against another
            package = dataclasses.replace(package, older=loaders.load("older"))
        return report.judge(package, None if asked is None else {check.id: check for check in asked})

    return judged


def place(finding: Finding) -> tuple[str, int, int]:
    """Give where a finding stands."""
    where = finding.problem.where
    return (where.path, where.line, where.column)


def said(judged: Report) -> list[tuple[str, str, int, int]]:
    """Give check, path, line and column of every finding."""
    return [(finding.check, *place(finding)) for finding in judged.findings]


Tally: TypeAlias = Callable[..., None]


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """Give a function that notes how much of some material agrees, for the table at the end of the run: its name, cases, equal ones, exceptions by name."""

    def note(material: str, cases: int, equal: int, named: Iterable[str] = ()) -> None:
        record_property("conformance", (material, cases, equal, sorted(named)))

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests noted about material that nobody on the project wrote, and how many of them could not be asked."""
    reports = {report.nodeid: report for each in ("passed", "failed") for report in terminalreporter.getreports(each) if report.when == "call"}
    rows = sorted(row for report in reports.values() for name, row in report.user_properties if name == "conformance")
    skipped = [
        report for report in terminalreporter.getreports("skipped") if report.nodeid.partition("::")[0].endswith(("conformance.py", "test_frictionless_py.py"))
    ]
    if not rows and not skipped:
        return
    terminalreporter.section("conformance")
    terminalreporter.write_line(f"{'material':34}{'cases':>8}{'equal':>8}  named exceptions")
    for material, cases, equal, named in rows:
        terminalreporter.write_line(f"{material:34}{cases:>8,}{equal:>8,}  {', '.join(named)}".rstrip())
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} skipped: {skipped[0].longrepr[2] if isinstance(skipped[0].longrepr, tuple) else ''}")


@pytest.fixture(scope="session", autouse=True)
def terminal() -> None:
    """Give argparse one width of the terminal everywhere."""
    os.environ["COLUMNS"] = "100"
