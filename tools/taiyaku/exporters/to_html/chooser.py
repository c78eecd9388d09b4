"""The first page of a site."""

from collections.abc import Sequence

from taiyaku.exporters.to_html.edition import alternates
from taiyaku.exporters.to_html.labels import package_title
from taiyaku.exporters.to_html.locales import own_name
from taiyaku.exporters.to_html.names import folder
from taiyaku.exporters.to_html.shell import Render
from taiyaku.exporters.to_html.theme import style
from taiyaku.exporters.to_html.view import View


def chooser(render: Render, views: Sequence[View]) -> bytes:
    """Make the first page: every language with the same weight, and no guess about the reader."""
    package = views[0].content.package
    choices = [
        {
            "lang": view.language,
            "name": own_name(view.language),
            "to": f"{folder(view.language)}/index.html",
            "title": package_title(package, view.labels),
            "description": view.labels.get(("description",)),
        }
        for view in views
    ]
    titles = list(dict.fromkeys(package_title(package, view.labels).text for view in views))
    descriptions = list(dict.fromkeys(said.text for view in views if (said := view.labels.get(("description",))) is not None))
    edition = views[0].edition
    around = {
        "root": "",
        "theme": style(package) != "",
        "canonical": edition.base,
        "alternates": alternates(edition, [view.language for view in views], "") if edition.base else [(each["lang"], each["to"]) for each in choices],
    }
    values = {**around, "lang": views[0].language, "choices": choices, "page": " / ".join(titles), "description": " ".join(descriptions) or " / ".join(titles)}
    return render("chooser.html", values)
