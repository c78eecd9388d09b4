"""XLSX for spreadsheets (ECMA-376): every cell is text; the state is chosen from a list."""

from __future__ import annotations

import io
import math
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from taiyaku.errors import CannotRead, CannotWrite
from taiyaku.exchange import GIVEN, Format, Returned, Sheet, _columns
from taiyaku.i18n import Messages, _
from taiyaku.model import Said
from taiyaku.translations.coverage import WORDS

_LONGEST = 32_767
"""UTF-16 units of one cell (Excel specifications and limits)."""
_MOST_COLUMNS = 64
_WIDTHS = {"text": 28, "table": 10, "record": 20, "field": 10, "kind": 10, "source": 50, "translation": 50, "state": 14, "reason": 24, "notes": 40, "mark": 12}
_OPEN = {"translation", "state", "reason"}
_LINE, _TALLEST = 15, 405
"""Points of a line, and of the tallest row: Excel shows no more than 409."""
_LOOSE = 1.15
"""Lines are broken between words, so that they are not full."""
_A4 = 9
"""The paper (ECMA-376-1, 18.3.1.63)."""
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The date in the file: the earliest that a ZIP archive can say, so that the same texts are the same bytes."""


def write(sheet: Sheet, said: Messages) -> bytes:
    """Give a workbook: the texts, and a sheet of guidance. Raises CannotWrite for a text that no cell can hold."""
    import xlsxwriter  # type: ignore[import-untyped]  # it has no types

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": _EPOCH})
    body = {"num_format": "@", "text_wrap": True, "valign": "top"}
    cell_of = body | {"border": 1, "border_color": "#C0C0C0"}
    formats = [book.add_format(cell_of | {"bg_color": "#FFF8DC" if name in _OPEN else "#F0F0F0", "text_wrap": name != "mark"}) for name in _WIDTHS]
    texts = book.add_worksheet(said.text(_("Texts")))
    for at, (width, form) in enumerate(zip(_WIDTHS.values(), formats, strict=True)):
        texts.set_column(at, at, width, form)
    for at, name in enumerate(_columns.header(said)):
        texts.write_string(0, at, name, book.add_format({"bold": True, "num_format": "@"}))
    for number, line in enumerate(sheet.lines, 1):
        cells = _columns.cells(line, said)
        texts.set_row(number, _height(cells))
        for at, cell in enumerate(cells):
            if len(cell.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST or _IMPOSSIBLE.search(cell):
                raise CannotWrite(_("{text} cannot stand in a cell; export it as CSV or XLIFF"), text=line.context)
            texts.write_string(number, at, cell, formats[at])
    texts.freeze_panes(1, 1)
    texts.set_landscape()
    texts.set_paper(_A4)
    texts.fit_to_pages(1, 0)
    texts.repeat_rows(0)
    texts.autofilter(0, 0, len(sheet.lines), len(_WIDTHS) - 1)
    chosen = {"validate": "list", "source": [said.text(WORDS[state]) for state in GIVEN], "error_type": "warning"}
    column = list(_WIDTHS).index("state")
    texts.data_validation(1, column, len(sheet.lines), column, chosen)
    guide = book.add_worksheet("手引 Guide")
    guide.set_column(0, 0, 120, book.add_format(body))
    for number, sentence in enumerate(_columns.guide()):
        guide.write_string(number, 0, sentence)
    book.close()
    return out.getvalue()


def _height(cells: Sequence[str]) -> int:
    """Give the height of a row whose texts, all but the mark, are wrapped: Excel would find it out, but LibreOffice believes the file."""
    lines = [
        sum(max(1, math.ceil(_places(part) * _LOOSE / width)) for part in cell.split("\n")) for cell, width in zip(cells[:-1], _WIDTHS.values(), strict=False)
    ]
    return min(max(lines) * _LINE, _TALLEST)


def _places(text: str) -> int:
    """Count the places of a text: one for each character, two for a full-width one (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)


def read(content: bytes) -> list[Returned]:
    """Take the rows back from a workbook whose archive is harmless. Raises CannotRead: no workbook, no header, columns that are missing."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what a workbook has that nobody asks for: styles, extensions
            _refuse_declarations(content)
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            found = [rows for sheet in book.worksheets if (rows := _rows(sheet)) is not None]
            book.close()
    except CannotRead:
        raise
    except Exception:  # noqa: BLE001 -- a damaged workbook can make the library raise anything
        raise CannotRead(_("it cannot be read as a workbook")) from None
    if not found:
        raise CannotRead(_("it has no header of ours; export writes one"))
    return [row for rows in found for row in rows]


def _refuse_declarations(content: bytes) -> None:
    """Stop at a document type: no part of a workbook has one, and entities come with it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if any("<!DOCTYPE".encode(encoding) in part for encoding in ("ascii", "utf-16-le", "utf-16-be")) and name.endswith((".xml", ".rels")):
                raise CannotRead(_("it cannot be read as a workbook"))


def _rows(sheet: Any) -> list[Returned] | None:
    """Take the rows of a sheet; None for one without a header of ours."""
    sheet.reset_dimensions()  # the file may say anything of its size
    rows: list[Returned] = []
    at: dict[str, int] | None = None
    for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
        texts = [_text(cell) for cell in cells]
        if at is None:
            at = _columns.columns([text or "" for text in texts])
            if at is None and any(texts):
                return None
            continue
        known = at
        odd = next((name for name in known if known[name] < len(texts) and texts[known[name]] is None), None)
        problem = Said(_("the cell in the column {name} is no text"), {"name": Said(_columns.COLUMNS[odd])}) if odd else None
        if row := _columns.returned(number, [text or "" for text in texts], known, problem):
            rows.append(row)
    return rows if at is not None else None


def _text(cell: Any) -> str | None:
    """Give the text of a cell; None for a formula, a date, a truth or an error. A number that somebody typed is what it shows."""
    if cell.value is None:
        return ""
    if cell.data_type in ("s", "inlineStr", "str"):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(cell.value))
    if cell.data_type == "n" and isinstance(cell.value, int | float):
        return f"{cell.value:.15g}"
    return None


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a cell writes a character that XML cannot hold, and an underscore that begins what looks like that (ECMA-376-1, 22.9.2.19)."""

_IMPOSSIBLE = re.compile("x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What looks like such an escape, which the reader takes for one, and what XML 1.0 cannot hold."""

FORMAT = Format("xlsx", _("XLSX for spreadsheets"), (".xlsx",), write, read)
