"""What writing promises: a file or a folder is old or new and never half, whatever goes wrong."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from taiyaku import write
from taiyaku.errors import CannotRead, CannotWrite
from taiyaku.i18n import _
from taiyaku.model import Artifact

OLD = {"csv/items.csv": b"id\n1\n", "csv/en/items.csv": b"id,title\n1,Moon\n", "same.txt": b"same", "gone.txt": b"gone"}
NEW = {"csv/items.csv": b"id\n1\n2\n", "json/items.json": b"[]\n", "same.txt": b"same"}


def artifacts(files: dict[str, bytes]) -> list[Artifact]:
    return [Artifact(name, content) for name, content in files.items()]


def found(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder but its list of hashes, after holding that list against them."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    sums = files.pop(write.SUMS).decode()
    assert sums == "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return files


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    assert write.folder(folder, artifacts(OLD))
    return folder


@pytest.fixture(params=[True, False], ids=["exchange", "two renames"])
def exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if not request.param:
        monkeypatch.setattr(write, "_exchanged", lambda _new, _path: False)
    return bool(request.param)


def test_folder_is_replaced_whole_and_nothing_is_left_beside_it(dist: Path, exchange: bool) -> None:  # noqa: FBT001
    assert found(dist) == OLD
    assert write.folder(dist, artifacts(NEW)) is True
    assert found(dist) == NEW
    assert beside(dist.parent) == []
    assert isinstance(exchange, bool)


def test_exchange_really_exchanges(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if not write._exchanged(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this system cannot exchange two names in one step")
    assert (tmp_path / "a" / "b").exists()
    assert (tmp_path / "b" / "a").exists()


def test_unchanged_folder_is_not_touched(dist: Path) -> None:
    def state() -> list[tuple[str, int, int]]:
        return sorted((str(path), path.stat().st_mtime_ns, path.stat().st_ino) for path in [dist.parent, dist, *dist.rglob("*")])

    before = state()
    assert write.folder(dist, artifacts(OLD)) is False
    assert state() == before


def test_unchanged_files_are_shared_by_hard_links(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: (dist / name).stat().st_ino for name in ("same.txt", "csv/items.csv")}
    write.folder(dist, artifacts(NEW))
    assert (dist / "same.txt").stat().st_ino == before["same.txt"]
    assert (dist / "csv/items.csv").stat().st_ino != before["csv/items.csv"]

    def refuse(*_paths: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    assert write.folder(dist, artifacts(OLD))
    assert found(dist) == OLD


def test_folder_that_holds_a_foreign_file_is_left_alone(dist: Path) -> None:
    (dist / "csv" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CannotWrite) as caught:
        write.folder(dist, artifacts(NEW))
    assert caught.value.values["name"] == "csv/mine.txt"
    assert (dist / "csv" / "mine.txt").read_text(encoding="utf-8") == "mine"
    (dist / "csv" / "mine.txt").unlink()
    (dist / "link").symlink_to("/")
    with pytest.raises(CannotWrite, match="no release put there"):
        write.folder(dist, artifacts(NEW))


def test_folder_that_no_release_wrote_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").touch()
    with pytest.raises(CannotWrite, match="no release put there"):
        write.folder(tmp_path / "home", artifacts(NEW))
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match="is not a folder"):
        write.folder(tmp_path / "file", artifacts(NEW))
    (tmp_path / "empty").mkdir()
    assert write.folder(tmp_path / "empty", artifacts(NEW))


def test_file_that_was_edited_since_is_left_alone(dist: Path) -> None:
    (dist / "csv/items.csv").write_bytes(b"id\nedited\n")
    with pytest.raises(CannotWrite, match="edited"):
        write.folder(dist, artifacts(NEW))
    assert (dist / "csv/items.csv").read_bytes() == b"id\nedited\n"
    (dist / "csv/items.csv").write_bytes(NEW["csv/items.csv"])  # edited into what would be written: nothing is lost
    assert write.folder(dist, artifacts(NEW))
    (dist / "csv/items.csv").unlink()
    assert write.folder(dist, artifacts(NEW))
    assert found(dist) == NEW


NAMES = [
    "",
    "/etc/x",
    "../x",
    "a/../x",
    "a//b",
    "a/./b",
    ".",
    "a\\b",
    "a\0b",
    "a\nb",
    "a:b",
    "con",
    "CON.txt",
    "a/nul.csv",
    "x.",
    "x ",
    "com1.json",
    "\udcff",
    "SHA256SUMS",
]
NAMES += ["sha256sums"]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_elsewhere_or_exist_nowhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotWrite, match="is no name"):
        write.folder(tmp_path / "dist", [Artifact("good.txt", b""), Artifact(name, b"x")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pair", [("A.txt", "a.txt"), ("straße", "STRASSE"), ("ガ", "ガ"), ("x", "x")])
def test_names_that_some_system_takes_for_one_are_refused(tmp_path: Path, pair: tuple[str, str]) -> None:
    with pytest.raises(CannotWrite, match="is no name"):
        write.folder(tmp_path / "dist", [Artifact(name, b"") for name in pair])


@pytest.mark.parametrize("name", ["console.txt", "日本/東京.csv", ".hidden", "a b", "x.y.z", "con-x", "%2F"])
def test_ordinary_names_are_written(tmp_path: Path, name: str) -> None:
    write.folder(tmp_path / "dist", [Artifact(name, b"x")])
    assert (tmp_path / "dist" / name).read_bytes() == b"x"


@pytest.mark.parametrize("leftover", ["new", "old", "both", "old alone"])
def test_what_a_killed_run_left_is_put_right(dist: Path, leftover: str) -> None:
    if leftover in ("new", "both"):
        (dist.parent / ".dist.taiyaku-new" / "csv").mkdir(parents=True)
        (dist.parent / ".dist.taiyaku-new" / "half").touch()
    if leftover in ("old", "both"):
        shutil.copytree(dist, dist.parent / ".dist.taiyaku-old")
    if leftover == "old alone":
        dist.rename(dist.parent / ".dist.taiyaku-old")
    assert write.folder(dist, artifacts(OLD)) is False
    assert (found(dist), beside(dist.parent)) == (OLD, [])


def test_lock_of_a_killed_run_stops_nobody(dist: Path) -> None:
    (dist.parent / ".dist.taiyaku-lock").touch()
    assert write.folder(dist, artifacts(NEW))
    assert beside(dist.parent) == []


def test_second_writer_waits_and_then_gives_up(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_PATIENCE", 0.3)
    with write._locked(dist), pytest.raises(CannotWrite, match="another run"):
        write.folder(dist, artifacts(NEW))
    assert found(dist) == OLD
    assert write.folder(dist, artifacts(NEW))


def test_two_writers_at_once_leave_the_work_of_one(tmp_path: Path) -> None:
    many = [{f"{number}/{name}.txt": str(number).encode() * 2_000 for name in range(20)} for number in range(2)]
    failed: list[Exception] = []

    def writer(files: dict[str, bytes]) -> None:
        try:
            for _time in range(5):
                write.folder(tmp_path / "dist", artifacts(files))
                write.file(tmp_path / "report.json", next(iter(files.values())))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test must see it
            failed.append(error)

    threads = [threading.Thread(target=writer, args=(files,)) for files in many]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if (tmp_path / "report.json").exists():
            assert (tmp_path / "report.json").read_bytes() in (b"0" * 2_000, b"1" * 2_000)
        time.sleep(0.001)
    assert failed == []
    assert found(tmp_path / "dist") in many
    assert beside(tmp_path) == []


# Single files


def test_file_is_written_only_when_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "x.json"
    assert write.file(path, b"1") is True
    stamp = path.stat().st_mtime_ns
    assert write.file(path, b"1") is False
    assert path.stat().st_mtime_ns == stamp
    assert write.file(path, b"2") is True
    assert (path.read_bytes(), beside(path.parent)) == (b"2", [])


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664])
def test_mode_of_a_file_is_kept(tmp_path: Path, mode: int) -> None:
    (tmp_path / "x").touch()
    (tmp_path / "x").chmod(mode)
    write.file(tmp_path / "x", b"new")
    assert (tmp_path / "x").stat().st_mode & 0o7777 == mode


def test_new_file_has_the_mode_that_the_mask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write.file(tmp_path / "x", b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


def test_link_is_followed_to_the_file_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "real.csv").write_bytes(b"old")
    (tmp_path / "x.csv").symlink_to("elsewhere/real.csv")
    write.file(tmp_path / "x.csv", b"new")
    assert (tmp_path / "x.csv").is_symlink()
    assert (tmp_path / "elsewhere" / "real.csv").read_bytes() == b"new"


def test_planted_links_are_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"precious")
    (tmp_path / ".x.taiyaku-new").symlink_to("victim")
    assert write.file(tmp_path / "x", b"new")
    assert (tmp_path / "victim").read_bytes() == b"precious"
    (tmp_path / ".x.taiyaku-lock").symlink_to("victim")
    with pytest.raises(CannotWrite):
        write.file(tmp_path / "x", b"newer")
    assert ((tmp_path / "victim").read_bytes(), (tmp_path / "x").read_bytes()) == (b"precious", b"new")


def test_who_reads_the_old_file_keeps_it_whole(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"old")
    os.link(tmp_path / "x", tmp_path / "same file")
    write.file(tmp_path / "x", b"new")
    assert ((tmp_path / "same file").read_bytes(), (tmp_path / "x").read_bytes()) == (b"old", b"new")


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_bytes_reach_the_disk_before_they_get_their_name_and_the_name_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    done: list[str] = []

    def noted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            folder = isinstance(words[0], int) and stat.S_ISDIR(os.fstat(words[0]).st_mode)
            done.append(f"{name} folder" if folder else name)
            return real(*words, **more)

        return call

    for name in ("fsync", "replace", "rename"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))
    if kind == "file":
        write.file(tmp_path / "x", b"new")
        assert done == ["fsync", "replace", "fsync folder"]
    else:
        write.folder(tmp_path / "dist", [Artifact("a", b"a"), Artifact("b/c", b"c")])
        assert done == ["fsync"] * 3 + ["fsync folder"] * 2 + ["rename", "fsync folder"]


@pytest.mark.parametrize("path", ["loop", "file/x", "a\0b", "n" * 300])
def test_impossible_places_are_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match="cannot be written"):
        write.file(tmp_path / path, b"x")
    with pytest.raises(CannotWrite, match="cannot be written"):
        write.folder(tmp_path / path, artifacts(NEW))


def test_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(CannotWrite, match="cannot be written"):
        write.file(tmp_path / "x", b"x")
    assert beside(tmp_path) == []


def test_leftover_of_a_killed_run_is_removed_even_where_nothing_changes(tmp_path: Path) -> None:
    write.file(tmp_path / "x", b"new")
    (tmp_path / ".x.taiyaku-new").write_bytes(b"ha")
    assert write.file(tmp_path / "x", b"new") is False
    assert beside(tmp_path) == []


def test_all_files_names_what_it_wrote(tmp_path: Path) -> None:
    write.file(tmp_path / "a", b"a")
    assert write.all_files(tmp_path, [Artifact("a", b"a"), Artifact("b/c", b"c")]) == ["b/c"]


@pytest.fixture
def nobody() -> Iterator[Path]:
    """Give a folder that the user of the test, who is not root here, may read and not change."""
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    write.folder(folder / "dist", artifacts(OLD))
    write.file(folder / "x", b"old")
    folder.chmod(0o555)
    if root:
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_read_only_folder_is_named_and_left(nobody: Path) -> None:
    refusals: list[Callable[[], object]] = [
        partial(write.folder, nobody / "dist", artifacts(NEW)),
        *(partial(write.file, nobody / name, b"new") for name in "xy"),
    ]
    for refused in refusals:
        with pytest.raises(CannotWrite) as caught:
            refused()
        assert "writing there is not permitted" in str(caught.value.values["reason"])
    assert (found(nobody / "dist"), (nobody / "x").read_bytes(), beside(nobody)) == (OLD, b"old", [])
    assert write.folder(nobody / "dist", artifacts(OLD)) is False
    assert write.file(nobody / "x", b"old") is False


# Faults

CALLS = ["open", "link", "rename", "replace", "mkdir", "unlink", "rmdir", "fsync", "chmod", "scandir", "stat"]


class Faults:
    """Let the n-th call that the writer makes of the system fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: Path, at: int, number: int) -> None:
        self.at, self.number, self.count, self.root = at, number, 0, str(root)
        for name in CALLS:
            monkeypatch.setattr(os, name, self.failing(getattr(os, name)))
        monkeypatch.setattr(Path, "open", self.failing(Path.open))

    def failing(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            ours = bool(words) and (isinstance(words[0], int) or self.root in os.fsdecode(os.fspath(words[0])))  # type: ignore[call-overload]
            self.count += ours
            if ours and self.count == self.at:
                raise OSError(self.number, os.strerror(self.number), str(words[0]))
            return real(*words, **more)

        return call


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_any_one_failure_leaves_a_folder_old_or_new(tmp_path: Path, exchange: bool, number: int) -> None:  # noqa: FBT001
    outcomes: set[str] = set()
    for at in range(1, 500):
        dist = tmp_path / f"{at}" / "dist"
        write.folder(dist, artifacts(OLD))
        with pytest.MonkeyPatch.context() as patch:
            if not exchange:
                patch.setattr(write, "_exchanged", lambda _new, _path: False)
            faults = Faults(patch, dist.parent, at, number)
            try:
                write.folder(dist, artifacts(NEW))
                outcome = "written"
            except CannotWrite as error:
                outcome = "refused" if error.says == "{path} cannot be written: {reason}" else error.says
        assert found(dist) in (OLD, NEW), (at, outcome)
        assert outcome == "refused" or found(dist) == NEW
        outcomes.add(outcome)
        write.folder(dist, artifacts(NEW))
        assert (found(dist), beside(dist.parent)) == (NEW, []), at
        if faults.count < at:
            break
    else:
        pytest.fail("the writer never came to an end")
    assert outcomes == {"written", "refused"}
    assert at > 30


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_any_one_failure_leaves_a_file_old_or_new(tmp_path: Path, number: int) -> None:
    for at in range(1, 100):
        path = tmp_path / f"{at}" / "x.csv"
        write.file(path, b"old")
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, path.parent, at, number)
            try:
                write.file(path, b"new")
                outcome = "written"
            except CannotWrite:
                outcome = "refused"
        assert path.read_bytes() in ((b"new",) if outcome == "written" else (b"old", b"new"))
        write.file(path, b"newest")
        assert (path.read_bytes(), beside(path.parent)) == (b"newest", []), at
        if faults.count < at:
            break
    assert 5 < at < 99


