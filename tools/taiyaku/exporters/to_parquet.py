"""Parquet for analysis: one file a table, with the types that its fields declare."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from taiyaku.exporters._columns import TYPED, distinct, kinds, spelled, values
from taiyaku.exporters._described import table_file
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Held, Package
from taiyaku.records import bases, fact_fields, streamed


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``parquet/<table>.parquet`` with the columns of ``csv/<table>.csv``.

    Whole numbers are INT64, numbers DOUBLE, truths BOOLEAN, whole dates DATE; everything else is a string, and so is a
    column with a cell that its type cannot hold exactly. What is empty is null.
    """
    for of in bases(package):
        stream = streamed(package, of)
        yield Artifact(_path(of), _written(package, of), table=of, languages=package.languages if stream.texts else ())


def read(package: Package, files: Mapping[str, bytes]) -> Iterator[Held]:
    """Read the tables back. Raises KeyError, or whatever polars raises for what is no Parquet."""
    import polars as pl

    for of in bases(package):
        stream, fields = streamed(package, of), fact_fields(package, of)
        frame = pl.read_parquet(io.BytesIO(files[_path(of)]))
        frame.columns = list(stream.columns)
        cells = frame.select(spelled(frame[name], fields.get(name, {})) for name in stream.columns)
        yield Held(_path(of), of, "", cells, typed=True)


def _path(of: str) -> str:
    return f"parquet/{table_file(of)}.parquet"


def _written(package: Package, of: str) -> bytes:
    import polars as pl

    stream, fields = streamed(package, of), fact_fields(package, of)
    typed = kinds(stream, fields, TYPED)
    parts = [frame.select(values(frame[name], typed.get(name, ""), fields.get(name, {})) for name in stream.columns) for frame in stream.blocks(stream.columns)]
    frame = pl.concat(parts)
    frame.columns = distinct(stream.columns)
    out = io.BytesIO()
    frame.write_parquet(out, compression="zstd", statistics=True)
    return out.getvalue()


EXPORTER = Exporter("parquet", _("Parquet: one file a table, with types"), run, read)
