"""The term base as it is used: where each of its terms occurs in the texts of a package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from taiyaku.i18n import _
from taiyaku.model import Package, Where
from taiyaku.translations.notes import Term, occurring, terms

KINDS = {"required": _("required"), "forbidden": _("forbidden"), "keep": _("keep as it is")}
"""What a kind of term is called."""


@dataclass(frozen=True)
class Usage:
    """One term, and the texts in which it occurs."""

    term: Term
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By language and table: texts with the term in them."""
    places: dict[str, list[Where]] = field(default_factory=dict)
    """By language: the first of them."""

    def total(self, language: str) -> int:
        """Count the texts in a language."""
        return sum(number for (tag, _table), number in self.counts.items() if tag == language)

    @property
    def unused(self) -> bool:
        """Tell whether no text has a term that is there to be used."""
        return not self.counts and self.term.kind != "forbidden"


@dataclass(frozen=True)
class Glossary:
    """The terms of a package in the order of its term base."""

    package: str
    languages: Sequence[str]
    path: str
    """Path of the term base as shown to the reader; empty where there is none."""
    usages: Sequence[Usage]
    lines: Mapping[int, Where]
    """Where each entry of the term base stands, by its number."""


def glossary(package: Package, word: str = "", most: int = 3) -> Glossary:
    """Look for every term, or for those that have these characters in a form, reading or note, whatever their case.

    A forbidden pair occurs where both of its forms stand in the same text; either alone may be right.
    """
    everything = terms(package)
    chosen = [term for term in everything if word.lower() in _said(term).lower()]
    usages = {term.number: Usage(term) for term in chosen}
    for text in package.texts if chosen else ():
        aligned = package.aligned(text)
        # All terms are looked for, so that a longer one still stands before a shorter one that it holds.
        found = {language: occurring(everything, language, [cell or "" for cell in aligned[language]]) for language in text.columns}
        for number, here in enumerate(zip(*found.values(), strict=True)):
            by_language = {language: {term.number for term in each} for language, each in zip(found, here, strict=True)}
            for language, term in ((language, at) for language, held in by_language.items() for at in held if at in usages):
                usage = usages[term]
                if usage.term.kind == "forbidden" and not all(term in by_language.get(tag, ()) for tag in usage.term.texts):
                    continue
                usage.counts[language, text.of] += 1
                places = usage.places.setdefault(language, [])
                if len(places) < most:
                    places.append(package.text_where(text, language, aligned[f"row:{language}"][number]))
    document = package.glossary
    lines = {number: document.where([number]) for number in usages} if document else {}
    return Glossary(package.name, package.languages, document.path if document else "", list(usages.values()), lines)


def _said(term: Term) -> str:
    return "\n".join([form for forms in term.forms.values() for form in forms] + [term.reading, *term.note.values()])
