"""The value types that everything else speaks: frozen, without behaviour that opens or prints."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import polars as pl

    from taiyaku.translations.sync import Plan

Json = Any  # what json.loads gives: dict, list, str, int, float, bool, None
Text = Mapping[str, str]
"""One text in all its languages, by language tag."""
MOST_KEPT = 20_000
"""Records of a table whose texts stay lined up; dozens of checks ask for them, and of large tables they would fill the memory."""


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
    count: int = 1
    """How many places it stands for: this one, and as many more of the same kind in the same table that are not listed one by one."""


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
    review: Callable[[Package, Sequence[Finding], Collection[str]], Iterable[Problem]] | None = None
    """Judges once all checks have run, and is told what they found and which ids nobody was to report."""
    family: Mapping[str, str] = field(default_factory=dict)
    """Further ids (kind: message) of a check that passes on the words of a judge."""
    fix: Callable[[Package, Sequence[Problem]], Iterable[Edit | Artifact]] | None = None
    """Gives what mends these problems of its own, where there is but one right way to; nothing for the others."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell to be changed: what it holds, and what it shall hold."""

    table: str
    """Name of the resource."""
    row: int
    """Row of the table's frame."""
    column: str
    old: str
    new: str


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
    accepted: int = 0
    """Number of findings that the baseline accepts; they are not among the findings."""
    older: int = 0
    """Number of findings that an older version has as well; they are not among the findings."""
    fails_at: Severity = Severity.ERROR
    """The least weight that fails a run."""
    explained: bool = True
    """Whether ``taiyaku explain`` knows the checks."""
    in_repository: Callable[[str], str] = str
    """Path shown to the reader to the path from the root of the repository, which services that show findings beside the files want."""

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
        return sum(finding.problem.count for finding in self.findings if finding.severity is severity and not finding.waived)

    @property
    def waived(self) -> int:
        """The number of findings that a waiver accepts."""
        return sum(finding.problem.count for finding in self.findings if finding.waived)


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


def key_of(parts: Sequence[str]) -> str:
    """Join the cells of one key, as ``keyed`` does it."""
    return parts[0] if len(parts) == 1 else ",".join(part.replace("%", "%25").replace(",", "%2C") for part in parts)


def parted(key: str, names: Sequence[str]) -> dict[str, str]:
    """Take a key apart into the columns that it was joined of (``keyed``)."""
    if len(names) == 1:
        return {names[0]: key}
    return {name: part.replace("%2C", ",").replace("%25", "%") for name, part in zip(names, key.split(","), strict=False)}


