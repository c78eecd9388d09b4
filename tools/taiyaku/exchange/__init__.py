"""Round trips for translators without PO editors: one file a format; the texts of a table to the bytes of a file, and back.

A row that comes back unchanged is no edit, whatever happened to the package meanwhile. A row that
was changed must have been made from the source and the translation that hold now; else it is
refused, and the file it stands in is left to whoever made it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from taiyaku.i18n import Messages, _, messages
from taiyaku.model import Artifact, Catalogue, Json, Locale, Message, Package, Said
from taiyaku.translations import notes
from taiyaku.translations.coverage import WORDS
from taiyaku.translations.files import paths
from taiyaku.translations.settle import CONFLICT, DONE, DRAFT, MACHINE, REVIEWED, STALE, STATES, TRANSLATED, WAIVED, Choice, hashed
from taiyaku.translations.sync import Choices, Plan, Unit
from taiyaku.translations.units import groups

GIVEN = (DRAFT, MACHINE, TRANSLATED, REVIEWED, WAIVED)
"""States that a person can give a text; the others follow from what is there."""
GUIDE = (
    _("Write in the columns “Translation”, “State” and “Reason” only; the other columns are there to be read."),
    _("A row that stays as it is changes nothing. A new translation becomes “translated”; a draft stays one until you change its state."),
    _("“As is” means that the text stays as in the source: put it into the translation, and say why under “Reason”."),
    _("Rows made from a source that has been reworded since are refused, each with its line; export again and look at them there."),
)
"""What a person who opens such a file must know."""


class Line(NamedTuple):
    """One text, as it goes to a translator."""

    context: str
    table: str
    """Title of its table in the translator's language."""
    record: str
    field: str
    """Title of its field in the translator's language."""
    kind: str
    source_language: str
    source: str
    text: str
    state: str
    reason: str
    shown: Sequence[str]
    """What stands beside it: neighbouring facts, terms, the note of its field."""
    was: str
    """Of a stale text, the source that it was made from."""
    mark: str
    """What it is when it leaves (``marked``)."""


class Returned(NamedTuple):
    """One text, as it comes back."""

    line: int
    """Line of the file, or row of the sheet."""
    context: str
    source: str
    text: str
    state: str
    """Id of a state, or the word that stands in its place."""
    reason: str
    mark: str
    problem: Said | None = None
    """Why nothing of it can be taken, if the file alone tells."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The texts of one table that are translated into one language."""

    language: str
    of: str
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Format:
    """One format, written and read."""

    id: str
    doc: str
    """One line for the command's help; also its msgid."""
    endings: tuple[str, ...]
    write: Callable[[Sheet, Messages], bytes]
    read: Callable[[bytes], list[Returned]]
    """Raises CannotRead."""


class Taken(NamedTuple):
    """An edit that holds."""

    unit: Unit
    text: str
    state: str
    reason: str


