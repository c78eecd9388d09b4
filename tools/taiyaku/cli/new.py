"""taiyaku new."""

from __future__ import annotations

import argparse
from pathlib import Path

from taiyaku.cli.shared import CLEAN, told
from taiyaku.errors import WrongUsage
from taiyaku.i18n import Messages, _


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    text = said.text
    parser.add_argument("folder", type=Path, metavar=text(_("FOLDER")), help=text(_("folder to make; it must not exist yet, or hold nothing but .git")))
    parser.add_argument("--name", metavar=text(_("NAME")), help=text(_("name of the package in small ASCII letters (default: made from the folder's name)")))
    parser.add_argument(
        "--languages",
        nargs=2,
        metavar=text(_("LANGUAGE")),
        default=["en", "ja"],
        help=text(_("languages: tables and columns are described in the first and translated into the second (default: en ja)")),
    )
    parser.add_argument("--title-en", metavar=text(_("TITLE")), help=text(_("title of the package in English")))
    parser.add_argument("--title-ja", metavar=text(_("TITLE")), help=text(_("title of the package in Japanese")))


def act(options: argparse.Namespace, said: Messages) -> int:
    """Make a new project."""
    from taiyaku import scaffold, write

    given = {"en": options.title_en, "ja": options.title_ja}
    titles = {language: title for language, title in given.items() if title is not None} or scaffold.TITLES
    if titles.keys() != given.keys():
        raise WrongUsage(_("a title is needed in both languages: --title-en and --title-ja"))
    name = scaffold.named(options.folder.resolve().name) if options.name is None else options.name
    artifacts = scaffold.artifacts(name, titles, options.languages)
    write.project(options.folder, artifacts)
    told(said, options.folder, len(artifacts), written=True)
    readme = "README.md" if said.language == "en" else f"README.{said.language}.md"
    print(said.text(_("Next: `taiyaku check {path}`, then read {readme}."), {"path": options.folder, "readme": options.folder / readme}))
    return CLEAN
