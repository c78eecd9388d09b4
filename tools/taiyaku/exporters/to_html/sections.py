"""The parts of a page as plain values, ready for a template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taiyaku.exporters.to_html import labels, notes, standing
from taiyaku.exporters.to_html.cells import cell, columns, denied, described, link_of, naming, reference, said, spoken_in, title, unremarkable, vocabulary
from taiyaku.exporters.to_html.content import Group, Link, Record, Reference, values
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.notes import WHOLE, Notes
from taiyaku.exporters.to_html.order import READING, date_field, in_series, moment, number_field
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, plain, woven
from taiyaku.exporters.to_html.remarks import Remark, of_record
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import count
from taiyaku.i18n import _
from taiyaku.model import TextField

_LONG = 24
"""Characters of a cell from which on its column is given more room."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table on a page; the first column of a table with ``headed`` names its rows."""

    id: str
    heading: Pieces
    caption: Pieces
    columns: Sequence[tuple[Piece, bool]]
    """The heading of each column, and whether its cells are long."""
    rows: Sequence[Sequence[Pieces]]
    headed: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of several paragraphs with its name; ``notice`` says why it is in another language than the page."""

    label: Piece
    paragraphs: Sequence[str]
    lang: str = ""
    notice: Pieces = ()
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with its title."""

    name: str
    label: Piece
    value: Pieces
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A headed list of records."""

    id: str
    heading: Pieces
    entries: Sequence[Pieces]


def kind(group: Group) -> str:
    """Name the fact that says what sort of thing a record is: the first one of its table, if it is a code; empty else."""
    first = next((name for name in group.fields if name not in group.key), "")
    return first if first and vocabulary(group.fields[first]) else ""


def facts(view: View, group: Group, record: Record, without: str) -> list[Fact]:
    """Give the facts of a record with their titles, in the order of the table, the key last; what goes without saying is left out."""
    names = [name for name in columns(group, [record], [without]) if not unremarkable(group, record, name)]
    named = [(name, shown) for name in names if (shown := cell(view, group, record, name, small=True))]
    return [Fact(name, labels.field_title(view.content.package, view.labels, group, name), shown, _beside(view, record, name)) for name, shown in named]


def of_title(view: View, group: Group, record: Record) -> list[Remark]:
    """Give what is to be said of a record's name, in the language that it is shown in."""
    text = naming(group)
    return _beside(view, record, text.name, spoken_in(view, record.texts.get(text.name, {}))) if text is not None else []


def _beside(view: View, record: Record, name: str, language: str = "") -> list[Remark]:
    """Give what is to be said of one text or fact, as far as it concerns this language or none."""
    return [each for each in of_record(view.remarks, record.table, record.id) if each.field == name and each.language in ("", language)]


def passages(view: View, group: Group, record: Record) -> list[Passage]:
    """Give the texts of a record besides its name, each in the language of the page or marked with another."""
    found: list[Passage] = []
    for text in group.texts:
        known = record.texts.get(text.name, {})
        language = spoken_in(view, known)
        if text is naming(group) or not language:
            continue
        here = language == view.language
        names = {"wanted": (Piece(language_name(view.language, view.language)),), "language": (Piece(language_name(language, view.language)),)}
        notice = standing.notice(view, standing.of_text(view, record, text.name, language)) if here else woven(view.words["fallback"], names)
        found.append(Passage(_label(view, text), paragraphs(known[language]), "" if here else language, notice, _beside(view, record, text.name, language)))
    return found


def other_texts(view: View, group: Group, record: Record) -> list[tuple[str, Pieces, list[Passage]]]:
    """Give the texts of a record in every other language: (language, heading, texts).

    A language whose texts are the same as those of the page is left out.
    """
    found: list[tuple[str, Pieces, list[Passage]]] = []
    for language in view.content.languages:
        spoken = [(text, record.texts.get(text.name, {})) for text in group.texts]
        if language == view.language or all(known.get(language, "") in ("", known.get(view.language)) for _text, known in spoken):
            continue
        heading = woven(view.words["in_language"], {"language": (Piece(language_name(language, view.language)),)})
        entries = [
            Passage(
                _label(view, text),
                paragraphs(known[language]),
                language,
                standing.notice(view, standing.of_text(view, record, text.name, language)),
                _only(view, record, text.name, language),
            )
            for text, known in spoken
            if known.get(language)
        ]
        found.append((language, heading, entries))
    return found


def _only(view: View, record: Record, name: str, language: str) -> list[Remark]:
    """Give what is to be said of a text in another language; what concerns all of them stands beside the text of the page."""
    return [each for each in _beside(view, record, name, language) if each.language]


