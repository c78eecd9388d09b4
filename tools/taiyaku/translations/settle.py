"""The rule of sync, for one text: which of its two places was edited, which text holds, and in what state.

Pure. A text is *published* in the table of its language and *edited* in the locale file of its
table; the ledger remembers the source and a hash of the translation as they stood when the two
last agreed. Nothing is ever decided by likeness of texts.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import lru_cache

from taiyaku.model import Remembered

MISSING, DRAFT, MACHINE, TRANSLATED, REVIEWED, STALE, CONFLICT, WAIVED, RETIRED = (
    "missing",
    "draft",
    "machine",
    "translated",
    "reviewed",
    "stale",
    "conflict",
    "waived",
    "retired",
)
STATES = (MISSING, DRAFT, MACHINE, STALE, CONFLICT, TRANSLATED, REVIEWED, WAIVED)
"""States of a text, those with work to do first."""
DONE = frozenset({TRANSLATED, REVIEWED, WAIVED})
_FLAGGED = frozenset({DRAFT, MACHINE})
"""States that a locale file shows as ``fuzzy``; a stale text is flagged too."""

NOTHING, ADOPTED, REWORDED, CLEARED, FLAGGED, RESTORED, EMPTIED, CLASHED, FIRST, GIVEN = (
    "nothing",
    "adopted",
    "reworded",
    "cleared",
    "flagged",
    "restored",
    "emptied",
    "clashed",
    "first",
    "given",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the locale file says of a text: the source that the translator saw, the translation, and whether it needs work."""

    source: str
    target: str
    fuzzy: bool
    previous: bool = False
    """Whether it shows the source before the last: a text that sync has marked as stale."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What holds for one text."""

    text: str
    """The translation that is published."""
    state: str
    row: Remembered | None
    """What the ledger shall remember; None where there was nothing to remember yet."""
    event: str = NOTHING
    """What happened since the last sync."""
    other: str = ""
    """In a conflict, the text in the locale file that is not shown; else a text that lost, or the state that somebody gave."""
    blocked: bool = False
    """True where nothing of this text may be written until somebody settles it."""

    @property
    def fuzzy(self) -> bool:
        """Tell whether the locale file shall flag it."""
        return self.state in (DRAFT, MACHINE, STALE)


@lru_cache(maxsize=1 << 17)
def hashed(text: str) -> str:
    """Give the SHA-256 of a text in UTF-8 with LF line ends, in hexadecimal; nothing else is normalised."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()


def lost(row: Remembered, text: str) -> Remembered:
    """Remember a text that no longer holds anywhere: ``replaced`` is a JSON array of them, the oldest first."""
    texts = replaced(row)
    return row._replace(replaced=json.dumps([*texts, text], ensure_ascii=False)) if text and text not in texts else row


def replaced(row: Remembered) -> list[str]:
    """Give the texts that a ledger row keeps for memory."""
    try:
        texts = json.loads(row.replaced or "[]")
    except ValueError:
        return [row.replaced]
    return [str(each) for each in texts] if isinstance(texts, list) else [row.replaced]


def regained(row: Remembered, text: str) -> Remembered:
    """Take a text that holds again out of those that are kept for memory."""
    texts = replaced(row)
    left = [each for each in texts if each != text]
    return row if left == texts else row._replace(replaced=json.dumps(left, ensure_ascii=False) if left else "")


def state(row: Remembered, source: str) -> str:
    """Give the state of a text that nobody edited: stale where its source is no longer the one that it was made from."""
    return STALE if row.source != source and row.state != MISSING else row.state


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decides where the rule cannot: for a whole package, or for one text."""

    prefer: str = ""
    """``po`` or ``csv``: which side holds where both were edited, or differ at first."""
    adopt: str = ""
    """The state that texts without a memory get (draft where nobody says so)."""
    empty: bool = False
    """Whether the text shall be removed, on both sides."""
    set_state: str = ""
    """``reviewed``, ``translated``, ``draft``, ``machine`` or ``waived``: the state that somebody gives the text as it stands."""
    translator: str = ""
    reviewed_on: str = ""
    origin: str = ""
    reason: str = ""


NO_CHOICE = Choice()


def settle(key: tuple[str, str], source: str, published: str, entry: Entry | None, row: Remembered | None, choice: Choice = NO_CHOICE) -> Settled:
    """Settle one text: its source now, the published translation, what the locale file says, what the ledger remembers."""
    if choice.empty:
        remembered = row or Remembered(*key, source, "", MISSING)
        for text in (published, entry.target if entry else ""):
            remembered = lost(remembered, text)
        return Settled("", MISSING, remembered._replace(source=source, target_hash=hashed(""), state=MISSING), EMPTIED)
    settled = _first(key, source, published, entry, choice) if row is None else _since(source, published, entry, row, choice)
    if choice.set_state and not settled.blocked and settled.row is not None and settled.text:
        return _given(settled, settled.row, source, choice)
    return settled


def _given(settled: Settled, remembered: Remembered, source: str, choice: Choice) -> Settled:
    row = remembered._replace(
        source=source,
        state=choice.set_state,
        translator=choice.translator or remembered.translator,
        reviewed_on=choice.reviewed_on or remembered.reviewed_on,
        origin=choice.origin or remembered.origin,
        reason=choice.reason or remembered.reason,
    )
    event, other = (GIVEN, choice.set_state) if settled.event == NOTHING and row != remembered else (settled.event, settled.other)
    return Settled(settled.text, choice.set_state, row, event, other)


