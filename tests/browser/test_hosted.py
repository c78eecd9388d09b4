"""The release for a server, served: every page is reached by clicking, and a wrong address leads home."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

import pytest

from tests.browser.conftest import LANGUAGES, Site, Visits

OTHER = {"en": "ja", "ja": "en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_goes_from_the_first_page_through_every_menu_and_changes_the_language(visit: Visits, site: Site, language: str) -> None:
    page = visit("", address=site.base)
    home = f"{site.base}{language}/index.html"
    page.click(f'.chooser a[hreflang="{language}"]')
    page.wait_for_url(home)
    entries = [str(link.get_attribute("href")) for link in page.query_selector_all("nav.menu a")]
    assert {"downloads.html", "dictionary.html", "changes.html", "about.html", "sources.html"} <= set(entries)
    for entry in entries:
        page.goto(home)
        page.click(f'nav.menu a[href="{entry}"]')
        page.wait_for_url(urljoin(home, entry))
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1
        # Where the page is addressed and what it says of its address are one.
        assert page.locator('link[rel="canonical"]').get_attribute("href") == page.url
        page.click(f'header nav a[hreflang="{OTHER[language]}"]')
        page.wait_for_url(urljoin(f"{site.base}{OTHER[language]}/index.html", entry))


@pytest.mark.parametrize("wrong", ["nothing.html", "en/items/nothing.html", "ja/a/b/c/nothing"])
def test_a_wrong_address_leads_home_in_both_languages(visit: Visits, site: Site, wrong: str) -> None:
    page = visit("", address=site.base)
    # The browser tells of the status 404 itself; that is no fault of the page.
    before = list(visit.wrong)
    page.goto(site.base + wrong)
    visit.wrong[:] = [*before, *(told for told in visit.wrong[len(before) :] if "404 (Not Found)" not in told)]
    assert page.locator("h1 span").all_inner_texts() == ["There is no page at this address.", "このアドレスにページはありません。"]
    assert page.evaluate("getComputedStyle(document.querySelector('.choices')).display") == "grid"
    page.click('a[hreflang="ja"]')
    page.wait_for_url(f"{site.base}ja/index.html")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_search_engines_are_told_is_data_and_breaks_no_policy(visit: Visits, site: Site, language: str) -> None:
    for name in ("index.html", "downloads.html"):
        page = visit(name, language, address=site.base)
        (told,) = [json.loads(each) for each in page.locator('script[type="application/ld+json"]').all_inner_texts()]
        assert (told["@type"], told["inLanguage"]) == ("Dataset", language)
        for file in told["distribution"][:3]:
            found = page.request.get(file["contentUrl"])
            assert (found.status, f"{len(found.body())} B") == (200, file["contentSize"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_downloads_come_in_the_size_that_the_link_tells(visit: Visits, site: Site, language: str) -> None:
    page = visit("downloads.html", language, address=site.base)
    links = page.locator(".files th a")
    assert links.count() > 80
    for at in range(0, links.count(), 12):
        told = re.search(r"([0-9.]+) ([kM])B[)）]$", links.nth(at).inner_text())
        assert told is not None
        found = page.request.get(urljoin(page.url, str(links.nth(at).get_attribute("href"))))
        assert found.ok
        assert abs(float(told[1]) - len(found.body()) / (1_000_000 if told[2] == "M" else 1_000)) < 1


def test_the_sitemap_holds_the_pages_that_the_server_has(visit: Visits, site: Site) -> None:
    page = visit("", address=site.base)
    told = page.request.get(f"{site.base}robots.txt").text()
    address = told.partition("Sitemap: ")[2].strip()
    listed = re.findall(r"<loc>([^<]+)</loc>", page.request.get(address).text())
    assert len(listed) == len(set(listed)) > 600
    for each in listed[::97]:
        assert page.request.get(each).ok


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_anchor_of_the_dictionary_shows_its_field(visit: Visits, language: str) -> None:
    page = visit("dictionary.html#amounts.value", language)
    assert page.evaluate("document.querySelector(':target').id") == "amounts.value"
    row = page.locator("tr:target")
    assert row.is_visible()
    assert row.evaluate("row => getComputedStyle(row).backgroundColor") != "rgba(0, 0, 0, 0)"
