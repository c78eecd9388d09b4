"""CSV in CP932 (Windows code page 932), for systems that read nothing else; not part of a release."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from taiyaku.exporters import to_excel
from taiyaku.exporters._sheets import Sheet, sheets
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Package

_MARK = "〓"
"""What Japanese printers put in place of a character that they do not have (the geta mark)."""
REPLACED = "cp932/replaced.csv"


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``cp932/<language>/<table>.csv``, made like the CSV for Excel.

    For a character that CP932 does not have stands ``〓``, or the one that it has in its place (``～`` for ``〜``). Every one of them is
    named in ``cp932/replaced.csv`` (UTF-8 with BOM), with file, table, record and column; where nothing was replaced there is no such file.
    """
    lost: list[tuple[str, ...]] = []
    for language in package.languages or ("en",):
        for sheet in sheets(package, language):
            path = to_excel.path(sheet, language, "cp932")
            text = b"".join(to_excel.written(sheet)).decode("utf-8-sig")
            instead = {char: _instead(char) for char in sorted(set(text)) if _instead(char) != char}
            lost += [(path, *place, f"U+{ord(char):04X}", char, instead[char]) for *place, cell in _cells(sheet) for char in cell if char in instead]
            yield Artifact(path, text.translate({ord(char): other for char, other in instead.items()}).encode("cp932"), table=sheet.of, languages=(language,))
    if lost:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows([("file", "table", "record", "column", "code_point", "character", "written_as"), *dict.fromkeys(lost)])
        yield Artifact(REPLACED, f"\ufeff{out.getvalue()}".encode())


def _instead(char: str) -> str:
    """Give what CP932 has for a character: itself, one that it takes for the same, or a mark."""
    try:
        return char.encode("cp932").decode("cp932")
    except UnicodeEncodeError:
        return _MARK


def _cells(sheet: Sheet) -> Iterator[tuple[str, str, str, str]]:
    """Yield table, record, column and text of every cell, the header first."""
    yield from ((sheet.of, "", column.title, column.title) for column in sheet.columns)
    for frame in sheet.blocks():
        for at, column in enumerate(sheet.columns):
            yield from ((sheet.of, record, column.title, cell) for cell, record in frame.select(str(at), "record").iter_rows() if cell)


EXPORTER = Exporter("cp932", _("CSV in CP932, for systems that read nothing else; not part of a release"), run, released=False)
