"""``python -m tests.bench.merging``: eight sources are reworded and a record is added; what becomes of the translations, here and in other tools.

The texts are those of the committed package. A translation is *lost* where its entry is empty or gone afterwards,
*mixed* where an entry holds the translation of another text, and *marked* where the entry is fuzzy and shows its source
as it was.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from taiyaku import cli
from taiyaku.loaders import from_po
from taiyaku.model import Message
from taiyaku.translations import catalogue
from taiyaku.translations.ledger import lines

ROOT = Path(__file__).resolve().parents[2]
CASES = (
    # what it is, language of the source, record, field, what is replaced, by what
    ("a word added", "en", "h3-rocket", "summary", "The H3 is a rocket", "The H3 is a large rocket"),
    ("an acronym written out", "en", "jaxa-cnes-cooperation", "title", "JAXA and CNES", "JAXA and the National Centre for Space Studies (CNES)"),
    ("a status replaced", "en", "mmx-launch-on-h3", "title", "(expected)", "(held)"),
    ("a date changed", "en", "callisto-flight-tests", "summary", "1 April 2026", "1 May 2026"),
    ("a Japanese rewording", "ja", "aprsaf-26", "summary", "名古屋で行われた", "名古屋市で開催された"),
    ("a Japanese rewording", "ja", "kibo", "summary", "を始めとする国々", "などの国々"),
    ("a Japanese rewording", "ja", "jp-ca-earth-observation", "summary", "意見が長期的な観点から", "長期的な観点から意見が"),
    ("a Japanese rewording", "ja", "sentinel-asia", "summary", "これを挙げている", "これを記している"),
)
SIMILAR, ADDED = "mmx-launch-on-h3", "jem-launch-on-h3"
"""A record, and one that is added with a title much like it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one translation."""

    case: str
    context: str
    language: str
    was: Message
    now: Message | None

    @property
    def lost(self) -> bool:
        """Tell whether a translation that was there is not there any more."""
        return bool(self.was.target) and (self.now is None or not self.now.target)

    @property
    def mixed(self) -> bool:
        """Tell whether it has another text's translation."""
        return self.now is not None and bool(self.now.target) and self.now.target != self.was.target

    @property
    def marked(self) -> bool:
        """Tell whether it is marked, with the source that it was made from."""
        previous = "".join(line.strip() for line in self.now.marked("|")) if self.now else ""
        quoted = previous.replace('"', "").removeprefix("msgctxt").replace("msgid", "")
        return self.now is not None and self.now.fuzzy and bool(self.was.source) and self.was.source.replace('"', "\\") in quoted.replace('"', "\\")


def reword(project: Path) -> None:
    """Make the edits in the tables of a project."""
    for language in ("en", "ja"):
        path = project / f"datapackage/data/items.{language}.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for _case, source, id_, field, old, new in CASES:
            row = next(row for row in rows if row["id"] == id_)
            if source == language:
                if old not in row[field]:
                    sys.exit(f"{id_}: {old!r} is not in {row[field]!r}")
                row[field] = row[field].replace(old, new)
        _write(path, rows)
    for name in ("items.csv", "items.en.csv"):
        path = project / "datapackage" / "data" / name
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        like = next(row for row in rows if row["id"] == SIMILAR)
        rows.append({**like, "id": ADDED, **({"title": like["title"].replace("MMX", "JEM")} if "title" in like else {})})
        _write(path, rows)


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    path.write_text(lines([list(rows[0]), *(list(row.values()) for row in rows)]), encoding="utf-8")


def _po(project: Path, language: str) -> Path:
    return project / "translations" / language / "LC_MESSAGES" / "items.po"


def ours(_old: Path, template: Path, _out: Path, project: Path, _language: str) -> Path:
    """Give what ``taiyaku sync`` has made of the file."""
    del template
    return project


