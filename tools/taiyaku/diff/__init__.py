"""Two versions of a package: what differs in their records, texts and descriptions, whatever its order and spelling."""

from collections.abc import Callable, Iterator, Mapping

from taiyaku.diff import candidates, descriptors, formats, glossary, json_records, places, tables, versions
from taiyaku.model import Change, Changes, Package, Text, mark
from taiyaku.records import bases


def compare(old: Package, new: Package) -> Changes:
    """Give what changed from one version to the other, keyed by primary key; moved records and columns are no change.

    Records whose key stands twice are compared by its first row (primary-key speaks about the others); those
    without any key by all that they hold. Nothing is said of tables of which a file could not be read.
    """
    changes: list[Change] = []
    spelled: list[Change] = []
    titles: dict[str, Callable[[], Mapping[str, Text]]] = {}
    if old.descriptor.value and new.descriptor.value:
        unread = {*_unread(old, new), *_unread(new, old)}
        described: dict[str, list[Change]] = {"": []}
        for of, change in descriptors.changed(old, new):
            told = json_records.changed(old, new, change.table) if change.aspect == descriptors.CONTENT else None
            described.setdefault(of, []).extend([change] if told is None else told)
            spelled += [Change("changed", "format", change.table, aspect="json")] if told == [] else []
        changes += [*described.pop(""), *glossary.changed(old, new)]
        for of in dict.fromkeys([*bases(new), *bases(old), *described]):
            changes += described.get(of, [])
            if of in unread:
                continue
            before, after = (tables.side(each, of) for each in candidates.narrowed(old, new, of))
            here = list(tables.changed(before, after, of))
            if here:
                changes += here
                titles[of] = tables.titles(before, after, [change.id for change in here])
    return Changes(
        old.shown,
        new.shown,
        tuple(changes),
        (*formats.changed(old, new, titles), *spelled),
        tuple(dict.fromkeys(problem.where for package in (old, new) for problem in (*package.unread, *package.unsafe))),
        tuple(dict.fromkeys([*new.languages, *old.languages])),
        versions.step(_version(old), _version(new), changes),
        lambda of, id_: titles[of]().get(id_, {}) if of in titles else {},
        places.finder(old, new),
    )


def _version(package: Package) -> str:
    declared = package.descriptor.value.get("version")
    return declared if isinstance(declared, str) else ""


def _unread(package: Package, other: Package) -> Iterator[str]:
    """Name the tables of facts of which a file could not be read; the other version knows which they are, if this one does not."""
    for resource in package.resources:
        name = str(resource.get("name"))
        if name in package.tables or name not in other.tables:
            continue
        of = mark(resource, "of")
        yield from (other.base(name), package.base(name), of if isinstance(of, str) else name)
