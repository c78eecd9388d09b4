"""The small parts that a text on a page is made of, before any markup."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of one kind and one language; templates turn it into markup."""

    text: str
    kind: str = "text"
    """``text``, ``link``, ``time``, ``code``, ``small-code``, ``note`` or ``here`` (the record of this very page)."""
    lang: str = ""
    """Language tag, where it is not the language of the page."""
    to: str = ""
    """Where a link leads, or what a time means in ISO 8601."""


Pieces = tuple[Piece, ...]


def plain(pieces: Sequence[Piece]) -> str:
    """Give the text alone, for places that hold no markup (a title, an attribute)."""
    return "".join(piece.text for piece in pieces)


def linked(pieces: Sequence[Piece], to: str) -> Pieces:
    """Make links of the texts, and leave the remarks beside them alone."""
    return tuple(Piece(piece.text, "link", piece.lang, to) if piece.kind in ("text", "code") else piece for piece in pieces)


def woven(template: Piece, parts: Mapping[str, Sequence[Piece]]) -> Pieces:
    """Put pieces into the ``{names}`` of a message; an unknown name stays as it is.

    What is put in keeps its own markup and language, and is never read as a template again.
    """
    found: list[Piece] = []
    for index, part in enumerate(re.split(r"\{(\w+)\}", template.text)):
        if index % 2 == 0:
            found.extend([Piece(part, template.kind, template.lang, template.to)] if part else [])
        elif part in parts:
            found.extend(parts[part])
        else:
            found.append(replace(template, text=f"{{{part}}}"))
    return _joined(found)


def listed(groups: Sequence[Sequence[Piece]], separator: Piece) -> Pieces:
    """Put groups of pieces in a row, with the separator between them."""
    found: list[Piece] = []
    for group in groups:
        if group:
            found.extend([separator, *group] if found else group)
    return tuple(found)


def _joined(pieces: Sequence[Piece]) -> Pieces:
    """Make one piece of neighbours that differ in nothing but their text, so that markup stays as small as it can."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and piece.kind in ("text", "note") and (last.kind, last.lang, last.to) == (piece.kind, piece.lang, piece.to):
            found[-1] = Piece(last.text + piece.text, piece.kind, piece.lang, piece.to)
        else:
            found.append(piece)
    return tuple(found)
