"""A site that knows the address it is served at; the same site without one; and the way on from what is gone."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import pytest

from taiyaku import colours, i18n, json_schema, loaders, release
from taiyaku.errors import WrongUsage
from taiyaku.exporters import to_html
from taiyaku.exporters.to_html import hosted
from taiyaku.exporters.to_html.edition import Edition, base_address
from taiyaku.exporters.to_html.shell import embedded
from taiyaku.model import Json, Package, Report
from taiyaku.published import Published
from tests.browser.reading import Reading, broken
from tests.conftest import ROOT, Command, Write, run

BASE = "https://data.example.org/space/"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def descriptor(**more: Json) -> str:
    """Give the descriptor of a small package in two languages."""
    text = [{"name": "id"}, {"name": "title", "taiyaku": {"text": "name"}}]
    resources: list[Json] = [{"name": "items", "path": "items.csv", "schema": {"fields": [{"name": "id"}], "primaryKey": "id"}}]
    resources += [{"name": f"items.{tag}", "path": f"items.{tag}.csv", "schema": {"fields": text, "primaryKey": "id"}} for tag in ("en", "ja")]
    resources.append({"name": "redirects", "path": "redirects.csv", "schema": {"primaryKey": ["table", "id"], "fields": [{"name": n} for n in REDIRECTS]}})
    described = {"name": "moon", "title": "Moon", "description": "Probes.", "languages": ["en", "ja"], "created": "2026-11-21T00:00:00Z", "version": "1.0.0"}
    return json.dumps({**described, "resources": resources, **more})


REDIRECTS = ("table", "id", "replaced_by", "reason", "since")
FILES = {
    "datapackage.json": descriptor(),
    "items.csv": "id\nkaguya\nmmx\n",
    "items.en.csv": "id,title\nkaguya,Kaguya\nmmx,Martian Moons eXploration\n",
    "items.ja.csv": "id,title\nkaguya,かぐや\nmmx,火星衛星探査計画\n",
    "redirects.csv": ",".join(REDIRECTS) + "\nitems,selene,selene-1,renamed,0.9.0\nitems,selene-1,kaguya,renamed,1.0.0\nitems,venus,,withdrawn,1.0.0\n",
}


def pages(package: Package, base: str = BASE) -> dict[str, str]:
    """Make the pages alone."""
    return {artifact.path: artifact.content.decode() for artifact in to_html.run(package, release.edition(package, base))}


@pytest.fixture
def moon(write: Write) -> Package:
    return loaders.load(str(write(FILES)))


def head(page: str, rel: str) -> list[tuple[str, str]]:
    """Give the links of a kind in the head of a page: their languages and addresses."""
    found = re.findall(rf'<link rel="{rel}"([^>]*)>', page)
    return [(hreflang(each), re.search('href="([^"]*)"', each)[1]) for each in found]  # type: ignore[index]


def hreflang(attributes: str) -> str:
    found = re.search('hreflang="([^"]*)"', attributes)
    return found[1] if found else ""


# The address


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG/Data", "https://example.org/Data/"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
        ("http://[::1]:8000/a%20b/", "http://[::1]:8000/a%20b/"),
        ("https://xn--wgv71a.example/~a/b", "https://xn--wgv71a.example/~a/b/"),
        ("", ""),
    ],
)
def test_an_address_is_written_one_way(written: str, meant: str) -> None:
    assert base_address(written) == meant
    assert base_address(meant) == meant


BAD = [
    *(
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///srv/www/",
        "ftp://example.org/",
        "//example.org/",
        "example.org",
        "/data/",
        "https:",
        "https://",
        "https:///x",
    ),
    *("https://example.org/?q=1", "https://example.org/#top", "https://user@example.org/", "https://a:b@example.org/", "https://example.org:99999/"),
    *(
        "https://example.org/a b/",
        "https://example.org/\n",
        "https://example.org/\x00",
        "https://exa\u202emple.org/",
        'https://example.org/"><script>',
        "https://example.org/a//b/",
    ),
    *(
        "https://example.org/../a/",
        "https://example.org/a/%2E%2e/",
        "https://example.org\\@evil.example/",
        "https://example.org/対訳/",
        "https://日本.example/",
        "https://-a.example/",
    ),
]


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_address_of_a_site_is_refused(address: str) -> None:
    with pytest.raises(WrongUsage):
        base_address(address)


@pytest.mark.parametrize("words", [("release",), ("export", "html")], ids=" ".join)
@pytest.mark.parametrize(("language", "says"), [("en", "is no address that a site can be served at"), ("ja", "サイトを公開するアドレスではありません")])
def test_a_bad_address_stops_the_command_before_anything_is_written(
    words: tuple[str, ...], language: str, says: str, write: Write, command: Command, tmp_path: Path
) -> None:
    ran = command(*words, write(FILES), "--out", tmp_path / "out", "--base-url", "javascript:alert(1)", "--lang", language)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert not (tmp_path / "out").exists()


def test_only_pages_are_served(write: Write, command: Command) -> None:
    ran = command("export", "json", write(FILES), "--base-url", BASE, "--lang", "ja")
    assert ran.code == 2
    assert "--base-url" in ran.err


# The hosted build


def test_the_command_writes_the_pages_at_the_root(write: Write, command: Command, tmp_path: Path) -> None:
    ran = command("export", "html", write(FILES), "--out", tmp_path / "out", "--base-url", BASE[:-1])
    assert ran.code == 0, ran.err
    there = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"index.html", "404.html", "robots.txt", "sitemap.xml", ".nojekyll", "en/index.html", "ja/items/mmx.html", "assets/site.css", "SHA256SUMS"} <= there
    assert BASE in (tmp_path / "out" / "robots.txt").read_text(encoding="utf-8")


def test_every_page_says_where_it_stands_and_where_its_other_languages_do(moon: Package) -> None:
    made = pages(moon)
    gone = {f"{tag}/items/{id_}.html" for tag in ("en", "ja") for id_ in ("selene", "selene-1", "venus")}
    listed = {path: text for path, text in made.items() if path.endswith(".html") and path != "404.html" and path not in gone}
    assert len(listed) > 10
    for path, text in listed.items():
        own = BASE if path == "index.html" else BASE + path
        assert head(text, "canonical") == [("", own)]
        alternates = dict(head(text, "alternate"))
        assert list(alternates) == ["en", "ja", "x-default"]
        if path == "index.html" or (path.count("/") == 1 and path.endswith("/index.html")):
            assert alternates == {"en": f"{BASE}en/index.html", "ja": f"{BASE}ja/index.html", "x-default": BASE}
        else:
            below = path.partition("/")[2]
            assert alternates == {"en": f"{BASE}en/{below}", "ja": f"{BASE}ja/{below}", "x-default": f"{BASE}en/{below}"}
        for address in alternates.values():
            # Each names the other: search engines believe no page alone.
            there = made[address.removeprefix(BASE) or "index.html"]
            assert dict(head(there, "alternate")) == alternates


def test_the_sitemap_lists_every_page_with_its_languages_and_the_date_of_the_package(moon: Package) -> None:
    made = pages(moon)
    tree = ET.fromstring(made["sitemap.xml"])  # noqa: S314 -- ours
    listed = {str(each.findtext("s:loc", "", SITEMAP)): each for each in tree.findall("s:url", SITEMAP)}
    wanted = {path for path, text in made.items() if path.endswith(".html") and 'content="noindex"' not in text}
    assert {address.removeprefix(BASE) or "index.html" for address in listed} == wanted
    assert all(each.findtext("s:lastmod", "", SITEMAP) == "2026-11-21" for each in listed.values())
    for address, each in listed.items():
        links = [(str(link.get("hreflang")), str(link.get("href"))) for link in each.findall("x:link", SITEMAP)]
        assert links == head(made[address.removeprefix(BASE) or "index.html"], "alternate")


def test_a_large_sitemap_is_divided(moon: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ET.fromstring(pages(moon)["sitemap.xml"])  # noqa: S314 -- ours
    monkeypatch.setattr(hosted, "MOST", 6)
    made = pages(moon)
    index = ET.fromstring(made["sitemap.xml"])  # noqa: S314 -- ours
    parts = [str(each.text).removeprefix(BASE) for each in index.findall("s:sitemap/s:loc", SITEMAP)]
    assert len(parts) > 1
    assert parts == sorted(path for path in made if re.fullmatch(r"sitemap-\d\.xml", path))
    found = [each.text for part in parts for each in ET.fromstring(made[part]).findall("s:url/s:loc", SITEMAP)]  # noqa: S314 -- ours
    assert found == [each.text for each in whole.findall("s:url/s:loc", SITEMAP)]
    assert all(len(ET.fromstring(made[part])) <= 6 for part in parts)  # noqa: S314 -- ours


def test_the_page_for_what_is_missing_works_at_any_depth_in_every_language(moon: Package) -> None:
    page = pages(moon)["404.html"]
    for deep in ("nothing", "en/items/nothing.html", "a/b/c/d/"):
        links = [urljoin(BASE + deep, link) for link in Reading(page).links]
        assert links == [f"{BASE}assets/icon.svg", f"{BASE}assets/site.css", f"{BASE}en/index.html", f"{BASE}ja/index.html"]
    assert 'content="noindex"' in page
    assert head(page, "canonical") == []
    told = [(language, text) for where, language, text in Reading(page).texts if where == "span"]
    assert told == [("en", "There is no page at this address."), ("ja", "このアドレスにページはありません。")]


def test_robots_are_told_of_the_sitemap(moon: Package) -> None:
    assert pages(moon)["robots.txt"].splitlines() == ["User-agent: *", "Disallow:", "", f"Sitemap: {BASE}sitemap.xml"]


def datasets(page: str) -> Iterator[Json]:
    for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        yield json.loads(found)


def test_search_engines_read_the_data_in_the_language_of_the_page_and_with_whole_addresses() -> None:
    package = loaders.load(str(ROOT))
    made = {artifact.path: artifact.content.decode() for artifact in to_html.run(package, release.edition(package, BASE))}
    for tag, other, name in (("en", "ja", "Japan's International Space Cooperation"), ("ja", "en", "日本の国際宇宙協力")):
        (told,) = datasets(made[f"{tag}/index.html"])
        assert (told["@type"], told["name"], told["inLanguage"], told["dateModified"]) == ("Dataset", name, tag, "2026-11-21")
        assert told["workTranslation"] == [{"@id": f"{BASE}{other}/index.html#dataset"}]
        assert (told["@id"], told["url"]) == (f"{BASE}{tag}/index.html#dataset", f"{BASE}{tag}/index.html")
        assert "distribution" not in told  # pages alone have no files beside them
        assert list(datasets(made[f"{tag}/about.html"])) == []


def test_a_dataset_names_the_files_of_its_release(moon: Package) -> None:
    judged = Report("", "", (), 0, ())
    made = {artifact.path: artifact.content.decode("utf-8", "replace") for artifact in release.artifacts(moon, judged, base=BASE)}
    (told,) = datasets(made["ja/downloads.html"])
    addresses = [file["contentUrl"] for file in told["distribution"]]
    assert f"{BASE}csv/items.csv" in addresses
    assert all(address.startswith(BASE) and address.removeprefix(BASE) in made for address in addresses)
    # The file for portals stays right wherever the folder is published.
    beside = json.loads(made["meta/schema-org.ja.jsonld"])
    assert BASE not in json.dumps(beside)


@pytest.mark.parametrize("hostile", ["</script><script>alert(1)</script>", "<!--", "]]>", "a\u2028b", "&amp;", '"\\'])
def test_no_text_leaves_the_data_for_search_engines(hostile: str) -> None:
    written = embedded({"name": hostile})
    assert not re.search("[<>&\u2028\u2029\n]", written)
    assert json.loads(written) == {"name": hostile}


def test_hostile_titles_stay_inside_their_place(write: Write) -> None:
    wild = '</script></title><img src=x onerror=alert(1)>" onload="x'
    made = pages(loaders.load(str(write({**FILES, "datapackage.json": descriptor(title=wild, description=wild)}))))
    calm = pages(loaders.load(str(write(FILES))))
    for path, text in made.items():
        assert text.count("<script") == calm[path].count("<script")
        assert "<img" not in text
    assert next(datasets(made["en/index.html"]))["name"] == wild


def test_without_an_address_pages_name_none_and_are_otherwise_the_same(moon: Package) -> None:
    alone = {path.removeprefix("site/"): text for path, text in pages(moon, "").items()}
    served = pages(moon)
    assert set(served) - set(alone) == {"404.html", "robots.txt", "sitemap.xml", ".nojekyll"}
    for path, text in alone.items():
        assert "://" not in re.sub(r'xmlns="http://www.w3.org/[a-z0-9/]+"', "", text), path
        assert without(text) == without(served[path]), path


def without(page: str) -> str:
    """Take out of a page what tells where it stands, the address in a citation too."""
    page = re.sub(rf"(?:, |、){re.escape(BASE)}[a-z0-9/-]+\.html", "", page)
    return re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>\n|<script type="application/ld\+json">.*?</script>\n', "", page)


def test_a_release_for_a_server_has_no_broken_link(moon: Package, tmp_path: Path) -> None:
    judged = Report("", "", (), 0, ())
    for base in ("", BASE):
        made = {artifact.path: artifact.content for artifact in release.artifacts(moon, judged, base=base)}
        folder = tmp_path / ("hosted" if base else "disk")
        for path, content in made.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        (folder / "SHA256SUMS").write_bytes(b"")
        readings = {path: Reading(content.decode()) for path, content in made.items() if path.endswith(".html")}
        assert list(broken(folder, readings, base)) == []
        start = made["START-HERE.txt"].decode()
        assert ("site/index.html" in start) == (not base)
        assert "index.html" in start


def test_two_files_of_one_name_are_refused() -> None:
    """On Windows and macOS they would be one."""
    files = [Published(path, 1, "0") for path in ("en/a.html", "EN/A.html")]
    with pytest.raises(release.NotReleasable):
        release._refuse_names(files)


# What is gone


@pytest.mark.parametrize("base", ["", BASE])
def test_an_old_address_tells_what_became_of_the_record(moon: Package, base: str) -> None:
    made = pages(moon, base)
    prefix = "" if base else "site/"
    for id_ in ("selene", "selene-1"):
        english, japanese = (Reading(made[f"{prefix}{tag}/items/{id_}.html"]) for tag in ("en", "ja"))
        assert english.links.count("../items/kaguya.html") == 1
        assert "Kaguya" in english.said("a")
        assert "In its place:" in english.said("p")
        assert "かぐや" in japanese.said("a")
        assert id_ in english.said("code")
        assert "Reason: renamed" in english.said("p")
    assert 'content="noindex"' in made[f"{prefix}ja/items/selene.html"]
    withdrawn = Reading(made[f"{prefix}ja/items/venus.html"])
    assert "理由：取下げ" in withdrawn.said("p")
    assert not any("kaguya" in link for link in withdrawn.links)
    assert "../index.html" in withdrawn.links


def test_a_record_that_is_there_keeps_its_page(write: Write) -> None:
    made = pages(loaders.load(str(write({**FILES, "redirects.csv": ",".join(REDIRECTS) + "\nitems,mmx,kaguya,merged,1.0.0\nnowhere,x,y,renamed,1.0.0\n"}))))
    assert "Martian Moons eXploration" in Reading(made["en/items/mmx.html"]).said("h1")
    assert "en/nowhere/x.html" not in made


# Colours and texts of a package's own


def themed(write: Write, site: Json) -> Package:
    return loaders.load(str(write({**FILES, "datapackage.json": descriptor(taiyaku={"site": site})})))


def test_a_package_has_its_own_colours(write: Write) -> None:
    made = pages(themed(write, {"accent": {"light": "#7A1F1F", "dark": "#ffb3a7"}}))
    assert made["assets/theme.css"].splitlines() == [
        "@media screen and (prefers-color-scheme: light) {",
        "  :root { --link: #7a1f1f; }",
        "}",
        "@media screen and (prefers-color-scheme: dark) {",
        "  :root { --link: #ffb3a7; }",
        "}",
    ]
    for path, text in made.items():
        if path.endswith(".html"):
            links = Reading(text).links
            site, theme = (next(at for at, link in enumerate(links) if link.endswith(name)) for name in ("assets/site.css", "assets/theme.css"))
            assert site < theme


@pytest.mark.parametrize(
    "accent", [{"light": "#e6a700"}, {"dark": "#0b56a8"}, {"light": "red; } body { display: none"}, {"light": 7}, ["#000000"], "#000000", None]
)
def test_a_colour_that_nobody_could_read_is_not_used(write: Write, accent: Json) -> None:
    made = pages(themed(write, {"accent": accent}))
    assert "assets/theme.css" not in made
    assert "theme.css" not in made["en/index.html"]


def test_contrast_is_that_of_the_standard() -> None:
    """Figures of WCAG's own examples: black on white is 21:1, and #767676 is the lightest grey that passes on white."""
    assert colours._contrast(colours._luminance("#000000"), colours._luminance("#ffffff")) == pytest.approx(21)
    assert colours._contrast(colours._luminance("#767676"), 1) == pytest.approx(4.54, abs=0.01)
    assert colours._contrast(colours._luminance("#777777"), 1) < colours.LEAST


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    css = (ROOT / "tools/taiyaku/exporters/to_html/assets/site.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6});", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2])
    for scheme, found in (("light", light), ("dark", dark)):
        long = [each if len(each) == 7 else "#" + "".join(2 * digit for digit in each[1:]) for each in (found["paper"], found["tint"], found["mark"])]
        assert tuple(long) == colours.SCHEMES[scheme]
        assert colours.least(found["link"], scheme) >= colours.LEAST


