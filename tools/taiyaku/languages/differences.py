"""How two texts differ in a number: what the comparison finds, and the checks tell."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taiyaku.languages.quantities import Quantity

LANGUAGES = ("en", "ja")
"""The languages whose numbers are read, by primary tag (BCP 47)."""


class Kind(enum.Enum):
    """How two texts differ in a number."""

    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"
    MAGNITUDE = "magnitude"
    DATE = "date"
    IDENTIFIER = "identifier"
    UNIT = "unit"
    RATE = "rate"
    BOUND = "bound"
    SIGN = "sign"
    ORDER = "order"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Difference:
    """One number on which two texts differ."""

    kind: Kind
    source: Quantity | None
    target: Quantity | None
    factor: int = 0
    """For a magnitude: how many times the larger is the smaller, a power of ten."""


def primary(tag: str) -> str:
    """Give the primary language of a tag: ja for ja-JP."""
    return tag.partition("-")[0].lower()
