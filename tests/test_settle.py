"""The rule of sync, row by row: which text holds, in what state, and what is remembered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku.model import Remembered
from taiyaku.translations.settle import Choice, Entry, Settled, hashed, replaced, settle

KEY = ("jp-us-dialogue-9", "title")
OLD, NEW, NEWER = "The 9th meeting", "The 9th meeting, in Tokyo", "The 10th meeting"
JA, PO, CSV = "第9回会合", "第九回会合", "第9回の会合"


def row(source: str = OLD, target: str = JA, state: str = "translated") -> Remembered:
    """Give what the ledger remembers."""
    return Remembered(*KEY, source, hashed(target), state, reviewed_on="2026-04-01", origin="human")


def settled(source: str, published: str, entry: Entry | None, remembered: Remembered | None, choice: Choice | None = None) -> Settled:
    """Settle the one text of these tests."""
    return settle(KEY, source, published, entry, remembered, choice or Choice())


def told(found: Settled) -> tuple[str, str, str, bool]:
    """Give text, state, event, and whether somebody has to settle it."""
    return (found.text, found.state, found.event, found.blocked)


def entry(source: str = OLD, target: str = JA, *, fuzzy: bool = False) -> Entry:
    """Give an entry of a locale file."""
    return Entry(source, target, fuzzy)


@pytest.mark.parametrize(
    ("source", "published", "po", "remembered", "expected"),
    [
        pytest.param(OLD, JA, entry(), row(), (JA, "translated", "nothing", False), id="nothing happened"),
        pytest.param(OLD, JA, entry(), row(state="reviewed"), (JA, "reviewed", "nothing", False), id="nothing happened to a reviewed text"),
        pytest.param(OLD, JA, entry(fuzzy=True), row(state="draft"), (JA, "draft", "nothing", False), id="nothing happened to a draft"),
        pytest.param(OLD, JA, entry(target=PO), row(), (PO, "translated", "adopted", False), id="the translator edited"),
        pytest.param(OLD, JA, entry(target=PO, fuzzy=True), row(), (PO, "draft", "adopted", False), id="the translator edited and kept the flag"),
        pytest.param(OLD, JA, entry(fuzzy=True), row(state="reviewed"), (JA, "draft", "flagged", False), id="the flag was set by hand"),
        pytest.param(OLD, JA, entry(), row(state="machine"), (JA, "translated", "cleared", False), id="the flag was cleared"),
        pytest.param(OLD, CSV, entry(), row(), (CSV, "translated", "adopted", False), id="the curator edited the translation"),
        pytest.param(NEW, CSV, entry(), row(), (CSV, "draft", "adopted", False), id="the curator edited source and translation"),
        pytest.param(OLD, PO, entry(target=PO), row(), (PO, "translated", "adopted", False), id="both edited alike"),
        pytest.param(OLD, CSV, entry(target=PO), row(), (CSV, "conflict", "clashed", True), id="both edited differently"),
        pytest.param(NEW, JA, entry(), row(), (JA, "stale", "reworded", False), id="the source was reworded"),
        pytest.param(NEW, JA, entry(NEW, fuzzy=True), row(), (JA, "stale", "nothing", False), id="a stale text, synced"),
        pytest.param(NEW, JA, entry(NEW), row(), (JA, "translated", "cleared", False), id="a stale text was found right"),
        pytest.param(NEW, JA, entry(NEW, PO), row(), (PO, "translated", "adopted", False), id="a stale text was translated anew"),
        pytest.param(NEW, JA, entry(NEW, PO, fuzzy=True), row(), (PO, "draft", "adopted", False), id="a stale text was half translated"),
        pytest.param(NEW, CSV, entry(NEW, fuzzy=True), row(), (CSV, "translated", "adopted", False), id="a stale text was mended in the table"),
        pytest.param(NEW, JA, entry(OLD, PO), row(), (PO, "stale", "adopted", False), id="the translator edited what was just reworded"),
        pytest.param(OLD, JA, entry(NEW, fuzzy=True), row(), (JA, "translated", "restored", False), id="the source came back"),
        pytest.param(NEWER, JA, entry(NEW, fuzzy=True), row(), (JA, "stale", "reworded", False), id="a stale source was reworded again"),
        pytest.param(NEWER, JA, entry(NEW, PO), row(), (JA, "conflict", "clashed", True), id="a translation of a source that nobody knows"),
        pytest.param(OLD, JA, entry("", JA), row(), (JA, "translated", "restored", False), id="the source in the locale file was damaged"),
        pytest.param(OLD, JA, entry(target=""), row(), (JA, "translated", "emptied", True), id="the locale file was emptied"),
        pytest.param(OLD, "", entry(), row(), (JA, "translated", "emptied", True), id="the table was emptied"),
        pytest.param(OLD, "", entry(target=""), row(), ("", "missing", "emptied", False), id="both were emptied"),
        pytest.param(OLD, CSV, entry(target=""), row(), (CSV, "conflict", "emptied", True), id="one was edited, the other emptied"),
        pytest.param(OLD, JA, None, row(), (JA, "translated", "nothing", False), id="the locale file is gone"),
        pytest.param(NEW, JA, None, row(), (JA, "stale", "nothing", False), id="the locale file is gone and the source reworded"),
        pytest.param(OLD, JA, None, None, (JA, "draft", "first", False), id="a translation without a memory"),
        pytest.param(OLD, "", entry(target=PO), None, (PO, "draft", "first", False), id="a first translation in the locale file"),
        pytest.param(OLD, CSV, entry(target=PO), None, (CSV, "conflict", "clashed", True), id="two texts without a memory"),
        pytest.param(OLD, "", None, None, ("", "missing", "first", False), id="no text anywhere"),
        pytest.param(OLD, "", entry(target=""), row(target="", state="missing"), ("", "missing", "nothing", False), id="still no text"),
        pytest.param(NEW, "", entry(target=""), row(target="", state="missing"), ("", "missing", "reworded", False), id="still no text, another source"),
        pytest.param(OLD, "", entry(target=PO), row(target="", state="missing"), (PO, "translated", "adopted", False), id="the first translation"),
    ],
)
def test_the_rule(source: str, published: str, po: Entry | None, remembered: Remembered | None, expected: tuple[str, str, str, bool]) -> None:
    assert told(settled(source, published, po, remembered)) == expected


def test_a_stale_text_remembers_the_source_that_it_was_made_from() -> None:
    first = settled(NEW, JA, entry(), row())
    assert first.row == row()
    again = settled(NEW, JA, entry(NEW, fuzzy=True), first.row)
    assert again.row == row()
    done = settled(NEW, JA, entry(NEW), again.row)
    assert done.row is not None
    assert (done.row.source, done.row.state, done.row.reviewed_on) == (NEW, "translated", "")


def test_an_edit_forgets_who_reviewed_the_old_text() -> None:
    found = settled(OLD, JA, entry(target=PO), row(state="reviewed")).row
    assert found is not None
    assert (found.state, found.target_hash, found.reviewed_on, found.origin) == ("translated", hashed(PO), "", "")


@pytest.mark.parametrize(("prefer", "text", "other"), [("po", PO, CSV), ("csv", CSV, PO)])
def test_who_settles_a_conflict_loses_no_text(prefer: str, text: str, other: str) -> None:
    for remembered in (row(), None):
        found = settled(OLD, CSV, entry(target=PO), remembered, Choice(prefer=prefer))
        assert found.row is not None
        assert (found.text, found.blocked, found.other, replaced(found.row)) == (text, False, other, [other])
    again = settled(OLD, "第九の会合", entry(target="九回目の会合"), found.row, Choice(prefer=prefer))
    assert again.row is not None
    assert replaced(again.row) == [other, "九回目の会合" if prefer == "csv" else "第九の会合"]


def test_a_translation_of_an_unknown_source_can_be_taken_or_left() -> None:
    taken = settled(NEWER, JA, entry(NEW, PO), row(), Choice(prefer="po"))
    assert told(taken) == (PO, "draft", "adopted", False)
    left = settled(NEWER, JA, entry(NEW, PO), row(), Choice(prefer="csv"))
    assert left.row is not None
    assert (left.text, left.state, replaced(left.row)) == (JA, "stale", [PO])


@pytest.mark.parametrize(("published", "target"), [(JA, ""), ("", JA)])
def test_only_who_means_it_removes_a_text(published: str, target: str) -> None:
    meant = settled(OLD, published, entry(target=target), row(), Choice(empty=True))
    assert meant.row is not None
    assert (told(meant), replaced(meant.row)) == (("", "missing", "emptied", False), [JA])
    back = settled(OLD, published, entry(target=target), row(), Choice(prefer="csv"))
    assert told(back) == (JA, "translated", "nothing", False)


def test_a_state_is_given_by_somebody_with_a_name_and_a_date() -> None:
    choice = Choice(set_state="reviewed", translator="Sato", reviewed_on="2026-05-01", origin="official")
    found = settled(NEW, JA, entry(NEW, fuzzy=True), row(), choice)
    assert found.row == Remembered(*KEY, NEW, hashed(JA), "reviewed", "Sato", "2026-05-01", "official")
    assert told(found)[:2] == (JA, "reviewed")
    waived = settled("ESA", "ESA", None, None, Choice(set_state="waived", reason="an acronym"))
    assert waived.row is not None
    assert (waived.state, waived.row.reason) == ("waived", "an acronym")


def test_texts_without_a_memory_get_the_state_that_a_package_is_adopted_with() -> None:
    assert settled(OLD, JA, None, None, Choice(adopt="translated")).state == "translated"
    assert settled(OLD, "", None, None, Choice(adopt="translated")).state == "missing"


TEXTS = st.sampled_from(["", JA, PO, CSV])
SOURCES = st.sampled_from([OLD, NEW, NEWER])
ENTRIES = st.none() | st.builds(Entry, SOURCES, TEXTS, st.booleans())
ROWS = st.none() | st.builds(row, SOURCES, TEXTS, st.sampled_from(["draft", "machine", "translated", "reviewed", "waived"]))


@given(SOURCES, TEXTS, ENTRIES, ROWS)
def test_a_settled_text_stays_settled_and_no_typed_text_is_lost(source: str, published: str, po: Entry | None, remembered: Remembered | None) -> None:
    if remembered is not None and remembered.target_hash == hashed(""):
        remembered = remembered._replace(state="missing")
    found = settled(source, published, po, remembered)
    if found.blocked:
        assert settled(source, published, po, remembered) == found
        return
    assert found.row is not None
    known = "" if remembered is None else remembered.target_hash
    typed = {text for text in (published, po.target if po else "") if text and hashed(text) != known}
    assert typed <= {found.text, *replaced(found.row)}
    after = settled(source, found.text, Entry(source, found.text, found.fuzzy), found.row)
    assert (after.text, after.state, after.row, after.event, after.blocked) == (found.text, found.state, found.row, "nothing", False)
