"""Names that differ between the languages."""

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._terms import confused
from taiyaku.checks.name_missing import NAMES
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that names one person, organisation, country or place where the other language names another."""
    return confused(package, (*NAMES, "body"), "name")


CHECK = Check(
    id="name-confused",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{found} is {means}; the text in {other} names {name}, which is {wanted}"),
    why=_("One of the two texts says of somebody what is true of somebody else."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\ndialogue,Comprehensive dialogue of Japan and Italy\n",
        "items.ja.csv": "id,title\ndialogue,日仏包括的対話\n",
    },
    good={"items.ja.csv": "id,title\ndialogue,日伊包括的対話\n"},
)
