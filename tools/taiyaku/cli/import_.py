"""taiyaku import."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from taiyaku.cli.shared import CLEAN, FOUND, NO_LOCALES, package, refuse_unread
from taiyaku.errors import CannotRead, WrongUsage
from taiyaku.i18n import Messages, _
from taiyaku.model import Said

if TYPE_CHECKING:
    from taiyaku.exchange import Outcome, Returned


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    text = said.text
    parser.add_argument("file", type=Path, metavar=text(_("FILE")), help=text(_("a file that `taiyaku export translations-…` wrote and somebody edited")))
    package(parser, said)
    parser.add_argument("--dry-run", action="store_true", help=text(_("tell what would be done, and write nothing")))
    parser.add_argument("--translator", default="", metavar=text(_("NAME")), help=text(_("who translated or reviewed what is taken")))
    parser.add_argument("--reviewed-on", default="", metavar=text(_("DATE")), help=text(_("date of the review, YYYY-MM-DD")))
    parser.add_argument("--origin", default="", metavar=text(_("ORIGIN")), help=text(_("where the texts come from: human, official or machine:NAME")))


def act(options: argparse.Namespace, said: Messages) -> int:
    """Take the rows that hold as if they had been typed into the locale files, sync, and tell which were refused."""
    from taiyaku import exchange, loaders, write
    from taiyaku.cli.sync import refuse_no_date, steps_of, tell_files, write_steps
    from taiyaku.translations import sync
    from taiyaku.translations.settle import Choice

    refuse_no_date(options.reviewed_on)
    rows, root = _read(options.file), loaders.folder(options.package)
    choice = Choice(translator=options.translator, reviewed_on=options.reviewed_on, origin=options.origin)
    with nullcontext() if options.dry_run else write.alone(root):
        loaded = loaders.load(options.package, as_synced=False)
        refuse_unread(loaded, options.package)
        if not loaded.locales:
            raise WrongUsage(NO_LOCALES, package=loaded.name)
        outcome = exchange.compared(sync.plan(loaded), rows)
        edited, choices = exchange.edited(loaded, outcome.taken, choice)
        plan = sync.plan(edited, choices)
        steps = steps_of(options.package, edited, plan) if outcome.taken else []
        if not options.dry_run:
            write_steps(root, loaded, steps)
    _tell(options.file, outcome, said)
    if steps:
        tell_files(steps, said, dry_run=options.dry_run)
    return FOUND if outcome.refused or plan.blocked else CLEAN


def _read(path: Path) -> list[Returned]:
    """Read a file by its ending. Raises TaiyakuError."""
    from taiyaku import exchange, loaders, registry
    from taiyaku.loaders.from_archive import repacked

    forms = registry.collect(exchange, exchange.Format)
    form = next((each for each in forms.values() if path.name.lower().endswith(each.endings)), None)
    if form is None:
        names = ", ".join(ending for each in forms.values() for ending in each.endings)
        raise WrongUsage(_("{path} has none of the endings {names}"), path=path, names=names)
    try:
        content = loaders.named(str(path))
        return form.read(repacked(path, str(path)) if form.id == "xlsx" else content)
    except CannotRead as error:
        if "path" in error.values:
            raise
        raise WrongUsage(_("{path}: {reason}"), path=f"{path}:{error.line}" if error.line else path, reason=Said(error.says, error.values)) from None


def _tell(path: Path, outcome: Outcome, said: Messages) -> None:
    for refused in outcome.refused:
        print(said.text(_("{path}: {text}: refused: {reason}"), {"path": f"{path}:{refused.line}", "text": refused.context, "reason": refused.says}))
    values = {"taken": f"{len(outcome.taken):,}", "refused": f"{len(outcome.refused):,}", "untouched": f"{outcome.untouched:,}", "path": path}
    print(said.text(_("{path}: {taken} taken, {refused} refused, {untouched} untouched"), values))
