"""taiyaku glossary."""

from __future__ import annotations

import argparse

from taiyaku.cli.shared import CLEAN, package, render, reports
from taiyaku.i18n import Messages, _


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    package(parser, said)
    text = said.text(_("only terms with this word in a form, the reading or the note"))
    parser.add_argument("--term", default="", metavar=said.text(_("WORD")), help=text)
    reports(parser, said)


def act(options: argparse.Namespace, said: Messages) -> int:
    """List the terms."""
    from taiyaku import loaders
    from taiyaku.translations.glossary import glossary

    render(options, said, "glossary", glossary(loaders.load(options.package), options.term))
    return CLEAN
