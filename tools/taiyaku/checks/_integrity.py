"""Unique values, primary and foreign keys, as frictionless compares them: by the values that the cells stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from taiyaku import clear, sound
from taiyaku.checks import _frictionless
from taiyaku.checks._frictionless import Fault
from taiyaku.model import Json, Table

if TYPE_CHECKING:
    import polars as pl

_CLASSES = {
    "string": "text",
    "any": "text",
    "integer": "number",
    "number": "number",
    "year": "number",
    "boolean": "number",
    "date": "date",
    "yearmonth": "yearmonth",
}
"""Types whose values can be equal to each other's (Python: ``True == 1 == Decimal("1.0")``); of other types nothing is known here."""
_LARGEST_EXPONENT = 1_000


class Judged(NamedTuple):
    """A table and the schema that it is judged by, its fields being its columns in order."""

    table: Table
    schema: Mapping[str, Json]

    @property
    def key(self) -> tuple[str, ...]:
        """The primary key."""
        return _names(self.schema.get("primaryKey"))

    @property
    def unique(self) -> list[str]:
        """The fields that have no value twice."""
        return [field["name"] for field in self.schema["fields"] if field.get("constraints", {}).get("unique")]

    @property
    def references(self) -> list[sound.Reference]:
        """The foreign keys."""
        told = _frictionless.references(self.schema)
        return [sound.Reference(_names(key.get("fields")), key["reference"]["resource"], _names(key["reference"].get("fields"))) for key in told]


def _names(value: Json) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def faults(judged: Judged, others: Mapping[str, Judged]) -> list[Iterator[Fault]] | None:
    """Give what is wrong with the keys of a table, in groups; None where only the judge can compare its values.

    ``others`` are the tables that foreign keys may refer to; keys that refer to any other are left out.
    """
    found: list[Iterator[Fault]] = []
    values = _Values({"": judged, **others})
    for name in judged.unique:
        own = values.of("", (name,))
        if own is None:
            return None
        found.append(_repeated(judged, own, name))
    if judged.key:
        own = values.of("", judged.key)
        if own is None:
            return None
        found.append(_keyless(own))
        found.append(_repeated(judged, own, ""))
    for reference in judged.references:
        if reference.table and reference.table not in others:
            continue
        own, target = values.of("", reference.fields), values.of(reference.table, reference.keys)
        if own is None or target is None or values.kinds("", reference.fields) != values.kinds(reference.table, reference.keys):
            return None
        found.append(_dangling(judged, own, target, reference))
    return found


class _Values:
    """The values of key fields as texts that are the same where the judge takes the values for equal, null where there is none."""

    def __init__(self, tables: Mapping[str, Judged]) -> None:
        """Take the tables by name; the one that is judged has the name ``""``."""
        self._tables = tables

    def kinds(self, table: str, names: Sequence[str]) -> list[str | None]:
        """Give the class of each field's values."""
        fields = {field["name"]: field for field in self._tables[table].schema["fields"]}
        return [_CLASSES.get(fields[name].get("type", "string")) for name in names]

    def of(self, table: str, names: Sequence[str]) -> pl.Series | None:
        """Give the values of some fields together; null where all are null."""
        import polars as pl

        judged = self._tables[table]
        known = [field["name"] for field in judged.schema["fields"]]
        if not set(names) <= set(known) or None in self.kinds(table, names):
            return None
        parts = [_values(judged, known.index(name)) for name in names]
        if any(part is None for part in parts):
            return None
        columns = pl.DataFrame([part.alias(str(number)) for number, part in enumerate(parts) if part is not None])
        if columns.width == 1:
            return columns.to_series()
        # No cell has a NUL in it.
        joined = pl.concat_str(pl.all().fill_null("\0"), separator="\0")
        return columns.select(pl.when(pl.any_horizontal(pl.all().is_not_null())).then(joined)).to_series()


