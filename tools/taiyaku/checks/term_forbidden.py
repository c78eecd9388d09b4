"""Renderings that the glossary forbids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import Pair, pairs, problem
from taiyaku.checks._terms import lacking, terms
from taiyaku.i18n import _
from taiyaku.model import Check, Edit, Package, Problem, Severity

if TYPE_CHECKING:
    from taiyaku.languages.terms import Hit


class _Found(NamedTuple):
    pair: Pair
    entry: Mapping[str, str]
    english: Hit
    japanese: int


def run(package: Package) -> Iterator[Problem]:
    """Yield each pair of texts that renders a term in a way of the kind ``forbidden``.

    A rendering that is right for another term is forbidden only where that other term is not there too. Where it is said that two terms are confused, nothing is said here.
    """
    confused = {(lack.pair.field.of, lack.pair.field.name, lack.pair.record) for lack in lacking(package) if lack.instead}
    for found in _forbidden(package):
        if (found.pair.field.of, found.pair.field.name, found.pair.record) not in confused:
            wanted = " / ".join(dict.fromkeys(each["ja"] for each in terms(package) if each["kind"] == "required" and each["en"] == found.entry["en"]))
            values = {"english": found.entry["en"], "japanese": found.entry["ja"], "wanted": wanted or "-"}
            yield problem(package, found.pair, "ja", values, found.japanese, found.english.start)


def _forbidden(package: Package) -> Iterator[_Found]:
    from taiyaku.languages.terms import Concept, Index

    entries = [each for each in terms(package) if each["kind"] in {"required", "forbidden"}]
    index = Index([Concept("term", {"en": [each["en"]]}) for each in entries], "en")
    for pair in pairs(package) if any(each["kind"] == "forbidden" for each in entries) else ():
        hits, held = index.scan(pair.texts["en"])
        for number, hit in ((each, found) for found in hits for each in found.concepts):
            entry, at = entries[number], pair.texts["ja"].find(entries[number]["ja"])
            right = any(entry["ja"] in entries[each]["ja"] for each in held if entries[each]["kind"] == "required")
            if entry["kind"] == "forbidden" and at >= 0 and not right:
                yield _Found(pair, entry, hit, at)


def fix(package: Package, problems: Sequence[Problem]) -> Iterator[Edit]:
    """Yield the required rendering in place of the forbidden one, where there is one only and no other term has the forbidden form."""
    from taiyaku.languages.protected import outside

    wanted = {(each.table, each.field, each.id) for each in problems}
    required = [each for each in terms(package) if each["kind"] == "required"]
    for found in _forbidden(package):
        pair, entry = found.pair, found.entry
        if (pair.field.of, pair.field.name, pair.record) not in wanted:
            continue
        for language, key in (("ja", "en"), ("en", "ja")):
            right = {each[language] for each in required if each[key] == entry[key]}
            if len(right) == 1 and not any(each[language] == entry[language] for each in required):
                old, column = pair.texts[language], pair.field.columns[language]
                new = outside(old, lambda part, language=language, right=right, entry=entry: part.replace(entry[language], next(iter(right))))  # type: ignore[misc]
                yield Edit(column.table, pair.rows[language], column.name, old, new)
                break


CHECK = Check(
    id="term-forbidden",
    group="terminology",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{japanese} must not stand for {english}; the glossary wants {wanted}"),
    why=_("Somebody decided that this rendering misleads, and wrote it down."),
    run=run,
    fix=fix,
    bad={
        "datapackage.json": PAIR,
        "translations/glossary.yaml": (
            "- en: pressurized rover\n  ja: 有人与圧ローバ\n  kind: required\n- en: pressurized rover\n  ja: 有人与圧ローバー\n  kind: forbidden\n"
        ),
        "items.en.csv": "id,title\nrover,Pressurized rover for the Moon\n",
        "items.ja.csv": "id,title\nrover,月面を走る有人与圧ローバー\n",
    },
    good={"items.ja.csv": "id,title\nrover,月面を走る有人与圧ローバ\n"},
)
