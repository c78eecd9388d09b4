"""What a Table Schema does not allow in a table, by the judgement of frictionless and under its names."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from taiyaku import clear, patterns, sound
from taiyaku.checks import _frictionless, _integrity
from taiyaku.checks._frictionless import Fault, Unjudged
from taiyaku.i18n import _
from taiyaku.model import Check, Finding, Json, Package, Problem, Said, Severity, Table, Text, Where, mark

if TYPE_CHECKING:
    from frictionless import Resource

_FAMILY = {
    "blank-header": _("the table has no header"),
    "blank-label": _("the header of column {column} is empty"),
    "blank-row": _("the row is empty"),
    "byte-count": _("the file has {cell} bytes, and its descriptor says {column}"),
    "constraint-error": _("{cell} breaks the constraint {constraint} of the field {field}"),
    "duplicate-label": _("the header {cell} stands twice"),
    "extra-cell": _("the row has a cell more than the header: {cell}"),
    "extra-label": _("the schema has no field for the column {cell}"),
    "field-count": _("the table has {cell} columns, and its descriptor says {column}"),
    "foreign-key": _("{cell} is no record of {target}"),
    "incorrect-label": _("the column {cell} stands where the schema has the field {field}"),
    "missing-cell": _("the row ends before the field {field}"),
    "missing-label": _("the table has no column for the field {field}"),
    "primary-key": _("the key {cell} is empty or stands already in line {line}"),
    "row-count": _("the table has {cell} records, and its descriptor says {column}"),
    "table-dimensions": _("the table is not of the size that its descriptor wants: {reason}"),
    "type-error": _("{cell} is not of the type of the field {field}, {type}"),
    "unique-error": _("{cell} stands already in line {line}, and the field {field} has no value twice"),
    "unmatched-header": _("none of the columns has a field in the schema"),
}


_SIZES = {
    "rows": _("it has {cell} records, and {column} are wanted"),
    "minRows": _("it has {cell} records, and at least {column} are wanted"),
    "maxRows": _("it has {cell} records, and at most {column} are wanted"),
    "fields": _("it has {cell} columns, and {column} are wanted"),
    "minFields": _("it has {cell} columns, and at least {column} are wanted"),
    "maxFields": _("it has {cell} columns, and at most {column} are wanted"),
}
"""What ``taiyaku.dimensions`` of a resource may ask, and what is said where it is otherwise (``table-dimensions`` of frictionless)."""
LISTED = 1_000
"""Problems of one kind in one table that are listed one by one; those beyond are counted."""


def run(package: Package) -> Iterator[Problem]:
    """Yield the errors of all tables whose schema is sound, under the names that frictionless gives them.

    Only what was not proved good while it was read is shown to the judge. Three things are kept
    from it: patterns, which are matched here in linear time; ``required`` on texts, which
    is reviewed; and foreign keys into tables that it does not get. A table without a
    schema is judged by its own header, so that a row of the wrong length is seen. Of each kind
    in each table the first thousand are listed; one more problem stands for all others.
    """
    for name, table in package.tables.items():
        yield from _listed(package, table, faults(package, name))


def review(package: Package, _findings: Sequence[Finding], left_out: Collection[str]) -> Iterator[Problem]:
    """Yield the required texts that are empty, where text-missing is not asked about them."""
    if "text-missing" in left_out and "constraint-error" not in left_out:
        for table in package.tables.values():
            yield from _listed(package, table, _lacking(package, table))


def _listed(package: Package, table: Table, found: Iterator[Fault]) -> Iterator[Problem]:
    """Yield the first faults of each kind one by one, and one more problem for all others."""
    counts: Counter[str] = Counter()
    beyond: dict[str, Fault] = {}
    try:
        for fault in found:
            counts[fault.type] += 1
            if counts[fault.type] <= LISTED:
                yield _problem(package, table, fault)
            else:
                beyond.setdefault(fault.type, fault)
    except Unjudged:
        reason = Said(_("a constraint of a field is no value of the field's type"))
        yield Problem(package.resource_where(table.name, "schema"), {"reason": reason}, table=package.base(table.name))
    for kind, fault in beyond.items():
        yield replace(_problem(package, table, fault), count=counts[kind] - LISTED)


def _lacking(package: Package, table: Table) -> Iterator[Fault]:
    """Yield the required texts that are empty, as the judge says it; none where it stumbles, which was said already."""
    texts, schema = _texts(package, table), _schema(package, table, hide=False)
    if schema is None or not any(field.get("name") in texts and field.get("constraints", {}).get("required") for field in schema["fields"]):
        return
    rows = sorted({row for name, rows in table.proof.empty.items() if name in texts for row in rows}) if table.proof is not None else range(table.height)
    if not rows:
        return
    judged = _frictionless.schema(schema)
    assert not isinstance(judged, list)  # noqa: S101 -- _schema gives sound ones
    found = _frictionless.of_records(judged, table.records.cells(rows)) if _plain(table, schema) else _whole(table, schema, {})
    with suppress(Unjudged):
        yield from (fault for fault in found if fault.field in texts and fault.note.startswith('constraint "required"'))


def faults(package: Package, name: str) -> Iterator[Fault]:
    """Yield what is wrong with one table, as the judge would say it. Raises Unjudged."""
    table = package.tables[name]
    if not table.columns:
        # The judge takes an empty first line for no header, and then takes the fields by position.
        yield Fault("blank-header", "")
        return
    yield from _counted(table)
    schema = _schema(package, table)
    if schema is None:
        return
    yield from _unmatched(table)
    others = _others(package, schema)
    keys = (
        _integrity.faults(_integrity.Judged(table, schema), others)
        if package.clear and _plain(table, schema) and all(_plain(*each) for each in others.values())
        else None
    )
    if keys is None:
        yield from _whole(table, schema, others)
        return
    rows = _unproved(package, table)
    labels = [label.partition("\0")[0] for label in table.columns]
    if len(rows) or labels != [field["name"] for field in schema["fields"]]:
        judged = _frictionless.schema(schema)
        assert not isinstance(judged, list)  # noqa: S101 -- _schema gives sound ones
        yield from (fault for fault in _frictionless.of_header(judged, labels) if not (fault.type == "incorrect-label" and clear.unschemed(table.resource)))
        yield from _frictionless.of_records(judged, table.records.cells(rows))
    for group in keys:
        yield from group


def _counted(table: Table) -> Iterator[Fault]:
    """Yield the numbers in a resource that are not those of its table (``bytes`` of Data Package 2.0, ``rows`` and ``fields`` of frictionless)."""
    for name, kind, counted in (("bytes", "byte-count", table.size), ("fields", "field-count", len(table.columns)), ("rows", "row-count", table.height)):
        wanted = table.resource.get(name)
        if isinstance(wanted, int) and not isinstance(wanted, bool) and wanted and wanted != counted:
            yield Fault(kind, f'expected is "{wanted}" and actual is "{counted}"', cell=str(counted), reference=str(wanted))
    wanted_sizes = mark(table.resource, "dimensions")
    for name in _SIZES:
        wanted = wanted_sizes.get(name) if isinstance(wanted_sizes, dict) else None
        counted = len(table.columns) if name.lower().endswith("fields") else table.height
        asked = {"min": int.__ge__, "max": int.__le__}.get(name[:3], int.__eq__)
        if isinstance(wanted, int) and not isinstance(wanted, bool) and not asked(counted, wanted):
            yield Fault("table-dimensions", name, cell=str(counted), reference=str(wanted))


def _unproved(package: Package, table: Table) -> Sequence[int]:
    """Give the records that the judge must see."""
    if table.proof is None:
        return range(table.height)
    texts = _texts(package, table)
    empty = (rows for name, rows in table.proof.empty.items() if name not in texts)
    return sorted({*table.proof.doubtful, *(row for rows in empty for row in rows)})


def _schema(package: Package, table: Table, *, hide: bool = True) -> dict[str, Json] | None:
    """Give the schema that a table is judged by; None where it is not sound (descriptor-invalid says so)."""
    schema = clear.of_header(table.columns) if clear.unschemed(table.resource) else table.resource["schema"]
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        return None
    texts = _texts(package, table) if hide else ()
    copy = {**schema, "fields": [_field(field, text=str(field.get("name")) in texts) for field in fields]}
    return copy if sound.schema(schema) or not isinstance(_frictionless.schema(copy), list) else None


def _texts(package: Package, table: Table) -> set[str]:
    return {column.name for text in package.texts for column in text.columns.values() if column.table == table.name}


def _field(field: dict[str, Json], *, text: bool) -> dict[str, Json]:
    hidden = {"pattern", "required"} if text else {"pattern"}
    declared = field.get("constraints", {})
    if not isinstance(declared, dict):
        return field
    constraints = {name: value for name, value in declared.items() if name not in hidden}
    kept = {name: value for name, value in field.items() if name != "constraints"}
    return {**kept, "constraints": constraints} if constraints else kept


def _others(package: Package, schema: Mapping[str, Json]) -> dict[str, _integrity.Judged]:
    """Give the tables that the foreign keys refer to, as far as they can be judged."""
    names = {key["reference"]["resource"] for key in _frictionless.references(schema)}
    tables = {name: package.tables[name] for name in names if name in package.tables and package.tables[name].columns}
    schemas = {name: _schema(package, table) for name, table in tables.items()}
    return {name: _integrity.Judged(tables[name], found) for name, found in schemas.items() if found is not None}


def _plain(table: Table, schema: Mapping[str, Json]) -> bool:
    """Tell whether each column is the field at its place, and each empty cell no value."""
    fields = schema["fields"]
    missing = [each["missingValues"] for each in (schema, *fields) if "missingValues" in each]
    return (
        schema.get("fieldsMatch", "exact") == "exact"
        and len(fields) == len(table.columns)
        and all("" in values and all(isinstance(value, str) for value in values) for values in missing)
    )


def _whole(table: Table, schema: Mapping[str, Json], others: Mapping[str, _integrity.Judged]) -> Iterator[Fault]:
    """Yield what the judge says of a whole table, which it reads itself."""
    keys = [key for key in _frictionless.references(schema) if key["reference"]["resource"] in ("", table.name, *others)]
    tables = {name: _resource(each.table, {**each.schema, "foreignKeys": []}) for name, each in others.items() if each.table is not table}
    resources = [_resource(table, {**schema, "foreignKeys": keys}), *tables.values()]
    for name, fault in _frictionless.of_resources([resource for resource in resources if resource is not None]):
        if name == table.name and not (fault.type == "incorrect-label" and clear.unschemed(table.resource)):
            yield fault


def _resource(table: Table, schema: Mapping[str, Json]) -> Resource | None:
    """Build the judge's copy of a table; None where its dialect is not sound."""
    from frictionless import Dialect, FrictionlessException
    from frictionless import Resource as JudgedResource
    from frictionless.formats import CsvControl

    judged, dialect, content = _frictionless.schema(schema), table.resource.get("dialect"), table.content
    encoding = _frictionless.codec(str(table.resource.get("encoding") or "utf-8"))
    try:
        told = Dialect.from_descriptor(dialect) if isinstance(dialect, dict) and dialect else Dialect(controls=[CsvControl(delimiter=",")])
    except (FrictionlessException, AttributeError, KeyError, TypeError, ValueError):
        return None
    told.set_not_defined("header", True)  # the judge would guess which row is the header
    told.set_not_defined("header_rows", [1])
    control = CsvControl.from_dialect(told)
    for name, usual in (("delimiter", ","), ("quote_char", '"'), ("skip_initial_space", False)):
        control.set_not_defined(name, usual)  # what nobody declared is as the standard says; the judge would guess
    if isinstance(judged, list):
        return None
    if told.header is False:
        # With a header of our own, records have the same numbers as in other tables.
        header = io.StringIO()
        csv.writer(header, delimiter=control.delimiter, quotechar=control.quote_char, lineterminator="\n").writerow(field.name for field in judged.fields)
        content, told.header = header.getvalue().encode(encoding) + content.removeprefix(codecs.BOM_UTF8), True
    return JudgedResource(
        name=table.name,
        data=content,
        scheme="buffer",
        format="csv",
        encoding=encoding,
        schema=judged.to_copy(),
        dialect=told,
        schema_profile=_frictionless.RESOURCE,
    )


