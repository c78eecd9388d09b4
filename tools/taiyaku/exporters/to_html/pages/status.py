"""How far the translations are, by language and table, and what is to be done next."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from taiyaku import described
from taiyaku.exporters._identity import released
from taiyaku.exporters.to_html import standing
from taiyaku.exporters.to_html.cells import reference
from taiyaku.exporters.to_html.dates import date
from taiyaku.exporters.to_html.labels import group_title, package_title, text_title
from taiyaku.exporters.to_html.locales import grouped, language_name
from taiyaku.exporters.to_html.names import folder
from taiyaku.exporters.to_html.pages import Page, compare
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, plain, woven
from taiyaku.exporters.to_html.sections import Rows
from taiyaku.exporters.to_html.view import View
from taiyaku.i18n import _
from taiyaku.translations.coverage import Coverage, Row, Task, coverage, declared
from taiyaku.translations.settle import STATES

if TYPE_CHECKING:
    from taiyaku.exporters.to_html.content import Record

MOST = 200
"""Texts that are listed."""


def _values(view: View) -> Mapping[str, Any]:
    package = view.content.package
    name, site = view.say(_("Translation status")), package_title(package, view.labels)
    plan = package.plan
    told = coverage(package, plan, declared(package), MOST, described.rows(package), described.tasks(package)) if plan is not None else None
    open_ = [task for task in told.next if task.language in view.content.languages] if told is not None else []
    left = sum(row.all - row.done for row in told.rows) - len(open_) if told is not None else 0
    return {
        "page": f"{name.text} – {site.text}",
        "description": plain(woven(view.say(_("How far the texts of {site} are translated, and what is to be done next.")), {"site": (site,)})),
        "title": name,
        "lead": view.say(_("Either language may be the one that a text was first written in; so each is counted for the texts that are translated into it.")),
        "totals": [_total(view, told, language) for language in told.languages] if told is not None else [],
        "todo_title": view.say(_("What is to be done")),
        "todo": _todo(view, open_) if open_ else None,
        "more": woven(view.say(_("And {n} more.")), {"n": (_number(view, left),)}) if left > 0 else (),
        "complete": None if open_ else view.say(_("Every translation is finished.")),
        "oldest": list(_oldest(view, told)) if told is not None else [],
        "help_title": view.say(_("How to contribute")),
        "help": view.say(
            _(
                "Translators edit the file of the table in their language, with any editor for PO files; the command “taiyaku sync” carries their texts into the data."
            )
        ),
        "files": list(_files(view)),
    }


def _total(view: View, told: Coverage, language: str) -> tuple[Rows, Pieces]:
    """Give the table of one language, and what must be done in it before a release."""
    rows: dict[str, list[Row]] = {}
    for row in told.rows:
        if row.language == language:
            rows.setdefault(row.table, []).append(row)
    total = told.total(language)
    states = [state for state in STATES if total.counts.get(state)]
    cells = [[_table(view, table), *_counts(view, states, each)] for table, each in rows.items()]
    cells.append([(view.say(_("All")),), *_counts(view, states, [total])])
    heads = [view.say(_("Table")), view.say(_("Texts")), *(_head(standing.word(view, state)) for state in states), view.say(_("Finished"))]
    heading = (Piece(language_name(language, view.language)),)
    caption = woven(view.say(_("Texts translated into {language}")), {"language": heading})
    asked = next((each for each in told.thresholds if each.language == language), None)
    least = woven(view.say(_("Wanted before a release: {percent}%")), {"percent": (Piece(_percent(view, asked.least)),)}) if asked is not None else ()
    return Rows(f"into-{folder(language)}", heading, caption, [(head, False) for head in heads], cells, headed=True), least


def _head(word: Piece) -> Piece:
    """Begin a word with a capital, as headings do."""
    return Piece(word.text[:1].upper() + word.text[1:], lang=word.lang)


def _counts(view: View, states: Sequence[str], rows: Sequence[Row]) -> Iterator[Pieces]:
    """Give the number of texts, that of each state, and the share of those that are done, rounded down."""
    counts = Counter[str]()
    for row in rows:
        counts.update(row.counts)
    whole = Row("", "", "", counts, 0, 0, {})
    yield (_number(view, whole.all),)
    yield from ((_number(view, counts[state]),) for state in states)
    yield woven(view.say(_("{percent}%")), {"percent": (Piece(_percent(view, whole.share)),)})


def _percent(view: View, share: float) -> str:
    return grouped(f"{share:.1f}".removesuffix(".0"), view.language)


def _number(view: View, number: int) -> Piece:
    return Piece(grouped(str(number), view.language))


def _table(view: View, name: str) -> Pieces:
    return (view.say(_("Titles and descriptions of the tables")),) if name == described.TABLE else (group_title(view.content.package, view.labels, name),)


def _todo(view: View, tasks: Sequence[Task]) -> Rows:
    rows = [
        [_named(view, task), _field(view, task), (Piece(language_name(task.language, view.language)),), (standing.word(view, task.state),), _beside(view, task)]
        for task in tasks
    ]
    heads = [(_("Record"), True), (_("Text"), False), (_("Language"), False), (_("State"), False), (_("Side by side"), False)]
    heading = (view.say(_("What is to be done")),)
    return Rows("todo", heading, heading, [(view.say(head), long) for head, long in heads], rows, headed=True)


def _record(view: View, task: Task) -> Record | None:
    return view.content.known.get(task.table, {}).get(task.id)


def _named(view: View, task: Task) -> Pieces:
    record = _record(view, task)
    return reference(view, record) if record is not None else (Piece(task.id or task.context, "code"),)


def _field(view: View, task: Task) -> Pieces:
    group = view.content.groups.get(task.table)
    text = next((each for each in group.texts if each.name == task.field), None) if group is not None else None
    return (text_title(view.content.package, view.labels, text, view.language),) if text is not None else (Piece(task.field, "code"),)


def _beside(view: View, task: Task) -> Pieces:
    record = _record(view, task)
    return (Piece(view.say(_("compare")).text, "link", view.say(_("compare")).lang, compare.address(view, record)),) if record is not None else ()


def _oldest(view: View, told: Coverage) -> Iterator[Pieces]:
    """Tell for each language which stale text was reviewed longest ago, when, and how many days before this version."""
    moment = released(view.content.package)
    for language, task in told.oldest.items():
        units = standing.units(view.content.package).get((task.table, task.id), ())
        rows = [unit.settled.row for unit in units if (unit.field, unit.language) == (task.field, language)]
        reviewed = next((row.reviewed_on for row in rows if row is not None), "")
        parts = {"language": (Piece(language_name(language, view.language)),), "record": _named(view, task), "text": _field(view, task)}
        yield woven(view.say(_("The oldest stale text in {language}: {record} ({text})")), parts) + _age(view, reviewed, moment)


def _age(view: View, reviewed: str, moment: dt.datetime | None) -> Pieces:
    try:
        day = dt.date.fromisoformat(reviewed)
    except ValueError:
        return ()
    when = woven(view.say(_(", reviewed on {date}")), {"date": date(reviewed, view.language, view.words)})
    days = (moment.date() - day).days if moment is not None else -1
    return when + (woven(view.say(_(" ({n} days before this version)")), {"n": (_number(view, days),)}) if days >= 0 else ())


def _files(view: View) -> Iterator[Pieces]:
    """Name the translators' files, each as a link where the release has it."""
    package = view.content.package
    for language, table in package.locales:
        path = f"{package.translations}{language}/LC_MESSAGES/{table}.po"
        to = view.file(f"package/{path}")
        where = woven(view.words["label"], {"label": listed([(Piece(language_name(language, view.language)),), _table(view, table)], view.words["separator"])})
        yield (*where, Piece(path, "link" if to else "code", to=to))


PAGE = Page(
    "status",
    lambda view: view.say(_("Translation status")),
    70,
    _values,
    foot=True,
    wanted=lambda view: bool(view.content.package.plan and view.content.package.plan.units),
)
