"""From a plan to files: the cells that change, the locale files, the ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from taiyaku.i18n import messages
from taiyaku.model import Artifact, Column, Locale, Message, Package, Remembered, Where
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
    return [CellEdit(column.table, unit.row, unit.id, column.name, unit.settled.text) for unit, column in _unlike(package, [*plan.sources, *plan.units])]


def places(package: Package, plan: Plan) -> dict[str, dict[tuple[int, str], Where]]:
    """Give the places in locale files of the texts that tables do not have yet, by table, row and column."""
    found: dict[str, dict[tuple[int, str], Where]] = {}
    for unit, column in _unlike(package, plan.units):
        locale = package.locales.get((unit.language, unit.table))
        if unit.row is not None and unit.message and unit.message.line and locale and locale.catalogue:
            found.setdefault(column.table, {})[unit.row, column.name] = locale.catalogue.where(unit.message)
    return found


def _unlike(package: Package, units: Iterable[Unit]) -> Iterator[tuple[Unit, Column]]:
    """Yield the texts that a table shall hold and does not, each with its column."""
    columns = {(text.of, text.name): text.columns for text in package.texts}
    for unit in units:
        if unit.settled.text != unit.published and not unit.settled.blocked:
            yield unit, columns[unit.table, unit.field][unit.language]


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
    known = package.locales.get((language, group.of))
    source = next((unit.source_language for unit in units), "")
    blocked = {message.context for message in stay if not message.obsolete}
    shown = notes.shown(package, group, language, units, messages(language))
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
