"""The colours that a package chooses for its site, as a style sheet of their own: no page has a style inside."""

from functools import lru_cache

from taiyaku.colours import SCHEMES, accents
from taiyaku.model import Package

NAME = "theme.css"


@lru_cache(maxsize=8)
def style(package: Package) -> str:
    """Give the style sheet; empty where the package chooses nothing that can be read."""
    chosen = accents(package.descriptor.value)
    rules = {scheme: f":root {{ --link: {chosen[scheme]}; }}" for scheme in SCHEMES if scheme in chosen}
    # Like the colours of the site itself, these are for screens: on paper everything is black.
    return "".join(f"@media screen and (prefers-color-scheme: {scheme}) {{\n  {rule}\n}}\n" for scheme, rule in rules.items())
