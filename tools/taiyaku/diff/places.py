"""Where the two states of a change stand: looked up for what is shown, since counting lines takes time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from taiyaku.diff import glossary
from taiyaku.diff.descriptors import place
from taiyaku.model import Change, Json, Package, Table, Where
from taiyaku.records import texts

Both = tuple[Where | None, Where | None]


def finder(old: Package, new: Package) -> Callable[[Change], Both]:
    """Give what finds the places of a change in the older and in the newer version; none where there is nothing of it."""
    rows = cache(_rows)

    def find(change: Change) -> Both:
        was = change.old if change.action == "renamed" else change.id
        return _find(old, change, was, rows), _find(new, change, change.id, rows)

    return find


def _rows(table: Table) -> dict[str, int]:
    """Give the row of each key, the first where it stands twice."""
    keys = table.keys.to_list() if table.key else []
    return dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))


def _find(package: Package, change: Change, id_: str, rows: Callable[[Table], dict[str, int]]) -> Where | None:
    if change.aspect.partition("/")[0] == glossary.ASPECT and not change.table:
        return glossary.where(package, change)
    if change.concerns in ("schema", "metadata"):
        return _message(package, change) if change.language else _described(package, change)
    if change.concerns == "format":
        return Where(package.tables[change.table].path) if change.table in package.tables else None
    own = texts(package, change.table)
    column = next((text.columns[change.language] for text in own if text.name == change.field and change.language in text.columns), None)
    field = column.name if column else change.field
    names = [column.table] if column else dict.fromkeys([change.table, *(each.table for text in own for each in text.columns.values())])
    tables = [package.tables[name] for name in names if name in package.tables]
    if not tables:  # JSON records
        path = next((each.get("path") for each in package.resources if each.get("name") == change.table), None)
        return Where(package.shown_paths(f"{package.prefix}{path}")) if f"{package.prefix}{path}" in package.read else None
    # A record stands in its table of facts; where there is none, in that of the first language that has it.
    for table in tables if field or change.table not in package.tables else tables[:1]:
        if id_ in rows(table) and (not field or field in table.columns):
            return table.where(rows(table)[id_], field)
    return None


def _message(package: Package, change: Change) -> Where | None:
    wanted = change.table, change.field, change.aspect
    line = next((each.line for each in package.catalogues.get(change.language, ()) if place(each.context) == wanted), None)
    return None if line is None else Where(package.shown_paths(f"{package.translations}{change.language}/LC_MESSAGES/schema.po"), line)


def _described(package: Package, change: Change) -> Where | None:
    """Give the place of a property in the descriptor; that of the next thing above it which is there."""
    resources = package.descriptor.value.get("resources")
    path: list[str | int] = []
    value: Json = package.descriptor.value
    if change.table:
        at = next((at for at, each in enumerate(resources if isinstance(resources, list) else []) if _called(each, change.table)), None)
        if at is None:
            return None
        path, value = ["resources", at], resources[at]
    if change.field:
        path, value = _down(value, ("schema", "fields", change.field), path)
        if not _called(value, change.field):
            return None
    names = tuple(change.aspect.split("/")) if change.aspect else ()
    if names and isinstance(value, dict) and names[0] not in value and isinstance(value.get("schema"), dict):
        names = ("schema", *names)
    return package.descriptor.where(_down(value, names, path)[0])


def _down(value: Json, names: Sequence[str], path: list[str | int]) -> tuple[list[str | int], Json]:
    """Follow names as far as they lead; a thing in a list is known by its name, id or number."""
    for name in names:
        part: str | int | None = name if isinstance(value, dict) and name in value else None
        if isinstance(value, list):
            part = next((at for at, each in enumerate(value) if _called(each, name) or str(at) == name), None)
        if part is None:
            break
        path, value = [*path, part], value[part]
    return path, value


def _called(value: Json, name: str) -> bool:
    return isinstance(value, dict) and str(value.get("name", value.get("id"))) == name
