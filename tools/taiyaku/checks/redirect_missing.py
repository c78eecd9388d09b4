"""Identifiers that an older version has, and that nothing leads from any more."""

from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, Where
from taiyaku.records import bases, holder

_MOST = 1_000
"""Ids of a table that are named one by one."""


def run(package: Package) -> Iterator[Problem]:
    """Yield each id that the older version of the package knows, as that of a record or of a redirect, and the newer one neither has nor redirects.

    Asked where an older version is named and either of the two has a table ``redirects``. A table that is gone as a whole took its ids with it.
    """
    older = package.older
    if older is None or not any("redirects" in each.tables for each in (older, package)):
        return
    told, before = _told(package), _told(older)
    where = Where(package.tables["redirects"].path) if "redirects" in package.tables else package.descriptor.where(["resources"])
    for name in bases(older):
        table, now = holder(older, name), holder(package, name)
        if name == "redirects" or table is None or now is None or not table.key:
            continue
        known = {*now.keys, *(id_ for of, id_ in told if of == name)}
        ids = {id_: row for row, id_ in enumerate(table.keys) if id_ and id_ not in known}
        gone = [*ids, *(id_ for of, id_ in before if of == name and id_ not in known and id_ not in ids)]
        for at, id_ in enumerate(gone[:_MOST]):
            count = 1 + max(len(gone) - _MOST, 0) if at == _MOST - 1 else 1
            also = (table.where(ids[id_]),) if id_ in ids else ()
            yield Problem(where, {"id": id_, "table": name}, table=name, id=id_, also=also, count=count)


def _told(package: Package) -> dict[tuple[str, str], None]:
    """Give table and id of each redirect."""
    table = package.tables.get("redirects")
    return dict.fromkeys(table.select(["table", "id"]).iter_rows()) if table is not None and {"table", "id"} <= set(table.columns) else {}


_PACKAGE = '{"name": "moon", "resources": [{"name": "probes", "path": "probes.csv"}, {"name": "redirects", "path": "redirects.csv"}]}'
_NONE = "table,id,replaced_by,reason,since\n"
CHECK = Check(
    id="redirect-missing",
    group="upkeep",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{table} has no {id} any more, and no redirect says what became of it"),
    why=_("Somebody links to the old identifier, and finds nothing there and no reason why."),
    run=run,
    bad={
        "older/datapackage.json": _PACKAGE,
        "older/probes.csv": "id,name\nselene,かぐや (SELENE)\n",
        "older/redirects.csv": _NONE,
        "datapackage.json": _PACKAGE,
        "probes.csv": "id,name\nkaguya,かぐや (SELENE)\n",
        "redirects.csv": _NONE,
    },
    good={"redirects.csv": _NONE + "probes,selene,kaguya,renamed,0.2.0\n"},
)
