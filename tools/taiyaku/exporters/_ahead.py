"""Parts of a file made while others are read and written: what takes the time (polars) does not hold Python's lock."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")
WORKERS, MOST = 2, 4
"""Threads, and parts that may be under way: some megabytes each."""


def ahead(work: Callable[[In], Out], items: Iterable[In]) -> Iterator[Out]:
    """Give the outcome of some work for each item, in their order. Raises what the work raises."""
    with ThreadPoolExecutor(WORKERS) as pool:
        under_way: deque[Future[Out]] = deque()
        for item in items:
            under_way.append(pool.submit(work, item))
            if len(under_way) == MOST:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
