"""Numbers that a text and its translation do not share."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._parity import LEFT_OUT, WRONG, example, problems
from taiyaku.i18n import _
from taiyaku.languages import Kind
from taiyaku.model import Check, Package, Problem, Severity

_SAYS = {
    Kind.MISSING: LEFT_OUT,
    Kind.DIFFERENT: WRONG,
    Kind.MAGNITUDE: _("the source says “{source}” ({value}), the translation says “{target}” ({other}): off by a factor of {factor}"),
    Kind.ORDINAL: _("one of “{source}” and “{target}” is a place in an order, the other a count"),
}


def run(package: Package) -> Iterator[Problem]:
    """Yield numbers that a text and its translation do not share, placed in the translation."""
    yield from problems(package, _SAYS)


_BAD, _GOOD = example(
    "Japan spends about 6 billion dollars a year on space.", ("日本は年間約6億ドルを宇宙に支出している。", "日本は年間約60億ドルを宇宙に支出している。")
)
CHECK = Check(
    id="number-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the numbers differ: {what}"),
    why=_("A reader of one language believes a number that the other language does not say."),
    run=run,
    bad=_BAD,
    good=_GOOD,
)
