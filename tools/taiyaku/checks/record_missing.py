"""Records that one language has and another has not."""

from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, Where


def run(package: Package) -> Iterator[Problem]:
    """Yield each record of the facts, and of any other language, that a language lacks."""
    import polars as pl

    for text in {each.of: each for each in reversed(package.texts)}.values():
        facts = package.tables.get(text.of)
        if facts is not None and any(column.table == text.of for column in text.columns.values()):
            continue
        aligned = package.aligned(text)
        for language, column in text.columns.items():
            lacking = aligned.filter(pl.col(language).is_null())["record"]
            places: list[tuple[str, Where]] = []
            if facts is not None:
                known = package.tables[column.table].keys
                rows = pl.arg_where((facts.keys != "") & ~facts.keys.is_in(known.implode()), eager=True)
                places = [(facts.keys[row], facts.where(int(row), facts.key[0] if facts.key else "")) for row in rows]
                lacking = lacking.filter(~lacking.is_in(facts.keys.implode()))
            source = {row["record"]: row for row in aligned.filter(pl.col("record").is_in(lacking.implode())).iter_rows(named=True)}
            for key in lacking:
                other = next(tag for tag in text.columns if source[key][tag] is not None)
                places.append((key, package.text_where(text, other, source[key][f"row:{other}"])))
            for key, where in places:
                table = package.tables[column.table].path
                yield Problem(where, {"id": key, "language": language, "path": table}, table=text.of, id=key, language=language)


_PACKAGE = (
    '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items.en", "path": "items.en.csv"}, {"name": "items.ja", "path": "items.ja.csv"}]}'
)
CHECK = Check(
    id="record-missing",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the record {id} is not in {path} (language: {language})"),
    why=_("A record that one language lacks does not exist for its readers."),
    run=run,
    bad={
        "datapackage.json": _PACKAGE,
        "items.en.csv": "id,title\ncalet,CALET cosmic ray telescope\nmmx,Martian Moons eXploration\n",
        "items.ja.csv": "id,title\nmmx,火星衛星探査計画\n",
    },
    good={"items.ja.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\nmmx,火星衛星探査計画\n"},
)
