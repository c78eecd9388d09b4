"""Amounts in words: sums of money, counts with their unit, durations, and the words that stand before or behind a number (CLDR by Babel)."""

import re
from decimal import Decimal
from functools import cache
from typing import Literal

from taiyaku.exporters.to_html.locales import grouped, locale

_LEAST = 1_000_000
"""Below it the digits are as easily read as words."""
_PLAIN = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?")
_FRACTIONS = 3
"""Digits behind the point of a shortened number; one that would need more is not shortened."""
_DURATION = re.compile(r"P(?=[0-9])(?:([0-9]{1,6})Y)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?")
"""ISO 8601-1, 5.5.2: years, months, weeks and days."""
_UNITS = ("year", "month", "week", "day")
_BRITISH = {"en": "en-GB"}
"""In British English the signs of foreign dollars and of the yen say whose they are."""


def shortened(digits: str, language: str) -> str:
    """Give a number of a million or more in words (6 billion, 60億) where that says it exactly; else its digits, grouped."""
    from babel.numbers import format_compact_decimal

    known = locale(language)
    if known is None or not digits.isdecimal() or len(digits) > 1 + 15 or int(digits) < _LEAST:
        return grouped(digits, language)
    forms: Literal["long", "short"] = "long" if "long" in known.compact_decimal_formats else "short"
    for places in range(_FRACTIONS + 1):
        said = format_compact_decimal(int(digits), format_type=forms, locale=known, fraction_digits=places)
        nearly = format_compact_decimal(int(digits), format_type=forms, locale=known, fraction_digits=_FRACTIONS + len(digits))
        if said == nearly:
            return said
    return grouped(digits, language)


def money(digits: str, currency: str, language: str) -> str:
    """Give a sum of money (US$6 billion, 60億米ドル); with the code where CLDR does not know the currency (ISO 4217)."""
    from babel.numbers import get_currency_name, get_currency_symbol

    known = locale(_BRITISH.get(language, language))
    number = shortened(digits, language)
    if known is None:
        return f"{number} {currency}"
    symbol = get_currency_symbol(currency, known)
    if symbol != currency and not unspaced(language) and known.currency_formats["standard"].pattern.startswith("\N{CURRENCY SIGN}"):
        return f"{symbol}{number}"
    named = get_currency_name(currency, count=Decimal(digits), locale=known) if _PLAIN.fullmatch(digits) else currency
    return f"{number}{'' if unspaced(language) and named != currency else ' '}{named}"


def duration(text: str, language: str) -> str:
    """Give a duration of ISO 8601 in words (10 years, 10年); as it is written where it is none, or the language is not known."""
    from babel.units import format_unit

    known, found = locale(language), _DURATION.fullmatch(text)
    if known is None or found is None:
        return text
    parts: list[str] = []
    for number, unit in zip(found.groups(), _UNITS, strict=True):
        said = (format_unit(int(number), f"duration-{unit}", length=length, locale=known) for length in ("long", "short") if number)
        parts.extend(next(([each] for each in said if "duration-" not in each), []))  # CLDR has no long form in some languages, and Babel says so thus
    joined = " ".join(parts)
    return (joined.replace(" ", "") if unspaced(language) else joined) or text


def unspaced(language: str) -> bool:
    """Tell whether words of a language stand beside each other without a space."""
    return language.partition("-")[0] in ("ja", "zh")


@cache
def position(word: str, language: str) -> str:
    """Tell where a word that limits a number stands (about, at least; 以上): ``before`` it or ``after`` it; empty for any other word."""
    from taiyaku.languages.lexicon import table

    known = table("words").get(language.partition("-")[0], {})
    limits = ("ge", "gt", "lt", "le", "about")
    return next((side for side in ("before", "after") if any(word.casefold() in known.get(side, {}).get(limit, ()) for limit in limits)), "")
