"""What differs inside a text: nothing lost, nothing cut in two, and what a person would have marked."""

from __future__ import annotations

import csv
import itertools

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from taiyaku import wording
from taiyaku.wording import ADDED, KEPT, REMOVED, Piece
from tests.conftest import ROOT

WORDS = [
    "the",
    "Moon",
    "moon",
    " ",
    "  ",
    ", ",
    "1,000",
    "2026",
    "年",
    "月面",
    "月",
    "の",
    "は",
    "を行う",
    "探査機",
    "ローバ",
    "ー",
    "か\u3099",
    "\n",
    "\r\n",
    "👩\u200d🚀",
    "🇯🇵",
    "e\u0301",
]
EDITED = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
ANY = EDITED | st.text(max_size=40)


def sides(pieces: list[Piece]) -> tuple[str, str]:
    """Give the text without what was added, and without what was removed."""
    old, new = ("".join(piece.text for piece in pieces if piece.action != action) for action in (ADDED, REMOVED))
    return old, new


@given(ANY, ANY)
def test_without_what_was_added_it_is_the_old_text_and_without_what_was_removed_the_new_one(old: str, new: str) -> None:
    pieces = wording.compare(old, new)
    assert sides(pieces) == (old, new)
    assert all(piece.text for piece in pieces)
    assert (old == new) == all(piece.action == KEPT for piece in pieces)


@given(ANY)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert wording.compare(text, text) == ([Piece(KEPT, text)] if text else [])


@given(ANY)
def test_segments_are_the_text_and_divide_no_grapheme_cluster(text: str) -> None:
    parts = wording.segments(text)
    assert "".join(parts) == text
    assert cuts(parts) <= cuts(regex.findall(r"\X", text))


@given(ANY, ANY)
def test_no_grapheme_cluster_of_either_text_is_divided(old: str, new: str) -> None:
    pieces = wording.compare(old, new)
    for action, text in ((ADDED, old), (REMOVED, new)):
        assert cuts([piece.text for piece in pieces if piece.action != action]) <= cuts(regex.findall(r"\X", text))


def test_pieces_of_one_kind_are_one_piece() -> None:
    pieces = wording.compare("甲月面探査、月", "丙月面探査、月")
    assert [piece.action for piece in pieces] == [REMOVED, ADDED, KEPT]


