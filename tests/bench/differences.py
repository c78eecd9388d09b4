"""Differences between two releases: whole commands beside their peers, and whether each counts right."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.bench.measure import Run, in_turn, run, table

MOST_OF_DAFF = 100_000
"""Items; for more, daff takes minutes."""
JOIN = """
import sys, polars as pl
for name in ("items", "items.en", "items.ja"):
    old, new = (pl.read_csv(f"{folder}/data/{name}.csv", infer_schema=False) for folder in sys.argv[1:3])
    both = old.join(new, on="id", suffix=" new")
    changed = both.filter(pl.any_horizontal(pl.col(each).ne_missing(pl.col(each + " new")) for each in old.columns if each != "id"))
    print(new.join(old, on="id", how="anti").height, old.join(new, on="id", how="anti").height, changed.height)
"""
ONE = "items.en"


def releases(old: Path) -> tuple[Path, dict[str, int]]:
    """Give the next release of a package, made once, and how many records and cells differ in it."""
    new = old.with_name(f"{old.name}-next")
    truth = new.with_suffix(".json")
    if not truth.exists():
        shutil.rmtree(new, ignore_errors=True)
        made = run([sys.executable, "-m", "tests.bench.releases", str(old), str(new)], Path.cwd())
        if made.code:
            sys.exit(made.out)
        truth.write_text(made.out, encoding="utf-8")
    return new, json.loads(truth.read_text(encoding="utf-8"))


def alone(package: Path) -> Path:
    """Give a package that holds nothing but the English texts of another."""
    folder = package.with_name(f"{package.name}-one")
    if not folder.exists():
        descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
        (resource,) = (each for each in descriptor["resources"] if each["name"] == ONE)
        resource["schema"].pop("foreignKeys")
        (folder / "data").mkdir(parents=True)
        (folder / "data" / f"{ONE}.csv").hardlink_to(package / "data" / f"{ONE}.csv")
        (folder / "datapackage.json").write_text(json.dumps({**descriptor, "languages": ["en"], "resources": [resource]}), encoding="utf-8")
    return folder


def diff(package: Callable[[int], Path], work: Path, items: int, repeat: int) -> Iterator[str]:
    """Compare two releases: a package in two languages, and one file of it with the tools that know only files."""
    old = package(items)
    new, truth = releases(old)
    report = work / "differences.json"
    commands = {
        "taiyaku diff": [_found("taiyaku"), "diff", str(old), str(new), "--report", f"json={report}"],
        "polars reads and joins the same tables": [sys.executable, "-c", JOIN, str(old), str(new)],
    }
    yield from table(f"diff: {items:,} items in two languages, one in a hundred changed", in_turn(commands, work, repeat))
    yield f"    changes: {truth}; taiyaku says {_ours(report)}"
    yield from _one_file(old, new, work, items, repeat)


def _one_file(old: Path, new: Path, work: Path, items: int, repeat: int) -> Iterator[str]:
    report = work / "differences-one.json"
    files = [str(each / "data" / f"{ONE}.csv") for each in (old, new)]
    commands = {
        "taiyaku diff": [_found("taiyaku"), "diff", str(alone(old)), str(alone(new)), "--report", f"json={report}"],
        "csv-diff --key id": [_found("csv-diff"), *files, "--key", "id", "--json"],
    }
    if items <= MOST_OF_DAFF:
        commands["daff.py diff --id id"] = [_found("daff.py"), "diff", "--id", "id", "--output-format", "csv", *files]
    measured = in_turn(commands, work, repeat)
    yield from table(f"diff of {ONE}.csv: {items:,} records", measured)
    yield f"    taiyaku says {_ours(report)}"
    for name, counted in (("csv-diff --key id", _csv_diff), ("daff.py diff --id id", _daff)):
        if name in measured:
            yield f"    {name} says {counted(measured[name].runs[-1])}"
    if items > MOST_OF_DAFF:
        yield f"    daff was not measured: it takes minutes for more than {MOST_OF_DAFF:,} records"


def _ours(report: Path) -> Mapping[str, int]:
    totals = json.loads(report.read_text(encoding="utf-8"))["totals"]
    return {name: totals[name] for name in ("added", "removed", "changed")}


def _csv_diff(ran: Run) -> Mapping[str, int] | str:
    try:
        return {name: len(each) for name, each in json.loads(ran.out).items() if name in ("added", "removed", "changed")}
    except ValueError:
        return ran.out.strip()[-200:]


def _daff(ran: Run) -> Mapping[str, int]:
    marks = {"added": r"\+\+\+", "removed": "---", "changed": r"-+>"}
    return {name: len(re.findall(rf"^\"?{mark}\"?,", ran.out, re.MULTILINE)) for name, mark in marks.items()}


def _found(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        sys.exit(f"{name} is not installed here; run nox -s bench")
    return path
