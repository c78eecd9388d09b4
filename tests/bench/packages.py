"""Packages to measure with: any size, always the same bytes for the same numbers.

``python -m tests.bench.packages FOLDER --items 100000 [--defects 500] [--records]``
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

BLOCK = 100_000
"""Items made at a time."""
KINDS = ("programme", "agreement", "meeting", "budget", "facility", "policy")
STATUSES = ("planned", "ongoing", "held", "concluded")
UNITS = ("JPY", "USD", "person", "percent")
SOURCES = ("en", "ja")

ACTORS = (
    ("The Cabinet Office", "内閣府"),
    ("The Ministry of Finance", "財務省"),
    ("The Ministry of the Environment", "環境省"),
    ("The Digital Agency", "デジタル庁"),
    ("The City of Sapporo", "札幌市"),
    ("Nagano Prefecture", "長野県"),
    ("The Japan Meteorological Agency", "気象庁"),
    ("The National Diet Library", "国立国会図書館"),
    ("Kagoshima Prefecture", "鹿児島県"),
    ("The Fisheries Agency", "水産庁"),
)
SUBJECTS = (
    ("flood forecasts for small rivers", "中小河川の洪水予報"),
    ("the registry of forest owners", "森林所有者台帳"),
    ("evening classes for new residents", "新住民向け夜間講座"),
    ("repairs of school buildings", "学校施設の改修"),
    ("the exchange of satellite images", "衛星画像の交換"),
    ("timetables of rural bus lines", "地方路線バスの時刻表"),
    ("measurements of air quality", "大気質の測定"),
    ("the digitisation of old maps", "古地図のデジタル化"),
    ("medical visits to remote islands", "離島への巡回診療"),
    ("the protection of coastal wetlands", "沿岸湿地の保全"),
)
VERBS = (
    ("will extend", "拡充する"),
    ("has begun to publish figures on", "数値の公表を始めた"),
    ("plans to finance", "予算を計上する方針である"),
    ("has reviewed", "見直した"),
    ("is asked to report on", "報告を求められている"),
)
PLACES = (
    ("in Hokkaido", "北海道で"),
    ("in the Kansai region", "関西地方で"),
    ("on Tsushima", "対馬で"),
    ("along the Shinano River", "信濃川流域で"),
    ("nationwide", "全国で"),
)
ENDS = (
    (
        "The work is divided into three stages, and the results of each are made public within a month of its end.",
        "事業は三段階に分け、各段階の結果を終了後一か月以内に公表する。",
    ),
    (
        "Residents may comment until the end of the fiscal year; comments and answers are published together.",
        "住民は年度末まで意見を提出でき、意見と回答は併せて公表される。",
    ),
    ("The amount includes the share of the municipalities but not the cost of land.", "金額には市町村負担分を含むが、用地費は含まない。"),
    ("An earlier estimate was corrected after the survey of the previous spring.", "当初の見積りは前年春の調査を受けて訂正された。"),
)
SAID = (" Officials called it “a quiet beginning”.", ' Officials speak of a "second opening".', "")
SAID_JA = ("担当者は「静かな始まり」と述べた。", "担当者は「第二の開始」と呼んでいる。", "")


def _field(name: str, kind: str = "string", **constraints: object) -> dict[str, Any]:
    return {"name": name, "type": kind, **({"constraints": constraints} if constraints else {})}


FACTS = (
    _field("id", required=True, pattern="^item-[0-9]{7}$"),
    _field("kind", required=True, enum=list(KINDS)),
    _field("status", required=True, enum=list(STATUSES)),
    _field("published", "date", required=True, minimum="1990-01-01"),
    _field("as_of", "date"),
    _field("amount", "number", minimum=0, maximum=1e12),
    _field("unit", enum=list(UNITS)),
    _field("ordinal", "integer", required=True, minimum=1, maximum=9_999_999),
    _field("parent", pattern="^item-[0-9]{7}$"),
    _field("official", "boolean", required=True),
    _field("source_language", required=True, enum=list(SOURCES)),
    _field("code", required=True, unique=True, pattern="^[A-Z]{2}-[0-9]{7}$"),
    _field("pages", "integer", minimum=1, maximum=999),
)
TEXTS = (
    _field("id", required=True, pattern="^item-[0-9]{7}$"),
    _field("title", required=True, minLength=1, maxLength=200),
    _field("summary", required=True, minLength=10, maxLength=2000),
)


def descriptor() -> dict[str, Any]:
    """Give the descriptor: a table of facts that refers to itself, and its texts in two languages that refer to it."""
    resources = []
    for name in ("items", "items.en", "items.ja"):
        facts = name == "items"
        column = "parent" if facts else "id"
        resources.append(
            {
                "name": name,
                "type": "table",
                "path": f"data/{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                **({} if facts else {"taiyaku": {"of": "items", "language": name[-2:]}}),
                "schema": {
                    "fields": list(FACTS if facts else TEXTS),
                    "primaryKey": ["id"],
                    "foreignKeys": [{"fields": [column], "reference": {"resource": "" if facts else "items", "fields": ["id"]}}],
                },
            }
        )
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "measured-items",
        "title": "Items to measure with",
        "version": "1.0.0",
        "languages": ["en", "ja"],
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/", "title": "CC0 1.0"}],
        "sources": [{"title": "Made by a program; nothing in it is true"}],
        "resources": resources,
    }


def frames(items: int) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield blocks of the three tables, in order of their keys."""
    for start in range(0, items, BLOCK):
        yield _block(start, min(BLOCK, items - start), random.Random(start))  # noqa: S311 -- text to measure with, no secret


