"""How far the translations of a package are: counted by language, table and field, what to do next, and whether it is enough."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from taiyaku.i18n import _
from taiyaku.model import Package, Where, mark
from taiyaku.translations.settle import CONFLICT, DONE, DRAFT, MACHINE, MISSING, REVIEWED, STALE, STATES, TRANSLATED, WAIVED
from taiyaku.translations.sync import Plan, Unit

WORDS = {
    MISSING: _("missing"),
    DRAFT: _("draft"),
    MACHINE: _("machine"),
    STALE: _("stale"),
    CONFLICT: _("conflict"),
    TRANSLATED: _("translated"),
    REVIEWED: _("reviewed"),
    WAIVED: _("as is"),
}
"""What a state is called."""
LEVELS = (FINISHED, COMPLETE, PARTIAL, NONE) = ("reviewed", "complete", "partial", "none")
"""Levels of a record in a language: every text reviewed or waived, every text done, some text there, nothing there."""
_URGENT = (CONFLICT, STALE, MISSING, DRAFT, MACHINE)
"""What to do first: what contradicts, then what misleads, then what is not there, then what somebody has begun."""
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Row:
    """One field of one table, as far as it is translated into one language."""

    language: str
    table: str
    field: str
    counts: Mapping[str, int]
    words: int
    """Words of the sources that are to be translated or looked at again."""
    characters: int
    """Likewise: characters of sources in languages written without spaces."""
    origins: Mapping[str, int]

    @property
    def all(self) -> int:
        """The number of texts."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """The number of texts without anything to do."""
        return sum(number for state, number in self.counts.items() if state in DONE)

    @property
    def share(self) -> float:
        """Percent of the texts that are done, rounded down to one decimal, so that 100 means all; 100 where there is nothing to translate."""
        return part(self.done, self.all)


def part(number: int, of: int) -> float:
    """Give a number in percent of another, rounded down to one decimal."""
    return number * 1000 // of / 10 if of else 100.0


@dataclass(frozen=True, slots=True)
class Task:
    """A text with something to do."""

    language: str
    table: str
    id: str
    field: str
    context: str
    """Its ``msgctxt``."""
    state: str
    source: str
    was: str
    """The source that its translation was made from, where that is another; else empty."""
    translation: str
    where: Where
    """Its entry in the locale file; its cell, where it has none yet."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Percent of the texts into a language that shall be done, and whether they are."""

    language: str
    least: float
    done: int
    all: int

    @property
    def met(self) -> bool:
        """Tell whether enough is done."""
        return self.done * 100 >= self.least * self.all


@dataclass(frozen=True, slots=True)
class Coverage:
    """The state of all translations of a package."""

    package: str
    rows: Sequence[Row]
    next: Sequence[Task]
    """What to do next, the most urgent first."""
    oldest: Mapping[str, Task]
    """By language: the stale text that was reviewed longest ago, or comes first."""
    levels: Mapping[str, Mapping[str, int]]
    """By language: how many records have each level."""
    unfinished: Sequence[tuple[str, str, str, str]]
    """Language, table, id and level of the records that are not complete."""
    unsynced: int
    """Texts that somebody edited since the last sync."""
    thresholds: Sequence[Threshold] = ()

    def total(self, language: str) -> Row:
        """Add up all rows of a language."""
        rows = [row for row in self.rows if row.language == language]
        counts, origins = Counter[str](), Counter[str]()
        for row in rows:
            counts.update(row.counts)
            origins.update(row.origins)
        counted = {state: counts[state] for state in STATES if counts[state]}
        return Row(language, "", "", counted, sum(row.words for row in rows), sum(row.characters for row in rows), dict(sorted(origins.items())))

    @property
    def languages(self) -> list[str]:
        """The languages that something is translated into."""
        return list(dict.fromkeys(row.language for row in self.rows))


def coverage(
    package: Package, plan: Plan, least: Mapping[str, float] | None = None, most: int = 10, more: Sequence[Row] = (), tasks: Iterable[Task] = ()
) -> Coverage:
    """Count the states of all texts of a settled package, and hold them against what is asked for: percent by language, ``""`` for every other one.

    ``more`` are texts that are no records; they are counted with the others. ``tasks`` are those of them with something to do.
    """
    grouped: dict[tuple[str, str, str], list[Unit]] = {}
    for unit in plan.units:
        grouped.setdefault((unit.language, unit.table, unit.field), []).append(unit)
    urgent = sorted((unit for unit in plan.units if unit.settled.state in _URGENT), key=_urgency_of)
    oldest: dict[str, Unit] = {}
    for unit in plan.units:
        if unit.settled.state == STALE and (unit.language not in oldest or _reviewed(unit) < _reviewed(oldest[unit.language])):
            oldest[unit.language] = unit
    order = {language: number for number, language in enumerate(package.languages)}
    rows = sorted([*(_row(key, units) for key, units in grouped.items()), *more], key=lambda row: order.get(row.language, len(order)))
    levels = _levels(plan.units)
    return Coverage(
        package.name,
        rows,
        sorted([*(_task(package, unit) for unit in urgent[:most]), *tasks], key=_urgency)[:most],
        {language: _task(package, oldest[language]) for language in order if language in oldest},
        _counted(levels),
        [(*record, level) for record, level in levels.items() if level in (PARTIAL, NONE)],
        sum(not event.blocked for event in plan.events),
        thresholds(rows, least or {}),
    )


