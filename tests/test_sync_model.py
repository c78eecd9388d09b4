"""Random histories of records, held against a model: no typed text is ever lost, and every state is what the rule says.

Fifty histories run side by side in one package, each with records of its own, so that many take little time.
``TAIYAKU_SEQUENCES`` says how many there are.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from taiyaku.loaders import from_po
from taiyaku.loaders.edits import carried
from taiyaku.loaders.from_descriptor import assemble
from taiyaku.loaders.from_memory import Memory
from taiyaku.model import Message
from taiyaku.translations import catalogue, files, sync
from taiyaku.translations.settle import Choice

SEQUENCES = int(os.environ.get("TAIYAKU_SEQUENCES", "2000"))
SIDE_BY_SIDE = 50
LANGUAGES = ("en", "ja")
FIELDS = ("title", "summary")
DESCRIPTOR = json.dumps(
    {
        "name": "moon",
        "languages": [*LANGUAGES],
        "resources": [{"name": name, "path": f"{name}.csv"} for name in ("items", "items.en", "items.ja", "redirects")],
    }
).encode()
Key = tuple[str, str, str]
"""Language, record, field."""


@dataclass(frozen=True)
class Agreed:
    """What the model remembers of a text: the source that it was made from, the text, and its state."""

    source: str
    target: str
    state: str


@dataclass(frozen=True)
class Said:
    """What the model expects of a text after a sync."""

    text: str
    state: str
    blocked: bool = False
    agreed: Agreed | None = None


@dataclass
class World:
    """A package as its editors see it: rows of the tables, entries of the locale files, bytes of the ledgers."""

    facts: dict[str, str] = field(default_factory=dict)
    """Record to source language."""
    texts: dict[Key, str] = field(default_factory=dict)
    redirects: list[tuple[str, str]] = field(default_factory=list)
    entries: dict[str, list[Message]] = field(default_factory=dict)
    ledgers: dict[str, bytes] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    """Texts that somebody typed and nobody has overwritten since in the place where they were typed."""
    known: dict[Key, Agreed] = field(default_factory=dict)
    """The model's own memory."""
    sure: bool = True
    """False after somebody deleted a file: then only what must never happen is asked."""
    number: int = 0
    mine: str = ""
    """What the ids of the history begin with that is edited now."""

    def word(self, language: str) -> str:
        """Give a text that nobody typed before."""
        self.number += 1
        text = f"第{self.number}回会合" if language == "ja" else f"Meeting no. {self.number}"
        self.typed.add(text)
        return text

    def files(self) -> dict[str, bytes]:
        """Give the package's files."""
        found = {
            "datapackage.json": DESCRIPTOR,
            "items.csv": _csv(("id", "source_language"), self.facts.items()),
            "redirects.csv": _csv(("table", "id", "replaced_by", "reason", "since"), [("items", old, new, "", "") for old, new in self.redirects]),
        }
        for language in LANGUAGES:
            ids = [id_ for id_ in self.facts if any((language, id_, name) in self.texts for name in FIELDS)]
            rows = [(id_, *(self.texts.get((language, id_, name), "") for name in FIELDS)) for id_ in ids]
            found[f"items.{language}.csv"] = _csv(("id", *FIELDS), rows)
            if language in self.entries:
                found[_po(language)] = catalogue.written(catalogue.header("moon", "", language), self.entries[language])
            if language in self.ledgers:
                found[_ledger(language)] = self.ledgers[language]
        return found

    def entry(self, key: Key) -> Message | None:
        """Give the active entry of a text."""
        language, id_, name = key
        context = catalogue.context("items", id_, name)
        return next((each for each in self.entries.get(language, []) if each.context == context and not each.obsolete), None)

    def put(self, key: Key, new: Message) -> None:
        """Change an entry."""
        language = key[0]
        old = self.entry(key)
        self.entries[language] = [new if each is old else each for each in self.entries[language]]

    def stands(self) -> set[str]:
        """Give every text that stands in a table, in a locale file, or in the memory of those that lost."""
        found = {text for text in self.texts.values() if text} | {each.target for some in self.entries.values() for each in some}
        for content in self.ledgers.values():
            for row in csv.DictReader(io.StringIO(content.decode(), newline="")):
                found |= set(json.loads(row["replaced"] or "[]"))
        return found


def _csv(columns: tuple[str, ...], rows: object) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])  # type: ignore[misc]
    return out.getvalue().encode()


def _po(language: str) -> str:
    return f"translations/{language}/LC_MESSAGES/items.po"


def _ledger(language: str) -> str:
    return f"translations/{language}/ledger/items.csv"


