"""Pages: values put into templates, and the bytes that come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from taiyaku.exporters.to_html import imprint, sections
from taiyaku.exporters.to_html.cells import address, cell, title
from taiyaku.exporters.to_html.content import Record
from taiyaku.exporters.to_html.labels import field_title, group_title, package_title
from taiyaku.exporters.to_html.locales import own_name
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pieces import plain, woven
from taiyaku.exporters.to_html.remarks import of_record
from taiyaku.exporters.to_html.view import View

if TYPE_CHECKING:
    from jinja2 import Environment

Render = Callable[[str, dict[str, Any]], bytes]
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that no HTML document may hold (HTML, 13.2.3.5), and halves of surrogate pairs, which no UTF-8 can."""


def renderer(*, live: bool = False) -> Render:
    """Give the function that puts values into a template of this folder; ``live`` for pages that a preview serves and nobody publishes."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment: Environment = Environment(
        loader=PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    from taiyaku.exporters.to_html.markup import one, show, tongue

    environment.globals |= {"live": live, "one": one, "show": show, "tongue": tongue}
    return lambda name, values: _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", environment.get_template(name).render(values)).encode()


def style() -> bytes:
    """Give the style sheet."""
    return (files(__package__ or "") / "assets" / "site.css").read_bytes()


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
    values = {"lang": views[0].language, "choices": choices, "page": " / ".join(titles), "description": " ".join(descriptions) or " / ".join(titles)}
    return render("chooser.html", values)


def index(render: Render, view: View) -> bytes:
    """Make the page of a language that lists the central table and says what the package is."""
    package = view.content.package
    group = view.content.groups.get(view.content.main)
    name = package_title(package, view.labels)
    description = view.labels.get(("description",))
    values = {
        "page": name.text,
        "description": (description or name).text,
        "title": name,
        "lead": description,
        "records": sections.overview(view, group) if group is not None and view.content.pages[group.name] else None,
        "tables": [(group_title(package, view.labels, name), f"{file_name(name)}.html") for name in view.content.pages if name != view.content.main],
        "sources": imprint.sources(view),
        "credit": imprint.credit(view),
    }
    return render("index.html", {**_shell(view, "../", "index.html"), **values})


def listing(render: Render, view: View, table: str) -> bytes:
    """Make the page of a language that lists another table than the central one."""
    package, group = view.content.package, view.content.groups[table]
    name = group_title(package, view.labels, table)
    values = {
        "page": f"{name.text} – {package_title(package, view.labels).text}",
        "description": f"{name.text} – {package_title(package, view.labels).text}",
        "title": name,
        "records": sections.overview(view, group) if view.content.pages[table] else None,
    }
    return render("listing.html", {**_shell(view, "../", f"{file_name(table)}.html"), **values})


def item(render: Render, view: View, record: Record, before: Record | None, after: Record | None) -> bytes:
    """Make the page of one record of the central table."""
    package, group = view.content.package, view.content.groups[record.table]
    kind = sections.kind(group)
    name = title(view, record)
    table = group_title(package, view.labels, group.name)
    listed = "index.html" if group.name == view.content.main else f"{file_name(group.name)}.html"
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
    return render("item.html", {**_shell(view, "../../", path), **values})


def folder(language: str) -> str:
    """Name the folder of the pages of a language."""
    return file_name(language.lower())


def _shell(view: View, root: str, path: str) -> dict[str, Any]:
    """Give what every page of a language has; ``root`` leads from the page to the first page, ``path`` from the language's folder to the page."""
    package = view.content.package
    return {
        "lang": view.language,
        "root": root,
        "home": f"{root}{folder(view.language)}/index.html",
        "path": path,
        "site": package_title(package, view.labels),
        "words": view.words,
        "switches": [(tag, own_name(tag), f"{root}{folder(tag)}/{path}") for tag in view.content.languages if tag != view.language],
        "version": imprint.version(view),
        "licences": imprint.licences(view),
        "preview": view.remarks,
    }
