"""Slips of the keyboard in Japanese texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import cells, place
from taiyaku.i18n import _
from taiyaku.model import Check, Edit, Package, Problem, Said, Severity, Text

_AROUND = 6


def run(package: Package) -> Iterator[Problem]:
    """Yield each place where a Japanese text has another character than was meant: サ－バ, 。。, １、０００."""
    from taiyaku.languages.japanese import slips, words

    known = words(cell for _text, _row, _key, cell in cells(package, "ja"))
    for text, row, key, cell in cells(package, "ja"):
        for slip in slips(cell, known):
            values: dict[str, str | Said | Text] = {"what": Said(slip.what), "found": cell[max(0, slip.start - _AROUND) : slip.end + _AROUND]}
            where = place(package, text, "ja", row, cell, slip.start)
            yield Problem(where, values, table=text.of, id=key, field=text.name, language="ja")


def fix(package: Package, problems: Sequence[Problem]) -> Iterator[Edit]:
    """Yield each of these texts with the right characters, where it is known which they are."""
    from taiyaku.languages.japanese import slips, words

    wanted = {(each.table, each.field, each.id) for each in problems}
    known = words(cell for _text, _row, _key, cell in cells(package, "ja"))
    for text, row, key, cell in cells(package, "ja"):
        if (text.of, text.name, key) in wanted:
            new = cell
            for slip in sorted(slips(cell, known), key=lambda each: -each.start):
                new = new if slip.right is None else new[: slip.start] + slip.right + new[slip.end :]
            yield Edit(text.columns["ja"].table, row, text.columns["ja"].name, cell, new)


CHECK = Check(
    id="text-mistyped",
    group="typography",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("“{found}” holds {what}"),
    why=_("It looks almost right, and nobody who searches for the word finds it."),
    run=run,
    fix=fix,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\nserver,The data server holds 1500 files.\n",
        "items.ja.csv": "id,summary\nserver,デ－タサーバは1500のファイルを保有する。。\n",
    },
    good={"items.ja.csv": "id,summary\nserver,データサーバは1500のファイルを保有する。\n"},
)
