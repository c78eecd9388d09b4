"""Accessibility, as far as a program can judge: axe, and what axe does not look at (WCAG 2.2 level AA; JIS X 8341-3)."""

from __future__ import annotations

from tests.browser.conftest import SCHEMES, WIDTHS, Site, Visits, axe, look

STOPS = 40
"""Presses of the tab key on one page: menu, form, and the first rows of its table."""


def test_axe_finds_nothing(visit: Visits, site: Site, path: str) -> None:
    found: list[str] = []
    page = visit(path)
    states = [(scheme, width) for scheme in SCHEMES for width in WIDTHS]
    # A server's edition differs in its head alone: two corners of the four show whether that matters.
    for address, looks in ((site.address, states), (site.base, (states[0], states[-1]))):
        page.goto(f"{address}{path}")
        for scheme, width in looks:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found.extend(f"{page.url} {scheme} {width}: {each}" for each in axe(page))
        assert found == [], "\n".join(found)


def test_axe_finds_what_is_planted(visit: Visits) -> None:
    page = visit("index.html", "ja")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p><button></button><a href=\"#\"></a></p>')")
    page.evaluate("document.querySelector('h1').style.color = '#999'")
    assert {told.split(":")[0] for told in axe(page)} >= {"button-name", "link-name", "color-contrast"}


def test_nothing_is_cut_or_out_of_reach(visit: Visits, path: str) -> None:
    page = visit(path)
    told: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        looks = look(page, "wide", "regions", "clipped", "narrow", "small", "tables", "drawings", "outline", "mute", "moving", "orphans")
        told.extend(f"{width}: {each}" for each in looks)
    for kind, width in (("letters", 640), ("spacing", 320), ("spacing", 1280)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("(kind) => looking.restyle(kind)", kind)
        told.extend(f"{kind} at {width}: {each}" for each in look(page, "wide", "clipped"))
    assert told == [], "\n".join(told)


def test_the_focus_can_be_seen_wherever_it_goes(visit: Visits, path: str) -> None:
    page = visit(path)
    look(page)
    told: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("() => { getSelection().removeAllRanges(); document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus(); }")
        page.evaluate("document.body.removeAttribute('tabindex')")
        stops = 0
        while stops < STOPS:
            page.keyboard.press("Tab")
            here = page.evaluate("() => looking.focus()")
            if not here["at"]:
                break
            stops += 1
            told.extend(f"{width}: {each}" for each in here["wrong"])
            if here["skips"]:
                page.keyboard.press("Enter")
                if page.evaluate("document.activeElement.tagName") != "MAIN":
                    told.append("the first stop does not lead past the menu")
                page.locator(".skip").focus()
        if stops < min(STOPS, page.locator("a[href]:visible").count()):
            told.append(f"{width}: only {stops} places can be reached by keyboard")
    assert told == [], "\n".join(told)


def test_print_and_forced_colours_show_all_of_the_content(visit: Visits, path: str) -> None:
    page = visit(path, width=718)  # A4 between margins of 10 mm, at 96 px an inch
    look(page)
    screen = page.evaluate("() => looking.shown()")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    told = look(page, "invisible")
    page.emulate_media(media="print", forced_colors="none")
    paper = page.evaluate("() => looking.shown()")
    told.extend(f"not on paper: {text}" for text in screen if text not in paper)
    told.extend(look(page, "wide", "tables", "pressable"))
    assert told == [], "\n".join(told)


def test_what_is_planted_is_seen(visit: Visits) -> None:
    """Each look is held against a page that has just what it looks for."""
    page = visit("index.html", "ja", width=320)
    planted = {
        "wide": '<p id="wide">' + "x" * 200 + "</p>",
        "regions": '<div class="scroll" id="p"><table><caption>c</caption><tr><th scope="col">' + "x" * 200 + "</table></div>",
        "clipped": '<p id="cut">' + "対訳" * 40 + "</p>",
        "narrow": '<table><tr><td id="narrow">協力機関</table>',
        "small": '<p><button id="small">x</button>',
        "tables": "<table><tr><th>機関</table>",
        "drawings": '<figure><svg viewBox="0 0 10 10"><text x="50" y="5">42</text></svg></figure>',
        "outline": "<h5>機関</h5>",
        "mute": '<p><a href="#main">こちら</a>',
        "moving": '<p id="moving">x',
        "pressable": "<button>x</button>",
        "orphans": '<p id="orphan">対、訳</p>',
    }
    styles = (
        "#p { overflow-x: auto; inline-size: 100px } #cut { block-size: 10px; overflow: hidden } #narrow { inline-size: 1em !important; min-inline-size: 1em !important;"
        " padding: 0; word-break: break-all } table { inline-size: auto !important } #small { min-block-size: 10px !important; block-size: 10px !important; padding: 0 }"
        " #moving { transition: color 1s } #orphan { inline-size: 1em; line-break: anywhere; overflow: visible } #wide { white-space: nowrap }"
    )
    page.evaluate("(styles) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(styles); document.adoptedStyleSheets = [sheet]; }", styles)
    missed = []
    for name, html in planted.items():
        page.evaluate(
            "(html) => { const own = document.createElement('div'); own.id = 'planted'; own.innerHTML = html; document.querySelector('main').append(own); }",
            html,
        )
        if not look(page, name):
            missed.append(name)
        page.evaluate("document.getElementById('planted').remove()")
    assert missed == []


def test_the_page_for_what_is_not_there_is_a_page_like_others(visit: Visits, site_hosted: str) -> None:
    page = visit("404.html", width=320, address=site_hosted)
    told = [*axe(page), *look(page, "wide", "clipped", "small", "tables", "mute")]
    page.emulate_media(color_scheme="dark")
    told.extend(axe(page))
    assert told == [], "\n".join(told)
