"""What one page sees: the content, its language, and the words for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from taiyaku.exporters.to_html.content import Content
from taiyaku.exporters.to_html.edition import Edition
from taiyaku.exporters.to_html.labels import Labels
from taiyaku.exporters.to_html.pieces import Piece
from taiyaku.exporters.to_html.remarks import Remarks
from taiyaku.exporters.to_html.words import word


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the menu: what it is called, and its path in the folder of the language."""

    title: Piece
    path: str
    foot: bool = False
    """Whether it stands at the foot of every page, and not at the head."""


@dataclass(frozen=True, slots=True)
class View:
    """The content for pages of one language."""

    content: Content
    language: str
    words: Mapping[str, Piece]
    labels: Labels
    root: str = ""
    """The folder of the language, seen from this page; empty or ending in a slash."""
    here: tuple[str, str] = ("", "")
    """Table and id of the record of this page."""
    remarks: Remarks | None = None
    """What a preview shows beside the texts; None on every page that is published."""
    edition: Edition = field(default_factory=Edition)
    menu: Sequence[Entry] = ()
    part: int = 1
    """Which part of a page that comes in several is made."""

    @property
    def top(self) -> str:
        """The folder of the first page, seen from this page."""
        return f"{self.root}../"

    def say(self, msgid: str) -> Piece:
        """Give a message of the toolkit for this page; where the toolkit does not speak its language, in English and marked so."""
        return word(self.language, msgid)

    def file(self, path: str) -> str:
        """Give the address of a file of the release, seen from this page; empty where the release has no such file."""
        found = self.edition.address(path)
        return f"{self.top}{found}" if found else ""