PROGRAM = """
import os, sys
from pathlib import Path
from taiyaku import write
from taiyaku.errors import CannotRead, CannotWrite
from taiyaku.i18n import _
from taiyaku.model import Artifact
root = Path(sys.argv[1])
if len(sys.argv) > 2:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
number = 0
print("ready", flush=True)
while True:
    number += 1
    content = str(number % 7).encode() * 30_000
    try:
        write.folder(root / "dist", [Artifact(f"{name}/x", content) for name in range(8)])
        write.file(root / "x", content)
    except CannotWrite as error:
        print(error.values["reason"])
        sys.exit(2)
    if len(sys.argv) > 2:
        sys.exit(0)
"""


@pytest.mark.parametrize(("limit", "code"), [("1024", 2), ("16384", 2), ("29999", 2), ("200000", 0)])
def test_file_size_limit_leaves_the_old_ones(tmp_path: Path, limit: str, code: int) -> None:
    write.folder(tmp_path / "dist", artifacts(OLD))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), limit],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (code, "")
    assert (found(tmp_path / "dist") == OLD) is (code == 2)
    assert beside(tmp_path) == []


def test_killed_writers_leave_old_or_new(tmp_path: Path) -> None:
    chance = random.Random(20260401)  # noqa: S311 -- moments, not secrets
    for _time in range(24):
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": ":".join(sys.path)}
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if (tmp_path / "dist").exists():
            assert len(set(found(tmp_path / "dist").values())) == 1
        if (tmp_path / "x").exists():
            content = (tmp_path / "x").read_bytes()
            assert content == content[:1] * 30_000
    write.folder(tmp_path / "dist", artifacts({"x/x": b"end"}))
    write.file(tmp_path / "x", b"end")
    assert (found(tmp_path / "dist"), (tmp_path / "x").read_bytes(), beside(tmp_path)) == ({"x/x": b"end"}, b"end", [])


