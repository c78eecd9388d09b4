"""Waivers that accept nothing."""

from collections.abc import Collection, Iterator, Sequence

from taiyaku import waivers
from taiyaku.checks._examples import PAIR
from taiyaku.i18n import _
from taiyaku.model import Check, Finding, Package, Problem, Said, Severity, Text


def review(package: Package, findings: Sequence[Finding], left_out: Collection[str]) -> Iterator[Problem]:
    """Yield each waiver that no finding needs, or that has run out; of checks that were left out, nobody knows."""
    for waiver in waivers.read(package):
        if waivers.expired(waiver, package):
            reason = Said(_("it ran out on {until}"), {"until": waiver.until})
        elif waiver.check not in left_out and not any(waivers.accepts(waiver, finding) for finding in findings):
            reason = Said(_("there is nothing that it accepts"))
        else:
            continue
        values: dict[str, str | Said | Text] = {"check": waiver.check, "reason": reason}
        yield Problem(waiver.where, values, table=waiver.table, id=waiver.id, field=waiver.field)


_WAIVER = "- check: text-identical\n  table: items\n  id: mmx\n  field: title\n  reason: The acronym is the name in both languages.\n  owner: curators\n"
CHECK = Check(
    id="waiver-unused",
    group="upkeep",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the waiver for {check} is of no use: {reason}"),
    why=_("A waiver that outlives its finding hides the next one."),
    review=review,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\nmmx,Martian Moons eXploration\n",
        "items.ja.csv": "id,title\nmmx,火星衛星探査計画\n",
        "waivers.yaml": _WAIVER,
    },
    good={"items.en.csv": "id,title\nmmx,MMX\n", "items.ja.csv": "id,title\nmmx,MMX\n"},
)
