"""Acronyms that the package explains nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, mark

_ACRONYM = re.compile(r"(?<![A-Za-z0-9.-])[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:-[A-Z0-9]+)*(?![A-Za-z])")
_ROMAN = re.compile(r"[IVXLC]+")


def run(package: Package) -> Iterator[Problem]:
    """Yield each acronym in a text (two capitals or more) that no record or term resolves.

    Asked only of packages that have a field marked ``"taiyaku": {"format": "acronym"}``. An acronym is
    resolved by a cell of such a field, by a term of the glossary, or by standing in a name (a
    family name in capitals is one). Roman numerals are none.
    """
    known = _known(package)
    if known is None:
        return
    for text in package.texts:
        if text.kind == "name":
            continue
        for language, column in text.columns.items():
            table = package.tables[column.table]
            for row, cell in enumerate(table.frame[column.name]):
                for found in dict.fromkeys(_ACRONYM.findall(cell)):
                    if found not in known and not _ROMAN.fullmatch(found):
                        values = {"acronym": found}
                        yield Problem(table.where(row, column.name), values, table=text.of, id=table.keys[row], field=text.name, language=language)


def _known(package: Package) -> set[str] | None:
    """Gather every acronym that is resolved, or nothing where no field is marked."""
    known: set[str] = set()
    marked = False
    for table in package.tables.values():
        for field in table.fields:
            name = str(field.get("name", ""))
            if mark(field, "format") == "acronym" and name in table.frame.columns:
                marked = True
                known.update(table.frame[name])
    terms = package.glossary.value if package.glossary else None
    sources = [str(value) for term in (terms if isinstance(terms, list) else []) if isinstance(term, dict) for value in term.values()]
    for text in package.texts:
        if text.kind == "name":
            sources += [cell for column in text.columns.values() for cell in package.tables[column.table].frame[column.name]]
    known.update(found for source in sources for found in _ACRONYM.findall(source))
    return known if marked else None


_PACKAGE = (
    '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items", "path": "items.csv", "schema": {"fields": [{"name": "id", "type": "string"},'
    ' {"name": "acronym", "type": "string", "taiyaku": {"format": "acronym"}}]}}, {"name": "items.en", "path": "items.en.csv"},'
    ' {"name": "items.ja", "path": "items.ja.csv"}]}'
)
CHECK = Check(
    id="acronym-unresolved",
    group="facts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("nothing in the package says what {acronym} stands for"),
    why=_("A reader from another field, or of the other language, cannot look up three capitals."),
    run=run,
    bad={
        "datapackage.json": _PACKAGE,
        "items.csv": "id,acronym\nmmx,\n",
        "items.en.csv": "id,summary\nmmx,MMX is a mission to the moons of Mars.\n",
        "items.ja.csv": "id,summary\nmmx,MMXは火星の衛星に向かうミッションである。\n",
    },
    good={"items.csv": "id,acronym\nmmx,MMX\n"},
)