# What editors do.


def _units(world: World) -> list[Key]:
    facts = [(id_, source) for id_, source in world.facts.items() if id_.startswith(world.mine)]
    return [(target, id_, name) for id_, source in facts for target in LANGUAGES if target != source for name in FIELDS]


def _other(language: str) -> str:
    return LANGUAGES[1 - LANGUAGES.index(language)]


def _type(world: World, key: Key, text: str) -> None:
    """Type a text into a table."""
    entry = world.entry(key)
    _overwritten(world, key, world.texts.get(key, ""), entry.target if entry else "")
    world.texts[key] = text


def _overwritten(world: World, key: Key, text: str, other: str) -> None:
    """Whoever edits a text means to replace it, unless the same was typed on the other side and never synced."""
    if text != other:
        world.typed.discard(text)
    ids = [key[1]]
    ids.extend(old for old, new in reversed(world.redirects) if new in ids)
    world.typed -= {world.known[key[0], id_, key[2]].target for id_ in ids if (key[0], id_, key[2]) in world.known}


def reword(world: World, key: Key, _luck: random.Random) -> None:
    """The curator rewords a source."""
    source = (_other(key[0]), *key[1:])
    _type(world, source, world.word(source[0]))


def reword_back(world: World, key: Key, _luck: random.Random) -> None:
    """The curator takes the rewording of a source back."""
    known, source = world.known.get(key), (_other(key[0]), *key[1:])
    if known and known.source:
        _type(world, source, known.source)


def retranslate(world: World, key: Key, _luck: random.Random) -> None:
    """The curator edits a translation in the table."""
    _type(world, key, world.word(key[0]))


def empty_cell(world: World, key: Key, _luck: random.Random) -> None:
    """The curator's hand slips."""
    if (entry := world.entry(key)) and entry.target and entry.target == world.texts.get(key):
        world.texts[key] = ""


def translate(world: World, key: Key, luck: random.Random) -> None:
    """The translator edits an entry, and takes the flag away or leaves it."""
    if entry := world.entry(key):
        _overwritten(world, key, entry.target, world.texts.get(key, ""))
        fuzzy = luck.random() < 0.3 and entry.fuzzy
        remarks = entry.remarks if fuzzy else "".join(f"{line}\n" for line in entry.remarks.split("\n") if line and line[:2] not in ("#,", "#|"))
        world.put(key, entry._replace(target=world.word(key[0]), remarks=remarks))


def both_alike(world: World, key: Key, luck: random.Random) -> None:
    """Somebody puts the same new text into both files."""
    if world.entry(key):
        translate(world, key, luck)
        entry = world.entry(key)
        assert entry is not None
        _type(world, key, entry.target)


def empty_entry(world: World, key: Key, _luck: random.Random) -> None:
    """The translator's hand slips."""
    entry = world.entry(key)
    if entry and entry.target == world.texts.get(key):
        world.put(key, entry._replace(target=""))


def toggle(world: World, key: Key, _luck: random.Random) -> None:
    """The translator sets the flag, or takes it away."""
    if (entry := world.entry(key)) and entry.target:
        lines = [line for line in entry.remarks.split("\n") if line and line[:2] not in ("#,", "#|")]
        world.put(key, entry._replace(remarks="".join(f"{line}\n" for line in (lines if entry.fuzzy else [*lines, "#, fuzzy"]))))


def comment(world: World, key: Key, _luck: random.Random) -> None:
    """The translator leaves a note."""
    if entry := world.entry(key):
        world.put(key, entry._replace(remarks=f"# 要確認 {world.number}\n{entry.remarks}"))


def damage(world: World, key: Key, _luck: random.Random) -> None:
    """A tool changes the source in the locale file."""
    if entry := world.entry(key):
        world.put(key, entry._replace(source=f"{entry.source} [?]"))


def add(world: World, _key: Key, luck: random.Random) -> None:
    """A new record, with or without its translation."""
    world.number += 1
    id_, source = f"{world.mine}event-{world.number}", luck.choice(LANGUAGES)
    world.facts[id_] = source
    for name in FIELDS:
        world.texts[source, id_, name] = world.word(source)
        if luck.random() < 0.4:
            world.texts[_other(source), id_, name] = world.word(_other(source))


def delete(world: World, key: Key, _luck: random.Random) -> None:
    """A record is deleted; what only the tables had of it goes with it."""
    if sum(id_.startswith(world.mine) for id_ in world.facts) == 1:
        return
    del world.facts[key[1]]
    for language in LANGUAGES:
        for name in FIELDS:
            text = world.texts.pop((language, key[1], name), "")
            entry = world.entry((language, key[1], name))
            if entry is None or entry.target != text:
                world.typed.discard(text)


