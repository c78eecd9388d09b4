"""Pages of records: what a reader is told in words, in both languages, whatever the tables are called."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import pytest

from taiyaku.exporters.to_html import pages_of
from taiyaku.exporters.to_html.amounts import duration, money, position, shortened
from taiyaku.exporters.to_html.edition import Edition
from taiyaku.loaders import load
from taiyaku.model import Json
from taiyaku.published import Published
from tests.test_html import BODY, ROOT, TITLE, package, resource, triple

Pages = Mapping[str, Callable[[], bytes]]


def built(source: Path, edition: Edition | None = None) -> Pages:
    """Give what makes each page, by path."""
    return dict(pages_of(load(str(source)), edition=edition))


@pytest.fixture(scope="module")
def ours() -> Pages:
    return built(ROOT)


def html(pages: Pages, path: str) -> str:
    return pages[path]().decode()


def said(text: str) -> str:
    """Give what markup says, one line for each paragraph, entry or row, cells parted by bars."""
    main = text[text.index("<main") :] if "<main" in text else text
    lined = re.sub(r"</(?:tr|li|p|h[1-6]|dd|pre|caption)>", "\n", re.sub(r"\s*\n\s*", "", main))
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(?:td|th|dt)>", "|", lined)))


def part(text: str, id_: str) -> str:
    """Give one section of a page, by its id."""
    start = text.index(f'<section id="{id_}">')
    end = re.search(r'\n    <section id="|\n  </article>', text[start + 1 :])
    assert end is not None
    return text[start : start + 1 + end.start()]


@pytest.mark.parametrize(
    ("digits", "currency", "english", "japanese"),
    [
        ("6000000000", "USD", "US$6 billion", "60億米ドル"),
        ("1000000000000", "JPY", "JP¥1 trillion", "1兆円"),
        ("43500000000000", "JPY", "JP¥43.5 trillion", "43.5兆円"),
        ("123456789", "EUR", "€123,456,789", "123,456,789ユーロ"),
        ("980", "JPY", "JP¥980", "980円"),
        ("12.50", "USD", "US$12.50", "12.50米ドル"),
        ("7000000", "XXQ", "7 million XXQ", "700万 XXQ"),
        ("many", "USD", "US$many", "many USD"),
    ],
)
def test_sums_of_money_are_said_exactly_and_in_words(digits: str, currency: str, english: str, japanese: str) -> None:
    assert money(digits, currency, "en") == english
    assert money(digits, currency, "ja") == japanese


def test_other_languages_say_money_as_cldr_does() -> None:
    assert money("6000000000", "USD", "de") == "6 Milliarden US-Dollar"
    assert money("6000000000", "USD", "tlh") == "6000000000 USD"
    assert shortened("1234567", "en") == "1,234,567"
    assert shortened("2500000", "en") == "2.5 million"


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        ("P10Y", "10 years", "10年"),
        ("P1Y6M", "1 year 6 months", "1年6か月"),
        ("P2W3D", "2 weeks 3 days", "2週間3日"),
        ("P", "P", "P"),
        ("PT5M", "PT5M", "PT5M"),
    ],
)
def test_durations_are_said_in_words(text: str, english: str, japanese: str) -> None:
    assert duration(text, "en") == english
    assert duration(text, "ja") == japanese
    assert duration(text, "tlh") == text


def test_words_that_limit_a_number_stand_on_their_side_of_it() -> None:
    assert [position(word, "en") for word in ("about", "At least", "or more", "annual")] == ["before", "before", "after", ""]
    assert [position(word, "ja") for word in ("約", "以上", "超", "年額")] == ["before", "after", "after", ""]
    assert position("environ", "fr") == ""


def test_amounts_are_one_phrase_and_no_id_is_shown_where_words_are_possible(ours: Pages) -> None:
    english, japanese = (part(html(ours, f"{tag}/items/jp-annual-space-budget-1t.html"), "of-amounts") for tag in ("en", "ja"))
    assert "about US$6 billion (Annual)|about JP¥1 trillion (Annual)|9 July 2025|" in said(english)
    assert "約60億米ドル（年額）|約1兆円（年額）|2025年7月9日|" in said(japanese)
    assert "annual-space-budget" not in english + japanese
    assert "30か国・地域以上|" in said(part(html(ours, "ja/items/aprsaf.html"), "of-amounts"))
    assert "at least 30 countries and regions|" in said(part(html(ours, "en/items/aprsaf.html"), "of-amounts"))
    whole = part(html(ours, "en/items/mod-space-share-1t.html"), "of-amounts")
    assert 'JP¥43 trillion (Total) – <a href="../items/mod-defense-enhancement-43t.html">' in whole
    assert "JP¥43 trillion (Total)|5 years|" in said(part(html(ours, "en/items/mod-defense-enhancement-43t.html"), "of-amounts"))


def test_no_page_shows_the_id_of_an_amount(ours: Pages) -> None:
    rows = [line.split(",")[:2] for line in (ROOT / "datapackage/data/amounts.csv").read_text(encoding="utf-8").splitlines()[1:]]
    paths = [f"{tag}/items/{item}.html" for tag in ("en", "ja") for _id, item in rows] + [path for path in ours if path.startswith("ja/sources/")]
    for path in dict.fromkeys(paths):
        text = said(html(ours, path))
        assert not [id_ for id_, _item in rows if re.search(rf"(?<![\w-]){id_}(?![\w-])", text)], path


def test_a_meeting_shows_where_it_belongs_and_its_neighbours(ours: Pages) -> None:
    page = html(ours, "ja/items/us-jp-comprehensive-dialogue-on-space-9.html")
    trail = page[page.index('<nav class="trail"') : page.index("<article>")]
    assert re.findall(r'href="([^"]*)"', trail) == ["../index.html", "../items/us-jp-comprehensive-dialogue-on-space.html"]
    series = part(page, "series")
    assert "会合：宇宙に関する包括的日米対話" in said(series)
    assert "宇宙に関する包括的日米対話第9回会合|9|2024年8月|" in said(series)
    assert "次：宇宙に関する包括的日米対話の次回会合（希望）" in said(series)
    assert '<em class="here">' in series
    assert "前：" not in said(series)
    later = part(html(ours, "ja/items/us-jp-cd-next-round.html"), "series")
    assert "前：宇宙に関する包括的日米対話第9回会合" in said(later)
    alone = html(ours, "ja/items/jp-fr-comprehensive-dialogue-on-space-4.html")
    assert 'id="series"' not in alone


def test_parts_are_listed_in_their_order_with_their_dates(ours: Pages) -> None:
    listed = said(part(html(ours, "en/items/aprsaf.html"), "by-parent")).split("\n")
    assert listed[1:4] == [
        "Sentinel Asia (2005)",
        "SAFE (Space Applications for Environment) (2006)",
        "Kibo-ABC (Asian Beneficial Collaboration through Kibo Utilization) (2008)",
    ]


def test_relations_read_as_sentences_in_both_directions(ours: Pages) -> None:
    english = said(part(html(ours, "en/items/us-jp-comprehensive-dialogue-on-space-9.html"), "of-relations"))
    assert "this record|is part of|U.S.-Japan Comprehensive Dialogue on Space|August 2024|" in english
    assert "U.S.-Japan Comprehensive Dialogue on Space, 9th meeting: Track 1.0|is part of|this record|August 2024|" in english
    assert english.index("this record|is part of") < english.index("|is part of|this record")
    japanese = said(part(html(ours, "ja/items/us-jp-comprehensive-dialogue-on-space-9.html"), "of-relations"))
    assert "この記録|宇宙に関する包括的日米対話|一部である|2024年8月|" in japanese
    assert "宇宙に関する包括的日米対話の次回会合（希望）|この記録|続く|2025年|" in japanese


def test_who_takes_part_stands_in_one_column_and_the_items_of_an_organisation_by_date(ours: Pages) -> None:
    item = said(part(html(ours, "en/items/aprsaf.html"), "of-participations"))
    assert "Organisation / Place|Role|Side|Citations|" in item
    assert "Japan|Leader||[2]|" in item
    organisation = said(part(html(ours, "en/organisations/jaxa.html"), "of-participations"))
    assert "Item|Date|Role|Side|Citations|" in organisation
    assert organisation.index("|since 1969|") < organisation.index("|1993|") < organisation.index("|20 June 2025|") < organisation.index("||Partner|")
    assert "Unnamed" not in said(part(html(ours, "en/places/country-it.html"), "of-organisations"))


def test_citations_are_numbered_notes_each_written_once(ours: Pages) -> None:
    page = html(ours, "ja/items/jp-annual-space-budget-1t.html")
    notes = re.findall(r'<li id="on-citations-(\d+)">(.*?)</li>', page)
    texts = [said(text).strip() for _number, text in notes]
    assert [number for number, _text in notes] == [str(number) for number in range(1, len(notes) + 1)]
    assert texts[0].endswith("L23, Japan's Space Policy ¶2（記載あり） 対象：この記録、金額・数量")
    assert "独自の表記 対象：名称（日本語）" in texts
    assert len(set(texts)) == len(texts)
    for to in re.findall(r'href="#(on-[^"]*)"', page):
        assert f'id="{to}"' in page
    assert '<a href="#on-citations-1">[1]</a>' in part(page, "of-amounts")


def test_a_source_lists_what_it_supports(ours: Pages) -> None:
    shown = said(part(html(ours, "en/sources/kazeki-remarks-jp-fr-signing-2026.html"), "of-citations"))
    assert "Record|Table|Citations|" in shown
    assert "First satellite of France|Items|L24, Japan-France Space Cooperation ¶2 (Stated)|" in shown
    assert shown.count("|Items|") == len(set(re.findall(r"^(.*)\|Items\|", shown, re.MULTILINE)))


def test_a_page_names_its_record_in_both_languages_and_tells_how_it_was_translated(ours: Pages) -> None:
    page = html(ours, "ja/organisations/jaxa.html")
    assert '<p class="also" lang="en">Japan Aerospace Exploration Agency</p>' in page
    assert "うちゅうこうくうけんきゅうかいはつきこう" in page
    state = said(part(page, "translation"))
    assert "英語から日本語へ|" in state
    assert "翻訳済み、このデータ独自の訳（公式の訳ではない）" in state
    assert re.search(r'href="\.\./compare(-\d+)?\.html#organisations\.jaxa"', page)


def test_a_citation_can_be_copied_as_it_is_and_as_edited(ours: Pages) -> None:
    english, japanese = (html(ours, f"{tag}/items/space-strategy-fund.html") for tag in ("en", "ja"))
    copied = [unescape(text) for text in re.findall(r'<pre class="copy">(.*?)</pre>', english)]
    assert copied[0].startswith("Source: “Space Strategy Fund” (items/space-strategy-fund), “Japan's International Space Cooperation”, version ")
    assert copied[0].endswith(", 21 November 2026")
    assert copied[1].startswith("Based on “Space Strategy Fund”")
    assert copied[1].endswith("; changed by [your name]")
    copied = [unescape(text) for text in re.findall(r'<pre class="copy">(.*?)</pre>', japanese)]
    assert copied[0].startswith("出典：「宇宙戦略基金」（items/space-strategy-fund）、「日本の国際宇宙協力」、")
    assert copied[1].endswith("加工して作成")
    hosted = html(built(ROOT, Edition("https://example.org/space/")), "ja/items/space-strategy-fund.html")
    assert "https://example.org/space/ja/items/space-strategy-fund.html</pre>" in hosted


def test_the_json_of_a_record_is_linked_where_the_release_has_it(ours: Pages) -> None:
    assert ".json" not in html(ours, "en/people/kazeki-jun.html")
    path = "json/v1/people/kazeki-jun.json"
    page = html(built(ROOT, Edition(files={path: Published(path, 1, "0" * 64)})), "en/people/kazeki-jun.html")
    assert f'<a href="../../../{path}">This record as JSON</a>' in page


def test_neighbours_follow_dates_or_names_in_the_language_of_the_page(ours: Pages) -> None:
    page = html(ours, "en/items/sentinel-asia.html")
    assert re.findall(r'rel="(?:prev|next)" href="([^"]*)"', page) == ["../items/aprsaf.html", "../items/safe.html"]
    english, japanese = (html(ours, f"{tag}/people/kazeki-jun.html") for tag in ("en", "ja"))
    assert re.findall(r'rel="(?:prev|next)" href="([^"]*)"', english) == ["../people/kawakatsu.html", "../people/koga-yuichiro.html"]
    assert re.findall(r'rel="(?:prev|next)" href="([^"]*)"', japanese) == ["../people/onoda-kimi.html", "../people/kawakatsu.html"]


def foreign(folder: Path) -> Pages:
    """Write a package whose tables and fields have names of their own: voyages, their crews, what they cost, and who tells so."""

    def key(name: str, target: str = "") -> Json:
        return {"fields": [name], "reference": {"fields": ["id"], **({"resource": target} if target else {})}}

    def coded(name: str) -> Json:
        return {"name": name, "type": "string", "title": name.title(), "taiyaku": {"vocabulary": name}}

    def both(name: str, *fields: Json) -> list[Json]:
        return [resource(f"{name}.{tag}", ["id", *fields], taiyaku={"of": name, "language": tag}) for tag in ("en", "ja")]

    nth, day = {"name": "nth", "type": "integer", "title": "Nth"}, {"name": "sailed", "type": "date", "title": "Sailed"}
    lasts = {"name": "lasts", "type": "string", "title": "Lasts", "constraints": {"pattern": "^P[0-9]+[YMD]$"}}
    resources = [
        resource("voyages", ["id", coded("sort"), "of", nth, day], schema={"foreignKeys": [key("of")]}),
        *both("voyages", TITLE, BODY),
        resource("sailors", ["id", "reading"], taiyaku={"authority": "person"}),
        *both("sailors", TITLE),
        resource(
            "crews", ["id", "voyage", "sailor", "guest"], schema={"foreignKeys": [key("voyage", "voyages"), key("sailor", "sailors"), key("guest", "sailors")]}
        ),
        resource(
            "costs",
            ["id", "voyage", {"name": "sum", "type": "number", "title": "Sum"}, "money", coded("thing"), coded("exactly"), lasts, "part"],
            schema={"foreignKeys": [key("voyage", "voyages"), key("part")]},
            taiyaku={"parts": {"whole": "part", "value": "sum", "unit": ["money", "thing"]}},
        ),
        resource("words", ["id", "list", "word", "rank"], taiyaku={"codes": {"vocabulary": "list", "code": "word", "rank": "rank"}}),
        *both("words", TITLE),
        resource("logs", ["id", "t", "r", "f", "page"], taiyaku={"reference": {"table": "t", "record": "r", "field": "f"}}),
    ]
    files = {
        "voyages.csv": "id,sort,of,nth,sailed\na,line,,,\nb,trip,a,2,1901-05-01\nc,trip,a,1,1900-05-01\nd,trip,a,,\ne,line,e,,\n",
        "voyages.en.csv": "id,title,body\na,North line,\nb,Second trip,\nc,First trip,\nd,Trip planned,\ne,Round trip,\n",
        "voyages.ja.csv": "id,title,body\na,北方航路,\nb,第2次航海,\nc,第1次航海,\nd,計画された航海,\ne,周航,\n",
        "sailors.csv": "id,reading\ns,かいと\nt,あおい\n",
        "sailors.en.csv": "id,title\ns,Kaito\nt,Aoi\n",
        "sailors.ja.csv": "id,title\ns,海人\nt,葵\n",
        "crews.csv": "id,voyage,sailor,guest\n1,b,s,\n2,b,,t\n3,c,s,t\n",
        "costs.csv": "id,voyage,sum,money,thing,exactly,lasts,part\nx1,b,2500000,EUR,,about,P2Y,\nx2,b,30,,crate,least,,\nx3,c,5,,,,,x1\nx4,c,,EUR,,,,\n",
        "words.csv": "id,list,word,rank\n1,sort,line,1\n2,sort,trip,2\n3,thing,crate,1\n4,exactly,about,1\n5,exactly,least,2\n",
        "words.en.csv": "id,title\n1,Line\n2,Trip\n3,crates\n4,about\n5,at least\n",
        "words.ja.csv": "id,title\n1,航路\n2,航海\n3,箱\n4,約\n5,以上\n",
        "logs.csv": "id,t,r,f,page\n1,voyages,b,title,p. 1\n2,crews,1,,p. 2\n3,costs,x2,,p. 1\n",
    }
    return built(package(folder, {"name": "sea", "languages": ["en", "ja"], "taiyaku": {"main": "voyages"}, "resources": resources}, files))


def test_marks_say_what_a_table_is_and_never_its_name(tmp_path: Path) -> None:
    pages = foreign(tmp_path)
    english, japanese = html(pages, "en/voyages/b.html"), html(pages, "ja/voyages/b.html")
    assert "about €2.5 million|2 years|" in said(part(english, "of-costs"))
    assert "at least 30 crates|" in said(part(english, "of-costs"))
    assert "約250万ユーロ|2年|" in said(part(japanese, "of-costs"))
    assert "30箱以上|" in said(part(japanese, "of-costs"))
    series = said(part(english, "series"))
    assert series.index("First trip|1|1 May 1900|") < series.index("Second trip|2|1 May 1901|")
    assert "Trip planned" not in series
    assert "Previous: First trip" in series
    assert said(part(english, "on-logs")).split("\n")[1:3] == ["p. 1 about: Title, Costs", "p. 2 about: Crews"]
    first = html(pages, "en/voyages/c.html")
    assert '5|about €2.5 million – <a href="../voyages/b.html">Second trip</a>' in part(first, "of-costs").replace("</td>\n            <td>", "|")
    assert "sailor|guest|" in said(part(first, "of-crews"))
    assert "sailor / guest|" in said(part(english, "of-crews"))


def test_a_record_that_belongs_to_itself_has_no_endless_trail(tmp_path: Path) -> None:
    page = html(foreign(tmp_path), "en/voyages/e.html")
    assert page[page.index('<nav class="trail"') : page.index("<article>")].count("<li>") == 1


@pytest.mark.parametrize(
    ("table", "old", "new", "path"),
    [
        ("items.en.csv", "The fund was launched by Japan.", "Japan launched the fund in 2024.", "items/space-strategy-fund.html"),
        ("organisations.en.csv", "asi,Italian Space Agency", "asi,Italian Space Agency (ASI)", "organisations/asi.html"),
    ],
)
def test_a_translation_that_is_behind_says_so_beside_it(project: Path, table: str, old: str, new: str, path: str) -> None:
    file = project / "datapackage/data" / table
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8", newline="")
    pages = built(project)
    english, japanese = html(pages, f"en/{path}"), html(pages, f"ja/{path}")
    assert '<p class="notice">この訳文の作成後に英語の原文が変更された。訳文は変更前の原文によるものである。</p>' in japanese
    assert '<p class="notice">The text in English has changed since; this translation is of its earlier wording.</p>' in english
    assert "要更新" in said(part(japanese, "translation"))
    assert "stale" in said(part(english, "translation"))
    assert "notice" not in html(pages, "ja/items/aprsaf.html")


def test_pages_of_records_that_share_a_name_have_titles_of_their_own(ours: Pages, tmp_path: Path) -> None:
    item, source = (html(ours, f"en/{table}/jp-it-joint-statement-space.html") for table in ("items", "sources"))
    assert "<title>Japan-Italy Joint Statement on Space Collaboration – Japan&#39;s International" in item
    assert "<title>Japan-Italy Joint Statement on Space Collaboration – Sources – Japan&#39;s International" in source
    alike = built(triple(tmp_path, {"a": ("Minister", "大臣"), "b": ("Minister", "副大臣")}))
    assert "<title>Minister (a) – Small</title>" in html(alike, "en/things/a.html")
    assert "<title>大臣 – Small</title>" in html(alike, "ja/things/a.html")


def test_a_no_that_most_records_say_is_left_out_and_a_yes_is_told(ours: Pages, tmp_path: Path) -> None:
    assert "非網羅|はい" in said(html(ours, "ja/items/us-jp-comprehensive-dialogue-on-space-9.html"))
    assert "非網羅" not in said(html(ours, "ja/items/aprsaf.html"))
    flag = {"name": "open", "type": "boolean", "title": "Open"}
    table = [resource("doors", ["id", flag]), *[resource(f"doors.{tag}", ["id", TITLE], taiyaku={"of": "doors", "language": tag}) for tag in ("en", "ja")]]
    texts = {f"doors.{tag}.csv": "id,title\na,A\nb,B\nc,C\n" for tag in ("en", "ja")}
    pages = built(package(tmp_path, {"name": "d", "languages": ["en", "ja"], "resources": table}, {"doors.csv": "id,open\na,true\nb,true\nc,false\n", **texts}))
    assert "Open|no" in said(html(pages, "en/doors/c.html"))
    assert "Open|yes" in said(html(pages, "en/doors/a.html"))
