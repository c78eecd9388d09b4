"""What holds on every page of the site, wherever and however it is read."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path

import pytest

from taiyaku import loaders
from tests.browser.conftest import LANGUAGES, Site, Visits
from tests.browser.reading import Reading, broken, untranslated
from tests.conftest import ROOT

FORBIDDEN = ("<built-in", "<bound method", "<function", "None", "NaN", "undefined", "{{", "}}", "{%", "[object", "Piece(", "\ufffd")
"""What a template shows where it was given the wrong thing."""


@functools.cache
def readings(folder: str) -> dict[str, Reading]:
    return {str(path.relative_to(folder)): Reading(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).rglob("*.html"))}


def test_every_link_and_anchor_resolves(site: Site) -> None:
    release = Path(site.disk).parent
    beside = {f"site/{path}": reading for path, reading in readings(site.disk).items()}
    assert list(broken(release, beside)) == []


def test_every_link_and_anchor_of_the_hosted_build_resolves(site: Site) -> None:
    assert list(broken(Path(site.hosted), readings(site.hosted), site.base)) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    for name in ("a.html", "page.html"):
        (tmp_path / name).write_text("", encoding="utf-8")
    page = '<p id="here"><a href="a.html">a</a><a href="#here">b</a><a href="#?q=x">c</a><a href="b.html">d</a><a href="#there">e</a><a href="../../x">f</a>'
    told = [each.split(": ")[1].split()[0] for each in broken(tmp_path, {"page.html": Reading(page)})]
    assert told == ["b.html", "#there", "../../x"]


def test_every_language_has_the_same_pages(site: Site) -> None:
    first, *others = ([path.partition("/")[2] for path in site.pages() if path.startswith(f"{language}/")] for language in LANGUAGES)
    assert first
    assert all(other == first for other in others)


def test_what_is_heard_and_not_seen_is_in_the_language_of_its_page(site: Site) -> None:
    told = [f"{path}: {text}" for path, reading in readings(site.disk).items() if "/" in path for text in untranslated(reading)]
    assert told == [], "\n".join(told[:50])


@pytest.mark.parametrize(
    "planted",
    [
        "<title>Records of the project</title>",
        '<meta name="description" content="All records in one table">',
        "<table><caption>All records</caption></table>",
        '<nav aria-label="Languages of the site"></nav>',
        '<img src="x.png" alt="Map of the partners">',
        "<svg><title>Records by decade</title></svg>",
        "<svg><desc>Most of the records are from the 2010s</desc></svg>",
        '<input placeholder="Find in all texts">',
        "<p>This record is not translated.</p>",
    ],
)
def test_an_untranslated_text_is_found(site: Site, planted: str) -> None:
    page = Path(site.disk, "ja/index.html").read_text(encoding="utf-8")
    assert untranslated(Reading(page)) == []
    assert len(untranslated(Reading(page.replace("</main>", f"{planted}</main>")))) == 1
    assert untranslated(Reading(page.replace("</main>", f'<div lang="en">{planted}</div></main>'))) == []


def test_a_japanese_text_on_an_english_page_is_found(site: Site) -> None:
    page = Path(site.disk, "en/index.html").read_text(encoding="utf-8")
    assert len(untranslated(Reading(page.replace("</main>", '<p aria-label="すべての記録">記録</p></main>')))) == 2


def test_every_page_has_a_title_of_its_own_and_a_description(site: Site) -> None:
    titles = Counter[tuple[str, str]]()
    for path, reading in readings(site.disk).items():
        title = next(iter(reading.said("title")), "")
        titles[path.partition("/")[0], title] += 1
        if "/" in path:
            assert [text for where, _language, text in reading.texts if where == "meta description"], path
    assert [title for title, times in titles.items() if times > 1 or not title[1]] == []


def test_no_page_shows_what_a_template_was_given_by_mistake(site: Site) -> None:
    told = [
        f"{path}: {text}"
        for path, reading in readings(site.disk).items()
        for _where, _language, text in reading.texts
        if any(word in text for word in FORBIDDEN)
    ]
    assert told == []


def test_a_page_opens_in_silence(visit: Visits, site_on_disk: str, site_served: str, site_hosted: str, path: str) -> None:
    titles = set()
    page = visit(path)
    for address in (site_on_disk, site_served, site_hosted):
        page.goto(f"{address}{path}")
        titles.add(page.title())
    assert len(titles) == 1
    assert titles != {""}


def test_noise_is_heard(tabs: Visits, site_served: str) -> None:
    page = tabs("index.html", "ja")
    for noise in (
        "console.error('error')",
        "setTimeout(() => { throw new Error('thrown') })",
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p { color: red }'}))",
        "document.body.append(Object.assign(document.createElement('img'), {src: 'https://example.invalid/a.png'}))",
        "document.head.append(Object.assign(document.createElement('script'), {src: 'missing.js'}))",
    ):
        page.evaluate(noise)
        page.wait_for_timeout(200)
        assert tabs.wrong, noise
        tabs.wrong.clear()
    page.goto(f"{site_served}missing.html")
    assert tabs.leave()


def test_without_scripts_everything_is_there(visit: Visits, path: str) -> None:
    page = visit(path, javascript=False)
    hidden = page.locator("main").evaluate(
        """(main) => [...main.querySelectorAll('*')]
            .filter((each) => !each.closest('form, noscript, svg, script, datalist, details, .needs-scripts') && !each.checkVisibility())
            .map((each) => each.outerHTML.slice(0, 200))"""
    )
    assert hidden == []
    usable = [field for field in page.locator("main :is(input, select, button)").all() if field.is_visible()]
    assert usable == [], "a control that does nothing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_every_record_can_be_read(visit: Visits, language: str) -> None:
    package = loaders.load(str(ROOT))
    page = visit("index.html", language, javascript=False)
    seen = page.locator("main").inner_text()
    links = set(page.locator("main a").evaluate_all("(all) => all.map((each) => each.getAttribute('href'))"))
    records = package.tables["items"].select(["id"])
    assert records.height
    for key in records["id"]:
        assert f"items/{key}.html" in links
    titles = package.tables[f"items.{language}"].select(["title"])["title"]
    assert [title for title in titles if title and title not in seen] == []
