"""The records of the central table, and what the package is: the page that a language begins with."""

from collections.abc import Mapping
from typing import Any

from taiyaku.exporters.to_html import imprint, overview
from taiyaku.exporters.to_html.labels import group_title, package_title
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.pieces import Piece
from taiyaku.exporters.to_html.view import View


def _title(view: View) -> Piece:
    return group_title(view.content.package, view.labels, view.content.main) if view.content.main else package_title(view.content.package, view.labels)


def _values(view: View) -> Mapping[str, Any]:
    package = view.content.package
    group = view.content.groups.get(view.content.main)
    name = package_title(package, view.labels)
    description = view.labels.get(("description",))
    return {
        "page": name.text,
        "description": (description or name).text,
        "title": name,
        "lead": imprint.home(view),
        **overview.values(view, group),
        "tables": [(group_title(package, view.labels, name), f"{file_name(name)}/index.html") for name in view.content.pages if name != view.content.main],
        "sources": imprint.sources(view),
        "credit": imprint.credit(view),
    }


PAGE = Page("index", _title, 0, _values)
