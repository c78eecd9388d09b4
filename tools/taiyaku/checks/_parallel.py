"""Tables that say the same in several languages, side by side."""

from taiyaku.model import Package, Table


def parallel(package: Package) -> dict[str, dict[str, Table]]:
    """Give the text tables of each table of facts, by language; tables that keep their languages in columns have none."""
    groups: dict[str, dict[str, Table]] = {}
    for text in package.texts:
        for language, column in text.columns.items():
            if column.table != text.of:
                groups.setdefault(text.of, {})[language] = package.tables[column.table]
    return groups
