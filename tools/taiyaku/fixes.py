"""From findings to files that no longer have them: rounds of fixes in memory, cells replaced where they stand.

Nothing is written here. What comes out is read again and held against what was meant, so that
a fix changes the cells that it names and not a byte beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from taiyaku.loaders.edits import replaced
from taiyaku.model import Artifact, Edit, Package, Report, Table, Where

MOST_ROUNDS = 10
"""A fix may make room for another; fixes that are still at work after this many rounds undo each other."""


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was mended: a cell, or a whole file (then without old and new)."""

    check: str
    where: Where
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What all rounds together come to: the files to write, and what was mended in them."""

    files: Mapping[str, bytes]
    """Path inside the project to the new bytes."""
    before: Mapping[str, bytes | None]
    """The same paths to the bytes that were read; None where the package did not read the file."""
    done: Sequence[Done]


class Load(Protocol):
    """Reads the package as it is with some files changed: with the translators' edits carried over, or as its tables stand on disk."""

    def __call__(self, changed: Mapping[str, bytes], *, as_synced: bool) -> Package:
        """Read the package."""


@dataclass
class _Round:
    """What one round of fixes wants; of two wishes for one cell or file, the first is taken."""

    cells: dict[str, dict[tuple[int, str], tuple[str, Edit]]] = field(default_factory=dict)
    wholes: dict[str, tuple[str, Artifact]] = field(default_factory=dict)


def rounds(load: Load, judge: Callable[[Package], Report]) -> Fixed:
    """Judge and mend in turns until no check has anything to mend; only what is open in a report is mended.

    Raises ValueError for fixes that never come to an end: that is a defect of ours.
    """
    first = on_disk = load({}, as_synced=False)
    files: dict[str, bytes] = {}
    done: list[Done] = []
    for _round in range(MOST_ROUNDS):
        package = load(files, as_synced=True)
        new, mended = _mended(on_disk, package, judge(package))
        if not new:
            return Fixed(files, {path: first.held(path) for path in files}, done)
        files |= new
        done += mended
        on_disk = load(files, as_synced=False)
    message = f"after {MOST_ROUNDS} rounds there is still something to mend: {sorted({each.check for each in done})}"
    raise ValueError(message)


def _mended(on_disk: Package, package: Package, report: Report) -> tuple[dict[str, bytes], list[Done]]:
    """Carry out one round: give the files that come out different, and what was mended in them."""
    wanted = _Round()
    for check in report.asked:
        problems = [finding.problem for finding in report.open if finding.check == check.id or finding.check in check.family]
        for each in check.fix(on_disk, problems) if check.fix and problems else ():
            if isinstance(each, Artifact):
                wanted.wholes.setdefault(each.path, (check.id, each))
            elif each.old != each.new and _same(on_disk.tables[each.table], package.tables.get(each.table), each):
                wanted.cells.setdefault(each.table, {}).setdefault((each.row, each.column), (check.id, each))
    files: dict[str, bytes] = {}
    done: list[Done] = []
    for name, cells in wanted.cells.items():
        table = on_disk.tables[name]
        content, edited = replaced(table, [edit for _check, edit in cells.values()])
        if edited:
            files[on_disk.inside(table.path)] = content
            done += [Done(cells[each.row, each.column][0], table.where(each.row, each.column), each.old, each.new) for each in edited]
    for path, (check_id, artifact) in wanted.wholes.items():
        if path not in files and artifact.content != on_disk.held(path):
            files[path] = artifact.content
            done.append(Done(check_id, Where(on_disk.shown_paths(path))))
    return files, sorted(done, key=lambda each: (each.where, each.check))


def _same(on_disk: Table, judged: Table | None, edit: Edit) -> bool:
    """Tell whether the cell that was judged is the one on disk; to mend it under its translator's edit would make a conflict."""
    if judged is None or edit.row >= judged.height or on_disk.keys[edit.row] != judged.keys[edit.row]:
        return False
    return bool(judged.select([edit.column])[edit.column][edit.row] == edit.old)
