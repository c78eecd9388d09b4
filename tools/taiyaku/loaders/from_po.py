"""PO catalogues (GNU gettext manual, 10): read in one pass, the header found harmless first.

Every entry is kept whole, comments and obsolete entries too, so that what a person typed into
the file can be written back. Plural entries are read as far as their first form goes.
"""

import gc
import gettext
import re
from collections.abc import Sequence

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders.texts import decode
from taiyaku.model import Catalogue, Message

LARGEST = 256 << 20
"""Bytes of one file (256 MiB)."""
MOST_PLURALS = 6
"""No language of CLDR has more plural categories."""
_LONGEST_FORMULA = 1_000

_STRING = r'[ \t]*"[^"\\\n]*(?:\\.[^"\\\n]*)*"[ \t]*\n(?:[ \t]*"[^"\\\n]*(?:\\.[^"\\\n]*)*"[ \t]*\n)*'
_ENTRY = re.compile(
    rf"\s*(?P<remarks>(?:[ \t]*#(?!~)[^\n]*\n\s*)*+)"
    rf"(?:[ \t]*msgctxt(?P<context>{_STRING}))?"
    rf"[ \t]*msgid(?P<source>{_STRING})"
    rf"(?:[ \t]*msgid_plural(?P<plural>{_STRING}))?"
    rf"[ \t]*msgstr(?P<first>\[0\])?(?P<target>{_STRING})"
    rf"(?P<forms>(?:[ \t]*msgstr\[[1-9]\]{_STRING})*)"
)
_INSIDE = r'"([^"\\\n]*+(?:(?:\\.|"\n")[^"\\\n]*+)*+)"\n'
_USUAL = re.compile(rf"((?:#(?!~)[^\n]*\n)*+)msgctxt {_INSIDE}msgid {_INSIDE}msgstr {_INSIDE}(?:\n|\Z)|[\s\S]")
"""An entry as most are written, which takes less time than the whole grammar; else one character, so that no later entry is searched for."""
_OBSOLETE = re.compile(r"\s*(?:[ \t]*#(?!~)[^\n]*\n\s*)*+(?:[ \t]*#~[^\n]*\n)+")
_REST = re.compile(r"(?:\s|#[^\n]*(?:\n|\Z))*\Z")
_PREFIX = re.compile(r"^[ \t]*#~[ \t]?", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))")
_JOINT = re.compile(r'"[ \t]*\n[ \t]*"')
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def read(content: bytes, path: str) -> Catalogue:
    """Read a PO file in UTF-8: its header and every entry, obsolete ones too.

    Raises CannotRead: not UTF-8, a header that asks for more than six plural forms or counts
    them by what is no formula, an entry that stands twice, what is no PO.
    """
    if len(content) > LARGEST:
        raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{LARGEST:,}")
    text = decode(content)
    text = text.replace("\r\n", "\n") if b"\r" in content else text
    text = text if text.endswith("\n") or not text else f"{text}\n"
    # A collection for every few hundred of a hundred thousand new tuples finds nothing and takes half of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _entries(text, path)
    finally:
        if collecting:
            gc.enable()


def _entries(text: str, path: str) -> Catalogue:
    messages: list[Message] = []
    at, line = 0, 1
    while at < len(text):
        if text[at] == "\n":
            at, line = at + 1, line + 1
            continue
        at, line = _usual(text, at, line, messages)
        if at == len(text) or text[at] == "\n":
            continue
        if found := _ENTRY.match(text, at):
            end = found.end()
            messages.append(_message(found, line + text.count("\n", at, found.start("source"))))
        elif old := _OBSOLETE.match(text, at):
            end = old.end()
            messages.extend(_obsolete(old[0]))
        elif _REST.match(text, at):
            break
        else:
            raise CannotRead(_("this is not a PO entry"), _malformed(text, at, line))
        line += text.count("\n", at, end)
        at = end
    _refuse_doubles(messages)
    header = next((each for each in messages if not each.context and not each.source and not each.obsolete), None)
    if header is not None:
        _refuse_header(header.target, header.line)
        messages.remove(header)
    return Catalogue(path, header or Message("", "", ""), tuple(messages))


def _usual(text: str, at: int, line: int, messages: list[Message]) -> tuple[int, int]:
    """Read entries as long as they are written as most are, and give where the next one begins, and in which line."""
    for found in _USUAL.finditer(text, at):
        remarks, context, source, target = found.groups()
        if context is None:
            break
        lines = remarks.count("\n")
        first = line + lines + 1
        if "\\" in context or "\n" in context:
            lines, context = lines + context.count("\n"), _unescaped(context)
        if "\\" in source or "\n" in source:
            lines, source = lines + source.count("\n"), _unescaped(source)
        if "\\" in target or "\n" in target:
            lines, target = lines + target.count("\n"), _unescaped(target)
        messages.append(Message(context, source, target, first, remarks))
        # Three lines with a keyword, and the empty one that ends the entry.
        at, line = found.end(), line + lines + 4
    return at, line


