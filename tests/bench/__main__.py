"""``python -m tests.bench [SECTION] [ITEMS]``: taiyaku and its peers on the same files, in one run."""

from __future__ import annotations

import argparse
import compileall
import csv
import json
import platform
import shutil
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import taiyaku
from taiyaku.checks import table_schema
from tests.bench import differences
from tests.bench.locales import po
from tests.bench.measure import Measured, in_turn, run, table
from tests.bench.parity import parity
from tests.bench.sites import site

MOST_OF_FRICTIONLESS = 1_000_000
"""Items; for more, what frictionless takes is extrapolated from so many."""
MOST_OF_SITE = 10_000
"""Items of the site that is measured: some 30,000 pages."""
MOST_DAMAGED = 100_000
"""Items of the package with defects."""
DEFECTS = 500
READ = "import sys, polars; [polars.read_csv(path, infer_schema=False).height for path in sys.argv[1:]]"
WRITE = """
import sys
from pathlib import Path
import polars as pl
form, out, *paths = sys.argv[1:]
items, en, ja = (pl.read_csv(path, infer_schema=False) for path in paths)
both = items.join(en, on="id", how="left", maintain_order="left").join(ja, on="id", how="left", maintain_order="left", suffix="_ja")
Path(out).mkdir(exist_ok=True)
if form == "ndjson":
    both.write_ndjson(f"{out}/items.ndjson")
else:
    both.write_csv(f"{out}/items.csv")
    both.drop("title_ja", "summary_ja").write_csv(f"{out}/items.en.csv")
    both.drop("title", "summary").write_csv(f"{out}/items.ja.csv")
"""
"""Writes the files that ``taiyaku export`` writes: all columns, and for CSV those of each language once more."""
FIRST = 'rm -rf "$0"; exec "$@"'
AJV = ("ajv-cli@5", "ajv-formats@3")


@dataclass(frozen=True)
class Bench:
    """What the sections are told."""

    work: Path
    items: int
    repeat: int

    def package(self, items: int, defects: int = 0, *, records: bool = False) -> Path:
        """Give a package of this size, made once."""
        folder = self.work / f"{'records' if records else 'tables'}-{items}-{defects}"
        if not folder.exists():
            unfinished = folder.with_name(f"{folder.name}.part")
            shutil.rmtree(unfinished, ignore_errors=True)
            # In a process of its own: what this one ever held would count as the memory of every command.
            words = [sys.executable, "-m", "tests.bench.packages", str(unfinished), "--items", str(items), "--defects", str(defects)]
            made = run([*words, "--records"] if records else words, Path.cwd())
            if made.code:
                sys.exit(made.out)
            unfinished.rename(folder)
        return folder

    def ajv(self) -> list[str] | None:
        """Give the command of ajv-cli, installed in the work folder; None where there is no npm."""
        npm, folder = shutil.which("npm"), self.work / "npm"
        command = folder / "node_modules" / ".bin" / "ajv"
        if npm is not None and not command.exists():
            folder.mkdir(exist_ok=True)
            run([npm, "install", "--silent", "--prefix", str(folder), *AJV], folder)
        return [str(command)] if command.exists() else None


def _check(folder: Path, *more: str) -> list[str]:
    return [_found("taiyaku"), "check", "--select", "structure", *more, str(folder)]


