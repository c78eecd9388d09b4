"""What the reader of numbers makes of English and Japanese, and that nothing makes it stumble."""

from __future__ import annotations

import itertools
import json
import os
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku.languages import Bound, Date, Fuzzy, Identifier, Number, Quantity, Strength, Time, lexicon, read, scanning
from taiyaku.languages.spelling import spelled
from tests import tables

CONFORMANCE = os.environ.get("TAIYAKU_CONFORMANCE", "")


def values(text: str, language: str) -> list[Any]:
    """Give the likeliest reading of each quantity of a text."""
    return [each.value for each in read(text, language)]


def only(text: str, language: str) -> Quantity:
    """Give the one quantity of a text."""
    (found,) = read(text, language)
    return found


SAME: list[tuple[str, str, Any]] = [
    ("1 April 2026", "2026年4月1日", Date(2026, 4, 1)),
    ("April 1st, 2026", "２０２６年４月１日", Date(2026, 4, 1)),
    ("2026-04-01", "二〇二六年四月一日", Date(2026, 4, 1)),
    ("Friday, 9 May 2025", "2025年5月9日（金）", Date(2025, 5, 9, 5)),
    ("April 2026", "2026年4月", Date(2026, 4)),
    ("FY2024", "2024年度", Date(2024, fiscal=True)),
    ("660 BC", "紀元前660年", Date(-660)),
    ("Reiwa 8", "令和8年", Date(2026, era="令和")),
    ("R8.4.1", "R8.4.1", Date(2026, 4, 1, era="令和")),
    ("5 p.m.", "午後5時", Time(17 * 60)),
    ("17:30", "17:30", Time(17 * 60 + 30)),
    ("2:30 p.m.", "午後2時半", Time(14 * 60 + 30)),
    ("1.2 trillion yen", "1兆2,000億円", Number(1_200_000_000_000, "JPY")),
    ("$5 million", "500万ドル", Number(5_000_000, "dollar")),
    ("3,000 people", "3千人", Number(3000, "person")),
    ("twenty-one countries", "二十一か国", Number(21, "country")),
    ("two hundred and fifty", "第二百五十", Number(250)),
    ("two-thirds", "3分の2", Number(Fraction(2, 3))),
    ("6.5 tonnes", "6.5トン", Number(Fraction(13, 2), "tonne")),
    ("30%", "30％", Number(30, "percent")),
    ("3 percentage points", "3ポイント", Number(3, "point")),
    ("3 years and 6 months", "3年6か月", Number(42, "month")),
    ("an altitude of 17 km per second", "毎秒17km", Number(17, "kilometre-per-second")),
    ("Article 9", "第9条", Number(9, "article")),
    ("the 21st century", "21世紀", Number(21, "century")),
    ("1980s", "1980年代", Number(1980, "decade-of")),
    ("hundreds", "数百", Fuzzy(100)),
    ("G7", "G7", Identifier("g7")),
    ("UTF-8x", "UTF8x", Identifier("utf8x")),
    ("version 2.10.3", "バージョン2.10.3", Identifier("2.10.3")),
    ("Artemis III", "アルテミスIII", Number(3)),
]


