"""Zip and tar archives, read through a handle and never unpacked."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import unicodedata
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from taiyaku.errors import CannotRead, NotAPackage
from taiyaku.i18n import _
from taiyaku.loaders.trees import LARGEST_FILE, safe

MOST_MEMBERS = 10_000
MOST_BYTES = LARGEST_FILE
"""Bytes of all members together, unpacked."""
HIGHEST_RATIO = 100
"""Unpacked over packed size; the usual limit against archive bombs."""
RATIO_FROM = 1 << 20
"""Bytes; below this size no ratio is suspicious."""
_PIECE = 1 << 20
"""Bytes that are read at once."""

_DAMAGED = (
    *(OSError, EOFError, ValueError, LookupError, NotImplementedError, RuntimeError, OverflowError, struct.error),
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError),
)
"""What the readers of the standard library raise on damaged archives; they share no base class. RecursionError is a RuntimeError."""


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in an archive."""

    name: str
    size: int
    """Bytes, as the archive says."""
    regular: bool
    """Neither a link nor a device nor a file with holes."""
    encrypted: bool
    limit: int
    """Bytes of which no more are read."""
    opened: Callable[[], IO[bytes]]


class Archive:
    """An archive as a tree; members that lead out of it, links, devices, encrypted members and names that stand twice are refused."""

    def __init__(self, path: Path | bytes, shown_as: str) -> None:
        """Read the list of members, of a zip archive in memory where bytes are given; raises NotAPackage where that is impossible or beyond the limits."""
        self.shown_as = shown_as
        self._members: dict[str, _Member] = {}
        try:
            handle: IO[bytes] = io.BytesIO(path) if isinstance(path, bytes) else path.open(mode="rb")
        except OSError:
            raise NotAPackage(_("{path} cannot be read"), path=shown_as) from None
        weakref.finalize(self, handle.close)
        try:
            if not isinstance(path, bytes) and path.stat().st_size > LARGEST_FILE:
                raise CannotRead(_("{path} is larger than {limit} bytes"), limit=f"{LARGEST_FILE:,}")
            self._take(_of_zip(handle) if isinstance(path, bytes) or path.suffix.lower() in (".zip", ".xlsx") else _of_tar(handle, path))
        except CannotRead as error:
            raise NotAPackage(error.says, **{"path": shown_as, **error.values}) from None
        except _DAMAGED:
            raise NotAPackage(_("{path} cannot be read as an archive"), path=shown_as) from None

    def _take(self, members: Iterator[_Member]) -> None:
        """Keep the members, if all of them are harmless; raises CannotRead."""
        total, known = 0, dict[str, str]()
        for number, member in enumerate(members, 1):
            total += member.size
            name = PurePosixPath(member.name).as_posix()
            if number > MOST_MEMBERS:
                raise CannotRead(_("{path} holds more than {limit} files"), limit=f"{MOST_MEMBERS:,}")
            if total > MOST_BYTES:
                raise CannotRead(_("{path} is larger than {limit} bytes"), limit=f"{MOST_BYTES:,}")
            if not safe(member.name):
                raise CannotRead(_("{path} holds {member}, which leads out of the archive"), member=member.name)
            if not member.regular:
                raise CannotRead(_("{path} holds {member}, which is no regular file"), member=member.name)
            if member.encrypted:
                raise CannotRead(_("{path} holds {member}, which is encrypted"), member=member.name)
            if name in self._members:
                raise CannotRead(_("{path} holds {member} twice"), member=name)
            # Windows and macOS do not tell these names apart (UAX #15; Unicode, Default Case Folding).
            other = known.setdefault(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()), name)
            if other != name:
                raise CannotRead(_("{path} holds {member} and {other}, which are one file on some computers"), member=name, other=other)
            self._members[name] = member

    def names(self) -> list[str]:
        """Give the names of all members, sorted."""
        return sorted(self._members)

    def size(self, name: str) -> int:
        """Give the number of bytes of a member, as the archive says."""
        return self._members[name].size if name in self._members else 0

    def read(self, name: str) -> bytes:
        """Give the bytes of a member, within the limits of size and ratio."""
        member = self._members.get(name)
        if member is None:
            raise CannotRead(_("there is no such file"))
        pieces, size = [], 0
        try:
            with member.opened() as file:
                while piece := file.read(_PIECE):
                    size += len(piece)
                    if size > member.limit:
                        raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{member.limit:,}")
                    pieces.append(piece)
        except _DAMAGED:
            raise CannotRead(_("the archive is damaged there")) from None
        return b"".join(pieces)

    def shown(self, name: str) -> str:
        """Give the member behind the archive's name and a colon."""
        return f"{self.shown_as}:{name}"


