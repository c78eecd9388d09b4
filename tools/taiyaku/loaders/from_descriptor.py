"""From a tree of files to a Package: the descriptor, its tables, and the texts they hold."""

import codecs
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TypeAlias

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders import from_csv, from_json, from_locales
from taiyaku.loaders.trees import Source, Tree, safe, source
from taiyaku.model import Column, Document, Json, JsonRecords, Message, Package, Problem, Said, Table, TextField, Where, mark

DESCRIPTOR = "datapackage.json"
WAIVERS = "waivers.yaml"
PAPERS = ("LICENSE", "LICENSE.md", "LICENSE.txt", "README.md", "README.ja.md", "changelog/CHANGELOG.data.json")
"""Papers of a package folder that are released with it."""
_UNMARKED = (".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".po", ".csv")
"""Endings of the text formats that are written without a byte order mark."""
IN_MEMORY = 64 << 20
"""Bytes of tables that are kept as they were read; what is beyond that is read again when it is asked for."""
WORTH_TWO = 16 << 20
"""Bytes of tables that two threads read sooner than one."""
_ENDINGS = {".csv": ",", ".tsv": "\t"}
"""Endings of delimited text, with the delimiter that they imply."""
_Opened: TypeAlias = tuple[str, Mapping[str, Json], Source | Table]
"""A table's path in the tree, its resource, and its bytes or what was read of them."""


def assemble(tree: Tree, prefix: str, shown: str, *, clear: bool = True) -> Package:
    """Read everything that belongs to the package whose descriptor stands under ``prefix``, and prove its tables good meanwhile."""
    return Reading(tree, prefix, clear).package(shown)


@dataclass
class Reading:
    """One pass over a tree; what cannot be read is set aside in ``unread``."""

    tree: Tree
    prefix: str
    clear: bool = True
    unread: list[Problem] = field(default_factory=list)
    unsafe: list[Problem] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    """Files of resources that are no tables, by their path in the tree."""
    records: dict[str, JsonRecords] = field(default_factory=dict)
    documents: dict[str, Json] = field(default_factory=dict)
    """JSON Schemas that were read, by their path in the tree."""
    marked: dict[str, bytes] = field(default_factory=dict)
    """Files that begin with a byte order mark, by their path in the tree."""

    def package(self, shown: str, excerpts: Mapping[str, Table] | None = None) -> Package:
        """Give the package; of these tables, by path in the tree, no more than what was read already."""
        tables = self.tables(excerpts or {})
        catalogues = {tag: self.catalogue(f"{self.translations}{tag}/LC_MESSAGES/schema.po") for tag in self.languages if safe(tag)}
        texts = tuple(texts_of(tables, self.languages))
        locales, kept, damaged = from_locales.read(self.tree, self.names, self.translations, self.languages, dict.fromkeys(text.of for text in texts))
        self.unread.extend(damaged)
        glossary, waivers = self.yaml(f"{self.translations}glossary.yaml"), self.yaml(f"{self.prefix}{WAIVERS}")
        return Package(
            shown=shown,
            prefix=self.prefix,
            descriptor=self.descriptor,
            tables=tables,
            texts=texts,
            files=tuple(name.removeprefix(self.prefix) for name in self.names if name.startswith(self.prefix)),
            read={**self.kept, **self.beside(self.names, self.languages), **kept},
            shown_paths=self.tree.shown,
            glossary=glossary,
            waivers=waivers,
            catalogues={tag: messages for tag, messages in catalogues.items() if messages is not None},
            translations=self.translations,
            locales=locales,
            records=self.records,
            unread=tuple(self.unread),
            unsafe=tuple(self.unsafe),
            marked={**self.marked, **{name: content for name, content in kept.items() if _marked(name, content)}},
            clear=self.clear,
        )

    @cached_property
    def names(self) -> list[str]:
        """The names of all files of the tree."""
        return self.tree.names()

    @cached_property
    def languages(self) -> list[str]:
        """The languages that the descriptor declares."""
        declared = self.descriptor.value.get("languages")
        return [tag for tag in declared if isinstance(tag, str)] if isinstance(declared, list) else []

    @cached_property
    def translations(self) -> str:
        """The folder of the translations: inside the package or, where there is none, beside it."""
        inside = f"{self.prefix}translations/"
        return inside if any(name.startswith(inside) for name in self.names) else "translations/"

    def _bytes(self, name: str) -> bytes:
        """Give the bytes of a file that is no table; raises CannotRead."""
        content = self.tree.read(name)
        if _marked(name, content):
            self.marked[name] = content
        return content

    def _set_aside(self, name: str, error: CannotRead) -> None:
        where = Where(self.tree.shown(name), error.line, error.column)
        self.unread.append(Problem(where, {"reason": Said(error.says, error.values)}))

    @cached_property
    def descriptor(self) -> Document:
        """The descriptor; one that is no JSON object is set aside, and an empty one stands in."""
        name = f"{self.prefix}{DESCRIPTOR}"
        try:
            document = from_json.read(self._bytes(name), self.tree.shown(name))
            if not isinstance(document.value, dict):
                raise CannotRead(_("the descriptor is not a JSON object"), 1, 1)
        except CannotRead as error:
            self._set_aside(name, error)
            return Document(self.tree.shown(name), {}, lambda _parts: (0, 0))
        return document

    @cached_property
    def delimited(self) -> list[tuple[str, Mapping[str, Json]]]:
        """Every resource that is delimited text inside the package, with its path in the tree; the files of all others are read."""
        descriptor = self.descriptor
        declared = descriptor.value.get("resources")
        found: list[tuple[str, Mapping[str, Json]]] = []
        for index, resource in enumerate(declared if isinstance(declared, list) else []):
            path = self._path(resource, descriptor, index) if isinstance(resource, dict) else None
            if path is None:
                continue
            file, ending = f"{self.prefix}{path}", PurePosixPath(path).suffix.lower()
            if ending not in _ENDINGS and resource.get("format") not in ("csv", "tsv"):
                self._keep(file)
                self._records(resource, path, descriptor, index)
                continue
            found.append((file, self._whole(resource, ending, descriptor, index)))
        return found

    def tables(self, excerpts: Mapping[str, Table]) -> dict[str, Table]:
        """Read every resource that is delimited text inside the package, but those of which somebody has read what there is to know."""
        keep = _keys(resource for _file, resource in self.delimited)

        def read(opened: _Opened) -> Table | CannotRead:
            file, resource, content = opened
            if isinstance(content, Table):
                return content
            try:
                return from_csv.read(content, self.tree.shown(file), resource, keep[str(resource.get("name") or "")], prove=self.clear)
            except CannotRead as error:
                return error

        tables: dict[str, Table] = {}
        opened = list(self._opened(excerpts))
        for (file, _resource, _content), table in zip(opened, _side_by_side(read, opened), strict=True):
            if isinstance(table, CannotRead):
                self._set_aside(file, table)
            elif tables.setdefault(table.name, table) is not table:
                self.kept[file] = table.content
        return tables

    def _opened(self, excerpts: Mapping[str, Table]) -> Iterator[_Opened]:
        """Open the files of tables, those that are small enough into memory."""
        memory = IN_MEMORY
        for file, resource in self.delimited:
            if file in excerpts:
                yield file, resource, excerpts[file]
                continue
            try:
                content = source(self.tree, file, memory)
            except CannotRead as error:
                self._set_aside(file, error)
                continue
            memory -= content.size if content.size <= memory else 0
            yield file, resource, content

    def _records(self, resource: Mapping[str, Json], path: str, descriptor: Document, index: int) -> None:
        """Read the JSON records of a file that was kept, if the resource names a JSON Schema for them."""
        schema, file, ending = mark(resource, "records"), f"{self.prefix}{path}", PurePosixPath(path).suffix.lower()
        if schema is None or ending not in (".json", ".jsonl", ".ndjson") or file not in self.kept:
            return
        from taiyaku.loaders import from_records

        name = str(resource.get("name") or "")
        at = schema if isinstance(schema, str) else DESCRIPTOR
        if not self._inside(at, descriptor.where(["resources", index, "taiyaku", "records"]), name):
            return
        known = {each: value for each in self._schemas(at) if (value := self._json(each)) is not None} | ({} if at is schema else {DESCRIPTOR: schema})
        if at not in known:
            return
        try:
            self.records[name] = from_records.read(self.kept[file], self.tree.shown(file), name, known, at, lines=ending != ".json", clear=self.clear)
        except CannotRead as error:
            self._set_aside(file, error)

    def _schemas(self, at: str) -> list[str]:
        """Name the schemas that one at this path may refer to: those in its folder and below, and itself."""
        folder = "" if PurePosixPath(at).parent == PurePosixPath() else f"{PurePosixPath(at).parent}/"
        beside = [name.removeprefix(self.prefix) for name in self.names if name.startswith(f"{self.prefix}{folder}") and name.endswith(".schema.json")]
        return beside if at in (*beside, DESCRIPTOR) else [*beside, at]

    def _json(self, path: str) -> Json:
        """Read a JSON file of the package; None where it cannot be read, which is set aside once."""
        name = f"{self.prefix}{path}"
        if name not in self.documents:
            try:
                self.documents[name] = from_json.read(self._bytes(name), self.tree.shown(name)).value
            except CannotRead as error:
                self._set_aside(name, error)
                self.documents[name] = None
        return self.documents[name]

    def _path(self, resource: Mapping[str, Json], descriptor: Document, index: int) -> str | None:
        """Give the path of a resource that is one file inside the package; of several, set that aside and keep them."""
        path, name, where = resource.get("path"), str(resource.get("name") or ""), descriptor.where(["resources", index, "path"])
        paths = path if isinstance(path, list) else [path]
        inside = [each for each in paths if isinstance(each, str) and self._inside(each, where, name)]
        if len(paths) == 1:
            return inside[0] if inside else None
        self.unread.append(Problem(where, {"reason": Said(_("a table in several files is not read"))}, table=name))
        for each in inside:
            self._keep(f"{self.prefix}{each}")
        return None

    def _whole(self, resource: Mapping[str, Json], ending: str, descriptor: Document, index: int) -> dict[str, Json]:
        """Give a resource with its schema and dialect in it, wherever they stand."""
        at: list[str | int] = ["resources", index]
        whole = {**resource, "schema": self._referred(resource, "schema", descriptor, at)}
        if "dialect" in resource:
            whole["dialect"] = self._referred(resource, "dialect", descriptor, at)
        elif (delimiter := _ENDINGS.get(ending, ",")) != ",":
            whole["dialect"] = {"delimiter": delimiter}
        return whole

    def _keep(self, name: str) -> None:
        """Read a file that is no table, so that it is known to be there and goes with the package."""
        try:
            self.kept[name] = self._bytes(name)
        except CannotRead as error:
            self._set_aside(name, error)

    def _inside(self, path: str, where: Where, table: str) -> bool:
        if safe(path):
            return True
        self.unsafe.append(Problem(where, {"path": path}, table=table))
        return False

    def _referred(self, resource: Mapping[str, Json], part: str, descriptor: Document, at: Sequence[str | int]) -> Json:
        """Give a part of a resource that may stand in a file of its own (Data Package 2.0, Table Schema and Dialect)."""
        value = resource.get(part, {})
        if not isinstance(value, str):
            return value
        if not self._inside(value, descriptor.where([*at, part]), str(resource.get("name") or "")):
            return {}
        name = f"{self.prefix}{value}"
        try:
            return from_json.read(self._bytes(name), self.tree.shown(name)).value
        except CannotRead as error:
            self._set_aside(name, error)
            return {}

    def yaml(self, name: str) -> Document | None:
        """Read a YAML file, if it is there."""
        if name not in self.names:
            return None
        from taiyaku.loaders import from_yaml

        try:
            content = self._bytes(name)
            document = from_yaml.read(content, self.tree.shown(name))
            self.kept[name] = content
        except CannotRead as error:
            self._set_aside(name, error)
            return None
        return document

    def catalogue(self, name: str) -> tuple[Message, ...] | None:
        """Read a PO file, if it is there."""
        if name not in self.names:
            return None
        from taiyaku.loaders import from_po

        try:
            content = self._bytes(name)
            read = from_po.read(content, self.tree.shown(name))
            self.kept[name] = content
        except CannotRead as error:
            self._set_aside(name, error)
            return None
        return tuple(message for message in read.messages if message.source and not message.obsolete and not message.plural)

    def beside(self, names: Sequence[str], languages: Sequence[str]) -> dict[str, bytes]:
        """Read the files that go with the data: those derived from others, and the package's licence and read-me."""
        folder = "schemas/records/"
        wanted = {f"{self.prefix}datapackage.{tag}.json" for tag in languages}
        wanted |= {f"{self.prefix}{name}" for name in PAPERS}
        content: dict[str, bytes] = {}
        for name in names:
            if name in wanted or name.startswith(folder):
                try:
                    content[name] = self._bytes(name)
                except CannotRead as error:
                    self._set_aside(name, error)
        return content


def _side_by_side(read: Callable[[_Opened], Table | CannotRead], opened: Sequence[_Opened]) -> Iterable[Table | CannotRead]:
    """Read tables one after another, or, where there is much to read, two at a time: most of the work is done outside of Python."""
    sizes = [content.size for _file, _resource, content in opened if not isinstance(content, Table)]
    if len(sizes) < 2 or sum(sizes) < WORTH_TWO:  # noqa: PLR2004 -- two at a time
        return map(read, opened)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(read, opened))


