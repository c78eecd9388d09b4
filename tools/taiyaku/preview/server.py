"""A preview over HTTP (RFC 9110) for browsers on this computer, and for nobody else.

It listens on the loopback address alone, answers only to the names of this computer (so that a page from
elsewhere whose name is made to point here learns nothing), and knows pages, not files.
"""

from __future__ import annotations

import hashlib
import socketserver
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from taiyaku.errors import CannotWrite
from taiyaku.i18n import Messages, _
from taiyaku.preview import Preview, told

ADDRESS = "127.0.0.1"
NAMES = (ADDRESS, "localhost")
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
DEFECT = _("this is a defect of taiyaku itself, not of your data: {error} (run again with --debug for the details)")
_PLACE = b'data-page=""'
"""Where a page is told which version of it was loaded."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Server(ThreadingHTTPServer):
    """Serves one preview until it is stopped."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, preview: Preview, said: Messages) -> None:
        """Take a port of this computer, 0 for any that is free. Raises CannotWrite where it is taken."""
        self.preview = preview
        self.said = said
        try:
            super().__init__((ADDRESS, port), _Handler)
        except OSError:
            raise CannotWrite(_("port {port} cannot be used; `--port 0` takes one that is free"), port=port) from None

    def server_bind(self) -> None:
        """Take the port without asking anybody for the name of this computer."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away in the middle of an answer."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = 30
    """Seconds that a browser may be silent in the middle of a request."""

    def version_string(self) -> str:
        """Name the server, and not what it runs on."""
        return "taiyaku"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the library's own name
        """Keep no log: the terminal is for what a person has to know."""

    def do_GET(self) -> None:
        """Give a page."""
        self._answer()

    def do_HEAD(self) -> None:
        """Give what is said of a page before its bytes."""
        self._answer()

    def _answer(self) -> None:
        if self.headers.get("Host") not in {f"{name}:{self.server.server_port}" for name in NAMES}:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", b"")
            return
        path = unquote(self.path.partition("?")[0].partition("#")[0]).removeprefix("/")
        path = f"{path}index.html" if path.endswith("/") or not path else path
        said, status = self.server.said, HTTPStatus.OK
        try:
            page = self.server.preview.page(path)
            if page is None:
                status, page = HTTPStatus.NOT_FOUND, told(said, said.text(_("There is no such page.")))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next state of the files may do better
            status, page = HTTPStatus.INTERNAL_SERVER_ERROR, told(said, said.text(DEFECT, {"error": f"{type(error).__name__}: {error}"}))
        ending = PurePosixPath(path).suffix if status is HTTPStatus.OK else ""
        self._send(status, _KINDS.get(ending, "text/html; charset=utf-8"), page)

    def _send(self, status: HTTPStatus, kind: str, page: bytes) -> None:
        digest = hashlib.sha256(page).hexdigest()
        content = page.replace(_PLACE, _PLACE[:-1] + digest.encode() + b'"', 1)
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind, "Content-Length": str(len(content)), "ETag": f'"{digest}"'}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
