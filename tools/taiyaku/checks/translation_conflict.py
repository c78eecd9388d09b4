"""Translations that were edited in the table and in the locale file, and differ."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks import _translations
from taiyaku.checks._examples import PAIR
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each text with two edits of which neither may be thrown away; what sync would not move for that reason, too."""
    from taiyaku.translations.settle import CLASHED

    blocked = {(event.language, event.context): event for event in package.plan.blocked if event.what == CLASHED} if package.plan else {}
    for unit in package.plan.units if package.plan else ():
        event = blocked.pop((unit.language, unit.context), None)
        if event is not None:
            where, also = _translations.places(package, unit)
            values = {"table": unit.published, "locale": event.detail}
            yield Problem(where, values, table=unit.table, id=unit.id, field=unit.field, language=unit.language, also=also)
    for event in blocked.values():
        where, (table, id_, field) = _translations.event_place(package, event)
        yield Problem(where, {"table": "", "locale": event.detail}, table=table, id=id_, field=field, language=event.language)


CHECK = Check(
    id="translation-conflict",
    group="upkeep",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("edited on both sides: the table has {table}, the locale file {locale}; settle it with `taiyaku sync --settle`"),
    why=_("Somebody's work would be lost if either of the two was taken without asking."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\ndialogue-9,The 9th meeting was held in Tokyo.\n",
        "items.ja.csv": "id,summary\ndialogue-9,第9回会合を東京で開催した。\n",
        "translations/ja/ledger/items.csv": (
            "id,field,source,target_hash,state,translator,reviewed_on,origin,reason,replaced\n"
            "dialogue-9,summary,The 9th meeting was held in Tokyo.,4a6b70a90cbcaf8dbdb1df797d8f19632f65d02f2b82bbb0116e90eea9f9b537,translated,,,human,,\n"
        ),
        "translations/ja/LC_MESSAGES/items.po": (
            'msgid ""\nmsgstr "Language: ja\\n"\n\nmsgctxt "items/dialogue-9#summary"\n'
            'msgid "The 9th meeting was held in Tokyo."\nmsgstr "第九回会合が東京で開催された。"\n'
        ),
    },
    good={
        "items.ja.csv": "id,summary\ndialogue-9,第9回会合が東京で開催された。\n",
        "translations/ja/LC_MESSAGES/items.po": (
            'msgid ""\nmsgstr "Language: ja\\n"\n\nmsgctxt "items/dialogue-9#summary"\n'
            'msgid "The 9th meeting was held in Tokyo."\nmsgstr "第9回会合が東京で開催された。"\n'
        ),
    },
)
