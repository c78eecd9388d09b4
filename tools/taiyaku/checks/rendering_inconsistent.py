"""Texts that are the same in one language and differ in the other."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import LANGUAGES, Pair, other, pairs, place, problem
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity

_SENTENCE = 12
"""A shorter text in one language (a name, a label) may well have several renderings in prose."""


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that a field has several times in one language, and once in another rendering.

    Each is held against the rendering that most records have, or else the first. The names of records are asked by name-ambiguous, within their table.
    """
    fields: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs(package):
        if pair.field.kind != "name":
            fields.setdefault((pair.field.of, pair.field.name), []).append(pair)
    for found in fields.values():
        for language in LANGUAGES:
            yield from _differing(package, found, language)


def _differing(package: Package, found: list[Pair], language: str) -> Iterator[Problem]:
    same: dict[str, list[Pair]] = {}
    for pair in found:
        if len(pair.texts[language]) >= _SENTENCE:
            same.setdefault(pair.texts[language], []).append(pair)
    for alike in same.values():
        renderings: dict[str, list[Pair]] = {}
        for pair in alike:
            renderings.setdefault(_folded(pair.texts[other(language)], other(language)), []).append(pair)
        if len(renderings) > 1:
            usual = max(renderings.values(), key=len)[0]
            for rest in renderings.values():
                if usual not in rest:
                    values = {
                        "language": language,
                        "id": usual.record,
                        "other": other(language),
                        "usual": usual.texts[other(language)],
                        "here": rest[0].texts[other(language)],
                    }
                    made = problem(package, rest[0], other(language), values)
                    there = place(package, usual.field, other(language), usual.rows[other(language)], "", None)
                    yield Problem(made.where, values, table=made.table, id=made.id, field=made.field, language=made.language, also=(there,), count=len(rest))


def _folded(text: str, language: str) -> str:
    """Give a text as renderings are compared: without regard to number in English, which Japanese does not say."""
    from taiyaku.languages.terms import lemma

    return " ".join(lemma(word) for word in text.split()) if language == "en" else text


CHECK = Check(
    id="rendering-inconsistent",
    group="terminology",
    since="0.1.0",
    severity=Severity.NOTE,
    says=_("in {language} this is the same as in {id}; in {other} it is “{here}” here and “{usual}” there"),
    why=_("Two wordings of one statement make readers look for a difference that nobody meant."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,note\na,The document does not name the satellite.\nb,The document does not name the satellite.\n",
        "items.ja.csv": "id,note\na,資料は衛星の名称を示していない。\nb,文書に衛星名はない。\n",
    },
    good={"items.ja.csv": "id,note\na,資料は衛星の名称を示していない。\nb,資料は衛星の名称を示していない。\n"},
)
