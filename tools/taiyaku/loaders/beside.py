"""Work that another process does meanwhile, where there is another processor."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def beside(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Begin some work in another process; gives what waits for its result, which must be plain values.

    Where that cannot be, or comes to nothing there, the work is done here, when its result is asked for. So it must not matter whether it is
    done once or twice.
    """
    # A process that has the threads of polars must not be forked.
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2 or "polars" in sys.modules:  # noqa: PLR2004
        yield work
        return
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(ours)
            with os.fdopen(theirs, "wb") as out:
                out.write(pickle.dumps(work()))
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:

        def result() -> T:
            try:
                found: T = pickle.load(pipe)  # noqa: S301 -- what this program wrote
            except (EOFError, pickle.UnpicklingError):
                found = work()
            return found

        try:
            yield result
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
