"""Searching, narrowing and sorting lists in a real browser, from the disk, as a reader does it."""

import json
import random
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from taiyaku.exporters.to_html.folding import folded
from tests.browser.conftest import LANGUAGES, WIDTHS, Site, Visits
from tests.conftest import ROOT

VECTORS = json.loads((ROOT / "tests" / "folding-vectors.json").read_text(encoding="utf-8"))
FRENCH_DIALOGUES = "#?participant=country-fr&kind=dialogue&decade=2010"


def names(page: Any) -> list[str]:
    """Give the names of the records that are shown, from the top."""
    found: list[str] = page.locator(".records tbody tr:not([hidden]) th").all_inner_texts()
    return found


def choose(page: Any, key: str, value: str) -> None:
    page.locator(f"select[data-key='{key}']").select_option(value)


def test_browser_folds_as_the_index_was_folded(visit: Visits) -> None:
    page = visit("index.html", "en")
    texts = [text for vector in VECTORS["alike"] for text in vector["texts"]] + [text for pair in VECTORS["apart"] for text in pair]
    # Every character of the first plane that this Python knows, between kana, where the most depends on its neighbours.
    texts += [f"カ{chr(code)}ー{chr(code)}" for code in range(0x10000) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")]
    draw = random.Random(9)  # noqa: S311 -- the same texts every time
    alphabet = "アァカガハバパヴーｰ・゠ﾞﾟかがーんaÄßΣς 　\t-–〜～月⽉①㎞\u3099\u200b\u0301"
    texts += ["".join(draw.choices(alphabet, k=12)) for _ in range(3000)]
    said = page.evaluate("(texts) => texts.map(window.taiyakuFold)", texts)
    assert [(text, there, folded(text)) for text, there in zip(texts, said, strict=True) if there != folded(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Artemis Accords", "artemis-accords"),
        ("アルテミス合意", "artemis-accords"),
        ("宇宙飛行士", ""),
        ("ＡＰＲＳＡＦ", ""),
        ("あぷるさふ　名古屋", "aprsaf-nagoya-vision"),
        ("ﾛｰﾊﾞｰ 与圧", ""),
        ("france dialogue 2016", "jp-fr-comprehensive-dialogue-on-space"),
    ],
)
def test_either_language_is_searched_and_names_come_first(visit: Visits, language: str, words: str, first: str) -> None:
    page = visit("index.html", language)
    page.locator("#query").fill(words)
    found = page.locator(".records tbody tr:not([hidden]) th a").evaluate_all("(all) => all.map((each) => each.getAttribute('href'))")
    assert 0 < len(found) < 30
    assert page.locator(".found").inner_text() in (f"{len(found)} of 202 records", f"全202件中{len(found)}件")
    assert not first or found[0] == f"items/{first}.html"


def test_filters_work_together_and_count_what_is_left(visit: Visits) -> None:
    page = visit("index.html", "en")
    choose(page, "participant", "country-fr")
    with_france = names(page)
    choose(page, "kind", "dialogue")
    choose(page, "decade", "2010")
    assert names(page) == ["Japan-France Comprehensive Dialogue on Space"]
    assert page.locator("select[data-key=status] option[value=ongoing]").inner_text() == "Ongoing (1)"
    assert page.locator("select[data-key=status] option[value=expected]").is_disabled()
    page.locator("[data-clear]").click()
    assert page.locator(".found").inner_text() == "202 of 202 records"
    assert page.evaluate("document.activeElement.id") == "query"
    assert "#" not in page.url
    assert 10 < len(with_france) < 202


@pytest.mark.parametrize("where", ["disk", "server"])
def test_address_holds_what_is_asked(visit: Visits, site: Site, where: str) -> None:
    """It can be shared, and survives a reload, the way back, and the change of language."""
    address = site.served if where == "server" else site.address
    page = visit("index.html", "ja", address=address)
    page.locator("#query").fill("宇宙　対話")
    choose(page, "participant", "country-fr")
    page.locator(".records thead button").first.click()
    asked, seen = page.url, names(page)
    assert re.search(r"#\?q=.*&participant=country-fr&sort=title$", asked)
    assert seen
    assert names(visit(f"index.html{asked[asked.index('#') :]}", "ja", address=address)) == seen
    page.reload()
    assert names(page) == seen
    page.locator(".records tbody tr:not([hidden]) a").first.click()
    page.wait_for_url("**/items/*.html")
    page.go_back()
    page.wait_for_url("**/index.html#*")
    assert (page.url, names(page)) == (asked, seen)
    page.locator("header a[hreflang=en]").click()
    page.wait_for_url("**/en/index.html#*")
    assert page.locator("#query").input_value() == "宇宙　対話"
    assert page.locator("select[data-key=participant]").input_value() == "country-fr"
    assert len(names(page)) == len(seen)


def test_address_typed_by_hand_is_followed_and_nonsense_is_not(visit: Visits) -> None:
    page = visit(f"index.html{FRENCH_DIALOGUES}", "en")
    assert len(names(page)) == 1
    page.evaluate("window.location.hash = '#?kind=mission&status=nonsense&sort=-nothing&x=y'")
    page.wait_for_function("document.querySelector('.found').textContent.startsWith('9 ')")
    assert page.url.endswith("#?kind=mission")
    page.evaluate("window.location.hash = '#main'")
    assert len(names(page)) == 9


def test_nothing_is_searched_while_an_input_method_composes(visit: Visits) -> None:
    page = visit("index.html", "ja")
    query = page.locator("#query")
    query.focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "うちゅうひ", "selectionStart": 5, "selectionEnd": 5})
    assert query.input_value() == "うちゅうひ"
    assert len(names(page)) == 202
    client.send("Input.insertText", {"text": "宇宙飛行士"})
    assert query.input_value() == "宇宙飛行士"
    assert 0 < len(names(page)) < 20


