"""The table of all records of a table, in an order that means something, and the form that narrows it; without scripts the table is there all the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from taiyaku.exporters.to_html import search, sections
from taiyaku.exporters.to_html.cells import cell, columns, naming, reference, title
from taiyaku.exporters.to_html.content import Group, Record
from taiyaku.exporters.to_html.folding import collated
from taiyaku.exporters.to_html.labels import field_title, group_title, text_title
from taiyaku.exporters.to_html.order import READING, date_field
from taiyaku.exporters.to_html.pieces import Piece, Pieces, plain, woven
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import spoken
from taiyaku.i18n import _
from taiyaku.languages.edtf import read

if TYPE_CHECKING:
    from markupsafe import Markup

_COLUMNS = 3
"""Facts that stand beside the name of a record."""
_LONG = 24
"""Characters of a cell from which on its column is given more room."""
_DIRECTIONS = ("ascending", "descending")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_WORDS = {
    "search": _("Search"),
    "hint": _("All languages are searched. Of several words, all must occur."),
    "every": _("All"),
    "choice": _("{label} ({n})"),
    "clear": _("Clear"),
    "more": _("Show all {n} records"),
    "unscripted": _("Searching, filtering and sorting need JavaScript. All records are listed here."),
    "nothing": _("No record matches all of this. Shorten or remove a word, choose “All” in a filter, or clear everything."),
}
_FOUND = (_("{shown} of {n} record"), _("{shown} of {n} records"))


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column: what an address calls it, and how the rows are sorted by it (``ascending``, ``descending`` or empty)."""

    key: str
    label: Piece
    long: bool
    sorted: str


@dataclass(frozen=True, slots=True)
class Option:
    """A value to narrow the list to, and the number of records that have it."""

    value: str
    label: Piece
    number: int


@dataclass(frozen=True, slots=True)
class Question:
    """Values to choose from, each run of them with its heading, which is None where all are of one kind."""

    key: str
    label: Piece
    options: Sequence[tuple[Piece | None, Sequence[Option]]]


@dataclass(frozen=True, slots=True)
class Overview:
    """All records of a table."""

    heading: Pieces
    order: Pieces
    """Says in which order the records stand, where that is not plain to see."""
    first: Pieces
    """Says in which order they stand when somebody searches."""
    heads: Sequence[Head]
    body: Markup
    all: int
    found: Piece
    """How many records are shown, with ``{shown}`` in the place of their number."""
    searched: bool
    """Whether the table is long enough for a form, and has an index."""
    questions: Sequence[Question]


def values(view: View, group: Group | None) -> dict[str, Any]:
    """Give what ``templates/records.html`` and the page around it take; without records, that there are none."""
    if group is None or not view.content.pages[group.name]:
        return {"records": None}
    found = overview(view, group)
    return {
        "records": found,
        "scripts": [*([search.name_of(group.name), "folding.js"] if found.searched else []), "records.js"],
        "say": {purpose: view.say(msgid) for purpose, msgid in _WORDS.items()},
    }


def overview(view: View, group: Group) -> Overview:
    """Give all records of a table with pages: their names, and the facts that help to find one.

    These are the first date and the first two coded facts, filled up with others to three. The newest record stands first; those without a date come last,
    by their kind and name. A table without dates is in the order of its names.
    """
    records = list(view.content.pages[group.name].values())
    names = _names(group, records)
    shown = [[reference(view, record), *(cell(view, group, record, name) for name in names)] for record in records]
    keys = [
        [_spelling(view, record), *(_key(group, record, name, said) for name, said in zip(names, row[1:], strict=True))]
        for record, row in zip(records, shown, strict=True)
    ]
    day, kind = (names.index(name) + 1 if name in names else 0 for name in (date_field(group), sections.kind(group)))
    dated = bool(day) and any(row[day] for row in keys)
    searched = search.searched(view.content, group.name)
    heads = [
        Head(name, label, any(len(plain(row[at])) > _LONG for row in shown), _DIRECTIONS[dated] if at == (day if dated else 0) else "")
        for at, (name, label) in enumerate(_labels(view, group, names))
    ]
    colon = woven(view.words["label"], {"label": ()})
    heading = (group_title(view.content.package, view.labels, group.name),)
    return Overview(
        heading=heading,
        order=(*colon, view.say(_("the newest first, those without a date last"))) if dated else (),
        first=(*colon, view.say(_("those first whose names match"))),
        heads=heads,
        body=_body(shown, _ranks(keys), _order(keys, day, kind) if dated else _by_name(keys), numbered=searched),
        all=len(records),
        found=Piece(spoken(view.language).count(*_FOUND, len(records)), lang=view.words["label"].lang),
        searched=searched,
        questions=[_question(view, each) for each in search.filters(view.content, group)] if searched else [],
    )


