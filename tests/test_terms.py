"""Terms and names: what counts as saying the same in two languages, and what does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from taiyaku.checks import glossary_odd, name_confused, name_missing, rendering_inconsistent, term_confused, term_forbidden, term_kept, term_missing
from taiyaku.languages import names
from taiyaku.languages.terms import Concept, Index, lemma
from taiyaku.model import Check, Edit, Problem
from tests.conftest import Judge, Write, said

RESOURCES = [{"name": f"items.{tag}", "path": f"items.{tag}.csv"} for tag in ("en", "ja")]
TERMS: list[dict[str, Any]] = [
    {"en": "space situational awareness", "ja": "宇宙状況把握", "kind": "required"},
    {"en": "space domain awareness", "ja": "宇宙領域把握", "kind": "required"},
    {"en": "Space Strategy Fund", "ja": "宇宙戦略基金", "kind": "required"},
    {"en": "working group", "ja": "分科会", "kind": "required", "variants": {"ja": ["作業部会"]}},
    {"en": "data server", "ja": "データサーバ", "kind": "required"},
    {"en": "State Minister", "ja": "副大臣", "kind": "required"},
    {"en": "pressurized rover", "ja": "有人与圧ローバ", "kind": "required"},
    {"en": "Deputy Minister", "ja": "副大臣", "kind": "forbidden"},
    {"en": "pressurized rover", "ja": "有人与圧ローバー", "kind": "forbidden"},
    {"en": "space domain awareness", "ja": "宇宙状況把握", "kind": "forbidden"},
    {"en": "LiteBIRD", "ja": "LiteBIRD", "kind": "keep"},
]
ALL = (term_missing.CHECK, term_confused.CHECK, term_forbidden.CHECK, term_kept.CHECK, name_missing.CHECK, name_confused.CHECK)


def table(name: str, kind: str, records: list[tuple[str, str, str]], acronyms: dict[str, str] | None = None) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Make a table that is an authority on names, and its texts."""
    fields: list[dict[str, Any]] = [{"name": "id", "type": "string"}, {"name": "acronym", "type": "string", "taiyaku": {"format": "acronym"}}]
    text = {"fields": [{"name": "id", "type": "string"}, {"name": "name", "type": "string", "taiyaku": {"text": "name"}}]}
    resources: list[dict[str, Any]] = [{"name": name, "path": f"{name}.csv", "schema": {"fields": fields}, "taiyaku": {"authority": kind}}]
    resources += [{"name": f"{name}.{tag}", "path": f"{name}.{tag}.csv", "schema": text} for tag in ("en", "ja")]
    files = {f"{name}.csv": "id,acronym\n" + "".join(f"{record},{(acronyms or {}).get(record, '')}\n" for record, _en, _ja in records)}
    files |= {f"{name}.{tag}.csv": "id,name\n" + "".join(f'{each[0]},"{each[side]}"\n' for each in records) for side, tag in ((1, "en"), (2, "ja"))}
    return resources, files


PEOPLE = table(
    "people",
    "person",
    [
        ("k", "KAZEKI Jun", "風木淳"),
        ("t", "TAKAICHI Sanae", "高市早苗"),
        ("m", "Giorgia MELONI", "ジョルジャ・メローニ"),
        ("y", "YAMAKAWA", "山川"),
        ("s", "Hanako Sato", "佐藤花子"),
    ],
)
ORGANISATIONS = table(
    "organisations",
    "organisation",
    [
        ("nsps", "National Space Policy Secretariat", "宇宙開発戦略推進事務局"),
        ("g", "Government of Italy", "イタリア政府"),
        ("x", "Space agencies overseas", "海外の宇宙機関"),
    ],
    {"nsps": "NSPS"},
)
PLACES = table("places", "place", [("kiruna", "Kiruna", "キルナ"), ("it", "Italy", "イタリア"), ("embassy", "U.S. Embassy in Tokyo", "在日米国大使館")])


