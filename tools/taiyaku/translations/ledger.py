"""The ledger of one table's translations into one language: a CSV file of ours beside the locale files."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.model import Ledger, Remembered, Table
from taiyaku.translations.settle import STATES

COLUMNS = Remembered._fields
_HASH = 64
"""Digits of a SHA-256 in hexadecimal."""


def read(table: Table) -> Ledger:
    """Take a ledger from the table that was read. Raises CannotRead: other columns, or a text that stands twice."""
    if table.columns != COLUMNS:
        raise CannotRead(_("a ledger has the columns {names}"), 1, names=", ".join(COLUMNS))
    rows: dict[tuple[str, str], Remembered] = {}
    for number, row in enumerate(map(Remembered._make, table.frame.iter_rows())):
        if row.state not in STATES or len(row.target_hash) != _HASH:
            raise CannotRead(_("this is no row of a ledger"), table.where(number).line)
        if rows.setdefault((row.id, row.field), row) is not row:
            raise CannotRead(_("this text stands twice"), table.where(number).line)
    return Ledger(table.path, rows)


def written(rows: Iterable[Remembered]) -> bytes:
    """Write a ledger: one line a text, canonical CSV."""
    return lines([COLUMNS, *rows]).encode("utf-8", "surrogatepass")


def lines(rows: Iterable[Sequence[str]], **form: Any) -> str:
    """Write rows as CSV with LF; a cell with a lone carriage return, which csv.writer would leave bare, has quotation marks."""
    out = io.StringIO(newline="")
    plain, quoted = (csv.writer(out, lineterminator="\n", quoting=quoting, **form) for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    for row in rows:
        (quoted if "\r" in "".join(row) else plain).writerow(row)
    return out.getvalue()
