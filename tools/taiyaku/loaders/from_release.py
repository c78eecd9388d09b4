"""A release that somebody downloaded: a folder, or an archive of one, which anybody may have changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from taiyaku import zipped
from taiyaku.errors import CannotRead, NotAPackage
from taiyaku.i18n import _
from taiyaku.loaders import ARCHIVES
from taiyaku.loaders.from_archive import Archive
from taiyaku.loaders.from_descriptor import assemble
from taiyaku.loaders.trees import LARGEST_FILE, Folder, Tree, source
from taiyaku.model import Package

_PIECE = 1 << 20
_PACKED = (".zip", ".xlsx")


class Release(Mapping[str, bytes]):
    """The files of a release by path; of the archives among them, none that unpacks to more than an archive may."""

    def __init__(self, path: str) -> None:
        """Open a folder or an archive; raises NotAPackage where there is none, or none that may be read."""
        self._tree, self._below = _opened(path)
        names = self._tree.names()
        self.names = [name.removeprefix(self._below) for name in names if name.startswith(self._below)]
        self._known = frozenset(self.names)
        self.odd = sorted(_irregular(self._tree.root)) if isinstance(self._tree, Folder) else []
        """Entries of a folder that are neither files nor folders: links, devices, pipes."""

    def __getitem__(self, name: str) -> bytes:
        """Give the bytes of a file, an archive unpacked within the limits and put together again; raises CannotRead."""
        return zipped.archive(self.members(name), None) if name.lower().endswith(_PACKED) else self.read(name)

    def read(self, name: str) -> bytes:
        """Give the bytes of a file as they are; raises CannotRead."""
        return self._tree.read(f"{self._below}{name}")

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a file; nothing is read."""
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        """Give the paths of all files."""
        return iter(self.names)

    def __len__(self) -> int:
        """Give the number of files."""
        return len(self.names)

    def members(self, name: str) -> dict[str, bytes]:
        """Unpack an archive of the release, in memory and within the limits; raises CannotRead."""
        try:
            archive = Archive(self.read(name), name)
        except NotAPackage as error:
            raise CannotRead(error.says, 0, 0, **error.values) from None
        return {member: archive.read(member) for member in archive.names()}

    def digest(self, name: str) -> tuple[str, int]:
        """Give the SHA-256 and the size of a file; raises CannotRead."""
        file = source(self._tree, f"{self._below}{name}", 0)
        digest = hashlib.sha256()
        for at in range(0, min(file.size, LARGEST_FILE), _PIECE):
            digest.update(file.read(at, _PIECE))
        return digest.hexdigest(), file.size

    def shown(self, name: str) -> str:
        """Give a path as the reader would write it."""
        return self._tree.shown(f"{self._below}{name}")

    def package(self, folder: str) -> Package:
        """Read the data package that stands in a folder of the release; raises NotAPackage where there is none."""
        return assemble(self._tree, f"{self._below}{folder}", self.shown(folder))


def _opened(path: str) -> tuple[Tree, str]:
    try:
        if Path(path).is_dir():
            return Folder(Path(path), PurePosixPath(os.path.normpath(path)).as_posix()), ""
        if Path(path).is_file() and path.lower().endswith(ARCHIVES):
            archive = Archive(Path(path), path)
            tops = {name.partition("/")[0] for name in archive.names()}
            # An archive that was made of a folder has everything one step further down.
            return archive, f"{tops.pop()}/" if len(tops) == 1 else ""
        found = Path(path).exists()
    except (OSError, ValueError):
        raise NotAPackage(_("{path} cannot be read"), path=path) from None
    if found:
        raise NotAPackage(_("{path} is neither a folder nor a zip or tar archive"), path=path)
    raise NotAPackage(_("{path}: there is no such file or folder"), path=path)


def _irregular(root: Path) -> Iterator[str]:
    for here, folders, names in os.walk(root):
        for name in [*folders, *names]:
            path = Path(here) / name
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                yield path.relative_to(root).as_posix()
