"""What a text says otherwise than before: the words that went and the words that came, for people to read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

KEPT, REMOVED, ADDED = "kept", "removed", "added"
MARKS = {KEPT: ("", ""), REMOVED: ("[-", "-]"), ADDED: ("{+", "+}")}
"""What stands around a piece in plain text, as in the word differences of wdiff and git."""

_FURTHEST = 128
"""Differences that are weighed at once; where there are more, the comparison goes on from the furthest point that so many lead to."""
_WINDOWS = 256
"""Times that it goes on; what is left then is replaced as a whole."""
_KANA = re.compile("[\u3041-\u3096\u309d\u309e]|[\u30a1-\u30fa\u30fd\u30fe\u31f0-\u31ff\uff66-\uff9d]")
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WITHIN = frozenset(".,:·٫'’．，：")
"""What joins two parts of a word or number when it stands between them: ``1,000``, ``10:30``, ``Japan’s``."""


class Piece(NamedTuple):
    """A stretch of text, and what became of it."""

    action: str
    """``kept``, ``removed`` or ``added``."""
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """Give the pieces of two texts, in order, what was removed before what was added.

    All but what was added is the old text, all but what was removed the new one. English is
    compared by words, Japanese by runs of a script, of which kanji and hiragana may share a
    beginning or an end; a number and a grapheme cluster (UAX #29) are never divided. Takes
    time in proportion to the length of the texts; the ends of very long ones that have little
    in common replace each other as a whole.
    """
    left, right = segments(old), segments(new)
    hunks = _slid(list(_hunks(left, right, _matches(left, right))))
    found: list[Piece] = []
    for piece in (piece for hunk in _joined(hunks) for piece in _pieces(*hunk) if piece.text):
        if found and found[-1].action == piece.action:
            piece = Piece(piece.action, found.pop().text + piece.text)  # noqa: PLW2901 -- the same piece, longer
        found.append(piece)
    return found


def marked(pieces: Iterable[Piece]) -> str:
    """Write pieces as plain text: ``the [-red-]{+blue+} moon``."""
    return "".join(f"{MARKS[action][0]}{text}{MARKS[action][1]}" for action, text in pieces)


def abridged(pieces: Sequence[Piece], around: int) -> list[Piece]:
    """Leave out of what was kept all but about so many characters beside each change; an ellipsis stands for what is left out."""
    last = len(pieces) - 1
    return [
        Piece(KEPT, _abridged(piece.text, around if at > 0 else 0, around if at < last else 0)) if piece.action == KEPT and last else piece
        for at, piece in enumerate(pieces)
    ]


def _abridged(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail + max(head, tail):
        return text
    words = segments(text)
    return f"{_within(words, head).rstrip()}…{_within(words[::-1], tail, backwards=True).lstrip()}"


def _within(words: Iterable[str], room: int, *, backwards: bool = False) -> str:
    """Give as many words as there is room for."""
    kept: list[str] = []
    for word in words:
        room -= len(word)
        if room < 0:
            break
        kept.append(word)
    return "".join(kept[::-1] if backwards else kept)


# Segments


_RUNS = frozenset({"word", "han", "hiragana", "katakana", "space", "flag"})
"""Kinds of characters that stand together with their like."""
_ATTACHED = frozenset({"mark", "joiner", "trailing"})
"""Kinds that stand together with whatever is before them."""


_SPECIAL = {
    **dict.fromkeys("\u0d4e\U000111c2\U000111c3\U00011a3a\U00011a86", "prepended"),
    **dict.fromkeys("\u0e33\u0eb3", "trailing"),
    **dict.fromkeys("\uff9e\uff9f", "mark"),
    **dict.fromkeys("ーｰ", "long"),
    **dict.fromkeys(map(chr, range(0x1F1E6, 0x1F200)), "flag"),
    "\t": "space",
}
"""Letters that stand together with what follows or precedes them (UAX #29, Prepend and SpacingMark), and what goes by no category."""
_CATEGORIES = {"Cf": "joiner", "Sk": "mark", "Zs": "space"}
"""Joiners, modifiers of emoji, spaces."""


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    """Tell what a character joins; ``""`` is nothing."""
    category = unicodedata.category(char)
    known = _SPECIAL.get(char) or _CATEGORIES.get(category) or ("mark" if category[0] == "M" else "")
    if known:
        return known
    if _HAN.match(char):
        return "han"
    if kana := _KANA.match(char):
        return "hiragana" if kana[0] < "\u30a0" else "katakana"
    return "word" if category[0] in "LN" else ""


def segments(text: str) -> list[str]:
    """Divide a text into words, numbers, runs of kana and of kanji, spaces, and each other character by itself; together they are the text.

    A grapheme cluster stands in one segment (UAX #29, 3.1.1, by rules that divide less where that is simpler).
    """
    found: list[str] = []
    start, before, glued = 0, "", False
    for at, char in enumerate(text):
        kind = _kind(char)
        if kind == before and kind in _RUNS and not glued:
            continue
        inside = before == "word" and _inside(text, at)
        long = kind == "long" and before in ("hiragana", "katakana")
        joins = glued or inside or long or kind in _ATTACHED or (kind == before and kind in _RUNS) or (char == "\n" and text[at - 1 : at] == "\r")
        if at and not joins:
            found.append(text[start:at])
            start = at
        glued = kind in ("joiner", "prepended")
        if inside or kind == "prepended":
            before = "word"
        elif kind not in _ATTACHED and not long:
            before = "katakana" if kind == "long" else kind
    if text:
        found.append(text[start:])
    return found


def _inside(text: str, at: int) -> bool:
    """Tell whether a character joins two parts of one word."""
    if text[at] not in _WITHIN or at + 1 == len(text):
        return False
    apostrophe = text[at] in "'’"
    return all(side.isalpha() if apostrophe else side.isdecimal() for side in (text[at - 1], text[at + 1]))


def _atoms(words: Sequence[str]) -> list[str]:
    """Divide runs of kanji and of hiragana into characters with their marks; other words stay whole."""
    found: list[str] = []
    for word in words:
        if _kind(word[0]) not in ("han", "hiragana"):
            found.append(word)
            continue
        for char in word:
            if found and word[0] != char and _kind(char) in _ATTACHED:
                found[-1] += char
            else:
                found.append(char)
    return found


# What two lists of words have in common


class _Match(NamedTuple):
    left: int
    right: int
    length: int


def _matches(left: Sequence[str], right: Sequence[str]) -> list[_Match]:
    """Give stretches that two lists have in common, in order."""
    head = _common(left, right)
    tail = _common(left[head:][::-1], right[head:][::-1])
    within = _Match(head, head, 0)
    ends = _Match(len(left) - tail, len(right) - tail, tail)
    found = [_Match(0, 0, head)]
    for _window in range(_WINDOWS):
        x, y = within.left + within.length, within.right + within.length
        if x == ends.left or y == ends.right:
            break
        trail, end = _furthest(left[x : ends.left], right[y : ends.right])
        stretch = [_Match(x + match.left, y + match.right, match.length) for match in _walked(trail, end)]
        if not stretch:
            break
        found += stretch
        within = stretch[-1]
    return [match for match in (*found, ends) if match.length]


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    return next((at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), min(len(left), len(right)))


def _furthest(left: Sequence[str], right: Sequence[str]) -> tuple[list[dict[int, int]], tuple[int, int]]:
    """Go from the beginning of two lists to their ends by as few differences as can be (Myers 1986, An O(ND) Difference Algorithm).

    Where that takes too many, as far as so many lead. Gives the ends of the paths, by
    diagonal, before each further difference, and where the path ended.
    """
    ends = {1: 0}
    trail: list[dict[int, int]] = []
    for far in range(_FURTHEST + 1):
        trail.append(dict(ends))
        for diagonal in range(-far, far + 1, 2):
            down = diagonal == -far or (diagonal != far and ends[diagonal - 1] < ends[diagonal + 1])
            x = ends[diagonal + 1] if down else ends[diagonal - 1] + 1
            while x < len(left) and x - diagonal < len(right) and left[x] == right[x - diagonal]:
                x += 1
            ends[diagonal] = x
            if x >= len(left) and x - diagonal >= len(right):
                return trail, (x, x - diagonal)
    inside = [(x, x - diagonal) for diagonal, x in ends.items() if (diagonal - _FURTHEST) % 2 == 0 and x <= len(left) and x - diagonal <= len(right)]
    return trail, max(inside, key=sum, default=(0, 0))


def _walked(trail: Sequence[dict[int, int]], end: tuple[int, int]) -> list[_Match]:
    """Walk a path back from its end, and give what it kept."""
    found: list[_Match] = []
    x, y = end
    for far in range(len(trail) - 1, -1, -1):
        ends, diagonal = trail[far], x - y
        down = diagonal == -far or (diagonal != far and ends[diagonal - 1] < ends[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        start = (ends[before] if down else ends[before] + 1) if far else 0
        if x > start:
            found.append(_Match(start, start - diagonal, x - start))
        x, y = ends[before], ends[before] - before
    return found[::-1]


# From words to pieces


class _Hunk(NamedTuple):
    kept: Sequence[str]
    """Words that both texts have before what differs."""
    removed: Sequence[str]
    added: Sequence[str]


def _hunks(left: Sequence[str], right: Sequence[str], matches: Iterable[_Match]) -> Iterator[_Hunk]:
    x = y = 0
    kept: list[str] = []
    for match in [*matches, _Match(len(left), len(right), 0)]:
        if match.left > x or match.right > y:
            yield _Hunk(kept, left[x : match.left], right[y : match.right])
            kept = []
        x, y = match.left + match.length, match.right + match.length
        kept += left[match.left : x]
    yield _Hunk(kept, [], [])


def _slid(hunks: list[_Hunk]) -> list[_Hunk]:
    """Let words that were put in or taken out begin with a word and end with the space, where either would do: ``on {+the outside of +}the``."""
    for at, (kept, removed, added) in enumerate(hunks[:-1]):
        words, after = [*removed, *added], hunks[at + 1]
        if not (removed and added) and len(words) > 1 and words[0].isspace() and after.kept[:1] == words[:1]:
            turned = [*words[1:], words[0]]
            hunks[at] = _Hunk([*kept, words[0]], turned if removed else [], turned if added else [])
            hunks[at + 1] = after._replace(kept=after.kept[1:])
    return hunks


def _joined(hunks: Sequence[_Hunk]) -> list[_Hunk]:
    """Make one change of two that no word stands between, so that words replaced in a row read as one."""
    found: list[_Hunk] = []
    for hunk in hunks:
        last = found[-1] if found else _Hunk([], [], [])
        changed = (last.removed or last.added) and (hunk.removed or hunk.added)
        replaced = [bool(each.removed and each.added) for each in (last, hunk)]
        if changed and ((any(replaced) and _blank(hunk.kept)) or (all(replaced) and _particle(hunk.kept))):
            found[-1] = _Hunk(last.kept, [*last.removed, *hunk.kept, *hunk.removed], [*last.added, *hunk.kept, *hunk.added])
        else:
            found.append(hunk)
    return found


def _blank(words: Sequence[str]) -> bool:
    return all(word.isspace() and "\n" not in word for word in words)


def _particle(words: Sequence[str]) -> bool:
    return len(words) == 1 and len(words[0]) == 1 and _kind(words[0]) == "hiragana"


def _pieces(kept: Sequence[str], removed: Sequence[str], added: Sequence[str]) -> Iterator[Piece]:
    """Give what was kept, removed and added; what kanji or hiragana on both sides begin or end with is kept."""
    left, right = _atoms(removed), _atoms(added)
    head = _common(left, right)
    tail = _common(left[head:][::-1], right[head:][::-1])
    yield Piece(KEPT, "".join([*kept, *left[:head]]))
    yield Piece(REMOVED, "".join(left[head : len(left) - tail]))
    yield Piece(ADDED, "".join(right[head : len(right) - tail]))
    yield Piece(KEPT, "".join(left[len(left) - tail :]))
