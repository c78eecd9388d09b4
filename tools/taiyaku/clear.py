"""Proof, column by column, that the cells of a table are as its Table Schema wants them.

What is proved here, frictionless would find valid too. What is not proved may be valid all the
same, and only frictionless says so. Every test is equal to the judge's or stricter, and a schema
that holds anything not known here exactly is not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from taiyaku import patterns, sound
from taiyaku.model import Json, Proof
from taiyaku.sound import EXACT, FORMATS, FORMS

if TYPE_CHECKING:
    import polars as pl

Test = Callable[["pl.Expr"], "pl.Expr"]

_SAME = {
    "string": "",
    "any": "",
    "integer": r"^(?:0|-?[1-9][0-9]*)$",
    "number": r"^(?:0|-?(?:[1-9][0-9]*|(?:0|[1-9][0-9]*)\.[0-9]*[1-9]))$",
    "date": FORMS["date"],
}
"""What all cells of a type must look like, so that two mean the same only where they are the same text."""
_TRUTH = {"trueValues": ["true", "True", "TRUE", "1"], "falseValues": ["false", "False", "FALSE", "0"]}


def prover(resource: Mapping[str, Json], names: Sequence[str]) -> Prover | None:
    """Give what proves the cells of a table with these columns; None where its schema has other or more fields, or needs a judge."""
    schema = of_header(names) if unschemed(resource) else resource["schema"]
    if not sound.schema(schema) or len(schema["fields"]) != len(names):
        return None
    return Prover([_column(name, each, schema) for name, each in zip(names, schema["fields"], strict=True)])


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    """In the table; its field may have another name, and frictionless goes by position."""
    field: str
    missing: list[str]
    """Cells other than the empty one that stand for no value."""
    required: bool
    pattern: str
    test: Test | None

    @property
    def cell(self) -> pl.Expr:
        """The cell, null where there is no value."""
        import polars as pl

        cell = pl.col(self.name)
        return pl.when(~cell.is_in(self.missing)).then(cell) if self.missing else cell


def _column(name: str, each: Mapping[str, Json], schema: Mapping[str, Json]) -> _Column:
    constraints = each.get("constraints", {})
    missing = each["missingValues"] if "missingValues" in each else schema.get("missingValues", [""])
    pattern = constraints.get("pattern", "")
    return _Column(
        name=name,
        field=each["name"],
        missing=[value for value in missing if value],
        required=constraints.get("required", False),
        pattern=patterns.whole(pattern) if pattern and patterns.supported(patterns.whole(pattern)) else "",
        test=_test(each.get("type", "string"), each, constraints),
    )


def _test(kind: str, each: Mapping[str, Json], constraints: Mapping[str, Json]) -> Test | None:
    """Give what is true of a cell only if it is of the type and within the constraints; None where every cell is."""
    tests: list[Test] = []
    if kind == "boolean":
        truth = [value for name, usual in _TRUTH.items() for value in each.get(name, usual)]
        tests.append(lambda cell: cell.is_in(truth))
    form = FORMATS.get(each.get("format", "default"), FORMS[kind])
    if form:
        tests.append(lambda cell: cell.str.contains(form))
    for name, value in constraints.items():
        if name in _COMPARED and kind == "string":
            tests.append(partial(_length, name, value))
        elif name in _COMPARED or (name == "enum" and kind == "integer"):
            tests.append(partial(_value, kind, name, value))
        elif name == "enum":
            tests.append(partial(_listed, value))
    return partial(_all, tests) if tests else None


_COMPARED = {"minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt", "exclusiveMaximum": "lt", "minLength": "ge", "maxLength": "le"}


def _all(tests: Sequence[Test], cell: pl.Expr) -> pl.Expr:
    import polars as pl

    return pl.all_horizontal(test(cell) for test in tests)


def _length(name: str, value: int, cell: pl.Expr) -> pl.Expr:
    compared: pl.Expr = getattr(cell.str.len_chars(), _COMPARED[name])(value)
    return compared


def _value(kind: str, name: str, value: Json, cell: pl.Expr) -> pl.Expr:
    import polars as pl

    # Dates of one form are in the order of their texts.
    read = cell if kind == "date" else cell.cast(pl.Int64 if kind == "integer" else pl.Float64, strict=False)
    if name == "enum":
        return read.is_in(value)
    if kind == "number" and name in ("minimum", "maximum"):
        # Rounding keeps the order of decimals, but may make two of many digits the same: these must not reach the bound itself.
        value = pl.when(cell.str.len_bytes() <= EXACT).then(float(value)).otherwise(math.nextafter(value, math.inf if name == "minimum" else -math.inf))
    compared: pl.Expr = getattr(read, _COMPARED[name])(value)
    return compared


def _listed(value: Sequence[str], cell: pl.Expr) -> pl.Expr:
    return cell.is_in(value)


class Prover:
    """What is not proved of a table, gathered while it is read."""

    def __init__(self, columns: Sequence[_Column]) -> None:
        """Take what is asked of each column."""
        self._columns = columns
        self._doubtful: list[pl.Series] = []
        self._empty: dict[str, list[pl.Series]] = {}
        self._unmatched: dict[str, list[pl.Series]] = {}

    def see(self, frame: pl.DataFrame, row: int, ragged: Sequence[int]) -> None:
        """Look at records from this number on (empty cells are null); those that are longer or shorter than the header are doubtful."""
        import polars as pl

        asked: list[tuple[list[pl.Series], pl.Expr]] = []
        for column in self._columns:
            if column.test is not None:
                asked.append((self._doubtful, column.test(column.cell)))
            if column.pattern:
                asked.append((self._unmatched.setdefault(column.field, []), column.cell.str.contains(column.pattern)))
            if column.required and (column.missing or frame[column.name].null_count()):
                asked.append((self._empty.setdefault(column.field, []), column.cell.is_not_null()))
        if all(column.missing or frame[column.name].null_count() for column in self._columns):
            asked.append((self._doubtful, pl.any_horizontal(column.cell.is_not_null() for column in self._columns)))
        if ragged:
            self._doubtful.append(pl.Series(ragged, dtype=pl.UInt32) + row)
        # Nearly always everything is as it should be, and a yes or no per column is all that is made.
        held = frame.select(test.all().alias(str(number)) for number, (_found, test) in enumerate(asked)).row(0) if asked else ()
        for (found, test), holds in zip(asked, held, strict=True):
            if not holds:
                found.append(frame.select(pl.arg_where(~test)).to_series() + row)

    def proof(self) -> Proof:
        """Give what was not proved."""
        return Proof(
            _rows(self._doubtful), {name: _rows(rows) for name, rows in self._empty.items()}, {name: _rows(rows) for name, rows in self._unmatched.items()}
        )


def _rows(parts: Sequence[pl.Series]) -> pl.Series:
    import polars as pl

    return pl.concat(parts).unique().sort() if parts else pl.Series([], dtype=pl.UInt32)


def ambiguous(kind: str, cells: pl.Series) -> pl.Series:
    """Give those cells of a type that may mean the same as another text does (``01`` and ``1``); all others are equal only where they are the same."""
    form = _SAME.get(kind)
    if form is None:
        return cells.drop_nulls()
    if not form:
        return cells.clear()
    return cells.filter(~cells.str.contains(form))


def of_header(names: Sequence[str]) -> dict[str, Json]:
    """Make the schema of a table that has none, by which only rows of the wrong length and empty rows are wrong."""
    return {"fields": [{"name": name or f"\0{number}", "type": "string"} for number, name in enumerate(names)]}


def unschemed(resource: Mapping[str, Json]) -> bool:
    """Tell whether a resource has no schema to be held against."""
    schema = resource.get("schema")
    return schema is None or schema == {} or (isinstance(schema, dict) and schema.get("fields") in (None, []) and "primaryKey" not in schema)
