"""Strict discovery: a folder is its own catalogue."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def collect(package: ModuleType, kind: type[T]) -> dict[str, T]:
    """Import every public module (or subpackage) of ``package`` and give its one ``kind``, by id.

    The id is the module's name with ``-`` for ``_``, without a leading ``to_`` or ``as_``.
    Raises whatever the import raises, and ValueError where a module holds none or several, or
    where its item calls itself something else: a validator that quietly runs one check fewer
    is worse than one that stops.
    """
    found: dict[str, T] = {}
    for module in sorted(iter_modules(package.__path__), key=lambda each: each.name):
        if module.name.startswith("_"):
            continue
        name = f"{package.__name__}.{module.name}"
        items = [value for value in vars(import_module(name)).values() if isinstance(value, kind)]
        wanted = module.name.removeprefix("to_").removeprefix("as_").replace("_", "-")
        if [getattr(item, "id", "") for item in items] != [wanted]:
            message = f"{name} must hold exactly one {kind.__name__}, with the id {wanted!r}"
            raise ValueError(message)
        found[wanted] = items[0]
    return found
