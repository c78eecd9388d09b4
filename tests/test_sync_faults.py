"""A sync that is killed, or whose disk is full: every file holds its old bytes or its new ones, and the next sync completes the work.

``TAIYAKU_KILLS`` says at how many moments a sync of the committed package is killed (default 6).
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from taiyaku import write
from tests.conftest import ROOT, Command

KILLS = int(os.environ.get("TAIYAKU_KILLS", "6"))
JA, PO, EN_PO = "datapackage/data/items.ja.csv", "translations/ja/LC_MESSAGES/items.po", "translations/en/LC_MESSAGES/items.po"
TYPED, LOSES = "分野8での積極的デブリ除去（ADR）", "行動の呼び掛け（風木局長の見解）"
EDITS = (
    (PO, 'msgstr "分野8における積極的デブリ除去（ADR）"', f'msgstr "{TYPED}"'),
    (EN_PO, 'msgstr "Working groups of APRSAF"', 'msgstr "APRSAF working groups"'),
    ("datapackage/data/items.en.csv", "aprsaf-26,26th Asia", "aprsaf-26,The 26th Asia"),
    (JA, "aprsaf-nagoya-vision,APRSAF名古屋ビジョン", "aprsaf-nagoya-vision,APRSAFの名古屋ビジョン"),
    ("datapackage/data/organisations.en.csv", "Japan Aerospace Exploration Agency", "The Japan Aerospace Exploration Agency"),
    (JA, "action-action-action,スペース・パートナーシップ", "action-action-action,会合「スペース・パートナーシップ"),
    (PO, 'msgstr "スペース・パートナーシップ・オポチュニティ・デリゲーションにおける行動の呼び掛け（見解）"', f'msgstr "{LOSES}"'),
)
KILLED = """
import os, signal, sys
left, real = int(sys.argv[1]), os.fsync
def fsync(handle):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
os.fsync = fsync
from taiyaku.cli import main
sys.exit(main(sys.argv[2:], {}))
"""


def files(root: Path) -> dict[str, bytes]:
    """Give all files, without what a killed run leaves behind."""
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if ".taiyaku-" not in name}


@pytest.fixture
def edited(project: Path) -> Path:
    """Give the committed package with edits of all kinds, one of them a conflict."""
    for name, old, new in EDITS:
        text = (project / name).read_text(encoding="utf-8")
        assert old in text, old
        (project / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return project


WORDS = ("sync", "--prefer", "csv")


def whole(edited: Path, tmp_path: Path, command: Command) -> tuple[dict[str, bytes], list[dict[str, bytes]], Path]:
    """Give the files as they are, all that they may be on the way, and the folder that they are synced in."""
    before = files(edited)
    shutil.copytree(edited, tmp_path / "whole")
    assert command(*WORDS, tmp_path / "whole").code == 0
    return before, [before, files(tmp_path / "whole")], tmp_path / "whole"


def holds(root: Path, states: list[dict[str, bytes]]) -> None:
    """Hold every file against its old and its new bytes; a ledger may have the texts that lose beside what it had."""
    now = files(root)
    for name, content in now.items():
        if content not in [state.get(name) for state in states]:
            assert "/ledger/" in name, name
            assert content.count(b"\n") == states[0][name].count(b"\n"), name
            assert LOSES.encode() in content
    assert states[0].keys() <= now.keys()
    assert any(LOSES.encode() in content for content in now.values())
    assert any(TYPED.encode() in content for content in now.values())


def test_a_killed_sync_leaves_old_or_new_bytes_and_the_next_one_completes_it(edited: Path, tmp_path: Path, command: Command) -> None:
    before, states, _folder = whole(edited, tmp_path, command)
    luck = random.Random(6)  # noqa: S311 -- the same moments every time
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", KILLED, "9999", "sync", "--dry-run", str(edited)], check=False, cwd=ROOT, capture_output=True)
    usual = time.perf_counter() - started
    for number in range(KILLS):
        work = tmp_path / "work"
        shutil.copytree(edited, work)
        # Half of them between two writes, half of them whenever.
        words = [sys.executable, "-c", KILLED, str(luck.randrange(34)) if number % 2 == 0 else "9999", *WORDS, str(work)]
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(None if number % 2 == 0 else luck.uniform(0.3, 1.2) * usual)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        holds(work, states)
        assert command(*WORDS, work).code == 0
        assert files(work) == states[1]
        assert [path.name for path in work.rglob(".*.taiyaku-*")] == []
        shutil.rmtree(work)
    assert before == files(edited)


def test_a_disk_that_fills_stops_the_sync_between_old_and_new_bytes(edited: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    _before, states, _folder = whole(edited, tmp_path, command)
    real, done = write._put, 0
    for least in range(12):
        done = 0

        def put(path: Path, parts: Iterable[bytes], mode: int | None = None, least: int = least) -> str:
            nonlocal done
            done += 1
            if done > least:
                content = b"".join(parts)
                path.write_bytes(content[: len(content) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(path, parts, mode)

        work = tmp_path / "work"
        shutil.copytree(edited, work)
        monkeypatch.setattr(write, "_put", put)
        ran = command(*WORDS, work)
        monkeypatch.setattr(write, "_put", real)
        holds(work, states)
        if ran.code == 0:
            break
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert command(*WORDS, work).code == 0
        assert files(work) == states[1]
        shutil.rmtree(work)
    assert done >= 8


FULL = """
import os, shutil, sys
from pathlib import Path
from taiyaku.cli import main
source, disk, out, *levels = sys.argv[1:]
work, filler = Path(disk, "work"), Path(disk, "filler")
for level in levels:
    shutil.copytree(source, work)
    space = os.statvfs(disk)
    filler.write_bytes(bytes(space.f_bavail * space.f_frsize - int(level)))
    code = main(["sync", "--prefer", "csv", str(work)], {})
    shutil.copytree(work, Path(out, f"{level} {code} full"))
    filler.unlink()
    code = main(["sync", "--prefer", "csv", str(work)], {})
    shutil.copytree(work, Path(out, f"{level} {code} after"))
    shutil.rmtree(work)
