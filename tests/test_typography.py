"""Japanese typography: slips that nobody means, and house style that the package itself declares or keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku import loaders
from taiyaku.checks import brackets_unpaired, style_mixed, text_mistyped, text_unclean, text_wrong_script, typography_mixed
from taiyaku.languages.japanese import HABITS, foreign_ideographs, places, slips, styles, unpaired
from taiyaku.languages.unclean import cleaned
from taiyaku.model import Check, Edit
from tests.conftest import Judge, Write, said


def files(texts: Sequence[str], profile: dict[str, str] | None = None, english: Sequence[str] = ()) -> dict[str, str]:
    """Make a package of these Japanese texts, one a record, and English ones beside them."""
    descriptor: dict[str, Any] = {
        "name": "moon",
        "languages": ["en", "ja"],
        "resources": [{"name": f"items.{tag}", "path": f"items.{tag}.csv"} for tag in ("en", "ja")],
    }
    if profile:
        descriptor["taiyaku"] = {"typography": profile}
    made = {"datapackage.json": json.dumps(descriptor)}
    for tag, cells in (("ja", texts), ("en", english or ["x"] * len(texts))):
        made[f"items.{tag}.csv"] = "id,summary\n" + "".join(f"{number},{cell}\n" for number, cell in enumerate(cells))
    return made


def edited(write: Write, made: dict[str, str], check: Check) -> list[str]:
    """Give the texts that a check's fix makes."""
    assert check.run is not None
    assert check.fix is not None
    package = loaders.load(str(write(made)))
    assert list(check.fix(package, [])) == []
    return [each.new for each in check.fix(package, list(check.run(package))) if isinstance(each, Edit)]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("デ－タを送る", "データを送る"),
        ("サ―バが動く", "サーバが動く"),
        ("コンピュ一タを使う", "コンピューターを使う".replace("ーを", "を")),
        ("終わった。。", "終わった。"),
        ("月、、火星", "月、火星"),
        ("月、。", "月。"),
        ("１、０００円", "１，０００円"),
        ("1、000円", "1,000円"),
        ("12、000、500人", "12,000,500人"),
    ],
)
def test_a_slip_has_one_right_form(text: str, right: str, write: Write, judge: Judge) -> None:
    made = files([text])
    assert [check for check, *_where in said(judge(made, [text_mistyped.CHECK]))] == ["text-mistyped"]
    assert edited(write, made, text_mistyped.CHECK) == [right]
    assert list(slips(right, set())) == []


@pytest.mark.parametrize(
    "text",
    [
        "ロシア―ウクライナ間",
        "モスクワ－ウラジオストク線",
        "ビール一ケース",
        "アメリカ一の都市",
        "データ一覧",
        "100、200、300人",
        "2、3人",
        "第1、第2",
        "そう…。",
        "本当ですか！？",
        "`デ－タ`を参照",
        "https://example.jp/サ－バ",
        "サーバー",
        "ｻｰﾊﾞ",
        "項目１、２、３",
    ],
)
def test_what_may_be_meant_is_no_slip(text: str) -> None:
    assert list(slips(text, {"ロシア", "ウクライナ", "データ", "サーバ"})) == []


def test_a_word_that_stands_elsewhere_tells_a_dash_from_a_long_vowel() -> None:
    assert list(slips("インタ－ネット", set())) == []
    (slip,) = slips("インタ－ネット", {"インターネット"})
    assert (slip.start, slip.right) == (3, "ー")
    (slip,) = slips("サーバ－が動く", {"サーバー"})
    assert (slip.start, slip.right) == (3, "ー")
    assert list(slips("パ―リーグ", {"パ", "リーグ"})) == []
    assert list(slips("サーバ－東京間", {"サーバー"})) == []


def test_a_slip_is_found_at_its_character(judge: Judge) -> None:
    assert said(judge(files(["月。", "宇宙デ－タ"]), [text_mistyped.CHECK])) == [("text-mistyped", "items.ja.csv", 3, 6)]


