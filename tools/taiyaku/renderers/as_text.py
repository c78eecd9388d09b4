"""Plain text for a person at a terminal, one finding or change a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from taiyaku.i18n import Messages, _, fill, visible
from taiyaku.model import Changes, Finding, Report, Severity, Where
from taiyaku.renderers import Renderer
from taiyaku.renderers._findings import amount, by_check, fitting, heaviest, subject

if TYPE_CHECKING:
    from taiyaku.parallel import Languages, Pair
    from taiyaku.renderers import _differences
    from taiyaku.renderers._terminal import Look
    from taiyaku.translations.coverage import Coverage
    from taiyaku.translations.glossary import Glossary

MOST = 1_000
"""Findings shown; the totals count all."""
_LONG = 20
"""Findings above which they are counted by check."""
_FURTHER = 5
"""Further places that a line names."""
_INDENT = "    "
_COMMAND = re.compile(r"(?P<before>^\s*):(?=:)|#(?=#\w*\[)|(?<=\bsection)_(?=(?:start|end):)")
EXPLAINED = _("`taiyaku explain {check}` shows an example of what is wrong and of what is right.")
WORDS = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.NOTE: _("note")}
_WEIGHED: dict[Severity | None, tuple[str, str]] = {
    Severity.ERROR: (_("{n} error"), _("{n} errors")),
    Severity.WARNING: (_("{n} warning"), _("{n} warnings")),
    Severity.NOTE: (_("{n} note"), _("{n} notes")),
    None: (_("{n} waived"), _("{n} waived")),
}


def report(judged: Report, said: Messages) -> str:
    """Give one line a finding (``path:line:column: severity: record: message [check]``), the counts by check where the list is long, then the totals."""
    return "".join(f"{each}\n" for each in _report(judged, said))


def _report(judged: Report, said: Messages) -> Iterator[str]:
    shown = fitting(judged.findings, lambda at: line(judged.findings[at], said), MOST)
    yield from shown.values()
    if len(judged.findings) > _LONG or amount(judged.findings) > len(shown):
        yield ""
        yield from _by_check(judged, Counter(judged.findings[at].check for at in shown), said)
    if judged.explained and not all(finding.waived for finding in judged.findings):
        yield said.text(EXPLAINED, {"check": heaviest(judged.findings).check})
    yield totals(judged, said)


def _by_check(judged: Report, shown: Counter[str], said: Messages) -> Iterator[str]:
    """Give the number of findings of each check, and of how many of them nothing is shown above."""
    counts = sorted(by_check(judged).items(), key=lambda each: (-each[1], each[0]))
    total = sum(count for _check, count in counts)
    if shown.total() < total:
        values = {"shown": f"{shown.total():,}", "total": f"{total:,}"}
        yield said.text(_("{shown} of {total} findings are shown, the worst and at least one of each check. All, by check:"), values)
    else:
        yield said.text(_("By check:"))
    width = max(len(f"{count:,}") for _check, count in counts) + 4
    for check, count in counts:
        left = count - shown[check]
        cut = said.count(_(" ({n} not shown)"), _(" ({n} not shown)"), left) if left else ""
        yield f"{count:{width},}  {check}{cut}"


def totals(judged: Report, said: Messages) -> str:
    """Give the last line of a report: how many findings of each weight, in how much."""
    parts = [counted(severity, judged.count(severity), said) for severity in sorted(Severity, reverse=True)]
    if judged.waived:
        parts.append(counted(None, judged.waived, said))
    parts += hidden(judged, said)
    files = said.count(_("{n} file"), _("{n} files"), judged.files)
    checks = said.count(_("{n} check"), _("{n} checks"), judged.checks)
    judged_what = said.text(_(" ({files}, {checks})"), {"files": files, "checks": checks})
    return harmless(f"{visible(judged.package)}: {said.text(_(', ')).join(parts)}{judged_what}")


def hidden(judged: Report, said: Messages) -> list[str]:
    """Say how many findings are not reported at all, and why."""
    why = {_("{n} accepted by the baseline"): judged.accepted, _("{n} older"): judged.older}
    return [said.count(text, text, number) for text, number in why.items() if number]


def counted(severity: Severity | None, number: int, said: Messages) -> str:
    """Say how many findings of a weight there are; without a weight, how many waived ones."""
    one, many = _WEIGHED[severity]
    return said.count(one, many, number)


def line(finding: Finding, said: Messages) -> str:
    """Give one finding as one line, its place first."""
    return harmless(f"{_place(finding.problem.where)}: {weight(finding, said)}: {told(finding, said)} [{finding.check}]")


def told(finding: Finding, said: Messages) -> str:
    """Give what a finding says and, where the message does not name it, the record that it says it of."""
    problem = finding.problem
    named = not problem.field and problem.id in problem.values.values()
    about = "" if named else visible(subject(problem))
    return f"{about}: {message(finding, said)}" if about else message(finding, said)


def message(finding: Finding, said: Messages) -> str:
    """Give what a finding says, how many more it stands for, the further places that it concerns, and why it is accepted."""
    problem = finding.problem
    text = said.text(finding.says, problem.values)
    if problem.count > 1:
        text += said.count(_(" (and {n} more like it)"), _(" (and {n} more like it)"), problem.count - 1)
    if problem.also:
        places = said.text(_(", ")).join(_place(each) for each in problem.also[:_FURTHER])
        more = len(problem.also) - _FURTHER
        rest = said.count(_(" and {n} more place"), _(" and {n} more places"), more) if more > 0 else ""
        text += fill(said.text(_(" (see also {places})")), {"places": f"{places}{rest}"})
    if finding.waived:
        text += said.text(_(" (accepted: {reason})"), {"reason": finding.waived})
    return text


def weight(finding: Finding, said: Messages) -> str:
    """Give the word for how much a finding weighs, or that it is waived."""
    return said.text(_("waived")) if finding.waived else said.text(WORDS[finding.severity])


def _place(where: Where) -> str:
    return ":".join([visible(where.path, None), *(str(part) for part in (where.line, where.column) if part)])


def harmless(text: str) -> str:
    """Make sure that a line is no command to a build server, whatever path or name it begins with.

    GitHub Actions takes lines that begin with ``::``, its older form and Azure Pipelines
    ``##[`` and ``##vso[`` anywhere, TeamCity ``##teamcity[``, GitLab ``section_start:``.
    """
    return _COMMAND.sub(lambda found: f"{found['before'] or ''}\\u{{{ord(found[0][-1]):X}}}", text)


def changes(told: Changes, said: Messages, look: Look | None = None) -> str:
    """Give one block a record, a line for each change in it with the words that differ, then the totals and what was left behind."""
    from taiyaku.renderers._terminal import Look

    return "".join(f"{harmless(each)}\n" for each in _changes(told, said, look or Look()))


def _changes(told: Changes, said: Messages, look: Look) -> Iterator[str]:
    from taiyaku.renderers import _differences
    from taiyaku.renderers._terminal import WARNING, paint

    every = _differences.groups(told)
    shown = _differences.fitting(every, MOST)
    for group in shown:
        yield from _group(group, said, look)
    for change in told.formats:
        yield f"{visible(change.table)}: {_differences.label(change, said)}"
    if len(shown) < len(every):
        values = {"shown": f"{len(shown):,}", "total": f"{len(every):,}"}
        yield said.text(_("{shown} of {total} changed records are shown; --report json=FILE writes all changes"), values)
    yield from filter(None, [_differences.consequences(told, every, said), _differences.version(told.version, said)])
    yield f"{visible(told.old)} → {visible(told.new)}: {said.text(_(', ')).join(_differences.summary(told, every, said)) or said.text(_('no differences'))}"
    yield from (paint(each, WARNING, look) for each in _differences.warnings(told, said))


def _group(group: _differences.Group, said: Messages, look: Look) -> Iterator[str]:
    from taiyaku.renderers import _differences
    from taiyaku.renderers._terminal import HEADING, WARNING, beside, inline, paint

    place = visible(_differences.name(group), None) or said.text(_("package"))
    how = [_differences.moved(group.moved, said)] if group.moved else []
    title = [visible(called)] if (called := _differences.called(group.title)) else []
    yield paint(": ".join([place, *how, *title]), HEADING, look)
    if follow := _differences.follow(group, said):
        yield f"{_INDENT}{follow}"
    for change in group.changes:
        if change.concerns == "record":
            continue
        pieces = _differences.pieces(change)
        if look.width:
            yield f"{_INDENT}{_differences.label(change, said)}"
            yield from beside(pieces, look, _INDENT * 2)
        else:
            yield f"{_INDENT}{_differences.label(change, said)}{': ' if pieces else ''}{inline(pieces, look)}"
        for cell in change.behind:
            yield f"{_INDENT}{paint(_differences.left(cell, said), WARNING, look)}: {visible(cell.text, None)}"


def languages(told: Languages, said: Messages, look: Look | None = None) -> str:
    """Give each text of which the languages do not say the same, in both, with what is found in it; then the totals."""
    from taiyaku.renderers._terminal import Look

    return "".join(f"{harmless(each)}\n" for each in _languages(told, said, look or Look()))


def _languages(told: Languages, said: Messages, look: Look) -> Iterator[str]:
    from taiyaku.renderers import _differences
    from taiyaku.renderers import _languages as _sides
    from taiyaku.renderers._terminal import HEADING, paint

    shown = _sides.records(told, MOST)
    for name, title, pairs in shown:
        called = _differences.called(title)
        place = visible(name, None) or said.text(_("package"))
        yield paint(f"{place}: {visible(called)}" if called else place, HEADING, look)
        for pair in pairs:
            yield from _pair(pair, told.languages, said, look)
    number = sum(len(pairs) for _name, _title, pairs in shown)
    if number < len(told.pairs):
        values = {"shown": f"{number:,}", "total": f"{len(told.pairs):,}"}
        yield said.text(_("{shown} of {total} texts are shown; --report json=FILE writes all"), values)
    yield _sides.totals(told, said)


def _pair(pair: Pair, tags: Sequence[str], said: Messages, look: Look) -> Iterator[str]:
    from taiyaku.renderers import _languages as _sides
    from taiyaku.renderers._terminal import WARNING, columns, inline, paint
    from taiyaku.wording import KEPT, Piece

    inner = _INDENT
    if pair.field:
        yield f"{_INDENT}{visible(pair.field)}"
        inner = _INDENT * 2
    if look.width and any(pair.texts.values()):
        yield from columns([[Piece(KEPT, pair.texts.get(tag, "") or said.text(_("(none)")))] for tag in tags], look, inner)
    elif pair.texts:
        yield from (f"{inner}{visible(tag)}: {visible(pair.texts.get(tag, ''), None) or said.text(_('(none)'))}" for tag in tags)
    for matter, finding in _sides.matters(pair, said):
        pieces = _sides.reworded(finding)
        says = f"{said.text(_sides.REWORDED)}: {inline(pieces, look)}" if pieces else message(finding, said)
        yield f"{inner}{paint(matter, WARNING, look)}: {weight(finding, said)}: {_place(finding.problem.where)}: {says} [{finding.check}]"


def status(told: Coverage, said: Messages) -> str:
    """Give a table for each language, what to do next, and whether it is enough."""
    from taiyaku.renderers import _status

    blocks: list[str] = []
    for section in _status.sections(told, said):
        lines = [section.title] if section.title else []
        lines += [f"    {each}" for each in _aligned([section.columns, *section.rows])] if section.rows else []
        lines += [f"    {visible(each, None)}" if section.title else visible(each, None) for each in section.lines]
        blocks.append("".join(f"{harmless(each)}\n" for each in lines))
    return "\n".join(block for block in blocks if block)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Write rows as columns of a terminal: names to the left, numbers to the right; a full-width character takes two places (UAX #11)."""
    from taiyaku.renderers._terminal import width

    rows = [[visible(cell, None) for cell in row] for row in rows]
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell + " " * (room - width(cell)) if at < _NAMES else " " * (room - width(cell)) + cell
            for at, (cell, room) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


