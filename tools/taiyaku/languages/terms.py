"""Terms and names in English and Japanese texts: each in all the forms that say the same, found by the longest match.

English is compared word by word, without regard to number, possessive, hyphens and British or American spelling; Japanese character by character, in
one width, without regard to middle dots, blanks and a long vowel mark at the end of a word (サーバ, サーバー). A place is always one of the original text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from taiyaku.languages.lexicon import phrases, table
from taiyaku.languages.protected import PROTECTED

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing with a name, in all its allowed forms."""

    kind: str
    """``term``, or what the name is one of: ``country``, ``region``, ``place``, ``organisation``, ``person``, ``body``."""
    forms: Mapping[str, Sequence[str]]
    """Language to its forms, the preferred one first."""
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Language to words that answer the name without saying it themselves."""
    joint: Sequence[str] = ()
    """Japanese compounds that name it beside another (日米 for Japan, and for the United States)."""
    own: bool = True
    """Whether the package itself names it; then its forms stand above those that every text may use."""
    titled: Sequence[str] = ()
    """Japanese forms that are the name only before a title (山川理事長)."""


class Hit(NamedTuple):
    """A place where a form stands that names one of these concepts; a compound that names two has two hits."""

    start: int
    end: int
    concepts: frozenset[int]


class Read(NamedTuple):
    """A text as it is compared: its units, and where each begins and ends in the original."""

    keys: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


_WORD = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\.?(?!\w)|[^\W_]+(?:['’][^\W_]+)*|[^\s\-‐‑–]")
_POSSESSIVE = re.compile(r"['’]s?$")
_PLURAL_ACRONYM = re.compile(r"^([A-Z]{2,})s$")
_SINGULAR = re.compile(r"(?<=\w\w)ies$|(?<=ss|sh|ch)es$|(?<=\w[xz])es$|(?<=\w\w[^sui])s$")
_AMERICAN = re.compile(r"(?<=\w\wi)s(?=(?:e|es|ed|ing|ation|ations)$)|(?<=program)me$")
_SPELT = {"centre": "center", "labour": "labor", "licence": "license", "colour": "color", "behaviour": "behavior", "defence": "defense", "fora": "forum"}


@lru_cache(maxsize=20_000)
def lemma(word: str) -> str:
    """Give the form under which an English word is compared: small, singular, American."""
    low = _POSSESSIVE.sub("", word).replace(".", "") if word[1:] else word
    low = (_PLURAL_ACRONYM.sub(r"\1", low)).lower()
    low = _SINGULAR.sub(lambda found: "y" if found[0] == "ies" else "", low)
    low = _AMERICAN.sub(lambda found: "z" if found[0] == "s" else "", low)
    return _SPELT.get(low, low)


_LEFT_OUT = re.compile(r"[\s・･·]")
_KATAKANA = re.compile(r"[ァ-ヺー]")
_ASCII = re.compile(r"[A-Za-z0-9]")
_MONEY = re.compile(r"ドル|ポンド|フラン|ルピー|ペソ|リアル|クローナ|クローネ|ウォン|バーツ|ルーブル")


def read(text: str, language: str) -> Read:
    """Take a text apart into units; what is no language (markup, placeholders, addresses) is one unit that no form has."""
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for at, end in [*((found.start(), found.end()) for found in PROTECTED.finditer(text)), (len(text), len(text))]:
        for key, start, stop in _english(text, done, at) if language == "en" else _japanese(text, done, at):
            keys.append(key)
            starts.append(start)
            ends.append(stop)
        if end > at:
            keys.append("")
            starts.append(at)
            ends.append(end)
        done = end
    return Read(keys, starts, ends)


def _english(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for found in _WORD.finditer(text, start, end):
        yield lemma(found[0]), found.start(), found.end()


def _japanese(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for at in range(start, end):
        char = text[at]
        if char == "ー" and not _KATAKANA.match(text, at + 1):
            continue
        for each in char if "ぁ" <= char <= "鿿" else unicodedata.normalize("NFKC", char).lower():
            if not _LEFT_OUT.match(each):
                yield each, at, at + 1


class Index:
    """The forms of many concepts in one language, as a tree that is walked once along a text."""

    def __init__(self, concepts: Sequence[Concept], language: str) -> None:
        """Take the concepts; their numbers are their places in the sequence."""
        self._language = language
        self._concepts = concepts
        self._root: Node = {}
        self._joint: dict[str, set[int]] = {}
        for number, concept in enumerate(concepts):
            for form in concept.forms.get(language, ()):
                self._add(form, number, said=True)
            for form in concept.also.get(language, ()):
                self._add(form, number, said=False)
            for form in concept.titled if language == "ja" else ():
                self._add(form, number, said=True, titled=True)
            for form in concept.joint if language == "ja" else ():
                self._joint.setdefault("".join(read(form, "ja").keys), set()).add(number)
                self._add(form, number, said=True)

    def _add(self, form: str, number: int, *, said: bool, titled: bool = False) -> None:
        node = self._root
        for key in read(form, self._language).keys:
            node = node.setdefault(key, {})
        node.setdefault("", []).append((number, form, said, titled))

    def scan(self, text: str) -> tuple[list[Hit], set[int]]:
        """Give the places where a concept is named, the longest forms only, and all concepts that the text says in any way."""
        units = read(text, self._language)
        keys, root = units.keys, self._root
        hits: list[Hit] = []
        held: set[int] = set()
        covered = 0
        for at, key in enumerate(keys):
            node = root.get(key) if key else None
            longest, here = 0, frozenset[int]()
            behind = at
            while node is not None:
                behind += 1
                if "" in node:
                    named = self._fitting(node[""], text, units.starts[at], units.ends[behind - 1], held)
                    if named:
                        longest, here = behind, named
                node = node.get(keys[behind]) if behind < len(keys) and keys[behind] else None
            if longest > covered:
                joint = self._joint.get("".join(keys[at:longest]), set()) if self._joint else set()
                apart = [here - joint, *(frozenset({number}) for number in sorted(here & joint))]
                hits += [Hit(units.starts[at], units.ends[longest - 1], each) for each in apart if each]
                covered = longest
        return hits, held

    def _fitting(self, found: Iterable[tuple[int, str, bool, bool]], text: str, start: int, end: int, held: set[int]) -> frozenset[int]:
        """Give the concepts that are named here by a form of theirs; note the others that are said too."""
        named: set[int] = set()
        for number, form, said, titled in found:
            if self._language == "ja" and not _stands_alone(text, start, end):
                if _KATAKANA.match(text, start) and _in_compound(text, start, end):
                    held.add(number)
                continue
            if titled and not _titles().match(text, end):
                continue
            held.add(number)
            if said and (_cased(form, text[start:end]) if self._language == "en" else len(form) > 1):
                named.add(number)
        return frozenset(named)


def _cased(form: str, there: str) -> bool:
    """Tell whether a single English word has the capitals that make it a name; acronyms have all of theirs."""
    if " " in form or "-" in form or form.islower():
        return True
    letters = there.replace(".", "")
    return letters.rstrip("s").isupper() if len(form) > 1 and form.replace(".", "").isupper() else letters[:1].isupper()


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a Japanese form is no part of a longer word in katakana or Latin letters."""
    for kind in (_KATAKANA, _ASCII):
        if kind.match(text, start) and start and kind.match(text, start - 1):
            return False
        if kind.match(text, end - 1) and kind.match(text, end + text.startswith("ー", end)) and not _MONEY.match(text, end):
            return False
    return True


def _in_compound(text: str, start: int, end: int) -> bool:
    """Tell whether a form stands in a compound of katakana words: ドイツナショナルデー, リモートセンシングデータ; インド does not stand in インドネシア."""
    first, last = start, end
    while first > start - _FAR and first and _KATAKANA.match(text, first - 1):
        first -= 1
    while last < end + _FAR and _KATAKANA.match(text, last):
        last += 1
    if end - start >= _LONG:
        return first == start or last == end
    return first == start and end - start >= _SHORT and last - end > _SHORT


_FAR, _LONG, _SHORT = 30, 6, 3
"""A form of six katakana is no chance part of another word; one of three is none where four more characters follow."""


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(f"[A-Za-z]{{0,10}}{phrases(table('references')['ja']['titles'])}")
