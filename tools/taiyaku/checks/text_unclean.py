"""Texts with characters that got in by accident."""

from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.languages.unclean import BY_LANGUAGE, EVERYWHERE
from taiyaku.model import Check, Package, Problem, Said, Severity, Table, Text, Where


def run(package: Package) -> Iterator[Problem]:
    """Yield the first unclean place of each kind in each text; the column is that of the character."""
    import polars as pl

    for text in package.texts:
        for language, column in text.columns.items():
            table = package.tables[column.table]
            cells = table.frame[column.name]
            for pattern, what in {**EVERYWHERE, **BY_LANGUAGE.get(language, {})}.items():
                for row in pl.arg_where(cells.str.contains(pattern), eager=True):
                    cell = cells[int(row)]
                    found = pl.Series([cell]).str.extract(f"({pattern})", 1)[0]
                    before = cell[: len(cell) - len(found)] if pattern.endswith("$") else cell[: cell.index(found)]
                    values: dict[str, str | Said | Text] = {"what": Said(what), "code": " ".join(f"U+{ord(char):04X}" for char in found[:4])}
                    key = table.keys[int(row)]
                    where = _inside(table, table.where(int(row), column.name), before)
                    yield Problem(where, values, table=text.of, id=key, field=text.name, language=language)


def _inside(table: Table, at: Where, before: str) -> Where:
    """Give the place inside a cell behind this much of its text: past the opening quote, line breaks and doubled quotes."""
    dialect = table.resource.get("dialect")
    quote = str(dialect.get("quoteChar", '"')) if isinstance(dialect, dict) else '"'
    lines = table.content.split(b"\n", at.line)
    try:
        raw = lines[at.line - 1].decode(str(table.resource.get("encoding") or "utf-8"), "replace").removeprefix("\ufeff")
    except LookupError:
        raw = ""
    quoted = raw.startswith(quote, at.column - 1)
    behind = before.rpartition("\n")[2]
    doubled = behind.count(quote) if quoted else 0
    start = 1 if "\n" in before else at.column + quoted
    return Where(at.path, at.line + before.count("\n"), start + len(behind) + doubled)


_PACKAGE = (
    '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items.en", "path": "items.en.csv"}, {"name": "items.ja", "path": "items.ja.csv"}]}'
)
CHECK = Check(
    id="text-unclean",
    group="texts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the text holds {what} ({code})"),
    why=_("What cannot be seen breaks searching, sorting and copying, and can make a line read as another."),
    run=run,
    bad={
        "datapackage.json": _PACKAGE,
        "items.en.csv": "id,title\ncalet,CALET\u200b cosmic ray telescope\n",
        "items.ja.csv": "id,title\ncalet,高ｴﾈﾙｷﾞｰ電子・ガンマ線観測装置\n",
    },
    good={
        "items.en.csv": "id,title\ncalet,CALET cosmic ray telescope\n",
        "items.ja.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\n",
    },
)