@pytest.mark.parametrize("text", ["保护する", "彼们", "龍飛ちゃん们"])
def test_a_kanji_that_is_not_japanese_is_of_a_wrong_script(text: str, judge: Judge) -> None:
    found = said(judge(files([text]), [text_wrong_script.CHECK]))
    assert found == [("text-wrong-script", "items.ja.csv", 2, 3 + next(number for number, char in enumerate(text) if char in "护们"))]


def test_kanji_of_names_and_of_old_forms_are_japanese() -> None:
    assert list(foreign_ideographs("髙橋 﨑山 𠮷野 齋藤 渡邉 國學院 〇 々 龍 瀧")) == []
    assert [char for _at, char in foreign_ideographs("护们状况发")] == ["护", "们", "发"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("⺠間の⻑官", "民間の長官"),
        ("⽉と⽇", "月と日"),
        ("\uf9d1か国", "\u516dか国"),
        ("10㌔の㌧", "10キロのトン"),
        ("㍻の㋿", "平成の令和"),
        ("ﬁle を開く", "file を開く"),
        ("ﾃﾞｰﾀ", "データ"),
    ],
)
def test_characters_of_other_codes_are_cleaned(text: str, right: str, judge: Judge) -> None:
    assert {check for check, *_where in said(judge(files([text]), [text_unclean.CHECK]))} == {"text-unclean"}
    assert cleaned(text, "ja") == right
    assert said(judge(files([right]), [text_unclean.CHECK])) == []


def test_units_and_numbers_in_one_character_are_left() -> None:
    assert cleaned("①㎡㎏℃Ⅳ", "ja") == "①㎡㎏℃Ⅳ"


@pytest.mark.parametrize(
    ("text", "bracket"),
    [
        ("「きぼう日本実験棟", "「"),
        ("きぼう」日本実験棟", "」"),
        ("（ISS", "（"),
        ("「月（」", "」"),
        ("『題名」", "」"),
        ("(注", "("),
        ("ISS）の運用", "）"),
        ("“地球", "“"),
        ("地球”", "”"),
    ],
)
def test_a_bracket_without_a_partner_is_found(text: str, bracket: str) -> None:
    found = unpaired(text, "ja")
    assert found is not None
    assert found.what == bracket
    assert text[found.start] == bracket


@pytest.mark.parametrize(
    "text",
    [
        "「きぼう」",
        "（ISS)",
        "1)月 2)火星",
        "ア）月",
        "(1)月",
        "楽しい(^_^)",
        "よい :)",
        "『「月」』",
        "`(`を打つ",
        "「)」を打つ",
        "いいえ",
        "(a) 月",
        "第1）月",
        "“月”と“火星”",
    ],
)
def test_a_list_a_face_and_a_quoted_bracket_are_none(text: str) -> None:
    assert unpaired(text, "ja") is None


def test_english_may_open_the_quotation_of_each_paragraph() -> None:
    assert unpaired("“One.\n“Two.”", "en") is None
    assert unpaired("A (note", "en") is not None


def test_the_bracket_behind_an_address_closes_the_one_before_it() -> None:
    assert unpaired("詳細は担当課 (https://example.go.jp/space) に問い合わせる。", "ja") is None
    assert unpaired("出典 (https://example.jp/wiki/A_(b)) による。", "ja") is None
    found = unpaired("詳細は担当課 (https://example.go.jp/space に問い合わせる。", "ja")
    assert found is not None
    assert found.what == "("


def test_a_piece_that_lacks_its_bracket_in_both_languages_is_left(judge: Judge) -> None:
    assert said(judge(files(["値（"], english=["Value ("]), [brackets_unpaired.CHECK])) == []
    assert said(judge(files(["値（"], english=["Value"]), [brackets_unpaired.CHECK])) == [("brackets-unpaired", "items.ja.csv", 2, 4)]
    assert said(judge(files(["値"], english=["Value (x"]), [brackets_unpaired.CHECK])) == [("brackets-unpaired", "items.en.csv", 2, 9)]


