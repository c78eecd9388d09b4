"""Facts that stand in several places and differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from taiyaku.checks._parallel import parallel
from taiyaku.checks.text_identical import shared_records
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, Table, TextField


def run(package: Package) -> Iterator[Problem]:
    """Yield each fact that the tables of a record (its facts, its texts in each language) give differently.

    A column of a text table that is no text is a fact, and so is every text of a record whose ``source_language`` is ``mul`` (one value for all
    languages). Values are compared by the type of their field: 1 and 1.0 are one number.
    """
    texts = {(column.table, column.name) for text in package.texts for column in text.columns.values()}
    for of, group in parallel(package).items():
        tables = ([package.tables[of]] if of in package.tables else []) + list(group.values())
        for first, second in combinations(tables, 2):
            for name in first.columns:
                if name in second.columns and name not in (*first.key, *second.key) and not {(first.name, name), (second.name, name)} & texts:
                    yield from _differing(of, name, first, second)
    for text in package.texts:
        shared = shared_records(package, text.of)
        if not shared:
            continue
        import polars as pl

        aligned = package.aligned(text).filter(pl.col("record").is_in(shared))
        for one, other in combinations(text.columns, 2):
            for row in aligned.filter(pl.col(one) != pl.col(other)).iter_rows(named=True):
                yield _of_text(package, text, one, other, row)


def _differing(of: str, name: str, first: Table, second: Table) -> Iterator[Problem]:
    """Compare a column of two tables, record by record."""
    import polars as pl

    from taiyaku.records import typed

    if first.keys.equals(second.keys) and first.select([name])[name].equals(second.select([name])[name]):
        return
    sides = [
        pl.DataFrame([table.keys.alias("record"), table.select([name])[name].alias(side)]).with_row_index(f"{side} row").unique("record", keep="first")
        for table, side in ((first, "first"), (second, "second"))
    ]
    joined = sides[0].join(sides[1], on="record", maintain_order="left").filter((pl.col("record") != "") & (pl.col("first") != pl.col("second")))
    field: Mapping[str, object] = next((each for each in (*first.fields, *second.fields) if each.get("name") == name), {})
    for row in joined.sort("first row").iter_rows(named=True):
        if typed(field, row["first"]) != typed(field, row["second"]):
            here, there = second.where(row["second row"], name), first.where(row["first row"], name)
            values = {"field": name, "value": row["second"], "other": row["first"], "path": there.path, "line": str(there.line)}
            yield Problem(here, values, table=of, id=row["record"], field=name, also=(there,))


def _of_text(package: Package, text: TextField, one: str, other: str, row: Mapping[str, object]) -> Problem:
    sides = {tag: row[f"row:{tag}"] for tag in (one, other)}
    there, here = (package.text_where(text, tag, at if isinstance(at, int) else None) for tag, at in sides.items())
    values = {"field": text.name, "value": str(row[other]), "other": str(row[one]), "path": there.path, "line": str(there.line)}
    return Problem(here, values, table=text.of, id=str(row["record"]), field=text.name, language=other, also=(there,))


_SCHEMA = '"schema": {"fields": [{"name": "id", "type": "string"}, {"name": "title", "type": "string"}, {"name": "launch", "type": "date"}]}'
CHECK = Check(
    id="fact-differs",
    group="facts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{field} is “{value}” here and “{other}” in {path}, line {line}, although it is the same in every language"),
    why=_("Readers of two languages are told two dates, and nobody can say which one is true."),
    run=run,
    bad={
        "datapackage.json": (
            '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items.en", "path": "items.en.csv", '
            f'{_SCHEMA}}}, {{"name": "items.ja", "path": "items.ja.csv", {_SCHEMA}}}]}}'
        ),
        "items.en.csv": "id,title,launch\nmmx,Martian Moons eXploration,2026-11-01\n",
        "items.ja.csv": "id,title,launch\nmmx,火星衛星探査計画,2024-11-01\n",
    },
    good={"items.ja.csv": "id,title,launch\nmmx,火星衛星探査計画,2026-11-01\n"},
)
