"""The whole package: settle every text, and say what would be written and why.

Pure: a Package goes in, a Plan comes out. Edits are carried by key alone. What is retired,
renamed or flipped keeps its history; whatever somebody typed since the last sync and would
stand nowhere afterwards blocks its text until somebody settles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from taiyaku.model import Locale, Message, Package, Remembered
from taiyaku.translations import catalogue
from taiyaku.translations.settle import (
    ADOPTED,
    CLASHED,
    CONFLICT,
    DRAFT,
    FIRST,
    NO_CHOICE,
    NOTHING,
    RESTORED,
    TRANSLATED,
    Choice,
    Entry,
    Settled,
    hashed,
    lost,
    regained,
    replaced,
    settle,
)
from taiyaku.translations.units import MUL, Group, groups

RENAMED, RETIRED, FLIPPED, ALONE = "renamed", "retired", "flipped", "alone"


@dataclass(frozen=True, slots=True)
class Unit:
    """One text of one record, and its translation into one language."""

    table: str
    id: str
    field: str
    language: str
    source_language: str
    source: str
    published: str
    """The text in the table of its language, before the sync."""
    settled: Settled
    row: int | None
    """Row in the table of its language; None where the record is missing there."""
    source_row: int | None
    """Likewise for the source text."""
    message: Message | None
    """Its entry in the locale file as read; for a text that came back or moved, the entry that it had."""

    @property
    def context(self) -> str:
        """Its ``msgctxt``."""
        return catalogue.context(self.table, self.id, self.field)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a text, for the report of a sync."""

    what: str
    language: str
    context: str
    detail: str = ""
    blocked: bool = False


@dataclass(frozen=True)
class Choices:
    """What a person decided: for everything, and for single texts."""

    usual: Choice = NO_CHOICE
    single: Mapping[str, Choice] = field(default_factory=dict)
    """By ``msgctxt``, or by language, colon and ``msgctxt``."""

    def of(self, language: str, context: str) -> Choice:
        """Give the choice for one text."""
        return self.single.get(f"{language}:{context}") or self.single.get(context) or self.usual if self.single else self.usual


@dataclass
class Plan:
    """What a sync finds and would write."""

    units: list[Unit] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    messages: dict[tuple[str, str], list[Message]] = field(default_factory=dict)
    """By language and table: entries that stay although no unit of this sync stands for them (obsolete, or blocked)."""
    ledgers: dict[tuple[str, str], list[Remembered]] = field(default_factory=dict)
    sources: list[Unit] = field(default_factory=list)
    """Source texts that shall hold what was typed as a translation, before the source language became another and somebody preferred it."""

    @property
    def blocked(self) -> list[Event]:
        """What somebody has to settle."""
        return [each for each in self.events if each.blocked]


@dataclass
class _Side:
    """One table's locale in one language, while it is settled."""

    active: dict[str, Message]
    obsolete: dict[str, list[Message]]
    rows: dict[tuple[str, str], Remembered]
    translator: str = ""
    """Who edited the locale file last, as the file itself says."""
    moved: dict[str, Message] = field(default_factory=dict)
    """Entries of other languages whose comments move here, by context."""
    held: dict[str, str] = field(default_factory=dict)
    """Texts that nothing is written of, by context, since a typed text stands in the way: that text."""
    stay: list[Message] = field(default_factory=list)
    kept: list[Remembered] = field(default_factory=list)
    """Rows that stay as they are although their record is gone or has another source language: they are held."""

    @classmethod
    def of(cls, locale: Locale | None) -> _Side:
        """Take the locale apart."""
        messages = locale.catalogue.messages if locale and locale.catalogue else ()
        obsolete: dict[str, list[Message]] = {}
        for each in messages:
            if each.obsolete:
                obsolete.setdefault(each.context, []).append(each)
        rows = dict(locale.ledger.rows) if locale and locale.ledger else {}
        translator = catalogue.translator(locale.catalogue.header) if locale and locale.catalogue else ""
        return cls({each.context: each for each in messages if not each.obsolete}, obsolete, rows, translator)

    def follow(self, old: str, new: str, name: str, before: str, after: str) -> None:
        """Give what is known of a text the id that its record has now."""
        if (old, name) in self.rows:
            self.rows[new, name] = self.rows.pop((old, name))._replace(id=new)
        if before in self.active and after not in self.active:
            self.active[after] = self.active.pop(before)._replace(context=after)
        if before in self.obsolete:
            self.obsolete.setdefault(after, []).extend(each._replace(context=after) for each in self.obsolete.pop(before))

    def hold(self, row: Remembered, message: Message) -> None:
        """Leave a row and an entry as they are."""
        self.kept.append(row)
        self.stay.append(message)


