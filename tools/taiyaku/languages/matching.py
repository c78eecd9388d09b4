"""Tell whether two texts in two languages say the same numbers."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from taiyaku.languages import read_en, read_ja
from taiyaku.languages.differences import Difference, Kind, primary
from taiyaku.languages.lexicon import phrases, symbols, table, unit_words, units
from taiyaku.languages.quantities import Bound, Date, Fuzzy, Identifier, Number, Quantity, Strength, Time, Value
from taiyaku.languages.scanning import PLACES

READERS: Mapping[str, Callable[[str], tuple[Quantity, ...]]] = {"en": read_en.read, "ja": read_ja.read}
"""Language to its reader."""


def read(text: str, language: str) -> tuple[Quantity, ...]:
    """Read what a text says in numbers, in its order.

    Takes text of any kind; a language of which we know no numbers (not ``en`` or ``ja``, by its primary tag, BCP 47) says nothing.
    Never raises, and takes time in proportion to the text; of a text that holds more than 10,000 numbers it reads the first ones.
    """
    reader = READERS.get(primary(language))
    return reader(text) if reader else ()


def compare(source: str, source_language: str, target: str, target_language: str) -> tuple[Difference, ...]:
    """Tell on which numbers a text and its translation differ, in the order of the source.

    Dates are compared as wholes, identifiers letter by letter, measures and money in their units. What is only implied (a, both, 一つ)
    or a small number in words answers the other text but is not missed alone. Numbers that are repeated may be said once.
    Texts of more than 10,000 numbers are not compared.
    """
    sides = [READERS.get(primary(tag)) for tag in (source_language, target_language)]
    if sides[0] is None or sides[1] is None:
        return ()
    return judge(_Side(source, source_language, sides[0](source)), _Side(target, target_language, sides[1](target)))


@dataclass(slots=True)
class _Side:
    """One text of the two and what was read in it."""

    text: str
    language: str
    read: tuple[Quantity, ...]
    orphans: frozenset[bool] | None = None
    """Whether counters stand in it that lost their number, those of an order (True) and others; looked for once."""


def judge(source: _Side, target: _Side) -> tuple[Difference, ...]:
    """Compare what was read in two texts."""
    one, other = source.read, target.read
    if max(len(one), len(other)) >= read_en.MOST:
        # Not read to its end, so that nothing is known to be missing.
        return ()
    if (not one or not other) and not any(
        _hole(side) or any(each.strength is Strength.EXPLICIT or _telling(each) or _orphan(each, side) for each in quantities)
        for quantities, side in ((one, target), (other, source))
    ):
        return ()
    pairs, lost, gained = _matched(one, other)
    found = [
        *_unmatched(source, target, pairs, lost, gained),
        *(each for left, right, fit in pairs if (each := _details(source, target, one[left], other[right], fit))),
    ]
    found = _roles_or_units(found)
    if not found:
        found = [*_foreign(source, target, pairs), *_holes(source, target, lost, gained)]
    if not found:
        found = list(_floored(source, target)) or list(_order(source, target, pairs))
    return tuple(sorted(found, key=lambda each: each.source.start if each.source else each.target.start if each.target else 0))


def _telling(quantity: Quantity) -> bool:
    """Tell whether a quantity may differ from a text that says none: a count that no noun implies, a measure in figures whose unit the text names."""
    unit = _unit(quantity)
    return _uncounted(quantity) or (bool(unit) and units()[unit].dimension in _NAMED and bool(_NUMERAL.search(quantity.text)))


# What may be the same


_SAME, _CONVERTED, _OPEN, _CLASH = 4, 3, 2, 1


def _keys(quantity: Quantity) -> set[object]:
    """Give everything by which a quantity may be the same as another."""
    keys: set[object] = set()
    for value in quantity.readings:
        if isinstance(value, Number):
            keys.add(value.amount)
            if value.unit:
                unit = units()[value.unit]
                keys.add((unit.dimension, value.amount * unit.factor))
            elif value.amount < 1:
                keys.add(("ratio", value.amount))
        elif isinstance(value, Date):
            keys.add(value.days if any(value.days) else ("weekday", value.weekday))
            if len(parts := [part for part in value.days if part]) == 1:
                keys.add(parts[0])
        elif isinstance(value, Time):
            keys.add(("time", value.minute))
            if value.minute % 60 == 0:
                keys.add(value.minute // 60)
        elif isinstance(value, Identifier):
            keys.add(value.name)
            keys.update(int(digits) for digits in _last_digits(value.name))
        else:
            keys.update((("fuzzy", value.magnitude), value.magnitude))
    return keys


def _last_digits(name: str) -> list[str]:
    """Give the digits of an identifier that has one run of them: G7, APRSAF-26."""
    runs = _RUNS.findall(name)
    return runs if len(runs) == 1 and len(runs[0]) < _LONG else []


_RUNS = re.compile(r"[0-9]+")
_LONG = 12


def _fit(one: Quantity, other: Quantity) -> int:
    """Tell how well two quantities agree: 4 the same, 3 after conversion, 2 where one leaves the unit open, 1 with another unit, 0 not at all."""
    named = isinstance(one.value, Identifier), isinstance(other.value, Identifier)
    if all(named):
        return _SAME if any(isinstance(each, Identifier) and each in other.readings for each in one.readings) else 0
    # The digits of a name are a number only where the other text says one in digits: 第二 is not the 2 of atan2.
    loosely = not any(named) or all(_NUMERAL.search(each.text) for each in (one, other))
    fit = max(_agreement(first, second) if loosely or type(first) is type(second) else 0 for first in one.readings for second in other.readings)
    if fit == _CLASH and (_share(one, other) or _share(other, one)):
        return _OPEN
    return _CLASH if fit == _OPEN and (_dateless(one, other) or _dateless(other, one)) else fit


def _share(one: Quantity, other: Quantity) -> bool:
    """Tell whether an ordinal names the part that Japanese writes with 分: an eighth note, 8分."""
    return bool(one.ordinal) and _unit(other) == "minute" and other.text.endswith("分")


def _dateless(one: Quantity, other: Quantity) -> bool:
    """Tell whether one may be a date or is an ordinal where the other can only be a length of time: 1960 and 1960か月, 28th and 28週間."""
    value = other.value
    if not isinstance(value, Number) or not value.unit or units()[value.unit].dimension not in ("second", "month") or other.ordinal:
        return False
    if _share(one, other):
        return False
    a_date = any(isinstance(each, Date) for each in one.readings) and not any(isinstance(each, Date) for each in other.readings)
    return a_date or (
        one.ordinal is True
        and not any(isinstance(each, Number) and each.amount == value.amount < 1 for each in one.readings)
        and not _unit(one)
        and not any(isinstance(each, Date) for each in other.readings)
        and value.unit not in ("year", "decade", "century")
    )


def _agreement(one: Value, other: Value) -> int:
    if type(one) is not type(other):
        return _across(one, other) or _across(other, one)
    if isinstance(one, Number) and isinstance(other, Number):
        return _numbers(one, other)
    if isinstance(one, Date) and isinstance(other, Date):
        return _SAME if one.days == other.days and (any(one.days) or one.weekday == other.weekday) else 0
    return _SAME if one == other else 0


def _across(one: Value, other: Value) -> int:
    """Tell how well a number agrees with something that is none."""
    if not isinstance(one, Number):
        return 0
    if isinstance(other, Date):
        parts = [part for part in other.days if part]
        if parts != [one.amount]:
            return 0
        return _OPEN if not one.unit or one.unit in ("year" if other.year else "month" if other.month else "day", "occasion") else _CLASH
    if isinstance(other, Time):
        return (_OPEN if one.unit in ("", "hour") else _CLASH) if other.minute == one.amount * 60 else 0
    if isinstance(other, Identifier):
        return _OPEN if [str(one.amount)] == [digits.lstrip("0") or "0" for digits in _last_digits(other.name)] else 0
    return _OPEN if isinstance(other, Fuzzy) and other.magnitude == one.amount else 0


def _numbers(one: Number, other: Number) -> int:
    if one.unit == other.unit:
        return (_SAME if one.unit else _CONVERTED) if one.amount == other.amount else 0
    if not one.unit or not other.unit:
        if one.amount == other.amount:
            return _OPEN
        said = one if one.unit else other
        bare = other if one.unit else one
        return _CONVERTED if bare.amount < 1 and units()[said.unit].dimension == "ratio" and said.amount * units()[said.unit].factor == bare.amount else 0
    first, second = units()[one.unit], units()[other.unit]
    if one.amount == other.amount and _alike(one.unit, other.unit):
        return _CONVERTED
    if first.dimension == second.dimension and first.dimension not in ("count", "money", "counter"):
        if one.amount and one.amount * first.factor == other.amount * second.factor:
            return _CONVERTED
        return _CLASH if one.amount == other.amount else 0
    return _CLASH if one.amount == other.amount else 0


_ALIKE = {
    "dollar": {"USD", "AUD", "CAD"},
    "pound": {"GBP", "pound-mass"},
    "degree": {"celsius", "fahrenheit", "occasion"},
    "kilo": {"kilometre", "kilogram", "kilowatt", "kilobyte"},
    "anniversary": {"year", "occasion"},
    "year": {"generation"},
    "clause": {"article"},
    "kilobyte": {"kibibyte"},
    "megabyte": {"mebibyte"},
    "gigabyte": {"gibibyte"},
    "kilobit-or-byte": {"kilobit", "kilobyte", "kibibyte", "kilobit-per-second"},
    "megabit-or-byte": {"megabit", "megabyte", "mebibyte", "megabit-per-second"},
    "gigabit-or-byte": {"gigabit", "gigabyte", "gibibyte", "gigabit-per-second"},
    "byte": {"character"},
}
_LOOSE = {
    "occasion",
    "satellite",
    "rank",
    "floor",
    "quarter-of-year",
    "counter",
    "digit",
    "character",
    "seat",
    "generation",
    "vessel",
    "household",
    "column",
    "line",
    "page",
}
"""Units that a text may leave to the noun, or say by another: no two of them clash."""


def _alike(one: str, other: str) -> bool:
    return (
        other in _ALIKE.get(one, ())
        or one in _ALIKE.get(other, ())
        or (one in _LOOSE and units()[other].dimension in ("count", "counter"))
        or (other in _LOOSE and units()[one].dimension in ("count", "counter"))
    )


# Who goes with whom


def _matched(one: Sequence[Quantity], other: Sequence[Quantity]) -> tuple[list[tuple[int, int, int]], list[int], list[int]]:
    """Pair the quantities of two texts, best fits first; give the pairs with their fit, and what is left on either side."""
    held: dict[object, list[int]] = defaultdict(list)
    for index, quantity in enumerate(other):
        for key in _keys(quantity):
            held[key].append(index)
    scored: list[tuple[int, int, int, int, int]] = []
    for left, quantity in enumerate(one):
        near = {right for key in _keys(quantity) for right in _around(held.get(key, []), left)}
        scored.extend((-fit, _distance(quantity, other[right]), abs(left - right), left, right) for right in near if (fit := _fit(quantity, other[right])))
    scored.sort()
    pairs: list[tuple[int, int, int]] = []
    lefts, rights = set(range(len(one))), set(range(len(other)))
    for negative, _unlike, _away, left, right in scored:
        if left in lefts and right in rights:
            lefts.remove(left)
            rights.remove(right)
            pairs.append((left, right, -negative))
    return sorted(pairs), sorted(lefts), sorted(rights)


def _distance(one: Quantity, other: Quantity) -> int:
    return (
        (one.negative != other.negative) * 2
        + (one.bound is not other.bound)
        + abs(one.strength - other.strength)
        + ({one.ordinal, other.ordinal} == {True, False})
    )


def _around(indexes: Sequence[int], place: int) -> Sequence[int]:
    """Give the nearest of many equal numbers, so that a text that repeats one a thousand times is not compared a million times."""
    if len(indexes) <= _MANY:
        return indexes
    from bisect import bisect

    middle = bisect(indexes, place)
    return indexes[max(0, middle - _MANY // 2) : middle + _MANY // 2]


_MANY = 16


def _unmatched(source: _Side, target: _Side, pairs: Sequence[tuple[int, int, int]], lost: list[int], gained: list[int]) -> Iterator[Difference]:
    """Say what is left: wrong where both sides have something left, else missing or added."""
    one, other = source.read, target.read
    lefts, rights = _strange([one[index] for index in lost], [other[index] for index in gained], source, target)
    again = ([each for each in lefts if _repeats(each, other)], [each for each in rights if _repeats(each, one)])
    repeated = {id(each) for side in again for each in side}
    lefts, rights = ([each for each in side if id(each) not in repeated] for side in (lefts, rights))
    if not lefts and not rights and len(again[0]) == len(again[1]) and len(one) == len(other):
        # As many numbers as in the source, but one of them said twice in place of another.
        lefts, rights = ([each for each in side if each.strength is Strength.EXPLICIT] for side in again)
    if len(lefts) != 1 or [each.strength is Strength.EXPLICIT and bool(_NUMERAL.search(each.text)) for each in rights] != [True]:
        lefts, rights = _said(lefts, target), _said(rights, source)
    lefts, rights = _pieced(lefts, other), _pieced(rights, one)
    lefts, rights = _parted(lefts, rights, target), _parted(rights, lefts, source)
    lefts, rights = [each for each in lefts if not _counted(source, each)], [each for each in rights if not _counted(target, each)]
    if len(lefts) + len(rights) <= _WINDOW:
        # What looks at the words around each: not for tables of thousands.
        lefts, rights = [each for each in lefts if not _in_range(each, target)], [each for each in rights if not _in_range(each, source)]
        lefts = [each for each in lefts if not any(_stepped(each, second, source, target) for second in other[:_MOST])]
        rights = [each for each in rights if not any(_stepped(first, each, source, target) for first in one[:_MOST]) and not _onward(each, other)]
        lefts, rights = [each for each in lefts if not _in_kanji(each, target)], [each for each in rights if not _in_kanji(each, source)]
    lefts, rights = _multiplied(lefts, rights)
    alone = len(one) == len(other) <= _FEW and len(lefts) == len(rights) == 1
    yield from _against(lefts, rights, source, target, alone=alone)
    yield from _cut_names(again, source, target)
    faint = _faint(one, other, pairs)
    spare = any(isinstance(each.value, Number) and each.strength is Strength.EXPLICIT for each in again[0])
    spare = spare or any(_OUTSPOKEN.match(each.text) for each in lefts)
    lefts = [
        each
        for each in lefts
        if not _bracketed(each, source) and not (each.text == source.text.strip() and each.text.isalpha() and _SOUND.fullmatch(target.text))
    ]
    for index, first in enumerate(lefts):
        partner = _vaguely(first, (*again[1], *faint[1]))
        if partner or _orphan(first, target) or (first.strength is Strength.EXPLICIT and (index > _NAMES or _broken(first, source, target))):
            yield _wrong(first, partner) if partner else Difference(Kind.MISSING, first, None)
    for index, second in enumerate(rights):
        partner = _vaguely(second, (*again[0], *faint[0]))
        if partner or _orphan(second, source) or _added(second, source, target, spare=spare, many=index > _NAMES):
            yield _wrong(partner, second) if partner else Difference(Kind.EXTRA, None, second)


def _in_kanji(quantity: Quantity, other: _Side) -> bool:
    """Tell whether a small number stands in the Japanese text in kanji, before a noun that is no counter: 3 dashes, 三破線."""
    value = quantity.value
    if not other.language.startswith("ja") or not isinstance(value, Number) or not 1 < value.amount <= _TEN or value.amount != int(value.amount):
        return False
    numeral = "二三四五六七八九十"[int(value.amount) - _PAIR]
    return any(not any(each.start <= found.start() < each.end for each in other.read[:_MOST]) for found in re.finditer(numeral, other.text))


def _in_range(quantity: Quantity, other: _Side) -> bool:
    """Tell whether the other text says a range in which a number lies that this one counts up: 13, 14 and 15, 13から15."""
    value = _plain(quantity)
    if not isinstance(value, int) or quantity.bound is not Bound.NONE:
        return False
    for one, last in pairwise(other.read[:_MOST]):
        low, high = _plain(one), _plain(last)
        if isinstance(low, int) and isinstance(high, int) and low < value < high <= low + _TEN and _RANGE.fullmatch(other.text[one.end : last.start]):
            return True
    return False


_RANGE = re.compile(r"\s?(?:から|[-–~～〜]|to|through)\s?")


def _bracketed(quantity: Quantity, side: _Side) -> bool:
    """Tell whether a fraction is said again in the brackets behind it, which is enough: 1/10 (16th quintuplet), 16分5連."""
    return (
        isinstance(quantity.value, Number)
        and isinstance(quantity.value.amount, Fraction)
        and side.text.startswith(" (", quantity.end)
        and any(each.start == quantity.end + 2 and each.ordinal for each in side.read)
    )


_SOUND = re.compile(r"[ァ-ヶー・ 　]{2,}")
"""A name written by its sound: Fourteen, フォーティーン."""
_WINDOW = 80
"""Among how many left over numbers the partner of one is looked for."""
_NAMES = 40
"""In how many left over names of one text it is looked for what became of them."""


def _against(lefts: list[Quantity], rights: list[Quantity], source: _Side, target: _Side, *, alone: bool) -> Iterator[Difference]:
    """Take from what is left on both sides what is the same in other words, and what stands in each other's place."""
    for first in list(lefts):
        if alike := next((second for second in rights[:_WINDOW] if _near_enough(first, second) or _complement(first, second, source, target)), None):
            lefts.remove(first)
            rights.remove(alike)
    for first in list(lefts):
        partner = min(
            (each for each in rights[:_WINDOW] if _partners(first, each) or (alone and _one_against(first, each)) or _one_of_them(first, each)),
            key=lambda second: (_unlikeness(first, second), second.strength is Strength.IMPLIED),
            default=None,
        )
        if partner is not None and _unlikeness(first, partner) < _STRANGERS:
            lefts.remove(first)
            rights.remove(partner)
            yield _wrong(first, partner)


