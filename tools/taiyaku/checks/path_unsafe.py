"""References that lead out of the package."""

from collections.abc import Iterable

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterable[Problem]:
    """Pass on the references that the loaders refused to follow."""
    return package.unsafe


CHECK = Check(
    id="path-unsafe",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{path} is no relative path inside the package; nothing was read from it"),
    why=_("A package from a stranger must not make a machine fetch an address or open a file of its own."),
    run=run,
    bad={"datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "https://example.org/items.csv"}]}'},
    good={
        "datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}]}',
        "items.csv": "id,title\nmmx,Martian Moons eXploration\n",
    },
)
