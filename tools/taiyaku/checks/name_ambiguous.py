"""Records that have one name in one language and different names in another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, TextField, mark


def run(package: Package) -> Iterator[Problem]:
    """Yield each name that two records of a table share in one language although another language tells them apart.

    Names are compared without regard to case, width (NFKC, UAX #15) and blanks. Codes are asked within their vocabulary, since nobody sees the
    words of two vocabularies in one list.
    """
    for text in package.texts:
        if text.kind == "name" and len(text.columns) > 1:
            rows = package.aligned(text).to_dicts()
            among = _vocabularies(package, text.of)
            for language in text.columns:
                yield from _shared(package, text, language, rows, among)


def _shared(package: Package, text: TextField, language: str, rows: list[dict[str, Any]], among: Mapping[str, str]) -> Iterator[Problem]:
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        name = row[language]
        if not name or not name.strip():
            continue
        earlier = first.setdefault((among.get(row["record"], ""), _folded(name)), row)
        other = next((tag for tag in text.columns if row[tag] and earlier[tag] and _folded(row[tag]) != _folded(earlier[tag])), "")
        if earlier is not row and other:
            values = {"name": name, "id": earlier["record"], "language": language, "other": other, "first": earlier[other], "second": row[other]}
            there = package.text_where(text, language, earlier[f"row:{language}"])
            here = package.text_where(text, language, row[f"row:{language}"])
            yield Problem(here, values, table=text.of, id=row["record"], field=text.name, language=language, also=(there,))


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def _vocabularies(package: Package, of: str) -> Mapping[str, str]:
    """Give the vocabulary of each code, where the table is one of codes."""
    table = package.tables.get(of)
    columns = mark(table.resource, "codes") if table is not None else None
    name = columns.get("vocabulary") if isinstance(columns, dict) else None
    if table is None or not isinstance(name, str) or name not in table.columns:
        return {}
    return dict(zip(table.keys, table.select([name])[name], strict=True))


_TEXT = '{"fields": [{"name": "id", "type": "string"}, {"name": "name", "type": "string", "taiyaku": {"text": "name"}}]}'
CHECK = Check(
    id="name-ambiguous",
    group="texts",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("{name} is also the name of {id} in the language {language}; in {other} they are told apart: {first}, {second}"),
    why=_("Two things with one name look like one thing to the readers of that language."),
    run=run,
    bad={
        "datapackage.json": (
            '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "organisations.en", "path": "organisations.en.csv", "schema": '
            f'{_TEXT}}}, {{"name": "organisations.ja", "path": "organisations.ja.csv", "schema": {_TEXT}}}]}}'
        ),
        "organisations.en.csv": "id,name\nisas,Institute of Space and Astronautical Science\nnipr,National Institute of Polar Research\n",
        "organisations.ja.csv": "id,name\nisas,宇宙科学研究所\nnipr,宇宙科学 研究所\n",
    },
    good={"organisations.ja.csv": "id,name\nisas,宇宙科学研究所\nnipr,国立極地研究所\n"},
)
