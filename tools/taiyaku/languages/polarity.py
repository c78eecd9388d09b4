"""Whether two texts say opposite things: adopted and 否決, increased and 減少, is not and である."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from taiyaku.languages.lexicon import phrases, table
from taiyaku.languages.protected import PROTECTED


class Side(NamedTuple):
    """A word that says one of two opposite things, turned around where it is denied."""

    pair: int
    side: int
    start: int
    end: int


class _Words(NamedTuple):
    pattern: re.Pattern[str]
    sides: dict[str, list[tuple[int, int]]]


@cache
def _words(language: str) -> _Words:
    sides: dict[str, list[tuple[int, int]]] = {}
    for number, each in enumerate(table("polarity")["opposites"]):
        for side, name in enumerate(("one", "two")):
            for word in each[name][language]:
                sides.setdefault(word, []).append((number, side))
    tree = phrases(sides)
    return _Words(re.compile(rf"(?<![\w-])(?:{tree})(?![\w-])" if language == "en" else tree), sides)


_DENIED_BEFORE = re.compile(
    r"(?:\b(?:(?<!or )not|never|cannot|no|nor|neither|without)\b|n't\b)(?:\s+(?:be|been|being|yet|to|fully|longer|have|has|was|were|is|are|an?|the|any|so|far|also|ever))*\s*$"
)
_DENIED_AFTER = re.compile(r"(?:(?!なけれ|なくて|ざる|かも|だけ)[ぁ-ん]){0,9}(?:ない|なか|なく|ません|ず(?!れ|つ)|ぬ)(?!て)")


def sides(text: str, language: str) -> Iterator[Side]:
    """Yield the words that have an opposite, with the side that they are on once a denial beside them is heard."""
    masked = PROTECTED.sub(lambda found: "\ufffc" * len(found[0]), text)
    low = masked.lower()
    low = low if len(low) == len(masked) else masked
    words = _words(language)
    for found in words.pattern.finditer(low):
        denied = _DENIED_BEFORE.search(low, max(0, found.start() - 40), found.start()) if language == "en" else _DENIED_AFTER.match(low, found.end())
        for pair, side in words.sides[found[0]]:
            yield Side(pair, side ^ bool(denied), found.start(), found.end())


def opposed(english: str, japanese: str) -> tuple[Side, Side] | None:
    """Give the first two words that stand on opposite sides, where each text speaks of that matter on one side only.

    Long texts speak of too many matters to conclude anything.
    """
    if len(english) > _LONGEST:
        return None
    ours: dict[int, list[Side]] = {}
    for each in sides(english, "en"):
        ours.setdefault(each.pair, []).append(each)
    if not ours:
        return None
    theirs: dict[int, list[Side]] = {}
    for each in sides(japanese, "ja"):
        theirs.setdefault(each.pair, []).append(each)
    agreed = {word for pair, found in ours.items() for word in found if any(each.side == word.side for each in theirs.get(pair, ()))}
    settled = {each.start for each in agreed}
    for pair, found in ours.items():
        there = theirs.get(pair, ())
        if (
            there
            and len({each.side for each in found}) == 1
            and len({each.side for each in there}) == 1
            and found[0].side != there[0].side
            and found[0].start not in settled
        ):
            return found[0], there[0]
    return None


class _Denials(NamedTuple):
    english: re.Pattern[str]
    like: re.Pattern[str]
    japanese: re.Pattern[str]
    no_denial: re.Pattern[str]


@cache
def _denials() -> _Denials:
    known = table("polarity")["negation"]
    return _Denials(
        re.compile(rf"\b(?:{phrases(known['en'])})\b|n't\b"),
        re.compile(rf"\b(?:{phrases(known['en_like'])})\b|\b(?:un|in|im|ir|il|non-?|dis|mis|anti-?)\w{{3,}}|\w{{3,}}less\b|\w-free\b"),
        re.compile(phrases(known["ja"])),
        re.compile(phrases(known["ja_not"])),
    )


_ENDS_DENIED = re.compile(r"(?:ない|ていない|なかった|ません(?:でした)?|ず)(?:。|$)")
_PLAIN = re.compile(r"\b(?:(?<!or )not|never|cannot)\b(?! only| just| to mention| necessarily| least| more| fewer| less| later| exceed)|n't\b")
_CONDITION = re.compile(r"\b(?:if|unless|whether|make sure|why)\b|\?")
_LONGEST = 250


def denied(english: str, japanese: str) -> str:
    """Tell the language that denies what the other states, or give an empty text.

    English denies plainly (not, never, no) and nothing in the Japanese can; or a Japanese sentence ends in a denial and nothing in the English can.
    """
    if len(english) > _LONGEST:
        return ""
    known, low = _denials(), english.lower().replace("’", "'")
    plain = known.no_denial.sub("", japanese)
    if _PLAIN.search(low) and not _CONDITION.search(low) and not known.japanese.search(plain):
        return "en"
    if _ENDS_DENIED.search(plain) and not known.english.search(low) and not known.like.search(low):
        return "ja"
    return ""
