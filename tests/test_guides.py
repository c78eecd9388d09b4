"""The translators' guide is carried out: its edits are made, its commands are run, in both languages."""

from __future__ import annotations

import re
import shlex
import threading
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from socketserver import BaseServer
from typing import NamedTuple

import pytest

from taiyaku.preview.server import Server
from tests.conftest import ROOT, Command

GUIDES = {"en": ROOT / "docs" / "translators.md", "ja": ROOT / "docs" / "translators.ja.md"}
LOCALES = {"en": "en_GB.UTF-8", "ja": "ja_JP.UTF-8"}


class Block(NamedTuple):
    """A block of code: its language, what stands behind that, and its lines."""

    kind: str
    about: str
    lines: Sequence[str]


def blocks(path: Path) -> list[Block]:
    """Give the blocks of a page."""
    found = re.findall(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [Block(kind, about, body.splitlines()) for kind, about, body in found]


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """Give the commands of a block, each with the output that is shown."""
    found: list[tuple[str, list[str]]] = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def masked(text: str) -> str:
    """Give a text without its numbers, which change with the data."""
    return re.sub(r"\d[\d,.]*", "0", text)


def shows(said: str, shown: Sequence[str]) -> bool:
    """Tell whether an output is what is shown, where ``…`` stands for any lines."""
    pattern = "".join(r"(?:.*\n)*" if line == "…" else re.escape(masked(line)) + r"\n" for line in shown)
    return re.fullmatch(pattern, masked(said)) is not None


def looked_at(server: Server, poll_interval: float = 0.01) -> None:
    """Look at a page of a preview, then interrupt it."""
    threading.Thread(target=BaseServer.serve_forever, args=(server, poll_interval), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/ja/items/active-debris-removal.html"
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=60) as page:
        assert "<h1>分野8の積極的デブリ除去（ADR）</h1>" in page.read().decode()
    server.shutdown()
    raise KeyboardInterrupt


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_for_translators_is_true(language: str, project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setattr(Server, "serve_forever", looked_at)
    for block in blocks(GUIDES[language]):
        body = "\n".join(block.lines)
        if block.kind == "console":
            every = commands(block)
            for number, (words, shown) in enumerate(every, 1):
                looked = ["--port", "0"] if "preview" in words else []
                ran = command(*shlex.split(words)[1:], *looked, environment={"LANG": LOCALES[language]})
                expected = 130 if looked else 1 if block.about == "exit=1" and number == len(every) else 0
                assert (ran.code, ran.err) == (expected, ""), f"{words}: {ran.out}{ran.err}"
                assert shows(ran.out, shown), f"{words}:\n{ran.out}"
        elif block.kind == "diff":
            path = project / block.about
            old, new = ("\n".join(line[1:] for line in block.lines if line.startswith(mark)) for mark in "-+")
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, old
            path.write_text(text.replace(old, new), encoding="utf-8")
        elif block.kind == "po":
            assert body in (project / block.about).read_text(encoding="utf-8")


def test_both_guides_say_the_same() -> None:
    english, japanese = (
        [(block.kind, block.about, [words for words, _shown in commands(block)] if block.kind == "console" else block.lines) for block in blocks(path)]
        for path in GUIDES.values()
    )
    assert english == japanese
    heads = [re.findall(r"^#+(?= )|^\|", path.read_text(encoding="utf-8"), re.MULTILINE) for path in GUIDES.values()]
    assert heads[0] == heads[1]


def test_an_output_that_is_not_as_shown_is_noticed() -> None:
    assert shows("a 12\nb\n", ["a 7", "…"])
    assert not shows("a 12\nb\n", ["a 7"])
    assert not shows("c\nb\n", ["a", "…"])
