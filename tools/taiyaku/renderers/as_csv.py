"""CSV for people with a spreadsheet: UTF-8 with BOM and CRLF, which Excel opens by a double click; no cell is a formula, a number or a date to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Change, Changes
from taiyaku.renderers import Renderer
from taiyaku.renderers.as_text import harmless, message, weight
from taiyaku.spreadsheets import guarded

if TYPE_CHECKING:
    from taiyaku.parallel import Languages, Pair

_HEADS = [_("Change"), _("Class"), _("Table"), _("Record"), _("Field"), _("Language"), _("Old"), _("New"), _("Difference"), _("Left behind"), _("Reason")]


def changes(told: Changes, said: Messages) -> str:
    """Give one row a change, its words marked as in plain text (``[-old-]{+new+}``), with what its record is called."""
    heads = [*map(said.text, _HEADS), *(said.text(_("Called ({language})"), {"language": tag}) for tag in told.languages)]
    return written([heads, *(_row(change, told, said) for change in (*told.changes, *told.formats))])


def _row(change: Change, told: Changes, said: Messages) -> list[str]:
    from taiyaku.renderers import _differences
    from taiyaku.wording import marked

    title = told.title(change.table, change.id) if change.id else {}
    field = " ".join(part for part in (change.field, change.aspect) if part)
    behind = " ".join(cell.language for cell in change.behind)
    difference = marked(_differences.pieces(change)) if change.action in ("changed", "retyped") else ""
    words = [said.text(_differences.ACTIONS[change.action]), said.text(_differences.CONCERNS[change.concerns])]
    cells = [change.table, change.id, field, change.language, change.old, change.new, difference, behind, change.reason]
    return [*words, *cells, *(title.get(tag, "") for tag in told.languages)]


def languages(told: Languages, said: Messages) -> str:
    """Give one row a finding, with the text in both languages."""
    heads = [_("Table"), _("Record"), _("Field"), *told.languages, _("What is the matter"), _("Severity"), _("Place"), _("Message"), _("Check")]
    return written([[said.text(head) for head in heads], *(row for pair in told.pairs for row in _pair(pair, told, said))])


def _pair(pair: Pair, told: Languages, said: Messages) -> Iterator[list[str]]:
    from taiyaku.renderers import _languages
    from taiyaku.wording import marked

    texts = [pair.texts.get(tag, "") for tag in told.languages]
    for matter, finding in _languages.matters(pair, said):
        pieces = _languages.reworded(finding)
        says = f"{said.text(_languages.REWORDED)}: {marked(pieces)}" if pieces else message(finding, said)
        yield [pair.table, pair.id, pair.field, *texts, matter, weight(finding, said), str(finding.problem.where), says, finding.check]


def written(rows: Iterable[Sequence[str]]) -> str:
    """Write rows; what hides or steers in a cell is shown as an escape, but for its line breaks."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([_cell(cell) for cell in row] for row in rows)
    return f"\ufeff{out.getvalue()}"


def _cell(text: str) -> str:
    return guarded("\n".join(harmless(visible(line, None)) for line in text.split("\n")))


RENDERER = Renderer("csv", _("CSV for spreadsheets, one row a change"), None, changes, languages)
