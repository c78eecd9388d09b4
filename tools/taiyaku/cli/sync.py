"""taiyaku sync."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from taiyaku.cli.shared import CLEAN, FOUND, package
from taiyaku.errors import CannotWrite, WrongUsage
from taiyaku.i18n import Messages, _
from taiyaku.model import Artifact, Package
from taiyaku.translations import settle, sync

_MOST = 20
"""Events of one kind that are told one by one."""
_STATES = (settle.DRAFT, settle.MACHINE, settle.TRANSLATED, settle.REVIEWED, settle.WAIVED)
_WAYS = ("po", "csv", "empty", *_STATES)

SAYS = {
    settle.FIRST: _("{text}: first seen"),
    settle.ADOPTED: _("{text}: edited; carried over"),
    settle.REWORDED: _("{text}: its source was reworded; the translation is kept and marked"),
    settle.CLEARED: _("{text}: found right as it stands"),
    settle.FLAGGED: _("{text}: marked as a draft"),
    settle.RESTORED: _("{text}: back as it was"),
    settle.EMPTIED: _("{text}: removed; the last text stays in the ledger"),
    settle.CLASHED: _("{text}: settled; the other text stays in the ledger"),
    settle.GIVEN: _("{text}: is {detail} now"),
    sync.RENAMED: _("{text}: follows its record, which was {detail}"),
    sync.RETIRED: _("{text}: its record or source is gone; kept as an obsolete entry"),
    sync.FLIPPED: _("{text}: the source language is another now; moved with its history"),
}
BLOCKED = {
    settle.CLASHED: _("{text}: edited on both sides; the locale file has {detail}. Settle it: --settle '{key}=po' or --settle '{key}=csv'"),
    settle.EMPTIED: _("{text}: emptied on one side; the text is kept. Settle it: --settle '{key}=empty' or --settle '{key}=csv'"),
    sync.ALONE: _("{text}: two equally authentic texts, and only one was changed. Settle it: --settle '{key}=translated'"),
}


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    text = said.text
    package(parser, said)
    parser.add_argument("--dry-run", action="store_true", help=text(_("tell what would be done, and write nothing")))
    parser.add_argument(
        "--prefer", choices=("po", "csv"), default="", help=text(_("where both sides were edited: which holds (the other stays in the ledger)"))
    )
    parser.add_argument(
        "--settle",
        action="append",
        default=[],
        metavar=text(_("TEXT=WAY")),
        help=text(_("settle one text, named as in the locale file; ways: {names}"), {"names": ", ".join(_WAYS)}),
    )
    parser.add_argument("--adopt", choices=_STATES, default="", help=text(_("state of texts that have no history yet (default: draft)")))
    parser.add_argument("--translator", default="", metavar=text(_("NAME")), help=text(_("who translated or reviewed what is carried over or settled")))
    parser.add_argument("--reviewed-on", default="", metavar=text(_("DATE")), help=text(_("date of the review, YYYY-MM-DD")))
    parser.add_argument("--origin", default="", metavar=text(_("ORIGIN")), help=text(_("where the texts come from: human, official or machine:NAME")))
    parser.add_argument("--reason", default="", metavar=text(_("REASON")), help=text(_("why a text is waived")))


def act(options: argparse.Namespace, said: Messages) -> int:
    """Carry edits both ways, and tell what was done and what somebody has to settle."""
    from taiyaku import loaders, write

    root, choices = loaders.folder(options.package), _choices(options)
    with nullcontext() if options.dry_run else write.alone(root):
        loaded = loaders.load(options.package, as_synced=False)
        if loaded.unread or loaded.unsafe:
            where = "; ".join(f"{problem.where}" for problem in loaded.unread[:_MOST])
            raise CannotWrite(_("{path} has parts that cannot be read; `taiyaku check` lists them ({where})"), path=options.package, where=where)
        plan = sync.plan(loaded, choices)
        _refuse_unknown(plan, choices)
        steps = steps_of(options.package, loaded, plan)
        if not options.dry_run:
            write_steps(root, loaded, steps)
    _tell(plan, said)
    tell_files(steps, said, dry_run=options.dry_run)
    return FOUND if plan.blocked else CLEAN


def steps_of(source: str, loaded: Package, plan: sync.Plan) -> list[list[Artifact]]:
    """Give the files that change, in the order in which they must: texts that lose go into memory first, what both sides agree on last."""
    from taiyaku import loaders
    from taiyaku.loaders.edits import carried, described
    from taiyaku.translations import files

    tables = carried(loaded, files.edits(loaded, plan))
    # Locale files name the lines of the tables as they will be.
    moved = any(each.content.count(b"\n") != (loaded.held(each.path) or b"").count(b"\n") for each in tables)
    after = loaders.load(source, {each.path: each.content for each in tables}, as_synced=False) if moved else loaded
    steps = [files.losers(loaded, plan), [*tables, *files.locales(after, plan), *described(loaded)], files.ledgers(loaded, plan)]
    return [[each for each in step if loaded.held(each.path) != each.content] for step in steps]


def write_steps(root: Path, loaded: Package, steps: Sequence[Sequence[Artifact]]) -> None:
    """Write the files, unless somebody else has edited one since it was read. Raises CannotWrite."""
    from taiyaku import loaders, write

    edited = [path for path in loaded.read if path.startswith(loaded.translations)]
    write.tidy(root, [*edited, *(loaded.inside(table.path) for table in loaded.tables.values())])
    for path in sorted({*edited, *(artifact.path for step in steps for artifact in step)}):
        before = loaded.held(path)
        if (root / path).exists() is (before is None) or (before is not None and loaders.named(str(root / path)) != before):
            raise CannotWrite(_("{path} was changed by somebody else in the meantime; nothing was written"), path=root / path)
    for step in steps:
        write.all_files(root, step)


def _choices(options: argparse.Namespace) -> sync.Choices:
    """Take the decisions from the command line. Raises WrongUsage."""
    refuse_no_date(options.reviewed_on)
    given = {"translator": options.translator, "reviewed_on": options.reviewed_on, "origin": options.origin, "reason": options.reason}
    single: dict[str, settle.Choice] = {}
    for word in options.settle:
        context, _equals, way = word.rpartition("=")
        if not context or way not in _WAYS:
            raise WrongUsage(_("{word} does not say which text and how; ways: {names}"), word=word, names=", ".join(_WAYS))
        if way == settle.WAIVED and not options.reason:
            raise WrongUsage(_("a text is waived for a reason: --reason"))
        prefer, state = (way if way in ("po", "csv") else options.prefer), (way if way in _STATES else "")
        single[context] = settle.Choice(prefer=prefer, adopt=options.adopt, empty=way == "empty", set_state=state, **given)
    return sync.Choices(settle.Choice(prefer=options.prefer, adopt=options.adopt, **given), single)


def refuse_no_date(word: str) -> None:
    """Raise WrongUsage for what is neither empty nor a date as ISO 8601 writes it, YYYY-MM-DD."""
    try:
        good = not word or date.fromisoformat(word).isoformat() == word
    except ValueError:
        good = False
    if not good:
        raise WrongUsage(_("{word} is no date of the form YYYY-MM-DD"), word=word)


def _refuse_unknown(plan: sync.Plan, choices: sync.Choices) -> None:
    """Raise WrongUsage where somebody settles a text that is not there."""
    texts = {(unit.language, unit.context): unit.settled.text or unit.settled.blocked for unit in plan.units if choices.single}
    texts |= {(event.language, name): True for event in plan.events for name in (event.context, event.detail if event.what == sync.RENAMED else "")}
    for name, choice in choices.single.items():
        found = [text for (language, context), text in texts.items() if name in (context, f"{language}:{context}")]
        if not found or (choice.set_state and not any(found)):
            raise WrongUsage(_("there is no text {name} to settle"), name=name)


def _tell(plan: sync.Plan, said: Messages) -> None:
    shown: dict[str, int] = {}
    for event in sorted(plan.events, key=lambda each: each.blocked):
        shown[event.what] = shown.get(event.what, 0) + (not event.blocked)
        if event.blocked or shown[event.what] <= _MOST:
            says = BLOCKED.get(event.what, BLOCKED[settle.CLASHED]) if event.blocked else SAYS[event.what]
            print(said.text(says, {"text": f"{event.language}: {event.context}", "detail": event.detail, "key": event.context}))
    for what, number in shown.items():
        if number > _MOST:
            example = said.text(SAYS[what], {"text": said.text(_("such texts")), "detail": "…"})
            print(said.text(_("… and {n} more: {example}"), {"n": f"{number - _MOST:,}", "example": example}))


def tell_files(steps: Sequence[Sequence[Artifact]], said: Messages, *, dry_run: bool) -> None:
    """Name the files that were, or would be, written, each once."""
    changed = dict.fromkeys(artifact.path for step in steps for artifact in step)
    for path in changed:
        print(said.text(_("{path} would be written") if dry_run else _("{path} written"), {"path": path}))
    if not changed:
        print(said.text(_("everything is in sync")))