@pytest.mark.parametrize(("english", "japanese", "value"), SAME)
def test_both_readers_make_the_same_of_the_same(english: str, japanese: str, value: object) -> None:
    assert value in only(english, "en").readings
    assert value in only(japanese, "ja").readings


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("令和元年5月1日", "ja", [Date(2019, 5, 1, era="令和")]),
        ("昭和四十四年七月二十日", "ja", [Date(1969, 7, 20, era="昭和")]),
        ("3割5分", "ja", [Number(Fraction(7, 2), "wari")]),
        ("1時間半", "ja", [Number(Fraction(3, 2), "hour")]),
        ("二〇二六年", "ja", [Date(2026)]),
        ("4億5千万円", "ja", [Number(450_000_000, "JPY")]),
        ("三・五パーセント", "ja", [Number(Fraction(7, 2), "percent")]),
        ("2½ hours", "en", [Number(Fraction(5, 2), "hour")]),
        ("half a million people", "en", [Number(500_000, "person")]),
        ("1.2bn euros", "en", [Number(1_200_000_000, "EUR")]),
        ("tens of thousands", "en", [Fuzzy(10_000)]),
        ("9 hundred thousand", "en", [Number(900_000)]),
        ("not 10² but 100", "en", [Number(10), Number(100)]),
        ("on page 3", "en", [Number(3, "page")]),
        ("at 25 o'clock sharp", "en", [Time(1500)]),
        ("the eighth year of Reiwa", "en", [Date(2026, era="令和")]),
    ],
)
def test_a_number_is_read_as_its_language_says_it(text: str, language: str, found: list[Any]) -> None:
    assert values(text, language) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("一般に十分な一部の四国の四季", "ja"),
        ("%1$s {0} &nbsp; ${x} %(count)d <a href='9'> https://example.org/2026 (_5)", "en"),
        ("Plain words only.", "en"),
        ("", "ja"),
    ],
)
def test_idioms_names_and_placeholders_are_no_numbers(text: str, language: str) -> None:
    assert [each for each in read(text, language) if each.strength > Strength.IMPLIED] == []


@pytest.mark.parametrize(
    ("text", "language", "bound"),
    [
        ("at least 20", "en", Bound.AT_LEAST),
        ("20 members or more", "en", Bound.AT_LEAST),
        ("more than 20", "en", Bound.MORE),
        ("no more than 20", "en", Bound.AT_MOST),
        ("fewer than 20", "en", Bound.LESS),
        ("20以上", "ja", Bound.AT_LEAST),
        ("20人を超える", "ja", Bound.MORE),
        ("20を超えない", "ja", Bound.AT_MOST),
        ("最大20", "ja", Bound.AT_MOST),
        ("20歳未満", "ja", Bound.LESS),
        ("20まで", "ja", Bound.AT_MOST),
        ("10から20まで", "ja", Bound.NONE),
    ],
)
def test_what_bounds_a_number_is_read_with_it(text: str, language: str, bound: Bound) -> None:
    assert read(text, language)[-1].bound is bound


def test_what_stands_around_a_number_is_read_with_it() -> None:
    assert only("about 300", "en").approximate
    assert only("約300", "ja").approximate
    assert only("−3.2%", "en").negative
    assert only("▲3.2％", "ja").negative
    assert only("0.5% a year", "en").per == only("年0.5％", "ja").per == "year"
    assert read("1人当たり5万円", "ja")[1].per == "person"
    assert (only("9th", "en").ordinal, only("第9回", "ja").ordinal, only("9つ", "ja").ordinal) == (True, True, False)
    assert only("the late 1990s", "en").part == only("1990年代後半", "ja").part == "late"
    assert [only(text, "en").strength for text in ("one", "three", "3")] == [Strength.IMPLIED, Strength.SPELLED, Strength.EXPLICIT]


def test_neighbours_share_what_they_say_together() -> None:
    assert values("28 and 29 May 2026", "en") == [Date(2026, 5, 28), Date(2026, 5, 29)]
    assert Date(2026, 5, 29) in read("2026年5月28日及び29日", "ja")[1].readings
    assert Date(2026, 4) in read("April–June 2026", "en")[0].readings
    assert Date(2021, fiscal=True, era="令和") in read("令和3～7年度", "ja")[0].readings
    assert Date(2025, fiscal=True, era="令和") in read("令和3～7年度", "ja")[1].readings
    assert Date(2027) in read("2024-27", "en")[1].readings
    assert values("$3-5 million", "en") == [Number(3_000_000, "dollar"), Number(5_000_000, "dollar")]
    assert Time(14 * 60) in read("between 2 and 4 p.m.", "en")[0].readings


