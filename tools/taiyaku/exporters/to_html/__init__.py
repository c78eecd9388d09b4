"""HTML for readers: a site that needs no server and no script, with every page in every language.

``index.html`` lets the reader choose a language. In the folder of a language, ``pages/`` has one page a file: ``index.html`` lists the records of
the central table (the descriptor's ``taiyaku.main``, else the first table with texts); ``<table>/index.html`` lists those of another table with
names, ``<table>/<id>.html`` shows one record, or says what became of it. A page has the same path in every language. ``names.py`` says how an id becomes a file name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from taiyaku.diff.tables import redirects
from taiyaku.exporters.to_html import content, hosted, search, shell, theme
from taiyaku.exporters.to_html.chooser import chooser
from taiyaku.exporters.to_html.edition import Edition
from taiyaku.exporters.to_html.item import item
from taiyaku.exporters.to_html.labels import labels
from taiyaku.exporters.to_html.listing import listing
from taiyaku.exporters.to_html.moved import Gone, moved
from taiyaku.exporters.to_html.names import file_name, folder
from taiyaku.exporters.to_html.order import ordered
from taiyaku.exporters.to_html.pages import Page, catalogue, menu
from taiyaku.exporters.to_html.remarks import Remarks
from taiyaku.exporters.to_html.shell import Render
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import words
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Package

Made = Iterator[tuple[str, Callable[[], bytes]]]
"""The path of each page, and what makes its bytes."""


def run(package: Package, edition: Edition | None = None) -> Iterator[Artifact]:
    """Yield the pages of a package and what lies beside them, for an edition: without one, for a disk, and without any other file.

    A page is made when it is asked for, so that no more than one need be in memory.
    """
    edition = edition or Edition()
    for path, make in pages_of(package, edition=edition):
        yield Artifact(f"{edition.prefix}{path}", partial(_whole, make))


def pages_of(package: Package, remarks: Mapping[str, Remarks] | None = None, edition: Edition | None = None) -> Made:
    """Yield the path of each page from the first page's folder, and what makes its bytes.

    With remarks, by language, the pages are those of a preview: they show what is to be said of each text and load the preview's script.
    """
    whole = content.read(package)
    render = shell.renderer(live=remarks is not None)
    views = [
        View(whole, language, words(language), labels(package, language), remarks=(remarks or {}).get(language), edition=edition or Edition())
        for language in whole.languages
    ]
    yield "index.html", partial(chooser, render, views)
    for name, read in shell.assets():
        yield f"assets/{name}", read
    for table in whole.pages:
        if search.searched(whole, table):
            yield f"assets/{search.name_of(table)}", partial(search.script, views, table)
    if chosen := theme.style(package):
        yield f"assets/{theme.NAME}", chosen.encode
    listed: dict[str, list[str]] = {}
    for each in views:
        view = replace(each, menu=menu(each))
        for path, make in _of_language(render, view):
            listed.setdefault(path, []).append(view.language)
            yield f"{folder(view.language)}/{path}", make
        for path, make in _of_gone(render, replace(view, root="../")):
            yield f"{folder(view.language)}/{path}", make
    if views[0].edition.base:
        yield from hosted.files(render, views, listed)


def _of_language(render: Render, view: View) -> Made:
    whole = view.content
    for page in catalogue():
        for part in range(1, page.parts(view) + 1) if page.wanted(view) else ():
            yield page.path_of(part), partial(_page, render, replace(view, part=part), page)
    deeper = replace(view, root="../")
    for table, known in whole.pages.items():
        if table != whole.main:
            yield f"{file_name(table)}/index.html", partial(listing, render, deeper, table)
        records = ordered(deeper, whole.groups[table], list(known.values()))
        for before, record, after in zip([None, *records], records, [*records[1:], None], strict=False):
            seen = replace(deeper, here=(table, record.id))
            yield f"{file_name(table)}/{file_name(record.id)}.html", partial(item, render, seen, record, before, after)


def _of_gone(render: Render, view: View) -> Made:
    """Yield a page for every id that had one and no longer has a record: whoever kept its address learns what became of it."""
    for table, known in view.content.pages.items():
        for id_, (replaced_by, reason) in redirects(view.content.package, table).items():
            if id_ not in known:
                yield f"{file_name(table)}/{file_name(id_)}.html", partial(moved, render, view, table, Gone(id_, replaced_by, reason))


def _whole(make: Callable[[], bytes]) -> tuple[bytes]:
    return (make(),)


def _page(render: Render, view: View, page: Page) -> bytes:
    return render(f"{page.id}.html", {**shell.around(view, page.path_of(view.part)), **page.values(view)})


EXPORTER = Exporter("html", _("HTML: a site with every page in every language"), run)
