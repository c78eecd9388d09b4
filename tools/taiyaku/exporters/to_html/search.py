"""What the records of a table are found by: filters that follow from the descriptor, and the text that is searched, once for all languages."""

import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain
from typing import TypeVar

from taiyaku.exporters.to_html import sections
from taiyaku.exporters.to_html.cells import code, is_date, link_of, naming, title, vocabulary
from taiyaku.exporters.to_html.content import Content, Group, Link, Record, values
from taiyaku.exporters.to_html.dates import date
from taiyaku.exporters.to_html.folding import folded
from taiyaku.exporters.to_html.labels import field_title
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.order import date_field
from taiyaku.exporters.to_html.participants import Key, authorities, participants
from taiyaku.exporters.to_html.pieces import Piece, Pieces, plain, woven
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _
from taiyaku.languages.edtf import read
from taiyaku.model import Package
from taiyaku.translations.coverage import WORDS
from taiyaku.translations.notes import terms
from taiyaku.translations.settle import CONFLICT, DRAFT, MACHINE, MISSING, REVIEWED, STALE, TRANSLATED, WAIVED

LEAST = 10
"""Records from which on a table is searched and filtered; fewer are seen at a glance."""
_CODED = 2
"""Coded facts that a table is filtered by: the first ones, which are those of its columns."""
_NAMED = 2
"""Foreign keys to names that a table is filtered by, likewise."""
_MANY = 2
"""Records that something must have to do with, or that must be a part of it, before anybody would ask for it."""
_CHOICES = 300
"""Records that a filter lets choose from, the most frequent ones."""
_DECADES = 30
"""Decades that an interval may span to be found in each of them."""
_STATES = (CONFLICT, MISSING, STALE, DRAFT, MACHINE, TRANSLATED, REVIEWED, WAIVED)
"""States of a text, the most worrying first: a record has that of its worst text."""
RESERVED = ("q", "sort", "participant", "decade", "translation")
"""Names in the address of a list that no fact can have."""
_NO_WORDS = re.compile("boolean|integer|number|date|datetime|time|year|yearmonth|duration|object|array|geopoint|geojson")

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a list is filtered by."""

    value: str
    """Stands for it in the address of the list."""
    label: Callable[[View], Pieces]
    table: str = ""
    """The table that it is a record of, where the choices of a filter are of several."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One question that a list of records is narrowed by."""

    key: str
    """Names it in the address of the list."""
    title: Callable[[View], Piece]
    choices: Sequence[Choice]
    held: Sequence[Sequence[int]]
    """For each record, in the order of its table: the places of its values among the choices."""
    ranked: bool = False
    """Whether the choices stand in an order that means something; else each language sorts them by their labels."""


def searched(content: Content, table: str) -> bool:
    """Tell whether a table is long enough to be searched."""
    return len(content.pages[table]) >= LEAST


def filters(content: Content, group: Group) -> list[Filter]:
    """Give the filters of a table; one that would not tell any records apart is left out.

    Asked are its first coded facts; who takes part in the records of the central table (elsewhere: the first names that a record itself points to); the
    decades of its first date; the records of its own table that others belong to; and how far its texts are translated.
    """
    records = list(content.pages[group.name].values())
    found = [
        *_coded(group, records),
        *_taking_part(content, group, records),
        _decades(group, records),
        *_near(content, group, records),
        *_above(content, group, records),
        _translated(content, group, records),
    ]
    return [each for each in found if len(each.choices) > 1]


def coded(group: Group) -> list[str]:
    """Name the coded facts that a table is known by: the first ones."""
    return [name for name, field in group.fields.items() if vocabulary(field)][:_CODED]


def _key(name: str) -> str:
    return f"{name}_" if name in RESERVED else name


def _titled(group: Group, name: str, view: View) -> Piece:
    return field_title(view.content.package, view.labels, group, name)


def _said(msgid: str, view: View) -> Piece:
    return view.say(msgid)