def restore(world: World, _key: Key, luck: random.Random) -> None:
    """A record comes back, with its source text as it was or another one."""
    gone = sorted(
        {(language, id_) for language, id_, _name in world.known if id_.startswith(world.mine) and id_ not in world.facts and id_ not in dict(world.redirects)}
    )
    if gone:
        language, id_ = luck.choice(gone)
        world.facts[id_] = _other(language)
        for name in FIELDS:
            known = world.known.get((language, id_, name))
            world.texts[_other(language), id_, name] = known.source if known and known.source and luck.random() < 0.7 else world.word(_other(language))


def rename(world: World, key: Key, _luck: random.Random) -> None:
    """A record gets another id."""
    world.number += 1
    old, new = key[1], f"{world.mine}renamed-{world.number}"
    world.facts = {new if id_ == old else id_: source for id_, source in world.facts.items()}
    world.texts = {(language, new if id_ == old else id_, name): text for (language, id_, name), text in world.texts.items()}
    world.redirects.append((old, new))


def flip(world: World, key: Key, _luck: random.Random) -> None:
    """The source language of a record was stated wrongly."""
    world.facts[key[1]] = _other(world.facts[key[1]])


def lose_file(world: World, _key: Key, luck: random.Random) -> None:
    """Somebody deletes a locale file or a ledger; what stood in it alone is gone."""
    luck.choice((world.entries, world.ledgers)).pop(luck.choice(LANGUAGES), None)
    world.typed &= world.stands()
    world.sure = False


EDITS = (
    *(reword, retranslate, translate, translate, toggle) * 3,
    *(reword_back, empty_cell, empty_entry, both_alike, comment, damage, add, delete, restore, restore, rename, flip),
)


# What the rule says (DESIGN, the rule of sync), on plain values.


def rule(source: str, cell: str, entry: Message | None, known: Agreed | None, prefer: str) -> Said:  # noqa: C901, PLR0911, PLR0912 -- a table, row by row
    """Say what becomes of one text."""
    typed = entry.target if entry else ""
    if known is None:
        return _first(source, cell, entry, prefer)
    po_edited, cell_edited = entry is not None and typed != known.target, cell != known.target
    if po_edited and cell_edited and typed != cell:
        if not prefer:
            return Said(cell or typed, "conflict", blocked=True, agreed=known)
        if (prefer == "po" and typed) or not cell:
            cell, cell_edited = known.target, False
        else:
            typed, po_edited = known.target, False
        assert entry is not None
        entry = entry._replace(target=typed)
        if po_edited and entry.source not in (source, known.source):
            return _agreed(source, source, typed, "draft")
    elif po_edited and cell_edited and not cell:
        return Said("", "missing", agreed=Agreed(source, "", "missing"))
    elif (po_edited and not typed) or (cell_edited and not cell):
        if not prefer or not known.target:
            return Said(cell or typed, _state(known, source), blocked=True, agreed=known)
        entry, cell = entry._replace(target=known.target) if entry else None, known.target
        po_edited = cell_edited = False
    if po_edited:
        assert entry is not None
        if cell_edited and entry.fuzzy and "#|" in entry.remarks and known.source != source == entry.source:
            return _agreed(source, known.source, typed, "translated")  # what a sync that was interrupted leaves
        if entry.source in (source, known.source):
            return _agreed(source, entry.source, typed, "draft" if entry.fuzzy else "translated")
        if cell_edited:
            return _agreed(source, source, cell, "draft")
        if prefer:
            return _agreed(source, source, typed, "draft") if prefer == "po" else Said(cell, _state(known, source), agreed=known)
        return Said(cell, "conflict", blocked=True, agreed=known)
    if cell_edited:
        seen = entry.source if entry else known.source
        by_hand = entry is not None and entry.fuzzy and known.state != "draft" and seen == known.source
        return _agreed(source, source, cell, "draft" if by_hand or seen != source else "translated")
    return _untouched(source, cell, entry, known)


def _untouched(source: str, cell: str, entry: Message | None, known: Agreed) -> Said:
    if known.state == "missing":
        return Said("", "missing", agreed=Agreed(source, "", "missing"))
    if entry is None:
        return Said(cell, _state(known, source), agreed=known)
    if entry.source == source and (known.source != source or known.state == "draft") and not entry.fuzzy:
        return _agreed(source, source, cell, "translated")
    if entry.source == known.source and entry.fuzzy and known.state == "translated":
        return _agreed(source, known.source, cell, "draft")
    return Said(cell, _state(known, source), agreed=known)


