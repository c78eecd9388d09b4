"""Derived files that no longer follow from what they are derived from."""

from __future__ import annotations

import json
from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Artifact, Check, Package, Problem, Severity, Where


def run(package: Package) -> Iterator[Problem]:
    """Yield each derived file that differs from what would be derived now, or is missing beside others, and each schema of records that are no more."""
    from taiyaku import derive

    if not package.descriptor.value or package.unread or package.unsafe:
        return  # what follows from something that could not be read is not known
    kept = any(path.startswith("schemas/records/") for path in package.read)
    artifacts = derive.files(package)
    for artifact in artifacts:
        if artifact.path == f"{package.prefix}datapackage.json":
            stale = json.loads(artifact.content) != package.descriptor.value
        elif artifact.path in package.read:
            stale = package.read[artifact.path] != artifact.content
        else:
            stale = kept or not artifact.path.startswith("schemas/")
        if stale:
            yield Problem(Where(package.shown_paths(artifact.path), _line(package, artifact)), {"name": artifact.path})
    for path in package.read:
        if path.startswith("schemas/records/") and path.endswith(".schema.json") and path not in {artifact.path for artifact in artifacts}:
            yield Problem(Where(package.shown_paths(path)), {"name": path}, kind="derived-orphaned")


def _line(package: Package, artifact: Artifact) -> int:
    """Give the first line that differs; 0 where the file is missing."""
    content = package.read.get(artifact.path)
    if content is None:
        return 0
    pairs = enumerate(zip(content.split(b"\n"), artifact.content.split(b"\n"), strict=False), 1)
    return next((number for number, (old, new) in pairs if old != new), 1)


_PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgctxt "package#title"\nmsgid "Moons"\nmsgstr "月"\n'
_PACKAGE = '{"name": "moon", "title": "Moons", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "items.csv"}]}'
_JA = """{
  "name": "moon",
  "title": "%s",
  "languages": [
    "en",
    "ja"
  ],
  "resources": [
    {
      "name": "items",
      "path": "items.csv"
    }
  ]
}
"""

CHECK = Check(
    id="derived-stale",
    group="upkeep",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{name} does not follow from its sources; `taiyaku derive` writes it anew, and what was edited in it by hand belongs into them"),
    family={"derived-orphaned": _("{name} follows from no table any more and should be removed")},
    why=_("A derived file that lags behind tells its readers what was true yesterday."),
    run=run,
    bad={
        "datapackage.json": _PACKAGE,
        "items.csv": "id\nmmx\n",
        "translations/ja/LC_MESSAGES/schema.po": _PO,
        "datapackage.ja.json": _JA % "衛星",
    },
    good={"datapackage.ja.json": _JA % "月"},
)
