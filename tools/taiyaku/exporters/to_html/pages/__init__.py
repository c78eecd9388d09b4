"""The pages that a site has once in each language: one file, one page; its template has the same name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from taiyaku import registry
from taiyaku.exporters.to_html.pieces import Piece
from taiyaku.exporters.to_html.view import Entry, View


@dataclass(frozen=True, slots=True)
class Page:
    """A page of every language."""

    id: str
    """Names its file in the language's folder, and its template."""
    title: Callable[[View], Piece]
    """What the menu calls it."""
    rank: int
    """Its place in the menu."""
    values: Callable[[View], Mapping[str, Any]]
    """What its template takes, besides what stands around every page: ``page`` and ``description`` (for the head) at least."""
    foot: bool = False
    """Whether the menu has it at the foot of every page, and not at the head."""
    wanted: Callable[[View], bool] = lambda _view: True
    """Whether a package has anything for it."""
    parts: Callable[[View], int] = lambda _view: 1
    """How many pages it is divided into, where one would be too long; the same in every language. ``View.part`` says which of them is made."""

    @property
    def path(self) -> str:
        """Its path in the folder of a language; of several parts, that of the first."""
        return self.path_of(1)

    def path_of(self, part: int) -> str:
        """Give the path of one of its parts."""
        return f"{self.id}.html" if part == 1 else f"{self.id}-{part}.html"


@cache
def catalogue() -> tuple[Page, ...]:
    """Give every page, in the order of the menu."""
    from taiyaku.exporters.to_html import pages

    return tuple(sorted(registry.collect(pages, Page).values(), key=lambda page: page.rank))


def menu(view: View) -> tuple[Entry, ...]:
    """Give the menu for pages like this one."""
    return tuple(Entry(page.title(view), page.path, page.foot) for page in catalogue() if page.wanted(view))
