"""What the package says about itself: version, licences, sources, and how to credit it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from taiyaku.exporters.to_html.labels import package_title
from taiyaku.exporters.to_html.pieces import Piece, Pieces, linked, listed, woven
from taiyaku.exporters.to_html.view import View
from taiyaku.model import Json


def version(view: View) -> str:
    """Give the version as written; empty where there is none."""
    return str(view.content.package.descriptor.value.get("version") or "")


def licences(view: View) -> list[Pieces]:
    """Name the licences, each with a link where it has an address on the web."""
    found: list[Pieces] = []
    for at, licence in _each(view, "licenses"):
        name = _name(view, "licenses", at, licence)
        if name is not None:
            found.append(web((name,), licence.get("path")))
    return found


def sources(view: View) -> list[Pieces]:
    """Name the sources of the package, each with a link where it has an address on the web."""
    found: list[Pieces] = []
    for at, source in _each(view, "sources"):
        name = _name(view, "sources", at, source)
        if name is not None:
            found.append(web((name,), source.get("path")))
    return found


def credit(view: View) -> Pieces:
    """Give the line that credits the package: its title, who made it, its version and its licences."""
    authors = [(name,) for at, each in _each(view, "contributors") if (name := _name(view, "contributors", at, each)) is not None]
    separator = view.words["separator"]
    number = woven(view.words["version_named"], {"version": (Piece(version(view)),)}) if version(view) else ()
    parts: Sequence[Sequence[Piece]] = [(package_title(view.content.package, view.labels),), listed(authors, separator), number, *licences(view)]
    return listed(parts, separator)


def report(view: View) -> str:
    """Give the address for telling of an error on this page, the record named; empty where the descriptor has no address for letters (``email``)."""
    found = (each.get("email") for _at, each in _each(view, "contributors"))
    to = next((each for each in found if isinstance(each, str) and _MAIL.fullmatch(each)), "")
    about = "/".join(part for part in view.here if part)
    subject = ": ".join(part for part in (view.content.package.name, f"{version(view)} {about}".strip()) if part)
    return f"mailto:{to}?subject={_quoted(subject)}" if to else ""


_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""An address for letters as nearly everybody has one (RFC 6068 would take more, and more that leads elsewhere)."""


def _quoted(text: str) -> str:
    """Write a text as part of an address (RFC 3986, 2.1)."""
    return re.sub(r"[^A-Za-z0-9._~-]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), text)


def home(view: View) -> Piece | None:
    """Give what the first page of a language begins with: the package's own text for it (``taiyaku.site``), else its description."""
    return view.labels.get(("taiyaku", "site", "description")) or view.labels.get(("description",))


def _each(view: View, part: str) -> Iterator[tuple[int, Mapping[str, Json]]]:
    declared = view.content.package.descriptor.value.get(part)
    for at, each in enumerate(declared if isinstance(declared, list) else []):
        if isinstance(each, dict):
            yield at, each


def _name(view: View, part: str, at: int, each: Mapping[str, Json]) -> Piece | None:
    known = view.labels.get((part, at, "title"))
    other = each.get("name") or each.get("path")
    return known or (Piece(str(other)) if other else None)


def web(name: Pieces, path: Json) -> Pieces:
    """Link a name to an address on the web; what is no such address (a file, a script) is not linked."""
    return linked(name, path) if isinstance(path, str) and re.fullmatch(r"https?://[^\s<>\"]+", path) else name
