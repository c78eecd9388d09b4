"""Dates that may be partial, open or uncertain: EDTF levels 0 and 1 (ISO 8601-2:2019, annex A).

Read are years of four digits, months, days, unspecified digits at the end (``198X``,
``2026-XX``), intervals with an open or unknown side, and the marks ``?``, ``~`` and ``%``.
"""

import calendar
import re
from dataclasses import dataclass

_DATE = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?[?~%]?")


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a date may mean, as ISO 8601 strings; empty where open or unknown."""

    first: str
    last: str


def read(text: str) -> Span | None:
    """Give the span of an EDTF date or interval, or None where the text is neither.

    An interval that ends before it begins is none.
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _date(start)
    sides = [Span("", "") if side in ("", "..") else _date(side) for side in (start, end)]
    first, last = sides
    if first is None or last is None or start == end == "" or (first.first and last.last and first.first > last.last):
        return None
    return Span(first.first, last.last)


def _date(text: str) -> Span | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = found.groups()
    low, high = year.replace("X", "0"), year.replace("X", "9")
    if month is None or month == "XX":
        return None if month and day not in (None, "XX") else Span(f"{low}-01-01", f"{high}-12-31")
    if "X" in year or int(month) not in range(1, 13):
        return None
    # The year 0000 (ISO 8601: 1 BC) is a leap year like 2000, which Python's calendar knows.
    days = calendar.monthrange(int(year) or 2000, int(month))[1]
    if day is None or day == "XX":
        return Span(f"{year}-{month}-01", f"{year}-{month}-{days:02}")
    return Span(f"{year}-{month}-{day}", f"{year}-{month}-{day}") if 1 <= int(day) <= days else None
