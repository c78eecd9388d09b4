"""The page of one record."""

from taiyaku.exporters.to_html import sections
from taiyaku.exporters.to_html.cells import address, cell, title
from taiyaku.exporters.to_html.content import Record
from taiyaku.exporters.to_html.labels import field_title, group_title, package_title
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pieces import plain, woven
from taiyaku.exporters.to_html.remarks import of_record
from taiyaku.exporters.to_html.shell import Render, around
from taiyaku.exporters.to_html.view import View


def item(render: Render, view: View, record: Record, before: Record | None, after: Record | None) -> bytes:
    """Make the page of one record of the central table."""
    package, group = view.content.package, view.content.groups[record.table]
    kind = sections.kind(group)
    name = title(view, record)
    table = group_title(package, view.labels, group.name)
    listed = "index.html" if group.name == view.content.main else f"{file_name(group.name)}/index.html"
    shown = cell(view, group, record, kind) if kind else ()
    described = woven(view.words["described"], {"table": (table,), "title": name, "package": (package_title(package, view.labels),)})
    texts = sections.passages(view, group, record)
    facts, others = sections.facts(view, group, record, kind), sections.other_texts(view, group, record)
    of_title = sections.of_title(view, group, record)
    said = {*of_title, *(each for text in [*texts, *(text for _tag, _heading, entries in others for text in entries)] for each in text.remarks)}
    said |= {each for fact in facts for each in fact.remarks}
    values = {
        "page": f"{plain(name)} – {package_title(package, view.labels).text}",
        "description": plain(described),
        "title": name,
        "kind_label": woven(view.words["label"], {"label": (field_title(package, view.labels, group, kind),)}) if shown else (),
        "kind": shown,
        "texts": texts,
        "facts": facts,
        "others": others,
        "title_remarks": of_title,
        "remarks": [each for each in of_record(view.remarks, record.table, record.id) if each not in said],
        "listings": sections.children(view, group, record),
        "tables": [*sections.related(view, group, record), *sections.references(view, group, record)],
        "around": [
            (rel, woven(view.words[word], {"title": title(view, other)}), address(view, other))
            for rel, word, other in (("prev", "previous", before), ("next", "next", after))
            if other is not None
        ],
        "all": woven(view.words["all_of"], {"table": (table,)}),
        "all_at": f"{view.root}{listed}",
    }
    path = f"{file_name(group.name)}/{file_name(record.id)}.html"
    return render("item.html", {**around(view, path), **values})
