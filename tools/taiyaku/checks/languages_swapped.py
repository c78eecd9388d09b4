"""Texts that stand in each other's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import Pair, other, pairs, place, problem
from taiyaku.i18n import _
from taiyaku.model import Check, Edit, Package, Problem, Severity

_JAPANESE = re.compile(r"[ぁ-ヺ一-鿿]")
_LATIN = re.compile(r"[A-Za-z]")
_MANY = 3


def run(package: Package) -> Iterator[Problem]:
    """Yield each record whose English is Japanese and whose Japanese is English; one finding for the whole field where most records are so."""
    found: dict[tuple[str, str], list[Pair]] = {}
    numbers: dict[tuple[str, str], int] = {}
    for pair in pairs(package):
        key = (pair.field.of, pair.field.name)
        numbers[key] = numbers.get(key, 0) + 1
        if swapped(pair.texts["en"], pair.texts["ja"]):
            found.setdefault(key, []).append(pair)
    for key, wrong in found.items():
        if len(wrong) >= _MANY and 2 * len(wrong) > numbers[key]:
            text = wrong[0].field
            also = place(package, text, "ja", wrong[0].rows["ja"], "", None)
            where = place(package, text, "en", wrong[0].rows["en"], "", None)
            yield Problem(where, {"field": text.name}, table=text.of, field=text.name, also=(also,), count=len(wrong), kind="columns-swapped")
        else:
            for pair in wrong:
                yield problem(package, pair, "en", {})


def swapped(english: str, japanese: str) -> bool:
    """Tell whether the English is written in Japanese and the Japanese has Latin letters only."""
    from taiyaku.languages.protected import PROTECTED

    ours, theirs = PROTECTED.sub("", english), PROTECTED.sub("", japanese)
    return bool(_JAPANESE.search(ours) and not _JAPANESE.search(theirs) and _LATIN.search(theirs)) and len(_LATIN.findall(ours)) < len(ours) / 2


def fix(package: Package, problems: Sequence[Problem]) -> Iterator[Edit]:
    """Yield both texts in each other's place."""
    wanted = {(each.table, each.field, each.id) for each in problems}
    for pair in pairs(package):
        if {(pair.field.of, pair.field.name, pair.record), (pair.field.of, pair.field.name, "")} & wanted and swapped(pair.texts["en"], pair.texts["ja"]):
            for language, text in pair.texts.items():
                column = pair.field.columns[language]
                yield Edit(column.table, pair.rows[language], column.name, text, pair.texts[other(language)])


CHECK = Check(
    id="languages-swapped",
    group="texts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the English and the Japanese text stand in each other's place"),
    why=_("Everything is there and nobody can read it."),
    run=run,
    fix=fix,
    family={"columns-swapped": _("the English and the Japanese of the field {field} stand in each other's place, in most records")},
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\n",
        "items.ja.csv": "id,title\ncalet,CALET cosmic ray telescope\n",
    },
    good={
        "items.en.csv": "id,title\ncalet,CALET cosmic ray telescope\n",
        "items.ja.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\n",
    },
)
