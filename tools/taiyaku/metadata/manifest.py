"""release.json: what a release is and what it holds, file by file (schemas/release.schema.json)."""

from collections.abc import Mapping, Sequence

from taiyaku import __version__
from taiyaku.derive import dumped
from taiyaku.exporters._identity import described, entries, released, shown, title
from taiyaku.model import Artifact, Json, Package
from taiyaku.published import Published

NAME = "release.json"


def artifact(package: Package, files: Sequence[Published], rows: Mapping[str, int], guarded: Sequence[Mapping[str, str]] = ()) -> Artifact:
    """Give the list of a release: its files but the list itself and SHA256SUMS, the number of records of each table, and cells that were written otherwise."""
    moment = released(package)
    told: dict[str, Json] = {
        "name": package.name,
        "version": shown(package.descriptor.value, "version"),
        "title": {tag: title(package, described(package, tag)) for tag in package.languages},
        "released": moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else "",
        "languages": list(package.languages),
        "licenses": [_without_gaps({part: shown(each, part) for part in ("name", "path", "title")}) for each in entries(package.descriptor.value, "licenses")],
        "generator": {"name": "taiyaku", "version": __version__},
        "tables": dict(rows),
        "guarded": list(guarded),
        "files": [_file(file) for file in files],
    }
    return Artifact(NAME, dumped(_without_gaps(told)))


def _file(file: Published) -> dict[str, Json]:
    told = {"path": file.path, "bytes": file.size, "sha256": file.sha256, "mediatype": file.mediatype}
    more = {"format": file.format, "table": file.table, "record": file.record, "languages": list(file.languages), "rows": file.rows}
    return {**told, **_without_gaps(more)}


def _without_gaps(told: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in told.items() if value not in ("", None, [], {})}
