"""Texts that contradict the typed facts of their own record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from taiyaku.checks._pairs import place
from taiyaku.i18n import _
from taiyaku.languages import LANGUAGES
from taiyaku.model import Check, Package, Problem, Said, Severity, Table, Text, TextField, mark

if TYPE_CHECKING:
    from taiyaku.languages import Date, Quantity, edtf

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Said:
    """A quantity that a text of a record says, and where."""

    quantity: Quantity
    text: TextField
    row: int
    cell: str


def run(package: Package) -> Iterator[Problem]:
    """Yield each text, in either language, that says another date, ordinal or amount than the columns of its record.

    Facts are the fields marked ``"taiyaku": {"format": "edtf"}``, an integer field ``ordinal``, and ``value`` with ``currency`` (ISO 4217) in the table
    itself or in one that refers to it by a foreign key. A text need not say a fact. It contradicts one when it says something of the same kind that is
    close to it and no fact of the record, and nowhere the fact itself: the same year and month with another day, the same title with another number.
    """
    for of in dict.fromkeys(text.of for text in package.texts):
        table = package.tables.get(of)
        if table is None:
            continue
        money = _money(package, of)
        if not (money or "ordinal" in table.frame.columns or any(mark(field, "format") == "edtf" for field in table.fields)):
            continue
        for language in LANGUAGES:
            said = _said(package, of, language)
            for number, record in enumerate(table.keys):
                if record in said:
                    facts = table.frame.row(number, named=True)
                    yield from _dates(package, table, facts, record, language, said[record])
                    yield from _ordinal(package, facts, record, language, said[record])
                    yield from _amounts(package, money.get(record, []), record, language, said[record])


def _said(package: Package, of: str, language: str) -> dict[str, list[_Said]]:
    """Give what the texts of each record say in numbers in one language."""
    from taiyaku.languages import read

    found: dict[str, list[_Said]] = {}
    for text in (each for each in package.texts if each.of == of and language in each.columns):
        table = package.tables[text.columns[language].table]
        cells = table.frame[text.columns[language].name]
        for row, record in enumerate(table.keys):
            found.setdefault(record, []).extend(_Said(each, text, row, cells[row]) for each in read(cells[row] or "", language))
    return found


def _dates(package: Package, table: Table, facts: _Row, record: str, language: str, said: Sequence[_Said]) -> Iterator[Problem]:
    from taiyaku.languages import Date, edtf

    names = [str(field.get("name")) for field in table.fields if mark(field, "format") == "edtf" and str(field.get("name")) in facts]
    spans = {name: span for name in names if (span := edtf.read(facts[name] or ""))}
    dates = [(each, date) for each in said for date in each.quantity.readings[:1] if isinstance(date, Date) and date.year > 0 and not date.impossible]
    strange = [(each, date) for each, date in dates if not any(_within(date, span) for span in spans.values())]
    for name, span in spans.items():
        if any(_within(date, span) for _each, date in dates):
            continue
        for each, date in strange:
            if _near(date, span):
                yield _problem(package, each, record, language, name, dict.fromkeys(LANGUAGES, str(facts[name])))
                break


def _within(date: Date, span: edtf.Span) -> bool:
    """Tell whether a date as exact as it is said shares a day with a span; a fiscal year runs from April to March (財政法 第十一条)."""
    if date.fiscal and not date.month:
        first, last = f"{date.year:04}-04-01", f"{date.year + 1:04}-03-31"
    else:
        first = f"{date.year:04}-{date.month or 1:02}-{date.day or 1:02}"
        last = f"{date.year:04}-{date.month or 12:02}-{date.day or 31:02}"
    return (not span.last or first <= span.last) and (not span.first or last >= span.first)


def _near(date: Date, span: edtf.Span) -> bool:
    """Tell whether a whole date is meant for a one-day span and differs from it in one part."""
    if span.first != span.last or not date.day:
        return False
    return sum(own == part for own, part in zip(date.days, (int(part) for part in span.first.split("-")), strict=True)) == len(date.days) - 1


def _ordinal(package: Package, facts: _Row, record: str, language: str, said: Sequence[_Said]) -> Iterator[Problem]:
    from taiyaku.languages import Strength

    ordinal = str(facts.get("ordinal") or "")
    names = [each for each in said if each.text.kind == "name"]
    if not ordinal.isdecimal() or len(ordinal) > _LONGEST or any(_says(each.quantity, int(ordinal)) for each in names):
        return
    for each in names:
        if each.quantity.ordinal and each.quantity.strength is not Strength.IMPLIED:
            yield _problem(package, each, record, language, "ordinal", dict.fromkeys(LANGUAGES, ordinal))
            return


def _says(quantity: Quantity, number: int) -> bool:
    from taiyaku.languages import Number

    return any(isinstance(value, Number) and value.amount == number for value in quantity.readings) or str(number) in quantity.text


def _money(package: Package, of: str) -> dict[str, list[tuple[str, int]]]:
    """Give the sums of money of each record: those of its own columns, and those of tables that refer to it."""
    found: dict[str, list[tuple[str, int]]] = {}
    for table in package.tables.values():
        if not {"value", "currency"} <= set(table.frame.columns):
            continue
        column = _reference(table, of)
        keys: Iterable[str] = table.frame[column] if column else table.keys if table.name == of else []
        for key, value, currency in zip(keys, table.frame["value"], table.frame["currency"], strict=False):
            if value and value.isdecimal() and len(value) <= _LONGEST and currency:
                found.setdefault(key, []).append((currency, int(value)))
    return found


def _reference(table: Table, of: str) -> str:
    """Name the column of a table that is a foreign key to another; nothing where there is none."""
    schema = table.resource.get("schema")
    declared = schema.get("foreignKeys") if isinstance(schema, dict) else None
    keys: list[Any] = declared if isinstance(declared, list) else []
    for key in keys:
        to = key.get("reference") if isinstance(key, dict) else None
        fields = key.get("fields") if isinstance(key, dict) else None
        name = fields[0] if isinstance(fields, list) and len(fields) == 1 else fields
        if isinstance(to, dict) and to.get("resource") == of and isinstance(name, str) and name in table.frame.columns:
            return name
    return ""


_SIGNS = {"JPY": {"JPY"}, "USD": {"USD", "dollar"}, "AUD": {"AUD", "dollar"}, "CAD": {"CAD", "dollar"}, "GBP": {"GBP", "pound"}}


def _amounts(package: Package, money: Sequence[tuple[str, int]], record: str, language: str, said: Sequence[_Said]) -> Iterator[Problem]:
    from taiyaku.languages import Number
    from taiyaku.languages.spelling import spelled

    for currency, value in money:
        units = _SIGNS.get(currency, {currency})
        sums = [each for each in said if isinstance(each.quantity.value, Number) and each.quantity.value.unit in units]
        known = {amount for other, amount in money if other == currency}
        wrong = [each for each in sums if isinstance(each.quantity.value, Number) and each.quantity.value.amount not in known]
        if wrong and len(wrong) == len(sums):
            yield _problem(package, wrong[0], record, language, "value", spelled(Number(value, currency)))
            return


def _problem(package: Package, said: _Said, record: str, language: str, fact: str, value: Text) -> Problem:
    where = place(package, said.text, language, said.row, said.cell, said.quantity.start)
    values: dict[str, str | Said | Text] = {"said": said.quantity.text, "fact": fact, "value": value}
    return Problem(where, values, table=said.text.of, id=record, field=said.text.name, language=language)


_LONGEST = 40

_PACKAGE = (
    '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "items.csv", "schema": {"fields": [{"name": "id", "type": "string"},'
    ' {"name": "date", "type": "string", "taiyaku": {"format": "edtf"}}]}}, {"name": "items.en", "path": "items.en.csv"},'
    ' {"name": "items.ja", "path": "items.ja.csv"}]}'
)
CHECK = Check(
    id="fact-contradicted",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the text says “{said}”, the column {fact} of the record says {value}"),
    why=_("A text and the facts beside it are two witnesses; where they differ, one of them is wrong, in both languages perhaps."),
    run=run,
    bad={
        "datapackage.json": _PACKAGE,
        "items.csv": "id,date\nnote,2026-04-01\n",
        "items.en.csv": "id,summary\nnote,The note was signed on 4 April 2026.\n",
        "items.ja.csv": "id,summary\nnote,公文は2026年4月4日に署名された。\n",
    },
    good={
        "items.en.csv": "id,summary\nnote,The note was signed on 1 April 2026.\n",
        "items.ja.csv": "id,summary\nnote,公文は令和8年4月1日に署名された。\n",
    },
)
