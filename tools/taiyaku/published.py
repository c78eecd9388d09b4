"""A file of a release, as pages and papers list it."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from taiyaku.i18n import _


@dataclass(frozen=True, slots=True)
class Kind:
    """One published format, as people choose it."""

    name: str
    best: str
    """What it is best for."""
    where: str
    """The folder where it stands."""
    group: str
    """Who wants it: one of ``GROUPS``."""


GROUPS = {"excel": _("For Excel"), "analysis": _("For analysis"), "developers": _("For developers"), "whole": _("Everything in one file")}
KINDS = {
    "html": Kind("HTML", _("To read in a browser, in both languages"), "index.html", ""),
    "xlsx": Kind("Excel", _("Excel: one workbook for each language"), "excel/", "excel"),
    "excel": Kind("CSV", _("Excel: one CSV file for each table and language"), "excel/", "excel"),
    "csv": Kind("CSV", _("CSV (UTF-8) for R, Python and other programs"), "csv/", "analysis"),
    "json": Kind("JSON", _("JSON for web programs: whole tables and single records"), "json/v1/", "developers"),
    "ndjson": Kind("NDJSON", _("JSON, one record a line, for large data"), "ndjson/", "developers"),
    "sqlite": Kind("SQLite", _("SQLite database with views and a search for each language"), "db/", "analysis"),
    "parquet": Kind("Parquet", _("Parquet for analysis"), "parquet/", "analysis"),
    "package": Kind("ZIP", _("Frictionless data package: the source of all other files, also as one archive"), "package/", "whole"),
}
"""By id of the exporter, in the order in which people are told of them."""
WINDOWS = "Get-Content SHA256SUMS | % { $h, $f = $_ -split '  ', 2; if ((Get-FileHash -LiteralPath $f).Hash -ne $h) { $f } }"
"""Names the files that differ from SHA256SUMS, in PowerShell."""


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
