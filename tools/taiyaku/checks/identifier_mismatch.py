"""Names with digits in them that differ: versions, standards, groups."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._parity import WRONG, example, problems
from taiyaku.i18n import _
from taiyaku.languages import Kind
from taiyaku.model import Check, Package, Problem, Severity

_SAYS = {
    Kind.IDENTIFIER: WRONG,
}


def run(package: Package) -> Iterator[Problem]:
    """Yield names with digits in them that differ: versions, standards, groups, placed in the translation."""
    yield from problems(package, _SAYS)


_BAD, _GOOD = example("The G7 met in Hiroshima.", ("G8が広島で会合を開いた。", "G7が広島で会合を開いた。"))
CHECK = Check(
    id="identifier-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the identifiers differ: {what}"),
    why=_("A name with a number in it is looked up as it is written, and leads somewhere else."),
    run=run,
    bad=_BAD,
    good=_GOOD,
)
