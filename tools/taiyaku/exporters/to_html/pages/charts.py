"""How many records there are of each kind, in each period and with each participant: pictures, each beside its numbers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from taiyaku.exporters.to_html import periods, search, svg
from taiyaku.exporters.to_html.cells import code, reference, vocabulary
from taiyaku.exporters.to_html.content import Group, Record
from taiyaku.exporters.to_html.labels import field_title, group_title, package_title
from taiyaku.exporters.to_html.locales import grouped
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.participants import authorities, participants, ranked
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, plain, woven
from taiyaku.exporters.to_html.sections import Rows
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _

_BARS = 20
_PANELS = 12
_FIELDS = 3
"""Coded facts that have a chart: the first ones, because tables begin with what matters most."""
_STEPS = {1: _("year"), 10: _("decade"), 100: _("century"), 1000: _("millennium")}


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its heading, what is to be known of it, and its numbers."""

    id: str
    title: Pieces
    notes: Sequence[Pieces]
    picture: svg.Picture
    table: Rows


def lowered(view: View, name: Piece) -> Piece:
    """Give a title as it stands inside an English sentence; an acronym and a text in another language stay as they are."""
    begins = view.language.partition("-")[0] == "en" and not name.lang and name.text[1:2].islower()
    return Piece(name.text[:1].lower() + name.text[1:]) if begins else name


def amount(view: View, number: int) -> Piece:
    """Write a number as the language does."""
    return Piece(grouped(str(number), view.language))


def _charts(view: View) -> Iterator[Chart]:
    content = view.content
    group = content.groups.get(content.main)
    records = list(content.pages[group.name].values()) if group is not None else []
    if group is None or not records:
        return
    coded = [name for name, field in group.fields.items() if vocabulary(field)]
    yield from _over_time(view, group, coded[0] if coded else "", len(records))
    for table in authorities(content):
        yield from _taking_part(view, group, table, len(records))
    for name in coded[:_FIELDS]:
        yield from _coded(view, group, name, records)
    yield from _belonging(view, group, records)


def _over_time(view: View, group: Group, kind: str, total: int) -> Iterator[Chart]:
    known = periods.dated(view.content)
    step = periods.step(known)
    axis = periods.axis(known, step)
    placed = [each for each in known if 0 < each.years <= step]
    if len(axis) < 2:  # noqa: PLR2004 -- one column compares nothing
        return
    spans = [periods.period(view, year, step) for year in axis]
    panels: list[tuple[Pieces, list[int]]] = [((view.say(_("All together")),), _tally(placed, axis))]
    if kind:
        panels.extend(_by_kind(view, group, kind, placed, axis))
    title = _title(view, group, (view.say(_STEPS[step]),), (lowered(view, field_title(view.content.package, view.labels, group, kind)),) if kind else ())
    notes = [
        _said(view, _("Dated records: {n} of {all}."), n=len(placed), all=total),
        (view.say(_("A date that covers several periods counts where it begins.")),),
    ]
    if len(placed) < len(known):
        notes.append(_said(view, _("Left out, because it is not known where they begin: {n}."), n=len(known) - len(placed)))
    says = woven(
        view.say(_("Rows of columns, all to one scale: first all together, then each group. All together: {values}.")),
        {"values": _enumerated(view, list(zip(spans, panels[0][1], strict=True)))},
    )
    picture = svg.columns(_words(view, "over-time", title, says), [_label(each) for each in spans], [(_label(name), numbers) for name, numbers in panels])
    heads = [view.say(_("Group")), *(_label(each) for each in spans), view.say(_("Total"))]
    rows = [[name, *((amount(view, number),) for number in numbers), (amount(view, sum(numbers)),)] for name, numbers in panels]
    yield Chart("over-time", title, notes, picture, _numbers(view, "over-time", title, heads, rows))


def _by_kind(view: View, group: Group, kind: str, placed: Sequence[periods.Dated], axis: range) -> Iterator[tuple[Pieces, list[int]]]:
    """Yield the numbers of each kind, the most frequent first; the last ones together where there are too many."""
    by_code: dict[str, list[periods.Dated]] = {}
    for each in placed:
        by_code.setdefault(each.record.facts.get(kind, ""), []).append(each)
    order = sorted(by_code, key=lambda text: (not text, -len(by_code[text]), _rank(view, group, kind, text)))
    shown = order if len(order) <= _PANELS else order[: _PANELS - 1]
    for text in shown:
        yield _code(view, group, kind, text), _tally(by_code[text], axis)
    rest = [each for text in order[len(shown) :] for each in by_code[text]]
    if rest:
        yield _said(view, _("{n} others"), n=len(order) - len(shown)), _tally(rest, axis)


