"""JSON records in two versions, an array of them or one a line: which came and went, and which of their properties changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from taiyaku.diff.tables import SOURCE, own_languages
from taiyaku.model import Cell, Change, Json, Package, key_of

Record = Mapping[tuple[str, str], str]
"""Values by property, as a path, and language."""


def changed(old: Package, new: Package, name: str) -> list[Change] | None:
    """Give what changed in the records of a resource; None where they are no JSON objects, each known by its primary key or, where none is declared, its ``id``.

    A property that holds nothing but texts by language is a text, every other one a fact; objects are
    taken apart, arrays are compared whole. The order of records and of properties says nothing.
    """
    before, after = _records(old, name), _records(new, name)
    if before is None or after is None:
        return None
    added = [Change("added", "record", name, key, cells=_cells(record)) for key, record in after.items() if key not in before]
    removed = [Change("removed", "record", name, key, cells=_cells(record)) for key, record in before.items() if key not in after]
    usual = [next(iter(each.languages), "") for each in (old, new)]
    common = [key for key in after if key in before]
    return [*added, *removed, *(change for key in common for change in _changes(name, key, (before[key], after[key]), usual))]


def _changes(name: str, key: str, sides: tuple[Record, Record], usual: Sequence[str]) -> Iterator[Change]:
    old, new = sides
    own = {tag for record, first in zip(sides, usual, strict=True) for tag in own_languages(record.get((SOURCE, ""), ""), first)}
    for field, language in dict.fromkeys([*new, *old]):
        was, now = old.get((field, language), ""), new.get((field, language), "")
        if was == now:
            if type(was) is type(now):
                continue
            was, now = (each if isinstance(each, _Literal) else json.dumps(each, ensure_ascii=False) for each in (was, now))
        if not language:
            yield Change("changed", "fact", name, key, field, "", was, now)
        elif language in own or "mul" in own:
            stayed = [(tag, text) for (other, tag), text in new.items() if other == field and tag not in ("", language) and text == old.get((other, tag))]
            behind = tuple(Cell(field, tag, text) for tag, text in stayed if was and now and text)
            yield Change("changed", "source-text", name, key, field, language, was, now, behind=behind)
        else:
            yield Change("changed", "translation", name, key, field, language, was, now)


def _cells(record: Record) -> tuple[Cell, ...]:
    return tuple(Cell(*place, text) for place, text in record.items() if text)


def _records(package: Package, name: str) -> dict[str, Record] | None:
    resource = next((each for each in package.resources if each.get("name") == name), {})
    path = str(resource.get("path"))
    try:
        text = package.read.get(f"{package.prefix}{path}", b"").decode("utf-8-sig")
        lines = PurePosixPath(path).suffix.lower() in (".jsonl", ".ndjson")
        values = [_loaded(line) for line in text.split("\n") if line.strip()] if lines else _loaded(text)
    except (ValueError, RecursionError):
        return None
    schema = resource.get("schema")
    declared = schema.get("primaryKey", "id") if isinstance(schema, dict) else "id"
    names = declared if isinstance(declared, list) else [declared]
    if (
        not names
        or not isinstance(values, list)
        or not all(isinstance(each, dict) and all(isinstance(each.get(part), str) for part in names) for each in values)
    ):
        return None
    found: dict[str, Record] = {key_of([str(each[part]) for part in names]): dict(_flat(each, package.languages)) for each in values}
    return found if len(found) == len(values) else None


class _Literal(str):
    """A value that JSON spells without quotation marks, and an array as it is spelled."""

    __slots__ = ()


def _loaded(text: str) -> Json:
    """Read JSON in which no name stands twice in an object. Raises ValueError and RecursionError."""
    return json.loads(text, object_pairs_hook=_object)


def _object(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _flat(value: Mapping[str, Json], languages: Sequence[str], path: str = "") -> Iterator[tuple[tuple[str, str], str]]:
    for name, part in value.items():
        field = f"{path}/{name}" if path else name
        if isinstance(part, str):
            yield (field, ""), part
        elif not isinstance(part, dict) or not part:
            yield (field, ""), _Literal(json.dumps(part, ensure_ascii=False, sort_keys=True))
        elif all(tag in languages and isinstance(text, str) for tag, text in part.items()):
            yield from (((field, tag), text) for tag, text in part.items())
        else:
            yield from _flat(part, languages, field)
