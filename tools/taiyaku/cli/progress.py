"""A line on the terminal that says how far long work has come, and is gone when it is done."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import IO

_PATIENCE = 0.5
"""Seconds of silence; most work is done by then."""


class Progress:
    """The last line of a terminal; nothing where nobody watches: a file, a pipe, CI."""

    def __init__(self, stream: IO[str], environment: Mapping[str, str]) -> None:
        """Take the stream, and look whether it is a terminal that a person sits at."""
        self._stream = stream
        self._watched = stream.isatty() and not environment.get("CI") and environment.get("TERM") != "dumb"
        self._since = time.monotonic()
        self._shown = False

    def show(self, text: str) -> None:
        """Put a text in the place of the one before it."""
        if self._watched and time.monotonic() - self._since >= _PATIENCE:
            self._stream.write(f"\r{text}\x1b[K")
            self._stream.flush()
            self._shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False