def _cut_names(again: tuple[list[Quantity], list[Quantity]], source: _Side, target: _Side) -> Iterator[Difference]:
    """Find names that the Japanese text says again, once without their digits."""
    for index, (mine, yours) in enumerate(((source, target), (target, source))):
        for each in again[index][:_NAMES] if yours.language.startswith("ja") else ():
            if isinstance(each.value, Identifier) and _cut_short(each.value, mine, yours):
                yield Difference(Kind.EXTRA, None, each) if index else Difference(Kind.MISSING, each, None)


def _added(second: Quantity, source: _Side, target: _Side, *, spare: bool, many: bool) -> bool:
    """Tell whether a number of the translation that nothing in the source answers is to be told; ``spare`` is whether the source has one more too."""
    if _uncounted(second) or (spare and _slight(second, target) and second.strength is Strength.SPELLED):
        return True
    if second.strength is not Strength.EXPLICIT or _explained(second, target, source) or (_slight(second, target) and not spare):
        return False
    return many or _broken(second, target, source)


def _orphan(quantity: Quantity, other: _Side) -> bool:
    """Tell whether the other text, which is Japanese, shows where the number was lost: a counter that never stands alone (　つの引数), the D of 3D."""
    if not other.language.startswith("ja"):
        return False
    if isinstance(quantity.value, Identifier):
        rest = _RUNS.sub("", quantity.value.name)
        return quantity.strength is Strength.SPELLED and bool(re.search(rf"(?i)(?<![A-Za-z0-9]){re.escape(rest)}(?![A-Za-z0-9])", other.text))
    if not isinstance(quantity.value, Number):
        return False
    if other.orphans is None:
        other.orphans = frozenset("目" in found[0] for found in re.finditer(_ORPHAN, other.text))
    return True in other.orphans or (bool(other.orphans) and not quantity.ordinal)


