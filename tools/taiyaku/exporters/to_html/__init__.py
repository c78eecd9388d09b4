"""HTML for readers: a site that needs no server and no script, with every page in every language.

``site/index.html`` lets the reader choose a language; ``site/<language>/index.html`` lists the records of the central
table (the descriptor's ``taiyaku.main``, else the first table with texts) and leads to the other tables with names
(``site/<language>/<table>.html``); ``site/<language>/<table>/<id>.html`` shows one record. A page has the same path in every language. ``names.py`` says how an id becomes a file name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from taiyaku.exporters.to_html import content, pages
from taiyaku.exporters.to_html.labels import labels
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.remarks import Remarks
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import words
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Package


def run(package: Package) -> Iterator[Artifact]:
    """Yield the pages of a package and their style sheet, page by page."""
    for path, make in pages_of(package):
        yield Artifact(path, make())


def pages_of(package: Package, remarks: Mapping[str, Remarks] | None = None) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the path of each page, and what makes its bytes.

    With remarks, by language, the pages are those of a preview: they show what is to be said of each text and load the preview's script.
    """
    whole = content.read(package)
    render = pages.renderer(live=remarks is not None)
    views = [View(whole, language, words(language), labels(package, language), remarks=(remarks or {}).get(language)) for language in whole.languages]
    yield "site/index.html", partial(pages.chooser, render, views)
    yield "site/assets/site.css", pages.style
    for view in views:
        start = f"site/{pages.folder(view.language)}"
        yield f"{start}/index.html", partial(pages.index, render, view)
        for table, known in whole.pages.items():
            if table != whole.main:
                yield f"{start}/{file_name(table)}.html", partial(pages.listing, render, view, table)
            records = list(known.values())
            for before, record, after in zip([None, *records], records, [*records[1:], None], strict=False):
                seen = replace(view, root="../", here=(table, record.id))
                yield f"{start}/{file_name(table)}/{file_name(record.id)}.html", partial(pages.item, render, seen, record, before, after)


EXPORTER = Exporter("html", _("HTML: a site with every page in every language"), run)
