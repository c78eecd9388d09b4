"""Dates that no calendar has."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, mark


def run(package: Package) -> Iterator[Problem]:
    """Yield each value of a field with ``"taiyaku": {"format": "edtf"}`` that is no EDTF date or interval."""
    from taiyaku.languages import edtf

    for table in package.tables.values():
        for field in table.fields:
            name = str(field.get("name", ""))
            if mark(field, "format") != "edtf" or name not in table.frame.columns:
                continue
            cells = table.frame[name]
            wrong = {value for value in cells.unique() if value and edtf.read(value) is None}
            for row, value in enumerate(cells):
                if value in wrong:
                    yield Problem(table.where(row, name), {"value": value}, table=package.base(table.name), id=table.keys[row], field=name)


CHECK = Check(
    id="edtf-invalid",
    group="facts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{value} is no date of the form 2026, 2026-05, 2026-05-31 or 2016/.. (EDTF, ISO 8601-2)"),
    why=_("A date that does not exist cannot be sorted, shown or compared with the prose."),
    run=run,
    bad={
        "datapackage.json": (
            '{"name": "moon", "resources": [{"name": "items", "path": "items.csv", "schema": {"fields":'
            ' [{"name": "id", "type": "string"}, {"name": "date", "type": "string", "taiyaku": {"format": "edtf"}}]}}]}'
        ),
        "items.csv": "id,date\nmeeting,2026-02-30\n",
    },
    good={"items.csv": "id,date\nmeeting,2026-02-28\n"},
)
