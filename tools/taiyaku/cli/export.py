"""taiyaku export."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from taiyaku.cli.shared import CLEAN, NO_LOCALES, package, refuse_unread, told
from taiyaku.errors import WrongUsage
from taiyaku.i18n import Messages, _

if TYPE_CHECKING:
    from taiyaku.model import Artifact, Package

_TRANSLATIONS = "translations-"
"""What the names of the formats for translators begin with; they are no part of a release."""


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    text = said.text
    parser.add_argument("format", metavar=text(_("FORMAT")), help=text(_("one of: {names}"), {"names": ", ".join(_names())}))
    package(parser, said)
    parser.add_argument("--out", required=True, type=Path, metavar=text(_("FOLDER")), help=text(_("folder to write; replaced as a whole")))
    parser.add_argument(
        "--language", action="append", default=[], metavar=text(_("LANGUAGE")), help=text(_("for translators: only texts to be translated into this language"))
    )
    parser.add_argument("--todo", action="store_true", help=text(_("for translators: only texts with something to do")))


def _names() -> list[str]:
    from taiyaku import exchange, exporters, registry

    return [*registry.names(exporters), *(f"{_TRANSLATIONS}{name}" for name in registry.names(exchange))]


def act(options: argparse.Namespace, said: Messages) -> int:
    """Write one format."""
    from taiyaku import loaders, write
    from taiyaku.release import formats

    if options.format not in _names():
        raise WrongUsage(_("there is no format {name}; there are: {names}"), name=options.format, names=", ".join(_names()))
    for_translators = options.format.startswith(_TRANSLATIONS)
    if not for_translators and (options.language or options.todo):
        raise WrongUsage(
            _("{option} is for the formats whose names begin with {name}"), option="--language" if options.language else "--todo", name=_TRANSLATIONS
        )
    loaded = loaders.load(options.package)
    refuse_unread(loaded, options.package)
    artifacts = list(_for_translators(options, loaded) if for_translators else formats()[options.format].run(loaded))
    told(said, options.out, len(artifacts), written=write.folder(options.out, artifacts))
    return CLEAN


def _for_translators(options: argparse.Namespace, loaded: Package) -> Iterable[Artifact]:
    from taiyaku import exchange, registry

    if loaded.plan is None:
        raise WrongUsage(NO_LOCALES, package=loaded.name)
    for language in options.language:
        if language not in loaded.languages:
            raise WrongUsage(
                _("{package} has no language {language}; it has: {names}"), package=loaded.name, language=language, names=", ".join(loaded.languages)
            )
    form = next(iter(registry.collect(exchange, exchange.Format, [options.format.removeprefix(_TRANSLATIONS)]).values()))
    return exchange.artifacts(loaded, loaded.plan, form, options.language or loaded.languages, todo=options.todo)
