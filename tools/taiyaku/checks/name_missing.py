"""Names that one language has and the other does not."""

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import other, problem
from taiyaku.checks._terms import lacking
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity

NAMES = ("person", "organisation", "place", "country", "region")


def run(package: Package) -> Iterator[Problem]:
    """Yield each name of a person, organisation, country or place that stands in one text and is said in no way by the other.

    Known are the names of tables marked ``"taiyaku": {"authority": ...}`` and those of ``languages/data/names.yaml``. A name is said by its acronym, in either order,
    by the family name, by an adjective or a compound (日伊), and by words that refer back to it (the ministry, 両国).
    """
    for lack in lacking(package):
        if lack.concept.kind in NAMES and lack.instead is None:
            values = {"name": lack.form, "language": lack.language, "other": other(lack.language), "wanted": lack.concept.forms[lack.language][0]}
            yield problem(package, lack.pair, lack.language, values, there=lack.found.start)


CHECK = Check(
    id="name-missing",
    group="parity",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("the text in {other} names {name}; the text in {language} does not ({wanted})"),
    why=_("Who took part is a fact, and it must not depend on the language in which one reads."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\nfund,The fund was proposed by Japan and Sweden at the meeting in Kiruna.\n",
        "items.ja.csv": "id,summary\nfund,この基金は、キルナにおける会合で日本が提案した。\n",
    },
    good={"items.ja.csv": "id,summary\nfund,この基金は、キルナにおける会合で日本とスウェーデンが提案した。\n"},
)