def files(english: str, japanese: str, terms: list[dict[str, Any]] | None = None) -> dict[str, str]:
    """Make a package of one text in both languages, with the glossary and the authorities above."""
    resources, content = list(RESOURCES), dict[str, str]()
    for more, theirs in (PEOPLE, ORGANISATIONS, PLACES):
        resources += more
        content |= theirs
    content["datapackage.json"] = json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": resources}, ensure_ascii=False)
    content |= {"items.en.csv": f'id,summary\na,"{english}"\n', "items.ja.csv": f'id,summary\na,"{japanese}"\n'}
    return content | {"translations/glossary.yaml": json.dumps(TERMS if terms is None else terms, ensure_ascii=False)}


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Exercises on space situational awareness.", "宇宙状況把握に関する演習。"),
        ("Space situational awareness (SSA) and SSA data.", "宇宙状況把握（SSA）及びSSAのデータ。"),
        ("Two working groups met.", "二つの分科会が会合した。"),
        ("The working group met.", "作業部会が会合した。"),
        ("A data-server for all.", "全員のためのデータサーバー。"),
        ("Data servers.", "データ・サーバ。"),
        ("The Space Strategy Fund grew. The fund helps.", "当該基金は増えた。"),
        ("The fund was founded.", "宇宙戦略基金が設立された。"),
        ("LiteBIRD flies.", "LiteBIRDは飛行する。"),
        ("Jun Kazeki spoke.", "風木局長が発言した。"),
        ("KAZEKI Jun spoke.", "風木淳が発言した。"),
        ("Ms. Sato spoke.", "佐藤花子氏が発言した。"),
        ("President Yamakawa of JAXA spoke.", "山川JAXA理事長が発言した。"),
        ("The mountain river flows.", "山川が流れる。"),
        ("Prime Minister Takaichi met Prime Minister Meloni.", "高市総理はメローニ首相と会談した。"),
        ("He met the President.", "風木淳が理事長と会談した。"),
        ("The NSPS decided.", "宇宙開発戦略推進事務局が決定した。"),
        ("The secretariat decided. The National Space Policy Secretariat is new.", "同事務局が決定した。この事務局は新しい。"),
        ("The Italian Government and Japan.", "イタリア政府と日本。"),
        ("Relations of Japan and Italy.", "日伊の関係。"),
        ("Japan, the United States and the Republic of Korea.", "日米韓。"),
        ("Both countries agreed.", "日伊は合意した。"),
        ("Japan and Italy agreed.", "両国は合意した。"),
        ("Canadian dollars.", "カナダドル。"),
        ("The German National Day.", "ドイツナショナルデー。"),
        ("A visit to the US Embassy in Tokyo.", "東京の米国大使館の訪問。"),
        ("He drinks in the daytime.", "日中に飲む。"),
        ("Our country's exports.", "我が国の輸出。"),
        ("The type of the window.", "ウインドウのタイプ。"),
        ("The US national.", "USの国籍者。"),
        ("Space agencies overseas met.", "宇宙機関が会合した。"),
        ("See https://italy.example/kiruna.", "https://italy.example/kirunaを参照。"),
        ("The solar wind.", "風。"),
        ("Awareness of the space domain.", "宇宙領域把握。"),
        ("Ministers of State and the State Minister.", "副大臣。"),
    ],
)
def test_what_says_the_same_is_left_alone(english: str, japanese: str, judge: Judge) -> None:
    assert said(judge(files(english, japanese), ALL)) == []


EN, JA = "items.en.csv", "items.ja.csv"


