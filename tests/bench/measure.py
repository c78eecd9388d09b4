"""Whole processes, by the clock on the wall: several commands in turn, so that all see the same machine."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LONG = 20
"""Seconds; what takes longer is run once."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process that has ended."""

    seconds: float
    work: float
    """Seconds of processors, which other work on the machine lengthens less."""
    mebibytes: float
    """The most memory that it, or one of its children, held."""
    code: int
    out: str


@dataclass(frozen=True, slots=True)
class Measured:
    """All runs of one command."""

    runs: tuple[Run, ...]
    note: str = ""

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def work(self) -> float:
        """The median of the processors' seconds."""
        return statistics.median(run.work for run in self.runs)

    @property
    def mebibytes(self) -> float:
        """The most of all runs."""
        return max(run.mebibytes for run in self.runs)

    def times(self, factor: float, note: str) -> Measured:
        """Give what so many times the work would take, and say where that comes from."""
        return Measured(tuple(Run(run.seconds * factor, run.work * factor, run.mebibytes, run.code, run.out) for run in self.runs), note)


def run(words: Sequence[str], folder: Path) -> Run:
    """Run a command to its end."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(words, cwd=folder, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode, out.read().decode(errors="replace"))


def in_turn(commands: Mapping[str, Sequence[str]], folder: Path, repeat: int) -> dict[str, Measured]:
    """Run every command once, then every command again, and so on."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _round in range(repeat):
        for name, words in commands.items():
            if not runs[name] or runs[name][0].seconds < LONG:
                runs[name].append(run(words, folder))
    return {name: Measured(tuple(each)) for name, each in runs.items()}


def table(title: str, measured: Mapping[str, Measured]) -> Iterator[str]:
    """Yield the lines of a table; the first command is what all others are compared with."""
    first = next(iter(measured.values()))
    yield f"\n{title}"
    yield f"{'':44}{'median':>10}{'times ours':>12}{'processors':>13}{'times ours':>12}{'peak':>11}{'runs':>6}"
    for name, each in measured.items():
        last = each.runs[-1]
        failed = f"  exit {last.code}: {last.out.strip().splitlines()[-1:]}" if last.code > 1 or last.code != first.runs[-1].code else ""
        ratio, work = (f"{a / b:.2f}" if each is not first else "" for a, b in ((each.seconds, first.seconds), (each.work, first.work)))
        yield f"{name:44}{each.seconds:>8.3f} s{ratio:>12}{each.work:>11.3f} s{work:>12}{each.mebibytes:>7.0f} MiB{len(each.runs):>6}{failed}{f'  {each.note}' if each.note else ''}"
