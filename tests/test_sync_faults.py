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


def test_a_full_disk_stops_the_sync_between_old_and_new_bytes(edited: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    _before, states, _folder = whole(edited, tmp_path, command)
    real, done = write._put, 0
    for least in range(12):
        done = 0

        def put(path: Path, content: bytes, mode: int | None = None, least: int = least) -> None:
            nonlocal done
            done += 1
            if done > least:
                path.write_bytes(content[: len(content) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(path, content, mode)

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
