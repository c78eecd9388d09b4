"""The part of ``taiyaku check`` that comes to a verdict."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from taiyaku import baseline, loaders, report, selection
from taiyaku.cli.repository import from_root
from taiyaku.cli.shared import note
from taiyaku.i18n import Messages, _
from taiyaku.model import Check, Finding, Package, Report, Severity


class Judge:
    """The verdict that the options ask for: these checks, less what is accepted, less what is older."""

    def __init__(self, options: argparse.Namespace, said: Messages) -> None:
        """Take the options of ``taiyaku check``; raises WrongUsage for what they cannot mean."""
        self._options = options
        self._said = said
        self._checks, self._left_out = selection.choose(report.catalogue(), _names(options.select), _names(options.ignore))
        self._checks = report.frozen(self._checks) if options.frozen else self._checks
        self._known = _accepted(options.baseline) if options.baseline is not None else Counter[baseline.Key]()
        self._stale = Counter[baseline.Key]()

    def load(self, changed: Mapping[str, bytes] | None = None, *, as_synced: bool = True) -> Package:
        """Read the package, with these files changed."""
        return loaders.load(self._options.package, changed, as_synced=as_synced, clear=self._options.engine == "clear")

    def report(self, judged: Package) -> Report:
        """Judge a package."""
        known = self._older if self._options.changed_since is not None else Counter[baseline.Key]()
        whole = self._whole(replace(judged, older=self._before))
        if self._options.write_baseline is not None:
            self._write(baseline.counted(whole.findings, judged))
        new, self._stale = baseline.split(whole.findings, judged, self._known)
        newer, _gone = baseline.split(new, judged, known)
        accepted, older = _number(whole.findings) - _number(new), _number(new) - _number(newer)
        return replace(
            whole, findings=tuple(newer), accepted=accepted, older=older, fails_at=Severity[self._options.fail_on.upper()], in_repository=from_root()
        )

    def tell_stale(self) -> None:
        """Name the entries of the baseline that accept nothing any more; of checks that were left out, nobody knows."""
        for key, number in sorted(self._stale.items()):
            if key.check not in self._left_out:
                place = "/".join(part for part in (key.table, key.record) if part) or key.file
                values = {"path": self._options.baseline, "check": key.check, "place": place}
                note(
                    self._said.count(
                        _("{path}: {n} finding of {check} at {place} is no more"), _("{path}: {n} findings of {check} at {place} are no more"), number, values
                    )
                )

    @cached_property
    def _before(self) -> Package | None:
        """The version that ``--changed-since`` names; None where none is, or it has no package."""
        revision = self._options.changed_since
        return None if revision is None else loaders.before(self._options.package, revision)

    @cached_property
    def _older(self) -> Counter[baseline.Key]:
        before = self._before
        if before is None:
            return Counter()
        return baseline.counted(baseline.split(self._whole(before).findings, before, self._known)[0], before)

    def _whole(self, judged: Package) -> Report:
        return report.judge(judged, self._checks, self._left_out, self._begun)

    def _begun(self, check: Check, number: int) -> None:
        values = {"check": check.id, "n": number, "all": len(self._checks)}
        self._options.progress.show(self._said.text(_("asking {check} ({n} of {all})"), values))

    def _write(self, found: Counter[baseline.Key]) -> None:
        """Write a baseline; what an earlier one accepts of checks that were left out now stays accepted."""
        from taiyaku import write

        path = self._options.write_baseline
        before = _accepted(path) if Path(path).exists() else Counter[baseline.Key]()
        self._known = found + Counter({key: number for key, number in before.items() if key.check in self._left_out})
        write.file(Path(path), baseline.written(self._known))
        note(self._said.count(_("{path}: {n} finding accepted"), _("{path}: {n} findings accepted"), self._known.total(), {"path": path}))


def _number(findings: Sequence[Finding]) -> int:
    return sum(finding.problem.count for finding in findings)


def _names(words: list[str] | None) -> list[str]:
    return [name.strip() for name in chain.from_iterable(word.split(",") for word in words or ())]


def _accepted(path: str) -> Counter[baseline.Key]:
    return baseline.parse(loaders.named(path), path)