def test_the_schema_knows_what_a_package_may_choose() -> None:
    schema = json_schema.own("package")

    def wrong(site: Json) -> list[Json]:
        value = {"name": "moon", "resources": [], "taiyaku": {"site": site}}
        return [each.says for each in json_schema.violations(value, schema)]

    assert wrong({"description": "Hello.", "accent": {"dark": "#FFFFFF"}, "about": [{"name": "made", "title": "How", "description": "So."}]}) == []
    cases: list[Json] = [{"accent": {"light": "blue"}}, {"accent": {}}, {"colour": "#000000"}, {"about": [{"title": "How"}]}, {"description": ""}]
    for bad in cases:
        assert wrong(bad), bad


def test_the_first_page_begins_with_the_text_that_the_package_has_for_it(write: Write) -> None:
    site = {"description": "Read this first.", "about": [{"name": "made", "title": "How it was made", "description": "By hand.\n\nTwice."}]}
    files = {**FILES, "datapackage.json": descriptor(taiyaku={"site": site})}
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: ja\\n"\n\n'
    texts = {"site#description": ("Read this first.", "先にお読みください。"), "site/about/made#title": ("How it was made", "作り方")}
    entries = "".join(f'msgctxt "taiyaku/{context}"\nmsgid "{source}"\nmsgstr "{target}"\n\n' for context, (source, target) in texts.items())
    made = pages(loaders.load(str(write({**files, "translations/ja/LC_MESSAGES/schema.po": header + entries}))))
    assert "Read this first." in Reading(made["en/index.html"]).said("p")
    assert "先にお読みください。" in Reading(made["ja/index.html"]).said("p")
    english, japanese = (Reading(made[f"{tag}/about.html"]) for tag in ("en", "ja"))
    assert "How it was made" in english.said("h2")
    assert {"By hand.", "Twice."} <= set(english.said("p"))
    assert "作り方" in japanese.said("h2")
    assert ("p", "en", "By hand.") in japanese.texts  # not translated, and marked