@pytest.mark.parametrize(
    ("profile", "text", "right"),
    [
        ({"spacing": "none"}, "宇宙 ISS 計画", "宇宙ISS計画"),
        ({"spacing": "blank"}, "宇宙ISS計画", "宇宙 ISS 計画"),
        ({"brackets": "full"}, "宇宙(計画)", "宇宙（計画）"),
        ({"brackets": "half"}, "宇宙（計画）", "宇宙(計画)"),
        ({"colon": "full"}, "分野:宇宙", "分野：宇宙"),
        ({"comma": "、"}, "月，火星", "月、火星"),
        ({"comma": "，"}, "月、火星", "月，火星"),
        ({"stop": "。"}, "終わる．", "終わる。"),
        ({"digits": "half"}, "２０２６年", "2026年"),
        ({"digits": "full"}, "2026年", "２０２６年"),
        ({"letters": "half"}, "ＩＳＳの運用", "ISSの運用"),
        ({"wave": "～"}, "3〜5", "3～5"),
        ({"counter": "か"}, "14ヶ国", "14か国"),
    ],
)
def test_the_declared_house_style_is_kept_and_mended(profile: dict[str, str], text: str, right: str, write: Write, judge: Judge) -> None:
    made = files([text], profile)
    assert [check for check, *_where in said(judge(made, [typography_mixed.CHECK]))] == ["typography-mixed"]
    assert edited(write, made, typography_mixed.CHECK) == [right]
    assert said(judge(files([right], profile), [typography_mixed.CHECK])) == []


@pytest.mark.parametrize("text", ["`f(値)`を呼ぶ", "https://example.jp/?a=１", "{値} と", "f(x)", "12:30", "1,000"])
def test_house_style_is_not_asked_inside_code_and_addresses(text: str, judge: Judge) -> None:
    profile = {"brackets": "full", "digits": "half", "spacing": "blank", "colon": "full", "comma": "、"}
    found = judge(files([text], profile), [typography_mixed.CHECK]).findings
    assert [each.problem.values["found"] for each in found] == []


@pytest.mark.parametrize(("usual", "others", "found"), [(40, 1, 1), (40, 2, 2), (40, 3, 0), (18, 1, 0), (60, 0, 0)])
def test_without_a_declaration_the_package_keeps_its_own_clear_habit(usual: int, others: int, found: int, judge: Judge) -> None:
    made = files(["月（衛星）"] * usual + ["月(衛星)"] * others)
    assert len(judge(made, [typography_mixed.CHECK]).findings) == found


def test_a_declared_style_that_the_habit_contradicts_still_holds(judge: Judge) -> None:
    assert len(judge(files(["月（衛星）"] * 30, {"brackets": "half"}), [typography_mixed.CHECK]).findings) == 30


@pytest.mark.parametrize(("plain", "polite", "found"), [(30, 1, [32]), (1, 30, [2]), (30, 3, []), (10, 1, []), (30, 0, [])])
def test_one_table_has_one_style(plain: int, polite: int, found: list[int], judge: Judge) -> None:
    made = files(["衛星は地球を観測する。"] * plain + ["衛星は地球を観測します。"] * polite)
    assert [line for _check, _path, line, _column in said(judge(made, [style_mixed.CHECK]))] == found


def test_a_quotation_does_not_make_a_sentence_plain() -> None:
    assert styles("これは月です。あれは火星である。見たか。") == (1, 1)
    assert styles("見てください。ありません。") == (2, 0)


@given(st.text(alphabet="デ－タ一。、1０00（）「」()ーサ あA{}%", max_size=40))
def test_any_text_is_read_and_mending_ends(text: str) -> None:
    known = {"データ"}
    for _round in range(4):
        found = sorted(slips(text, known), key=lambda each: -each.start)
        for slip in found:
            assert 0 <= slip.start < slip.end <= len(text)
            text = text if slip.right is None else text[: slip.start] + slip.right + text[slip.end :]
    assert [slip for slip in slips(text, known) if slip.right is not None] == []
    unpaired(text, "ja")
    for habit in HABITS:
        for _way, start, end in places(habit, text):
            assert 0 <= start <= end <= len(text)