def plan(package: Package, choices: Choices | None = None) -> Plan:
    """Settle every text of a package."""
    made = Plan()
    for group in groups(package):
        _group(package, group, choices or Choices(), made)
    return made


def _group(package: Package, group: Group, choices: Choices, made: Plan) -> None:
    sides = {tag: _Side.of(package.locales.get((tag, group.of))) for tag in package.languages}
    _rename(package, group, sides, choices, made)
    _flip(group, sides, choices, made)
    for language, side in sides.items():
        fields = [text for text in group.fields if language in text.columns]
        rows: list[Remembered] = []
        for at, id_ in enumerate(group.records):
            source = group.sources[at]
            if source in (language, MUL) or id_ not in group.known:
                continue
            if "+" in source:
                rows.extend(_authentic(group, at, language, side, choices, made))
                continue
            for text in fields:
                row = _unit(group, at, text.name, language, side, choices, made)
                if row is not None:
                    rows.append(row)
        rows.extend(_retire(group, language, side, choices, made))
        made.ledgers[language, group.of] = [*rows, *side.kept]
        made.messages[language, group.of] = side.stay


def _unit(group: Group, at: int, name: str, language: str, side: _Side, choices: Choices, made: Plan) -> Remembered | None:
    """Settle one text, and give the ledger row that shall stand for it."""
    id_, tag = group.records[at], group.sources[at]
    texts = group.texts.get((name, tag))
    source = (texts[at] or "") if texts is not None else ""
    published = group.texts[name, language][at] or ""
    context = catalogue.context(group.of, id_, name)
    places = group.rows[name, language][at], group.rows[name, tag][at] if source else None
    if context in side.held:
        settled = Settled(published, CONFLICT, None, CLASHED, side.held[context], blocked=True)
        made.units.append(Unit(group.of, id_, name, language, tag, source, published, settled, *places, None))
        side.stay.extend([side.active.pop(context)] if context in side.active else [])
        side.kept.extend([side.rows.pop((id_, name))] if (id_, name) in side.rows else [])
        return None
    if not source:
        return None  # nothing to translate: what is remembered of it retires
    key = (id_, name)
    message, row = side.active.pop(context, None), side.rows.pop(key, None)
    old, moved = side.obsolete.pop(context, []), side.moved.pop(context, None)
    choice = choices.of(language, context)
    entry = _entry(message) if message else None
    if side.translator and not choice.translator and entry is not None and (row is None or hashed(entry.target) != row.target_hash):
        choice = replace(choice, translator=side.translator)
    back, stands = None, published
    if message is None and (old or (row is not None and row.replaced)):
        back, text = _returning(old, published, row)
        stands = published or text
        row = regained(row, text) if row else None
        entry = _entry(back) if back and row is None else None
    settled = settle(key, source, stands, entry, row, choice)
    if settled.row is not None:
        kept = settled.row
        for each in old:
            kept = lost(kept, each.target) if each is not back and each.target != settled.text else kept
        settled = settled if kept is settled.row else replace(settled, row=kept)
    made.units.append(Unit(group.of, id_, name, language, tag, source, published, settled, *places, message or back or moved or (old[-1] if old else None)))
    if settled.event != NOTHING or stands != published:
        what = RESTORED if stands != published and not settled.blocked else settled.event
        made.events.append(Event(what, language, context, settled.other, settled.blocked))
    if settled.blocked:
        side.stay.extend([message] if message is not None else [])
        side.stay.extend(old if settled.row is None else [])
    return settled.row


def _entry(message: Message) -> Entry:
    return Entry(message.source, message.target, *((message.fuzzy, "#|" in message.remarks) if message.remarks else (False, False)))


def _returning(old: list[Message], published: str, row: Remembered | None) -> tuple[Message | None, str]:
    """Give the entry and the text of a record that is back: what its table has, or what was remembered of it last."""
    wanted = {hashed(each.target): each for each in old if each.target}
    back = wanted.get(row.target_hash if row else hashed(published) if published else next(reversed(wanted), ""))
    if back is not None or row is None or published:
        return back, back.target if back else ""
    return None, next((each for each in reversed(replaced(row)) if hashed(each) == row.target_hash), "")


