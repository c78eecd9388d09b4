"""What a site has only where its address is known: who is at home where, for search engines; and the page for what is not there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from html import escape

from taiyaku.exporters._identity import released
from taiyaku.exporters.to_html import theme
from taiyaku.exporters.to_html.edition import alternates
from taiyaku.exporters.to_html.labels import package_title
from taiyaku.exporters.to_html.locales import own_name
from taiyaku.exporters.to_html.names import folder
from taiyaku.exporters.to_html.shell import Render
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _

_MISSING = _("There is no page at this address.")
MOST = 10_000
"""Addresses in one file; sitemaps.org allows 50,000 and 50 MB, and each address has those of its other languages beside it."""
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def files(render: Render, views: Sequence[View], listed: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the path of each file beside the pages, and what makes its bytes; ``listed``: the languages of each page, by its path in their folders."""
    edition = views[0].edition
    whole = [("", tuple(view.language for view in views)), *listed.items()]
    addresses = sum(len(languages) for _path, languages in whole) - len(views) + 1
    if addresses <= MOST:
        yield "sitemap.xml", partial(_sitemap, views[0], whole)
    else:
        step = MOST // len(views)
        parts = {f"sitemap-{number}.xml": whole[at : at + step] for number, at in enumerate(range(0, len(whole), step), 1)}
        yield "sitemap.xml", partial(_index, views[0], list(parts))
        for name, part in parts.items():
            yield name, partial(_sitemap, views[0], part)
    yield "robots.txt", f"User-agent: *\nDisallow:\n\nSitemap: {edition.base}sitemap.xml\n".encode
    yield "404.html", partial(_missing, render, views)
    # GitHub Pages passes over names that begin with an underscore, as some of ours do, unless this file is there.
    yield ".nojekyll", lambda: b""


def _sitemap(view: View, pages: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """Write a sitemap (sitemaps.org 0.9) in which every page names itself in its other languages."""
    changed = _changed(view)
    lines = [f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="http://www.w3.org/1999/xhtml">']
    for path, languages in pages:
        known = alternates(view.edition, languages, path)
        others = "".join(f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(to)}"/>' for tag, to in known)
        own = [view.edition.base] if not path else [to for _tag, to in known[:-1]]
        lines += [f"<url><loc>{escape(to)}</loc>{changed}{others}</url>" for to in own]
    return _written([*lines, "</urlset>"])


def _index(view: View, names: Sequence[str]) -> bytes:
    lines = [f"<sitemap><loc>{escape(view.edition.base)}{name}</loc>{_changed(view)}</sitemap>" for name in names]
    return _written([f'<sitemapindex xmlns="{_SITEMAP}">', *lines, "</sitemapindex>"])


def _changed(view: View) -> str:
    moment = released(view.content.package)
    return f"<lastmod>{moment.date().isoformat()}</lastmod>" if moment else ""


def _written(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in ['<?xml version="1.0" encoding="UTF-8"?>', *lines]).encode()


def _missing(render: Render, views: Sequence[View]) -> bytes:
    """Make the page for an address where nothing is. It is shown at that address, so its own links are absolute."""
    package, base = views[0].content.package, views[0].edition.base
    choices = [
        {
            "lang": view.language,
            "name": own_name(view.language),
            "to": f"{base}{folder(view.language)}/index.html",
            "title": package_title(package, view.labels),
            "says": view.say(_MISSING),
        }
        for view in views
    ]
    said = " / ".join(dict.fromkeys(view.say(_MISSING).text for view in views))
    around = {"lang": views[0].language, "root": base, "theme": theme.style(package) != "", "unlisted": True}
    return render("missing.html", {**around, "choices": choices, "page": said, "description": said})
