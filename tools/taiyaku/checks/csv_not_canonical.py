"""Tables that could be written in fewer ways: byte order mark, line ends, quotation marks, order of columns and rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, MutableSequence, Sequence
from typing import TYPE_CHECKING

from taiyaku.checks._parallel import parallel
from taiyaku.i18n import _
from taiyaku.model import Artifact, Check, Package, Problem, Said, Severity, Table

if TYPE_CHECKING:
    import polars as pl


def run(package: Package) -> Iterator[Problem]:
    """Yield each table in UTF-8 with a byte order mark, and each with commas whose bytes are not the one spelling that we write, at the first place that is otherwise.

    That is: no byte order mark, line feeds (one at the end too), quotation marks only where RFC 4180 needs them, columns in the order of the
    schema, and rows of texts in the order of the table of facts, or of the first language. Records of a wrong length are left to table-schema.
    """
    spines = _spines(package)
    for table in package.tables.values():
        found = _marked(table)
        if not found and _usual(table):
            found = _bytes(table) or _columns(table) or _rows(table, spines.get(table.name))
        if found:
            row, says = found
            yield Problem(table.where(row), {"reason": Said(says)}, table=package.base(table.name))


def fix(package: Package, problems: Sequence[Problem]) -> Iterator[Artifact]:
    """Yield the tables anew, in the one spelling; one with a record of a wrong length is left as it is, one of another dialect loses its mark only."""
    spines = _spines(package)
    wanted = {problem.where.path for problem in problems}
    for table in package.tables.values():
        if table.path in wanted:
            content = _anew(table, spines.get(table.name)) if _usual(table) else table.content.removeprefix(codecs.BOM_UTF8)
            if content:
                yield Artifact(f"{package.prefix}{table.resource['path']}", content)


def _anew(table: Table, spine: pl.Series | None) -> bytes:
    """Write a table in the one spelling; nothing, where a record is longer or shorter than the header."""
    header, *body = _reader(table, deque(maxlen=0))
    if any(len(row) != len(header) for row in body):
        return b""
    if spine is not None and not _in_order(table.keys, spine):
        rank = {key: number for number, key in reversed(list(enumerate(spine)))}
        body = [row for _key, row in sorted(zip(table.keys, body, strict=True), key=lambda each: rank.get(each[0], len(rank)))]
    at = _order(table)
    return "".join(_written([row[column] for column in at]) for row in [header, *body]).encode()


Found = tuple[int, str] | None
"""Row of the first deviation, and the message."""


def _marked(table: Table) -> Found:
    return (-1, _("it begins with a byte order mark")) if _in_utf8(table) and table.begins.startswith(codecs.BOM_UTF8) else None


def _in_utf8(table: Table) -> bool:
    encoding = str(table.resource.get("encoding") or "utf-8").lower()
    return encoding in ("utf-8", "utf8") and isinstance(table.resource.get("path"), str)


def _usual(table: Table) -> bool:
    """Tell whether the table is declared to be what we write: UTF-8, commas, double quotation marks."""
    dialect = table.resource.get("dialect")
    dialect = dialect if isinstance(dialect, dict) else {}
    nested = dialect.get("csv")
    dialect = {**dialect, **nested} if isinstance(nested, dict) else dialect
    plain = {"header": True, "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
    return _in_utf8(table) and all(dialect.get(name, usual) == usual for name, usual in plain.items())


def _reader(table: Table, fed: MutableSequence[str]) -> Iterator[list[str]]:
    """Read the records anew, as far as they are asked for; ``fed`` gets the lines of each."""

    def lines() -> Iterator[str]:
        rest = ""
        for piece in codecs.iterdecode(table.records.pieces(), "utf-8-sig"):
            *whole, rest = io.StringIO(rest + piece, newline="") if rest or piece else [""]
            for each in whole:
                fed.append(each)
                yield each
        fed.append(rest)
        yield rest

    return csv.reader(lines(), strict=True)


_MARKED = re.compile('[",\r\n]')


def _written(cells: Sequence[str]) -> str:
    """Write a record (RFC 4180, 2); csv.writer leaves a carriage return without quotation marks before Python 3.13."""
    quoted = [f'"{cell.replace(chr(34), chr(34) * 2)}"' if _MARKED.search(cell) else cell for cell in cells]
    return ",".join(quoted if quoted != [""] else ['""']) + "\n"


def _bytes(table: Table) -> Found:
    if table.canonical:
        return None
    width = len(table.columns)
    fed: list[str] = []
    for row, cells in enumerate(_reader(table, fed), -1):
        stands = "".join(fed)
        fed.clear()
        if len(cells) != width:
            return None
        # Most records have no quotation marks, and then this is all that they can be.
        if ('"' in stands or stands != ",".join(cells) + "\n") and stands != (written := _written(cells)):
            if stands.startswith(written[:-1]):
                ends = stands[len(written) - 1 :]
                return row, _("the last line has no line feed") if not ends else _("lines end with other characters than one line feed")
            return row, _("cells stand in quotation marks that need none")
    return None


def _order(table: Table) -> list[int]:
    """Give the places of the columns in the order of the schema; as they are, where schema and header do not name the same columns."""
    columns = list(table.columns)
    names = [str(field.get("name", "")) for field in table.fields]
    return [columns.index(name) for name in names] if sorted(names) == sorted(columns) else list(range(len(columns)))


def _columns(table: Table) -> Found:
    """Ask for the order of columns where the schema leaves it open (``fieldsMatch``); elsewhere table-schema does (incorrect-label)."""
    schema = table.resource.get("schema")
    matches = schema.get("fieldsMatch") if isinstance(schema, dict) else None
    if matches in (None, "exact", ["exact"]) or _order(table) == list(range(len(table.columns))):
        return None
    return -1, _("its columns have another order than in the schema")


def _spines(package: Package) -> dict[str, pl.Series]:
    """Give, for each text table, the keys in whose order its records stand."""
    spines: dict[str, pl.Series] = {}
    for of, group in parallel(package).items():
        first = package.tables.get(of) or next(iter(group.values()))
        spines |= {table.name: first.keys for table in group.values() if table is not first}
    return spines


def _in_order(keys: pl.Series, spine: pl.Series) -> bool:
    if keys.equals(spine):
        return True
    return keys.filter(keys.is_in(spine.implode())).equals(spine.filter(spine.is_in(keys.implode())))


def _rows(table: Table, spine: pl.Series | None) -> Found:
    if spine is None or table.keys.equals(spine):
        return None
    places, wanted = table.keys.is_in(spine.implode()).arg_true(), spine.filter(spine.is_in(table.keys.implode()))
    own = table.keys.gather(places)
    if own.equals(wanted):
        return None
    both = min(len(own), len(wanted))
    differing = (own[:both] != wanted[:both]).arg_true()
    row = places[differing[0] if len(differing) else -1]
    return row, _("its records have another order than those of the table that they belong to")


CHECK = Check(
    id="csv-not-canonical",
    group="structure",
    since="0.1.0",
    severity=Severity.NOTE,
    says=_("the table is not written as `taiyaku check --fix` would write it: {reason}"),
    why=_("Where one table can be written in two ways, a change of one word shows as a change of every line, and reviewers stop looking."),
    run=run,
    fix=fix,
    bad={
        "datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}]}',
        "items.csv": 'id,title\r\nmmx,"火星衛星探査計画"\r\n',
    },
    good={"items.csv": "id,title\nmmx,火星衛星探査計画\n"},
)
