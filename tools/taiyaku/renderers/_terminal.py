"""What a terminal shows: colours, and columns in which a full-width character takes two places (UAX #11)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from taiyaku import wording
from taiyaku.i18n import visible
from taiyaku.wording import ADDED, MARKS, REMOVED, Piece

HEADING, WARNING = "heading", "warning"
_COLOURS = {HEADING: "1", WARNING: "1;33", REMOVED: "31", ADDED: "32"}
"""Parameters of SGR (ECMA-48, 8.3.117)."""
_CLOSING = re.compile(r"[、。，．・：；！？）］」』】〉》,.:;!?)\]ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々]")
"""What a line does not begin with (JIS X 4051, the part of it that a terminal can keep)."""
BAR = " │ "


@dataclass(frozen=True, slots=True)
class Look:
    """How changes look on a terminal."""

    colours: bool = False
    width: int = 0
    """Places of a line in which old and new stand side by side; 0: one below the other."""


def paint(text: str, kind: str, look: Look) -> str:
    """Give a text its colour."""
    return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if look.colours and kind in _COLOURS and text else text


def inline(pieces: Iterable[Piece], look: Look) -> str:
    """Write pieces on one line, with their marks."""
    return "".join(paint(f"{MARKS[action][0]}{visible(text, None)}{MARKS[action][1]}", action, look) for action, text in pieces)


def beside(pieces: Sequence[Piece], look: Look, indent: str) -> Iterator[str]:
    """Write the old and the new text side by side."""
    return columns([[piece for piece in pieces if piece.action != other] for other in (ADDED, REMOVED)], look, indent)


def columns(sides: Sequence[Sequence[Piece]], look: Look, indent: str) -> Iterator[str]:
    """Write two texts side by side, each in lines of half the width."""
    room = max((look.width - len(indent) - len(BAR)) // 2, _LEAST)
    left, right = (list(_lines(pieces, room, look)) for pieces in sides)
    for (old, taken), (new, _taken) in zip_longest(left, right, fillvalue=("", 0)):
        yield f"{indent}{old}{' ' * (room - taken)}{BAR}{new}".rstrip()


_LEAST = 16
"""Places that a column has at least."""


def _lines(pieces: Iterable[Piece], room: int, look: Look) -> Iterator[tuple[str, int]]:
    """Break pieces into lines of so many places: each line and how many it takes."""
    shown, taken = "", 0
    for word, action in _words(pieces, room):
        size = width(word)
        if taken and taken + size > room:
            yield shown, taken
            shown, taken = "", 0
            word = word.lstrip(" ")  # noqa: PLW2901 -- no line begins with the space before its first word
            size = width(word)
        shown += paint(word, action, look)
        taken += size
    if shown:
        yield shown, taken


def _words(pieces: Iterable[Piece], room: int) -> Iterator[tuple[str, str]]:
    """Give the parts between which a line may break, and what became of each."""
    for action, text in pieces:
        opening, closing = MARKS[action]
        words = [visible(word, None) for word in wording.segments(text)]
        held = opening
        for at, word in enumerate(words):
            held += word
            last = at + 1 == len(words)
            if last:
                held += closing
            elif _CLOSING.match(words[at + 1]):
                continue
            yield from ((part, action) for part in _parts(held, room))
            held = ""


def _parts(word: str, room: int) -> Iterator[str]:
    """Divide what is longer than a line; combining characters stay with their base."""
    part, taken = "", 0
    for char in word:
        size = width(char)
        if taken + size > room:
            yield part
            part, taken = "", 0
        part += char
        taken += size
    yield part


def width(text: str) -> int:
    """Count the places that a text takes."""
    return sum(0 if unicodedata.category(char) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
