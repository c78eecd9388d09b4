"""Tables for people: in one language, with titles for columns and labels beside codes; what ``excel/`` is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from taiyaku.exporters import _described
from taiyaku.exporters._identity import described, shown
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.words import spoken
from taiyaku.i18n import Messages, _
from taiyaku.model import Json, Package, keyed, mark
from taiyaku.records import Stream, bases, fact_fields, plain, streamed

if TYPE_CHECKING:
    import polars as pl

CODE, ID, REMARK = _("{title} (code)"), _("{title} (id)"), _("Shown in another language")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet."""

    title: str
    """Its header, which no other column of the sheet has."""
    name: str
    """The column of ``records.published`` whose cells it has; empty where it has labels or remarks."""
    described: Mapping[str, Json]
    """Its field in the language of the sheet; nothing for labels and remarks."""
    field: Mapping[str, Json]
    """Its field as declared, for facts."""
    cells: pl.Expr
    """What it shows of a block of the table."""
    fallback: pl.Expr | None = None
    """In which other language it shows it, null where it need not."""
    prose: bool = False
    """Whether its cells are sentences."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table in one language."""

    of: str
    title: str
    described: Mapping[str, Json]
    """Its resource in the language of the sheet."""
    stream: Stream
    columns: tuple[Column, ...]
    joins: tuple[tuple[str, pl.DataFrame], ...]
    """Columns whose cells have a label, with the labels."""
    remarks: bool
    """Whether its last column says which cells are shown in another language."""

    def blocks(self) -> Iterator[pl.DataFrame]:
        """Give the cells of its columns, numbered from ``0``, and the ``record`` that they are of, part by part; empty cells are ``""``."""
        import polars as pl

        record = keyed(self.stream.key) if self.stream.key else pl.lit("")
        for frame in self.stream.blocks(self.stream.columns):
            joined = frame
            for name, labels in self.joins:
                joined = joined.join(labels, left_on=name, right_on=f"\0{name}", how="left", maintain_order="left")
            yield joined.select(*(column.cells.fill_null("").alias(str(at)) for at, column in enumerate(self.columns)), record.alias("record"))


@lru_cache(maxsize=4)
def sheets(package: Package, language: str) -> tuple[Sheet, ...]:
    """Give every table for readers of a language; made once for a package and language."""
    own = described(package, language)
    return tuple(_sheet(package, own, language, of) for of in bases(package))


def _sheet(package: Package, own: Mapping[str, Json], language: str, of: str) -> Sheet:
    """Put the columns of a table together: the key and the names first, prose last, then what is shown in another language."""
    import polars as pl

    told, stream = _described.resource(package, own, of, language), streamed(package, of)
    declared, titled = fact_fields(package, of), _fields(package, own, of)
    links = {link.fields[0]: link for link in _described.links(package, of) if len(link.fields) == 1}
    said = spoken(language)
    joins: dict[str, pl.DataFrame] = {}
    facts: list[Column] = []
    for name in stream.columns:
        if name in stream.texts:
            continue
        field = titled.get(name, declared.get(name, {}))
        title = shown(field, "title") or plain(name)
        vocabulary, link = mark(declared.get(name, {}), "vocabulary"), links.get(name)
        labels = _codes(package, language, str(vocabulary)) if vocabulary else _names(package, language, link) if link is not None else None
        if labels is not None:
            joins[name] = labels.rename({"key": f"\0{name}", "label": f"\0label {name}", "language": f"\0language {name}"})
            facts.append(Column(title, "", {}, {}, pl.col(f"\0label {name}"), pl.col(f"\0language {name}")))
            title = said.text(CODE if vocabulary else ID, {"title": title})
        facts.append(Column(title, name, field, declared.get(name, {}), pl.col(name)))
    texts = [_text(package, own, language, stream, text) for text in dict.fromkeys(text.name for text, _tag in stream.texts.values())]
    ordered = [
        *(each for each in facts if each.name in stream.key),
        *(each for each in texts if not each.prose),
        *(each for each in facts if each.name not in stream.key),
        *(each for each in texts if each.prose),
    ]
    columns = tuple(_distinct(ordered, said))
    sheet = Sheet(of, shown(told, "title") or of, told, stream, columns, tuple(joins.items()), any(each.fallback is not None for each in columns))
    if sheet.remarks and not any((block[str(len(columns) - 1)] != "").any() for block in sheet.blocks()):
        return replace(sheet, columns=columns[:-1], remarks=False)
    return sheet


