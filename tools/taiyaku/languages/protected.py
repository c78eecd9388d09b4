"""What in a text is not language, and is never changed with it: placeholders, markup, code and addresses."""

import re
from collections.abc import Callable

PROTECTED = re.compile(
    r"""
      [a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^\s<>"「」『』（）、。]*       # an address (RFC 3986, 3)
    | (?:mailto|doi):[^\s<>"「」『』（）、。]+
    | [\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}           # a mailbox
    | </?[a-zA-Z][^<>]{0,1000}>                                  # a tag
    | &(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{0,31});
    | `[^`]{0,1000}`
    | \$?\{\{?[^{}]{0,200}\}\}?                                  # placeholders
    | %\([^()]{0,100}\)[a-zA-Z] | %(?:[0-9]{1,2}\$)?[sdifr]\b
    """,
    re.VERBOSE,
)
"""Every repetition that something must follow has an end, so that no text takes longer than its length."""


def outside(text: str, change: Callable[[str], str]) -> str:
    """Change the parts of a text that stand between what is protected, each on its own."""
    parts: list[str] = []
    done = 0
    for kept in PROTECTED.finditer(text):
        parts += [change(text[done : kept.start()]), kept[0]]
        done = kept.end()
    return "".join([*parts, change(text[done:])])
