"""What every format needs to read its own files back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from taiyaku.exporters._sheets import Sheet
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.model import Held, Json, Package
from taiyaku.records import Stream, fact_fields, flat_texts, plain


def held(path: str, of: str, language: str, names: Mapping[str, str], rows: Iterable[Sequence[str]], *, typed: bool = False) -> Held:
    """Give the cells of a file: ``names`` are its columns with their headers, ``rows`` its header and its records.

    Raises ValueError where the header is another, or a record has more or fewer cells.
    """
    import polars as pl

    header, *records = rows
    if list(header) != list(names.values()):
        message = f"{path}: another header"
        raise ValueError(message)
    columns = [list(cells) for cells in zip(*records, strict=True)] if records else [[] for _name in names]
    cells = {name: pl.Series(name, values, dtype=pl.String) for name, values in zip(names, columns, strict=True)}
    return Held(path, of, language, pl.DataFrame(cells), typed=typed)


def objects_held(package: Package, path: str, of: str, language: str, stream: Stream, records: Iterable[Mapping[str, Json]]) -> Held:
    """Give the cells of JSON records; those of one language have their texts flat, and what fell back to another language is left out.

    Raises ValueError where a record has what no column accounts for.
    """
    flat, fields = flat_texts(stream.columns, stream.texts), fact_fields(package, of)
    names = stream.of(language) if language else list(stream.columns)
    rows: list[list[str]] = []
    for record in records:
        left = {name: dict(value) if isinstance(value, dict) and name != "_fallback" else value for name, value in record.items()}
        fallback = left.pop("_fallback", {}) if language else {}
        for name in fallback:
            del left[name]
        row: list[Json] = []
        for name in names:
            text, tag = stream.texts.get(name, (None, ""))
            if text is None or text.name in flat:
                row.append(spelled(left.pop(plain(name), ""), fields.get(name, {})))
            elif language:
                row.append(left.pop(text.name, ""))
            else:
                row.append(left.get(text.name, {}).pop(tag, ""))
        if any(value != {} for value in left.values()):
            message = f"{path}: a property of no column"
            raise ValueError(message)
        rows.append([str(cell) for cell in row])
    return held(path, of, language, {name: name for name in names}, [names, *rows], typed=True)


def spelled(value: Json, field: Mapping[str, Json]) -> str:
    """Spell a typed value as text; a number is one with a point (``records.typed``)."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and field.get("type") == "number":
        return str(float(value))
    return str(value)


def sheet_held(package: Package, path: str, sheet: Sheet, language: str, rows: Sequence[Sequence[str]], *, typed: bool = False) -> Held:
    """Give the cells of a sheet: its codes and not its labels, and no text that is shown in another language.

    Raises ValueError where the header is another, or a record has more or fewer cells.
    """
    import polars as pl

    titles = [column.title for column in sheet.columns]
    whole = held(path, sheet.of, language, {title: title for title in titles}, rows, typed=typed).cells
    cells: dict[str, pl.Series] = {}
    for column in sheet.columns:
        if not column.name:
            continue
        own = whole[column.title].alias(column.name)
        if column.fallback is not None and sheet.remarks:
            lines = [f"{column.title}: {language_name(tag, language)}" for tag in package.languages]
            other = whole[titles[-1]].str.split("\n").list.eval(pl.element().is_in(lines)).list.any()
            own = own.zip_with(~other, pl.repeat("", len(own), dtype=pl.String, eager=True))
        cells[column.name] = own
    return Held(path, sheet.of, language, pl.DataFrame([cells[name] for name in sheet.stream.columns if name in cells]), typed=typed)
