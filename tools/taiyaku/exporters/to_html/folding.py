"""One form for what may be written in several ways, so that what a reader types is found however it is spelled.

``assets/folding.js`` folds in the same way in the browser; ``tests/folding-vectors.json`` holds both to it. The order matters: width first
(Unicode, UAX #15, NFKD), because half-width kana are pairs of characters before that, then kana.
"""

import re
import unicodedata
from functools import lru_cache

_GONE = re.compile("[\u0300-\u036f・゠\u00ad\u200b-\u200d\u2060\ufeff]")
"""Accents, the dots and strokes between the parts of a foreign name, and what nobody sees."""
_LONG = re.compile("([\u30a1-\u30fa])ー+(?![\u30a1-\u30faー])|([\u3041-\u3096])ー+(?![\u3041-\u3096ー])")
"""A long vowel mark at the end of a word: レーダー is written レーダ too (JIS Z 8301 did until 2019); inside a word it tells words apart."""
_BLANKS = re.compile("[\t-\r \x85\u1680\u2028\u2029]+")
_DIGITS = re.compile("([0-9]+)")
_MARKS = re.compile(r"[\W_]+")
_ALIKE = str.maketrans(
    {
        **{chr(code): chr(code - 0x60) for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)},
        **dict.fromkeys("‘’ʼ", "'"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("‐‒–—―−", "-"),
        "〜": "~",
        "ß": "ss",
        "ς": "σ",
    }
)


def folded(text: str) -> str:
    """Fold a text for searching: width, case, accents, katakana to hiragana, long vowel marks at the end of words, kinds of dashes and quotation marks.

    The dot between the parts of a name goes, and so does what nobody sees; blanks become one space.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", _GONE.sub("", unicodedata.normalize("NFKD", text)))
        return _BLANKS.sub(" ", _LONG.sub(r"\1\2", text.lower()).translate(_ALIKE)).strip(" ")
    return _BLANKS.sub(" ", text.lower()).strip(" ")


@lru_cache(maxsize=1 << 16)
def collated(text: str) -> tuple[tuple[int, bytes], ...]:
    """Give what to sort a text by: Latin letters, kana, kanji in the order of JIS X 0208, whose first level goes by reading; numbers by value."""
    parts = _DIGITS.split(_MARKS.sub(" ", folded(text)).strip(" "))
    return tuple((int(part), b"") if at % 2 and len(part) < _LONGEST else (0, _placed(part)) for at, part in enumerate(parts))


_LONGEST = 30
"""Digits of a number that is read as one."""


def _placed(text: str) -> bytes:
    try:
        return text.encode("euc_jp")
    except UnicodeEncodeError:
        return b"".join(_place(character) for character in text)


def _place(character: str) -> bytes:
    try:
        return character.encode("euc_jp")
    except UnicodeEncodeError:
        return b"\xff" + character.encode("utf-8", "surrogatepass")