def _marked(name: str, content: bytes) -> bool:
    """Tell whether a file in one of our formats begins with a byte order mark."""
    return content.startswith(codecs.BOM_UTF8) and PurePosixPath(name).suffix.lower() in _UNMARKED


def _keys(resources: Iterable[Mapping[str, Json]]) -> defaultdict[str, set[str]]:
    """Gather the columns that tell records of each table apart or are named by others (primary and foreign keys, what is unique), and those of language tags."""
    keys: defaultdict[str, set[str]] = defaultdict(lambda: {"id", "source_language"})
    for resource in resources:
        name, schema = str(resource.get("name") or ""), resource.get("schema")
        schema = schema if isinstance(schema, dict) else {}
        keys[name] |= {*_listed(schema.get("primaryKey"), str)}
        for each in _listed(schema.get("fields"), dict):
            constraints = each.get("constraints")
            if (isinstance(constraints, dict) and constraints.get("unique") is True) or mark(each, "format") == "language":
                keys[name].add(str(each.get("name")))
        for key in _listed(schema.get("foreignKeys"), dict):
            reference = key.get("reference")
            if isinstance(reference, dict):
                keys[name] |= {*_listed(key.get("fields"), str)}
                keys[str(reference.get("resource") or name)] |= {*_listed(reference.get("fields"), str)}
    return keys


