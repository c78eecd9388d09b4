"""The dated records of the central table, one after another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import Any

from taiyaku.exporters.to_html import participants, periods
from taiyaku.exporters.to_html.cells import code, reference, title, vocabulary
from taiyaku.exporters.to_html.content import Record
from taiyaku.exporters.to_html.dates import date
from taiyaku.exporters.to_html.labels import package_title
from taiyaku.exporters.to_html.locales import grouped
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.periods import Dated
from taiyaku.exporters.to_html.pieces import Piece, Pieces, linked, listed, plain, woven
from taiyaku.exporters.to_html.sections import kind
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _

_CROWDED = 12
"""Records of a decade from which on its years have headings of their own."""
_LONGEST = 200
"""Records that one list holds at most."""
_PARTNERS = 6


@dataclass(frozen=True, slots=True)
class Event:
    """A record in the timeline."""

    when: Pieces
    kind: Pieces
    title: Pieces
    partners: Pieces


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period with its records, and the shorter ones inside it."""

    id: str
    heading: Pieces
    number: Pieces
    events: Sequence[Event]
    more: Pieces
    """How many more there are; empty where all are shown."""
    inside: Sequence["Stretch"] = ()


@dataclass(frozen=True, slots=True)
class _Telling:
    """What all records are told with: who takes part in each, and the words for dates and names, each made once."""

    view: View
    who: Mapping[str, participants.Rows]
    day: Callable[[str], Pieces]
    name: Callable[[participants.Key], Pieces]


def _values(view: View) -> Mapping[str, Any]:
    package = view.content.package
    found, total = periods.dated(view.content), len(view.content.pages[view.content.main])
    name = view.say(_("Timeline"))
    of = {"n": _number(view, len(found)), "all": _number(view, total)}
    lead = [woven(view.say(_("Records with a date: {n} of {all}, in the order of the earliest day that the date may mean.")), of)]
    if len(found) < total:
        records = linked((view.say(_("list of all records")),), f"{view.root}index.html")
        lead.append(woven(view.say(_("Without a date: {n}. They are in the {list}.")), {"n": _number(view, total - len(found)), "list": records}))
    site = package_title(package, view.labels)
    return {
        "page": f"{name.text} – {site.text}",
        "description": plain(woven(view.say(_("The dated records of {site} one after another.")), {"site": (site,)})),
        "title": name,
        "lead": lead,
        "periods": view.say(_("Periods")),
        "who_label": woven(view.words["label"], {"label": (view.say(_("Partners")),)}),
        "stretches": _stretches(view, found),
    }


def _stretches(view: View, found: Sequence[Dated]) -> list[Stretch]:
    """Part the records into decades; what begins at a time that is known less well has a place of its own."""
    known = view.content.known
    telling = _Telling(
        view,
        participants.partners(view.content),
        cache(lambda text: date(text, view.language, view.words)),
        cache(lambda key: title(view, known[key[0]][key[1]])),
    )
    parts: dict[tuple[int, int], list[Dated]] = {}
    for each in found:
        length = max(each.years, 10) if each.years else 0
        parts.setdefault((each.year // length * length if length else 0, length), []).append(each)
    return [_stretch(telling, of, year, length) for (year, length), of in parts.items()]


def _stretch(telling: _Telling, found: Sequence[Dated], year: int, length: int) -> Stretch:
    view = telling.view
    if not length:
        return _plain(telling, found, "period-open", (view.say(_("Beginning not known")),))
    name = f"period-{year:04}" if length == 10 else f"period-{year:04}-{year + length - 1:04}"  # noqa: PLR2004 -- a decade
    heading = periods.period(view, year, length)
    if len(found) <= _CROWDED or length > 10:  # noqa: PLR2004
        return _plain(telling, found, name, heading)
    outer = _plain(telling, [each for each in found if each.years > 1], name, heading)
    dated = groupby((each for each in found if each.years == 1), key=lambda each: each.year)
    inside = [_plain(telling, list(of), f"year-{at:04}", periods.period(view, at, 1)) for at, of in dated]
    return Stretch(name, heading, _number(view, len(found)), outer.events, outer.more, inside)


def _plain(telling: _Telling, found: Sequence[Dated], name: str, heading: Pieces) -> Stretch:
    view = telling.view
    events = [_event(telling, each) for each in found[:_LONGEST]]
    rest = len(found) - len(events)
    more = woven(view.say(_("And {n} more.")), {"n": _number(view, rest)}) if rest else ()
    return Stretch(name, heading, _number(view, len(found)), events, more)


def _event(telling: _Telling, each: Dated) -> Event:
    view, who = telling.view, telling.who.get(each.record.id, {})
    names = [telling.name(key) for key in list(who)[:_PARTNERS]]
    if len(who) > len(names):
        names.append(woven(view.say(_("{n} more")), {"n": _number(view, len(who) - len(names))}))
    return Event(telling.day(each.text), _kind(view, each.record), reference(view, each.record), listed(names, view.words["separator"]))


def _kind(view: View, record: Record) -> Pieces:
    group = view.content.groups[record.table]
    name = kind(group)
    text = record.facts.get(name, "") if name else ""
    return code(view, vocabulary(group.fields[name]), text, small=False) if text else ()


def _number(view: View, number: int) -> Pieces:
    return (Piece(grouped(str(number), view.language)),)


def _wanted(view: View) -> bool:
    return len(periods.dated(view.content)) > 1


PAGE = Page("timeline", partial(View.say, msgid=_("Timeline")), 20, _values, wanted=_wanted)