def _block(start: int, size: int, chance: random.Random) -> dict[str, pl.DataFrame]:
    import polars as pl

    def pick(choices: Sequence[Any]) -> pl.Series:
        return pl.Series(chance.choices(choices, k=size))

    def both(pairs: Sequence[tuple[str, str]]) -> tuple[pl.Series, pl.Series]:
        at = pl.Series(chance.choices(range(len(pairs)), k=size))
        en, ja = (pl.Series([pair[side] for pair in pairs]) for side in (0, 1))
        return en.gather(at), ja.gather(at)

    number = pl.int_range(start, start + size, eager=True)
    digits = number.cast(pl.String).str.zfill(7)
    ids = pl.select("item-" + digits).to_series()
    years, months, days = pick(range(2001, 2026)), pick(range(1, 13)), pick(range(1, 29))
    two = [each.cast(pl.String).str.zfill(2) for each in (months, days)]
    date = years.cast(pl.String) + "-" + two[0] + "-" + two[1]
    amounts = pick(range(1, 90_000_000)).cast(pl.Float64) / 100
    # An item belongs to one that stands before it, as chapters do; one in four belongs to none.
    parents = (number * (pl.Series([chance.random() for _each in range(size)]))).cast(pl.Int64)
    filled, orphan = pick(range(10)), pick(range(4))
    facts = pl.DataFrame(
        {
            "id": ids,
            "kind": pick(KINDS),
            "status": pick(STATUSES),
            "published": date,
            "as_of": pl.select(pl.when(filled < 6).then(date)).to_series(),
            "amount": pl.select(pl.when(filled > 2).then(amounts.cast(pl.String))).to_series(),
            "unit": pl.select(pl.when(filled > 2).then(pick(UNITS))).to_series(),
            "ordinal": (number + 1).cast(pl.String),
            "parent": pl.select(pl.when((orphan > 0) & (parents < number)).then("item-" + parents.cast(pl.String).str.zfill(7))).to_series(),
            "official": pick(("true", "false")),
            "source_language": pick(SOURCES),
            "code": pl.select(pick(("AK", "BN", "CM", "DL")) + "-" + digits).to_series(),
            "pages": pick(range(1, 300)).cast(pl.String),
        }
    )
    actor, subject, verb, place, end = both(ACTORS), both(SUBJECTS), both(VERBS), both(PLACES), both(ENDS)
    year, share = years.cast(pl.String), pick(range(2, 98)).cast(pl.String)
    newline, said = pick(range(1000)), pick(range(1000))
    breaks = [pl.select(pl.when(newline < 27).then(pl.lit("\n")).otherwise(pl.lit(other))).to_series() for other in (" ", "")]
    quotes = [
        pl.select(pl.when(said < 120).then(pl.lit(words[1])).when(said < 300).then(pl.lit(words[0])).otherwise(pl.lit(""))).to_series()
        for words in (SAID, SAID_JA)
    ]
    title_en = pl.select(actor[0] + " and " + subject[0] + " " + place[0] + ", no. " + (number + 1).cast(pl.String)).to_series()
    title_ja = pl.select(actor[1] + "による" + place[1] + "の" + subject[1] + " 第" + (number + 1).cast(pl.String) + "号").to_series()
    summary_en = pl.select(
        actor[0] + " " + verb[0] + " " + subject[0] + " " + place[0] + " in " + year + "." + breaks[0]
        + "About " + share + " per cent of the municipalities take part. " + end[0] + quotes[0]
    ).to_series()  # fmt: skip
    summary_ja = pl.select(
        actor[1] + "は" + year + "年、" + place[1] + subject[1] + "について" + verb[1] + "。" + breaks[1]
        + "市町村の約" + share + "％が参加する。" + end[1] + quotes[1]
    ).to_series()  # fmt: skip
    return {
        "items": facts,
        "items.en": pl.DataFrame({"id": ids, "title": title_en, "summary": summary_en}),
        "items.ja": pl.DataFrame({"id": ids, "title": title_ja, "summary": summary_ja}),
    }


