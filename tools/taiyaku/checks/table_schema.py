"""What a Table Schema does not allow in a table, by the judgement of frictionless and under its names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from taiyaku import patterns
from taiyaku.checks import _frictionless
from taiyaku.i18n import _
from taiyaku.model import Check, Json, Package, Problem, Said, Severity, Table, Text, Where, mark

if TYPE_CHECKING:
    from frictionless import Error, Resource

_FAMILY = {
    "blank-header": _("the table has no header"),
    "blank-label": _("the header of column {column} is empty"),
    "blank-row": _("the row is empty"),
    "constraint-error": _("{cell} breaks the constraint {constraint} of the field {field}"),
    "duplicate-label": _("the header {cell} stands twice"),
    "extra-cell": _("the row has a cell more than the header: {cell}"),
    "extra-label": _("the schema has no field for the column {cell}"),
    "foreign-key": _("{cell} is no record of {target}"),
    "incorrect-label": _("the column {cell} stands where the schema has the field {field}"),
    "missing-cell": _("the row ends before the field {field}"),
    "missing-label": _("the table has no column for the field {field}"),
    "primary-key": _("the key {cell} is empty or stands already in line {line}"),
    "type-error": _("{cell} is not of the type of the field {field}, {type}"),
    "unique-error": _("{cell} stands already in line {line}, and the field {field} has no value twice"),
    "unmatched-header": _("none of the columns has a field in the schema"),
}


def run(package: Package) -> Iterator[Problem]:
    """Yield the errors of all tables whose schema is sound, under the names that frictionless gives them.

    The judge reads the same bytes from memory. Three things are kept from it: patterns, which
    are matched here in linear time; ``required`` on texts, about which text-missing speaks; and
    foreign keys into tables that it does not get. A table without a schema is judged by its
    own header, so that a row of the wrong length is seen.
    """
    from frictionless import FrictionlessException
    from frictionless import Package as JudgedPackage

    headed = {name: table for name, table in package.tables.items() if table.frame.width}
    for name, table in package.tables.items():
        if name not in headed:
            # The judge takes an empty first line for no header, and then takes the fields by position.
            yield _at(package, table, "blank-header", -1, "", {})
    resources = {name: resource for name, table in headed.items() if (resource := _resource(package, table)) is not None}
    for name, resource in resources.items():
        resource.schema.foreign_keys = [key for key in resource.schema.foreign_keys if key["reference"]["resource"] in ("", *resources)]
        yield from _pattern_errors(package, package.tables[name])
    if not resources:
        return
    try:
        report = JudgedPackage(name="judged", resources=list(resources.values())).validate(limit_errors=1_000_000)
    except FrictionlessException as exception:
        yield Problem(package.descriptor.where(), {"reason": exception.error.note})
        return
    for error in report.errors:
        yield Problem(package.descriptor.where(), {"reason": error.note})
    for task in report.tasks:
        for error in task.errors:
            table = package.tables[task.name]
            if not (error.type == "incorrect-label" and _unschemed(table)):
                yield _problem(package, table, error)


def _resource(package: Package, table: Table) -> Resource | None:
    """Build the judge's copy of a table, or nothing where its schema is not sound (descriptor-invalid says so)."""
    from frictionless import Dialect, FrictionlessException
    from frictionless import Resource as JudgedResource
    from frictionless.formats import CsvControl

    schema = _by_header(table) if _unschemed(table) else table.resource["schema"]
    if not isinstance(schema, dict):
        return None
    texts = {column.name for text in package.texts for column in text.columns.values() if column.table == table.name}
    fields = schema.get("fields")
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        return None
    copy = _frictionless.schema({**schema, "fields": [_field(field, text=str(field.get("name")) in texts) for field in fields]})
    if isinstance(copy, list):
        return None
    dialect = table.resource.get("dialect")
    try:
        told = Dialect.from_descriptor(dialect) if isinstance(dialect, dict) and dialect else Dialect(controls=[CsvControl(delimiter=",")])
    except (FrictionlessException, AttributeError, KeyError, TypeError, ValueError):
        return None
    encoding = _frictionless.codec(str(table.resource.get("encoding") or "utf-8"))
    return JudgedResource(name=table.name, data=table.content, scheme="buffer", format="csv", encoding=encoding, schema=copy, dialect=told)


def _unschemed(table: Table) -> bool:
    schema = table.resource.get("schema")
    return schema is None or schema == {} or (isinstance(schema, dict) and schema.get("fields") in (None, []) and "primaryKey" not in schema)


def _by_header(table: Table) -> dict[str, Json]:
    """Make a schema that allows every cell: one field for each column, its name unlike any other."""
    return {"fields": [{"name": name or f"\0{number}", "type": "string"} for number, name in enumerate(table.frame.columns)]}


