"""How we hand things to frictionless: copies in memory, without anything that it could follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from taiyaku.model import Json

if TYPE_CHECKING:
    from frictionless import Schema

SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
"""Names the version of the standard; frictionless has the profile with it and fetches nothing."""


def schema(descriptor: Mapping[str, Json]) -> Schema | list[str]:
    """Give the judge's schema object, or its notes on why there is none."""
    from frictionless import FrictionlessException
    from frictionless import Schema as JudgedSchema

    try:
        return JudgedSchema.from_descriptor({**descriptor, "foreignKeys": foreign_keys(descriptor), "$schema": SCHEMA})
    except FrictionlessException as exception:
        return [error.note for error in exception.reasons or [exception.error]]
    except (AttributeError, KeyError, TypeError, ValueError):
        # The judge expects the right types below the parts that its profile looks at.
        return ["a part of it has the wrong type"]


def codec(encoding: str) -> str:
    """Give Python's name of an encoding, for the one registered name (IANA) that Python does not know."""
    return "cp932" if encoding.strip().lower() == "windows-31j" else encoding.strip()


def foreign_keys(descriptor: Mapping[str, Json]) -> list[Any]:
    """Give the foreign keys with the spelling of 1.0 for a table's own records (``""``), which is the one that the judge knows."""
    keys = descriptor.get("foreignKeys", [])
    told: list[Any] = []
    for key in keys if isinstance(keys, list) else [keys]:
        reference = key.get("reference") if isinstance(key, dict) else None
        told.append({**key, "reference": {"resource": "", **reference}} if isinstance(reference, dict) else key)
    return told
