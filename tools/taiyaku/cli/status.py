"""taiyaku status."""

from __future__ import annotations

import argparse

from taiyaku.cli.shared import CLEAN, FOUND, NO_LOCALES, package, percentages, render, reports
from taiyaku.errors import WrongUsage
from taiyaku.i18n import Messages, _


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    text = said.text
    package(parser, said)
    least = text(_("percent of the texts that shall be done, in one language or in each; less ends with exit code 1"))
    parser.add_argument("--min", action="append", default=[], metavar=text(_("[LANGUAGE=]PERCENT")), help=least)
    parser.add_argument("--next", type=int, default=10, metavar=text(_("N")), help=text(_("how many of the next things to do are listed (default: 10)")))
    reports(parser, said)


def act(options: argparse.Namespace, said: Messages) -> int:
    """Count, and hold the numbers against what is asked for."""
    from taiyaku import described, loaders
    from taiyaku.translations.coverage import coverage, declared

    least = percentages(options.min)
    loaded = loaders.load(options.package)
    unknown = [language for language in least if language and language not in loaded.languages]
    if unknown:
        raise WrongUsage(
            _("{package} has no language {language}; it has: {names}"), package=loaded.name, language=unknown[0], names=", ".join(loaded.languages)
        )
    if loaded.plan is None:
        print(said.text(NO_LOCALES, {"package": loaded.name}))
        return FOUND if least else CLEAN
    told = coverage(loaded, loaded.plan, least or declared(loaded), max(options.next, 0), described.rows(loaded), described.tasks(loaded))
    render(options, said, "status", told)
    return FOUND if least and not all(each.met for each in told.thresholds) else CLEAN
