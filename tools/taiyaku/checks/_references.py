"""Tables whose rows name a record of any table (``"taiyaku": {"reference": {...}}``)."""

from collections.abc import Iterator, Mapping

from taiyaku.model import Json, Package, Table, mark


def references(package: Package) -> Iterator[tuple[Table, Mapping[str, Json], str, str]]:
    """Yield each such table with its mark and the names of the columns that hold the table and the record; both columns exist."""
    for table in package.tables.values():
        columns = mark(table.resource, "reference")
        if isinstance(columns, dict):
            target, record = str(columns.get("table")), str(columns.get("record"))
            if {target, record} <= set(table.frame.columns):
                yield table, columns, target, record
