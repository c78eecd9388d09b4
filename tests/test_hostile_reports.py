"""Reports about inputs that nobody on the project wrote, in every format and both languages, each held by the reader of its format.

They are read from the folder that TAIYAKU_CONFORMANCE names; without it each test is skipped and says so.
"""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from taiyaku import loaders, report
from taiyaku.errors import NotAPackage
from taiyaku.i18n import LANGUAGES
from taiyaku.model import Json, Report
from tests.readers import READERS

FOLDER = os.environ.get("TAIYAKU_CONFORMANCE", "")
EVERY = 6
"""Of the mutated files, each so-manieth is judged: the suite must stay quick, and ``test_conformance`` judges all."""
NAMES = {"csv": "x.csv", "json": "datapackage.json", "po": "translations/ja/LC_MESSAGES/schema.po", "yaml": "waivers.yaml", "schema": "schema.json"}
"""Kind of a mutated file to its place in a package."""


def material(name: str) -> Path:
    path = Path(FOLDER) / name
    if not FOLDER or not path.exists():
        pytest.skip(f"TAIYAKU_CONFORMANCE names no folder with {name}")
    return path


def judged(folder: Path) -> Report | None:
    """Judge a package; None where it is refused as a whole."""
    try:
        return report.judge(loaders.load(str(folder)))
    except NotAPackage:
        return None


@pytest.fixture(scope="module")
def hostile() -> dict[str, Report]:
    """Give the reports about the hostile packages, by the name of the case."""
    folders = [path for path in sorted(material("hostile/cases").iterdir()) if path.is_dir()]
    assert len(folders) == 57
    return {folder.name: told for folder in folders if (told := judged(folder))}


@pytest.fixture(scope="module")
def mutated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Give the reports about packages with one mutated file each."""
    found: dict[str, Report] = {}
    with tarfile.open(material("mutated.tar.xz")) as archive:
        members = [member for member in archive.getmembers() if member.isfile()][::EVERY]
        for member in members:
            file = archive.extractfile(member)
            assert file is not None
            folder = tmp_path_factory.mktemp("mutated")
            for name, content in wrapped(Path(member.name).parent.name, file.read()):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            told = judged(folder)
            if told:
                found[member.name] = told
    return found


def wrapped(kind: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the files of a package that has this file where such a file stands."""
    schema: Json = "schema.json" if kind == "schema" else {"fields": [{"name": "id", "type": "string"}]}
    descriptor = {"name": "m", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "x.csv", "schema": schema}]}
    yield "datapackage.json", json.dumps(descriptor).encode()
    yield "x.csv", b"id\n1\n"
    yield NAMES[kind], content


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", READERS)
def test_reports_about_hostile_packages_are_sound(name: str, language: str, hostile: dict[str, Report]) -> None:
    for told in hostile.values():
        READERS[name](told, language)
    assert sum(bool(told.findings) for told in hostile.values()) >= 25


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", READERS)
def test_reports_about_mutated_files_are_sound(name: str, language: str, mutated: dict[str, Report]) -> None:
    for told in mutated.values():
        READERS[name](told, language)
    assert sum(bool(told.findings) for told in mutated.values()) >= 25
