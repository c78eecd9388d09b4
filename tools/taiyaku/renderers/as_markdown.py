"""Markdown with tables, for the summary of a workflow step and for comments on a pull request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from taiyaku import wording
from taiyaku.i18n import Messages, _, fill, visible
from taiyaku.model import Change, Changes, Finding, Report, Severity
from taiyaku.renderers import Renderer, as_text
from taiyaku.renderers._findings import amount, ranked, subject

if TYPE_CHECKING:
    from taiyaku.parallel import Languages, Pair
    from taiyaku.renderers import _differences
    from taiyaku.translations.coverage import Coverage
    from taiyaku.translations.glossary import Glossary, Usage
    from taiyaku.wording import Piece

_MOST = 60_000
"""Bytes of one report; a comment on GitHub holds 65,536 characters."""
_MOST_OF_SUMMARY = 900_000
"""Bytes of the summary of a step; GitHub takes 1 MiB, and nothing of one that is larger."""
_MOST_ROWS = 5_000
"""Rows that are tried; there is never room for as many."""
_PATIENCE = 100
"""Rows in a row without room after which no further one is tried."""
_NOTE = 1_000
"""Bytes kept free for the sentence that says what was cut."""
_LONGEST = 1_000
"""Characters shown of one stretch of a text."""
_LONG = 400
"""Characters of a text above which only the surroundings of what changed are shown."""
_AROUND = 80
"""Characters on each side of what changed."""
_MOST_IN_RECORD = 50
"""Changes of one record that are shown, facts and texts each."""
_MOST_WARNINGS = 20
_ELEMENTS = {wording.REMOVED: "del", wording.ADDED: "ins"}
_MARKUP = frozenset("&<>`|\\*_[]~!^$@#")
_STARTERS = re.compile(r"[@#$]+|[!~%&](?=\w)|://|(?<=\bwww)\.|:(?=[\w+-]+:)", re.IGNORECASE)
"""What GitHub and GitLab make mentions, references, formulas, links and pictures of, after Markdown is done."""


class _Row(NamedTuple):
    heading: str
    """What stands above the rows that have it in common: a title and the head of a table."""
    text: str


def report(judged: Report, said: Messages) -> str:
    """Give the totals, then the findings in one table a file, in the size of a comment."""
    return _report(judged, said, _MOST)


def summary(judged: Report, said: Messages) -> str:
    """Give the same in the size of a step summary."""
    return _report(judged, said, _MOST_OF_SUMMARY)


def _report(judged: Report, said: Messages, most: int) -> str:
    heads = [_("Errors"), _("Warnings"), _("Notes"), _("Waived"), _("Files"), _("Checks")]
    counts = [*(judged.count(severity) for severity in sorted(Severity, reverse=True)), judged.waived, judged.files, judged.checks]
    head = f"## {_inert(judged.package)}\n\n{_head(heads, said)}{_row([f'{count:,}' for count in counts])}"
    columns = _head([_("Line"), _("Severity"), _("Record"), _("Message"), _("Check")], said)

    def row(at: int) -> _Row:
        finding = judged.findings[at]
        return _Row(f"\n### {_inert(finding.problem.where.path, None)}\n\n{columns}", _finding(finding, said))

    kept = _fitting(row, ranked(judged.findings)[:_MOST_ROWS], most - len(head.encode()))
    cut = [finding for at, finding in enumerate(judged.findings) if at not in kept]
    parts = [(severity, amount(each for each in cut if each.severity is severity and not each.waived)) for severity in sorted(Severity, reverse=True)]
    missing = [as_text.counted(severity, count, said) for severity, count in [*parts, (None, amount(each for each in cut if each.waived))] if count]
    unreported = said.text(_(", ")).join(as_text.hidden(judged, said))
    return head + (f"\n{_inert(unreported, None)}\n" if unreported else "") + _cut(missing, said, most) + _tables(kept)


def _finding(finding: Finding, said: Messages) -> str:
    at = finding.problem.where
    place = ":".join(str(part) for part in (at.line, at.column) if part)
    return _row([place, as_text.weight(finding, said), visible(subject(finding.problem)), as_text.message(finding, said), finding.check])


def changes(told: Changes, said: Messages) -> str:
    """Give the totals and what was left behind; then records that came or went, and for each other record its facts and, in every language, its texts."""
    from taiyaku.renderers import _differences

    every = sorted(_differences.groups(told), key=lambda group: not group.stale)
    own, following = _differences.totals(told, every)
    counts = [f"{own[kind]:,} + {following[kind]:,}" if following[kind] else f"{own[kind]:,}" for kind in own]
    heads = [*_differences.HEADS.values(), _("Left behind")]
    head = f"## {_inert(told.old)} → {_inert(told.new)}\n\n"
    head += _head(heads, said) + _row([*counts, f"{_differences.behind(told.changes).total():,}"])
    notes = [f"**⚠ {_inert(each, None)}**" for each in _differences.warnings(told, said)[:_MOST_WARNINGS]]
    more = [_differences.consequences(told, every, said), _differences.version(told.version, said)]
    head += "".join(f"\n{each}\n" for each in [*notes, *(_inert(each, None) for each in more if each)])
    rows = _written(told, every, said)
    order = sorted(range(len(rows)), key=lambda at: rows[at].rank)[:_MOST_ROWS]
    kept = _fitting(lambda at: rows[at].write(), order, _MOST - len(head.encode()))
    cut = len(rows) - len(kept)
    missing = [said.count(_("{n} entry (`--report html=FILE` shows it)"), _("{n} entries (`--report html=FILE` shows them)"), cut)] if cut else []
    return head + _cut(missing, said, _MOST) + _tables(kept)


class _Entry(NamedTuple):
    rank: int
    """The lower, the sooner it is given room."""
    write: Callable[[], _Row]


def _written(told: Changes, every: Sequence[_differences.Group], said: Messages) -> list[_Entry]:
    """Give what is to be written, in the order of the page."""
    from taiyaku.renderers import _differences

    moved = sorted(((group, group.moved) for group in every if group.moved), key=lambda each: _ORDER.index(each[1].action))
    added = [(group, change) for group, change in moved if change.action == "added"]
    return [
        *(_Entry(3 if change.action == "added" else 1, partial(_move, group, change, said)) for group, change in moved),
        *(_Entry(2 - 2 * group.stale, partial(_block, group, told, said)) for group in every if not _differences.settled(group)),
        *(_Entry(4, partial(_content, group, change, told, said)) for group, change in added),
        *(_Entry(5, partial(_format, change, said)) for change in told.formats),
    ]


_ORDER = ("removed", "renamed", "added")


def _move(group: _differences.Group, change: Change, said: Messages) -> _Row:
    """Write a line for a record that was removed, renamed or added."""
    from taiyaku.renderers import _differences

    parts = [_differences.name(group), _differences.moved(change, said), _differences.called(group.title)]
    follow = _differences.follow(group, said)
    text = ": ".join(part for part in parts if part) + (f" ({follow})" if follow else "")
    return _Row(f"\n### {said.text(_('Records removed, renamed and added'))}\n\n", _item(text))


def _format(change: Change, said: Messages) -> _Row:
    from taiyaku.renderers import _differences

    return _Row(f"\n### {_inert(said.text(_differences.CONCERNS['format']))}\n\n", _item(f"{change.table}: {_differences.label(change, said)}"))


def _block(group: _differences.Group, told: Changes, said: Messages) -> _Row:
    """Write one record: its facts as a list, its texts as a table with a column for each language."""
    from taiyaku.renderers import _differences

    heading = f"\n### {_titled(group, said)}\n\n"
    others = [change for change in group.changes if change.concerns not in ("record", "source-text", "translation")]
    facts = "".join(f"- {_inert(_differences.label(change, said), None)}: {_marked(change)}\n" for change in others[:_MOST_IN_RECORD])
    rows = list(group.texts.items())[:_MOST_IN_RECORD]
    languages = list(dict.fromkeys([*told.languages, *(language for _field, texts in rows for language in texts)]))
    table = "".join(_text(field, texts, languages, said) for field, texts in rows)
    columns = _head([_("Text"), *languages], said) if rows else ""
    cut = len(group.changes) - len(others[:_MOST_IN_RECORD]) - sum(len(texts) for _field, texts in rows) - bool(group.moved)
    more = said.count(_("and {n} more change of it"), _("and {n} more changes of it"), cut)
    return _Row(heading, facts + ("\n" if facts and table else "") + columns + table + (f"\n{more}\n" if cut else ""))


def _titled(group: _differences.Group, said: Messages) -> str:
    from taiyaku.renderers import _differences

    parts = [_differences.name(group) or said.text(_("package")), _differences.called(group.title)]
    return _inert(": ".join(part for part in parts if part), _LONGEST)


def _text(field: str, texts: Mapping[str, Change], languages: Iterable[str], said: Messages) -> str:
    from taiyaku.renderers import _differences

    concerns = said.text(_(", ")).join(said.text(_differences.CONCERNS[each]) for each in dict.fromkeys(change.concerns for change in texts.values()))
    behind = {cell.language: cell.text for change in texts.values() for cell in change.behind}
    cells = [_inert(f"{field} ({concerns})", None)]
    for language in languages:
        if language in texts:
            cells.append(_marked(texts[language]))
        elif language in behind:
            cells.append(f"**⚠ {_inert(said.text(_differences.BEHIND))}**: {_inert(behind[language], _LONG)}")
        else:
            cells.append(_inert(said.text(_("unchanged"))))
    return "| " + " | ".join(cells) + " |\n"


def _marked(change: Change) -> str:
    """Write what became of the words of a value; the marks in brackets survive where only the text is copied."""
    from taiyaku.renderers import _differences

    return _shortly(_differences.pieces(change))


def _shortly(pieces: Sequence[Piece]) -> str:
    if sum(len(piece.text) for piece in pieces) > _LONG:
        pieces = wording.abridged(pieces, _AROUND)
    return "".join(_piece(*piece) for piece in pieces)


def _piece(action: str, text: str) -> str:
    opening, closing = wording.MARKS[action]
    shown = _inert(f"{opening}{visible(text, _LONGEST)}{closing}", None)
    return f"<{_ELEMENTS[action]}>{shown}</{_ELEMENTS[action]}>" if action in _ELEMENTS else shown


def _content(group: _differences.Group, added: Change, told: Changes, said: Messages) -> _Row:
    """Write what an added record holds."""
    facts = said.text(_(", ")).join(f"{cell.field} = {cell.text}" for cell in added.cells if not cell.language)
    texts: dict[str, dict[str, str]] = {}
    for cell in added.cells:
        if cell.language:
            texts.setdefault(cell.field, {})[cell.language] = cell.text
    rows = "".join(_row([field, *(visible(sides.get(language, ""), _LONGEST) for language in told.languages)]) for field, sides in texts.items())
    columns = _head([_("Text"), *told.languages], said)
    heading = f"\n### {_inert(said.text(_('added')))}: {_titled(group, said)}\n\n"
    return _Row(heading, f"- {_inert(facts, _LONGEST)}\n" + (f"\n{columns}{rows}" if rows else ""))


def _item(text: str) -> str:
    return f"- {_inert(text, None)}\n"


def languages(told: Languages, said: Messages) -> str:
    """Give the totals; then for each record a table of the texts that do not say the same, in both languages, with what is found in them."""
    from taiyaku.renderers import _differences
    from taiyaku.renderers import _languages as _sides

    head = f"## {_inert(told.package)}: {' / '.join(map(_inert, told.languages))}\n\n"
    counts = told.counts
    head += _head([_("Texts"), _("In both languages"), *_sides.HEADS.values(), _("Waived")], said)
    head += _row([f"{number:,}" for number in (told.texts, told.both, *(counts[kind] for kind in _sides.HEADS), told.waived)])
    columns = _head([_("Text"), *told.languages, _("What is the matter")], said)
    pairs = [(name, title, pair) for name, title, own in _sides.records(told, _MOST_ROWS) for pair in own]

    def row(at: int) -> _Row:
        name, title, pair = pairs[at]
        called = ": ".join(part for part in (name, _differences.called(title)) if part)
        return _Row(f"\n### {_inert(called, _LONGEST)}\n\n{columns}", _pair(pair, told, said))

    kept = _fitting(row, range(len(pairs)), _MOST - len(head.encode()))
    cut = len(told.pairs) - len(kept)
    return head + _cut([said.count(_("{n} text"), _("{n} texts"), cut)] if cut else [], said, _MOST) + _tables(kept)


def _pair(pair: Pair, told: Languages, said: Messages) -> str:
    from taiyaku.renderers import _languages as _sides

    matters: list[str] = []
    for matter, finding in _sides.matters(pair, said):
        pieces = _sides.reworded(finding)
        says = _shortly(pieces) if pieces else _inert(as_text.message(finding, said), None)
        reworded = f"{_inert(said.text(_sides.REWORDED))}: " if pieces else ""
        matters.append(f"**{_inert(matter)}**: {reworded}{says} &#91;{_inert(finding.check)}&#93;")
    texts = [_inert(visible(pair.texts.get(tag, ""), _LONGEST) or (said.text(_("(none)")) if pair.texts else ""), None) for tag in told.languages]
    return f"| {' | '.join([_inert(pair.field), *texts, ' ・ '.join(matters)])} |\n"


def _fitting(row: Callable[[int], _Row], order: Iterable[int], room: int) -> dict[int, _Row]:
    """Write the rows that there is room for, in the order of their weight; some that are too large do not stand in the way of the next."""
    room, kept, open_, missed = room - _NOTE, dict[int, _Row](), set[str](), 0
    for at in order:
        if missed > _PATIENCE:
            break
        heading, text = written = row(at)
        size = len(text.encode()) + (0 if heading in open_ else len(heading.encode()))
        if size <= room:
            room -= size
            kept[at] = written
            open_.add(heading)
        missed = 0 if at in kept else missed + 1
    return kept


def _tables(kept: Mapping[int, _Row]) -> str:
    """Write the rows, those under the same heading together."""
    grouped: dict[str, list[str]] = {}
    for _at, (heading, text) in sorted(kept.items()):
        grouped.setdefault(heading, []).append(text)
    return "".join(heading + "".join(texts) for heading, texts in grouped.items())


def _cut(missing: Sequence[str], said: Messages, most: int) -> str:
    if not missing:
        return ""
    values = {"what": said.text(_(", ")).join(missing), "size": f"{most // 1000} kB"}
    text = fill(said.text(_("Not shown: {what}. This report holds at most {size}; the totals count everything.")), values)
    return f"\n{_inert(text, None)}\n"


def _head(words: Sequence[str], said: Messages) -> str:
    return _row([said.text(word) for word in words]) + "|" + " --- |" * len(words) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_inert(cell, None) for cell in cells) + " |\n"


def _inert(text: str, longest: int | None = 120) -> str:
    """Write text so that it stays text: in a table cell, in Markdown, and in what GitHub and GitLab read into it afterwards."""
    shown = visible(text, longest)
    parts: list[str] = []
    done = 0
    for found in _STARTERS.finditer(shown):
        parts += [_entities(shown[done : found.start()]), f"<span>{_entities(found[0])}</span>"]
        done = found.end()
    return "".join([*parts, _entities(shown[done:])])


def _entities(text: str) -> str:
    return "".join(f"&#{ord(char)};" if char in _MARKUP else char for char in text)


def status(told: Coverage, said: Messages) -> str:
    """Give a table for each language, what to do next, and whether it is enough."""
    from taiyaku.renderers import _status

    parts: list[str] = []
    for section in _status.sections(told, said):
        title = f"## {_inert(section.title)}\n\n" if section.title else ""
        table = f"{_row(section.columns)}|{' --- |' * len(section.columns)}\n{''.join(map(_row, section.rows))}\n" if section.rows else ""
        lines = "".join(f"- {_inert(each, _LONGEST)}\n" for each in section.lines)
        parts.append(f"{title}{table}{lines}")
    return "\n".join(each for each in parts if each)


def glossary(told: Glossary, said: Messages) -> str:
    """Give the totals, then one table of all terms."""
    head = f"## {_inert(told.package)}\n\n{_inert(as_text.glossary_totals(told, said), None)}\n"
    columns = "\n" + _head([*told.languages, _("Reading"), _("Kind"), _("Note"), *(f"({tag})" for tag in told.languages), _("First places")], said)
    rows = [_Row(columns, _term(told, usage, said)) for usage in told.usages]
    kept = _fitting(rows.__getitem__, range(len(rows)), _MOST_OF_SUMMARY - len(head.encode()))
    cut = len(rows) - len(kept)
    return head + _cut([said.count(_("{n} term"), _("{n} terms"), cut)] if cut else [], said, _MOST_OF_SUMMARY) + _tables(kept)


def _term(told: Glossary, usage: Usage, said: Messages) -> str:
    from taiyaku.translations.glossary import KINDS

    term = usage.term
    note = str(said.said(term.note)) if term.note else ""
    places = said.text(_(", ")).join(str(where) for found in usage.places.values() for where in found[:1])
    texts = [term.texts.get(tag, "") for tag in told.languages]
    return _row([*texts, term.reading, said.text(KINDS.get(term.kind, term.kind)), note, *(f"{usage.total(tag):,}" for tag in told.languages), places])


RENDERER = Renderer("markdown", _("Markdown tables, for step summaries and comments"), report, changes, languages, status, glossary=glossary)
