"""Pieces as HTML: what every page does some hundred times, and a template would take ten times as long for.

Strings are joined plainly in here, and become Markup, which templates do not escape again, on their way out.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from taiyaku.exporters.to_html.pieces import Piece, Pieces
    from taiyaku.exporters.to_html.sections import Rows

_TAGS = {"link": "a", "time": "time", "note": "small", "here": "em"}
_WIDE = ' class="long"'
_MORE = {"link": ' href="{}"', "time": ' datetime="{}"', "here": ' class="here"'}


def tongue(lang: str) -> Markup:
    """Give the attribute that says a text is in another language than the page; nothing where it is not."""
    return Markup(f' lang="{escape(lang)}"') if lang else Markup()  # noqa: S704 -- escaped here


def one(piece: Piece) -> Markup:
    """Give one piece."""
    return Markup(_one(piece))  # noqa: S704 -- escaped there


def show(pieces: Pieces) -> Markup:
    """Give pieces one after another."""
    return Markup(_show(pieces))  # noqa: S704 -- escaped there


def region(table: Rows) -> Markup:
    """Give a table that scrolls in a region of its own where the page is too narrow for it."""
    caption = f"{table.id}-caption"
    lines = [
        f'    <section class="scroll" tabindex="0" aria-labelledby="{caption}">',
        "      <table>",
        f'        <caption id="{caption}">{_show(table.caption)}</caption>',
        "        <thead>",
        "          <tr>",
        *(f'            <th scope="col"{_WIDE if long else ""}>{_one(head)}</th>' for head, long in table.columns),
        "          </tr>",
        "        </thead>",
        "        <tbody>",
    ]
    for row in table.rows:
        lines.append("          <tr>")
        cells = map(_show, row)
        if table.headed:
            lines.append(f'            <th scope="row">{next(cells, "")}</th>')
        lines.extend([f"            <td>{cell}</td>" for cell in cells])
        lines.append("          </tr>")
    lines += ["        </tbody>", "      </table>", "    </section>\n"]
    return Markup("\n".join(lines))  # noqa: S704 -- escaped above


def _show(pieces: Pieces) -> str:
    return _one(pieces[0]) if len(pieces) == 1 else "".join(map(_one, pieces))


def _one(piece: Piece) -> str:
    return escape(piece.text) if piece.kind == "text" and not piece.lang else _tagged(piece)


@lru_cache(maxsize=1 << 14)
def _tagged(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.kind == "code":
        return f"<code>{text}</code>"
    if piece.kind == "small-code":
        return f"<small><code>{text}</code></small>"
    tag = _TAGS.get(piece.kind, "span")
    return f"<{tag}{_MORE.get(piece.kind, '').format(escape(piece.to))}{tongue(piece.lang)}>{text}</{tag}>"
