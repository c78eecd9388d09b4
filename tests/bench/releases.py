"""The next release of a package to measure with: one record in a hundred is another, evenly over the tables.

``python -m tests.bench.releases OLD NEW``
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

EVERY = 1000
BOTH, ENGLISH, STATUS, GONE, NEW = range(5), range(5, 6), range(6, 9), range(9, 10), range(10, 11)
"""Of every thousand records: whose summaries change in both languages or in English only, whose status changes, which are removed, beside which another is added."""
MENDED = {"items.en": " This figure was corrected in the second release.", "items.ja": "この数値は第二版で訂正された。"}


def write(old: Path, new: Path) -> dict[str, int]:
    """Write the next release of a package; give how many records and cells differ in it."""
    import polars as pl

    (new / "data").mkdir(parents=True)
    shutil.copy(old / "datapackage.json", new / "datapackage.json")
    truth = {"added": 0, "removed": 0, "changed": 0}
    for path in sorted((old / "data").glob("*.csv")):
        frame = pl.read_csv(path, infer_schema=False)
        within = pl.int_range(frame.height, eager=True) % EVERY
        name = path.stem
        truth["changed"] += _count(within, STATUS) if name == "items" else _count(within, BOTH) + (_count(within, ENGLISH) if name == "items.en" else 0)
        if name == "items":
            truth |= {"removed": _count(within, GONE), "added": _count(within, NEW)}
        _next(frame, within, name).write_csv(new / "data" / path.name)
    return truth


def _count(within: pl.Series, part: range) -> int:
    return int(within.is_between(part.start, part.stop - 1).sum())


def _next(frame: pl.DataFrame, within: pl.Series, name: str) -> pl.DataFrame:
    import polars as pl

    def among(*parts: range) -> pl.Series:
        return pl.select(pl.any_horizontal(within.is_between(part.start, part.stop - 1) for part in parts)).to_series()

    if name == "items":
        turned = pl.when(pl.col("status") == "held").then(pl.lit("concluded")).otherwise(pl.lit("held"))
        frame = frame.with_columns(pl.when(among(STATUS)).then(turned).otherwise("status").alias("status"))
    else:
        parts = (BOTH, ENGLISH) if name == "items.en" else (BOTH,)
        frame = frame.with_columns(pl.when(among(*parts)).then(pl.col("summary") + MENDED[name]).otherwise("summary").alias("summary"))
    numbered = frame.with_row_index("row")
    more = numbered.filter(among(NEW)).with_columns(pl.col("id") + "-b")
    return pl.concat([numbered.filter(~among(GONE)), more]).sort("row", maintain_order=True).drop("row")


def main() -> None:
    """Write a release from the command line, and print the truth as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args()
    print(json.dumps(write(options.old, options.new)))


if __name__ == "__main__":
    main()
