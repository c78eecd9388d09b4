"""Dates in texts that no calendar has, or that contradict themselves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import place
from taiyaku.i18n import _
from taiyaku.languages import LANGUAGES
from taiyaku.model import Check, Package, Problem, Said, Severity, Text

if TYPE_CHECKING:
    from taiyaku.languages import Date, Quantity


def run(package: Package) -> Iterator[Problem]:
    """Yield each date of a text that cannot be: a day that its month has not, a weekday that is another, an era that was over, two years that differ."""
    for text in package.texts:
        for language, column in text.columns.items():
            if language.partition("-")[0].lower() not in LANGUAGES:
                continue
            table = package.tables[column.table]
            cells = table.frame[column.name]
            for row in (cells.str.contains(r"\p{Nd}|元年|月")).arg_true():
                for quantity, what in faults(cells[int(row)], language):
                    where = place(package, text, language, int(row), cells[int(row)], quantity.start)
                    values: dict[str, str | Said | Text] = {"date": quantity.text, "what": what}
                    yield Problem(where, values, table=text.of, id=table.keys[int(row)], field=text.name, language=language)


def faults(cell: str, language: str) -> Iterator[tuple[Quantity, Said]]:
    """Yield the dates of one text that cannot be, each with what is wrong with it."""
    from taiyaku.languages import Date, read
    from taiyaku.languages.spelling import spelled

    dates = [(each, each.value) for each in read(cell, language) if isinstance(each.value, Date)]
    for index, (quantity, date) in enumerate(dates):
        before = dates[index - 1] if index else None
        if date.impossible:
            yield quantity, Said(_("no calendar has that day"))
        elif era := _outside(date):
            yield quantity, Said(_("{era} lasted from {first} to {last}"), era)
        elif date.weekday and date.year > 0 and date.day and dt.date(*date.days).isoweekday() != date.weekday:
            right = spelled(Date(weekday=dt.date(*date.days).isoweekday()))
            yield (
                quantity,
                Said(_("that day is a {weekday}"), {"weekday": {tag: word.strip("（）") + ("曜日" if tag == "ja" else "") for tag, word in right.items()}}),
            )
        elif before and _another_year(before[1], date) and _BRACKET.fullmatch(cell[before[0].end : quantity.start]):
            yield quantity, Said(_("“{other}” is another year: {year}"), {"other": before[0].text, "year": str(before[1].year)})


def _another_year(one: Date, other: Date) -> bool:
    """Tell whether two dates, one of an era and one not, name different years."""
    return bool(one.year and other.year) and one.year != other.year and bool(one.era) != bool(other.era)


def _outside(date: Date) -> dict[str, object] | None:
    """Give name and days of the era of a date that is not one of its days; a year alone is one as long as a day of it is."""
    from taiyaku.languages.lexicon import eras

    era = next((each for each in eras() if each.name == date.era), None)
    if era is None:
        return None
    first = dt.date(date.year, date.month or 1, date.day or 1) if date.month else dt.date(date.year, 12, 31)
    last = dt.date(date.year, date.month, date.day or 28) if date.month else dt.date(date.year, 1, 1)
    if not date.month:
        first, last = last, first
    if date.month and not date.day:
        # A month alone is one of the era as long as a day of it is.
        out = (date.year, date.month) < (era.first.year, era.first.month) or (date.year, date.month) > (era.last.year, era.last.month)
    else:
        out = last < era.first or first > era.last
    if date.fiscal:
        # A fiscal year is named for the era in which it begins (令和元年度 began in 平成31年).
        out = date.year < era.first.year or date.year > era.last.year
    name = {"en": era.english.capitalize(), "ja": era.name}
    return {"era": name, "first": era.first.isoformat(), "last": era.last.isoformat()} if out else None


_BRACKET = re.compile(r"\s?[(（\[/]\s?(?:西暦)?")

CHECK = Check(
    id="date-invalid",
    group="texts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("“{date}” cannot be: {what}"),
    why=_("A date that never was shows that one of its parts is wrong, and nobody can tell which."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\nact,The act was promulgated in April 2019.\n",
        "items.ja.csv": "id,summary\nact,この法律は平成31年4月31日に公布された。\n",
    },
    good={"items.ja.csv": "id,summary\nact,この法律は平成31年4月に公布された。\n"},
)
