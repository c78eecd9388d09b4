"""What the command loads before it says a word, and what it shows while it works."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from taiyaku import i18n, report
from taiyaku.cli.progress import Progress
from taiyaku.model import Check, Package, Problem, Severity
from tests.conftest import ROOT, Write
from tests.test_cli import CLEAN, IDENTICAL

LOADED = """
import sys
from taiyaku import cli
code = cli.main(sys.argv[2:], {"LANG": sys.argv[1]})
sys.stdout.flush()
print(code, *sorted(sys.modules), file=sys.stderr)
"""
SMALLEST = {"taiyaku", "taiyaku.cli", "taiyaku.cli.progress", "taiyaku.cli.shared", "taiyaku.errors", "taiyaku.i18n"}
HEAVY = {
    "asyncio",
    "dataclasses",
    "email",
    "hashlib",
    "http",
    "inspect",
    "json",
    "logging",
    "multiprocessing",
    "socket",
    "subprocess",
    "tempfile",
    "urllib",
    "xml",
}
"""Parts of the standard library that take longer to import than `--version` may take, or come with such."""


def loaded(*words: str | Path, language: str = "en_US.UTF-8", folder: Path = ROOT) -> tuple[int, set[str]]:
    """Run the command in a fresh interpreter, and give its exit code and the modules that it has then."""
    call = [sys.executable, "-c", LOADED, language, *map(str, words)]
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "tools"), "PYTHONUTF8": "1"}
    done = subprocess.run(call, cwd=folder, env=own, capture_output=True, check=True, timeout=60)
    code, *names = done.stderr.decode().splitlines()[-1].split()
    return int(code), set(names)


def ours(names: set[str]) -> set[str]:
    """Give the modules of the toolkit."""
    return {name for name in names if name.partition(".")[0] == "taiyaku"}


@pytest.fixture(scope="module")
def bare() -> set[str]:
    """Give what an interpreter loads for itself: what stands in its site-packages is not ours."""
    own = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
    words = [sys.executable, "-c", "import sys; print(*sorted(sys.modules))"]
    return set(subprocess.run(words, env=own, capture_output=True, check=True, timeout=60).stdout.decode().split())


def foreign(names: set[str], bare: set[str]) -> set[str]:
    """Give the libraries, by the name of their package."""
    found = {name.partition(".")[0] for name in names - bare} - set(sys.stdlib_module_names) - {"taiyaku", "__main__", "__mp_main__"}
    return {name for name in found if not name.startswith(("_sysconfigdata", "_cython", "cython_runtime", "_polars_runtime"))}


@pytest.mark.parametrize("language", ["en_US.UTF-8", "ja_JP.UTF-8"])
@pytest.mark.parametrize("word", ["--version", "--help"])
def test_version_and_help_load_the_least(word: str, language: str, bare: set[str]) -> None:
    code, names = loaded(word, language=language)
    assert (code, ours(names)) == (0, SMALLEST)
    assert foreign(names, bare) == set()
    if language.startswith("en"):
        assert {name.partition(".")[0] for name in names - bare} & HEAVY == set()


def test_the_command_leaves_without_looking_for_cycles() -> None:
    code = "import atexit, gc; from taiyaku import cli; atexit.register(lambda: print(gc.get_freeze_count() > 1000)); cli.run()"
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "tools"), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", code, "explain", "no-such-check"], env=own, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.split()) == (2, [b"True"])


@pytest.mark.parametrize("command", ["check", "diff", "export", "release", "derive", "explain"])
def test_the_help_of_a_command_loads_no_library_and_no_other_command(command: str, bare: set[str]) -> None:
    code, names = loaded(command, "--help")
    assert code == 0
    assert foreign(names, bare) == set()
    assert {name for name in ours(names) if name.startswith("taiyaku.cli.")} - SMALLEST == {f"taiyaku.cli.{command}"}
    assert not any(name.startswith(("taiyaku.checks.", "taiyaku.loaders.", "taiyaku.renderers.", "taiyaku.exporters.")) for name in names)


def test_to_know_the_checks_loads_no_library(bare: set[str]) -> None:
    code, names = loaded("explain")
    assert code == 0
    assert foreign(names, bare) == set()


MAY = {"polars", "typing_extensions", "yaml", "_yaml", "jsonschema_rs"}
"""Libraries that a check of good data may load."""


def test_a_check_of_good_data_loads_no_judge_and_no_format_that_was_not_asked(write: Write, bare: set[str]) -> None:
    code, names = loaded("check", ".", language="ja_JP.UTF-8", folder=write(CLEAN))
    assert code == 0
    assert foreign(names, bare) <= MAY
    assert {name for name in ours(names) if name.startswith("taiyaku.renderers.as_")} == {"taiyaku.renderers.as_text"}
    assert not any(name.startswith("taiyaku.exporters.") for name in names)


def test_a_check_that_finds_something_in_a_text_loads_no_judge_either(write: Write, bare: set[str]) -> None:
    code, names = loaded("check", ".", "--select", "texts", folder=write(IDENTICAL))
    assert code == 1
    assert foreign(names, bare) <= MAY


def test_our_own_messages_are_read_as_babel_reads_them() -> None:
    from babel.messages.pofile import read_po

    path = ROOT / "translations" / "ja" / "LC_MESSAGES" / "taiyaku.po"
    with path.open("rb") as file:
        told = {str(entry.id): str(entry.string) for entry in read_po(file, locale="ja") if entry.id and entry.string and not entry.fuzzy}
    assert i18n.catalogue(path.read_text(encoding="utf-8")) == told
    assert len(told) > 300


def test_unfinished_messages_and_long_ones_are_read_right() -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    text = '\n#, fuzzy\nmsgid "error"\nmsgstr "失敗"\n\n#: a.py\nmsgid ""\n"a \\"long\\" one\\n"\n"and \\\\ more"\nmsgstr ""\n"長い\\n"\n"文"\n\nmsgid "empty"\nmsgstr ""\n'
    old = '\n#~ msgid "old"\n#~ msgstr "古い"\n\nmsgid "last"\nmsgstr "末"'
    assert i18n.catalogue(header + text + old) == {'a "long" one\nand \\ more': "長い\n文", "last": "末"}


# Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Give a function that lets this many seconds pass."""
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def passes(seconds: float) -> None:
        now[0] += seconds

    return passes


