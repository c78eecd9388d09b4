"""References by table and id that lead nowhere."""

from collections.abc import Iterator

from taiyaku.checks._references import references
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each row of a table marked ``"taiyaku": {"reference": {...}}`` whose table, record or field does not exist.

    The mark names the columns that hold the name of the table, the id of the record and, if
    it likes, the name of the field. A table that could not be read is not held against the row.
    """
    declared = {str(resource.get("name", "")) for resource in package.resources}
    keys = {name: set(table.keys) for name, table in package.tables.items()}
    names = {name: _names(package, name) for name in package.tables}
    for table, columns, table_column, record_column in references(package):
        field = str(columns.get("field", ""))
        for row, values in enumerate(table.frame.iter_rows(named=True)):
            target, record = values[table_column], values[record_column]
            reason, at = None, ""
            if target not in declared:
                reason, at = Said(_("there is no table {table}"), {"table": target}), table_column
            elif target in keys and record not in keys[target]:
                reason, at = Said(_("the table {table} has no record {record}"), {"table": target, "record": record}), record_column
            elif target in keys and values.get(field) and values[field] not in names[target]:
                reason, at = Said(_("the table {table} has no field {field}"), {"table": target, "field": values[field]}), field
            if reason:
                yield Problem(table.where(row, at), {"reason": reason}, table=table.name, id=table.keys[row], field=at)


def _names(package: Package, target: str) -> set[str]:
    return {*package.tables[target].frame.columns, *(text.name for text in package.texts if text.of == target)}


_PACKAGE = (
    '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}, {"name": "citations", "path": "citations.csv",'
    ' "taiyaku": {"reference": {"table": "table", "record": "record"}}}]}'
)
CHECK = Check(
    id="citation-dangling",
    group="facts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the citation leads nowhere: {reason}"),
    why=_("A source that is cited for nothing leaves some record without its source."),
    run=run,
    bad={
        "datapackage.json": _PACKAGE,
        "items.csv": "id,date\nmmx,2026\n",
        "citations.csv": "id,table,record\nc1,items,mmx-launch\n",
    },
    good={"citations.csv": "id,table,record\nc1,items,mmx\n"},
)
