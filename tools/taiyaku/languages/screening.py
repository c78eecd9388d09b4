"""The cheap first pass over many pairs: only those that could differ in a number are read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from taiyaku.languages.differences import LANGUAGES, Difference, primary
from taiyaku.languages.lexicon import table

if TYPE_CHECKING:
    import polars as pl


def compare_many(source: pl.Series, source_language: str, target: pl.Series, target_language: str) -> Iterator[tuple[int, tuple[Difference, ...]]]:
    """Compare two columns of texts row by row; yield index and differences of the rows that differ.

    Rows with a null, and rows with the same text on both sides, are passed over. The answer is that of ``compare`` on each row.
    """
    import polars as pl

    if not {primary(source_language), primary(target_language)} <= set(LANGUAGES):
        return
    asked = pl.arg_where(suspects(source, source_language, target, target_language), eager=True)
    if asked.is_empty():
        return
    from taiyaku.languages.matching import compare

    for index in asked:
        if found := compare(source[int(index)], source_language, target[int(index)], target_language):
            yield int(index), found


def suspects(source: pl.Series, source_language: str, target: pl.Series, target_language: str) -> pl.Series:
    """Tell of each pair whether it could differ in a number; never denies it of one that ``compare`` finds to differ.

    A difference needs digits or a large number on one side, or number words on both.
    """
    sides = ((source, primary(source_language)), (target, primary(target_language)))
    firm, faint = ([side.str.contains(_patterns(language)[place]) for side, language in sides] for place in (0, 1))
    asked = (firm[0] | firm[1] | (faint[0] & faint[1])) & (source != target)
    return asked.fill_null(value=False)


@cache
def _patterns(language: str) -> tuple[str, str]:
    """Give what a text holds that says a number firmly, and what one holds that says any number (Rust regex syntax)."""
    words = table("words")[language]
    if language == "ja":
        numerals = "".join([*words["digits"], *words["small"], *words["large"]])
        implied = "|".join([*words["implied"], *words["multiples"], *words["fractions"], "正午"])
        # A counter without its number (see ``matching``) counts as firm: where it stands, one was lost.
        return rf"[\p{{Nd}}\p{{No}}]|[{numerals}]{{2}}|元年|{LOST}", rf"[{numerals}数何曜\p{{Nl}}]|[IVX]|{implied}"
    large = [word for word, value in words["cardinals"].items() if int(value) > _SMALL]
    named = [*large, *words["magnitudes"], *words["ordinals"], *(word for word in words["fuzzy"])]
    every = [*words["cardinals"], *words["ordinals"], *words["implied"], *words["multiples"], *words["fractions"], *words["fuzzy"], *words["magnitudes"]]
    days = [word for word in table("calendar")["weekdays"] if word.isascii()]
    return rf"[\p{{Nd}}\p{{No}}]|(?i)(?:{'|'.join(named)})", rf"[IVX\p{{Nl}}]|(?i)(?:{'|'.join([*every, *days, 'noon', 'midnight'])})"


_SMALL = 9
LOST = r"[ 　]{2}[^\sA-Za-z0-9]|^[ 　][^\sA-Za-z0-9]|[（(「][ 　]|[をはがもにで、。ら]つ|[のを、は]進数|[ァ-ヶーな]進[数文]|[はがをにで、][個回]|毎[月日年週]回|(?:^|[\s、。「（の])(?:つ[の目め以をはがにでず、。選あ]|[番回個拍人本枚行列桁つ]目|[かヶ][月国所]|進[数法])|(?:^|[^A-Za-z0-9])[Dd](?:[^A-Za-z0-9]|$)"
"""A superset of what ``matching`` takes for the place of a lost number, without looking around."""
