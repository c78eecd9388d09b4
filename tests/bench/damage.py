"""Thirteen ways in which a number goes wrong, each put into a right pair at one place: the same places for the same pairs, always."""

from __future__ import annotations

import hashlib
import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.pairs import PLACEHOLDER, Pair

DIGITS = re.compile(r"[0-9０-９]+")
INTEGER = re.compile(r"(?<![0-9０-９][.,．])[0-9０-９]+")
CARDINALS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
ORDINALS = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"]
WORDS = {word: value for words in (CARDINALS, ORDINALS) for value, word in enumerate(words, 2)}
KANJI = "一二三四五六七八九十"
COUNTERS = (
    "つ|個|人|名|回|番目|種類|か所|ヶ所|箇所|行|列|桁|進|文字|次元|次|点|本|枚|度|倍|者|通り|段階|日|年|時間|分の|項目|か国|ヶ国|国|隻|体|台|匹|組|面|色|重"
)
UNITS = {
    "GB": "MB",
    "MB": "KB",
    "KB": "MB",
    "kB": "MB",
    "MiB": "KiB",
    "KiB": "MiB",
    "バイト": "ビット",
    "ビット": "バイト",
    "km": "m",
    "m": "km",
    "cm": "mm",
    "mm": "cm",
    "キロメートル": "メートル",
    "メートル": "キロメートル",
    "センチメートル": "ミリメートル",
    "インチ": "センチメートル",
    "kg": "g",
    "g": "kg",
    "Hz": "kHz",
    "kHz": "Hz",
    "MHz": "kHz",
    "ピクセル": "ミリメートル",
    "px": "mm",
    "%": "ポイント",
    "％": "ポイント",
    "パーセント": "ポイント",
    "円": "ドル",
    "ドル": "円",
    "ユーロ": "円",
    "ミリ秒": "秒",
    "ms": "s",
    "秒": "分",
    "分": "秒",
    "時間": "分",
    "週間": "日",
    "日間": "週間",
    "日": "週間",
    "か月": "年",
    "ヶ月": "年",
    "年間": "か月",
    "年": "か月",
}
BOUNDS = {"以上": ("以下", "未満"), "以下": ("以上", "未満"), "未満": ("以上", "以下")}
LARGE = "千万億兆"


@dataclass(frozen=True, slots=True)
class Damaged:
    """A pair of which one number was made wrong."""

    kind: str
    pair: Pair
    en: str
    ja: str


def damaged(pairs: Sequence[Pair], most: int) -> list[Damaged]:
    """Damage pairs, of each kind at most so many: drawn uniformly from all pairs that have a place for it, and one place from all of the pair."""
    found = []
    for kind, damage in KINDS.items():
        ways = 0
        for pair in sorted(pairs, key=lambda each: _seed(kind, each)):
            made = damage(pair, random.Random(_seed(kind, pair)))  # noqa: S311 (no secrets: the same draw every time)
            if made is not None and made != (pair.en, pair.ja):
                found.append(Damaged(kind, pair, *made))
                ways += 1
                if ways == most:
                    break
    return found


def _seed(kind: str, pair: Pair) -> str:
    return hashlib.sha256(f"{kind} {pair.key}".encode()).hexdigest()


Made = tuple[str, str] | None
Damage = Callable[[Pair, random.Random], Made]


def _one_of(text: str, sites: Iterable[re.Match[str]], draw: random.Random, change: Callable[[re.Match[str]], str | None]) -> str | None:
    """Change one place, drawn from those outside of placeholders and markup that can be changed."""
    masked = [found.span() for found in PLACEHOLDER.finditer(text)]
    free = [(site, new) for site in sites if not any(start < site.end() and site.start() < end for start, end in masked) and (new := change(site)) is not None]
    if not free:
        return None
    site, new = draw.choice(free)
    return text[: site.start()] + new + text[site.end() :]


def _japanese(pattern: re.Pattern[str], change: Callable[[str, random.Random], str | None]) -> Damage:
    def damage(pair: Pair, draw: random.Random) -> Made:
        made = _one_of(pair.ja, pattern.finditer(pair.ja), draw, lambda site: change(site[0], draw))
        return None if made is None else (pair.en, made)

    return damage


def _another_digit(digits: str, draw: random.Random) -> str:
    place = draw.randrange(len(digits))
    zero = "0" if digits[place].isascii() else "０"
    return (
        digits[:place] + draw.choice([new for each in range(10) if (new := chr(ord(zero) + each)) != digits[place] and (each or place)]) + digits[place + 1 :]
    )


def _ten_times(digits: str, draw: random.Random) -> str | None:
    if not int(digits):
        return None
    return digits[:-1] if int(digits[-1]) == 0 and draw.random() < 0.5 else digits + ("0" if digits.isascii() else "０")


def _transposed(digits: str, draw: random.Random) -> str | None:
    places = [place for place in range(len(digits) - 1) if digits[place] != digits[place + 1] and (place or digits[1] not in "0０")]
    if not places:
        return None
    place = draw.choice(places)
    return digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]


def _inserted(pair: Pair, draw: random.Random) -> Made:
    """Put a number that neither text has behind a particle or a mark, or at the end."""
    there = {int(digits) for text in (pair.en, pair.ja) for digits in DIGITS.findall(text)}
    number = draw.choice([each for each in range(2, 1000) if each not in there])
    ends = re.compile(r"(?<=[ぁ-鿿])[はがをにのでと](?=[ァ-ヿ一-鿿])|[、。](?![」）)])|$")
    made = _one_of(pair.ja, ends.finditer(pair.ja), draw, lambda site: f"{site[0]} {number} ")
    return None if made is None else (pair.en, made.strip())


