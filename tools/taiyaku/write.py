"""The only code that writes: a file, or a whole folder, is old or new and never half.

A folder is built beside its place and the two names are exchanged; what was there before is
removed last. What a killed run left behind is put right by the next one.
"""

import ctypes
import errno
import hashlib
import os
import re
import shutil
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from taiyaku.errors import CannotWrite
from taiyaku.i18n import _
from taiyaku.model import Artifact, Said

SUMS = "SHA256SUMS"
"""The list of a folder's files, in the format of GNU sha256sum; a folder that has it is ours to replace."""
_EXCHANGE = 2
_HERE = -100


def file(path: Path, content: bytes) -> bool:
    """Replace a file by these bytes, and tell whether that was needed.

    The new bytes go to a temporary file in the same folder, reach the disk, and take the name
    in one step. A link is followed to the file that it names. Raises CannotWrite; then the old
    bytes stand (or the new ones, whole, where the system only could not promise to keep them).
    """
    try:
        path = path.resolve()
        temporary = _beside(path, "new")
        if _has(path, content) and not _left_over(path):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            temporary.unlink(missing_ok=True)
            if _has(path, content):
                return False
            try:
                _put(temporary, [content], path.stat().st_mode & 0o777 if path.exists() else None)
                _flush(temporary)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
            _settle(path.parent)
    except (OSError, RuntimeError, ValueError) as error:
        raise CannotWrite(_("{path} cannot be written: {reason}"), path=path, reason=_reason(error)) from None
    return True


