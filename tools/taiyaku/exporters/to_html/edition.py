"""What stands around a site: where it will be served, and the files that it may lead to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from taiyaku.published import Published


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a site: for a disk, beside the files of its release; or for a server, above them."""

    base: str = ""
    """Address of the first page's folder, ending in a slash; empty for pages that are read from a disk or a preview, which know no address."""
    files: Mapping[str, Published] = field(default_factory=dict)
    """Files of the release by path; pages lead to these and to no others. Empty where pages are made alone."""

    @property
    def prefix(self) -> str:
        """Give the folder of the pages in a release: on a server they are its root, on a disk they have a folder of their own."""
        return "" if self.base else "site/"

    @property
    def outside(self) -> str:
        """Give the way from the first page's folder to that of the release."""
        return "" if self.base else "../"