@pytest.mark.parametrize(
    ("english", "japanese", "found"),
    [
        ("Exercises on space situational awareness.", "軌道監視に関する演習。", ("term-missing", JA, 3)),
        ("Exercises on watching orbits.", "宇宙状況把握に関する演習。", ("term-missing", EN, 3)),
        ("On space situational awareness.", "演習と宇宙領域把握。", ("term-confused", JA, 7)),
        ("On space domain awareness.", "演習と宇宙状況把握。", ("term-confused", JA, 7)),
        ("The pressurized rover.", "月面の有人与圧ローバー。", ("term-forbidden", JA, 7)),
        ("The Deputy Minister spoke.", "副大臣が発言した。", ("term-forbidden", JA, 3)),
        ("LiteBIRD flies.", "あのLitebirdは飛行する。", ("term-kept", JA, 6)),
        ("Our litebird flies.", "LiteBIRDは飛行する。", ("term-kept", EN, 8)),
        ("LiteBIRD flies.", "ＬｉｔｅＢＩＲＤは飛行する。", ("term-kept", JA, 3)),
        ("LiteBIRD flies.", "ライトバードは飛行する。", ("term-kept", JA, 3)),
        ("A bird flies.", "LiteBIRDは飛行する。", ("term-kept", EN, 3)),
        ("Jun Kazeki spoke.", "出席者が発言した。", ("name-missing", JA, 3)),
        ("Somebody spoke.", "風木淳が発言した。", ("name-missing", EN, 3)),
        ("Somebody spoke.", "山川理事長が発言した。", ("name-missing", EN, 3)),
        ("Jun Kazeki spoke.", "そこで高市早苗が発言した。", ("name-confused", JA, 7)),
        ("Sanae Takaichi spoke.", "メローニが発言した。", ("name-confused", JA, 3)),
        ("The station in Kiruna.", "追跡局。", ("name-missing", JA, 3)),
        ("Relations of Japan and Italy.", "日仏の関係。", ("name-confused", JA, 3)),
        ("The governor of Hiroshima.", "長崎の知事。", ("name-confused", JA, 3)),
        ("A decision of the Ministry of Finance.", "総務省の決定。", ("name-confused", JA, 3)),
        ("A rock from Mars.", "金星の石。", ("name-confused", JA, 3)),
        ("The NSPS decided.", "そこで決定した。", ("name-missing", JA, 3)),
    ],
)
def test_what_says_another_thing_is_found_at_its_place(english: str, japanese: str, found: tuple[str, str, int], judge: Judge) -> None:
    check, path, column = found
    assert said(judge(files(english, japanese), ALL)) == [(check, path, 2, column)]


def test_a_finding_tells_both_readings_and_the_place_of_the_other_text(judge: Judge) -> None:
    (finding,) = judge(files("The station in Kiruna.", "東京の追跡局。", []), [name_confused.CHECK]).findings
    assert (finding.problem.values["name"], finding.problem.values["found"]) == ("Kiruna", "東京")
    assert (finding.problem.values["means"], finding.problem.values["wanted"]) == ("Tokyo", "キルナ")
    (also,) = finding.problem.also
    assert (also.path, also.line, also.column) == ("items.en.csv", 2, 4 + len("The station in "))


def test_names_of_the_authorities_themselves_may_say_more_in_one_language(judge: Judge) -> None:
    made = files("Text.", "文。")
    made["organisations.en.csv"] = made["organisations.en.csv"].replace("National Space", "Japan National Space")
    assert said(judge(made, ALL)) == []


def test_texts_without_the_other_language_or_of_one_value_for_all_are_not_compared(judge: Judge) -> None:
    alone = files("", "日伊の関係。")
    assert said(judge(alone, ALL)) == []
    same = files("JAXA Kiruna", "JAXA Kiruna")
    assert said(judge(same, ALL)) == []


@pytest.mark.parametrize(
    ("check", "english", "japanese", "mended"),
    [
        (term_forbidden.CHECK, "The pressurized rover.", "月面の有人与圧ローバー。", ("items.ja", "月面の有人与圧ローバ。")),
        (term_forbidden.CHECK, "The Deputy Minister spoke.", "副大臣が発言した。", ("items.en", "The State Minister spoke.")),
        (term_kept.CHECK, "LiteBIRD flies.", "あのLITEBIRDは`litebird`を飛ばす。", ("items.ja", "あのLiteBIRDは`litebird`を飛ばす。")),
        (term_kept.CHECK, "A bird flies.", "LiteBIRDは飛行する。", None),
    ],
)
def test_only_what_has_one_right_form_is_mended(check: Check, english: str, japanese: str, mended: tuple[str, str] | None, write: Write, judge: Judge) -> None:
    from taiyaku import loaders

    made = files(english, japanese)
    assert check.run is not None
    assert check.fix is not None
    package = loaders.load(str(write(made)))
    problems: list[Problem] = list(check.run(package))
    edits = [each for each in check.fix(package, problems) if isinstance(each, Edit) and each.old != each.new]
    assert [(each.table, each.new) for each in edits] == ([mended] if mended else [])
    assert list(check.fix(package, [])) == []
    if mended:
        path = f"{mended[0]}.csv"
        assert said(judge({**made, path: made[path].replace(edits[0].old, edits[0].new)}, ALL)) == []


