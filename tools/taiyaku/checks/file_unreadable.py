"""Files that the loaders had to set aside."""

from collections.abc import Iterable

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterable[Problem]:
    """Pass on what the loaders set aside, so that every finding is a check's."""
    return package.unread


CHECK = Check(
    id="file-unreadable",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("cannot be read: {reason}"),
    why=_("A file that is skipped in silence looks exactly like a file without errors."),
    run=run,
    bad={
        "datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}]}',
        "items.csv": 'id,title\nmmx,"Martian Moons\n',
    },
    good={"items.csv": "id,title\nmmx,Martian Moons\n"},
)
