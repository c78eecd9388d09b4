"""How many of the labelled pairs are told right: one floor for each class, a little below what is reached (``nox -s parity`` prints the table)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from taiyaku.languages import compare

HERE = Path(__file__).parent
OTHERS = {"name", "term", "placeholder", "markup", "url", "untranslated", "polarity", "swapped", "list-count"}
"""Kinds of mistakes that other checks find; a list that is one member short is found by none."""
CLASSES = {
    "digits, magnitudes, dates, eras": [
        "digit",
        "transposition",
        "deleted",
        "inserted",
        "factor-10",
        "factor-100",
        "factor-1000",
        "magnitude",
        "kanji-numeral",
        "spelled-number",
        "decade-century",
        "day",
        "day-month",
        "month",
        "year",
        "era",
        "fiscal-year",
        "weekday",
        "time",
        "am-pm",
        "duration",
        "fraction",
        "ordinal",
        "version",
        "identifier",
        "range-end",
        "approximation",
        "percent-point",
    ],
    "bounds, units, rates": ["comparator", "unit", "currency", "rate"],
    "order, signs, roles": ["order", "sign", "role"],
}
FLOORS = {"digits, magnitudes, dates, eras": 0.98, "bounds, units, rates": 0.93, "order, signs, roles": 0.90}
PRECISION = 0.98


def pairs() -> Iterator[tuple[str, str, str, str, str]]:
    """Give language of the source, English, Japanese, label and kind of each labelled pair about numbers."""
    for path in sorted((HERE / "parity").glob("*.yaml")):
        for pair in yaml.safe_load(path.read_text(encoding="utf-8")):
            if pair["kind"] not in OTHERS or (pair["label"] == "good" and pair["kind"] == "list-count"):
                yield pair["source"], pair["en"], pair["ja"], pair["label"], pair["kind"]


def alarms(source: str, english: str, japanese: str) -> bool:
    """Tell whether the comparison finds anything in a pair."""
    return bool(compare(english, "en", japanese, "ja") if source == "en" else compare(japanese, "ja", english, "en"))


def score() -> Counter[tuple[str, str, bool]]:
    """Count the pairs by label, kind and whether they alarm."""
    return Counter((label, kind, alarms(source, english, japanese)) for source, english, japanese, label, kind in pairs())


@pytest.fixture(scope="module")
def scored() -> Counter[tuple[str, str, bool]]:
    return score()


def test_every_kind_of_mistake_belongs_to_a_class(scored: Counter[tuple[str, str, bool]]) -> None:
    assert {kind for label, kind, _alarm in scored if label == "bad"} == {kind for kinds in CLASSES.values() for kind in kinds}


@pytest.mark.parametrize("name", FLOORS)
def test_the_mistakes_of_a_class_are_found(scored: Counter[tuple[str, str, bool]], name: str) -> None:
    found, missed = (sum(scored["bad", kind, alarm] for kind in CLASSES[name]) for alarm in (True, False))
    assert found / (found + missed) >= FLOORS[name]


def test_right_pairs_are_left_alone(scored: Counter[tuple[str, str, bool]]) -> None:
    right, wrong = (sum(count for (label, _kind, alarm), count in scored.items() if alarm and label == each) for each in ("bad", "good"))
    assert right / (right + wrong) >= PRECISION


def table() -> str:
    """Give the score as a table: of each kind, how many mistakes are found and how many right pairs alarm."""
    counts = score()
    kinds = sorted({kind for _label, kind, _alarm in counts})
    lines = [f"{'kind':18}{'found':>12}{'false alarms':>16}"]
    for kind in [*kinds, ""]:
        bad, good = (
            [
                sum(count for (each, of, alarm), count in counts.items() if each == label and (of == kind or not kind) and (alarm or not said))
                for said in (True, False)
            ]
            for label in ("bad", "good")
        )
        lines.append(f"{kind or 'all':18}{f'{bad[0]} of {bad[1]}':>12}{f'{good[0]} of {good[1]}':>16}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
