"""What all pages have: the template, what stands around the content, and the files beside the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from taiyaku.exporters.to_html import imprint
from taiyaku.exporters.to_html.edition import alternates
from taiyaku.exporters.to_html.labels import package_title
from taiyaku.exporters.to_html.locales import own_name
from taiyaku.exporters.to_html.names import folder
from taiyaku.exporters.to_html.pieces import plain, woven
from taiyaku.exporters.to_html.theme import style
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _
from taiyaku.model import Json

if TYPE_CHECKING:
    from jinja2 import Environment

Render = Callable[[str, dict[str, Any]], bytes]
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that no HTML document may hold (HTML, 13.2.3.5), and halves of surrogate pairs, which no UTF-8 can."""


def renderer(*, live: bool = False) -> Render:
    """Give the function that puts values into a template of this folder; ``live`` for pages that a preview serves and nobody publishes."""
    known = environment(live=live)
    return lambda name, values: _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", known.get_template(name).render(values)).encode()


def environment(*, live: bool = False) -> Environment:
    """Give the templates of this folder, and what they call."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from taiyaku.exporters.to_html.markup import one, region, show, tongue

    known: Environment = Environment(
        loader=PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    known.globals |= {"live": live, **_HEAD, "one": one, "region": region, "show": show, "tongue": tongue}
    return known


_HEAD = {"scripts": (), "theme": False, "unlisted": False, "canonical": "", "alternates": (), "feed": (), "dataset": ""}
"""What the head of a page says where nobody says otherwise."""


def assets() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each file beside the pages (style sheets, scripts), and what gives its bytes."""
    for each in sorted((files(__package__ or "") / "assets").iterdir(), key=lambda each: each.name):
        yield each.name, each.read_bytes


def around(view: View, path: str) -> dict[str, Any]:
    """Give what stands around the content of every page of a language; ``path`` leads from the language's folder to the page."""
    package = view.content.package
    switches = [(tag, own_name(tag), f"{view.top}{folder(tag)}/{path}") for tag in view.content.languages if tag != view.language]
    return {
        **_where(view, path),
        "lang": view.language,
        "root": view.top,
        "home": f"{view.root}index.html",
        "path": path,
        "site": package_title(package, view.labels),
        "words": view.words,
        "menu": [(entry.title, f"{view.root}{entry.path}", entry.path == path) for entry in view.menu if not entry.foot],
        "more": [(entry.title, f"{view.root}{entry.path}", entry.path == path) for entry in view.menu if entry.foot],
        "switches": switches,
        "alternates": alternates(view.edition, view.content.languages, path) if view.edition.base else [(tag, to) for tag, _name, to in switches],
        "version": imprint.version(view),
        "licences": imprint.licences(view),
        "report": imprint.report(view),
        "preview": view.remarks,
    }


def _where(view: View, path: str) -> dict[str, Any]:
    """Give what the head says of where the page stands and what belongs to it."""
    package, base = view.content.package, view.edition.base
    feed = view.file(f"changes/feed.{view.language}.atom")
    dataset = view.edition.datasets.get(view.language) if path in _DESCRIBED else None
    return {
        "theme": style(package) != "",
        "canonical": f"{base}{folder(view.language)}/{path}" if base else "",
        "feed": (plain(woven(view.say(_("Changes of {title}")), {"title": (package_title(package, view.labels),)})), feed) if feed else (),
        "dataset": embedded(dataset) if dataset else "",
    }


_DESCRIBED = ("index.html", "downloads.html")
"""Pages that tell search engines about the data: those where a person would look for it."""


def embedded(value: Json) -> str:
    """Give a value as JSON that can stand inside a ``script``: nothing in it begins or ends any markup (HTML, 4.12.1.3), and no line ends in it."""
    from markupsafe import Markup

    written = json.dumps(value, ensure_ascii=False)
    return Markup(re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", written))  # noqa: S704 -- no markup is left in it
