"""Tools that know nothing of us read what we publish: pandas, DuckDB and LibreOffice see the records and values that we wrote (``nox -s formats``)."""

from __future__ import annotations

import csv
import importlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from taiyaku import loaders, records
from taiyaku.exporters import to_csv, to_excel, to_parquet, to_sqlite, to_xlsx
from taiyaku.model import Package
from tests.conftest import ROOT

LIBRE = shutil.which("soffice") or ""


def tool(name: str) -> Any:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def package() -> Package:
    return loaders.load(str(ROOT))


@pytest.fixture(scope="module")
def folder(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published")
    for exporter in (to_csv, to_excel, to_parquet, to_sqlite, to_xlsx):
        for each in exporter.run(package):
            (out / each.path).parent.mkdir(parents=True, exist_ok=True)
            (out / each.path).write_bytes(each.content)
    return out


def test_pandas_reads_every_format_with_equal_counts(package: Package, folder: Path) -> None:
    pandas = tool("pandas")
    (book,) = folder.glob("excel/*-ja.xlsx")
    sheets = pandas.read_excel(book, sheet_name=None)
    for of, sheet in zip(records.bases(package), list(sheets.values())[1:-1], strict=True):
        wanted = records.published(package, of)[0]
        plain = pandas.read_csv(folder / f"csv/{of}.csv", dtype=str, keep_default_na=False)
        assert plain.to_numpy().tolist() == [list(row) for row in wanted.rows()], of
        excel = pandas.read_csv(folder / f"excel/ja/{of}.csv", dtype=str, keep_default_na=False)
        assert len(excel) == len(sheet) == wanted.height
        assert list(excel.columns) == list(sheet.columns)


def test_duckdb_reads_csv_parquet_and_sqlite_with_equal_counts(package: Package, folder: Path) -> None:
    duckdb = tool("duckdb")
    for of in records.bases(package):
        wanted = records.published(package, of)[0]
        plain = duckdb.sql(f"SELECT * FROM read_csv('{folder}/csv/{of}.csv', all_varchar=true, header=true, delim=',', quote='\"')").fetchall()  # noqa: S608
        assert [tuple(cell or "" for cell in row) for row in plain] == wanted.rows(), of
        typed = duckdb.sql(f"SELECT * FROM '{folder}/parquet/{of}.parquet'").fetchall()  # noqa: S608
        assert len(typed) == wanted.height
        assert typed == pl.read_parquet(folder / f"parquet/{of}.parquet").rows()


def test_libreoffice_shows_the_values_that_openpyxl_reads(folder: Path, tmp_path: Path) -> None:
    if not LIBRE:
        pytest.skip("LibreOffice is not installed")
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"  # cells as they are stored, every sheet in a file of its own
    for book in sorted(folder.glob("excel/*.xlsx")):
        words = [LIBRE, "--headless", f"-env:UserInstallation=file://{tmp_path}/user", "--convert-to", options, "--outdir", str(tmp_path), str(book)]
        subprocess.run(words, check=True, capture_output=True, timeout=300, env={**os.environ, "HOME": str(tmp_path)})
        for sheet in openpyxl.load_workbook(book).worksheets[1:-1]:
            (path,) = tmp_path.glob(f"{book.stem}-{sheet.title}.csv")
            told = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
            assert told == [[spelled(cell) for cell in row] for row in sheet.iter_rows()], sheet.title
            path.unlink()


def spelled(cell: Any) -> str:
    if cell.data_type == "d":
        return str(cell.value.date().isoformat())
    return str(cell.value).upper() if isinstance(cell.value, bool) else "" if cell.value is None else str(cell.value)


def test_stock_packages_go_through_every_format() -> None:
    """Packages that nobody here wrote, as they are."""
    from tests.test_formats import disagreements, files_of

    material = os.environ.get("TAIYAKU_CONFORMANCE")
    if not material:
        pytest.skip("TAIYAKU_CONFORMANCE names no folder")
    seen = 0
    for descriptor in sorted(Path(material, "datapackage").rglob("datapackage.json")):
        loaded = loaders.load(str(descriptor))
        if loaded.unread or loaded.unsafe or not isinstance(json.loads(descriptor.read_text(encoding="utf-8")).get("resources"), list):
            continue
        assert disagreements(loaded, files_of(loaded)) == [], descriptor
        seen += 1
    assert seen >= 10
