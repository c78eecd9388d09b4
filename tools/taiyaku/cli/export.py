"""taiyaku export."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from taiyaku.cli.shared import CLEAN, NO_LOCALES, base_url, note, package, refuse_unread, told
from taiyaku.errors import WrongUsage
from taiyaku.i18n import Messages, _

if TYPE_CHECKING:
    from taiyaku.model import Artifact, Exporter, Package

_TRANSLATIONS = "translations-"
"""What the names of the formats for translators begin with; they are no part of a release."""
_SITE = "html"


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    text = said.text
    parser.add_argument("format", metavar=text(_("FORMAT")), help=text(_("one of: {names}"), {"names": ", ".join(_names())}))
    package(parser, said)
    parser.add_argument(
        "--out", type=Path, metavar=text(_("FOLDER")), help=text(_("folder to write; replaced as a whole (without it, one file goes to the standard output)"))
    )
    parser.add_argument("--file", metavar=text(_("NAME")), help=text(_("only this file of the format, by its path in the folder")))
    parser.add_argument(
        "--language", action="append", default=[], metavar=text(_("LANGUAGE")), help=text(_("for translators: only texts to be translated into this language"))
    )
    base_url(parser, said)
    parser.add_argument("--todo", action="store_true", help=text(_("for translators: only texts with something to do")))


def _names() -> list[str]:
    from taiyaku import exchange, exporters, registry

    return [*registry.names(exporters), *(f"{_TRANSLATIONS}{name}" for name in registry.names(exchange))]


def act(options: argparse.Namespace, said: Messages) -> int:
    """Write one format."""
    from taiyaku import loaders, write
    from taiyaku.exporters.to_cp932 import REPLACED
    from taiyaku.exporters.to_html.edition import base_address

    if options.format not in _names():
        raise WrongUsage(_("there is no format {name}; there are: {names}"), name=options.format, names=", ".join(_names()))
    for_translators = options.format.startswith(_TRANSLATIONS)
    if not for_translators and (options.language or options.todo):
        raise WrongUsage(
            _("{option} is for the formats whose names begin with {name}"), option="--language" if options.language else "--todo", name=_TRANSLATIONS
        )
    if options.base_url and options.format != _SITE:
        raise WrongUsage(_("{option} is for the formats whose names begin with {name}"), option="--base-url", name=_SITE)
    base = base_address(options.base_url)
    loaded = loaders.load(options.package, clear=False)
    refuse_unread(loaded, options.package)
    made = _for_translators(options, loaded) if for_translators else _hosted(loaded, base) if base else _exporter(options.format).run(loaded)
    artifacts = _chosen(options, list(made))
    if options.out is None:
        for part in artifacts[0].parts():
            sys.stdout.buffer.write(part)
    else:
        told(said, options.out, len(artifacts), written=write.folder(options.out, artifacts))
    if any(artifact.path == REPLACED for artifact in artifacts):
        note(said.text(_("CP932 does not have every character; {path} says what was written for which"), {"path": REPLACED}))
    return CLEAN


def _hosted(loaded: Package, base: str) -> Iterable[Artifact]:
    """Give the pages alone for the address that they will be served at."""
    from taiyaku.exporters import to_html
    from taiyaku.release import edition

    return to_html.run(loaded, edition(loaded, base))


def _exporter(name: str) -> Exporter:
    from taiyaku import exporters, registry
    from taiyaku.model import Exporter

    return registry.collect(exporters, Exporter, [name])[name]


def _chosen(options: argparse.Namespace, artifacts: Sequence[Artifact]) -> Sequence[Artifact]:
    """Give the files that were asked for. Raises WrongUsage: no such file, or more than the standard output takes."""
    chosen = [artifact for artifact in artifacts if options.file in (None, artifact.path)]
    names = ", ".join(artifact.path for artifact in artifacts[:_NAMED])
    if options.file is not None and not chosen:
        raise WrongUsage(_("the format {format} gives no file {name}; it begins with: {names}"), format=options.format, name=options.file, names=names)
    if options.out is None and len(chosen) != 1:
        raise WrongUsage(
            _("the format {format} gives {n} files ({names}, ...); --out names a folder for them, --file one of them"),
            format=options.format,
            n=f"{len(chosen):,}",
            names=names,
        )
    return chosen


_NAMED = 3
"""Files that are named where there are many."""


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
