"""What other records say of those on a page (``"taiyaku": {"reference": {...}}``: citations), as numbered notes, so that each is written once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from taiyaku.exporters.to_html.cells import TABLES, cell, columns, is_language, vocabulary
from taiyaku.exporters.to_html.content import Group, Record, Reference
from taiyaku.exporters.to_html.labels import field_title, group_title, text_title
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, woven
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _


@dataclass(frozen=True, slots=True)
class Note:
    """What is said, and of what."""

    id: str
    says: Pieces
    supports: Pieces


@dataclass(frozen=True, slots=True)
class Notes:
    """All notes of one table on a page, in the order in which the page comes to them."""

    id: str
    heading: Piece
    notes: Sequence[Note]
    numbers: Mapping[tuple[str, str], Sequence[int]]
    """Table and id of a record to the numbers of its notes, from 1."""

    def of(self, record: Record) -> Pieces:
        """Give the numbers of the notes on a record, each as a link."""
        numbers = self.numbers.get((record.table, record.id), ())
        return listed([(Piece(f"[{number}]", "link", to=f"#{self.id}-{number}"),) for number in numbers], Piece(" "))


def noted(view: View, record: Record, others: Sequence[Record]) -> list[Notes]:
    """Give numbers to the notes on the record of a page, and on the others that the page shows; one list for each table of notes."""
    found = (_noted(view, reference, record, others) for reference in view.content.references)
    return [each for each in found if each.notes]


def _noted(view: View, reference: Reference, record: Record, others: Sequence[Record]) -> Notes:
    group, id_ = view.content.groups[reference.group], f"on-{file_name(reference.group)}"
    known: dict[tuple[str, ...], int] = {}
    says: list[Pieces] = []
    supports: list[dict[Pieces, None]] = []
    numbers: dict[tuple[str, str], dict[int, None]] = {}
    names = _facts(reference, group)
    for at, each in enumerate([record, *others]):
        for note in view.content.named.get((reference.group, each.table, each.id), ()):
            values = tuple(note.facts.get(name, "") for name in names)
            if values not in known:
                known[values] = len(known) + 1
                says.append(sentence(view, reference, note))
                supports.append({})
            supports[known[values] - 1].setdefault(_part(view, reference, each, note) if at == 0 else _table(view, each.table))
            numbers.setdefault((each.table, each.id), {})[known[values]] = None
    separator = view.words["separator"]
    notes = [
        Note(f"{id_}-{number}", text, woven(view.say(_("about: {what}")), {"what": listed(list(what), separator)}))
        for number, (text, what) in enumerate(zip(says, supports, strict=True), 1)
    ]
    heading = group_title(view.content.package, view.labels, reference.group)
    return Notes(id_, heading, notes, {key: sorted(found) for key, found in numbers.items()})


@lru_cache(maxsize=TABLES)
def _facts(reference: Reference, group: Group) -> list[str]:
    """Name the facts that make up what a note says, and not of what."""
    about = {reference.table, reference.record, reference.field, *group.key}
    return [name for name, field in group.fields.items() if name not in about and not is_language(field)]


def sentence(view: View, reference: Reference, note: Record, without: Sequence[str] = ()) -> Pieces:
    """Give what a note says: its plain facts, then in brackets its codes."""
    group, separator = view.content.groups[reference.group], view.words["separator"]
    names = [name for name in columns(group, [note], without) if name in _facts(reference, group)]
    plainly = listed([cell(view, group, note, name) for name in names if not vocabulary(group.fields[name])], separator)
    coded = listed([cell(view, group, note, name) for name in names if vocabulary(group.fields[name])], separator)
    return (*plainly, *woven(view.words["brackets"], {"inside": coded})) if plainly and coded else plainly or coded


def _part(view: View, reference: Reference, record: Record, note: Record) -> Pieces:
    """Name the part of a record that a note is about: the whole, or a field, and the language of the text."""
    group, own = view.content.groups[record.table], view.content.groups[reference.group]
    name = note.facts.get(reference.field, "")
    languages = listed([cell(view, own, note, each) for each in own.fields if is_language(own.fields[each]) and note.facts.get(each)], view.words["separator"])
    text = next((each for each in group.texts if each.name == name), None)
    package, known = view.content.package, view.labels
    part = text_title(package, known, text, view.language) if text is not None else field_title(package, known, group, name) if name else view.say(WHOLE)
    return (part, *woven(view.words["brackets"], {"inside": languages})) if languages else (part,)


WHOLE = _("this record")
"""What stands for the record of the page itself."""


def _table(view: View, name: str) -> Pieces:
    return (group_title(view.content.package, view.labels, name),)
