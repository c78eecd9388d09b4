"""Whatever stops a release, the folder holds the old one or the new one, whole; and the same input gives the same bytes wherever it is made."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import run

KILLS = int(os.environ.get("TAIYAKU_KILLS", "10"))
"""How many releases are killed; a hundred before a release of the toolkit."""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give a dated project, and the same one version later."""
    folder = tmp_path_factory.mktemp("projects")
    found = []
    for version in ("1.0.0", "1.1.0"):
        project = folder / f"v{version}"
        assert run("new", project, "--name", "lights").code == 0
        descriptor = project / "datapackage" / "datapackage.json"
        told = json.loads(descriptor.read_text(encoding="utf-8")) | {"version": version, "created": "2026-04-01T12:00:00Z"}
        descriptor.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        assert run("derive", project).code == 0
        found.append(project)
    return found[0], found[1]


def state(dist: Path) -> str:
    """Give one hash for a release, after holding every file against its list: a mixture of two releases has none."""
    listed = {line[66:]: line[:64] for line in (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    there = {path.relative_to(dist).as_posix(): path for path in dist.rglob("*") if path.is_file()}
    assert there.keys() == {*listed, "SHA256SUMS"}
    assert all(hashlib.sha256(there[name].read_bytes()).hexdigest() == digest for name, digest in listed.items())
    return hashlib.sha256(there["SHA256SUMS"].read_bytes()).hexdigest()


def command(project: Path, out: Path, *before: str) -> list[str]:
    return [sys.executable, *before, "-m", "taiyaku", "release", str(project), "--out", str(out)]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("SOURCE_DATE_EPOCH", "PYTHONHASHSEED")}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), **(more or {})}


def released(project: Path, out: Path) -> str:
    assert run("release", project, "--out", out).code == 0
    return state(out)


def test_killed_releases_leave_the_old_one_or_the_new_one(projects: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out" / "dist"
    known = {released(projects[1], out), released(projects[0], out)}
    assert len(known) == 2
    chance = random.Random(20260401)  # noqa: S311 -- moments, not secrets
    for number in range(KILLS):
        process = subprocess.Popen(command(projects[number % 2], out), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if number % 4 == 0:  # any moment
            time.sleep(chance.uniform(0, 1.5))
        else:  # while it writes
            while process.poll() is None and not (out.parent / ".dist.taiyaku-new").exists():
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert state(out) in known
    final = released(projects[1], out)
    assert final in known
    assert [path.name for path in out.parent.iterdir()] == ["dist"]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from taiyaku import cli
sys.exit(cli.main(sys.argv[2:], {}))
"""


@pytest.mark.parametrize("limit", [0, 8 << 10])
def test_file_that_may_not_grow_leaves_the_old_release(projects: tuple[Path, Path], tmp_path: Path, limit: int) -> None:
    out = tmp_path / "dist"
    old = released(projects[0], out)
    words = [sys.executable, "-c", LIMITED, str(limit), "release", str(projects[1]), "--out", str(out)]
    done = subprocess.run(words, env=environment(), capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("taiyaku: error: ")
    assert done.stderr.count("\n") == 1
    assert state(out) == old
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


def test_full_disk_leaves_the_old_release(projects: tuple[Path, Path], tmp_path: Path) -> None:
    """On a file system that has room for one release and not for two; where nobody may mount one, the injected failures of test_write.py stand for it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(path.stat().st_size // 4096 + 1 for path in _measure(projects[0], tmp_path)) * 4096
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size + size // 4}", "tmpfs", str(disk)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a file system of its own cannot be mounted here")
    try:
        old = released(projects[0], disk / "dist")
        for language, says in {"en": "the disk is full", "ja": "ディスク"}.items():
            ran = run("release", projects[1], "--out", disk / "dist", "--lang", language)
            assert (ran.code, says in ran.err) == (2, True)
            assert state(disk / "dist") == old
            assert [path.name for path in disk.iterdir()] == ["dist"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _measure(project: Path, folder: Path) -> list[Path]:
    released(project, folder / "measured")
    return [path for path in (folder / "measured").rglob("*") if path.is_file()]


# The same bytes

OTHERWISE = """
import datetime, os, runpy, sys, time
class Other(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(1999, 12, 31, 23, 59, 58, tzinfo=tz)
    utcnow = today = now
datetime.datetime = Other
time.time = lambda: 946684798.0
time.localtime = time.gmtime = lambda seconds=None, real=time.gmtime: real(946684798.0 if seconds is None else seconds)
def reversed_(real):
    return lambda *words: sorted(real(*words), reverse=True)
class Entries(list):
    def __enter__(self):
        return self
    def __exit__(self, *_error):
        return None
os.listdir = reversed_(os.listdir)
scan = os.scandir
os.scandir = lambda *words: Entries(sorted(scan(*words), key=lambda entry: entry.name, reverse=True))
sys.argv = ["taiyaku", *sys.argv[1:]]
runpy.run_module("taiyaku", run_name="__main__")
"""
VARIATIONS: dict[str, dict[str, str]] = {
    "time zone to the east": {"TZ": "Pacific/Kiritimati"},
    "time zone to the west": {"TZ": "America/Los_Angeles"},
    "Japanese locale": {"LANG": "ja_JP.UTF-8", "LC_ALL": "ja_JP.UTF-8"},
    "no locale and no UTF-8": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a hash seed": {"PYTHONHASHSEED": "1"},
    "another hash seed": {"PYTHONHASHSEED": "4294967295"},
    "no home": {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent", "TMPDIR": "/nonexistent"},
    "the same moment, said otherwise": {"SOURCE_DATE_EPOCH": "1775044800"},
    "one thread": {"POLARS_MAX_THREADS": "1"},
    "other clock, folders listed the other way": {},
    "narrow mask, other folder": {},
    "other path": {},
}


def test_same_input_gives_the_same_bytes_everywhere(projects: tuple[Path, Path], tmp_path: Path) -> None:
    wanted = released(projects[0], tmp_path / "dist")

    def varied(what: str) -> str:
        number = list(VARIATIONS).index(what)
        project, out = projects[0], tmp_path / str(number) / "dist"
        words, here = command(project, out), tmp_path
        if what.startswith("other clock"):
            words = [sys.executable, "-c", OTHERWISE, *words[3:]]
        elif what.startswith("narrow"):
            here = project / "translations"
            words = ["sh", "-c", 'umask 077; exec "$@"', "sh", *command(Path(".."), out)]
        elif what == "other path":
            project = Path(shutil.copytree(project, tmp_path / "日本 の" / ("long-" * 20) / "project"))
            words = command(project, out)
        done = subprocess.run(words, env=environment(VARIATIONS[what]), cwd=here, capture_output=True, encoding="utf-8", errors="replace", check=False)
        assert (done.returncode, done.stderr) == (0, ""), what
        return state(out)

    with ThreadPoolExecutor(2) as pool:  # two at a time, which is one more variation
        found = dict(zip(VARIATIONS, pool.map(varied, VARIATIONS), strict=True))
    assert found == dict.fromkeys(VARIATIONS, wanted)
    assert released(projects[1], tmp_path / "later") != wanted
