"""taiyaku changelog."""

from __future__ import annotations

import argparse
from pathlib import Path

from taiyaku.cli.shared import CLEAN, FOUND, refuse_unread
from taiyaku.i18n import Messages, _


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "project",
        nargs="?",
        default=".",
        type=Path,
        metavar=said.text(_("PROJECT")),
        help=said.text(_("project folder or package folder (default: this folder)")),
    )
    parser.add_argument(
        "--since",
        metavar=said.text(_("OLD")),
        help=said.text(_("the version before this one: a folder, a zip archive or git:REVISION (default: only write the pages anew)")),
    )
    parser.add_argument("--check", action="store_true", help=said.text(_("write nothing; exit with 1 where a file is not up to date")))


def act(options: argparse.Namespace, said: Messages) -> int:
    """Add what changed since an older version, and write the pages."""
    from taiyaku import changelog, diff, loaders, write

    project: Path = options.project
    root = loaders.folder(str(project))
    package = loaders.load(str(project), clear=False)
    refuse_unread(package, project)
    releases = changelog.remembered(package)
    if options.since is not None:
        older = loaders.load(options.since, clear=False)
        refuse_unread(older, options.since)
        releases = changelog.joined_by(releases, changelog.release(package, diff.compare(older, package)))
    elif not releases:
        releases = [changelog.release(package, None)]
    stale = [each for each in changelog.files(package, releases) if not _up_to_date(root / each.path, each.content)]
    if not options.check:
        write.all_files(root, stale)
    if not stale:
        print(said.text(_("{path}: everything is up to date"), {"path": project}))
    for artifact in stale:
        says = _("{path} is not up to date") if options.check else _("{path} written")
        print(said.text(says, {"path": artifact.path}))
    return FOUND if options.check and stale else CLEAN


def _up_to_date(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
