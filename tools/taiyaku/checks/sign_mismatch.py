"""Numbers that are a rise in one language and a fall in the other."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._parity import WRONG, example, problems
from taiyaku.i18n import _
from taiyaku.languages import Kind
from taiyaku.model import Check, Package, Problem, Severity

_SAYS = {
    Kind.SIGN: WRONG,
}


def run(package: Package) -> Iterator[Problem]:
    """Yield numbers that are a rise in one language and a fall in the other, placed in the translation."""
    yield from problems(package, _SAYS)


_BAD, _GOOD = example("The budget fell by 3.2%.", ("予算は3.2％増加した。", "予算は3.2％減少した。"))
CHECK = Check(
    id="sign-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the signs differ: {what}"),
    why=_("A minus that is lost on the way makes a loss a gain."),
    run=run,
    bad=_BAD,
    good=_GOOD,
)
