"""The parts of a page as plain values, ready for a template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taiyaku.exporters.to_html import labels
from taiyaku.exporters.to_html.cells import cell, code, columns, is_date, naming, reference, said, spoken_in, vocabulary
from taiyaku.exporters.to_html.content import Group, Record, Reference, values
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, plain, woven
from taiyaku.exporters.to_html.remarks import Remark, of_record
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import count
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
    """Give the facts of a record with their titles, in the order of the table, the key last."""
    names = [name for name in group.fields if name not in group.key and name != without] + [name for name in group.key if name in group.fields]
    named = [(name, shown) for name in names if (shown := cell(view, group, record, name))]
    return [Fact(labels.field_title(view.content.package, view.labels, group, name), shown, _beside(view, record, name)) for name, shown in named]


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
        notice = () if here else woven(view.words["fallback"], names)
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
            Passage(_label(view, text), paragraphs(known[language]), language, remarks=_only(view, record, text.name, language))
            for text, known in spoken
            if known.get(language)
        ]
        found.append((language, heading, entries))
    return found


def _only(view: View, record: Record, name: str, language: str) -> list[Remark]:
    """Give what is to be said of a text in another language; what concerns all of them stands beside the text of the page."""
    return [each for each in _beside(view, record, name, language) if each.language]


def children(view: View, group: Group, record: Record) -> list[Listing]:
    """List the records of the same table that name this one, once for each foreign key."""
    found: list[Listing] = []
    for link in group.links:
        pointing = view.content.pointing.get((link, values(record, link.keys)), ()) if link.target == group.name else ()
        if not pointing:
            continue
        named = listed([(labels.field_title(view.content.package, view.labels, group, name),) for name in link.fields], view.words["separator"])
        heading = woven(view.words["pointing"], {"table": (_table(view, group.name),), "field": named})
        found.append(Listing(f"by-{file_name('.'.join(link.fields))}", heading, [reference(view, each) for each in pointing]))
    return found


def related(view: View, group: Group, record: Record) -> Iterator[Rows]:
    """Give the records of other tables that name this one by a foreign key, one table each."""
    for other in view.content.groups.values():
        links = [link for link in other.links if link.target == group.name] if other.name != group.name else []
        pointing = {each.number: each for link in links for each in view.content.pointing.get((link, values(record, link.keys)), ())}
        records = [pointing[number] for number in sorted(pointing)]
        if records:
            # With one key alone its column would repeat this record in every row; with two it tells the direction.
            own = links[0].fields if len(links) == 1 else ()
            yield _rows(view, other, records, own, f"of-{file_name(other.name)}")


def references(view: View, group: Group, record: Record) -> Iterator[Rows]:
    """Give the records that speak about this one by its table and id (citations), one table each."""
    for each in view.content.references:
        records = view.content.named.get((each.group, group.name, record.id), ())
        if records:
            yield _rows(view, view.content.groups[each.group], records, (each.table, each.record), f"on-{file_name(each.group)}")


def _rows(
    view: View,
    group: Group,
    records: Sequence[Record],
    without: Sequence[str],
    id_: str,
) -> Rows:
    hidden = () if _named_by_key(view, group) else group.key
    names = columns(group, records, [*without, *hidden])
    texts = [text for text in group.texts if any(text.name in record.texts for record in records)]
    cited = [each for each in view.content.references if any((each.group, group.name, record.id) in view.content.named for record in records)]
    rows: list[list[Pieces]] = []
    for record in records:
        row = [reference(view, record) if text is naming(group) else said(view, record, text) for text in texts]
        row.extend(_about(view, record, name) or cell(view, group, record, name) for name in names)
        row.extend(_cited(view, each, record) for each in cited)
        rows.append(row)
    heads = [_label(view, text) for text in texts]
    heads.extend(labels.field_title(view.content.package, view.labels, group, name) for name in names)
    heads.extend(_table(view, each.group) for each in cited)
    heading = (_table(view, group.name),)
    return Rows(id_, heading, counted(view, heading, len(records)), _measured(heads, rows), rows)


def _about(view: View, record: Record, name: str) -> Pieces:
    """Say what a record that speaks about another one speaks about: the table, the record or the field; nothing for other facts."""
    for each in view.content.references:
        if each.group != record.table or name not in (each.table, each.record, each.field):
            continue
        table = view.content.package.base(record.facts.get(each.table, ""))
        group = view.content.groups.get(table)
        if group is None:
            return ()
        if name == each.table:
            return (_table(view, table),)
        if name == each.record:
            found = view.content.known[table].get(record.facts.get(name, "")) if group.texts else None
            return reference(view, found) if found is not None else ()
        return _field(view, group, record.facts.get(name, ""))
    return ()


def _field(view: View, group: Group, name: str) -> Pieces:
    """Name a field of a table, be it a fact or a text."""
    text = next((each for each in group.texts if each.name == name), None)
    if text is not None:
        return (_label(view, text),)
    return (labels.field_title(view.content.package, view.labels, group, name),) if name in group.fields else ()


def _measured(heads: Sequence[Piece], rows: Sequence[Sequence[Pieces]]) -> list[tuple[Piece, bool]]:
    """Tell the columns with long cells, which need more room than a word lest their rows grow tall."""
    return [(head, any(len(plain(row[at])) > _LONG for row in rows)) for at, head in enumerate(heads)]


def _named_by_key(view: View, group: Group) -> bool:
    """Tell whether records of a table without names are named by other records, so that their key must be seen."""
    return not group.texts and any(link.target == group.name for other in view.content.groups.values() for link in other.links)


def _cited(view: View, about: Reference, record: Record) -> Pieces:
    """Say in short what speaks about a record: its plain facts, then in brackets its codes and the field that it is about."""
    group, separator = view.content.groups[about.group], view.words["separator"]
    found: list[Pieces] = []
    for each in view.content.named.get((about.group, record.table, record.id), ()):
        names = columns(group, [each], [about.table, about.record, about.field, *group.key])
        plainly = [cell(view, group, each, name) for name in names if not vocabulary(group.fields[name])]
        coded = [code(view, known, each.facts[name], small=False) for name in names if (known := vocabulary(group.fields[name]))]
        coded.extend(filter(None, [_about(view, each, about.field)]))
        inside = woven(view.words["brackets"], {"inside": listed(coded, separator)}) if coded and plainly else listed(coded, separator)
        found.append((*listed(plainly, separator), *inside))
    return listed(found, Piece("; "))


def counted(view: View, heading: Sequence[Piece], number: int) -> Pieces:
    """Give the caption of a table: its name and how many records it has."""
    lang = view.words["label"].lang
    return (*woven(view.words["label"], {"label": heading}), Piece(count(view.language, number), lang=lang))


def overview(view: View, group: Group) -> Rows:
    """Give all records of a table with pages: their names, and the facts that help to find one.

    These are the first two coded facts and the first date; in a table that has neither, its first three other facts.
    """
    coded = [name for name, field in group.fields.items() if vocabulary(field)][:2]
    dated = [name for name, field in group.fields.items() if is_date(field)][:1]
    own = [name for name in group.fields if name not in group.key][:3]
    records = list(view.content.pages[group.name].values())
    names = columns(group, records, [name for name in group.fields if name not in (coded + dated or own)])
    text = naming(group)
    rows: list[list[Pieces]] = []
    for record in records:
        row = [reference(view, record)]
        for name in names:
            known = vocabulary(group.fields[name])
            value = record.facts.get(name, "")
            row.append(code(view, known, value, small=False) if known and value else cell(view, group, record, name))
        rows.append(row)
    first = _label(view, text) if text is not None else view.words["title"]
    heads = [first, *(labels.field_title(view.content.package, view.labels, group, name) for name in names)]
    heading = (_table(view, group.name),)
    return Rows("records", heading, counted(view, heading, len(records)), _measured(heads, rows), rows, headed=True)


def paragraphs(text: str) -> list[str]:
    """Split a text at its empty lines."""
    return [part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _label(view: View, text: TextField) -> Piece:
    return labels.text_title(view.content.package, view.labels, text, view.language)


def _table(view: View, name: str) -> Piece:
    return labels.group_title(view.content.package, view.labels, name)
