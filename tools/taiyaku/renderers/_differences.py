"""What several formats need to know of changes: which belong together, what they are called, which words differ, and which to show where not all can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from taiyaku import wording
from taiyaku.diff.said import counted, reason
from taiyaku.i18n import Messages, _, fill, visible
from taiyaku.model import Cell, Change, Changes, Step, Text
from taiyaku.wording import ADDED, KEPT, REMOVED, Piece

ACTIONS = {"added": _("added"), "removed": _("removed"), "renamed": _("renamed"), "changed": _("changed"), "retyped": _("retyped")}
CONCERNS = {
    "record": _("record"),
    "fact": _("fact"),
    "source-text": _("source text"),
    "translation": _("translation"),
    "schema": _("schema"),
    "metadata": _("metadata"),
    "format": _("format only"),
}
BEHIND = _("left behind")
_ASPECTS = {
    "rows": _("order of records"),
    "columns": _("order of columns"),
    "encoding": _("encoding"),
    "mark": _("byte order mark"),
    "line-ends": _("line ends"),
    "quoting": _("quotation marks"),
    "json": _("order and spelling of JSON"),
}
_NEEDS = {"major": _("major"), "minor": _("minor"), "patch": _("patch")}
HEADS = {
    ("added", "record"): _("Records added"),
    ("removed", "record"): _("Records removed"),
    ("renamed", "record"): _("Records renamed"),
    ("", "fact"): _("Facts changed"),
    ("", "source-text"): _("Source texts changed"),
    ("", "translation"): _("Translations changed"),
    ("", "metadata"): _("Metadata"),
    ("", "schema"): _("Schema"),
}
"""Heads of a table of totals."""
_SHORT = 40
"""Characters of a value that is replaced as a whole, because its parts mean nothing: a date, a code, a number."""
_ALIKE = 0.25
"""Share of a text that must have stayed for its words to be compared."""

_MOST_PIECES = 100
"""Pieces above which a text is replaced as a whole: nobody reads so many."""


@dataclass(frozen=True, slots=True)
class Group:
    """What changed in one record, or in what the descriptor says of one resource or of the package."""

    table: str
    id: str
    title: Text
    changes: tuple[Change, ...]
    followers: Mapping[str, int]
    """Records without texts of their own that came or went with it, or that name it by its new id: how many of them, by table."""

    @property
    def stale(self) -> bool:
        """Whether one of its texts was left behind."""
        return any(change.behind for change in self.changes)

    @property
    def moved(self) -> Change | None:
        """How the record came, went or got another id, if it did."""
        return next((change for change in self.changes if change.concerns == "record"), None)

    def of(self, *concerns: str) -> list[Change]:
        """Give the changes of these classes."""
        return [change for change in self.changes if change.concerns in concerns]

    @property
    def texts(self) -> dict[str, dict[str, Change]]:
        """Give the changed texts by field and language."""
        found: dict[str, dict[str, Change]] = {}
        for change in self.of("source-text", "translation"):
            found.setdefault(change.field, {})[change.language] = change
        return found


def groups(told: Changes) -> list[Group]:
    """Put the changes of each record together, and those of each resource, in the order in which they are met.

    What only follows from a record that was added, removed or renamed (a citation of it, a
    relation to it) is counted with that record and has no group of its own.
    """
    found: dict[_Key, list[Change]] = {}
    for change in told.changes:
        found.setdefault(_key(change), []).append(change)
    leaders = _leaders(found)
    followers: dict[_Key, Counter[str]] = {}
    for key, leader in leaders.items():
        followers.setdefault(leader, Counter())[key[1]] += 1
    return [
        Group(key[1], key[2], {} if key[0] else told.title(key[1], key[2]), tuple(changes), followers.get(key, {}))
        for key, changes in found.items()
        if key not in leaders
    ]


_Key: TypeAlias = tuple[bool, str, str]
"""Whether it concerns the descriptor, the table, the record."""
_Moved: TypeAlias = dict[tuple[str, str], _Key]
"""Records that were added, removed or renamed, by action and the id that they have, or had."""


def _key(change: Change) -> _Key:
    return change.concerns in ("schema", "metadata"), change.table, change.id


def _leaders(found: Mapping[_Key, Sequence[Change]]) -> dict[_Key, _Key]:
    """Give the record that another one follows, by key."""
    moved: _Moved = {}
    for key, changes in found.items():
        for change in changes:
            if change.concerns == "record" and not change.id.isdecimal():  # a number may be anything
                moved[change.action, change.old or change.id] = key
    leaders: dict[_Key, _Key] = {}
    for key, changes in found.items():
        leader = _leader(changes, moved)
        if leader and leader[1] != key[1]:
            leaders[key] = leader
    last = {key: _last(key, leaders) for key in leaders}
    return {key: leader for key, leader in last.items() if leader not in leaders}  # not those that follow each other in a ring


def _last(key: _Key, leaders: Mapping[_Key, _Key]) -> _Key:
    """Give the record at the end of a chain of records that follow one another."""
    seen = {key}
    while (key := leaders[key]) in leaders and key not in seen:
        seen.add(key)
    return key


def _leader(changes: Sequence[Change], moved: _Moved) -> _Key | None:
    """Give the record whose coming, going or new id is all that these changes follow from."""
    first, *more = changes
    if first.concerns == "fact":
        leaders = {moved.get(("renamed", change.old)) for change in changes if change.concerns == "fact" and change.old}
        leader = leaders.pop() if len(leaders) == 1 else None
        return leader if leader and all(change.new == leader[2] for change in changes) else None
    if first.concerns != "record" or first.action == "renamed" or more or any(cell.language for cell in first.cells):
        return None
    # What is new may name what has gone: its entry in the table of redirects does.
    actions = ("removed", "renamed") if first.action == "removed" else ("added", "removed", "renamed")
    named = ((action, cell.text) for cell in first.cells for action in actions if cell.text != first.id)
    return next((moved[each] for each in named if each in moved), None)


def fitting(told: Sequence[Group], most: int) -> list[Group]:
    """Give as many groups as hold no more than so many changes, those with texts left behind before all others, in the order given."""
    kept: set[int] = set()
    for at in sorted(range(len(told)), key=lambda at: not told[at].stale):
        most -= len(told[at].changes)
        if most < 0 and kept:
            break
        kept.add(at)
    return [told[at] for at in sorted(kept)]


def settled(group: Group) -> bool:
    """Tell whether all there is to say of a record is that it came, went or got another id."""
    return group.moved is not None and len(group.changes) == 1


def tally(changes: Iterable[Change]) -> Counter[tuple[str, str]]:
    """Count changes by action and class, and by class."""
    counts: Counter[tuple[str, str]] = Counter()
    for change in changes:
        counts[change.action, change.concerns] += 1
        counts["", change.concerns] += 1
    return counts


def behind(changes: Iterable[Change]) -> Counter[str]:
    """Count the texts that were left behind, by language."""
    return Counter(cell.language for change in changes for cell in change.behind)


def totals(told: Changes, every: Iterable[Group]) -> tuple[Counter[str], Counter[str]]:
    """Count the changes that stand for themselves, and those that only follow: records by action, all others by class. Together they are all changes."""
    everything, own = (tally(changes) for changes in (told.changes, (change for group in every for change in group.changes)))
    named = {(action, concern): action or concern for action, concern in HEADS}
    return (
        Counter({name: own[kind] for kind, name in named.items()}),
        Counter({name: everything[kind] - own[kind] for kind, name in named.items()}),
    )


def summary(told: Changes, every: Iterable[Group], said: Messages) -> list[str]:
    """Say how many changes there are of each class that stand for themselves; nothing where there are none."""
    return counted(totals(told, every)[0], said)


def warnings(told: Changes, said: Messages) -> list[str]:
    """Say which languages were left behind, and what could not be compared."""
    lines = [
        said.count(_("{n} text in {language} was left behind"), _("{n} texts in {language} were left behind"), number, {"language": language})
        for language, number in sorted(behind(told.changes).items())
    ]
    lines += [said.text(_("{path} could not be read in one of the versions; nothing is said of it"), {"path": where}) for where in told.unread]
    return lines


def consequences(told: Changes, every: Sequence[Group], said: Messages) -> str:
    """Say how much changed only because records came, went or got another id; empty where nothing did."""
    following = counted(totals(told, every)[1], said)
    if not following:
        return ""
    what = said.text(_(", ")).join(following)
    return fill(said.text(_("What follows from records removed, renamed or added: {what}")), {"what": what})


def version(step: Step | None, said: Messages) -> str:
    """Say which version the changes need, and whether the declared one is high enough; empty where there is nothing to say."""
    if step is None or not step.needs:
        return ""
    values = {"new": step.new, "least": step.least, "needs": said.text(_NEEDS.get(step.needs, step.needs))}
    if not step.least:
        return said.text(_("The changes are of the kind {needs}"), values)
    if step.enough:
        return said.text(_("Version {new} is high enough: the changes ({needs}) ask for {least}"), values)
    if step.new == step.old:
        return said.text(_("The next version must be {least} or higher ({needs})"), values)
    return said.text(_("Version {new} is too low: the changes ({needs}) ask for {least}"), values)


def name(group: Group) -> str:
    """Name what changed, as people find it: ``items/mmx``; empty for the package."""
    return "/".join(part for part in (group.table, group.id) if part)


def called(title: Text) -> str:
    """Give what a record is called in every language."""
    return " / ".join(dict.fromkeys(text for text in title.values() if text))


def moved(change: Change, said: Messages) -> str:
    """Say how a record came, went or got another id, and why."""
    told = said.text(ACTIONS[change.action])
    if change.action == "renamed":
        told = said.text(_("renamed from {id}"), {"id": change.old})
    elif change.action == "removed" and change.new:
        told = said.text(_("removed, replaced by {id}"), {"id": change.new})
    why = reason(change.reason, said) if change.reason != change.action else ""
    return f"{told}{said.text(_(' ({reason})'), {'reason': why})}" if why else told


def label(change: Change, said: Messages) -> str:
    """Name what a change of a cell or of the descriptor concerns: its class, then the field, property and language."""
    concern = said.text(CONCERNS[change.concerns])
    if change.concerns == "format":
        return f"{concern}: {said.text(_ASPECTS[change.aspect]) if change.aspect in _ASPECTS else visible(change.aspect)}"
    parts = [part for part in (change.field, change.aspect) if part] or [said.text(_("table"))]
    language = f" ({visible(change.language)})" if change.language else ""
    action = "" if change.action == "changed" else f", {said.text(ACTIONS[change.action])}"
    return f"{concern}: {visible(' '.join(parts))}{language}{action}"


def left(cell: Cell, said: Messages) -> str:
    """Name a text that was left behind."""
    return f"{said.text(BEHIND)}: {visible(cell.field)} ({visible(cell.language)})"


def follow(group: Group, said: Messages) -> str:
    """Say what follows from how a record moved, and is not shown one by one."""
    if not group.followers:
        return ""
    number = said.text(_(", ")).join(f"{visible(table)} {number:,}" for table, number in group.followers.items())
    return fill(said.text(_("together with it: {tables}")), {"tables": number})


def pieces(change: Change) -> list[Piece]:
    """Give what became of the words of a value; of a short value, and of a text that was written anew, one for the other."""
    whole = [piece for piece in (Piece(REMOVED, change.old), Piece(ADDED, change.new)) if piece.text]
    longest = max(len(change.old), len(change.new))
    if not change.language and longest <= _SHORT:
        return whole
    found = wording.compare(change.old, change.new)
    kept = sum(len(piece.text) for piece in found if piece.action == KEPT)
    return found if kept >= longest * _ALIKE and len(found) <= _MOST_PIECES else whole
