"""Where this folder stands in its repository."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def from_root() -> Callable[[str], str]:
    """Give a function from a path as it is shown to the path from the root of the repository, with forward slashes.

    The root is the nearest folder that holds ``.git``, from here upwards; without one it is
    this folder. A path that leads out of it, or into a git revision, stays as it is.
    """
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)

    def path(shown: str) -> str:
        inside = Path(os.path.relpath(here / shown, root)).as_posix()
        return shown if inside.split("/")[0] == ".." or shown.startswith("git:") else inside

    return path
