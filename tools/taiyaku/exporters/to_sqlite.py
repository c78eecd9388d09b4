"""SQLite: one database with keys and views, and a search that finds Japanese words."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from taiyaku.errors import CannotWrite
from taiyaku.exporters import _described
from taiyaku.exporters._columns import distinct, kinds, spelled, values
from taiyaku.exporters._identity import attribution, described, released, shown, stem, title
from taiyaku.exporters.to_html.words import spoken
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Held, Json, Package, keyed, mark
from taiyaku.records import Stream, bases, fact_fields, plain, streamed

_APPLICATION, _LAYOUT = 0x74616979, 1
"""``application_id`` (``taiy``) and ``user_version``: what made the file, and which arrangement of tables it has."""
_VERSION_AT, _VERSION = 96, 3_040_001
"""Where the header says which SQLite wrote the file, and what ours says, whichever it was (SQLite, Database File Format, 1.3)."""
_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
_MOST_SEARCHED = 20_000_000
"""Characters of all texts that the search is still made for."""
_MOST_STEPS = 2_000_000_000
"""Steps of SQLite's machine that reading a table may take."""
_LONGEST_WORD = 4
"""Japanese characters that are found as one word."""


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of the database."""

    of: str
    name: str
    """Its name there, which no other table or view has."""
    stream: Stream
    columns: Mapping[str, str]
    """Columns of the stream to columns of the table."""
    fields: Mapping[str, Mapping[str, Json]]
    kinds: Mapping[str, str]
    key: tuple[str, ...]
    """Columns of the stream that are its primary key; none where the data have none that holds."""


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``db/<name>-<version>.sqlite``.

    Every table has the columns of ``csv/<table>.csv``, with its type where every cell is of it, and with primary and foreign
    keys as far as the data keep them. For each language there is a view of each table (``items_ja``): texts in that language
    or, where ``fallback`` names them, in another one, and labels beside codes and ids. ``texts`` has every text in a row of
    its own, ``fields`` and ``about`` describe the whole. ``search`` finds the rows of ``texts`` that have a word: English
    words as they are, Japanese ones of two to four characters wherever they stand.
    """
    yield Artifact(_path(package), _database(package), languages=package.languages)


def read(package: Package, files: Mapping[str, bytes]) -> Iterator[Held]:
    """Read the tables back. Raises KeyError, ValueError, or sqlite3.Error for what is no database or has other tables."""
    import polars as pl

    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(files[_path(package)])
        # The file may be anybody's: no function of ours for its views, no view for a table, and no query without an end.
        database.execute("PRAGMA trusted_schema = OFF")
        database.set_progress_handler(lambda: 1, _MOST_STEPS)
        real = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in _tables(package):
            if table.name not in real:
                message = f"no table {table.name}"
                raise ValueError(message)
            rows = database.execute(f"SELECT {_listed(table.columns.values())} FROM {_name(table.name)} ORDER BY rowid").fetchall()  # noqa: S608 -- names only
            cells = {}
            for name, column in zip(table.columns, zip(*rows, strict=True) if rows else [()] * len(table.columns), strict=True):
                kind = table.kinds.get(name, "")
                told = [None if cell is None else bool(cell) if kind == "boolean" else cell for cell in column]
                cells[name] = spelled(
                    pl.Series(name, told, dtype=None if kind and any(cell is not None for cell in told) else pl.String), table.fields.get(name, {})
                )
            yield Held(_path(package), table.of, "", pl.DataFrame(cells), typed=True)
    finally:
        database.close()


def _path(package: Package) -> str:
    return f"db/{stem(package)}.sqlite"


def _tables(package: Package) -> list[_Table]:
    names = bases(package)
    return [_table(package, of, name) for of, name in zip(names, _free([_allowed(of) for of in names]), strict=True)]


def _table(package: Package, of: str, name: str) -> _Table:
    stream, fields = streamed(package, of), fact_fields(package, of)
    return _Table(
        of, name, stream, dict(zip(stream.columns, distinct(stream.columns, capitals=False), strict=True)), fields, kinds(stream, fields, _TYPES), _key(stream)
    )