def _listed(value: Json, kind: type) -> list[Json]:
    """Give one thing of a kind, or those of a list, as a list."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, kind)]


def told_of(resource: Mapping[str, Json], languages: Sequence[str]) -> tuple[str, str] | None:
    """Tell whose texts a table holds, and in which language; None for one that holds facts."""
    of, language = mark(resource, "of"), mark(resource, "language")
    if isinstance(of, str) and language in languages:
        return of, language
    stem, _dot, tag = str(resource.get("name") or "").rpartition(".")
    return (stem, tag) if stem and tag in languages else None


def texts_of(tables: Mapping[str, Table], languages: Sequence[str]) -> Iterator[TextField]:
    """Find the texts of all tables, in any of the three layouts."""
    groups: dict[str, dict[str, Table]] = {}
    for table in tables.values():
        told = told_of(table.resource, languages)
        if told is not None:
            groups.setdefault(told[0], {}).setdefault(told[1], table)
    for of, group in groups.items():
        yield from _parallel(of, {tag: group[tag] for tag in languages if tag in group})
    for name, table in tables.items():
        if not any(table in group.values() for group in groups.values()):
            yield from _wide(name, table, languages)


def _parallel(of: str, group: Mapping[str, Table]) -> Iterator[TextField]:
    """One table a language, with the same columns; without keys nothing tells which rows belong together."""
    if not all(table.key for table in group.values()):
        return
    first = next(iter(group.values()))
    marked = [each for each in first.fields if _kind(each)]
    for each in marked or first.fields or [{"name": name} for name in first.columns]:
        name = str(each.get("name", ""))
        if name in first.key or (not marked and each.get("type", "string") != "string"):
            continue
        columns = {tag: Column(table.name, name) for tag, table in group.items() if name in table.columns}
        if columns:
            yield TextField(of, name, _kind(each) or "prose", _required(each), columns)


def _wide(of: str, table: Table, languages: Sequence[str]) -> Iterator[TextField]:
    """One table, with one column a language (``title_en``, ``title_ja``)."""
    fields = {str(each.get("name", "")): each for each in table.fields}
    names = [*fields, *(name for name in table.columns if name not in fields)]
    for name in names:
        stem, _underscore, tag = name.rpartition("_")
        if not stem or tag != next((each for each in languages if f"{stem}_{each}" in names), None):
            continue
        columns = {each: Column(table.name, f"{stem}_{each}") for each in languages if f"{stem}_{each}" in table.columns}
        if len(columns) > 1:
            yield TextField(of, stem, _kind(fields.get(name, {})) or "prose", _required(fields.get(name, {})), columns)


def _kind(each: Mapping[str, Json]) -> str:
    return str(mark(each, "text") or "")


def _required(each: Mapping[str, Json]) -> bool:
    constraints = each.get("constraints")
    return isinstance(constraints, dict) and constraints.get("required") is True
