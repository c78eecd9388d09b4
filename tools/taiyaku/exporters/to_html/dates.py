"""Dates as a reader says them: EDTF (ISO 8601-2, levels 0 and 1) in the language of the page."""

import datetime as dt
import re
from collections.abc import Mapping

from taiyaku.exporters.to_html.locales import locale
from taiyaku.exporters.to_html.pieces import Piece, Pieces, woven
from taiyaku.languages.edtf import read

# The English of this toolkit, and of the texts it was made for, writes the day before the month.
_DAY_FIRST = {"en": "en-GB"}
_PARTS = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([?~%]?)")


def date(text: str, language: str, said: Mapping[str, Piece]) -> Pieces:
    """Give a date or an interval as words, every single date in it with its meaning for machines.

    What is no EDTF date is given as it is written. ``said`` are the words of the page.
    """
    if read(text) is None:
        return (Piece(text),)
    start, slash, end = text.partition("/")
    if not slash:
        return _single(start, language, said)
    if end in ("", ".."):
        return woven(said["since" if end else "unknown_end"], {"date": _single(start, language, said)})
    if start in ("", ".."):
        return woven(said["until" if start else "unknown_start"], {"date": _single(end, language, said)})
    return woven(said["interval"], {"start": _single(start, language, said), "end": _single(end, language, said)})


def _single(text: str, language: str, said: Mapping[str, Piece]) -> Pieces:
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return (Piece(text),)
    year, month, day, mark = (part or "" for part in parts.groups())
    # XX says that the month or the day is not known: what is known is said, and no more.
    known = "-".join(part for part in (year, month, day) if part and part != "XX")
    found = _unspecified(year, language, said) if "X" in year else (Piece(_spoken(known, language), "time", to=known),)
    if mark in ("~", "%"):
        found = woven(said["about_date"], {"date": found})
    return woven(said["uncertain"], {"date": found}) if mark in ("?", "%") else found


def _unspecified(year: str, language: str, said: Mapping[str, Piece]) -> Pieces:
    """Say a decade, or the first and the last year of a century; HTML has no machine form for either."""
    if year.endswith("XX"):
        first, last = year.replace("X", "0"), year.replace("X", "9")
        return woven(said["interval"], {"start": _single(first, language, said), "end": _single(last, language, said)})
    return woven(said["decade"], {"year": (Piece(year.replace("X", "0")),)})


def _spoken(text: str, language: str) -> str:
    """Say a year, a month or a day; as it is written where the language or the year is out of reach."""
    from babel.dates import format_date, format_skeleton

    known = locale(_DAY_FIRST.get(language, language))
    numbers = [int(part) for part in text.split("-")]
    if known is None or numbers[0] == 0:
        return text
    day = dt.date(*numbers, *[1] * (3 - len(numbers)))
    skeleton = {1: "y", 2: "yMMMM"}.get(len(numbers))
    return format_skeleton(skeleton, day, locale=known) if skeleton else format_date(day, "long", locale=known)