def msgmerge(old: Path, template: Path, out: Path, _project: Path, _language: str) -> Path:
    """Merge with GNU gettext."""
    subprocess.run(["msgmerge", "-q", "--previous", "-o", out, old, template], check=True)
    return out


def pybabel(old: Path, template: Path, out: Path, _project: Path, language: str) -> Path:
    """Merge with Babel."""
    shutil.copy(old, out)
    words = ["from babel.messages.frontend import main; main()", "-q", "update", "--previous", "-i", str(template), "-o", str(out), "-l", language]
    subprocess.run([sys.executable, "-c", *words], check=True, stdout=subprocess.DEVNULL)
    return out


def pot2po(old: Path, template: Path, out: Path, _project: Path, _language: str) -> Path:
    """Merge with translate-toolkit."""
    words = ["from translate.convert.pot2po import main; main()", "--progress=none", "-t", str(old), "-i", str(template), "-o", str(out)]
    subprocess.run([sys.executable, "-c", *words], check=True, stdout=subprocess.DEVNULL)
    return out


Tool = Callable[[Path, Path, Path, Path, str], Path]
PEERS: Mapping[str, Tool] = {"msgmerge --previous": msgmerge, "pybabel update --previous": pybabel, "pot2po": pot2po}


def outcomes(work: Path, tools: Mapping[str, Tool]) -> dict[str, list[Outcome]]:
    """Reword the sources of a copy of the committed package, merge, and tell what became of each translation."""
    project = work / "project"
    for name in ("datapackage", "translations", "schemas"):
        shutil.copytree(ROOT / name, project / name)
    before = {language: _po(project, language).read_bytes() for language in ("en", "ja")}
    reword(project)
    with contextlib.redirect_stdout(io.StringIO()):
        code = cli.main(["sync", str(project)], {})
    if code:
        sys.exit("the package could not be synced")
    found: dict[str, list[Outcome]] = {}
    for name, tool in {"taiyaku sync": ours, **tools}.items():
        for language, content in before.items():
            synced = from_po.read(_po(project, language).read_bytes(), "")
            old, template, out = (work / f"{language}.{each}" for each in ("old.po", "pot", "out.po"))
            old.write_bytes(content)
            template.write_bytes(catalogue.written(synced.header, (each._replace(target="", remarks="") for each in synced.messages if not each.obsolete)))
            merged = tool(old, template, out, _po(project, language), language)
            now = {each.context: each for each in from_po.read(merged.read_bytes(), "").messages if not each.obsolete}
            was = {each.context: each for each in from_po.read(content, "").messages}
            for case, source, id_, field, _old, _new in CASES:
                context = catalogue.context("items", id_, field)
                if source != language:
                    found.setdefault(name, []).append(Outcome(case, context, language, was[context], now.get(context)))
            for field in ("title", "summary") if language == "ja" else ():
                context = catalogue.context("items", ADDED, field)
                found[name].append(Outcome("a new record like another", context, language, Message(context, "", ""), now.get(context)))
    return found


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(prog="nox -s merging --", description=__doc__)
    parser.add_argument("--work", type=Path, default=None, help="a folder for the files")
    options = parser.parse_args()
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        found = outcomes(Path(folder), {name: tool for name, tool in PEERS.items() if name != "msgmerge --previous" or shutil.which("msgmerge")})
    print(f"{'':28}{'lost':>6}{'mixed':>7}{'marked':>8}   of {len(CASES)} reworded texts and a new record")
    for name, some in found.items():
        print(f"{name:28}{sum(each.lost for each in some):>6}{sum(each.mixed for each in some):>7}{sum(each.marked for each in some):>8}")
    for name, some in found.items():
        print(f"\n{name}")
        for each in some:
            verdict = "lost" if each.lost else "mixed" if each.mixed else "marked" if each.marked else "kept, not marked" if each.was.target else "empty"
            print(f"  {each.case:28}{each.context:45}{verdict}")


if __name__ == "__main__":
    main()
