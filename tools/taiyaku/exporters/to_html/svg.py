"""Charts as pictures: shapes and texts from numbers, as wide and tall as these need, in the ink of the page.

No number is told by colour. A picture that is not ``wide`` may be scaled to a small screen and stays readable; others must scroll. How wide a text is,
nobody knows before it is shown; here it is guessed from above, by the widest of the usual fonts.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from taiyaku.exporters.to_html.markup import tongue
from taiyaku.exporters.to_html.pieces import Piece

NARROW = 320
_SCALED = 350
"""Widest picture that a screen of 320 CSS pixels (WCAG 2.2, 1.4.10) may shrink; its letters are then still more than 11 pixels tall."""
FONT = 14
_LINE = 21
"""From one line of text to the next: Japanese fonts are up to one and a half times as tall as their size."""
_UP = 16.5
"""How far a text of this size reaches above its line."""
_GAP = 2
"""Around the picture, for letters that reach out of their boxes; and between lines that must not touch."""
_LINES = 5
_LONGEST = 400
"""Characters of a label that are looked at."""
_THICK, _TALL = 14, 120
_BROADEST = 36
_BEFORE = frozenset("、。，．・：；！？）」』】〕〉》”’ーァィゥェォッャュョヮぁぃぅぇぉっゃゅょゎ々％,.:;!?)]}%")
"""What does not begin a line (JIS X 4051, characters that may not begin one)."""
_AFTER = frozenset("（「『【〔〈《“‘([{")
"""What does not end a line."""
_BREAKS = frozenset(" -–—/")


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG image and its width in units of its own."""

    markup: Markup
    width: float

    @property
    def wide(self) -> bool:
        """Tell whether it is too wide to be scaled to a small screen."""
        return self.width > _SCALED


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture is called (``id`` stands once on a page), what it says in words, and how a number is written."""

    id: str
    title: Piece
    description: Piece
    number: Callable[[int], str]


def bars(words: Words, rows: Sequence[tuple[Piece, int]]) -> Picture:
    """Draw a bar for each label and number, the label above its bar, the number at its end."""
    most = max(number for _label, number in rows)
    room = NARROW - max(_units(words.number(number)) for _label, number in rows) - 8
    drawn: list[Markup] = []
    top = 0.0
    for label, number in rows:
        lines = wrapped(label.text, NARROW / FONT)
        drawn.append(_text(lines, 0, top + _UP, lang=label.lang))
        middle = top + _LINE * len(lines) + _LINE / 2 + _GAP
        length = room * number / most
        drawn.append(_bar(0, middle - _THICK / 2, length, _THICK))
        drawn.append(_text([words.number(number)], length + 6, middle + FONT * 0.36, kind="value"))
        top = middle + _LINE - _GAP
    return _picture(words, drawn, NARROW, top - _LINE / 2 + 4)


def columns(words: Words, periods: Sequence[Piece], panels: Sequence[tuple[Piece, Sequence[int]]]) -> Picture:
    """Draw a row of columns for each panel, all to one scale; the periods stand under the first row and under the last, each number above its column."""
    most = max(max(numbers) for _label, numbers in panels)
    widest = max(_units(part) for label in periods for part in _parts(label.text))
    pitch = max(NARROW / len(periods), widest + 4, _units(words.number(most)) + 4)
    under = [wrapped(label.text, pitch / FONT) for label in periods]
    width = pitch * len(periods)
    broad = min(_BROADEST, pitch * 0.62)
    drawn: list[Markup] = []
    top = 0.0
    for at, (label, numbers) in enumerate(panels):
        lines = wrapped(label.text, width / FONT)
        drawn.append(_text(lines, 0, top + _UP, lang=label.lang))
        base = top + _LINE * (len(lines) + 1) + _GAP + _TALL * max(numbers) / most
        for place, number in enumerate(numbers):
            middle, height = pitch * (place + 0.5), _TALL * number / most
            if number:
                drawn.append(_bar(middle - broad / 2, base - height, broad, height))
                drawn.append(_text([words.number(number)], middle, base - height - 5, kind="value", anchor="middle"))
        drawn.append(Markup('<line class="axis" x1="0" y1="{0}" x2="{1}" y2="{0}" stroke="currentColor"/>').format(_n(base), _n(width)))
        top = base + 8
        if at in (0, len(panels) - 1):
            drawn.extend(_text(each, pitch * (place + 0.5), base + _UP + 2, lang=periods[place].lang, anchor="middle") for place, each in enumerate(under))
            top = base + 2 + _LINE * max(map(len, under)) + 16
    return _picture(words, drawn, width, top - 12)


def wrapped(text: str, room: float) -> list[str]:
    """Break a text into lines of so many ems, at most five; what is left out is marked by an ellipsis.

    Lines are broken at spaces and after hyphens, and between Japanese characters as JIS X 4051 allows it; a word that is longer than a line is cut.
    """
    lines = [""]
    for part in _parts(" ".join(text[:_LONGEST].split())):
        if ems(lines[-1] + part.rstrip()) > room and lines[-1]:
            lines.append("")
        for character in part:
            if ems(lines[-1] + character) > room and lines[-1] and character != " ":
                lines.append("")
            lines[-1] += character
        if len(lines) > _LINES:
            break
    if len(lines) > _LINES or len(text) > _LONGEST:
        *kept, last = lines[:_LINES]
        while last and ems(last) + 1 > room:
            last = last[:-1]
        lines = [*kept, f"{last.rstrip()}…"]
    return [line.rstrip() for line in lines]


def ems(text: str) -> float:
    """Guess how wide a text is at most, in ems."""
    return sum(map(_em, text))


def _em(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1
    if character in "mwMW@%&":
        return 1
    if character in " .,:;'|!ijlftIJ()[]-/":
        return 0.42
    return 0.8 if character.isupper() else 0.65


def _units(text: str) -> float:
    return ems(text) * FONT


def _parts(text: str) -> Iterator[str]:
    """Yield the pieces of a text that a line may be broken after, each with the space that ends it."""
    part = ""
    for character in text:
        broken = part[-1:] in _BREAKS or (_is_wide(character) or _is_wide(part[-1:]))
        if part and broken and character not in _BEFORE and character not in _BREAKS and part[-1] not in _AFTER:
            yield part
            part = ""
        part += character
    yield part


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def _bar(left: float, top: float, width: float, height: float) -> Markup:
    return Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"/>').format(_n(left), _n(top), _n(width), _n(height))


def _text(lines: Sequence[str], left: float, top: float, *, lang: str = "", kind: str = "", anchor: str = "") -> Markup:
    more = Markup(' class="{}"').format(kind) if kind else Markup()
    if anchor:
        more += Markup(' text-anchor="{}"').format(anchor)
    said = Markup().join(
        [Markup("{}").format(lines[0]), *(Markup('<tspan x="{}" dy="{}">{}</tspan>').format(_n(left), _LINE, line) for line in lines[1:])],
    )
    return Markup('<text x="{}" y="{}"{}{}>{}</text>').format(_n(left), _n(top), more, tongue(lang), said)


def _picture(words: Words, drawn: Sequence[Markup], width: float, height: float) -> Picture:
    title, description = f"{words.id}-title", f"{words.id}-desc"
    head = Markup(
        '<svg role="img" aria-labelledby="{}" aria-describedby="{}" viewBox="{x} 0 {w} {h}" width="{w}" height="{h}" font-size="{}" fill="currentColor">\n'
        '<title id="{}"{}>{}</title>\n<desc id="{}"{}>{}</desc>\n'
    ).format(
        title,
        description,
        FONT,
        title,
        tongue(words.title.lang),
        words.title.text,
        description,
        tongue(words.description.lang),
        words.description.text,
        x=-_GAP,
        w=_n(width + 2 * _GAP),
        h=_n(height),
    )
    return Picture(head + Markup("\n").join(drawn) + Markup("\n</svg>"), width)


def _n(value: float) -> str:
    """Write a number with at most two digits after the point, the same on every computer."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
