"""Numbers that changed places in a translation."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._parity import example, problems
from taiyaku.i18n import _
from taiyaku.languages import Kind
from taiyaku.model import Check, Package, Problem, Severity

_SAYS = {
    Kind.ORDER: _("“{source}” and “{target}” do not stand for the same thing"),
}


def run(package: Package) -> Iterator[Problem]:
    """Yield numbers that changed places in a translation, placed in the translation."""
    yield from problems(package, _SAYS)


_BAD, _GOOD = example("Article 9, paragraph 2 applies.", ("第2条第9項が適用される。", "第9条第2項が適用される。"))
CHECK = Check(
    id="order-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("numbers have changed places: {what}"),
    why=_("The same two numbers the other way round say something else: a winner loses, an article becomes a paragraph."),
    run=run,
    bad=_BAD,
    good=_GOOD,
)
