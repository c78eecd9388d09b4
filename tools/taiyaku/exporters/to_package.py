"""The data package itself: the descriptor in each language, with the bytes and the hash of every file."""

import hashlib
from collections.abc import Iterator

from taiyaku.derive import dumped, filled, translated
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Json, Package


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``package/`` with every table as it was read, and its descriptors (Data Package 2.0, ``bytes`` and ``hash``)."""
    descriptor = filled(package)
    for resource in descriptor.get("resources", []):
        table = package.tables.get(str(resource.get("name", "")))
        if table is None:
            continue
        yield Artifact(f"package/{resource['path']}", table.content)
        measured: dict[str, Json] = {"bytes": len(table.content), "hash": f"sha256:{hashlib.sha256(table.content).hexdigest()}"}
        resource.update(measured)
    yield Artifact("package/datapackage.json", dumped(descriptor))
    for language in package.catalogues:
        yield Artifact(f"package/datapackage.{language}.json", dumped(translated(package, descriptor, language)))


EXPORTER = Exporter("package", _("the data package, with the hash of every file"), run)