def test_columns_are_sorted_by_their_buttons(visit: Visits) -> None:
    page = visit("index.html", "en")
    heads, buttons = page.locator(".records thead th"), page.locator(".records thead button")
    as_given = names(page)
    assert [head.get_attribute("aria-sort") for head in heads.all()] == [None, "descending", None, None]
    buttons.nth(0).press("Enter")
    by_name = names(page)
    assert by_name != as_given
    assert sorted(by_name) == sorted(as_given)
    assert by_name.index("Field 2: Multilateral fora") < by_name.index("Field 10: Regional cooperation")
    assert [head.get_attribute("aria-sort") for head in heads.all()] == ["ascending", None, None, None]
    assert "newest" not in page.locator(".records caption").inner_text()
    buttons.nth(0).press("Space")
    assert names(page) == by_name[::-1]
    buttons.nth(1).click()
    dates = page.locator(".records tbody td:nth-child(2)").all_inner_texts()
    assert dates[0] == "1965"
    assert dates[-100:] == [""] * 100
    buttons.nth(1).click()
    assert page.locator(".records tbody td:nth-child(2)").all_inner_texts()[-100:] == [""] * 100
    page.locator("[data-clear]").click()
    assert names(page) == as_given
    assert "newest" in page.locator(".records caption").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_result_says_what_to_do(visit: Visits, language: str) -> None:
    page = visit("index.html", language)
    told = page.locator(".nothing")
    assert not told.is_visible()
    page.locator("#query").fill("たいやき")
    assert names(page) == []
    assert told.is_visible()
    page.locator("#query").fill("")
    assert not told.is_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_controls_are_large_enough_and_nothing_moves(visit: Visits, language: str, width: int) -> None:
    page = visit("index.html", language, width=width)
    for control in page.locator("main :is(input, select, button)").all():
        box = control.bounding_box()
        assert box is None or (box["height"] >= 44 and box["width"] >= 24), control.evaluate("(each) => each.outerHTML.slice(0, 90)")
    shifts = page.evaluate(
        """() => new Promise((done) => {
            const found = [];
            new PerformanceObserver((list) => found.push(...list.getEntries().map((each) => each.value))).observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(found), 300);
        })"""
    )
    assert sum(shifts) < 0.01
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_list_of_another_table_is_searched_alike(visit: Visits) -> None:
    page = visit("organisations/index.html", "ja")
    page.locator("#query").fill("jaxa")
    assert "宇宙航空研究開発機構" in names(page)
    page.locator("#query").fill("ふらんすこくりつ")
    assert names(page) == ["フランス国立宇宙研究センター"]


def test_print_has_the_rows_that_are_found(visit: Visits) -> None:
    page = visit(f"index.html{FRENCH_DIALOGUES}", "en")
    page.emulate_media(media="print")
    assert not page.locator(".finder").is_visible()
    assert page.locator(".found").is_visible()
    assert names(page) == ["Japan-France Comprehensive Dialogue on Space"]


def test_long_list_is_laid_out_in_part_until_somebody_wants_it_all(visit: Visits, site: Site) -> None:
    page = visit("about.html", "en", address=site.served)
    text = (Path(site.disk) / "en" / "index.html").read_text(encoding="utf-8")
    rows = "".join(re.findall("<tr data-at.*?</tr>", text, re.DOTALL))
    page.route("**/en/index.html", lambda route: route.fulfill(body=text.replace("</tbody>", f"{rows * 2}</tbody>"), content_type="text/html"))
    page.goto(f"{site.served}en/index.html")
    more = page.locator(".more button")
    assert len(names(page)) == 250
    assert more.inner_text() == "Show all 606 records"
    assert page.locator(".found").inner_text().startswith("606 of ")
    choose(page, "kind", "field")
    assert len(names(page)) == 246
    assert not more.is_visible()
    choose(page, "kind", "")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(names(page)) == 606
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(names(page)) == 250
    last = names(page)[-1]
    more.click()
    shown = names(page)
    assert len(shown) == 606
    assert shown[249] == last
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 251
    assert not more.is_visible()


@pytest.mark.parametrize("index", [None, 'window.taiyakuRecords = {"filters":[],"records":[["aprsaf","forum"]]};'])
def test_page_without_the_index_of_its_version_shows_no_form(chromium: Any, site: Site, index: str | None) -> None:
    context = chromium.new_context()
    context.route("**/search-items.js", lambda route: route.abort() if index is None else route.fulfill(body=index, content_type="text/javascript"))
    page = context.new_page()
    page.goto(f"{site.served}en/index.html")
    assert not page.locator(".finder").is_visible()
    page.locator(".records thead button").first.click()
    assert len(names(page)) == 202
    context.close()
