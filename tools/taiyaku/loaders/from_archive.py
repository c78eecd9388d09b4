"""Zip archives, read through a handle and never unpacked."""

import io
import stat
import struct
import zipfile
from pathlib import Path

from taiyaku.errors import CannotRead, NotAPackage
from taiyaku.i18n import _
from taiyaku.loaders.trees import LARGEST_FILE, safe

MOST_MEMBERS = 10_000
MOST_BYTES = LARGEST_FILE
"""Bytes of all members together, unpacked; zipfile gives no more of a member than its directory says."""
HIGHEST_RATIO = 100
"""Unpacked over packed size; the usual limit against archive bombs."""
RATIO_FROM = 1 << 20
"""Bytes; below this size no ratio is suspicious."""


class Archive:
    """A zip archive as a tree; members that lead out of it, links and repeated names are refused."""

    def __init__(self, path: Path, shown_as: str) -> None:
        """Read the directory of the archive; raises NotAPackage where that is impossible or beyond the limits."""
        self.shown_as = shown_as
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise NotAPackage(_("{path} is larger than {limit} bytes"), path=shown_as, limit=f"{LARGEST_FILE:,}")
            self._zip = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, LookupError):
            raise NotAPackage(_("{path} cannot be read as a zip archive"), path=shown_as) from None
        members = [each for each in self._zip.infolist() if not each.is_dir()]
        if len(members) > MOST_MEMBERS:
            raise NotAPackage(_("{path} holds more than {limit} files"), path=shown_as, limit=f"{MOST_MEMBERS:,}")
        if sum(member.file_size for member in members) > MOST_BYTES:
            raise NotAPackage(_("{path} is larger than {limit} bytes"), path=shown_as, limit=f"{MOST_BYTES:,}")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            if not safe(member.filename) or stat.S_ISLNK(member.external_attr >> 16):
                raise NotAPackage(_("{path} holds {member}, which leads out of the archive"), path=shown_as, member=member.filename)
            if member.filename in self._members:
                raise NotAPackage(_("{path} holds {member} twice"), path=shown_as, member=member.filename)
            self._members[member.filename] = member

    def names(self) -> list[str]:
        """Give the names of all members, sorted."""
        return sorted(self._members)

    def read(self, name: str) -> bytes:
        """Give the bytes of a member, within the limits of size and ratio."""
        member = self._members.get(name)
        if member is None:
            raise CannotRead(_("there is no such file"))
        limit = LARGEST_FILE if member.file_size <= RATIO_FROM else min(LARGEST_FILE, max(RATIO_FROM, member.compress_size * HIGHEST_RATIO))
        try:
            with self._zip.open(member) as file:
                content = file.read(limit + 1)
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError):
            raise CannotRead(_("the archive is damaged there")) from None
        except Exception as error:  # zlib.error, lzma.LZMAError: the decompressors share no base class
            raise CannotRead(_("the archive is damaged there")) from error
        if len(content) > limit:
            raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{limit:,}")
        return content

    def shown(self, name: str) -> str:
        """Give the member behind the archive's name and a colon."""
        return f"{self.shown_as}:{name}"