def _found(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        sys.exit(f"{name} is not installed here; run nox -s bench")
    return path


def tables(bench: Bench) -> Iterator[str]:
    """Validate tables: a whole package without and with defects."""
    folder = bench.package(bench.items)
    files = [str(folder / "data" / f"{name}.csv") for name in ("items", "items.en", "items.ja")]
    commands = {"taiyaku check --select structure": _check(folder), "polars reads the same files": [sys.executable, "-c", READ, *files]}
    judge = [_found("frictionless"), "validate", str(folder / "datapackage.json")]
    if bench.items <= MOST_OF_FRICTIONLESS:
        measured = in_turn({**commands, "frictionless validate": judge}, bench.work, bench.repeat)
    else:
        smaller = bench.package(MOST_OF_FRICTIONLESS)
        judged = in_turn({"": [*judge[:-1], str(smaller / "datapackage.json")]}, bench.work, 1)[""]
        note = f"extrapolated from {MOST_OF_FRICTIONLESS:,} items"
        measured = {**in_turn(commands, bench.work, bench.repeat), "frictionless validate": judged.times(bench.items / MOST_OF_FRICTIONLESS, note)}
    yield from table(f"tables: {bench.items:,} items, {3 * bench.items:,} rows, {_size(folder / 'data')}", measured)
    yield from _defects(bench, min(bench.items, MOST_DAMAGED))


def _defects(bench: Bench, items: int) -> Iterator[str]:
    folder, report = bench.package(items, DEFECTS), bench.work / "report.json"
    report.unlink(missing_ok=True)
    ours = _check(folder, "--report", f"json={report}", "--report", "text")
    judge = [_found("frictionless"), "validate", "--json", str(folder / "datapackage.json")]
    measured = in_turn({"taiyaku check --select structure": ours, "frictionless validate --json": judge}, bench.work, bench.repeat)
    yield from table(f"tables with {DEFECTS} damaged rows: {items:,} items", measured)
    if not report.exists():
        sys.exit("taiyaku wrote no report, so there are no errors to compare")
    theirs = Counter(_of_frictionless(folder, measured["frictionless validate --json"]))
    found = Counter(_of_taiyaku(folder, json.loads(report.read_text(encoding="utf-8"))))
    yield f"errors by (file, line, name): frictionless {theirs.total()}, taiyaku {found.total()}, in common {(theirs & found).total()}"
    for name, rest in (("frictionless", theirs - found), ("taiyaku", found - theirs)):
        yield from (f"    only {name}: {place}" for place in sorted(rest)[:5])


Place = tuple[str, int, str]


def _of_frictionless(folder: Path, measured: Measured) -> Iterator[Place]:
    said = measured.runs[-1].out
    for task in json.loads(said[said.index("{") :])["tasks"]:
        lines = _lines(folder / task["place"])
        for error in task["errors"]:
            yield task["place"], lines[error["rowNumber"] - 1] if "rowNumber" in error else 1, error["type"]


def _lines(path: Path) -> list[int]:
    """Give the line in which each record begins, the header first."""
    starts = [1]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        starts.extend(reader.line_num + 1 for _row in reader)
    return starts


def _of_taiyaku(folder: Path, report: dict[str, list[dict[str, object]]]) -> Iterator[Place]:
    starts: dict[str, list[int]] = {}
    for finding in report["findings"]:
        if finding["check"] in table_schema.CHECK.family:  # the names that frictionless has too
            place, line = str(Path(str(finding["path"])).relative_to(folder)), int(str(finding.get("line", 0)))
            if place not in starts:
                starts[place] = _lines(folder / place)
            begun = starts[place]
            for _each in range(int(str(finding.get("count", 1)))):
                yield place, begun[bisect_right(begun, line) - 1], str(finding["check"])  # a cell may stand below the line that its record begins in


def records(bench: Bench) -> Iterator[str]:
    """Validate JSON records by a JSON Schema."""
    folder = bench.package(bench.items, records=True)
    schema, data = str(folder / "array.schema.json"), str(folder / "records.json")
    commands = {
        "taiyaku check --select structure": _check(folder),
        "check-jsonschema": [_found("check-jsonschema"), "--schemafile", schema, data],
    }
    ajv = bench.ajv()
    if ajv is not None:
        commands["ajv validate (npm)"] = [*ajv, "validate", "--spec=draft2020", "--strict=false", "-c", "ajv-formats", "-s", schema, "-d", data]
    yield from table(f"JSON records: {bench.items:,}, {_size(folder / 'records.json')}", in_turn(commands, bench.work, bench.repeat))
    if ajv is None:
        yield "ajv-cli was not measured: there is no npm here"


def start(bench: Bench) -> Iterator[str]:
    """Start, and judge next to nothing."""
    small, few = bench.package(20), bench.package(20, records=True)
    yield from table("start", in_turn({"taiyaku --version": [_found("taiyaku"), "--version"], "python -c pass": [sys.executable, "-c", "pass"]}, bench.work, 9))
    commands = {
        "taiyaku check (tables)": [_found("taiyaku"), "check", str(small)],
        "taiyaku check (records)": [_found("taiyaku"), "check", str(few)],
        "check-jsonschema (records)": [_found("check-jsonschema"), "--schemafile", str(few / "array.schema.json"), str(few / "records.json")],
        "frictionless validate (tables)": [_found("frictionless"), "validate", str(small / "datapackage.json")],
    }
    yield from table("start: a package of 20 items", in_turn(commands, bench.work, 9))


def diff(bench: Bench) -> Iterator[str]:
    """Compare two releases."""
    yield from differences.diff(bench.package, bench.work, bench.items, bench.repeat)


def export(bench: Bench) -> Iterator[str]:
    """Publish a package of two languages as CSV and as NDJSON."""
    folder = bench.package(bench.items)
    files = [str(folder / "data" / f"{name}.csv") for name in ("items", "items.en", "items.ja")]
    for form in ("csv", "ndjson"):
        out = str(bench.work / f"out-{form}")
        commands = {
            f"taiyaku export {form}": [_found("taiyaku"), "export", form, str(folder), "--out", out],
            "polars reads, joins and writes the same": [sys.executable, "-c", WRITE, form, out, *files],
        }
        # A folder that holds the same already would be left alone: what is measured is a first export.
        measured = in_turn({name: ["sh", "-c", FIRST, out, *words] for name, words in commands.items()}, bench.work, bench.repeat)
        size = _size(Path(out))
        yield from table(f"export {form}: {bench.items:,} items, {size} written", measured)


SECTIONS: dict[str, Callable[[Bench], Iterator[str]]] = {
    "tables": tables,
    "records": records,
    "start": start,
    "parity": lambda _bench: parity(),
    "po": po,
    "diff": diff,
    "export": export,
    "site": lambda bench: site(bench.work, min(bench.items, MOST_OF_SITE), bench.repeat),
}


def _size(path: Path) -> str:
    size = sum(file.stat().st_size for file in ([path] if path.is_file() else path.iterdir()))
    return f"{size / 1e6:,.0f} MB"


def main() -> None:
    """Measure the sections that were asked for, and print as it goes."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument("section", nargs="?", choices=["all", *SECTIONS], default="all")
    parser.add_argument("items", nargs="?", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5, help="how often each command is run; one that takes long is run once")
    parser.add_argument("--work", type=Path, required=True, help="a folder for the packages, which stay there")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    # pip compiles what it installs, the peers too; an editable install would be read as source each time where PYTHONDONTWRITEBYTECODE is set.
    compileall.compile_dir(Path(taiyaku.__file__).parent, quiet=1)
    versions = " ".join(f"{name} {metadata.version(name)}" for name in ("taiyaku", "frictionless", "polars", "jsonschema-rs", "orjson"))
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; {versions}")
    for name, section in SECTIONS.items():
        if options.section in ("all", name):
            for line in section(Bench(options.work.resolve(), options.items, options.repeat)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
