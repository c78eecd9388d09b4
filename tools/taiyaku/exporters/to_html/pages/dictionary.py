"""What every field of every table means: the data dictionary, made from the descriptor."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taiyaku.exporters.to_html.cells import code, constraints, spoken_in, tongue, vocabulary
from taiyaku.exporters.to_html.content import Group, Link, Record
from taiyaku.exporters.to_html.labels import column_description, field_title, group_title, package_title, resource_description, text_title
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.pieces import Piece, Pieces, linked, listed, plain, woven
from taiyaku.exporters.to_html.sections import Rows, counted
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import spoken
from taiyaku.i18n import _
from taiyaku.model import Column, Json, TextField, mark

_TITLE = _("Data dictionary")
_TYPES = {
    "string": _("text"),
    "integer": _("whole number"),
    "number": _("number"),
    "boolean": _("yes or no"),
    "date": _("date"),
    "datetime": _("date and time"),
    "time": _("time"),
    "year": _("year"),
    "yearmonth": _("year and month"),
    "duration": _("duration"),
    "any": _("anything"),
    "object": _("JSON object"),
    "array": _("JSON array"),
    "geopoint": _("geographic point"),
    "geojson": "GeoJSON",
    "list": _("list"),
}
"""Types of Table Schema, for people."""
_FORMATS = {"edtf": _("EDTF (ISO 8601-2)"), "acronym": _("acronym"), "language": _("language tag (BCP 47)")}
_KINDS = {"name": _("name"), "prose": _("prose"), "official": _("official wording")}
_LIMITS = {
    "minimum": _("at least {value}"),
    "maximum": _("at most {value}"),
    "exclusiveMinimum": _("more than {value}"),
    "exclusiveMaximum": _("less than {value}"),
    "minLength": _("characters: at least {value}"),
    "maxLength": _("characters: at most {value}"),
    "pattern": _("pattern: {value}"),
}
_MOST = 40
"""Allowed values that are listed with a field; more are listed in part."""
_EXAMPLE = 60
"""Characters of an example."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One table, or one vocabulary."""

    id: str
    title: Piece
    name: str
    describes: Piece | None
    facts: Sequence[Pieces]
    rows: "_Fields | Rows"


