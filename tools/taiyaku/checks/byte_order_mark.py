"""Files beside the tables that begin with a byte order mark."""

import codecs
from collections.abc import Iterator, Sequence

from taiyaku.i18n import _
from taiyaku.model import Artifact, Check, Package, Problem, Severity, Where


def run(package: Package) -> Iterator[Problem]:
    """Yield each JSON, YAML or PO file and each ledger with a byte order mark (RFC 8259, 8.1 forbids it; csv-not-canonical speaks of tables)."""
    for path in package.marked:
        yield Problem(Where(package.shown_paths(path), 1))


def fix(package: Package, problems: Sequence[Problem]) -> Iterator[Artifact]:
    """Yield the files without it."""
    wanted = {problem.where.path for problem in problems}
    for path, content in package.marked.items():
        if package.shown_paths(path) in wanted:
            yield Artifact(path, content.removeprefix(codecs.BOM_UTF8))


CHECK = Check(
    id="byte-order-mark",
    group="structure",
    since="0.1.0",
    severity=Severity.NOTE,
    says=_("the file begins with a byte order mark; it is read without it"),
    why=_("Many readers of JSON, YAML and PO files take the mark for a first character that nobody can see, and refuse the file."),
    run=run,
    fix=fix,
    bad={"datapackage.json": '\ufeff{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}]}', "items.csv": "id,title\nmmx,火星衛星探査計画\n"},
    good={"datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}]}'},
)
