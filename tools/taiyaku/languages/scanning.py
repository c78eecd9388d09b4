"""Texts made even for reading: one width, one kind of dash, no markup; every place still known in the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

HOLE = "\ufffc"
"""Stands for what is masked (U+FFFC OBJECT REPLACEMENT CHARACTER)."""

_EVEN = dict.fromkeys("‐‑‒–—―−﹣－", "-") | {"∶": ":", "〜": "~", "～": "~", "∼": "~", "’": "'", "＇": "'"}  # noqa: RUF100
_KEPT = ("<super>", "<sub>", "<fraction>")
"""Compatibility forms that mean something else than the plain character (UAX #15): 10² is not 102."""


class _Fold(dict[int, str]):
    """Character to its even form, made when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        form = unicodedata.decomposition(char)
        even = _EVEN.get(char) or (char if form.startswith(_KEPT) else unicodedata.normalize("NFKC", char))
        if form.startswith("<circle>") and even.isdecimal():
            # ① heads an item as (1) does, and no digit in front of it belongs to it.
            even = f"({even})"
        if len(self) < _REMEMBERED:
            self[code] = even
        return even


_REMEMBERED = 20_000
_FOLD = _Fold()

MASKED = re.compile(
    r"~%|https?://[^\s<>\"'（）「」、。]{1,2000}"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|</?[A-Za-z][^<>]{0,500}>"
    r"|&(?:[A-Za-z]{2,8}|\#[0-9]{1,6});"
    r"|\$\{[^{}]{0,60}\}|\$\([^()]{0,60}\)|\{[A-Za-z0-9_.,:# ]{0,60}\}"
    r"|%\([A-Za-z0-9_.]{1,60}\)[-+#0]*[0-9]{0,3}[A-Za-z]|%[A-Za-z][A-Za-z0-9]{0,20}:[0-9]"
    r"|(?<![0-9])%(?:[0-9]{1,2}\$)?[-+#0*']{0,4}[0-9]{0,4}(?:\.[0-9*]{1,3})?(?:hh|ll|[hlzjtLq])?[diouxXeEfFgGcsSpnm@]"
    r"|(?<![0-9])%[0-9]{1,2}(?![0-9]|%(?![0-9]))|(?<![0-9A-Za-z])%L[0-9]|\\x[0-9A-Fa-f]{2}|\\[0-7]{3}(?![0-9])|\#[0-9A-Fa-f]{6}(?![0-9A-Za-z])"
    r"|\([_&][0-9A-Za-z]\)|(?<![0-9A-Za-z])&[0-9](?![0-9A-Za-z;])"
)
"""What no reader reads as text: addresses, markup, entities, placeholders (printf, brace, shell, KDE), accelerators."""
_MAY_MASK = re.compile(r"[<&%{@\\$(:#]")


@dataclass(frozen=True, slots=True)
class Even:
    """A text made even."""

    original: str
    text: str
    """In one width, capitals as they were."""
    low: str
    """The same in small letters; every character stands at the same index."""
    offsets: Sequence[int] | None
    """Index in ``text`` to index in the original; None where they are the same."""

    def at(self, index: int) -> int:
        """Give the index in the original text."""
        return index if self.offsets is None else self.offsets[index]


def even(text: str) -> Even:
    """Make a text even: NFKC character by character (UAX #15), dashes and waves alike, what is not text masked by U+FFFC."""
    offsets: Sequence[int] | None = None
    flat = text if text.isascii() else text.translate(_FOLD)
    if len(flat) != len(text):
        offsets = [index for index, char in enumerate(text) for _each in _FOLD[ord(char)]] + [len(text)]
    if _MAY_MASK.search(flat):
        flat = MASKED.sub(lambda found: HOLE * (found.end() - found.start()), flat)
    low = flat.lower()
    if len(low) != len(flat):
        low = "".join(small if len(small := char.lower()) == 1 else char for char in flat)
    return Even(text, flat, low, offsets)


# What both languages write alike

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
"""A number in digits, grouped or not, with decimals."""
ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
"""A date, year first (ISO 8601, and its like with slashes or points)."""
VERSION = re.compile(
    r"[0-9]{1,10}(?:\.[0-9]{1,10}){2,8}(?:[-+/][0-9A-Za-z]{1,20})?|0[0-9]{1,4}-[0-9]{2,4}-[0-9]{3,4}|[0-9]{1,10}(?:-[0-9]{1,10}){2,6}|[0-9]{3}-[0-9]{4}(?![0-9]|\s?年)|[0-9]{5}-[0-9]{4}(?![0-9])|[0-9]{1,2}(?::[0-9]{2}){2,3}"
)
"""Digits that are a name: versions, telephone numbers, ISBNs, postcodes, running times."""
SHORT_DATE = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9]|[/.][0-9]|\s?[時分秒h])")
"""A date with two digits of its year, at its end or, in Japanese, at its head."""
PLACES = re.compile(r"0(?:[0-9]{2}(?![0-9])|0[0-9]{2}|[0-9]{4}|[0-9]{1,3}[万億兆])")
"""A pattern of places (001, 0000, 01000) rather than a number."""
BEFORE_CHRIST = re.compile(r"\s?b\.?c\.?(?:e\.?)?(?![a-z])")
"""What stands behind a year before Christ."""
ANY = re.compile(r"\.x(?![a-z0-9])")
"""The part of a version that is left open: 3.x."""
SECONDS = re.compile(r"([0-9]{1,2}):([0-5][0-9]):[0-5][0-9](?![0-9:])(?:\s?([ap])\.?m\b)?")
"""A time of day to the second."""
FRACTION = re.compile(r"(?<![0-9]/)([0-9]{1,9})[/\u2044]([1-9][0-9]{0,8})(?![0-9/])")
"""A fraction, and no part of a row like 12/24/30."""

_IDENTIFIER = re.compile(r"[A-Za-z0-9]{1,40}(?:[-.:_+][A-Za-z0-9]{1,40}){0,12}")
_BEFORE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,30}\Z")


def identifier(even: Even, at: int) -> tuple[int, int]:
    """Give the span of the run of letters, digits and joining marks around a digit."""
    low = max(0, at - 31)
    before = _BEFORE.search(even.text[low:at])
    start = low + before.start() if before else at
    found = _IDENTIFIER.match(even.text, start)
    return (start, max(found.end(), at + 1)) if found else (start, at + 1)
