"""What changed in the data from version to version."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taiyaku.exporters.to_html.cells import address
from taiyaku.exporters.to_html.history import HEADS, Line, Release, Teller, anchor, remembered
from taiyaku.exporters.to_html.labels import package_title
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.pieces import Piece, Pieces, linked, plain, woven
from taiyaku.exporters.to_html.sections import Rows
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _

_TITLE = _("Changes")
_FIRST = ("schema", "metadata")
"""What stands before the records: it breaks programs."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One version."""

    id: str
    heading: Pieces
    summary: Pieces
    counts: Rows | None
    sections: Sequence[tuple[Piece, Sequence[tuple[Pieces, str, Pieces]]]]
    """Heading, and for each record: its name, its table and id, and what is said of it."""


def _values(view: View) -> Mapping[str, Any]:
    package = view.content.package
    teller = Teller(package, view.language, view.labels)
    title, site = view.say(_TITLE), package_title(package, view.labels)
    return {
        "page": f"{title.text} – {site.text}",
        "description": plain(woven(view.say(_("Changes of {title}")), {"title": (site,)})),
        "title": title,
        "feed_link": (view.say(_("New versions as a feed (Atom)")), view.file(f"changes/feed.{view.language}.atom")),
        "memory": (view.say(_("All changes for programs (JSON)")), view.file("CHANGELOG.data.json")),
        "versions": [_told(view, teller, told) for told in remembered(package)],
    }


def _told(view: View, teller: Teller, told: Release) -> _Told:
    id_ = anchor(told)
    if "tables" in told:
        return _Told(id_, teller.heading(told), teller.first(told), _counts(view, teller, id_, {"records": told["tables"]}), [])
    kinds = [*_FIRST, *(kind for kind in HEADS if kind not in _FIRST)]
    sections = [(head, [(_name(view, line), line.where, line.says) for line in lines]) for head, lines in teller.sections(told, kinds)]
    counts: dict[str, Counter[str]] = {}
    for entry in told["entries"]:
        counts.setdefault(entry["class"], Counter())[_base(view, entry)] += 1
        for table, number in entry.get("with", {}).items():
            counts[entry["class"]][table] += number
    return _Told(id_, teller.heading(told), teller.ending(told), _counts(view, teller, id_, {kind: counts[kind] for kind in kinds if kind in counts}), sections)


def _base(view: View, entry: Mapping[str, Any]) -> str:
    """Name the table of facts that a change belongs to."""
    return view.content.package.base(entry["table"])


def _counts(view: View, teller: Teller, id_: str, counts: Mapping[str, Mapping[str, int]]) -> Rows | None:
    """Count by table what is told of a version, one column a class."""
    tables = list(dict.fromkeys(table for numbers in counts.values() for table in numbers))
    if not tables:
        return None
    heads = [view.say(_("Table")), *(view.say(HEADS[kind] if kind in HEADS else _("Records")) for kind in counts)]
    rows = [[(teller.table(table),), *((Piece(f"{numbers.get(table, 0):,}"),) for numbers in counts.values())] for table in tables]
    return Rows(f"{id_}-tables", (), (view.say(_("By table")),), [(head, False) for head in heads], rows, headed=True)


def _name(view: View, line: Line) -> Pieces:
    record = view.content.pages.get(line.table, {}).get(line.id) if not line.gone else None
    return linked((line.name,), address(view, record)) if record is not None else (line.name,)


PAGE = Page("changes", lambda view: view.say(_TITLE), 75, _values, foot=True, wanted=lambda view: bool(remembered(view.content.package)))
