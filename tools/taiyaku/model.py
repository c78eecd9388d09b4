"""The value types that everything else speaks: frozen, without behaviour that opens or prints."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

Json = Any  # what json.loads gives: dict, list, str, int, float, bool, None
Text = Mapping[str, str]
"""One text in all its languages, by language tag."""
Locate = Callable[[int, int], tuple[int, int]]


class Severity(enum.IntEnum):
    """How much a finding weighs; ``--fail-on`` names the least that fails a run."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The lower-case English word, as written in options and JSON."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place that a person can click."""

    path: str
    """Path as shown to the reader, with forward slashes."""
    line: int = 0
    """1-based; 0 means the whole file."""
    column: int = 0
    """1-based, in characters; 0 means the whole line."""

    def __str__(self) -> str:
        """Spell it the way editors parse it: ``path:line:column``."""
        return ":".join([self.path, *(str(part) for part in (self.line, self.column) if part)])


@dataclass(frozen=True, slots=True)
class Said:
    """A message inside a message: a msgid of the toolkit and its raw values."""

    says: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check or a loader has to say about one place; raw values, no text."""

    where: Where
    values: Mapping[str, str | Said | Text] = field(default_factory=dict)
    kind: str = ""
    """Id inside the family of a check that speaks for a judge; empty for the check's own id."""
    table: str = ""
    """Table of facts (without a language suffix) that the problem belongs to."""
    id: str = ""
    """Primary key of the record, parts joined by a comma."""
    field: str = ""
    language: str = ""
    also: tuple[Where, ...] = ()
    """Further places that it concerns: the other language's text, the earlier record."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the name and weight that its check gives it."""

    check: str
    severity: Severity
    says: str
    problem: Problem
    waived: str = ""
    """The reason of the waiver that accepts this finding; empty when it counts."""

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key: by place, then by check and values, so that reports never shuffle."""
        at = self.problem
        return (at.where, self.check, at.table, at.id, at.field, at.language, sorted((name, str(value)) for name, value in at.values.items()))


GROUPS = ("structure", "facts", "texts", "parity", "terminology", "typography", "upkeep")
"""Groups of checks: what the files and tables are made of, what the facts say of each other, whether each text is there and clean, whether the languages
say the same, in the agreed words, in the script's own manner, and whether everything that follows from something else still does."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question asked of every package, with its words, its reason and its examples."""

    id: str
    group: str
    """What it looks at, for ``--select`` and ``--ignore``: one of ``GROUPS``."""
    since: str
    """The version of the toolkit that first asked it."""
    severity: Severity
    says: str
    """The message, with ``{values}`` of the problem; also its msgid."""
    why: str
    """One sentence: what a reader would lose."""
    bad: Mapping[str, str]
    """The smallest files (path: text) that make it speak."""
    good: Mapping[str, str]
    """The files that, laid over the bad ones, make it silent."""
    run: Callable[[Package], Iterable[Problem]] | None = None
    review: Callable[[Package, Sequence[Finding]], Iterable[Problem]] | None = None
    """Instead of ``run``, for a check that judges what the other checks found."""
    family: Mapping[str, str] = field(default_factory=dict)
    """Further ids (kind: message) of a check that passes on the words of a judge."""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings about one package, sorted by place."""

    package: str
    shown: str
    findings: tuple[Finding, ...]
    files: int
    """Number of files that were read."""
    asked: tuple[Check, ...]
    """The checks that were run, those that found nothing too."""

    @property
    def checks(self) -> int:
        """The number of checks that were run."""
        return len(self.asked)

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that no waiver accepts."""
        return tuple(finding for finding in self.findings if not finding.waived)

    def count(self, severity: Severity) -> int:
        """Count the open findings of this weight."""
        return sum(finding.severity is severity for finding in self.open)


@dataclass(frozen=True, slots=True)
class Column:
    """The place of one text in one language: a table and a column of it."""

    table: str
    name: str


@dataclass(frozen=True, slots=True)
class TextField:
    """One text of the records of a table, in all its languages, whatever the layout."""

    of: str
    """Name of the table of facts (or of the group of parallel tables)."""
    name: str
    kind: str
    """``name``, ``prose`` or ``official``."""
    required: bool
    columns: Mapping[str, Column]
    """Language to column; a language whose table could not be read is absent."""


