"""The only code that opens inputs. What cannot be read is set aside as a problem, never raised."""

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from taiyaku.errors import CannotRead, NotAPackage
from taiyaku.i18n import _
from taiyaku.loaders.from_descriptor import DESCRIPTOR, Reading, assemble
from taiyaku.loaders.from_memory import Memory
from taiyaku.loaders.trees import Folder, Stamp, Tree
from taiyaku.model import Package

PROJECT = ("datapackage", "translations", "schemas")
"""Top-level folders of a project that are looked at; nothing else in it is read."""
OLDER = "older/"
RELEASED = "package"
"""Folder of a release in which its package stands."""
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
"""Endings of archives that are read."""
YAML = ("datapackage.yaml", "datapackage.yml")
"""Descriptors as some tools write them. Data Package 2.0 wants JSON, and our subset of YAML has no numbers and no truths."""


def load(source: str, changed: Mapping[str, bytes] | None = None, *, clear: bool = True, as_synced: bool = True) -> Package:
    """Read a package from what the reader typed.

    A project folder (with ``datapackage/``), a package folder, a descriptor, a release (with ``package/``), a zip or tar archive
    of any of these, or a git revision ``git:REV[:folder]``; ``changed`` are files, by path inside the project, that
    are taken to hold other bytes. Tables are proved good while they are read; without ``clear``,
    every cell is left to the judges. Texts that somebody has edited in a locale file hold as if they
    were carried over already, but not without ``as_synced``. Raises NotAPackage where there is none; whatever is wrong
    inside it is kept as problems of the package.
    """
    tree, prefix = _opened(source)
    return _read(Memory(changed, tree) if changed else tree, prefix, source, clear=clear, as_synced=as_synced)


def _read(tree: Tree, prefix: str, source: str, *, clear: bool = True, as_synced: bool = True) -> Package:
    package = assemble(tree, prefix, source, clear=clear)
    return synced(package, tree) if as_synced and package.locales else package


def versions(old: str, new: str) -> tuple[Package, Package]:
    """Read two versions of a package, to be compared and for nothing else; either is named as for ``load``, which says what is raised.

    Of large tables that nearly agree, byte by byte, no more is kept than the records that may differ (``Table.whole``); about all others it is only
    proved that they can be read. Whatever cannot be proved is read as ``load`` reads it.
    """
    from taiyaku.loaders import abreast

    opened = [_opened(each) for each in (old, new)]
    readings = [Reading(tree, prefix, clear=False) for tree, prefix in opened]
    packages = [reading.package(shown, excerpts) for reading, shown, excerpts in zip(readings, (old, new), abreast.excerpts(*readings), strict=True)]
    before, after = (synced(package, tree) if package.locales else package for package, (tree, _prefix) in zip(packages, opened, strict=True))
    return before, after


def synced(package: Package, tree: Tree) -> Package:
    """Give a package with the texts of its locale files carried over in memory, as a sync would do it on disk."""
    from taiyaku.loaders.edits import carried
    from taiyaku.translations import files, sync

    plan = sync.plan(package)
    edits = files.edits(package, plan)
    if not edits:
        return replace(package, plan=plan)
    carried_over = {each.path: each.content for each in carried(package, edits)}
    again = assemble(Memory(carried_over, tree), package.prefix, package.shown, clear=package.clear)
    places = files.places(package, plan)
    tables = {name: replace(table, elsewhere=places.get(name, {})) for name, table in again.tables.items()}
    return replace(again, tables=tables, plan=plan)


def example(files: Mapping[str, str]) -> Package:
    """Read a package whose files stand here, as if in this folder; those under ``older/``, if there are any, are the version that it is held against."""
    memory = Memory({name: text.encode() for name, text in files.items()})
    package = _read(memory, "", ".")
    return replace(package, older=_read(memory, OLDER, "older")) if f"{OLDER}{DESCRIPTOR}" in files else package


def named(path: str) -> bytes:
    """Read a file that was named on the command line; raises CannotRead."""
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError):
        raise CannotRead(_("{path} cannot be read"), path=path) from None


def folder(source: str) -> Path:
    """Give the folder that paths inside a project start from; raises NotAPackage for what is no folder on disk."""
    return _on_disk(source)[0].root


def stamps(source: str) -> dict[str, Stamp]:
    """Give what tells the files of a package from what they were a moment ago, by name; nothing for what stands in no folder. Raises NotAPackage."""
    tree = None if source.startswith("git:") else _opened(source)[0]
    return tree.stamps() if isinstance(tree, Folder) else {}


def _on_disk(source: str) -> tuple[Folder, str]:
    tree, prefix = (None, "") if source.startswith("git:") else _opened(source)
    if not isinstance(tree, Folder):
        raise NotAPackage(_("{path} is not a folder"), path=source)
    return tree, prefix


def before(source: str, revision: str, *, clear: bool = True) -> Package | None:
    """Read the package of a folder as it was at a revision of its repository; None where it was not there yet.

    Raises NotAPackage where the folder has no package now, or the repository no such revision.
    """
    from taiyaku.loaders.from_git import Revision

    on_disk, prefix = _on_disk(source)
    tree = Revision(revision, "", on_disk.root)
    return _read(tree, prefix, f"git:{revision}", clear=clear) if f"{prefix}{DESCRIPTOR}" in tree.names() else None


def _opened(source: str) -> tuple[Tree, str]:
    try:
        return _tree(source)
    except OSError:  # a folder that may not be entered, a name that is too long
        raise NotAPackage(_("{path} cannot be read"), path=source) from None


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
        if (path / RELEASED / DESCRIPTOR).is_file():
            return _package_folder(path / RELEASED)
        raise _holds_none(source, {name for name in YAML if (path / name).exists()})
    if path.is_file() and path.name.lower().endswith(ARCHIVES):
        from taiyaku.loaders.from_archive import Archive

        return _inside(Archive(path, source), source)
    if path.is_file() and path.name == DESCRIPTOR:
        return _package_folder(path.parent)
    if path.is_file() and path.name in YAML:
        raise _holds_none(source, {path.name})
    if path.exists():
        raise NotAPackage(_("{path} is neither a folder, a {descriptor} nor a zip or tar archive"), path=source, descriptor=DESCRIPTOR)
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
    for prefix in (*prefixes, *below, *(f"{each}{RELEASED}/" for each in ("", *below))):
        if f"{prefix}{DESCRIPTOR}" in names:
            return tree, prefix
    raise _holds_none(source, {name.rpartition("/")[2] for name in names})


def _holds_none(source: str, names: Collection[str]) -> NotAPackage:
    """Say that there is no descriptor, or that there is one in YAML."""
    for name in YAML:
        if name in names:
            return NotAPackage(
                _("{path}: {name} is not read; a descriptor is JSON, in a file called {descriptor}"), path=source, name=name, descriptor=DESCRIPTOR
            )
    return NotAPackage(_("{path} holds no {descriptor}"), path=source, descriptor=DESCRIPTOR)


def _normal(path: Path) -> str:
    return Path(os.path.normpath(path)).as_posix()