class Refused(NamedTuple):
    """A row of which nothing is taken, and why."""

    line: int
    context: str
    says: Said


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file that came back says."""

    taken: Sequence[Taken]
    refused: Sequence[Refused]
    untouched: int


def sheets(package: Package, plan: Plan, languages: Sequence[str], *, todo: bool = False) -> Iterator[Sheet]:
    """Give the texts of each table and language, or those with something to do."""
    by_key: dict[tuple[str, str], list[Unit]] = {}
    for unit in plan.units:
        by_key.setdefault((unit.language, unit.table), []).append(unit)
    for group in groups(package):
        for language in languages:
            units = by_key.get((language, group.of), [])
            lines = _lines(package, language, units, notes.shown(package, group, language, units, messages(language)))
            wanted = [line for line in lines if not (todo and line.state in DONE)]
            if wanted:
                yield Sheet(language, group.of, wanted[0].table, wanted)


def _lines(package: Package, language: str, units: Sequence[Unit], shown: Sequence[Sequence[str]]) -> Iterator[Line]:
    kinds = {(text.of, text.name): messages(language).text(notes.KINDS.get(text.kind, text.kind)) for text in package.texts}
    titles = {of: _titles(package, of, language) for of in {unit.table for unit in units}}
    for unit, beside in zip(units, shown, strict=True):
        row = unit.settled.row
        was = row.source if row and unit.settled.state == STALE else ""
        title, fields = titles[unit.table]
        field, kind, reason = fields.get(unit.field, unit.field), kinds[unit.table, unit.field], _reason(unit)
        what = (unit.source_language, unit.source, unit.settled.text, unit.settled.state, reason)
        yield Line(unit.context, title, unit.id, field, kind, *what, beside[1:], was, marked(unit))


def _titles(package: Package, of: str, language: str) -> tuple[str, dict[str, str]]:
    """Give the title of a table, and those of its text fields, in a language."""
    said = notes.said_of(package, language)
    holders = dict.fromkeys([of, *(column.table for text in package.texts if text.of == of for column in text.columns.values())])
    fields: dict[str, str] = {}
    for table in reversed(holders):
        fields |= notes.field_titles(package, table, language)
    resource: Mapping[str, Json] = package.tables[of].resource if of in package.tables else {}
    return said.get(f"resources/{of}#title") or str(resource.get("title") or of), fields


def marked(unit: Unit) -> str:
    """Give the mark of a text: language, state, and what its source, translation and reason are, as hashes."""
    return " ".join([unit.language, unit.settled.state, *_hashes(unit.source, unit.settled.text, _reason(unit))])


def _hashes(source: str, text: str, reason: str) -> tuple[str, str]:
    return hashed(source)[:16], hashed(f"{text}\0{reason}")[:16]


def before(mark: str) -> str:
    """Give the state that a text had when it left; empty where the mark is none."""
    parts = mark.split(" ")
    return parts[1] if len(parts) == 4 and parts[1] in STATES else ""  # noqa: PLR2004 -- language, state and two hashes


def state(word: str) -> str:
    """Give the id of a state from its name in any language that we speak; the word itself where it is none."""
    return _STATES.get(word.strip().casefold(), word.strip())


_STATES = {name.casefold(): id_ for id_, says in WORDS.items() for name in (id_, *(messages(tag).text(says) for tag in ("en", "ja")))}


def compared(plan: Plan, rows: Sequence[Returned]) -> Outcome:
    """Hold what came back against what is there now."""
    units = {(unit.language, unit.context): unit for unit in plan.units}
    at: dict[str, list[int]] = {}
    for row in rows:
        at.setdefault(row.context, []).append(row.line)
    taken, refused, untouched = list[Taken](), list[Refused](), 0
    for row in rows:
        if len(at[row.context]) > 1:
            lines = ", ".join(str(line) for line in at[row.context])
            found: Taken | Said | None = Said(_("stands more than once, in lines {lines}"), {"lines": lines})
        else:
            found = row.problem or _compared(units, row)
        if isinstance(found, Taken):
            taken.append(found)
        elif found is not None:
            refused.append(Refused(row.line, row.context, found))
        else:
            untouched += 1
    return Outcome(taken, refused, untouched)


def _compared(units: Mapping[tuple[str, str], Unit], row: Returned) -> Taken | Said | None:
    """Give the edit that a row is, why it is refused, or None where nobody touched it."""
    was = before(row.mark)
    if not was:
        return Said(_("its mark is not as it was written; export again"))
    language, _was, of_source, of_text = row.mark.split(" ")
    text = row.text.replace("\r\n", "\n")
    if (of_source, of_text, was) == (*_hashes(row.source, text, row.reason), row.state):
        return None
    unit = units.get((language, row.context))
    if unit is None:
        return Said(_("there is no such text to translate into {language}"), {"language": language})
    if of_source != hashed(row.source)[:16]:
        return Said(_("its source was edited in the file; sources are edited in the table"))
    wanted = _state(row.state, was, changed=hashed(f"{text}\0{row.reason}")[:16] != of_text)
    if (unit.source, unit.settled.text, unit.settled.state, _reason(unit)) == (row.source, text, wanted, row.reason):
        return None
    return _moved_on(unit, row, of_source) or _allowed(text, wanted, row) or Taken(unit, text, wanted, row.reason)


def _moved_on(unit: Unit, row: Returned, of_source: str) -> Said | None:
    """Say what has become of a text since it left, if anything has."""
    if of_source != hashed(unit.source)[:16]:
        return Said(_("its source has been reworded since: it was {was}, and is {now} now"), {"was": row.source, "now": unit.source})
    if unit.settled.state == CONFLICT:
        return Said(_("it was edited on both sides; settle it first, with `taiyaku sync`"))
    if marked(unit) != row.mark:
        now = {"now": unit.settled.text, "state": Said(WORDS[unit.settled.state])}
        return Said(_("somebody else changed it in the meantime: it is {now} now ({state})"), now)
    return None


def _reason(unit: Unit) -> str:
    return unit.settled.row.reason if unit.settled.row else ""


def _state(given: str, was: str, *, changed: bool) -> str:
    """Give the state that a row asks for: what is said there; else a changed text is translated, but a draft stays one."""
    if given != was or not changed:
        return given
    return DRAFT if was in (DRAFT, MACHINE) else WAIVED if was == WAIVED else TRANSLATED


def _allowed(text: str, wanted: str, row: Returned) -> Said | None:
    """Say why a text cannot be like this, if it cannot."""
    if not text:
        return Said(_("it has no translation; only `taiyaku sync --settle` removes one"))
    if wanted not in GIVEN:
        names = ", ".join(GIVEN)
        return Said(_("{state} is no state that can be given; those are: {names}"), {"state": row.state, "names": names})
    if wanted == WAIVED and not row.reason:
        return Said(_("a text stays as it is for a reason; say which"))
    if wanted != WAIVED and row.reason:
        return Said(_("a reason is for texts that stay as they are"))
    return None


def edited(package: Package, taken: Sequence[Taken], choice: Choice) -> tuple[Package, Choices]:
    """Give a package as if a translator had typed these texts into its locale files, and what to settle of each."""
    locales = dict(package.locales)
    by_key: dict[tuple[str, str], dict[str, Taken]] = {}
    for each in taken:
        by_key.setdefault((each.unit.language, each.unit.table), {})[each.unit.context] = each
    for (language, of), edits in by_key.items():
        known = locales.get((language, of)) or Locale()
        shown = package.shown_paths(paths(package, language, of)[0])
        catalogue = known.catalogue or Catalogue(shown, Message("", "", ""), ())
        there = {message.context for message in catalogue.messages if not message.obsolete}
        kept = [_typed(message, edits) for message in catalogue.messages]
        new = [Message(context, each.unit.source, each.text) for context, each in edits.items() if context not in there]
        locales[language, of] = replace(known, catalogue=replace(catalogue, messages=(*kept, *new)))
    single = {
        f"{each.unit.language}:{each.unit.context}": replace(
            choice, set_state=each.state, reason=each.reason, reviewed_on=choice.reviewed_on if each.state == REVIEWED else ""
        )
        for each in taken
    }
    return replace(package, locales=locales), Choices(single=single)


def _typed(message: Message, edits: Mapping[str, Taken]) -> Message:
    each = None if message.obsolete else edits.get(message.context)
    return message._replace(source=each.unit.source, target=each.text) if each else message


def artifacts(package: Package, plan: Plan, form: Format, languages: Sequence[str], *, todo: bool = False) -> Iterator[Artifact]:
    """Yield a file for each table and language: ``<language>/<table>.<ending>``."""
    for sheet in sheets(package, plan, languages, todo=todo):
        yield Artifact(f"{sheet.language}/{sheet.of}{form.endings[0]}", form.write(sheet, messages(sheet.language)))
