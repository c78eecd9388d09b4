"""The shipped dataset keeps its promises: complete for its sources, cited, in our own words."""

import csv
import os
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COVERAGE = ROOT / "docs" / "sources-coverage.csv"
EXPECTED = {"entry": 318, "relation": 156, "number": 79}

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def table(name: str) -> dict[str, Row]:
    return {row["id"]: row for row in rows(ROOT / "datapackage" / "data" / f"{name}.csv")}


def given(folder: str) -> Path:
    """Find the documents or their inventory, which are not part of the project."""
    beside = os.environ.get("TAIYAKU_SOURCES")
    if not beside or not (Path(beside) / folder).is_dir():
        pytest.skip(f"TAIYAKU_SOURCES names no folder with {folder}/")
    return Path(beside) / folder


def test_every_entry_of_the_coverage_is_held_by_a_record_or_has_a_reason() -> None:
    for row in rows(COVERAGE):
        if row["reason"]:
            assert not row["record"], row
            continue
        record = table(row["table"])[row["record"]]
        assert not row["field"] or row["field"] in {**record, **table_texts(row["table"]).get(row["record"], {})}, row


def table_texts(name: str) -> dict[str, Row]:
    return table(f"{name}.en") if (ROOT / "datapackage" / "data" / f"{name}.en.csv").is_file() else {}


def test_the_coverage_counts_every_entry_relation_and_number_of_the_documents() -> None:
    counted = {kind: len({row["inventory_id"] for row in rows(COVERAGE) if row["kind"] == kind}) for kind in EXPECTED}
    assert counted == EXPECTED


def test_the_coverage_has_the_ids_of_the_inventory() -> None:
    folder = given("inventory")
    wanted = {
        "entry": {row["id"] for row in rows(folder / "inventory.csv")},
        "relation": {row["rel_id"] for row in rows(folder / "relations.csv")},
        "number": {f"n{number:03}" for number, _row in enumerate(rows(folder / "numbers.csv"), 1)},
    }
    assert {kind: {row["inventory_id"] for row in rows(COVERAGE) if row["kind"] == kind} for kind in EXPECTED} == wanted


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).lower())


def _bare(text: str) -> str:
    return re.sub(r"[\s、。，．・「」（）()]+", "", unicodedata.normalize("NFKC", text))


def test_no_summary_holds_a_run_of_a_document() -> None:
    """Official names are left out first: they are nobody's sentence."""
    documents = [path.read_text(encoding="utf-8") for path in sorted(given("seeds").glob("0*.txt"))]
    english = {run for document in documents for run in _runs(_words(document), 8)}
    japanese = {run for document in documents for run in _runs(list(_bare(document)), 20)}
    for key, row in table("items.en").items():
        assert not english & {run for part in _without_names(row["summary"], "en") for run in _runs(_words(part), 8)}, key
    for key, row in table("items.ja").items():
        assert not japanese & {run for part in _without_names(row["summary"], "ja") for run in _runs(list(_bare(part)), 20)}, key


def _runs(parts: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(parts[at : at + length]) for at in range(len(parts) - length + 1)}


def _without_names(text: str, language: str) -> list[str]:
    """Split a text at the names of the dataset, longest first."""
    names = [row[field] for name, field in _NAMES for row in table(f"{name}.{language}").values()]
    return re.split("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), text)


_NAMES = (("items", "title"), ("organisations", "name"), ("positions", "title"))


def test_every_summary_has_one_to_four_sentences_and_the_written_style() -> None:
    for key, row in table("items.en").items():
        sentences = re.findall(r"[.!?]”?(?=\s+[A-Z“]|$)", row["summary"].replace("U.S. ", "US ").replace("D.C. ", "DC "))
        assert 1 <= len(sentences) <= 4, (key, row["summary"])
    for key, row in table("items.ja").items():
        assert 1 <= row["summary"].count("。") <= 4, (key, row["summary"])
        assert not re.search(r"(です|ます|でした|ました)。", row["summary"]), (key, row["summary"])


@pytest.mark.parametrize(
    ("key", "value", "currency", "qualifier", "basis"),
    [
        ("space-strategy-fund", "1000000000000", "JPY", "exact", "total"),
        ("mod-defense-enhancement-43t", "43000000000000", "JPY", "exact", "total"),
        ("mod-space-share-1t", "1000000000000", "JPY", "about", "total"),
    ],
)
def test_the_amounts_of_yen_stay_apart(key: str, value: str, currency: str, qualifier: str, basis: str) -> None:
    (found,) = [row for row in table("amounts").values() if row["item"] == key and row["currency"]]
    assert (found["value"], found["currency"], found["qualifier"], found["basis"]) == (value, currency, qualifier, basis)


def test_the_annual_budget_is_about_one_trillion_yen_and_about_six_billion_dollars() -> None:
    found = {row["currency"]: row for row in table("amounts").values() if row["item"] == "jp-annual-space-budget-1t"}
    assert {currency: (row["value"], row["qualifier"], row["basis"]) for currency, row in found.items()} == {
        "JPY": ("1000000000000", "about", "annual"),
        "USD": ("6000000000", "about", "annual"),
    }


def test_the_two_thirties_are_different_facts() -> None:
    found = Counter((row["unit"], row["qualifier"]) for row in table("amounts").values() if row["value"] == "30")
    assert found == {("year", "more-than"): 1, ("country-or-region", "at-least"): 1}


@pytest.mark.parametrize(
    ("key", "ordinal", "date", "basis"),
    [
        ("jp-fr-comprehensive-dialogue-on-space-4", "4", "2026-01", "relative"),
        ("jp-fr-joint-committee-st-11", "11", "2026-03-31", "relative"),
        ("onoda-baptiste-meeting-2026", "", "2026-04-01", "relative"),
        ("us-jp-comprehensive-dialogue-on-space-9", "9", "2024-08", "stated"),
    ],
)
def test_ordinals_and_relative_dates_are_right(key: str, ordinal: str, date: str, basis: str) -> None:
    row = table("items")[key]
    assert (row["ordinal"], row["date"], row["date_basis"]) == (ordinal, date, basis)


def test_the_glossary_has_the_pairs_that_must_not_be_merged() -> None:
    terms = yaml.safe_load((ROOT / "translations" / "glossary.yaml").read_text(encoding="utf-8"))
    assert len(terms) >= 80
    required = {term["ja"] for term in terms if term["kind"] == "required"}
    assert {"宇宙状況把握", "宇宙領域把握", "スペースデブリの低減", "スペースデブリの除去", "宇宙安全保障", "宇宙防衛"} <= required
    forbidden = {(term["en"].lower(), term["ja"]) for term in terms if term["kind"] == "forbidden"}
    assert {("space situational awareness", "宇宙領域把握"), ("space domain awareness", "宇宙状況把握")} <= forbidden