def _names(group: Group, records: Sequence[Record]) -> list[str]:
    """Name the facts of the columns."""
    first = [date_field(group), *search.coded(group)]
    wanted = [name for name in group.fields if name in first or name not in (*group.key, "source_language")]
    used = columns(group, records, [name for name in group.fields if name not in wanted])
    return sorted(used, key=lambda name: first.index(name) if name in first else len(first))[:_COLUMNS]


def _labels(view: View, group: Group, names: Sequence[str]) -> list[tuple[str, Piece]]:
    text = naming(group)
    first = text_title(view.content.package, view.labels, text, view.language) if text is not None else view.words["title"]
    return [(text.name if text is not None else "title", first), *((name, field_title(view.content.package, view.labels, group, name)) for name in names)]


def _spelling(view: View, record: Record) -> Any:
    """Give what a name is sorted by; a Japanese one by how it is read, where that is known."""
    reading = record.facts.get(READING) if view.language.partition("-")[0] == "ja" else None
    return collated(reading or plain(title(view, record)))


def _key(group: Group, record: Record, name: str, said: Pieces) -> Any:
    """Give what a fact is sorted by; None where it is empty."""
    text = record.facts.get(name, "")
    if not text:
        return None
    if name == date_field(group):
        span = read(text)
        return (span.first or span.last) if span is not None else None
    if group.fields[name].get("type") in ("integer", "number"):
        return Decimal(text) if _NUMBER.fullmatch(text) else None
    return collated(plain(said))


def _ranks(keys: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Give the place of each cell in the order of its column, empty where there is nothing to sort by: what a browser sorts by, whatever it knows of languages."""
    found = []
    for column in zip(*keys, strict=True):
        rank = {key: str(at) for at, key in enumerate(sorted({key for key in column if key is not None}))}
        found.append([rank.get(key, "") for key in column])
    return [list(row) for row in zip(*found, strict=True)]


def _by_name(keys: Sequence[Sequence[Any]]) -> list[int]:
    """Give the places of the records in the order of their names, which are the first column."""
    return sorted(range(len(keys)), key=lambda at: keys[at][0])


def _order(keys: Sequence[Sequence[Any]], day: int, kind: int) -> list[int]:
    """Give the places of the records, the newest first; ``day`` and ``kind`` are columns, the latter 0 where there is none."""
    dated = [at for at in _by_name(keys) if keys[at][day]]
    others = [at for at in _by_name(keys) if not keys[at][day]]
    if kind:
        others.sort(key=lambda at: (keys[at][kind] is None, keys[at][kind] or ()))
    return [*sorted(dated, key=lambda at: keys[at][day], reverse=True), *others]


def _body(shown: Sequence[Sequence[Pieces]], ranks: Sequence[Sequence[str]], order: Sequence[int], *, numbered: bool) -> Markup:
    """Give the rows. ``data-at`` is the place of a record in the index, ``data-order`` the places of its cells in the order of their columns."""
    from markupsafe import Markup

    from taiyaku.exporters.to_html.markup import show

    lines: list[str] = []
    for at in order:
        name, *others = shown[at]
        number = f' data-at="{at}"' if numbered else ""
        cells = "".join(f"<td>{show(said)}</td>" for said in others)
        lines.append(f'          <tr{number} data-order="{",".join(ranks[at])}"><th scope="row">{show(name)}</th>{cells}</tr>\n')
    return Markup("".join(lines))  # noqa: S704 -- escaped by show


def _question(view: View, asked: search.Filter) -> Question:
    counts = Counter(place for places in asked.held for place in places)
    options = [(choice.table, Option(choice.value, _one(choice.label(view)), counts[at])) for at, choice in enumerate(asked.choices)]
    if not asked.ranked:
        # The table with the most frequent value first: of those who take part in cooperation between countries, the countries.
        most = {table: max(option.number for of, option in options if of == table) for table, _option in options}
        options.sort(key=lambda each: (-most[each[0]], each[0], collated(each[1].label.text)))
    grouped = groupby(options, key=lambda each: each[0])
    return Question(
        asked.key,
        asked.title(view),
        [(group_title(view.content.package, view.labels, table) if table else None, [option for _table, option in run]) for table, run in grouped],
    )


def _one(pieces: Pieces) -> Piece:
    """Give a text for a place that holds no markup, with the language that it begins in."""
    return Piece(plain(pieces), lang=pieces[0].lang)
