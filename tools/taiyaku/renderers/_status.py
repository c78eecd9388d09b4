"""What a report on translations tells, as tables and lines that text and Markdown write each in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from taiyaku.i18n import Messages, _
from taiyaku.translations.coverage import LEVELS, WORDS, Coverage, Row, Task, part
from taiyaku.translations.settle import STATES

LEVEL_WORDS = dict(zip(LEVELS, (_("reviewed"), _("complete"), _("partial"), _("not begun")), strict=True))


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: a title, a table whose last row is its total, and lines."""

    title: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    lines: Sequence[str] = ()


def sections(told: Coverage, said: Messages) -> list[Section]:
    """Give one section a language, then what to do next."""
    found = [_language(told, language, said) for language in told.languages]
    if told.next:
        found.append(Section(said.text(_("Next")), lines=[_task(task, said) for task in told.next]))
    return [*found, Section("", lines=_last(told, said))]


def _language(told: Coverage, language: str, said: Messages) -> Section:
    total = told.total(language)
    states = [state for state in STATES if state in total.counts]
    columns = [said.text(word) for word in (_("Table"), _("Field"), _("Texts"), _("Done"), *(WORDS[state] for state in states), _("To do"))]
    rows = [[row.table, row.field, *_numbers(row, states, said)] for row in told.rows if row.language == language]
    rows.append([said.text(_("all")), "", *_numbers(total, states, said)])
    comma = said.text(_(", "))
    levels = comma.join(f"{said.text(LEVEL_WORDS[level])} {number:,}" for level, number in told.levels.get(language, {}).items())
    origins = comma.join(f"{origin} {number:,}" for origin, number in total.origins.items())
    lines = [said.text(_("Records: {levels}"), {"levels": levels})]
    if origins:
        lines.append(said.text(_("Origins: {origins}"), {"origins": origins}))
    if language in told.oldest:
        lines.append(said.text(_("Oldest stale text: {text}"), {"text": place(told.oldest[language])}))
    return Section(said.text(_("{package}: translations into {language}"), {"package": told.package, "language": language}), columns, rows, lines)


def _numbers(row: Row, states: Sequence[str], said: Messages) -> list[str]:
    counts = [f"{row.counts[state]:,} ({part(row.counts[state], row.all):.1f} %)" if state in row.counts else "0" for state in states]
    return [f"{row.all:,}", f"{row.share:.1f} %", *counts, todo(row, said)]


def todo(row: Row, said: Messages) -> str:
    """Say how much of the sources is to be translated or looked at again."""
    parts = [said.count(_("{n} word"), _("{n} words"), row.words)] if row.words else []
    parts += [said.count(_("{n} character"), _("{n} characters"), row.characters)] if row.characters else []
    return said.text(_(", ")).join(parts) or "0"


def place(task: Task) -> str:
    """Give the place of a task, and the text as the locale file calls it."""
    return f"{task.where.path}:{task.where.line}: {task.context}"


def _task(task: Task, said: Messages) -> str:
    values = {"path": place(task), "state": said.text(WORDS[task.state]), "source": " ".join(task.source.split())}
    return said.text(_("{path}: {state}: {source}"), values)


def _last(told: Coverage, said: Messages) -> list[str]:
    """Say what is not carried over yet, and whether enough is done."""
    lines: list[str] = []
    if told.unsynced:
        lines.append(said.count(_("{n} text is not carried over yet: `taiyaku sync`"), _("{n} texts are not carried over yet: `taiyaku sync`"), told.unsynced))
    for asked in told.thresholds:
        values = {"language": asked.language, "share": f"{part(asked.done, asked.all):.1f}", "least": f"{asked.least:g}"}
        says = _("{language}: {share} % done, {least} % asked for: enough") if asked.met else _("{language}: {share} % done, {least} % asked for: not enough")
        lines.append(said.text(says, values))
    if not told.languages:
        lines.append(said.text(_("{package}: there is nothing to translate"), {"package": told.package}))
    return lines
