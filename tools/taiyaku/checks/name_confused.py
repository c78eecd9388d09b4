"""Names that differ between the languages."""

from collections.abc import Iterator

from taiyaku.checks._pairs import other, problem
from taiyaku.checks._terms import lacking
from taiyaku.checks.name_missing import NAMES
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that names one person, organisation, country or place where the other language names another."""
    for lack in lacking(package):
        if lack.concept.kind in (*NAMES, "body") and lack.instead is not None:
            concept, hit = lack.instead
            values = {
                "name": lack.form,
                "language": lack.language,
                "other": other(lack.language),
                "wanted": lack.concept.forms[lack.language][0],
                "found": lack.pair.texts[lack.language][hit.start : hit.end],
                "means": concept.forms[other(lack.language)][0],
            }
            yield problem(package, lack.pair, lack.language, values, hit.start, lack.found.start)


_PACKAGE = (
    '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items.en", "path": "items.en.csv"}, {"name": "items.ja", "path": "items.ja.csv"}]}'
)
CHECK = Check(
    id="name-confused",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{found} is {means}; the text in {other} names {name}, which is {wanted}"),
    why=_("One of the two texts says of somebody what is true of somebody else."),
    run=run,
    bad={
        "datapackage.json": _PACKAGE,
        "items.en.csv": "id,title\ndialogue,Comprehensive dialogue of Japan and Italy\n",
        "items.ja.csv": "id,title\ndialogue,日仏包括的対話\n",
    },
    good={"items.ja.csv": "id,title\ndialogue,日伊包括的対話\n"},
)