def _has(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def folder(path: Path, artifacts: Iterable[Artifact]) -> bool:
    """Replace a folder by these files and their SHA256SUMS, and tell whether that was needed.

    Refused where the folder holds a file that an earlier run did not put there, or one that was
    edited since: nothing of anybody else's is removed. Unchanged files are shared with the old
    folder by hard links. Raises CannotWrite; then the old folder stands (or the new one, whole,
    where the system only could not promise to keep it).
    """
    files = _named(artifacts)
    try:
        path = path.resolve()
        # What is made when it is asked for shall be made once, so there the new folder is what the old one is held against.
        ready = all(isinstance(artifact.holds, bytes) for artifact in files.values())
        if ready and path.is_dir() and _same(path, files) and not _left_over(path):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            _recover(path)
            _refuse_foreign(path, files)
            if ready and path.is_dir() and _same(path, files):
                return False
            new = _beside(path, "new")
            try:
                if _build(new, path, files) or _names(path) != sorted([SUMS, *files]):
                    _swap(new, path)
                else:
                    return False
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise CannotWrite(_("{path} cannot be written: {reason}"), path=path, reason=_reason(error)) from None
    return True


def _named(artifacts: Iterable[Artifact]) -> dict[str, Artifact]:
    """Give files by name; raises CannotWrite for names that cannot be."""
    each = list(artifacts)
    _refuse_unsafe(artifact.path for artifact in each)
    return {artifact.path: artifact for artifact in each}


def _refuse_unsafe(names: Iterable[str]) -> None:
    """Stop at a name that leads elsewhere, that some system cannot have, or that another one would overwrite there."""
    seen = {_folded(SUMS)}
    for name in names:
        folded = _folded(name)
        if folded in seen or not all(_possible(part) for part in name.split("/")):
            raise CannotWrite(_("{path} is no name for a file of a release"), path=name)
        seen.add(folded)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _possible(part: str) -> bool:
    """Tell whether a file can have this name on every system (Windows: naming files, paths and namespaces)."""
    return part not in ("", ".", "..") and not _IMPOSSIBLE.search(part)


_IMPOSSIBLE = re.compile(r"[\x00-\x1f\x7f\\:\ud800-\udfff]|[. ]$|^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)", re.IGNORECASE)


def _refuse_foreign(path: Path, files: Mapping[str, Artifact]) -> None:
    """Stop where the folder holds anything that its SHA256SUMS does not list, or lists with other bytes."""
    if not path.exists() and not path.is_symlink():
        return
    if not path.is_dir():
        raise CannotWrite(_("{path} is not a folder"), path=path)
    listed = _listed(path)
    for name in _names(path):
        if name != SUMS and name not in listed:
            raise CannotWrite(_("{path} holds {name}, which no release put there; it is left alone"), path=path, name=name)
        if name == SUMS or not (path / name).is_file():
            continue
        with (path / name).open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        if digest != listed[name] and digest != _unchanged(path / name, files.get(name)):
            raise CannotWrite(_("{path} holds {name}, which was edited after it was written there; move it away, or delete it"), path=path, name=name)


def _listed(path: Path) -> dict[str, str]:
    """Give the files that an earlier run wrote, with the hash of each."""
    sums = path / SUMS
    lines = sums.read_bytes().decode("utf-8", "surrogateescape").split("\n") if sums.is_file() else []
    return {name: digest for digest, _blanks, name in (line.partition("  ") for line in lines) if name}


def _names(path: Path) -> list[str]:
    found: list[str] = []
    for here, folders, names in os.walk(path, onerror=_raise):
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        found.extend((Path(here) / name).relative_to(path).as_posix() for name in [*names, *links])
    return sorted(found)


def _raise(error: OSError) -> NoReturn:
    raise error


def _same(path: Path, files: Mapping[str, Artifact]) -> bool:
    """Tell whether a folder holds these files, and no others, and the right list of them."""
    if _names(path) != sorted([SUMS, *files]):
        return False
    digests: dict[str, str] = {}
    for name, artifact in files.items():
        digest = _unchanged(path / name, artifact)
        if digest is None:
            return False
        digests[name] = digest
    return (path / SUMS).read_bytes() == _sums(digests)


def _unchanged(path: Path, artifact: Artifact | None) -> str | None:
    """Give the hash of a file that holds what an artifact does already; None for another. Its parts are asked for as far as they agree."""
    if artifact is None or not path.is_file() or path.is_symlink():
        return None
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        for part in artifact.parts():
            if handle.read(len(part)) != part:
                return None
            digest.update(part)
        return None if handle.read(1) else digest.hexdigest()


def _sums(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def _build(new: Path, old: Path, files: Mapping[str, Artifact], *, listed: bool = True) -> bool:
    """Make the new folder, of the old one's files where they are the same, and tell whether any of it is new."""
    new.mkdir()
    folders = {new}
    digests: dict[str, str] = {}
    written: list[Path] = []
    for name, artifact in files.items():
        target = new / name
        target.parent.mkdir(parents=True, exist_ok=True)
        folders.add(target.parent)
        # What comes in one piece is held against the old file and then written; what comes in parts is asked for twice, because it may be large.
        parts = artifact.parts()
        made = replace(artifact, holds=b"".join(parts)) if isinstance(parts, tuple) else artifact
        same = _unchanged(old / name, made)
        if same is not None:
            try:
                os.link(old / name, target)
                digests[name] = same
                continue
            except OSError:
                pass  # no hard links on this file system: write the bytes again
        digests[name] = _put(target, made.parts())
        written.append(target)
    if listed:
        _put(new / SUMS, [_sums(digests)])
        if not written and (old / SUMS).is_file() and (old / SUMS).read_bytes() == _sums(digests):
            return False
        written.append(new / SUMS)
    _flush_all(written)
    for each in sorted(folders, reverse=True):
        _settle(each)
    return True


def _swap(new: Path, path: Path) -> None:
    """Give the new folder its name; the old one is then called as the new one was, or ``old``, and removed as far as that goes."""
    if not path.exists():
        new.rename(path)
    elif not _exchanged(new, path):
        old = _beside(path, "old")
        path.rename(old)
        try:
            new.rename(path)
        except OSError:
            old.rename(path)
            raise
        shutil.rmtree(old, ignore_errors=True)
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


def _left_over(path: Path) -> bool:
    """Tell whether a run was killed here, or is at work."""
    return any(_beside(path, role).exists() for role in ("old", "new", "lock"))


def _beside(path: Path, role: str) -> Path:
    return path.with_name(f".{path.name}.taiyaku-{role}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a file or folder for one writer; a second one waits up to ten seconds."""
    lock = _beside(path, "lock")
    handle = _opened(lock)
    try:
        until = time.monotonic() + _PATIENCE
        # Whoever had the lock has removed its file: what we hold then is a lock on nothing.
        while not (_lock(handle) and _still(handle, lock)):
            if time.monotonic() > until:
                raise CannotWrite(_("{path} is being written by another run"), path=path)
            time.sleep(0.05)
            os.close(handle)
            handle = -1
            handle = _opened(lock)
        try:
            yield
        finally:
            with suppress(OSError):  # Windows keeps the name of an open file
                lock.unlink()
    finally:
        if handle >= 0:
            os.close(handle)


_PATIENCE = 10.0
"""Seconds that a second writer waits."""


def _opened(lock: Path) -> int:
    return os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)


def _still(handle: int, lock: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), lock.stat())
    except FileNotFoundError:
        return False


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


def _put(path: Path, parts: Iterable[bytes], mode: int | None = None) -> str:
    """Write a new file, and give its hash; ``_flush`` makes it last."""
    digest = hashlib.sha256()
    # "x": whatever has this name already, a planted link for one, is not written through.
    with path.open("xb") as handle:
        if mode is not None:
            path.chmod(mode)
        for part in parts:
            handle.write(part)
            digest.update(part)
    return digest.hexdigest()


def _flush(path: Path) -> None:
    """Make a file's bytes reach the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_all(paths: Sequence[Path]) -> None:
    """Make many files reach the disk, some at a time: the system then writes its journal once for several."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for each in [pool.submit(_flush, path) for path in paths]:
            each.result()


_AT_ONCE = 16


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


_REASONS = {
    errno.ENOSPC: _("the disk is full"),
    errno.EDQUOT: _("the disk is full"),
    errno.EACCES: _("writing there is not permitted"),
    errno.EPERM: _("writing there is not permitted"),
    errno.EROFS: _("the file system is read-only"),
}


def _reason(error: Exception) -> Said:
    number, note = (error.errno, error.strerror) if isinstance(error, OSError) else (0, str(error))
    known = _REASONS.get(number or 0)
    return Said(known) if known else Said(_("the system says: {note}"), {"note": note or type(error).__name__})


def all_files(root: Path, artifacts: Sequence[Artifact]) -> list[str]:
    """Replace single files under a folder, one after the other, and name those that needed it. Raises CannotWrite."""
    _refuse_unsafe(artifact.path for artifact in artifacts)
    return [artifact.path for artifact in artifacts if file(root / artifact.path, artifact.content)]


def tidy(root: Path, names: Iterable[str]) -> None:
    """Remove what a killed run has left beside these files. Raises CannotWrite."""
    for path in ((root / name).resolve() for name in names):
        if _left_over(path):
            try:
                with _locked(path):
                    _beside(path, "new").unlink(missing_ok=True)
            except OSError as error:
                raise CannotWrite(_("{path} cannot be written: {reason}"), path=path, reason=_reason(error)) from None


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold a project for one run that reads its files and writes them; a second run waits up to ten seconds. Raises CannotWrite."""
    held = root.resolve() / "translations"
    with ExitStack() as stack:
        try:
            stack.enter_context(_locked(held))
        except OSError as error:
            raise CannotWrite(_("{path} cannot be written: {reason}"), path=held, reason=_reason(error)) from None
        yield


def append(path: Path, content: bytes) -> None:
    """Add bytes to the end of a file that others add to as well. Raises CannotWrite."""
    try:
        with path.open("ab") as file:
            file.write(content)
    except (OSError, ValueError) as error:
        raise CannotWrite(_("{path} cannot be written: {reason}"), path=path, reason=_reason(error)) from None


def project(path: Path, artifacts: Iterable[Artifact]) -> None:
    """Make a folder with these files, where there is none yet, or one that holds nothing but git's own.

    A folder that was there keeps its identity (somebody may stand in it): what belongs in it is
    moved in, one entry after the other. Raises CannotWrite; then nothing new is there.
    """
    files = _named(artifacts)
    try:
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            if path.exists() and (not path.is_dir() or {each.name for each in path.iterdir()} - {".git"}):
                raise CannotWrite(_("{path} is there already and not empty; nothing was changed"), path=path)
            new = _beside(path, "new")
            shutil.rmtree(new, ignore_errors=True)
            try:
                _build(new, path, files, listed=False)
                if path.exists():
                    _move_in(new, path)
                else:
                    new.rename(path)
            finally:
                shutil.rmtree(new, ignore_errors=True)
            _settle(path.parent)
    except (OSError, RuntimeError, ValueError) as error:
        raise CannotWrite(_("{path} cannot be written: {reason}"), path=path, reason=_reason(error)) from None


def _move_in(new: Path, path: Path) -> None:
    moved: list[str] = []
    try:
        for entry in sorted(new.iterdir()):
            entry.rename(path / entry.name)
            moved.append(entry.name)
    except OSError:
        for name in moved:
            (path / name).rename(new / name)
        raise
    _settle(path)
