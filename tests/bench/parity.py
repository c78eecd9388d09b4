"""How fast the numbers of many pairs are compared: on real translations (see ``pairs.py``), each measurement in a process bound to one core."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from tests.bench.catalogues import ours, pofilter
from tests.bench.pairs import Pair, cache, pairs

MILLION = 1_000_000

Compare = Callable[[list[str], list[str]], int]


@dataclass(frozen=True, slots=True)
class Timed:
    """One run over many pairs."""

    pairs: int
    alarms: int
    seconds: float
    work: float
    """Seconds of the processor, which other work on the machine lengthens less."""


def many(en: list[str], ja: list[str]) -> int:
    """Compare columns as the checks do: the cheap pass first."""
    import polars as pl

    from taiyaku.languages import compare_many

    return sum(1 for _row in compare_many(pl.Series(en, dtype=pl.String), "en", pl.Series(ja, dtype=pl.String), "ja"))


def each(en: list[str], ja: list[str]) -> int:
    """Read every pair fully."""
    return sum(ours(*texts) for texts in zip(en, ja, strict=True))


def theirs(en: list[str], ja: list[str]) -> int:
    """Run the filter ``numbers`` of pofilter."""
    blames = pofilter()
    return sum(blames(*texts) for texts in zip(en, ja, strict=True))


def parity() -> Iterator[str]:
    """Measure the mixed corpus, the pairs that hold numbers, and a million pairs on two cores; beside pofilter."""
    if shutil.which("apt-get") is None:
        yield "parity was not measured: its texts come from Debian packages, and there is no apt-get here"
        return
    mixed = pairs(cache())
    numeric = [pair for pair in mixed if pair.numeric]
    yield "\nparity: pairs of an English and a Japanese text"
    yield f"{'':58}{'pairs':>11}{'alarms':>9}{'seconds':>9}{'processors':>12}{'pairs/s':>10}"
    for name, texts, compare, cores in (
        ("taiyaku, mixed, one core", mixed, many, 1),
        ("pofilter -t numbers, the same", mixed, theirs, 1),
        ("taiyaku, each with numbers and read fully, one core", numeric, each, 1),
        ("pofilter -t numbers, the same", numeric, theirs, 1),
        ("taiyaku, mixed (repeated), two cores", (mixed * (MILLION // len(mixed) + 1))[:MILLION], many, 2),
    ):
        timed = _timed(texts, compare, cores)
        # On one core the processor's time counts, on several the clock on the wall.
        rate = timed.pairs / (timed.work if cores == 1 else timed.seconds)
        yield f"{name:58}{timed.pairs:>11,}{timed.alarms:>9,}{timed.seconds:>8.1f}s{timed.work:>11.1f}s{rate:>10,.0f}"


def _timed(texts: Sequence[Pair], compare: Compare, cores: int) -> Timed:
    shares = [texts[core::cores] for core in range(cores)]
    with ExitStack() as stack:
        pools = [stack.enter_context(ProcessPoolExecutor(1)) for _core in range(cores)]
        # Started and warm before the clock runs: what is loaded once is no cost of a pair.
        for ready in [pool.submit(_work, compare, core, ["1 of 2 files"], ["2 件のうち 1 件"]) for core, pool in enumerate(pools)]:
            ready.result()
        start = time.perf_counter()
        runs = [
            pool.submit(_work, compare, core, [pair.en for pair in share], [pair.ja for pair in share])
            for core, (pool, share) in enumerate(zip(pools, shares, strict=True))
        ]
        done = [run.result() for run in runs]
        seconds = time.perf_counter() - start
    return Timed(len(texts), sum(alarms for alarms, _work in done), seconds, sum(work for _alarms, work in done))


def _work(compare: Compare, core: int, en: list[str], ja: list[str]) -> tuple[int, float]:
    if hasattr(os, "sched_setaffinity"):
        free = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {free[core % len(free)]})
    start = time.process_time()
    return compare(en, ja), time.process_time() - start