def test_places_are_those_of_the_original_text() -> None:
    text = "㍻３１年の４㌔と ﾄﾞﾙ、第９回"
    for each in read(text, "ja"):
        assert text[each.start : each.end] == each.text
    assert [each.text for each in read(text, "ja")] == ["㍻３１年", "４㌔", "第９回"]


def test_a_language_that_we_do_not_know_says_no_numbers() -> None:
    assert read("5 Jahre", "de") == ()
    assert values("5 years", "EN-GB") == [Number(5, "year")]


# The tables


@pytest.mark.parametrize("name", sorted(lexicon.units()))
def test_every_word_of_a_unit_is_read_as_that_unit(name: str) -> None:
    group = next(each for each in lexicon.table("units") if name in each["units"])
    assert group["source"]
    for language in ("en", "ja"):
        for word in group["units"][name].get(language, ()):
            (found,) = read(f"37 {word}" if language == "en" else f"37{word}", language)
            units = [value.unit for value in found.readings if isinstance(value, Number)]
            # 日 and 時 after a small number may be a day of a month and a time of day.
            assert (name if name != "counter" else "") in units or not isinstance(found.value, Number), (word, found)
    for symbol in group["units"][name].get("symbols", ()):
        assert name in [value.unit for value in read(f"37 {symbol}", "en")[0].readings if isinstance(value, Number)], symbol


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_idiom_says_no_number(language: str) -> None:
    idioms = lexicon.table("idioms")
    assert idioms[language]["source"]
    for phrase in idioms[language]["phrases"]:
        assert [each for each in read(phrase, language) if each.strength > Strength.IMPLIED] == [], phrase


@pytest.mark.parametrize("era", lexicon.eras(), ids=lambda era: era.english)
def test_every_era_is_read_in_all_its_names(era: lexicon.Era) -> None:
    year = era.first.year + 2
    assert values(f"{era.name}3年", "ja")[0].year == year
    assert values(f"{era.short}3年", "ja")[0].year == year
    assert values(f"{era.english.capitalize()} 3", "en")[0].year == year


def test_the_tables_that_are_read_are_those_that_people_wrote() -> None:
    assert tables.DERIVED.read_text(encoding="utf-8") == tables.derived(), "nox -s tables"


def test_every_table_names_its_source() -> None:
    assert all(lexicon.table(name)["source"] for name in ("eras", "calendar", "roles"))
    assert all(lexicon.table("words")[language]["source"] for language in ("en", "ja"))


def test_units_that_are_one_another_convert_exactly() -> None:
    units = lexicon.units()
    assert units["mile"].factor * 1000 == Fraction(1_609_344)
    assert units["hectare"].factor * 100 == units["square-kilometre"].factor
    assert units["year"].factor == 12


@pytest.mark.parametrize(
    ("value", "english", "japanese"),
    [
        (Number(6_000_000_000), "6,000,000,000", "60億"),
        (Number(1_200_000_000_000, "JPY"), "1,200,000,000,000 yen", "1兆2,000億円"),
        (Number(Fraction(16, 5), "percent"), "3.2 percent", "3.2パーセント"),
        (Number(Fraction(2, 3)), "2/3", "2/3"),
        (Number(3), "3", "3"),
        (Date(2026, 4, 1, 3), "2026-04-01 Wednesday", "2026年4月1日（水）"),
        (Date(2024, fiscal=True), "FY 2024", "2024年度"),
        (Date(-660), "660 BC", "紀元前660年"),
        (Time(17 * 60 + 5), "17:05", "17:05"),
        (Identifier("g7"), "G7", "G7"),
        (Fuzzy(100), "100s", "数百"),
        (Fuzzy(100_000), "100,000s", "数十万"),
    ],
)
def test_a_value_is_written_as_each_language_does(value: Any, english: str, japanese: str) -> None:
    assert spelled(value) == {"en": english, "ja": japanese}


