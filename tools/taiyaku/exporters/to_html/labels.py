"""The names that a package gives its own parts, in the language of a page."""

from collections.abc import Mapping
from functools import lru_cache

from taiyaku.derive import strings
from taiyaku.exporters.to_html.content import Group
from taiyaku.exporters.to_html.pieces import Piece
from taiyaku.model import Json, Package, TextField

Path = tuple[str | int, ...]
Labels = Mapping[Path, Piece]
"""Path inside the descriptor (to a ``title`` or ``description``) to the text for the page."""


def labels(package: Package, language: str) -> dict[Path, Piece]:
    """Read every title and description of the descriptor for pages of a language.

    A text that the catalogue of the language does not have stays in the language of the descriptor and is marked with it.
    """
    said = {(each.context, each.source): each.target for each in package.catalogues.get(language, ()) if each.target and not each.fuzzy}
    own = next(iter(package.languages), language)
    found: dict[Path, Piece] = {}
    for context, text, _holder, path in strings(package.descriptor.value):
        target = text if own == language else said.get((context, text))
        found[path] = Piece(target) if target is not None else Piece(text, lang=own)
    return found


def package_title(package: Package, known: Labels) -> Piece:
    """Give the title of the package, or its name."""
    return known.get(("title",)) or Piece(package.name)


def group_title(package: Package, known: Labels, group: str) -> Piece:
    """Give the title of a table, or its name."""
    at = _resource(package, group)
    return (known.get(("resources", at, "title")) if at is not None else None) or Piece(group)


def field_title(package: Package, known: Labels, group: Group, name: str) -> Piece:
    """Give the title of a fact, or its name."""
    return _field(package, known, group.holder, name) or Piece(name)


def text_title(package: Package, known: Labels, text: TextField, language: str) -> Piece:
    """Give the title of a text: the one of its column in this language, else of its first column, else its name."""
    columns = [text.columns[tag] for tag in (language, *text.columns) if tag in text.columns]
    said = (_field(package, known, column.table, column.name) for column in columns)
    return next((each for each in said if each is not None), Piece(text.name))


def column_title(package: Package, known: Labels, resource: str, name: str) -> Piece:
    """Give the title of a column of a resource, or its name."""
    return _field(package, known, resource, name) or Piece(name)


def resource_description(package: Package, known: Labels, resource: str) -> Piece | None:
    """Give the description of a resource, if it has one."""
    at = _resource(package, resource)
    return known.get(("resources", at, "description")) if at is not None else None


def column_description(package: Package, known: Labels, resource: str, name: str) -> Piece | None:
    """Give the description of a column of a resource, if it has one."""
    return _field(package, known, resource, name, "description")


@lru_cache(maxsize=512)
def _resource(package: Package, name: str) -> int | None:
    declared = package.descriptor.value.get("resources")
    listed = enumerate(declared if isinstance(declared, list) else [])
    return next((index for index, each in listed if isinstance(each, dict) and each.get("name") == name), None)


def _field(package: Package, known: Labels, resource: str, name: str, part: str = "title") -> Piece | None:
    at, index = _resource(package, resource), _column(package, resource, name)
    if at is None or index is None:
        return None
    return known.get(("resources", at, "schema", "fields", index, part)) or _outside(package, at, package.tables[resource].fields[index].get(part))


@lru_cache(maxsize=4096)
def _column(package: Package, resource: str, name: str) -> int | None:
    fields = package.tables[resource].fields if resource in package.tables else ()
    return next((index for index, field in enumerate(fields) if field.get("name") == name), None)


def _outside(package: Package, at: int, title: Json) -> Piece | None:
    """Give a title of a schema that stands in a file of its own, which is not among the strings of the descriptor."""
    apart = isinstance(package.descriptor.value["resources"][at].get("schema"), str)
    return Piece(title, lang=next(iter(package.languages), "")) if apart and isinstance(title, str) and title else None
