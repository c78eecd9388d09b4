"""Reworded sources and a new record like an old one, with texts of the committed package: nothing is lost, nothing mixed, all is marked."""

from __future__ import annotations

from pathlib import Path

from tests.bench.merging import CASES, outcomes


def test_every_translation_of_a_reworded_source_is_kept_and_marked_with_its_old_source(tmp_path: Path) -> None:
    (found,) = outcomes(tmp_path, {}).values()
    assert [each.case for each in found if each.lost or each.mixed] == []
    assert [each.case for each in found if each.marked] == [each.case for each in found if each.was.target]
    assert sum(bool(each.was.target) for each in found) == len(CASES) == 8
    assert [each.now.target if each.now else None for each in found if not each.was.target] == ["", ""]
