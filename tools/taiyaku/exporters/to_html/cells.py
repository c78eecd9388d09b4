"""Values as a reader wants them: labels for codes, names for keys, dates and numbers in the language of the page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from taiyaku.exporters.to_html.content import Group, Link, Record, values
from taiyaku.exporters.to_html.dates import date
from taiyaku.exporters.to_html.locales import grouped, language_name
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pieces import Piece, Pieces, linked, listed, plain, woven
from taiyaku.exporters.to_html.view import View
from taiyaku.model import Json, TextField, mark
from taiyaku.records import typed

_DATES = ("date", "year", "yearmonth")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"\b[a-z]{3,}|[A-Za-z][a-z]{2,}.*\s.*[A-Za-z][a-z]{2,}")
"""A word in small letters, or two words: more than an acronym or a proper name, which are of every language."""


def cell(view: View, group: Group, record: Record, name: str) -> Pieces:
    """Give the fact of a record for the page; nothing where it is empty."""
    text = record.facts.get(name, "")
    if not text:
        return ()
    field = group.fields.get(name, {})
    link = link_of(group, name)
    if vocabulary(field):
        return code(view, vocabulary(field), text)
    if link is not None:
        return _named(view, link, (text,))
    if is_date(field):
        return date(text, view.language, view.words)
    return _plain(view, group, field, name, text)


def _plain(view: View, group: Group, field: Mapping[str, Json], name: str, text: str) -> Pieces:
    kind = field.get("type", "string")
    if kind == "boolean" and isinstance(value := typed(field, text), bool):
        return (view.words["yes" if value else "no"],)
    if kind in ("integer", "number"):
        return (Piece(grouped(text, view.language)),)
    if name in group.key:
        return (Piece(text, "code"),)
    if name == "source_language":
        return _source_language(view, text)
    if _format(field) == "language":
        return (Piece(language_name(text, view.language)),)
    if field.get("format") == "uri" and re.fullmatch(r"https?://[^\s<>\"]+", text):
        return (Piece(text, "link", to=text),)
    return (Piece(text, lang=tongue(view, text)),)


def link_of(group: Group, name: str) -> Link | None:
    """Give the foreign key that a fact alone makes up, if it does."""
    return next((link for link in group.links if link.fields == (name,)), None)


def vocabulary(field: Mapping[str, Json]) -> str:
    """Name the vocabulary whose codes a field holds; empty where it holds none."""
    return str(mark(field, "vocabulary") or "")


def is_date(field: Mapping[str, Json]) -> bool:
    """Tell whether a field holds dates in a form that EDTF reads."""
    return _format(field) == "edtf" or (field.get("type") in _DATES and field.get("format", "default") == "default")


def _format(field: Mapping[str, Json]) -> str:
    return str(mark(field, "format") or "")


def code(view: View, of: str, text: str, *, small: bool = True) -> Pieces:
    """Give the label of a code with the code in small print, or the code alone where it has no label."""
    record = view.content.codes.get((of, text))
    if record is None or not record.texts:
        return (Piece(text, "code"),)
    label = title(view, record)
    echo = plain(label).casefold() == text.replace("-", " ").casefold()
    return (*label, Piece(" "), Piece(text, "small-code")) if small and not echo else label


def title(view: View, record: Record) -> Pieces:
    """Give the name of a record: its first text of the kind ``name``, else its first text, else its id."""
    text = naming(view.content.groups[record.table])
    return (said(view, record, text) if text is not None else ()) or (Piece(record.id, "code"),)


def naming(group: Group) -> TextField | None:
    """Choose the text that names the records of a table."""
    return next((text for text in group.texts if text.kind == "name"), next(iter(group.texts), None))


def said(view: View, record: Record, text: TextField) -> Pieces:
    """Give a text in the language of the page, or else in another language with a remark that says which."""
    known = record.texts.get(text.name, {})
    language = spoken_in(view, known)
    if not language:
        return ()
    if language == view.language:
        return (Piece(known[language]),)
    remark = woven(view.words["in_brackets"], {"language": (Piece(language_name(language, view.language)),)})
    return (Piece(known[language], lang=language), *(replace(piece, kind="note") for piece in remark))


def spoken_in(view: View, known: Mapping[str, str]) -> str:
    """Choose the language to show a text in: that of the page, else the first that has it; empty where none has."""
    return next((tag for tag in (view.language, *view.content.languages, *known) if known.get(tag)), "")


def reference(view: View, record: Record) -> Pieces:
    """Give the name of a record, as a link where it has a page of its own."""
    name = title(view, record)
    if view.content.pages.get(record.table, {}).get(record.id) is not record:
        return name
    if (record.table, record.id) == view.here:
        return tuple(replace(piece, kind="here") if piece.kind == "text" else piece for piece in name)
    return linked(name, address(view, record))


def address(view: View, record: Record) -> str:
    """Give the address of the page of a record, seen from this page."""
    return f"{view.root}{file_name(record.table)}/{file_name(record.id)}.html"


def _named(view: View, link: Link, wanted: tuple[str, ...]) -> Pieces:
    record = view.content.targets[link.target, link.keys].get(wanted)
    return reference(view, record) if record is not None else (Piece(",".join(wanted), "code"),)


def _source_language(view: View, text: str) -> Pieces:
    """Say in which language a text was first written: ``en``, ``mul`` (one for all) or ``en+ja`` (equally authentic)."""
    if text == "mul":
        return (view.words["any_language"],)
    names = [(Piece(language_name(tag, view.language)),) for tag in text.split("+")]
    if len(names) == 1:
        return names[0]
    several = woven(view.words["and"], {"first": listed(names[:-1], view.words["separator"]), "last": names[-1]})
    return woven(view.words["both_authentic"], {"languages": several})


def tongue(view: View, text: str) -> str:
    """Guess the language of a fact that declares none, by its script; empty where it may be that of the page.

    So a reading in kana on an English page, or a heading quoted in English on a Japanese one, is read out in its own language.
    """
    page = view.language.split("-")[0]
    known = {tag.split("-")[0]: tag for tag in reversed(view.content.languages)}
    if page != "ja" and "ja" in known and (_KANA.search(text) or (_HAN.search(text) and "zh" not in known)):
        return known["ja"]
    if page == "ja" and "en" in known and _WORDS.search(text) and not _KANA.search(text) and not _HAN.search(text):
        return known["en"]
    return ""


def columns(group: Group, records: Sequence[Record], without: Sequence[str]) -> list[str]:
    """Name the facts worth a column: those that any of these records has, the key last."""
    names = sorted(group.fields, key=lambda name: name in group.key)
    return [name for name in names if name not in without and any(values(record, (name,)) != ("",) for record in records)]
