"""Versions that promise less change than there is."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity, Text

_NEEDS = {
    "major": _("something that others may rely on was removed, renamed or narrowed"),
    "minor": _("something was added"),
    "patch": _("something was corrected"),
}


def run(package: Package) -> Iterator[Problem]:
    """Yield the declared version if it is lower than what changed since an older version needs (``diff.versions`` has the rule).

    A version that was not raised at all is the usual thing between two releases, so it is a fault only against a release: a revision that is
    called after the version that it declares (``v0.1.0``).
    """
    from taiyaku import diff

    older = package.older
    if older is None or package.descriptor.value.get("version") is None:
        return
    step = diff.compare(older, package).version
    released = step is not None and older.shown.removeprefix("git:").removeprefix("v") == step.old
    if step is not None and not step.enough and (released or step.old != step.new):
        values: dict[str, str | Said | Text] = {"old": step.old, "new": step.new, "least": step.least, "reason": Said(_NEEDS.get(step.needs, ""))}
        yield Problem(package.descriptor.where(["version"]), values)


def _package(version: str) -> str:
    return f'{{"name": "moon", "version": "{version}", "licenses": [{{"name": "CC0-1.0"}}], "sources": [{{"title": "JAXA"}}], {_TABLE}}}'


_TABLE = '"resources": [{"name": "probes", "path": "probes.csv"}]'
CHECK = Check(
    id="version-too-small",
    group="upkeep",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("after {old} the version {new} is too low: {reason}, so it must be {least} at least"),
    why=_("People read from the version whether they can take the new data without looking at what they built on the old."),
    run=run,
    bad={
        "older/datapackage.json": _package("1.4.0"),
        "older/probes.csv": "id,name\nmmx,火星衛星探査計画\nslim,小型月着陸実証機\n",
        "datapackage.json": _package("1.4.1"),
        "probes.csv": "id,name\nmmx,火星衛星探査計画\n",
    },
    good={"datapackage.json": _package("2.0.0")},
)
