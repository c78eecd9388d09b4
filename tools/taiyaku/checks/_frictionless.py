"""How we hand things to frictionless: copies in memory, without anything that it could follow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from taiyaku.model import Json

if TYPE_CHECKING:
    from frictionless import Error, Resource, Schema

SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE = "https://datapackage.org/profiles/2.0/dataresource.json"
"""These name the version of the standard; frictionless has the profiles with it and fetches nothing."""


class Unjudged(Exception):
    """The judge itself stumbles: a constraint that is no value of its field's type, for one."""


_STUMBLES = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


class Fault(NamedTuple):
    """An error of frictionless, by its name and with its parts, as its reports have them."""

    type: str
    note: str
    row: int = 0
    """Number of the record, the header being 1; 0 where it is about no record."""
    number: int = 0
    """Number of the field from 1; 0 where it is about no single one."""
    field: str = ""
    cell: str = ""
    fields: tuple[str, ...] = ()
    """Fields of a foreign key."""
    cells: tuple[str, ...] = ()
    """Cells of a foreign key."""
    reference: str = ""
    """Table that a foreign key refers to."""


def schema(descriptor: Mapping[str, Json]) -> Schema | list[str]:
    """Give the judge's schema object, to be read only, or its notes on why there is none."""
    return _schema(json.dumps(descriptor))


@lru_cache(maxsize=64)
def _schema(text: str) -> Schema | list[str]:
    from frictionless import FrictionlessException
    from frictionless import Schema as JudgedSchema

    descriptor = json.loads(text)
    try:
        return JudgedSchema.from_descriptor({**descriptor, "foreignKeys": foreign_keys(descriptor), "$schema": SCHEMA})
    except FrictionlessException as exception:
        return [error.note for error in exception.reasons or [exception.error]]
    except (AttributeError, KeyError, TypeError, ValueError):
        # The judge expects the right types below the parts that its profile looks at.
        return ["a part of it has the wrong type"]


def codec(encoding: str) -> str:
    """Give Python's name of an encoding, for the one registered name (IANA) that Python does not know."""
    return "cp932" if encoding.strip().lower() == "windows-31j" else encoding.strip()


def foreign_keys(descriptor: Mapping[str, Json]) -> list[Any]:
    """Give the foreign keys with the spelling of 1.0 for a table's own records (``""``), which is the one that the judge knows."""
    keys = descriptor.get("foreignKeys", [])
    told: list[Any] = []
    for key in keys if isinstance(keys, list) else [keys]:
        reference = key.get("reference") if isinstance(key, dict) else None
        told.append({**key, "reference": {"resource": "", **reference}} if isinstance(reference, dict) else key)
    return told


def references(descriptor: Mapping[str, Json]) -> list[Any]:
    """Give those foreign keys that refer to something."""
    return [key for key in foreign_keys(descriptor) if isinstance(key, dict) and isinstance(key.get("reference"), dict)]


def of_header(judged: Schema, labels: Sequence[str]) -> Iterator[Fault]:
    """Yield what the judge has against a header."""
    from frictionless.table.header import Header

    yield from map(_fault, Header(list(labels), fields=judged.fields, row_numbers=[1]).errors)


def reader(judged: Schema, name: str) -> Callable[[str | None], tuple[Any, dict[str, str] | None]]:
    """Give the judge's reader of a field's cells: to a value, and to notes on what is wrong with it. Raises Unjudged, and so does the reader."""
    try:
        read = judged.get_field(name).create_cell_reader()
    except _STUMBLES as error:
        raise Unjudged from error

    def reading(cell: str | None) -> tuple[Any, dict[str, str] | None]:
        try:
            value, notes = read(cell)
        except _STUMBLES as error:
            raise Unjudged from error
        return value, notes

    return reading


def of_records(judged: Schema, records: Iterable[tuple[int, list[str]]]) -> Iterator[Fault]:
    """Yield what the judge has against the cells of records (number from 0, cells as they stand).

    Its own readers judge each cell. What it makes of their notes (``frictionless.table.Row``) is
    done here, since an error object costs it as much as a hundred cells. Raises Unjudged.
    """
    readers = [(field.name, reader(judged, field.name)) for field in judged.fields]
    width = len(readers)
    for row, cells in records:
        faults: list[Fault] = []
        blank = 0
        for number, (name, read) in enumerate(readers, 1):
            source = cells[number - 1] if number <= len(cells) else None
            value, notes = read(source)
            blank += value is None and "type" not in (notes or ())
            for kind, note in (notes or {}).items():
                faults.append(Fault("type-error" if kind == "type" else "constraint-error", note, row + 2, number, name, str(source)))
        faults += [Fault("extra-cell", "", row + 2, number, "", cell) for number, cell in enumerate(cells[width:], width + 1)]
        faults += [Fault("missing-cell", "", row + 2, number, readers[number - 1][0]) for number in range(len(cells) + 1, width + 1)]
        yield from [Fault("blank-row", "", row + 2)] if blank == width else faults


def of_resources(resources: Sequence[Resource]) -> Iterator[tuple[str, Fault]]:
    """Yield what the judge has against whole tables of one package, by table. Raises Unjudged."""
    from frictionless import FrictionlessException, Package
    from frictionless.resources import TableResource

    package = Package(name="judged", resources=list(resources), schema_profile=PACKAGE)
    for resource in package.resources:
        assert isinstance(resource, TableResource)  # noqa: S101 -- its format is csv
        try:
            with resource:
                yield from ((resource.name, _fault(error)) for error in resource.header.errors)
                yield from ((resource.name, _fault(error)) for row in resource.row_stream for error in row.errors)
        except FrictionlessException as exception:
            yield resource.name, _fault(exception.error)
        except _STUMBLES as error:
            raise Unjudged from error


def _fault(error: Error) -> Fault:
    told: Mapping[str, Any] = error.to_descriptor()
    return Fault(
        error.type,
        error.note,
        told.get("rowNumber", 0),
        told.get("fieldNumber", 0),
        told.get("fieldName", ""),
        told.get("cell", told.get("label", "")),
        tuple(told.get("fieldNames", ())),
        tuple(told.get("fieldCells", ())),
        told.get("referenceName", ""),
    )
