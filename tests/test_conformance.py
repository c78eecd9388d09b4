"""Inputs that nobody on the project wrote, with the verdict that each must get.

They are read from the folder that TAIYAKU_CONFORMANCE names; without it each test is skipped and says so.
A floor is what agrees today: it may only rise.
"""

from __future__ import annotations

import ast
import bz2
import contextlib
import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import yaml

from taiyaku import diff, exporters, json_schema, loaders, registry, report
from taiyaku.errors import CannotRead, CannotWrite, NotAPackage, TaiyakuError
from taiyaku.exporters import to_csv, to_excel, to_json, to_ndjson, to_package, to_parquet, to_sqlite, to_xlsx
from taiyaku.loaders import from_csv, from_json, from_po, from_yaml
from taiyaku.model import Json, Package, Severity
from tests.conftest import Tally

FOLDER = os.environ.get("TAIYAKU_CONFORMANCE", "")


def material(name: str) -> Path:
    if not FOLDER:
        pytest.skip("TAIYAKU_CONFORMANCE names no folder")
    path = Path(FOLDER) / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


def read_json(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))


def accepted(read: Callable[[], object]) -> bool:
    try:
        read()
    except CannotRead:
        return False
    return True


# Formats


def test_csv_spectrum_is_read_as_its_json_says(tally: Tally) -> None:
    folder = material("csv/csv-spectrum")
    names = sorted(path.stem for path in (folder / "csvs").glob("*.csv"))
    wrong: list[str] = []
    for name in names:
        content = (folder / "csvs" / f"{name}.csv").read_bytes()
        if name.endswith("_crlf"):  # the copy here lost the line ends that the name and the JSON speak of
            content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        frame = from_csv.read(content, name, {}).frame
        told = read_json(folder / "json" / f"{name}.json")
        wanted = told if isinstance(told, list) else [told]
        if name == "location_coordinates":  # the material's own two files have another telephone number
            frame = frame.drop("Contact Phone Number")
            assert wanted[0].pop("Contact Phone Number") == "1234567890"
        wrong += [name] if frame.rows(named=True) != wanted else []
    tally("csv-spectrum", len(names), len(names) - len(wrong))
    assert wrong == []
    assert len(names) == 12


def test_w3c_tables_are_read_or_refused(tally: Tally) -> None:
    folder = material("csv/w3c-csvw/files")
    read = [accepted(partial(from_csv.read, path.read_bytes(), path.name, {})) for path in sorted(folder.rglob("*.csv"))]
    tally("W3C tables, read", len(read), sum(read))
    assert len(read) == 88
    assert sum(read) >= 80


BEYOND_THE_RFC = {
    "y_number_very_close_to_zero.json": None,
    "y_object_duplicated_key.json": "a key that stands twice hides one of its values",
    "y_object_duplicated_key_and_value.json": "the same",
    "y_structure_lonely_null.json": None,
}
"""What RFC 8259 allows and we refuse, with the reason (none: it is read)."""


def test_nst_parsing_accepts_and_refuses_alike(tally: Tally) -> None:
    paths = sorted(material("json/nst-parsing").glob("*.json"))
    wrong = []
    for path in paths:
        read = accepted(partial(from_json.read, path.read_bytes(), path.name))
        wanted = {"y": not BEYOND_THE_RFC.get(path.name), "n": False, "i": read}[path.name[0]]
        wrong += [path.name] if read != wanted else []
    named = [name for name, reason in BEYOND_THE_RFC.items() if reason]
    tally("nst JSON parsing", len(paths), len(paths) - len(wrong) - len(named), named)
    assert wrong == []
    assert len(paths) == 318


def yaml_cases() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted(material("yaml/yaml-test-suite").glob("*.yaml")):
        before: dict[str, str] = {}
        for number, each in enumerate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)):  # noqa: S506 -- strings only
            case = {**before, **each}
            before = {name: value for name, value in case.items() if name != "fail"}
            if not case.get("skip"):
                yield f"{path.stem}-{number}", case