def _first(source: str, cell: str, entry: Message | None, prefer: str) -> Said:
    typed = entry.target if entry else ""
    if cell and typed and cell != typed and not prefer:
        return Said(cell, "conflict", blocked=True)
    text = typed if typed and (prefer == "po" or not cell) else cell
    if not text:
        return Said("", "missing", agreed=Agreed(source, "", "missing"))
    seen = entry.source if entry and text == typed else source
    return _agreed(source, seen, text, "draft")


def _agreed(source: str, seen: str, text: str, state: str) -> Said:
    agreed = Agreed(seen, text, state)
    return Said(text, _state(agreed, source), agreed=agreed)


def _state(known: Agreed, source: str) -> str:
    return "stale" if known.source != source and known.state != "missing" else known.state


def expected(world: World, prefer: str) -> tuple[dict[Key, Said], dict[Key, Agreed]]:
    """Say what a sync makes of the world: of every text, and what is remembered afterwards."""
    known = dict(world.known)
    entries = {(language, *_named(each.context)): each for language, some in world.entries.items() for each in some if not each.obsolete}
    cells = dict(world.texts)
    held: set[Key] = set()
    stands = world.stands()
    _moved(world, known, entries, cells, held, prefer)
    _flipped(world, known, entries, cells, held, prefer)
    said: dict[Key, Said] = {}
    for key in _units(world):
        language, id_, name = key
        source = cells.get((_other(language), id_, name), "")
        cell = cells.get(key, "")
        if key in held:
            said[key] = Said(cell, "conflict", blocked=True)
            continue
        if not source:
            continue
        entry, remembered = entries.get(key), known.get(key)
        if entry is None and remembered is not None and not cell and remembered.target:
            if remembered.target in stands:
                cell = remembered.target  # it was gone, and is back
            else:
                remembered = Agreed(source, "", "missing")  # it was deleted in both places
        said[key] = rule(source, cell, entry, remembered, prefer)
        agreed = said[key].agreed
        if agreed is not None:
            known[key] = agreed
    for key, was in known.items():
        entry = entries.get(key)
        if key not in said and entry is not None and entry.target not in ("", was.target) and (prefer or entry.target == cells.get(key)):
            known[key] = Agreed(entry.source, entry.target, "draft" if entry.fuzzy else "translated")
    gone = {key for key, was in known.items() if key not in said and not was.target and not (key in entries and entries[key].target)}
    return said, {key: was for key, was in known.items() if key not in gone}


def _named(context: str) -> tuple[str, str]:
    _table, id_, name = catalogue.parts(context) or ("", context, "")
    return id_, name


def _alone(entry: Message | None, known: Agreed, cell: str) -> bool:
    return entry is not None and entry.target not in ("", known.target if cell else "", cell)


def _moved(world: World, known: dict[Key, Agreed], entries: dict[Key, Message], cells: dict[Key, str], held: set[Key], prefer: str) -> None:
    ways = dict(world.redirects)
    for old, way in ways.items():
        new = way
        while new not in world.facts and new in ways:
            new = ways[new]
        if old in world.facts or new not in world.facts:
            continue
        for language in LANGUAGES:
            for name in FIELDS:
                before, after = (language, old, name), (language, new, name)
                if before not in known or after in known:
                    continue
                entry, cell = entries.get(before), cells.get(after, "")
                if _alone(entry, known[before], cell):
                    if not prefer:
                        held |= {(tag, new, name) for tag in LANGUAGES}
                        continue
                    assert entry is not None
                    known[before] = replace(known[before], target=cell) if prefer == "po" else known[before]
                    entries[before] = entry if prefer == "po" else entry._replace(target=cell)
                known[after] = known.pop(before)
                if before in entries:
                    entries[after] = entries.pop(before)


def _flipped(world: World, known: dict[Key, Agreed], entries: dict[Key, Message], cells: dict[Key, str], held: set[Key], prefer: str) -> None:
    for id_, source in world.facts.items():
        for name in FIELDS:
            before, after = (source, id_, name), (_other(source), id_, name)
            if before not in known or after in known or after in held:
                continue
            entry = entries.get(before)
            if _alone(entry, known[before], cells.get(before, "")):
                if not prefer:
                    held.add(after)
                    continue
                assert entry is not None
                if prefer == "po":
                    cells[before] = entry.target
            was = known.pop(before)
            at_hand = {entry.target if entry else "", cells.get(before, "")} - {""}
            sure = was.target in at_hand
            known[after] = Agreed(was.target if sure else cells.get(before, ""), was.source, was.state if sure else "draft")
            entries.pop(before, None)


