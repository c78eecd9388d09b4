"""How Japanese is set: what is always a slip, and what is a matter of house style (JIS X 4051, JLREQ, 公用文作成の考え方)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import NamedTuple

from taiyaku.i18n import _
from taiyaku.languages.protected import PROTECTED


class Slip(NamedTuple):
    """A place where a text is not as it was meant."""

    what: str
    """Message of the toolkit."""
    start: int
    end: int
    right: str | None
    """What should stand there; None where only its author knows."""


_KATAKANA = re.compile(r"(?<![ァ-ヺー\-－‐‑–—―−─一])[ァ-ヺー]+(?![ァ-ヺー\-－‐‑–—―−─一])")
"""A whole word in katakana, with no mark beside it that may stand for a long vowel."""
_DASH = re.compile(r"(?<=[ァ-ヺー])[-－‐‑–—―−─一](?!ー)")
_BEFORE, _BEHIND = re.compile(r"[ァ-ヺー]{1,40}$"), re.compile(r"[ァ-ヺー]{0,40}")
_COUNTED = re.compile(
    r"ケース|パック|セット|キロ|メートル|センチ|ミリ|グラム|トン|ドル|ユーロ|リットル|ページ|グループ|チーム|ヶ|ヵ|カ月|カ国|カ所|パーセント|ポンド|ダース|タイプ|クラス|レース|シーズン|フレーム|バイト|ビット|ドット"
    r"|ピクセル|ステップ|ポイント|ランク|サイクル|ラウンド|ミッション|プロジェクト|コース|ブロック|ラ?イン|レベル|カ?ット|テーマ|サイズ|ファミリー|シリーズ|スタッフ|エリア|アジア|ヘクタール|アール|バレル|アイテム|ファイル|コマ|キャラ|ユニット|フロア"
)
_DOUBLED = re.compile(r"、、+|。。+|、。+|。、+|，，+|．．+(?=[^．.]|$)|，。|、，|，、|！。|？。")
_GROUPED = re.compile(
    r"(?<![0-9０-９、，])(?P<head>[1-9１-９][0-9０-９]{0,2})(?:、[0-9０-９]{3}){0,9}?、[0０][0-9０-９]{2}(?:、[0-9０-９]{3}){0,9}(?![0-9０-９、])"
)
_FOR_DOUBLED = {"、、": "、", "。。": "。", "、。": "。", "。、": "。", "，，": "，", "，。": "。", "、，": "、", "，、": "、", "！。": "！", "？。": "？"}


@lru_cache(maxsize=1)
def _masked(text: str) -> str:
    """Give a text with a hole in place of what is protected; every habit asks for the same text in turn."""
    return PROTECTED.sub(_hole, text)


def _hole(found: re.Match[str]) -> str:
    """Give the hole for one protected place; of an address without the bracket behind it: (https://example.jp)."""
    part = found[0]
    end = (
        next((at for at, char in enumerate(part) if char in ")）」”" and part.count(char, 0, at + 1) > part.count(_CLOSING[char], 0, at)), len(part))
        if part.startswith("http")
        else len(part)
    )
    return "\ufffc" * end + part[end:]


def words(texts: Iterator[str]) -> set[str]:
    """Gather the words in katakana of many texts; what a package writes elsewhere tells a slip from a word."""
    return {word for text in texts for word in _KATAKANA.findall(text)}


def slips(text: str, known: AbstractSet[str]) -> Iterator[Slip]:
    """Yield what nobody means to write: a dash for a long vowel mark, two marks in a row, 、 inside a number.

    A dash between katakana is a slip where the word without it is nothing (one character on a side, nothing behind it, or a word that is known with the mark),
    and a dash between two known words (ロシア―ウクライナ) is none.
    """
    masked = _masked(text)
    for found in _DASH.finditer(masked):
        if _for_vowel(masked, found, known):
            yield Slip(_("another character where the long vowel mark ー belongs"), found.start(), found.end(), "ー")
    for found in _DOUBLED.finditer(masked):
        yield Slip(_("punctuation marks that do not stand together"), found.start(), found.end(), _FOR_DOUBLED.get(found[0]))
    for found in _GROUPED.finditer(masked):
        comma = "，" if found["head"][-1] >= "０" else ","
        yield Slip(_("the comma of sentences inside a number"), found.start(), found.end(), found[0].replace("、", comma))


_NO_PARTICLE = r"[A-Za-z0-9ァ-ヺ々一-鿿]"


def _for_vowel(text: str, found: re.Match[str], known: AbstractSet[str]) -> bool:
    before, behind = _BEFORE.search(text, max(0, found.start() - 40), found.start()), _BEHIND.match(text, found.end())
    left, mark, right = before[0] if before else "", found[0], behind[0] if behind else ""
    if not right:
        return mark in "－‐−" and left not in known and f"{left}ー" in known and not re.match(_NO_PARTICLE, text[found.end() : found.end() + 1])
    if left in known and right in known:
        return False
    joined = f"{left}ー{right}"
    if joined in known:
        return True
    if mark == "一" and (_COUNTED.match(right) or left in known):
        return False
    return min(len(left), len(right)) == 1 and not (mark == "一" and len(right) > len(left))


_OF_NAMES = "𠮷"
"""Beyond both codes, and yet in many family names (文字情報基盤, MJ文字情報一覧表)."""


@cache
def _ideograph_known(char: str) -> bool:
    if char in _OF_NAMES:
        return True
    for name in ("euc_jis_2004", "cp932"):
        try:
            char.encode(name)
        except UnicodeEncodeError:
            continue
        return True
    return False


_IDEOGRAPHS = ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff")


def foreign_ideographs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the ideographs that Japanese is not written with: neither in JIS X 0213:2004 nor among the additions of Windows (CP932), such as 护 or 们."""
    for at, char in enumerate(text):
        if any(first <= char <= last for first, last in _IDEOGRAPHS) and not _ideograph_known(char):
            yield at, char


class Brackets(NamedTuple):
    """Brackets or quotation marks that do not pair."""

    what: str
    start: int


_OPENING = {"「": "」", "『": "』", "（": "）", "【": "】", "〈": "〉", "《": "》", "〔": "〕", "［": "］", "｛": "｝", "“": "”", "(": ")"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_ENUMERATED = re.compile(r"(?:^|[\s　、。，；;：:])第?[（(]?(?:[0-9０-９]{1,3}|[A-Za-zａ-ｚＡ-Ｚ]|[ivx]{1,4}|[ア-ン]|[一二三四五六七八九十]{1,3}|[①-⑳])$")
_FACE = re.compile(r"[:;=]['\-o^]?$|\^_?\^?;?$")
_QUOTES = "'`\"‘’“”「」"
_SAME = {"（": "(", "）": ")"}


def unpaired(text: str, language: str) -> Brackets | None:
    """Give the first bracket or curly quotation mark that has no partner; ``1)``, faces and a quoted ``'('`` are none, and () of two widths pair.

    The straight quotation marks and apostrophes say nothing of their side, and are not looked at.
    """
    if not any(char in text for char in _OPENING) and not any(char in text for char in _CLOSING):
        return None
    masked = _masked(text)
    stack: list[tuple[str, int]] = []
    for at, char in enumerate(masked):
        if (char in "()（）「」" and at and masked[at - 1] in _QUOTES and masked[at + 1 : at + 2] in [*_QUOTES]) or char == "\ufffc":
            continue
        if char in _OPENING:
            if char == "(" and at and _FACE.search(masked, max(0, at - 3), at):
                continue
            stack.append((char, at))
        elif char in _CLOSING:
            opening = _CLOSING[char]
            if stack and _SAME.get(stack[-1][0], stack[-1][0]) == _SAME.get(opening, opening):
                stack.pop()
            elif char in ")）" and (_ENUMERATED.search(masked, max(0, at - 6), at) or _FACE.search(masked, max(0, at - 3), at)):
                continue
            elif not (char == "”" and language == "en"):
                return Brackets(char, at)
    last = masked.rfind("“")
    stack = [(char, at) for char, at in stack if char != "“" or at == last]
    return Brackets(*stack[0]) if stack else None


class Habit(NamedTuple):
    """One matter of house style: the ways in which texts do it, and how one is turned into another."""

    name: str
    """Its name in the package's ``typography``."""
    what: str
    """Message of the toolkit."""
    ways: Mapping[str, tuple[str, str]]
    """Way to what every place of it holds, and the pattern that finds it, which is compiled when the first text holds that."""
    turned: Mapping[str, Callable[[str], str]]
    """Way to what turns a place that another way was found at into it; nothing where that is not safe."""