def unmarked(text: str) -> str:
    """Put back the blanks that the suite writes visibly."""
    for mark, meant in (("␣", " "), ("———»", "\t"), ("——»", "\t"), ("—»", "\t"), ("»", "\t"), ("⇔", "\ufeff"), ("↵", ""), ("∎\n", ""), ("←", "\r")):
        text = text.replace(mark, meant)
    return re.sub("—*\t", "\t", text)


def alike(value: Json, wanted: Json) -> bool:
    """Compare structure and strings; a number, a truth or a null is some string here."""
    if isinstance(wanted, dict):
        return isinstance(value, dict) and value.keys() == wanted.keys() and all(alike(value[name], wanted[name]) for name in wanted)
    if isinstance(wanted, list):
        return isinstance(value, list) and len(value) == len(wanted) and all(map(alike, value, wanted))
    return value == wanted if isinstance(wanted, str) else isinstance(value, str)


def test_yaml_that_is_read_means_what_the_suite_says(tally: Tally) -> None:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for name, case in yaml_cases():
        counts["all"] += 1
        must_fail = case.get("fail") == "true"
        try:
            value = from_yaml.read(unmarked(case["yaml"]).encode(), name).value
        except CannotRead:
            counts["refused"] += 1
            counts["refused that must fail"] += must_fail
            continue
        wanted = list(documents(case.get("json", "")))
        # What is read is one document; the suite gives no value for some.
        right = not must_fail and (not wanted or (len(wanted) == 1 and alike(value, wanted[0])))
        counts["compared"] += right and bool(wanted)
        wrong += [] if right else [name]
    tally("YAML test suite", counts["all"], counts["all"] - len(wrong), wrong)
    assert wrong == []
    assert counts["compared"] >= 160
    assert counts["refused that must fail"] >= 85


def documents(text: str) -> Iterator[Json]:
    """Yield the JSON values that stand one after another."""
    at = 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = json.JSONDecoder().raw_decode(text, at)
        yield value


def test_po_files_of_babel_are_read(tally: Tally) -> None:
    folder = material("po/babel")
    wanted = read_json(folder / "expected-msgfmt.json")
    read = {name: accepted(partial(from_po.read, (folder / name).read_bytes(), name)) for name in wanted}
    refused_by_msgfmt = {name for name, verdict in wanted.items() if not verdict["ok"]}
    refused = {name for name, good in read.items() if not good}
    tally("PO files of Babel", len(read), len(read) - len(refused ^ refused_by_msgfmt), refused ^ refused_by_msgfmt)
    assert refused <= refused_by_msgfmt
    assert len(read) == 8


def remotes() -> dict[str, Json]:
    """Give the schemas that the suite refers to, by the address at which it wants them."""
    folder = material("json-schema/suite/remotes")
    return {f"http://localhost:1234/{path.relative_to(folder).as_posix()}": read_json(path) for path in sorted(folder.rglob("*.json"))}


def test_json_schema_suite_agrees_and_nothing_bad_is_cleared(tally: Tally) -> None:
    known = remotes()
    wrong: Counter[str] = Counter()
    cases = cleared = 0
    for path in sorted(material("json-schema/suite/tests/draft2020-12").glob("*.json")):
        for group in read_json(path):
            refers = known if "http://localhost" in json.dumps(group["schema"]) else {}
            # The suite takes format for an annotation, as the standard does unless it is told otherwise.
            judge, quick = (json_schema.Schema(group["schema"], refers, clear=clear, formats=False) for clear in (False, True))
            for case in group["tests"]:
                cases += 1
                valid = not list(judge.violations(case["data"]))
                good = quick.clears(case["data"])
                cleared += good
                wrong[f"{path.stem}: {group['description']}"] += valid is not case["valid"] or (good and not case["valid"])
    tally("JSON Schema 2020-12, required", cases, cases - wrong.total(), +wrong)
    assert +wrong == Counter()
    assert cases == 1_299
    assert cleared >= 700


