"""Read the numbers, dates, times and identifiers of a Japanese text."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from taiyaku.languages.drafting import BOUNDS, Draft, Modifiers, dated, finish, speed
from taiyaku.languages.lexicon import Era, eras, phrases, symbols, table, turned, unit_words, units
from taiyaku.languages.lexicon import number as exact
from taiyaku.languages.quantities import Amount, Bound, Date, Fuzzy, Identifier, Number, Quantity, Strength, Time, Value
from taiyaku.languages.read_en import LONGEST, MOST, amount, clock, decades, firmness, joined, named, number_of, romans, short_dates, times
from taiyaku.languages.scanning import ANY, BEFORE_CHRIST, DIGITS, FRACTION, ISO, PLACES, SECONDS, SHORT_DATE, VERSION, Even, even, identifier

_KANJI = "〇零一二三四五六七八九壱弐参"
_SCALE = r"(?:[十百千拾廿卅]|(?<=[0-9]) 千(?![葉歳代秋里島])| ?千(?=[万億兆])| ?[万億兆京萬])"
_NUMBER = re.compile(rf"(?:{DIGITS}|[{_KANJI}]+(?:・[{_KANJI}](?=パーセント|％|%|倍|割))?)?(?:{_SCALE}(?:{DIGITS}|[{_KANJI}]+| {DIGITS}(?= ?[百千万億兆]))?)*")
_PIECE = re.compile(rf"(?P<digits>{DIGITS})|(?P<kanji>[{_KANJI}]+(?:・[{_KANJI}])?)|(?P<scale>[十百千拾廿卅万億兆京萬])")
_CLOCK = re.compile(
    r"([0-9]{1,2})(?:[:.]([0-5][0-9])(?::[0-5][0-9])?)?\s?([ap])\.?\s?m\b\.?|([01]?[0-9]|2[0-9]):([0-5][0-9])(?![0-9:])(?:\s?([ap])\.?m\b)?|(?!)([0-9])"
)
_ERA_SHORT = re.compile(r"([mtshr]) ?([0-9]{1,2})[./]([0-9]{1,2})(?:[./]([0-9]{1,2}))?(?![0-9]|[./-][0-9])|([mtshr])([0-9]{1,2})(?=年)")
_WEEKDAY = re.compile(r"\s?[(（\[]?([月火水木金土日])(?:・[祝休])?(?:曜日?)?[)）\]]|\s?([月火水木金土日])曜")
_HOUR = re.compile(r"\s?時(?![間代期点刻々計制])(?:(半)|([0-9]{1,2})分(?!の)(?:[0-9]{1,2}秒)?)?")
_AWAY = re.compile(r"まであと\s?([0-9]{1,2})\s?分|から\s?([0-9]{1,2})\s?分(?:経過|過ぎ)")
_DAY_LONG = 1440
_MONTH = re.compile(r"\s?月(?![間分額給例謝賦])")
_DAY = re.compile(r"\s?日(?![間本米伊仏中韓英印豪程目常])")
_DAYS = re.compile(rf"(?=\s?(?:[~\-・、,]|及び|から|と|又は)\s?(?:[0-9]{{1,2}}|[{_KANJI}十]{{1,3}})日)")
_DURATION_DAY = re.compile(r"\s?日(?:間|(?=以[内上下]|後|前|目|程度|超|未満|分|おき|ごと|を超|当たり|かか|連続|あたり|の間|で|足らず|半))")
_DURATION_YEAR = re.compile(r"\s?年(?=以[内上下]|[前後](?![半期])|[半目超]|未満|程度|おき|ごと|を超|当たり|連続|の間|間|余|にわた|ぶり|あたり|単位|以上|近く)")
_YEAR = re.compile(r"\s?年(?![間代生齢収功賦長輪])")
_OF = re.compile(rf"(?:分の|分ノ)((?:{DIGITS}|[{_KANJI}十百千]+))")
_WARI = re.compile(r"割(?:([0-9一二三四五六七八九])分)?")
_COUNTED = re.compile(r"(?:の|る)(国|企業|人|機関|都道府県|市町村|会社|社)(?![々際内民家産員材間])")
_COUNTED_UNITS = {"国": "country", "企業": "company", "会社": "company", "社": "company", "人": "person", "都道府県": "prefecture", "市町村": "municipality"}
_LISTS = {"又は", "または", "もしくは", "若しくは", "及び", "および", "と", "、", ",", "・", "ないし", "乃至", "や", "か", "並びに"}
_RANGES = {"-", "~", "から", "→"}
_GAP = {"", "で", "に", "は", "が", "の", "が約", "も", "して", "でも", "とも"}
_CERTAIN_COUNTS = {
    "つ",
    "個",
    "件",
    "台",
    "匹",
    "冊",
    "枚",
    "人",
    "名",
    "社",
    "か国",
    "カ国",
    "ヶ国",
    "機関",
    "団体",
    "種類",
    "回",
    "か所",
    "箇所",
    "本",
    "点",
    "項目",
    "分野",
}


class _Tables(NamedTuple):
    """What the patterns find, by word."""

    master: re.Pattern[str]
    modifiers: dict[str, tuple[str, str]]
    weak: dict[str, tuple[str, Amount]]
    eras: dict[str, Era]
    unit: re.Pattern[str]
    symbol: re.Pattern[str]
    after: re.Pattern[str]
    behind: dict[str, str]
    per: re.Pattern[str]
    rates: dict[str, str]
    values: dict[str, int]
    ordinals: dict[str, int]
    weekdays: dict[str, int]


@cache
def _tables() -> _Tables:
    words = table("words")["ja"]
    idioms = table("idioms")
    modifiers = {word: ("", what) for word, what in turned(words["before"]).items()}
    modifiers |= {word: ("per", what) for word, what in turned(words["per"]).items() if not word[0].isdecimal() and word[0] != "一"}
    modifiers |= {sign.lower(): ("unit", unit) for sign, unit in symbols().items() if units()[unit].dimension == "money" and sign != "円"}
    modifiers |= {word: ("unit", what) for word, what in turned(words["scales"]).items()}
    named_before = turned(words["named"])
    modifiers |= {word: ("unit", what) for word, what in named_before.items()}
    modifiers |= {"翌": ("next", "翌"), "第": ("order", "第"), "午前": ("half", "am"), "午後": ("half", "pm"), "西暦": ("era", "ad")}
    weak = {word: (part, exact(value)) for part in ("implied", "multiples", "fractions") for word, value in words[part].items()}
    weak |= {"正午": ("time", 720)}
    values = {char: int(value) for part in ("digits", "small", "large") for char, value in words[part].items()}
    behind, rates = turned(words["after"]), turned(words["per_after"])
    names = {each.name: each for each in eras()}
    return _Tables(
        re.compile(
            rf"(?P<idiom>{phrases(idioms['ja']['phrases'])}|(?<![a-z0-9])(?:{phrases(idioms['names']['phrases'])})(?![a-z0-9]))|(?P<fuzzy>(?:数|何)([十百千万億兆]+)|十数)|(?P<era>{phrases(names)})"
            rf"|(?P<short>(?<![a-z0-9])(?:{_ERA_SHORT.pattern}))"
            rf"|(?P<weekday>(?<![0-9一二三四五六七八九十])[月火水木金土日]曜日?)"
            rf"|(?P<named>(?<![一-龠々])(?:{phrases(named_before)})(?=\s?[0-9一二三四五六七八九]))|(?P<modifier>(?<![a-z0-9])(?:{phrases(word for word in modifiers if word[0].isalpha() and word.isascii())})|{phrases(word for word in modifiers if word not in named_before and not (word[0].isalpha() and word.isascii()))})|(?P<minus>(?:(?<![\w)\]])|(?<=[約は]))-(?=[¥$]?[0-9]))|(?P<weak>{phrases(weak)})|(?<![a-z0-9-])(?P<english>{phrases(word for word, value in table('words')['en']['ordinals'].items() if _TWO < int(value) < _LARGE)})(?![a-z0-9-])|(?P<digit>[0-9]|[½¼¾⅓⅔])|(?P<kanji>[{_KANJI}十百千拾廿卅万億兆])"
        ),
        modifiers,
        weak,
        names,
        re.compile(rf"\s?({phrases(unit_words('ja'))})"),
        re.compile(rf"\s?({phrases(symbols())})(?![A-Za-z0-9])"),
        re.compile(rf"\s?({phrases(behind)})"),
        behind,
        re.compile(rf"({phrases(rates)})"),
        rates,
        values,
        {word: int(value) for word, value in table("words")["en"]["ordinals"].items() if _TWO < int(value) < _LARGE},
        {word: int(value) for word, value in table("calendar")["weekdays"].items() if not word.isascii()},
    )


def read(text: str) -> tuple[Quantity, ...]:
    """Read what a Japanese text says in numbers, in its order; it never raises, and takes time in proportion to the text, of which it reads ``MOST`` numbers at most."""
    return _Reader(even(text)).read()


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
        extra = romans(self.even)
        drafts = sorted([*self.found, *extra], key=lambda each: (each.start, each.end)) if extra else self.found
        drafts = joined(self.low, drafts, _RANGES, _LISTS, "")
        for one, other in pairwise(drafts):
            _pace(self.low, one, other)
        _era_years(drafts)
        return finish(self.even, drafts)

    def _take(self, token: re.Match[str]) -> int:
        """Read what begins at a token; give where it ends."""
        kind, start, end = token.lastgroup, token.start(), token.end()
        if kind in ("modifier", "minus", "named"):
            if token.group() == ">" and self.low[start - 1 : start] in ("-", "="):
                return end
            if self.before.end < 0 or start - self.before.end > _NEAR or self.low[self.before.end : start].strip() not in _GAP:
                self.before = Modifiers(start)
            self.before.add(*(("", "minus") if kind == "minus" else self.tables.modifiers[token.group()]))
            self.before.end = end
            return end
        if kind == "digit":
            return self._digits(start)
        if kind == "kanji":
            return self._number(start)
        if kind == "era":
            return self._era(self.tables.eras[token["era"]], start, end)
        if kind == "short":
            return self._short(token)
        if kind == "fuzzy":
            scale = 1
            for char in token.group()[1:] if token.group() != "十数" else "十":
                scale *= self.tables.values[char]
            self._add(start, end, [Fuzzy(scale)], Strength.SPELLED)
        elif kind in ("weekday", "english"):
            # An address or a title left in English: Fifth Floor.
            ranked = kind == "english"
            said = Number(self.tables.ordinals[token.group()]) if ranked else Date(weekday=self.tables.weekdays[token.group()[0]])
            self._add(start, end, [said], Strength.SPELLED, ordinal=ranked or None)
        elif kind == "weak":
            self._weak(start, end, *self.tables.weak[token.group()])
            return self.found[-1].end
        return end

    def _weak(self, start: int, end: int, kind: str, value: Amount) -> None:
        if kind == "multiples":
            self._add(start, end, [Number(value, "times")], Strength.SPELLED)
        elif kind == "time":
            self._add(start, end, [Time(int(value))], Strength.IMPLIED)
        else:
            whole = Number(exact("1/4"), "century") if self.low[start:end] == "四半世紀" else Number(value)
            draft = self._add(start, end, [whole], Strength.IMPLIED)
            # 半年, 半世紀, 半日, 半時間
            if (
                self.low[start:end] == "半"
                and (found := self.tables.unit.match(self.low, end))
                and unit_words("ja")[found[1]][0] in ("year", "century", "day", "hour", "month")
            ):
                draft.readings, draft.end, draft.strength = [Number(value, unit_words("ja")[found[1]][0])], found.end(), Strength.SPELLED

    def _add(self, start: int, end: int, readings: list[Value], strength: Strength = Strength.EXPLICIT, **more: object) -> Draft:
        """Add a draft, with what the words before it say of it."""
        draft = Draft(start, end, readings, strength, core=start, **more)  # type: ignore[arg-type]
        before = self.before
        if 0 <= before.end <= start <= before.end + _NEAR and self.low[before.end : start].strip() in _GAP:
            draft.start, draft.bound, draft.approximate, draft.negative, draft.per = before.start, before.bound, before.approximate, before.negative, before.per
            if before.unit:
                draft.readings = [Number(each.amount, before.unit) for each in readings if isinstance(each, Number)] or readings
            if before.other.get("order"):
                draft.ordinal = True
            if before.other.get("next"):
                # 翌8日 is the following day.
                draft.strength = min(strength, Strength.SPELLED)
        self.before = Modifiers()
        self.found.append(draft)
        return draft

    def _later(self, start: int) -> bool | None:
        """Tell which half of the day the words before a time name."""
        half = self.before.other.get("half") if 0 <= self.before.end <= start <= self.before.end + 1 else None
        return half == "pm" if half else None

    def _digits(self, start: int) -> int:
        low, before = self.low, self.low[start - 1 : start]
        if (before.isalnum() and before.isascii()) or (before in "-._" and before and start > 1 and low[start - 2].isalpha() and low[start - 2].isascii()):
            return self._name(start)
        if found := ISO.match(low, start):
            date = Date(int(found[1]), int(found[3]), int(found[4]))
            if found[2] == "-" or not date.impossible:
                return self._day(start, found.end(), date)
        if (found := SHORT_DATE.match(low, start)) and (dates := short_dates(found)):
            self._add(start, found.end(), dates)
            return found.end()
        if (found := _CLOCK.match(low, start)) and int(found[1] or found[4]) <= _LATEST_HOUR:
            self._add(start, found.end(), clock(found, later=self._later(start)))
            return found.end()
        later = self._later(start)
        if (found := SECONDS.match(low, start)) and (later is not None or found[3]) and int(found[1]) <= _HALF_DAY:
            self._add(start, found.end(), list(times(int(found[1]), int(found[2]), later=later if found[3] is None else found[3] == "p")))
            return found.end()
        if found := VERSION.match(low, start):
            draft = self._add(start, found.end(), [Identifier(found.group())])
            self._bounded(draft, found.end())
            return draft.end
        return self._number(start)

    def _name(self, at: int) -> int:
        """Read the identifier around a digit."""
        begin, end = identifier(self.even, at)
        if self.low[begin:end] == "0x":
            # Before a placeholder: 0x%04x.
            return end
        draft = self._add(begin, end, named(self.low[begin:end]), firmness(self.low[begin:end]))
        self._bounded(draft, end)
        return draft.end

    def _day(self, start: int, end: int, date: Date) -> int:
        """Add a date, with the weekday or the part of it (上旬) that stands behind."""
        if (weekday := _WEEKDAY.match(self.low, end)) and date.day:
            date, end = replace(date, weekday=self.tables.weekdays[weekday[1] or weekday[2]]), weekday.end()
        part, end = self._part(end)
        bound = Bound.NONE
        if self.low.startswith(("以降", "以後"), end):
            bound, end = Bound.AT_LEAST, end + 2
        shortened = [replace(date, year=century + date.year) for century in (1900, 2000)] if 0 < date.year < _HUNDRED and date.month and not date.era else []
        before_christ = self.before.end == start and self.low.endswith("紀元前", 0, start)
        self._add(start, end, [replace(date, year=-date.year) if before_christ else date, *shortened], part=part)
        if bound is not Bound.NONE and self.found[-1].bound is Bound.NONE:
            self.found[-1].bound = bound
        return end

    def _part(self, end: int) -> tuple[str, int]:
        """Read the part of a year, month, decade or century behind it: 上旬, 末, の前半."""
        found = self.tables.after.match(self.low, end + self.low.startswith("の", end))
        what = self.tables.behind[found[1]] if found else ""
        return (what, found.end()) if found and what in ("early", "middle", "late") else ("", end)

    def _era(self, era: Era, start: int, end: int) -> int:
        """Read a year of an era, with the month and day behind it."""
        first = self.low.startswith("元年", end)
        found = _NUMBER.match(self.low, end + (self.low[end : end + 1] == " "))
        if not first and (not found or not found.group()):
            return end
        year = 1 if first else value_of(found.group(), self.tables.values) if found else 0
        behind = end + 1 if first else found.end() if found else end
        if not isinstance(year, int) or not 1 <= year < _HUNDRED:
            return behind
        return self._from_year(start, behind, Date(era.year(year), era=era.name))

    def _short(self, token: re.Match[str]) -> int:
        found = _ERA_SHORT.match(self.low, token.start())
        if found is None:
            return token.end()
        era = next(each for each in eras() if each.short.lower() == (found[1] or found[5]))
        if found[5]:
            return self._from_year(token.start(), found.end(), Date(era.year(int(found[6])), era=era.name))
        date = Date(era.year(int(found[2])), int(found[3]), int(found[4] or 0), era=era.name)
        self._add(token.start(), found.end(), [date, Identifier(found.group())])
        return found.end()

    def _from_year(self, start: int, end: int, date: Date) -> int:
        """Read on behind the digits of a year: 年, 年度, months and days."""
        low = self.low
        if low.startswith("年度", end + (low[end : end + 1] == " ")):
            return self._day(start, end + 2 + (low[end : end + 1] == " "), replace(date, fiscal=True))
        if not (year := _YEAR.match(low, end)):
            return self._day(start, end, date)
        end = year.end()
        month, behind = self._small(end)
        if month is None or not (found := _MONTH.match(low, behind)):
            return self._day(start, end, date)
        date, end = replace(date, month=month), found.end()
        if low.startswith("期", end) and not low.startswith("間", end + 1):
            # A business year is called by the month in which it ends.
            last = max(day for day in range(28, 32) if not replace(date, day=day).impossible)
            self._add(start, end + 1, [date, replace(date, day=last)])
            return end + 1
        day, behind = self._small(end)
        if day is not None and (found := _DAY.match(low, behind) or _DAYS.match(low, behind)):
            date, end = replace(date, day=day), found.end()
        return self._day(start, end, date)

    def _small(self, at: int) -> tuple[int | None, int]:
        """Read a number of at most two digits, as months and days have."""
        at += self.low[at : at + 1] in (" ", "の")
        found = _SMALL.match(self.low, at)
        if not found:
            return None, at
        value = value_of(found.group(), self.tables.values)
        return (value, found.end()) if isinstance(value, int) and value <= _LONGEST_MONTH else (None, at)

    def _number(self, start: int) -> int:
        """Read a number in digits or kanji, and the date, time or measure that it is part of."""
        low = self.low
        if low[start] in _VULGAR:
            self._tail(self._add(start, start + 1, [Number(_VULGAR[low[start]])]), start + 1, kanji=False)
            return start + 1
        found = _NUMBER.match(low, start)
        if found is None or not found.group():
            return start + 1
        text, end = _without_parts(found.group(), found.end(), low)
        if not text:
            return end + 3
        kanji = not text[0].isdecimal()
        if len(text) > LONGEST:
            self._add(start, end, [Identifier(text)])
            return end
        value, end = self._parts(start, end, value_of(text, self.tables.values), kanji=kanji)
        if isinstance(value, int) and "," not in text and (behind := self._dated(start, end, value, kanji=kanji)):
            return behind
        if not kanji and (open_part := ANY.match(low, end)):
            end = open_part.end()
        letters = low[end : end + 1]
        if not kanji and letters.isalpha() and letters.isascii() and not _SCALED.search(text) and not self.tables.symbol.match(self.even.text, end):
            return self._name(start)
        return self._amount(start, end, text, value)

    def _amount(self, start: int, end: int, text: str, value: Amount) -> int:
        """Add a number that is no name and no date as far as its digits (``text``) tell, with what stands behind it."""
        low, kanji = self.low, not text[0].isdecimal()
        later = self._later(start)
        draft = self._add(start, end, [Number(value)], digits=len(text) if text.isdecimal() and not kanji else 0)
        if later is not None and isinstance(value, int) and value <= _HALF_DAY and not low.endswith(("(", ")"), 0, start):
            draft.readings = times(value, 0, later=later)
            return end
        if PLACES.match(text):
            draft.strength = Strength.SPELLED
        scale = _LAST_SCALE.search(text)
        if scale and not kanji:
            draft.scale = 1
            for char in scale.group().replace(" ", ""):
                draft.scale *= self.tables.values[char]
        if isinstance(value, int) and (era := BEFORE_CHRIST.match(low, end)):
            draft.readings, draft.end = [Date(-value)], era.end()
            return draft.end
        self._tail(draft, end, kanji=kanji)
        if kanji and "分の" not in low[start:end] and not self._counts(draft, text, end):
            self.found.pop()
            return end
        if draft.digits == _FOUR and isinstance(value, int) and _FIRST_YEAR <= value < _LAST_YEAR and number_of(draft).unit in ("", "year"):
            draft.readings.append(Date(value))
        return draft.end

    def _parts(self, start: int, end: int, value: Amount, *, kanji: bool) -> tuple[Amount, int]:
        """Read on where a number is a fraction: 3分の2, 1/2, 2½."""
        low = self.low
        if (part := _OF.match(low, end)) and value:
            return exact(Fraction(value_of(part[1], self.tables.values)) / Fraction(value)), part.end()
        if kanji:
            return value, end
        if low[end : end + 1] in _VULGAR:
            return value + _VULGAR[low[end]], end + 1
        more = FRACTION.match(low, end + 1) if low[end : end + 1] == " " and isinstance(value, int) else None
        if more and int(more[1]) < int(more[2]):
            # 3 1/2 インチ
            return exact(value + Fraction(int(more[1]), int(more[2]))), more.end()
        if (fraction := FRACTION.match(low, start)) and fraction.end() >= end:
            return exact(f"{fraction[1]}/{fraction[2]}"), fraction.end()
        return value, end

    def _counts(self, draft: Draft, text: str, end: int) -> bool:
        """Tell whether kanji numerals say a number here, and how firmly: by a counter, 第, or their length."""
        certain = draft.end > end or draft.ordinal or draft.start < draft.core or draft.bound is not Bound.NONE
        if not certain and (len(text) == 1 or set(text) <= set("百千万億兆")):
            return False
        value = number_of(draft).amount
        if value == 1 and not draft.ordinal:
            draft.strength = Strength.IMPLIED
        elif value < _LARGE or not certain or text in ("百", "千", "万", "億"):
            draft.strength = Strength.SPELLED
        return True

    def _dated(self, start: int, end: int, value: int, *, kanji: bool) -> int:
        """Read a year, month, day or time of day at a number; give where it ends, 0 where it is none."""
        if self.before.other.get("order") and self.before.end == start:
            return 0
        if behind := self._year(start, end, value):
            return behind
        count = len(self.found)
        behind = self._month_or_day(start, end, value) or self._hour(start, end, value)
        if kanji and len(self.found) > count:
            if self.found[-1].readings[0] == Date(0, value):
                # 六月 is a length of time in laws (六月を経過した日), where 六か月 would be said today.
                self.found[-1].readings.append(Number(value, "month"))
            self.found[-1].strength = Strength.IMPLIED if self.found[-1].readings[0] == Date(0, 0, 1) else Strength.SPELLED
        return behind

    def _year(self, start: int, end: int, value: int) -> int:
        low = self.low
        if low.startswith(("年度", " 年度"), end):
            return self._from_year(start, end, Date(value))
        found = _YEAR.match(low, end)
        if not found:
            return 0
        month, behind = self._small(found.end())
        whole = _FIRST_YEAR <= value < _LAST_YEAR and not _DURATION_YEAR.match(low, end)
        if whole or low.endswith(("紀元前", "西暦"), 0, start) or (month is not None and _MONTH.match(low, behind)):
            return self._from_year(start, end, Date(value))
        return 0

    def _month_or_day(self, start: int, end: int, value: int) -> int:
        low = self.low
        if 0 < value <= _MONTHS and (found := _MONTH.match(low, end)):
            date, end = Date(0, value), found.end()
            day, behind = self._small(end)
            if day is not None and (found := _DAY.match(low, behind) or _DAYS.match(low, behind)):
                date, end = replace(date, day=day), found.end()
            return self._day(start, end, date)
        if 0 < value <= _LONGEST_MONTH and not _DURATION_DAY.match(low, end) and (found := _DAY.match(low, end)):
            behind = self._day(start, found.end(), Date(0, 0, value))
            self.found[-1].readings.append(Number(value, "day"))
            if value == 1:
                # 1日 says day or daily more often than the first of a month.
                self.found[-1].strength = Strength.IMPLIED
            return behind
        return 0

    def _hour(self, start: int, end: int, value: int) -> int:
        found = _HOUR.match(self.low, end) if value <= _LATEST_HOUR else None
        if found is None:
            return 0
        readings, end = times(value, 30 if found[1] else int(found[2] or 0), later=self._later(start)), found.end()
        if away := _AWAY.match(self.low, end):
            # 1時まであと15分, 1時から15分経過
            minutes = int(away[2] or away[1]) * (1 if away[2] else -1)
            readings, end = [Time((each.minute + minutes) % _DAY_LONG) for each in readings if isinstance(each, Time)], away.end()
        self._add(start, end, readings)
        return end

    def _tail(self, draft: Draft, end: int, *, kanji: bool) -> None:
        """Read what stands behind a number: unit, half, bound, rate."""
        low, value = self.low, number_of(draft)
        word = None
        if part := _WARI.match(low, end):
            tenths = value.amount + Fraction(self.tables.values.get(part[1]) or int(part[1]), 10) if part[1] else value.amount
            draft.readings, end = [Number(tenths, "wari")], part.end()
        elif value.unit:
            # $2 文字以上: what looks like a price is a placeholder, and what bounds it stands behind the noun.
            word = self.tables.unit.match(low, end)
            end = word.end() if word else end
        else:
            symbol, word = self.tables.symbol.match(self.even.text, end), self.tables.unit.match(low, end)
            if word and word[1] == "分" and low.startswith("割", word.end()):
                # 4分割 is four parts.
                word = None
            if word and not (symbol and symbol.end() > word.end()):
                draft.readings, end = counted(value.amount, word[1]), word.end()
            elif symbol:
                minutes = [Number(value.amount, "minute")] if symbol[1] == "m" else []
                draft.readings, end = [Number(value.amount, symbols()[symbol[1]]), *minutes], symbol.end()
        if number_of(draft).unit == "decade-of":
            draft.readings = decades(value.amount)
        if low[end : end + 1] == "半" and end > draft.end and not low.startswith(_HALF_OTHER, end + 1):
            draft.readings, end = [Number(each.amount + exact("1/2"), each.unit) for each in draft.readings if isinstance(each, Number)], end + 1
        counter = word[1] if word else ""
        if counter and low.startswith(("目", "め"), end):
            counter, end = f"{counter}目", end + 1
        draft.end = max(draft.end, end)
        self._firmness(draft, counter, kanji=kanji)
        self._bounded(draft, end)
        if draft.end > end and (noun := _COUNTED.match(low, draft.end)) and not number_of(draft).unit and noun[1] in _COUNTED_UNITS:
            draft.readings = [Number(number_of(draft).amount, _COUNTED_UNITS[noun[1]])]
        if number_of(draft).unit in ("decade-of", "century"):
            draft.part, draft.end = self._part(draft.end)
        if found := self.tables.per.match(low, draft.end):
            draft.per = self.tables.rates[found[1]]
        speed(draft)

    def _bounded(self, draft: Draft, end: int) -> None:
        """Read what bounds a number from behind: 以上, perhaps behind a noun (8引数以上, 60dB/dec 以下)."""
        if (found := self.tables.after.match(self.low, end)) and (what := self.tables.behind[found[1]]):
            self._behind(draft, found, what)
        elif draft.bound is Bound.NONE and (found := _FAR_BOUND.match(self.low, end)):
            draft.bound = BOUNDS[self.tables.behind[found[1]]]

    def _firmness(self, draft: Draft, counter: str, *, kanji: bool) -> None:
        """Set how firmly a counted number is said, and whether it can only be a count."""
        value = number_of(draft)
        if counter.endswith("目"):
            draft.ordinal = True
        elif counter in _CERTAIN_COUNTS and draft.ordinal is None:
            draft.ordinal = False
        if value.amount == 1 and counter not in ("進", "進数", "進法") and not draft.ordinal and (counter or value.unit or _NOUN.match(self.low, draft.end)):
            draft.strength = Strength.IMPLIED
        elif (
            (value.amount in (0, 1) and not counter and not value.unit and draft.bound is Bound.NONE)
            or (value.amount <= _FOUR and counter in _DESCRIBING)
            or (value.amount == 1 and counter.endswith("目"))
            or (counter in _IN_A_WORD and value.amount in _IN_A_WORD[counter])
            or (value.amount < _TEN and counter == "つ" and not draft.ordinal)
            or (value.amount == _TWO and counter in ("つ", "人", "個", "種類", "か国") and not draft.ordinal and not kanji)
        ):
            draft.strength = Strength.SPELLED

    def _behind(self, draft: Draft, found: re.Match[str], what: str) -> None:
        word, low = found[1], self.low
        if what == "about":
            draft.approximate, draft.end = True, found.end()
        elif what == "minus":
            draft.negative, draft.end = True, found.end()
        elif what in BOUNDS:
            turned = {draft.bound, BOUNDS[what]} == {Bound.AT_LEAST, Bound.AT_MOST} and word != "まで"
            if draft.bound is not Bound.NONE and word in ("まで", "以上", "以下") and not turned:
                draft.end = found.end()
                return
            if word == "まで" and (low.endswith("から", 0, draft.start) or low[draft.start - 1 : draft.start] in ("~", "-") or draft.ordinal):
                return
            if word in ("強", "弱") and low[found.end() : found.end() + 1] not in "のでに、。)）":
                return
            draft.bound, draft.end = BOUNDS[what], found.end()


def _without_parts(text: str, end: int, low: str) -> tuple[str, int]:
    """Take 四 and 百 from the end of a number where they belong to the word behind: 第一四分位 is the first quartile, 95百分位数 the 95th percentile."""
    return (text[:-1], end - 1) if text[-1] in "四百" and low.startswith(("分位", "半期"), end) else (text, end)


def counted(amount: Amount, counter: str) -> list[Value]:
    """Give what a number and the counter or unit behind it may be."""
    found: list[Value] = [Number(amount, "" if each == "counter" else each) for each in unit_words("ja")[counter]]
    if counter in ("分音符", "分休符") and amount:
        # 8分音符 is an eighth note, and 1/8 note.
        return [Number(exact(1 / Fraction(amount)), "note"), *found]
    return [*found, Identifier(f"{amount}d")] if counter == "次元" else found


def value_of(text: str, values: dict[str, int]) -> Amount:
    """Give the number that digits, kanji and magnitudes say: 1兆2,000億, 三百二十一, 二〇二六, 3千."""
    total: Amount = 0
    part: Amount = 0
    digit: Amount | None = None
    for piece in _PIECE.finditer(text):
        if piece["digits"]:
            digit = amount(piece["digits"])
        elif piece["kanji"]:
            whole, _point, tenth = piece["kanji"].partition("・")
            digit = int("".join(str(values[char]) for char in whole))
            digit = digit + Fraction(values[tenth], 10) if tenth else digit
        else:
            scale = values[piece["scale"]]
            if scale >= _MYRIAD:
                part = part + (digit or 0) or 1
                total, part, digit = total + part * scale, 0, None
            else:
                part, digit = part + (1 if digit is None else digit) * scale, None
    return total + part + (digit or 0)


def _era_years(drafts: list[Draft]) -> None:
    """Give a year of one or two digits behind a year of an era that era too: 令和3~7年度; and any such year its century: 2024~27年."""
    known: Date | None = None
    for draft in drafts:
        date = dated(draft)
        number = draft.readings[0]
        if date is not None and date.year >= _HUNDRED:
            known = date
            continue
        year = date.year if date is not None else number.amount if isinstance(number, Number) and number.unit == "year" and draft.digits else 0
        if known is None or not isinstance(year, int) or not 0 < year < _HUNDRED:
            continue
        base = date or Date()
        if era := next((each for each in eras() if each.name == known.era), None):
            draft.readings.insert(0, replace(base, year=era.year(year), era=era.name))
        draft.readings.append(replace(base, year=known.year // 100 * 100 + year))
    for one, other in pairwise(drafts):
        first, last = dated(one), dated(other)
        if first and last and first.era and last.era == first.era and last.fiscal and not first.fiscal and not first.month:
            one.readings.insert(0, replace(first, fiscal=True))


def _pace(low: str, one: Draft, other: Draft) -> None:
    """Make 1日3回, 1人当たり5万円 and 1年につき2% rates."""
    value = one.readings[0]
    per = _PER.get(value.unit) if isinstance(value, Number) and value.amount == 1 else "day" if low[one.start : one.end] == "1日" else None
    gap = low[one.end : other.core].strip()
    if (
        per
        and not other.per
        and (gap.startswith(("当たり", "あたり", "につき")) or (gap in ("", "に", "約", "に約") and per != "person" and other.core == other.start))
    ):
        other.per, one.strength = per, Strength.IMPLIED


_BASES: set[Amount] = {2, 3, 8, 10, 12, 16, 60}
_FIRST: set[Amount] = set(range(1, 13))
_NOTES: set[Amount] = {Fraction(1, 2**power) for power in range(9)}
_IN_A_WORD: dict[str, set[Amount]] = {
    **dict.fromkeys(("進数", "進法", "進"), _BASES),
    **dict.fromkeys(("分音符", "分休符"), _NOTES),
    **dict.fromkeys(("連符", "連音符", "連", "次", "次元", "乗", "角形"), _FIRST),
    "面体": {4, 6, 8, 12, 20},
}
"""Counters of what English has words for, and how many: binary, quaver, triplet, quadratic, octahedron."""
_DESCRIBING = {"色", "面", "重", "桁", "列", "階", "バイト", "種類", "番目", "つ目", "型", "段", "等分", "人称"}
"""Counters that describe a thing which English calls by a word, as long as the number is small (3列, vertical)."""
_FAR_BOUND = re.compile(r"[^\s0-9、。,.をがはにでとも(（「]{1,8}?(?<!小数点)(?<!/) ?(?<!/ )(以上|以下|以内|未満)")
_NOUN = re.compile(r"\s?(?!対|位|倍|割)[ァ-ヶ一-龠々]|当たり|あたり|につき|ごと")
_SCALED = re.compile(r"[^0-9.,]")
_HALF_OTHER = ("分", "数", "年", "導", "径", "面", "島", "ば")
_PER = {
    "day": "day",
    "month": "month",
    "year": "year",
    "week": "week",
    "hour": "hour",
    "minute": "minute",
    "second": "second",
    "person": "person",
    "household": "household",
    "company": "company",
}
_VULGAR = {"½": exact("1/2"), "¼": exact("1/4"), "¾": exact("3/4"), "⅓": exact("1/3"), "⅔": exact("2/3")}
_SMALL = re.compile(r"[0-9]{1,2}(?![0-9])|[一二三四五六七八九十]{1,3}")
_LAST_SCALE = re.compile(r"(?: ?[十百千万億兆京])+$")
_HALF_DAY = 12
_NEAR, _LATEST_HOUR, _FOUR, _TWO, _TEN, _LARGE, _HUNDRED, _MYRIAD = 4, 29, 4, 2, 10, 13, 100, 10_000
_FIRST_YEAR, _LAST_YEAR, _MONTHS, _LONGEST_MONTH = 1000, 3000, 12, 31