# Files that are written in parts


def streamed(name: str, parts: list[bytes], asked: list[int]) -> Artifact:
    """Give an artifact of parts, and note how many of them were asked for each time."""

    def given() -> Iterator[bytes]:
        asked.append(0)
        for part in parts:
            asked[-1] += 1
            yield part

    return Artifact(name, given)


def test_file_of_parts_is_written_as_one_and_not_again(tmp_path: Path) -> None:
    asked: list[int] = []
    parts = [b"id\n", b"", *(f"{number}\n".encode() for number in range(1_000))]
    dist = tmp_path / "dist"
    assert write.folder(dist, [streamed("a.csv", parts, asked), *artifacts(OLD)])
    assert asked == [len(parts)]
    assert found(dist) == {**OLD, "a.csv": b"".join(parts)}
    before = (dist / "a.csv").stat()
    assert not write.folder(dist, [streamed("a.csv", parts, asked), *artifacts(OLD)])
    assert write.folder(dist, [streamed("a.csv", parts, asked), *artifacts(NEW)])
    assert (dist / "a.csv").stat().st_ino == before.st_ino
    assert Artifact("a.csv", lambda: parts).content == b"".join(parts)


@pytest.mark.parametrize("parts", [[b"id\n", b"2\n"], [b"id\n"], [b"id\n", b"1\n", b"2\n"], [], [b"id\n1\n "]])
def test_file_of_other_parts_replaces_the_old_one(tmp_path: Path, parts: list[bytes]) -> None:
    asked: list[int] = []
    dist = tmp_path / "dist"
    write.folder(dist, [streamed("a.csv", [b"id\n", b"1\n"], asked)])
    assert write.folder(dist, [streamed("a.csv", parts, asked)])
    assert found(dist) == {"a.csv": b"".join(parts)}


