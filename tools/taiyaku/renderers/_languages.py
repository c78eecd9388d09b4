"""What several formats need to know of two languages side by side: words, and which to show where not all can be."""

from collections.abc import Iterator, Sequence

from taiyaku import wording
from taiyaku.i18n import Messages, _
from taiyaku.model import Finding, Said, Text
from taiyaku.parallel import DISAGREEING, KINDS, MISSING, STALE, STRUCTURE, UNTRANSLATED, Languages, Pair, by_record
from taiyaku.wording import Piece

MATTERS = {
    MISSING: _("missing in one language"),
    STALE: _("stale"),
    DISAGREEING: _("disagreeing"),
    UNTRANSLATED: _("not translated"),
    STRUCTURE: _("unequal structure"),
}
HEADS = {
    MISSING: _("Missing in one language"),
    STALE: _("Stale"),
    DISAGREEING: _("Disagreeing"),
    UNTRANSLATED: _("Not translated"),
    STRUCTURE: _("Unequal structure"),
}


def records(told: Languages, most: int) -> list[tuple[str, Text, list[Pair]]]:
    """Give name, title and texts of each record, those that miss a text first, then what is stale; of so many texts at the most."""
    order = sorted(by_record(told.pairs), key=lambda record: min(KINDS.index(kind) for pair in record[1] for kind in pair.kinds))
    found: list[tuple[str, Text, list[Pair]]] = []
    for (table, id_), pairs in order:
        if most <= 0:
            break
        found.append(("/".join(part for part in (table, id_) if part), pairs[0].title, pairs[:most]))
        most -= len(pairs)
    return found


def matters(pair: Pair, said: Messages) -> Iterator[tuple[str, Finding]]:
    """Give each finding of a text with the word for what is the matter."""
    for kind, finding in zip(pair.kinds, pair.findings, strict=True):
        yield said.text(MATTERS[kind]), finding


def reworded(finding: Finding) -> list[Piece]:
    """Give what changed in a source since its translation was made; nothing for other findings."""
    was, now = (finding.problem.values.get(name) for name in ("was", "now"))
    return wording.compare(was, now) if finding.check == "translation-stale" and isinstance(was, str) and isinstance(now, str) else []


REWORDED = _("the source was reworded")


def totals(told: Languages, said: Messages) -> str:
    """Say how many texts there are, how many of them in both languages, and what is the matter with how many."""
    counts = told.counts
    parts = [
        f"{counts[kind]:,} {said.text(MATTERS[kind])}" if said.language == "en" else f"{said.text(MATTERS[kind])} {counts[kind]:,}"
        for kind in KINDS
        if counts[kind]
    ]
    if told.waived:
        parts.append(said.count(_("{n} waived"), _("{n} waived"), told.waived))
    values = {"package": told.package, "first": told.languages[0], "second": told.languages[1], "texts": f"{told.texts:,}", "both": f"{told.both:,}"}
    head = said.text(_("{package}, {first} and {second}: {both} of {texts} texts in both"), values)
    return f"{head}: {said.text(_(', ')).join(parts) or said.text(_('no differences'))}"


def excerpts(pair: Pair, languages: Sequence[str]) -> dict[str, list[str]]:
    """Give what the findings of a text quote of it, by language; the longest first."""
    quoted = {part for finding in pair.findings for value in finding.problem.values.values() for part in _parts(value)} - {pair.field, *languages}
    return {
        language: sorted((each for each in quoted if each in (text := pair.texts.get(language, "")) and each != text), key=lambda each: (-len(each), each))
        for language in languages
    }


def _parts(value: object) -> Iterator[str]:
    if isinstance(value, Said):
        yield from (part for inner in value.values.values() for part in _parts(inner))
    elif isinstance(value, str) and len(value) > 1:
        yield value
