"""Revisions of a git repository, read as objects and never checked out."""

import os
import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath

from taiyaku.errors import CannotRead, NotAPackage
from taiyaku.i18n import _
from taiyaku.loaders.trees import LARGEST_FILE

_SAFE = ["-c", "core.fsmonitor=false", "-c", "protocol.allow=never", "-c", "core.hooksPath=/dev/null", "--no-optional-locks"]
_SECONDS = 60


def _git(folder: Path, *words: str) -> bytes:
    program = shutil.which("git")
    if program is None:
        raise NotAPackage(_("git is needed to read a revision, and it is not installed"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C"}
    call = [program, *_SAFE, "-C", str(folder), *words]
    try:
        done = subprocess.run(call, capture_output=True, check=False, stdin=subprocess.DEVNULL, env=environment, timeout=_SECONDS)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        raise CannotRead(_("git does not answer")) from None
    if done.returncode:
        raise CannotRead(_("there is no such file"))
    return done.stdout


class Revision:
    """One commit as a tree, seen from a folder of its repository."""

    def __init__(self, revision: str, folder: str = "", repository: Path | None = None) -> None:
        """Verify the revision, then use nothing but its 40-digit name; raises NotAPackage."""
        self.shown_as = f"git:{revision}" + (f":{folder}" if folder else "")
        self._repository = repository or Path()
        try:
            commit = _git(self._repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode("ascii").strip()
            top = _git(self._repository, "rev-parse", "--show-prefix").decode("utf-8").strip()
        except (CannotRead, UnicodeDecodeError):
            raise NotAPackage(_("{revision} is not a revision of a git repository here"), revision=revision) from None
        if not re.fullmatch(r"[0-9a-f]{40,64}", commit):
            raise NotAPackage(_("{revision} is not a revision of a git repository here"), revision=revision)
        self._commit = commit
        self._prefix = PurePosixPath(top, folder).as_posix() + "/" if top or folder else ""
        try:
            listed = _git(self._repository, "ls-tree", "-r", "-l", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
        except CannotRead:  # a clone that left objects behind; none is fetched
            raise NotAPackage(_("{revision} cannot be read: git does not have all of its files here"), revision=revision) from None
        self._blobs: dict[str, tuple[str, int]] = {}
        """Name to the blob and its size in bytes."""
        for entry in filter(None, listed.split("\0")):
            kind, _tab, name = entry.partition("\t")
            mode, _type, blob, size = kind.split()
            if name.startswith(self._prefix) and mode in ("100644", "100755"):
                # git says BAD of a blob that it does not have; reading it will fail.
                self._blobs[name[len(self._prefix) :]] = (blob, int(size) if size.isdigit() else 0)

    def names(self) -> list[str]:
        """Give the names of all regular files, sorted; links are left out."""
        return sorted(self._blobs)

    def size(self, name: str) -> int:
        """Give the number of bytes of a blob."""
        return self._blobs[name][1] if name in self._blobs else 0

    def read(self, name: str) -> bytes:
        """Give the bytes of a blob."""
        if name not in self._blobs:
            raise CannotRead(_("there is no such file"))
        blob, size = self._blobs[name]
        if size > LARGEST_FILE:
            raise CannotRead(_("it is larger than {limit} bytes"), limit=f"{LARGEST_FILE:,}")
        return _git(self._repository, "cat-file", "blob", blob)

    def shown(self, name: str) -> str:
        """Give the name behind the revision and a colon."""
        return f"{self.shown_as}:{name}"
