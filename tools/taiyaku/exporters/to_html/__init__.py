"""HTML for readers: a site that needs no server and no script, with every page in every language.

``site/index.html`` lets the reader choose a language; ``site/<language>/index.html`` lists the records of the central
table (the descriptor's ``taiyaku.main``, else the first table with texts), and ``site/<language>/<table>/<id>.html``
shows one of them. A page has the same path in every language. ``names.py`` says how an id becomes a file name.
"""

from collections.abc import Iterator
from dataclasses import replace

from taiyaku.exporters.to_html import content, pages
from taiyaku.exporters.to_html.labels import labels
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import words
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Package


def run(package: Package) -> Iterator[Artifact]:
    """Yield the pages of a package and their style sheet, page by page."""
    whole = content.read(package)
    render = pages.renderer()
    views = [View(whole, language, words(language), labels(package, language)) for language in whole.languages]
    yield Artifact("site/index.html", pages.chooser(render, views))
    yield Artifact("site/assets/site.css", pages.style())
    table = file_name(whole.main)
    records = list(whole.pages.values())
    for view in views:
        start = f"site/{pages.folder(view.language)}"
        yield Artifact(f"{start}/index.html", pages.index(render, replace(view, folder=f"{table}/")))
        for before, record, after in zip([None, *records], records, [*records[1:], None], strict=False):
            yield Artifact(f"{start}/{table}/{file_name(record.id)}.html", pages.item(render, replace(view, here=record.id), record, before, after))


EXPORTER = Exporter("html", _("HTML: a site with every page in every language"), run)
