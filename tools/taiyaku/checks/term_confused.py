"""Terms of the glossary that are taken for each other."""

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._terms import confused
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that uses one term where the other language uses another, similar one.

    Similar are terms that share half of their words in English or half of their characters in Japanese, and that the glossary requires both.
    """
    return confused(package, {"term"}, "term")


CHECK = Check(
    id="term-confused",
    group="terminology",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{found} is {means}; the text in {other} says {term}, which is {wanted}"),
    why=_("Two terms that differ by one word are two things, and a reader of one language is told of the wrong one."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "translations/glossary.yaml": (
            "- en: space situational awareness\n  ja: 宇宙状況把握\n  kind: required\n- en: space domain awareness\n  ja: 宇宙領域把握\n  kind: required\n"
        ),
        "items.en.csv": "id,title\nssa,Exercises on space situational awareness\n",
        "items.ja.csv": "id,title\nssa,宇宙領域把握に関する演習\n",
    },
    good={"items.ja.csv": "id,title\nssa,宇宙状況把握に関する演習\n"},
)
