"""What the data rests on: each source with the number of passages that are cited from it, and of records that they support."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from taiyaku.exporters.to_html.cells import reference
from taiyaku.exporters.to_html.content import Content, Link, Reference, values
from taiyaku.exporters.to_html.labels import group_title, package_title
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.pieces import Piece, Pieces, plain, woven
from taiyaku.exporters.to_html.sections import Rows, counted
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _

_TITLE = _("What the data rests on")


def cited(content: Content) -> list[tuple[Reference, Link]]:
    """Give the tables that speak about records (citations), each with its foreign keys to tables with pages: what they cite."""
    links = [(each, link) for each in content.references for link in content.groups[each.group].links]
    return [(each, link) for each, link in links if link.target in content.pages]


def _values(view: View) -> Mapping[str, Any]:
    title, site = view.say(_TITLE), package_title(view.content.package, view.labels)
    return {
        "page": f"{title.text} – {site.text}",
        "description": plain(
            woven(view.say(_("The sources of {title}, with the number of passages cited and of records that they support.")), {"title": (site,)})
        ),
        "title": title,
        "lead": view.say(_("The page of a source lists the passages, and the records that each of them supports.")),
        "tables": list(_tables(view)),
    }


def _tables(view: View) -> Iterator[Rows]:
    content, package = view.content, view.content.package
    for at, (about, link) in enumerate(cited(content), 1):
        records = list(content.pages[link.target].values())
        found: dict[int, Counter[str]] = {record.number: Counter() for record in records}
        supported: dict[int, set[tuple[str, str]]] = {record.number: set() for record in records}
        for record in records:
            for each in content.pointing.get((link, values(record, link.keys)), ()):
                table, id_ = values(each, (about.table, about.record))
                found[record.number][package.base(table)] += 1
                supported[record.number].add((package.base(table), id_))
        tables = [name for name in content.groups if any(name == table for known in supported.values() for table, _id in known)]
        heads = [
            group_title(package, view.labels, link.target),
            group_title(package, view.labels, about.group),
            view.say(_("Records")),
            *(group_title(package, view.labels, table) for table in tables),
        ]
        rows: list[list[Pieces]] = []
        for record in records:
            by_table = Counter(table for table, _id in supported[record.number])
            numbers = [found[record.number].total(), len(supported[record.number]), *(by_table[table] for table in tables)]
            rows.append([reference(view, record), *((Piece(f"{number:,}"),) for number in numbers)])
        heading = (group_title(package, view.labels, link.target),)
        columns = [(head, head is heads[0]) for head in heads]
        yield Rows(f"cited-{at}", heading, counted(view, heading, len(records)), columns, rows, headed=True)


def wanted(view: View) -> bool:
    """Tell whether records of this package are cited from sources that have pages."""
    return bool(cited(view.content))


PAGE = Page("sources", lambda view: view.say(_TITLE), 80, _values, foot=True, wanted=wanted)
