"""Published data that does not say who may use it."""

from collections.abc import Iterator

from taiyaku.checks._published import lacking
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield the published package, and each resource, that does not say who may use it, by the name or the path of a licence (Data Package 2.0, licenses)."""
    return lacking(package, "licenses", ("name", "path"))


CHECK = Check(
    id="license-missing",
    group="structure",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("{name} has a version and no licence"),
    why=_("Data without a licence may be read and not used: nobody can publish, translate or correct it."),
    run=run,
    bad={
        "datapackage.json": '{"name": "moon", "version": "1.0.0", "sources": [{"title": "JAXA"}], "resources": [{"name": "items", "path": "items.csv"}]}',
        "items.csv": "id,title\nmmx,火星衛星探査計画\n",
    },
    good={
        "datapackage.json": (
            '{"name": "moon", "version": "1.0.0", "licenses": [{"name": "CC-BY-4.0"}], "sources": [{"title": "JAXA"}],'
            ' "resources": [{"name": "items", "path": "items.csv"}]}'
        )
    },
)
