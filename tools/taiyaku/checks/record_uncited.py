"""Records that no source is cited for."""

from collections.abc import Iterator

from taiyaku.checks._references import references
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each record without a citation, of the tables that the mark ``"taiyaku": {"reference": {"covers": [...]}}`` names."""
    for table, columns, target, record in references(package):
        cited = set(zip(table.frame[target], table.frame[record], strict=True))
        covers = columns.get("covers")
        for name in covers if isinstance(covers, list) else ():
            covered = package.tables.get(name) if isinstance(name, str) else None
            for row, key in enumerate(covered.keys if covered else ()):
                if covered and key and (name, key) not in cited:
                    yield Problem(covered.where(row, covered.key[0] if covered.key else ""), {"id": key, "path": table.path}, table=name, id=key)


_PACKAGE = (
    '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}, {"name": "citations", "path": "citations.csv",'
    ' "taiyaku": {"reference": {"table": "table", "record": "record", "covers": ["items"]}}}]}'
)
CHECK = Check(
    id="record-uncited",
    group="facts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{path} cites no source for {id}"),
    why=_("What nobody can look up, nobody can trust."),
    run=run,
    bad={"datapackage.json": _PACKAGE, "items.csv": "id,date\nmmx,2026\ncallisto,2026\n", "citations.csv": "id,table,record\nc1,items,mmx\n"},
    good={"citations.csv": "id,table,record\nc1,items,mmx\nc2,items,callisto\n"},
)
