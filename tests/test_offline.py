"""Nothing that a stranger sends makes the toolkit speak to the network.

The hostile inputs are read from the folder that TAIYAKU_CONFORMANCE names; without it each test is skipped and says so.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

FOLDER = os.environ.get("TAIYAKU_CONFORMANCE", "")
PORT = "18765"
"""The port that the hostile descriptors name; each is pointed at a listener of ours instead."""

RUN = r"""
import contextlib, hashlib, io, json, os, sys
from pathlib import Path
def refused(event, arguments):
    if event.startswith("socket."):
        os.write(2, f"{event}\n".encode())
        raise OSError("no network")
if "forbidden" in sys.argv[1]:
    sys.addaudithook(refused)
if "reach" in sys.argv[1]:
    import socket
    socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=5)
from taiyaku import cli
for name, words in json.load(sys.stdin):
    said = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _stream in range(2)]
    with contextlib.redirect_stdout(said[0]), contextlib.redirect_stderr(said[1]):
        code = cli.main(words, {})
    texts = []
    for stream in said:
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    print(json.dumps([name, words, code, *texts]))
for path in sorted(Path("out").rglob("*")):
    if path.is_file():
        print(path, hashlib.sha256(path.read_bytes()).hexdigest())
"""


class Listener(NamedTuple):
    """A door on this machine at which anybody may knock."""

    server: socket.socket

    @property
    def port(self) -> int:
        """The port of the door."""
        found: int = self.server.getsockname()[1]
        return found

    def visitors(self) -> int:
        """Count who has knocked; we knock last ourselves, so that nobody is still on the way. Without a loopback nobody can."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as last:
                ours, count = last.getsockname(), 0
                while True:
                    connection, address = self.server.accept()
                    connection.close()
                    if address == ours:
                        return count
                    count += 1
        except OSError:
            return 0


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """Open a door for as long as a test runs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Listener(server)


class Inputs(NamedTuple):
    """The hostile inputs in a folder of their own, and the command lines that read them."""

    folder: Path
    asked: list[tuple[str, list[str]]]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> Inputs:
    """Copy the hostile packages and archives, every address in them pointed at the listener."""
    if not FOLDER:
        pytest.skip("TAIYAKU_CONFORMANCE names no folder")
    folder = tmp_path_factory.mktemp("hostile")
    hostile, archives = Path(FOLDER) / "hostile", Path(FOLDER) / "archives"
    cases = json.loads((hostile / "manifest.json").read_text(encoding="utf-8"))
    asked: list[tuple[str, list[str]]] = []
    for case in cases:
        name = f"in/{case['id']}"
        shutil.copytree(hostile / "cases" / case["id"], folder / name, symlinks=True)
        asked.append((case["id"], ["check", name]))
        if case["op"] == "export":
            asked += [(case["id"], ["export", form, name, "--out", f"out/{case['id']}/{form}"]) for form in ("csv", "json", "package", "html")]
    for archive in sorted(path for path in archives.rglob("*") if path.is_file() and path.name != "manifest.json"):
        name = f"in/{archive.relative_to(archives).as_posix()}"
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(archive, folder / name)
        asked.append((archive.name, ["check", name]))
    pointed = 0
    for path in (folder / "in").rglob("*.json"):
        content = path.read_bytes()
        if PORT.encode() in content:
            path.write_bytes(content.replace(PORT.encode(), str(listener.port).encode()))
            pointed += 1
    assert len(cases) == 57
    assert pointed >= 4
    return Inputs(folder, asked)


def run(inputs: Inputs, how: str, *before: str, port: int = 0) -> subprocess.CompletedProcess[bytes]:
    """Ask everything in one process of its own, which may be put into a world without network."""
    shutil.rmtree(inputs.folder / "out", ignore_errors=True)
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "100", "PYTHONUTF8": "1"}
    words = [*before, sys.executable, "-c", RUN, how, str(port)]
    return subprocess.run(words, cwd=inputs.folder, env=environment, input=json.dumps(inputs.asked).encode(), capture_output=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def answers(inputs: Inputs, listener: Listener) -> bytes:
    """Ask everything once with a network, and hold the door."""
    asked = run(inputs, "free")
    assert listener.visitors() == 0
    assert asked.returncode == 0, asked.stderr.decode()
    return asked.stdout


def test_hostile_inputs_reach_nobody(inputs: Inputs, answers: bytes) -> None:
    told = [json.loads(line) for line in answers.splitlines() if line.startswith(b"[")]
    assert len(told) == len(inputs.asked)
    assert [(words, err) for _name, words, code, _out, err in told if code not in (0, 1, 2)] == []
    assert b"out/" in answers


def test_hostile_inputs_fare_the_same_where_no_socket_may_be_made(inputs: Inputs, answers: bytes) -> None:
    forbidden = run(inputs, "forbidden")
    assert forbidden.stderr == b""
    assert forbidden.stdout == answers


def test_hostile_inputs_fare_the_same_where_no_network_exists(inputs: Inputs, answers: bytes) -> None:
    alone = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("unshare --net is not permitted here")
    apart = run(inputs, "free", *alone)
    assert apart.returncode == 0, apart.stderr.decode()
    assert apart.stdout == answers


def test_a_connection_would_be_noticed(inputs: Inputs, listener: Listener) -> None:
    nothing = Inputs(inputs.folder, [])
    reached = run(nothing, "reach", port=listener.port)
    if b"unreachable" in reached.stderr:
        pytest.skip("there is no loopback here")
    assert listener.visitors() == 1
    forbidden = run(nothing, "forbidden reach", port=listener.port)
    assert b"socket.getaddrinfo\n" in forbidden.stderr
    assert listener.visitors() == 0
