"""What the checks of numbers share: each pair of texts is compared once, and every check picks its kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import place
from taiyaku.i18n import _
from taiyaku.languages import LANGUAGES
from taiyaku.model import Package, Problem, Said, Text, TextField, Where

if TYPE_CHECKING:
    import polars as pl

    from taiyaku.languages import Difference, Kind, Quantity


@dataclass(frozen=True, slots=True)
class Differing:
    """One difference between a text and its translation, and where the two stand."""

    text: TextField
    record: str
    source_language: str
    target_language: str
    source: str
    target: str
    source_row: int
    target_row: int
    difference: Difference


@lru_cache(maxsize=1)
def differing(package: Package) -> tuple[Differing, ...]:
    """Compare every text of a package with its translation.

    The source of a record is the language that its ``source_language`` names, else the first that the text has; a record
    with one value for all languages (``mul``) is passed over.
    """
    return tuple(found for text in package.texts for found in _of_text(package, text))


def _of_text(package: Package, text: TextField) -> Iterator[Differing]:
    import polars as pl

    known = [tag for tag in text.columns if tag.partition("-")[0].lower() in LANGUAGES]
    aligned = package.aligned(text)
    facts = package.tables.get(text.of)
    if facts is not None and "source_language" in facts.frame.columns:
        said = pl.DataFrame({"record": facts.keys, "said": facts.frame["source_language"]}).unique("record", keep="first")
        aligned = aligned.join(said, on="record", how="left", maintain_order="left")
    else:
        aligned = aligned.with_columns(pl.lit("").alias("said"))
    for first, second in combinations(known, 2):
        both = aligned.filter((pl.col(first) != "") & (pl.col(second) != "") & (pl.col("said").fill_null("") != "mul"))
        turned = pl.col("said").fill_null("") == second
        yield from _of_rows(text, both.filter(~turned), first, second)
        yield from _of_rows(text, both.filter(turned), second, first)


def _of_rows(text: TextField, rows: pl.DataFrame, source: str, target: str) -> Iterator[Differing]:
    from taiyaku.languages import compare_many

    for index, differences in compare_many(rows[source], source, rows[target], target):
        row = rows.row(index, named=True)
        for difference in differences:
            yield Differing(text, row["record"], source, target, row[source], row[target], row[f"row:{source}"], row[f"row:{target}"], difference)


def problems(package: Package, says: dict[Kind, str]) -> Iterator[Problem]:
    """Yield the differences of these kinds as problems, each with its sentence: placed in the translation, with the source beside it."""
    for each in differing(package):
        sentence = says.get(each.difference.kind)
        if sentence:
            one, other = each.difference.source, each.difference.target
            values: dict[str, object] = {"source": one.text if one else "", "target": other.text if other else "", "factor": f"{each.difference.factor:,}"}
            values |= {"value": reading(one), "other": reading(other)}
            yield Problem(
                _where(package, each, each.target_language, other),
                {"what": Said(sentence, values)},
                table=each.text.of,
                id=each.record,
                field=each.text.name,
                language=each.target_language,
                also=(_where(package, each, each.source_language, one),),
            )


def reading(quantity: Quantity | None) -> Text:
    """Give what a quantity was read as, in each language; nothing where there is none."""
    from taiyaku.languages.spelling import spelled

    return spelled(quantity.value) if quantity else {}


def _where(package: Package, each: Differing, language: str, quantity: Quantity | None) -> Where:
    source = language == each.source_language
    row, cell = (each.source_row, each.source) if source else (each.target_row, each.target)
    return place(package, each.text, language, row, cell, quantity.start if quantity else None)


def example(english: str, japanese: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Make the bad and the good example of a check: an English sentence with a wrong and a right translation."""
    bad, good = (f"id,summary\nlunar,{each}\n" for each in japanese)
    cell = f'"{english}"' if "," in english else english
    return {"datapackage.json": PAIR, "items.en.csv": f"id,summary\nlunar,{cell}\n", "items.ja.csv": bad}, {"items.ja.csv": good}


LEFT_OUT = _("the source says “{source}” ({value}), the translation leaves it out")
WRONG = _("the source says “{source}” ({value}), the translation says “{target}” ({other})")
