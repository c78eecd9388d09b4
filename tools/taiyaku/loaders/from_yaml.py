"""A safe subset of YAML: mappings, sequences and strings, with the place of every part."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import yaml

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders.texts import decode, line_of
from taiyaku.model import Document, Json

LARGEST = 1 << 20
"""Bytes of one file (1 MiB)."""
DEEPEST = 16
MOST_VALUES = 200_000
"""Reading so many takes seconds; a glossary of ten thousand terms has fewer."""
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*")


def read(content: bytes, path: str) -> Document:
    """Read a YAML file whose scalars are all strings, as people mean them (``no`` is "no").

    Refused: anchors, aliases, tags, repeated keys, keys that are not scalars, several documents,
    nesting deeper than 16, more than 200,000 values, more than 1 MiB. Raises CannotRead.
    """
    if len(content) > LARGEST:
        raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{LARGEST:,}")
    text = decode(content)
    try:
        root = yaml.compose(text, Loader=partial(_Plain, text))  # type: ignore[arg-type]  # called with the text, like a class
    except yaml.MarkedYAMLError as error:
        raise CannotRead(_("this is not YAML"), *_place(error.problem_mark)) from None
    except yaml.reader.ReaderError as error:
        raise CannotRead(_("this is not YAML"), line_of(text, error.position)) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise CannotRead(_("this is not YAML")) from None
    places: dict[tuple[str | int, ...], tuple[int, int]] = {(): (1, 1)}
    value = _value(root, (), places) if root is not None else None

    def locate(parts: Sequence[str | int]) -> tuple[int, int]:
        """Give the place of a part, or of its nearest parent that exists."""
        key = tuple(parts)
        while key not in places:
            key = key[:-1]
        return places[key]

    return Document(path, value, locate)


class _Plain(yaml.BaseLoader):
    """A loader that stops at the first event that the subset does not have, and where PyYAML is laxer than YAML 1.2 or reads something else."""

    def __init__(self, text: str, stream: str) -> None:
        super().__init__(stream)
        self._text = text
        self._passed = 0
        self._values = 0
        self._open: list[tuple[bool, int]] = []
        """The collections around the event: whether each is written in brackets, and the column in which it begins."""

    def get_event(self) -> Any:
        """Give the next event; raises CannotRead for what is not read."""
        event: Any = super().get_event()  # type: ignore[no-untyped-call]  # the stubs leave it untyped
        at = _place(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise CannotRead(_("anchors and aliases are not read"), *at)
        if getattr(event, "tag", None):
            raise CannotRead(_("tags are not read"), *at)
        if self._lax(event):
            raise CannotRead(_("this is not YAML"), *at)
        if isinstance(event, yaml.CollectionStartEvent):
            self._open.append((bool(event.flow_style), at[1] - 1))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        self._values += isinstance(event, yaml.NodeEvent)
        if len(self._open) > DEEPEST:
            raise CannotRead(_("values are nested deeper than {limit}"), *at, limit=DEEPEST)
        if self._values > MOST_VALUES:
            raise CannotRead(_("it holds more than {limit} values"), *at, limit=f"{MOST_VALUES:,}")
        return event

    def _lax(self, event: Any) -> bool:
        """Tell whether PyYAML lets something pass that YAML 1.2 does not have, or that means something else there."""
        start, end, column = event.start_mark.index, event.end_mark.index, event.start_mark.column
        glued = "x" if self._text[max(self._passed - 1, 0) : self._passed].strip() else ""
        between, self._passed = glued + self._text[self._passed : max(start, self._passed)], max(end, self._passed)
        bare = "\n".join(_COMMENT.sub("", line) for line in between.split("\n"))
        brackets = bool(self._open) and self._open[-1][0]
        # A comment needs a blank before it (6.6); in brackets, a question mark or hyphen that nothing follows is no key or entry (7.3.3).
        if "#" in bare or (brackets and re.search(r"\?\S", bare + self._text[start : start + 2])):
            return True
        if not isinstance(event, yaml.ScalarEvent):
            # What stands in brackets is indented further than what they stand in (7.4).
            return brackets and "\n" in between and start == end - 1 and column <= self._indent()
        written = self._text[start:end]
        if event.style in ("|", ">"):
            return self._block(start, end)
        if brackets and (written == "-" or ("\n" in between and column <= self._indent())):
            return True
        return any(line.strip() and len(line) - len(line.lstrip(" ")) <= self._indent() for line in written.split("\n")[1:])

    def _indent(self) -> int:
        """Give the column of the innermost collection that is not in brackets."""
        return next((column for flow, column in reversed(self._open) if not flow), -1)

    def _block(self, start: int, end: int) -> bool:
        """Tell of a block text with blanks as its last line, or with more blanks before its first line than that has (8.1.3)."""
        if not self._text[end:].strip() and re.search(r"\n +\Z", self._text):
            return True
        lines = self._text[start:].split("\n")[1:]
        first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
        indent = len(lines[first]) - len(lines[first].lstrip(" ")) if first < len(lines) else 0
        return indent > self._indent() and any(len(line) > indent for line in lines[:first])


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _value(node: yaml.Node, path: tuple[str | int, ...], places: dict[tuple[str | int, ...], tuple[int, int]]) -> Json:
    places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), places) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        members: dict[str, Json] = {}
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise CannotRead(_("a key must be a plain word"), *_place(key.start_mark))
            if key.value in members:
                raise CannotRead(_("the key {key} stands twice in one object"), *_place(key.start_mark), key=key.value)
            places[(*path, key.value)] = (key.start_mark.line + 1, key.start_mark.column + 1)
            members[key.value] = _value(item, (*path, key.value), places)
        return members
    return node.value
