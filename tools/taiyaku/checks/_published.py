"""What a package that is published says of itself: who may use it, where it comes from."""

from collections.abc import Iterator, Sequence

from taiyaku.model import Json, Package, Problem


def lacking(package: Package, part: str, named_by: Sequence[str]) -> Iterator[Problem]:
    """Yield the package, where neither it nor each of its resources has an entry under ``part``, and each resource that declares the list and names nothing.

    An entry counts if one of the properties ``named_by`` is a text. A package without a version is not published yet, and is not asked.
    """
    if "version" not in package.descriptor.value:
        return
    bare = [resource for resource in package.resources if not _named(resource.get(part), named_by)]
    if not _named(package.descriptor.value.get(part), named_by) and (bare or not package.resources):
        yield Problem(package.descriptor.where([part]), {"name": package.name})
    for resource in bare:
        if part in resource:
            name = str(resource.get("name", ""))
            yield Problem(package.resource_where(name, part), {"name": name}, table=package.base(name))


def _named(entries: Json, named_by: Sequence[str]) -> bool:
    declared = [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    return any(isinstance(each.get(name), str) and each[name] for each in declared for name in named_by)
