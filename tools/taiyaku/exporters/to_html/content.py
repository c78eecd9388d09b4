"""A package as pages need it: records with their texts, and who points to whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from taiyaku.derive import vocabularies
from taiyaku.model import Json, Package, Table, TextField, mark
from taiyaku.records import bases, texts


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its facts as written, and its texts by name and language; what is empty is absent."""

    table: str
    id: str
    facts: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    number: int
    """Its place in the order of its table."""


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: fields of one table that name a record of another (or of the same)."""

    table: str
    fields: tuple[str, ...]
    target: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A table of records with everything that belongs to it."""

    name: str
    fields: Mapping[str, Mapping[str, Json]]
    """Facts only, by name: the field of the Table Schema, or an empty mapping for a column that it does not declare."""
    key: tuple[str, ...]
    texts: tuple[TextField, ...]
    records: tuple[Record, ...]
    links: tuple[Link, ...]
    holder: str
    """Name of the resource that declares the facts."""
    parts: Mapping[str, Json]
    """Its columns of amounts (``"taiyaku": {"parts": {...}}``); empty where it has none."""
    authority: str
    """Of what its names are (``"taiyaku": {"authority": ...}``); empty where it is no such table."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A table whose records speak about a record of any table (``"taiyaku": {"reference": {...}}``): its columns."""

    group: str
    table: str
    record: str
    field: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that pages are made from, in the order of the descriptor."""

    package: Package
    languages: tuple[str, ...]
    groups: Mapping[str, Group]
    main: str
    """Name of the central table; empty where there is no table at all."""
    known: Mapping[str, Mapping[str, Record]]
    """The records of each table by id."""
    pages: Mapping[str, Mapping[str, Record]]
    """Table to its records by id, for the tables whose records have a page each: the central one first, then every table with names."""
    codes: Mapping[tuple[str, str], Record]
    """(vocabulary, code) to the record that explains it."""
    targets: Mapping[tuple[str, tuple[str, ...]], Mapping[tuple[str, ...], Record]]
    """(table, fields) that a foreign key names, to the records by their values in these fields."""
    pointing: Mapping[tuple[Link, tuple[str, ...]], Sequence[Record]]
    """(foreign key, values) to the records that have these values in its fields."""
    references: Sequence[Reference]
    named: Mapping[tuple[str, str, str], Sequence[Record]]
    """(group of references, table, record) to the records that speak about that record."""


def read(package: Package) -> Content:
    """Read a package for its pages.

    The first record of each id counts; a record with an empty id has no page (primary-key
    speaks about both). A table without a primary key and without a column ``id`` is numbered from 1.
    """
    groups = {name: _group(package, name) for name in bases(package)}
    main = _main(package, groups)
    codes = _codes(package, groups)
    # Codes are shown where they are used; a page for each would say no more.
    explained = {record.table for record in codes.values()}
    named = [name for name, group in groups.items() if any(text.kind == "name" for text in group.texts) and name not in explained]
    links = [link for group in groups.values() for link in group.links]
    references = [each for name in groups if (each := _reference(package, name)) is not None]
    known = {name: _first(group.records) for name, group in groups.items()}
    return Content(
        package=package,
        languages=languages(package),
        groups=groups,
        main=main,
        known=known,
        pages={name: known[name] for name in dict.fromkeys([*([main] if main else []), *named])},
        codes=codes,
        targets={(link.target, link.keys): _by_values(groups[link.target], link.keys) for link in links},
        pointing=_pointing(links, groups),
        references=references,
        named=_named(package, references, groups),
    )


def values(record: Record, names: Sequence[str]) -> tuple[str, ...]:
    """Give the facts under these names, empty where there are none."""
    return tuple(record.facts.get(name, "") for name in names)


def languages(package: Package) -> tuple[str, ...]:
    """Give the languages of the site; English where the package declares none, for the toolkit's own words."""
    folded = {tag.lower(): tag for tag in reversed(package.languages) if tag}
    return tuple(tag for tag in dict.fromkeys(package.languages) if folded.get(tag.lower()) == tag) or ("en",)


def _main(package: Package, groups: Mapping[str, Group]) -> str:
    declared = mark(package.descriptor.value, "main")
    if isinstance(declared, str) and declared in groups:
        return declared
    return next((name for name, group in groups.items() if group.texts), next(iter(groups), ""))