def _authentic(group: Group, at: int, language: str, side: _Side, choices: Choices, made: Plan) -> Iterator[Remembered]:
    """Watch over two equally authentic texts: one row in the ledger of the last of their languages, no entry for translators."""
    first, _plus, last = group.sources[at].partition("+")
    if language != last:
        return
    for text in group.fields:
        one, two = (group.texts.get((text.name, tag), ())[at : at + 1] for tag in (first, last))
        source, target = (one[0] or "") if one else "", (two[0] or "") if two else ""
        key = (group.records[at], text.name)
        row = side.rows.get(key)
        context = catalogue.context(group.of, *key)
        choice = choices.of(language, context)
        message = side.active.get(context)
        if not source and not target:
            continue
        if row is not None and message is not None and _unsynced(message, row, target) and not choice.prefer:
            made.events.append(Event(CLASHED, language, context, message.target, blocked=True))
            side.hold(side.rows.pop(key), side.active.pop(context))
            continue
        side.rows.pop(key, None)
        if message is not None:
            made.events.append(Event(RETIRED, language, context))
            _obsolete(side, side.active.pop(context))
        who = {"translator": choice.translator, "reviewed_on": choice.reviewed_on}
        if row is None:
            made.events.append(Event(FIRST, language, context))
            yield Remembered(*key, source, hashed(target), TRANSLATED, origin=choice.origin, **who)
            continue
        moved = (row.source != source) + (row.target_hash != hashed(target))
        if moved == 1 and not choice.set_state:
            made.events.append(Event(ALONE, language, context, blocked=True))
            yield row
            continue
        if moved:
            made.events.append(Event(ADOPTED, language, context))
            row = row._replace(source=source, target_hash=hashed(target), **who)
        yield row


def _unsynced(message: Message, row: Remembered, published: str) -> bool:
    """Tell whether an entry holds a text that stands nowhere else, as it was typed there, or removed from the table."""
    return message.target not in ("", published) and (not published or hashed(message.target) != row.target_hash)


def _rename(package: Package, group: Group, sides: Mapping[str, _Side], choices: Choices, made: Plan) -> None:
    """Let the history of a renamed record follow its new id."""
    redirects = _redirects(package, group)
    at_of = {id_: at for at, id_ in enumerate(group.records)} if redirects else {}
    for old, new in redirects:
        for language, side in sides.items():
            for text in group.fields:
                key, before, after = (old, text.name), catalogue.context(group.of, old, text.name), catalogue.context(group.of, new, text.name)
                row, message = side.rows.get(key), side.active.get(before)
                if language not in text.columns or (row is None and message is None) or (new, text.name) in side.rows:
                    continue
                now = group.texts[text.name, language][at_of[new]] or ""
                prefer = choices.of(language, before).prefer
                if row is not None and message is not None and _unsynced(message, row, now):
                    if not prefer:
                        made.events.append(Event(CLASHED, language, before, message.target, blocked=True))
                        for each in sides.values():
                            each.held[after] = message.target
                        side.hold(side.rows.pop(key), side.active.pop(before))
                        continue
                    side.rows[key], side.active[before] = _preferred(row, message, now, prefer)
                side.follow(old, new, text.name, before, after)
                made.events.append(Event(RENAMED, language, after, before))


def _preferred(row: Remembered, message: Message, now: str, prefer: str) -> tuple[Remembered, Message]:
    """Settle a typed text and that of the table, before their record is moved: the one that loses is remembered."""
    if prefer == "csv":
        return lost(row, message.target), message._replace(target=now)
    return lost(row, now if hashed(now) != row.target_hash else "")._replace(target_hash=hashed(now)), message


def _redirects(package: Package, group: Group) -> list[tuple[str, str]]:
    """Give the ids of a table that are gone, and what took their place in the end: the table ``redirects``, ``table``, ``id`` and ``replaced_by``."""
    table = package.tables.get("redirects")
    if table is None or not {"table", "id", "replaced_by"} <= set(table.columns):
        return []
    told: dict[str, list[str]] = {}
    for of, old, new in table.select(["table", "id", "replaced_by"]).iter_rows():
        if of == group.of and old and new:
            told.setdefault(old, []).append(new)
    found: list[tuple[str, str]] = []
    for old, first in told.items():
        seen, ways = {old}, list(first)
        while ways and old not in group.known:
            new = ways.pop(0)
            if new in group.known:
                found.append((old, new))
            elif new not in seen:
                seen.add(new)
                ways.extend(told.get(new, ()))
    return found