@pytest.mark.parametrize(
    ("terms", "count"),
    [
        ([{"en": "space", "ja": "宇宙", "kind": "required"}] * 2, 1),
        ([{"en": "space", "ja": "宇宙", "kind": "required"}, {"en": "space", "ja": "宇宙", "kind": "forbidden"}], 1),
        ([{"en": "working group", "ja": "分科会", "kind": "required"}, {"en": "Working Groups", "ja": "作業部会", "kind": "required"}], 1),
        ([{"en": "server", "ja": "サーバ", "kind": "required"}, {"en": "host", "ja": "サーバー", "kind": "required"}], 1),
        ([{"en": "server", "ja": "サーバ", "kind": "required"}, {"en": "server", "ja": "サーバー", "kind": "forbidden"}], 0),
        ([{"en": "space", "ja": "宇宙", "kind": "required"}, {"en": 1, "ja": "宇宙"}, "space"], 0),
    ],
)
def test_entries_of_the_glossary_go_with_each_other(terms: list[Any], count: int, judge: Judge) -> None:
    assert [check for check, *_where in said(judge(files("A.", "あ。", terms), [glossary_odd.CHECK]))] == ["glossary-odd"] * count


@pytest.mark.parametrize(
    ("english", "japanese", "found"),
    [
        (["The list is open.", "The list is open."], ["列挙は限定的ではない。", "一覧は開いている。"], [("items.ja.csv", 3)]),
        (["The list is open.", "The list is not closed."], ["列挙は限定的なものではない。"] * 2, [("items.en.csv", 3)]),
        (["The document does not say.", "The documents do not say."], ["資料は述べていない。"] * 2, [("items.en.csv", 3)]),
        (["It is in the document.", "It is in the documents."], ["資料に述べられているとおりである。"] * 2, []),
        (["Moon", "Moon"], ["月", "衛星"], []),
    ],
)
def test_one_text_has_one_rendering(english: list[str], japanese: list[str], found: list[tuple[str, int]], judge: Judge) -> None:
    made = files("", "", [])
    for tag, texts in (("en", english), ("ja", japanese)):
        made[f"items.{tag}.csv"] = "id,summary\n" + "".join(f"{number},{text}\n" for number, text in enumerate(texts))
    wanted = [("rendering-inconsistent", path, line, 3) for path, line in found]
    assert said(judge(made, [rendering_inconsistent.CHECK])) == (wanted if found != [("items.en.csv", 3)] or "say" not in english[0] else [])


def test_words_are_compared_in_one_number_and_one_spelling() -> None:
    pairs = [
        ("agencies", "Agency"),
        ("Ministries'", "ministry"),
        ("utilisation", "utilization"),
        ("Defence", "defense"),
        ("programmes", "program"),
        ("SMEs", "SME"),
    ]
    assert all(lemma(first) == lemma(second) for first, second in pairs)
    assert lemma("basis") == "basis"
    assert lemma("NASA's") == "nasa"
    assert lemma("U.S.") == "us"
    assert lemma("gas") != lemma("gate")


def test_the_longest_form_is_the_one_that_is_named() -> None:
    index = Index(
        [Concept("term", {"en": ["Earth observation"]}), Concept("term", {"en": ["Earth observation satellite"]}), Concept("term", {"en": ["observation"]})],
        "en",
    )
    hits, held = index.scan("Earth-observation satellites of the Earth")
    assert [(hit.start, hit.end, set(hit.concepts)) for hit in hits] == [(0, 28, {1})]
    assert held == {0, 1, 2}


def test_a_name_in_small_letters_is_a_word() -> None:
    index = Index([Concept("country", {"en": ["Turkey", "US"]})], "en")
    assert [index.scan(text)[0] == [] for text in ("a turkey", "tell us", "in Turkey", "the US")] == [True, True, False, False]


def test_every_name_that_all_texts_may_use_stands_for_one_thing() -> None:
    seen: dict[tuple[str, str], str] = {}
    for concept in names.common():
        for language, forms in concept.forms.items():
            assert len(set(forms)) == len(forms), concept.forms
            assert [form for form in forms if seen.setdefault((language, form), concept.forms["en"][0]) != concept.forms["en"][0]] == []


def test_a_compound_names_both_countries(judge: Judge) -> None:
    assert [finding.problem.values["name"] for finding in judge(files("Peace.", "日独の平和。", []), [name_missing.CHECK]).findings] == ["日独", "日独"]
