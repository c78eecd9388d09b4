"""Texts in a script that is not their language's."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import LANGUAGES, place
from taiyaku.checks.languages_swapped import swapped
from taiyaku.checks.text_identical import kept_terms, shared_records
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity, TextField


def run(package: Package) -> Iterator[Problem]:
    """Yield each text that has letters and none of its own script, or any of a foreign one.

    Foreign to Japanese are hangul, and ideographs outside JIS X 0213 (护, 们). A text that is the same in another language is left to text-identical, two texts
    in each other's place to languages-swapped.
    """
    from taiyaku.languages.scripts import FOREIGN, LETTER, OWN

    kept = kept_terms(package)
    for text in package.texts:
        import polars as pl

        aligned = package.aligned(text).filter(~pl.col("record").is_in(shared_records(package, text.of)))
        yield from _foreign(package, text)
        for language in text.columns:
            if language not in OWN:
                continue
            others = [pl.col(other).ne_missing(pl.col(language)) for other in text.columns if other != language]
            cell = pl.col(language)
            foreign = cell.str.extract(f"({FOREIGN[language]}+)", 1)
            lacking = cell.str.contains(LETTER) & ~cell.str.contains(OWN[language]) & ~cell.is_in(kept)
            doubtful = aligned.filter(pl.all_horizontal(lacking | foreign.is_not_null(), *others)).with_columns(foreign.alias("\0"))
            for row in doubtful.iter_rows(named=True):
                if set(LANGUAGES) <= set(text.columns) and swapped(row["en"] or "", row["ja"] or ""):
                    continue
                found = row["\0"]
                reason = Said(_("it holds {found}"), {"found": found}) if found else Said(_("it holds nothing of the language's own script"))
                where = package.text_where(text, language, row[f"row:{language}"])
                yield Problem(where, {"language": language, "reason": reason}, table=text.of, id=row["record"], field=text.name, language=language)


def _foreign(package: Package, text: TextField) -> Iterator[Problem]:
    """Yield the Japanese texts with ideographs that Japanese is not written with; all characters of a field are looked at once."""
    from taiyaku.languages.japanese import foreign_ideographs

    column = text.columns.get("ja")
    if column is None:
        return
    table = package.tables[column.table]
    cells = table.select([column.name])[column.name]
    foreign = {char for _at, char in foreign_ideographs("".join(sorted(set("".join(cells)))))}
    for row, cell in enumerate(cells) if foreign else ():
        at = next((at for at, char in enumerate(cell) if char in foreign), None)
        if at is not None:
            reason = Said(_("it holds {found}, which is no character of Japanese (JIS X 0213)"), {"found": cell[at]})
            where = place(package, text, "ja", row, cell, at)
            key = table.keys[row]
            yield Problem(where, {"language": "ja", "reason": reason}, table=text.of, id=key, field=text.name, language="ja")


CHECK = Check(
    id="text-wrong-script",
    group="texts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("this is not written as a text in the language {language} is: {reason}"),
    why=_("Swapped columns and half-finished translations show in the script before anybody reads a word."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\ncalet,CALET cosmic ray telescope\n",
        "items.ja.csv": "id,title\ncalet,CALET cosmic ray observation\n",
    },
    good={"items.ja.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\n"},
)
