"""The toolkit's own messages, in the reader's language."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from taiyaku.model import Said

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
    return "".join(f"\\u{{{ord(char):X}}}" if hidden(char) else char for char in cut)


def hidden(char: str) -> bool:
    """Tell whether a character shows nothing of itself, or steers what is shown."""
    return unicodedata.category(char) in _HIDDEN or _SELECTORS.match(char) is not None


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put values into the ``{names}`` of a template as they are; an unknown name stays as it is.

    Never ``str.format``: a translated template must not reach into objects.
    """
    return re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], name[0]), template)


@dataclass(frozen=True)
class Messages:
    """The catalogue of one language."""

    language: str
    texts: Mapping[str, str]

    def text(self, msgid: str, values: Mapping[str, object] | None = None) -> str:
        """Give a message in this language, its values made visible and put in."""
        return fill(self.texts.get(msgid, msgid), {name: self._shown(name, value) for name, value in (values or {}).items()})

    def _shown(self, name: str, value: object) -> str:
        """Make a value visible, an empty one too; a message inside a message is so already, and is not cut as a whole."""
        if isinstance(value, Said):
            return self.text(value.says, value.values)
        return visible(self.said(value), _LONGEST_PATH if name == "path" else _LONGEST) or '""'

    def said(self, value: object) -> object:
        """Give a value in this language: a message inside a message, or a text that has several languages."""
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
    """Load the catalogue of a language; English, and a language that we do not speak, is the msgids."""
    if language == "en" or language not in LANGUAGES:
        return Messages("en", {})
    from babel.messages.pofile import read_po

    source = ours("translations") / language / "LC_MESSAGES" / "taiyaku.po"
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    return Messages(language, {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string and not entry.fuzzy})


def preferred(environment: Mapping[str, str]) -> str:
    """Give the language that a terminal asks for (LC_ALL, LC_MESSAGES, LANG; POSIX.1-2017, 8.2)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            language = re.split(r"[_.@-]", environment[name])[0].lower()
            return language if language in LANGUAGES else "en"
    return "en"
