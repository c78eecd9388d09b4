"""Characters that no clean text holds, whatever it says (Rust regex syntax)."""

import re
import unicodedata

from taiyaku.i18n import _
from taiyaku.languages.protected import outside

EVERYWHERE = {
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]": _("a control character"),
    r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]": _("a character that turns the direction of writing"),
    r"[\u200b\u2060\ufeff\u00ad\x{e0000}-\x{e007f}]": _("a character that nobody can see"),
    r"\ufffd": _("a character that was lost on the way (U+FFFD)"),
    r"[\ue000-\uf8ff\x{f0000}-\x{ffffd}\x{100000}-\x{10fffd}]": _("a character of a private font"),
    r"^\s": _("a blank at the beginning"),
    r"\s$": _("a blank at the end"),
    r"[ \u00a0\u3000]{2,}": _("several blanks in a row"),
    r"[\ufb00-\ufb06]": _("a ligature in place of its letters"),
    r"[\u3099\u309a]": _("a voicing mark that stands alone (the text is decomposed, NFD)"),
}
"""Pattern to what it finds, in the order in which they are asked."""

BY_LANGUAGE = {
    "ja": {
        r"[\uff61-\uff9f]": _("half-width katakana"),
        r"[\u2e80-\u2ef3\u2f00-\u2fd5]": _("a radical in place of a kanji"),
        r"[\uf900-\ufa0d\x{2f800}-\x{2fa1d}]": _("a kanji of a foreign code in place of the same kanji"),
        r"[\u32ff\u3300-\u3357\u337b-\u337f]": _("a word in one character"),
    },
    "en": {r"[\uff01-\uff5e\u3000-\u3002]": _("a full-width character")},
}

_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")
_REPEATED = re.compile("([ \u00a0\u3000])\\1+")
_DECOMPOSED = re.compile("[^\u3099\u309a][\u3099\u309a]")
_COMPATIBLE = re.compile("[\uff61-\uff9f\u2f00-\u2fd5\uf900-\ufa0d\U0002f800-\U0002fa1d\u32ff\u3300-\u3357\u337b-\u337f]+")
"""Half-width katakana with their voicing marks, Kangxi radicals, ideographs doubled for other codes, and words in a square: NFKC (UAX 15) has what is meant."""
_LIGATURES = re.compile("[\ufb00-\ufb06]+")
_RADICALS = str.maketrans(dict(zip("⺟⺠⻁⻄⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲", "母民虎西長青食鬼麦黄斉歯竜亀", strict=True)))
"""Radicals that PDF files give out for kanji of the same form (Unicode, EquivalentUnifiedIdeograph); NFKC does not know them."""


def cleaned(text: str, language: str) -> str:
    """Take out of a text what has but one right form; what nobody can decide for its author stays."""

    def between(part: str) -> str:
        part = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), _REPEATED.sub(r"\1", _UNSEEN.sub("", part)))
        if language == "ja":
            part = _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), part).translate(_RADICALS)
        return _DECOMPOSED.sub(lambda found: unicodedata.normalize("NFC", found[0]), part)

    return outside(text, between).strip()
