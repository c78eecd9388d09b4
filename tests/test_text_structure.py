"""Placeholders, markup, addresses, leftovers of the other language, lengths and opposites."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku import loaders
from taiyaku.checks import (
    address_mismatch,
    languages_swapped,
    length_odd,
    markup_mismatch,
    placeholder_mismatch,
    polarity_mismatch,
    text_half_translated,
    text_wrong_script,
)
from taiyaku.languages.japanese import HABITS, foreign_ideographs, places, slips, unpaired, words
from taiyaku.languages.names import common
from taiyaku.languages.polarity import denied, opposed
from taiyaku.languages.structure import addresses, markup, misnested, placeholders
from taiyaku.languages.terms import Index
from taiyaku.model import Edit
from tests.conftest import Judge, Write, said

EN, JA = "items.en.csv", "items.ja.csv"


def files(english: Sequence[str], japanese: Sequence[str]) -> dict[str, str]:
    """Make a package of pairs of texts."""
    made = {
        "datapackage.json": json.dumps(
            {"name": "moon", "languages": ["en", "ja"], "resources": [{"name": f"items.{tag}", "path": f"items.{tag}.csv"} for tag in ("en", "ja")]}
        )
    }
    for tag, cells in (("en", english), ("ja", japanese)):
        made[f"items.{tag}.csv"] = "id,summary\n" + "".join(f'{number},"{cell.replace(chr(34), chr(34) * 2)}"\n' for number, cell in enumerate(cells))
    return made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%s of %d", ["%1$s", "%2$d"]),
        ("%2$d of %1$s", ["%2$d", "%1$s"]),
        ("%(name)s and %5.2f%%", ["%(name)s", "%1$f"]),
        ("%i or %'d px, %dpx", ["%1$d", "%2$d", "%3$d"]),
        ("{x} {0} {} {{y}} ${z} {a:.2f}", ["{x}", "{0}", "{}", "{{y}}", "${z}", "{a}"]),
        ("{n, plural, one {# file} other {# files}}", ["{n}"]),
        ("50% discount, 100%d, 30 %disabled", []),
        ("{ascii,ebcdic}", []),
        ("%A %d %B %Y", []),
        ("plain", []),
    ],
)
def test_placeholders_are_read(text: str, found: list[str]) -> None:
    assert [part.key for part in placeholders(text)] == found


@pytest.mark.parametrize(
    ("english", "japanese", "found"),
    [
        ("{a} of {b}", "{b}の{a}", []),
        ("{a} and {a}", "{a}", []),
        ("%s of %d", "%2$dの%1$s", []),
        ("%s of %d", "%dの%s", [JA, JA, EN, EN]),
        ("%(name)s came", "%(nmae)sが来た", [JA, EN]),
        ("{count} files", "ファイル", [JA]),
        ("Files", "{count}個", [EN]),
        ("100% of it", "その100%", []),
    ],
)
def test_a_placeholder_stands_in_both_languages(english: str, japanese: str, found: list[str], judge: Judge) -> None:
    assert sorted(path for _check, path, *_at in said(judge(files([english], [japanese]), [placeholder_mismatch.CHECK]))) == sorted(found)


@pytest.mark.parametrize(("japanese", "mended"), [("｛count｝個", ["{count}個"]), ("%sと｛count｝個", []), ("{cuont}個", [])])
def test_a_wide_placeholder_is_mended_where_nothing_else_is_wrong(japanese: str, mended: list[str], write: Write) -> None:
    check = placeholder_mismatch.CHECK
    package = loaders.load(str(write(files(["{count} files"], [japanese]))))
    assert check.run is not None
    assert check.fix is not None
    assert [each.new for each in check.fix(package, list(check.run(package))) if isinstance(each, Edit)] == mended
    assert list(check.fix(package, [])) == []


@pytest.mark.parametrize(
    ("english", "japanese", "found"),
    [
        ("<em>MMX</em>", "<em>MMX</em>計画", []),
        ("<em>MMX</em>", "<em>MMX計画", [JA]),
        ("<b><i>x</i></b>", "<b><i>x</b></i>", [JA]),
        ("Line<br>two", "行<br/>二", []),
        ("Line<br>two", "行二", [JA]),
        ("One<br>two<br>three", "一<br>二三", [JA]),
        ("copy <FILE>", "<ファイル>を写す", []),
        ("copy <data>", "データを写す", []),
        ("[a](b) c", "[あ](b)", []),
        ("[a](b) c", "あ", [JA]),
        ("`run` it", "`run`する", []),
        ("`run` it", "`rum`する", [JA, EN]),
        ("**now**", "今", [JA]),
        ("<ruby>x<rt>y</rt></ruby>", "漢字", []),
        ("漢字の<ruby>", "漢字", []),
        ("a < b and c > d", "aはb未満", []),
    ],
)
def test_markup_stands_in_both_languages(english: str, japanese: str, found: list[str], judge: Judge) -> None:
    assert sorted(path for _check, path, *_at in said(judge(files([english], [japanese]), [markup_mismatch.CHECK]))) == sorted(found)


def test_tags_are_nested() -> None:
    assert [misnested(text) for text in ("<b>x</b>", "<b><i>x</b></i>", "<b>x</b></b>", "<p>x<b>y</b>", "<b><b>x</b>")] == ["", "</b>", "</b>", "", "<b>"]
    assert [part.key for part in markup("![a](b) ****")] == ["[]()"]


@pytest.mark.parametrize(
    ("english", "japanese", "same"),
    [
        ("https://a.example/en/x/", "https://a.example/ja/xを参照", True),
        ("See https://A.example/x.", "https://a.example/x。", True),
        ("http://a.example/index_e.html", "https://a.example/index_j.html", True),
        ("https://en.wikipedia.org/wiki/Moon", "https://ja.wikipedia.org/wiki/%E6%9C%88", True),
        ("www.a.example/en/", "www.a.example/ja/", True),
        ("https://a.example/x?lang=en", "https://a.example/x?lang=ja", True),
        ("https://a.example/report", "https://a.example/repot", False),
        ("https://a.example/2026/", "https://a.example/2025/", False),
        ("https://a.example", "リンク", False),
        ("Write to Space@a.example.", "連絡先：space@a.example", True),
        ("Write to space@a.example", "連絡先：sapce@a.example", False),
    ],
)
def test_addresses_are_the_same_but_for_the_language(english: str, japanese: str, same: bool, judge: Judge) -> None:  # noqa: FBT001 - a column of the table
    assert (said(judge(files([english], [japanese]), [address_mismatch.CHECK])) == []) is same
    assert bool({part.key for part in addresses(english)} == {part.key for part in addresses(japanese)}) is same


def test_a_finding_stands_in_the_text_that_lacks_and_tells_where_the_other_has_it(judge: Judge) -> None:
    (finding,) = judge(files(["There are {count} files"], ["ファイル"]), [placeholder_mismatch.CHECK]).findings
    assert (finding.problem.where.path, finding.problem.language) == (JA, "ja")
    assert [(each.path, each.line, each.column) for each in finding.problem.also] == [(EN, 2, 4 + len("There are "))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("資料は the document does not name them である。", True),
        ("題名は「the framework for coordination of it all」である。", False),
        ("the document does not name them", False),
        ("対象は asciidoc csv html latex troff である。", False),
        ("`the document does not name them`を参照", False),
        ("CALETは観測装置である。", False),
        ("the moon である。", False),
    ],
)
def test_english_that_was_left_standing_is_found(text: str, found: bool, judge: Judge) -> None:  # noqa: FBT001 - a column of the table
    assert bool(said(judge(files(["x"], [text]), [text_half_translated.CHECK]))) is found


MOONS = (["Moon", "Mars", "Venus", "Kibo 2"], ["月", "火星", "金星", "きぼう2"])


def test_swapped_columns_are_one_finding_and_swapped_records_one_each(judge: Judge, write: Write) -> None:
    asked = [languages_swapped.CHECK, text_wrong_script.CHECK]
    found = judge(files(MOONS[1], MOONS[0]), asked).findings
    assert [(each.check, each.problem.where.line, each.problem.count) for each in found] == [("columns-swapped", 2, 4)]
    one = files([MOONS[1][0], *MOONS[0][1:]], [MOONS[0][0], *MOONS[1][1:]])
    assert said(judge(one, asked)) == [("languages-swapped", EN, 2, 3)]
    assert said(judge(files(*MOONS), asked)) == []
    assert said(judge(files(["月 (Moon)"], ["月（Moon）"]), [languages_swapped.CHECK])) == []
    check = languages_swapped.CHECK
    for made in (files(MOONS[1], MOONS[0]), one):
        package = loaders.load(str(write(made)))
        assert check.run is not None
        assert check.fix is not None
        edits = [each for each in check.fix(package, list(check.run(package))) if isinstance(each, Edit)]
        assert {(each.table, each.new) for each in edits} >= {("items.en", "Moon"), ("items.ja", "月")}


def test_a_length_is_odd_beside_the_others_of_its_field(judge: Judge) -> None:
    long = "The forum adopted a vision for the next decade and reorganised its groups."
    usual = "会議は、今後10年のビジョンを採択し、分科会を再編した。"
    assert said(judge(files([long] * 3, [usual, "会議。", usual * 5]), [length_odd.CHECK])) == [("length-odd", JA, 3, 3), ("length-odd", JA, 4, 3)]
    assert said(judge(files(["Moon", long], ["地球の衛星である天体の月", usual]), [length_odd.CHECK])) == []
    assert said(judge(files([long] * 30, [usual * 4] * 30), [length_odd.CHECK])) == []


@pytest.mark.parametrize(
    ("english", "japanese", "words"),
    [
        ("The motion was rejected.", "動議は可決された。", ("rejected", "可決")),
        ("The motion was adopted.", "動議は採択されなかった。", ("adopted", "採択")),
        ("The motion was not adopted.", "動議は採択された。", ("adopted", "採択")),
        ("Exports rose.", "輸出は減少した。", ("rose", "減少")),
        ("Imports rose.", "輸出は増加した。", ("Imports", "輸出")),
        ("Entry is permitted.", "入場は禁止されている。", ("permitted", "禁止")),
        ("The motion was not adopted.", "動議は否決された。", None),
        ("The motion was not adopted.", "動議は採択されなかった。", None),
        ("Entry is not permitted.", "入場は認められていません。", None),
        ("Imports and exports rose.", "輸出入は増加し、輸出も増えた。", None),
        ("It may fail.", "失敗するかもしれません。", None),
        ("It must be approved.", "承認されなければならない。", None),
        ("Whether or not to include it.", "含めるかどうか。", None),
        ("It is `disabled`.", "有効である。", None),
        ("The Moon.", "月。", None),
    ],
)
def test_opposites_are_heard_with_their_denials(english: str, japanese: str, words: tuple[str, str] | None) -> None:
    found = opposed(english, japanese)
    assert (found and (english[found[0].start : found[0].end], japanese[found[1].start : found[1].end])) == words


@pytest.mark.parametrize(
    ("english", "japanese", "language"),
    [
        ("The rules do not apply to foreign vessels.", "この規則は外国船舶に適用する。", "en"),
        ("The rules apply to foreign vessels.", "この規則は外国船舶には適用しない。", "ja"),
        ("The rules do not apply.", "この規則は適用しない。", ""),
        ("Parties shall notify it.", "締約国は通知しなければならない。", ""),
        ("The organisation is non-profit.", "この団体は営利を目的としない。", ""),
        ("Nobody came.", "誰も来なかった。", ""),
        ("If it is not open, go.", "閉店時は移動する。", ""),
        ("x" * 300 + " is not so.", "そうである。", ""),
    ],
)
def test_a_denial_in_one_language_only_is_heard(english: str, japanese: str, language: str) -> None:
    assert denied(english, japanese) == language


def test_an_opposite_is_found_at_its_word_and_a_denial_in_its_text(judge: Judge) -> None:
    made = files(["The motion was rejected.", "The rules do not apply."], ["動議は可決された。", "この規則は適用する。"])
    assert said(judge(made, [polarity_mismatch.CHECK])) == [("polarity-mismatch", JA, 2, 7), ("polarity-mismatch", JA, 3, 3)]


@given(st.text(alphabet="%s{}<>/a`*[]()$@.:0 ない未", max_size=60))
def test_any_text_is_read(text: str) -> None:
    for part in [*placeholders(text), *markup(text), *addresses(text)]:
        assert 0 <= part.start < part.end <= len(text)
    misnested(text)
    denied(text, text)
    opposed(text, text)


@pytest.mark.parametrize(
    "piece",
    ["{a, plural, ", "「", "“", "（あ", "(あ", "ア", "ア－", "ドイツ", "a b ", "<a ", "`", "、", "1、", "%", "[a](", "ない", "**a", "https://a.example/"],
)
def test_long_texts_of_any_kind_are_read_in_one_go(piece: str) -> None:
    """Each takes hours where a pattern begins anew at every character and reads to the end."""
    text = piece * (200_000 // len(piece))
    for part in [placeholders, markup, addresses, misnested]:
        part(text)
    assert denied(text, text) == ""
    assert opposed("It was adopted.", text) is None
    list(slips(text, set()))
    unpaired(text, "ja")
    words(iter([text]))
    for habit in HABITS:
        assert sum(1 for _place in places(habit, text)) <= len(text)
    Index(common(), "ja").scan(text)
    list(foreign_ideographs(text))
    text_half_translated.left(f"月{text}")
