"""CSV for spreadsheets: UTF-8 with BOM and CRLF, which Excel opens by a double click; no cell is a formula, a number or a date to it."""

from __future__ import annotations

import csv
import io

from taiyaku.errors import CannotRead
from taiyaku.exchange import Format, Returned, Sheet, _columns
from taiyaku.i18n import Messages, _
from taiyaku.spreadsheets import guarded, unguarded


def write(sheet: Sheet, said: Messages) -> bytes:
    """Give the header, the guidance in rows of its own, then one row a text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_columns.header(said))
    writer.writerows([f"{_columns.REMARK} {sentence}"] for sentence in _columns.guide())
    writer.writerows([guarded(cell) for cell in _columns.cells(line, said)] for line in sheet.lines)
    return f"\ufeff{out.getvalue()}".encode("utf-8", "surrogatepass")


def read(content: bytes) -> list[Returned]:
    """Take the rows back. Raises CannotRead: not UTF-8, no header, columns that are missing."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotRead(_("it is not in UTF-8; save it as “CSV UTF-8”, or use XLSX")) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    at: dict[str, int] | None = None
    rows: list[Returned] = []
    line = 1
    try:
        for cells in reader:
            if at is None:
                at = _columns.columns(cells)
            elif row := _columns.returned(line, [unguarded(cell) for cell in cells], at):
                rows.append(row)
            line = reader.line_num + 1
    except csv.Error:
        raise CannotRead(_("it is no CSV from this line on"), line) from None
    if at is None:
        raise CannotRead(_("it has no header of ours; export writes one"))
    return rows


FORMAT = Format("csv", _("CSV for spreadsheets"), (".csv",), write, read)