def _values(judged: Judged, number: int) -> pl.Series | None:
    import polars as pl

    field, column = judged.schema["fields"][number], judged.table.columns[number]
    missing = field.get("missingValues", judged.schema.get("missingValues", [""]))
    cells = judged.table.select([column]).select(pl.when(~pl.col(column).is_in(missing)).then(pl.col(column))).to_series()
    kind = field.get("type", "string")
    odd = (
        cells.drop_nulls()
        if field.get("format", "default") != "default" or set(field) & {"bareNumber", "floatNumber", "decimalChar", "groupChar"}
        else clear.ambiguous(kind, cells)
    )
    if not len(odd):
        return cells
    read = _reader(judged, field["name"])
    told: dict[str, str | None] = {}
    for cell in odd.unique():
        value = read(cell)[0]
        text = _text(value)
        if text is None and value is not None:
            return None
        told[cell] = text
    return cells.replace_strict(list(told), list(told.values()), default=cells, return_dtype=pl.String)


def _text(value: Any) -> str | None:
    """Give a text that no other value of its class has; None where none is known."""
    from datetime import date, datetime
    from decimal import Decimal

    if isinstance(value, (bool, int)):
        return str(int(value))
    if isinstance(value, Decimal) and value.is_finite():
        _sign, digits, exponent = value.as_tuple()
        if not value:
            return "0"
        if isinstance(exponent, int) and abs(exponent) + len(digits) < _LARGEST_EXPONENT:
            plain = f"{value:f}"
            return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return "-".join(map(str, value))
    return value if isinstance(value, str) else None


def _reader(judged: Judged, name: str) -> Callable[[str | None], tuple[Any, dict[str, str] | None]]:
    schema = _frictionless.schema(judged.schema)
    assert not isinstance(schema, list)  # noqa: S101 -- a schema that is not sound does not come here
    return _frictionless.reader(schema, name)


def _keyless(own: pl.Series) -> Iterator[Fault]:
    if own.null_count():
        for row in own.is_null().arg_true():
            yield Fault("primary-key", 'cells composing the primary keys are all "None"', row + 2)


def _repeated(judged: Judged, own: pl.Series, unique: str) -> Iterator[Fault]:
    """Yield the rows whose value stands in an earlier row, with the last row before."""
    import polars as pl

    if not own.null_count() and (own > own.shift(1)).all():  # in order, hence without repetition
        return
    if (values := own.drop_nulls()).n_unique() == len(values):  # a fifth of the time of asking which
        return
    rows = pl.DataFrame({"own": own, "row": pl.int_range(len(own), eager=True)}).filter(pl.col("own").is_not_null() & pl.col("own").is_duplicated())
    if not rows.height:
        return
    rows = rows.with_columns(before=pl.col("row").shift(1).over("own")).drop_nulls("before")
    number = [field["name"] for field in judged.schema["fields"]].index(unique) if unique else 0
    cells = judged.table.select([judged.table.columns[number]]).to_series()
    read = _reader(judged, unique) if unique else None
    for row, before in rows.select("row", "before").iter_rows():
        note = f"the same as in the row at position {before + 2}"
        yield Fault("unique-error", note, row + 2, number + 1, unique, str(read(cells[row])[0])) if read else Fault("primary-key", note, row + 2)


def _dangling(judged: Judged, own: pl.Series, target: pl.Series, reference: sound.Reference) -> Iterator[Fault]:
    if len(own) == len(target) and (own == target).all() and not target.null_count():  # the usual case: one record each, in the same order
        return
    rows = (own.is_not_null() & ~own.is_in(target.drop_nulls().implode())).arg_true()
    if not len(rows):
        return
    known = [field["name"] for field in judged.schema["fields"]]
    columns = [judged.table.columns[known.index(name)] for name in reference.fields]
    readers = [_reader(judged, name) for name in reference.fields]
    for row, cells in zip(rows, judged.table.select(columns)[rows].iter_rows(), strict=True):
        values = [read(cell)[0] for read, cell in zip(readers, cells, strict=True)]
        told = (", ".join(reference.fields), ", ".join(map(str, values)), reference.table, ", ".join(reference.keys))
        note = 'for "{}": values "{}" not found in the lookup table "{}" as "{}"'.format(*told)
        texts = tuple("" if value is None else str(value) for value in values)
        yield Fault("foreign-key", note, row + 2, fields=reference.fields, cells=texts, reference=reference.table)