# The run.


def synced(world: World, prefer: str) -> tuple[sync.Plan, dict[str, bytes]]:
    """Carry the edits over as the command does, in memory."""
    before = world.files()
    package = assemble(Memory(before), "", ".")
    assert package.unread == ()
    plan = sync.plan(package, sync.Choices(Choice(prefer=prefer)))
    tables = {each.path: each.content for each in carried(package, files.edits(package, plan))}
    after = assemble(Memory({**before, **tables}), "", ".") if tables else package
    written = {each.path: each.content for each in [*files.locales(after, plan), *files.ledgers(package, plan)]}
    return plan, {**before, **tables, **written}


def read_back(world: World, content: dict[str, bytes]) -> None:
    """Let the world be what these files hold."""
    for language in LANGUAGES:
        for row in csv.DictReader(io.StringIO(content[f"items.{language}.csv"].decode(), newline="")):
            for name in FIELDS:
                if row[name] or (language, row["id"], name) in world.texts:
                    world.texts[language, row["id"], name] = row[name]
        if _po(language) in content:
            world.entries[language] = list(from_po.read(content[_po(language)], "").messages)
        if _ledger(language) in content:
            world.ledgers[language] = content[_ledger(language)]


def rounds(luck: random.Random, *, careless: bool) -> Iterator[tuple[World, dict[str, str]]]:
    """Yield the world before every sync, with what was done so far in each history."""
    world = World()
    stories = {f"h{number}-": "" for number in range(SIDE_BY_SIDE)}
    for turn in range(4):
        for mine in stories:
            edits = [add] * luck.randint(1, 3) if turn == 0 else [luck.choice(EDITS) for _number in range(luck.randint(0, 5))]
            for edit in edits:
                world.mine = mine
                units = _units(world)
                edit(world, luck.choice(units) if units else ("", "", ""), luck)
            stories[mine] += "".join(f"{edit.__name__}, " for edit in edits)
        if careless and turn > 1:
            lose_file(world, ("", "", ""), luck)
        world.mine = ""
        yield world, stories
        stories = {mine: f"{story}sync; " for mine, story in stories.items()}


@pytest.mark.parametrize("seed", range(max(1, SEQUENCES // SIDE_BY_SIDE)))
def test_no_typed_text_is_ever_lost_and_states_are_what_the_rule_says(seed: int) -> None:
    luck = random.Random(seed)  # noqa: S311 -- the same histories every time
    for world, stories in rounds(luck, careless=seed % 8 == 0):
        one_sync(world, luck.choice(("", "", "", "po", "csv")), stories)


def comments(world: World) -> set[str]:
    """Give every comment of a translator that stands in a locale file."""
    return {line for some in world.entries.values() for each in some for line in each.marked("")}


def one_sync(world: World, prefer: str, stories: dict[str, str]) -> None:
    """Sync once, hold the outcome against the model, and sync again."""

    def story(id_: str) -> str:
        return f"{id_}: {stories.get(id_.partition('-')[0] + '-', '')}sync {prefer}"

    said, known = expected(world, prefer)
    noted = comments(world)
    plan, content = synced(world, prefer)
    units = {(unit.language, unit.id, unit.field): unit for unit in plan.units}
    if world.sure:
        assert units.keys() == said.keys(), [story(key[1]) for key in units.keys() ^ said.keys()]
    read_back(world, content)
    assert world.typed <= world.stands(), world.typed - world.stands()
    assert noted <= comments(world), noted - comments(world)
    entries = {(language, *_named(each.context)): each for language, some in world.entries.items() for each in some if not each.obsolete}
    for key, unit in units.items():
        settled = unit.settled
        if world.sure:
            assert (settled.state, settled.blocked) == (said[key].state, said[key].blocked), (key, story(key[1]))
        if not settled.blocked:
            entry = entries[key]
            assert (entry.source, entry.target, world.texts.get(key, "")) == (unit.source, settled.text, settled.text), (key, story(key[1]))
            assert entry.fuzzy == (settled.state in ("stale", "draft")), (key, story(key[1]))
            assert settled.text == said[key].text or not world.sure, (key, story(key[1]))
    if world.sure:
        world.known = known
    else:
        rows = {key: (unit.settled.row, unit.settled.text) for key, unit in units.items() if not unit.settled.blocked}
        world.known = {key: Agreed(row.source, text, row.state) for key, (row, text) in rows.items() if row is not None}
    _plan, again = synced(world, "")
    assert again.keys() == content.keys()
    for name, whole in content.items():
        assert again[name].decode().split("\n") == whole.decode().split("\n"), name
