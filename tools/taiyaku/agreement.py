"""Whether the files of a release say the same: each is read back and held against the tables of the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from taiyaku.errors import TaiyakuError
from taiyaku.i18n import _
from taiyaku.model import Exporter, Held, Json, Package, Said
from taiyaku.records import bases, fact_fields, plain, published, typed

if TYPE_CHECKING:
    import polars as pl

Disagreement = tuple[str, Said]
"""A file of the release, or the name of a format, and what is wrong with it."""


def read_back(package: Package, files: Mapping[str, bytes], formats: Iterable[Exporter]) -> tuple[dict[str, int], list[Disagreement]]:
    """Read these formats of a release, and give the number of records of each file, and what disagrees with the package or is not there."""
    rows: dict[str, int] = {}
    wrong: list[Disagreement] = []
    tables = _Tables(package)
    for form in formats:
        if form.read is None:
            continue
        held: list[Held] = []
        try:
            for each in form.read(package, files):
                held.append(each)
                rows[each.path] = rows.get(each.path, 0) + each.cells.height
                wrong += [(each.path, said) for said in tables.differences(each)]
        except TaiyakuError as error:
            wrong.append((form.id, Said(error.says, error.values)))
            continue
        except Exception as error:  # noqa: BLE001 -- readers of seven formats, on bytes that anybody may have made: what they raise is not listed anywhere
            wrong.append((form.id, Said(_("it cannot be read: {reason}"), {"reason": f"{type(error).__name__}: {error}"})))
            continue
        wrong += [(form.id, said) for said in tables.missing(held)]
    return rows, wrong


class _Tables:
    """The tables of a package as they are published, joined once each."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, tuple[pl.DataFrame, dict[str, str]]] = {}

    def _published(self, of: str) -> tuple[pl.DataFrame, dict[str, str]]:
        """Give a joined table, and the languages of those of its columns that are texts."""
        if of not in self._known:
            frame, which = published(self._package, of)
            self._known[of] = frame, {name: tag for name, (_text, tag) in which.items()}
        return self._known[of]

    def missing(self, held: list[Held]) -> Iterator[Said]:
        """Yield the tables that a format has in none of its files, or in one language only."""
        found = {(each.table, each.language) for each in held}
        for of in bases(self._package):
            languages = set(self._published(of)[1].values()) or set(self._package.languages)
            if (of, "") not in found and not (languages and {(of, tag) for tag in languages} <= found):
                yield Said(_("the table {table} is not in all its languages there"), {"table": of})

    def differences(self, each: Held) -> Iterator[Said]:
        """Yield the first difference between what a file holds and the package."""
        import polars as pl

        if each.table not in bases(self._package):
            yield Said(_("{table} is no table of the package"), {"table": each.table})
            return
        frame, languages = self._published(each.table)
        wanted = [name for name in frame.columns if each.language in ("", languages.get(name, each.language))]
        if each.cells.height != frame.height:
            yield Said(_("{table} has {n} records there and {other} in the package"), {"table": each.table, "n": each.cells.height, "other": frame.height})
            return
        if set(each.cells.columns) != set(wanted):
            odd = min(plain(name) for name in set(each.cells.columns) ^ set(wanted))
            yield Said(_("{table} has other columns there than in the package, {column} for one"), {"table": each.table, "column": odd})
            return
        fields = fact_fields(self._package, each.table) if each.typed else {}
        for name in wanted:
            cells = frame[name]
            if each.typed and name not in languages and fields.get(name, {}).get("type") in ("integer", "number", "boolean"):
                cells = pl.Series(name, [_spelled(typed(fields[name], cell)) for cell in cells], dtype=pl.String)
            rows = (cells != each.cells[name]).arg_true()
            if len(rows):
                values = {"table": each.table, "row": f"{rows[0] + 1:,}", "column": plain(name), "found": each.cells[name][rows[0]], "wanted": cells[rows[0]]}
                yield Said(_("{table}, record {row}, {column}: {found} stands there, and {wanted} in the package"), values)
                return


def _spelled(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
