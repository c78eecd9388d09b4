"""Translators' files: reading a hundred thousand entries, and a sync after some sources have changed, beside their peers."""

from __future__ import annotations

import csv
import io
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from taiyaku.loaders import from_po
from taiyaku.translations import catalogue
from tests.bench.measure import in_turn, run, table

if TYPE_CHECKING:
    from tests.bench.__main__ import Bench

READERS = {
    "taiyaku reads": "from taiyaku.loaders.from_po import read\nfor p in sys.argv[1:]: read(open(p, 'rb').read(), p)",
    "Babel": "from babel.messages.pofile import read_po\nfor p in sys.argv[1:]: read_po(open(p, 'rb'))",
    "polib": "import polib\nfor p in sys.argv[1:]: polib.pofile(p)",
    "translate-toolkit": "from translate.storage.pypo import pofile\nfor p in sys.argv[1:]: pofile.parsefile(p)",
}
EVERY = 100
"""Of so many sources, one is reworded."""


def po(bench: Bench) -> Iterator[str]:
    """Read locale files, and sync when one source of a hundred was reworded."""
    merge = shutil.which("msgmerge")
    folder = bench.work / f"locales-{bench.items}"
    taiyaku = [sys.executable, "-m", "taiyaku", "sync"]
    if not folder.exists():
        unfinished = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(bench.package(bench.items // 2), unfinished)
        run([*taiyaku, str(unfinished), "--adopt", "translated"], Path.cwd())
        unfinished.rename(folder)
    files = [folder / "translations" / language / "LC_MESSAGES" / "items.po" for language in ("en", "ja")]
    readers = {name: [sys.executable, "-c", f"import sys\n{code}", *map(str, files)] for name, code in READERS.items()}
    read = in_turn(readers, bench.work, bench.repeat)
    for name, each in read.items():
        if each.runs[-1].code:
            message = f"{name} did not read the files: {each.runs[-1].out}"
            raise SystemExit(message)
    yield from table(f"locale files: {bench.items:,} entries in two files", read)
    changed = bench.work / "locales-changed"
    shutil.rmtree(changed, ignore_errors=True)
    shutil.copytree(folder, changed)
    for language in ("en", "ja"):
        path = changed / "data" / f"items.{language}.csv"
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for number, row in enumerate(rows[1:]):
            if number % EVERY in (0, 1):  # one of each source language
                row[1] += " *"
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
    work, target = bench.work / "locales-work", bench.work / "merged.po"
    again = f"rm -rf {shlex.quote(str(work))}; cp -r {shlex.quote(str(changed))} {shlex.quote(str(work))};"
    commands = {"taiyaku sync (and the copy)": ["sh", "-c", f"{again} {shlex.join([*taiyaku, str(work)])}"]}
    if merge is None:
        yield "msgmerge is not installed here"
    else:
        run(commands["taiyaku sync (and the copy)"], Path.cwd())
        for path in files:
            synced = from_po.read((work / path.relative_to(folder)).read_bytes(), "")
            template = catalogue.written(synced.header, (each._replace(target="", remarks="") for each in synced.messages))
            path.with_suffix(".pot").write_bytes(template)
        merges = (shlex.join([merge, "-N", "-q", "-o", str(target), str(path), str(path.with_suffix(".pot"))]) for path in files)
        commands["msgmerge -N, both files"] = ["sh", "-c", "; ".join(merges)]
    yield from table(f"sync: one source of {EVERY} was reworded", in_turn(commands, Path.cwd(), bench.repeat))
