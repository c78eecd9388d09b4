"""Redirects that lead nowhere, or away from a record that is there."""

from collections.abc import Iterator, Mapping

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity
from taiyaku.records import holder

_STAYS = _("the record is still there")
_NOWHERE = _("there is no {other} in {table}, and no redirect for it")
_AROUND = _("it comes back to itself")
_NO_TABLE = _("there is no table {table}")


def run(package: Package) -> Iterator[Problem]:
    """Yield each row of the table ``redirects`` whose id is still in use, whose way ends at no record, or whose table is not there.

    ``replaced_by`` may be empty, and may be an id that has a redirect itself.
    """
    table = package.tables.get("redirects")
    if table is None or not {"table", "id", "replaced_by"} <= set(table.columns):
        return
    rows = list(table.select(["table", "id", "replaced_by"]).iter_rows())
    told = {(of, id_): by for of, id_, by in reversed(rows)}
    known = {of: set(own.keys) for of in {of for of, _id, _by in rows} if (own := holder(package, of)) is not None}
    for row, (of, id_, by) in enumerate(rows):
        if of and id_ and (found := _broken(of, id_, by, told, known)):
            column, reason = found
            yield Problem(table.where(row, column), {"id": id_, "reason": reason}, table="redirects", id=table.keys[row], field=column)


def _broken(of: str, id_: str, by: str, told: Mapping[tuple[str, str], str], known: Mapping[str, set[str]]) -> tuple[str, Said] | None:
    """Give the column that is wrong, and why."""
    if of not in known:
        return "table", Said(_NO_TABLE, {"table": of})
    if id_ in known[of]:
        return "id", Said(_STAYS)
    seen = {id_}
    while by and by not in known[of]:
        if by in seen:
            return "replaced_by", Said(_AROUND)
        if (of, by) not in told:
            return "replaced_by", Said(_NOWHERE, {"other": by, "table": of})
        seen.add(by)
        by = told[of, by]
    return None


_PACKAGE = '{"name": "moon", "resources": [{"name": "probes", "path": "probes.csv"}, {"name": "redirects", "path": "redirects.csv"}]}'
CHECK = Check(
    id="redirect-broken",
    group="upkeep",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the redirect of {id} leads nowhere: {reason}"),
    why=_("Whoever kept the old identifier follows the redirect and must arrive at the record."),
    run=run,
    bad={
        "datapackage.json": _PACKAGE,
        "probes.csv": "id,name\nkaguya,かぐや (SELENE)\n",
        "redirects.csv": "table,id,replaced_by,reason,since\nprobes,selene,kagura,renamed,0.2.0\n",
    },
    good={"redirects.csv": "table,id,replaced_by,reason,since\nprobes,selene,kaguya,renamed,0.2.0\n"},
)
