"""Locale files of records: which entries there are, what they show the translator, and their bytes."""

import re
from collections.abc import Iterable

from taiyaku.model import Message

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})
PLURALS = {"ja": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
"""Plural forms of CLDR for the languages that we know; other locale files go without."""


NO_DATE = "1970-01-01 00:00+0000"
"""Stands where a date of revision must (msgfmt warns where there is none, Babel stops at an empty one) and nobody has stated one; editors put theirs in its place."""
_DATED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


def context(table: str, id: str, field: str) -> str:  # noqa: A002 -- the field's own name
    """Give the ``msgctxt`` of a text: ``<table>/<id>#<field>``, with ``%``, ``/`` and ``#`` of the id in percent form (RFC 3986, 2.1)."""
    plain = id.replace("%", "%25").replace("/", "%2F").replace("#", "%23") if _SPECIAL.search(id) else id
    return f"{table}/{plain}#{field}"


_SPECIAL = re.compile(r"[%/#]")


def parts(context: str) -> tuple[str, str, str] | None:
    """Give table, id and field of a ``msgctxt``; None where it is not one of ours."""
    found = re.fullmatch(r"([^/]+)/([^/#]*)#(.+)", context, re.DOTALL)
    if found is None:
        return None
    return found[1], found[2].replace("%23", "#").replace("%2F", "/").replace("%25", "%"), found[3]


def translator(header: Message) -> str:
    """Give who translated last, as the header says; editors like Poedit write it there with an address, which is left out."""
    found = re.search(r"^Last-Translator:[ \t]*([^<\n]*)", header.target, re.MULTILINE)
    name = found[1].strip() if found else ""
    return "" if name in ("FULL NAME", "Automatically generated") else name


def header(name: str, source: str, language: str, kept: Message | None = None) -> Message:
    """Give the header of a locale file; what editors have added to it stays, and no clock is asked for a date."""
    fields = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if language in PLURALS:
        fields["Plural-Forms"] = PLURALS[language]
    told: dict[str, str] = dict(re.findall(r"^([\w-]+):[ \t]*(.*)$", kept.target, re.MULTILINE)) if kept else {}
    fields["X-Source-Language"] = source or told.get("X-Source-Language", "")
    if not _DATED.match(told.get("PO-Revision-Date", "")):
        told.pop("PO-Revision-Date", None)
    # What msgfmt asks for, and nobody but the translators' editors can tell.
    asked = {"Project-Id-Version": " ".join(name.split()), "PO-Revision-Date": NO_DATE, "Last-Translator": "", "Language-Team": ""}
    fields = {**asked, **told, **fields}
    text = "".join(f"{part}: {value}\n" for part, value in fields.items())
    return Message("", "", text, remarks="".join(f"#{each}\n" for each in kept.marked("")) if kept else "")


def message(unit: Message, shown: Iterable[str], reference: str, previous: str, kept: Message | None, *, fuzzy: bool) -> Message:
    """Give an entry its comments: our notes, reference, flag and previous source; the translators' own comments and other flags stay."""
    lines = [f"#{each}" for each in kept.marked("") if not _BABEL.match(each)] if kept and _OWN.search(kept.remarks) else []
    lines.extend(f"#. {each}" for each in shown)
    if reference:
        lines.append(f"#: {reference}")
    flags = [flag for flag in kept.flags if flag != "fuzzy"] if kept else []
    flags = ["fuzzy", *flags] if fuzzy else flags
    if flags:
        lines.append(f"#, {', '.join(flags)}")
    if fuzzy and previous and previous != unit.source:
        lines.extend(f"#| {each}" for each in _quoted("msgid", previous).split("\n"))
    return unit._replace(remarks="".join(f"{each}\n" for each in lines))


_OWN = re.compile(r"^[ \t]*#(?![.:,|])", re.MULTILINE)
"""A comment of a translator."""
_BABEL = re.compile(r' \| (?:msgctxt |msgid |msgid_plural )?"')
"""What Babel makes of a previous source: it takes it for a comment of a translator."""


def written(header: Message, messages: Iterable[Message]) -> bytes:
    """Write a PO file the one way that we write it: UTF-8, LF, no wrapping but at line feeds, obsolete entries last."""
    active, obsolete = [_entry(header)], list[str]()
    for each in messages:
        (obsolete if each.obsolete else active).append(_entry(each))
    return "\n".join([*active, *obsolete]).encode("utf-8", "surrogatepass")


def _entry(message: Message) -> str:
    body = f"{_quoted('msgid', message.source)}\n{_quoted('msgstr', message.target)}\n"
    if message.context:
        body = f"{_quoted('msgctxt', message.context)}\n{body}"
    if message.obsolete:
        remarks = "".join(f"{line}\n" for line in message.remarks.split("\n") if line and line[1:2] not in "|:.")
        return remarks + "".join(f"#~ {line}\n" for line in body.split("\n") if line)
    return message.remarks + body


def _quoted(word: str, text: str) -> str:
    r"""Write a keyword and its text; a text of several lines has a string for each, after an empty one."""
    plain = text.translate(_ESCAPES) if _TOUCHED.search(text) else text
    if "\\n" not in plain or "\n" not in text[:-1]:
        return f'{word} "{plain}"'
    lines = "\n".join(f'"{line.translate(_ESCAPES)}"' for line in _LINES.findall(text))
    return f'{word} ""\n{lines}'


def unquoted(text: str) -> str:
    """Give what a text says that was written by us between quotation marks."""
    return _ESCAPED.sub(lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), text)


_ESCAPED = re.compile(r"\\(.)")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_TOUCHED = re.compile(r'[\\"\n\t\r]')
