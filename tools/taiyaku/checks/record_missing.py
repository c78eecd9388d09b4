"""Records that one language has and another has not."""

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, Table


def run(package: Package) -> Iterator[Problem]:
    """Yield each record of the facts, and of any other language, that a language lacks."""
    for text in {each.of: each for each in reversed(package.texts)}.values():
        facts = package.tables.get(text.of)
        if facts is not None and any(column.table == text.of for column in text.columns.values()):
            continue
        for language, column in text.columns.items():
            lacking = package.tables[column.table]
            sources = [(facts, facts.key[0] if facts.key else "")] if facts is not None else []
            sources += [(package.tables[other.table], other.name) for tag, other in text.columns.items() if tag != language]
            told: set[str] = set()
            for source, name in sources:
                for row, key in _only(source, lacking):
                    if key not in told:
                        told.add(key)
                        yield Problem(
                            source.where(row, name), {"id": key, "language": language, "path": lacking.path}, table=text.of, id=key, language=language
                        )


def _only(source: Table, lacking: Table) -> Iterator[tuple[int, str]]:
    """Give the records (row and key) of a table that another lacks."""
    keys = source.keys
    if not keys.equals(lacking.keys):
        rows = ((keys != "") & ~keys.is_in(lacking.keys.implode())).arg_true()
        yield from zip(rows, keys[rows], strict=True)


CHECK = Check(
    id="record-missing",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the record {id} is not in {path} (language: {language})"),
    why=_("A record that one language lacks does not exist for its readers."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\ncalet,CALET cosmic ray telescope\nmmx,Martian Moons eXploration\n",
        "items.ja.csv": "id,title\nmmx,火星衛星探査計画\n",
    },
    good={"items.ja.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\nmmx,火星衛星探査計画\n"},
)
