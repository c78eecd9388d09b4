"""Read the numbers, dates, times and identifiers of an English text."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from taiyaku.languages.drafting import BOUNDS, Draft, Modifiers, add_up, finish, inherit, share, speed
from taiyaku.languages.lexicon import eras, phrases, symbols, table, turned, unit_words, units
from taiyaku.languages.lexicon import number as exact
from taiyaku.languages.quantities import Amount, Bound, Date, Fuzzy, Identifier, Number, Quantity, Strength, Time, Value
from taiyaku.languages.scanning import ANY, BEFORE_CHRIST, DIGITS, FRACTION, HOLE, ISO, PLACES, SECONDS, SHORT_DATE, VERSION, Even, even, identifier

LONGEST = 40
"""Digits of the longest number; a longer run is an identifier (Python refuses to read more than 4,300)."""
MOST = 10_000
"""How many numbers of one text are read; what says more is a table and no prose."""
_NUMBER = re.compile(DIGITS)
_SLASHED = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{4})(?![0-9]|\.[0-9])")
_CLOCK = re.compile(
    r"([0-9]{1,2})(?:[:.]([0-5][0-9])(?::[0-5][0-9])?)?\s?([ap])\.?\s?m\b\.?|([01]?[0-9]|2[0-9]):([0-5][0-9])(?![0-9:])(?:\s?([ap])\.?m\b\.?)?|([0-9]{1,2}) ?o'clock"
)
_ENDING = re.compile(r"(?:(?:st|nd|rd|th)|(?:rd|th)s)(?![a-z])")
_NOUN_BEFORE = re.compile(r"[a-z]{1,12}\.?\s?(?:no\.?\s?|number\s)?")
_PAST = re.compile(
    r"(half(?= past)|quarter|five|ten|twenty(?:-five)?) (past|to) ([a-z]{3,6}|[0-9]{1,2})(?![0-9a-z:])(?: (?:o'clock|in the (morning|afternoon|evening)|at (night)))?"
)
_MINUTES = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_PAST_HOLE = re.compile(rf" (?:past|to) {HOLE}")
_OF_MONTH = re.compile(r" (?:day )?of ([a-z]{3,9}),?(?: ([0-9]{4})(?![0-9]))?")
_ONE_AND = re.compile(r"(?<![a-z])an? ([a-z]{3,8}) and a \Z")
_ARTICLE = re.compile(r" an?(?= )")
_TIME_UNIT = re.compile(r"second(?! [a-z])|second (?:as|of|and|to|in|is|or|for|at|that|will|when)\b")
_HALF = re.compile(r"(?:-| )and(?:-| )a(?:-| )half(?![a-z])")
_ERA_SHORT = re.compile(r"([MTSHR])([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{1,2}))?(?![0-9]|[.-][0-9])")
_ROMAN = re.compile(
    r"(?m:^)(?:I{1,3}|IV|VI{0,3}|IX|XI{0,3}|XIV|XVI{0,3})(?=\. )|(?<=[A-Za-z\u30a0-\u30ff] )(?:I{1,3}|IV|VI{0,3}|X|IX|XI{1,3}|XIV|XVI{0,3}|XIX|XX)(?![A-Za-z0-9.'-])|(?<=[\u3040-\u9fff])(?:I{2,3}|IV|VI{1,3}|IX|XI{1,3})(?![A-Za-z0-9.'-])"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_GAP = {
    "",
    "the",
    "a",
    "an",
    "of",
    "just",
    "only",
    "another",
    "the age of",
    "age",
    "ages",
    "no.",
    "number",
    "about",
    "approximately",
    "a total of",
    "some",
    "size",
    "version",
    "a value of",
    "the value",
}
_LISTS = {"and", "or", ",", "&", ", and", ", or", "- and", "- or", "-,", "-, and", "-, or"}
_RANGES = {"-", "to", "~", "through", "until"}
_ADJECTIVE = (
    r"(?:(?:new|more|additional|consecutive|other|member|full|participating|different|small|private|working|business|calendar|fiscal|straight|further)\s)?"
)


class _Tables(NamedTuple):
    """What the patterns find, by word."""

    master: re.Pattern[str]
    words: dict[str, Amount]
    ordinals: dict[str, int]
    run: re.Pattern[str]
    modifiers: dict[str, tuple[str, str]]
    weak: dict[str, tuple[str, Amount]]
    months: dict[str, int]
    weekdays: dict[str, int]
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    fiscal: re.Pattern[str]
    era: re.Pattern[str]
    of_era: re.Pattern[str]
    scale: re.Pattern[str]
    unit: re.Pattern[str]
    symbol: re.Pattern[str]
    after: re.Pattern[str]
    bounds: dict[str, str]
    per: re.Pattern[str]
    rates: dict[str, str]


@cache
def _tables() -> _Tables:
    words, calendar = table("words")["en"], table("calendar")
    cardinals: dict[str, Amount] = {word: exact(value) for part in ("cardinals", "magnitudes") for word, value in words[part].items()}
    ordinals = {word: int(value) for word, value in words["ordinals"].items()}
    months = {word: int(value) for word, value in calendar["months"].items()}
    weekdays = {word: int(value) for word, value in calendar["weekdays"].items() if word.isascii()}
    modifiers = {word: ("", what) for word, what in turned(words["before"]).items()}
    modifiers |= {word: ("unit", what) for word, what in turned(words["named"]).items()}
    money = {sign.lower(): unit for sign, unit in symbols().items() if units()[unit].dimension == "money" and sign != "円"}
    modifiers |= {sign: ("unit", unit) for sign, unit in money.items()}
    weak = {word: (part, exact(value)) for part in ("implied", "multiples", "fractions", "fuzzy") for word, value in words[part].items()}
    weak |= {word: (part, exact(value)) for part in ("bases", "decades") for word, value in words[part].items()}
    weak |= {"noon": ("time", 720), "midnight": ("time", 0)}
    idioms = table("idioms")
    month = phrases(months)
    number_words, cardinal_words, ordinal_words = phrases([*cardinals, *ordinals]), phrases(cardinals), phrases(ordinals)
    bounds = turned(words["after"])
    rates = turned(words["per"])
    day = r"([0-9]{1,2})(?:st|nd|rd|th)?"
    return _Tables(
        re.compile(
            rf"(?<![a-z0-9])(?:(?P<idiom>{phrases([*idioms['en']['phrases'], *idioms['names']['phrases']])})(?![a-z0-9])"
            rf"|(?P<fiscal>(?:jfy|fy|fiscal(?: year)?|financial year) ?'?(?=[0-9]{{2}}))|(?P<era>{phrases(each.english for each in eras())})\s(?=[0-9])"
            rf"|(?P<modifier>{phrases(word for word in modifiers if word[0].isalpha())})(?![a-z])(?!')"
            rf"|(?P<run>{number_words})(?![a-z])"
            rf"|(?P<weak>{phrases(weak)})(?![a-z])|(?P<month>{month})(?![a-z])|(?P<weekday>{phrases(weekdays)})(?=s?(?![a-z])))"
            rf"|(?P<sign>{phrases([*(word for word in modifiers if not word[0].isalpha()), '~'])})(?<![-=]>)(?=\s?[-▲△]?[0-9$€£¥])|(?P<minus>(?<![\w)\]])[-▲△](?=[$€£¥]?[0-9]))|(?P<digit>[0-9½¼¾⅓⅔])"
        ),
        cardinals,
        ordinals,
        re.compile(
            rf"(?:{ordinal_words}(?![a-z])|{cardinal_words}(?![a-z])(?:(?:[- ]|(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion)),? and )(?:{cardinal_words})(?![a-z]))*(?:[- ](?:{ordinal_words})(?![a-z]))?)(?P<plural>[- ](?:{phrases(f'{word}s' for word in ordinals)})(?![a-z]))?"
        ),
        modifiers,
        weak,
        months,
        weekdays,
        re.compile(rf"{day}(?:\s?(?:-|to|and|or|through|&|,)\s?{day})?\s(?:of\s)?({month})(?![a-z])\.?(?:,?\s([0-9]{{4}})(?![0-9]))?"),
        re.compile(
            rf"({month})\.?,?\s(?:{day}(?!\d)(?:\s?(?:-|to|and|or|through|&)\s?{day}(?![\d:a-z]))?(?:(?:,\s?|\s)([0-9]{{4}})(?![0-9]))?|(?:of\s)?([0-9]{{4}})(?![0-9]))"
        ),
        re.compile(r"([0-9]{4}|[0-9]{2})(?![0-9])(?:\s?[-/]\s?([0-9]{4}|[0-9]{2})(?![0-9]))?"),
        re.compile(r"[0-9]{1,2}(?![0-9])"),
        re.compile(rf" year of (?:the )?({phrases(each.english for each in eras())})"),
        re.compile(
            rf"(?:[\s-]?(?:{phrases(words['magnitudes'])})|(?:{phrases(words['suffixes'])})|\s(?:{phrases(each for each in words['suffixes'] if each not in 'kb')}))(?![a-z])"
        ),
        re.compile(rf"[\s-]{{0,2}}{_ADJECTIVE}({phrases(unit_words('en'))})(?![a-z])"),
        re.compile(rf"\s?({phrases(symbols())})(?![A-Za-z0-9])"),
        re.compile(rf"(?:\s[a-z-]{{1,20}}){{0,3}}?\s?\(?(?<![a-z])({phrases(bounds)})(?![a-z])(?! than)"),
        bounds,
        re.compile(rf"(?:\s[a-z-]{{1,20}}){{0,2}}?\s?({phrases(rates)})(?![a-z])"),
        rates,
    )


def read(text: str) -> tuple[Quantity, ...]:
    """Read what an English text says in numbers, in its order; it never raises, and takes time in proportion to the text, of which it reads ``MOST`` numbers at most."""
    return _Reader(even(text)).read()


def amount(digits: str) -> Amount:
    """Give the number that digits with grouping commas and a point are; leading zeros stand for nothing."""
    return exact(digits.replace(",", ""))


def romans(text: Even) -> list[Draft]:
    """Find Roman numerals behind a word (Artemis II, アルテミスII)."""
    found: list[Draft] = []
    for each in _ROMAN.finditer(text.text):
        values = [_ROMAN_DIGITS[char] for char in each.group()]
        total = sum(-value if value < max(values[index:]) else value for index, value in enumerate(values))
        found.append(Draft(each.start(), each.end(), [Number(total)], Strength.SPELLED if len(values) > 1 else Strength.IMPLIED))
    return found


def short_dates(found: re.Match[str]) -> list[Value]:
    """Give the dates that 1/12/99 or 99/12/1 may be; with points it may be a version as well."""
    one, two, three = int(found[1]), int(found[3]), int(found[4])
    orders = [(three, one, two), (three, two, one), (one, two, three)]
    dates = [Date(century + year, month, day) for year, month, day in orders for century in (1900, 2000) if month and day]
    kept: list[Value] = [each for each in dates if not each.impossible]
    return [*kept, Identifier(found.group())] if len(found[4] + found[1]) > _SECOND else []


def clock(found: re.Match[str], *, later: bool | None = None) -> list[Value]:
    """Give the times that a clock time may be; ``later`` tells what the words before it (午前, 午後) say of the half of the day."""
    hour, minute = int(found[1] or found[4] or found[7]), int(found[2] or found[5] or 0)
    half = found[3] or found[6]
    return times(hour, minute, later=half == "p" if half else later)


def times(hour: int, minute: int, *, later: bool | None) -> list[Value]:
    """Give the times of day that an hour may be: ``later`` than noon, earlier, or unsaid."""
    if later is not None:
        return [Time((hour % 12 + 12 * later) * 60 + minute)] if hour <= _HALF_DAY else [Time(hour * 60 + minute)]
    return [Time(hour * 60 + minute), *([Time(hour * 60 + 720 + minute)] if 0 < hour < _HALF_DAY else [])]


_HALF_DAY = 12


class _Reader:
    """One reading of one text."""

    def __init__(self, text: Even) -> None:
        self.even, self.low, self.tables = text, text.low, _tables()
        self.found: list[Draft] = []
        self.before = Modifiers()

    def read(self) -> tuple[Quantity, ...]:
        """Read all of it."""
        master, at = self.tables.master, 0
        while len(self.found) < MOST and (token := master.search(self.low, at)):
            at = max(self._take(token), token.start() + 1)
        drafts = sorted([*self.found, *romans(self.even)], key=lambda each: (each.start, each.end)) if _ROMAN.search(self.even.text) else self.found
        return finish(self.even, joined(self.low, drafts, _RANGES, _LISTS))

    def _take(self, token: re.Match[str]) -> int:
        """Read what begins at a token; give where it ends."""
        kind, start, end = token.lastgroup, token.start(), token.end()
        if kind in ("modifier", "sign", "minus"):
            self._modify(token)
            return end
        if kind in ("digit", "run"):
            return self._digits(start) if kind == "digit" else self._told(start) or self._spelled(start)
        if kind == "month" and (self.even.text[start].isupper() or _YEAR_BEHIND.match(self.low, end) or self.low.strip(" .&_") == self.low[start:end]):
            return self._month(start, end)
        if kind == "weekday" and self.even.text[start].isupper() and end - start > _SHORT_DAY:
            self._add(start, end, [Date(weekday=self.tables.weekdays[token.group()])], Strength.SPELLED)
        elif kind == "weak":
            return self._weak(start, end, *self.tables.weak[token.group()])
        elif kind == "fiscal" and (years := self.tables.fiscal.match(self.low, end)):
            first = _century(years[1])
            self._add(start, years.end(1), [Date(first, fiscal=True)])
            if years[2]:
                last = _century(years[2], first)
                # FY2024-25 is one fiscal year, FY2024-2027 are several.
                self._add(years.start(2), years.end(2), [Date(last, fiscal=True), Date(last)], Strength.IMPLIED if last == first + 1 else Strength.EXPLICIT)
            return years.end()
        elif kind == "era" and (year := self.tables.era.match(self.low, end)):
            era = next(each for each in eras() if each.english == token["era"])
            self._add(start, year.end(), [Date(era.year(int(year.group())), era=era.name)])
            return year.end()
        return end

    def _modify(self, token: re.Match[str]) -> None:
        start, end = token.span()
        if self.low[self.before.end : start].strip(" \t('\"-") not in _GAP or self.before.end < 0 or start - self.before.end > _NEAR:
            self.before = Modifiers(start)
        kind, what = ("", "minus") if token.lastgroup == "minus" else self.tables.modifiers[token.group()]
        self.before.add(kind, what)
        self.before.end = end
        if self.before.bound is not Bound.NONE and (one := _ARTICLE.match(self.low, end)) and (word := self.tables.unit.match(self.low, one.end())):
            # Less than a minute.
            self._add(one.start() + 1, word.end(), [Number(1, each) for each in unit_words("en")[word[1]]], Strength.IMPLIED)

    def _add(self, start: int, end: int, readings: list[Value], strength: Strength = Strength.EXPLICIT, **more: object) -> Draft:
        """Add a draft, with what the words before it say of it."""
        draft = Draft(start, end, readings, strength, core=start, **more)  # type: ignore[arg-type]
        before = self.before
        low_gap = self.low[before.end : start] if 0 <= before.end <= start <= before.end + _NEAR else "."
        if low_gap.strip(" \t('\"-") in _GAP:
            draft.start, draft.bound, draft.approximate, draft.negative = before.start, before.bound, before.approximate, before.negative
            if before.unit and (units()[before.unit].dimension != "count" or _NOUN_BEFORE.fullmatch(self.low, before.start, start)):
                draft.readings = [Number(each.amount, before.unit) for each in readings if isinstance(each, Number)] or readings
            if before.part:
                draft.part = before.part
        self.before = Modifiers()
        self.found.append(draft)
        return draft

    def _digits(self, start: int) -> int:
        """Read what begins with a digit: a date, a time, an identifier or a number."""
        low, before = self.low, self.low[start - 1 : start]
        if (before.isalnum() and before.isascii()) or (before in "-._" and before and start > 1 and low[start - 2].isalpha() and low[start - 2].isascii()):
            return self._identifier(start)
        for pattern in (ISO, _SLASHED, self.tables.day_month):
            if (found := pattern.match(low, start)) and self._date(found, pattern):
                return found.end()
        if (found := SHORT_DATE.match(low, start)) and (dates := short_dates(found)):
            self._add(start, found.end(), dates)
            return found.end()
        if (found := _CLOCK.match(low, start)) and int(found[1] or found[4] or found[7]) <= _LATEST_HOUR:
            half = _PART_OF_DAY.match(low, found.end())
            self._add(start, found.end(), clock(found, later=half[1] != "morning" if half else None))
            return found.end()
        if (found := SECONDS.match(low, start)) and found[3] and int(found[1]) <= _HALF_DAY:
            self._add(start, found.end(), list(times(int(found[1]), int(found[2]), later=found[3] == "p")))
            return found.end()
        if found := VERSION.match(low, start):
            draft = self._add(start, found.end(), [Identifier(found.group())])
            self._bound(draft, found.end())
            return draft.end
        return self._number(start)

    def _identifier(self, at: int) -> int:
        short = _ERA_SHORT.match(self.even.text, at - 1)
        era = next((each for each in eras() if short and each.short == short[1]), None)
        if short and era and not self.low[max(0, at - 2) : at - 1].isalnum():
            self._add(at - 1, short.end(), [Date(era.year(int(short[2])), int(short[3]), int(short[4] or 0), era=era.name), Identifier(short.group().lower())])
            return short.end()
        return self._name(at)

    def _name(self, at: int) -> int:
        """Read the identifier around a digit."""
        start, end = identifier(self.even, at)
        if self.low[start:end] == "0x":
            # Before a placeholder: 0x%04x.
            return end
        draft = self._add(start, end, named(self.low[start:end]), firmness(self.low[start:end]))
        self._bound(draft, end)
        return draft.end

    def _date(self, found: re.Match[str], pattern: re.Pattern[str]) -> bool:
        start, end = found.span()
        if pattern is ISO:
            dates = [Date(int(found[1]), int(found[3]), int(found[4]))]
            if dates[0].impossible and found[2] != "-":
                return False
        elif pattern is _SLASHED:
            one, two, year = int(found[1]), int(found[3]), int(found[4])
            dates = [each for each in (Date(year, one, two), Date(year, two, one)) if not each.impossible]
            if not dates or (found[2] == "." and not _FIRST_YEAR < year < _LAST_YEAR):
                return False
        else:
            month, year = self.tables.months[found[3]], int(found[4] or 0)
            if not (self.even.text[found.start(3)].isupper() or year) or int(found[1]) > _LONGEST_MONTH or self.low.endswith(("no. ", "no."), 0, start):
                return False
            if found[2]:
                self._add(start, found.end(1), [Date(year, month, int(found[1]))])
                start = found.start(2)
            dates = [Date(year, month, int(found[2] or found[1]))]
        versions = [Identifier(found.group())] if pattern is _SLASHED and found[2] == "." else []
        self._add(start, end, [*dates, *versions])
        return True

    def _month(self, start: int, end: int) -> int:
        found = self.tables.month_day.match(self.low, start)
        month = self.tables.months[self.low[start:end]]
        if not found:
            self._add(start, end, [Date(0, month)], Strength.IMPLIED)
            return end
        year = int(found[4] or found[5] or 0)
        if found[3]:
            self._add(start, found.end(2), [Date(year, month, int(found[2]))])
            self._add(found.start(3), found.end(), [Date(year, month, int(found[3]))])
        else:
            self._add(start, found.end(), [Date(year, month, int(found[2] or 0))])
        return found.end()

    def _number(self, start: int) -> int:
        """Read a number of digits, with its magnitude, ordinal ending, unit, and what bounds it from behind."""
        low = self.low
        vulgar = _VULGAR.get(low[start])
        found = None if vulgar else _NUMBER.match(low, start)
        if found is None:
            self._tail(self._add(start, start + 1, [Number(vulgar or 0)]), start + 1)
            return start + 1
        end = found.end()
        if end - start > LONGEST:
            self._add(start, end, [Identifier(found.group())])
            return end
        value = amount(found.group())
        if low[end : end + 1] in _VULGAR:
            value, end = value + _VULGAR[low[end]], end + 1
        elif behind := self._parts(start, end):
            return behind
        if ending := _ENDING.match(low, end):
            return self._ordinal(start, ending.end(), value, parts=ending.group().endswith("s"))
        digits = end - start if found.group().isdecimal() else 0
        if more := ANY.match(low, end):
            end = more.end()
        if 1 < digits <= _YEAR and low[end : end + 1] == "s" and not low[end + 1 : end + 2].isalnum() and value % 10 == 0:
            self._add(start, end + 1, [*decades(value), Number(value, "second")])
            return end + 1
        if self._is_name(end):
            return self._name(start)
        draft = self._add(start, end, [Number(value)], digits=digits)
        self._weigh(draft)
        self._tail(draft, end)
        if digits == _YEAR and _FIRST_YEAR <= value < _LAST_YEAR and isinstance(value, int) and not number_of(draft).unit and draft.scale == 1:
            draft.readings.append(Date(-value if BEFORE_CHRIST.match(low, end) else value))
            if BEFORE_CHRIST.match(low, end):
                draft.readings.reverse()
        elif isinstance(value, int) and (era := BEFORE_CHRIST.match(low, end)):
            draft.readings, draft.end = [Date(-value)], era.end()
        return draft.end

    def _parts(self, start: int, end: int) -> int:
        """Read a fraction, alone or behind a whole number (1/2, 3 1/2 inch); give where it ends, 0 where there is none."""
        low, whole = self.low, 0
        found = FRACTION.match(low, end + 1) if low[end : end + 1] == " " and low[start:end].isdecimal() else None
        if found and int(found[1]) < int(found[2]):
            whole = int(low[start:end])
        else:
            found = FRACTION.match(low, start)
        if not found:
            return 0
        draft = self._add(start, found.end(), [Number(exact(whole + Fraction(int(found[1]), int(found[2]))))])
        self._tail(draft, found.end())
        return draft.end

    def _weigh(self, draft: Draft) -> None:
        """Make weak what is a pattern of places (001, 000000) or the power of a unit, and the one of a ratio (8:1 is eight times)."""
        before = self.low[draft.core - 1 : draft.core]
        if PLACES.match(self.low, draft.core) or before == "^":
            draft.strength = Strength.SPELLED
        elif before == ":" and number_of(draft).amount == 1:
            draft.strength = Strength.IMPLIED

    def _ordinal(self, start: int, end: int, value: Amount, *, parts: bool) -> int:
        """Read 9th, and the parts that 100ths are."""
        if parts and value > _SECOND:
            draft = self._add(start, end, [Number(exact(1 / Fraction(value))), Number(value)])
            end += 3 * self.low.startswith(" of ", end)
        else:
            draft = self._add(start, end, [Number(value)], Strength.SPELLED if value <= _SECOND + 1 else Strength.EXPLICIT, ordinal=True)
            self._of_era(draft)
        self._unit(draft, end)
        self._ranked(draft)
        return draft.end

    def _ranked(self, draft: Draft) -> None:
        """Let the noun of an ordinal be one that the other language does not have for a unit: second degree, 2階."""
        value = number_of(draft)
        if draft.ordinal and value is draft.readings[0] and value.unit:
            draft.readings.append(Number(value.amount))

    def _is_name(self, end: int) -> bool:
        """Tell whether letters follow the digits that are neither a unit nor a magnitude: 5G, 3D."""
        if not (self.low[end : end + 1].isalpha() and self.low[end].isascii()):
            return False
        return not any(
            pattern.match(text, end) for pattern, text in ((self.tables.scale, self.low), (self.tables.unit, self.low), (self.tables.symbol, self.even.text))
        )

    def _tail(self, draft: Draft, end: int) -> None:
        """Read what stands behind the digits: magnitudes, unit, bound, rate."""
        low, value = self.low, number_of(draft)
        if half := _HALF.match(low, end):
            value, end = Number(value.amount + exact("1/2"), value.unit), half.end()
            draft.readings, draft.end, draft.strength = [value], end, max(draft.strength, Strength.SPELLED)
        suffixes = table("words")["en"]["suffixes"]
        while scale := self.tables.scale.match(low, end):
            word = scale.group().strip(" \t-\n")
            if word in suffixes and word in ("m", "b") and not units_of(value).startswith("money"):
                draft.readings.append(Number(value.amount * int(suffixes[word])))
                break
            draft.scale *= int(suffixes.get(word) or self.tables.words[word])
            end = scale.end()
        if draft.scale != 1:
            name = [Identifier(low[draft.core : end])] if low[end - 1] == "k" else []
            draft.readings, draft.end = [Number(exact(Fraction(value.amount) * draft.scale), value.unit), *draft.readings[1:], *name], end
        self._unit(draft, end)

    def _unit(self, draft: Draft, end: int) -> None:
        """Read the unit behind a number, and what bounds it or counts it for a time."""
        low, value = self.low, number_of(draft)
        if value is not draft.readings[0]:
            return
        if not value.unit:
            symbol, word = self.tables.symbol.match(self.even.text, end), self.tables.unit.match(low, end)
            if word and not (symbol and symbol.end() > word.end()):
                ids = unit_words("en")[word[1]]
                # A third of a second is rarer than the second meeting.
                draft.readings, end = [*(Number(value.amount, each) for each in ids), *draft.readings[1:]], word.end()
            elif symbol:
                unit = symbols()[symbol[1]]
                minutes = [Number(value.amount, "minute")] if symbol[1] == "m" else []
                draft.readings, end = [Number(value.amount, unit), *minutes, *draft.readings[1:]], symbol.end()
            elif inch := _INCH.match(low, end):
                draft.readings, end = [Number(value.amount, "inch"), *draft.readings[1:]], inch.end()
            draft.end = max(draft.end, end)
        if half := _HALF.match(low, end):
            draft.readings = [Number(each.amount + exact("1/2"), each.unit) for each in draft.readings if isinstance(each, Number)]
            draft.end = end = half.end()
        behind, end = end, self._bound(draft, end)
        if end > behind and number_of(draft).unit == "" and (word := self.tables.unit.match(low, end)):
            # 91+ days
            draft.readings, draft.end = [Number(value.amount, each) for each in unit_words("en")[word[1]]], word.end()
            end = word.end()
        if low.startswith(" below zero", end):
            draft.negative = True
        if found := self.tables.per.match(low, end):
            draft.per = self.tables.rates[found[1]]
            speed(draft)

    def _bound(self, draft: Draft, end: int) -> int:
        """Read what bounds a number from behind (or more); give where it ends."""
        if (found := self.tables.after.match(self.low, end)) and (draft.bound is Bound.NONE or (draft.bound, found[1]) == (Bound.AT_MOST, "or more")):
            draft.bound = BOUNDS[self.tables.bounds[found[1]]]
            several = draft.bound is Bound.AT_LEAST and isinstance(value := draft.readings[0], Number) and not value.unit and value.amount in (1, _SECOND)
            if several or draft.strength is Strength.SPELLED:
                # Two or more are several.
                draft.strength = Strength.SPELLED if several else Strength.EXPLICIT
            if found.end() - end - len(found[1]) <= 1:
                draft.end = end = found.end()
        elif draft.bound in _EQUALLY and _OR_EQUAL.match(self.low, end):
            draft.bound = _EQUALLY[draft.bound]
        return end

    def _spelled(self, start: int) -> int:
        """Read a number in words."""
        found = self.tables.run.match(self.low, start)
        if found is None:
            return start + 1
        end, words = found.end(), [word for word in re.split(r"[-, ]+", found.group()) if word != "and"]
        words[-1] = words[-1].removesuffix("s") if found["plural"] else words[-1]
        if len(words) > 1 and words[-1] == "second" and not self.low.startswith("-", end - 7):
            # One second is a time; twenty-second an ordinal.
            end -= 7
            words.pop()
        ordinal = words[-1] in self.tables.ordinals
        last = self.tables.ordinals.get(words[-1], 0)
        if (
            ordinal
            and last > _SECOND
            and (
                found["plural"]
                or (len(words) > 1 and cardinal(words[:-1], self.tables.words) <= 1)
                or (len(words) == 1 and self.low[max(0, start - 2) : start] == "a ")
            )
            and last != _HUNDRED
        ):
            top = cardinal(words[:-1], self.tables.words) if len(words) > 1 else 1
            self._unit(self._add(start, end, [Number(exact(f"{top}/{last}"))], Strength.SPELLED), end)
            return max(end, self.found[-1].end)
        value = (cardinal(words[:-1], self.tables.words) if len(words) > 1 else 0) + last if ordinal else cardinal(words, self.tables.words)
        if ordinal and len(words) > 1 and last >= _HUNDRED:
            value = cardinal(words[:-1], self.tables.words) * last
        strength = (
            Strength.SPELLED
            if ordinal and value == 1 and len(words) > 1
            else Strength.IMPLIED
            if value <= 1 or (len(words) == 1 and _TIME_UNIT.match(self.low, start))
            else Strength.SPELLED
            if value < _LARGE or (len(words) == 1 and value >= _HUNDRED)
            else Strength.EXPLICIT
        )
        draft = self._add(start, end, [Number(value)], strength, ordinal=ordinal or None)
        if draft.bound is not Bound.NONE and strength is Strength.SPELLED:
            draft.strength = Strength.EXPLICIT
        if ordinal and self._of_month(draft):
            return draft.end
        if ordinal and last > _SECOND and self.low.startswith(" of ", end):
            draft.readings.append(Number(exact(f"1/{last}")))
        if ordinal:
            self._of_era(draft)
        if not ordinal and (part := _PARTS.match(self.low, end)):
            draft.readings, draft.end = [Number(exact(Fraction(value, 4 if part[1].startswith("quarter") else 2)))], part.end()
            if part[1].startswith("quarter"):
                # One quarter is a part, or three months of a year.
                draft.readings.append(Number(value, "quarter-of-year"))
            draft.strength = Strength.SPELLED if value == 1 else draft.strength
            self._unit(draft, part.end())
        elif not ordinal:
            self._tail(draft, end)
        else:
            self._unit(draft, end)
            self._ranked(draft)
        return draft.end

    def _of_month(self, draft: Draft) -> bool:
        """Make the twenty-third day of June a date."""
        found, day = _OF_MONTH.match(self.low, draft.end), number_of(draft).amount
        month = self.tables.months.get(found[1], 0) if found else 0
        if not found or not month or not isinstance(day, int) or day > _LONGEST_MONTH:
            return False
        draft.readings, draft.end, draft.ordinal, draft.strength = [Date(int(found[2] or 0), month, day)], found.end(), None, Strength.EXPLICIT
        return True

    def _of_era(self, draft: Draft) -> None:
        """Make the eighth year of Reiwa a date."""
        found, value = self.tables.of_era.match(self.low, draft.end), number_of(draft).amount
        if found and isinstance(value, int) and 0 < value < _HUNDRED:
            era = next(each for each in eras() if each.english == found[1])
            draft.readings, draft.end, draft.ordinal, draft.strength = [Date(era.year(value), era=era.name)], found.end(), None, Strength.EXPLICIT

    def _weak(self, start: int, end: int, kind: str, value: Amount) -> int:
        if kind == "fuzzy":
            parts = re.compile(r" of ((?:hundred|thousand|million|billion|trillion)s)(?![a-z])")
            if found := parts.match(self.low, end):
                value, end = value * self.tables.weak[found[1]][1], found.end()
            word = self.low[start:end]
            if word in ("tens", "decades") and not found:
                return end
            self._add(start, end, [Fuzzy(int(value))], Strength.SPELLED)
        elif kind == "fractions" and (told := self._told(start)):
            return told
        elif kind == "fractions":
            clock = [Number(value * 60, "minute")] if _PAST_HOLE.match(self.low, end) else []
            draft = self._add(start, end, [Number(value), *clock], Strength.IMPLIED)
            if (more := _ONE_AND.search(self.low[max(0, start - 24) : start])) and value == exact("1/2") and more[1] in unit_words("en"):
                # A year and a half.
                draft.readings = [Number(exact("3/2"), each) for each in unit_words("en")[more[1]]]
                draft.start, draft.strength = max(0, start - 24) + more.start(), Strength.SPELLED
            elif found := re.compile(r"[- ](?:of )?(?:a |an )?(million|billion|trillion|year|century|hour|day|dozen)(?![a-z])").match(self.low, end):
                scaled = value * self.tables.words[found[1]] if found[1] in self.tables.words else value
                draft.readings = [Number(scaled, found[1] if found[1] in units() else "")]
                draft.strength = Strength.EXPLICIT if scaled != value else Strength.SPELLED
                draft.end = found.end()
                self._unit(draft, found.end())
            return draft.end
        elif kind == "time":
            self._add(start, end, [Time(int(value))], Strength.IMPLIED)
        elif kind == "bases":
            self._add(start, end, [Number(value, "base")], Strength.IMPLIED)
        elif kind == "decades":
            self._add(start, end, [Number(value), *decades(value)], Strength.SPELLED)
        elif kind == "multiples":
            # Double byte characters.
            noun = self.tables.unit.match(self.low, end)
            measures = [Number(value, each) for each in unit_words("en")[noun[1]]] if noun else []
            self._add(start, end, [Number(value, "times"), Number(value, "occasion"), *measures] if value != 1 else [Number(value)], Strength.SPELLED)
        else:
            self._add(start, end, [Number(value)], Strength.IMPLIED)
        return end

    def _told(self, start: int) -> int:
        """Read the time of day that is told by the minutes to or past an hour; give where it ends, 0 where there is none (five to ten files)."""
        past = _PAST.match(self.low, start)
        hour = self._hour(past[3]) if past else 0
        if not past or not hour or not (past[2] == "past" or past[1] in ("half", "quarter") or self.low.strip() == past.group()):
            return 0
        minute = _MINUTES[past[1]] * (1 if past[2] == "past" else -1)
        half = past[4] or past[5]
        readings = [Time((time.minute + minute) % 1440) for time in times(hour, 0, later=half != "morning" if half else None) if isinstance(time, Time)]
        self._add(start, past.end(), list(readings), Strength.SPELLED)
        return past.end()

    def _hour(self, word: str) -> int:
        hour = int(word) if word.isdecimal() else int(self.tables.words.get(word, 0))
        return hour if 0 < hour <= _HALF_DAY else 0


def decades(value: Amount) -> list[Value]:
    """Give the decade that 1980s or 80年代 is."""
    return [Number(value, "decade-of"), *([Number(value + 1900, "decade-of")] if value < _HUNDRED else [])]


def number_of(draft: Draft) -> Number:
    """Give the number of a draft that a reader just made of one."""
    first = draft.readings[0]
    return first if isinstance(first, Number) else Number(0)


def units_of(value: Number) -> str:
    """Give the dimension of a number's unit, or nothing."""
    return units()[value.unit].dimension if value.unit else ""


