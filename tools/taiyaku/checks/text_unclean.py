"""Texts with characters that got in by accident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import inside
from taiyaku.i18n import _
from taiyaku.model import Check, Edit, Package, Problem, Said, Severity, Text


def run(package: Package) -> Iterator[Problem]:
    """Yield the first unclean place of each kind in each text; the column is that of the character."""
    from taiyaku.languages.unclean import BY_LANGUAGE, EVERYWHERE

    for text in package.texts:
        import polars as pl

        for language, column in text.columns.items():
            table = package.tables[column.table]
            cells = table.frame[column.name]
            patterns = {**EVERYWHERE, **BY_LANGUAGE.get(language, {})}
            if not cells.str.contains("|".join(patterns)).any():  # nearly always, and one look takes less than a dozen
                continue
            for pattern, what in patterns.items():
                for row in pl.arg_where(cells.str.contains(pattern), eager=True):
                    cell = cells[int(row)]
                    found = pl.Series([cell]).str.extract(f"({pattern})", 1)[0]
                    before = cell[: len(cell) - len(found)] if pattern.endswith("$") else cell[: cell.index(found)]
                    values: dict[str, str | Said | Text] = {"what": Said(what), "code": " ".join(f"U+{ord(char):04X}" for char in found[:4])}
                    key = table.keys[int(row)]
                    where = inside(table, table.where(int(row), column.name), before)
                    yield Problem(where, values, table=text.of, id=key, field=text.name, language=language)


def fix(package: Package, problems: Sequence[Problem]) -> Iterator[Edit]:
    """Yield each of these texts cleaned; one that would be empty then is left to a person."""
    from taiyaku.languages.unclean import cleaned

    wanted = {(problem.table, problem.field, problem.language, problem.id) for problem in problems}
    for text in package.texts:
        for language, column in text.columns.items():
            table = package.tables[column.table]
            cells = table.frame[column.name]
            for row, key in enumerate(table.keys) if any(each[:3] == (text.of, text.name, language) for each in wanted) else ():
                if (text.of, text.name, language, key) in wanted and (new := cleaned(cells[row], language)):
                    yield Edit(column.table, row, column.name, cells[row], new)


CHECK = Check(
    id="text-unclean",
    group="texts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the text holds {what} ({code})"),
    why=_("What cannot be seen breaks searching, sorting and copying, and can make a line read as another."),
    run=run,
    fix=fix,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\ncalet,CALET\u200b cosmic ray telescope\n",
        "items.ja.csv": "id,title\ncalet,高ｴﾈﾙｷﾞｰ電子・ガンマ線観測装置\n",
    },
    good={
        "items.en.csv": "id,title\ncalet,CALET cosmic ray telescope\n",
        "items.ja.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\n",
    },
)
