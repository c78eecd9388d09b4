"""Language tags: the syntax of BCP 47 (RFC 5646, 2.1) and the IANA Language Subtag Registry, as the library language-tags carries it."""

import re
from functools import cache, lru_cache

_TAG = re.compile(
    r"""
    (?: (?P<language>[a-z]{2,3}) (?:-(?P<extlang>[a-z]{3}))?
        (?:-(?P<script>[a-z]{4}))?
        (?:-(?P<region>[a-z]{2}|[0-9]{3}))?
        (?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)
        (?P<extensions>(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*)
        (?:-x(?:-[a-z0-9]{1,8})+)?
      | x(?:-[a-z0-9]{1,8})+
    )""",
    re.VERBOSE | re.ASCII,
)
"""``langtag`` and ``privateuse``. Languages of four to eight letters are left out: none was ever registered; so is a second extended language (2.2.2)."""

_PRIVATE = {"language": re.compile(r"q[a-t][a-z]"), "script": re.compile(r"qa(?:a[a-z]|b[a-x])"), "region": re.compile(r"q[m-z]|x[a-z]")}
"""Subtags for private use, which the registry lists as ranges."""

_KNOWN = {"en", "ja", "mul", "und", "zxx"}
"""What nearly all our data says; the registry need not be opened for it."""

MISTAKEN = {"kr": "ko"}
"""Registered, and yet written for another language: Korean (``ko``) by its country, Korea. Kanuri, which ``kr`` stands for, has tags of its own: knc, kby, krt."""


@lru_cache(10_000)
def valid(tag: str) -> bool:
    """Tell whether a tag is well formed, every part of it is registered (RFC 5646, 2.2.9), and it is not one that is nearly always a mistake."""
    lower = tag.lower() if tag.isascii() else ""
    if tag in _KNOWN or "grandfathered" in _types(lower):
        return True
    found = _TAG.fullmatch(lower)
    if found is None or found["language"] in MISTAKEN:
        return False
    parts = {kind: found[kind] for kind in ("language", "extlang", "script", "region") if found[kind]}
    variants = (found["variants"] or "").split("-")[1:]
    singletons = re.findall(r"-([0-9a-z])(?=-)", found["extensions"] or "")
    unrepeated = len({*variants}) == len(variants) and len({*singletons}) == len(singletons)
    registered = all(kind in _types(part) or (kind in _PRIVATE and _PRIVATE[kind].fullmatch(part)) for kind, part in parts.items())
    return unrepeated and registered and all("variant" in _types(part) for part in variants) and _prefixed(parts)


def _types(subtag: str) -> list[str]:
    from language_tags import tags  # type: ignore[import-untyped]  # it has no types

    types: list[str] = tags.types(subtag)
    return types


def _prefixed(parts: dict[str, str]) -> bool:
    """Tell whether an extended language stands behind the language that it extends (RFC 5646, 2.2.2)."""
    from language_tags.Subtag import Subtag  # type: ignore[import-untyped]  # it has no types

    return "extlang" not in parts or parts["language"] in Subtag(parts["extlang"], "extlang").data["record"]["Prefix"]


@lru_cache(10_000)
def meant(tag: str) -> str:
    """Suggest the tag that was probably meant, or nothing: by the names of languages, the aliases, and the languages most spoken in countries, in CLDR."""
    from babel.core import get_global

    language, *rest = tag.strip().replace("_", "-").split("-")
    first, country = language.lower(), language.upper()
    if first in MISTAKEN:
        first = MISTAKEN[first]
    elif "language" not in _types(first):
        spoken = get_global("territory_languages").get(country, {})
        most = max(spoken, key=lambda each: spoken[each]["population_percent"], default="")
        first = _named().get(tag.strip().casefold()) or get_global("language_aliases").get(first) or most.partition("_")[0]
    aliases = get_global("territory_aliases")
    whole = "-".join([first, *(next(iter(aliases.get(part.upper(), [])), part) for part in rest)])
    return next((each for each in (whole, first) if each != tag and valid(each)), "")


@cache
def _named() -> dict[str, str]:
    """Give the languages that have a tag of one part, by their English and Japanese names."""
    from babel.core import Locale

    named = {title.casefold(): code for locale in ("en", "ja") for code, title in Locale(locale).languages.items()}
    return {title: code for title, code in named.items() if "_" not in code}
