"""Resources that nobody looked into."""

from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each resource that is no delimited text in one file of the package: its data is shipped as it is.

    What could not be read, and what lies outside, has a finding of its own already.
    """
    spoken = {problem.where.path for problem in package.unread} | {str(problem.where) for problem in package.unsafe}
    for resource in package.resources:
        name, path = str(resource.get("name") or ""), resource.get("path")
        where = package.resource_where(name, "path" if path is not None else "data")
        file = package.shown_paths(f"{package.prefix}{path}")
        if name in package.tables or name in package.records or str(where) in spoken or where.path in spoken or file in spoken:
            continue
        reason = Said(_("its data stands in the descriptor")) if path is None else Said(_("it is no delimited text in one file"))
        yield Problem(where, {"name": name, "reason": reason}, table=name)


CHECK = Check(
    id="resource-unjudged",
    group="structure",
    since="0.1.0",
    severity=Severity.NOTE,
    says=_("nobody looked into {name}: {reason}"),
    why=_("A clean report must not be taken for a judgement about what was never read."),
    run=run,
    bad={"datapackage.json": '{"name": "moon", "resources": [{"name": "items", "data": [{"id": "mmx"}]}]}'},
    good={"datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}]}', "items.csv": "id\nmmx\n"},
)