def _field(field: dict[str, Json], *, text: bool) -> dict[str, Json]:
    hidden = {"pattern", "required"} if text else {"pattern"}
    declared = field.get("constraints", {})
    if not isinstance(declared, dict):
        return field
    constraints = {name: value for name, value in declared.items() if name not in hidden}
    kept = {name: value for name, value in field.items() if name != "constraints"}
    return {**kept, "constraints": constraints} if constraints else kept


def _pattern_errors(package: Package, table: Table) -> Iterator[Problem]:
    import polars as pl

    for field in table.fields:
        name, pattern = str(field.get("name", "")), field.get("constraints", {}).get("pattern")
        if not isinstance(pattern, str) or not patterns.supported(patterns.whole(pattern)) or name not in table.frame.columns:
            continue
        cells = table.frame[name]
        for row in pl.arg_where((cells != "") & ~cells.str.contains(patterns.whole(pattern)), eager=True):
            values = {"cell": cells[row], "constraint": f'pattern = "{pattern}"', "field": name}
            yield _at(package, table, "constraint-error", int(row), name, values)


def _problem(package: Package, table: Table, error: Error) -> Problem:
    """Put an error of the judge into our terms: row and field to line and column, and its raw values."""
    told: dict[str, Any] = error.to_descriptor()
    note = str(told.get("note", ""))
    row = told.get("rowNumber", 1) - 2
    field = str(told.get("fieldName") or "")
    number = told.get("fieldNumber", 1)
    columns = table.frame.columns
    label = columns[number - 1].partition("\0")[0] if 0 < number <= len(columns) else ""
    where = None
    cells = told.get("cells", [])
    key = [str(cell) for name, cell in zip(columns, cells, strict=False) if name in table.key]
    values: dict[str, str | Said | Text] = {
        "cell": str(told.get("cell", told.get("label", ""))),
        "field": field,
        "column": str(number),
        "type": note.partition('"')[2].partition("/")[0],
        "constraint": re.sub(r'constraint "(\w+)" is "(.*)"', r"\1 = \2", note),
        "target": str(told.get("referenceName") or table.name),
        "reason": note,
    }
    described = next((each for each in table.fields if each.get("name") == field), {})
    if values["type"] == "boolean":
        values["type"] = "boolean ({})".format(
            ", ".join(str(each) for part in ("trueValues", "falseValues") for each in described.get(part, ())) or "true, false"
        )
    declared = described.get("constraints")
    allowed = declared.get("enum") if isinstance(declared, dict) else None
    near = difflib.get_close_matches(str(values["cell"]), [str(each) for each in allowed], 1) if isinstance(allowed, list) else []
    if error.type == "constraint-error" and 'constraint "enum"' in note and near:
        values["constraint"] = Said(_("enum (the nearest value is {near})"), {"near": near[0]})
    if error.type in ("primary-key", "foreign-key"):
        values["cell"] = ",".join(str(cell) for cell in told.get("fieldCells", key))
        field = next(iter(told.get("fieldNames", table.key)), "")
    if "label" in error.type:
        values["cell"], field, row = label or field, field or label, -1
        where = Where(table.path, *table.locate(-1, number - 1)) if 0 < number <= len(columns) and "fieldNumber" in told else table.where(-1)
    elif "fieldNumber" in told:
        where = Where(table.path, *table.locate(row, number - 1))
    earlier = re.search(r"row at position (\d+)", note)
    values["line"] = str(table.where(int(earlier[1]) - 2).line) if earlier else "-"
    wanted = set(re.findall(r"\{(\w+)\}", _FAMILY.get(error.type, "{reason}")))
    kind = error.type if error.type in _FAMILY else ""
    return _at(package, table, kind, row, (field or label).partition("\0")[0], {name: value for name, value in values.items() if name in wanted}, where)


def _at(package: Package, table: Table, kind: str, row: int, field: str, values: Mapping[str, str | Said | Text], where: Where | None = None) -> Problem:
    key = table.keys[row] if 0 <= row < table.frame.height else ""
    language = str(mark(table.resource, "language") or "")
    return Problem(where or table.where(row, field), values, kind=kind, table=package.base(table.name), id=key, field=field, language=language)


CHECK = Check(
    id="table-schema",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the table is not as its schema wants it: {reason}"),
    why=_("Whoever reads the table by its schema stops at the first cell that does not fit."),
    run=run,
    family=_FAMILY,
    bad={
        "datapackage.json": (
            '{"name": "moon", "resources": [{"name": "items", "path": "items.csv", "schema": {"primaryKey": ["id"], "fields":'
            ' [{"name": "id", "type": "string"}, {"name": "ordinal", "type": "integer"}]}}]}'
        ),
        "items.csv": "id,ordinal\nsession,fourth\n",
    },
    good={"items.csv": "id,ordinal\nsession,4\n"},
)
