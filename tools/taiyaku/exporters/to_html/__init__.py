"""HTML for readers: a site that needs no server and no script, with every page in every language.

``site/index.html`` lets the reader choose a language; ``site/<language>/index.html`` lists the records of the central
table (the descriptor's ``taiyaku.main``, else the first table with texts) and leads to the other tables with names
(``site/<language>/<table>.html``); ``site/<language>/<table>/<id>.html`` shows one record. A page has the same path in every language. ``names.py`` says how an id becomes a file name.
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
    for view in views:
        start = f"site/{pages.folder(view.language)}"
        yield Artifact(f"{start}/index.html", pages.index(render, view))
        for table, known in whole.pages.items():
            if table != whole.main:
                yield Artifact(f"{start}/{file_name(table)}.html", pages.listing(render, view, table))
            records = list(known.values())
            for before, record, after in zip([None, *records], records, [*records[1:], None], strict=False):
                seen = replace(view, root="../", here=(table, record.id))
                yield Artifact(f"{start}/{file_name(table)}/{file_name(record.id)}.html", pages.item(render, seen, record, before, after))


EXPORTER = Exporter("html", _("HTML: a site with every page in every language"), run)
