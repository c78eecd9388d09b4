"""Strict discovery: a folder is its own catalogue."""

from collections.abc import Collection
from importlib import import_module
from pkgutil import ModuleInfo, iter_modules
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def names(package: ModuleType) -> list[str]:
    """Give the ids of what a package holds, by the names of its modules; nothing is imported."""
    return [_id(module.name) for module in _modules(package)]


def collect(package: ModuleType, kind: type[T], only: Collection[str] | None = None) -> dict[str, T]:
    """Import every public module (or subpackage) of ``package``, or those with these ids, and give its one ``kind``, by id.

    The id is the module's name with ``-`` for ``_``, without a leading ``to_`` or ``as_``.
    Raises whatever the import raises, and ValueError where a module holds none or several, or
    where its item calls itself something else: a validator that quietly runs one check fewer
    is worse than one that stops.
    """
    found: dict[str, T] = {}
    for module in _modules(package):
        if only is not None and _id(module.name) not in only:
            continue
        name = f"{package.__name__}.{module.name}"
        items = [value for value in vars(import_module(name)).values() if isinstance(value, kind)]
        wanted = _id(module.name)
        if [getattr(item, "id", "") for item in items] != [wanted]:
            message = f"{name} must hold exactly one {kind.__name__}, with the id {wanted!r}"
            raise ValueError(message)
        found[wanted] = items[0]
    return found


def _modules(package: ModuleType) -> list[ModuleInfo]:
    return sorted((each for each in iter_modules(package.__path__) if not each.name.startswith("_")), key=lambda each: each.name)


def _id(module: str) -> str:
    return module.removeprefix("to_").removeprefix("as_").replace("_", "-")
