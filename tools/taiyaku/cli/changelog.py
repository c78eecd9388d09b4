"""taiyaku changelog."""

from __future__ import annotations

import argparse

from taiyaku.cli.shared import project, refuse_unread, renew
from taiyaku.i18n import Messages, _


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "--since",
        metavar=said.text(_("OLD")),
        help=said.text(_("the version before this one: a folder, a zip archive or git:REVISION (default: only write the pages anew)")),
    )
    project(parser, said)


def act(options: argparse.Namespace, said: Messages) -> int:
    """Add what changed since an older version, and write the pages."""
    from taiyaku import changelog, diff, loaders
    from taiyaku.exporters.to_html.history import remembered

    root = loaders.folder(str(options.project))
    package = loaders.load(str(options.project), clear=False)
    refuse_unread(package, options.project)
    releases = remembered(package)
    if options.since is not None:
        older = loaders.load(options.since, clear=False)
        refuse_unread(older, options.since)
        releases = changelog.joined_by(releases, changelog.release(package, diff.compare(older, package)))
    elif not releases:
        releases = [changelog.release(package, None)]
    return renew(said, root, changelog.files(package, releases), options)