def _text(package: Package, own: Mapping[str, Json], language: str, stream: Stream, name: str) -> Column:
    """Show a text in the language, or else in the first other one that has it."""
    tags = {tag: column for column, (text, tag) in stream.texts.items() if text.name == name}
    text = stream.texts[next(iter(tags.values()))][0]
    at = text.columns.get(language) or next(iter(text.columns.values()))
    field = _described.fields(package, own, at.table).get(at.name, {})
    cells, fallback = _chosen(tags, language)
    return Column(shown(field, "title") or name, tags.get(language, ""), field, {}, cells, fallback, prose=text.kind != "name")


def _chosen(tags: Mapping[str, str], language: str) -> tuple[pl.Expr, pl.Expr]:
    """Choose a text of several columns, by language: what to show, and the name of the other language that it is in."""
    import polars as pl

    others = {tag: column for tag, column in tags.items() if tag != language}
    own = pl.col(tags[language]) if language in tags else pl.lit("")
    first = pl.coalesce(pl.when(pl.col(column) != "").then(pl.col(column)) for column in [tags[language]] * (language in tags) + list(others.values()))
    other = pl.coalesce(pl.when(pl.col(column) != "").then(pl.lit(language_name(tag, language))) for tag, column in others.items()) if others else pl.lit(None)
    return first, pl.when(own == "").then(other)


def _distinct(columns: Sequence[Column], said: Messages) -> list[Column]:
    """Give every column a header of its own, and add the one that says which texts are in another language."""
    import polars as pl

    seen: set[str] = set()
    found: list[Column] = []
    for column in columns:
        title = column.title
        while title in seen:
            title += f" [{column.name}]" if column.name and not title.endswith(f"[{column.name}]") else "_"
        seen.add(title)
        found.append(replace(column, title=title))
    remarks = [pl.concat_str(pl.lit(f"{each.title}: "), each.fallback) for each in found if each.fallback is not None]
    remark = said.text(REMARK)
    while remark in seen:
        remark += "_"
    return [*found, Column(remark, "", {}, {}, pl.concat_str(remarks, separator="\n", ignore_nulls=True))] if remarks else found


def _fields(package: Package, own: Mapping[str, Json], of: str) -> dict[str, Mapping[str, Json]]:
    """Give the fields of the facts of a table, in the language of the descriptor."""
    names = [of, *dict.fromkeys(column.table for text in package.texts if text.of == of for column in text.columns.values())]
    return {name: field for table in reversed(names) for name, field in _described.fields(package, own, table).items()}


def _codes(package: Package, language: str, vocabulary: str) -> pl.DataFrame | None:
    """Give the labels of the codes of a vocabulary."""
    import polars as pl

    for table in package.tables.values():
        columns = mark(table.resource, "codes")
        if isinstance(columns, dict) and {str(columns.get("vocabulary")), str(columns.get("code"))} <= set(table.columns):
            return _label(package, language, table.name, str(columns["code"]), pl.col(str(columns["vocabulary"])) == vocabulary)
    return None


def _names(package: Package, language: str, link: _described.Link) -> pl.DataFrame | None:
    """Give the names of the records that a foreign key may name."""
    return _label(package, language, link.target, link.keys[0]) if package.tables[link.target].key == link.keys else None


def _label(package: Package, language: str, of: str, key: str, only: pl.Expr | None = None) -> pl.DataFrame | None:
    """Give ``key``, ``label`` and the other ``language`` that it is in, if it is, of every record that has a name."""
    import polars as pl

    stream, text = streamed(package, of), _described.naming(package, of)
    tags = {tag: column for column, (each, tag) in stream.texts.items() if text is not None and each.name == text.name}
    if not tags:
        return None
    label, fallback = _chosen(tags, language)
    frames = (frame.filter(only) if only is not None else frame for frame in stream.blocks(stream.columns))
    parts = [frame.select(pl.col(key).alias("key"), label.alias("label"), fallback.cast(pl.String).alias("language")) for frame in frames]
    return pl.concat(parts).filter(pl.col("key") != "", pl.col("label").is_not_null()).unique("key", keep="first", maintain_order=True)