def children(view: View, group: Group, record: Record) -> list[Listing]:
    """List the records of the same table that name this one, once for each foreign key, those with a number or a date in their order, before the others."""
    found: list[Listing] = []
    for link in group.links:
        pointing = view.content.pointing.get((link, values(record, link.keys)), ()) if link.target == group.name else ()
        if not pointing:
            continue
        named = listed([(labels.field_title(view.content.package, view.labels, group, name),) for name in link.fields], view.words["separator"])
        heading = woven(view.words["pointing"], {"table": (_table(view, group.name),), "field": named})
        known = in_series(group, pointing)
        numbers = {each.number for each in known}
        entries = [_dated(view, group, each) for each in [*known, *(each for each in pointing if each.number not in numbers)]]
        found.append(Listing(f"by-{file_name('.'.join(link.fields))}", heading, entries))
    return found


def _dated(view: View, group: Group, record: Record) -> Pieces:
    """Name a record with its date."""
    when = cell(view, group, record, date_field(group)) if date_field(group) else ()
    return (*reference(view, record), *(woven(view.words["brackets"], {"inside": when}) if when else ()))


def ancestors(view: View, group: Group, record: Record) -> list[Record]:
    """Give what a record belongs to, the outermost first: what its table's first foreign key to itself leads to, and so on."""
    link = _upwards(group)
    found: list[Record] = []
    while link is not None and len(found) < _DEEPEST:
        above = view.content.targets[link.target, link.keys].get(values(found[-1] if found else record, link.fields))
        if above is None or above is record or any(above is each for each in found):
            break
        found.append(above)
    return found[::-1]


_DEEPEST = 10


def _upwards(group: Group) -> Link | None:
    return next((link for link in group.links if link.target == group.name), None)


@dataclass(frozen=True, slots=True)
class Series:
    """The records that a record stands in a row with, and its neighbours in there."""

    rows: Rows
    before: Record | None
    after: Record | None


def series(view: View, group: Group, record: Record) -> Series | None:
    """Give the records of the same kind that belong to the same record as this one, by number or date; None where there are no others."""
    link, of_kind = _upwards(group), kind(group)
    above = view.content.targets[link.target, link.keys].get(values(record, link.fields)) if link is not None else None
    if link is None or above is None:
        return None
    siblings = view.content.pointing.get((link, values(record, link.fields)), ())
    members = in_series(group, [each for each in siblings if each.facts.get(of_kind) == record.facts.get(of_kind)])
    at = next((number for number, each in enumerate(members) if each is record), -1)
    if at < 0 or len(members) == 1:
        return None
    names = columns(group, members, [name for name in group.fields if name not in (number_field(group), date_field(group))])
    text = naming(group)
    heads = [_label(view, text) if text is not None else view.words["title"]]
    heads.extend(labels.field_title(view.content.package, view.labels, group, name) for name in names)
    rows = [[reference(view, each), *(cell(view, group, each, name) for name in names)] for each in members]
    sort = cell(view, group, record, of_kind) or (_table(view, group.name),)
    heading = (*woven(view.words["label"], {"label": sort}), *title(view, above))
    shown = Rows("series", heading, counted(view, (_table(view, group.name),), len(members)), _measured(heads, rows), rows, headed=True)
    return Series(shown, members[at - 1] if at else None, members[at + 1] if at + 1 < len(members) else None)


@dataclass(frozen=True, slots=True)
class Pointing:
    """The records of another table that name the record of a page."""

    group: Group
    links: Sequence[Link]
    records: Sequence[Record]


def pointers(view: View, group: Group, record: Record) -> list[Pointing]:
    """Give the records of other tables that name this one by a foreign key, one table each: where this one comes first, then by date."""
    found: list[Pointing] = []
    for other in view.content.groups.values():
        links = [link for link in other.links if link.target == group.name] if other.name != group.name else []
        first: dict[int, tuple[int, Record]] = {}
        for at, link in enumerate(links):
            for each in view.content.pointing.get((link, values(record, link.keys)), ()):
                first.setdefault(each.number, (at, each))
        if first:
            dates = {number: _when(view, other, links, each) for number, (_at, each) in first.items()}
            order = sorted(first.values(), key=lambda each: (each[0], dates[each[1].number], each[1].number))
            found.append(Pointing(other, links, [each for _at, each in order]))
    return found


def quoted(view: View, found: Sequence[Pointing]) -> list[Record]:
    """Give the records that ``related`` shows one by one, in its order."""
    about = {each.group for each in view.content.references}
    return [record for each in found if each.group.name not in about for record in each.records]


