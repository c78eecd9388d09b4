"""CSV for Excel: UTF-8 with BOM, CRLF, every cell quoted, titles and labels in one language; derived, and not for machines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from taiyaku.exporters._described import table_file
from taiyaku.exporters._read import sheet_held
from taiyaku.exporters._sheets import Sheet, sheets
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Held, Package
from taiyaku.records import typed

if TYPE_CHECKING:
    import polars as pl

_FORMULA = r"\A'*[=+\-@\t\r＝＋－＠]"
"""What a spreadsheet takes for a formula (OWASP, CSV Injection), with any number of apostrophes before it, so that one more can be taken away again."""
_NUMBER = r"\A'*[+-][0-9]+(?:\.[0-9]+)?\z"


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``excel/<language>/<table>.csv`` for every table and language.

    A text that a spreadsheet would take for a formula has an apostrophe before it (``guarded`` tells which); numbers are left alone.
    """
    for language in package.languages or ("en",):
        for sheet in sheets(package, language):
            yield Artifact(path(sheet, language), partial(written, sheet), table=sheet.of, languages=(language,))


def read(package: Package, files: Mapping[str, bytes]) -> Iterator[Held]:
    """Read the sheets back, codes and not labels. Raises KeyError, ValueError or csv.Error for what ``run`` did not write."""
    for language in package.languages or ("en",):
        for sheet in sheets(package, language):
            at = path(sheet, language)
            rows = csv.reader(io.StringIO(files[at].decode("utf-8-sig"), newline=""), strict=True)
            yield sheet_held(package, at, sheet, language, [[_unguarded(cell) for cell in row] for row in rows])


def guarded(package: Package) -> Iterator[tuple[str, str, str, str]]:
    """Yield file, table, record and field of every cell with an apostrophe before it that its text does not have."""
    for language in package.languages or ("en",):
        for sheet in sheets(package, language):
            for frame in sheet.blocks():
                for at, column in (each for each, doubt in zip(enumerate(sheet.columns), _doubted(frame, sheet), strict=True) if doubt):
                    for record in frame.filter(_risky(frame, sheet, at))["record"]:
                        yield path(sheet, language), sheet.of, record, column.name or column.title


def path(sheet: Sheet, language: str, folder: str = "excel") -> str:
    """Give the path of a sheet."""
    return f"{folder}/{language}/{table_file(sheet.of)}.csv"


def written(sheet: Sheet) -> Iterator[bytes]:
    """Give the bytes of a sheet, block by block."""
    import polars as pl

    header = pl.DataFrame({str(at): [column.title] for at, column in enumerate(sheet.columns)})
    yield b"\xef\xbb\xbf" + _quoted(header.select(_guarded(pl.col(name), _formula(pl.col(name))).alias(name) for name in header.columns))
    for frame in sheet.blocks():
        cells = [pl.col(str(at)) for at in range(len(sheet.columns))]
        yield _quoted(
            frame.select(
                _guarded(cell, _risky(frame, sheet, at)).alias(str(at)) if doubt else cell
                for at, (cell, doubt) in enumerate(zip(cells, _doubted(frame, sheet), strict=True))
            )
        )


def _doubted(frame: pl.DataFrame, sheet: Sheet) -> Sequence[bool]:
    """Tell which columns hold anything that looks like a formula; nearly none does."""
    import polars as pl

    return frame.select(_formula(pl.col(str(at))).any().alias(str(at)) for at in range(len(sheet.columns))).row(0)


def _quoted(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_csv(out, include_header=False, quote_style="always", line_terminator="\r\n")
    return out.getvalue()


def _guarded(cells: pl.Expr, risky: pl.Expr) -> pl.Expr:
    import polars as pl

    return pl.when(risky).then(pl.concat_str(pl.lit("'"), cells)).otherwise(cells)


def _formula(cells: pl.Expr) -> pl.Expr:
    return cells.str.contains(_FORMULA) & ~cells.str.contains(_NUMBER)


def _risky(frame: pl.DataFrame, sheet: Sheet, at: int) -> pl.Expr:
    """Tell which cells of a column need an apostrophe: those of a number's or a truth's field do not where they are what it says."""
    import polars as pl

    column, field = pl.col(str(at)), sheet.columns[at].field
    risky = _formula(column)
    if field.get("type") not in ("integer", "number", "boolean"):
        return risky
    numbers = [cell for cell in frame.filter(risky)[str(at)].unique() if not isinstance(typed(field, cell), str)]
    return risky & ~column.is_in(numbers)


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and re.match(_FORMULA, cell) and not re.match(_NUMBER.replace(r"\z", r"\Z"), cell) else cell


EXPORTER = Exporter("excel", _("CSV for Excel: a double click opens it, with titles and labels in each language"), run, read)
