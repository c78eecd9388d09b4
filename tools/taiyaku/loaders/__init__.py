"""The only code that opens inputs. What cannot be read is set aside as a problem, never raised."""

import os
from pathlib import Path, PurePosixPath

from taiyaku.errors import NotAPackage
from taiyaku.i18n import _
from taiyaku.loaders.from_descriptor import DESCRIPTOR, assemble
from taiyaku.loaders.trees import Folder, Tree
from taiyaku.model import Package

PROJECT = ("datapackage", "translations", "schemas")
"""Top-level folders of a project that are looked at; nothing else in it is read."""


def load(source: str) -> Package:
    """Read a package from what the reader typed.

    A project folder (with ``datapackage/``), a package folder, a descriptor, a zip archive, or
    a git revision ``git:REV[:folder]``. Raises NotAPackage where there is none; whatever is
    wrong inside it is kept as problems of the package.
    """
    try:
        tree, prefix = _tree(source)
    except OSError:  # a folder that may not be entered, a name that is too long
        raise NotAPackage(_("{path} cannot be read"), path=source) from None
    return assemble(tree, prefix, source)


def _tree(source: str) -> tuple[Tree, str]:
    if source.startswith("git:"):
        from taiyaku.loaders.from_git import Revision

        revision, _colon, folder = source[len("git:") :].partition(":")
        folder = folder.strip("/")
        if PurePosixPath(folder).name == "datapackage":  # its translations stand beside it
            above = PurePosixPath(folder).parent.as_posix()
            return _inside(Revision(revision, "" if above == "." else above), source, ("datapackage/",))
        return _inside(Revision(revision, folder), source)
    path = Path(source)
    if path.is_dir():
        if (path / "datapackage" / DESCRIPTOR).is_file():
            return Folder(path, _normal(path), PROJECT), "datapackage/"
        if (path / DESCRIPTOR).is_file():
            return _package_folder(path)
        raise NotAPackage(_("{path} holds no {descriptor}"), path=source, descriptor=DESCRIPTOR)
    if path.is_file() and path.suffix.lower() == ".zip":
        from taiyaku.loaders.from_archive import Archive

        return _inside(Archive(path, source), source)
    if path.is_file() and path.name == DESCRIPTOR:
        return _package_folder(path.parent)
    if path.exists():
        raise NotAPackage(_("{path} is neither a folder, a {descriptor} nor a zip archive"), path=source, descriptor=DESCRIPTOR)
    raise NotAPackage(_("{path}: there is no such file or folder"), path=source)


def _package_folder(path: Path) -> tuple[Tree, str]:
    """Look beside a folder called ``datapackage`` for its translations; elsewhere only inside."""
    if path.absolute().name == "datapackage" and not path.is_symlink():
        return Folder(path / "..", _normal(path / ".."), PROJECT), "datapackage/"
    return Folder(path, _normal(path)), ""


def _inside(tree: Tree, source: str, prefixes: tuple[str, ...] = ("", "datapackage/")) -> tuple[Tree, str]:
    names = set(tree.names())
    tops = {name.partition("/")[0] for name in names}
    # An archive that was made of a folder has everything one step further down.
    below = (f"{tops.pop()}/",) if len(tops) == 1 else ()
    for prefix in (*prefixes, *below):
        if f"{prefix}{DESCRIPTOR}" in names:
            return tree, prefix
    raise NotAPackage(_("{path} holds no {descriptor}"), path=source, descriptor=DESCRIPTOR)


def _normal(path: Path) -> str:
    return Path(os.path.normpath(path)).as_posix()
