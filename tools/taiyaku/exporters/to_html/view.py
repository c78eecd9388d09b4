"""What one page sees: the content, its language, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from taiyaku.exporters.to_html.content import Content
from taiyaku.exporters.to_html.labels import Labels
from taiyaku.exporters.to_html.pieces import Piece
from taiyaku.exporters.to_html.remarks import Remarks


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
