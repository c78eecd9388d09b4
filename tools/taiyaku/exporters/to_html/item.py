"""The page of one record."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from taiyaku.exporters._identity import attribution, released
from taiyaku.exporters.to_html import sections, standing
from taiyaku.exporters.to_html.cells import TABLES, address, cell, naming, reference, spoken_in, title
from taiyaku.exporters.to_html.content import Group, Record
from taiyaku.exporters.to_html.dates import date
from taiyaku.exporters.to_html.labels import field_title, group_title, package_title
from taiyaku.exporters.to_html.names import file_name, folder
from taiyaku.exporters.to_html.notes import noted
from taiyaku.exporters.to_html.pages import compare, dictionary
from taiyaku.exporters.to_html.pieces import Piece, Pieces, plain, woven
from taiyaku.exporters.to_html.remarks import of_record
from taiyaku.exporters.to_html.shell import Render, around
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import spoken, words
from taiyaku.i18n import LANGUAGES, _, fill
from taiyaku.model import Package


def item(render: Render, view: View, record: Record, before: Record | None, after: Record | None) -> bytes:
    """Make the page of one record, with links to the one before and the one after it."""
    package, group = view.content.package, view.content.groups[record.table]
    kind = sections.kind(group)
    name = title(view, record)
    table = group_title(package, view.labels, group.name)
    listed_at = f"{view.root}{'index.html' if group.name == view.content.main else f'{file_name(group.name)}/index.html'}"
    path = f"{file_name(group.name)}/{file_name(record.id)}.html"
    shown = cell(view, group, record, kind, small=True) if kind else ()
    described = woven(view.words["described"], {"table": (table,), "title": name, "package": (package_title(package, view.labels),)})
    texts = sections.passages(view, group, record)
    facts, others = sections.facts(view, group, record, kind), sections.other_texts(view, group, record)
    of_title = sections.of_title(view, group, record)
    said = {*of_title, *(each for text in [*texts, *(text for _tag, _heading, entries in others for text in entries)] for each in text.remarks)}
    said |= {each for fact in facts for each in fact.remarks}
    pointing = sections.pointers(view, group, record)
    notes = noted(view, record, sections.quoted(view, pointing))
    values = {
        "page": " – ".join(_title(view, group, record, plain(name), table.text)),
        "description": plain(described),
        "trail_label": view.say(_("Where this record belongs")),
        "trail": [(Piece(table.text, "link", table.lang, listed_at),), *(reference(view, each) for each in sections.ancestors(view, group, record))],
        "title": name,
        "names": _names(view, group, record),
        "title_notice": _of_name(view, group, record),
        "kind_label": woven(view.words["label"], {"label": (field_title(package, view.labels, group, kind),)}) if shown else (),
        "kind": shown,
        "texts": texts,
        "facts": [replace(fact, label=_explained(view, group, fact)) for fact in facts],
        "others": others,
        "title_remarks": of_title,
        "remarks": [each for each in of_record(view.remarks, record.table, record.id) if each not in said],
        "series": _series(view, group, record),
        "listings": sections.children(view, group, record),
        "tables": list(sections.related(view, pointing, notes)),
        "notes": notes,
        "standing_title": view.say(_("State of the translation")),
        "standings": sections.standings(view, record),
        "beside": (compare.address(view, record), view.say(_("All texts side by side"))) if compare.PAGE.wanted(view) else None,
        "cite_title": view.say(_("To cite this record")),
        **_citation(view, record, path, name),
        "data": _data(view, record),
        "around": _around(view, [("prev", "previous", before), ("next", "next", after)]),
        "all": woven(view.words["all_of"], {"table": (table,)}),
        "all_at": listed_at,
    }
    return render("item.html", {**around(view, path), **values})


def _title(view: View, group: Group, record: Record, name: str, table: str) -> Iterator[str]:
    """Give the parts of the page's title, which no other page of the language shall have: records of one table may share a name, and so may those of two."""
    shared = name in _shared(group, (view.language, *view.content.languages))
    yield f"{name} ({record.id})" if shared else name
    if group.name != view.content.main:
        yield table
    yield package_title(view.content.package, view.labels).text


@lru_cache(maxsize=TABLES)
def _shared(group: Group, languages: tuple[str, ...]) -> frozenset[str]:
    text = naming(group)
    said = [record.texts.get(text.name, {}) for record in group.records] if text is not None else []
    names = Counter(next((known[tag] for tag in languages if known.get(tag)), "") for known in said)
    return frozenset(name for name, number in names.items() if number > 1)


def _explained(view: View, group: Group, fact: sections.Fact) -> Piece:
    """Give the title of a fact, with a link to what it means."""
    return replace(fact.label, kind="link", to=f"{view.root}{dictionary.PAGE.path}#{dictionary.anchor(group.name, fact.name)}")


def _names(view: View, group: Group, record: Record) -> list[tuple[str, str]]:
    """Give what the record is called in the other languages, where that is another name: (language, name)."""
    text = naming(group)
    known = record.texts.get(text.name, {}) if text is not None else {}
    shown = known.get(spoken_in(view, known), "")
    return [(tag, known[tag]) for tag in view.content.languages if tag != view.language and known.get(tag, shown) != shown]


def _of_name(view: View, group: Group, record: Record) -> Pieces:
    text = naming(group)
    return standing.notice(view, standing.of_text(view, record, text.name, view.language)) if text is not None else ()


def _around(view: View, wanted: Sequence[tuple[str, str, Record | None]]) -> list[tuple[str, Pieces, str]]:
    return [(rel, woven(view.words[word], {"title": title(view, other)}), address(view, other)) for rel, word, other in wanted if other is not None]


def _series(view: View, group: Group, record: Record) -> Mapping[str, Any] | None:
    found = sections.series(view, group, record)
    return {"rows": found.rows, "around": _around(view, [("", "previous", found.before), ("", "next", found.after)])} if found is not None else None


def _citation(view: View, record: Record, path: str, name: Pieces) -> Mapping[str, Any]:
    """Give the lines to copy: for who passes the record on as it is, and for who changed it."""
    language = view.language if view.language in LANGUAGES else spoken(view.language).language
    said = spoken(view.language)
    own = [fill(said.text(_("“{text}”")), {"text": plain(name)}) + fill(said.text(_(" ({inside})")), {"inside": f"{record.table}/{record.id}"})]
    own.extend(_credit(view.content.package, language, view.language))
    own.extend([f"{view.edition.base}{folder(view.language)}/{path}"] if view.edition.base else [])
    line = said.text(_(", ")).join(own)
    edited = fill(said.text(_("Based on {source}; changed by [your name]")), {"source": line})
    return {
        "cite_lang": view.words["separator"].lang,
        "cite": [
            (view.say(_("If you pass it on as it is:")), fill(said.text(_("Source: {text}")), {"text": line})),
            (view.say(_("If you changed or combined it:")), edited),
        ],
    }


@lru_cache(maxsize=16)
def _credit(package: Package, spoken_in: str, language: str) -> tuple[str, ...]:
    """Give what is the same on every page: who is to be named, and the day of the release."""
    moment = released(package)
    day = (plain(date(moment.date().isoformat(), language, words(language))),) if moment is not None else ()
    return (attribution(package, spoken_in)[0], *day)


def _data(view: View, record: Record) -> list[tuple[Piece, str]]:
    """Give the files of the release that hold this record: (text, address)."""
    from taiyaku.exporters._described import table_file
    from taiyaku.exporters.to_json import ROOT

    found = view.file(f"{ROOT}/{table_file(record.table)}/{file_name(record.id)}.json")
    return [(view.say(_("This record as JSON")), found)] if found else []
