"""How far the texts of a package are translated, for the pages that show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from taiyaku.exporters.to_html.cells import described
from taiyaku.exporters.to_html.labels import text_title
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, woven
from taiyaku.i18n import _
from taiyaku.translations.coverage import WORDS
from taiyaku.translations.settle import CONFLICT, DRAFT, MACHINE, MISSING, STALE

if TYPE_CHECKING:
    from taiyaku.exporters.to_html.content import Content, Record
    from taiyaku.exporters.to_html.view import View
    from taiyaku.model import Package
    from taiyaku.translations.sync import Unit

NOTICES = {
    STALE: _("The text in {source} has changed since; this translation is of its earlier wording."),
    CONFLICT: _("This translation was edited in two places in two ways; one of the wordings is shown, and nobody has chosen yet."),
    DRAFT: _("This translation is a draft."),
    MACHINE: _("This is a machine translation that nobody has reviewed."),
}
"""What a reader must know of a translation that is shown although something is to be done about it."""
ORIGINS = {
    "human": _("made by a person"),
    "official": _("official translation"),
    "project": _("wording of this project, no official translation"),
    "machine": _("made by a machine"),
    "": _("origin not stated"),
}
"""What an origin of the ledger is called; what stands behind a colon names the machine."""


@lru_cache(maxsize=4)
def units(package: Package) -> Mapping[tuple[str, str], Sequence[Unit]]:
    """Give the translated texts of each record, by table and id; none where nobody keeps locale files."""
    found: dict[tuple[str, str], list[Unit]] = {}
    for unit in package.plan.units if package.plan is not None else ():
        found.setdefault((unit.table, unit.id), []).append(unit)
    return found


def of_text(view: View, record: Record, field: str, language: str) -> Unit | None:
    """Give what is known of the translation of a text into a language; None where it is no translation, or nothing is known."""
    return next((unit for unit in units(view.content.package).get((record.table, record.id), ()) if (unit.field, unit.language) == (field, language)), None)


def notice(view: View, unit: Unit | None) -> Pieces:
    """Give what a reader of a translation must know; nothing of one without anything to do."""
    state = unit.settled.state if unit is not None else ""
    if unit is None or state not in NOTICES:
        return ()
    return woven(view.say(NOTICES[state]), {"source": (Piece(language_name(unit.source_language, view.language)),)})


def word(view: View, state: str) -> Piece:
    """Name a state."""
    return view.say(WORDS[state])


def origin(view: View, unit: Unit) -> Pieces:
    """Say where a translation is from; nothing where there is none."""
    row = unit.settled.row
    if row is None or unit.settled.state == MISSING:
        return ()
    kind, _colon, name = row.origin.partition(":")
    known = (view.say(ORIGINS[kind]),) if kind in ORIGINS else (Piece(row.origin),)
    return (*known, *woven(view.words["brackets"], {"inside": (Piece(name),)})) if name else known


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a record in a language that something is to be done about."""

    record: Record
    field: str
    language: str
    state: str


@dataclass(frozen=True, slots=True)
class Urgent:
    """The first of such texts, and how many there are."""

    texts: Sequence[Text]
    all: int


def urgent(view: View, most: int) -> Urgent:
    """Give the texts that are missing or not finished, what contradicts and misleads first; where nobody keeps locale files, those that are missing."""
    found = sorted(_unfinished(view.content), key=lambda text: URGENT.index(text.state))
    return Urgent(found[:most], len(found))


URGENT = (CONFLICT, STALE, MISSING, DRAFT, MACHINE)
"""What to do first."""


def _unfinished(content: Content) -> Iterator[Text]:
    if content.package.plan is not None:
        for (table, id_), texts in units(content.package).items():
            record = content.known.get(table, {}).get(id_)
            for unit in texts if record is not None else ():
                if record is not None and unit.settled.state in URGENT:
                    yield Text(record, unit.field, unit.language, unit.settled.state)
        return
    for name, group in content.groups.items():
        for record in content.known[name].values():
            for text in group.texts:
                said = record.texts.get(text.name, {})
                for tag in text.columns if said else ():
                    if not said.get(tag):
                        yield Text(record, text.name, tag, MISSING)


def label(view: View, text: Text) -> Pieces:
    """Name such a text: its record, its field, its language, its state."""
    group = view.content.groups[text.record.table]
    field = next(each for each in group.texts if each.name == text.field)
    inside = [
        (text_title(view.content.package, view.labels, field, view.language),),
        (Piece(language_name(text.language, view.language)),),
        (word(view, text.state),),
    ]
    name = tuple(Piece(piece.text, "text", piece.lang) for piece in described(view, text.record))
    return (*name, *woven(view.words["brackets"], {"inside": listed(inside, view.words["separator"])}))
