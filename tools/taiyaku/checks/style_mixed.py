"""Japanese sentences that are polite where the others of the table are plain, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import cells, place
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity

FEWEST, SHARE = 20, 0.95


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that ends a sentence in です・ます where at least 95 % of at least 20 sentences of its table end in である, and the reverse.

    Source: 文化庁『公用文作成の考え方』（令和4年1月7日）Ⅲ-1, which asks for one of the two styles in one document.
    """
    from taiyaku.languages.japanese import styles

    counted = [(text, row, key, cell, styles(cell)) for text, row, key, cell in cells(package, "ja") if "。" in cell]
    for of in dict.fromkeys(text.of for text, *_rest in counted):
        own = [each for each in counted if each[0].of == of]
        polite, plain = (sum(each[4][side] for each in own) for side in (0, 1))
        if max(polite, plain) < FEWEST or max(polite, plain) < SHARE * (polite + plain):
            continue
        for text, row, key, cell, count in own:
            if count[0] if plain > polite else count[1]:
                usual = Said(_("plain (である)") if plain > polite else _("polite (です・ます)"))
                yield Problem(place(package, text, "ja", row, cell, None), {"usual": usual}, table=of, id=key, field=text.name, language="ja")


_ENGLISH = "id,summary\n" + "".join(f"s{number},Satellite of type {number} observes the Earth.\n" for number in range(21))
_PLAIN = "id,summary\n" + "".join(f"s{number},型式{number}の衛星は地球を観測する。\n" for number in range(21))
CHECK = Check(
    id="style-mixed",
    group="typography",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("a sentence here departs from the style of the table, which is {usual}"),
    why=_("A change of tone in the middle of a table reads as a change of author, or of rank."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": _ENGLISH,
        "items.ja.csv": _PLAIN.replace("型式20の衛星は地球を観測する。", "型式20の衛星は地球を観測します。"),
    },
    good={"items.ja.csv": _PLAIN},
)
