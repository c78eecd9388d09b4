"""Terms of the glossary that one language uses and the other does not."""

from collections.abc import Iterator, Mapping, Sequence

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import other, problem
from taiyaku.checks._terms import Lack, lacking, terms
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each required term that stands in one text and in no allowed form in the other.

    Allowed are the terms and ``variants`` of the glossary, the acronym that a text gives in brackets, and words that refer back to what was named (the fund,
    当該計画). Where a similar term stands instead, term-confused speaks, and of a
    forbidden rendering term-forbidden.
    """
    forbidden = [entry for entry in terms(package) if entry["kind"] == "forbidden"]
    for lack in lacking(package):
        if lack.concept.kind == "term" and lack.instead is None and not _replaced(lack, forbidden):
            values = {"term": lack.form, "language": lack.language, "other": other(lack.language), "wanted": lack.concept.forms[lack.language][0]}
            yield problem(package, lack.pair, lack.language, values, there=lack.found.start)


def _replaced(lack: Lack, forbidden: Sequence[Mapping[str, str]]) -> bool:
    return any(each["en"] in lack.concept.forms["en"] and each["ja"] in lack.pair.texts["ja"] for each in forbidden)


_GLOSSARY = "- en: on-orbit servicing\n  ja: 軌道上サービス\n  kind: required\n"
CHECK = Check(
    id="term-missing",
    group="terminology",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the text in {other} says {term}; the glossary wants {wanted} in {language}"),
    why=_("A reader who knows the term looks for that word, and does not find the record under another."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "translations/glossary.yaml": _GLOSSARY,
        "items.en.csv": "id,title\nadr,Guidelines for on-orbit servicing\n",
        "items.ja.csv": "id,title\nadr,宇宙での修理に関する指針\n",
    },
    good={"items.ja.csv": "id,title\nadr,軌道上サービスに関する指針\n"},
)