def _first(records: Sequence[Record]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record in records:
        if record.id:
            found.setdefault(record.id, record)
    return found


def _group(package: Package, name: str) -> Group:
    own = texts(package, name)
    table = package.tables.get(name)
    # A pair of language tables without a table of facts: what both hold in common stands in each, the first is read first.
    sides = [table] if table is not None else [package.tables[at] for at in dict.fromkeys(column.table for text in own for column in text.columns.values())]
    first = sides[0]
    held = {(column.table, column.name) for text in own for column in text.columns.values()}
    declared = {str(field.get("name", "")): field for field in first.fields}
    fields = {column: declared.get(column, {}) for column in first.frame.columns if (first.name, column) not in held}
    said = _said(package, own)
    found: dict[str, Record] = {}
    records: list[Record] = []
    for side in sides:
        for id_, facts in _rows(side, fields):
            if side is not first and id_ in found:
                continue
            record = Record(name, id_, facts, said.get(id_, {}), len(records))
            found.setdefault(id_, record)
            records.append(record)
    return Group(
        name,
        fields,
        first.key,
        tuple(own),
        tuple(records),
        tuple(_links(package, name, first)),
        first.name,
        _marked(package, name, "parts"),
        str(mark(first.resource, "authority") or ""),
    )


def _rows(table: Table, fields: Mapping[str, Mapping[str, Json]]) -> Iterator[tuple[str, dict[str, str]]]:
    schema = table.resource.get("schema")
    declared = schema.get("missingValues", []) if isinstance(schema, dict) else []
    missing = {"", *(str(each.get("value", "")) if isinstance(each, dict) else str(each) for each in declared)}
    columns = table.frame.columns
    for number, (id_, row) in enumerate(zip(table.keys, table.frame.iter_rows(), strict=True), 1):
        facts = {name: cell for name, cell in zip(columns, row, strict=True) if name in fields and cell not in missing}
        yield (id_ if table.key else str(number)), facts


def _said(package: Package, own: Sequence[TextField]) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for text in own:
        aligned = package.aligned(text)
        for id_, *said in aligned.select("record", *text.columns).iter_rows():
            spoken = {language: each for language, each in zip(text.columns, said, strict=True) if each}
            if spoken:
                found.setdefault(id_, {})[text.name] = spoken
    return found


def _links(package: Package, name: str, table: Table) -> Iterator[Link]:
    schema = table.resource.get("schema")
    declared = schema.get("foreignKeys", []) if isinstance(schema, dict) else []
    known = set(bases(package))
    for each in declared if isinstance(declared, list) else []:
        reference = each.get("reference") if isinstance(each, dict) else None
        if not isinstance(reference, dict):
            continue
        fields, keys = _names(each.get("fields")), _names(reference.get("fields"))
        target = package.base(str(reference.get("resource") or table.name))
        # A text table names the record that it belongs to; that is not a fact about the record.
        if fields and len(fields) == len(keys) and target in known and not (target == name and fields == keys):
            yield Link(name, fields, target, keys)


def _names(value: Json) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(each) for each in value) if isinstance(value, list) else ()


def _codes(package: Package, groups: Mapping[str, Group]) -> dict[tuple[str, str], Record]:
    found: dict[tuple[str, str], Record] = {}
    known = vocabularies(package)
    for name, group in groups.items():
        columns = _marked(package, name, "codes")
        vocabulary, code = str(columns.get("vocabulary", "")), str(columns.get("code", ""))
        for record in group.records if columns else ():
            named = values(record, (vocabulary, code))
            if named[0] in known:
                found.setdefault((named[0], named[1]), record)
    return found


def _marked(package: Package, name: str, part: str) -> Mapping[str, Json]:
    table = package.tables.get(name)
    columns = mark(table.resource, part) if table is not None else None
    return columns if isinstance(columns, dict) else {}


def _reference(package: Package, name: str) -> Reference | None:
    columns = _marked(package, name, "reference")
    return Reference(name, *(str(columns.get(part, "")) for part in ("table", "record", "field"))) if columns else None


def _by_values(group: Group, names: Sequence[str]) -> dict[tuple[str, ...], Record]:
    found: dict[tuple[str, ...], Record] = {}
    for record in group.records:
        found.setdefault(values(record, names), record)
    return found


def _pointing(links: Sequence[Link], groups: Mapping[str, Group]) -> dict[tuple[Link, tuple[str, ...]], list[Record]]:
    found: dict[tuple[Link, tuple[str, ...]], list[Record]] = {}
    for link in links:
        for record in groups[link.table].records:
            named = values(record, link.fields)
            if all(named):
                found.setdefault((link, named), []).append(record)
    return found


def _named(package: Package, references: Sequence[Reference], groups: Mapping[str, Group]) -> dict[tuple[str, str, str], list[Record]]:
    found: dict[tuple[str, str, str], list[Record]] = {}
    for reference in references:
        for record in groups[reference.group].records:
            table, id_ = values(record, (reference.table, reference.record))
            if table and id_:
                found.setdefault((reference.group, package.base(table), id_), []).append(record)
    return found