def _key(stream: Stream) -> tuple[str, ...]:
    """Give the primary key, if every record has one of its own."""
    import polars as pl

    if not stream.key:
        return ()
    frame = pl.concat(list(stream.blocks(stream.key)))
    whole = all((frame[name] != "").all() for name in stream.key)
    return stream.key if whole and frame.select(keyed(stream.key)).to_series().is_unique().all() else ()


def _allowed(name: str) -> str:
    return f"t_{name}" if name.lower().startswith(("sqlite_", "search")) or not name else name


def _free(wanted: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """Give names that differ in more than capitals from each other and from those that are taken."""
    return distinct([*taken, *wanted], capitals=False)[len(taken) :]


def _name(name: str) -> str:
    """Write a name in SQL (SQLite, Keywords)."""
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_name, names))


def _database(package: Package) -> bytes:
    """Make the database in memory: the same tables are the same bytes, whenever and wherever."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for pragma in (
            "page_size = 4096",
            "encoding = 'UTF-8'",
            "journal_mode = OFF",
            "auto_vacuum = NONE",
            f"application_id = {_APPLICATION}",
            f"user_version = {_LAYOUT}",
        ):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        tables = _tables(package)
        for table in tables:
            database.execute(_created(package, table, tables))
            _fill(database, table)
        views = [(table, language) for table in tables for language in package.languages]
        taken = [table.name for table in tables]
        names = _free([f"{table.name}_{language.replace('-', '_').lower()}" for table, language in views], taken)
        for name, (table, language) in zip(names, views, strict=True):
            database.execute(f"CREATE VIEW {_name(name)} AS {_view(package, table, tables, language)}")
        texts, fields, about = _free(["texts", "fields", "about"], [*taken, *names])
        searched = _texts(database, tables, texts)
        _describe(database, package, tables, fields, about, searched=searched)
        database.execute("COMMIT")
        database.execute("VACUUM")
        content = bytearray(database.serialize())
    except sqlite3.Error as error:
        raise CannotWrite(_("{path} cannot be written: {reason}"), path=_path(package), reason=str(error)) from None
    finally:
        database.close()
    content[_VERSION_AT : _VERSION_AT + 4] = _VERSION.to_bytes(4, "big")
    return bytes(content)


def _created(package: Package, table: _Table, tables: Sequence[_Table]) -> str:
    """Write the statement that makes a table."""
    parts = [
        f"{_name(column)} {_TYPES.get(table.kinds.get(name, ''), 'TEXT')}{' NOT NULL' if name in table.key else ''}" for name, column in table.columns.items()
    ]
    if table.key:
        parts.append(f"PRIMARY KEY ({_listed([table.columns[name] for name in table.key])})")
    known = {each.of: each for each in tables}
    for link in _described.links(package, table.of):
        target = known.get(link.target)
        # SQLite wants the columns that a key leads to to be unique; those of a primary key are.
        if target is not None and target.key == link.keys:
            own, other = ([at.columns[name] for name in names] for at, names in ((table, link.fields), (target, link.keys)))
            parts.append(f"FOREIGN KEY ({_listed(own)}) REFERENCES {_name(target.name)} ({_listed(other)})")
    return f"CREATE TABLE {_name(table.name)} (\n  " + ",\n  ".join(parts) + "\n)"


def _fill(database: sqlite3.Connection, table: _Table) -> None:
    marks = ", ".join("?" * len(table.columns))
    for frame in table.stream.blocks(table.stream.columns):
        columns = [values(frame[name], table.kinds.get(name, ""), table.fields.get(name, {})).to_list() for name in table.columns]
        database.executemany(f"INSERT INTO {_name(table.name)} VALUES ({marks})", zip(*columns, strict=True))  # noqa: S608 -- names only


def _view(package: Package, table: _Table, tables: Sequence[_Table], language: str) -> str:
    """Write the query of a view in a language."""
    shown_: dict[str, str] = {}
    links = {link.fields[0]: link for link in _described.links(package, table.of) if len(link.fields) == 1}
    for name, column in table.columns.items():
        if name not in table.stream.texts:
            cell = f"t.{_name(column)}"
            shown_[column] = cell
            vocabulary, link = mark(table.fields.get(name, {}), "vocabulary"), links.get(name)
            label = _code(tables, package, str(vocabulary), cell, language) if vocabulary else _named(package, tables, link, cell, language) if link else ""
            if label:
                shown_[_free([f"{column}_label"], list(shown_))[0]] = label
    fallbacks = []
    for text in dict.fromkeys(text.name for text, _tag in table.stream.texts.values()):
        tags = _tags(table, text)
        column = _free([text], list(shown_))[0]
        shown_[column] = _first(tags, language, "t")
        own, others = tags.get(language), [f"t.{_name(other)}" for tag, other in tags.items() if tag != language]
        if others:
            missing = [f"t.{_name(own)} IS NULL"] if own else []
            there = f"COALESCE({', '.join([*others, 'NULL'])}) IS NOT NULL"
            fallbacks.append(f"CASE WHEN {' AND '.join([*missing, there])} THEN {_text(f'{column} ')} ELSE '' END")
    if fallbacks:
        shown_[_free(["fallback"], list(shown_))[0]] = f"NULLIF(RTRIM({' || '.join(fallbacks)}), '')"
    return "SELECT " + ",\n  ".join(f"{what} AS {_name(column)}" for column, what in shown_.items()) + f"\nFROM {_name(table.name)} AS t"


def _tags(table: _Table, text: str) -> dict[str, str]:
    """Give the columns of a text by language."""
    return {tag: table.columns[name] for name, (each, tag) in table.stream.texts.items() if each.name == text}


def _first(tags: Mapping[str, str], language: str, at: str) -> str:
    """Write what gives a text in a language, or else in the first other one that has it."""
    ordered = sorted(tags, key=lambda tag: tag != language)
    return f"COALESCE({', '.join([*(f'{at}.{_name(tags[tag])}' for tag in ordered), 'NULL'])})"


def _code(tables: Sequence[_Table], package: Package, vocabulary: str, cell: str, language: str) -> str:
    """Write what gives the label of a code; nothing where codes have none."""
    for table in tables:
        declared = mark(package.tables[table.of].resource, "codes") if table.of in package.tables else None
        if isinstance(declared, dict) and {str(declared.get("vocabulary")), str(declared.get("code"))} <= set(table.columns):
            at = {part: table.columns[str(declared[part])] for part in ("vocabulary", "code")}
            return _label(package, table, f"c.{_name(at['vocabulary'])} = {_text(vocabulary)} AND c.{_name(at['code'])} = {cell}", language)
    return ""


def _named(package: Package, tables: Sequence[_Table], link: _described.Link, cell: str, language: str) -> str:
    """Write what gives the name of a record that a foreign key names; nothing where they have none."""
    table = next(each for each in tables if each.of == link.target)
    return _label(package, table, f"c.{_name(table.columns[link.keys[0]])} = {cell}", language)


def _label(package: Package, table: _Table, condition: str, language: str) -> str:
    text = _described.naming(package, table.of)
    return f"(SELECT {_first(_tags(table, text.name), language, 'c')} FROM {_name(table.name)} AS c WHERE {condition} LIMIT 1)" if text else ""  # noqa: S608 -- names only


def _texts(database: sqlite3.Connection, tables: Sequence[_Table], name: str) -> bool:
    """Make the table of all texts and the search; tell whether there is one."""
    database.execute(f'CREATE TABLE {_name(name)} ("table" TEXT NOT NULL, "id" TEXT, "language" TEXT NOT NULL, "field" TEXT NOT NULL, "text" TEXT NOT NULL)')
    insert = f"INSERT INTO {_name(name)} VALUES (?, ?, ?, ?, ?)"  # noqa: S608 -- names only
    size = 0
    for table in tables:
        for frame in table.stream.blocks(table.stream.columns) if table.stream.texts else ():
            ids = frame.select(keyed(table.stream.key).alias("id"))["id"].to_list() if table.stream.key else [None] * frame.height
            for column, (text, tag) in table.stream.texts.items():
                rows = [(table.name, id_, tag, text.name, cell) for id_, cell in zip(ids, frame[column], strict=True) if cell]
                database.executemany(insert, rows)
                size += sum(len(row[-1]) for row in rows)
    if size > _MOST_SEARCHED:
        return False
    columns = '"table" UNINDEXED, "id" UNINDEXED, "language" UNINDEXED, "field" UNINDEXED, "text"'
    database.execute(f"CREATE VIRTUAL TABLE search USING fts5({columns}, content={_text(name)}, tokenize='unicode61 remove_diacritics 2')")
    for row in database.execute(f"SELECT rowid, * FROM {_name(name)} ORDER BY rowid").fetchall():  # noqa: S608 -- names only
        database.execute('INSERT INTO search (rowid, "table", "id", "language", "field", "text") VALUES (?, ?, ?, ?, ?, ?)', (*row[:-1], grams(row[-1])))
    database.execute("INSERT INTO search (search) VALUES ('optimize')")
    return True


_JAPANESE = re.compile("[\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Runs of kanji and kana with the marks that lengthen and repeat them: what is written without blanks."""


