"""Dates and times that a text and its translation do not share."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._parity import WRONG, example, problems
from taiyaku.i18n import _
from taiyaku.languages import Kind
from taiyaku.model import Check, Package, Problem, Severity

_SAYS = {
    Kind.DATE: WRONG,
}


def run(package: Package) -> Iterator[Problem]:
    """Yield dates and times that a text and its translation do not share, placed in the translation."""
    yield from problems(package, _SAYS)


_BAD, _GOOD = example("The agreement was signed on 1 April 2026.", ("協定は2026年1月4日に署名された。", "協定は令和8年4月1日に署名された。"))
CHECK = Check(
    id="date-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the dates differ: {what}"),
    why=_("Who goes by one language comes on another day than who goes by the other."),
    run=run,
    bad=_BAD,
    good=_GOOD,
)
