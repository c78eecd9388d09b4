"""PO catalogues, by Babel, after the header has been found harmless."""

import gettext
import io
import re

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import PoFileError, PoFileParser

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders.texts import decode
from taiyaku.model import Message, Where

LARGEST = 32 << 20
"""Bytes of one file (32 MiB)."""
MOST_PLURALS = 6
"""No language of CLDR has more plural categories; Babel reserves memory for as many as the header says."""

_LINE = re.compile(r'(?:#.*|(?:(?P<word>msgctxt|msgid|msgid_plural|msgstr|msgstr\[[0-9]\]) +)?"[^"\\]*(?:\\.[^"\\]*)*"|)', re.DOTALL)
"""A comment, a keyword with its string, a string alone, or nothing."""


def read(content: bytes, path: str) -> tuple[Message, ...]:
    """Read the messages of a PO file, without its header and obsolete entries.

    Raises CannotRead: not UTF-8, a header that asks for more than six plural forms or counts
    them by what is no formula, an entry that stands twice, or what Babel cannot read.
    """
    if len(content) > LARGEST:
        raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{LARGEST:,}")
    text = decode(content)
    _refuse_malformed(text)
    catalogue = _Strict()
    try:
        PoFileParser(catalogue, ignore_obsolete=True, abort_invalid=True).parse(io.StringIO(text))
    except PoFileError as error:
        raise CannotRead(_("this is not a PO entry"), int(getattr(error, "lineno", 0)) + 1) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise CannotRead(_("this is not a PO file")) from None
    return tuple(
        Message(entry.context or "", str(entry.id), str(entry.string or ""), entry.fuzzy, Where(path, int(entry.lineno or 0)))
        for entry in catalogue
        if entry.id and isinstance(entry.id, str)
    )


def _refuse_malformed(text: str) -> None:
    """Stop at a line that Babel would read past: it takes any last character for the closing quotation mark, and the first of two translations."""
    words: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        found = _LINE.fullmatch(line.strip())
        word = found["word"] if found else ""
        if word == "msgctxt" or (word == "msgid" and words != {"msgctxt"}):
            words = set()
        if not found or (word and word in words) or (word and word.startswith("msgstr") and "msgid" not in words):
            raise CannotRead(_("this is not a PO entry"), number)
        words |= {word} if word else set()


class _Strict(Catalog):
    """A catalogue that keeps of its header nothing but the number of plural forms, and every entry once."""

    _forms = 2

    @property
    def num_plurals(self) -> int:
        """Give the number of plural forms that the header asks for."""
        return self._forms

    def __setitem__(self, id: object, message: Entry) -> None:  # noqa: A002 -- Babel's name
        """Keep an entry; raises CannotRead for a header that is not harmless and for a second entry of the same name."""
        line = int(message.lineno or 0)
        if id == "" and not message.context:
            self._forms = _plural_forms(str(message.string), line)
        elif id and self.get(message.id, message.context) is not None:
            raise CannotRead(_("this entry stands twice"), line)
        elif id:
            super().__setitem__(message.id, message)


def _plural_forms(header: str, line: int) -> int:
    """Give the number of plural forms; raises CannotRead where the header asks for what no language has."""
    charset = re.search(r"^content-type:.*?charset=([\w-]*)", header, re.IGNORECASE | re.MULTILINE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise CannotRead(_("the header names another character set than UTF-8"), line)
    wanted = re.search(r"^plural-forms:(.*)$", header, re.IGNORECASE | re.MULTILINE)
    number = re.search(r"nplurals\s*=\s*([0-9]+)", wanted[1], re.IGNORECASE) if wanted else None
    if wanted is None or number is None:
        return 2
    if len(number[1]) > 1 or not 1 <= int(number[1]) <= MOST_PLURALS:
        raise CannotRead(_("the header asks for more than {limit} plural forms"), line, limit=MOST_PLURALS)
    formula = re.search(r"plural\s*=([^;]*)", wanted[1], re.IGNORECASE)
    if formula and not _counts(formula[1].strip(), int(number[1])):
        raise CannotRead(_("the formula for plural forms in the header is none"), line)
    return int(number[1])


def _counts(formula: str, forms: int) -> bool:
    """Tell whether a formula (C syntax, GNU gettext manual 11.2.6) gives one of the forms for every number."""
    if formula == "EXPRESSION":  # a template that nobody has filled in
        return True
    try:
        form = gettext.c2py(formula)
        return len(formula) <= _LONGEST_FORMULA and all(0 <= form(number) < forms for number in range(201))
    except (ValueError, ArithmeticError, RecursionError, MemoryError):
        return False


_LONGEST_FORMULA = 1_000
