"""Strict JSON (RFC 8259) with the place of every part."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders.texts import decode, line_of
from taiyaku.model import Document, Json

LARGEST = 32 << 20
"""Bytes of one file (32 MiB)."""
DEEPEST = 64
MOST_VALUES = 1_000_000
_SPACE = re.compile(r"[ \t\n\r]*")
_BETWEEN = re.compile(r"[ \t\n\r,]*")


def read(content: bytes, path: str) -> Document:
    """Read a JSON file.

    Refused, beyond what RFC 8259 refuses: a key that stands twice in one object, NaN and
    Infinity, numbers beyond a double, lone surrogates, nesting deeper than 64, more than a million values, more
    than 32 MiB. Raises CannotRead.
    """
    if len(content) > LARGEST:
        raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{LARGEST:,}")
    text = decode(content)
    places: dict[tuple[str | int, ...], int] = {}
    try:
        value, end = _value(text, _skip(text, 0), (), places)
        end = _skip(text, end)
        if end != len(text):
            raise json.JSONDecodeError("Extra data", text, end)
    except json.JSONDecodeError as error:
        if not text.strip():
            raise CannotRead(_("it is empty")) from None
        raise _bad(text, error.pos, _("this is not JSON")) from None
    return _document(text, value, path, places, (1, 0))


def several(text: str, at: int, end: int, *, lines: bool) -> list[Json]:
    """Read the values between two offsets, with commas between them or each on a line of its own. Raises CannotRead as ``read`` does."""
    found: list[Json] = []
    try:
        while True:
            stop = (text.find("\n", at, end) + 1 or end) if lines else end
            value, after = _value(text, _skip(text, at), (), {})
            found.append(value)
            after = min(_skip(text, after), max(stop, after))
            if after == end:
                return found
            if after > stop or not (after == stop if lines else text.startswith(",", after)):
                raise json.JSONDecodeError("Expecting ',' delimiter", text, min(after, stop - 1) if lines else after)
            at = after if lines else after + 1
    except json.JSONDecodeError as error:
        raise _bad(text, error.pos, _("this is not JSON")) from None


def starts(text: str) -> list[int]:
    """Give the offset of each of several values that were read from a text before, with commas or line ends between them."""
    found: list[int] = []
    at = _between(text, 0)
    while at < len(text):
        found.append(at)
        at = _between(text, _SKIPPED.raw_decode(text, at)[1])
    return found


def part(text: str, at: int, path: str, begins: tuple[int, int]) -> Document:
    """Read the value at an offset of a text that was read before; the text begins in a line of its file, after so many characters of it."""
    places: dict[tuple[str | int, ...], int] = {}
    value, _end = _value(text, at, (), places)
    return _document(text, value, path, places, begins)


def _document(text: str, value: Json, path: str, places: Mapping[tuple[str | int, ...], int], begins: tuple[int, int]) -> Document:
    def locate(parts: Sequence[str | int]) -> tuple[int, int]:
        """Give the place of a part, or of its nearest parent that exists."""
        key = tuple(parts)
        while key not in places:
            key = key[:-1]
        line, column = _place(text, places[key])
        return line + begins[0] - 1, column + (begins[1] if line == 1 else 0)

    return Document(path, value, locate)


def _place(text: str, offset: int) -> tuple[int, int]:
    return line_of(text, offset), offset - (text.rfind("\n", 0, offset) + 1) + 1


def _bad(text: str, offset: int, says: str, **values: object) -> CannotRead:
    line, column = _place(text, offset)
    return CannotRead(says, line, column, **values)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _between(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _string(text: str, at: int) -> tuple[str, int]:
    try:
        value, end = _SCALARS.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise json.JSONDecodeError(error.msg, text, error.pos) from None
    if re.search(r"[\ud800-\udfff]", value):
        raise _bad(text, at, _("this text holds half of a surrogate pair"))
    return value, end


def _refuse(name: str) -> NoReturn:
    raise json.JSONDecodeError(name, name, 0)


_SCALARS = json.JSONDecoder(parse_constant=_refuse)
_SKIPPED = json.JSONDecoder(parse_int=str)


def _value(text: str, at: int, path: tuple[str | int, ...], places: dict[tuple[str | int, ...], int]) -> tuple[Json, int]:
    """Read the value at an offset; give it and the offset behind it."""
    if len(path) > DEEPEST:
        raise _bad(text, at, _("values are nested deeper than {limit}"), limit=DEEPEST)
    if len(places) >= MOST_VALUES:
        raise _bad(text, at, _("it holds more than {limit} values"), limit=f"{MOST_VALUES:,}")
    places.setdefault(path, at)
    start = text[at : at + 1]
    if start == '"':
        return _string(text, at)
    if start == "{":
        return _object(text, at, path, places)
    if start == "[":
        return _array(text, at, path, places)
    try:
        value, end = _SCALARS.raw_decode(text, at)
    except json.JSONDecodeError:
        raise json.JSONDecodeError("Expecting value", text, at) from None
    except ValueError:  # more digits than Python turns into an integer
        raise _bad(text, at, _("this number is beyond what a double can hold")) from None
    if isinstance(value, int | float) and abs(value) > sys.float_info.max:
        raise _bad(text, at, _("this number is beyond what a double can hold"))
    return value, end


def _array(text: str, at: int, path: tuple[str | int, ...], places: dict[tuple[str | int, ...], int]) -> tuple[Json, int]:
    items: list[Json] = []
    at = _skip(text, at + 1)
    if text.startswith("]", at):
        return items, at + 1
    while True:
        item, at = _value(text, at, (*path, len(items)), places)
        items.append(item)
        at = _skip(text, at)
        if text.startswith("]", at):
            return items, at + 1
        if not text.startswith(",", at):
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        at = _skip(text, at + 1)


def _object(text: str, at: int, path: tuple[str | int, ...], places: dict[tuple[str | int, ...], int]) -> tuple[Json, int]:
    members: dict[str, Json] = {}
    at = _skip(text, at + 1)
    if text.startswith("}", at):
        return members, at + 1
    while True:
        if not text.startswith('"', at):
            raise json.JSONDecodeError("Expecting property name", text, at)
        name, end = _string(text, at)
        if name in members:
            raise _bad(text, at, _("the key {key} stands twice in one object"), key=name)
        places[(*path, name)] = at
        end = _skip(text, end)
        if not text.startswith(":", end):
            raise json.JSONDecodeError("Expecting ':' delimiter", text, end)
        members[name], at = _value(text, _skip(text, end + 1), (*path, name), places)
        at = _skip(text, at)
        if text.startswith("}", at):
            return members, at + 1
        if not text.startswith(",", at):
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        at = _skip(text, at + 1)
