"""What a preview shows beside the texts of a page; nothing of it is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of one text or fact of a record, in the words of the page's language."""

    field: str
    language: str
    """Language of the text that it concerns; empty where it concerns all of them, or a fact."""
    weight: str
    """``error``, ``warning`` or ``note``."""
    word: str
    """The weight in the reader's language."""
    says: str
    check: str
    places: tuple[str, ...]
    """Where it is mended, the entry of the locale file first."""
    lang: str = ""
    """Language of the words where it is not that of the page."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """All remarks for the pages of one language."""

    summary: str
    by_record: Mapping[tuple[str, str], Sequence[Remark]]
    """By table and id."""
    listed: str
    """Path of the page that lists them all."""
    lang: str = ""
    """Language of the summary where it is not that of the page."""


def of_record(remarks: Remarks | None, table: str, id: str) -> Sequence[Remark]:  # noqa: A002 -- the field's own name
    """Give what is to be said of one record; nothing where nobody looks at a preview."""
    return remarks.by_record.get((table, id), ()) if remarks else ()
