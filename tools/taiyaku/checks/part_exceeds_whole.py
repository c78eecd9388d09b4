"""Amounts whose parts come to more than the whole."""

from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, Table, mark


def run(package: Package) -> Iterator[Problem]:
    """Yield each whole of a table marked ``"taiyaku": {"parts": {...}}`` whose parts add up to more.

    The mark names the columns: ``whole`` (the key of the whole), ``value``, and ``unit`` (a list;
    only parts with the same units are added up). Cells that are no numbers are left to table-schema.
    """
    for table in package.tables.values():
        columns = mark(table.resource, "parts")
        if isinstance(columns, dict):
            units = columns.get("unit")
            named = [str(each) for each in units] if isinstance(units, list) else []
            yield from _exceeding(table, str(columns.get("whole")), str(columns.get("value")), named)


def _exceeding(table: Table, whole: str, value: str, units: list[str]) -> Iterator[Problem]:
    if not {whole, value, *units} <= set(table.frame.columns):
        return
    rows = list(table.frame.iter_rows(named=True))
    sums: dict[tuple[str, ...], int] = {}
    for row in rows:
        if row[whole] and _counts(row[value]):
            key = (row[whole], *(row[unit] for unit in units))
            sums[key] = sums.get(key, 0) + int(row[value])
    for number, row in enumerate(rows):
        total = sums.get((table.keys[number], *(row[unit] for unit in units)), 0)
        if _counts(row[value]) and total > int(row[value]):
            values = {"id": table.keys[number], "value": f"{int(row[value]):,}", "total": f"{total:,}"}
            yield Problem(table.where(number, value), values, table=table.name, id=table.keys[number], field=value)


def _counts(cell: str) -> bool:
    """Tell whether a cell is a whole number that can be added up; Python refuses to read or write one of thousands of digits."""
    return cell.isdecimal() and len(cell) <= _MOST_DIGITS


_MOST_DIGITS = 1_000

_PACKAGE = (
    '{"name": "moon", "resources": [{"name": "amounts", "path": "amounts.csv",'
    ' "taiyaku": {"parts": {"whole": "part_of", "value": "value", "unit": ["currency"]}}}]}'
)
CHECK = Check(
    id="part-exceeds-whole",
    group="facts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the parts of {id} come to {total}, more than the whole, {value}"),
    why=_("A share that is larger than what it is a share of means that one of the two numbers is wrong."),
    run=run,
    bad={"datapackage.json": _PACKAGE, "amounts.csv": "id,value,currency,part_of\ndefence,43000000000000,JPY,\nspace,100000000000000,JPY,defence\n"},
    good={"amounts.csv": "id,value,currency,part_of\ndefence,43000000000000,JPY,\nspace,1000000000000,JPY,defence\n"},
)
