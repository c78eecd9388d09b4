"""Markup that one language has and the other does not."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import LANGUAGES, other, pairs, problem
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield the tags, links, code and strong emphasis that stand in one text only, and tags that are nested in one text only."""
    from taiyaku.languages.structure import closed, differences, markup, misnested

    for pair in pairs(package):
        if not any(char in text for text in pair.texts.values() for char in "<`*["):
            continue
        elements = closed(pair.texts["en"]) | closed(pair.texts["ja"])
        lost = list(differences({tag: markup(pair.texts[tag], elements) for tag in LANGUAGES}))
        for language in LANGUAGES:
            if parts := [part for has, part in lost if has == language]:
                reason = Said(_("it stands in {other} only"), {"other": language})
                found = " ".join(pair.texts[language][part.start : part.end] for part in parts)
                yield problem(package, pair, other(language), {"markup": found, "reason": reason}, there=parts[0].start)
        broken = {tag: misnested(pair.texts[tag]) for tag in LANGUAGES}
        for language, tag in broken.items():
            if tag and not broken[other(language)] and not lost:
                yield problem(package, pair, language, {"markup": tag, "reason": Said(_("it is not nested as in {other}"), {"other": other(language)})})


CHECK = Check(
    id="markup-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the markup {markup} differs: {reason}"),
    why=_("A lost tag takes a link or a whole paragraph with it, on the pages of one language."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\nmmx,<em>MMX</em> mission\n",
        "items.ja.csv": "id,title\nmmx,<em>MMXミッション\n",
    },
    good={"items.ja.csv": "id,title\nmmx,<em>MMX</em>ミッション\n"},
)
