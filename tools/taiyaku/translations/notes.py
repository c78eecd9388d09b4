"""What a translator is shown beside a text: its kind, the record it belongs to, its facts, and the terms that occur in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from taiyaku.i18n import Messages, _
from taiyaku.model import Json, Package, mark

if TYPE_CHECKING:
    from taiyaku.translations.sync import Unit
    from taiyaku.translations.units import Group

KINDS = {"name": _("name"), "prose": _("prose"), "official": _("official text")}
_LONGEST = 80
"""Characters of a neighbouring fact; it is there to recognise the record by, not to be read."""
_MOST_FACTS = 6


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the term base."""

    kind: str
    texts: Mapping[str, str]
    forms: Mapping[str, Sequence[str]]
    """Language to all forms that are allowed: the text, then its variants."""
    reading: str
    note: Mapping[str, str]
    number: int
    """Its place in the term base, from 0."""


def terms(package: Package) -> list[Term]:
    """Take the entries of the term base that are as its schema wants them; schema-violation speaks about the others."""
    entries = package.glossary.value if package.glossary else None
    found: list[Term] = []
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            texts = {tag: str(entry[tag]) for tag in package.languages if isinstance(entry.get(tag), str) and entry[tag]}
            forms = {tag: [text, *_variants(entry, tag)] for tag, text in texts.items()}
            note = entry.get("note")
            told = {str(tag): str(text) for tag, text in note.items()} if isinstance(note, dict) else {}
            found.append(Term(str(entry.get("kind") or ""), texts, forms, str(entry.get("reading") or ""), told, number))
    return found


def _variants(entry: Mapping[str, Json], language: str) -> list[str]:
    variants = entry.get("variants")
    forms = variants.get(language) if isinstance(variants, dict) else None
    return [form for form in forms if isinstance(form, str) and form] if isinstance(forms, list) else []


def occurring(known: Sequence[Term], language: str, texts: Sequence[str]) -> list[list[Term]]:
    """Give for each text the terms of the term base that occur in it, the longest match at each place, whatever their case.

    A form in Latin letters is a whole word, or its plural: ADR does not occur in “quadrant”.
    """
    import polars as pl

    holders: dict[str, list[Term]] = {}
    for term in known:
        for form in term.forms.get(language, ()):
            holders.setdefault(form.lower(), []).append(term)
    if not holders or not texts:
        return [[] for _text in texts]
    hits = pl.Series("text", texts).str.to_lowercase().str.extract_many(sorted(holders, key=len, reverse=True), leftmost=True).to_list()
    found: list[list[Term]] = []
    for text, words in zip(texts, hits, strict=True):
        whole = [word for word in dict.fromkeys(words or ()) if not _LATIN.search(word) or _whole(word).search(text)]
        found.append(list({term.number: term for word in whole for term in holders[word]}.values()))
    return found


_LATIN = re.compile(r"^[A-Za-z0-9]|[A-Za-z0-9]$")


@lru_cache(maxsize=4096)
def _whole(word: str) -> re.Pattern[str]:
    begins, ends = (r"(?<![A-Za-z0-9])" if word[0].isalnum() else ""), (r"(?:e?s)?(?![A-Za-z0-9])" if word[-1].isalnum() else "")
    return re.compile(f"{begins}{re.escape(word)}{ends}", re.IGNORECASE)


def shown(package: Package, group: Group, language: str, units: Sequence[Unit], said: Messages) -> list[list[str]]:
    """Give the lines that a translator is shown beside each text of a table: kind, record, facts, the note of its field, terms."""
    kinds = {text.name: kind(said, text.kind) for text in group.fields}
    hints = {text.name: _hint(package, group, text.name, language) for text in group.fields}
    about = facts(package, group, language)
    name = next((text.name for text in group.fields if text.kind == "name"), "")
    named = {unit.id: f"{unit.id}: {plain(unit.source)}" for unit in units if unit.field == name}
    known = terms(package)
    hits: dict[int, list[Term]] = {}
    for tag in {unit.source_language for unit in units}:
        at = [number for number, unit in enumerate(units) if unit.source_language == tag]
        hits.update(zip(at, occurring(known, tag, [units[number].source for number in at]), strict=True))
    lines: list[list[str]] = []
    for number, unit in enumerate(units):
        beside = [*([named[unit.id]] if unit.field != name and unit.id in named else []), *about.get(unit.id, [])]
        of_terms = filter(None, (told(said, term, unit.source_language, language) for term in hits[number]))
        lines.append([kinds[unit.field], *hints[unit.field], *beside, *of_terms])
    return lines


def facts(package: Package, group: Group, language: str) -> dict[str, list[str]]:
    """Give for each record the facts that it is recognised by, in the words of a language: ``Kind: meeting``."""
    import polars as pl

    table = package.tables.get(group.of)
    if table is None or not table.key:
        return {}
    skipped = {*table.key, "source_language", "reading"} | {text.name for text in group.fields}
    skipped |= {column.name for text in group.fields for column in text.columns.values() if column.table == group.of}
    columns = [name for name in table.columns if name not in skipped]
    if not columns:
        return {}
    titles = field_titles(package, group.of, language)
    cells = [pl.col(name).str.replace_all(r"\s+", " ") for name in columns]
    told_of = [
        pl.when(~pl.col(name).is_in(["", "false"])).then(pl.lit(f"{titles.get(name, name)}: ") + cell.str.head(_LONGEST)).alias(name)
        for name, cell in zip(columns, cells, strict=True)
    ]
    rows = table.select(columns).select(told_of).iter_rows()
    return {id_: [fact for fact in row if fact][:_MOST_FACTS] for id_, row in zip(table.keys, rows, strict=True)}


def field_titles(package: Package, of: str, language: str) -> dict[str, str]:
    """Give the titles of a table's fields in a language, or in that of the descriptor."""
    said = said_of(package, language)
    fields: Iterable[Mapping[str, Json]] = package.tables[of].fields if of in package.tables else ()
    return {
        str(field.get("name")): said.get(f"resources/{of}/schema/fields/{field.get('name')}#title") or str(field.get("title") or field.get("name"))
        for field in fields
    }


def said_of(package: Package, language: str) -> dict[str, str]:
    """Give the finished titles and descriptions of a package in a language, by context."""
    return {message.context: message.target for message in package.catalogues.get(language, ()) if message.target and not message.fuzzy}


def plain(text: str) -> str:
    """Put a value on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _hint(package: Package, group: Group, name: str, language: str) -> list[str]:
    """Give the note for translators of a field, its property ``"taiyaku": {"note": ...}``: one text, or one for each language."""
    columns = next(text.columns for text in group.fields if text.name == name)
    for column in columns.values():
        for field in package.tables[column.table].fields:
            note = mark(field, "note") if field.get("name") == column.name else None
            text = note.get(language) if isinstance(note, dict) else note
            if isinstance(text, str) and text:
                return [" ".join(text.split())]
    return []


def kind(said: Messages, name: str) -> str:
    """Give the line that tells the kind of a text."""
    return said.text(_("Kind of text: {kind}"), {"kind": said.text(KINDS.get(name, name))})


def told(said: Messages, term: Term, source: str, language: str) -> str:
    """Give the line that tells of a term in a source text; empty where there is nothing to tell."""
    values = {"word": term.texts.get(source, ""), "target": term.texts.get(language, "")}
    if term.kind == "keep":
        return said.text(_("Keep as it is: {word}"), values)
    if not values["target"]:
        return ""
    return said.text(_("Never: {word} = {target}") if term.kind == "forbidden" else _("Term: {word} = {target}"), values)
