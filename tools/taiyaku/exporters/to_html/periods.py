"""When the records of the central table are dated: the days that their dates may mean, and the years, decades or centuries that these begin in."""

from collections.abc import Sequence
from dataclasses import dataclass

from taiyaku.exporters.to_html.content import Content, Record
from taiyaku.exporters.to_html.dates import date
from taiyaku.exporters.to_html.order import date_field
from taiyaku.exporters.to_html.pieces import Piece, Pieces, woven
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _
from taiyaku.languages.edtf import read

STEPS = (1, 10, 100, 1000)
"""Years that a column of a chart may stand for."""
_MOST = 12
"""Columns that a chart over time has at most, if a longer step is left."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A record with the date that is readable: as it is written, and what it may mean."""

    record: Record
    text: str
    first: str
    """The earliest day that it may mean; empty where the beginning is open or unknown."""
    last: str
    """The latest one; empty where the end is open or unknown."""
    year: int
    """First year of the shortest period that it surely begins in."""
    years: int
    """Length of that period: 1, 10 or 100 years; 0 where the beginning is open or unknown."""


def dated(content: Content) -> list[Dated]:
    """Give the dated records of the central table in the order of the earliest day that their dates may mean; those without a beginning come last."""
    group = content.groups.get(content.main)
    name = date_field(group) if group is not None else ""
    found: list[Dated] = []
    for record in content.pages[content.main].values() if name else ():
        text = record.facts.get(name, "")
        span = read(text) if text else None
        if span is not None:
            start = text.partition("/")[0][:4] if span.first else ""
            found.append(Dated(record, text, span.first, span.last, int(start.replace("X", "0") or 0), 10 ** start.count("X") if start else 0))
    return sorted(found, key=lambda each: (not each.first, each.first, not each.last, each.last, each.record.number))


def step(found: Sequence[Dated]) -> int:
    """Choose how many years a column stands for, so that a dozen columns hold all of them: one, ten, a hundred or a thousand."""
    return next((each for each in STEPS if len(axis(found, each)) <= _MOST), STEPS[-1])


def axis(found: Sequence[Dated], of: int) -> range:
    """Give the first year of every period of this length, from the first period in which a record surely begins to the last, also of those without any."""
    years = [each.year for each in found if 0 < each.years <= of]
    return range(min(years) // of * of, max(years) + 1, of) if years else range(0)


def period(view: View, year: int, years: int) -> Pieces:
    """Name a period: a year, a decade, or its first and last year."""
    if years == 1:
        return date(f"{year:04}", view.language, view.words)
    if years == 10:  # noqa: PLR2004 -- a decade
        return woven(view.say(_("{year}s")), {"year": (Piece(f"{year:04}"),)})
    return woven(view.say(_("{first}–{last}")), {"first": (Piece(f"{year:04}"),), "last": (Piece(f"{year + years - 1:04}"),)})
