"""The page that lists the records of a table."""

from taiyaku.exporters.to_html import overview
from taiyaku.exporters.to_html.labels import group_title, package_title
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.shell import Render, around
from taiyaku.exporters.to_html.view import View


def listing(render: Render, view: View, table: str) -> bytes:
    """Make the page of a language that lists another table than the central one."""
    package, group = view.content.package, view.content.groups[table]
    name = group_title(package, view.labels, table)
    values = {
        "page": f"{name.text} – {package_title(package, view.labels).text}",
        "description": f"{name.text} – {package_title(package, view.labels).text}",
        "title": name,
        **overview.values(view, group),
    }
    return render("listing.html", {**around(view, f"{file_name(table)}/index.html"), **values})