def grams(text: str) -> str:
    """Cut Japanese into all its pieces of two to four characters, and leave everything else as it is, in compatibility form (Unicode Standard Annex 15)."""
    return _JAPANESE.sub(lambda run: f" {' '.join(_pieces(run[0]))} ", unicodedata.normalize("NFKC", text))


def _pieces(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for at in range(len(run)):
        yield from (run[at : at + size] for size in range(2, _LONGEST_WORD + 1) if at + size <= len(run))


def _describe(database: sqlite3.Connection, package: Package, tables: Sequence[_Table], fields: str, about: str, *, searched: bool) -> None:
    """Make the tables that describe the others."""
    languages = package.languages or ("en",)
    own = {language: described(package, language) for language in languages}
    titles = _free([f"{part}_{language}" for part in ("title", "description") for language in languages], ["table", "column", "type"])
    database.execute(
        f'CREATE TABLE {_name(fields)} ("table" TEXT NOT NULL, "column" TEXT NOT NULL, {", ".join(f"{_name(each)} TEXT" for each in titles)}, "type" TEXT NOT NULL)'
    )
    for table in tables:
        for name, column in table.columns.items():
            text, tag = table.stream.texts.get(name, (None, ""))
            at, field = (text.columns[tag].table, text.columns[tag].name) if text is not None else (table.of, plain(name))
            told = [_described.fields(package, own[language], at).get(field, {}) for language in languages]
            words = [shown(each, part) or None for part in ("title", "description") for each in told]
            row = (table.name, column, *words, _TYPES.get(table.kinds.get(name, ""), "TEXT"))
            database.execute(f"INSERT INTO {_name(fields)} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 -- names only
    database.execute(f'CREATE TABLE {_name(about)} ("language" TEXT NOT NULL, "what" TEXT NOT NULL, "text" TEXT NOT NULL)')
    for language in languages:
        said, date = spoken(language), released(package)
        notes = {
            "title": title(package, own[language]),
            "description": shown(own[language], "description"),
            "version": shown(own[language], "version"),
            "released": date.date().isoformat() if date else "",
            "credit": attribution(package, language)[0],
            "views": said.text(VIEWS, {"name": f"{tables[0].name}_{language}" if tables else ""}),
            "search": said.text(SEARCH if searched else LIKE),
        }
        database.executemany(f"INSERT INTO {_name(about)} VALUES (?, ?, ?)", [(language, what, text) for what, text in notes.items() if text])  # noqa: S608 -- names only


VIEWS = _("Every table has a view in each language, with texts in it and with labels beside codes and ids: SELECT * FROM {name}")
SEARCH = _(
    "SELECT * FROM search WHERE search MATCH '宇宙' finds words: English ones whole, Japanese ones of two to four characters wherever they stand; "
    "SELECT * FROM texts WHERE text LIKE '%宇%' finds any characters."
)
LIKE = _("SELECT * FROM texts WHERE text LIKE '%宇宙%' finds any characters.")

EXPORTER = Exporter("sqlite", _("SQLite: one database with keys, a view in each language, and a search"), run, read)