def test_progress_is_one_line_and_gone_at_the_end(patient: Callable[[float], None]) -> None:
    stream = Terminal()
    progress = Progress(stream, {})
    progress.show("asking text-missing (1 of 2)")
    assert stream.getvalue() == ""
    patient(1)
    progress.show("asking text-missing (1 of 2)")
    progress.show("asking text-unclean (2 of 2)")
    progress.clear()
    progress.clear()
    assert stream.getvalue() == "\rasking text-missing (1 of 2)\x1b[K\rasking text-unclean (2 of 2)\x1b[K\r\x1b[K"


@pytest.mark.parametrize(("stream", "environment"), [(io.StringIO, {}), (Terminal, {"CI": "true"}), (Terminal, {"TERM": "dumb"})])
def test_nobody_is_told_who_does_not_watch(stream: type[io.StringIO], environment: dict[str, str], patient: Callable[[float], None]) -> None:
    out = stream()
    progress = Progress(out, environment)
    patient(9)
    progress.show("asking text-missing (1 of 2)")
    progress.clear()
    assert out.getvalue() == ""


@pytest.mark.parametrize(("ends", "code"), [(None, 0), (KeyboardInterrupt, 130), (RuntimeError, 3)])
def test_whatever_ends_the_work_the_line_is_gone(
    ends: type[BaseException] | None, code: int, write: Write, monkeypatch: pytest.MonkeyPatch, patient: Callable[[float], None]
) -> None:
    from taiyaku import cli

    def slow(_package: Package) -> list[Problem]:
        patient(1)
        return []

    def last(_package: Package) -> list[Problem]:
        if ends:
            raise ends
        return []

    checks = {name: Check(name, "texts", "0.1.0", Severity.ERROR, "says", "why", {}, {}, run=run) for name, run in (("slow", slow), ("last", last))}
    monkeypatch.setattr(report, "catalogue", lambda: checks)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert cli.main(["check", str(write(CLEAN))], {}) == code
    assert terminal.getvalue().startswith("\rasking last (2 of 2)\x1b[K\r\x1b[K")
    assert terminal.getvalue().count("\x1b[K") == 2
