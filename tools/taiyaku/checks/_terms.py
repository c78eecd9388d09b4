"""What the texts of a package name in one language and not in the other: glossary terms, and names of people, organisations and places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from taiyaku.checks._pairs import LANGUAGES, Pair, other, pairs, problem
from taiyaku.model import Json, Package, Problem, TextField, mark

if TYPE_CHECKING:
    from taiyaku.languages.terms import Concept, Hit


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that one text names and the other does not."""

    pair: Pair
    language: str
    """The language that lacks it."""
    concept: Concept
    found: Hit
    """Where the other language has it."""
    instead: tuple[Concept, Hit] | None = None
    """What this language names instead, and the other does not."""

    @property
    def form(self) -> str:
        """The form that stands in the other language."""
        return self.pair.texts[other(self.language)][self.found.start : self.found.end]


def terms(package: Package) -> list[Mapping[str, Json]]:
    """Give the entries of the glossary that have the shape of one; their other properties may be anything."""
    entries = package.glossary.value if package.glossary else None
    return [
        each
        for each in (entries if isinstance(entries, list) else [])
        if isinstance(each, dict) and all(isinstance(each.get(part), str) for part in ("en", "ja", "kind"))
    ]


def confused(package: Package, kinds: Collection[str], name: str) -> Iterator[Problem]:
    """Yield each text that names something of these kinds where the other language names another; the one that it should name is called ``name``."""
    for lack in lacking(package):
        if lack.concept.kind in kinds and lack.instead is not None:
            concept, hit = lack.instead
            values = {
                name: lack.form,
                "language": lack.language,
                "other": other(lack.language),
                "wanted": lack.concept.forms[lack.language][0],
                "found": lack.pair.texts[lack.language][hit.start : hit.end],
                "means": concept.forms[other(lack.language)][0],
            }
            yield problem(package, lack.pair, lack.language, values, hit.start, lack.found.start)


@lru_cache(maxsize=1)
def lacking(package: Package) -> tuple[Lack, ...]:
    """Compare all texts of a package; several checks ask for it, and it is done once."""
    if not any(len(text.columns) > 1 for text in package.texts):
        return ()
    comparison = Comparison([*kept(package), *required(package), *named(package)])
    explained = comparison.explained(package)
    if explained:
        comparison = Comparison(explained)
    authorities = {text.of for text, _kind in _authorities(package)}
    return tuple(
        lack for pair in pairs(package) for lack in comparison.lacks(pair) if lack.instead or not (pair.field.kind == "name" and pair.field.of in authorities)
    )


def kept(package: Package) -> list[Concept]:
    """Give the terms that are written alike in both languages."""
    from taiyaku.languages.terms import Concept

    return [Concept("keep", {tag: [entry[tag]] for tag in LANGUAGES}) for entry in terms(package) if entry["kind"] == "keep"]


def required(package: Package) -> list[Concept]:
    """Give the terms that must be rendered by each other; terms that share a form are one."""
    from taiyaku.languages.terms import Concept

    groups: list[dict[str, list[str]]] = []
    for entry in terms(package):
        if entry["kind"] != "required":
            continue
        variants = entry.get("variants")
        forms = {tag: [entry[tag], *(variants.get(tag, ()) if isinstance(variants, dict) else ())] for tag in LANGUAGES}
        same = next((group for group in groups if any(forms[tag][0] in group[tag] for tag in LANGUAGES)), None)
        if same is None:
            groups.append(forms)
        else:
            for tag in LANGUAGES:
                same[tag] += [form for form in forms[tag] if form not in same[tag]]
    return [Concept("term", group) for group in groups]


def named(package: Package) -> list[Concept]:
    """Give the names that every text may use, and those of the tables marked ``"taiyaku": {"authority": ...}``."""
    from taiyaku.languages.names import common, organisation, person, place

    found: list[Concept] = []
    for text, kind in _authorities(package):
        table = package.tables.get(text.of)
        acronyms: dict[str, str] = {}
        for field in table.fields if table is not None else ():
            if table is not None and mark(field, "format") == "acronym" and field.get("name") in table.columns:
                acronyms = dict(zip(table.keys, table.frame[str(field["name"])], strict=True))
        for record, english, japanese in package.aligned(text).select("record", *LANGUAGES).iter_rows():
            if english and japanese:
                names = {"en": english, "ja": japanese}
                concept = organisation(names, acronyms.get(record, "")) if kind == "organisation" else {"place": place, "person": person}[kind](names)
                found += [concept] if concept else []
    own = {form for concept in found for form in concept.forms["en"]}
    return [*found, *(concept for concept in common() if concept.forms["en"][0] not in own)]


def _authorities(package: Package) -> Iterator[tuple[TextField, str]]:
    """Yield the names of the tables that are marked as authorities on names, and what their records are."""
    for text in package.texts:
        table = package.tables.get(text.of) or package.tables[next(iter(text.columns.values())).table]
        kind = mark(table.resource, "authority")
        if text.kind == "name" and kind in {"person", "place", "organisation"} and set(LANGUAGES) <= set(text.columns):
            yield text, str(kind)


_EXPLAINED = re.compile(r"\s?[(（]([A-Z][A-Za-z0-9]*[A-Z0-9][A-Za-z0-9-]*)[)）]")
_ALIKE = 0.5


