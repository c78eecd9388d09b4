"""Regular expressions that come from data, matched in linear time.

A contributor's ``^(a+)+$`` stops a backtracking engine for hours. The engine of polars (Rust
regex) cannot be stopped; what it does not know (look-around, back-references) is refused.
"""

from functools import cache, lru_cache


@cache
def supported(pattern: str) -> bool:
    """Tell whether the linear engine can run a pattern, alone and anchored.

    One that ends in a comment, ``(?x)a#``, can be run alone but swallows its anchor.
    """
    import polars as pl

    try:
        for each in (pattern, whole(pattern)):
            pl.Series([""]).str.contains(each)
    except pl.exceptions.PolarsError:
        return False
    return True


@lru_cache(maxsize=65_536)
def found(pattern: str, text: str) -> bool:
    """Tell whether a supported pattern occurs in a text (JSON Schema, ``pattern``: not anchored)."""
    import polars as pl

    return bool(pl.Series([text]).str.contains(pattern)[0])


def whole(pattern: str) -> str:
    """Anchor a Table Schema pattern, which must match the whole value (Data Package 2.0, Table Schema, ``pattern``)."""
    return f"^(?:{pattern})$"
