"""Edits that `taiyaku sync` has not carried over yet."""

from collections.abc import Iterator

from taiyaku.checks import _translations
from taiyaku.checks._examples import PAIR
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield one problem for each table and language in which a sync would do something, at the first text that it concerns."""
    first: dict[tuple[str, str], list[int]] = {}
    events = [event for event in package.plan.events if not event.blocked] if package.plan else []
    for number, event in enumerate(events):
        first.setdefault((event.language, event.context.partition("/")[0]), []).append(number)
    for numbers in first.values():
        where, (table, id_, field) = _translations.event_place(package, events[numbers[0]])
        yield Problem(where, {"number": str(len(numbers))}, table=table, id=id_, field=field, language=events[numbers[0]].language)


CHECK = Check(
    id="translation-unsynced",
    group="upkeep",
    since="0.1.0",
    severity=Severity.NOTE,
    says=_("texts of this table that are not carried over yet: {number}; `taiyaku sync` does it"),
    why=_("Until table, locale file and ledger agree again, whoever opens the other file sees an older text."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\ndialogue-9,The 9th meeting was held in Tokyo.\n",
        "items.ja.csv": "id,summary\ndialogue-9,第9回会合が東京で開催された。\n",
        "translations/ja/ledger/items.csv": (
            "id,field,source,target_hash,state,translator,reviewed_on,origin,reason,replaced\n"
            "dialogue-9,summary,The 9th meeting was held in Tokyo.,4a6b70a90cbcaf8dbdb1df797d8f19632f65d02f2b82bbb0116e90eea9f9b537,translated,,,human,,\n"
        ),
        "translations/ja/LC_MESSAGES/items.po": (
            'msgid ""\nmsgstr "Language: ja\\n"\n\nmsgctxt "items/dialogue-9#summary"\n'
            'msgid "The 9th meeting was held in Tokyo."\nmsgstr "第9回会合を東京で開催した。"\n'
        ),
    },
    good={
        "translations/ja/LC_MESSAGES/items.po": (
            'msgid ""\nmsgstr "Language: ja\\n"\n\nmsgctxt "items/dialogue-9#summary"\n'
            'msgid "The 9th meeting was held in Tokyo."\nmsgstr "第9回会合が東京で開催された。"\n'
        ),
    },
)
