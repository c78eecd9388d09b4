"""CSV for spreadsheets: UTF-8 with BOM and CRLF, which Excel opens by a double click; no cell is a formula, a number or a date to it."""

from __future__ import annotations

import csv
import io
import re

from taiyaku.errors import CannotRead
from taiyaku.exchange import Format, Returned, Sheet, _columns
from taiyaku.i18n import Messages, _

_RISKY = re.compile(
    r"[=+\-@\t\r＝＋－＠]"  # formulas (OWASP, CSV Injection), full-width forms too
    r"|(?=.{0,40}\Z)(?:[\d\s.,:/%+\-¥$€£()eE年月日時分秒]*\d[\d\s.,:/%+\-¥$€£()eE年月日時分秒]*|true|false"
    r"|(?:[\d\s,./\-]*(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*[\d\s,./\-]*))\Z",
    re.IGNORECASE,
)
"""What a spreadsheet takes for a formula, a number, a date or a truth."""


def write(sheet: Sheet, said: Messages) -> bytes:
    """Give the header, the guidance in rows of its own, then one row a text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_columns.header(said))
    writer.writerows([f"{_columns.REMARK} {sentence}"] for sentence in _columns.guide())
    writer.writerows([_safe(cell) for cell in _columns.cells(line, said)] for line in sheet.lines)
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
            elif row := _columns.returned(line, [_plain(cell) for cell in cells], at):
                rows.append(row)
            line = reader.line_num + 1
    except csv.Error:
        raise CannotRead(_("it is no CSV from this line on"), line) from None
    if at is None:
        raise CannotRead(_("it has no header of ours; export writes one"))
    return rows


def _safe(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would change, and before what looks like that already."""
    return f"'{text}" if _RISKY.match(text.lstrip("'")) else text


def _plain(text: str) -> str:
    """Take the apostrophe away."""
    return text[1:] if text.startswith("'") and _RISKY.match(text.lstrip("'")) else text


FORMAT = Format("csv", _("CSV for spreadsheets"), (".csv",), write, read)
