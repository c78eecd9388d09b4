"""Numbers that only a translation says."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._parity import example, problems
from taiyaku.i18n import _
from taiyaku.languages import Kind
from taiyaku.model import Check, Package, Problem, Severity

_SAYS = {
    Kind.EXTRA: _("the translation says “{target}” ({other}), the source does not"),
}


def run(package: Package) -> Iterator[Problem]:
    """Yield numbers that only a translation says, placed in the translation."""
    yield from problems(package, _SAYS)


_BAD, _GOOD = example("The agency asks for replies.", ("機関は30日以内の回答を求めている。", "機関は回答を求めている。"))
CHECK = Check(
    id="number-added",
    group="parity",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("a number was added: {what}"),
    why=_("A number that the source does not give has no source at all."),
    run=run,
    bad=_BAD,
    good=_GOOD,
)
