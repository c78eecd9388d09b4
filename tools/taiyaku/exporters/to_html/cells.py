"""Values as a reader wants them: labels for codes, names for keys, dates, numbers and amounts in the language of the page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from taiyaku.exporters.to_html import amounts
from taiyaku.exporters.to_html.content import Group, Link, Record, values
from taiyaku.exporters.to_html.dates import date
from taiyaku.exporters.to_html.locales import grouped, language_name
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pieces import Piece, Pieces, linked, listed, plain, woven
from taiyaku.exporters.to_html.view import View
from taiyaku.model import Json, TextField, mark
from taiyaku.records import typed

TABLES = 64
"""Tables of which is remembered what their fields are."""
_DATES = ("date", "year", "yearmonth")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"\b[a-z]{3,}|[A-Za-z][a-z]{2,}.*\s.*[A-Za-z][a-z]{2,}")
"""A word in small letters, or two words: more than an acronym or a proper name, which are of every language."""


def cell(view: View, group: Group, record: Record, name: str, *, small: bool = False) -> Pieces:
    """Give the fact of a record for the page; nothing where it is empty. ``small`` wants codes in small print beside their labels."""
    text = record.facts.get(name, "")
    if not text:
        return ()
    field = group.fields.get(name, {})
    link = link_of(group, name)
    measure = measure_of(group)
    if measure is not None and name == measure.value:
        return amount(view, group, measure, record)
    if vocabulary(field):
        return code(view, vocabulary(field), text, small=small)
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
    if kind == "duration" or str(constraints(field).get("pattern", "")).startswith("^P"):
        return (Piece(amounts.duration(text, view.language)),)
    if name in group.key:
        return (Piece(text, "code"),)
    if name == "source_language":
        return _source_language(view, text)
    if is_language(field):
        return (Piece(language_name(text, view.language)),)
    if field.get("format") == "uri" and re.fullmatch(r"https?://[^\s<>\"]+", text):
        return (Piece(text, "link", to=text),)
    return (Piece(text, lang=tongue(view, text)),)


def denied(group: Group, record: Record, name: str) -> bool:
    """Tell whether a record says no to a question of yes and no."""
    field = group.fields.get(name, {})
    return field.get("type") == "boolean" and typed(field, record.facts.get(name, "")) is False


def unremarkable(group: Group, record: Record, name: str) -> bool:
    """Tell whether a record says no to a question to which most records of its table say no: that is worth no line of its page."""
    return denied(group, record, name) and _mostly_denied(group, name)


@lru_cache(maxsize=TABLES * 16)
def _mostly_denied(group: Group, name: str) -> bool:
    return 2 * sum(denied(group, record, name) for record in group.records) > len(group.records)


@lru_cache(maxsize=TABLES * 16)
def link_of(group: Group, name: str) -> Link | None:
    """Give the foreign key that a fact alone makes up, if it does."""
    return next((link for link in group.links if link.fields == (name,)), None)


def vocabulary(field: Mapping[str, Json]) -> str:
    """Name the vocabulary whose codes a field holds; empty where it holds none."""
    return str(mark(field, "vocabulary") or "")


def is_date(field: Mapping[str, Json]) -> bool:
    """Tell whether a field holds dates in a form that EDTF reads."""
    return _format(field) == "edtf" or (field.get("type") in _DATES and field.get("format", "default") == "default")


def is_language(field: Mapping[str, Json]) -> bool:
    """Tell whether a field holds language tags."""
    return _format(field) == "language"


def plain_number(text: str) -> int | None:
    """Give a whole number of at most 15 digits; None for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def constraints(field: Mapping[str, Json]) -> Mapping[str, Json]:
    """Give the constraints of a field, none where there is no such object."""
    declared = field.get("constraints")
    return declared if isinstance(declared, dict) else {}


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


