"""The terms that translations use, keep, or never use."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from taiyaku.exporters.to_html.folding import collated
from taiyaku.exporters.to_html.labels import package_title
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, plain, woven
from taiyaku.exporters.to_html.sections import counted
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _
from taiyaku.translations.notes import Term, terms

KINDS = {
    "required": (_("Terms to use"), _("The term on one side always stands for the one on the other side. Further forms that are allowed stand in brackets.")),
    "keep": (_("Names to keep"), _("These stay as they are in every language.")),
    "forbidden": (_("Pairs never to use"), _("The two sides mean different things: neither ever stands for the other.")),
}
"""Heading and explanation of each kind of term, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A term on the page."""

    id: str
    forms: tuple[tuple[str, Pieces], ...]
    """In the order of the columns: language (empty for that of the page), and its forms."""
    reading: Pieces
    note: Pieces


def _values(view: View) -> Mapping[str, Any]:
    name, site = view.say(_("Glossary")), package_title(view.content.package, view.labels)
    tags = [view.language, *(tag for tag in view.content.languages if tag != view.language)]
    everything = terms(view.content.package)
    anchors = _anchors(everything)
    sections = []
    for kind in [*KINDS, *dict.fromkeys(term.kind for term in everything if term.kind not in KINDS)]:
        found = sorted((term for term in everything if term.kind == kind), key=lambda term: _spelling(term, view.language))
        if found:
            heading, lead = (view.say(KINDS[kind][0]), view.say(KINDS[kind][1])) if kind in KINDS else (Piece(kind), None)
            rows = [_shown(view, term, tags, anchors[term.number]) for term in found]
            parts = {"reading": any(row.reading for row in rows), "note": any(row.note for row in rows)}
            sections.append((f"kind-{file_name(kind)}", heading, lead, counted(view, (heading,), len(rows)), rows, parts))
    file = view.file(f"package/{view.content.package.translations}glossary.yaml")
    return {
        "page": f"{name.text} – {site.text}",
        "description": plain(woven(view.say(_("The terms of {site} in every language, and how strictly they are meant.")), {"site": (site,)})),
        "title": name,
        "languages": [(tag if tag != view.language else "", language_name(tag, view.language)) for tag in tags],
        "reading_head": view.say(_("Reading")),
        "note_head": view.say(_("Note")),
        "sections": sections,
        "file": (view.say(_("The glossary as a file (YAML)")), file) if file else None,
    }


def _anchors(everything: list[Term]) -> dict[int, str]:
    """Give each term an anchor from its first form, which a new term elsewhere does not move."""
    found: dict[int, str] = {}
    taken: dict[str, int] = {}
    for term in everything:
        name = f"term-{file_name(next(iter(term.texts.values()), '').lower())}"
        taken[name] = taken.get(name, 0) + 1
        found[term.number] = name if taken[name] == 1 else f"{name}--{taken[name]}"
    return found


def _spelling(term: Term, language: str) -> tuple[bool, tuple[tuple[int, bytes], ...]]:
    text = term.texts.get(language, "")
    read = (term.reading if language.partition("-")[0] == "ja" else "") or text
    return not text, collated(read or next(iter(term.texts.values()), ""))


def _shown(view: View, term: Term, tags: list[str], anchor: str) -> Shown:
    forms = tuple((tag if tag != view.language else "", tuple(_forms(view, term, tag))) for tag in tags)
    japanese = next((tag for tag in tags if tag.partition("-")[0] == "ja"), "ja")
    reading = (Piece(term.reading, lang="" if japanese == view.language else japanese),) if term.reading else ()
    language = next((tag for tag in (*tags, *term.note) if term.note.get(tag)), "")
    note = _quoting(view, term.note[language], language) if language else ()
    return Shown(anchor, forms, reading, note)


def _quoting(view: View, text: str, language: str) -> Pieces:
    """Give a note, what it quotes in the other of English and Japanese marked as that."""
    own, other = (_ENGLISH, "en") if language.partition("-")[0] == "ja" else (_JAPANESE, "ja")
    quoted = next((tag for tag in view.content.languages if tag.partition("-")[0] == other), "")
    parts = own.split(text) if quoted else [text]
    found = ((part, quoted if at % 2 else language) for at, part in enumerate(parts) if part)
    return tuple(Piece(part, lang="" if tag == view.language else tag) for part, tag in found)


_ENGLISH = re.compile(r"((?<![A-Za-z])[A-Za-z][A-Za-z'’-]*(?: [A-Za-z][A-Za-z'’-]*)+)")
"""Two words of Latin letters or more; one alone may be an acronym, which is of every language."""
_JAPANESE = re.compile("([\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+)")


def _forms(view: View, term: Term, tag: str) -> Iterator[Piece]:
    first, *others = term.forms.get(tag, [""])
    yield Piece(first)
    if others:
        yield from woven(view.words["brackets"], {"inside": listed([(Piece(other),) for other in others], view.words["separator"])})


PAGE = Page("glossary", lambda view: view.say(_("Glossary")), 60, _values, wanted=lambda view: bool(terms(view.content.package)))
