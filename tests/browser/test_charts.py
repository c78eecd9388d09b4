"""Timeline, charts and partner network as they are drawn: nothing is cut, nothing overlaps, everything can be told from its ground."""

from __future__ import annotations

import pytest

from tests.browser.conftest import LANGUAGES, SCHEMES, WIDTHS, Scheme, Visits

PICTURES = """() => [...document.querySelectorAll("figure svg")].map(svg => {
  const box = each => { const at = each.getBoundingClientRect(); return [at.left, at.top, at.right, at.bottom]; };
  const inner = each => { const at = each.getBBox(); return [at.x, at.y, at.x + at.width, at.y + at.height]; };
  const view = svg.viewBox.baseVal;
  return {
    id: svg.getAttribute("aria-labelledby"),
    view: [view.x, view.y, view.x + view.width, view.y + view.height],
    shown: box(svg),
    scale: svg.getBoundingClientRect().width / view.width,
    texts: [...svg.querySelectorAll("text")].map(text => [text.textContent, ...inner(text)]),
    bars: [...svg.querySelectorAll("rect")].map(inner),
    size: parseFloat(getComputedStyle(svg).fontSize),
    family: getComputedStyle(svg).fontFamily,
    region: svg.closest(".scroll") !== null,
  };
})"""
COLOURS = """() => {
  const digits = text => (text.match(/[0-9.]+/g) || []).slice(0, 3).map(Number);
  const hex = text => "#" + digits(text).map(each => Math.round(each).toString(16).padStart(2, "0")).join("");
  const bars = [...document.querySelectorAll("svg .bar")].map(each => hex(getComputedStyle(each).fill));
  const texts = [...document.querySelectorAll("svg text")].map(each => hex(getComputedStyle(each).fill));
  const lines = [...document.querySelectorAll("svg .axis")].map(each => hex(getComputedStyle(each).stroke));
  return {bars: [...new Set(bars)], texts: [...new Set(texts)], lines: [...new Set(lines)], ground: hex(getComputedStyle(document.documentElement).backgroundColor)};
}"""
SHADES = """() => {
  const context = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d", {willReadFrequently: true});
  const hex = text => {
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    return "#" + [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map(each => each.toString(16).padStart(2, "0")).join("");
  };
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  return [...document.querySelectorAll(".matrix td")].map(each => {
    const style = getComputedStyle(each);
    return [hex(style.color), hex(style.backgroundColor === "rgba(0, 0, 0, 0)" ? paper : style.backgroundColor)];
  });
}"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { letter-spacing: .12em !important; line-height: 1.5 !important; word-spacing: .16em !important }");
  document.adoptedStyleSheets = [sheet];
}"""
Box = list[float]


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours (WCAG 2.2)."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour like ``#15181c`` (WCAG 2.2)."""
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def apart(one: Box, other: Box) -> bool:
    """Tell whether two boxes have no more than the edge in common."""
    return one[2] <= other[0] + 0.5 or other[2] <= one[0] + 0.5 or one[3] <= other[1] + 0.5 or other[3] <= one[1] + 0.5


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_a_picture_stands_inside_and_alone(visit: Visits, language: str, width: int) -> None:
    page = visit("charts.html", language, width=width)
    pictures = page.evaluate(PICTURES)
    assert len(pictures) >= 5
    for picture in pictures:
        assert picture["texts"]
        left, top, right, bottom = picture["view"]
        for text, *box in picture["texts"]:
            inside = box[0] >= left - 0.5 and box[1] >= top - 0.5 and box[2] <= right + 0.5 and box[3] <= bottom + 0.5
            assert inside, (picture["id"], text, box, picture["view"])
        texts = sorted(picture["texts"], key=lambda each: each[2])
        for at, (text, *box) in enumerate(texts):
            for other, *beside in texts[at + 1 : at + 16]:
                assert apart(box, beside), (picture["id"], text, other)
            assert all(apart(box, bar) for bar in picture["bars"]), (picture["id"], text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_can_be_read_on_a_small_screen(visit: Visits, language: str) -> None:
    page = visit("charts.html", language, width=320)
    for picture in page.evaluate(PICTURES):
        assert picture["size"] * picture["scale"] >= 11, picture["id"]
        assert picture["region"] or picture["shown"][2] <= 320, picture["id"]


@pytest.mark.parametrize("name", ["timeline.html", "charts.html", "partners.html"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways(visit: Visits, language: str, name: str) -> None:
    page = visit(name, language, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marks_and_numbers_can_be_told_from_their_ground(visit: Visits, scheme: Scheme) -> None:
    """WCAG 2.2: 3 for graphics (1.4.11), 4.5 for text (1.4.3)."""
    colours = visit("charts.html", "ja", scheme=scheme).evaluate(COLOURS)
    assert colours["bars"]
    assert colours["texts"]
    assert all(contrast(each, colours["ground"]) >= 3 for each in [*colours["bars"], *colours["lines"]]), colours
    assert all(contrast(each, colours["ground"]) >= 4.5 for each in colours["texts"]), colours
    for ink, ground in visit("partners.html", "ja", scheme=scheme).evaluate(SHADES):
        assert contrast(ink, ground) >= 4.5, (ink, ground)


def test_marks_are_there_in_forced_colours_and_on_paper(visit: Visits) -> None:
    page = visit("charts.html", "en", forced_colors="active")
    colours = page.evaluate(COLOURS)
    assert colours["bars"] == colours["texts"] == colours["lines"]
    assert colours["bars"] != [colours["ground"]]
    page = visit("charts.html", "en", scheme="dark")
    page.emulate_media(media="print")
    colours = page.evaluate(COLOURS)
    assert colours["ground"] == "#ffffff"
    assert all(contrast(each, "#ffffff") >= 3 for each in [*colours["bars"], *colours["texts"], *colours["lines"]])


@pytest.mark.parametrize("language", LANGUAGES)
def test_timeline_shows_each_date_beside_its_record_or_above_it(visit: Visits, language: str) -> None:
    for width in WIDTHS:
        page = visit("timeline.html", language, width=width)
        places = page.evaluate(
            """() => [...document.querySelectorAll(".timeline li")].map(li => {
              const [when, what] = [".when", "div"].map(each => li.querySelector(each).getBoundingClientRect());
              return [when.left, when.right, when.bottom, what.left, what.top, what.width];
            })"""
        )
        assert len(places) > 40
        for left, right, bottom, beside, top, wide in places:
            assert right <= beside + 0.5 if width > 1000 else (bottom <= top + 0.5 and left == beside)
            assert wide > 200


def test_a_cell_of_the_matrix_is_named_by_its_row_and_its_column(visit: Visits) -> None:
    """Chromium tells a screen reader of headers in both directions."""
    page = visit("partners.html", "en")
    page.get_by_role("region", name="Records in which both take part").focus()
    assert page.evaluate("document.activeElement.className") == "scroll"
    rows = page.locator(".matrix").get_by_role("row")
    assert rows.count() == 16
    for at in (1, 15):
        assert rows.nth(at).get_by_role("rowheader").count() == 1
        assert rows.nth(at).get_by_role("cell").count() == 15
    assert rows.nth(0).get_by_role("columnheader").count() == 16