class Records(Protocol):
    """The records of one file, read anew each time; raises CannotRead where the file is no longer what it was at first."""

    def content(self) -> bytes:
        """Give the file's bytes."""

    def pieces(self) -> Iterator[bytes]:
        """Give the file's bytes, some at a time."""

    def frames(self, names: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Give the columns of these names, some thousand records at a time; empty cells are ``""``."""

    def cells(self, rows: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
        """Give records (number, cells) as they stand, shorter or longer than the header too; the numbers must ascend."""

    def locate(self, row: int, column: int) -> tuple[int, int]:
        """Give (line, column), both 1-based, of a cell; row -1 is the header. (0, 0) where there is no such record."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What reading a table did not prove of its cells (``clear``); every other cell is as its schema wants it."""

    doubtful: pl.Series
    """Numbers of the records that a judge must see."""
    empty: Mapping[str, pl.Series]
    """Field to the records whose required cell is empty; none of these is for that reason among the doubtful."""
    unmatched: Mapping[str, pl.Series]
    """Field to the records whose cell breaks its pattern; likewise."""


@dataclass(frozen=True, eq=False)
class Table:
    """A resource that was read: every cell a string, empty cells ``""``. Cells are in memory only as far as they were asked for."""

    name: str
    path: str
    """Path as shown to the reader."""
    resource: Mapping[str, Json]
    columns: tuple[str, ...]
    """Names of the columns; a name that stands twice has NUL and its number behind it."""
    height: int
    """Number of records."""
    size: int
    """Number of bytes of the file."""
    begins: bytes
    """The first bytes of the file: a byte order mark, if there is one, and some more."""
    canonical: bool
    """Whether the file is UTF-8 without a mark, with commas, LF and no more quotation marks than are needed (RFC 4180): what ``csv.writer`` would write."""
    records: Records
    kept: Mapping[str, pl.Series]
    """Columns that stay in memory: those of keys, and all of a small table."""
    proof: Proof | None = None
    """None where nothing was proved: its schema is not one that ``clear`` knows, or nobody asked."""
    elsewhere: Mapping[tuple[int, str], Where] = field(default_factory=dict)
    """Cells (row, column) whose text stands in a locale file still, and where."""
    whole: Callable[[], Table] | None = None
    """Reads all of it, where these are no more records than may differ from another version's."""

    def select(self, names: Sequence[str]) -> pl.DataFrame:
        """Give these columns; those that are not kept are read again."""
        import polars as pl

        missing = [name for name in names if name not in self.kept and "frame" not in self.__dict__]
        read = pl.concat([pl.DataFrame({name: pl.Series([], dtype=pl.String) for name in missing}), *self.records.frames(missing)]) if missing else None
        held = self.__dict__.get("frame", self.kept)
        return pl.DataFrame({name: read[name] if read is not None and name in missing else held[name] for name in names})

    def blocks(self, names: Sequence[str] | None = None) -> Iterator[tuple[int, pl.DataFrame]]:
        """Give the number of its first record and the columns of each part of the table, one part after another."""
        wanted = list(self.columns if names is None else names)
        if "frame" in self.__dict__ or set(wanted) <= set(self.kept):
            yield 0, self.select(wanted)
            return
        row = 0
        for part in self.records.frames(wanted):
            yield row, part
            row += part.height

    @cached_property
    def frame(self) -> pl.DataFrame:
        """All columns, in memory from then on."""
        return self.select(self.columns)

    @property
    def content(self) -> bytes:
        """The bytes of its file."""
        return self.records.content()

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
        if not names and "id" in self.columns:
            names = ("id",)
        return names if set(names) <= set(self.columns) else ()

    @cached_property
    def keys(self) -> pl.Series:
        """The key of each row as a string column named ``record``; the parts of a composite key are joined by commas (``keyed``)."""
        import polars as pl

        if not self.key:
            return pl.Series("record", [""] * self.height, dtype=pl.String)
        return self.select(self.key).select(keyed(self.key).alias("record"))["record"]

    def line(self, row: int | None) -> int:
        """Give the line that a record begins in; that of the header for none."""
        return self.records.locate(-1 if row is None else row, 0)[0]

    def where(self, row: int, name: str = "") -> Where:
        """Give the place of a cell, or of a whole record when no column is named."""
        if (row, name) in self.elsewhere:
            return self.elsewhere[row, name]
        known = name in self.columns
        line, column = self.records.locate(row, self.columns.index(name) if known else 0)
        return Where(self.path, line, column if known else 0)


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


class Message(NamedTuple):
    """One entry of a PO file; a tuple, since there may be a hundred thousand of them."""

    context: str
    source: str
    target: str
    line: int = 0
    """Line of its ``msgid``, 1-based; 0 for an obsolete entry."""
    remarks: str = ""
    """The comment lines before it, as they stand; looked into only when asked."""
    obsolete: bool = False
    plural: bool = False

    def marked(self, mark: str) -> list[str]:
        """Give the comments with a mark (GNU gettext manual, 10): ``.`` extracted, ``:`` references, ``,`` flags, ``|`` previous; empty: translators'."""
        lines = (line.strip() for line in self.remarks.split("\n"))
        return [line[1 + len(mark) :] for line in lines if line and (line[1:2] == mark if mark else line[1:2] not in {".", ":", ",", "|"})]

    @property
    def flags(self) -> list[str]:
        """Give its flags in their order."""
        return [flag.strip() for line in self.marked(",") for flag in line.split(",") if flag.strip()] if "#," in self.remarks else []

    @property
    def fuzzy(self) -> bool:
        """Tell whether the entry needs work."""
        return "fuzzy" in self.flags


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A PO file that was read."""

    path: str
    """Path as shown to the reader."""
    header: Message
    messages: tuple[Message, ...]

    def where(self, message: Message) -> Where:
        """Give the place of an entry."""
        return Where(self.path, message.line)


class Remembered(NamedTuple):
    """One row of a ledger: a translated text as it stood when the table and the locale file last agreed."""

    id: str
    field: str
    source: str
    """The source text that it was made from."""
    target_hash: str
    """SHA-256 of the translation, in hexadecimal."""
    state: str
    translator: str = ""
    reviewed_on: str = ""
    origin: str = ""
    """``human``, ``official``, ``machine:<name>``, ``project`` (wording of the project's own, which is all that is said), or empty where nobody said."""
    reason: str = ""
    replaced: str = ""
    """JSON array of the texts that lost in a conflict or whose record is gone."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The memory of one table's translations into one language."""

    path: str
    """Path as shown to the reader."""
    rows: Mapping[tuple[str, str], Remembered]
    """By record and field."""


@dataclass(frozen=True, slots=True)
class Locale:
    """What is known of one table's translations into one language: the translators' file and the ledger; either may not be there."""

    catalogue: Catalogue | None = None
    ledger: Ledger | None = None


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
class JsonRecords:
    """The JSON records of a resource that names a JSON Schema for them."""

    name: str
    path: str
    """Path as shown to the reader."""
    schemas: Mapping[str, Json]
    """The schemas that may refer to each other, by path inside the package."""
    schema: str
    """Path of the one that the records follow; that of the descriptor where it stands in there."""
    refused: Said | None
    """Why the schema cannot be used, if it cannot."""
    height: int
    """Number of records."""
    doubtful: Sequence[int]
    """Numbers of the records that were not proved good while they were read."""
    read: Callable[[int], Document]
    """Gives a record by its number, with the places of its parts."""


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
    translations: str = "translations/"
    """Folder of the translations inside the project."""
    locales: Mapping[tuple[str, str], Locale] = field(default_factory=dict)
    """By language and table: the translators' files and ledgers that are there."""
    plan: Plan | None = None
    """The state of every translated text, and what a sync would do; None where nobody keeps locale files."""
    records: Mapping[str, JsonRecords] = field(default_factory=dict)
    """JSON records, by the name of their resource."""
    unread: tuple[Problem, ...] = ()
    unsafe: tuple[Problem, ...] = ()
    """References that lead out of the package; none of them was followed."""
    marked: Mapping[str, bytes] = field(default_factory=dict)
    """Files beside tables that begin with a byte order mark, by path inside the project."""
    clear: bool = True
    """Whether good data was proved good while it was read; if not, the judges look at everything."""
    older: Package | None = None
    """The version that it is held against, where one was named."""

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

    def inside(self, shown: str) -> str:
        """Give the path inside the project of a path as it is shown: the same wherever the reader stands, and in every version."""
        return shown.removeprefix(self.shown_paths("-")[:-1])

    def held(self, path: str) -> bytes | None:
        """Give the bytes of a file as they were read, by its path inside the project; None for a file that was not."""
        shown = self.shown_paths(path)
        return next((table.content for table in self.tables.values() if table.path == shown), self.read.get(path, self.marked.get(path)))

    def resource_where(self, name: str, *parts: str | int) -> Where:
        """Give the place in the descriptor of a part of the resource with this name."""
        declared = self.descriptor.value.get("resources")
        for index, each in enumerate(declared if isinstance(declared, list) else []):
            if isinstance(each, dict) and each.get("name") == name:
                return self.descriptor.where(["resources", index, *parts])
        return self.descriptor.where(["resources"])

    def base(self, name: str) -> str:
        """Name the table of facts that a resource belongs to (itself, unless it holds text of another)."""
        return self._bases.get(name, name)

    @cached_property
    def _bases(self) -> Mapping[str, str]:
        return {column.table: each.of for each in reversed(self.texts) for column in each.columns.values()}

    def aligned(self, text: TextField) -> pl.DataFrame:
        """Line up one text in all its languages by key.

        Columns: ``record`` (the key; no language tag begins with six letters), then for each language ``<language>`` (the text, null where the record
        is missing) and ``row:<language>`` (row in its table). The order is that of the first
        language, then of the records that only others have. Rows without a key, and all but the
        first with the same key, are left out; not so where all languages stand in one row.
        """
        known = self._aligned.get((text.of, text.name))
        found = self._line_up(text) if known is None else known
        if found.height <= MOST_KEPT:
            self._aligned[text.of, text.name] = found
        return found

    @cached_property
    def _aligned(self) -> dict[tuple[str, str], pl.DataFrame]:
        return {}

    def _line_up(self, text: TextField) -> pl.DataFrame:
        import polars as pl

        if len({column.table for column in text.columns.values()}) == 1:
            table = self.tables[next(iter(text.columns.values())).table]
            rows = pl.int_range(table.height, eager=True)
            sides = {tag: table.select([column.name])[column.name] for tag, column in text.columns.items()}
            return pl.DataFrame({"record": table.keys, **sides, **{f"row:{tag}": rows for tag in sides}})
        joined: pl.DataFrame | None = None
        for language, column in text.columns.items():
            table = self.tables[column.table]
            side = pl.DataFrame(
                {
                    "record": table.keys,
                    language: table.select([column.name])[column.name],
                    f"row:{language}": pl.int_range(table.height, eager=True),
                }
            )
            side = side.filter(pl.col("record") != "").unique("record", keep="first", maintain_order=True)
            joined = side if joined is None else joined.join(side, on="record", how="full", coalesce=True, maintain_order="left_right")
        return joined if joined is not None else pl.DataFrame({"record": pl.Series([], dtype=pl.String)})

    def text_where(self, text: TextField, language: str, row: int | None, source: str = "", source_row: int | None = None) -> Where:
        """Give the place of a text; where its record is missing, the place in ``source`` that lacks it."""
        at, column = (row, text.columns[language]) if row is not None or not source else (source_row, text.columns[source])
        return self.tables[column.table].where(at if at is not None else -1, column.name)


class Cell(NamedTuple):
    """One fact or text of a record."""

    field: str
    language: str
    """Language of a text; empty for a fact."""
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions of a package; ``reverse`` gives what undoes it."""

    action: str
    """``added``, ``removed``, ``renamed`` (the same under another id), ``changed`` or ``retyped``."""
    concerns: str
    """``record``, ``fact``, ``source-text`` or ``translation``; ``schema`` or ``metadata`` of the descriptor; ``format``: the same in other bytes."""
    table: str
    """Table of facts of a record; of ``schema``, ``metadata`` and ``format``, the resource (none: the package itself)."""
    id: str = ""
    """Key of the record: the newer one, of a removed record its last."""
    field: str = ""
    language: str = ""
    old: str = ""
    """What the older version holds: the cell, the property, the type; of a renamed record its older id."""
    new: str = ""
    """What the newer version holds; of a removed record, the id that took its place, if ``redirects`` names one."""
    aspect: str = ""
    """Which property of a resource, a field or the package, as a path (``constraints/required``); of ``format``, what it is that changed."""
    behind: tuple[Cell, ...] = ()
    """Of a source text: its texts in other languages that stayed as they were."""
    cells: Sequence[Cell] = ()
    """What an added or removed record holds; empty cells are left out."""
    reason: str = ""
    """Why a record was removed or renamed, as ``redirects`` says."""

    @property
    def stale(self) -> bool:
        """Whether a text changed and its translation stayed as it was."""
        return bool(self.behind)


@dataclass(frozen=True, slots=True)
class Step:
    """The way from one version of a package to the next, and whether it is long enough for what changed."""

    old: str
    new: str
    """Versions as they are declared; empty where none is."""
    needs: str
    """``major``, ``minor``, ``patch``, or empty where nothing changed."""
    least: str
    """The lowest version that the newer one may have; empty where the older has none that could be compared."""
    enough: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences between two versions, in the order of tables and keys."""

    old: str
    new: str
    changes: tuple[Change, ...]
    formats: tuple[Change, ...] = ()
    """Tables that stand in other bytes: order of records and columns, encoding, line ends, quotation marks. They change nothing."""
    unread: tuple[Where, ...] = ()
    """Files that could not be read in one of the versions, so that nothing is said of them."""
    languages: tuple[str, ...] = ()
    """Languages of the newer version, then those that only the older has."""
    version: Step | None = None
    title: Callable[[str, str], Text] = field(default=lambda _table, _id: {}, compare=False)
    """What a record of a table is called, by its id: in the newer version or, where it is gone, the older. Empty where it has no name."""
    places: Callable[[Change], tuple[Where | None, Where | None]] = field(default=lambda _change: (None, None), compare=False)
    """Where the older and the newer state of a change stand; costly, for what is shown."""

    def count(self, action: str, concerns: str = "") -> int:
        """Count the changes of one action, and of one concern if named."""
        return sum(each.action == action and concerns in ("", each.concerns) for each in self.changes)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to be written: a path relative to the output folder, its bytes, and what it holds."""

    path: str
    holds: bytes | Callable[[], Iterable[bytes]]
    """Its bytes; or, where they are many, what gives them in parts, from the beginning each time."""
    table: str = ""
    """The table of facts whose records it holds; empty where it holds several, or none."""
    languages: tuple[str, ...] = ()
    """Languages of its texts; none where it holds no text."""
    record: str = ""
    """Key of the record, where it holds only one."""

    @property
    def content(self) -> bytes:
        """All its bytes."""
        return self.holds if isinstance(self.holds, bytes) else b"".join(self.holds())

    def parts(self) -> Iterable[bytes]:
        """Give its bytes, one part after another."""
        return (self.holds,) if isinstance(self.holds, bytes) else self.holds()


@dataclass(frozen=True, eq=False)
class Held:
    """What a published file turned out to hold of one table, when it was read back."""

    path: str
    """The file; of several that hold the table together, the first."""
    table: str
    language: str
    """The language of its texts; empty for all of them."""
    cells: pl.DataFrame
    """Strings in the columns and rows of ``records.published``, as far as a file of this language has them; empty cells are ``""``."""
    typed: bool = False
    """Whether cells are spelled as their values are (``records.typed``), because the format keeps no other spelling."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One published format."""

    id: str
    doc: str
    """One line for the command's help; also its msgid."""
    run: Callable[[Package], Iterator[Artifact]]
    read: Callable[[Package, Mapping[str, bytes]], Iterator[Held]] | None = None
    """Reads back what ``run`` wrote: from the files of a release, by path, each table once in all languages or once in each. Raises whatever its reader raises."""
    released: bool = True
    """Whether it belongs to a release."""