def _first(key: tuple[str, str], source: str, published: str, entry: Entry | None, choice: Choice) -> Settled:
    """Settle a text of which nothing is remembered."""
    target = entry.target if entry else ""
    if published and target and published != target and not choice.prefer:
        return Settled(published, CONFLICT, None, CLASHED, target, blocked=True)
    text, other = (target, published) if target and (not published or choice.prefer == "po") else (published, target)
    fuzzy = entry is not None and entry.fuzzy and text == target
    name = (DRAFT if fuzzy else choice.adopt or DRAFT) if text else MISSING
    seen = entry.source if entry and entry.source and text and text == target else source
    row = (
        Remembered(*key, seen, hashed(text), name, choice.translator, choice.reviewed_on, choice.origin)
        if text
        else Remembered(*key, source, hashed(""), MISSING)
    )
    loser = other if other != text else ""
    return Settled(text, state(row, source), lost(row, loser), FIRST, loser)


def _since(source: str, published: str, entry: Entry | None, row: Remembered, choice: Choice) -> Settled:
    """Settle a text that was in agreement once."""
    typed = entry is not None and hashed(entry.target) != row.target_hash
    changed = hashed(published) != row.target_hash
    if entry is not None and typed and changed and entry.target != published:
        return _both(source, published, entry, row, choice)
    if (typed and entry is not None and not entry.target) or (changed and not published):
        return _emptied(source, published, entry, row, choice)
    if typed and entry is not None and not (changed and entry.source not in (source, row.source)):
        return _typed(source, published, entry, row, choice)
    if changed:
        return _changed(source, published, entry, row, choice)
    return _unchanged(source, published, entry, row)


def _both(source: str, published: str, entry: Entry, row: Remembered, choice: Choice) -> Settled:
    """Settle two edits that differ: a conflict until somebody says which holds."""
    if not choice.prefer:
        if not (published and entry.target):
            return Settled(published or entry.target, CONFLICT, row, EMPTIED, "", blocked=True)
        return Settled(published, CONFLICT, row, CLASHED, entry.target, blocked=True)
    from_po = bool(entry.target) and (choice.prefer == "po" or not published)
    other = published if from_po else entry.target
    remembered, choice = lost(row, other), replace(choice, prefer="po" if from_po else "csv")
    settled = _typed(source, published, entry, remembered, choice) if from_po else _changed(source, published, entry, remembered, choice)
    return Settled(settled.text, settled.state, settled.row, settled.event, other)


def _emptied(source: str, published: str, entry: Entry | None, row: Remembered, choice: Choice) -> Settled:
    """Settle a side that lost its text: the other is kept, unless both are empty."""
    target = entry.target if entry else published
    kept = published or target
    if not kept:
        return Settled("", MISSING, row._replace(source=source, target_hash=hashed(""), state=MISSING), EMPTIED)
    if choice.prefer:
        return _unchanged(source, kept, Entry(entry.source, kept, entry.fuzzy) if entry else None, row._replace(target_hash=hashed(kept)))
    return Settled(kept, state(row, source), row, EMPTIED, "", blocked=True)


def _typed(source: str, published: str, entry: Entry, row: Remembered, choice: Choice) -> Settled:
    """Settle what the translator edited (or both sides alike)."""
    if entry.source not in (source, row.source):
        # Made from a source that we do not know: neither side is thrown away.
        if not choice.prefer:
            return Settled(published, CONFLICT, row, CLASHED, entry.target, blocked=True)
        if choice.prefer == "csv":
            return _unchanged(source, published, None, lost(row, entry.target))
        entry = Entry(source, entry.target, fuzzy=True)
    # A sync that was interrupted has written the text to both sides, and not to the ledger: it is as stale as it was.
    halfway = published == entry.target and entry.fuzzy and entry.previous and row.source != source == entry.source
    remembered = row._replace(
        source=row.source if halfway else entry.source,
        target_hash=hashed(entry.target),
        state=DRAFT if entry.fuzzy and not halfway else TRANSLATED,
        translator=choice.translator,
        reviewed_on="",
        origin=choice.origin,
        reason="",
    )
    return Settled(entry.target, state(remembered, source), remembered, ADOPTED)


def _changed(source: str, published: str, entry: Entry | None, row: Remembered, choice: Choice) -> Settled:
    """Settle what the curator edited; where its source changed too, somebody should look at it."""
    seen = entry.source if entry else row.source
    drafted = source != seen or (entry is not None and entry.fuzzy and row.state not in _FLAGGED and row.source == seen)
    remembered = row._replace(
        source=source,
        target_hash=hashed(published),
        state=DRAFT if drafted else TRANSLATED,
        translator=choice.translator,
        reviewed_on="",
        origin=choice.origin,
        reason="",
    )
    return Settled(published, remembered.state, remembered, ADOPTED)


def _unchanged(source: str, published: str, entry: Entry | None, row: Remembered) -> Settled:
    """Settle a translation that nobody edited: its source may be another, its flag, or nothing."""
    now = state(row, source)
    flagged = now == STALE or now in _FLAGGED
    if row.state == MISSING:
        moved = row.source != source
        return Settled(published, MISSING, row._replace(source=source), REWORDED if moved else NOTHING)
    if entry is None or entry.source != source:
        # Its flag was set for another source, unless somebody set it by hand on the one that the ledger knows.
        by_hand = entry is not None and entry.fuzzy and entry.source == row.source and row.state not in _FLAGGED
        remembered = row._replace(state=DRAFT) if by_hand else row
        event = NOTHING if entry is None else REWORDED if now == STALE else RESTORED
        return Settled(published, state(remembered, source), remembered, event)
    if entry.fuzzy and not flagged:
        return Settled(published, DRAFT, row._replace(state=DRAFT), FLAGGED)
    if flagged and not entry.fuzzy:
        # Whoever takes the flag away says that the text is right for the source shown beside it.
        return Settled(published, TRANSLATED, row._replace(source=source, state=TRANSLATED, reviewed_on=""), CLEARED)
    return Settled(published, now, row)
