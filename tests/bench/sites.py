"""The site of a large package: pages a second, beside a plain loop over the same templates and beside the disk.

The package is the shipped one, so many times over that it has the items that were asked for: each copy has its own organisations, people, places and
sources, and the codes are shared, so that a page shows as much as it does in the shipped package.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from taiyaku import loaders
from taiyaku.exporters import to_html
from taiyaku.exporters.to_html import shell
from taiyaku.i18n import messages
from taiyaku.preview import Preview
from tests.bench.measure import in_turn, run, table

SHIPPED = Path(__file__).parents[2] / "datapackage"
SAMPLE = 2_000
"""Pages whose values are kept for the plain loop; those of all would need gigabytes."""
MACRO = """{% macro region(table) %}<section class="scroll" tabindex="0" aria-labelledby="{{ table.id }}-caption"><table>
<caption id="{{ table.id }}-caption">{{ show(table.caption) }}</caption>
<thead><tr>{% for head, long in table.columns %}<th scope="col"{% if long %} class="long"{% endif %}>{{ one(head) }}</th>{% endfor %}</tr></thead>
<tbody>{% for row in table.rows %}<tr>{% for cell in row %}{% if loop.first and table.headed %}<th scope="row">{{ show(cell) }}</th>{% else %}
<td>{{ show(cell) }}</td>{% endif %}{% endfor %}</tr>{% endfor %}</tbody></table></section>{% endmacro %}"""


def site(work: Path, items: int, repeat: int) -> Iterator[str]:
    """Make the site of a package of this size, by the shipped one and by its peers; then change 1 % of its items."""
    folder = _package(work, items)
    out = work / "out-site"
    words = [shutil.which("taiyaku") or sys.exit("taiyaku is not installed here"), "export", "html", str(folder), "--out", str(out)]
    first = in_turn({"taiyaku export html": ["sh", "-c", 'rm -rf "$0"; exec "$@"', str(out), *words]}, work, repeat)
    pages = sum(1 for _page in out.rglob("*.html"))
    again = in_turn({"the same once more, nothing changed": words}, work, 1)
    yield from table(f"site: {items:,} items in two languages, {pages:,} pages", {**first, **again})
    yield f"    {pages / first['taiyaku export html'].seconds:,.0f} pages a second, start, reading and writing included"
    # In a process of its own: what this one holds would slow it down.
    told = run([sys.executable, "-m", "tests.bench.sites", str(folder), str(out), str(work)], Path.cwd())
    yield told.out.rstrip()


def _package(work: Path, items: int) -> Path:
    folder = work / f"site-{items}"
    if not folder.exists():
        unfinished = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(unfinished, ignore_errors=True)
        multiply(unfinished, items)
        unfinished.rename(folder)
    return folder


def multiply(folder: Path, items: int) -> None:
    """Write the shipped package so many times over that it has at least so many items; ids get the number of their copy."""
    descriptor = json.loads((SHIPPED / "datapackage.json").read_text(encoding="utf-8"))
    rows = {each["name"]: _rows(SHIPPED / each["path"]) for each in descriptor["resources"]}
    copies = -(-items // (len(rows["items"]) - 1))
    (folder / "data").mkdir(parents=True)
    for each in descriptor["resources"]:
        heads, *records = rows[each["name"]]
        if each["name"].partition(".")[0] != "codes":
            own = [heads.index(name) for name in _own(each) if name in heads]
            records = sorted(_numbered(record, own, number) for number in range(copies) for record in records)
        with (folder / each["path"]).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([heads, *records])
    shutil.copy(SHIPPED / "LICENSE.md", folder)
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False, indent=2), encoding="utf-8")


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _own(resource: dict[str, Any]) -> set[str]:
    """Name the columns that hold ids of records of the same copy."""
    keys = [each for each in resource["schema"].get("foreignKeys", []) if each["reference"].get("resource") != "codes"]
    reference = resource.get("taiyaku", {}).get("reference", {})
    named = [[each["fields"]] if isinstance(each["fields"], str) else each["fields"] for each in keys]
    return {"id", reference.get("record", "id"), *(name for names in named for name in names)}


def _numbered(record: Sequence[str], own: Sequence[int], number: int) -> list[str]:
    return [f"{cell}-{number}" if at in own and cell else cell for at, cell in enumerate(record)]


def _reworded(source: Path, folder: Path) -> list[str]:
    """Copy a package with the summaries of 1 % of its items reworded in both languages, and name these items."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    (heads, *records), marks = _rows(folder / "data/items.en.csv"), {"en": " The wording is under review.", "ja": "この表現は検討中である。"}
    chosen = random.Random(1).sample([record[0] for record in records], len(records) // 100)  # noqa: S311 -- a sample, no secret
    for language, more in marks.items():
        path = folder / f"data/items.{language}.csv"
        heads, *records = _rows(path)
        at = heads.index("summary")
        for record in records:
            record[at] += more if record[0] in chosen else ""
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([heads, *records])
    return chosen


def _peers(folder: Path, out: Path, work: Path) -> Iterator[str]:
    """Time, in one process: our pages; a plain loop over their templates; files of their sizes; and a preview after a change."""
    start = time.perf_counter()
    pages = [(path, make) for path, make in to_html.pages_of(loaders.load(str(folder), clear=False)) if path.endswith(".html")]
    read = time.perf_counter() - start
    start = time.perf_counter()
    for _path, make in pages:
        make()
    making = time.perf_counter() - start
    yield f"    in one process: {read:.2f} s to read the package, then {len(pages) / making:,.0f} pages a second"
    sample = pages[:: max(1, len(pages) // SAMPLE)]
    start = time.perf_counter()
    for _path, make in sample:
        make()
    ours = len(sample) / (time.perf_counter() - start)
    plain = _plain(folder, {path for path, _make in sample})
    yield f"    {len(sample):,} of them: {ours:,.0f} a second; a plain Jinja2 loop with the same templates, values at hand: {plain:,.0f} ({ours / plain:.2f} times)"
    files = [path.stat().st_size for path in out.rglob("*.html")]
    for what, lasting in (("only created", False), ("and flushed to the disk, one by one", True)):
        rate = _disk(work / "files", files if not lasting else files[:: max(1, len(files) // SAMPLE)], lasting=lasting)
        yield f"    files of these sizes, {what}: {rate:,.0f} a second"
    yield from _preview(folder, work, read + making)


def _plain(folder: Path, wanted: set[str]) -> float:
    """Give the pages a second of templates alone: values made before, tables by a macro."""
    kept: list[tuple[str, dict[str, Any]]] = []
    real = shell.renderer

    def recording(*, live: bool = False) -> shell.Render:  # noqa: ARG001 -- as its model has it
        def keep(name: str, values: dict[str, Any]) -> bytes:
            kept.append((name, values))
            return b""

        return keep

    try:
        shell.renderer = recording
        for path, make in to_html.pages_of(loaders.load(str(folder), clear=False)):
            if path in wanted:
                make()
    finally:
        shell.renderer = real
    environment = shell.environment()
    environment.globals["region"] = environment.from_string(MACRO).module.region  # type: ignore[attr-defined]  # what a template defines
    start = time.perf_counter()
    for name, values in kept:
        environment.get_template(name).render(values).encode()
    return len(kept) / (time.perf_counter() - start)


def _disk(folder: Path, sizes: Sequence[int], *, lasting: bool) -> float:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    content = os.urandom(max(sizes))
    start = time.perf_counter()
    for number, size in enumerate(sizes):
        with (folder / f"{number}.html").open("wb") as file:
            file.write(content[:size])
            if lasting:
                file.flush()
                os.fsync(file.fileno())
    rate = len(sizes) / (time.perf_counter() - start)
    shutil.rmtree(folder)
    return rate


def _preview(folder: Path, work: Path, whole: float) -> Iterator[str]:
    """Change 1 % of the items under a running preview: the time until a page shows it, and until all of their pages have been made."""
    seen = work / "previewed"
    shutil.rmtree(seen, ignore_errors=True)
    shutil.copytree(folder, seen)
    preview = Preview(str(seen), messages("en"), patience=0)
    preview.page("en/index.html")
    chosen = _reworded(folder, work / "reworded")
    for name in ("items.en.csv", "items.ja.csv"):
        shutil.move(work / "reworded/data" / name, seen / "data" / name)
    start = time.perf_counter()
    pages = [preview.page(f"{language}/items/{id_}.html") for id_ in chosen[:1] for language in ("en", "ja")]
    one = time.perf_counter() - start
    pages += [preview.page(f"{language}/items/{id_}.html") for id_ in chosen for language in ("en", "ja")]
    every = time.perf_counter() - start
    if not all(page and ("under review" in page.decode() or "検討中" in page.decode()) for page in pages):
        sys.exit("the preview does not show what changed")
    yield f"    after a change of 1 % ({len(chosen)} items) a preview, checks at work beside it, shows the first page after {one:.2f} s and all after {every:.2f} s;"
    yield f"    reading and making the whole site takes {whole:.1f} s: {whole / one:.0f} and {whole / every:.0f} times as long"


def main() -> None:
    """Print what ``site`` adds to its table."""
    for line in _peers(*map(Path, sys.argv[1:4])):
        print(line, flush=True)


if __name__ == "__main__":
    main()
