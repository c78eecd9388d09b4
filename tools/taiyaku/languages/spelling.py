"""Numbers and dates written out for a reader, in each of our languages."""

from __future__ import annotations

from fractions import Fraction

from taiyaku.languages.lexicon import table
from taiyaku.languages.quantities import Amount, Date, Identifier, Number, Time, Value

_MYRIADS = ("", "万", "億", "兆", "京")


def spelled(value: Value) -> dict[str, str]:
    """Give a value as each language writes it: 6,000,000,000 dollars and 60億ドル, 2026-04-01 and 2026年4月1日."""
    if isinstance(value, Number):
        english, japanese = _unit(value.unit)
        return {"en": f"{western(value.amount)}{english}", "ja": f"{myriads(value.amount)}{japanese}"}
    if isinstance(value, Date):
        return _date(value)
    if isinstance(value, Time):
        return dict.fromkeys(("en", "ja"), f"{value.minute // 60}:{value.minute % 60:02}")
    if isinstance(value, Identifier):
        return dict.fromkeys(("en", "ja"), value.name.upper())
    large = myriads(value.magnitude)
    for digits, kanji in (("1,000", "千"), ("100", "百"), ("10", "十"), ("1", "")):
        large = large.replace(digits, kanji)
    return {"en": f"{value.magnitude:,}s", "ja": f"数{large}"}


def western(amount: Amount) -> str:
    """Write an amount with commas; one that is no decimal number as a fraction."""
    if isinstance(amount, int):
        return f"{amount:,}"
    below = amount.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    if below > 1 or amount.denominator > _FINEST:
        return f"{amount.numerator:,}/{amount.denominator:,}"
    places = next(count for count in range(1, 40) if (amount * 10**count).denominator == 1)
    whole, rest = divmod(abs(amount) * 10**places, 10**places)
    return f"{'-' if amount < 0 else ''}{int(whole):,}.{int(rest):0{places}}"


def myriads(amount: Amount) -> str:
    """Write an amount with 万, 億, 兆 and 京 (公用文作成の考え方, Ⅰ-2-2): 1兆2,000億."""
    if not isinstance(amount, int) or amount < _MYRIAD or amount >= _MYRIAD ** len(_MYRIADS):
        return western(amount)
    parts: list[str] = []
    for name in _MYRIADS:
        amount, part = divmod(amount, _MYRIAD)
        if part:
            parts.append(f"{part:,}{name}")
    return "".join(reversed(parts))


def _unit(unit: str) -> tuple[str, str]:
    words: dict[str, list[str]] = next((group["units"][unit] for group in table("units") if unit in group["units"]), {})
    english = (words.get("en") or words.get("symbols") or [""])[0]
    japanese = (words.get("ja") or words.get("symbols") or [""])[0]
    return f" {english}" if english else "", japanese if unit != "counter" else ""


def _date(date: Date) -> dict[str, str]:
    year = f"{-date.year} BC" if date.year < 0 else f"{date.year:04}" if date.year else ""
    english = "-".join(part for part in (year, f"{date.month:02}" if date.month else "", f"{date.day:02}" if date.day else "") if part)
    era = f"紀元前{-date.year}" if date.year < 0 else str(date.year)
    japanese = (
        (f"{era}{'年度' if date.fiscal else '年'}" if date.year else "") + (f"{date.month}月" if date.month else "") + (f"{date.day}日" if date.day else "")
    )
    day = [word for word, number in table("calendar")["weekdays"].items() if int(number) == date.weekday]
    return {
        "en": " ".join(each for each in ("FY" if date.fiscal else "", english, day[0].capitalize() if day else "") if each),
        "ja": japanese + (f"（{day[-1]}）" if day else ""),
    }


_MYRIAD, _FINEST = 10_000, Fraction(10) ** 30
