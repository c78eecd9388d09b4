"""Published data that does not say where it comes from."""

from collections.abc import Iterator

from taiyaku.checks._published import lacking
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield the published package, and each resource, that does not say where it comes from, by a title, a path or an address (Data Package 2.0, sources)."""
    return lacking(package, "sources", ("title", "path", "email"))


CHECK = Check(
    id="source-missing",
    group="structure",
    since="0.1.0",
    severity=Severity.NOTE,
    says=_("{name} has a version and names no source"),
    why=_("A fact whose origin is not told can be neither checked nor corrected."),
    run=run,
    bad={
        "datapackage.json": (
            '{"name": "moon", "version": "1.0.0", "licenses": [{"name": "CC-BY-4.0"}], "resources": [{"name": "items", "path": "items.csv"}]}'
        ),
        "items.csv": "id,title\nmmx,火星衛星探査計画\n",
    },
    good={
        "datapackage.json": (
            '{"name": "moon", "version": "1.0.0", "licenses": [{"name": "CC-BY-4.0"}], "sources": [{"title": "JAXA"}],'
            ' "resources": [{"name": "items", "path": "items.csv"}]}'
        )
    },
)