_NAMES = 2
"""Columns that hold names."""


def glossary(told: Glossary, said: Messages) -> str:
    """Give each term with its place, its note, and the texts in which it occurs, then the totals."""
    return "".join(f"{harmless(each)}\n" for each in _glossary(told, said))


def _glossary(told: Glossary, said: Messages) -> Iterator[str]:
    from taiyaku.translations.glossary import KINDS

    for usage in told.usages:
        term = usage.term
        pair = " = ".join(visible(text) for text in term.texts.values())
        reading = f" ({visible(term.reading)})" if term.reading else ""
        yield f"{_place(told.lines[term.number])}: {pair}{reading} [{said.text(KINDS.get(term.kind, term.kind))}]"
        if term.note:
            yield f"    {visible(said.said(term.note), None)}"
        for language in told.languages:
            if usage.total(language):
                tables = said.text(_(", ")).join(f"{visible(table)} {number:,}" for (tag, table), number in usage.counts.items() if tag == language)
                yield f"    {language}: {tables}: {said.text(_(', ')).join(_place(each) for each in usage.places[language])}"
        if not usage.counts:
            yield f"    {said.text(_('occurs nowhere'))}"
    yield glossary_totals(told, said)


def glossary_totals(told: Glossary, said: Messages) -> str:
    """Say how many terms there are, and how many of them occur nowhere."""
    if not told.path:
        return said.text(_("{package}: there is no term base"), {"package": told.package})
    unused = sum(usage.unused for usage in told.usages)
    terms = said.count(_("{n} term"), _("{n} terms"), len(told.usages))
    return said.text(_("{path}: {terms}, {unused} of them occurring nowhere"), {"path": told.path, "terms": terms, "unused": f"{unused:,}"})


RENDERER = Renderer("text", _("plain text, one line a finding"), report, changes, languages, status, glossary=glossary)