def _places(held: Iterable[Iterable[Value]], order: Iterable[Value]) -> tuple[list[Value], list[list[int]]]:
    """Give the values that records have, in this order, and for each record the places of its own."""
    owned = [set(each) for each in held]
    used = set[Value]().union(*owned)
    known = [value for value in dict.fromkeys(order) if value in used]
    place = {value: at for at, value in enumerate(known)}
    return known, [sorted(place[value] for value in each if value in place) for each in owned]


def _coded(group: Group, records: Sequence[Record]) -> Iterator[Filter]:
    for name in coded(group):
        of = vocabulary(group.fields[name])
        held = [[text] if (text := record.facts.get(name)) else [] for record in records]
        known, places = _places(held, sorted(set(chain.from_iterable(held))))
        yield Filter(_key(name), partial(_titled, group, name), [Choice(text, partial(_code, of, text)) for text in known], places)


def _code(of: str, text: str, view: View) -> Pieces:
    return code(view, of, text, small=False)


def _by_records(key: str, heading: Callable[[View], Piece], held: Sequence[Iterable[Key]], least: int = 1) -> Filter:
    """Make a filter by records, of which each stands for at least so many."""
    counts = Counter(chain.from_iterable(map(set, held)))
    often = sorted((each for each in counts if counts[each] >= least), key=lambda each: (-counts[each], each))
    known, places = _places(held, sorted(often[:_CHOICES]))
    several = len({table for table, _id in known}) > 1
    taken = Counter(id_ for _table, id_ in known)
    choices = [Choice(id_ if taken[id_] == 1 else f"{table}/{id_}", partial(_record, table, id_), table if several else "") for table, id_ in known]
    return Filter(key, heading, choices, places)


def _record(table: str, id_: str, view: View) -> Pieces:
    return title(view, view.content.known[table][id_])


def _end(content: Content, record: Record, link: Link) -> Record | None:
    """Give the record that another one names by a foreign key."""
    named = values(record, link.fields)
    found = content.targets[link.target, link.keys].get(named) if all(named) else None
    return found if found is not None and found.id else None


def _taking_part(content: Content, group: Group, records: Sequence[Record]) -> Iterator[Filter]:
    known = authorities(content)
    if group.name == content.main and (parts := participants(content, known)):
        yield _by_records("participant", partial(_said, _("Participant")), [_with_places(content, known, parts.get(record.id, ())) for record in records])
        return
    for link in [each for each in group.links if each.target in known and each.target != group.name and len(each.fields) == 1][:_NAMED]:
        ends = (_end(content, record, link) for record in records)
        held = [[(end.table, end.id)] if end is not None else [] for end in ends]
        yield _by_records(_key(link.fields[0]), partial(_titled, group, link.fields[0]), held)


def _with_places(content: Content, known: Mapping[str, str], parts: Iterable[Key]) -> set[Key]:
    """Add the places that organisations and people name: what an agency of France takes part in is of interest to whoever asks for France."""
    found = set(parts)
    for table, id_ in parts:
        links = [link for link in content.groups[table].links if known.get(link.target) == "place"] if known[table] != "place" else []
        ends = (_end(content, content.known[table][id_], link) for link in links)
        found.update((end.table, end.id) for end in ends if end is not None)
    return found


def _decades(group: Group, records: Sequence[Record]) -> Filter:
    name = date_field(group)
    texts = [record.facts.get(name, "") for record in records]
    latest = max((span.last or span.first for text in texts if (span := read(text)) is not None), default="")
    held = [_of_decades(text, latest) for text in texts]
    known, places = _places(held, sorted(set(chain.from_iterable(held)), reverse=True))
    return Filter("decade", partial(_said, _("Decade")), [Choice(each, partial(_decade, each)) for each in known], places, ranked=True)


def _of_decades(text: str, latest: str) -> list[str]:
    """Give the decades of a date. What has no end yet goes on to the latest date of all; of an unknown side nothing is said."""
    span = read(text)
    if span is None:
        return []
    first = span.first or span.last
    last = span.last or (max(latest, first) if text.endswith("..") else first)
    decades = range(int(first[:3]), int(last[:3]) + 1)
    if len(decades) > (_DECADES if "/" in text else 1):
        # 19XX is some year of a century: no decade can be told.
        decades = range(decades[0], decades[0] + (not span.last))
    return [f"{decade:03}0" for decade in decades]


