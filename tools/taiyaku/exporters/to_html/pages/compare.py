"""All texts side by side: a row for each text, a column for each language; in parts, where there are many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from taiyaku.exporters.to_html import standing
from taiyaku.exporters.to_html.cells import described
from taiyaku.exporters.to_html.content import Content, Group, Record
from taiyaku.exporters.to_html.labels import group_title, package_title, text_title
from taiyaku.exporters.to_html.locales import grouped, language_name
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, plain, woven
from taiyaku.exporters.to_html.sections import counted, paragraphs
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import count
from taiyaku.i18n import _
from taiyaku.translations.settle import MISSING, STALE
from taiyaku.wording import MARKS, compare

SIZE = 100
"""Records of a part; each has about three texts, and a page of some hundred rows is still searched and printed with ease."""


@dataclass(frozen=True, slots=True)
class Line:
    """One text: its name, its wording in each language (empty where it is missing), and its state."""

    label: Piece
    cells: Sequence[tuple[str, Sequence[str]]]
    """Language (empty for that of the page) and paragraphs."""
    state: Pieces
    changes: Sequence[tuple[str, str]]
    """Of a stale text: what became of the source since, as (``kept``, ``removed`` or ``added``, words)."""
    source: str
    """Language of the source that changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record."""

    id: str
    """Its anchor; empty for a record that has another one's id, or none."""
    name: Pieces
    lines: Sequence[Line]


