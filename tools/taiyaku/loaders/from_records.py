"""JSON records: an array of them, or one a line; read strictly, and proved good against their JSON Schema while they are read.

orjson reads fast but not strictly enough. What it read is believed only where writing it again shows that no member
was lost, no number rounded and nothing nested too deep; everything else is read by ``from_json``.
"""

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import TypeAlias

from taiyaku import json_schema
from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders import from_json
from taiyaku.loaders.beside import beside
from taiyaku.loaders.texts import decode
from taiyaku.model import Document, Json, JsonRecords

BLOCK = 1 << 17
"""Bytes that are read together: few enough for the processor's cache."""
WORTH_TWO = 16 << 20
"""Bytes of a file that two processes read sooner than one."""
_CUT = re.compile(rb"\}[ \t\n\r]*,[ \t\n\r]*(?=\{)")
_SPACE = b" \t\n\r"
_BLANK = re.compile(rb"[ \t\n\r]*")
_TOO_DEEP = b"\n" + b"  " * (from_json.DEEPEST + 2)
"""How a line begins, indented by two, that holds a value nested too deep in a record of an array."""
_ROUNDED = re.compile(rb"[0-9]e\+")


Survey: TypeAlias = list[tuple[int, int, int, list[int]]]
"""Blocks: where each begins and ends in the file, how many records it has, and the numbers of the doubtful among them."""


def read(content: bytes, path: str, name: str, known: Mapping[str, Json], at: str, *, lines: bool, clear: bool) -> JsonRecords:
    """Read the records of the resource with this name; their schema stands ``at`` a path among the ``known`` ones of the package.

    Refused is what ``from_json`` refuses, but for the size and the number of values. Raises CannotRead.
    """
    content = content.removeprefix(codecs.BOM_UTF8)
    schema = json_schema.among(known, at, clear=clear)
    refused = json_schema.unsound_among(schema)
    blocks = _lines if lines else _array

    def survey(start: int, end: int) -> Survey:
        parts = blocks(content, start, end)
        return [(first, stop, len(values), schema.doubtful(values) if refused is None else []) for first, stop, values in parts]

    start, end = (0, len(content)) if lines else _inside(content)
    surveyed = _halved(survey, content, start, end, lines=lines) or survey(start, end)
    firsts = list(accumulate((height for _start, _stop, height, _doubtful in surveyed), initial=0))
    doubtful = [first + number for first, block in zip(firsts, surveyed, strict=False) for number in block[3]]
    reader = _reader(content, path, [block[:2] for block in surveyed], firsts)
    return JsonRecords(name, path, known, at, refused, firsts[-1], doubtful, reader)


def _halved(survey: Callable[[int, int], Survey], content: bytes, start: int, end: int, *, lines: bool) -> Survey | None:
    """Survey a large file in two processes; None where that is not worth while, or where either half alone is not what it should be."""
    cut = (re.compile(rb"\n") if lines else _CUT).search(content, (start + end) // 2, end) if end - start >= WORTH_TWO else None
    if cut is None:
        return None
    stop, again = cut.end() if lines else cut.start() + 1, cut.end()
    with beside(lambda: survey(again, end)) as rest:
        try:
            return [*survey(start, stop), *rest()]
        except CannotRead:
            return None


def _inside(content: bytes) -> tuple[int, int]:
    """Give where the inside of an array begins and ends; without a copy, for it may be large."""
    start, end = _blank(content, 0, len(content)) + 1, len(content)
    while end and content[end - 1] in _SPACE:
        tail = content[max(0, end - BLOCK) : end]
        end -= len(tail) - len(tail.rstrip(_SPACE))
    end -= 1
    if content[start - 1 : start] != b"[" or content[end : end + 1] != b"]" or end < start:
        from_json.read(content, "")
        raise CannotRead(_("it is not an array of records"), 1, 1)
    return (end if _blank(content, start, end) == end else start), end


def _blank(content: bytes, start: int, end: int) -> int:
    """Give where the white space that begins here ends."""
    found = _BLANK.match(content, start, end)
    return found.end() if found else start


def _array(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, list[Json]]]:
    """Yield the records of the inside of an array, block by block, with the place of each block.

    Wherever an array is cut at a comma: if what is on either side reads as the inside of an array, both together are the inside of the whole.
    """
    size, view = BLOCK, memoryview(content)
    while at < end:
        cut = _CUT.search(content, at + size, end) if at + size < end else None
        stop, after = (cut.start() + 1, cut.end()) if cut else (end, end)
        chunk = b"".join((b"[", view[at:stop], b"]"))
        values = _loaded(chunk)
        if values is None and cut:
            size *= 2  # cut inside a record, perhaps
            continue
        yield at, stop, values if isinstance(values, list) and _strict(chunk, values) else _carefully(content, at, stop, lines=False)
        at, size = after, BLOCK


def _lines(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, list[Json]]]:
    """Yield the records of lines (JSON Lines), block by block, with the place of each block."""
    import orjson

    while at < end:
        stop = content.find(b"\n", at + BLOCK, end) + 1 or end
        chunk = content[at:stop]
        try:
            values: list[Json] | None = [orjson.loads(line) for line in chunk.removesuffix(b"\n").split(b"\n")]
        except orjson.JSONDecodeError:
            values = None
        yield at, stop, values if values is not None and _strict(chunk, values) else _carefully(content, at, stop, lines=True)
        at = stop


def _loaded(chunk: bytes) -> Json:
    import orjson

    try:
        return orjson.loads(chunk)
    except orjson.JSONDecodeError:
        return None


def _strict(chunk: bytes, values: list[Json]) -> bool:
    """Prove that a strict reader would have read the same values.

    A member that stood twice in an object took its colon with it; an integer that became a double is written with
    an exponent. orjson itself refuses NaN, numbers beyond a double, and half surrogates.
    """
    import orjson

    if b"\\" in chunk and b"\\u003" in chunk:  # a colon in disguise
        return False
    try:
        written = orjson.dumps(values, option=orjson.OPT_INDENT_2)
    except TypeError:  # nested too deep for it
        return False
    rounded = b"+" in written and b"e+" in written and _ROUNDED.search(written)  # the quicker questions first
    return chunk.count(b":") == written.count(b":") and not rounded and _TOO_DEEP not in written


def _carefully(content: bytes, start: int, stop: int, *, lines: bool) -> list[Json]:
    """Read records strictly, with the line and column of what cannot be read."""
    text = decode(content)
    return from_json.several(text, len(content[:start].decode()), len(content[:stop].decode()), lines=lines)


def _reader(content: bytes, path: str, blocks: Sequence[tuple[int, int]], firsts: Sequence[int]) -> Callable[[int], Document]:
    """Give what reads one record again, with the places of its parts."""

    @cache
    def places() -> list[tuple[int, int]]:
        """Give the line in which each block begins, and the number of characters before it in that line."""
        found: list[tuple[int, int]] = []
        line, column, at = 1, 0, 0
        for start, _stop in blocks:
            passed = content[at:start].decode()
            line, column = line + passed.count("\n"), len(passed) - passed.rfind("\n") - 1 + (0 if "\n" in passed else column)
            found.append((line, column))
            at = start
        return found

    @lru_cache(maxsize=1)
    def opened(number: int) -> tuple[str, list[int]]:
        """Give a block's text, and where each of its records begins."""
        start, stop = blocks[number]
        text = content[start:stop].decode()
        return text, from_json.starts(text)

    def record(index: int) -> Document:
        number = bisect_right(firsts, index) - 1
        text, starts = opened(number)
        return from_json.part(text, starts[index - firsts[number]], path, places()[number])

    return record