def _decade(year: str, view: View) -> Pieces:
    return woven(view.say(_("{year}s")), {"year": (Piece(year),)})


def _near(content: Content, group: Group, records: Sequence[Record]) -> Iterator[Filter]:
    """Ask for what records of the same table have to do with: for the kind that most such things are of, whose label names the filter."""
    kind = sections.kind(group)
    near = _neighbours(content, group) if kind else {}
    counts = Counter(record.facts[kind] for record in records if kind in record.facts and len(near.get(record.id, ())) >= _MANY)
    if counts:
        wanted = max(counts, key=lambda each: (counts[each], each))
        ends = {record.id for record in records if record.facts.get(kind) == wanted}
        held = [[(group.name, id_) for id_ in {record.id, *near.get(record.id, ())} & ends] for record in records]
        key = wanted if wanted not in group.fields else f"{wanted}_"
        yield _by_records(_key(key), partial(_kind, vocabulary(group.fields[kind]), wanted), held, _MANY + 1)


def _kind(of: str, text: str, view: View) -> Piece:
    label = code(view, of, text, small=False)
    return Piece(plain(label), lang=label[0].lang)


def _neighbours(content: Content, group: Group) -> dict[str, set[str]]:
    """Give the records that stand beside each record of a table in tables that name two of them, and those that name it or that it names itself."""
    found: dict[str, set[str]] = {}
    joining = [other for other in content.groups.values() if other.name not in content.pages and len(_links(other, group)) > 1]
    for other in [*joining, group] if joining else []:
        links = _links(other, group)
        for row in other.records:
            ends = {end.id for link in links if (end := _end(content, row, link)) is not None} | ({row.id} if other is group else set())
            for one in ends:
                found.setdefault(one, set()).update(ends - {one})
    return found


def _links(other: Group, group: Group) -> list[Link]:
    return [link for link in other.links if link.target == group.name]


def _above(content: Content, group: Group, records: Sequence[Record]) -> Iterator[Filter]:
    """Ask for the whole that records are parts of, however many steps above them it is."""
    link = next((each for each in _links(group, group) if len(each.fields) == 1), None)
    if link is not None:
        upwards = {record.id: end.id for record in records if (end := _end(content, record, link)) is not None}
        held = [[(group.name, id_) for id_ in _chain(upwards, record.id)] for record in records]
        yield _by_records(_key(link.fields[0]), partial(_titled, group, link.fields[0]), held, _MANY)


def _chain(upwards: Mapping[str, str], id_: str) -> list[str]:
    found: list[str] = []
    while (id_ := upwards.get(id_, "")) and id_ not in found:
        found.append(id_)
    return found


def _translated(content: Content, group: Group, records: Sequence[Record]) -> Filter:
    states = _states(content, group, records)
    known, places = _places([[states[record.id]] if record.id in states else [] for record in records], _STATES)
    return Filter("translation", partial(_said, _("State of the translation")), [Choice(each, partial(_state, each)) for each in known], places, ranked=True)


def _state(state: str, view: View) -> Pieces:
    return (view.say(WORDS[state]),)


def _states(content: Content, group: Group, records: Sequence[Record]) -> dict[str, str]:
    """Give the state of each record's worst text: that of the sync where there is one, else what is missing in one language and there in another."""
    plan = content.package.plan
    if plan is None or not plan.units:
        return {record.id: MISSING if any(len(known) < len(content.languages) for known in record.texts.values()) else TRANSLATED for record in records}
    found: dict[str, str] = {}
    for unit in plan.units:
        if unit.table == group.name and unit.settled.state in _STATES:
            found[unit.id] = min(found.get(unit.id, WAIVED), unit.settled.state, key=_STATES.index)
    return found


def name_of(table: str) -> str:
    """Name the script that holds the index of a table."""
    return f"search-{file_name(table)}.js"


