"""Columns of typed formats: a column has the type of its field only where every cell of it is exactly of that type; else it is text, and nothing is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from taiyaku.model import Json
from taiyaku.records import Stream, digits, plain, typed

if TYPE_CHECKING:
    import polars as pl

TYPED = ("integer", "number", "boolean", "date")
"""Types of fields that have one in typed formats too."""
_USUAL = {"integer": r"\A-?(?:0|[1-9][0-9]{0,17})\z", "number": r"\A-?[0-9]{1,15}(?:\.[0-9]{1,15})?\z"}
"""Numbers that are read at once, and that 64 bits hold (of those with a point, where they have no more than 15 digits)."""
_DIGITS = 15
"""Decimal digits that every double keeps (IEEE 754)."""


def kinds(stream: Stream, fields: Mapping[str, Mapping[str, Json]], wanted: Collection[str]) -> dict[str, str]:
    """Tell which columns of facts are ``integer``, ``number``, ``boolean`` or ``date`` throughout, as far as these are wanted."""
    asked = {name: kind for name in stream.columns if name not in stream.texts and (kind := _declared(fields.get(name, {}))) in wanted}
    for frame in stream.blocks(list(asked)) if asked else ():
        asked = {name: kind for name, kind in asked.items() if _is(kind, frame[name], fields[name])}
    return asked


def values(cells: pl.Series, kind: str, field: Mapping[str, Json]) -> pl.Series:
    """Give the values of cells that are of this kind throughout, null where empty; strings for no kind."""
    import polars as pl

    filled = cells.to_frame("cell").select(pl.when(pl.col("cell") != "").then(pl.col("cell")))["cell"].alias(cells.name)
    if kind == "boolean":
        return filled.replace_strict({cell: typed(field, cell) for cell in filled.drop_nulls().unique()}, return_dtype=pl.Boolean)
    if kind == "date":
        return filled.str.to_date("%Y-%m-%d")
    if kind:
        plain = filled.replace({cell: str(typed(field, cell)) for cell in _unusual(cells, kind, field)})
        return plain.cast(pl.Int64 if kind == "integer" else pl.Float64)
    return filled


def _declared(field: Mapping[str, Json]) -> str:
    kind = field.get("type", "string")
    return "" if not isinstance(kind, str) or (kind == "date" and field.get("format", "default") != "default") else kind


def _is(kind: str, cells: pl.Series, field: Mapping[str, Json]) -> bool:
    import polars as pl

    if kind == "date":
        dates = cells.filter(cells != "")
        whole = dates.str.contains(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z") & dates.str.to_date("%Y-%m-%d", strict=False).is_not_null()
        return bool(whole.all())
    if kind == "boolean":
        return all(isinstance(typed(field, cell), bool) for cell in cells.filter(cells != "").unique())
    exact = _exact_integer if kind == "integer" else _exact_number
    others: Iterable[str] = _unusual(cells, kind, field)
    return all(exact(typed(field, cell), cell, field) for cell in others) and cells.dtype == pl.String


def _unusual(cells: pl.Series, kind: str, field: Mapping[str, Json]) -> list[str]:
    there = cells.filter(cells != "")
    if field.get("groupChar") or field.get("decimalChar") or field.get("bareNumber") is False:
        return there.unique().to_list()
    usual = there.str.contains(_USUAL[kind]) & (there.str.count_matches("[0-9]") <= _DIGITS if kind == "number" else True)
    return there.filter(~usual).unique().to_list()


def _exact_integer(value: Json, _cell: str, _field: Mapping[str, Json]) -> bool:
    return isinstance(value, int) and -(2**63) <= value < 2**63


def _exact_number(value: Json, cell: str, field: Mapping[str, Json]) -> bool:
    """Tell whether a double says the same as the cell."""
    return isinstance(value, float) and Decimal(repr(value)) == Decimal(digits(field, cell))


def spelled(cells: pl.Series, field: Mapping[str, Json]) -> pl.Series:
    """Spell what ``values`` gave as strings, as ``records.typed`` spells it; ``""`` for null."""
    import polars as pl

    words: list[str] = []
    for value in cells:
        told = typed(field, value) if isinstance(value, str) else value
        words.append("" if told is None else str(told).lower() if isinstance(told, bool) else str(told))
    return pl.Series(cells.name, words, dtype=pl.String)


def distinct(columns: Sequence[str], *, capitals: bool = True) -> list[str]:
    """Give columns names that people may read and that no other one has; where ``capitals`` do not count, not with others either."""
    found: dict[str, str] = {}
    for column in columns:
        name = plain(column)
        while (name if capitals else name.casefold()) in found:
            name += "_"
        found[name if capitals else name.casefold()] = name
    return list(found.values())