_JA = "ぁ-ゖァ-ヺー々〆一-鿿"
_HALF = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)})
_FULL = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def _to(table: Mapping[int, str]) -> Callable[[str], str]:
    return lambda found: found.translate(dict(table))


def _swap(new: str) -> Callable[[str], str]:
    return lambda _found: new


HABITS = (
    Habit(
        "spacing",
        _("the space between Japanese and Latin letters or digits"),
        {
            "blank": (" ", rf"(?<=[{_JA}]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[{_JA}])"),
            "none": ("", rf"(?<=[{_JA}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_JA}])"),
        },
        {"none": _swap(""), "blank": _swap(" ")},
    ),
    Habit(
        "brackets",
        _("the width of round brackets"),
        {
            "full": ("（", rf"（(?=[^（）()]{{0,300}}[{_JA}])[^（）()]{{0,300}}）"),
            "half": ("(", rf"(?<![A-Za-z0-9_\\])\((?=[^（）()]{{0,300}}[{_JA}])[^（）()]{{0,300}}\)"),
        },
        {"full": lambda found: f"（{found[1:-1]}）", "half": lambda found: f"({found[1:-1]})"},
    ),
    Habit(
        "colon",
        _("the width of colons"),
        {"full": ("：", rf"(?<=[{_JA}）」])："), "half": (":", rf"(?<=[{_JA}）」]):(?!//|[0-9])")},
        {"full": _swap("："), "half": _swap(":")},
    ),
    Habit(
        "comma",
        _("the comma of sentences"),
        {"、": ("、", "、"), "，": ("，", r"(?<![0-9０-９])，|，(?![0-9０-９])"), ",": (",", rf"(?<=[{_JA}）」]),(?!\d)")},
        {"、": _swap("、"), "，": _swap("，")},
    ),
    Habit(
        "stop",
        _("the full stop of sentences"),
        {"。": ("。", "。"), "．": ("．", rf"(?<=[{_JA}）」])．"), ".": (".", r"(?<=[ぁ-ゖ）」])\.(?![A-Za-z0-9.])")},
        {"。": _swap("。"), "．": _swap("．")},
    ),
    Habit("digits", _("the width of digits"), {"full": ("", "[０-９]+"), "half": ("", "[0-9]+")}, {"half": _to(_HALF), "full": _to(_FULL)}),
    Habit("letters", _("the width of Latin letters"), {"full": ("", "[Ａ-Ｚａ-ｚ]+"), "half": ("", "[A-Za-z]+")}, {"half": _to(_HALF)}),
    Habit("wave", _("the wave dash"), {"〜": ("〜", "〜"), "～": ("～", "～")}, {"〜": _swap("〜"), "～": _swap("～")}),
    Habit(
        "counter",
        _("the counter か"),
        {each: (each, rf"(?<=[0-9０-９数十百千]){each}(?=月|国|所|年|条|村|町)") for each in ("か", "カ", "ヶ", "ヵ", "ケ", "箇")},
        {each: _swap(each) for each in ("か", "カ", "ヶ", "ヵ", "ケ", "箇")},
    ),
)


def places(habit: Habit, text: str) -> Iterator[tuple[str, int, int]]:
    """Yield where a text does something in one of the ways, outside of what is protected: the way, and the place."""
    masked = _masked(text)
    for way, (held, pattern) in habit.ways.items():
        for found in re.finditer(pattern, masked) if held in masked else ():
            yield way, found.start(), found.end()


_POLITE = re.compile(r"(?:です|ます|ません|でした|ました|ましょう|でしょう|ください)(?:か|ね|よ)?(?=[。！？」]|$)")
_PLAIN = re.compile(
    r"(?:である|であった|だ|だった|する|した|しない|された|される|ない|なかった|いる|いた|られる|れた|きる|きた|った|なる|ある|あった|べきだ)(?=。)"
)


def styles(text: str) -> tuple[int, int]:
    """Count the sentences that end politely (です・ます) and plainly (である)."""
    return len(_POLITE.findall(text)), len(_PLAIN.findall(text))