def _when(view: View, group: Group, links: Sequence[Link], record: Record) -> str:
    """Give what a record is sorted by in time: its own date or, where its table has none, that of the record with a date that it names besides."""
    if date_field(group):
        return moment(group, record)
    beyond = _dating(view, group, links)
    named = view.content.targets[beyond.target, beyond.keys].get(values(record, beyond.fields)) if beyond is not None else None
    return moment(view.content.groups[named.table], named) if named is not None else ""


def _dating(view: View, group: Group, links: Sequence[Link]) -> Link | None:
    """Choose the foreign key that gives the records of a table without dates their place in time."""
    if date_field(group):
        return None
    return next((link for link in group.links if link not in links and len(link.fields) == 1 and date_field(view.content.groups[link.target])), None)


def related(view: View, found: Sequence[Pointing], noted: Sequence[Notes]) -> Iterator[Rows]:
    """Give the tables of the records that name the record of a page; of what speaks about records (citations), those records instead."""
    about = {each.group: each for each in view.content.references}
    for each in found:
        if each.group.name in about:
            yield _supported(view, each, about[each.group.name])
        else:
            yield _rows(view, each, noted)


def _rows(view: View, found: Pointing, noted: Sequence[Notes]) -> Rows:
    group, records = found.group, found.records
    # With one key alone its column would repeat this record in every row; with two it tells the direction.
    own = found.links[0].fields if len(found.links) == 1 else ()
    never = [name for name in group.fields if all(denied(group, record, name) for record in records)]
    paged = group.name in view.content.pages
    names = _verb_last(view, group, found.links, columns(group, records, [*own, *never, *group.key, "source_language", READING]))
    places = list(_merged(group, records, names))
    texts = [text for text in group.texts if any(text.name in record.texts for record in records) and (text is naming(group) or not paged)]
    dating = _dating(view, group, found.links)
    rows: list[list[Pieces]] = []
    for record in records:
        row = [reference(view, record) if text is naming(group) else said(view, record, text) for text in texts]
        for merged in places:
            row.append(_this(view, next((shown for name in merged if (shown := cell(view, group, record, name))), ())))
            if dating is not None and dating.fields == merged:
                row.append(_date_of(view, dating, record))
        row.extend(each.of(record) for each in noted)
        rows.append(row)
    heads = [_label(view, text) for text in texts]
    for merged in places:
        heads.append(_head(view, group, merged))
        if dating is not None and dating.fields == merged:
            target = view.content.groups[dating.target]
            heads.append(labels.field_title(view.content.package, view.labels, target, date_field(target)))
    heads.extend(each.heading for each in noted)
    heading = (_table(view, group.name),)
    return Rows(f"of-{file_name(group.name)}", heading, counted(view, heading, len(records)), *_filled(heads, rows))


