"""Which checks to ask: by id, by the id of a judge's error, or by group."""

import difflib
from collections.abc import Mapping, Sequence

from taiyaku.errors import WrongUsage
from taiyaku.i18n import _
from taiyaku.model import GROUPS, Check


def choose(checks: Mapping[str, Check], select: Sequence[str], ignore: Sequence[str]) -> tuple[dict[str, Check], frozenset[str]]:
    """Give the checks to ask, and the ids that they may find and nobody wants to hear of.

    Asked is what ``select`` names (everything where it names nothing), less what ``ignore``
    names. A name is a check, with its whole family; one id of a family; or a group of
    ``GROUPS``. Raises WrongUsage for any other name, with the names that come
    near, and where nothing is left: silence must not mean that nobody looked.
    """
    every = {name for check in checks.values() for name in _ids(check)}
    ids = (_named(checks, select) if select else every) - _named(checks, ignore)
    if not ids:
        raise WrongUsage(_("no check is left to ask"))
    return {name: check for name, check in checks.items() if ids.intersection(_ids(check))}, frozenset(every - ids)


def unknown(name: str, checks: Mapping[str, Check]) -> WrongUsage:
    """Say that there is no such check or group, and which names come near."""
    near = difflib.get_close_matches(name, _known(checks), 3)
    if near:
        return WrongUsage(_("there is no check or group {name}; near it are: {near}"), name=name, near=", ".join(near))
    return WrongUsage(_("there is no check or group {name}; the groups are: {groups}"), name=name, groups=", ".join(GROUPS))


def _named(checks: Mapping[str, Check], names: Sequence[str]) -> set[str]:
    known = _known(checks)
    for name in names:
        if name not in known:
            raise unknown(name, checks)
    return {each for name in names for each in known[name]}


def _known(checks: Mapping[str, Check]) -> dict[str, set[str]]:
    """Give every name that may be asked for, with the ids that it stands for."""
    known: dict[str, set[str]] = {group: set() for group in GROUPS}
    for check in checks.values():
        known[check.group].update(_ids(check))
        known[check.id] = set(_ids(check))
        known.update({kind: {kind} for kind in check.family})
    return known


def _ids(check: Check) -> tuple[str, ...]:
    return (check.id, *check.family)
