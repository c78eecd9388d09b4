"""Japanese texts that are set in another way than the package is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from taiyaku.checks._pairs import cells, place
from taiyaku.i18n import _
from taiyaku.model import Check, Edit, Package, Problem, Said, Severity, Text, mark

if TYPE_CHECKING:
    from taiyaku.languages.japanese import Habit

FEWEST, SHARE = 20, 0.95
"""So many cases, and so large a part of them, make a habit of the package's own."""


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that departs from the package's house style, at its first such place.

    The style is what the package declares in ``"taiyaku": {"typography": {...}}``, and else what its own texts do in at least 95 % of at least 20 cases.
    """
    from taiyaku.languages.japanese import places

    styles = list(_styles(package))
    for text, row, key, cell in cells(package, "ja"):
        for habit, style in styles:
            departing = [(start, end) for way, start, end in places(habit, cell) if way != style]
            if departing:
                start, end = min(departing)
                values: dict[str, str | Said | Text] = {
                    "what": Said(habit.what),
                    "found": cell[max(0, start - 2) : end + 2],
                    "style": Said(_STYLES[style]) if style in _STYLES else style,
                }
                where = place(package, text, "ja", row, cell, start)
                yield Problem(where, values, table=text.of, id=key, field=text.name, language="ja")


_STYLES = {"full": _("full width"), "half": _("half width"), "none": _("none"), "blank": _("a blank")}


def _styles(package: Package) -> Iterator[tuple[Habit, str]]:
    """Yield each matter on which the package has a style: the declared one, or its own habit."""
    from taiyaku.languages.japanese import HABITS, places

    declared = mark(package.descriptor.value, "typography")
    profile: Mapping[str, object] = declared if isinstance(declared, dict) else {}
    counts: dict[str, Counter[str]] = {habit.name: Counter() for habit in HABITS if habit.name not in profile}
    for _text, _row, _key, cell in cells(package, "ja"):
        for habit in HABITS:
            if habit.name in counts:
                counts[habit.name].update(way for way, _start, _end in places(habit, cell))
    for habit in HABITS:
        style = profile.get(habit.name)
        if isinstance(style, str) and style in habit.ways:
            yield habit, style
        elif own := counts.get(habit.name):
            way, most = own.most_common(1)[0]
            if FEWEST <= most >= SHARE * own.total():
                yield habit, way


def fix(package: Package, problems: Sequence[Problem]) -> Iterator[Edit]:
    """Yield each of these texts in the house style, where turning one way into the other is safe."""
    from taiyaku.languages.japanese import places

    wanted = {(each.table, each.field, each.id) for each in problems}
    styles = [(habit, style) for habit, style in _styles(package) if style in habit.turned]
    for text, row, key, cell in cells(package, "ja") if styles else ():
        if (text.of, text.name, key) in wanted:
            new = cell
            for habit, style in styles:
                for start, end in sorted(((start, end) for way, start, end in places(habit, new) if way != style), reverse=True):
                    new = new[:start] + habit.turned[style](new[start:end]) + new[end:]
            yield Edit(text.columns["ja"].table, row, text.columns["ja"].name, cell, new)


_PACKAGE = (
    '{"name": "moon", "languages": ["en", "ja"], "taiyaku": {"typography": {"brackets": "full", "digits": "half"}}, "resources": ['
    '{"name": "items.en", "path": "items.en.csv"}, {"name": "items.ja", "path": "items.ja.csv"}]}'
)
CHECK = Check(
    id="typography-mixed",
    group="typography",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("“{found}” departs from the house style: {what} ({style})"),
    why=_("A text that is set in two ways looks like two texts, and a search finds half of it."),
    run=run,
    fix=fix,
    bad={
        "datapackage.json": _PACKAGE,
        "items.en.csv": "id,title\niss,Space station (low Earth orbit)\n",
        "items.ja.csv": "id,title\niss,宇宙ステーション(地球低軌道)\n",
    },
    good={"items.ja.csv": "id,title\niss,宇宙ステーション（地球低軌道）\n"},
)
