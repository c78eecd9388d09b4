"""Markdown with tables, for the summary of a workflow step and for comments on a pull request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from taiyaku.i18n import Messages, _, fill, visible
from taiyaku.model import Change, Changes, Finding, Report, Severity
from taiyaku.renderers import Renderer, _status, as_text
from taiyaku.renderers._findings import amount, ranked, subject

if TYPE_CHECKING:
    from taiyaku.translations.coverage import Coverage
    from taiyaku.translations.glossary import Glossary, Usage

_MOST = 60_000
"""Bytes of one report; a comment on GitHub holds 65,536 characters."""
_MOST_OF_SUMMARY = 900_000
"""Bytes of the summary of a step; GitHub takes 1 MiB, and nothing of one that is larger."""
_MOST_ROWS = 5_000
"""Rows that are tried; there is never room for as many."""
_NOTE = 1_000
"""Bytes kept free for the sentence that says what was cut."""
_LONGEST = 1_000
"""Characters shown of an old or a new text."""
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
    """Give the totals, then one table of all changes; one whose other language stayed as it was says so."""
    stale = sum(change.stale for change in told.changes)
    counts = [*(told.count(action) for action in as_text.ACTIONS), stale]
    heads = [_("Added"), _("Removed"), _("Changed"), _("Left behind in the other language")]
    head = f"## {_inert(told.old)} → {_inert(told.new)}\n\n{_head(heads, said)}{_row([f'{count:,}' for count in counts])}"
    columns = "\n" + _head([_("Change"), _("Record"), _("Field"), _("Language"), _("Old"), _("New")], said)
    order = sorted(range(len(told.changes)), key=lambda at: not told.changes[at].stale)
    kept = _fitting(lambda at: _Row(columns, _change(told.changes[at], said)), order[:_MOST_ROWS], _MOST - len(head.encode()))
    cut = len(told.changes) - len(kept)
    missing = [said.count(_("{n} change"), _("{n} changes"), cut)] if cut else []
    return head + _cut(missing, said, _MOST) + _tables(kept)


def _change(change: Change, said: Messages) -> str:
    record = "/".join(part for part in (change.table, change.id) if part)
    kind = f"{said.text(as_text.ACTIONS[change.action])}: {as_text.kind(change, said)}"
    return _row([kind, record, change.field, change.language, visible(change.old, _LONGEST), visible(change.new, _LONGEST)])


def _fitting(row: Callable[[int], _Row], order: Iterable[int], room: int) -> dict[int, _Row]:
    """Write the rows that there is room for, in the order of their weight; one that is too large does not stand in the way of the next."""
    room, kept, open_ = room - _NOTE, dict[int, _Row](), set[str]()
    for at in order:
        heading, text = written = row(at)
        size = len(text.encode()) + (0 if heading in open_ else len(heading.encode()))
        if size <= room:
            room -= size
            kept[at] = written
            open_.add(heading)
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


RENDERER = Renderer("markdown", _("Markdown tables, for step summaries and comments"), report, changes, status, glossary)
