"""CSV for machines: UTF-8 without BOM, LF, codes and ISO dates (RFC 4180)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Package
from taiyaku.records import bases, plain, published

if TYPE_CHECKING:
    import polars as pl


def run(package: Package) -> Iterator[Artifact]:
    """Yield each table joined with all its texts, and once for each language with the texts of that language only.

    ``csv/<table>.csv`` has the columns ``title_en``, ``title_ja``; ``csv/<language>/<table>.csv`` has ``title``.
    """
    for of in bases(package):
        frame, which = published(package, of)
        yield Artifact(f"csv/{of}.csv", _written(frame.columns, frame))
        facts = {plain(name) for name in frame.columns if name not in which}
        for language in package.languages if which else ():
            kept = {name: plain(name) for name in frame.columns if name not in which}
            kept |= {name: name if text.name in facts else text.name for name, (text, tag) in which.items() if tag == language}
            yield Artifact(f"csv/{language}/{of}.csv", _written(list(kept.values()), frame.select(list(kept))))


def _written(header: Sequence[str], frame: pl.DataFrame) -> bytes:
    """Write by hand: csv.writer leaves a lone CR bare, and its readers take that for the end of a row."""
    rows = ([name.partition("\0")[0] for name in header], *frame.iter_rows())
    return "".join(f"{_row(row)}\n" for row in rows).encode()


def _row(cells: Sequence[str]) -> str:
    if len(cells) == 1 and not cells[0].strip():
        return _quoted(cells[0])
    return ",".join(_quoted(cell) if _SPECIAL.search(cell) else cell for cell in cells)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


_SPECIAL = re.compile(r'[",\r\n]')


EXPORTER = Exporter("csv", _("CSV: every table, joined and in each language"), run)
