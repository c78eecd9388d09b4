"""File names for ids: any text in, a name that every file system and every address takes out."""

import hashlib
import re
from functools import lru_cache

LONGEST = 115
"""Bytes of a name without its ending; with ``.html`` it stays within 120."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_RESERVED = re.compile(r"index|con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for devices, whatever ending follows them, and the name of a folder's own page."""


@lru_cache(maxsize=1 << 16)
def file_name(text: str) -> str:
    """Give the name, without an ending, under which something with this id is published.

    Small ASCII letters, digits and hyphens stand for themselves; an underscore is written twice; every other
    character is written as ``_`` and two hexadecimal digits for each byte of its UTF-8 form. The first letter of a
    reserved name is written that way too, and the empty text is ``_y``. A name that would be longer than
    115 bytes is cut after a whole character and ends in ``_z`` and 32 hexadecimal digits of the SHA-256 of the text.

    Two texts never share a name, even where capitals do not count: no capital letter is left, and neither ``_y`` nor
    ``_z`` is written for anything else.
    """
    parts = [_escaped(character) for character in text]
    if _RESERVED.fullmatch("".join(parts)):
        parts[0] = _bytes(text[0])
    if sum(map(len, parts)) <= LONGEST:
        return "".join(parts) or "_y"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    kept, room = "", LONGEST - len(digest) - 2
    for part in parts:
        if len(kept) + len(part) > room:
            break
        kept += part
    return f"{kept}_z{digest}"


def folder(language: str) -> str:
    """Name the folder of the pages of a language."""
    return file_name(language.lower())


def _escaped(character: str) -> str:
    if character in _PLAIN:
        return character
    return "__" if character == "_" else _bytes(character)


def _bytes(character: str) -> str:
    return "".join(f"_{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
