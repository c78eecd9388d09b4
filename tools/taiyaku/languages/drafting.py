"""Quantities in the making: what a reader has found so far, and what one number takes from its neighbour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from taiyaku.languages.lexicon import number as lexicon_number
from taiyaku.languages.lexicon import units
from taiyaku.languages.quantities import Amount, Bound, Date, Number, Quantity, Strength, Time, Value
from taiyaku.languages.scanning import Even


@dataclass(slots=True)
class Draft:
    """A quantity whose neighbours have not been looked at; places are those of the even text."""

    start: int
    end: int
    readings: list[Value]
    strength: Strength = Strength.EXPLICIT
    bound: Bound = Bound.NONE
    approximate: bool = False
    negative: bool = False
    ordinal: bool | None = None
    per: str = ""
    part: str = ""
    scale: Amount = 1
    """The magnitude said in a word behind the digits (million, 億), which the first of a range shares."""
    core: int = 0
    """Where its own digits begin, behind what stands before them (約, $, at least)."""
    digits: int = 0
    """How many digits it was written with, for ranges of years (2024-25)."""


@dataclass(slots=True)
class Modifiers:
    """The words that stand right before a number."""

    start: int = -1
    end: int = -1
    bound: Bound = Bound.NONE
    approximate: bool = False
    negative: bool = False
    part: str = ""
    unit: str = ""
    per: str = ""
    other: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, what: str) -> None:
        """Take one word in: ``what`` it is, by its ``kind``."""
        if what in BOUNDS:
            # Greater than the maximum of 3 is greater.
            self.bound = self.bound if self.bound in _STRICT else BOUNDS[what]
        elif what == "about":
            self.approximate = True
        elif what == "minus":
            self.negative = True
        elif what in ("early", "middle", "late"):
            self.part = what
        elif kind == "unit":
            self.unit = what
        elif kind == "per":
            self.per = what
        else:
            self.other[kind] = what


_STRICT = (Bound.MORE, Bound.LESS)
BOUNDS = {"ge": Bound.AT_LEAST, "gt": Bound.MORE, "le": Bound.AT_MOST, "lt": Bound.LESS}


def finish(even: Even, drafts: Sequence[Draft]) -> tuple[Quantity, ...]:
    """Make the drafts final, in the order of the text."""
    return tuple(
        Quantity(
            tuple(dict.fromkeys(draft.readings)),
            even.at(draft.start),
            even.at(draft.end - 1) + 1,
            even.original[even.at(draft.start) : even.at(draft.end - 1) + 1],
            draft.strength,
            draft.bound,
            draft.approximate,
            draft.negative,
            draft.ordinal,
            draft.per,
            draft.part,
        )
        for draft in drafts
    )


def number(draft: Draft) -> Number | None:
    """Give the number that a draft is first of all, if it is one."""
    first = draft.readings[0]
    return first if isinstance(first, Number) else None


def dated(draft: Draft) -> Date | None:
    """Give the date that a draft may be, the fullest one."""
    dates = [each for each in draft.readings if isinstance(each, Date)]
    return max(dates, key=lambda each: sum(map(bool, each.days))) if dates else None


def share(first: Draft, last: Draft, *, whole: bool) -> None:
    """Let the ends of a range (``whole``), or two members of a list, share unit, magnitude and the parts of a date that only one of them says.

    A list says its unit once, at the end, and each magnitude by itself; a range may do either, so the other reading stays.
    """
    one, other = number(first), number(last)
    if one is not None and other is not None:
        shared = (
            first.end == first.core + first.digits or (first.ordinal and last.ordinal) or whole or (other.unit and units()[other.unit].dimension == "money")
        )
        unit = one.unit or (other.unit if shared else "")
        if last.scale != 1 and first.scale == 1 and first.digits:
            first.readings.insert(0 if whole else len(first.readings), Number(one.amount * last.scale, unit))
        elif unit and not one.unit:
            first.readings[:1] = [Number(one.amount, unit)] if whole or first.scale != 1 else [Number(one.amount, unit), one]
        if unit and not other.unit and whole:
            last.readings.insert(0, Number(other.amount, unit))
    until = last.readings[0]
    if one is not None and isinstance(until, Time) and not one.unit and isinstance(one.amount, int) and 0 < one.amount <= _HALF_DAY:
        first.readings.extend([Time(one.amount * 60), Time((one.amount % _HALF_DAY + _HALF_DAY) * 60)])
    if one is not None and isinstance(until, Date) and until.year < 0 and not one.unit and isinstance(one.amount, int):
        first.readings.append(Date(-one.amount))
    if whole and other is not None:
        _century(first, last, other)


def _century(first: Draft, last: Draft, end: Number) -> None:
    """Give the second year of 2024-27 the century of the first."""
    year = dated(first)
    if year is not None and year.year > 0 and not year.month and last.digits == _TWO and not end.unit and isinstance(end.amount, int):
        last.readings.insert(0, replace(year, year=year.year // 100 * 100 + end.amount, era=""))


_TWO, _HALF_DAY = 2, 12


def inherit(drafts: Sequence[Draft], linked: Sequence[bool]) -> None:
    """Give each partial date the parts that its neighbour says: the one before it, or, where it is linked to it, the one behind.

    ``linked`` tells of each draft whether a range or list joins it to the next.
    """
    known: Date | None = None
    for draft in drafts:
        date = dated(draft)
        if date is None or (date.weekday and not any(date.days)):
            continue
        full = _completed(date, known)
        if full is not None and full.days != date.days:
            draft.readings.append(full)
        if any(date.days) and not (number(draft) and not date.year):
            known = full or date
    for index in range(len(drafts) - 2, -1, -1):
        date, behind = dated(drafts[index]), dated(drafts[index + 1])
        own = next((each for each in drafts[index].readings if isinstance(each, Date)), None)
        if date is None or own is None or behind is None or not linked[index]:
            continue
        if not own.year and own.month and behind.year and behind.month:
            drafts[index].readings.append(replace(own, year=behind.year, era=behind.era, fiscal=behind.fiscal))
        elif own.year and not own.month and behind.fiscal and not own.fiscal:
            drafts[index].readings.insert(0, replace(own, fiscal=True))


def _completed(date: Date, known: Date | None) -> Date | None:
    """Give a date with the missing larger parts of the one before it."""
    if known is None or date.year:
        return None
    if date.month:
        return replace(date, year=known.year, era=known.era) if known.year else None
    return replace(date, year=known.year, month=known.month, era=known.era) if date.day and known.month else None


def speed(draft: Draft) -> None:
    """Make a length that is counted for a second or an hour a speed (毎秒3km, 17 km per second)."""
    length = number(draft)
    if length is not None and (unit := _SPEEDS.get((length.unit, draft.per))):
        draft.readings, draft.per = [Number(length.amount, unit)], ""


_SPEEDS = {
    ("metre", "second"): "metre-per-second",
    ("kilometre", "second"): "kilometre-per-second",
    ("kilo", "second"): "kilometre-per-second",
    ("kilometre", "hour"): "kilometre-per-hour",
    ("kilo", "hour"): "kilometre-per-hour",
    ("mile", "hour"): "mile-per-hour",
    ("bit", "second"): "bit-per-second",
    ("kilobit", "second"): "kilobit-per-second",
    ("megabit", "second"): "megabit-per-second",
    ("gigabit", "second"): "gigabit-per-second",
}


def add_up(first: Draft, last: Draft) -> bool:
    """Add the second of two durations that stand together to the first (3年6か月, 1 hour 30 minutes); tell whether they were ones."""
    one, other = number(first), number(last)
    if one is None or other is None or not one.unit or not other.unit:
        return False
    large, small = units()[one.unit], units()[other.unit]
    if large.dimension != small.dimension or large.dimension not in ("second", "month") or large.factor <= small.factor:
        return False
    total = lexicon_number(one.amount * Fraction(large.factor) / small.factor + other.amount)
    first.readings = [Number(total, small.id)]
    first.end, first.strength = last.end, max(first.strength, last.strength)
    first.bound = first.bound if first.bound is not Bound.NONE else last.bound
    first.per = first.per or last.per
    return True
