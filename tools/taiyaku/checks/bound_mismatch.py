"""Limits that a translation puts on another side: at least, more than, up to."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._parity import WRONG, example, problems
from taiyaku.i18n import _
from taiyaku.languages import Kind
from taiyaku.model import Check, Package, Problem, Severity

_SAYS = {
    Kind.BOUND: WRONG,
}


def run(package: Package) -> Iterator[Problem]:
    """Yield limits that a translation puts on another side: at least, more than, up to, placed in the translation."""
    yield from problems(package, _SAYS)


_BAD, _GOOD = example("At least 20 countries take part.", ("20か国以下が参加する。", "20か国以上が参加する。"))
CHECK = Check(
    id="bound-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the limits differ: {what}"),
    why=_("Whether the limit itself is in or out, and on which side of it, decides who is concerned."),
    run=run,
    bad=_BAD,
    good=_GOOD,
)
