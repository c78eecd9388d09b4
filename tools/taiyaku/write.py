"""The only code that writes: a file, or a whole folder, is old or new and never half.

A folder is built beside its place and the two names are exchanged; what was there before is
removed last. What a killed run left behind is put right by the next one.
"""

import ctypes
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from taiyaku.errors import CannotWrite
from taiyaku.i18n import _
from taiyaku.model import Artifact, Said

SUMS = "SHA256SUMS"
"""The list of a folder's files, in the format of GNU sha256sum; a folder that has it is ours to replace."""
_EXCHANGE = 2
_HERE = -100


def file(path: Path, content: bytes) -> bool:
    """Replace a file by these bytes, and tell whether that was needed. Raises CannotWrite; then the old bytes stand.

    The new bytes go to a temporary file in the same folder, reach the disk, and take the name
    in one step. A link is followed to the file that it names.
    """
    path = path.resolve()
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            _put(temporary, content)
            temporary.chmod(mode)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        _settle(path.parent)
    except OSError as error:
        raise CannotWrite(_("{path} cannot be written: {reason}"), path=path, reason=_reason(error)) from None
    return True


def folder(path: Path, artifacts: Iterable[Artifact]) -> bool:
    """Replace a folder by these files and their SHA256SUMS, and tell whether that was needed.

    Refused where the folder holds a file that an earlier run did not put there: nothing of
    anybody else's is removed. Unchanged files are shared with the old folder by hard links.
    Raises CannotWrite; then the old folder stands.
    """
    files = {artifact.path: artifact.content for artifact in artifacts}
    _refuse_unsafe(files)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    files[SUMS] = sums.encode()
    path = path.resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            _recover(path)
            _refuse_foreign(path)
            if path.is_dir() and _same(path, files):
                return False
            _build(_beside(path, "new"), path, files)
            _swap(_beside(path, "new"), path)
    except OSError as error:
        raise CannotWrite(_("{path} cannot be written: {reason}"), path=path, reason=_reason(error)) from None
    return True


def _refuse_unsafe(names: Iterable[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        parts = PurePosixPath(name).parts
        if not name or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name or seen.get(name.casefold(), name) != name:
            raise CannotWrite(_("{path} is no name for a file of a release"), path=name)
        seen[name.casefold()] = name


def _refuse_foreign(path: Path) -> None:
    """Stop where the folder holds anything that its SHA256SUMS does not list."""
    if not path.exists() and not path.is_symlink():
        return
    if not path.is_dir():
        raise CannotWrite(_("{path} is not a folder"), path=path)
    listed = {SUMS, *_listed(path)}
    for name in _names(path):
        if name not in listed:
            raise CannotWrite(_("{path} holds {name}, which no release put there; it is left alone"), path=path, name=name)


def _listed(path: Path) -> Iterator[str]:
    sums = path / SUMS
    if sums.is_file():
        for line in sums.read_text(encoding="utf-8").splitlines():
            yield line.partition("  ")[2]


def _names(path: Path) -> list[str]:
    found: list[str] = []
    for here, folders, names in os.walk(path):
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        found.extend((Path(here) / name).relative_to(path).as_posix() for name in [*names, *links])
    return sorted(found)


def _same(path: Path, files: dict[str, bytes]) -> bool:
    return _names(path) == sorted(files) and all((path / name).read_bytes() == content for name, content in files.items())


def _build(new: Path, old: Path, files: dict[str, bytes]) -> None:
    new.mkdir()
    folders = {new}
    for name, content in files.items():
        target, before = new / name, old / name
        target.parent.mkdir(parents=True, exist_ok=True)
        folders.add(target.parent)
        if before.is_file() and not before.is_symlink() and before.read_bytes() == content:
            try:
                os.link(before, target)
                continue
            except OSError:
                pass  # no hard links on this file system: write the bytes again
        _put(target, content)
    for each in sorted(folders, reverse=True):
        _settle(each)


def _swap(new: Path, path: Path) -> None:
    if not path.exists():
        new.rename(path)
    elif _exchanged(new, path):
        shutil.rmtree(new)
    else:
        old = _beside(path, "old")
        path.rename(old)
        new.rename(path)
        shutil.rmtree(old)
    _settle(path.parent)


def _exchanged(new: Path, path: Path) -> bool:
    """Exchange two names in one step, where the system can (Linux 3.15, renameat2)."""
    if sys.platform != "linux":
        return False
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(exchange(_HERE, os.fsencode(new), _HERE, os.fsencode(path), _EXCHANGE) == 0)


def _recover(path: Path) -> None:
    """Put right what a run that was killed left behind."""
    old, new = _beside(path, "old"), _beside(path, "new")
    if old.exists():
        if path.exists():
            shutil.rmtree(old)
        else:
            old.rename(path)
    if new.exists():
        shutil.rmtree(new)


def _beside(path: Path, role: str) -> Path:
    return path.with_name(f".{path.name}.taiyaku-{role}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the folder for one writer; a second one waits up to ten seconds."""
    import time

    lock = _beside(path, "lock")
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        for _attempt in range(100):
            if _lock(handle):
                break
            time.sleep(0.1)
        else:
            raise CannotWrite(_("{path} is being written by another run"), path=path)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: the exchange of names itself refuses a second writer
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _put(path: Path, content: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _settle(path: Path) -> None:
    """Make the names in a folder reach the disk, where the system can."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_REASONS = {
    errno.ENOSPC: _("the disk is full"),
    errno.EDQUOT: _("the disk is full"),
    errno.EACCES: _("writing there is not permitted"),
    errno.EPERM: _("writing there is not permitted"),
    errno.EROFS: _("the file system is read-only"),
}


def _reason(error: OSError) -> Said:
    known = _REASONS.get(error.errno or 0)
    return Said(known) if known else Said(_("the system says: {note}"), {"note": error.strerror or type(error).__name__})


def all_files(root: Path, artifacts: Sequence[Artifact]) -> list[str]:
    """Replace single files under a folder, one after the other, and name those that needed it."""
    return [artifact.path for artifact in artifacts if file(root / artifact.path, artifact.content)]