def _foreign(source: _Side, target: _Side, pairs: Sequence[tuple[int, int, int]]) -> Iterator[Difference]:
    """Find a measure in Japanese whose unit the English text never names, though it names another of that kind: frames a second, 1分ごと; 12 or 24 hours, 12分."""
    turned = target.language.startswith("en")
    there, here = (target, source) if turned else (source, target)
    if not there.language.startswith("en") or not here.language.startswith("ja"):
        return
    answered = {(left if turned else right): (right if turned else left, fit) for left, right, fit in pairs}
    said: dict[str, set[str]] | None = None
    for index, quantity in enumerate(here.read[:_MOST]):
        unit = _unit(quantity)
        partner, fit = answered.get(index, (-1, 0))
        if (
            not unit
            or units()[unit].dimension not in _NAMED
            or unit == "day"
            or fit not in (0, _OPEN)
            or (not fit and quantity.strength is not Strength.IMPLIED)
        ):
            continue
        said = _units_named(there.text) if said is None else said
        names = {name for each in quantity.readings if isinstance(each, Number) and each.unit for name in (each.unit, *_ALIKE.get(each.unit, ()))}
        others = said.get(units()[unit].dimension, set())
        if others and not others & names:
            english = there.read[partner] if partner >= 0 else None
            if english and english.strength is Strength.IMPLIED and quantity.strength is not Strength.IMPLIED:
                # A fortnight is 2週間.
                continue
            first, second = (quantity, english) if turned else (english, quantity)
            yield Difference(Kind.UNIT, first, second) if english else Difference(Kind.EXTRA if second else Kind.MISSING, first, second)
            return


_NAMED = {"second", "byte", "metre", "gram"}
_ADVERBS = {"weekly": "week", "daily": "day", "hourly": "hour"}


@cache
def _naming() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])({phrases([*unit_words('en'), *_ADVERBS])})(?![a-z])")


def _units_named(text: str) -> dict[str, set[str]]:
    """Give the units that an English text names anywhere, with a number or without, by their dimension."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in _naming().findall(text.lower()):
        for unit in (_ADVERBS[word],) if word in _ADVERBS else unit_words("en")[word]:
            found[units()[unit].dimension].add(unit)
    for symbol in re.findall(r"(?<![A-Za-z])[A-Za-z]{1,4}(?![A-Za-z])", text):
        if symbol in symbols():
            found[units()[symbols()[symbol]].dimension].add(symbols()[symbol])
    return found


def _holes(source: _Side, target: _Side, lost: Sequence[int], gained: Sequence[int]) -> Iterator[Difference]:
    """Find the number that a Japanese text lost where it left a hole: a blank on both sides, or a counter with none, in a place where no text has one."""
    for mine, yours, spare in ((source, target, lost), (target, source, gained)):
        if not _hole(yours):
            continue
        quantity = mine.read[spare[0]] if spare else _article(mine)
        if quantity:
            yield Difference(Kind.MISSING, quantity, None) if mine is source else Difference(Kind.EXTRA, None, quantity)


def _article(side: _Side) -> Quantity | None:
    """Give the word by which an English text says one: a, each, or a number that it implies."""
    if implied := next((each for each in side.read if each.strength is Strength.IMPLIED), None):
        return implied
    found = _SAYS_ONE.search(side.text)
    return Quantity((Number(1),), found.start(), found.end(), found.group(), Strength.IMPLIED) if found else next(iter(side.read), None)


_SAYS_ONE = re.compile(r"(?i)(?<![A-Za-z])(?:an?|each|every|the|only)(?![A-Za-z])")


# A class of all kanji takes a millisecond to compile: patterns that few texts need stand as texts, which ``re`` compiles when it first meets them.


def _hole(side: _Side) -> bool:
    return side.language.startswith("ja") and bool(re.search(_HOLE, side.text))


_COUNTS = r"(?:つ|個|本|回|枚|件|人|名|行|列|段|階|度|桁|文字|ビット|バイト|時間|分|秒|年|か月|ページ|か所|箇所|種類|番|倍|進|次元|点|台|ピクセル|世紀|円|ドル|オクターブ|単位|以上|以下|未満|インチ|世代|層|色)"
_HOLE = (
    rf"(?<=[ぁ-んァ-ヶ一-龠ー、。])[ 　]{{2,}}{_COUNTS}|(?:\A|[（(「])[ 　]+{_COUNTS}(?=[^ァ-ヶ])"
    r"|[をはがもにで、。]つ(?:[、。のにずだ選]|以|\Z)|をつ[一-龠]|からつを|[にをは]つ目|[のを、]進数|には進数|[ァ-ヶーな]進(?:数|文字)|[ぁ-んァ-ヶ一-龠]  +[をがはでに](?=[一-龠ァ-ヶ])|[はがをにで、](?:個|回)(?:以[上下]|を|が|、|。)|毎[月日年週]回"
)


def _uncounted(quantity: Quantity) -> bool:
    """Tell whether a count in figures is too large to be implied by the noun of the other text: 9 つずつ."""
    return (
        quantity.strength is Strength.SPELLED
        and isinstance(quantity.value, Number)
        and quantity.value.amount > _THREE
        and bool(re.match(r"[0-9０-９] ?つ(?!目|め)", quantity.text))
    )


_ORPHAN = r"(?:\A\s*|(?<=[ぁ-んァ-ヶ一-龠ー])(?<![一二三四五六七八九十百千万数何幾])[ 　]+|[、。「（]\s*|(?<=の)|(?<=、))(?:つ(?:の|目|め|以上|以下|を|は|が|に|で|ずつ|、|。|選|あ)|[番回個拍人本枚行列桁つ]目|[かヶ][月国所]|進[数法])"


def _strange(lefts: list[Quantity], rights: list[Quantity], source: _Side, target: _Side) -> tuple[list[Quantity], list[Quantity]]:
    """Leave out the names of each side that the other text says letter by letter, however it was read there: 3x3 and 3×3, MP3s and MP3."""
    for mine, yours, side in ((lefts, rights, target), (rights, lefts, source)):
        names = [
            each
            for each in mine
            if _verbatim(each) and not ((each.strength is Strength.SPELLED or isinstance(each.value, Identifier)) and _repeats(each, side.read))
        ][:_MOST]
        if not names:
            continue
        low = side.text.lower()
        plain, places = _squeezed(side.text)
        spans = {id(each): span for each in names if (span := _verbatim_span(each, side.text, low, plain, places))}
        mine[:] = [each for each in mine if id(each) not in spans]
        said = sorted(set(spans.values()))
        yours[:] = [each for each in yours if not any(each.start < end and start < each.end for start, end in said)]
    return lefts, rights


_COMPOUND = re.compile(r"[A-Za-z][-_.]?[0-9]|[0-9][A-Za-z]|[0-9][-./:×x∶][0-9]|[0-9],? [A-Za-z]|[A-Z][a-z]{2,8},? [0-9]")


def _verbatim_span(quantity: Quantity, text: str, low: str, plain: str, places: Sequence[int]) -> tuple[int, int] | None:
    """Give where a text says a quantity letter by letter, as it stands or with other joining marks; ``plain`` is the text squeezed."""
    if quantity.text.lower() in low and (
        found := re.search(rf"(?i)(?<![A-Za-z0-9])(?<![A-Za-z][-_.:]){re.escape(quantity.text)}(?![A-Za-z0-9]|[-_.:][A-Za-z0-9])", text)
    ):
        return found.span()
    name = _squeezed(quantity.value.name if isinstance(quantity.value, Identifier) else quantity.text)[0]
    if (
        name in plain
        and _RUNS.search(name)
        and (found := re.search(rf"{'(?<![0-9])' if name[0].isdecimal() or name[0] == 'x' else ''}{re.escape(name)}(?![0-9])", plain))
    ):
        return places[found.start()], places[found.end() - 1] + 1
    return None


def _verbatim(quantity: Quantity) -> bool:
    """Tell whether a quantity may stand in a text of the other language letter by letter: names, dates in English, a game called Fifteen."""
    return bool(_COMPOUND.search(quantity.text)) or (
        quantity.text.isascii() and quantity.text.replace(" ", "").isalpha() and quantity.strength is not Strength.IMPLIED
    )


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Give a text without case, blanks and joining marks, and the place of each of its characters."""
    kept = [
        (small, index)
        for index, char in enumerate(unicodedata.normalize("NFKC", text) if len(text) == len(unicodedata.normalize("NFKC", text)) else text)
        for small in char.lower()
        if small not in _JOINING
    ]
    return "".join("x" if char == "×" else char for char, _index in kept), [index for _char, index in kept]