# Packages

PRELUDE = """
import os, re, socket, sys
def refuse(*words, **more):
    os.write(2, b"NETWORK\\n")
    raise OSError("no network")
for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
    setattr(socket, name, refuse)
from taiyaku import cli
code, words = 0, []
for word in [*sys.argv[1:], ";"]:  # several commands, one after another; the worst verdict counts
    if word == ";":
        code, words = max(code, cli.main(words, {})), []
    else:
        words.append(word)
sys.stdout.flush()
# Not ru_maxrss: exec keeps what the parent held (getrusage(2)), and the parent is a worker that has run many tests.
with open("/proc/self/status", encoding="ascii", errors="replace") as status:
    peak = re.search(r"VmHWM:\\s+(\\d+) kB", status.read())
os.write(2, f"PEAK {int(peak[1]) // 1024}\\n".encode())
sys.exit(code)
"""


def command(words: list[str], folder: Path, seconds: float = 20) -> tuple[int, str, str, float]:
    env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(folder)}
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE, *words], capture_output=True, check=False, cwd=folder, env=env, timeout=seconds * (3 + words.count(";"))
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode(), (time.monotonic() - start) / (1 + words.count(";"))


def breaches(case: Json, code: int, out: str, err: str, seconds: float) -> list[str]:
    """Name what must not happen and did."""
    memory = re.search(r"PEAK (\d+)\n", err)
    told = out + err
    found = {
        f"exit {code}": code not in case["exit"],
        "traceback": "Traceback" in told or "defect" in told,
        "hang": seconds > case["limits"]["seconds"],
        "network": "NETWORK" in told,
        "raw-control": any(unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char != "\n" for char in told),
        "ci-command": any(line.startswith(("::", "##[", "##vso[")) for line in told.splitlines()),
        "read-outside": "canary" in told and "must not" in told,
        "memory": memory is None or int(memory[1]) > case["limits"].get("rss_mb", 512),
    }
    return [name for name, breached in found.items() if breached]


def judged(case: Json, tmp_path: Path) -> list[str]:
    folder, work = material("hostile/cases") / case["id"], tmp_path / case["id"]
    shutil.copytree(folder, work / "in", symlinks=True)
    before = sorted(str(path) for path in work.rglob("*"))
    if case["op"] == "po-import":
        good = accepted(lambda: from_po.read((folder / "ja.po").read_bytes(), "ja.po"))
        return [] if good is case["accept"] or case["id"] in NO_IMPORT else ["verdict"]
    if case["op"] == "validate-schema":
        return [] if json_schema.unsound(read_json(folder / "schema.json")) is not None else ["verdict"]
    exports = [word for form in registry.names(exporters) for word in ("export", form, "in", "--out", f"out/{form}", ";")] if case["op"] == "export" else []
    found = []
    for words in [["check", "in"], *([exports[:-1]] if exports else [])]:
        found += [f"{words[:2]}: {each}" for each in breaches(case, *command(words, work, case["limits"]["seconds"]))]
    if case["class"] == "csv-formula":
        found += formulas(work / "out", ast.literal_eval(case["note"].partition("byte-faithful: ")[2]))
    after = sorted(str(path) for path in work.rglob("*") if (work / "out") not in (path, *path.parents))
    return found + (["write-outside"] if after != before else [])


