"""The measurement on real catalogues: what it reads, what it damages, and what it counts."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.bench.catalogues import Judge, drawn, measure, naive
from tests.bench.damage import KINDS, damaged
from tests.bench.pairs import FURTHER, PACKAGES, Pair, _catalogue, _described, _names

PAIRS = [
    Pair("p", "At least 20 files of 15 GB on 3 May", "5月3日の20個以上、15 GBのファイル"),
    Pair("p", "two panes, from 10:45 p.m.", "二つのペイン、午後10時45分から"),
    Pair("p", "The budget is 3.2 trillion yen", "予算は3兆2,000億円"),
    Pair("p", "Copying %1 of %2", "%2 のうち %1 をコピー中"),
]


def test_a_message_catalogue_is_read_with_contexts_taken_off_and_plurals_as_for_many() -> None:
    catalogue = Catalog(locale="ja")
    catalogue.add("Close 2 tabs", "2 つのタブを閉じる", context="menu")
    catalogue.add(("one file", "%d files"), ("%d 個のファイル",))
    catalogue.add("translator-credits", "山田 1969")
    file = io.BytesIO()
    write_mo(file, catalogue)
    assert sorted(_catalogue(file.getvalue())) == [("%d files", "%d 個のファイル"), ("Close 2 tabs", "2 つのタブを閉じる")]


def test_a_description_is_read_by_paragraph_and_its_lines_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "Translation-ja"
    path.write_text("Package: a\nDescription-md5: 0f\nDescription-ja: 題\n 第一の\n 段落\n .\n two words\n and two\n", encoding="utf-8")
    assert list(_described([path], "ja")) == [("0f", ["題", "第一の段落", "two words and two"])]


@pytest.mark.parametrize(
    ("en", "ja", "numeric"), [("%1 of {0}", "{0} の %1", False), ("three files", "ファイル", True), ("a file", "１個", True), ("one", "一", False)]
)
def test_a_pair_is_numeric_for_digits_outside_of_placeholders_and_for_english_words(en: str, ja: str, *, numeric: bool) -> None:
    assert Pair("p", en, ja).numeric is numeric


def test_every_kind_of_error_is_put_in_at_one_place_and_always_the_same() -> None:
    made = damaged(PAIRS, 10)
    assert {error.kind for error in made} == set(KINDS)
    assert made == damaged(list(reversed(PAIRS)), 10)
    for error in made:
        assert (error.en, error.ja) != (error.pair.en, error.pair.ja)
        assert error.en == error.pair.en or error.ja == error.pair.ja
        assert "%1" not in error.pair.ja or {"%1", "%2"} <= set(error.ja.split())


def _rows(judge: Judge, name: str, verdicts: dict[str, str]) -> dict[str, str]:
    return {row[0]: row[1] for row in measure(PAIRS, {name: judge}, verdicts)}


def test_an_error_in_a_pair_that_is_blamed_before_is_no_error_found() -> None:
    rows = _rows(lambda _en, _ja: True, "digits", {})
    assert rows["alarms in 1,000 pairs"] == "1000.0"
    assert rows["recall of injected errors"] == "0.0 %"


def test_false_alarms_are_estimated_from_the_verdicts_and_the_arguable_count() -> None:
    verdicts = {PAIRS[0].key: "error", PAIRS[1].key: "false", PAIRS[2].key: "arguable", PAIRS[3].key: "error"}
    rows = _rows(lambda _en, _ja: True, "taiyaku", verdicts)
    assert rows["false alarms in 1,000 pairs"] == "500.0"
    assert len(drawn(PAIRS, set(verdicts), 2)) == 2


def test_the_comparison_of_digits_looks_at_nothing_else() -> None:
    assert not naive("1,234 files of %1", "１２３４個のファイル（%2）")
    assert naive("two files", "2 個")


def test_no_package_stands_in_two_sets() -> None:
    names = [name for path in (PACKAGES, *FURTHER.values()) for name in _names(path)]
    assert len(set(names)) == len(names)


def test_a_message_catalogue_is_read_in_the_charset_of_its_header() -> None:
    catalogue = Catalog(locale="ja", charset="euc-jp")
    catalogue.add("Close 2 tabs", "2 つのタブを閉じる")
    file = io.BytesIO()
    write_mo(file, catalogue)
    content = file.getvalue()
    assert "つのタブ".encode() not in content
    assert list(_catalogue(content)) == [("Close 2 tabs", "2 つのタブを閉じる")]


def test_a_plural_that_both_languages_have_is_paired_with_the_form_for_many() -> None:
    catalogue = Catalog(locale="ja")
    catalogue.add(("1 hour ago", "%1 hours ago"), ("1 時間前", "%1 時間前"))
    file = io.BytesIO()
    write_mo(file, catalogue)
    assert list(_catalogue(file.getvalue())) == [("%1 hours ago", "%1 時間前")]
