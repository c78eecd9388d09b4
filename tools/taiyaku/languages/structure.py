"""What in a text must come out of a translation as it went in: placeholders, markup, addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple


class Part(NamedTuple):
    """One such thing."""

    key: str
    """What it is compared by."""
    start: int
    end: int


_PRINTF = (
    r"(?<![0-9０-９%])%(?:(?P<position>[1-9][0-9]?)\$)?(?P<name>\([A-Za-z_][A-Za-z0-9_.]{0,60}\))?[-+#0']{0,4}(?:\*|[0-9]{1,4})?(?:\.(?:\*|[0-9]{1,3}))?"
    r"(?:hh|ll|[hlzjtLq])?(?P<type>[diouxXeEfFgGcsSpr@])(?![a-z]{4})"
)
_BRACED = r"(?P<braced>[$%]?\{\{?\s?(?P<inner>[A-Za-z_][A-Za-z0-9_.]{0,60}|[0-9]{0,2})\s?(?P<more>(?:,\s{0,3}(?:plural|select|selectordinal|number|date|time|ordinal|spellout)\b|[:!])[^{}]{0,200})?(?P<open>\{)?)"
_PLACEHOLDER = re.compile(rf"{_PRINTF}|{_BRACED}")


def placeholders(text: str) -> list[Part]:
    """Give the placeholders of printf (POSIX, Python), of str.format, of ICU MessageFormat and of templates (``{{x}}``, ``${x}``).

    Patterns of strftime (``%A %d %B``) are written differently in every language, and are none. Unnumbered ones of printf get their number, so that ``%s %d`` and ``%1$s %2$d`` are alike and ``%d %s`` is not.
    """
    found: list[Part] = []
    if _STRFTIME.search(text):
        return found
    count = depth = counted = 0
    for each in _PLACEHOLDER.finditer(text):
        if each["type"]:
            if each["name"]:
                key = f"%{each['name']}{each['type']}"
            else:
                count += not each["position"]
                key = f"%{each['position'] or count}${_SAME.get(each['type'], each['type'])}"
            found.append(Part(key, each.start(), each.end()))
            continue
        end = each.end()
        if each["open"] or (each["more"] and not text.startswith("}", end)):
            depth += text.count("{", counted, end) - text.count("}", counted, end)
            counted = end
            if depth == 1 or each["open"]:
                found.append(Part(f"{{{each['inner']}}}", each.start(), end))
        elif text.startswith("}", end) and (each["inner"] or text[each.start() : end + 1] == "{}"):
            double = text[each.start() : end].count("{") == 2  # noqa: PLR2004 - {{x}}
            whole = f"{'' if text[each.start()] == '{' else text[each.start()]}{'{{' if double else '{'}{each['inner']}{'}}' if double else '}'}"
            found.append(Part(whole, each.start(), min(end + 1 + double, len(text))))
    return found


_STRFTIME = re.compile(r"(?<![0-9%])%-?[ABYmHMIlby](?![A-Za-z])")
_SAME = {"i": "d", "S": "s"}

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,40})(?P<rest>(?:\s[^<>]{0,1000})?)(?P<void>/?)>")
_RUBY = frozenset({"ruby", "rt", "rp", "rb"})
_LINK = re.compile(r"\]\([^()\s]{1,1000}(?:\s\"[^\"]{0,200}\")?\)")
_CODE = re.compile(r"(?<![`\\])`([^`'’\n]{1,500})`(?!`)")
_STRONG = re.compile(r"(?<![*\\\w])\*\*(?=\S)[^*\n]{1,500}\*\*")


def closed(text: str) -> set[str]:
    """Give the names of the elements that a text closes."""
    return {each["name"].lower() for each in _TAG.finditer(text) if each["close"]}


def markup(text: str, elements: AbstractSet[str] | None = None) -> list[Part]:
    """Give tags (HTML, XML) by name and side, links, code and strong emphasis of Markdown (CommonMark 0.31).

    A word in angle brackets is a tag where an element of the name is closed (``elements``: those that either text closes), or needs no end (``<br>``); ``<FILE>`` is
    none. Ruby is left out, since only one of the languages has it.
    """
    known = (closed(text) if elements is None else elements) | _VOID
    found = [
        Part(f"<{each['close']}{each['name'].lower()}>", each.start(), each.end())
        for each in (_TAG.finditer(text) if "<" in text else ())
        if each["name"].lower() not in _RUBY and (each["name"].lower() in known or each["void"])
    ]
    found += [Part("[]()", each.start(), each.end()) for each in _LINK.finditer(text)] if "](" in text else []
    found += [Part(f"`{each[1]}`" if each[1].isascii() else "``", each.start(), each.end()) for each in _CODE.finditer(text)] if "`" in text else []
    found += [Part("****", each.start(), each.end()) for each in _STRONG.finditer(text)] if "**" in text else []
    return found


_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_LEFT_OPEN = _VOID | {"p", "li", "td", "tr", "th", "dt", "dd", "option"}


def misnested(text: str) -> str:
    """Give the first tag that closes what is not open, or stays open; empty where all are nested. Elements that HTML lets stay open are not asked."""
    stack: list[str] = []
    for each in markup(text):
        name = each.key.strip("</>")
        if not each.key.startswith("<") or name in _LEFT_OPEN or text.startswith("/>", each.end - 2):
            continue
        if not each.key.startswith("</"):
            stack.append(name)
        elif not stack or stack.pop() != name:
            return each.key
    return f"<{stack[-1]}>" if stack else ""


_URL = re.compile(
    r"(?:(?:https?|ftp)://|(?<![\w@.])www\.)[A-Za-z0-9!#$%&*+,./:;=?@_~^-]{1,2000}(?:\([A-Za-z0-9_,.-]{1,100}\)[A-Za-z0-9!#$%&*+,./:;=?@_~-]{0,500})?"
)
_MAILBOX = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII)
_LOCALE = re.compile(
    r"(?<=[/._=-])(?:en|ja|jp|eng|jpn|english|japanese|en[-_](?:us|gb)|ja[-_]jp|[ej])(?=[/._?&#=-]|$)|(?<=//)(?:en|ja|jp)(?=\.)|_[ej](?=\.[a-z]{2,5}$)",
    re.IGNORECASE,
)
_DIRECTORY = re.compile(r"/(?=/)|(?<=[^:/])/$")


def addresses(text: str) -> list[Part]:
    """Give URLs and mailboxes; URLs are compared without the part that says the language (``/en/``, ``/ja/``), letter case of the host and a last slash."""
    found: list[Part] = []
    for each in _URL.finditer(text) if "://" in text or "www." in text else ():
        url = each[0].rstrip(".,;:!?*_")
        scheme, colon, rest = url.rpartition("://")
        host, slash, path = rest.partition("/")
        wiki = re.fullmatch(r"[a-z-]{2,8}\.(?:m\.)?(wik[a-z]+\.org)", host.lower())
        whole = f"{scheme.lower().replace('https', 'http')}{colon}{host.lower()}{slash}{path}"
        bare = _DIRECTORY.sub("", _LOCALE.sub("", whole))
        found.append(Part(f"http://{wiki[1]}" if wiki else re.sub(r"/$", "", bare), each.start(), each.start() + len(url)))
    found += [Part(each[0].lower(), each.start(), each.end()) for each in _MAILBOX.finditer(text)] if "@" in text else []
    return found


def differences(texts: Mapping[str, list[Part]], *, counted: bool = True) -> Iterator[tuple[str, Part]]:
    """Yield what the text of one language has and the other lacks: the language that has it, and the part; by number too where they are counted."""
    first, second = texts
    for language, missing in ((first, second), (second, first)):
        left = Counter(part.key for part in texts[missing])
        for part in texts[language]:
            if left[part.key] > 0:
                left[part.key] -= counted
            else:
                yield language, part