def _flip(group: Group, sides: Mapping[str, _Side], choices: Choices, made: Plan) -> None:
    """Let the history of a record whose source language changed move to the other language's file."""
    for at, id_ in enumerate(group.records):
        language = group.sources[at]
        side = sides.get(language)
        if side is None or not side.rows or id_ not in group.known:
            continue
        for text in group.fields:
            key = (id_, text.name)
            row = side.rows.get(key)
            other = next((tag for tag in sides if tag != language and tag in text.columns and key not in sides[tag].rows), None)
            context = catalogue.context(group.of, *key)
            if row is None or other is None or language not in text.columns or context in side.held:
                continue
            message = side.active.get(context)
            source = group.texts[text.name, language][at] or ""
            if message is not None and _unsynced(message, row, source):
                prefer = choices.of(language, context).prefer
                if not prefer:
                    made.events.append(Event(CLASHED, language, context, message.target, blocked=True))
                    side.hold(side.rows.pop(key), side.active.pop(context))
                    sides[other].held[context] = message.target
                    continue
                row = lost(row, message.target if prefer == "csv" else source)
                if prefer == "po":
                    source = _resourced(group, at, text.name, language, message.target, made)
            known = next((each for each in (message.target if message else "", source) if each and hashed(each) == row.target_hash), None)
            state = row.state if known is not None else DRAFT
            sides[other].rows[key] = row._replace(source=source if known is None else known, target_hash=hashed(row.source), state=state)
            del side.rows[key]
            if message is not None:
                sides[other].moved[context] = side.active.pop(context)
            made.events.append(Event(FLIPPED, other, context, language))


def _resourced(group: Group, at: int, name: str, language: str, text: str, made: Plan) -> str:
    """Let the table of the source language have a text that was typed as a translation."""
    row, was = group.rows[name, language][at], group.texts[name, language][at] or ""
    made.sources.append(Unit(group.of, group.records[at], name, language, language, text, was, Settled(text, TRANSLATED, None), row, row, None))
    group.texts[name, language][at] = text
    return text


def _retire(group: Group, language: str, side: _Side, choices: Choices, made: Plan) -> Iterator[Remembered]:
    """Keep in memory what has no record, or no source, any more: obsolete entries, and ledger rows with their whole text."""
    at_of = {id_: at for at, id_ in enumerate(group.records)} if side.rows else {}
    for (id_, name), row in side.rows.items():
        context = catalogue.context(group.of, id_, name)
        message, at = side.active.get(context), at_of.get(id_)
        published = "" if at is None or (name, language) not in group.texts else group.texts[name, language][at] or ""
        typed = message is not None and bool(message.target) and hashed(message.target) != row.target_hash
        if message is not None and typed and message.target != published and not choices.of(language, context).prefer:
            made.events.append(Event(CLASHED, language, context, message.target, blocked=True))
            side.stay.append(side.active.pop(context))
            yield row
            continue
        kept = row
        if message is not None:
            made.events.append(Event(RETIRED, language, context))
            if typed:
                state = DRAFT if message.fuzzy else TRANSLATED
                kept = lost(row, published)._replace(source=message.source, target_hash=hashed(message.target), state=state, reviewed_on="")
            kept = lost(kept, _obsolete(side, side.active.pop(context)))
        for each in side.obsolete.get(context, []):
            kept = lost(kept, each.target)
        kept = lost(kept, published if message is None else "")
        if kept.target_hash != hashed("") or kept.replaced:
            yield kept
    for message in side.moved.values():  # the new source is not there yet, and the translator's comments wait for it
        if message.marked(""):
            _obsolete(side, message)
    for context, message in side.active.items():
        if message.target or message.marked(""):
            made.events.append(Event(RETIRED, language, context))
            displaced = _obsolete(side, message)
            if displaced:
                _of, id_, name = catalogue.parts(context) or ("", "", "")
                id_, name = (id_, name) if catalogue.context(group.of, id_, name) == context else (context, "")
                yield lost(Remembered(id_, name, message.source, hashed(message.target), DRAFT), displaced)
    side.stay.extend(each for old in side.obsolete.values() for each in old)


def _obsolete(side: _Side, message: Message) -> str:
    """Make an entry obsolete; give the text of the one that it takes the place of, since no two may have one context and source."""
    if not message.target and not message.marked(""):
        return ""
    old = side.obsolete.setdefault(message.context, [])
    same = next((each for each in old if each.source == message.source), None)
    if same is not None:
        old.remove(same)
    old.append(message._replace(obsolete=True))
    return same.target if same is not None and same.target != message.target else ""
