"""Translations that were emptied in the table or in the locale file alone."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks import _translations
from taiyaku.checks._examples import PAIR
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that only one side has any more; it is kept until somebody says that it shall go."""
    from taiyaku.translations.settle import EMPTIED

    for unit in package.plan.units if package.plan else ():
        if unit.settled.blocked and unit.settled.event == EMPTIED:
            where, also = _translations.places(package, unit)
            yield Problem(where, {"text": unit.settled.text}, table=unit.table, id=unit.id, field=unit.field, language=unit.language, also=also)


CHECK = Check(
    id="text-emptied",
    group="upkeep",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("one side was emptied, the other has {text}; if it shall go: `taiyaku sync --settle`"),
    why=_("A text that is deleted by a slip of the hand is gone for good once both sides are empty."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\ndialogue-9,The 9th meeting was held in Tokyo.\n",
        "items.ja.csv": "id,summary\ndialogue-9,\n",
        "translations/ja/ledger/items.csv": (
            "id,field,source,target_hash,state,translator,reviewed_on,origin,reason,replaced\n"
            "dialogue-9,summary,The 9th meeting was held in Tokyo.,4a6b70a90cbcaf8dbdb1df797d8f19632f65d02f2b82bbb0116e90eea9f9b537,translated,,,human,,\n"
        ),
        "translations/ja/LC_MESSAGES/items.po": (
            'msgid ""\nmsgstr "Language: ja\\n"\n\nmsgctxt "items/dialogue-9#summary"\n'
            'msgid "The 9th meeting was held in Tokyo."\nmsgstr "第9回会合が東京で開催された。"\n'
        ),
    },
    good={"items.ja.csv": "id,summary\ndialogue-9,第9回会合が東京で開催された。\n"},
)