def _unmatched(table: Table) -> Iterator[Fault]:
    """Yield the cells that break the pattern of their field."""
    import polars as pl

    for number, field in enumerate(table.fields, 1):
        name, pattern = str(field.get("name", "")), field.get("constraints", {}).get("pattern") if isinstance(field.get("constraints"), dict) else None
        if not isinstance(pattern, str) or not patterns.supported(patterns.whole(pattern)) or name not in table.columns:
            continue
        note = f'constraint "pattern" is "{pattern}"'
        if table.proof is not None:
            rows = table.proof.unmatched.get(name, ())
            cells = table.select([name])[name] if len(rows) else ()
            yield from (Fault("constraint-error", note, row + 2, number, name, cells[row]) for row in rows)
            continue
        cell = pl.col(name)
        for first, part in table.blocks([name]):
            for row, value in part.with_row_index().filter((cell != "") & ~cell.str.contains(patterns.whole(pattern))).iter_rows():
                yield Fault("constraint-error", note, first + row + 2, number, name, value)


def _problem(package: Package, table: Table, fault: Fault) -> Problem:
    """Put an error of the judge into our terms: row and field to line and column, and its raw values."""
    row, field, columns = fault.row - 2, fault.field, table.columns
    label = columns[fault.number - 1 if fault.number else 0].partition("\0")[0] if fault.number <= len(columns) and columns else ""
    where = None
    key = [str(cell) for cell in table.select(table.key).row(row)] if fault.type == "primary-key" else []
    described = next((each for each in table.fields if each.get("name") == field), {})
    earlier = re.search(r"row at position (\d+)", fault.note)
    kind = fault.note.partition('"')[2].partition("/")[0]
    if kind == "boolean":
        kind = "boolean ({})".format(", ".join(str(each) for part in ("trueValues", "falseValues") for each in described.get(part, ())) or "true, false")
    values: dict[str, str | Said | Text] = {
        "cell": fault.cell,
        "field": field,
        "column": fault.reference if "count" in fault.type else str(fault.number),
        "type": kind,
        "constraint": re.sub(r'constraint "(\w+)" is "(.*)"', r"\1 = \2", fault.note, flags=re.DOTALL),
        "target": fault.reference or table.name,
        "reason": Said(_SIZES[fault.note], {"cell": fault.cell, "column": fault.reference}) if fault.note in _SIZES else fault.note,
        "line": str(table.where(int(earlier[1]) - 2).line) if earlier else "-",
    }
    declared = described.get("constraints")
    allowed = declared.get("enum") if isinstance(declared, dict) else None
    near = difflib.get_close_matches(fault.cell, [str(each) for each in allowed], 1) if isinstance(allowed, list) else []
    if 'constraint "enum"' in fault.note and near:
        values["constraint"] = Said(_("enum (the nearest value is {near})"), {"near": near[0]})
    if fault.type in ("primary-key", "foreign-key"):
        values["cell"] = ",".join(fault.cells or key)
        field = next(iter(fault.fields or table.key), "")
    if "label" in fault.type:
        values["cell"], field, row = label or field, field or label, -1
        where = Where(table.path, *table.records.locate(-1, fault.number - 1)) if 0 < fault.number <= len(columns) else table.where(-1)
    elif fault.number:
        where = Where(table.path, *table.records.locate(row, fault.number - 1))
    wanted = set(re.findall(r"\{(\w+)\}", _FAMILY.get(fault.type, "{reason}")))
    told = {name: value for name, value in values.items() if name in wanted}
    return _at(package, table, fault.type if fault.type in _FAMILY else "", row, (field or label).partition("\0")[0], told, where)


def _at(package: Package, table: Table, kind: str, row: int, field: str, values: Mapping[str, str | Said | Text], where: Where | None = None) -> Problem:
    key = table.keys[row] if 0 <= row < table.height else ""
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
    review=review,
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
