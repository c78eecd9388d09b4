"""The page in the place of a record that is no longer there."""

from dataclasses import dataclass

from taiyaku.exporters.to_html.cells import reference
from taiyaku.exporters.to_html.history import reason
from taiyaku.exporters.to_html.labels import group_title, package_title
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pieces import Piece, woven
from taiyaku.exporters.to_html.shell import Render, around
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _


@dataclass(frozen=True, slots=True)
class Gone:
    """An id that no record has any more."""

    id: str
    replaced_by: str
    """The id that took its place in the end; empty where none did."""
    reason: str
    """One of the words of the table ``redirects``, or what stands there instead."""


def moved(render: Render, view: View, table: str, gone: Gone) -> bytes:
    """Make the page: which record it was, why it is gone, and where to go on."""
    package = view.content.package
    site, name = package_title(package, view.labels), group_title(package, view.labels, table)
    other = view.content.pages[table].get(gone.replaced_by)
    instead = reference(view, other) if other is not None else (Piece(gone.replaced_by, "code"),) if gone.replaced_by else ()
    listed = "index.html" if table == view.content.main else f"{file_name(table)}/index.html"
    values = {
        "page": f"{gone.id} – {site.text}",
        "description": woven(view.say(_("The record {id} is no longer there.")), {"id": (Piece(gone.id),)})[0].text,
        "title": woven(view.say(_("The record {id} is no longer there.")), {"id": (Piece(gone.id, "code"),)}),
        "instead": woven(view.say(_("In its place: {record}")), {"record": instead}) if instead else (),
        "reason": woven(view.say(_("Reason: {reason}")), {"reason": (reason(view.language, gone.reason),)}) if gone.reason else (),
        "all": woven(view.words["all_of"], {"table": (name,)}),
        "all_at": f"{view.root}{listed}",
    }
    path = f"{file_name(table)}/{file_name(gone.id)}.html"
    return render("moved.html", {**around(view, path), "canonical": "", "alternates": (), "unlisted": True, **values})
