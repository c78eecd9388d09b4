"""Characters that no clean text holds, whatever it says (Rust regex syntax)."""

from taiyaku.i18n import _

EVERYWHERE = {
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]": _("a control character"),
    r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]": _("a character that turns the direction of writing"),
    r"[\u200b\u2060\ufeff\u00ad\x{e0000}-\x{e007f}]": _("a character that nobody can see"),
    r"\ufffd": _("a character that was lost on the way (U+FFFD)"),
    r"[\ue000-\uf8ff\x{f0000}-\x{ffffd}\x{100000}-\x{10fffd}]": _("a character of a private font"),
    r"^\s": _("a blank at the beginning"),
    r"\s$": _("a blank at the end"),
    r"[ \u00a0\u3000]{2,}": _("several blanks in a row"),
    r"[\u3099\u309a]": _("a voicing mark that stands alone (the text is decomposed, NFD)"),
}
"""Pattern to what it finds, in the order in which they are asked."""

BY_LANGUAGE = {
    "ja": {
        r"[\uff61-\uff9f]": _("half-width katakana"),
        r"[\u2f00-\u2fd5]": _("a Kangxi radical in place of a kanji"),
    },
    "en": {r"[\uff01-\uff5e\u3000-\u3002]": _("a full-width character")},
}
