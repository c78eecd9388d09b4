"""One file, one kind of paper about a release: what follows from the package and from the list of its files."""

from collections.abc import Iterable, Mapping

from taiyaku.exporters._identity import entries, shown, title
from taiyaku.model import Json, Package
from taiyaku.published import Published


def downloads(files: Iterable[Published]) -> list[Published]:
    """Give the files that a person or a portal downloads: whole tables, and the archives; no single records, no pages."""
    return [file for file in files if (file.rows is not None and not file.record) or file.path.endswith(".zip")]


def named(package: Package, descriptor: Mapping[str, Json], file: Published) -> str:
    """Name a file by what it holds: the title of its table, or of the package, in the descriptor's language, and its path."""
    resource = next((each for each in entries(descriptor, "resources") if each.get("name") == file.table), {})
    return f"{shown(resource, 'title', 'name') or file.table or title(package, descriptor)}: {file.path}"
