"""Japanese texts in which English was left standing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import cells, place
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity

_LEFT = re.compile(r"(?<![\w-])[A-Za-z]?[a-z]+(?:'[a-z]+)?(?:[ ,;:]{1,2}[a-z]+(?:[-'][a-z]+)?){4,}(?![\w-])")
_GRAMMAR = re.compile(r"\b(?:the|an?|of|to|and|or|is|are|was|were|be|in|on|for|with|by|from|as|that|this|which|at|will|has|have|can|not)\b")
_QUOTED = re.compile(r"「[^「」]*」|『[^『』]*』|“[^“”]*”|\"[^\"]*\"|（[^（）]*）|\([^()]*\)|(?<!\w)'[^']*'")
_JAPANESE = re.compile(r"[ぁ-ヺ一-鿿]")


def run(package: Package) -> Iterator[Problem]:
    """Yield each Japanese text that holds five or more English words in a row, in small letters and not in quotation marks or brackets.

    One of them is a word of grammar, which tells a sentence from a list of names.

    A text without any Japanese is left to text-wrong-script.
    """
    for text, row, key, cell in cells(package, "ja"):
        if found := left(cell):
            where = place(package, text, "ja", row, cell, found.start())
            yield Problem(where, {"found": found[0]}, table=text.of, id=key, field=text.name, language="ja")


def left(text: str) -> re.Match[str] | None:
    """Give the English that was left standing in a Japanese text."""
    from taiyaku.languages.protected import PROTECTED

    if not _LEFT.search(text) or not _JAPANESE.search(text):
        return None
    masked = _QUOTED.sub(_hidden, PROTECTED.sub(_hidden, text))
    return next((each for each in _LEFT.finditer(masked) if _GRAMMAR.search(each[0])), None)


def _hidden(found: re.Match[str]) -> str:
    return "\ufffc" * len(found[0])


CHECK = Check(
    id="text-half-translated",
    group="texts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("English was left in the Japanese text: “{found}”"),
    why=_("A translation that stops in the middle counts as finished everywhere but with its readers."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\ncalet,CALET is a telescope for cosmic rays on the station.\n",
        "items.ja.csv": "id,summary\ncalet,CALETは a telescope for cosmic rays on the station である。\n",
    },
    good={"items.ja.csv": "id,summary\ncalet,CALETは、ステーション上の宇宙線望遠鏡である。\n"},
)
