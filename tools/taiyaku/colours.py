"""The colours of the site's pages, and whether text in a colour can be read on them (WCAG 2.2, 1.4.3)."""

import re
from collections.abc import Mapping

from taiyaku.model import Json, mark

SCHEMES = {"light": ("#ffffff", "#f4f5f7", "#fff4d6"), "dark": ("#15181c", "#1f242a", "#3a3115")}
"""What links stand on in each scheme: the variables ``--paper``, ``--tint`` and ``--mark`` of the site's style sheet."""
LEAST = 4.5
"""Contrast that text needs at least (WCAG 2.2, 1.4.3, level AA)."""
_HEX = re.compile("#[0-9A-Fa-f]{6}")


def declared(descriptor: Mapping[str, Json]) -> dict[str, str]:
    """Give the accent colours that a package declares (``taiyaku.site.accent``), by scheme; what is no colour is left out, because its schema says so."""
    site = mark(descriptor, "site")
    accent = site.get("accent") if isinstance(site, dict) else None
    found = accent if isinstance(accent, dict) else {}
    return {scheme: found[scheme] for scheme in SCHEMES if isinstance(found.get(scheme), str) and _HEX.fullmatch(found[scheme])}


def accents(descriptor: Mapping[str, Json]) -> dict[str, str]:
    """Give those that can be read on every ground of their scheme, in small letters."""
    return {scheme: colour.lower() for scheme, colour in declared(descriptor).items() if least(colour, scheme) >= LEAST}


def least(colour: str, scheme: str) -> float:
    """Give the contrast of a colour with that ground of a scheme on which it is hardest to read."""
    return min(_contrast(_luminance(colour), _luminance(ground)) for ground in SCHEMES[scheme])


def _contrast(one: float, other: float) -> float:
    """Give the contrast of two relative luminances (WCAG 2.2, contrast ratio)."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(colour: str) -> float:
    """Give the relative luminance of a colour (WCAG 2.2), by its channels in linear light (IEC 61966-2-1)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)  # noqa: PLR2004 -- sRGB's own
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
