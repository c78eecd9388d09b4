"""The toolkit's own messages, in the reader's language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

LANGUAGES = ("en", "ja")
"""Languages that the toolkit speaks; English is the msgid."""

_LONGEST = 120
_LONGEST_PATH = 1_024
"""A path is of use only as a whole; beyond this it is an attack."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SELECTORS = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Joiners, fillers and variation selectors: letters and marks by category, and yet nothing to see (Unicode, Default_Ignorable_Code_Point)."""


def _(msgid: str) -> str:
    """Mark a message for extraction; it is translated where it is shown."""
    return msgid


def ours(folder: str) -> Traversable:
    """Find a folder of the toolkit (``schemas`` or ``translations``) in the wheel or in the checkout."""
    from importlib.resources import files
    from pathlib import Path

    installed = files("taiyaku") / "shipped" / folder
    return installed if installed.is_dir() else Path(__file__).parents[2] / folder


def visible(value: object, longest: int | None = _LONGEST) -> str:
    r"""Give a value from data in a form that cannot steer a terminal, a log or a reader's eye.

    Control, format (bidi, zero-width, tag), private-use and unassigned characters become
    ``\u{XXXX}``; joiners and selectors too, since nothing is lost by naming them. Longer
    values than 120 characters (or as many as said; None: any number) are cut, and say so with
    an ellipsis.
    """
    text = str(value)
    cut = text if longest is None or len(text) <= longest else text[: longest - 1] + "…"
    if is_seen(cut):
        return cut
    return "".join(f"\\u{{{ord(char):X}}}" if hidden(char) else char for char in cut)


def is_seen(text: str) -> bool:
    """Tell quickly whether a text surely holds no hidden character; it may hold none all the same."""
    return text.isprintable() and not _SELECTORS.search(text)  # none of the hidden categories is printable


def hidden(char: str) -> bool:
    """Tell whether a character shows nothing of itself, or steers what is shown."""
    return unicodedata.category(char) in _HIDDEN or _SELECTORS.match(char) is not None


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put values into the ``{names}`` of a template as they are; an unknown name stays as it is.

    Never ``str.format``: a translated template must not reach into objects.
    """
    return re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], name[0]), template)


class Messages:
    """The catalogue of one language, read when its first message is asked for."""

    def __init__(self, language: str, load: Callable[[], Mapping[str, str]] = dict) -> None:
        """Take the language, and what gives its texts by msgid; without texts a message is its msgid."""
        self.language = language
        self._load = load

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The texts by msgid."""
        return self._load()

    def text(self, msgid: str, values: Mapping[str, object] | None = None) -> str:
        """Give a message in this language, its values made visible and put in."""
        return fill(self.texts.get(msgid, msgid), {name: self._shown(name, value) for name, value in (values or {}).items()})

    def _shown(self, name: str, value: object) -> str:
        """Make a value visible, an empty one too; a message inside a message is so already, and is not cut as a whole."""
        from taiyaku.model import Said

        if isinstance(value, Said):
            return self.text(value.says, value.values)
        return visible(self.said(value), _LONGEST_PATH if name == "path" else _LONGEST) or '""'

    def said(self, value: object) -> object:
        """Give a value in this language: a message inside a message, or a text that has several languages."""
        from taiyaku.model import Said

        if isinstance(value, Said):
            return self.text(value.says, value.values)
        if isinstance(value, Mapping):
            return value.get(self.language) or next(iter(value.values()), "")
        return value

    def count(self, one: str, many: str, number: int, values: Mapping[str, object] | None = None) -> str:
        """Give a message that counts something, in the form for one or for many; ``{n}`` is the number, with thousands grouped."""
        return self.text(one if number == 1 else many, {**(values or {}), "n": f"{number:,}"})


@cache
def messages(language: str) -> Messages:
    """Give the messages of a language; English, and a language that we do not speak, is the msgids."""
    if language == "en" or language not in LANGUAGES:
        return Messages("en")
    source = ours("translations") / language / "LC_MESSAGES" / "taiyaku.po"
    return Messages(language, lambda: catalogue(source.read_text(encoding="utf-8")))


_ENTRY = re.compile(r'^((?:#.*\n)*)msgid ((?:".*"\s+)+)msgstr ((?:".*"(?:\s+|\Z))+)', re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t"}


def catalogue(text: str) -> dict[str, str]:
    """Read a PO file of ours (GNU gettext manual, 3.1): the finished messages that have neither context nor plural.

    The loaders read other people's files, with every line judged; this is for a file that a
    test has judged, before a word of help is said.
    """
    found = {_unquoted(source): _unquoted(target) for comments, source, target in _ENTRY.findall(text) if "#, fuzzy" not in comments}
    return {source: target for source, target in found.items() if source and target}


def _unquoted(quoted: str) -> str:
    joined = "".join(line.strip()[1:-1] for line in quoted.strip().split("\n"))
    return _ESCAPED.sub(lambda escaped: _ESCAPES.get(escaped[1], escaped[1]), joined)


def preferred(environment: Mapping[str, str]) -> str:
    """Give the language that a terminal asks for (LC_ALL, LC_MESSAGES, LANG; POSIX.1-2017, 8.2)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            language = re.split(r"[_.@-]", environment[name])[0].lower()
            return language if language in LANGUAGES else "en"
    return "en"
