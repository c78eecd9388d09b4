"""What we know of languages, as data with sources; and a reader and comparer of numbers that can be used on its own.

``read(text, language)`` gives what a text says in numbers, ``compare(source, source_language, target, target_language)`` on which of them two
texts differ, ``compare_many`` the same for whole columns. Readers and their tables are loaded when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiyaku.languages.differences import LANGUAGES, Difference, Kind

if TYPE_CHECKING:
    from taiyaku.languages.matching import compare, read
    from taiyaku.languages.quantities import Bound, Date, Fuzzy, Identifier, Number, Quantity, Strength, Time
    from taiyaku.languages.screening import compare_many

__all__ = [
    "LANGUAGES",
    "Bound",
    "Date",
    "Difference",
    "Fuzzy",
    "Identifier",
    "Kind",
    "Number",
    "Quantity",
    "Strength",
    "Time",
    "compare",
    "compare_many",
    "read",
]


def __getattr__(name: str) -> object:
    if name in ("compare", "read"):
        from taiyaku.languages import matching as module
    elif name == "compare_many":
        from taiyaku.languages import screening as module  # type: ignore[no-redef]
    elif name in __all__:
        from taiyaku.languages import quantities as module  # type: ignore[no-redef]
    else:
        raise AttributeError(name)
    return getattr(module, name)
