"""taiyaku derive."""

from __future__ import annotations

import argparse

from taiyaku.cli.shared import project, refuse_unread, renew
from taiyaku.i18n import Messages


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    project(parser, said)


def act(options: argparse.Namespace, said: Messages) -> int:
    """Write what is derived, or tell what is stale."""
    from taiyaku import derive, loaders

    root = loaders.folder(str(options.project))
    package = loaders.load(str(options.project))
    refuse_unread(package, options.project)
    return renew(said, root, derive.files(package), options)
