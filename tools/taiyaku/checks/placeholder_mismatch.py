"""Placeholders that one language has and the other does not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import LANGUAGES, Pair, other, pairs, problem
from taiyaku.i18n import _
from taiyaku.model import Check, Edit, Package, Problem, Severity

if TYPE_CHECKING:
    from taiyaku.languages.structure import Part


def run(package: Package) -> Iterator[Problem]:
    """Yield each placeholder that stands in one text and not in the other; named and numbered ones may stand in any order and more than once."""
    for pair in pairs(package):
        for language, part in _lost(pair):
            values = {"placeholder": pair.texts[language][part.start : part.end], "language": other(language), "other": language}
            yield problem(package, pair, other(language), values, there=part.start)


def _lost(pair: Pair) -> Iterator[tuple[str, Part]]:
    from taiyaku.languages.structure import differences, placeholders

    if any("%" in text or "{" in text for text in pair.texts.values()):
        yield from differences({tag: placeholders(pair.texts[tag]) for tag in LANGUAGES}, counted=False)


_WIDE = re.compile(r"[％＄｛｝][％＄｛｝（）０-９Ａ-Ｚａ-ｚ0-9A-Za-z$(){}_.]{1,60}|[%$]?[｛{][A-Za-z0-9_Ａ-Ｚａ-ｚ０-９]{0,60}[｝}]")


def fix(package: Package, problems: Sequence[Problem]) -> Iterator[Edit]:
    """Yield each text with its full-width placeholders (％ｓ, ｛name｝) in ASCII, where then nothing is lost."""
    wanted = {(each.table, each.field, each.id) for each in problems}
    for pair in pairs(package):
        if (pair.field.of, pair.field.name, pair.record) in wanted:
            for language in LANGUAGES:
                new = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), pair.texts[language])
                mended = Pair(pair.field, pair.record, {**pair.texts, language: new}, pair.rows)
                if new != pair.texts[language] and not list(_lost(mended)):
                    column = pair.field.columns[language]
                    yield Edit(column.table, pair.rows[language], column.name, pair.texts[language], new)


CHECK = Check(
    id="placeholder-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{placeholder} stands in {other} and not in {language}"),
    why=_("What a program puts into a text is lost, or the program stops, in one language only."),
    run=run,
    fix=fix,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\nsession,Session {number} of the forum\n",
        "items.ja.csv": "id,title\nsession,会議の第｛number｝回会合\n",
    },
    good={"items.ja.csv": "id,title\nsession,会議の第{number}回会合\n"},
)
