"""taiyaku verify."""

from __future__ import annotations

import argparse

from taiyaku.cli.shared import CLEAN, FOUND, render, reports
from taiyaku.i18n import Messages, _


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "release", nargs="?", default="dist", metavar=said.text(_("RELEASE")), help=said.text(_("folder, or zip or tar archive (default: dist)"))
    )
    reports(parser, said)


def act(options: argparse.Namespace, said: Messages) -> int:
    """Judge a release by its own lists, and its files by each other."""
    from taiyaku.loaders.from_release import Release
    from taiyaku.verify import verify

    judged = verify(Release(options.release), options.release)
    render(options, said, "report", judged)
    return FOUND if judged.open else CLEAN