def repacked(path: Path, shown_as: str) -> bytes:
    """Give a zip archive with the same members, unpacked within the limits, so that its reader needs none. Raises NotAPackage and CannotRead."""
    archive = Archive(path, shown_as)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        for name in archive.names():
            whole.writestr(zipfile.ZipInfo(name), archive.read(name))
    return out.getvalue()


def _most(packed: int) -> int:
    """Give the bytes that so many packed bytes may unpack to."""
    return min(MOST_BYTES, max(RATIO_FROM, packed * HIGHEST_RATIO))


def _of_zip(handle: IO[bytes]) -> Iterator[_Member]:
    archive = zipfile.ZipFile(handle)
    for member in archive.infolist():
        if not member.is_dir():
            regular = stat.S_IFMT(member.external_attr >> 16) in (0, stat.S_IFREG)
            yield _Member(member.filename, member.file_size, regular, bool(member.flag_bits & 1), _most(member.compress_size), partial(archive.open, member))


def _of_tar(handle: IO[bytes], path: Path) -> Iterator[_Member]:
    size = path.stat().st_size
    ending = path.suffix.lower()
    if ending in (".gz", ".tgz"):
        guarded = _Guarded(gzip.GzipFile(fileobj=handle), _most(size))
    elif ending in (".xz", ".txz"):
        guarded = _Guarded(lzma.LZMAFile(handle, format=lzma.FORMAT_XZ), _most(size))  # noqa: SIM115 -- it holds nothing of its own
    elif ending in (".bz2", ".tbz2"):
        guarded = _Guarded(bz2.BZ2File(handle), _most(size))
    else:
        guarded = _Guarded(handle, size)
    archive = tarfile.TarFile(fileobj=guarded, encoding="utf-8", errors="surrogateescape")  # type: ignore[arg-type]  # no more of a file is asked of it
    for member in archive:
        if not member.isdir():
            regular = member.isreg() and not member.issparse()
            yield _Member(member.name, member.size, regular, encrypted=False, limit=MOST_BYTES, opened=partial(_opened, archive, member))
    # tarfile takes a damaged header for the end; the end is a block of zeros (POSIX.1-2017, ustar).
    guarded.seek(archive.offset)
    if any(guarded.read(tarfile.BLOCKSIZE) or b"\1"):
        raise tarfile.ReadError


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    return archive.extractfile(member) or io.BytesIO()


class _Guarded:
    """A file of which no more than so many bytes are unpacked, however far somebody reads or seeks."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile | lzma.LZMAFile | bz2.BZ2File, limit: int) -> None:
        """Take the file as it is unpacked, and the limit."""
        self._file = file
        self._limit = limit

    def tell(self) -> int:
        """Give the place where reading goes on."""
        return self._file.tell()

    def seek(self, at: int) -> int:
        """Go to a place; raises CannotRead beyond the limit."""
        self._within(at)
        return self._file.seek(at)

    def read(self, size: int) -> bytes:
        """Give the next bytes; raises CannotRead beyond the limit, and ReadError for more than one piece."""
        if size > _PIECE:  # a header that says so: members are read in pieces
            raise tarfile.ReadError
        self._within(self._file.tell())
        return self._file.read(size)

    def _within(self, at: int) -> None:
        if at > self._limit:
            raise CannotRead(_("{path} is larger than {limit} bytes"), limit=f"{self._limit:,}")