def test_parts_are_asked_for_no_further_than_they_agree(tmp_path: Path) -> None:
    asked: list[int] = []
    dist = tmp_path / "dist"
    write.folder(dist, [Artifact("a.csv", b"0" * 100)])
    write.folder(dist, [streamed("a.csv", [b"1"] * 100, asked)])
    assert asked[:-1] == [1] * (len(asked) - 1)
    assert asked[-1] == 100


def test_source_that_changes_meanwhile_leaves_the_old_folder(dist: Path) -> None:
    def given() -> Iterator[bytes]:
        yield b"id\n"
        raise CannotRead(_("it changed while it was being read"))

    with pytest.raises(CannotRead):
        write.folder(dist, [Artifact("a.csv", given), *artifacts(NEW)])
    assert found(dist) == OLD
    assert beside(dist.parent) == []


def test_what_is_made_when_asked_for_is_made_once_and_only_what_changed_is_written(tmp_path: Path) -> None:
    made: list[str] = []

    def page(name: str, text: str) -> Artifact:
        def make() -> tuple[bytes]:
            made.append(name)
            return (text.encode(),)

        return Artifact(name, make)

    out = tmp_path / "site"
    texts = {"en/index.html": "Missions", "ja/index.html": "ミッション", "ja/mmx.html": "火星衛星探査計画"}
    assert write.folder(out, [page(*each) for each in texts.items()])
    assert made == list(texts)
    before = {name: (out / name).stat().st_ino for name in texts}
    assert not write.folder(out, [page(*each) for each in texts.items()])
    assert made == list(texts) * 2
    assert {name: (out / name).stat().st_ino for name in texts} == before
    texts["ja/mmx.html"] = "火星衛星探査計画（MMX）"
    assert write.folder(out, [page(*each) for each in texts.items()])
    after = {name: (out / name).stat().st_ino for name in texts}
    assert [name for name in texts if after[name] != before[name]] == ["ja/mmx.html"]
    assert (out / "ja/mmx.html").read_text(encoding="utf-8") == "火星衛星探査計画（MMX）"
    assert made == list(texts) * 3
    del texts["en/index.html"]
    assert write.folder(out, [page(*each) for each in texts.items()])
    assert not (out / "en").exists()
    (out / "ja/mmx.html").write_text("edited by hand", encoding="utf-8")
    with pytest.raises(CannotWrite, match="edited"):
        write.folder(out, [page(*each) for each in texts.items()])