def _said(value: int, text: str) -> int:
    """Count how often a text says a small number, in any notation; digits inside of names are none."""
    digits = [each for each in re.findall(r"(?<![A-Za-z0-9.])[0-9]+(?![A-Za-z0-9])", text) if int(each) == value]
    numeral = KANJI[value - 1] if value <= len(KANJI) else f"十{KANJI[value - 11]}"
    kanji = re.findall(rf"(?<![{KANJI}]){numeral}(?:{COUNTERS})|第{numeral}(?![{KANJI}])", text)
    names = [word for word, each in WORDS.items() if each == value] or ["one", "first", "single"]
    return len(digits) + len(kanji) + len(re.findall(rf"(?i)\b(?:{'|'.join(names)})\b", text))


def _kanji(pair: Pair, draw: random.Random) -> Made:
    """Change a numeral of one character that counts something, where the English says the same number and nothing else in the Japanese does."""

    def change(site: re.Match[str]) -> str | None:
        value = KANJI.index(site[0]) + 1
        if not _said(value, pair.en) or _said(value, unicodedata.normalize("NFKC", pair.ja)) > 1:
            return None
        return draw.choice([each for each in KANJI if each != site[0]])

    sites = re.finditer(rf"(?<![{KANJI}数何百千万第])[{KANJI}](?=(?:{COUNTERS}))|(?<=第)[{KANJI}](?![{KANJI}者])", pair.ja)
    made = _one_of(pair.ja, sites, draw, change)
    return None if made is None else (pair.en, made)


def _word(pair: Pair, draw: random.Random) -> Made:
    """Change an English number word where the Japanese says the same number and nothing else in the English does."""

    def change(site: re.Match[str]) -> str | None:
        value = WORDS[site[0].lower()]
        if not _said(value, unicodedata.normalize("NFKC", pair.ja)) or _said(value, pair.en) > 1:
            return None
        new = draw.choice([word for word in (CARDINALS if site[0].lower() in CARDINALS else ORDINALS) if WORDS[word] != value])
        return new.capitalize() if site[0][0].isupper() else new

    sites = re.finditer(rf"(?i)\b(?:{'|'.join(word for word in WORDS if word != 'second')})\b", pair.en)
    made = _one_of(pair.en, sites, draw, change)
    return None if made is None else (made, pair.ja)


def _unit(pair: Pair, draw: random.Random) -> Made:
    """Say another unit or currency behind a number, one that neither text speaks of."""
    names = "|".join(sorted(UNITS, key=len, reverse=True))
    # 2010年, 3年4月, 5日 of a month and 12時30分 are dates and times, 3年生, 2分割, 4分音符 and 5分の1 no measures.
    sites = re.finditer(rf"(?<=[0-9０-９])( ?)({names})(?![A-Za-zァ-ヿ]|月|代|生|目|曜|の[0-9１-９一-十]|前半|後半|(?<=分)[割配音休岐類])", pair.ja)
    filled = {found.end() for found in PLACEHOLDER.finditer(pair.ja)}

    def change(site: re.Match[str]) -> str | None:
        before = pair.ja[max(0, site.start() - 4) : site.start()]
        if (site[2] == "年" and re.search(r"[0-9０-９]{3,}$", before)) or (site[2] == "日" and "月" in before) or (site[2] == "分" and "時" in before):
            return None
        new = UNITS[site[2]]
        return None if new in pair.ja or site.start() in filled else site[1] + new

    made = _one_of(pair.ja, sites, draw, change)
    return None if made is None else (pair.en, made)


def _month(digits: str, draw: random.Random) -> str | None:
    month = int(digits)
    if not 1 <= month <= 12:
        return None
    return str((month + draw.choice((-1, 1)) - 1) % 12 + 1)


def _english_digits(pair: Pair, draw: random.Random) -> Made:
    made = _one_of(pair.en, DIGITS.finditer(pair.en), draw, lambda site: _another_digit(site[0], draw))
    return None if made is None else (made, pair.ja)


KINDS: Mapping[str, Damage] = {
    "digit changed": _japanese(DIGITS, _another_digit),
    "ten times, a tenth": _japanese(INTEGER, _ten_times),
    "digits transposed": _japanese(DIGITS, _transposed),
    "number deleted": _japanese(DIGITS, lambda _digits, _draw: ""),
    "number inserted": _inserted,
    "千 万 億 兆 exchanged": _japanese(re.compile(rf"(?<=[0-9０-９])[{LARGE}]"), lambda large, draw: draw.choice([each for each in LARGE if each != large])),
    "kanji numeral changed": _kanji,
    "以上 以下 未満 exchanged": _japanese(
        re.compile(rf"(?<=[0-9０-９])[^\s0-9０-９、。をがは:：/(（]{{0,6}}? ?(?<!点)(?:{'|'.join(BOUNDS)})"),
        lambda bound, draw: bound[:-2] + draw.choice(BOUNDS[bound[-2:]]),
    ),
    "unit or currency": _unit,
    "month ±1": _japanese(re.compile(r"(?<![0-9０-９])[0-9０-９]{1,2}(?= ?月)"), _month),
    "午前 午後 exchanged": _japanese(re.compile("午[前後](?= ?[0-9０-９零一二三四五六七八九十])"), lambda half, _draw: "午後" if half == "午前" else "午前"),
    "English digit changed": _english_digits,
    "English number word": _word,
}
