"""A safe subset of YAML: mappings, sequences and strings, with the place of every part."""

from collections.abc import Sequence
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


def read(content: bytes, path: str) -> Document:
    """Read a YAML file whose scalars are all strings, as people mean them (``no`` is "no").

    Refused: anchors, aliases, tags, repeated keys, keys that are not scalars, several documents,
    nesting deeper than 16, more than 200,000 values, more than 1 MiB. Raises CannotRead.
    """
    if len(content) > LARGEST:
        raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{LARGEST:,}")
    text = decode(content)
    try:
        root = yaml.compose(text, Loader=_Plain)
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
    """A loader that stops at the first event that the subset does not have."""

    _depth = 0
    _values = 0

    def get_event(self) -> Any:
        """Give the next event; raises CannotRead for what is not read."""
        event: Any = super().get_event()  # type: ignore[no-untyped-call]  # the stubs leave it untyped
        at = _place(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise CannotRead(_("anchors and aliases are not read"), *at)
        if getattr(event, "tag", None):
            raise CannotRead(_("tags are not read"), *at)
        self._depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        self._values += isinstance(event, yaml.NodeEvent)
        if self._depth > DEEPEST:
            raise CannotRead(_("values are nested deeper than {limit}"), *at, limit=DEEPEST)
        if self._values > MOST_VALUES:
            raise CannotRead(_("it holds more than {limit} values"), *at, limit=f"{MOST_VALUES:,}")
        return event


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