def write(folder: Path, items: int, defects: int = 0) -> None:
    """Write the package; with defects, so many rows of it are damaged, evenly over the three tables."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps(descriptor(), indent=2) + "\n", encoding="utf-8")
    files = {name: (folder / "data" / f"{name}.csv").open("wb") for name in ("items", "items.en", "items.ja")}
    for number, block in enumerate(frames(items)):
        for name, frame in block.items():
            frame.write_csv(files[name], include_header=number == 0)
    for file in files.values():
        file.close()
    if defects:
        _damage(folder / "data", items, defects)


def _other(column: int, value: str) -> Callable[[list[str]], list[str]]:
    return lambda row: [*row[:column], value, *row[column + 1 :]]


DAMAGE: dict[str, tuple[Callable[[list[str]], list[str]], ...]] = {
    "items": (
        _other(0, ""),  # a key that is missing
        _other(1, "programm"),  # enum
        _other(3, "2020-02-30"),  # no date
        _other(3, "1989-12-31"),  # minimum
        _other(5, "12,5"),  # no number
        _other(7, "0"),  # minimum of an integer
        _other(8, "item-9999999"),  # a parent that is not there
        _other(9, "yes"),  # no boolean
        _other(11, "ak-1"),  # pattern
        lambda row: row[:-1],  # a cell too few
        lambda row: [*row, "extra"],  # a cell too many
        lambda row: [""] * len(row),  # nothing at all
        _other(11, "AK-0000000"),  # a code that another item has, where that one has it
    ),
    "items.en": (
        _other(0, "item-9999999"),  # texts of no item
        _other(1, "Fish " * 50),  # maxLength
        _other(2, "short"),  # minLength
        lambda row: row[:2],
        lambda row: [*row, "extra"],
    ),
    "items.ja": (
        _other(0, "item-0000001"),  # a key that stands twice
        _other(2, "短い。"),
        _other(1, "鯛" * 201),
        lambda row: [*row, "余り"],
    ),
}
"""What is done to rows: each of these in turn."""


def _damage(data: Path, items: int, defects: int) -> None:
    import csv

    share = -(-defects // len(DAMAGE))
    for name, ways in DAMAGE.items():
        path, count = data / f"{name}.csv", min(share, defects)
        defects -= count
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        for at in range(count):
            row = 3 + at * (items - 5) // count
            rows[row] = ways[at % len(ways)](rows[row])
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def _rule(title: str, condition: dict[str, Any], then: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": title, "if": {"properties": condition, "required": list(condition)}, "then": then, **more}


RULES = [
    _rule("An amount has a unit", {"amount": True}, {"required": ["unit"]}, **{"else": {"not": {"required": ["unit"]}}}),
    _rule("A share is not more than the whole", {"unit": {"const": "percent"}}, {"properties": {"amount": {"maximum": 1e12}}}),
    _rule("People are not counted in fractions of a hundredth", {"unit": {"const": "person"}}, {"properties": {"amount": {"minimum": 0.01}}}),
    _rule("A meeting has a number", {"kind": {"const": "meeting"}}, {"required": ["ordinal", "published"]}),
    _rule("What is planned or ongoing has pages that say so", {"status": {"enum": ["planned", "ongoing"]}}, {"required": ["pages"]}),
    _rule("An official text is there in both languages", {"official": {"const": True}}, {"properties": {"summary": {"required": ["en", "ja"]}}}),
    _rule("A text from Japanese is there in Japanese", {"source_language": {"const": "ja"}}, {"properties": {"title": {"required": ["ja"]}}}),
]
"""What concerns more than one property of a record, in the manner of the schemas that ``taiyaku derive`` writes."""
RECORD: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["id", "kind", "status", "published", "ordinal", "official", "source_language", "code", "title", "summary"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^item-[0-9]{7}$"},
        "kind": {"type": "string", "enum": list(KINDS)},
        "status": {"type": "string", "enum": list(STATUSES)},
        "published": {"type": "string", "format": "date"},
        "as_of": {"type": "string", "format": "date"},
        "amount": {"type": "number", "minimum": 0, "maximum": 1e12},
        "unit": {"type": "string", "enum": list(UNITS)},
        "ordinal": {"type": "integer", "minimum": 1, "maximum": 9_999_999},
        "parent": {"type": "string", "pattern": "^item-[0-9]{7}$"},
        "official": {"type": "boolean"},
        "source_language": {"type": "string", "enum": list(SOURCES)},
        "code": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{7}$"},
        "pages": {"type": "integer", "minimum": 1, "maximum": 999},
        "title": {"$ref": "#/$defs/text", "properties": {"en": {"maxLength": 200}, "ja": {"maxLength": 200}}},
        "summary": {"$ref": "#/$defs/text"},
    },
    "allOf": RULES,
    "$defs": {
        "text": {
            "type": "object",
            "required": ["en", "ja"],
            "additionalProperties": False,
            "properties": {"en": {"type": "string", "minLength": 1}, "ja": {"type": "string", "minLength": 1}},
        }
    },
}
"""What one JSON record may be."""


def write_records(folder: Path, items: int, defects: int = 0) -> None:
    """Write the same items as one JSON array, with the schema of a record and, for tools that know only whole files, of the array."""
    folder.mkdir(parents=True, exist_ok=True)
    resource = {"name": "records", "path": "records.json", "format": "json", "mediatype": "application/json", "taiyaku": {"records": "record.schema.json"}}
    whole = {**descriptor(), "resources": [resource]}
    array = {"$schema": RECORD["$schema"], "type": "array", "items": {key: value for key, value in RECORD.items() if key[0] != "$"}, "$defs": RECORD["$defs"]}
    for name, value in (("datapackage.json", whole), ("record.schema.json", RECORD), ("array.schema.json", array)):
        (folder / name).write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
    every = items // defects if defects else 0
    with (folder / "records.json").open("w", encoding="utf-8") as file:
        for number, record in enumerate(_records(items)):
            if every and number % every == every - 1:
                record["kind"], record["ordinal"] = "programm", 0
            file.write(("," if number else "[") + "\n" + json.dumps(record, ensure_ascii=False))
        file.write("\n]\n" if items else "[]\n")


def _records(items: int) -> Iterator[dict[str, Any]]:
    types: dict[str, Callable[[str], Any]] = {"integer": int, "number": float, "boolean": "true".__eq__}
    read = {field["name"]: types.get(field["type"], str) for field in FACTS}
    for block in frames(items):
        for facts, en, ja in zip(block["items"].iter_rows(named=True), block["items.en"].iter_rows(), block["items.ja"].iter_rows(), strict=True):
            record = {name: read[name](cell) for name, cell in facts.items() if cell is not None}
            yield {**record, "title": {"en": en[1], "ja": ja[1]}, "summary": {"en": en[2], "ja": ja[2]}}


def main() -> None:
    """Write a package from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--defects", type=int, default=0)
    parser.add_argument("--records", action="store_true", help="JSON records instead of tables")
    options = parser.parse_args()
    (write_records if options.records else write)(options.folder, options.items, options.defects)


if __name__ == "__main__":
    main()
