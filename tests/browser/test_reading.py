"""Reading facts in a browser: notes, texts side by side, the glossary, and what is copied."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visits

ITEM = "items/us-jp-comprehensive-dialogue-on-space-9.html"
WITHIN = """element => {
    const box = element.getBoundingClientRect();
    return box.top > -1 && box.top < innerHeight && box.width > 0;
}"""
LEVEL = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
NARROW = """() => [...document.querySelectorAll("main td, main th")].filter(cell => {
    const letters = cell.innerText.trim().length;
    return letters > 3 && cell.getBoundingClientRect().width < 60;
}).map(cell => cell.innerText)"""


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_number_beside_a_fact_leads_to_its_note(visit: Visits, language: str) -> None:
    page = visit(ITEM, language, javascript=False)
    link = page.locator('#of-participations a[href="#on-citations-1"]').first
    box = link.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    link.click()
    note = page.locator("#on-citations-1")
    assert note.evaluate(WITHIN)
    assert "L45, Looking Ahead ¶2" in note.inner_text()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_record_that_a_link_names_is_marked_among_the_texts(visit: Visits, language: str, scheme: str) -> None:
    page = visit(ITEM, language, scheme="dark" if scheme == "dark" else "light")
    page.locator('#translation a[href*="compare"]').click()
    page.wait_for_load_state()
    assert page.url.endswith("#items.us-jp-comprehensive-dialogue-on-space-9")
    rows = page.locator("tbody:target")
    assert rows.evaluate(WITHIN)
    assert "9th meeting" in rows.inner_text()
    assert "第9回会合" in rows.inner_text()
    colours = rows.evaluate("element => [getComputedStyle(element).backgroundColor, getComputedStyle(document.documentElement).backgroundColor]")
    assert colours[0] not in {colours[1], "rgba(0, 0, 0, 0)"}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "name", [ITEM, "items/jp-annual-space-budget-1t.html", "sources/jaxa-international-page.html", "compare.html", "glossary.html", "status.html"]
)
def test_nothing_is_wider_than_the_page_and_no_cell_collapses(visit: Visits, name: str, width: int, language: str) -> None:
    page = visit(name, language, width=width)
    assert page.evaluate(LEVEL)
    assert page.evaluate(NARROW) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_citation_is_there_whole_to_be_copied(visit: Visits, width: int) -> None:
    page = visit(ITEM, "ja", width=width)
    for line in page.locator("pre.copy").all():
        assert line.evaluate("element => element.scrollWidth <= element.clientWidth")
        line.evaluate("element => getSelection().selectAllChildren(element)")
        chosen = page.evaluate("() => getSelection().toString()")
        assert "「宇宙に関する包括的日米対話第9回会合」（items/us-jp-comprehensive-dialogue-on-space-9）" in chosen
        assert "2026年11月21日" in chosen


def test_a_term_can_be_linked_to(visit: Visits) -> None:
    page = visit("glossary.html#term-artemis_20accords", "ja")
    row = page.locator("tr:target")
    assert row.evaluate(WITHIN)
    assert row.locator('[lang="en"]').first.inner_text() == "Artemis Accords"


def test_all_texts_are_printed(visit: Visits) -> None:
    page = visit("compare-2.html", "en")
    page.emulate_media(media="print")
    assert page.locator(".scroll").first.evaluate("element => getComputedStyle(element).overflowX") == "visible"
    assert not page.locator("nav.contents").is_visible()
    assert page.locator("tbody").first.is_visible()
