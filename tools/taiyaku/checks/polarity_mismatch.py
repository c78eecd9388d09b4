"""Texts that say the opposite of each other."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import pairs, problem
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each pair of texts in which one word is the opposite of the other's (adopted, 否決), or one text denies and the other cannot."""
    from taiyaku.languages.polarity import denied, opposed

    for pair in pairs(package):
        english, japanese = pair.texts["en"], pair.texts["ja"]
        if found := opposed(english, japanese):
            ours, theirs = found
            values = {"english": english[ours.start : ours.end], "japanese": japanese[theirs.start : theirs.end]}
            reason = Said(_("{japanese} is the opposite of {english}"), values)
            yield problem(package, pair, "ja", {"reason": reason}, theirs.start, ours.start)
        elif language := denied(english, japanese):
            reason = Said(_("only the text in {language} denies it"), {"language": language})
            yield problem(package, pair, "ja", {"reason": reason})


CHECK = Check(
    id="polarity-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("the two texts say the opposite: {reason}"),
    why=_("Every word but one is right, and the readers of one language believe the contrary."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\nvote,The resolution was adopted at the plenary session.\n",
        "items.ja.csv": "id,summary\nvote,この決議は、全体会合において否決された。\n",
    },
    good={"items.ja.csv": "id,summary\nvote,この決議は、全体会合において採択された。\n"},
)