_JOINING = frozenset(" \t 　-‐‑_&+.,()（）")


def _parted(quantities: list[Quantity], others: Sequence[Quantity], side: _Side) -> list[Quantity]:
    """Leave out the fractions that the other text says by two numbers: 5人に1人, one in five, 1:4."""
    kept = []
    for each in quantities:
        value = each.value
        if isinstance(value, Number) and isinstance(value.amount, Fraction) and value.amount < 1:
            near = [(one, other) for one, other in pairwise(side.read) if _PARTED.fullmatch(side.text[one.end : other.start])]
            if any({_plain(one), _plain(other)} == {value.amount.numerator, value.amount.denominator} for one, other in near):
                continue
        kept.append(each)
    if len(kept) == len(quantities):
        fractions = [each.value.amount for each in others if isinstance(each.value, Number) and isinstance(each.value.amount, Fraction)]
        parts = {part for each in fractions for part in (each.numerator, each.denominator)}
        return [each for each in quantities if _plain(each) not in parts or not fractions] if parts else kept
    return kept


_PARTED = re.compile(r"\s?(?:in|out of|of|and|or|に|のうち|中|対|および|及び|または|又は|か|や|と|[:：∶/,、])(?: every| the)?\s?")


def _plain(quantity: Quantity) -> object:
    return quantity.value.amount if isinstance(quantity.value, Number) else None


def _counted(side: _Side, quantity: Quantity) -> bool:
    """Tell whether a Japanese number only counts what the sentence has just listed: 千円札、五千円札及び一万円札の3種類."""
    if not side.language.startswith("ja") or not isinstance(quantity.value, Number) or not 1 < quantity.value.amount < _LONG:
        return False
    before = re.split(r"[。；\n]|は、", side.text[: quantity.start])[-1]
    return before.endswith("の") and len(re.findall(_LISTING, before)) >= quantity.value.amount - 1


_LISTING = r"、|，|及び|および|並びに|・|[一-龠ァ-ヶー]と(?=[一-龠ァ-ヶA-Za-z])"


def _vaguely(quantity: Quantity, others: Sequence[Quantity]) -> Quantity | None:
    """Give what a small number in words stands in the place of, among the numbers that the other text has to spare."""
    if quantity.strength is not Strength.SPELLED:
        return None
    if isinstance(quantity.value, Identifier):
        return next((each for each in others if isinstance(each.value, Identifier) and _unlikeness(quantity, each) == 0), None)
    small = [each for each in others if isinstance(each.value, Number) and each.value.amount < _LONG]
    return next((each for each in small if _partners(quantity, each) and _unlikeness(quantity, each) < _VAGUE), None)


def _faint(one: Sequence[Quantity], other: Sequence[Quantity], pairs: Sequence[tuple[int, int, int]]) -> tuple[list[Quantity], list[Quantity]]:
    """Give the quantities that only something implied answers (2 channels, dual)."""
    firm = [(one[left], other[right]) for left, right, _fit in pairs]
    return (
        [left for left, right in firm if right.strength is Strength.IMPLIED is not left.strength],
        [right for left, right in firm if left.strength is Strength.IMPLIED is not right.strength],
    )


def _said(quantities: list[Quantity], other: _Side) -> list[Quantity]:
    """Leave out the zeros that the other text says by a negation (no cities), and those that bound (> 0, positive)."""
    zeros = [each for each in quantities if isinstance(each.value, Number) and not each.value.amount]
    silent = bool(zeros) and bool(_NOTHING.search(other.text))
    return [each for each in quantities if each not in zeros or not (silent or each.bound is not Bound.NONE)]


_NOTHING = re.compile(
    r"(?i)\b(?:no|not|none|never|without|zero|cannot|off|empty)\b|n't\b|空|な(?:い(?!し)|し|く)|無|(?:あり|い|でき|られ)ません|ずに|なし|ゼロ"
)