def thresholds(rows: Iterable[Row], least: Mapping[str, float]) -> list[Threshold]:
    """Hold the rows against percent by language; ``""`` stands for every language that is not named."""
    done, everything = Counter[str](), Counter[str]()
    for row in rows:
        done[row.language] += row.done
        everything[row.language] += row.all
    asked = {language: least[""] for language in everything if "" in least} | {language: share for language, share in least.items() if language}
    return [Threshold(language, share, done[language], everything[language]) for language, share in asked.items()]


def declared(package: Package) -> dict[str, float]:
    """Give the percent by language below which a package is not released: its property ``"taiyaku": {"coverage": {"ja": 100}}``."""
    asked = mark(package.descriptor.value, "coverage")
    return {
        str(language): float(share)
        for language, share in (asked.items() if isinstance(asked, dict) else ())
        if isinstance(share, int | float) and not isinstance(share, bool)
    }


def places(package: Package, unit: Unit) -> tuple[Where, Where]:
    """Give the place of a text in its locale file (in its table, where it has no entry there), and that of its source."""
    text = next(each for each in package.texts if each.of == unit.table and each.name == unit.field)
    source = package.text_where(text, unit.source_language, unit.source_row)
    locale = package.locales.get((unit.language, unit.table))
    if unit.message is not None and locale is not None and locale.catalogue is not None and unit.message.line:
        return locale.catalogue.where(unit.message), source
    return package.text_where(text, unit.language, unit.row, unit.source_language, unit.source_row), source


def _task(package: Package, unit: Unit) -> Task:
    named = unit.language, unit.table, unit.id, unit.field, unit.context
    return Task(*named, unit.settled.state, unit.source, _was(unit), unit.settled.text, places(package, unit)[0])


def _was(unit: Unit) -> str:
    return unit.settled.row.source if unit.settled.row and unit.settled.row.source != unit.source else ""


def _urgency(task: Task) -> tuple[int, bool]:
    return _rank(task.state, task.was, task.source)


def _urgency_of(unit: Unit) -> tuple[int, bool]:
    return _rank(unit.settled.state, _was(unit), unit.source)


def _rank(state: str, was: str, source: str) -> tuple[int, bool]:
    """Give the rank of a text with something to do; of the stale ones, those whose source has other numbers now come first."""
    return _URGENT.index(state), not (state == STALE and was != "" and _NUMBERS.findall(was) != _NUMBERS.findall(source))


def _reviewed(unit: Unit) -> str:
    return unit.settled.row.reviewed_on if unit.settled.row and unit.settled.row.reviewed_on else "9999"


def _row(key: tuple[str, str, str], units: Sequence[Unit]) -> Row:
    counts = Counter(unit.settled.state for unit in units)
    origins = Counter(unit.settled.row.origin or "unstated" for unit in units if unit.settled.row and unit.settled.text)
    words, characters = 0, 0
    for unit in units:
        if unit.settled.state not in DONE:
            number = size(unit.source, unit.source_language)
            words, characters = (words, characters + number) if unspaced(unit.source_language) else (words + number, characters)
    return Row(*key, {state: counts[state] for state in STATES if counts[state]}, words, characters, dict(sorted(origins.items())))


def _levels(units: Iterable[Unit]) -> dict[tuple[str, str, str], str]:
    """Give the level of every record in every language, by language, table and id."""
    records: dict[tuple[str, str, str], list[str]] = {}
    for unit in units:
        records.setdefault((unit.language, unit.table, unit.id), []).append(unit.settled.state)
    return {record: _level(states) for record, states in records.items()}


def _level(states: Sequence[str]) -> str:
    if all(state in (REVIEWED, WAIVED) for state in states):
        return FINISHED
    if all(state in DONE for state in states):
        return COMPLETE
    return NONE if all(state == MISSING for state in states) else PARTIAL


def _counted(levels: Mapping[tuple[str, str, str], str]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for (language, _table, _id), level in levels.items():
        found.setdefault(language, Counter())[level] += 1
    return {language: {level: counts[level] for level in LEVELS if counts[level]} for language, counts in found.items()}


def unspaced(language: str) -> bool:
    """Tell whether the words of a language have no spaces between them."""
    return language.partition("-")[0] in ("ja", "zh", "th", "km", "lo", "my")


def size(text: str, language: str) -> int:
    """Count the words of a text; in languages that have no spaces between them, the characters."""
    return len(re.sub(r"\s", "", text)) if unspaced(language) else len(text.split())
