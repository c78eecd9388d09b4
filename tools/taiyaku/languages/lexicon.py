"""The tables of ``data/`` as Python needs them: units, words, eras, and patterns made of phrases."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from taiyaku.languages.quantities import Amount


@cache
def table(name: str) -> Any:
    """Give the content of ``data/<name>.yaml``; every scalar is a string."""
    return _tables()[name]


@cache
def _tables() -> dict[str, Any]:
    # Derived from the YAML files by ``nox -s tables``: a reader of YAML takes longer to load than JSON takes for all of them.
    return json.loads((files("taiyaku.languages") / "data" / "tables.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def number(text: str | Fraction) -> Amount:
    """Give an exact number: an int where it is whole, so that equal numbers look equal too."""
    exact = Fraction(text)
    return exact.numerator if exact.denominator == 1 else exact


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and how many of its dimension's first unit it is."""

    id: str
    dimension: str
    factor: Amount


@dataclass(frozen=True, slots=True)
class Era:
    """A Japanese era and its days."""

    name: str
    english: str
    short: str
    first: dt.date
    last: dt.date

    def year(self, number: int) -> int:
        """Give the western year of a year of the era."""
        return self.first.year + number - 1


@cache
def units() -> dict[str, Unit]:
    """Give all units by id."""
    return {
        name: Unit(name, group["dimension"], number(unit["factor"]) if "factor" in unit else 1)
        for group in table("units")
        for name, unit in group["units"].items()
    }


@cache
def unit_words(language: str) -> dict[str, tuple[str, ...]]:
    """Give the words of a language for units, each with the ids it may mean; English words in singular and plural."""
    found: dict[str, tuple[str, ...]] = {}
    for group in table("units"):
        for name, unit in group["units"].items():
            for word in unit.get(language, ()):
                for form in {word, plural(word)} if language == "en" else {word}:
                    found[form] = (*found.get(form, ()), name)
    return found


def plural(word: str) -> str:
    """Give the English plural of a regular noun; other words (of symbols, already plural) as they are."""
    return f"{word}s" if word[-1:].isalpha() and not word.endswith(("s", "fold", "hertz", "people", "men", "ies", "%")) else word


@cache
def symbols() -> dict[str, str]:
    """Give the symbols of units, in their own case, and the unit of each."""
    return {symbol: name for group in table("units") for name, unit in group["units"].items() for symbol in unit.get("symbols", ())}


@cache
def eras() -> tuple[Era, ...]:
    """Give the modern eras, oldest first."""
    day = dt.date.fromisoformat
    return tuple(Era(each["ja"], each["en"], each["short"], day(each["first"]), day(each["last"] or "9999-12-31")) for each in table("eras")["eras"])


def turned(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Turn a table of lists around: each word to the name of its list."""
    return {word: name for name, words in groups.items() for word in words}


def phrases(words: Iterable[str]) -> str:
    """Make one pattern of many phrases that finds the longest: a tree, so that each character is looked at once."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(root)


def _branch(node: dict[str, Any]) -> str:
    ends = "" in node
    ways = [re.escape(char) + _branch(below) for char, below in node.items() if char]
    if not ways:
        return ""
    body = ways[0] if len(ways) == 1 and not ends else f"(?:{'|'.join(ways)})"
    return f"{body}?" if ends else body
