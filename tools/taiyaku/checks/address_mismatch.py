"""Addresses that differ between the languages."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import LANGUAGES, other, pairs, problem
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each URL and mailbox that stands in one text only; the English and the Japanese page of one address (``/en/``, ``/ja/``) are the same."""
    from taiyaku.languages.structure import addresses, differences

    for pair in pairs(package):
        if any(mark in text for text in pair.texts.values() for mark in ("://", "www.", "@")):
            for language, part in differences({tag: addresses(pair.texts[tag]) for tag in LANGUAGES}, counted=False):
                values = {"address": pair.texts[language][part.start : part.end], "language": other(language), "other": language}
                yield problem(package, pair, other(language), values, there=part.start)


CHECK = Check(
    id="address-mismatch",
    group="parity",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the address {address} stands in {other} and not in {language}"),
    why=_("A wrong address leads the readers of one language nowhere, or to somebody else."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,note\nforum,See https://forum.example/en/2026/.\n",
        "items.ja.csv": "id,note\nforum,https://forum.example/ja/2025/を参照。\n",
    },
    good={"items.ja.csv": "id,note\nforum,https://forum.example/ja/2026/を参照。\n"},
)
