"""Numbers that a translation gives in another unit, currency or rate."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._parity import example, problems
from taiyaku.i18n import _
from taiyaku.languages import Kind
from taiyaku.model import Check, Package, Problem, Severity

_SAYS = {
    Kind.UNIT: _("“{source}” ({value}) and “{target}” ({other}) are the same number of different things"),
    Kind.RATE: _("“{source}” and “{target}” are counted for different times"),
}


def run(package: Package) -> Iterator[Problem]:
    """Yield numbers that a translation gives in another unit, currency or rate, placed in the translation."""
    yield from problems(package, _SAYS)


_BAD, _GOOD = example("The device costs $10.", ("この装置は10円である。", "この装置は10ドルである。"))
CHECK = Check(
    id="unit-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the units differ: {what}"),
    why=_("Ten dollars are not ten yen, and a rate a month is not a rate a year."),
    run=run,
    bad=_BAD,
    good=_GOOD,
)