def described(view: View, record: Record) -> Pieces:
    """Tell which record is meant: by its name or, where nothing names it, by its amount and by what it points to; by its id where it has neither."""
    group = view.content.groups[record.table]
    if naming(group) is not None or record.table in view.content.pages:
        return reference(view, record)
    measure = measure_of(group)
    found = [amount(view, group, measure, record)] if measure is not None else []
    for name in group.fields:
        link, known = link_of(group, name), vocabulary(group.fields[name])
        named = view.content.targets[link.target, link.keys].get(values(record, (name,))) if link is not None else None
        if named is not None and (named.table, named.id) != view.here and naming(view.content.groups[named.table]) is not None:
            found.append(reference(view, named))
        elif known and measure is None and record.facts.get(name):
            found.append(code(view, known, record.facts[name], small=False))
    return listed([each for each in found if each], Piece(" – ")) or (Piece(record.id, "code"),)


@dataclass(frozen=True, slots=True)
class Measure:
    """The facts that together say an amount (``"taiyaku": {"parts": {...}}``)."""

    value: str
    units: tuple[str, ...]
    words: tuple[str, ...]
    """Codes of the same table that say how the amount is meant: about, at least; annual, in total."""


@lru_cache(maxsize=TABLES)
def measure_of(group: Group) -> Measure | None:
    """Give the facts that say the amounts of a table; None where it has no such facts."""
    columns = group.parts
    value, units = columns.get("value"), columns.get("unit", [])
    if not isinstance(value, str) or value not in group.fields:
        return None
    named = tuple(name for name in (units if isinstance(units, list) else [units]) if name in group.fields)
    return Measure(value, named, tuple(name for name, field in group.fields.items() if vocabulary(field) and name not in named))


def amount(view: View, group: Group, measure: Measure, record: Record) -> Pieces:
    """Say an amount as one phrase: about US$6 billion (annual); 約60億米ドル（年額）; nothing where there is no value."""
    digits = record.facts.get(measure.value, "")
    if not digits:
        return ()
    phrase, unspaced = _measured(view, group, measure, record, digits), amounts.unspaced(view.language)
    gap = () if unspaced else (Piece(" "),)
    inside: list[Pieces] = []
    for name in measure.words:
        text = record.facts.get(name, "")
        if not text or text == EXACT:
            continue
        label = code(view, vocabulary(group.fields[name]), text, small=False)
        side = amounts.position(plain(label), view.language)
        phrase = (*label, *gap, *phrase) if side == "before" else (*phrase, *gap, *label) if side else phrase
        inside.extend([] if side else [label])
    return (*phrase, *woven(view.words["brackets"], {"inside": listed(inside, view.words["separator"])})) if inside else phrase


EXACT = "exact"
"""The code that says no more of an amount than the amount does."""


def _measured(view: View, group: Group, measure: Measure, record: Record, digits: str) -> Pieces:
    """Put an amount and what it is an amount of together: a currency, whose code is none of a vocabulary, or the label of a unit."""
    for name in measure.units:
        text, known = record.facts.get(name, ""), vocabulary(group.fields[name])
        if text and known:
            gap = () if amounts.unspaced(view.language) else (Piece(" "),)
            return (Piece(amounts.shortened(digits, view.language)), *gap, *code(view, known, text, small=False))
        if text:
            return (Piece(amounts.money(digits, text, view.language)),)
    return (Piece(amounts.shortened(digits, view.language)),)


@lru_cache(maxsize=TABLES)
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
    return described(view, record) if record is not None else (Piece(",".join(wanted), "code"),)


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
    """Name the facts worth a column: those that any of these records has, the key last; of an amount its value alone, which says the rest."""
    measure = measure_of(group)
    hidden = {*without, *((*measure.units, *measure.words) if measure is not None else ())}
    held = set().union(*(record.facts for record in records)) - hidden
    return [name for name in _key_last(group) if name in held]


@lru_cache(maxsize=TABLES)
def _key_last(group: Group) -> list[str]:
    return sorted(group.fields, key=lambda name: name in group.key)
