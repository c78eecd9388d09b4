"""The data package itself: the descriptor in each language, with the bytes and the hash of every file."""

import hashlib
from collections.abc import Iterator

from taiyaku import zipped
from taiyaku.derive import dumped, filled, translated
from taiyaku.exporters._identity import released, spoken, stem
from taiyaku.exporters._papers import licence, readme, readme_name
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Json, Package, Table

FOLDER, ENDING = "package/", ".datapackage.zip"
"""Where the package stands in a release, and how the name of its archive ends."""


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``package/`` with every file of a resource as it was read, and its descriptors (Data Package 2.0, ``bytes`` and ``hash``), then the same as an archive.

    The descriptor stands at the root of the archive, where Frictionless tools look for it. A schema or dialect that stands in a file of its own is put into the descriptor. The term base, the locale files and the ledgers (state and
    origin of every translation) go with it, so that whoever has the package can judge it as we do; read-me and licence are written where there are none.
    """
    descriptor = filled(package)
    files: dict[str, bytes] = {}
    about: dict[str, tuple[str, tuple[str, ...]]] = {}
    declared = descriptor.get("resources")
    for resource in declared if isinstance(declared, list) else []:
        paths = _paths(resource)
        found = {path: content for path in paths if (content := _content(package, resource, path)) is not None}
        files |= found
        if len(found) == len(paths) == 1:
            content = found[paths[0]]
            resource |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        table = _table(package, resource)
        if table is None:
            continue
        about |= dict.fromkeys(paths, (package.base(table.name), _languages(package, table)))
        for part in ("schema", "dialect"):
            if isinstance(resource.get(part), str):
                resource[part] = table.resource[part]
    for name, content in package.read.items():
        paper = name.removeprefix(package.prefix)
        if "/" not in paper and not paper.endswith(".json"):
            files.setdefault(paper, content)
        elif name.startswith(package.translations):
            files.setdefault(f"translations/{name.removeprefix(package.translations)}", content)
    files["datapackage.json"] = dumped(descriptor)
    files |= {f"datapackage.{language}.json": dumped(translated(package, descriptor, language)) for language in package.catalogues}
    for language in spoken(package):
        files.setdefault(readme_name(language), readme(package, language))
    terms = licence(package)
    if terms is not None and not any(name.startswith("LICENSE") for name in files):
        files["LICENSE.md"] = terms
    yield from (Artifact(f"{FOLDER}{name}", content, *about.get(name, ())) for name, content in files.items())
    yield Artifact(f"{stem(package)}{ENDING}", zipped.archive(files, released(package)), languages=package.languages)


def _paths(resource: Json) -> list[str]:
    path = resource.get("path") if isinstance(resource, dict) else None
    return [each for each in (path if isinstance(path, list) else [path]) if isinstance(each, str)]


def _table(package: Package, resource: Json) -> Table | None:
    table = package.tables.get(str(resource.get("name", ""))) if isinstance(resource, dict) else None
    return table if table is not None and _paths(table.resource) == _paths(resource) else None


def _languages(package: Package, table: Table) -> tuple[str, ...]:
    """Give the languages of the texts that stand in a table."""
    return tuple(dict.fromkeys(tag for text in package.texts for tag, column in text.columns.items() if column.table == table.name))


def _content(package: Package, resource: Json, path: str) -> bytes | None:
    table = _table(package, resource)
    return table.content if table is not None else package.read.get(f"{package.prefix}{path}")


EXPORTER = Exporter("package", _("the data package, with the hash of every file"), run)
