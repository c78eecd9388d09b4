"""taiyaku preview."""

from __future__ import annotations

import argparse

from taiyaku.cli.shared import CLEAN, package
from taiyaku.errors import WrongUsage
from taiyaku.i18n import Messages, _

_LAST = 65_535
"""The highest port there is (RFC 9293)."""
_PATIENCE = 2.0
"""Seconds that a page waits for what the checks find."""


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    package(parser, said)
    parser.add_argument("--port", default="8000", metavar=said.text(_("PORT")), help=said.text(_("port of this computer (default: 8000; 0: any that is free)")))


def act(options: argparse.Namespace, said: Messages) -> int:
    """Serve the pages on this computer until somebody interrupts."""
    if not (options.port.isascii() and options.port.isdigit() and int(options.port) <= _LAST):
        raise WrongUsage(_("{word} is no port; ports are numbers from 0 to {last}"), word=options.port, last=_LAST)
    from taiyaku.preview import Preview
    from taiyaku.preview.server import ADDRESS, Server

    preview = Preview(options.package, said, patience=_PATIENCE)
    with Server(int(options.port), preview, said) as server:
        address = f"http://{ADDRESS}:{server.server_port}/"
        print(said.text(_("{address} shows the pages; they change with the files. Ctrl+C ends it."), {"address": address}), flush=True)
        server.serve_forever()
    return CLEAN
