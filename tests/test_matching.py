"""That two texts say the same numbers: our own labelled pairs, the words of every difference, and the cheap first pass."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import taiyaku.languages
from taiyaku.languages import Kind, compare, compare_many, read
from taiyaku.languages.screening import suspects

PAIRS: list[dict[str, str]] = [
    entry for path in sorted(Path(__file__).with_name("parity_own").glob("*.yaml")) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
]
DIRECTIONS = ["en", "ja"]


def differ(entry: dict[str, str], side: str, source: str) -> tuple[Any, ...]:
    """Compare the English text of an entry with its good or bad Japanese one."""
    if source == "en":
        return compare(entry["en"], "en", entry[side], "ja")
    return compare(entry[side], "ja", entry["en"], "en")


def test_the_labelled_pairs_are_many_and_of_every_kind() -> None:
    assert len(PAIRS) * 2 >= 300
    assert len({entry["en"] + entry["good"] for entry in PAIRS}) == len(PAIRS)
    assert len(Counter(entry["what"] for entry in PAIRS)) >= 30


@pytest.mark.parametrize("source", DIRECTIONS)
@pytest.mark.parametrize("entry", PAIRS, ids=lambda entry: entry["en"])
def test_a_labelled_pair_is_told_right(entry: dict[str, str], source: str) -> None:
    assert differ(entry, "good", source) == ()
    assert differ(entry, "bad", source) != ()


@pytest.mark.parametrize(
    ("english", "japanese", "kind", "source", "target"),
    [
        ("about 6 billion dollars", "約6億ドル", Kind.MAGNITUDE, "about 6 billion dollars", "約6億ドル"),
        ("in the 47 prefectures", "各地で", Kind.MISSING, "47 prefectures", None),
        ("Contact us.", "3日以内に連絡してください。", Kind.EXTRA, None, "3日以内"),
        ("three fields", "四つの分野", Kind.DIFFERENT, "three", "四つ"),
        ("1 October 2019", "2019年1月10日", Kind.DATE, "1 October 2019", "2019年1月10日"),
        ("at 5 p.m.", "午前5時", Kind.DATE, "5 p.m.", "午前5時"),
        ("FY2024", "2024年", Kind.DATE, "FY2024", "2024年"),
        ("the G7", "G8", Kind.IDENTIFIER, "G7", "G8"),
        ("$10", "10円", Kind.UNIT, "$10", "10円"),
        ("0.5% a year", "月0.5％", Kind.RATE, "0.5%", "月0.5％"),
        ("at least 20 members", "20人以下", Kind.BOUND, "at least 20", "20人以下"),
        ("fell by 3.2%", "3.2％増加した", Kind.SIGN, "3.2%", "3.2％"),
        ("Article 9, paragraph 2", "第2条第9項", Kind.ORDER, "Article 9", "第9項"),
        ("the 9th launch", "9回の打上げ", Kind.ORDINAL, "9th", "9回"),
    ],
)
def test_a_difference_names_its_kind_and_both_readings(english: str, japanese: str, kind: Kind, source: str | None, target: str | None) -> None:
    (found,) = compare(english, "en", japanese, "ja")
    assert (found.kind, found.source and found.source.text, found.target and found.target.text) == (kind, source, target)


def test_a_magnitude_says_by_how_much() -> None:
    assert [each.factor for each in compare("6 billion", "en", "6億", "ja")] == [10]
    assert [each.factor for each in compare("600", "en", "6万", "ja")] == [100]


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("10 miles", "16 km"),
        ("more than 4 votes", "5票以上"),
        ("ages 18 to 64", "18歳以上65歳未満"),
        ("0 cities match", "該当する都市はない"),
        ("In 2026 it met. It met again in 2026.", "2026年に二度開かれた。"),
        ("ISO/IEC 11172-3", "ISO/IEC 11172第3部"),
        ("a satellite", "1機の衛星"),
        ("4 GiB", "4GB"),
        ("when 6 months have elapsed", "六月を経過したとき"),
        ("150 yen to the dollar", "1ドル150円"),
        ("between 29 and 19 BCE", "紀元前29年から紀元前19年まで"),
        ("the 13th and 15th centuries", "13世紀及び15世紀"),
        ("even (1), converge (<1), diverge (>1)", "等しい (1)、収れん (<1)、発散 (>1)"),
        ("3 of the 10 projects", "10件のうち3件"),
        ("April 2026", "2026年の4月"),
        ("A fifth of the astronauts are women.", "宇宙飛行士の5人に1人は女性である。"),
        ("the 1,000-, 5,000- and 10,000-yen notes", "千円札、五千円札及び一万円札の3種類"),
        ("(1) mitigation and (2) coordination", "①低減及び②調整"),
        ("No bidder may have more than two contracts.", "受注できる契約は2件以下とする。"),
        ("Of 27 proposals, 11 were accepted and 16 rejected.", "27件のうち、16件が却下され、11件が採択された。"),
        ("a 3x3 matrix, Ctrl+Shift+F4, MP3s", "3×3の行列、(Shift) + (F4)キー、MP3"),
        ("returns 0.7768698399", "0.78を返す"),
        ("the fiscal year ended March 31, 2025", "2025年3月期"),
        ("a hexadecimal number", "16進数"),
        ("an eighth note", "8分音符"),
        ("half past six in the evening", "午後6時半"),
        ("a year and a half", "1年半"),
        ("the third-largest", "3番目に大きい"),
        ("between 0 and 1 inclusive", "0以上1以下"),
    ],
)
def test_what_means_the_same_in_other_words_is_no_difference(english: str, japanese: str) -> None:
    assert compare(english, "en", japanese, "ja") == ()
    assert compare(japanese, "ja", english, "en") == ()


@pytest.mark.parametrize(
    ("english", "japanese", "kind"),
    [
        ("Phase 1 runs for four years and Phase 2 for two years.", "第1段階は2年間、第2段階は4年間である。", Kind.ORDER),
        ("Figure 3 in Annex 2", "附属書3の図2", Kind.ORDER),
        ("112 votes to 14, with 39 abstentions", "賛成112、反対39、棄権14", Kind.ORDER),
        ("The command needs four arguments.", "コマンドには つの引数が必要です。", Kind.MISSING),
        ("a value between 0 and 1", "0未満の値", Kind.BOUND),
        ("A name must be at least 5 letters long.", "名前は5文字未満でなければなりません。", Kind.BOUND),
        ("The policy rate was lowered to -0.1 percent.", "政策金利は0.1％に引き下げられた。", Kind.SIGN),
        ("Assets: up 3.2%", "資産　3.2％減", Kind.SIGN),
        ("a constant 4 degrees Celsius", "華氏4度", Kind.UNIT),
        ("0 to 1100 days", "0週間から1100日", Kind.UNIT),
        ("3D and 3D images", "2D及び3Dの画像", Kind.IDENTIFIER),
    ],
)
def test_a_mistake_that_hides_is_found(english: str, japanese: str, kind: Kind) -> None:
    assert kind in {each.kind for each in compare(english, "en", japanese, "ja")}
    assert compare(japanese, "ja", english, "en")


def test_the_number_that_is_wrong_is_blamed_and_not_one_that_is_only_implied() -> None:
    english, japanese = "The first report calls the third meeting short.", "第一報告書は、第二回会合が短かったとする。"
    assert [(each.source and each.source.text, each.target and each.target.text) for each in compare(english, "en", japanese, "ja")] == [("third", "第二回")]
    assert [(each.source and each.source.text, each.target and each.target.text) for each in compare(japanese, "ja", english, "en")] == [("第二回", "third")]


def test_texts_with_more_numbers_than_are_read_are_not_compared() -> None:
    assert compare("1 " * 10_001, "en", "2 " * 10_001, "ja") == ()
    assert len(read("1 " * 20_000, "ja")) == len(read("1 " * 20_000, "en")) == 10_000


def test_readers_are_loaded_when_they_are_asked_for() -> None:
    code = "import sys, taiyaku.languages as it; assert not {'taiyaku.languages.matching', 'taiyaku.languages.read_ja'} & set(sys.modules); assert it.read('3', 'en')"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    with pytest.raises(AttributeError):
        taiyaku.languages.nothing  # noqa: B018


def test_a_language_that_we_do_not_know_is_not_compared() -> None:
    assert compare("5 Jahre", "de", "6年", "ja") == ()
    assert list(compare_many(pl.Series(["5"]), "de", pl.Series(["6"]), "ja")) == []


def test_a_text_that_repeats_a_number_often_is_compared_with_little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from taiyaku.languages import matching

    asked = 0
    original = matching._fit

    def counted(one: Any, other: Any) -> int:
        nonlocal asked
        asked += 1
        return original(one, other)

    monkeypatch.setattr(matching, "_fit", counted)
    assert compare("5 km, " * 500, "en", "5km、" * 500, "ja") == ()
    assert asked < 40 * 500


def test_columns_are_compared_row_by_row() -> None:
    source = pl.Series(["5 years", None, "no number", "three", "7", "same 5"])
    target = pl.Series(["6年", "5", "数なし", "四つ", "7", "same 5"])
    assert [(index, [each.kind for each in found]) for index, found in compare_many(source, "en", target, "ja")] == [
        (0, [Kind.DIFFERENT]),
        (3, [Kind.DIFFERENT]),
    ]


ENGLISH = [
    "three",
    "3",
    "at least one",
    "hundreds",
    "million",
    "second",
    "Friday",
    "World War II",
    "twenty",
    "half",
    "dozen",
    "no",
    "FY2024",
    "may",
    "zero",
    "twice",
]
JAPANESE = [
    "三つ",
    "3",
    "一つ以上",
    "数百",
    "百万人",
    "第二回",
    "金曜日",
    "II",
    "二十人",
    "半分",
    "十数人",
    "なし",
    "令和元年度",
    "五月",
    "ゼロ",
    "二倍",
    "両国",
    "正午",
]


@given(st.lists(st.sampled_from(ENGLISH), max_size=3).map(" ".join), st.lists(st.sampled_from(JAPANESE), max_size=3).map("、".join))
@settings(max_examples=1500)
def test_the_first_pass_clears_no_pair_that_differs(english: str, japanese: str) -> None:
    if compare(english, "en", japanese, "ja"):
        assert suspects(pl.Series([english]), "en", pl.Series([japanese]), "ja").to_list() == [True]


def test_the_first_pass_clears_what_holds_no_number() -> None:
    source, target = pl.Series(["Plain words.", "three pillars", "Open"]), pl.Series(["ただの文。", "柱", "開く"])
    assert suspects(source, "en", target, "ja").to_list() == [False, False, False]
