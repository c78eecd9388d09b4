"""The columns of a spreadsheet of texts: their names in the translator's language, and which is which when they come back."""

from __future__ import annotations

from collections.abc import Sequence

from taiyaku.errors import CannotRead
from taiyaku.exchange import GUIDE, Line, Returned, state
from taiyaku.i18n import LANGUAGES, Messages, _, messages
from taiyaku.model import Said
from taiyaku.translations.coverage import WORDS

COLUMNS = {
    "text": _("Name of the text"),
    "table": _("Table"),
    "record": _("Record"),
    "field": _("Field"),
    "kind": _("Kind"),
    "source": _("Source"),
    "translation": _("Translation"),
    "state": _("State"),
    "reason": _("Reason"),
    "notes": _("For the translator"),
    "mark": _("Mark (leave it)"),
}
_NEEDED = ("text", "source", "translation", "state", "mark")
REMARK = "#"
"""What a row of guidance begins with."""


def header(said: Messages) -> list[str]:
    """Give the names of the columns."""
    return [said.text(name) for name in COLUMNS.values()]


def guide() -> list[str]:
    """Give what a person must know, in every language that we speak."""
    return [messages(language).text(sentence) for language in reversed(LANGUAGES) for sentence in GUIDE]


def cells(line: Line, said: Messages) -> list[str]:
    """Give the cells of a text, in the order of the columns."""
    shown = [*line.shown, *([said.text(_("The source was: {was}")).replace("{was}", line.was)] if line.was else [])]
    told = said.text(WORDS[line.state])
    return [line.context, line.table, line.record, line.field, line.kind, line.source, line.text, told, line.reason, "\n".join(shown), line.mark]


def columns(names: Sequence[str]) -> dict[str, int] | None:
    """Tell which column is which, by their names in any language that we speak; None for a row that is no header.

    Raises CannotRead where one is missing or stands twice.
    """
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        known = _NAMES.get(name.strip().casefold())
        if known in found:
            raise CannotRead(_("the column {name} stands twice"), 1, name=name)
        if known:
            found[known] = at
    if not {"text", "mark"} & set(found):
        return None
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise CannotRead(_("columns are missing: {names}"), 1, names=Said(COLUMNS[missing[0]]))
    return found


_NAMES = {name.casefold(): id_ for id_, says in COLUMNS.items() for name in (id_, *(messages(tag).text(says) for tag in LANGUAGES))}


def returned(line: int, row: Sequence[str], at: dict[str, int], problem: Said | None = None) -> Returned | None:
    """Take one row; None for guidance and for rows without a cell."""
    told = {name: row[number] if number < len(row) else "" for name, number in at.items()}
    if told["text"].startswith(REMARK) or not any(told.values()):
        return None
    return Returned(line, told["text"], told["source"], told["translation"], state(told["state"]), told.get("reason", ""), told["mark"].strip(), problem)