def _refuse_doubles(messages: Sequence[Message]) -> None:
    """Raise CannotRead at the second of two entries with the same context and source."""
    if len({each.context for each in messages}) < len(messages):
        seen: set[tuple[str, str]] = set()
        for each in messages:
            key = (each.context, each.source)
            if key in seen and not each.obsolete:
                raise CannotRead(_("this entry stands twice"), each.line)
            seen |= set() if each.obsolete else {key}


def _unescaped(text: str) -> str:
    """Give what a run of quoted strings says, without the first and the last quotation mark."""
    text = _JOINT.sub("", text) if "\n" in text else text
    if "\\\\" not in text:
        text = text.replace('\\"', '"').replace("\\n", "\n").replace("\\t", "\t")
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _message(found: re.Match[str], line: int) -> Message:
    remarks, context, source, plural, first, target, forms = found.groups()
    return Message(_text(context) if context else "", _text(source), _text(target), line, remarks, plural=bool(plural or first or forms))


def _obsolete(block: str) -> list[Message]:
    """Read entries that are kept for memory only; a part of such a block that is no entry is passed over, as other readers do."""
    text = re.sub(r"^[ \t]*#~\|", "#|", block, flags=re.MULTILINE)
    text = _PREFIX.sub("", text)
    return [_message(found, 0)._replace(obsolete=True) for found in _ENTRY.finditer(text) if found["source"]]


def _text(quoted: str) -> str:
    """Give what a run of quoted strings says."""
    return _unescaped(quoted.strip()[1:-1])


def _escaped(found: re.Match[str]) -> str:
    octal, hexadecimal, letter = found.groups()
    if letter is not None:
        return _PLAIN.get(letter, letter)
    return chr(int(octal, 8) if octal else int(hexadecimal, 16))


_LINE = re.compile(r'(?:#.*|(?:(?P<word>msgctxt|msgid|msgid_plural|msgstr|msgstr\[[0-9]\])[ \t]*)?"[^"\\]*(?:\\.[^"\\]*)*"|)', re.DOTALL)
"""A comment, a keyword with its string, a string alone, or nothing."""


def _malformed(text: str, at: int, line: int) -> int:
    """Give the line that keeps the text from here on from being an entry."""
    words: set[str] = set()
    for number, each in enumerate(text[at:].split("\n"), line):
        found = _LINE.fullmatch(each.strip())
        word = found["word"] if found else ""
        if word == "msgctxt" or (word == "msgid" and words != {"msgctxt"}):
            words = set()
        if not found or (word and word in words) or (word and word.startswith("msgstr") and "msgid" not in words):
            return number
        words |= {word} if word else set()
    return line


def _refuse_header(header: str, line: int) -> None:
    """Raise CannotRead where the header names another encoding, or asks for plural forms that no language has."""
    charset = re.search(r"^content-type:.*?charset=([\w-]*)", header, re.IGNORECASE | re.MULTILINE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise CannotRead(_("the header names another character set than UTF-8"), line)
    wanted = re.search(r"^plural-forms:(.*)$", header, re.IGNORECASE | re.MULTILINE)
    number = re.search(r"nplurals\s*=\s*([0-9]+)", wanted[1], re.IGNORECASE) if wanted else None
    if wanted is None or number is None:
        return
    if len(number[1]) > 1 or not 1 <= int(number[1]) <= MOST_PLURALS:
        raise CannotRead(_("the header asks for more than {limit} plural forms"), line, limit=MOST_PLURALS)
    formula = re.search(r"plural\s*=([^;]*)", wanted[1], re.IGNORECASE)
    if formula and not _counts(formula[1].strip(), int(number[1])):
        raise CannotRead(_("the formula for plural forms in the header is none"), line)


def _counts(formula: str, forms: int) -> bool:
    """Tell whether a formula (C syntax, GNU gettext manual 11.2.6) gives one of the forms for every number."""
    if formula == "EXPRESSION":  # a template that nobody has filled in
        return True
    try:
        form = gettext.c2py(formula)
        return len(formula) <= _LONGEST_FORMULA and all(0 <= form(number) < forms for number in range(201))
    except (ValueError, ArithmeticError, RecursionError, MemoryError):
        return False