def mark(described: Mapping[str, Json], part: str) -> Json:
    """Give a property that stands under ``taiyaku`` in a package, resource or field; None where there is none, whatever stands there instead."""
    own = described.get("taiyaku")
    return own.get(part) if isinstance(own, dict) else None


def keyed(names: Sequence[str]) -> pl.Expr:
    """Join the columns of a key: one column as it is, several by commas, with ``%`` and ``,`` of a part in percent form (RFC 3986, 2.1)."""
    import polars as pl

    if len(names) == 1:
        return pl.col(names[0])
    parts = [pl.col(name).str.replace_all("%", "%25", literal=True).str.replace_all(",", "%2C", literal=True) for name in names]
    return pl.concat_str(parts, separator=",")


@dataclass(frozen=True, eq=False)
class Table:
    """A resource that was read: every cell a string, empty cells ``""``."""

    name: str
    path: str
    """Path as shown to the reader."""
    resource: Mapping[str, Json]
    frame: pl.DataFrame
    content: bytes
    locate: Locate
    """(row, column) of the frame to (line, column) of the file; row -1 is the header."""

    @property
    def fields(self) -> Sequence[Mapping[str, Json]]:
        """The field descriptors of the Table Schema that are objects."""
        schema = self.resource.get("schema")
        declared = schema.get("fields") if isinstance(schema, dict) else None
        return [each for each in declared if isinstance(each, dict)] if isinstance(declared, list) else []

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the primary key fields; ``id`` where none is declared and such a column exists."""
        schema = self.resource.get("schema")
        declared = schema.get("primaryKey") if isinstance(schema, dict) else None
        parts = declared if isinstance(declared, list) else [declared]
        names = tuple(part for part in parts if isinstance(part, str))
        if not names and "id" in self.frame.columns:
            names = ("id",)
        return names if set(names) <= set(self.frame.columns) else ()

    @cached_property
    def keys(self) -> pl.Series:
        """The key of each row as a string column named ``record``; the parts of a composite key are joined by commas (``keyed``)."""
        import polars as pl

        if not self.key:
            return pl.Series("record", [""] * self.frame.height, dtype=pl.String)
        return self.frame.select(keyed(self.key).alias("record"))["record"]

    def where(self, row: int, name: str = "") -> Where:
        """Give the place of a cell, or of a whole record when no column is named."""
        columns = self.frame.columns
        line, column = self.locate(row, columns.index(name) if name in columns else 0)
        return Where(self.path, line, column if name in columns else 0)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that somebody accepted, and why."""

    check: str
    table: str
    id: str
    field: str
    reason: str
    owner: str
    until: str
    """Last date (YYYY-MM-DD) of validity, or empty."""
    where: Where


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a PO file."""

    context: str
    source: str
    target: str
    fuzzy: bool
    where: Where


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON or YAML file that was read: its value, and where each part of it stands."""

    path: str
    """Path as shown to the reader."""
    value: Json
    locate: Callable[[Sequence[str | int]], tuple[int, int]]
    """Path of keys and indexes to (line, column); the nearest known parent where there is no such part."""

    def where(self, parts: Sequence[str | int] = ()) -> Where:
        """Give the place of the part under these keys and indexes."""
        return Where(self.path, *self.locate(parts))


