"""PO catalogues, by Babel, after the header has been found harmless."""

import io
import re

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders.texts import decode
from taiyaku.model import Message, Where

LARGEST = 32 << 20
"""Bytes of one file (32 MiB)."""
MOST_PLURALS = 6
"""No language of CLDR has more plural categories; Babel reserves memory for as many as the header says."""


def read(content: bytes, path: str) -> tuple[Message, ...]:
    """Read the messages of a PO file, without its header and obsolete entries.

    Raises CannotRead: not UTF-8, a header that asks for more than six plural
    forms, or what Babel cannot read.
    """
    from babel.messages.pofile import PoFileError, read_po

    if len(content) > LARGEST:
        raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{LARGEST:,}")
    text = decode(content)
    for number, line in enumerate(text.split("\n"), 1):
        plurals = re.search(r"nplurals\s*=\s*([0-9]+)", line)
        if plurals and (len(plurals[1]) > 1 or int(plurals[1]) > MOST_PLURALS):
            raise CannotRead(_("the header asks for more than {limit} plural forms"), number, limit=MOST_PLURALS)
        charset = re.search(r"charset=([\w-]+)", line)
        if line.startswith('"Content-Type:') and (charset is None or charset[1].lower() not in ("utf-8", "utf8")):
            raise CannotRead(_("the header names another character set than UTF-8"), number)
    try:
        catalogue = read_po(io.StringIO(text), abort_invalid=True)
    except PoFileError as error:
        raise CannotRead(_("this is not a PO entry"), int(getattr(error, "lineno", 0)) + 1) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise CannotRead(_("this is not a PO file")) from None
    return tuple(
        Message(entry.context or "", str(entry.id), str(entry.string or ""), entry.fuzzy, Where(path, int(entry.lineno or 0)))
        for entry in catalogue
        if entry.id and isinstance(entry.id, str)
    )
