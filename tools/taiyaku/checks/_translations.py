"""What the checks of locale files share: the place of a text, and the texts in a state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from taiyaku.model import Package, Where

if TYPE_CHECKING:
    from taiyaku.translations.sync import Event, Unit


def units(package: Package, *states: str) -> Iterator[Unit]:
    """Yield the texts in one of these states; none where nobody keeps locale files."""
    for unit in package.plan.units if package.plan else ():
        if unit.settled.state in states:
            yield unit


def places(package: Package, unit: Unit) -> tuple[Where, tuple[Where, ...]]:
    """Give the place of a text in the locale file (in its table, where it has no entry), and that of its source."""
    from taiyaku.translations import coverage

    where, source = coverage.places(package, unit)
    return where, (source,)


def event_place(package: Package, event: Event) -> tuple[Where, tuple[str, str, str]]:
    """Give the place of what happened to a text, and its table, record and field."""
    from taiyaku.translations import catalogue

    table, id_, field = catalogue.parts(event.context) or (event.context, "", "")
    locale = package.locales.get((event.language, table))
    messages = locale.catalogue.messages if locale and locale.catalogue else ()
    found = next((message for message in messages if message.context == event.context and not message.obsolete), None)
    if found is not None and locale is not None and locale.catalogue is not None:
        return locale.catalogue.where(found), (table, id_, field)
    text = next((each for each in package.texts if each.of == table and each.name == field and event.language in each.columns), None)
    if text is None:
        return package.descriptor.where(), (table, id_, field)
    side = package.tables[text.columns[event.language].table]
    rows = side.keys.index_of(id_)
    return side.where(rows if rows is not None else -1, text.columns[event.language].name), (table, id_, field)