@dataclass(frozen=True, eq=False)
class Package:
    """A data package as read: descriptor, tables, texts, and what could not be read."""

    shown: str
    """What the reader called it: a path, an archive or a revision."""
    prefix: str
    """Path of the descriptor's folder inside the project, ``""`` or ending in a slash."""
    descriptor: Document
    tables: Mapping[str, Table]
    texts: tuple[TextField, ...]
    files: tuple[str, ...]
    """Paths of all files of the package folder, relative to the descriptor."""
    read: Mapping[str, bytes]
    """Files beside the data that were read, by path inside the project."""
    shown_paths: Callable[[str], str]
    """Path inside the project to the path shown to the reader."""
    glossary: Document | None = None
    waivers: Document | None = None
    catalogues: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    """Language to the messages of its ``schema.po``."""
    unread: tuple[Problem, ...] = ()
    unsafe: tuple[Problem, ...] = ()
    """References that lead out of the package; none of them was followed."""

    @property
    def name(self) -> str:
        """The package's name, or what the reader called it."""
        name = self.descriptor.value.get("name")
        return name if isinstance(name, str) and name else self.shown

    @property
    def languages(self) -> tuple[str, ...]:
        """Declared languages, first the one of the descriptor's own strings."""
        declared = self.descriptor.value.get("languages")
        return tuple(str(tag) for tag in declared) if isinstance(declared, list) else ()

    @property
    def resources(self) -> Sequence[Mapping[str, Json]]:
        """The resource descriptors that are objects."""
        declared = self.descriptor.value.get("resources")
        return [each for each in declared if isinstance(each, dict)] if isinstance(declared, list) else []

    def resource_where(self, name: str, *parts: str | int) -> Where:
        """Give the place in the descriptor of a part of the resource with this name."""
        declared = self.descriptor.value.get("resources")
        for index, each in enumerate(declared if isinstance(declared, list) else []):
            if isinstance(each, dict) and each.get("name") == name:
                return self.descriptor.where(["resources", index, *parts])
        return self.descriptor.where(["resources"])

    def base(self, name: str) -> str:
        """Name the table of facts that a resource belongs to (itself, unless it holds text of another)."""
        for each in self.texts:
            if any(column.table == name for column in each.columns.values()):
                return each.of
        return name

    def aligned(self, text: TextField) -> pl.DataFrame:
        """Line up one text in all its languages by key.

        Columns: ``record`` (the key; no language tag begins with six letters), then for each language ``<language>`` (the text, null where the record
        is missing) and ``row:<language>`` (row in its table). The order is that of the first
        language, then of the records that only others have. Rows without a key, and all but the
        first with the same key, are left out; not so where all languages stand in one row.
        """
        import polars as pl

        if len({column.table for column in text.columns.values()}) == 1:
            table = self.tables[next(iter(text.columns.values())).table]
            rows = pl.int_range(table.frame.height, eager=True)
            sides = {tag: table.frame[column.name] for tag, column in text.columns.items()}
            return pl.DataFrame({"record": table.keys, **sides, **{f"row:{tag}": rows for tag in sides}})
        joined: pl.DataFrame | None = None
        for language, column in text.columns.items():
            table = self.tables[column.table]
            side = pl.DataFrame(
                {
                    "record": table.keys,
                    language: table.frame[column.name],
                    f"row:{language}": pl.int_range(table.frame.height, eager=True),
                }
            )
            side = side.filter(pl.col("record") != "").unique("record", keep="first", maintain_order=True)
            joined = side if joined is None else joined.join(side, on="record", how="full", coalesce=True, maintain_order="left_right")
        return joined if joined is not None else pl.DataFrame({"record": pl.Series([], dtype=pl.String)})

    def text_where(self, text: TextField, language: str, row: int | None, source: str = "", source_row: int | None = None) -> Where:
        """Give the place of a text; where its record is missing, the place in ``source`` that lacks it."""
        at, column = (row, text.columns[language]) if row is not None or not source else (source_row, text.columns[source])
        return self.tables[column.table].where(at if at is not None else -1, column.name)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions of a package."""

    action: str
    """``added``, ``removed`` or ``changed``."""
    concerns: str
    """``record``, ``fact``, ``source-text``, ``translation``, ``table`` or ``field``."""
    table: str
    id: str = ""
    field: str = ""
    language: str = ""
    old: str = ""
    new: str = ""
    stale: bool = False
    """True where a text changed in one language and the other stayed as it was."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences between two versions, in the order of tables and keys."""

    old: str
    new: str
    changes: tuple[Change, ...]

    def count(self, action: str, concerns: str = "") -> int:
        """Count the changes of one action, and of one concern if named."""
        return sum(each.action == action and concerns in ("", each.concerns) for each in self.changes)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to be written: a path relative to the output folder, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Exporter:
    """One published format."""

    id: str
    doc: str
    """One line for the command's help; also its msgid."""
    run: Callable[[Package], Iterator[Artifact]]
