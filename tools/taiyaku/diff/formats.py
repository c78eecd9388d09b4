"""Tables that say the same in other bytes: the order of records and columns, the encoding, line ends, quotation marks."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator

from taiyaku.diff.candidates import ascending
from taiyaku.model import Change, Package, Table
from taiyaku.records import plain


def changed(old: Package, new: Package, others: Collection[str]) -> Iterator[Change]:
    """Yield how the form of each table changed; ``others`` are the tables of facts in whose records something changed, which explains other bytes."""
    for name, table in new.tables.items():
        if name in old.tables:
            found = list(_form(old.tables[name], table))
            yield from found
            if not found and new.base(name) not in others and _requoted(old.tables[name], table):
                yield Change("changed", "format", name, aspect="quoting")


def _form(old: Table, new: Table) -> Iterator[Change]:
    sides = [str(table.resource.get("encoding") or "utf-8").lower() for table in (old, new)]
    if sides[0] != sides[1]:
        yield Change("changed", "format", new.name, aspect="encoding", old=sides[0], new=sides[1])
    columns = [[plain(name) for name in here.columns if name in there.columns] for here, there in ((old, new), (new, old))]
    if columns[0] != columns[1]:
        yield Change("changed", "format", new.name, aspect="columns", old=", ".join(columns[0]), new=", ".join(columns[1]))
    if old.key and new.key and not _same_order(old, new):
        yield Change("changed", "format", new.name, aspect="rows")
    if old.canonical and new.canonical:
        return
    marks = [table.begins.startswith(codecs.BOM_UTF8) for table in (old, new)]
    if marks[0] != marks[1]:
        yield Change("changed", "format", new.name, aspect="mark", old="BOM" * marks[0], new="BOM" * marks[1])
    ends = [_line_end(table) for table in (old, new)]
    if ends[0] != ends[1]:
        yield Change("changed", "format", new.name, aspect="line-ends", old=ends[0], new=ends[1])


def _same_order(old: Table, new: Table) -> bool:
    """Tell whether the records that both have stand in the same order."""
    if old.keys.equals(new.keys) or (ascending(old) and ascending(new)):
        return True
    sides = [table.keys.to_frame().with_row_index("row").unique("record", keep="first", maintain_order=True) for table in (old, new)]
    return sides[1].join(sides[0], on="record", suffix=" before", how="inner", maintain_order="left")["row before"].is_sorted()


def _line_end(table: Table) -> str:
    if table.canonical:
        return "LF"
    content = table.content
    return "CRLF" if content[: content.find(b"\n")].endswith((b"\r", b"\r\0")) else "LF" if b"\n" in content else "CR"


def _requoted(old: Table, new: Table) -> bool:
    """Tell whether two tables without another difference have other bytes."""
    if old.whole and new.whole:
        return old.height + new.height > 0 and _requoted(old.whole(), new.whole())
    return not (old.canonical and new.canonical) and set(old.columns) == set(new.columns) and old.content != new.content