def formulas(out: Path, text: str) -> list[str]:
    """Name the files in which a text is a formula to a spreadsheet, and those for machines that have another text."""
    excel = [row[1] for path in out.glob("excel/excel/*/items-en.csv") for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))][1:]
    books = [openpyxl.load_workbook(path) for path in out.glob("xlsx/excel/*.xlsx")]
    cells = [cell for book in books for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    with contextlib.closing(sqlite3.connect(next(out.glob("sqlite/db/*.sqlite")))) as database:
        told = {
            "csv": next(csv.DictReader(io.StringIO((out / "csv/csv/items-en.csv").read_text(encoding="utf-8"))))["name"],
            "json": read_json(out / "json/json/v1/items-en.json")[0]["name"],
            "ndjson": json.loads((out / "ndjson/ndjson/items-en.ndjson").read_text(encoding="utf-8"))["name"],
            "parquet": pl.read_parquet(out / "parquet/parquet/items-en.parquet")["name"][0],
            "sqlite": database.execute('SELECT name FROM "items-en"').fetchone()[0],
            "xlsx": next((cell.value for cell in cells if cell.value == text), ""),
        }
    # A plain number is left alone; whatever else begins like a formula has an apostrophe before it.
    safe = text if re.fullmatch(r"[+-][0-9]+", text) else f"'{text}"
    formula = [] if excel == [safe] and all(cell.data_type != "f" for cell in cells) else ["formula"]
    return [*formula, *(f"payload-lost in {name}" for name, value in told.items() if value != text)]


NO_IMPORT = {"po-fmt-mismatch"}
"""Placeholders are compared by a check; there is no command that imports a PO file yet."""


def test_hostile_packages_do_none_of_what_they_must_not(tmp_path: Path, tally: Tally) -> None:
    cases = read_json(material("hostile/manifest.json"))
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        found = dict(zip((case["id"] for case in cases), pool.map(lambda case: judged(case, tmp_path), cases), strict=True))
    tally("hostile packages", len(cases), sum(not each for each in found.values()), NO_IMPORT)
    assert {name: each for name, each in found.items() if each} == {}
    assert len(cases) == 57


def test_hostile_revisions_are_refused_and_good_ones_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally) -> None:
    cases = read_json(material("hostile/git-revisions.json"))
    if shutil.which("git") is None and os.environ.get("CI") != "true":
        pytest.skip("git is not installed")
    (tmp_path / "datapackage.json").write_text('{"name": "x", "resources": []}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"], ["tag", "v1.0"]):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words], check=True)
    before = sorted(path.name for path in tmp_path.iterdir())
    wrong: list[str] = []
    for case in cases:
        try:
            loaders.load(f"git:{case['rev']}")
            good = True
        except NotAPackage:
            good = False
        wrong += [case["rev"]] if good is not case["accept"] else []
    tally("git revisions", len(cases), len(cases) - len(wrong))
    assert wrong == []
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert len(cases) == 6


def test_archives_get_their_verdict_and_write_nothing(tally: Tally) -> None:
    folder = material("archives")
    before = sorted(folder.rglob("*"))
    cases, wrong = read_json(folder / "manifest.json"), []
    for case in cases:
        try:
            loaders.load(str(folder / case["file"]))
            good = True
        except NotAPackage:
            good = False
        wrong += [case["file"]] if good is not case["accept"] else []
    tally("archives", len(cases), len(cases) - len(wrong))
    assert wrong == []
    for path in sorted((folder / "zip-slip").iterdir()):
        with pytest.raises(NotAPackage):
            loaders.load(str(path))
    assert sorted(folder.rglob("*")) == before


WRAP: dict[str, Json] = {
    "name": "m",
    "languages": ["en", "ja"],
    "resources": [{"name": "items", "path": "x.csv", "schema": {"fields": [{"name": "id", "type": "string"}]}}],
}


def place(kind: str, content: bytes, folder: Path) -> None:
    """Put a mutated file where a package has it."""
    names = {"csv": "x.csv", "json": "datapackage.json", "po": "translations/ja/LC_MESSAGES/schema.po", "yaml": "waivers.yaml", "schema": "schema.json"}
    resource = WRAP["resources"][0] | ({"schema": "schema.json"} if kind == "schema" else {})
    files = {"datapackage.json": json.dumps(WRAP | {"resources": [resource]}).encode(), "x.csv": b"id\n1\n", names[kind]: content}
    for name, each in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(each)


def test_mutated_files_end_in_a_verdict(tmp_path: Path, tally: Tally) -> None:
    total, slowest = 0, 0.0
    with tarfile.open(material("mutated.tar.xz")) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None:
                continue
            kind, folder = Path(member.name).parent.name, tmp_path / str(total)
            place(kind, file.read(), folder)
            start = time.monotonic()
            try:
                loaded = loaders.load(str(folder))
                verdict = report.judge(loaded)
                assert diff.compare(loaded, loaded).changes == ()
                artifacts = [each for exporter in (to_csv, to_json, to_package, FORMATS[total % len(FORMATS)]) for each in exporter.run(loaded) if each.content]
            except TaiyakuError as error:
                assert error.says  # noqa: PT017 -- either outcome is a verdict
            else:
                assert verdict.files >= 1
                assert artifacts
            slowest = max(slowest, time.monotonic() - start)
            total += 1
    tally("mutated files, a verdict each", 300, total)
    assert total == 300
    assert slowest < 5


FORMATS = to_excel, to_ndjson, to_parquet, to_sqlite, to_xlsx
"""Formats that take their turns."""
NOT_OURS = {"different-separators": "two resources are called tab", "remote-csv": "its data is on another machine"}
"""Packages called valid that we refuse on purpose."""


def test_real_packages_get_their_verdict(tally: Tally) -> None:
    packages = [*sorted(material("datapackage/frictionless-datasets/packages").iterdir()), *sorted(material("datapackage/core").iterdir())]
    seen = 0
    for folder in packages:
        if folder.name == "types-formats-and-constraints":  # frictionless itself finds errors in some of its parts
            continue
        for descriptor in sorted(folder.rglob("datapackage.json")):
            found = report.judge(loaders.load(str(descriptor)))
            wrong = found.count(Severity.ERROR) > 0
            parts = descriptor.parent.relative_to(material("datapackage")).parts
            assert wrong is any(part.startswith("invalid-") or part in NOT_OURS for part in parts), (parts, [each.problem for each in found.open])
            seen += 1
    tally("real packages", seen, seen - len(NOT_OURS), NOT_OURS)
    assert seen == 18


# Texts


def texts() -> list[str]:
    """Give every text of the material whose form must survive."""
    found: list[str] = list(read_json(material("text/blns/blns.json")))
    for name in ("halfwidth-kana.json", "kana-nfc-nfd.json", "shift_jis-vs-cp932.json"):
        found += [text for each in read_json(material("encoding") / name) for text in each.values() if isinstance(text, str)]
    for name in ("NormalizationTest.txt.bz2", "emoji-test.txt.bz2"):
        lines = bz2.decompress((material("unicode") / name).read_bytes()).decode().splitlines()
        codes = [code for line in lines if line[:1] not in ("#", "@", "") for code in line.split("#")[0].split(";")[: 1 if name[0] == "e" else 5]]
        found += ["".join(chr(int(each, 16)) for each in code.split()) for code in codes]
    return [text for text in dict.fromkeys(found) if "\0" not in text and not re.search("[\ud800-\udfff]", text)]


def bilingual(folder: Path, told: list[str]) -> Package:
    """Give a package whose one table has these texts, and the same from behind in the other language."""
    folder.mkdir()
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([("id", "title_en", "title_ja"), *((f"k{at}", text, text[::-1]) for at, text in enumerate(told))])
    (folder / "items.csv").write_bytes(file.getvalue().encode())
    schema = {"fields": [{"name": name, "type": "string"} for name in ("id", "title_en", "title_ja")], "primaryKey": ["id"]}
    (folder / "datapackage.json").write_text(
        json.dumps({"name": "t", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "items.csv", "schema": schema}]}), encoding="utf-8"
    )
    loaded = loaders.load(str(folder))
    assert loaded.unread == ()
    return loaded


