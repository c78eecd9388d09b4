"""Files that stand nowhere but in memory: examples, and a folder as it would be with some files changed."""

from collections.abc import Mapping

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders.trees import Tree


class Memory:
    """A tree of these files, laid over another tree where there is one."""

    def __init__(self, files: Mapping[str, bytes], beneath: Tree | None = None) -> None:
        """Take the files by name, and the tree that they are laid over."""
        self._files = files
        self._beneath = beneath

    def names(self) -> list[str]:
        """Give the names of all files, sorted."""
        return sorted({*self._files, *(self._beneath.names() if self._beneath else ())})

    def size(self, name: str) -> int:
        """Give the number of bytes of a file."""
        return len(self._files[name]) if name in self._files else self._beneath.size(name) if self._beneath else 0

    def read(self, name: str) -> bytes:
        """Give the bytes of a file; raises CannotRead."""
        if name in self._files:
            return self._files[name]
        if self._beneath is None:
            raise CannotRead(_("there is no such file"))
        return self._beneath.read(name)

    def shown(self, name: str) -> str:
        """Give the name as the tree beneath shows it, or as it is."""
        return self._beneath.shown(name) if self._beneath else name
