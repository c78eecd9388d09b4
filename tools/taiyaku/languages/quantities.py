"""What a text says in numbers: typed, frozen values with the place where they stand."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Amount: TypeAlias = int | Fraction


class Strength(enum.IntEnum):
    """How firmly a text says a number."""

    IMPLIED = 0
    """Said by the way (a, once, both, 一つ): it answers a number of the other text, and is never missed."""
    SPELLED = 1
    """A small number in words (three, 三か国): its absence alone proves nothing."""
    EXPLICIT = 2
    """Digits, large numbers, dates: the other text must say it too."""


class Bound(enum.Enum):
    """The side on which a number bounds what is spoken of."""

    NONE = ""
    AT_LEAST = "≥"
    MORE = ">"
    AT_MOST = "≤"
    LESS = "<"


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with the id of its unit in ``data/units.yaml`` where one is said."""

    amount: Amount
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Date:
    """A date in the Gregorian calendar, or the parts of one that are said; 0 where a part is not."""

    year: int = 0
    """Negative before Christ."""
    month: int = 0
    day: int = 0
    weekday: int = 0
    """1 (Monday) to 7 (Sunday), as ISO 8601 counts."""
    fiscal: bool = False
    """Whether the year is a fiscal year (年度)."""
    era: str = ""
    """The era in which the year was said, as 昭和; empty where it was a western year."""

    @property
    def days(self) -> tuple[int, int, int]:
        """Year, month and day."""
        return (self.year, self.month, self.day)

    @property
    def impossible(self) -> bool:
        """Whether no calendar has this date: a 30th of February, a 13th month."""
        if not (0 <= self.month <= _MONTHS and 0 <= self.day <= _LONGEST_MONTH):
            return True
        try:
            # 2000 had a 29 February, so a date without a year may be one.
            dt.date(self.year if 0 < self.year <= dt.MAXYEAR else 2000, self.month or 1, self.day or 1)
        except ValueError:
            return True
        return False


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day."""

    minute: int
    """Minutes since midnight."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name with digits in it, which is the same in every language: G7, H3, 2.10.3, ISO-2022-JP."""

    name: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A magnitude without a number: dozens (10), hundreds (100), 数千 (1000)."""

    magnitude: int


Value: TypeAlias = Number | Date | Time | Identifier | Fuzzy


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number, date, time or identifier as a text says it."""

    readings: tuple[Value, ...]
    """What it may mean, the likeliest first."""
    start: int
    """Index of its first character in the text that was read."""
    end: int
    """Index behind its last character."""
    text: str
    """The characters themselves."""
    strength: Strength
    bound: Bound = Bound.NONE
    approximate: bool = False
    negative: bool = False
    """Whether a minus sign, ▲ or a word like minus stands before it."""
    ordinal: bool | None = None
    """True for 第9回 and ninth, False for what can only be a count (九つ, 9個); None where both are possible."""
    per: str = ""
    """The time or head that a rate is counted for: ``year``, ``month``, ``person``."""
    part: str = ""
    """``early``, ``middle`` or ``late`` in the year, month, decade or century that is named."""

    @property
    def value(self) -> Value:
        """What it means most likely."""
        return self.readings[0]


_MONTHS, _LONGEST_MONTH = 12, 31
