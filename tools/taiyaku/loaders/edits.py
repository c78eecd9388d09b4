"""New cells and records put into a table's bytes, with all other bytes left as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from taiyaku import derive
from taiyaku.loaders import from_po
from taiyaku.loaders.from_csv import Dialect
from taiyaku.loaders.texts import codec, decode
from taiyaku.model import Artifact, Edit, Package, Table, parted
from taiyaku.translations import schema
from taiyaku.translations.files import CellEdit
from taiyaku.translations.ledger import lines


def carried(package: Package, edits: Sequence[CellEdit]) -> list[Artifact]:
    """Give the tables as they are with these texts in them, by their path inside the project; records that a table lacks are put in."""
    tables: dict[str, list[CellEdit]] = {}
    for edit in edits:
        tables.setdefault(edit.table, []).append(edit)
    artifacts: list[Artifact] = []
    for name, wanted in tables.items():
        table = package.tables[name]
        column = table.select(sorted({edit.column for edit in wanted}))
        cells = [Edit(name, edit.row, edit.column, column[edit.column][edit.row], edit.text) for edit in wanted if edit.row is not None]
        content, done = replaced(table, cells) if cells else (table.content, [])
        added: dict[str, dict[str, str]] = {}
        for edit in wanted:
            if edit.row is None:
                added.setdefault(edit.id, {})[edit.column] = edit.text
        if added or len(done) < len(cells):
            content = _rebuilt(package, table, cells, added)
        artifacts.append(Artifact(package.inside(table.path), content))
    return artifacts


def described(package: Package) -> Iterator[Artifact]:
    """Yield the locale files of the descriptor's titles and descriptions as they shall be, as far as there are any."""
    texts = [(context, text) for context, text, _holder, _path in derive.strings(derive.filled(package))]
    for language in package.catalogues:
        path = f"{package.translations}{language}/LC_MESSAGES/schema.po"
        known = from_po.read(package.read[path], path)
        yield Artifact(path, schema.synced(package.name, (package.languages[0], language), texts, known))


def _rebuilt(package: Package, table: Table, cells: Sequence[Edit], added: Mapping[str, Mapping[str, str]]) -> bytes:
    """Write a table anew with other cells and with records that it lacked, which go where their table of facts has them."""
    columns = {name: number for number, name in enumerate(table.columns)}
    rows = [list(row) for row in table.frame.iter_rows()]
    for edit in cells:
        rows[edit.row][columns[edit.column]] = edit.new
    keyed_rows = list(zip(table.keys.to_list(), rows, strict=True))
    facts = package.tables.get(package.base(table.name))
    rank = {key: number for number, key in enumerate(facts.keys)} if facts is not None and facts.key else {}
    for id_, texts in added.items():
        key = parted(id_, table.key)
        row = [texts.get(name, key.get(name, "")) for name in table.columns]
        at = next((number for number, (other, _row) in enumerate(keyed_rows) if rank.get(other, len(rank)) > rank.get(id_, len(rank))), len(keyed_rows))
        keyed_rows.insert(at, (id_, row))
    dialect = Dialect.of(table.resource)
    header = [[name.partition("\0")[0] for name in table.columns]] if dialect.header else []
    written = lines([*header, *(row for _key, row in keyed_rows)], delimiter=dialect.delimiter, quotechar=dialect.quote)
    return written.encode(codec(str(table.resource.get("encoding") or "utf-8")))


def replaced(table: Table, edits: Sequence[Edit]) -> tuple[bytes, list[Edit]]:
    """Put new cells into a table's bytes and leave all other bytes; give the edits that this could be done for.

    None can where the encoding or the dialect does not allow it for sure. A cell whose file
    holds something else (the text of a translators' file that is not carried over yet) is left.
    """
    content, dialect, encoding = table.content, Dialect.of(table.resource), str(table.resource.get("encoding") or "utf-8")
    text = decode(content, encoding)
    rows = _rows(text, dialect)
    columns = {name: number for number, name in enumerate(table.columns)}
    above = int(dialect.header)
    edits = [edit for edit in edits if _cell(rows, edit.row + above, columns.get(edit.column, -1)) == edit.old]
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
    spans: list[tuple[int, int, str]] = []
    for edit in edits:
        line, column = table.records.locate(edit.row, columns[edit.column])
        start = starts[line - 1] + column - 1
        spans.append((start, _end(text, start, dialect), _quoted(edit, dialect, stands=text.startswith(dialect.quote, start))))
        rows[edit.row + above][columns[edit.column]] = edit.new
    parts: list[str] = []
    at = 0
    for start, end, cell in sorted(spans):
        parts += [text[at:start], cell]
        at = end
    edited = "".join([*parts, text[at:]])
    try:
        body = text.encode(codec(encoding))
        new = content[: len(content) - len(body)] + edited.encode(codec(encoding))
    except UnicodeEncodeError:
        return content, []
    return (new, edits) if content.endswith(body) and _rows(edited, dialect) == rows else (content, [])


def _rows(text: str, dialect: Dialect) -> list[list[str]]:
    """Read all cells; this reading is not the one that the edits are made by, so that each is held against the other."""
    form: dict[str, Any] = {"delimiter": dialect.delimiter, "quotechar": dialect.quote, "doublequote": dialect.doubled, "skipinitialspace": dialect.skip_space}
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True, **form))
    except csv.Error:
        return []


def _cell(rows: Sequence[Sequence[str]], row: int, column: int) -> str | None:
    return rows[row][column] if row < len(rows) and 0 <= column < len(rows[row]) else None


def _quoted(edit: Edit, dialect: Dialect, *, stands: bool) -> str:
    """Write the new cell with quotation marks where it needs them (RFC 4180, 2.6), and where they stood before without need."""
    needed, before = (any(char in cell for char in (dialect.delimiter, dialect.quote, "\r", "\n")) for cell in (edit.new, edit.old))
    doubled = dialect.quote + edit.new.replace(dialect.quote, dialect.quote * 2) + dialect.quote
    return doubled if needed or (stands and not before) else edit.new


def _end(text: str, start: int, dialect: Dialect) -> int:
    """Give the offset behind the cell that begins at ``start``."""
    quote, at = dialect.quote, start
    if text.startswith(quote, at):
        at = text.find(quote, at + 1)
        while at >= 0 and text.startswith(quote, at + 1):
            at = text.find(quote, at + 2)
        return len(text) if at < 0 else at + 1
    while at < len(text) and text[at] not in (dialect.delimiter, "\r", "\n"):
        at += 1
    return at
