"""What CLDR knows of a language: its names and its numbers (by Babel)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_PLAIN = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_SHORT = re.compile(r"[+-]?[0-9]{1,4}")


@cache
def locale(language: str) -> Locale | None:
    """Give the locale of a language tag, or None where CLDR does not know it."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def own_name(language: str) -> str:
    """Name a language in that language, or give its tag."""
    return language_name(language, language)


def language_name(language: str, wanted: str) -> str:
    """Name a language in another one, or give its tag."""
    named, page = locale(language), locale(wanted)
    return (named.get_display_name(page) if named is not None and page is not None else None) or language


def grouped(digits: str, language: str) -> str:
    """Group the digits of a number as the language does.

    A whole number of up to four digits stays as it is, for it may be a year; so does what is no plain number, or has
    more digits than anybody reads.
    """
    from babel.numbers import format_decimal, get_decimal_symbol

    known = locale(language)
    if known is None or not _PLAIN.fullmatch(digits) or _SHORT.fullmatch(digits):
        return digits
    whole, point, fraction = digits.partition(".")
    # Zeros at the end say how exact a number is: the fraction stays as it is written.
    return format_decimal(Decimal(whole), locale=known) + (get_decimal_symbol(known) + fraction if point else "")
