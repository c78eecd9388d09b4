"""From a plan to files: the cells that change, the locale files, the ledgers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from taiyaku.i18n import Messages, messages
from taiyaku.model import Artifact, Locale, Message, Package, Remembered, Where
from taiyaku.translations import catalogue, ledger, notes
from taiyaku.translations.settle import MISSING, STALE, hashed, lost, replaced
from taiyaku.translations.sync import Plan, Unit
from taiyaku.translations.units import Group, groups

NONE = Locale()


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A text that goes into the table of its language."""

    table: str
    row: int | None
    """None where the table has no row for the record yet."""
    id: str
    column: str
    text: str


def edits(package: Package, plan: Plan) -> list[CellEdit]:
    """Give the cells in which a table does not have the text that holds."""
    columns = {(text.of, text.name): text.columns for text in package.texts}
    found: list[CellEdit] = []
    for unit in [*plan.sources, *plan.units]:
        if unit.settled.text != unit.published and not unit.settled.blocked:
            column = columns[unit.table, unit.field][unit.language]
            found.append(CellEdit(column.table, unit.row, unit.id, column.name, unit.settled.text))
    return found


def places(package: Package, plan: Plan) -> dict[str, dict[tuple[int, str], Where]]:
    """Give the places in locale files of the texts that tables do not have yet, by table, row and column."""
    columns = {(text.of, text.name): text.columns for text in package.texts}
    found: dict[str, dict[tuple[int, str], Where]] = {}
    for unit in plan.units:
        locale = package.locales.get((unit.language, unit.table))
        carried = unit.settled.text != unit.published and not unit.settled.blocked
        if carried and unit.row is not None and unit.message and unit.message.line and locale and locale.catalogue:
            column = columns[unit.table, unit.field][unit.language]
            found.setdefault(column.table, {})[unit.row, column.name] = locale.catalogue.where(unit.message)
    return found


def paths(package: Package, language: str, of: str) -> tuple[str, str]:
    """Give the places of a table's locale file and of its ledger inside the project."""
    return f"{package.translations}{language}/LC_MESSAGES/{of}.po", f"{package.translations}{language}/ledger/{of}.csv"


def locales(package: Package, plan: Plan) -> Iterator[Artifact]:
    """Yield the locale files as they shall be; those without an entry are left out. The package has the plan's texts in its tables already."""
    by_key = {key: list(units) for key, units in groupby(plan.units, key=lambda unit: (unit.language, unit.table))}
    for group in groups(package):
        for language in package.languages:
            units, stay = by_key.get((language, group.of), []), plan.messages.get((language, group.of), [])
            if units or stay or package.locales.get((language, group.of), NONE).catalogue:
                yield Artifact(paths(package, language, group.of)[0], _locale(package, group, language, units, stay))


def ledgers(package: Package, plan: Plan) -> Iterator[Artifact]:
    """Yield the ledgers as they shall be; those without a row are left out."""
    for (language, of), rows in plan.ledgers.items():
        if rows or package.locales.get((language, of)):
            yield Artifact(paths(package, language, of)[1], ledger.written(rows))


def losers(package: Package, plan: Plan) -> Iterator[Artifact]:
    """Yield the ledgers as they are, with the texts that the plan takes out of tables and locale files.

    They are written before anything else, so that a text stands somewhere at every moment.
    """
    for (language, of), rows in plan.ledgers.items():
        locale = package.locales.get((language, of), NONE)
        before = dict(locale.ledger.rows) if locale.ledger else {}
        after = dict(before)
        for row in rows:
            key = row.id, row.field
            for text in replaced(row) if row.replaced else ():
                after[key] = lost(after.get(key) or Remembered(*key, row.source, hashed(""), MISSING), text)
        if after != before:
            yield Artifact(paths(package, language, of)[1], ledger.written(after.values()))


def _locale(package: Package, group: Group, language: str, units: Sequence[Unit], stay: Sequence[Message]) -> bytes:
    said = messages(language)
    known = package.locales.get((language, group.of))
    source = next((unit.source_language for unit in units), "")
    blocked = {message.context for message in stay if not message.obsolete}
    shown = _shown(package, group, language, units, said)
    tables = {(text.name, tag): package.tables[column.table] for text in group.fields for tag, column in text.columns.items()}
    files = {key: package.inside(table.path) for key, table in tables.items()}
    rows = {key: dict(zip(group.records, of_table, strict=True)) for key, of_table in group.rows.items()}
    entries: list[Message] = []
    for unit, lines in zip(units, shown, strict=True):
        if unit.settled.blocked:
            entries.extend([unit.message] if unit.message is not None and unit.context in blocked else [])
            continue
        key = unit.field, unit.source_language
        entries.append(
            catalogue.message(
                Message(unit.context, unit.source, unit.settled.text),
                lines,
                f"{files[key]}:{tables[key].line(rows[key][unit.id])}",
                unit.settled.row.source if unit.settled.row and unit.settled.state == STALE else "",
                unit.message,
                fuzzy=unit.settled.fuzzy,
            )
        )
    taken = {entry.context for entry in entries}
    entries.extend(message for message in stay if message.obsolete or message.context not in taken)
    kept = known.catalogue.header if known and known.catalogue else None
    return catalogue.written(catalogue.header(package.name, source, language, kept), entries)


def _shown(package: Package, group: Group, language: str, units: Sequence[Unit], said: Messages) -> list[list[str]]:
    """Give the note of every unit."""
    kinds = {text.name: notes.kind(said, text.kind) for text in group.fields}
    about = notes.facts(package, group, language)
    name = next((text.name for text in group.fields if text.kind == "name"), "")
    named = {unit.id: f"{unit.id}: {notes.plain(unit.source)}" for unit in units if unit.field == name}
    known = notes.terms(package)
    hits: dict[int, list[notes.Term]] = {}
    for tag in {unit.source_language for unit in units}:
        at = [number for number, unit in enumerate(units) if unit.source_language == tag]
        hits.update(zip(at, notes.occurring(known, tag, [units[number].source for number in at]), strict=True))
    lines: list[list[str]] = []
    for number, unit in enumerate(units):
        beside = [*([named[unit.id]] if unit.field != name and unit.id in named else []), *about.get(unit.id, [])]
        of_terms = filter(None, (notes.told(said, term, unit.source_language, language) for term in hits[number]))
        lines.append([kinds[unit.field], *beside, *of_terms])
    return lines
