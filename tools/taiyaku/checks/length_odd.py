"""Texts that are much shorter or longer than their translation lets one expect."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import Pair, pairs, problem
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity

SHORTEST = 40
"""Below this number of English characters a text may be of any length, and so may a name."""
_USUAL, _FACTOR, _ENOUGH = 0.45, 3.0, 20
"""Japanese characters to English ones, as catalogues have them; how far from it is odd; how many pairs of a field tell its own measure."""


def run(package: Package) -> Iterator[Problem]:
    """Yield each pair of texts whose lengths differ three times more, or less, than those of the field do in the middle."""
    from statistics import median

    fields: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs(package):
        if pair.field.kind != "name" and len(pair.texts["en"]) >= SHORTEST:
            fields.setdefault((pair.field.of, pair.field.name), []).append(pair)
    for found in fields.values():
        ratios = [len(pair.texts["ja"]) / len(pair.texts["en"]) for pair in found]
        usual = median(ratios) if len(ratios) >= _ENOUGH else _USUAL
        for pair, ratio in zip(found, ratios, strict=True):
            if not usual / _FACTOR <= ratio <= usual * _FACTOR:
                yield problem(package, pair, "ja", {"japanese": str(len(pair.texts["ja"])), "english": str(len(pair.texts["en"]))})


CHECK = Check(
    id="length-odd",
    group="parity",
    since="0.1.0",
    severity=Severity.NOTE,
    says=_("{japanese} characters in Japanese stand for {english} in English"),
    why=_("A sentence that was forgotten, or one that was added, shows in the length first."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\nforum,The forum meets every year. It adopted a vision for the next decade and reorganised all of its working groups.\n",
        "items.ja.csv": "id,summary\nforum,会議は毎年開かれる。\n",
    },
    good={"items.ja.csv": "id,summary\nforum,会議は毎年開かれる。今後10年のビジョンを採択し、全ての分科会を再編した。\n"},
)
