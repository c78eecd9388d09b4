"""Columns that one language has and another has not."""

from collections.abc import Iterator, Mapping

from taiyaku.checks._examples import PAIR
from taiyaku.checks._parallel import parallel
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, Table


def run(package: Package) -> Iterator[Problem]:
    """Yield each column of a language's table, and each column for a language (``title_en``), that another language lacks.

    A column that its own schema declares is asked for by table-schema (missing-label).
    """
    groups = parallel(package)
    for of, group in groups.items():
        yield from _between(of, group)
    for name, table in package.tables.items():
        if any(text.of == name for text in package.texts) and name not in groups:
            yield from _within(table, package.languages)


def _between(of: str, group: Mapping[str, Table]) -> Iterator[Problem]:
    for language, table in group.items():
        known = {*table.columns, *(str(field.get("name")) for field in table.fields)}
        for other in group.values():
            for column in other.columns:
                if column not in known and "\0" not in column:
                    known.add(column)
                    values = {"column": column, "language": language, "path": table.path}
                    yield Problem(table.where(-1), values, table=of, field=column, language=language, also=(other.where(-1, column),))


def _within(table: Table, languages: tuple[str, ...]) -> Iterator[Problem]:
    """Ask a table that has some texts in a column a language, of its other columns whose name ends in a language."""
    known = {*table.columns, *(str(field.get("name")) for field in table.fields)}
    for column in table.columns:
        stem, _underscore, tag = column.rpartition("_")
        for language in languages if stem and tag in languages else ():
            if f"{stem}_{language}" not in known:
                known.add(f"{stem}_{language}")
                values = {"column": f"{stem}_{language}", "language": language, "path": table.path}
                yield Problem(table.where(-1, column), values, table=table.name, field=stem, language=language)


CHECK = Check(
    id="column-missing",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{path} has no column {column} for the language {language}, which another language has"),
    why=_("Texts of a column that one language lacks are compared with nothing, and its readers never learn of them."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title,summary\nmmx,Martian Moons eXploration,It brings back a sample of Phobos.\n",
        "items.ja.csv": "id,title\nmmx,火星衛星探査計画\n",
    },
    good={"items.ja.csv": "id,title,summary\nmmx,火星衛星探査計画,フォボスの試料を持ち帰る。\n"},
)