def cuts(parts: list[str]) -> set[int]:
    """Give the places where parts of a text meet."""
    at, found = 0, set[int]()
    for part in parts:
        at += len(part)
        found.add(at)
    return found


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("The Moon is red and big.", "The Moon is blue and small.", "The Moon is [-red-]{+blue+} and [-big-]{+small+}."),
        ("a small red moon", "a tiny blue moon", "a [-small red-]{+tiny blue+} moon"),
        ("a rover on the Moon", "a pressurised rover on the Moon", "a {+pressurised +}rover on the Moon"),
        ("on the station", "on the outside of the station", "on the {+outside of the +}station"),
        (
            "CALET is on the Station today",
            "CALET was on the outside of the Station now",
            "CALET [-is-]{+was+} on the {+outside of the +}Station [-today-]{+now+}",
        ),
        ("A is a ray telescope on the Station.", "A is a new ray telescope on top of the Station.", "A is a {+new +}ray telescope on {+top of +}the Station."),
        ("A is a new ray telescope on top of the Station.", "A is a ray telescope on the Station.", "A is a [-new -]ray telescope on [-top of -]the Station."),
        ("orbits on the Moon", "orbits on and under the Moon", "orbits on {+and under +}the Moon"),
        ("orbits on and under the Moon", "orbits on the Moon", "orbits on [-and under -]the Moon"),
        (
            "the defence enhancement budget",
            "the budget for the enhancement of defence",
            "the [-defence-]{+budget for the+} enhancement [-budget-]{+of defence+}",
        ),
        ("衛星の打上げ", "探査機の月面の運用", "[-衛星の打上げ-]{+探査機の月面の運用+}"),
        ("about $1,000", "about $1,200", "about $[-1,000-]{+1,200+}"),
        ("at 10:30 or so", "at 10:45 or so", "at [-10:30-]{+10:45+} or so"),
        ("Japan's rover", "Japan’s rover", "[-Japan's-]{+Japan’s+} rover"),
        ("in 2026.", "in 2027.", "in [-2026-]{+2027+}."),
        ("2026年4月1日に打ち上げた。", "2027年4月1日に打ち上げる。", "[-2026-]{+2027+}年4月1日に打ち上げ[-た-]{+る+}。"),
        ("２，０００人", "２，５００人", "[-２，０００-]{+２，５００+}人"),
        ("国際宇宙ステーションの運用", "国際宇宙探査の運用", "国際宇宙[-ステーション-]{+探査+}の運用"),
        ("宇宙線望遠鏡", "高エネルギー宇宙線望遠鏡", "{+高エネルギー+}宇宙線望遠鏡"),
        ("衛星の打上げを行う。", "探査機の運用を行う。", "[-衛星の打上げ-]{+探査機の運用+}を行う。"),
        ("与圧ローバを作る", "与圧ローバーを作る", "与圧[-ローバ-]{+ローバー+}を作る"),
        ("らーめん", "らーめんや", "らーめん{+や+}"),
        ("月へ行く。\n戻る。", "月へ行く。\n帰る。", "月へ行く。\n[-戻-]{+帰+}る。"),
        ("one\ntwo", "three\nfour", "[-one-]{+three+}\n[-two-]{+four+}"),
        ("one\r\ntwo", "three\r\nfour", "[-one-]{+three+}\r\n[-two-]{+four+}"),
        ("", "新しい", "{+新しい+}"),
        ("old", "", "[-old-]"),
        ("か\u3099く", "かく", "[-か\u3099-]{+か+}く"),
    ],
)
def test_a_person_would_mark_the_same_words(old: str, new: str, shown: str) -> None:
    assert wording.marked(wording.compare(old, new)) == shown


@pytest.mark.parametrize("change", [0.05, 0.5, 1.0])
@pytest.mark.parametrize("words", ["unlike", "alike"])
def test_long_texts_are_compared_in_bounded_time_and_without_loss(words: str, change: float) -> None:
    every = round(1 / change)
    old = [f"w{at if words == 'unlike' else at % 7}" for at in range(6_000)]
    new = ["new" if at % every == 0 else word for at, word in enumerate(old)]
    pieces = wording.compare(" ".join(old), " ".join(new))
    assert sides(pieces) == (" ".join(old), " ".join(new))
    if change < 0.1:
        assert sum(piece.action == ADDED for piece in pieces) == 300


def test_what_little_differs_in_a_long_text_is_shown_with_some_words_around_it() -> None:
    old = "The agency plans a mission to the Moon. " * 20
    pieces = wording.compare(f"{old}It costs 5 million.{old}", f"{old}It costs 6 million.{old}")
    assert wording.marked(wording.abridged(pieces, 20)) == "…the Moon. It costs [-5-]{+6+} million.The agency…"
    assert wording.abridged(wording.compare("same", "same"), 1) == [Piece(KEPT, "same")]


def test_both_ends_of_what_stands_between_two_changes_are_kept() -> None:
    middle = "、".join(["月面探査"] * 30)
    pieces = wording.compare(f"甲{middle}乙", f"丙{middle}丁")
    assert wording.marked(wording.abridged(pieces, 10)) == "[-甲-]{+丙+}月面探査、月面探査、…、月面探査、月面探査[-乙-]{+丁+}"


def test_texts_of_the_dataset_and_their_translations_come_back_whole() -> None:
    with (
        (ROOT / "datapackage/data/items.en.csv").open(encoding="utf-8", newline="") as english,
        (ROOT / "datapackage/data/items.ja.csv").open(encoding="utf-8", newline="") as japanese,
    ):
        rows = list(zip(csv.DictReader(english), csv.DictReader(japanese), strict=True))
    for before, after in itertools.pairwise(rows[:60]):
        for one, other in ((before[0], after[0]), (before[1], after[1]), after):
            assert sides(wording.compare(one["summary"], other["summary"])) == (one["summary"], other["summary"])
