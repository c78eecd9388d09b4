"""XLSX for people (ECMA-376): one workbook in each language, with a sheet for every table, a read-me and a data dictionary."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from taiyaku import zipped
from taiyaku.errors import CannotWrite
from taiyaku.exporters._columns import TYPED, kinds, values
from taiyaku.exporters._identity import attribution, creators, described, entries, released, shown, stem, title
from taiyaku.exporters._read import sheet_held
from taiyaku.exporters._sheets import Column, Sheet, sheets
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.words import spoken
from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Artifact, Exporter, Held, Package
from taiyaku.records import plain, typed

if TYPE_CHECKING:
    import polars as pl

_FIRST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""The date of a workbook whose package has none."""
_LONGEST = 32_767
"""UTF-16 units of one cell (Excel specifications and limits)."""
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_LONGEST_NAME = 31
_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""
_FIRST_DATE = dt.date(1900, 3, 1)
"""Before it, the calendars of spreadsheets differ: some know a 29 February 1900."""
_IMPOSSIBLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|x005F_"
"""What XML 1.0 cannot hold, and what readers take for the escapes by which a workbook would hold it (ECMA-376-1, 22.9.2.19; openpyxl undoes some of them twice)."""
_MANY = 500_000
"""Cells of a workbook that is put together on disk and not in memory."""
_A3, _A4 = 8, 9
"""Sizes of paper (ECMA-376-1, 18.3.1.63)."""
_FONTS = {"ja": "Yu Gothic"}
_NARROW, _WIDE, _PROSE = 9, 44, 64
"""Widths of columns, in digits."""
_SAMPLE = 1_000
"""Records that tell how wide a column should be."""

