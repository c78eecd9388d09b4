"""Bytes to text: the encoding is the declared one and is never guessed."""

import codecs

from taiyaku.errors import CannotRead
from taiyaku.i18n import _

ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "windows-31j": "cp932",
    "cp932": "cp932",
    "ms932": "cp932",
    "shift_jis": "shift_jis",
    "shift-jis": "shift_jis",
    "sjis": "shift_jis",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "iso-8859-1": "latin-1",
    "latin-1": "latin-1",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}
"""Declared names (lower case) to Python codecs; what is not here is refused rather than looked up."""

_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
"""Byte order marks that Python's codecs leave in the text."""


def line_of(text: str, offset: int) -> int:
    """Give the 1-based line of a character offset."""
    return text.count("\n", 0, offset) + 1


def codec(encoding: str) -> str:
    """Give Python's codec of a declared encoding. Raises CannotRead for one that is not read."""
    known = ENCODINGS.get(encoding.strip().lower())
    if known is None:
        raise CannotRead(_("its declared encoding {encoding} is not one that is read"), encoding=encoding)
    return known


def decode(content: bytes, encoding: str = "utf-8") -> str:
    """Decode bytes strictly; one leading byte order mark is dropped. Raises CannotRead."""
    mark = _MARKS.get(codec(encoding), b"")
    return strict(content[len(mark) :] if mark and content.startswith(mark) else content, encoding)


def strict(content: bytes, encoding: str) -> str:
    """Decode bytes, marks and all. Raises CannotRead with the line in these bytes."""
    try:
        return content.decode(codec(encoding))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[error.start]:02X}"
        raise CannotRead(_("byte {byte} is not {encoding}; the file may be in another encoding"), line, byte=byte, encoding=encoding.upper()) from None
