"""Data files that lie beside the data without being part of it."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, Where

_DATA = {".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xlsx", ".xls", ".ods", ".parquet", ".sqlite", ".xml"}


def run(package: Package) -> Iterator[Problem]:
    """Yield each data file in a folder of declared data that the descriptor does not name."""
    if not package.descriptor.value:
        return
    declared: set[str] = set()
    for resource in package.resources:
        path = resource.get("path")
        declared.update(str(PurePosixPath(str(part))) for part in (path if isinstance(path, list) else [path]) if part)
        declared.update(str(PurePosixPath(resource[part])) for part in ("schema", "dialect") if isinstance(resource.get(part), str))
    declared.update(path for each in package.records.values() for path in each.schemas)
    declared.add("datapackage.json")
    declared.update(f"datapackage.{language}.json" for language in package.languages)
    folders = {PurePosixPath(path).parent for path in declared}
    for name in package.files:
        path = PurePosixPath(name)
        if name not in declared and path.parent in folders and path.suffix.lower() in _DATA and not path.name.startswith("."):
            yield Problem(Where(package.shown_paths(package.prefix + name)), {"name": name})


CHECK = Check(
    id="file-undeclared",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the descriptor does not name {name}"),
    why=_("A file that no descriptor names is checked by nobody and shipped to everybody."),
    run=run,
    bad={
        "datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "data/items.csv"}]}',
        "data/items.csv": "id,title\nmmx,Martian Moons eXploration\n",
        "data/items-old.csv": "id,title\nmmx,MMX\n",
    },
    good={
        "datapackage.json": (
            '{"name": "moon", "resources": [{"name": "items", "path": "data/items.csv"}, {"name": "items-old", "path": "data/items-old.csv"}]}'
        ),
    },
)