README, DICTIONARY = _("Read me"), _("Data dictionary")
TYPES = {
    "string": _("text"),
    "integer": _("whole number"),
    "number": _("number"),
    "boolean": _("true or false"),
    "date": _("date"),
    "datetime": _("date and time"),
    "time": _("time"),
    "year": _("year"),
    "yearmonth": _("year and month"),
}
"""Types of Table Schema, in words."""


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``excel/<name>-<version>-<language>.xlsx``: numbers are numbers, dates are dates, everything else is text, and nothing is a formula.

    Raises CannotWrite for a text that no cell can hold, naming table, record and field.
    """
    for language in package.languages or ("en",):
        yield Artifact(_path(package, language), _workbook(package, language), languages=(language,))


def read(package: Package, files: Mapping[str, bytes]) -> Iterator[Held]:
    """Read the sheets back, codes and not labels. Raises whatever openpyxl raises for what is no workbook, and ValueError for what ``run`` did not write."""
    import openpyxl

    for language in package.languages or ("en",):
        path = _path(package, language)
        book = openpyxl.load_workbook(io.BytesIO(files[path]), read_only=True)
        for sheet, rows in zip(sheets(package, language), book.worksheets[1:-1], strict=True):
            cells = [[_read(cell.value, column) for cell, column in zip(row, sheet.columns, strict=True)] for row in rows.iter_rows()]
            yield sheet_held(package, path, sheet, language, cells, typed=True)
        book.close()


def _path(package: Package, language: str) -> str:
    return f"excel/{stem(package)}-{language}.xlsx"


def _read(value: Any, column: Column) -> str:
    """Spell a cell as ``records.typed`` spells what it holds."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, str):
        value = typed(column.field, _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(float(value) if column.field.get("type") == "number" else int(value))
    return str(value or "")


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a cell writes a carriage return, and an underscore that begins what looks like that (ECMA-376-1, 22.9.2.19)."""


def _workbook(package: Package, language: str) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]  # it has no types

    told = sheets(package, language)
    _refuse(told)
    large = sum(sheet.stream.height * len(sheet.columns) for sheet in told) > _MANY
    out = io.BytesIO()
    strings = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    font = {"font_name": _FONTS.get(language, "Calibri"), "font_size": 11}
    book = xlsxwriter.Workbook(out, {"constant_memory": large, "in_memory": not large, "default_format_properties": font, **strings})
    own = described(package, language)
    book.set_properties({"title": title(package, own)[:255], "author": ", ".join(creators(own))[:255], "created": released(package) or _FIRST})
    said = spoken(language)
    names = _names([said.text(README), said.text(DICTIONARY), *(sheet.title for sheet in told)])
    styles = _styles(book)
    named = dict(zip(names[2:], told, strict=True))
    _readme(book.add_worksheet(names[0]), styles, package, language, named)
    for name, sheet in named.items():
        _table(book.add_worksheet(name), styles, sheet)
    _dictionary(book.add_worksheet(names[1]), styles, language, named)
    book.close()
    return zipped.repacked(out.getvalue(), released(package))


def _refuse(told: Sequence[Sheet]) -> None:
    """Stop at what does not fit: nothing is cut, nothing is left out."""
    import polars as pl

    places: dict[str, None] = {}
    for sheet in told:
        if sheet.stream.height >= _MOST_ROWS or len(sheet.columns) > _MOST_COLUMNS:
            raise CannotWrite(_("the table {table} has more rows or columns than a sheet of XLSX"), table=sheet.of)
        for frame in sheet.blocks():
            doubts = {str(at): (pl.col(str(at)).str.len_bytes() > _LONGEST) | pl.col(str(at)).str.contains(_IMPOSSIBLE) for at in range(len(sheet.columns))}
            doubted = frame.select(doubt.any().alias(at) for at, doubt in doubts.items()).row(0)
            for at, column in (each for each, doubt in zip(enumerate(sheet.columns), doubted, strict=True) if doubt):
                for text, record in frame.filter(doubts[str(at)]).select(str(at), "record").iter_rows():
                    if len(text.encode("utf-16-le")) // 2 > _LONGEST or re.search(_IMPOSSIBLE, text):
                        places[f"{sheet.of}/{record}#{column.name or column.title}"] = None
    if places:
        first = list(places)[:_NAMED]
        says = _("{n} cells are too long for XLSX, or hold control characters or escapes like _x0007_, which it does not keep; the first are: {places}")
        raise CannotWrite(says, n=f"{len(places):,}", places=", ".join(first))


_NAMED = 3
"""Places that are named where something does not fit."""


def _names(titles: Sequence[str]) -> list[str]:
    """Make names of sheets (Excel: 31 characters, some of which no name has, no apostrophe at either end, no two alike but for capitals)."""
    found: list[str] = []
    for wanted in titles:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "-", wanted).strip("' ") or "-"
        plain = f"{plain}_" if plain.casefold() == "history" else plain
        for number in range(1, len(titles) + 2):
            ending = f" {number}" if number > 1 else ""
            name = _cut(plain, _LONGEST_NAME - len(ending)) + ending
            if name.casefold() not in {each.casefold() for each in found}:
                break
        found.append(name)
    return found


def _cut(text: str, units: int) -> str:
    """Cut a text to so many UTF-16 units, after a whole character."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").strip("' ")


def _styles(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    styles: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "bg_color": "#E7EDF3", "bottom": 1, "text_wrap": True, "num_format": "@"},
        "text": {"num_format": "@", "text_wrap": True},
        "fallback": {"num_format": "@", "text_wrap": True, "italic": True, "font_color": "#595959"},
        "integer": {"num_format": "0"},
        "number": {},
        "boolean": {"num_format": '"TRUE";"TRUE";"FALSE"', "align": "left"},  # Excel needs no format for it, LibreOffice does
        "date": {"num_format": "yyyy-mm-dd", "align": "left"},
        "title": {"bold": True, "font_size": 16, "num_format": "@"},
    }
    return {name: book.add_format({**top, **style}) for name, style in styles.items()}


def _table(page: Any, styles: Mapping[str, Any], sheet: Sheet) -> None:
    """Write a table: frozen header and first column, a filter, and every cell as what it is."""
    typed_columns = kinds(sheet.stream, {column.name: column.field for column in sheet.columns if column.name}, TYPED)
    style = [typed_columns.get(column.name, "text") for column in sheet.columns]
    widths = _widths(sheet)
    for at, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        page.set_column(at, at, width, styles[style[at]])
        _write(page, 0, at, column.title, styles["head"])
    row = 1
    for frame in sheet.blocks():
        cells = [_cells(frame, at, column, typed_columns.get(column.name, "")) for at, column in enumerate(sheet.columns)]
        for record, fallen in zip(zip(*cells, strict=True), _fallen(frame, sheet), strict=True):
            _heighten(page, row, record, widths, styles)
            for at, cell in enumerate(record):
                if cell is not None:
                    _put(page, row, at, cell, styles["fallback" if sheet.columns[at].title in fallen else "text" if isinstance(cell, str) else style[at]])
            row += 1
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, row - 1, len(sheet.columns) - 1)
    _print_on(page, _A3)