def named(name: str) -> list[Value]:
    """Give the readings of an identifier: with a word before its digits (post-2018, mid-1990) it may be a number too."""
    plain = Identifier(_JOINT.sub("", name))
    if found := _PREFIXED.fullmatch(name):
        if found[1].count(".") > 1 or found[1][-1].isalpha():
            return [plain, Identifier(found[1])]
        value = exact(found[1])
        return [plain, Number(value), *([Date(value)] if isinstance(value, int) and _FIRST_YEAR <= value < _LAST_YEAR else [])]
    if found := _VERSIONED.fullmatch(name):
        version = found[1] or found[2]
        return [plain, Identifier(version) if version.count(".") > 1 or version[-1].isalpha() else Number(exact(version))]
    if found := _SHAPED.fullmatch(name):
        return [plain, Identifier(found[1] or found[2])]
    if name.startswith("non-"):
        return [plain, *named(name[4:])]
    parts = _JOIN.split(name)
    cores = [part for part in parts if not part.isalpha() and part]
    if len(parts) > 1 and len(cores) == 1 and not cores[0].isdecimal():
        # LV2 in non-LV2, F9 in Ctrl+F9
        return [plain, Identifier(cores[0])]
    if len(parts) == 1 and name[-1] == "s" and name[-2:-1].isdecimal() and name[0].isalpha():
        return [plain, Identifier(name[:-1])]
    return [plain]