@dataclass(frozen=True, slots=True)
class _Field:
    """One field."""

    id: str
    name: str
    title: Piece
    means: Piece | None
    form: Sequence[Pieces]
    """Type, whether it is needed, limits, allowed values, what it points to: a line each."""
    example: Pieces


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of a table, as rows."""

    id: str
    caption: Pieces
    heads: Sequence[Piece]
    rows: Sequence[_Field]


def anchor(table: str, field: str = "") -> str:
    """Give the id of the place where a table or one of its fields is explained: their names, as long as nothing else could be meant by them."""
    return ".".join(part if re.fullmatch("[A-Za-z0-9_-]+", part) else f"~{file_name(part)}" for part in (table, field) if part)


def _values(view: View) -> Mapping[str, Any]:
    title, site = view.say(_TITLE), package_title(view.content.package, view.labels)
    used = [known for group in view.content.groups.values() for field in group.fields.values() if (known := vocabulary(field))]
    vocabularies = {name: [code for of, code in view.content.codes if of == name] for name in dict.fromkeys(used)}
    return {
        "page": f"{title.text} – {site.text}",
        "description": plain(
            woven(view.say(_("What every table and every field of {title} means, with its type and its allowed values.")), {"title": (site,)})
        ),
        "title": title,
        "contents": view.say(_("Tables")),
        "tables": [_table(view, group) for group in view.content.groups.values()],
        "vocabularies": view.say(_("Vocabularies")),
        "lists": [_vocabulary(view, name, codes) for name, codes in vocabularies.items() if codes],
    }


def _table(view: View, group: Group) -> _Section:
    package = view.content.package
    name = group_title(package, view.labels, group.name)
    facts: list[Pieces] = []
    if group.key:
        key = listed([(Piece(each, "code"),) for each in group.key], view.words["separator"])
        facts.append(woven(view.say(_("Primary key: {fields}")), {"fields": key}))
    facts.append(counted(view, (view.say(_("Size")),), len(group.records)))
    if group.name in view.content.pages:
        listing = "index.html" if group.name == view.content.main else f"{file_name(group.name)}/index.html"
        facts.append(linked(woven(view.words["all_of"], {"table": (name,)}), f"{view.root}{listing}"))
    rows = [*_facts(view, group), *_texts(view, group)]
    count = Piece(spoken(view.language).count(_("{n} field"), _("{n} fields"), len(rows)), lang=view.say("").lang)
    heads = [view.say(head) for head in (_("Field"), _("Meaning"), _("Form and values"), _("Example"))]
    fields = _Fields(f"{anchor(group.name)}-fields", (*woven(view.words["label"], {"label": (name,)}), count), heads, rows)
    return _Section(anchor(group.name), name, group.name, resource_description(package, view.labels, group.holder), facts, fields)


def _facts(view: View, group: Group) -> Iterator[_Field]:
    package = view.content.package
    for name, field in group.fields.items():
        example = next((text for record in group.records if (text := record.facts.get(name))), "")
        means = column_description(package, view.labels, group.holder, name)
        title = field_title(package, view.labels, group, name)
        yield _Field(anchor(group.name, name), name, title, means, list(_form(view, group, name, field)), _shown(view, example))


def _shown(view: View, example: str) -> Pieces:
    return (Piece(_short(example), "code" if not tongue(view, example) else "text", lang=tongue(view, example)),) if example else ()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXAMPLE else f"{line[: _EXAMPLE - 1]}…"


def _texts(view: View, group: Group) -> Iterator[_Field]:
    """Give the texts of a table, each with the languages that it is in: they stand in tables or columns of their own."""
    package, separator = view.content.package, view.words["separator"]
    for text in group.texts:
        column = _column(view, text)
        spoken_here = listed([(Piece(language_name(tag, view.language)),) for tag in text.columns], separator)
        form = [(view.say(_KINDS.get(text.kind, _("text"))),), woven(view.say(_("languages: {languages}")), {"languages": spoken_here})]
        names = dict.fromkeys(each.name for each in text.columns.values())
        if list(names) != [text.name]:
            form.append(woven(view.say(_("columns: {names}")), {"names": listed([(Piece(each, "code"),) for each in names], separator)}))
        if text.required:
            form.append((view.say(_("required")),))
        title, means = text_title(package, view.labels, text, view.language), None
        if column is not None:
            means = column_description(package, view.labels, column.table, column.name)
        yield _Field(anchor(group.name, text.name), text.name, title, means, form, _example(view, group.records, text))


def _column(view: View, text: TextField) -> Column | None:
    """Give the column that explains a text: that in the language of the page, or the first that is explained at all."""
    columns = [text.columns[tag] for tag in (view.language, *text.columns) if tag in text.columns]
    known = [each for each in columns if column_description(view.content.package, view.labels, each.table, each.name) is not None]
    return next(iter(known), None)


def _example(view: View, records: Sequence[Record], text: TextField) -> Pieces:
    known = next((known for record in records if (known := record.texts.get(text.name))), {})
    language = spoken_in(view, known)
    return (Piece(_short(known[language]), lang="" if language == view.language else language),) if language else ()


def _form(view: View, group: Group, name: str, field: Mapping[str, Json]) -> Iterator[Pieces]:
    """Tell the form of a fact: type and format, whether it is needed, limits, allowed values, and what it points to."""
    kind, declared = field.get("type", "string"), constraints(field)
    told = _FORMATS.get(str(mark(field, "format") or "")) or (_TYPES.get(kind) if isinstance(kind, str) else None)
    own = field.get("format", "default")
    of_type = (view.say(told),) if told else (Piece(str(kind), "code"),)
    inside = (Piece(str(own), "code"),) if isinstance(own, str) and own != "default" and not mark(field, "format") else ()
    yield (*of_type, *(woven(view.words["brackets"], {"inside": inside}) if inside else ()))
    yield from _needs(view, group, name, field)
    for part, says in _LIMITS.items():
        if part in declared and not isinstance(declared[part], bool | dict | list):
            yield woven(view.say(says), {"value": (Piece(str(declared[part]), "code"),)})
    yield from _allowed(view, field)
    units = group.parts.get("unit") if name == group.parts.get("value") else None
    known = [str(each) for each in (units if isinstance(units, list) else [units]) if each in group.fields]
    if known:
        to = [linked((Piece(each, "code"),), f"#{anchor(group.name, each)}") for each in known]
        yield woven(view.say(_("unit: in {fields}")), {"fields": listed(to, view.words["separator"])})
    elif isinstance(field.get("unit"), str):
        yield woven(view.say(_("unit: {unit}")), {"unit": (Piece(str(field["unit"])),)})
    for link in group.links:
        if name in link.fields:
            yield woven(view.say(_("refers to {field}")), {"field": _target(link, name)})


def _needs(view: View, group: Group, name: str, field: Mapping[str, Json]) -> Iterator[Pieces]:
    declared = constraints(field)
    said = [_("part of the key") if len(group.key) > 1 else _("key")] if name in group.key else []
    said += [_("required")] if declared.get("required") is True else []
    said += [_("unique")] if declared.get("unique") is True else []
    if said:
        yield listed([(view.say(each),) for each in said], view.words["separator"])


def _allowed(view: View, field: Mapping[str, Json]) -> Iterator[Pieces]:
    """List what a field may hold; a vocabulary is explained once, so the way there is enough."""
    known, values = vocabulary(field), constraints(field).get("enum")
    separator = view.words["separator"]
    if any(of == known for of, _code in view.content.codes):
        count = sum(of == known for of, _code in view.content.codes)
        to = linked((Piece(known, "code"),), f"#{_list_of(known)}")
        number = Piece(spoken(view.language).count(_("{n} code"), _("{n} codes"), count), lang=view.say("").lang)
        yield woven(view.say(_("a code of {vocabulary}")), {"vocabulary": (*to, *woven(view.words["brackets"], {"inside": (number,)}))})
    elif isinstance(values, list) and values:
        shown = [(Piece(str(each), "code"),) for each in values[:_MOST] if not isinstance(each, dict | list)]
        if len(values) > _MOST:
            shown.append((Piece("…"),))
        yield woven(view.say(_("one of: {values}")), {"values": listed(shown, separator)})


def _target(link: Link, name: str) -> Pieces:
    key = link.keys[link.fields.index(name)]
    return linked((Piece(f"{link.target}.{key}", "code"),), f"#{anchor(link.target, key)}")


def _list_of(name: str) -> str:
    return f"codes-{anchor(name)}"


def _vocabulary(view: View, name: str, codes: Sequence[str]) -> _Section:
    """List the codes of a vocabulary with their labels, and what else its table says of them."""
    records = [view.content.codes[name, each] for each in codes]
    group = view.content.groups[records[0].table]
    others = [text for text in group.texts[1:] if any(record.texts.get(text.name) for record in records)]
    package = view.content.package
    heads = [view.say(_("Code")), view.say(_("Label")), *(text_title(package, view.labels, each, view.language) for each in others)]
    rows = [
        [(Piece(each, "code"),), code(view, name, each, small=False), *(_text(view, record, text) for text in others)]
        for each, record in zip(codes, records, strict=True)
    ]
    count = Piece(spoken(view.language).count(_("{n} code"), _("{n} codes"), len(codes)), lang=view.say("").lang)
    # Captions name their regions, so no two of them are alike.
    caption = (*woven(view.words["label"], {"label": (Piece(name, "code"),)}), count)
    table = Rows(f"{_list_of(name)}-codes", caption, caption, [(head, at > 1) for at, head in enumerate(heads)], rows, headed=True)
    return _Section(_list_of(name), Piece(name, "code"), name, None, [], table)


def _text(view: View, record: Record, text: TextField) -> Pieces:
    known = record.texts.get(text.name, {})
    language = spoken_in(view, known)
    return (Piece(known[language], lang="" if language == view.language else language),) if language else ()


PAGE = Page("dictionary", lambda view: view.say(_TITLE), 70, _values, foot=True, wanted=lambda view: bool(view.content.groups))
