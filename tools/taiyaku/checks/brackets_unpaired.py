"""Brackets and quotation marks without a partner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import LANGUAGES, cells, place
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, TextField

if TYPE_CHECKING:
    from taiyaku.languages.japanese import Brackets


def run(package: Package) -> Iterator[Problem]:
    """Yield the first bracket or curly quotation mark of each text that nothing opens or closes; the numbers of a list (``1)``) are none.

    A piece of a longer text, which lacks the same one in both languages, is left alone.
    """
    from taiyaku.languages.japanese import unpaired

    lacking: dict[tuple[str, str, str], dict[str, tuple[TextField, int, str, Brackets]]] = {}
    for language in LANGUAGES:
        for text, row, key, cell in cells(package, language):
            if found := unpaired(cell, language):
                lacking.setdefault((text.of, text.name, key), {})[language] = (text, row, cell, found)
    for (_of, _name, key), both in lacking.items():
        if len(both) > 1 and len({_SAME.get(found.what, found.what) for _text, _row, _cell, found in both.values()}) == 1:
            continue
        for language, (text, row, cell, found) in both.items():
            where = place(package, text, language, row, cell, found.start)
            yield Problem(where, {"bracket": found.what}, table=text.of, id=key, field=text.name, language=language)


_SAME = {"（": "(", "）": ")", "“": "「", "”": "」"}
CHECK = Check(
    id="brackets-unpaired",
    group="typography",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{bracket} has no partner"),
    why=_("Where a quotation or a remark ends is part of what the text says."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\nkibo,Kibo Japanese Experiment Module (ISS)\n",
        "items.ja.csv": "id,title\nkibo,「きぼう日本実験棟（ISS）\n",
    },
    good={"items.ja.csv": "id,title\nkibo,「きぼう」日本実験棟（ISS）\n"},
)