def firmness(name: str) -> Strength:
    """Tell how firmly an identifier is said: 2D and 3D have names of their own (立体)."""
    return Strength.SPELLED if _SHAPE.match(name) else Strength.EXPLICIT


def cardinal(words: list[str], values: dict[str, Amount]) -> int:
    """Add up a number in words: two hundred and fifty thousand."""
    total = part = 0
    for word in words:
        value = int(values.get(word, 0))
        if value == _HUNDRED:
            part = (part or 1) * value
        elif value > _HUNDRED:
            total, part = total + (part or 1) * value, 0
        else:
            part += value
    return total + part


def joined(low: str, drafts: list[Draft], ranges: set[str], lists: set[str], nothing: str = " ") -> list[Draft]:
    """Let neighbours share what they say together: durations add up, ranges share a unit, dates their year, weekdays go to their date."""
    kept: list[Draft] = []
    for draft in drafts:
        gap = low[kept[-1].end : draft.core].strip() if kept and 0 <= draft.core - kept[-1].end <= _NEAR else None
        if gap is not None:
            if gap in ("", "and", ",") and (nothing or not gap) and draft.core == draft.start and add_up(kept[-1], draft):
                continue
            day = kept[-1].readings[0]
            if (
                isinstance(day, Date)
                and day.weekday
                and not any(day.days)
                and isinstance(draft.readings[0], Date)
                and draft.readings[0].day
                and gap in ("", ",")
            ):
                date = draft.readings[0]
                draft.readings[0] = replace(date, weekday=day.weekday)
                draft.start = kept.pop().start
        kept.append(draft)
    gaps = [low[one.end : other.core].strip() if 0 <= other.core - one.end <= _NEAR else "." for one, other in pairwise(kept)]
    for index, gap in enumerate(gaps):
        if gap in ranges or gap in lists:
            share(kept[index], kept[index + 1], whole=gap in ranges)
    inherit(kept, [*(gap in ranges or gap in lists for gap in gaps), False])
    return kept


