"""Of two equally authentic texts, one that was changed alone."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks import _translations
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each record text whose ``source_language`` names two languages and of which one was changed since the two agreed."""
    from taiyaku.translations.sync import ALONE

    for event in package.plan.blocked if package.plan else ():
        if event.what == ALONE:
            where, (table, id_, field) = _translations.event_place(package, event)
            yield Problem(where, table=table, id=id_, field=field, language=event.language)


CHECK = Check(
    id="authentic-text-changed",
    group="upkeep",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("both texts are authentic, and only one of them was changed; say with `taiyaku sync --settle` that they still agree"),
    why=_("Neither text is a translation of the other, so nobody but a reader of both can tell whether they still say the same."),
    run=run,
    bad={
        "datapackage.json": (
            '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "items.csv"},'
            ' {"name": "items.en", "path": "items.en.csv"}, {"name": "items.ja", "path": "items.ja.csv"}]}'
        ),
        "items.csv": "id,source_language\njoint-statement,en+ja\n",
        "items.en.csv": "id,summary\njoint-statement,The two sides will meet again in Kyoto.\n",
        "items.ja.csv": "id,summary\njoint-statement,双方は東京で再び会合する。\n",
        "translations/ja/ledger/items.csv": (
            "id,field,source,target_hash,state,translator,reviewed_on,origin,reason,replaced\n"
            "joint-statement,summary,The two sides will meet again in Tokyo.,5a25af271a872631e760798ea8f65683eee590918d0d60a11aa5a809224b6431,translated,,,official,,\n"
        ),
    },
    good={"items.en.csv": "id,summary\njoint-statement,The two sides will meet again in Tokyo.\n"},
)