def address(view: View, record: Record) -> str:
    """Give the address of a record on these pages, seen from this page."""
    before = takewhile(lambda group: group.name != record.table, groups(view.content))
    part = sum(-(-len(group.records) // SIZE) for group in before) + record.number // SIZE + 1
    return f"{view.root}{PAGE.path_of(part)}#{anchor(record)}"


def anchor(record: Record) -> str:
    """Give the anchor of a record; table and id are told apart by the first point."""
    return f"{file_name(record.table)}.{file_name(record.id)}"


def groups(content: Content) -> list[Group]:
    """Give the tables whose records have texts in several languages, those with pages first."""
    names = dict.fromkeys([*content.pages, *content.groups])
    return [content.groups[name] for name in names if any(len(text.columns) > 1 for text in content.groups[name].texts)]


@dataclass(frozen=True, slots=True)
class Part:
    """What one page holds: some records of one table."""

    number: int
    group: Group
    first: int
    """Number of its first record."""


def parts(content: Content) -> Iterator[Part]:
    """Yield the parts of all tables; each table begins with a new one."""
    number = 0
    for group in groups(content):
        for first in range(0, len(group.records), SIZE):
            number += 1
            yield Part(number, group, first)


def languages(view: View) -> list[str]:
    """Give the languages in the order of the columns: that of the page first."""
    return [view.language, *(tag for tag in view.content.languages if tag != view.language)]


def _entries(view: View, group: Group, records: Sequence[Record]) -> Iterator[Entry]:
    known, names = view.content.known[group.name], {text.name: text_title(view.content.package, view.labels, text, view.language) for text in group.texts}
    for record in records:
        lines = [_line(view, record, text.name, names[text.name], languages(view)) for text in group.texts if record.texts.get(text.name)]
        if lines:
            yield Entry(anchor(record) if known.get(record.id) is record else "", described(view, record), lines)


def _line(view: View, record: Record, name: str, label: Piece, tags: Sequence[str]) -> Line:
    said = record.texts.get(name, {})
    cells = [("" if tag == view.language else tag, paragraphs(said.get(tag, ""))) for tag in tags]
    states: list[Pieces] = []
    changes: Sequence[tuple[str, str]] = ()
    source = ""
    translated = {unit.language: unit for unit in standing.units(view.content.package).get((record.table, record.id), ()) if unit.field == name}
    for tag in tags:
        unit = translated.get(tag)
        if unit is not None:
            states.append(_state(view, unit.settled.state, tag, unit.source_language))
            if unit.settled.state == STALE and unit.settled.row is not None:
                source, changes = unit.source_language, [(piece.action, piece.text) for piece in compare(unit.settled.row.source, unit.source)]
        elif not said.get(tag):
            states.append(_state(view, MISSING, tag, ""))
    return Line(label, cells, listed(states, Piece("; ")), changes, source)


def _state(view: View, state: str, language: str, source: str) -> Pieces:
    """Name a state: with its language where there are more than two, and with the language that a text is translated from."""
    word = standing.word(view, state)
    tags = view.content.languages
    named = (*woven(view.words["label"], {"label": (Piece(language_name(language, view.language)),)}), word) if len(tags) > _PAIR else (word,)
    if not source or state == MISSING:
        return named
    return (*named, *woven(view.say(_(" (from {source})")), {"source": (Piece(language_name(source, view.language)),)}))


_PAIR = 2
URGENT = 100
"""Texts that are listed at the top."""


def _values(view: View) -> Mapping[str, Any]:
    package, everything = view.content.package, list(parts(view.content))
    part = everything[view.part - 1]
    name, site, table = view.say(_("Side by side")), package_title(package, view.labels), group_title(package, view.labels, part.group.name)
    entries = list(_entries(view, part.group, part.group.records[part.first : part.first + SIZE]))
    numbers = {"n": (_number(view, part.first // SIZE + 1),), "all": (_number(view, -(-len(part.group.records) // SIZE)),)}
    of_parts = woven(view.words["brackets"], {"inside": woven(view.say(_("part {n} of {all}")), numbers)}) if len(part.group.records) > SIZE else ()
    title = (*woven(view.words["label"], {"label": (name,)}), table, *of_parts)
    unfinished = standing.urgent(view, URGENT) if view.part == 1 else standing.Urgent((), 0)
    left = unfinished.all - len(unfinished.texts)
    return {
        "page": f"{plain(title)} – {site.text}",
        "description": plain(woven(view.say(_("{title}. All texts of {site} in every language, side by side.")), {"title": title, "site": (site,)})),
        "title": title,
        "lead": view.say(_("Each text with its translation beside it. The state says how far the translation is, and from which language it was made.")),
        "urgent_title": view.say(_("Not translated, or no longer up to date")),
        "urgent": [(address(view, each.record), standing.label(view, each)) for each in unfinished.texts],
        "urgent_more": woven(view.say(_("And {n} more.")), {"n": (_number(view, left),)}) if left else (),
        "complete": view.say(_("Every text is there in every language, and up to date.")) if view.part == 1 and not unfinished.all else None,
        "contents": [_table(view, each, part) for each in everything if not each.first],
        "contents_label": view.say(_("Tables")),
        "languages": [(tag if tag != view.language else "", language_name(tag, view.language)) for tag in languages(view)],
        "text_head": view.say(_("Text")),
        "state_head": view.say(_("State")),
        "missing": standing.word(view, MISSING),
        "changed": view.say(_("What changed in the source since")),
        "marks": MARKS,
        "caption": counted(view, (*title,), len(entries)),
        "entries": entries,
        "steps": [
            (rel, woven(view.words[word], {"title": _step(view, everything[at])}), PAGE.path_of(at + 1))
            for rel, word, at in (("prev", "previous", view.part - 2), ("next", "next", view.part))
            if 0 <= at < len(everything)
        ],
        "around_label": view.say(_("Previous and next part")),
    }


def _number(view: View, number: int) -> Piece:
    return Piece(grouped(str(number), view.language))


def _table(view: View, each: Part, part: Part) -> tuple[str, Piece, Pieces, bool]:
    """Give the address of the first part of a table, its title, how many records it has, and whether this part is of it."""
    number = woven(view.words["brackets"], {"inside": (Piece(count(view.language, len(each.group.records)), lang=view.words["label"].lang),)})
    return PAGE.path_of(each.number), group_title(view.content.package, view.labels, each.group.name), number, each.group is part.group


def _step(view: View, part: Part) -> Pieces:
    """Name a part: its table, and the first of its records."""
    first = woven(view.words["brackets"], {"inside": woven(view.say(_("from record {n}")), {"n": (_number(view, part.first + 1),)})}) if part.first else ()
    return (group_title(view.content.package, view.labels, part.group.name), *first)


PAGE = Page(
    "compare",
    lambda view: view.say(_("Side by side")),
    50,
    _values,
    wanted=lambda view: any(True for _part in parts(view.content)),
    parts=lambda view: sum(1 for _part in parts(view.content)),
)
