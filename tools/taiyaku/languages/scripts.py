"""Which scripts a language is written in (Unicode Script property, UAX #24)."""

OWN = {
    "en": r"\p{Latin}",
    "ja": r"[\p{Hiragana}\p{Katakana}\p{Han}]",
}
"""Language to a pattern (Rust regex syntax) of which a text in it holds at least one character."""

FOREIGN = {
    "en": r"[\p{Hiragana}\p{Katakana}\p{Han}\p{Hangul}]",
    "ja": r"[\p{Hangul}]",
}
"""Language to a pattern of characters that a text in it does not hold."""

LETTER = r"\p{L}"
"""A letter of any script; a text without one (a number, a date) is of no language."""
