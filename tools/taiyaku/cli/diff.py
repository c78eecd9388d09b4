"""taiyaku diff."""

from __future__ import annotations

import argparse

from taiyaku.cli.shared import CLEAN, FOUND, package, render, reports
from taiyaku.i18n import Messages, _


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    parser.add_argument("old", metavar=said.text(_("OLD")), help=said.text(_("the older version: a folder, a zip archive or git:REVISION")))
    package(parser, said, "new", _("NEW"))
    parser.add_argument("--exit-code", action="store_true", help=said.text(_("exit with 1 where there are differences")))
    reports(parser, said)


def act(options: argparse.Namespace, said: Messages) -> int:
    """Compare two versions and report."""
    from taiyaku import diff, loaders

    changes = diff.compare(loaders.load(options.old), loaders.load(options.new))
    render(options, said, "changes", changes)
    return FOUND if options.exit_code and changes.changes else CLEAN
