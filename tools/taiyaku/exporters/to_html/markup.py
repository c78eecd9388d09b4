"""Pieces as HTML: what every page does some hundred times, and a template would take ten times as long for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from taiyaku.exporters.to_html.pieces import Piece, Pieces

_TAGS = {"link": "a", "time": "time", "note": "small", "here": "em"}


def tongue(lang: str) -> Markup:
    """Give the attribute that says a text is in another language than the page; nothing where it is not."""
    return Markup(' lang="{}"').format(lang) if lang else Markup()


@lru_cache(maxsize=1 << 14)
def one(piece: Piece) -> Markup:
    """Give one piece."""
    text = escape(piece.text)
    if piece.kind == "code":
        return Markup("<code>{}</code>").format(text)
    if piece.kind == "small-code":
        return Markup("<small><code>{}</code></small>").format(text)
    tag = _TAGS.get(piece.kind) or ("span" if piece.lang else "")
    if not tag:
        return text
    more = {"link": Markup(' href="{}"'), "time": Markup(' datetime="{}"'), "here": Markup(' class="here"')}.get(piece.kind, Markup())
    return Markup("<{0}{1}{2}>{3}</{0}>").format(Markup(tag), more.format(piece.to), tongue(piece.lang), text)  # noqa: S704 -- tags are ours


def show(pieces: Pieces) -> Markup:
    """Give pieces one after another."""
    return Markup().join(map(one, pieces))
