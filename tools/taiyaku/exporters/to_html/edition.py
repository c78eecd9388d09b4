"""What stands around a site: where it will be served, and the files that it may lead to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from taiyaku.errors import WrongUsage
from taiyaku.exporters.to_html.names import folder
from taiyaku.i18n import _
from taiyaku.model import Json
from taiyaku.published import Published

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(
    rf"(?P<host>https?://(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{{1,5}}))?)(?P<path>(?:/(?:[a-z0-9._~!$&'()*+,;=:@-]|%[0-9a-f]{{2}})+)*)/?",
    re.IGNORECASE | re.ASCII,
)
"""An address of the web that other addresses can be put behind (RFC 3986, 3): no user, no query, no fragment, no empty part of the path."""
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?=/|\Z)", re.IGNORECASE)
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a site: for a disk, beside the files of its release; or for a server, above them."""

    base: str = ""
    """Address of the first page's folder, ending in a slash; empty for pages that are read from a disk or a preview, which know no address."""
    files: Mapping[str, Published] = field(default_factory=dict)
    """Files of the release by path; pages lead to these and to no others. Empty where pages are made alone."""
    later: frozenset[str] = frozenset()
    """Paths of files of the release that are written after the pages, because they list them."""
    datasets: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    """By language: what pages tell search engines about the data (schema.org)."""

    @property
    def prefix(self) -> str:
        """Give the folder of the pages in a release: on a server they are its root, on a disk they have a folder of their own."""
        return "" if self.base else "site/"

    @property
    def outside(self) -> str:
        """Give the way from the first page's folder to that of the release."""
        return "" if self.base else "../"

    def address(self, path: str) -> str:
        """Give the address of a file of the release, seen from the first page's folder; empty where the release has no such file."""
        if path in self.later:
            return f"{self.outside}{path}"
        return f"{self.outside}{self.files[path].address}" if path in self.files else ""


def base_address(text: str) -> str:
    """Give the address that a site will be served at as its pages write it: ending in a slash, scheme and host in small letters; nothing for nothing.

    Raises WrongUsage for what is no such address.
    """
    if not text:
        return ""
    found = _ADDRESS.fullmatch(text)
    if found is None or _DOTS.search(found["path"]) or int(found["port"] or 0) > _LAST_PORT:
        says = _(
            "{address} is no address that a site can be served at; it begins with http:// or https:// and a host, is written in ASCII, "
            "and has no user, no query (?) and no fragment (#): https://example.org/data/"
        )
        raise WrongUsage(says, address=text)
    return f"{found['host'].lower()}{found['path']}/"


def alternates(edition: Edition, languages: Sequence[str], path: str) -> list[tuple[str, str]]:
    """Give a page's address in every language, itself included, and the one for everybody else (``x-default``), by ``hreflang``.

    ``path`` leads from the folder of a language; empty for the page where a language is chosen. That page is the one for everybody else beside the pages
    that a language begins with; beside any other page it is the one in the first language.
    """
    found = [(tag, f"{edition.base}{folder(tag)}/{path or 'index.html'}") for tag in languages]
    return [*found, ("x-default", edition.base if path in ("", "index.html") else found[0][1])]
