"""Translations whose source has been reworded since they were made."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks import _translations
from taiyaku.checks._examples import PAIR
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each translation that was made from another wording than its source has now."""
    from taiyaku.translations.settle import STALE

    for unit in _translations.units(package, STALE):
        where, also = _translations.places(package, unit)
        values = {"was": unit.settled.row.source if unit.settled.row else "", "now": unit.source}
        yield Problem(where, values, table=unit.table, id=unit.id, field=unit.field, language=unit.language, also=also)


CHECK = Check(
    id="translation-stale",
    group="upkeep",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("the source was {was} when this was translated, and is {now} now"),
    why=_("A translation that does not follow its source tells its readers what was true once."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,summary\ndialogue-9,The 9th meeting was held in Kyoto.\n",
        "items.ja.csv": "id,summary\ndialogue-9,第9回会合が東京で開催された。\n",
        "translations/ja/ledger/items.csv": (
            "id,field,source,target_hash,state,translator,reviewed_on,origin,reason,replaced\n"
            "dialogue-9,summary,The 9th meeting was held in Tokyo.,4a6b70a90cbcaf8dbdb1df797d8f19632f65d02f2b82bbb0116e90eea9f9b537,translated,,,human,,\n"
        ),
    },
    good={"items.en.csv": "id,summary\ndialogue-9,The 9th meeting was held in Tokyo.\n"},
)
