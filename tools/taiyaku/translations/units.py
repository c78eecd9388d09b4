"""The texts of a package as translators meet them: one unit for each text and language that it is translated into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taiyaku.model import Package, TextField

if TYPE_CHECKING:
    import polars as pl

MUL = "mul"
"""ISO 639-2: the text is one and the same for all languages."""


@dataclass(frozen=True)
class Group:
    """One table of facts with all its texts, record by record."""

    of: str
    records: Sequence[str]
    """Keys in the order of the facts, then those that only text tables have."""
    known: frozenset[str]
    """Keys that the table of facts has (all, where there is none)."""
    sources: Sequence[str]
    """The source language of each record: a tag, ``mul``, or two tags joined by ``+`` where both texts are authentic."""
    fields: Sequence[TextField]
    texts: Mapping[tuple[str, str], list[str | None]]
    """By field and language: the text of each record; None where its row is missing."""
    rows: Mapping[tuple[str, str], Sequence[int | None]]
    """Likewise: the row in the table of that language."""


def groups(package: Package) -> Iterator[Group]:
    """Give every table that has texts in more than one language."""
    by_base: dict[str, list[TextField]] = {}
    for text in package.texts:
        if len(text.columns) > 1:
            by_base.setdefault(text.of, []).append(text)
    for of, fields in by_base.items():
        yield _group(package, of, fields)


def _group(package: Package, of: str, fields: Sequence[TextField]) -> Group:
    import polars as pl

    facts = package.tables.get(of)
    aligned = [package.aligned(text) for text in fields]
    orders = ([facts.keys] if facts is not None and facts.key else []) + [each["record"] for each in aligned]
    records = pl.concat([order.rename("record") for order in orders]).unique(maintain_order=True)
    records = records.filter(records != "")
    texts: dict[tuple[str, str], list[str | None]] = {}
    rows: dict[tuple[str, str], Sequence[int | None]] = {}
    for text, frame in zip(fields, aligned, strict=True):
        whole = pl.DataFrame({"record": records}).join(frame.unique("record", keep="first"), on="record", how="left", maintain_order="left")
        for language in text.columns:
            texts[text.name, language] = whole[language].to_list()
            rows[text.name, language] = whole[f"row:{language}"].to_list()
    return Group(of, records.to_list(), _known(package, of, records), _sources(package, of, records), fields, texts, rows)


def _known(package: Package, of: str, records: pl.Series) -> frozenset[str]:
    facts = package.tables.get(of)
    return frozenset(facts.keys.to_list() if facts is not None and facts.key else records.to_list())


def _sources(package: Package, of: str, records: pl.Series) -> list[str]:
    """Give the source language of each record: its own, or the first of the package."""
    import polars as pl

    usual = package.languages[0] if package.languages else ""
    facts = package.tables.get(of)
    if facts is None or "source_language" not in facts.columns or not facts.key:
        return [usual] * len(records)
    told = pl.DataFrame({"record": facts.keys, "source": facts.select(["source_language"])["source_language"]}).unique("record", keep="first")
    joined = pl.DataFrame({"record": records}).join(told, on="record", how="left", maintain_order="left")["source"]
    return [each or usual for each in joined.to_list()]
