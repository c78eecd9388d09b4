"""Two languages of a package: the texts of which one side is missing, older, or says something else, with what is found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from taiyaku.errors import WrongUsage
from taiyaku.i18n import _
from taiyaku.model import Finding, Package, Report, Text, TextField

MISSING, STALE, DISAGREEING, UNTRANSLATED, STRUCTURE = "missing", "stale", "disagreeing", "untranslated", "structure"
_BY_CHECK = {
    **dict.fromkeys(("column-missing", "language-missing", "language-undeclared", "record-missing", "text-emptied", "text-missing"), MISSING),
    **dict.fromkeys(("authentic-text-changed", "translation-conflict", "translation-stale"), STALE),
    **dict.fromkeys(("columns-swapped", "languages-swapped", "text-half-translated", "text-identical", "text-wrong-script"), UNTRANSLATED),
    **dict.fromkeys(("descriptor-differs", "length-odd", "markup-mismatch", "placeholder-mismatch"), STRUCTURE),
    "fact-differs": DISAGREEING,
}
"""What a finding of a check says of two languages; those of the groups below say that they disagree."""
_GROUPS = ("parity", "terminology")
KINDS = (MISSING, STALE, DISAGREEING, UNTRANSLATED, STRUCTURE)


@dataclass(frozen=True, slots=True)
class Pair:
    """One text in both languages, and what is found in it; without a field, a whole record, file or table."""

    table: str
    id: str
    field: str
    title: Text
    texts: Text
    """By language; empty where there is none."""
    findings: tuple[Finding, ...]
    kinds: tuple[str, ...]
    """What is the matter, of ``KINDS``, for each finding."""


@dataclass(frozen=True, slots=True)
class Languages:
    """Two languages of a package side by side."""

    package: str
    languages: tuple[str, str]
    texts: int
    """Number of texts that at least one of them has."""
    both: int
    """Number of those that both have."""
    pairs: tuple[Pair, ...]
    waived: int
    """Number of findings that a waiver accepts; they are not among the pairs."""

    @property
    def counts(self) -> Counter[str]:
        """Count what is the matter, by kind; a finding may stand for many."""
        counts: Counter[str] = Counter()
        for pair in self.pairs:
            for kind, finding in zip(pair.kinds, pair.findings, strict=True):
                counts[kind] += finding.problem.count
        return counts


def asked(checks: Mapping[str, object]) -> list[str]:
    """Name the checks that compare languages, of those that there are."""
    return [name for name, check in checks.items() if name in _BY_CHECK or getattr(check, "group", "") in _GROUPS]


def compare(package: Package, judged: Report, first: str, second: str) -> Languages:
    """Put two languages side by side where the report has something to say of them.

    Raises WrongUsage for a language that the package does not have, and for one and the same.
    """
    known = list(dict.fromkeys([*package.languages, *(tag for text in package.texts for tag in text.columns)]))
    for tag in (first, second):
        if tag not in known:
            raise WrongUsage(_("{package} has no language {language}; it has: {names}"), package=package.name, language=tag, names=", ".join(known))
    if first == second:
        raise WrongUsage(_("two different languages are needed"))
    groups = {name: check.group for check in judged.asked for name in (check.id, *check.family)}
    found: dict[tuple[str, str, str, str], list[tuple[Finding, str]]] = {}
    waived = 0
    for finding in judged.findings:
        kind = _BY_CHECK.get(finding.check, DISAGREEING if groups.get(finding.check) in _GROUPS else "")
        at = finding.problem
        if not kind or at.language not in ("", first, second):
            continue
        if finding.waived:
            waived += at.count
            continue
        found.setdefault((at.table, at.id, at.field, "" if at.id or at.table else at.where.path), []).append((finding, kind))
    reader = _Texts(package, (first, second))
    pairs = tuple(
        Pair(
            table,
            id_,
            field,
            reader.title(table, id_),
            reader.texts(table, id_, field),
            tuple(each for each, _kind in told),
            tuple(kind for _each, kind in told),
        )
        for (table, id_, field, _path), told in found.items()
    )
    either, both = reader.amounts()
    return Languages(package.name, (first, second), either, both, pairs, waived)


class _Texts:
    """The texts of a package in two languages; each field is lined up when it is first asked for."""

    def __init__(self, package: Package, languages: tuple[str, str]) -> None:
        self._package = package
        self._languages = languages
        self._read: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
        self._fields = {(text.of, text.name): text for text in package.texts}

    def texts(self, table: str, id_: str, field: str) -> Text:
        """Give one text in both languages."""
        text = self._fields.get((table, field))
        return self._aligned(text).get(id_, {}) if text else {}

    def title(self, table: str, id_: str) -> Text:
        """Give what a record is called."""
        own = sorted((text for (of, _name), text in self._fields.items() if of == table), key=lambda text: text.kind != "name")
        return {tag: text for tag, text in self._aligned(own[0]).get(id_, {}).items() if text} if own and id_ else {}

    def amounts(self) -> tuple[int, int]:
        """Count the texts that one of the languages has at least, and those that both have."""
        numbers = [sum(map(bool, texts.values())) for text in self._fields.values() for texts in self._aligned(text).values()]
        return sum(number > 0 for number in numbers), sum(number > 1 for number in numbers)

    def _aligned(self, text: TextField) -> dict[str, dict[str, str]]:
        key = (text.of, text.name)
        if key not in self._read:
            frame = self._package.aligned(text)
            tags = [tag for tag in self._languages if tag in text.columns]
            self._read[key] = {
                row[0]: {**dict.fromkeys(self._languages, ""), **{tag: cell or "" for tag, cell in zip(tags, row[1:], strict=True)}}
                for row in frame.select("record", *tags).iter_rows()
            }
        return self._read[key]


def by_record(pairs: Iterable[Pair]) -> Iterator[tuple[tuple[str, str], list[Pair]]]:
    """Put the texts of each record together, in the order in which they are met."""
    found: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        found.setdefault((pair.table, pair.id), []).append(pair)
    yield from found.items()
