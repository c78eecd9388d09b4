"""Who takes part in which records of the central table: organisations, people and places (``"taiyaku": {"authority": ...}``), by foreign keys."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from taiyaku.exporters.to_html.content import Content, Link, Record, values

Key = tuple[str, str]
"""Table and id of a participant."""
Rows = Mapping[Key, set[tuple[str, int]]]
"""The participants of one record, each with the rows that name it."""
_PARTNERS = ("organisation", "place")


def authorities(content: Content) -> dict[str, str]:
    """Give the tables of names, each with what it names: ``organisation``, ``person`` or ``place``."""
    return {name: group.authority for name, group in content.groups.items() if group.authority and name != content.main}


def participants(content: Content, tables: Iterable[str]) -> dict[str, dict[Key, set[tuple[str, int]]]]:
    """Give who of these tables takes part in which record of the central table, by the record's id.

    That is said by the tables that name both by foreign keys; where there is none, by the foreign keys of the central table itself.
    """
    found: dict[str, dict[Key, set[tuple[str, int]]]] = {}
    for record, row, partner in _named(content, set(tables)):
        if record.id and partner.id:
            found.setdefault(record.id, {}).setdefault((partner.table, partner.id), set()).add(row)
    return found


def partners(content: Content) -> dict[str, dict[Key, set[tuple[str, int]]]]:
    """Give the organisations and places that take part; people where a package has no others."""
    known = authorities(content)
    found = participants(content, [name for name, kind in known.items() if kind in _PARTNERS])
    return found or participants(content, known)


def _named(content: Content, tables: set[str]) -> Iterator[tuple[Record, tuple[str, int], Record]]:
    linking = False
    for group in content.groups.values():
        owners = [link for link in group.links if link.target == content.main]
        named = [link for link in group.links if link.target in tables]
        if group.name == content.main or group.name in tables or not owners or not named:
            continue
        linking = True
        for record in group.records:
            owned = list(_targets(content, owners, record))
            for partner in _targets(content, named, record) if owned else ():
                yield from ((owner, (group.name, record.number), partner) for owner in owned)
    main = content.groups.get(content.main)
    if main is None or linking:
        return
    # Each foreign key of the record itself names somebody else, so each counts as a row.
    own = [link for link in main.links if link.target in tables]
    for record in main.records:
        for at, link in enumerate(own):
            yield from ((record, (link.target, at), partner) for partner in _targets(content, [link], record))


def _targets(content: Content, links: Iterable[Link], record: Record) -> Iterator[Record]:
    for link in links:
        named = values(record, link.fields)
        found = content.targets[link.target, link.keys].get(named)
        if found is not None and all(named):
            yield found


def ranked(content: Content, of: Mapping[str, Rows]) -> list[tuple[Key, int]]:
    """Give the participants with the number of records that each takes part in, the most frequent first, equals in the order of their tables."""
    counted = Counter(key for rows in of.values() for key in rows)
    order = {name: at for at, name in enumerate(content.groups)}
    return sorted(counted.items(), key=lambda each: (-each[1], order[each[0][0]], content.known[each[0][0]][each[0][1]].number))


def joint(of: Mapping[str, Rows], chosen: Iterable[Key]) -> dict[Key, Counter[Key]]:
    """Count for each chosen participant in how many records it takes part together with each other one.

    Who stands in a record only in rows of another (an organisation, and the side that it is on) is no partner of it there.
    """
    found: dict[Key, Counter[Key]] = {key: Counter() for key in chosen}
    for rows in of.values():
        for one in [key for key in rows if key in found]:
            found[one].update(other for other, named in rows.items() if not (named <= rows[one] or rows[one] <= named))
    return found


def together(of: Mapping[str, Rows]) -> bool:
    """Tell whether any two participants take part in one record, neither only in rows of the other."""
    return any(not (one <= other or other <= one) for rows in of.values() for one, other in combinations(rows.values(), 2))
