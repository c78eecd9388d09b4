"""taiyaku release."""

from __future__ import annotations

import argparse
from pathlib import Path

from taiyaku.cli.shared import CLEAN, base_url, package, percentages, render, told
from taiyaku.i18n import Messages, _
from taiyaku.model import Severity


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    package(parser, said)
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("dist"),
        metavar=said.text(_("FOLDER")),
        help=said.text(_("folder to write; replaced as a whole (default: dist)")),
    )
    base_url(parser, said)
    least = _("percent of the translations that shall be done before a release, in one language or in each (also in the descriptor: taiyaku.coverage)")
    parser.add_argument("--min", action="append", default=[], metavar=said.text(_("[LANGUAGE=]PERCENT")), help=said.text(least))


def act(options: argparse.Namespace, said: Messages) -> int:
    """Write all formats, if the package has no errors."""
    from taiyaku import loaders, release, report, write
    from taiyaku.exporters.to_html.edition import base_address

    base = base_address(options.base_url)
    loaded = loaders.load(options.package)
    judged = report.judge(loaded, report.frozen(report.catalogue()))
    if judged.count(Severity.ERROR):
        render(argparse.Namespace(report=None, progress=options.progress), said, "report", judged)
    artifacts = release.artifacts(release.dated(loaded, options.epoch), judged, percentages(options.min), base=base)
    told(said, options.out, len(artifacts), written=write.folder(options.out, artifacts))
    return CLEAN