def script(views: Sequence[View], table: str) -> bytes:
    """Make the index of a table for all languages: a classic script, because pages on a disk may load nothing else.

    ``filters`` has the name and the values of each filter; ``records``, in the order of the table, the folded names of each record, its other folded texts,
    and for each filter the places of its values.
    """
    content = views[0].content
    group = content.groups[table]
    asked = filters(content, group)
    index = {
        "filters": [[each.key, [choice.value for choice in each.choices]] for each in asked],
        "records": [[*texts, *(each.held[at] for each in asked)] for at, texts in enumerate(_texts(views, group))],
    }
    # A line may end in these two within JSON, and in JavaScript before 2019 not within a text.
    held = json.dumps(index, ensure_ascii=False, separators=(",", ":")).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.taiyakuRecords = {held};\n".encode("utf-8", "replace")


def _texts(views: Sequence[View], group: Group) -> Iterator[tuple[str, str]]:
    """Yield what is searched of each record, in every language, line by line.

    First its names, readings and acronyms; then its id, its other texts, the labels of its codes, its date, and the names of those who take part.
    """
    content = views[0].content
    known = authorities(content)
    parts = participants(content, known) if group.name == content.main else {}
    links = [link for link in group.links if link.target in known and link.target != group.name]
    words, codes, day = _words(group), coded(group), date_field(group)
    name = naming(group)
    own = name.name if name is not None else ""
    read_as = _readings(content.package)

    @cache
    def labels(of: str, text: str) -> list[str]:
        record = content.codes.get((of, text))
        return [folded(text), *(_names(content, record) if record is not None else ())]

    @cache
    def spoken(text: str) -> list[str]:
        return [folded(text), *(folded(plain(date(text, view.language, view.words))) for view in views)]

    @cache
    def named(key: Key) -> list[str]:
        record = content.known[key[0]][key[1]]
        return [*_names(content, record), *_folded(record, _words(content.groups[record.table]))]

    for record in content.pages[group.name].values():
        ends = dict.fromkeys([*parts.get(record.id, ()), *((end.table, end.id) for link in links if (end := _end(content, record, link)) is not None)])
        names = [*_names(content, record), *_folded(record, words)]
        lines = [folded(record.id), *(folded(each) for text, said in record.texts.items() if text != own for each in said.values())]
        lines.extend(chain.from_iterable(labels(vocabulary(group.fields[name]), record.facts[name]) for name in codes if name in record.facts))
        lines.extend(spoken(record.facts[day]) if day in record.facts else ())
        lines.extend(chain.from_iterable(map(named, ends)))
        yield _with_readings("\n".join(dict.fromkeys(names)), "\n".join(dict.fromkeys(lines)), read_as)


def _with_readings(names: str, others: str, readings: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Put below texts how the terms in them are read."""
    both = f"{names}\n{others}"
    found = [(form, reading) for form, reading in readings if form in both and (not form.isascii() or re.search(rf"\b{re.escape(form)}\b", both))]
    named = dict.fromkeys(reading for form, reading in found if form in names)
    return "\n".join([names, *named]), "\n".join([others, *dict.fromkeys(reading for _form, reading in found if reading not in named)])


@lru_cache(maxsize=1)
def _readings(package: Package) -> list[tuple[str, str]]:
    """Give the Japanese form of each term in the glossary with its reading, both folded: who types a word in kana finds it in kanji."""
    known = [term for term in terms(package) if term.reading and term.kind != "forbidden"]
    pairs = {(folded(form), folded(term.reading)) for term in known for tag, form in term.texts.items() if tag.partition("-")[0] == "ja"}
    return sorted((form, reading) for form, reading in pairs if reading != form)


def _names(content: Content, record: Record) -> list[str]:
    """Give the name of a record in every language that has it."""
    text = naming(content.groups[record.table])
    return [folded(each) for each in record.texts.get(text.name, {}).values()] if text is not None else []


def _folded(record: Record, names: Iterable[str]) -> list[str]:
    return [folded(record.facts[name]) for name in names if name in record.facts]


def _words(group: Group) -> list[str]:
    """Name the facts that are words: readings, acronyms, codes of other registries."""
    return [
        name
        for name, field in group.fields.items()
        if not (name in group.key or name == "source_language" or vocabulary(field) or is_date(field) or link_of(group, name))
        and not _NO_WORDS.fullmatch(str(field.get("type", "string")))
    ]
