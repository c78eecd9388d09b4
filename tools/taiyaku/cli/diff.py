"""taiyaku diff."""

from __future__ import annotations

import argparse
import shutil
import sys
from typing import TYPE_CHECKING

from taiyaku.cli.shared import CLEAN, FOUND, package, render, reports
from taiyaku.errors import WrongUsage
from taiyaku.i18n import Messages, _

if TYPE_CHECKING:
    from taiyaku.renderers._terminal import Look

_WIDTH = 120
"""Places of a line where nothing says how wide it is."""


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    parser.add_argument("old", nargs="?", metavar=said.text(_("OLD")), help=said.text(_("the older version: a folder, a zip archive or git:REVISION")))
    package(parser, said, "new", _("NEW"))
    tag = said.text(_("LANGUAGE"))
    parser.add_argument(
        "--languages",
        nargs=2,
        metavar=(tag, tag),
        help=said.text(_("compare two languages of one package (diff --languages en ja [PACKAGE]) instead of two versions")),
    )
    parser.add_argument("--side-by-side", action="store_true", help=said.text(_("show both sides in columns, as wide as the terminal")))
    parser.add_argument("--exit-code", action="store_true", help=said.text(_("exit with 1 where there are differences")))
    reports(parser, said)


def act(options: argparse.Namespace, said: Messages) -> int:
    """Compare two versions or two languages, and report."""
    return _languages(options, said) if options.languages else _versions(options, said)


def _versions(options: argparse.Namespace, said: Messages) -> int:
    from taiyaku import diff, loaders
    from taiyaku.renderers import as_text

    if options.old is None:
        raise WrongUsage(_("name the older version, for example git:HEAD; or two languages, for example --languages en ja"))
    changes = diff.compare(*loaders.versions(options.old, options.new))
    render(options, said, "changes", changes, lambda watched: as_text.changes(changes, said, _look(options, watched=watched)))
    return FOUND if options.exit_code and changes.changes else CLEAN


def _languages(options: argparse.Namespace, said: Messages) -> int:
    from taiyaku import loaders, parallel, report
    from taiyaku.renderers import as_text

    if options.old is not None and options.new != ".":
        raise WrongUsage(_("two languages are compared in one package, not in two"))
    loaded = loaders.load(options.old or options.new)
    checks = report.catalogue()
    judged = report.judge(loaded, {name: checks[name] for name in parallel.asked(checks)})
    told = parallel.compare(loaded, judged, *options.languages)
    render(options, said, "languages", told, lambda watched: as_text.languages(told, said, _look(options, watched=watched)))
    return FOUND if options.exit_code and told.pairs else CLEAN


def _look(options: argparse.Namespace, *, watched: bool) -> Look:
    """Colours only where a person looks and has not asked for none (https://no-color.org)."""
    from taiyaku.renderers._terminal import Look

    environment = options.environment
    colours = watched and sys.stdout.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    return Look(colours, shutil.get_terminal_size((_WIDTH, 0)).columns if options.side_by_side else 0)
