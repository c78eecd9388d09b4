"""Who takes part together with whom, as tables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from taiyaku.exporters.to_html import participants
from taiyaku.exporters.to_html.cells import reference, title
from taiyaku.exporters.to_html.content import Record
from taiyaku.exporters.to_html.labels import group_title, package_title
from taiyaku.exporters.to_html.locales import grouped
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.participants import Key
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, plain, woven
from taiyaku.exporters.to_html.sections import Rows
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _
from taiyaku.model import mark

_SIDE = 15
_LISTED = 100
_OFTEN = 3
_SHADES = 4


@dataclass(frozen=True, slots=True)
class Matrix:
    """How often the most frequent participants take part together."""

    caption: Pieces
    heads: Sequence[Pieces]
    """Names in short, one a column."""
    rows: Sequence[tuple[Pieces, Sequence[tuple[str, str]]]]
    """The name of each participant, and for each column the number and the class of its shade; both empty where the column is the row's own."""


def _values(view: View) -> Mapping[str, Any]:
    content = view.content
    found = participants.partners(content)
    counted = participants.ranked(content, found)
    joint = participants.joint(found, [key for key, _number in counted[:_LISTED]])
    name, site = view.say(_("Partner network")), package_title(content.package, view.labels)
    records = group_title(content.package, view.labels, content.main)
    lead = [
        _said(view, _("Records that name anyone: {n} of {all}."), n=len(found), all=len(content.pages[content.main])),
        (
            view.say(
                _("Each number says in how many records both take part. Who is named only for the side of another one is not counted as a partner of that one.")
            ),
        ),
    ]
    return {
        "page": f"{name.text} – {site.text}",
        "description": plain(woven(view.say(_("Who takes part with whom in the records of {site}.")), {"site": (site,)})),
        "title": name,
        "lead": lead,
        "matrix": _matrix(view, [key for key, _number in counted if joint.get(key)][:_SIDE], joint),
        "matrix_title": view.say(_("The most frequent ones")),
        "partner": view.say(_("Partner")),
        "list_title": view.say(_("Everyone and their partners")),
        "all": _all(view, counted, joint, records),
        "rest": _said(view, _("And {n} more."), n=len(counted) - _LISTED) if len(counted) > _LISTED else (),
    }


def _matrix(view: View, keys: Sequence[Key], joint: Mapping[Key, Counter[Key]]) -> Matrix:
    most = max((joint[one][other] for one in keys for other in keys), default=1)
    rows: list[tuple[Pieces, list[tuple[str, str]]]] = []
    for one in keys:
        cells = [("", "") if one == other else _shaded(view, joint[one][other], most) for other in keys]
        rows.append((_name(view, one), cells))
    return Matrix(_said(view, _("Records in which both take part, for the {n} most frequent"), n=len(keys)), [_short(view, key) for key in keys], rows)


def _shaded(view: View, number: int, most: int) -> tuple[str, str]:
    """Give a number and its shade, from 0 to 4 by its share of the greatest one, rounded up."""
    return grouped(str(number), view.language), f"shade-{-(-number * _SHADES // max(most, 1))}"


def _record(view: View, key: Key) -> Record:
    return view.content.known[key[0]][key[1]]


def _acronym(view: View, key: Key) -> str:
    fields = view.content.groups[key[0]].fields
    name = next((name for name, field in fields.items() if mark(field, "format") == "acronym"), "")
    return _record(view, key).facts.get(name, "") if name else ""


def _short(view: View, key: Key) -> Pieces:
    """Name a participant in short: by its acronym, if it has one."""
    acronym = _acronym(view, key)
    return (Piece(acronym),) if acronym else title(view, _record(view, key))


def _name(view: View, key: Key) -> Pieces:
    """Name a participant with a link to its page, and with the acronym that stands over its column."""
    acronym, name = _acronym(view, key), reference(view, _record(view, key))
    return (*name, *woven(view.words["brackets"], {"inside": (Piece(acronym),)})) if acronym else name


def _all(view: View, counted: Sequence[tuple[Key, int]], joint: Mapping[Key, Counter[Key]], records: Piece) -> Rows:
    order = {key: at for at, (key, _number) in enumerate(counted)}
    rows: list[list[Pieces]] = []
    for key, number in counted[:_LISTED]:
        often = sorted(joint[key].items(), key=lambda each: (-each[1], order[each[0]]))[:_OFTEN]
        said = [(*title(view, _record(view, other)), *woven(view.words["brackets"], {"inside": _amount(view, times)})) for other, times in often]
        rows.append([_name(view, key), _amount(view, number), _amount(view, len(joint[key])), listed(said, view.words["separator"])])
    heads = [(view.say(_("Partner")), False), (records, False), (view.say(_("Number of partners")), False), (view.say(_("Most often together with")), True)]
    caption = (
        _said(view, _("Partners of each: {n}"), n=len(rows)) if len(counted) <= _LISTED else _said(view, _("Partners of the {n} most frequent"), n=len(rows))
    )
    return Rows("partners", (), caption, heads, rows, headed=True)


def _amount(view: View, number: int) -> Pieces:
    return (Piece(grouped(str(number), view.language)),)


def _said(view: View, msgid: str, **numbers: int) -> Pieces:
    return woven(view.say(msgid), {name: _amount(view, number) for name, number in numbers.items()})


def _wanted(view: View) -> bool:
    return participants.together(participants.partners(view.content))


PAGE = Page("partners", partial(View.say, msgid=_("Partner network")), 40, _values, wanted=_wanted)
