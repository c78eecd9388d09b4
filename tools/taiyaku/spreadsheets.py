"""What a spreadsheet would take for something else than text, and how it is kept from doing so."""

import re

_RISKY = re.compile(
    r"[=+\-@\t\r＝＋－＠]"  # formulas (OWASP, CSV Injection), full-width forms too
    r"|(?=.{0,40}\Z)(?:[\d\s.,:/%+\-¥$€£()eE年月日時分秒]*\d[\d\s.,:/%+\-¥$€£()eE年月日時分秒]*|true|false"
    r"|(?:[\d\s,./\-]*(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*[\d\s,./\-]*))\Z",
    re.IGNORECASE,
)
"""What a spreadsheet takes for a formula, a number, a date or a truth."""


def guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would change, and before what looks like that already."""
    return f"'{text}" if _RISKY.match(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """Take the apostrophe away."""
    return text[1:] if text.startswith("'") and _RISKY.match(text.lstrip("'")) else text
