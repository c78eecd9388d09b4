"""What the published formats promise: the same records, counts and values in each, nothing lost, and the same bytes everywhere."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from taiyaku import derive, diff, loaders, records, report, write
from taiyaku.exporters import to_cp932, to_csv, to_excel, to_json, to_ndjson, to_package, to_parquet, to_sqlite, to_xlsx
from taiyaku.model import Artifact, Json, Package

ROOT = Path(__file__).resolve().parents[1]
OURS = to_csv, to_excel, to_xlsx, to_json, to_ndjson, to_sqlite, to_parquet, to_cp932


@pytest.fixture(scope="module")
def package() -> Package:
    loaded = loaders.load(str(ROOT))
    assert len(loaded.tables) > 10
    return loaded


@pytest.fixture(scope="module")
def exported(package: Package) -> dict[str, bytes]:
    artifacts = [each for exporter in (to_csv, to_json, to_package) for each in exporter.run(package)]
    files = {each.path: each.content for each in artifacts}
    assert len(files) == len(artifacts)
    return files


def rows(content: bytes) -> list[dict[str, str]]:
    """Read a CSV as anybody would; the form is held against RFC 4180 as we write it."""
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\n")
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def flat(record: dict[str, Json]) -> dict[str, str]:
    """Spell a JSON record as the joined CSV has it."""
    cells: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            cells |= {f"{name}_{tag}": text for tag, text in value.items()}
        else:
            cells[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return cells


def test_every_format_holds_the_same_records_and_values(package: Package, exported: dict[str, bytes]) -> None:
    for of in records.bases(package):
        joined = rows(exported[f"csv/{of}.csv"])
        whole = json.loads(exported[f"json/v1/{of}.json"])
        assert [{name: cell for name, cell in row.items() if cell} for row in joined] == [flat(record) for record in whole]
        source = rows(exported[f"package/data/{of}.csv"])
        assert len(source) == len(joined) == len(whole)
        assert [row.get("id") for row in source] == [row.get("id") for row in joined]


def test_nothing_is_lost_between_the_sources_and_the_joined_tables(package: Package, exported: dict[str, bytes]) -> None:
    total = 0
    for name, table in package.tables.items():
        source = rows((ROOT / "datapackage" / f"data/{name}.csv").read_bytes())
        of = package.base(name)
        language = name.removeprefix(f"{of}.") if name != of else ""
        key = [*table.key] if language else []
        texts = {text.name for text in package.texts if text.of == of}
        joined = Counter(cell for row in rows(exported[f"csv/{of}.csv"]) for cell in row.items())
        wanted = Counter(
            (f"{column}_{language}" if language and column in texts else column, cell) for row in source for column, cell in row.items() if column not in key
        )
        assert wanted - joined == Counter(), name
        total += sum(wanted.values())
    assert total > 1_000


def test_joined_tables_are_facts_and_texts_of_all_languages(package: Package, exported: dict[str, bytes]) -> None:
    header = list(rows(exported["csv/items.csv"])[0])
    facts = list(rows(exported["package/data/items.csv"])[0])
    texts = [f"{text.name}_{tag}" for text in package.texts if text.of == "items" for tag in ("en", "ja")]
    assert header == facts + texts
    assert "title_en" in texts


@pytest.mark.parametrize("language", ["en", "ja"])
def test_files_of_one_language_hold_its_texts_alone(package: Package, exported: dict[str, bytes], language: str) -> None:
    translated = {text.of for text in package.texts}
    assert {path.split("/")[2] for path in exported if path.startswith(f"csv/{language}/")} == {f"{of}.csv" for of in translated}
    for of in translated:
        joined, own = rows(exported[f"csv/{of}.csv"]), rows(exported[f"csv/{language}/{of}.csv"])
        names = [text.name for text in package.texts if text.of == of]
        for row, single in zip(joined, own, strict=True):
            facts = {name: cell for name, cell in row.items() if name not in {f"{text}_{tag}" for text in names for tag in package.languages}}
            assert single == facts | {name: row[f"{name}_{language}"] for name in names}
        for record in json.loads(exported[f"json/v1/{language}/{of}.json"]):
            fallback = record.pop("_fallback", {})
            assert all(isinstance(record[name], str) for name in names if name in record)
            assert language not in fallback.values()


def test_json_records_fit_the_published_schemas(package: Package, exported: dict[str, bytes]) -> None:
    for of in records.bases(package):
        schema = json.loads((ROOT / f"schemas/records/{of}.schema.json").read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        assert [error.message for record in json.loads(exported[f"json/v1/{of}.json"]) for error in validator.iter_errors(record)] == []
        assert not validator.is_valid({"no such": 1})


def test_text_that_falls_back_says_so(tmp_path: Path) -> None:
    files = {"items.csv": "id\na\nb\nc\n", "items.en.csv": "id,title\na,Moon\nb,Sun\n", "items.ja.csv": "id,title\na,月\nb,\n"}
    loaded = small(tmp_path, files)
    told = {each.path: json.loads(each.content) for each in to_json.run(loaded)}
    assert told["json/v1/items.json"] == [{"id": "a", "title": {"en": "Moon", "ja": "月"}}, {"id": "b", "title": {"en": "Sun"}}, {"id": "c"}]
    assert told["json/v1/en/items.json"] == [{"id": "a", "title": "Moon"}, {"id": "b", "title": "Sun"}, {"id": "c"}]
    assert told["json/v1/ja/items.json"] == [{"id": "a", "title": "月"}, {"id": "b", "title": "Sun", "_fallback": {"title": "en"}}, {"id": "c"}]


def small(folder: Path, files: dict[str, str], **more: Json) -> Package:
    resources = [
        {"name": name.removesuffix(".csv"), "path": name, "schema": {"fields": [{"name": column} for column in text.split("\n")[0].split(",")]}}
        for name, text in files.items()
    ]
    folder.mkdir(exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps({"name": "moon", "languages": ["en", "ja"], "resources": resources} | more), encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return loaders.load(str(folder))


NASTY = st.lists(
    st.sampled_from(["", "a", "é", "日", '"', ",", "\n", "\r", "\r\n", " ", "=1+1", "\u2028", "\ufeff", "\x0b", "０", "👩‍🚀", "\u202e", "\\"]), max_size=4
).map("".join)


@settings(max_examples=80)
@given(st.lists(st.tuples(NASTY, NASTY, NASTY), min_size=1, max_size=4))
def test_any_cell_survives_the_exports_code_point_for_code_point(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([("id", "note", "title_en", "title_ja"), *((f"k{at}", *row) for at, row in enumerate(cells))])
    loaded = small(tmp_path_factory.mktemp("nasty"), {"items.csv": file.getvalue()})
    files = {each.path: each.content for exporter in (to_csv, to_json, to_package) for each in exporter.run(loaded)}
    assert [tuple(row.values()) for row in rows(files["csv/items.csv"])] == [(f"k{at}", *row) for at, row in enumerate(cells)]
    told = json.loads(files["json/v1/items.json"])
    assert [(each.get("note", ""), each.get("title", {}).get("en", ""), each.get("title", {}).get("ja", "")) for each in told] == cells
    assert files["package/items.csv"] == file.getvalue().encode()


# The package


def test_unmodified_frictionless_finds_the_exported_package_valid(exported: dict[str, bytes], tmp_path: Path) -> None:
    from frictionless import Package as JudgedPackage

    put(tmp_path, exported)
    for name in ("datapackage.json", "datapackage.ja.json"):
        judged = JudgedPackage(str(tmp_path / "package" / name)).validate()
        assert judged.flatten(["title", "rowNumber", "fieldName", "type", "note"]) == []
        assert judged.valid
        assert judged.stats["tasks"] > 10


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def test_hashes_and_sizes_are_those_of_the_files(exported: dict[str, bytes]) -> None:
    for name in ("datapackage.json", "datapackage.ja.json"):
        for resource in json.loads(exported[f"package/{name}"])["resources"]:
            content = exported[f"package/{resource['path']}"]
            assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
            assert content == (ROOT / "datapackage" / resource["path"]).read_bytes()


def test_exported_package_gives_the_same_exports_and_no_difference(package: Package, exported: dict[str, bytes], tmp_path: Path) -> None:
    put(tmp_path, exported)
    again = loaders.load(str(tmp_path / "package"))
    assert {(each.concerns, each.aspect) for each in diff.compare(package, again).changes} <= {("metadata", "bytes"), ("metadata", "hash")}
    for exporter in (to_csv, to_json):
        assert {each.path: each.content for each in exporter.run(again)}.items() <= exported.items()


def test_whatever_a_resource_needs_goes_with_the_package(tmp_path: Path) -> None:
    resources = [
        {"name": "items", "path": ["items.csv"], "schema": "schema.json", "dialect": "dialect.json"},
        {"name": "paper", "path": "papers/paper.pdf"},
        {"name": "parts", "path": ["a.csv", "b.csv"]},
    ]
    put(
        tmp_path,
        {
            "schema.json": b'{"fields": [{"name": "id", "type": "string"}]}',
            "dialect.json": b'{"delimiter": ";"}',
            "papers/paper.pdf": b"%PDF",
            "a.csv": b"id\n1\n",
            "b.csv": b"id\n2\n",
        },
    )
    loaded = small(tmp_path, {"items.csv": "id;x\n1;2\n"}, resources=resources)
    files = {each.path: each.content for each in to_package.run(loaded)}
    assert set(files) >= {f"package/{name}" for name in ("items.csv", "papers/paper.pdf", "a.csv", "b.csv", "datapackage.json")}
    told = json.loads(files["package/datapackage.json"])["resources"]
    assert (told[0]["schema"], told[0]["dialect"]) == ({"fields": [{"name": "id", "type": "string"}]}, {"delimiter": ";"})
    assert [each.get("bytes") for each in told] == [9, 4, None]


@pytest.mark.parametrize("name", ["../x", "a\\b", "CON", "con.x", "/x", "x.", "index", "案件", "a b", ".x", "x" * 200])
def test_names_of_tables_lead_nowhere(tmp_path: Path, name: str) -> None:
    loaded = small(tmp_path / "pack", {"items.csv": "id\n1\n"}, resources=[{"name": name, "path": "items.csv"}])
    artifacts = [each for exporter in OURS for each in exporter.run(loaded)]
    write.folder(tmp_path / "out", artifacts)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "pack"]
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]{1,150}", each.path) for each in artifacts), [each.path for each in artifacts]
    assert len({each.path.rpartition("/")[2] for each in artifacts if each.path.startswith("csv/")}) == 1
    assert next(each.content for each in artifacts if each.path.startswith("csv/")) == b"id\n1\n"


def test_tables_with_ordinary_names_keep_them(tmp_path: Path) -> None:
    names = ["items", "country_codes", "a.b", "Z-9", "_x"]
    loaded = small(tmp_path, {f"{at}.csv": "id\n1\n" for at in range(5)}, resources=[{"name": name, "path": f"{at}.csv"} for at, name in enumerate(names)])
    assert [each.path for each in to_csv.run(loaded)] == ["csv/items.csv", "csv/country_codes.csv", "csv/a.b.csv", "csv/Z-9.csv", "csv/__x.csv"]


@pytest.mark.parametrize("resources", [None, {}, "x", 5, [], [5], [None], [{}], [{"name": 5}], [{"path": {}}]])
def test_descriptors_of_any_shape_are_exported(tmp_path: Path, resources: Json) -> None:
    loaded = small(tmp_path, {}, resources=resources)
    paths = {each.path for exporter in (*OURS, to_package) for each in exporter.run(loaded) if each.content}
    assert {"package/datapackage.json", "json/v1/index.json", "excel/moon-en.xlsx", "db/moon.sqlite"} <= paths
    assert not any(path.startswith(("csv/", "parquet/", "ndjson/")) for path in paths)
    assert derive.files(loaded) != []


# The same bytes everywhere

PROGRAM = """
import hashlib, os, sys
from pathlib import Path
if sys.argv[2] == "reversed":
    real = os.scandir
    class Reversed(list):
        def __enter__(self): return self
        def __exit__(self, *error): pass
    os.scandir = lambda path=".": Reversed(reversed(sorted(real(path), key=lambda entry: entry.name)))
