"""Terms that stay as they are in every language, and do not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import LANGUAGES, Pair, other, pairs, problem
from taiyaku.checks._terms import lacking, terms
from taiyaku.i18n import _
from taiyaku.model import Check, Edit, Package, Problem, Said, Severity, Text


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that lacks a term of the kind ``keep`` that the other language has, or writes it in another case or width."""
    words = _kept(package)
    for pair in pairs(package) if words else ():
        for language in LANGUAGES:
            for term, there, found in _changed(pair, language, words):
                reason = Said(_("here it is {found}"), {"found": found[0]})
                values: dict[str, str | Said | Text] = {"term": term, "other": other(language), "reason": reason}
                yield problem(package, pair, language, values, found.start(), there)
    for lack in lacking(package) if words else ():
        if lack.concept.kind == "keep":
            values = {"term": lack.concept.forms[lack.language][0], "other": other(lack.language), "reason": Said(_("it is not here"))}
            yield problem(package, lack.pair, lack.language, values, there=lack.found.start)


def _kept(package: Package) -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Give each term with what finds it, and what finds it in any case and width."""
    names = sorted({entry["en"] for entry in terms(package) if entry["kind"] == "keep" and entry["en"] == entry["ja"]})
    return {name: (_finding(re.escape(name)), _finding("".join(_any_width(char) for char in name), re.IGNORECASE)) for name in names}


def _finding(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9Ａ-Ｚａ-ｚ０-９]){pattern}(?![A-Za-z0-9Ａ-Ｚａ-ｚ０-９])", flags)


def _any_width(char: str) -> str:
    wide = chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
    return f"[{re.escape(char)}{re.escape(wide)}]"


def _changed(pair: Pair, language: str, words: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]) -> Iterator[tuple[str, int, re.Match[str]]]:
    """Yield the terms that the other text has and this one writes differently: term, its place there, what stands here."""
    here, there = pair.texts[language], pair.texts[other(language)]
    folded = unicodedata.normalize("NFKC", here).casefold()
    for term, (exact, loose) in words.items():
        if term.casefold() in folded and not exact.search(here) and (kept := exact.search(there)) and (found := loose.search(here)):
            yield term, kept.start(), found


def fix(package: Package, problems: Sequence[Problem]) -> Iterator[Edit]:
    """Yield each text with the terms as they are kept, where it has them in another case or width."""
    from taiyaku.languages.protected import outside

    wanted = {(each.table, each.field, each.language, each.id) for each in problems}
    words = _kept(package)
    for pair in pairs(package):
        for language in LANGUAGES:
            if (pair.field.of, pair.field.name, language, pair.record) not in wanted:
                continue
            old = new = pair.texts[language]
            for term, _there, _found in _changed(pair, language, words):
                new = outside(new, lambda part, term=term: words[term][1].sub(term, part))  # type: ignore[misc]
            column = pair.field.columns[language]
            yield Edit(column.table, pair.rows[language], column.name, old, new)


CHECK = Check(
    id="term-kept",
    group="terminology",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the text in {other} has {term}, which the glossary keeps as it is: {reason}"),
    why=_("A name that is written in one way everywhere can be found everywhere."),
    run=run,
    fix=fix,
    bad={
        "datapackage.json": PAIR,
        "translations/glossary.yaml": "- en: LiteBIRD\n  ja: LiteBIRD\n  kind: keep\n",
        "items.en.csv": "id,title\nlitebird,LiteBIRD mission\n",
        "items.ja.csv": "id,title\nlitebird,Litebirdミッション\n",
    },
    good={"items.ja.csv": "id,title\nlitebird,LiteBIRDミッション\n"},
)
