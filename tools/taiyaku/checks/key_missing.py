"""Parallel tables whose records cannot be matched."""

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each table of text in one language that has no key by which its records are matched with another's."""
    for resource in package.resources:
        name, mark = str(resource.get("name", "")), resource.get("taiyaku")
        stem, _dot, tag = name.rpartition(".")
        parallel = (isinstance(mark, dict) and "of" in mark) or (stem and tag in package.languages)
        if parallel and name in package.tables and not package.tables[name].key:
            yield Problem(package.resource_where(name), {"table": name}, table=package.base(name))


CHECK = Check(
    id="key-missing",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the table {table} has no primary key and no column id, so nothing tells which records of two languages belong together"),
    why=_("Texts that are matched by their place in a file are mixed up by the first row that moves."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "code,title\ncalet,CALET cosmic ray telescope\n",
        "items.ja.csv": "code,title\ncalet,高エネルギー電子・ガンマ線観測装置\n",
    },
    good={
        "items.en.csv": "id,title\ncalet,CALET cosmic ray telescope\n",
        "items.ja.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\n",
    },
)