from taiyaku import loaders
from taiyaku.release import formats
package = loaders.load(sys.argv[1])
sums = [(each.path, hashlib.sha256(each.content).hexdigest()) for exporter in formats().values() for each in exporter.run(package)]
print(len(sums), hashlib.sha256(repr(sums).encode()).hexdigest())
"""


def digest(order: str, folder: Path, **environment: str) -> str:
    words = [sys.executable, "-c", PROGRAM, str(folder), order]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    return subprocess.run(words, capture_output=True, encoding="utf-8", check=True, env=env, cwd=folder.parent).stdout


def test_exports_do_not_depend_on_place_seed_clock_locale_or_order(tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "コピー"
    for name in ("datapackage", "translations", "schemas"):
        shutil.copytree(ROOT / name, copy / name)
    for path in copy.rglob("*"):
        os.utime(path, (0, 0))
    first = digest("as it is", ROOT, PYTHONHASHSEED="0", TZ="UTC", LANG="C.UTF-8")
    assert int(first.split()[0]) > 100
    assert digest("reversed", copy, PYTHONHASHSEED="1", TZ="Asia/Tokyo", LANG="ja_JP.SJIS", LC_ALL="C", PYTHONUTF8="0") == first


def test_exporting_twice_gives_the_same_bytes_and_writes_once(package: Package, exported: dict[str, bytes], tmp_path: Path) -> None:
    again = [each for exporter in (to_csv, to_json, to_package) for each in exporter.run(package)]
    assert {each.path: each.content for each in again} == exported
    random.Random(1).shuffle(again)  # noqa: S311 -- an order, not a secret
    assert write.folder(tmp_path / "dist", [Artifact(path, content) for path, content in exported.items()]) is True
    assert write.folder(tmp_path / "dist", again) is False


# No network


def test_check_diff_and_export_open_no_socket(package: Package, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from taiyaku.release import formats

    asked: list[object] = []

    def refuse(*words: object, **_more: object) -> NoReturn:
        asked.append(words)
        raise OSError("no network in this test")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    remote = "https://example.org/x"
    field = {"name": "id", "type": "string", "rdfType": remote, "constraints": {"pattern": remote}}
    schema = {"$schema": remote, "fields": [field], "foreignKeys": [{"fields": "id", "reference": {"resource": remote, "fields": "id"}}]}
    hostile = [
        {
            "name": "a",
            "path": "items.csv",
            "$schema": remote,
            "profile": remote,
            "schema": schema,
            "sources": [{"path": remote}],
            "taiyaku": {"rules": [{"$ref": remote}, {"$schema": remote}]},
        },
        {"name": "b", "path": remote, "schema": remote, "dialect": remote},
        {"name": "c", "path": "items.csv", "schema": {"$ref": remote}, "dialect": {"$schema": remote}},
    ]
    other = small(tmp_path, {"items.csv": "id\n1\n"}, resources=hostile, profile=remote, **{"$schema": remote}, licenses=[{"name": "x", "path": remote}])
    for each in (package, other):
        report.judge(each)
        assert diff.compare(each, each).changes == ()
        assert sum(1 for exporter in formats().values() for _artifact in exporter.run(each)) > 1
    assert len(other.unsafe) >= 1
    assert asked == []
