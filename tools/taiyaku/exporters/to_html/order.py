"""The order in which people look for records: those with a date by date, those with names alone by name."""

from collections.abc import Sequence
from functools import lru_cache

from taiyaku.exporters.to_html.cells import TABLES, is_date, link_of, naming, plain_number, title
from taiyaku.exporters.to_html.content import Group, Record
from taiyaku.exporters.to_html.folding import collated
from taiyaku.exporters.to_html.pieces import plain
from taiyaku.exporters.to_html.view import View
from taiyaku.languages.edtf import read

READING = "reading"
"""The fact that says how a Japanese name is read, in hiragana or katakana."""
_LAST = "~"
"""Stands behind every date."""


def ordered(view: View, group: Group, records: Sequence[Record]) -> list[Record]:
    """Give records of a table by date, those without one last and in the order of the table.

    A table without dates is ordered by the names of its records in the language of the page; Japanese ones by their readings.
    """
    if date_field(group):
        return sorted(records, key=lambda record: moment(group, record))
    return sorted(records, key=lambda record: spelling(view, record)) if naming(group) is not None else list(records)


def moment(group: Group, record: Record) -> str:
    """Give what a record is sorted by in time: its first day, else its last; behind all others where it has neither."""
    return _moment(record.facts.get(date_field(group), ""))


@lru_cache(maxsize=1 << 14)
def _moment(text: str) -> str:
    span = read(text) if text else None
    return (span.first or span.last or _LAST) if span is not None else _LAST


def spelling(view: View, record: Record) -> tuple[tuple[int, bytes], ...]:
    """Give what a name is sorted by."""
    read = record.facts.get(READING, "") if view.language.partition("-")[0] == "ja" else ""
    return collated(read or plain(title(view, record)))


@lru_cache(maxsize=TABLES)
def date_field(group: Group) -> str:
    """Name the first fact of a table that is a date; empty where there is none."""
    return next((name for name, field in group.fields.items() if is_date(field)), "")


@lru_cache(maxsize=TABLES)
def number_field(group: Group) -> str:
    """Name the first fact of a table that numbers its records: an integer that is neither key nor code; empty where there is none."""
    wanted = (name for name, field in group.fields.items() if field.get("type") == "integer" and name not in group.key and not link_of(group, name))
    return next(wanted, "")


def in_series(group: Group, records: Sequence[Record]) -> list[Record]:
    """Give those records that have a date or a number, by number where all have one, else by date, then by number."""
    numbers, of_date = {record.number: plain_number(record.facts.get(number_field(group), "")) for record in records}, date_field(group)
    known = [record for record in records if numbers[record.number] is not None or record.facts.get(of_date)]
    counted = all(numbers[record.number] is not None for record in known)
    return sorted(known, key=lambda record: ("" if counted else moment(group, record), numbers[record.number] or 0))