def _repeats(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    return any(_fit(quantity, each) >= _OPEN for each in others[:_MOST])


_MOST, _FEW = 400, 4


def _pieced(quantities: list[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    """Leave out the dates and identifiers whose parts the other text says one by one: 2026年の4月, ISO/IEC 11172の第3部."""
    values = {part for each in others for part in _parts(each)} if quantities else set()
    kept: list[Quantity] = []
    for each in quantities:
        value = each.value
        if (isinstance(value, Date) and any(value.days)) or any(isinstance(reading, Date) for reading in each.readings):
            dates = [second for quantity in others for second in quantity.readings if isinstance(second, Date)]
            options = [reading for reading in each.readings if isinstance(reading, Date)]
            if any(_agrees(option, dates, values) for option in options):
                continue
        elif isinstance(value, Identifier) and _in_pieces(value, others, values):
            continue
        kept.append(each)
    return kept


def _in_pieces(name: Identifier, others: Sequence[Quantity], values: set[object]) -> bool:
    runs = _RUNS.findall(name.name)
    return (
        len(runs) > 1
        and not name.name[0].isalpha()
        and {int(run) for run in runs if len(run) < _LONG} <= values
        and not any(isinstance(each.value, Identifier) for each in others)
    )


def _parts(quantity: Quantity) -> Iterator[object]:
    for value in quantity.readings:
        if isinstance(value, Number):
            yield value.amount
        elif isinstance(value, Date):
            yield from (part for part in value.days if part)


def _agrees(date: Date, dates: Sequence[Date], values: set[object]) -> bool:
    """Tell whether the other text says every part of a date somewhere and no date against it."""
    near = [each for each in dates if _compatible(date, each)]
    said = {(place, part) for each in near for place, part in enumerate(each.days) if part}
    missing = [part for place, part in enumerate(date.days) if part and (place, part) not in said]
    if not near:
        return False
    return not missing or (len(missing) == 1 and missing[0] in values and sum(map(bool, date.days)) > 1 and missing[0] == date.year)


def _compatible(one: Date, other: Date) -> bool:
    return any(first and first == second for first, second in zip(one.days, other.days, strict=True)) and all(
        not first or not second or first == second for first, second in zip(one.days, other.days, strict=True)
    )


def _unlikeness(one: Quantity, other: Quantity) -> int:
    """Tell how little two unmatched quantities look like the same place: the least is the likeliest partner."""
    first, second = one.value, other.value
    if type(first) is not type(second):
        loose = {type(first), type(second)} in ({Number, Date}, {Number, Time}) or (
            {type(first), type(second)} == {Number, Identifier} and all(_NUMERAL.search(each.text) for each in (one, other))
        )
        return 6 if loose and any(isinstance(value, type(second)) for value in one.readings) else 8 if loose else _STRANGERS
    if isinstance(first, Number) and isinstance(second, Number):
        if first.unit and first.unit == second.unit:
            return 0
        if first.unit and second.unit:
            return 2 if units()[first.unit].dimension == units()[second.unit].dimension else 9
        ratio = Fraction(first.amount) / Fraction(second.amount) if second.amount else 0
        return 3 if _power_of_ten(ratio) else 5
    if isinstance(first, Date) and isinstance(second, Date):
        return 3 - sum(bool(part) and part == own for part, own in zip(first.days, second.days, strict=True))
    if isinstance(first, Identifier) and isinstance(second, Identifier):
        return 0 if _RUNS.sub("", first.name) == _RUNS.sub("", second.name) else 7
    return 4


_STRANGERS, _VAGUE = 10, 6


def _partners(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities may be told as one going wrong: what is only implied goes with its like."""
    if any(PLACES.match(each.text) for each in (one, other)):
        return False
    if Strength.IMPLIED not in (one.strength, other.strength):
        return True
    if max(one.strength, other.strength) is Strength.IMPLIED:
        return False
    if any(_RANKED.search(each.text) for each in (one, other)) and any(_NUMBER_WORD.match(each.text) for each in (one, other)):
        return True
    if isinstance(one.value, Time) and isinstance(other.value, Time):
        return True
    both_bounded = Bound.NONE not in (one.bound, other.bound)
    return bool(one.ordinal and other.ordinal) or bool(_unit(one) and _unit(one) == _unit(other)) or both_bounded


_RANKED = re.compile(r"(?:次元?|人称|[つ番人回個本行列]目|段階)$")
_NUMBER_WORD = re.compile(r"(?i)(?:one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|single|1st|2nd|3rd)\b")


def _one_against(one: Quantity, other: Quantity) -> bool:
    """Tell whether one of two quantities is an outspoken one (one, 一つ), and the other another number."""
    ones = [each for each in (one, other) if re.match(_ONE, each.text)]
    return bool(ones) and one.ordinal is not True is not other.ordinal and max(one.strength, other.strength) is not Strength.IMPLIED


def _one_of_them(one: Quantity, other: Quantity) -> bool:
    """Tell whether English says one outright and Japanese counts several in kanji: one of the states, 国家の四つ."""
    return any(_OUTRIGHT.fullmatch(first.text) and _SEVERAL.match(second.text) for first, second in ((one, other), (other, one)))


_OUTRIGHT = re.compile(r"(?i)one|single|1|first")
_SEVERAL = re.compile(r"[三四五六七八九十3-9３-９] ?(?:つ|人|個|種類|[行列回台本枚点段度])")
_OUTSPOKEN = re.compile(r"(?i)(?:one|zero|non-?zero|single)\b")
_ONE = r"(?:[Oo][Nn][Ee]\b|[1１一](?![一-龠]*[々連]))"


def _near_enough(one: Quantity, other: Quantity) -> bool:
    """Tell whether two numbers are the same converted and rounded (10 miles, 16 km), or as whole numbers with other bounds (more than 4, 5以上)."""
    first, second = one.value, other.value
    if not isinstance(first, Number) or not isinstance(second, Number):
        return False
    if _rounded(one, other):
        return True
    if not first.unit or not second.unit or first.unit == second.unit:
        return False
    large, small = units()[first.unit], units()[second.unit]
    if large.dimension != small.dimension or large.dimension in ("count", "counter", "money"):
        return False
    there, here = first.amount * Fraction(large.factor), second.amount * Fraction(small.factor)
    return abs(there - here) <= Fraction(3, 100) * max(abs(there), abs(here))


def _complement(one: Quantity, other: Quantity, source: _Side, target: _Side) -> bool:
    """Tell whether one text says what is left and the other what is taken away: reduced to 25%, 75%減少."""
    first, second = one.value, other.value
    if not (isinstance(first, Number) and isinstance(second, Number) and first.unit == second.unit == "percent" and first.amount + second.amount == _HUNDRED):
        return False
    there, here = (source.text[one.start : one.end + _SHORT * 2], target.text[other.start : other.end + _SHORT])
    return any(word in text for text in (there, here) for word in ("減", "低下", "削減", "reduc", "decreas", "less"))


_STEPS = {
    (Bound.MORE, Bound.AT_LEAST): 1,
    (Bound.AT_LEAST, Bound.MORE): -1,
    (Bound.LESS, Bound.AT_MOST): -1,
    (Bound.AT_MOST, Bound.LESS): 1,
    (Bound.NONE, Bound.LESS): 1,
    (Bound.LESS, Bound.NONE): -1,
}


def _stepped(one: Quantity, other: Quantity, source: _Side, target: _Side) -> bool:
    """Tell whether two whole numbers bound the same from two sides: more than 4, 5以上; not more than one, 2行以上 … ない."""
    first, second = one.value, other.value
    if not isinstance(first, Number) or not isinstance(second, Number):
        return False
    if "複数" in (one.text, other.text) and {(one.bound, first.amount), (other.bound, second.amount)} & {(Bound.MORE, 1), (Bound.AT_LEAST, 2)}:
        return True
    if abs(second.amount - first.amount) != 1:
        return False
    if one.ordinal and other.ordinal and (one.bound, other.bound) == (Bound.NONE, Bound.AT_LEAST):
        # The first page and the following ones: 2ページ目以降.
        return second.amount - first.amount == 1
    ways = _both_ways(source, one, target, other)
    return any(_STEPS.get((here, there)) == second.amount - first.amount for here in ways[0] for there in ways[1])


def _onward(quantity: Quantity, said: Sequence[Quantity]) -> bool:
    """Tell whether a number only opens what follows another one of its own text: up to 2 units are free, 3ユニット目以降."""
    value = quantity.value
    return (
        quantity.bound is Bound.AT_LEAST
        and isinstance(value, Number)
        and any(isinstance(each.value, Number) and each.value.amount == value.amount - 1 for each in said[:_MOST])
    )


def _multiplied(lefts: list[Quantity], rights: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Leave out multiples and fractions in words where the other text gives the change in figures (doubled, 100％増; two-thirds more, 5/3倍)."""
    for mine, yours in ((lefts, rights), (rights, lefts)):
        words = [each for each in mine if _ratio(each) and not _NUMERAL.search(each.text)]
        figures = [each for each in yours if _ratio(each) and _NUMERAL.search(each.text)]
        for word, figure in zip(words, figures, strict=False):
            first, second = word.value, figure.value
            if isinstance(first, Number) and isinstance(second, Number) and first.unit != second.unit:
                mine.remove(word)
                yours.remove(figure)
    return lefts, rights


def _ratio(quantity: Quantity) -> bool:
    value = quantity.value
    return isinstance(value, Number) and (units()[value.unit].dimension == "ratio" if value.unit else 0 < value.amount < 1)


def _broken(quantity: Quantity, mine: _Side, yours: _Side) -> bool:
    """Tell whether a name that the other text does not say is broken there, and not left out as a whole: its letters stand with other digits, or without."""
    if not isinstance(quantity.value, Identifier) or not any(char.isalpha() for char in quantity.value.name):
        return True
    name = quantity.value.name
    kin = _kindred(name, yours)
    if (_WORDED.fullmatch(quantity.text) or (_LABEL.fullmatch(quantity.text) and mine.text.strip() == quantity.text)) and not any(
        _stands(core, yours.text) for core in _cores(name)
    ):
        # The word is translated, so its number stays: Style1, スタイル.
        return True
    if kin and all(_RUNS.findall(each) == _RUNS.findall(name) for each in kin):
        # id3tags and id3tag
        return False
    return bool(kin) or _cut_short(quantity.value, mine, yours)


_LABEL = re.compile(r"[a-z]{3,}[0-9]{1,2}")
_WORDED = re.compile(r"[A-Z][a-z]{3,}(?:[A-Z][a-z]+)*[0-9]{1,2}")


def _kindred(name: str, side: _Side) -> list[str]:
    """Give the names of a text that have the letters of a name, but other digits or more of them."""
    cores = _cores(name)
    return [each.value.name for each in side.read[:_MOST] if isinstance(each.value, Identifier) and cores & _cores(each.value.name)]


def _cut_short(name: Identifier, mine: _Side, yours: _Side) -> bool:
    """Tell whether the other text says a name once without its digits: UTF- for the second UTF-8."""
    return any(_stands(core, yours.text) > _stands(core, mine.text) for core in _cores(name.name))


def _cores(name: str) -> set[str]:
    """Give what is left of a name without its digits, and without the last of them: xemacs-support, ISO-8859."""
    runs = list(_RUNS.finditer(name))
    cut = name[: runs[-1].start()] if runs else ""
    return {core for each in (_RUNS.sub("", name), cut) if (core := each.strip("-_.:+/"))[:1].isalpha()}


def _stands(core: str, text: str) -> int:
    if len(core) == 1:
        # A word of one letter: C(…) for C5, and no article.
        return len(re.findall(rf"(?<![A-Za-z0-9]){core.upper()}(?![A-Za-z0-9]|[-_.][0-9])", text))
    return len(re.findall(rf"(?i)(?<![A-Za-z0-9]){re.escape(core)}(?![A-Za-z0-9]|[-_.:+][A-Za-z0-9]| [0-9])", text))


def _explained(quantity: Quantity, side: _Side, other: _Side) -> bool:
    """Tell whether a number explains what the other text says without: in brackets, as a measure that is meant by a word (diagonal, whole, daily), at the head of an item."""
    before = side.text[max(0, quantity.start - _SIGHT) : quantity.start]
    if isinstance(quantity.value, Identifier) and _kindred(quantity.value.name, other):
        return False
    if not isinstance(quantity.value, Date) and not _OPENED.search(other.text) and max(map(before.rfind, "(（[［【")) > max(map(before.rfind, ")）]］】")):
        return True
    if isinstance(quantity.value, Number) and (quantity.value.unit, quantity.value.amount) in _CONVENTIONAL and quantity.bound is Bound.NONE:
        return True
    return bool(_ITEM.search(side.text[: quantity.start][-2:]) and _ITEM_END.match(side.text, quantity.end))


_ITEM = re.compile(r"(?:^|\n) ?\Z")
_ITEM_END = re.compile(r" ?[.．、)）:：](?![0-9])")


def _slight(quantity: Quantity, side: _Side) -> bool:
    """Tell whether a number of a Japanese text is a small count, such as a text may spell out where the other implies it: 2 単語, 斜め4方向."""
    value = quantity.value
    if not side.language.startswith("ja"):
        return False
    if isinstance(value, Number) and not value.amount:
        return True
    if not isinstance(value, Number) or quantity.ordinal or quantity.per or not 0 < value.amount < _TEN or isinstance(value.amount, Fraction):
        return False
    return value.unit in _SPELLED_OUT


_SPELLED_OUT = {"", "paragraph", "line", "column", "character", "digit", "page"}
_CONVENTIONAL = {*(("degree", angle) for angle in (15, 30, 45, 60, 90, 180, 360)), ("percent", 100), ("percent", 50), ("hour", 24), ("minute", 60)}
_OPENED = re.compile(r"[\[(（［【]")
_TEN, _HUNDRED = 10, 100


def _rounded(one: Quantity, other: Quantity) -> bool:
    """Tell whether one decimal number is the other in fewer places, at least two: 0.7768698399 and 0.78."""
    places = [found[1] if (found := _DECIMALS.search(each.text)) else "" for each in (one, other)]
    fewer = min(map(len, places))
    first, second = one.value, other.value
    if fewer < _PAIR or not isinstance(first, Number) or not isinstance(second, Number):
        return False
    return abs(Fraction(first.amount) - Fraction(second.amount)) <= Fraction(1, 2 * 10**fewer) and len(places[0]) != len(places[1])


_DECIMALS = re.compile(r"[0-9０-９][.．]([0-9０-９]{1,30})")


def _wrong(one: Quantity, other: Quantity) -> Difference:
    """Name the difference of two quantities that stand in the same place."""
    first, second = one.value, other.value
    if isinstance(first, Identifier) or isinstance(second, Identifier):
        return Difference(Kind.IDENTIFIER, one, other)
    if isinstance(first, Date | Time) or isinstance(second, Date | Time):
        return Difference(Kind.DATE, one, other)
    if isinstance(first, Number) and isinstance(second, Number) and first.amount and second.amount:
        ratio = Fraction(first.amount) / Fraction(second.amount)
        if factor := _power_of_ten(ratio):
            return Difference(Kind.MAGNITUDE, one, other, factor)
    return Difference(Kind.DIFFERENT, one, other)


def _power_of_ten(ratio: Fraction | int) -> int:
    """Give a power of ten above one that a ratio or its inverse is, 0 where it is none."""
    ratio = Fraction(ratio)
    if ratio <= 0:
        return 0
    large = ratio.numerator if ratio.denominator == 1 else ratio.denominator if ratio.numerator == 1 else 0
    return large if large > 1 and str(large).strip("0") == "1" else 0


# What two matched quantities say beside their value


def _details(source: _Side, target: _Side, one: Quantity, other: Quantity, fit: int) -> Difference | None:
    """Compare all but the value of two quantities that go together."""
    firm = min(one.strength, other.strength) is Strength.EXPLICIT
    if fit == _CLASH:
        measured = not one.ordinal and not other.ordinal and all(_measured(each) for each in (one, other))
        said = firm or min(one.strength, other.strength) is Strength.SPELLED or measured
        return Difference(Kind.UNIT, one, other) if said else None
    parts = bool(one.part and other.part and one.part != other.part)
    if parts or (isinstance(one.value, Date) and isinstance(other.value, Date) and firm and _dates_clash(one, other)):
        return Difference(Kind.DATE, one, other)
    if one.bound is not other.bound and _bounds_clash(source, target, one, other):
        return Difference(Kind.BOUND, one, other)
    if _pointed(source, one, target, other) or _pointed(target, other, source, one):
        return Difference(Kind.DIFFERENT, one, other)
    if one.per and other.per and one.per != other.per:
        return Difference(Kind.RATE, one, other)
    if isinstance(one.value, Number) and firm and _signs_clash(source, target, one, other):
        return Difference(Kind.SIGN, one, other)
    if (
        {one.ordinal, other.ordinal} == {True, False}
        and isinstance(one.value, Number)
        and one.value.amount > _PAIR
        and not _twice(source, one)
        and not _twice(target, other)
    ):
        return Difference(Kind.ORDINAL, one, other)
    return None


def _measured(quantity: Quantity) -> bool:
    """Tell whether a quantity may be a measure or a sum of money."""
    return any(isinstance(each, Number) and each.unit and units()[each.unit].dimension not in ("count", "counter") for each in quantity.readings)


def _pointed(mine: _Side, one: Quantity, yours: _Side, other: Quantity) -> bool:
    """Tell whether the decimals of a number were lost behind its point: 1.0, 「1.」."""
    return bool(_WHOLE.search(one.text)) and "." not in other.text and _pointing(yours, other) and not _pointing(mine, one)


def _pointing(side: _Side, quantity: Quantity) -> bool:
    return bool(re.match(_POINT, side.text[quantity.end : quantity.end + 3]))


_WHOLE = re.compile(r"[0-9]\.0+(?![0-9])")
_POINT = r"\.(?=[ぁ-んァ-ヶ一-龠)）」,、。]| [ぁ-んァ-ヶ一-龠])"


def _dates_clash(one: Quantity, other: Quantity) -> bool:
    first, second = ([each for each in quantity.readings if isinstance(each, Date)] for quantity in (one, other))
    here = next((each for each in first for own in second if each.days == own.days), first[0])
    there = next((own for own in second if own.days == here.days), second[0])
    if here.weekday and there.weekday and here.weekday != there.weekday:
        return True
    return here.fiscal != there.fiscal and not here.month and (here.fiscal if one.text.isascii() else there.fiscal)


_BOUNDS_ALIKE = {(Bound.MORE, Bound.AT_LEAST)}
_UP = {Bound.MORE: True, Bound.AT_LEAST: True, Bound.LESS: False, Bound.AT_MOST: False}
"""Whether a bound leaves what is greater."""


def _bounds_clash(source: _Side, target: _Side, one: Quantity, other: Quantity) -> bool:
    english, japanese = (one, other) if source.language.startswith("en") else (other, one)
    named = isinstance(english.value, Identifier) or isinstance(japanese.value, Identifier)
    if Bound.NONE in (english.bound, japanese.bound) and (english.ordinal or japanese.ordinal or named):
        return False
    if (
        (named and Strength.SPELLED in (one.strength, other.strength))
        or source.text[one.end : one.end + 1] == "^"
        or target.text[other.end : other.end + 1] == "^"
    ):
        return False
    there, here = (source, target) if english is one else (target, source)
    ways = _both_ways(there, english, here, japanese)
    if japanese.bound is not Bound.NONE and english.bound in _OPPOSITE and _REMEDY.match(here.text, japanese.end) and not _DEMAND.search(there.text):
        # Fewer than two are selected: select 2つ以上.
        return japanese.bound is not _OPPOSITE[english.bound]
    # Not more than 5 seconds: 5秒以上 … ない.
    loosely = len(ways[0]) + len(ways[1]) > _PAIR and _measured(one) and _measured(other)
    if any(first is second or (first, second) in _BOUNDS_ALIKE or (loosely and _UP.get(first) is _UP.get(second)) for first in ways[0] for second in ways[1]):
        return False
    if english.bound in (Bound.LESS, Bound.NONE) and japanese.bound is Bound.AT_MOST and "以内" in here.text[japanese.start : japanese.end + _SHORT * 2]:
        return False
    return Bound.NONE not in (english.bound, japanese.bound) or _bounded_alone(there, english, here, japanese)


def _bounded_alone(there: _Side, english: Quantity, here: _Side, japanese: Quantity) -> bool:
    """Tell whether a bound that stands at the number in one text alone is not said by the other, or said from the other side."""
    end = _end_of_range(there, english) if english.bound is Bound.NONE else ""
    if end and _HARD.search(japanese.text):
        return japanese.bound in ((Bound.AT_MOST, Bound.LESS) if end == "low" else (Bound.AT_LEAST, Bound.MORE))
    if min(english.strength, japanese.strength) is not Strength.EXPLICIT or (
        english.bound is Bound.MORE and isinstance(english.value, Number) and english.value.amount > _TEN
    ):
        # More than 380 figures: 380 種類.
        return False
    lone = english if japanese.bound is Bound.NONE else japanese
    loud, silent, quantity = (there, here, japanese) if lone is english else (here, there, english)
    if not _HARD.search(loud.text[lone.start : lone.end + 12].lower()):
        return False
    around = silent.text[max(0, quantity.start - _SIGHT) : quantity.end + _SIGHT].lower()
    if not _BOUNDED.search(around):
        return True
    # Only words that bound it from the other side.
    said = _SENTENCE.split(there.text[max(0, english.start - _SIGHT) : english.start])[-1] + " "
    said = (said + english.text + _SENTENCE.split(there.text[english.end : english.end + _SIGHT])[0]).lower()
    rest = (_BELOW if _UP[lone.bound] else _ABOVE).sub("", said)
    return lone is japanese and rest != said and not _BOUNDED.search(rest) and not _EN_NOT.search(said)


def _floored(source: _Side, target: _Side) -> Iterator[Difference]:
    """Find a count of one or none that the Japanese text bounds from above where the English says nothing of the kind: one or more files, 1個以下."""
    here, there = (source, target) if source.language.startswith("ja") else (target, source)
    if not there.language.startswith("en"):
        return
    for each in here.read[:_MOST]:
        value, unit = each.value, _unit(each)
        if (
            each.bound in (Bound.LESS, Bound.AT_MOST)
            and isinstance(value, Number)
            and value.amount in (0, 1)
            and each.text.endswith(("以下", "未満"))
            and (not unit or units()[unit].dimension in ("count", "counter"))
            and len(_ways(here, each)) == 1
            and not any(other.strength is Strength.EXPLICIT and _plain(other) == value.amount for other in there.read[:_MOST])
            and not _CEILING.search(_ABOVE.sub("", there.text.lower()))
        ):
            yield Difference(Kind.BOUND, each, None) if here is source else Difference(Kind.BOUND, None, each)
            return


_CEILING = re.compile(
    r"least|more|less|most|under|below|fewer|low|max|min|up to|within|exceed|than|beyond|small|limit|between|only|single|zero|neg|neither|<|≤|\b(?:no|not|none|never|nor|cannot|without|just)\b|n't\b|sub-?"
)


def _both_ways(mine: _Side, one: Quantity, yours: _Side, other: Quantity) -> tuple[set[Bound], set[Bound]]:
    """Give the bounds that two numbers may have; where both clauses are negated, those that they say: speeds over 9 are not supported, 9超 … ない."""
    ways = _ways(mine, one), _ways(yours, other)
    negated = [
        len(way) > 1 or (side.language.startswith("en") and bool(_EN_NOT_BEHIND.match(side.text, quantity.end)))
        for way, side, quantity in zip(ways, (mine, yours), (one, other), strict=True)
    ]
    return ({one.bound}, {other.bound}) if all(negated) else ways


def _ways(side: _Side, quantity: Quantity) -> set[Bound]:
    """Give the bounds that a number may have: in a negated clause, also the opposite (no bidder may have more than two)."""
    ways = {quantity.bound}
    if quantity.bound in _NEGATED:
        english = side.language.startswith("en")
        before = re.split(r"[.;:,]", side.text[max(0, quantity.start - _CLAUSE_LENGTH) : quantity.start])[-1]
        if _EN_NOT.search(before) if english else _JA_NOT.match(side.text, quantity.end):
            ways.add(_NEGATED[quantity.bound])
    return ways


_REMEDY = re.compile(r"[^。、]{0,16}(?:必要|ください|下さい|なければなりません)")
_DEMAND = re.compile(r"(?i)\b(?:must|need|require|should|shall|please|select|choose|enter|have to|needs|needed|requires|required)\b")
_OPPOSITE = {Bound.MORE: Bound.AT_MOST, Bound.LESS: Bound.AT_LEAST}
_NEGATED = {**_OPPOSITE, Bound.AT_LEAST: Bound.LESS, Bound.AT_MOST: Bound.MORE}
_CLAUSE_LENGTH = 50
_EN_NOT = re.compile(r"(?i)\b(?:no|not|none|never|nor|neither|cannot|nothing|nobody)\b|n't\b")
_EN_NOT_BEHIND = re.compile(r"(?i)[^.;:,\n]{0,24}?\b(?:are|is|can|may|must|will|could|should)\s?(?:not\b|n't\b)")
_JA_NOT = re.compile(r"(?:(?!の|者|場合|とき|もの|が|なければ|なくて|ないと|(?<![てとで])は|しか)[^。、]){0,30}?(?:ない|なか|なら|ません|ずに|禁)")


def _end_of_range(side: _Side, quantity: Quantity) -> str:
    """Tell which end of an English range a number is: between 0 and 1, from 18 to 64."""
    if not side.language.startswith("en"):
        return ""
    if _LOW_END.search(side.text[max(0, quantity.start - _SIGHT) : quantity.start]):
        return "low"
    return "high" if _HIGH_END.search(side.text[max(0, quantity.start - _SIGHT) : quantity.start]) else ""


_LOW_END = re.compile(r"(?i)\b(?:between|from)\s(?:the\s)?\Z")
_HIGH_END = re.compile(r"(?i)\b(?:between\s[^.;,]{1,25}\sand|from\s[^.;,]{1,25}\sto)\s\Z")
_HARD = re.compile(r"at least|more than|less than|fewer than|at most|or more|or less|or older|or younger|or fewer|以上|以下|未満|超|以内")
_BOUNDED = re.compile(
    r"least|more|less|most|over|above|under|below|fewer|max|min|up to|within|exceed|than|beyond|onward|older|younger|longer|limit|between|last|past|recent|since|until|以上|以下|未満|以内|超|最|越|上限|下限|まで|から|内に|満|多く|[0-9]\s?(?:to|and|[-–~～〜])\s?[0-9]|下回|上回|以前|以降|以後|少なくとも|限|inclusive|\\.\\.|pass|top|reach|trunc|収ま|ceiling|cap\\b|as \\w+ as"
)
_SENTENCE = re.compile(r"[.;:?!](?:\s|$)|\n")
_ABOVE = re.compile(
    r"at least|minimum|\b(?:and|or) (?:more|above|over|up|higher|later|newer|larger|greater|older|better)\b|(?:more|larger|greater|higher|newer|bigger) (?:or equal|than)|exceed(?:s|ing)?"
)
_BELOW = re.compile(
    r"at most|maximum|\b(?:and|or) (?:less|fewer|below|under|lower|earlier|smaller|younger)\b|(?:less|fewer|lower|smaller|shorter) (?:or equal|than)|up to"
)
_SIGHT = 40


@cache
def _directions(language: str) -> re.Pattern[str]:
    words = table("roles")["directions"]
    edge, end = (r"(?<![a-z])", r"(?![a-z])") if language == "en" else ("", "")
    return re.compile(rf"{edge}(?:(?P<up>{phrases(words['up'][language])})|(?P<down>{phrases(words['down'][language])})){end}")


def _direction(side: _Side, quantity: Quantity) -> str:
    """Tell whether the clause of a number says up or down; nothing where it says both or neither."""
    text = side.text.lower() if len(side.text.lower()) == len(side.text) else side.text
    low, high = max(0, quantity.start - _SIGHT), quantity.end + _SIGHT // 2
    before, behind = _CLAUSE.split(text[low : quantity.start])[-1], _CLAUSE.split(text[quantity.end : high])[0]
    language = primary(side.language)
    if language == "en" and (near := _UP_DOWN.search(before)):
        return near[1]
    found = {each.lastgroup or "" for part in (before, behind) for each in _directions(language).finditer(part)}
    return found.pop() if len(found) == 1 else ""


_UP_DOWN = re.compile(r"\b(up|down)\s\Z")
_CLAUSE = re.compile(r"[;:。、；]|[,.](?=\s|$)|\b(?:and|but|while|whereas)\b")


def _signs_clash(source: _Side, target: _Side, one: Quantity, other: Quantity) -> bool:
    if one.negative != other.negative:
        silent, quantity = (target, other) if one.negative else (source, one)
        loud, lone = (source, one) if one.negative else (target, other)
        if silent.text[: quantity.start].endswith("(to ") and loud.text[: lone.start].endswith("("):
            # (to 900), (-900)
            return False
        if _direction(silent, quantity) == "down" and not _is_level(silent, quantity):
            return False
        return not _MINUS_BEFORE.search(silent.text[max(0, quantity.start - 12) : quantity.start])
    here = _direction(source, one)
    return bool(here) and {here, _direction(target, other)} == {"up", "down"} and not one.negative


def _is_level(side: _Side, quantity: Quantity) -> bool:
    """Tell whether a number is where something fell to, and not by how much: 0.1％に引き下げた, lowered to 0.1%."""
    english = side.language.startswith("en")
    return side.text[: quantity.start].endswith(" to ") if english else side.text[quantity.end : quantity.end + 1] in ("に", "へ")


_MINUS_BEFORE = re.compile(r"[-‐‑–—−－ー]\s?\(?$|minus|negative|マイナス|負|赤字|deficit|loss")


# Whose number it is


def _roles_or_units(found: list[Difference]) -> list[Difference]:
    """Make of two units that were exchanged (Article 9 paragraph 2, 第2条第9項) one difference of order."""
    clashes = [each for each in found if each.kind is Kind.UNIT and each.source and each.target]
    for one, other in pairwise(clashes):
        mine, yours = (_unit(one.source), _unit(one.target)), (_unit(other.source), _unit(other.target))
        if mine == yours[::-1]:
            kept = [each for each in found if each not in (one, other)]
            return [*kept, Difference(Kind.ORDER, one.source, one.target)]
    return found


def _unit(quantity: Quantity | None) -> str:
    value = quantity.value if quantity else None
    return value.unit if isinstance(value, Number) else ""


def _order(source: _Side, target: _Side, pairs: Sequence[tuple[int, int, int]]) -> Iterator[Difference]:
    """Find two numbers that changed places: their roles are exchanged, or a list or range of two runs the other way."""
    firm = [
        (source.read[left], target.read[right])
        for left, right, _fit in pairs
        if source.read[left].strength is not Strength.IMPLIED and target.read[right].strength is not Strength.IMPLIED
    ]
    firm = [pair for pair in firm if not isinstance(pair[0].value, Identifier)][:_MOST]
    labelled = [(source.read[left], target.read[right]) for left, right, _fit in pairs][:_MOST]
    labelled = [pair for pair in labelled if pair in firm or all(_NUMERAL.search(each.text) for each in pair)]
    if len(labelled) < _PAIR:
        return
    roles = [(_role(source, one), _role(target, other)) for one, other in firm]
    for index, ((one, other), (here, there)) in enumerate(zip(firm, roles, strict=True)):
        for second in range(index + 1, min(index + _REACH, len(firm))):
            known = roles[second][0] in (there, "") and there and here and here != there
            if known and roles[second][1] == here and _kin(one, firm[second][0], loosely=True) and _fit(one, firm[second][0]) < _OPEN:
                yield Difference(Kind.ORDER, one, other)
                return
    if crossed := _crossed(source, target, labelled):
        yield Difference(Kind.ORDER, *crossed)
        return
    for index, ((one, other), (next_one, next_other)) in enumerate(pairwise(firm)):
        if _part_turned(source, target, (one, other), (next_one, next_other)):
            yield Difference(Kind.ORDER, one, other)
            return
        at = index + 1
        if roles[index][0] and roles[at][0] and roles[index][0] == roles[index][1] and roles[at][0] == roles[at][1]:
            continue
        if next_other.start < other.start and _side_by_side((one, other), (next_one, next_other)) and _fit(one, next_one) < _OPEN:
            between = [each for each in target.read if next_other.end <= each.start < other.start and each.strength is not Strength.IMPLIED]
            if (
                between
                or one.bound is not next_one.bound
                or _apart(one, next_one)
                or any(_twice(side, each) for side, each in ((source, one), (source, next_one), (target, other), (target, next_other)))
                or not _listed(source, one, next_one)
                or not _listed(target, next_other, other)
            ):
                continue
            yield Difference(Kind.ORDER, one, other)
            return


_PAIR, _THREE, _REACH = 2, 3, 6
_NUMERAL = re.compile(r"[0-9０-９]")


def _crossed(source: _Side, target: _Side, firm: Sequence[tuple[Quantity, Quantity]]) -> tuple[Quantity, Quantity] | None:
    """Find two of a kind that changed places while what they belong to kept its own: Phase 1 four years, Phase 2 two years."""
    for index in range(len(firm) - 3):
        four = firm[index : index + 4]
        places = sorted(range(4), key=lambda place: four[place][1].start)
        for first, second, kept in ((1, 3, (0, 2)), (0, 2, (1, 3))):
            turned = list(range(4))
            turned[first], turned[second] = second, first
            if (
                places == turned
                and all(_kin(four[first][side], four[second][side]) and _kin(four[kept[0]][side], four[kept[1]][side]) for side in (0, 1))
                and four[3][0].start - four[0][0].start <= _FAR * 2
                and not any(_said_elsewhere(side, pair[index], [each[index] for each in four]) for pair in four for index, side in enumerate((source, target)))
                and not any(_fit(four[place][0], four[other][0]) >= _OPEN for place, other in ((first, second), kept))
            ):
                return four[first]
    return None


def _part_turned(source: _Side, target: _Side, one: tuple[Quantity, Quantity], other: tuple[Quantity, Quantity]) -> bool:
    """Tell whether a part and its whole were exchanged: 3 of the 10 is 10件のうち3件."""
    english = source.language.startswith("en")
    there, here = (source, target) if english else (target, source)
    if _fit(one[0], other[0]) >= _OPEN:
        return False
    (part, whole), (mine, yours) = ((one[0], other[0]), (one[1], other[1])) if english else ((one[1], other[1]), (one[0], other[0]))
    if part.start > whole.start:
        (part, mine), (whole, yours) = (whole, yours), (part, mine)
    return bool(_PART_OF.fullmatch(there.text[part.end : whole.start]) and _AMONG.search(here.text[mine.end : yours.start]))


_PART_OF = re.compile(r"\s(?:[a-z]+\s)?(?:out )?of(?: the| its| all| these)?\s")
_AMONG = re.compile(r"うち|の中")


def _apart(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities are said in ways too different for members of one list: four words and 1.23, a day and a month."""
    first, second = one.value, other.value
    if isinstance(first, Date) and isinstance(second, Date):
        return [bool(part) for part in first.days] != [bool(part) for part in second.days]
    return one.ordinal != other.ordinal or bool(_NUMERAL.search(one.text)) != bool(_NUMERAL.search(other.text))


def _side_by_side(first: tuple[Quantity, Quantity], second: tuple[Quantity, Quantity]) -> bool:
    """Tell whether two numbers are members of one list in both texts: of one unit, or close together."""
    (one, other), (next_one, next_other) = first, second
    near = next_one.start - one.end <= _CLOSE and other.start - next_other.end <= _CLOSE
    return all(_kin(mine, yours, loosely=near) for mine, yours in ((one, next_one), (other, next_other)))


_CLOSE = 14


def _said_elsewhere(side: _Side, quantity: Quantity, known: Sequence[Quantity]) -> bool:
    return any(each not in known and _fit(each, quantity) >= _OPEN for each in side.read[:_MOST])


def _twice(side: _Side, quantity: Quantity) -> bool:
    return any(each is not quantity and _fit(each, quantity) >= _OPEN for each in side.read[:_MOST])


def _kin(one: Quantity, other: Quantity, *, loosely: bool = False) -> bool:
    """Tell whether two quantities of one text could stand in each other's place; ``loosely`` also where only one of them says a unit."""
    first, second = one.value, other.value
    if type(first) is not type(second):
        return False
    if isinstance(first, Number) and isinstance(second, Number) and (first.unit or second.unit) and not (loosely and not (first.unit and second.unit)):
        return first.unit == second.unit or (
            bool(first.unit and second.unit) and units()[first.unit].dimension == units()[second.unit].dimension not in ("count", "counter")
        )
    return True


def _listed(side: _Side, one: Quantity, other: Quantity) -> bool:
    gap = side.text[one.end : other.start].lower()
    english = side.language.startswith("en")
    return (
        len(gap) <= (_FAR if english else _FAR // 2)
        and bool((_EN_LIST if english else _JA_LIST).search(gap))
        and not (_EN_OTHER if english else _JA_OTHER).search(gap)
    )


_FAR = 60
_EN_LIST = re.compile(r"\b(?:and|to|or|versus|vs|against|but|while|then)\b|[-–—~/:]|,")
_EN_OTHER = re.compile(
    r"[.;](?:\s|$)|[=+]|\b(?:of|out of|instead of|in addition|after|before|since|per|within|followed|because|if|when|which|who|than)\b(?!.*\band\b)"
)
_JA_LIST = re.compile(r"[、,~～〜–\-・:/→]|と|及び|又は|から|対|で|や|し")
_JA_OTHER = re.compile(r"。|うち|当たり|に加え|のほか|に続|以来")


@cache
def _roles(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    words = {word: role for role, each in table("roles")["roles"].items() for word in each[language]}
    edge, end = (r"(?<![a-z])", r"(?![a-z])") if language == "en" else ("", "")
    return re.compile(rf"{edge}(?:{phrases(words)}){end}"), words


def _role(side: _Side, quantity: Quantity) -> str:
    """Name the role of a number by the nearest word that tells one, in its own part of the sentence: before it, else right behind."""
    language = primary(side.language)
    pattern, words = _roles(language)
    text = side.text.lower() if len(side.text.lower()) == len(side.text) else side.text
    others = [each for each in side.read if each is not quantity and each.strength is not Strength.IMPLIED]
    low = max([0, quantity.start - _SIGHT, *(each.end for each in others if each.end <= quantity.start)])
    high = min([len(text), quantity.end + _SIGHT, *(each.start for each in others if each.start >= quantity.end)])
    before = list(pattern.finditer(_PART.split(text[low : quantity.start])[-1]))
    behind = list(pattern.finditer(_PART.split(text[quantity.end : high])[0]))
    if quantity.text[-1:] in ("勝", "敗"):
        return words[quantity.text[-1]]
    if before and (language != "en" or not behind or behind[0].start() > _SHORT):
        return words[before[-1].group()]
    if behind and (language == "en" or not before):
        return words[behind[0].group()]
    return words[before[-1].group()] if before else ""


_PART = re.compile(r"[;。；\n]|[,、]|\.(?=\s|$)|\b(?:and|but|while|whereas)\b")
_SHORT = 4