def _merged(group: Group, records: Sequence[Record], names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Put foreign keys that stand beside each other into one column where no record has more than one of them: it takes part, be it organisation or person."""
    found: list[str] = []
    for name in names:
        together = [*found, name]
        if link_of(group, name) is not None and all(sum(bool(record.facts.get(each)) for each in together) <= 1 for record in records):
            found = together
            continue
        if found:
            yield tuple(found)
        found = [name] if link_of(group, name) is not None else []
        if not found:
            yield (name,)
    if found:
        yield tuple(found)


def _head(view: View, group: Group, names: Sequence[str]) -> Piece:
    """Name a column by its fact or, where several share it, by all of them."""
    titles = [labels.field_title(view.content.package, view.labels, group, name) for name in names]
    return Piece(" / ".join(title.text for title in titles), lang=titles[0].lang)


def _date_of(view: View, link: Link, record: Record) -> Pieces:
    named = view.content.targets[link.target, link.keys].get(values(record, link.fields))
    target = view.content.groups[link.target]
    return cell(view, target, named, date_field(target)) if named is not None else ()


def _this(view: View, shown: Pieces) -> Pieces:
    """Say “this record” for the record of the page, whose name stands above."""
    if shown and shown[0].kind == "here":
        word = view.say(WHOLE)
        return (Piece(word.text, "here", word.lang),)
    return shown


def _verb_last(view: View, group: Group, links: Sequence[Link], names: list[str]) -> list[str]:
    """Put the code that says how two records are related behind both of them, in languages that say the verb last (WALS, feature 81A)."""
    ends = [names.index(link.fields[0]) for link in links if len(link.fields) == 1 and link.fields[0] in names]
    if len(ends) < _BOTH or view.language.partition("-")[0] not in ("ja", "ko"):
        return names
    between = [name for name in names[ends[0] + 1 : ends[1]] if vocabulary(group.fields[name])]
    left = [name for name in names if name not in between]
    at = left.index(names[ends[1]]) + 1
    return [*left[:at], *between, *left[at:]]


_BOTH = 2


def _supported(view: View, found: Pointing, about: Reference) -> Rows:
    """Give the records that the record of a page supports, each with the places: those without a page stand with the record that they belong to."""
    content, own = view.content, [name for link in found.links for name in link.fields]
    places: dict[tuple[str, int], dict[Pieces, None]] = {}
    known: dict[tuple[str, int], Record] = {}
    for note in found.records:
        table = content.package.base(note.facts.get(about.table, ""))
        record = content.known.get(table, {}).get(note.facts.get(about.record, ""))
        top = _top(view, record) if record is not None else None
        if top is not None:
            known[top.table, top.number] = top
            places.setdefault((top.table, top.number), {}).setdefault(notes.sentence(view, about, note, own))
    order = {name: at for at, name in enumerate(content.pages)}
    records = sorted(known.values(), key=lambda each: (order.get(each.table, len(order)), each.number))
    rows = [
        [described(view, each), (_table(view, each.table),), listed([place for place in places[each.table, each.number] if place], Piece("; "))]
        for each in records
    ]
    heads = [view.say(_("Record")), view.say(_("Table")), _table(view, found.group.name)]
    heading = (view.say(_("What it supports")),)
    return Rows(f"of-{file_name(found.group.name)}", heading, counted(view, heading, len(rows)), *_filled(heads, rows), headed=True)


def _top(view: View, record: Record) -> Record:
    """Give the record with a page that a record belongs to: itself, or the first that it names by a foreign key; itself where there is none."""
    if record.table in view.content.pages:
        return record
    for link in view.content.groups[record.table].links:
        named = view.content.targets[link.target, link.keys].get(values(record, link.fields))
        if named is not None and named.table in view.content.pages:
            return named
    return record


def _filled(heads: Sequence[Piece], rows: Sequence[Sequence[Pieces]]) -> tuple[list[tuple[Piece, bool]], list[list[Pieces]]]:
    """Leave out the columns that hold nothing; tell those with long cells."""
    kept = [at for at in range(len(heads)) if any(row[at] for row in rows)]
    left = [[row[at] for at in kept] for row in rows]
    return _measured([heads[at] for at in kept], left), left


def _measured(heads: Sequence[Piece], rows: Sequence[Sequence[Pieces]]) -> list[tuple[Piece, bool]]:
    """Tell the columns with long cells, which need more room than a word lest their rows grow tall."""
    return [(head, any(len(plain(row[at])) > _LONG for row in rows)) for at, head in enumerate(heads)]


def counted(view: View, heading: Sequence[Piece], number: int) -> Pieces:
    """Give the caption of a table: its name and how many records it has."""
    lang = view.words["label"].lang
    return (*woven(view.words["label"], {"label": heading}), Piece(count(view.language, number), lang=lang))


def paragraphs(text: str) -> list[str]:
    """Split a text at its empty lines."""
    return [part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _label(view: View, text: TextField) -> Piece:
    return labels.text_title(view.content.package, view.labels, text, view.language)


def _table(view: View, name: str) -> Piece:
    return labels.group_title(view.content.package, view.labels, name)


def standings(view: View, record: Record) -> list[tuple[Pieces, Pieces]]:
    """Tell how far the texts of a record are translated, language by language: from which, in what state, and from where; texts of one kind together."""
    found: dict[tuple[str, str], dict[tuple[Piece, Pieces], list[Pieces]]] = {}
    for unit in standing.units(view.content.package).get((record.table, record.id), ()):
        text = next((text for text in view.content.groups[record.table].texts if text.name == unit.field), None)
        alike = found.setdefault((unit.source_language, unit.language), {}).setdefault(
            (standing.word(view, unit.settled.state), standing.origin(view, unit)), []
        )
        alike.append((_label(view, text),) if text is not None else (Piece(unit.field, "code"),))
    separator = view.words["separator"]
    told: list[tuple[Pieces, Pieces]] = []
    for (source, language), states in found.items():
        tongues = {name: (Piece(language_name(tag, view.language)),) for name, tag in (("source", source), ("language", language))}
        says = [
            (*listed(names, separator), *woven(view.say(_(": {state}")), {"state": listed([(state,), where], separator)}))
            for (state, where), names in states.items()
        ]
        told.append((woven(view.say(_("From {source} into {language}")), tongues), listed(says, Piece("; "))))
    return told
