"""A file of a release, as pages and papers list it."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Published:
    """A file of a release."""

    path: str
    size: int
    """Number of bytes."""
    sha256: str
    format: str = ""
    """Id of the exporter that wrote it; empty for papers and metadata."""
    table: str = ""
    languages: tuple[str, ...] = ()
    record: str = ""
    rows: int | None = None
    """Number of records that were read back from it; None for what holds none."""

    @property
    def mediatype(self) -> str:
        """The media type (RFC 6838) of its ending; those that IANA lists, where it lists one."""
        return _MEDIA_TYPES.get(PurePosixPath(self.path).suffix, "application/octet-stream")

    @property
    def address(self) -> str:
        """The path as a relative reference has it (RFC 3986, 4.2)."""
        return re.sub(r"[^A-Za-z0-9._~/-]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), self.path)


_MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".cff": "application/yaml",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".ndjson": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
    ".po": "text/x-gettext-translation",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".ttl": "text/turtle",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}