class Comparison:
    """All concepts of a package, ready to be looked for in pairs of texts."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        """Take the concepts."""
        from taiyaku.languages.terms import Index

        self._concepts = concepts
        self._index = {tag: Index(concepts, tag) for tag in LANGUAGES}

    def explained(self, package: Package) -> list[Concept]:
        """Give the concepts anew with the acronyms that texts give them in brackets; nothing where there are none."""
        acronyms: dict[int, list[str]] = {}
        for pair in pairs(package):
            for language, text in pair.texts.items():
                for hit in self._index[language].scan(text)[0] if _EXPLAINED.search(text) else ():
                    if found := _EXPLAINED.match(text, hit.end):
                        for number in (each for each in hit.concepts if self._concepts[each].own and self._concepts[each].kind in {"term", "organisation"}):
                            acronyms.setdefault(number, []).append(found[1])
        if not acronyms:
            return []
        return [
            replace(concept, forms={tag: [*forms, *acronyms.get(number, ())] for tag, forms in concept.forms.items()})
            for number, concept in enumerate(self._concepts)
        ]

    def lacks(self, pair: Pair) -> Iterator[Lack]:
        """Yield what one of the two texts names and the other does not say in any way."""
        scans = {tag: self._index[tag].scan(text) for tag, text in pair.texts.items()}
        missing = {tag: list(self._missing(pair, tag, scans[other(tag)][0], scans[tag][1])) for tag in LANGUAGES}
        for lack in missing["ja"]:
            instead = next((each for each in missing["en"] if self._alike(lack.concept, each.concept)), None)
            if instead is not None:
                missing["en"].remove(instead)
                yield replace(lack, instead=(instead.concept, instead.found))
            elif self._counts(pair, lack):
                yield lack
        yield from (lack for lack in missing["en"] if self._counts(pair, lack))

    def _counts(self, pair: Pair, lack: Lack) -> bool:
        """Tell whether a lack that nothing stands in for is one.

        Bodies of the Solar System hide in too many words; what was named before need not be named again; a long name may be said in other words of the same.
        """
        from taiyaku.languages.names import refers

        text, concepts = pair.texts[lack.language], [self._concepts[number] for number in lack.found.concepts]
        if lack.concept.kind == "body" or refers(text, lack.language, concepts):
            return False
        return lack.concept.kind in {"term", "keep"} or not any(_in_other_words(form, text, lack.language) for form in lack.concept.forms[lack.language])

    def _missing(self, pair: Pair, language: str, hits: Sequence[Hit], held: set[int]) -> Iterator[Lack]:
        from taiyaku.languages.terms import lemma

        done: set[int] = set()
        words = {lemma(word) for word in _WORDS.findall(pair.texts[language])} if language == "en" else set[str]()
        for hit in hits:
            numbers = {number for number in hit.concepts if self._concepts[number].own} or hit.concepts
            if numbers & held or numbers <= done:
                continue
            done |= numbers
            concept = self._concepts[min(numbers)]
            form = pair.texts[other(language)][hit.start : hit.end]
            said = (language == "ja" and concept.kind != "term" and form in pair.texts[language]) or (
                concept.kind == "term" and words and any(_content(each) <= words for each in concept.forms["en"])
            )
            if not said:
                yield Lack(pair, language, concept, hit)

    @staticmethod
    def _alike(first: Concept, second: Concept) -> bool:
        """Tell whether one may be taken for the other: names of one kind, and terms that share half of their words or characters."""
        from difflib import SequenceMatcher

        from taiyaku.languages.terms import lemma

        if first.kind != "term" or second.kind != "term":
            return first.kind == second.kind != "keep"
        words = [{lemma(word) for word in re.findall(r"\w+", each.forms["en"][0])} for each in (first, second)]
        share = len(words[0] & words[1]) / max(len(words[0]), len(words[1]))
        return share >= _ALIKE or SequenceMatcher(None, first.forms["ja"][0], second.forms["ja"][0], autojunk=False).ratio() >= _ALIKE


_PARTICLES = re.compile(r"[ぁ-ゖ・･\s]+")
_LONG, _MOST = 4, 0.7
_TOO_LONG = 5_000
"""So long a text is not searched for pieces of a name; it may well have them."""


def _in_other_words(form: str, text: str, language: str) -> bool:
    """Tell whether a text has nearly all of a name: its words in English, seven tenths of it in one piece in Japanese (火星の衛星, 火星衛星探査機)."""
    from difflib import SequenceMatcher

    from taiyaku.languages.terms import lemma

    if language == "en":
        return _content(form) <= {lemma(word) for word in _WORDS.findall(text)}
    if len(text) > _TOO_LONG:
        return True
    bare, plain = _PARTICLES.sub("", form), _PARTICLES.sub("", text)
    return len(bare) >= _LONG and SequenceMatcher(None, bare, plain, autojunk=False).find_longest_match().size >= _MOST * len(bare)


_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = {"of", "the", "and", "for", "on", "in", "to", "with", "a", "an"}


def _content(form: str) -> set[str]:
    """Give the words of an English form that carry its meaning; a text that has them all may say it in another order."""
    from taiyaku.languages.terms import lemma

    return {lemma(word) for word in _WORDS.findall(form)} - _SMALL