# Nothing makes it stumble


PIECES = [
    "1",
    "９",
    "一",
    "万",
    "億",
    "年",
    "月",
    "日",
    "-",
    "~",
    ",",
    ".",
    "/",
    "%",
    "$",
    "第",
    "約",
    "at least ",
    "million ",
    "Reiwa ",
    "May ",
    "½",
    "²",
    "R8",
    "<",
    "(",
    " ",
    "分の",
    "㍻",
    "İ",
]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)), st.sampled_from(["en", "ja"]))
@settings(max_examples=1500)
def test_any_text_is_read_and_every_place_lies_in_it(text: str, language: str) -> None:
    for each in read(text, language):
        assert 0 <= each.start <= each.end <= len(text)
        assert text[each.start : each.end] == each.text
        assert each.readings


@pytest.mark.skipif(not CONFORMANCE, reason="needs the conformance material (TAIYAKU_CONFORMANCE)")
@pytest.mark.parametrize("language", ["en", "ja"])
def test_naughty_strings_are_read(language: str) -> None:
    strings = json.loads((Path(CONFORMANCE) / "text" / "blns" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) > 400
    assert sum(len(read(text, language)) for text in strings) > 100


def test_numbers_longer_than_python_reads_are_identifiers() -> None:
    assert values("9" * 5_000, "en") == [Identifier("9" * 5_000)]
    assert values("九" * 5_000, "ja") == [Identifier("九" * 5_000)]


UNITS = ["1 ", "1,", "a-", "一", "約", "1/", "1.", "a1 ", "第", "at least ", "one and ", "%", "<a ", "a@a.", "2026年4月1日", "{", "(", "1億", "12 May and "]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("unit", UNITS)
def test_the_work_grows_with_the_text_and_not_with_its_square(unit: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the characters that the patterns are asked to start from, and the tokens taken: both grow with the length."""
    from taiyaku.languages import read_en, read_ja

    module: Any = read_en if language == "en" else read_ja
    taken = itertools.count()
    original = module._Reader._take

    def counted(reader: Any, token: Any) -> int:
        next(taken)
        end: int = original(reader, token)
        assert end <= token.end() + 400 + len(token.group()) or end == len(reader.low) or len(set(reader.low[token.start() : end])) <= 12
        return end

    monkeypatch.setattr(module._Reader, "_take", counted)
    counts = []
    for size in (1_000, 4_000):
        before = next(taken)
        read((unit * size)[:size], language)
        counts.append(next(taken) - before)
    assert counts[1] <= 4 * counts[0] + 8


def test_no_pattern_of_the_readers_repeats_a_repetition() -> None:
    """A repetition inside an unbounded repetition is how a pattern comes to need more than linear time."""
    sre, parser = import_module("re._constants"), import_module("re._parser")
    from taiyaku.languages import read_en, read_ja

    patterns = [scanning.MASKED, scanning._IDENTIFIER, scanning._BEFORE]
    for module in (read_en, read_ja):
        patterns += [each for each in (*vars(module).values(), *module._tables()) if hasattr(each, "pattern")]
    assert len(patterns) > 40

    def unbounded(tree: Any, *, inside: bool = False) -> bool:
        for operation, argument in tree:
            if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
                endless = argument[1] is sre.MAXREPEAT
                # What is repeated begins with a sign of its own (a comma, a magnitude), so there is one way to match.
                if inside and endless and argument[0] == 0:
                    return True
                if unbounded(argument[2], inside=inside or endless):
                    return True
            elif (operation is sre.BRANCH and any(unbounded(each, inside=inside) for each in argument[1])) or (
                operation is sre.SUBPATTERN and unbounded(argument[3], inside=inside)
            ):
                return True
        return False

    assert [each.pattern for each in patterns if unbounded(parser.parse(each.pattern))] == []
