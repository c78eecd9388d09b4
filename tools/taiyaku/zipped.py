"""Zip archives whose bytes follow from their content alone."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

_FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can name (APPNOTE 4.4.6)."""
_LAST = 2107
_UNIX, _ORDINARY = 3, 0o100644


def archive(files: Mapping[str, bytes], moment: datetime | None) -> bytes:
    """Give an archive of these files, in the order of their names, all of this time.

    They are stored and not packed: what packing gives depends on the machine's zlib, and a download of which everybody
    can make the same bytes is worth more than a smaller one.
    """
    time = moment.timetuple()[:6] if moment is not None and _FIRST[0] <= moment.year <= _LAST else _FIRST
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, (time[0], time[1], time[2], time[3], time[4], time[5]))
            member.create_system, member.external_attr = _UNIX, _ORDINARY << 16
            whole.writestr(member, files[name])
    return out.getvalue()


def repacked(content: bytes, moment: datetime | None) -> bytes:
    """Give the files of an archive that a library of ours has just written, as ``archive`` does."""
    with zipfile.ZipFile(io.BytesIO(content)) as written:
        return archive({name: written.read(name) for name in written.namelist()}, moment)