def test_every_text_survives_load_and_export_code_point_for_code_point(tmp_path: Path, tally: Tally) -> None:
    told = texts()
    assert len(told) > 20_000
    loaded = bilingual(tmp_path / "all", told)
    # A workbook refuses what it cannot keep, and names it; the rest goes through it as through all others.
    with pytest.raises(CannotWrite) as refused:
        list(to_xlsx.run(loaded))
    unkept = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
    assert int(str(refused.value.values["n"]).replace(",", "")) >= sum(unkept.search(text) is not None for text in told) > 0
    kept = [text for text in told if not unkept.search(text) and not unkept.search(text[::-1])]
    assert len(kept) > 20_000
    for number, (formats, texts_) in enumerate((((to_csv, to_excel, to_json, to_ndjson, to_parquet, to_sqlite), told), ((to_xlsx,), kept))):
        loaded = bilingual(tmp_path / str(number), texts_)
        for exporter in formats:
            files = {each.path: each.content for each in exporter.run(loaded)}
            for held in exporter.read(loaded, files):
                for tag, wanted in (("en", texts_), ("ja", [text[::-1] for text in texts_])):
                    assert held.language not in ("", tag) or held.cells[f"title_{tag}"].to_list() == wanted, held.path
    tally("texts, code point for code point", len(told), len(told))
    assert diff.compare(loaded, loaded).changes == ()