def _widths(sheet: Sheet) -> list[int]:
    """Give the width of every column: as wide as the header and the first records, within limits."""
    widths = [_width(column.title) + 4 for column in sheet.columns]
    left = _SAMPLE
    for frame in sheet.blocks():
        for at in range(len(widths)):
            widths[at] = max([widths[at], *(_width(line) + 2 for cell in frame[str(at)].head(left) for line in cell.split("\n"))])
        left -= frame.height
        if left <= 0:
            break
    return [max(_NARROW, min(width, _PROSE if column.prose else _WIDE)) for column, width in zip(sheet.columns, widths, strict=True)]


def _heighten(page: Any, row: int, cells: Sequence[Any], widths: Sequence[int], styles: Mapping[str, Any]) -> None:
    """Make a row as high as its longest cell needs: not every program does so itself."""
    texts = [(cell, width - 1) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str) and (2 * len(cell) >= width or "\n" in cell)]
    lines = max((sum(-(-max(1, _width(line)) // width) for line in text.split("\n")) for text, width in texts), default=1)
    if lines > 1:
        page.set_row(row, min(_HIGHEST, lines * _LINES.get(styles["text"].font_name, 15)))


_HIGHEST = 409
"""Points of the highest row (Excel specifications and limits)."""
_LINES = {"Yu Gothic": 18.75}
"""Points of a line in a font, where it is not 15."""


def _print_on(page: Any, paper: int) -> None:
    """Print as many pages as it takes, each as wide as the sheet, with its header."""
    page.set_paper(paper)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _cells(frame: pl.DataFrame, at: int, column: Column, kind: str) -> list[Any]:
    """Give the values of a column; where a spreadsheet would keep less of one than there is, its text."""
    texts = frame[str(at)]
    return [text or None if value is None or _lossy(value, text) else value for value, text in zip(values(texts, kind, column.field), texts, strict=True)]


def _lossy(value: Any, text: str) -> bool:
    if isinstance(value, dt.date):
        return value < _FIRST_DATE
    return isinstance(value, int | float) and not isinstance(value, bool) and sum(char.isdigit() for char in text) > _DIGITS


def _fallen(frame: pl.DataFrame, sheet: Sheet) -> list[set[str]]:
    """Give, for every record, the titles of the columns that show another language."""
    if not sheet.remarks:
        return [set()] * frame.height
    return [{line.rpartition(": ")[0] for line in remark.split("\n")} for remark in frame[str(len(sheet.columns) - 1)]]


def _put(page: Any, row: int, at: int, cell: Any, style: Any) -> None:
    if isinstance(cell, str):
        page.write_string(row, at, cell, style)
    elif isinstance(cell, bool):
        page.write_boolean(row, at, cell, style)
    elif isinstance(cell, dt.date):
        page.write_datetime(row, at, cell, style)
    else:
        page.write_number(row, at, cell, style)


def _write(page: Any, row: int, at: int, text: str, style: Any) -> None:
    """Write a title or a description of the descriptor. Raises CannotWrite for one that no cell can hold."""
    if page.write_string(row, at, text, style):
        raise CannotWrite(_("a title or description of the package is too long for a cell of XLSX: {text}"), text=text)


@lru_cache(maxsize=1 << 12)
def _width(text: str) -> int:
    """Give the width of a text in digits: Japanese characters take two (Unicode Standard Annex 11)."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


@lru_cache(maxsize=1 << 12)
def _columns_of(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


NOTES = (
    _("Beside every code and every id stands its label; the code is what the data package holds."),
    _("A text that is not there in this language is shown in another, in italics; the last column of the sheet says in which."),
    _("A date that is not known to the day is written as far as it is known: 2026, 2026-04 (EDTF, ISO 8601-2)."),
    _("An empty cell means that nothing is known, or that there is nothing to say; the data dictionary tells which."),
    _("This file is made from the data package; what is changed here changes nothing there."),
)
"""What a reader of the sheets must know."""


def _readme(page: Any, styles: Mapping[str, Any], package: Package, language: str, told: Mapping[str, Sheet]) -> None:
    """Write what the data is, whose it is, and what is on which sheet."""
    said, own, date = spoken(language), described(package, language), released(package)
    as_it_is, edited = attribution(package, language)
    facts = [
        ("", shown(own, "description")),
        (said.text(_("Version")), shown(own, "version")),
        (said.text(_("Date of the release")), date.date().isoformat() if date else ""),
        (said.text(_("Language of this file")), language_name(language, language)),
        *_listed(said.text(_("Licence")), [f"{shown(each, 'title', 'name')} {shown(each, 'path')}".strip() for each in entries(own, "licenses")]),
        *_listed(said.text(_("Sources of the data")), [shown(each, "title", "path") for each in entries(own, "sources")]),
        (said.text(_("How to credit")), as_it_is),
        (said.text(_("If you changed it")), edited),
        *_listed(said.text(_("Notes")), [said.text(note) for note in NOTES]),
    ]
    _print_on(page, _A4)
    page.set_column(0, 0, 26, styles["text"])
    page.set_column(1, 1, 90, styles["text"])
    page.set_column(2, 2, 12, styles["integer"])
    _write(page, 0, 0, title(package, own), styles["title"])
    row = 2
    for label, text in facts:
        if text:
            _heighten(page, row, (label, text), (26, 90), styles)
            _write(page, row, 0, label, styles["text"])
            _write(page, row, 1, text, styles["text"])
            row += 1
    row += 1
    for at, head in enumerate((_("Sheet"), _("What it holds"), _("Records"))):
        _write(page, row, at, said.text(head), styles["head"])
    for number, (name, sheet) in enumerate(told.items(), row + 1):
        _heighten(page, number, (name, shown(sheet.described, "description")), (26, 90), styles)
        _write(page, number, 0, name, styles["text"])
        _write(page, number, 1, shown(sheet.described, "description"), styles["text"])
        page.write_number(number, 2, sheet.stream.height, styles["integer"])


def _listed(label: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """Put a label before the first of several lines."""
    return [(label if number == 0 else "", text) for number, text in enumerate(text for text in texts if text)]


def _dictionary(page: Any, styles: Mapping[str, Any], language: str, told: Mapping[str, Sheet]) -> None:
    """Write one row for every column of every table."""
    said = spoken(language)
    heads = {_("Sheet"): 18, _("Column"): 26, _("Name in the data package"): 22, _("Meaning"): 60, _("Type"): 14, _("Required"): 10, _("Values"): 44}
    for at, (head, width) in enumerate(heads.items()):
        page.set_column(at, at, width, styles["text"])
        _write(page, 0, at, said.text(head), styles["head"])
    row = 1
    for name, sheet in told.items():
        for column in sheet.columns:
            entry = (name, column.title, *_entry(said, sheet, column))
            _heighten(page, row, entry, list(heads.values()), styles)
            for at, text in enumerate(entry):
                if text:
                    _write(page, row, at, text, styles["text"])
            row += 1
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, row - 1, len(heads) - 1)
    _print_on(page, _A4)


def _entry(said: Messages, sheet: Sheet, column: Column) -> tuple[str, str, str, str, str]:
    """Give name, meaning, type, whether it is required, and values."""
    if not column.described:
        remark = sheet.remarks and column is sheet.columns[-1]
        return (
            "",
            said.text(_("which texts of the record are shown in another language, and in which") if remark else _("label of the code or id beside it")),
            "",
            "",
            "",
        )
    declared = column.described.get("constraints")
    constraints = declared if isinstance(declared, dict) else {}
    kind = column.described.get("type", "string")
    required = said.text(_("yes") if constraints.get("required") is True else _("no"))
    listed = constraints.get("enum")
    labels = {key: label for name, frame in sheet.joins if name == column.name for key, label in frame.select(frame.columns[:2]).iter_rows()}
    codes = [str(each) for each in listed] if isinstance(listed, list) else []
    told = "\n".join(visible(f"{code}: {labels[code]}" if code in labels else code) for code in codes)
    return plain(column.name), shown(column.described, "description"), said.text(TYPES.get(str(kind), str(kind))), required, told


EXPORTER = Exporter("xlsx", _("XLSX: a workbook in each language, with a read-me and a data dictionary"), run, read)
