"""Markdown with tables, for the summary of a workflow step and for comments on a pull request."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Change, Changes, Finding, Report, Severity
from taiyaku.renderers import Renderer, as_text
from taiyaku.renderers._findings import worst

_MOST = 60_000
"""Bytes of one report; a comment on GitHub holds 65,536 characters."""
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
    """Give the totals, then the findings in one table a file."""
    heads = [_("Errors"), _("Warnings"), _("Notes"), _("Waived"), _("Files"), _("Checks")]
    waived = len(judged.findings) - len(judged.open)
    counts = [*(judged.count(severity) for severity in sorted(Severity, reverse=True)), waived, judged.files, judged.checks]
    head = f"## {_inert(judged.package)}\n\n{_head(heads, said)}{_row([f'{count:,}' for count in counts])}"
    columns = _head([_("Line"), _("Severity"), _("Message"), _("Check")], said)
    rows = [_Row(f"\n### {_inert(finding.problem.where.path, None)}\n\n{columns}", _finding(finding, said)) for finding in judged.findings]
    places = {id(finding): at for at, finding in enumerate(judged.findings)}
    kept = _fitting(rows, [places[id(finding)] for finding in worst(judged.findings)], len(head.encode()))
    cut = [finding for at, finding in enumerate(judged.findings) if at not in kept]
    parts = [(severity, sum(each.severity is severity and not each.waived for each in cut)) for severity in sorted(Severity, reverse=True)]
    missing = [as_text.counted(severity, number, said) for severity, number in [*parts, (None, sum(bool(each.waived) for each in cut))] if number]
    return head + _cut(missing, said) + _tables(rows, kept)


def _finding(finding: Finding, said: Messages) -> str:
    at = finding.problem.where
    place = ":".join(str(part) for part in (at.line, at.column) if part)
    message = said.text(finding.says, finding.problem.values)
    if finding.waived:
        message += said.text(_(" (accepted: {reason})"), {"reason": finding.waived})
    return _row([place, as_text.weight(finding, said), message, finding.check])


def changes(told: Changes, said: Messages) -> str:
    """Give the totals, then one table of all changes; one whose other language stayed as it was says so."""
    stale = sum(change.stale for change in told.changes)
    counts = [*(told.count(action) for action in as_text.ACTIONS), stale]
    heads = [_("Added"), _("Removed"), _("Changed"), _("Left behind in the other language")]
    head = f"## {_inert(told.old)} → {_inert(told.new)}\n\n{_head(heads, said)}{_row([f'{count:,}' for count in counts])}"
    columns = "\n" + _head([_("Change"), _("Record"), _("Field"), _("Language"), _("Old"), _("New")], said)
    rows = [_Row(columns, _change(change, said)) for change in told.changes]
    order = sorted(range(len(rows)), key=lambda at: not told.changes[at].stale)
    kept = _fitting(rows, order, len(head.encode()))
    cut = len(rows) - len(kept)
    missing = [said.count(_("{n} change"), _("{n} changes"), cut)] if cut else []
    return head + _cut(missing, said) + _tables(rows, kept)


def _change(change: Change, said: Messages) -> str:
    record = "/".join(part for part in (change.table, change.id) if part)
    kind = f"{said.text(as_text.ACTIONS[change.action])}: {as_text.kind(change, said)}"
    return _row([kind, record, change.field, change.language, visible(change.old, _LONGEST), visible(change.new, _LONGEST)])


def _fitting(rows: Sequence[_Row], order: Iterable[int], taken: int) -> set[int]:
    """Choose the rows that there is room for, in the order of their weight; one that is too large does not stand in the way of the next."""
    room, kept, open_ = _MOST - _NOTE - taken, set[int](), set[str]()
    for at in order:
        heading, text = rows[at]
        size = len(text.encode()) + (0 if heading in open_ else len(heading.encode()))
        if size <= room:
            room -= size
            kept.add(at)
            open_.add(heading)
    return kept


def _tables(rows: Sequence[_Row], kept: set[int]) -> str:
    """Write the rows, those under the same heading together."""
    grouped: dict[str, list[str]] = {}
    for at in sorted(kept):
        grouped.setdefault(rows[at].heading, []).append(rows[at].text)
    return "".join(heading + "".join(texts) for heading, texts in grouped.items())


def _cut(missing: Sequence[str], said: Messages) -> str:
    if not missing:
        return ""
    what = said.text(_(", ")).join(missing)
    text = said.text(_("Not shown: {what}. This report holds at most 60 kB; the totals count everything."), {"what": what})
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


RENDERER = Renderer("markdown", _("Markdown tables, for step summaries and comments"), report, changes)