"""
MOUNT = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"'
"""In a mount namespace of its own (unshare -rm): a disk of 4 MiB that nobody else sees, and that goes with the process."""


def test_a_full_disk_leaves_old_or_new_bytes_and_the_next_sync_completes_it(edited: Path, tmp_path: Path, command: Command) -> None:
    disk, out = tmp_path / "disk", tmp_path / "out"
    disk.mkdir()
    out.mkdir()
    alone = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, str(disk)]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("mounting a disk of one's own is not permitted here")
    _before, states, _folder = whole(edited, tmp_path, command)
    # Nothing fits; some tables do; the ledgers do and the largest locale file does not; all do.
    levels = (0, 8 << 10, 76 << 10, 120 << 10, 1 << 20)
    ran = subprocess.run(
        [*alone, sys.executable, "-c", FULL, edited, disk, out, *map(str, levels)], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert ran.stderr.count("the disk is full") == ran.stderr.count("\n") == len(levels) - 1
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [*(f"{level} {0 if level == levels[-1] else 2} full" for level in levels), *(f"{level} 0 after" for level in levels)]
    )
    found = {path.name: files(path) for path in out.iterdir()}
    for name, now in found.items():
        holds(out / name, states)
        assert (now == states[1]) is (name.endswith("after") or name.startswith(f"{levels[-1]} "))
        assert [path.name for path in (out / name).rglob(".*.taiyaku-*")] == []
    assert found["0 2 full"] == states[0]
    assert found[f"{120 << 10} 2 full"] != states[0]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from taiyaku.cli import main
sys.exit(main(sys.argv[2:], {}))
"""


@pytest.mark.parametrize("largest", [10_000, 100_000])
def test_a_file_that_may_not_grow_leaves_old_or_new_bytes_too(largest: int, edited: Path, tmp_path: Path, command: Command) -> None:
    _before, states, _folder = whole(edited, tmp_path, command)
    words = [sys.executable, "-B", "-c", LIMITED, str(largest), *WORDS, str(edited)]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1), ran.stderr
    holds(edited, states)
    assert (files(edited) == states[0]) is (largest == 10_000)
    assert command(*WORDS, edited).code == 0
    assert files(edited) == states[1]
