"""``nox -s catalogues``: how many numbers that people's translations have wrong are found, and how many that are right are blamed.

The material is that of ``pairs.py``, the injected errors are those of ``damage.py``. Alarms of real pairs are judged by hand: ``--sheet`` writes those that
are drawn and not yet judged, ``verdicts.csv`` holds the verdicts by the pair's hash, so that no text of others is copied here.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from taiyaku.languages import Kind, compare
from tests.bench.damage import KINDS, damaged
from tests.bench.pairs import FURTHER, PLACEHOLDER, Pair, cache, further, pairs

VERDICTS = Path(__file__).with_name("verdicts.csv")
JUDGED = {"taiyaku": 200, "its errors": 200, "pofilter": 60, "digits": 60}
"""How many alarms of each are drawn from each set and judged by hand."""
MOST = 400
"""Injected errors of each kind in each set."""

Judge = Callable[[str, str], bool]


def ours(en: str, ja: str) -> bool:
    """Tell whether our comparison blames a pair."""
    return bool(compare(en, "en", ja, "ja"))


def errors(en: str, ja: str) -> bool:
    """Tell whether our comparison finds an error: not only what the checks warn of, a number that is added or in another order."""
    return any(each.kind not in {Kind.EXTRA, Kind.ORDER} for each in compare(en, "en", ja, "ja"))


def naive(en: str, ja: str) -> bool:
    """Tell whether two texts have different runs of digits, without separators, placeholders and full-width forms."""
    return _digits(en) != _digits(ja)


def _digits(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", unicodedata.normalize("NFKC", PLACEHOLDER.sub(" ", text)))))


def pofilter() -> Judge:
    """Give the filter ``numbers`` of translate-toolkit, as ``pofilter -t numbers`` runs it."""
    from translate.filters.checks import CheckerConfig, StandardChecker
    from translate.storage.pypo import pounit

    checker = StandardChecker(CheckerConfig(targetlanguage="ja"), limitfilters=["numbers"])

    def blames(en: str, ja: str) -> bool:
        unit = pounit(en)
        unit.target = ja
        return bool(checker.run_filters(unit))

    return blames


def measure(half: Sequence[Pair], judges: Mapping[str, Judge], verdicts: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the rows of the table for one set: first of the pairs as they are, then of each kind of injected error."""
    blamed = {name: {pair.key for pair in half if judge(pair.en, pair.ja)} for name, judge in judges.items()}
    yield ["alarms in 1,000 pairs", *(f"{1000 * len(keys) / len(half):.1f}" for keys in blamed.values())]
    yield ["false alarms in 1,000 pairs", *(_false(half, keys, JUDGED[name], verdicts) for name, keys in blamed.items())]
    wrong = damaged(half, MOST)
    caught = {name: [error.kind for error in wrong if error.pair.key not in blamed[name] and judge(error.en, error.ja)] for name, judge in judges.items()}
    yield ["recall of injected errors", *(f"{100 * len(kinds) / len(wrong):.1f} %" for kinds in caught.values())]
    made = Counter(error.kind for error in wrong)
    for kind in KINDS:
        yield [f"  {kind}", *(f"{kinds.count(kind)} of {made[kind]}" for kinds in caught.values())]


def drawn(half: Sequence[Pair], blamed: set[str], most: int) -> list[Pair]:
    """Draw the alarms that are judged: the same ones whatever else is blamed, as far as they are blamed at all."""
    return sorted((pair for pair in half if pair.key in blamed), key=lambda pair: hashlib.sha256(pair.key.encode()).digest())[:most]


def _false(half: Sequence[Pair], blamed: set[str], most: int, verdicts: Mapping[str, str]) -> str:
    """Estimate the false alarms from those that were drawn; what is arguable counts as false. A star: some of those drawn are not judged yet."""
    sample = drawn(half, blamed, most)
    known = [verdicts[pair.key] for pair in sample if pair.key in verdicts]
    if not known:
        return "not judged"
    wrong = sum(verdict != "error" for verdict in known) / len(known)
    return f"{wrong * 1000 * len(blamed) / len(half):.1f}" + ("*" if len(known) < len(sample) else "")


def _sheet(half: Sequence[Pair], blamed: set[str], most: int, verdicts: Mapping[str, str]) -> Iterator[str]:
    for pair in drawn(half, blamed, most):
        if pair.key not in verdicts:
            said = "; ".join(
                f"{each.kind.value}: {each.source.text if each.source else '-'} / {each.target.text if each.target else '-'}"
                for each in compare(pair.en, "en", pair.ja, "ja")
            )
            yield f"{pair.key} {pair.package} [{said}]\n  {pair.en!r}\n  {pair.ja!r}\n"


def _verdicts() -> dict[str, str]:
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        return {row["pair"]: row["verdict"] for row in csv.DictReader(file)}


def main() -> None:
    """Bring the material, and print one table."""
    parser = argparse.ArgumentParser(prog="nox -s catalogues --", description=__doc__)
    parser.add_argument("--work", type=Path, default=cache(), help="a folder for the packages, which stay there (2 GB; default: %(default)s)")
    parser.add_argument("--set", dest="which", choices=["development", *FURTHER, "all"], default="all")
    parser.add_argument("--sheet", type=Path, help="write the alarms that are still to be judged into this file, and measure nothing")
    options = parser.parse_args()
    folder = options.work.resolve()
    sets = {name: pairs(folder) if name == "development" else further(folder, name) for name in ("development", *FURTHER) if options.which in (name, "all")}
    halves = {name: [pair for pair in each if pair.numeric] for name, each in sets.items()}
    material = [pair for half in halves.values() for pair in half]
    verdicts = _verdicts()
    judges: dict[str, Judge] = {"taiyaku": ours, "its errors": errors, "pofilter": pofilter(), "digits": naive}
    if options.sheet:
        lines = {
            line: None
            for half in halves.values()
            for name, judge in judges.items()
            for line in _sheet(half, {pair.key for pair in half if judge(pair.en, pair.ja)}, JUDGED[name], verdicts)
        }
        options.sheet.write_text("".join(lines), encoding="utf-8")
        return
    print(
        f"{len(material):,} pairs with numbers from {len({pair.package for pair in material})} packages; translate-toolkit {metadata.version('translate-toolkit')}"
    )
    blocks = [list(measure(half, judges, verdicts)) for half in halves.values()]
    print("".join(f"  {f'{name}: {len(half):,} pairs':>60}" for name, half in halves.items()).join((f"\n{'':36}", "")))
    print(f"{'':36}" + "".join(f"  {name:>13}" for _half in halves for name in judges))
    for rows in zip(*blocks, strict=True):
        print(f"{rows[0][0]:36}" + "".join(f"  {cell:>13}" for row in rows for cell in row[1:]), flush=True)
    print("* from those that are judged; --sheet writes the others")


if __name__ == "__main__":
    main()
