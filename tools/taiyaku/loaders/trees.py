"""Read-only file trees: a folder, an archive or a git revision, named by POSIX paths.

Nothing outside the tree is ever opened: links are refused, and so is everything that is not
a regular file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from taiyaku.errors import CannotRead, NotAPackage
from taiyaku.i18n import _

LARGEST_FILE = 1 << 30
"""Bytes; larger files are refused (1 GiB)."""


Stamp = tuple[int, int, int, int, int]
"""Device, number, size and the two times of a file: as long as they stay, so do its bytes."""


class Source(Protocol):
    """The bytes of one file, piece by piece."""

    @property
    def size(self) -> int:
        """Number of bytes."""

    def read(self, at: int = 0, size: int = LARGEST_FILE) -> bytes:
        """Give some bytes from an offset on; raises CannotRead, where the file is no longer the same too."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """A file that is in memory."""

    content: bytes

    @property
    def size(self) -> int:
        """Number of bytes."""
        return len(self.content)

    def read(self, at: int = 0, size: int = LARGEST_FILE) -> bytes:
        """Give some bytes from an offset on."""
        return self.content if at == 0 and size >= len(self.content) else self.content[at : at + size]


class File:
    """A file of a folder, opened anew for every piece, so that no handle stays open; a change between two pieces is noticed."""

    def __init__(self, folder: Folder, name: str) -> None:
        """Look at the file for the first time; raises CannotRead."""
        self._folder = folder
        self._name = name
        _nothing, self._stamp = folder.piece(name, 0, 0)

    @property
    def size(self) -> int:
        """Number of bytes."""
        return self._stamp[2]

    def read(self, at: int = 0, size: int = LARGEST_FILE) -> bytes:
        """Give some bytes from an offset on."""
        content, stamp = self._folder.piece(self._name, at, size)
        if stamp != self._stamp:
            raise CannotRead(_("it changed while it was being read"))
        return content


class Tree(Protocol):
    """Files by name; names have forward slashes and no ``.`` or ``..`` parts."""

    def names(self) -> list[str]:
        """Give the names of all regular files, sorted."""

    def size(self, name: str) -> int:
        """Give the number of bytes of a file, as far as can be told without reading it; else 0."""

    def read(self, name: str) -> bytes:
        """Give the bytes of a file; raises CannotRead."""

    def shown(self, name: str) -> str:
        """Give the name as the reader would write it."""


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def source(tree: Tree, name: str, in_memory: int) -> Source:
    """Give a file of a tree: up to so many bytes in memory, else, in a folder, piece by piece. Raises CannotRead."""
    if isinstance(tree, Folder):
        file = File(tree, name)
        return Bytes(file.read()) if file.size <= in_memory else file
    return Bytes(tree.read(name))


def safe(name: str) -> bool:
    """Tell whether a path from data stays inside a tree (Data Package 2.0, Path or URL: POSIX, no ``/`` first, no ``..``)."""
    parts = PurePosixPath(name).parts
    return bool(name) and "\\" not in name and ":" not in name and not name.startswith(("/", "~")) and ".." not in parts and "\0" not in name


class Folder:
    """A folder on disk, restricted to what a project may hold."""

    def __init__(self, root: Path, shown_as: str, only: tuple[str, ...] = ()) -> None:
        """Take the folder, how the reader wrote it, and the top-level names that may be seen (all where none is given)."""
        self.root = root
        self.shown_as = shown_as
        self.only = only

    def names(self) -> list[str]:
        """Give the names of all regular files, sorted; links and git's own folder are left out."""
        return sorted(self._walk())

    def _walk(self) -> Iterator[str]:
        folders = [""]
        while folders:
            folder = folders.pop()
            for entry in self._entries(folder):
                name = f"{folder}{entry.name}"
                if not folder and (entry.name == ".git" or (self.only and entry.name not in self.only)):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{name}/")
                elif entry.is_file(follow_symlinks=False):
                    yield name

    def stamps(self) -> dict[str, Stamp]:
        """Give what tells each file from what it was, as far as the system says."""
        found: dict[str, Stamp] = {}
        for name in self._walk():
            with suppress(OSError):  # it went while we were looking
                found[name] = _stamp((self.root / name).stat(follow_symlinks=False))
        return found

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.root / folder) as found:
                return list(found)
        except FileNotFoundError:  # it went while we were looking
            return []
        except OSError:
            raise NotAPackage(_("{path} cannot be listed"), path=self.shown(folder)) from None

    def size(self, name: str) -> int:
        """Give the number of bytes of a file."""
        try:
            return (self.root / name).stat(follow_symlinks=False).st_size
        except (OSError, ValueError):
            return 0

    def read(self, name: str) -> bytes:
        """Give the bytes of a file; no component of its path may be a link."""
        return self.piece(name, 0, LARGEST_FILE)[0]

    def piece(self, name: str, at: int, size: int) -> tuple[bytes, Stamp]:
        """Give some bytes of a file from an offset on, and what tells this state of the file from another."""
        path = self.root
        try:
            for part in PurePosixPath(name).parts:
                path = path / part
                if path.is_symlink():
                    raise CannotRead(_("it is a link, and links are not followed"))
            # O_NONBLOCK: opening a named pipe must not wait for a writer.
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            handle = os.open(path, flags)
            try:
                status = os.fstat(handle)
                if not stat.S_ISREG(status.st_mode):
                    raise CannotRead(_("it is not a regular file"))
                if status.st_size > LARGEST_FILE:
                    raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{LARGEST_FILE:,}")
                with os.fdopen(handle, "rb", buffering=0, closefd=False) as file:
                    file.seek(at)
                    content = file.read(min(size, max(status.st_size - at, 0)))
                after = os.fstat(handle)
            finally:
                os.close(handle)
        except FileNotFoundError:
            raise CannotRead(_("there is no such file")) from None
        except PermissionError:
            raise CannotRead(_("reading it is not permitted")) from None
        except (OSError, ValueError):
            raise CannotRead(_("the system cannot read it")) from None
        if _stamp(status) != _stamp(after) or len(content) != min(size, max(status.st_size - at, 0)):
            raise CannotRead(_("it changed while it was being read"))
        return content, _stamp(after)

    def shown(self, name: str) -> str:
        """Give the path relative to where the reader stands."""
        return PurePosixPath(self.shown_as, name).as_posix() if self.shown_as not in ("", ".") else name
