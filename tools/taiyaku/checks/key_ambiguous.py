"""Keys that do not tell records apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from taiyaku.checks._examples import PAIR
from taiyaku.checks.table_schema import LISTED
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity, Table

if TYPE_CHECKING:
    import polars as pl


def run(package: Package) -> Iterator[Problem]:
    """Yield each record without a key, and each whose key another record has, or one that looks the same (canonically equivalent, UAX #15).

    Where the schema declares the primary key, table-schema speaks about keys that are missing or alike to the letter.
    """
    for table in package.tables.values():
        if table.key:
            schema = table.resource.get("schema")
            declared = isinstance(schema, dict) and bool(schema.get("primaryKey"))
            yield from _ambiguous(package, table, table.keys, declared=declared)


def _ambiguous(package: Package, table: Table, keys: pl.Series, *, declared: bool) -> Iterator[Problem]:
    ascii_only = keys.str.len_bytes().sum() == keys.str.len_chars().sum()  # which has one spelling for everything
    alike = keys if ascii_only else keys.str.normalize("NFC")
    if declared and (ascii_only or alike.n_unique() == keys.n_unique()):
        return
    if not declared and alike.n_unique() == len(keys) and not (keys == "").any():
        return
    first: dict[str, int] = {}
    faults: list[tuple[int, int]] = []
    for row, (key, spelled) in enumerate(zip(keys, alike, strict=True)):
        earlier = first.setdefault(spelled, row)
        if not (declared and (not key or keys[earlier] == key)) and (earlier != row or not key):
            faults.append((row, earlier))
    for row, earlier in faults[:LISTED]:
        yield _problem(package, table, row, earlier)
    if faults[LISTED:]:
        yield replace(_problem(package, table, *faults[LISTED]), count=len(faults) - LISTED)


def _problem(package: Package, table: Table, row: int, earlier: int) -> Problem:
    keys, field = table.keys, table.key[0]
    here, there = table.where(row, field), table.where(earlier, field)
    says = _("it looks like that of line {line} and is spelled with other characters") if keys[earlier] != keys[row] else _("it is that of line {line} too")
    reason = Said(says, {"line": str(there.line)}) if keys[row] else Said(_("it is empty"))
    also = (there,) if keys[row] else ()
    return Problem(here, {"id": keys[row], "reason": reason}, table=package.base(table.name), id=keys[row], field=field, also=also)


CHECK = Check(
    id="key-ambiguous",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the key {id} names no single record: {reason}"),
    why=_("Of two records with one key only the first is compared with the other language, and nobody sees the second."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\nmmx,Martian Moons eXploration\nmmx,CALET cosmic ray telescope\n",
        "items.ja.csv": "id,title\nmmx,火星衛星探査計画\n",
    },
    good={"items.en.csv": "id,title\nmmx,Martian Moons eXploration\n"},
)
