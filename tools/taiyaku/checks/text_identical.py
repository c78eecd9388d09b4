"""Texts that are the same in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from taiyaku import patterns
from taiyaku.checks._examples import PAIR
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that stands word for word in two languages.

    Texts without a letter, records whose ``source_language`` is ``mul``, and terms that the
    glossary keeps as they are have no translation and are passed over.
    """
    from taiyaku.languages.scripts import LETTER, OWN

    kept = kept_terms(package)
    for text in package.texts:
        import polars as pl

        aligned = package.aligned(text)
        shared = shared_records(package, text.of)
        for first, second in combinations(text.columns, 2):
            same = (pl.col(first) == pl.col(second)) & pl.col(second).str.contains(LETTER) & ~pl.col(second).is_in(kept) & ~pl.col("record").is_in(shared)
            for row in aligned.filter(same).iter_rows(named=True):
                # Written in the script of one of the two, it is the other that lacks its text.
                lacking = first if first in OWN and not patterns.found(OWN[first], row[first]) else second
                where = package.text_where(text, lacking, row[f"row:{lacking}"])
                values = {"text": row[second], "language": first, "other": second}
                yield Problem(where, values, table=text.of, id=row["record"], field=text.name, language=lacking)


def kept_terms(package: Package) -> list[str]:
    """Give the terms of the glossary that are written alike in every language."""
    terms = package.glossary.value if package.glossary else None
    marked = [term for term in terms if isinstance(term, dict) and term.get("kind") == "keep"] if isinstance(terms, list) else []
    return sorted({str(term.get(language, "")) for term in marked for language in package.languages} - {""})


def shared_records(package: Package, of: str) -> list[str]:
    """Give the keys of the records that have one value for all languages (``mul``, ISO 639-2)."""
    import polars as pl

    facts = package.tables.get(of)
    if facts is None or "source_language" not in facts.frame.columns:
        return []
    return list(facts.keys.filter(facts.frame.select(pl.col("source_language") == "mul").to_series()))


CHECK = Check(
    id="text-identical",
    group="texts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{text} is the same in {language} and {other}"),
    why=_("A text that was copied and never translated looks finished to everybody but its readers."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\ncalet,CALET cosmic ray telescope\n",
        "items.ja.csv": "id,title\ncalet,CALET cosmic ray telescope\n",
    },
    good={"items.ja.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\n"},
)