def test_the_check_names_the_colour_and_its_line(write: Write, command: Command) -> None:
    folder = write({**FILES, "datapackage.json": json.dumps(json.loads(descriptor(taiyaku={"site": {"accent": {"dark": "#0b56a8"}}})), indent=1)})
    for language, says in (
        ("en", "links in #0b56a8 are hard to read on dark pages: their contrast is 1."),
        ("ja", "#0b56a8のリンクは、暗い配色のページでは読みにくくなります"),
    ):
        ran = command("check", folder, "--lang", language, "--select", "colour-unreadable")
        assert ran.code == 1
        assert says in ran.out


def test_the_words_of_the_option_exist_in_japanese() -> None:
    ran = run("release", "--help", "--lang", "ja")
    assert "--base-url" in ran.out
    assert "公開するアドレス" in ran.out.replace("\n", "").replace(" ", "")
    assert i18n.messages("ja").text(hosted._MISSING) != hosted._MISSING


def test_an_edition_knows_files_that_come_later() -> None:
    edition = Edition(files={}, later=frozenset({"SHA256SUMS"}))
    assert edition.address("SHA256SUMS") == "../SHA256SUMS"
    assert edition.address("csv/items.csv") == ""
    assert replace(edition, base=BASE).address("SHA256SUMS") == "SHA256SUMS"