def _tally(found: Sequence[periods.Dated], axis: range) -> list[int]:
    counted = Counter(each.year // axis.step * axis.step for each in found)
    return [counted[year] for year in axis]


def _taking_part(view: View, group: Group, table: str, total: int) -> Iterator[Chart]:
    found = participants(view.content, [table])
    counted = ranked(view.content, found)
    record = view.content.known
    bars = [(reference(view, record[key[0]][key[1]]), number) for key, number in counted[:_BARS]]
    name = group_title(view.content.package, view.labels, table)
    title = woven(
        view.say(_("{names} by number of {records}")),
        {"names": (name,), "records": (lowered(view, group_title(view.content.package, view.labels, group.name)),)},
    )
    notes = [_said(view, _("Records that name any of them: {n} of {all}. A record that names several counts for each."), n=len(found), all=total)]
    yield from _bars(view, f"who-{file_name(table)}", title, notes, name, bars, counted)


def _coded(view: View, group: Group, name: str, records: Sequence[Record]) -> Iterator[Chart]:
    counted = Counter(text for record in records if (text := record.facts.get(name, "")))
    order = sorted(counted.items(), key=lambda each: (-each[1], _rank(view, group, name, each[0])))
    head = field_title(view.content.package, view.labels, group, name)
    bars = [(_code(view, group, name, text), number) for text, number in order[:_BARS]]
    notes = [_said(view, _("Records with this fact: {n} of {all}."), n=counted.total(), all=len(records))]
    yield from _bars(view, f"by-{file_name(name)}", _title(view, group, (lowered(view, head),)), notes, head, bars, order)


def _belonging(view: View, group: Group, records: Sequence[Record]) -> Iterator[Chart]:
    """Yield a chart for each other record that records of the central table are found by: those that they stand together with, and those above them."""
    for each in search.filters(view.content, group):
        if each.key in (*search.RESERVED, *search.coded(group)):
            continue
        counted = Counter(chain.from_iterable(each.held))
        known = view.content.known[group.name]
        order = [(choice, counted[at]) for at, choice in enumerate(each.choices) if choice.value in known]
        order.sort(key=lambda one: (-one[1], known[one[0].value].number))
        bars = [(reference(view, known[choice.value]), number) for choice, number in order[:_BARS]]
        head = each.title(view)
        said = _("Records that belong to any of them: {n} of {all}. A record that belongs to several counts for each.")
        notes = [_said(view, said, n=sum(map(bool, each.held)), all=len(records))]
        yield from _bars(view, f"by-{file_name(each.key)}", _title(view, group, (lowered(view, head),)), notes, head, bars, order)


def _bars(
    view: View,
    name: str,
    title: Pieces,
    notes: list[Pieces],
    head: Piece,
    rows: Sequence[tuple[Pieces, int]],
    counted: Sequence[tuple[Any, int]],
) -> Iterator[Chart]:
    if len(rows) < 2:  # noqa: PLR2004 -- one bar compares nothing
        return
    if len(counted) > len(rows):
        notes = [*notes, _said(view, _("Shown: the {shown} most frequent of {all}."), shown=len(rows), all=len(counted))]
    says = woven(view.say(_("Bars, the longest first. {values}.")), {"values": _enumerated(view, rows)})
    picture = svg.bars(_words(view, name, title, says), [(_label(label), number) for label, number in rows])
    records = group_title(view.content.package, view.labels, view.content.main)
    table = _numbers(view, name, title, [head, records], [[label, (amount(view, number),)] for label, number in rows])
    yield Chart(name, title, notes, picture, table)


def _title(view: View, group: Group, first: Pieces, second: Pieces = ()) -> Pieces:
    table = (group_title(view.content.package, view.labels, group.name),)
    if second:
        return woven(view.say(_("{table} by {first} and {second}")), {"table": table, "first": first, "second": second})
    return woven(view.say(_("{table} by {first}")), {"table": table, "first": first})


def _said(view: View, msgid: str, **numbers: int) -> Pieces:
    return woven(view.say(msgid), {name: (amount(view, number),) for name, number in numbers.items()})


def _code(view: View, group: Group, name: str, text: str) -> Pieces:
    return code(view, vocabulary(group.fields[name]), text, small=False) if text else (view.say(_("not stated")),)


def _rank(view: View, group: Group, name: str, text: str) -> tuple[int, str]:
    """Give the place of a code among equals: that of its record in the table of codes; after these, by itself."""
    record = view.content.codes.get((vocabulary(group.fields[name]), text))
    return (record.number, "") if record is not None else (1 << 62, text)


def _label(pieces: Pieces) -> Piece:
    """Make one text of pieces, for a picture; what is in another language stays marked if all of it is."""
    spoken = {piece.lang for piece in pieces if piece.kind != "note"}
    return Piece(plain(pieces), lang=spoken.pop() if len(spoken) == 1 else "")


def _enumerated(view: View, rows: Sequence[tuple[Pieces, int]]) -> Pieces:
    return listed([(*woven(view.words["label"], {"label": label}), amount(view, number)) for label, number in rows], view.words["separator"])


def _words(view: View, name: str, title: Pieces, says: Pieces) -> svg.Words:
    spoken = view.say(_("Charts")).lang
    return svg.Words(f"{name}-picture", Piece(plain(title), lang=spoken), Piece(plain(says), lang=spoken), lambda number: amount(view, number).text)


def _numbers(view: View, name: str, title: Pieces, heads: Sequence[Piece], rows: Sequence[Sequence[Pieces]]) -> Rows:
    caption = woven(view.say(_("{title}: the numbers")), {"title": title})
    return Rows(f"{name}-numbers", title, caption, [(head, False) for head in heads], rows, headed=True)


def _values(view: View) -> Mapping[str, Any]:
    site, title = package_title(view.content.package, view.labels).text, view.say(_("Charts"))
    charts = list(_charts(view))
    return {
        "page": f"{title.text} – {site}",
        "description": plain(woven(view.say(_("The numbers of {site} in pictures and tables: {charts}.")), _parts(view, site, charts))),
        "title": title,
        "charts": charts,
        "on_this_page": view.say(_("On this page")),
    }


def _parts(view: View, site: str, charts: Sequence[Chart]) -> dict[str, Pieces]:
    return {"site": (Piece(site),), "charts": listed([chart.title for chart in charts], view.words["separator"])}


def _wanted(view: View) -> bool:
    return next(_charts(view), None) is not None


PAGE = Page("charts", partial(View.say, msgid=_("Charts")), 30, _values, wanted=_wanted)