# Differences


def two(tmp_path: Path, tables: dict[str, list[list[str]]], keys: list[str]) -> list[Package]:
    packages = []
    for name, rows in tables.items():
        folder = tmp_path / name
        folder.mkdir()
        file = io.StringIO(newline="")
        csv.writer(file).writerows(rows)
        (folder / "t.csv").write_bytes(file.getvalue().encode())
        schema = {"fields": [{"name": each} for each in rows[0]], "primaryKey": keys}
        (folder / "datapackage.json").write_text(
            json.dumps({"name": "t", "languages": ["en", "ja"], "resources": [{"name": "t", "path": "t.csv", "schema": schema}]}), encoding="utf-8"
        )
        packages.append(loaders.load(str(folder)))
    return packages


def test_releases_of_iso_codes_differ_as_expected(tmp_path: Path, tally: Tally) -> None:
    folder = material("iso-codes")
    wanted = read_json(folder / "expected.json")["release_diff"]
    assert len(wanted) == 4
    for name, expected in wanted.items():
        versions = re.findall(r"v[\d.]+\d", name)
        standard = re.search(r"iso_[\d-]+", name)
        assert standard is not None
        tables: dict[str, list[list[str]]] = {}
        lists = [read_json(folder / version / "data" / f"{standard[0]}.json")[standard[0].removeprefix("iso_")] for version in versions]
        columns = sorted({column for entries in lists for entry in entries for column in entry})
        for version, entries in zip(versions, lists, strict=True):
            tables[f"{standard[0]}-{name.count('x')}-{version}-{len(list(tmp_path.iterdir()))}"] = [
                columns,
                *([str(entry.get(column, "")) for column in columns] for entry in entries),
            ]
        changes = diff.compare(*two(tmp_path, tables, ["alpha_3"])).changes
        for action in ("added", "removed"):
            assert sorted(each.id for each in changes if (each.action, each.concerns) == (action, "record")) == sorted(expected[action]), name
        assert sorted({each.id for each in changes if each.action == "changed"}) == sorted(changed_ids(expected["changed"])), name
    tally("iso-codes, differences", len(wanted), len(wanted))


def changed_ids(changed: Json) -> list[str]:
    return (
        [each if isinstance(each, str) else str(each.get("key", each.get("id", each.get("alpha_3")))) for each in changed]
        if isinstance(changed, list)
        else list(changed)
    )
