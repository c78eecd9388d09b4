"""CSV for machines: UTF-8 without BOM, LF, codes and ISO dates (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Package
from taiyaku.records import bases, joined, texts

if TYPE_CHECKING:
    import polars as pl


def run(package: Package) -> Iterator[Artifact]:
    """Yield each table joined with all its texts, and once for each language with the texts of that language only.

    ``csv/<table>.csv`` has the columns ``title_en``, ``title_ja``; ``csv/<language>/<table>.csv`` has ``title``.
    """
    for of in bases(package):
        frame = joined(package, of)
        yield Artifact(f"csv/{of}.csv", _written(frame))
        own = texts(package, of)
        if not own:
            continue
        others = {f"{text.name}_{language}" for text in own for language in text.columns}
        for language in package.languages:
            renamed = {f"{text.name}_{language}": text.name for text in own if language in text.columns}
            kept = [name for name in frame.columns if name in renamed or name not in others]
            yield Artifact(f"csv/{language}/{of}.csv", _written(frame.select(kept).rename(renamed)))


def _written(frame: pl.DataFrame) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(frame.iter_rows())
    return file.getvalue().encode()


EXPORTER = Exporter("csv", _("CSV: every table, joined and in each language"), run)