def _century(digits: str, near: int = 2000) -> int:
    return int(digits) if len(digits) == _YEAR else near // 100 * 100 + int(digits)


_OR_EQUAL = re.compile(r"(?: [a-z]{1,12}){0,2} or equal(?:s|ed)?(?![a-z])")
_EQUALLY = {Bound.LESS: Bound.AT_MOST, Bound.MORE: Bound.AT_LEAST}
_PREFIXED = re.compile(r"[a-z]{3,12}-([0-9]{1,9}(?:\.[0-9]{1,9}){0,4}[a-z]?)")
_VERSIONED = re.compile(r"(?:[a-z]{0,8}v|x|ver\.?|version)([0-9]{1,9}(?:\.[0-9]{1,9}){0,4}[a-z]?)|([0-9]{1,9}(?:\.[0-9]{1,9})?)[a-z]{1,4}")
_INCH = re.compile(r"\s?in(?=[)\].,;]|\Z)|(?:(?<=[0-9]\.[0-9])|(?<=[0-9]\.[0-9][0-9]))\"(?=[\s)]|\Z)")
_JOINT = re.compile(r"(?<=[a-z])[-_.](?=[0-9])")
_SHAPE = re.compile(r"[23]-?d(?![a-z0-9])")
_SHAPED = re.compile(r"[a-z]{4,20}([23]d)|([23]d)[a-z]{3,20}")
_JOIN = re.compile(r"[-+:_]")
_PART_OF_DAY = re.compile(r" (?:in the (morning|afternoon|evening)|at night)")
_PARTS = re.compile(r"[ -](half|halves|quarters?)(?![a-z])(?! (?:of )?[0-9])")
_YEAR_BEHIND = re.compile(r",? [0-9]{4}(?![0-9])")
_VULGAR = {"½": exact("1/2"), "¼": exact("1/4"), "¾": exact("3/4"), "⅓": exact("1/3"), "⅔": exact("2/3")}
_NEAR, _SHORT_DAY, _LATEST_HOUR, _YEAR, _LONGEST_MONTH, _FIRST_YEAR, _LAST_YEAR = 14, 4, 29, 4, 31, 1000, 3000
_SECOND, _LARGE, _HUNDRED = 2, 13, 100
