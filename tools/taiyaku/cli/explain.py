"""taiyaku explain."""

from __future__ import annotations

import argparse
import sys

from taiyaku.cli.shared import CLEAN
from taiyaku.errors import WrongUsage
from taiyaku.i18n import Messages, _


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    parser.add_argument("check", nargs="?", metavar=said.text(_("CHECK")), help=said.text(_("name of a check, as reports show it in brackets, or of a group")))
    parser.add_argument("--markdown", action="store_true", help=said.text(_("all checks as one page, as in docs/checks.md")))


def act(options: argparse.Namespace, said: Messages) -> int:
    """Explain one check, or list all, or those of a group."""
    from taiyaku import explanations, report, selection

    checks, name = report.catalogue(), options.check
    if options.markdown:
        if name is not None:
            raise WrongUsage(_("{option} and {other} do not go together"), option="--markdown", other=name)
        sys.stdout.write(explanations.markdown(checks, said))
        return CLEAN
    group = [check for check in checks.values() if name in (None, check.group)]
    for check in group:
        print(f"{check.id}: {said.text(check.why)}")
    if not group:
        known = {each: check for check in checks.values() for each in (check.id, *check.family)}
        if name not in known:
            raise selection.unknown(name, checks)
        sys.stdout.write(explanations.plain(known[name], name, said))
    return CLEAN
