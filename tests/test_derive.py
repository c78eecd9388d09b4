"""What derived files promise: they follow from their sources, and deriving twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from taiyaku import derive, loaders, records
from taiyaku.model import Artifact, Json, Package

ROOT = Path(__file__).resolve().parents[1]
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
CODES = "vocabulary,code,rank\nkind,probe,2\nkind,orbiter,1\nstatus,done,x\nstatus,begun,\n"


def load(folder: Path, descriptor: Mapping[str, Json], files: Mapping[str, str], prefix: str = "datapackage/") -> Package:
    for name, content in {f"{prefix}datapackage.json": json.dumps(descriptor), **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return loaders.load(str(folder))


def named(artifacts: list[Artifact], path: str) -> Json:
    return json.loads(next(each.content for each in artifacts if each.path == path))


def sample(folder: Path, po: str = "", **items: Json) -> Package:
    codes = {"name": "codes", "path": "codes.csv", "taiyaku": {"codes": {"vocabulary": "vocabulary", "code": "code", "rank": "rank"}}}
    field = {"name": "kind", "type": "string", "title": "Kind", "taiyaku": {"vocabulary": "kind"}}
    schema = {"fields": [{"name": "id", "type": "string", "constraints": {"required": True, "pattern": "[a-z]+"}}, field], "primaryKey": ["id"]}
    texts = {
        "fields": [{"name": "id", "type": "string"}, {"name": "title", "type": "string", "title": "Title", "constraints": {"required": True}}],
        "primaryKey": ["id"],
    }
    resources = [
        codes,
        {"name": "items", "path": "items.csv", "title": "Items", "schema": schema, **items},
        {"name": "items.en", "path": "items.en.csv", "schema": texts, "taiyaku": {"of": "items", "language": "en"}},
        {"name": "items.ja", "path": "items.ja.csv", "schema": {"fields": []}, "taiyaku": {"of": "items", "language": "ja"}},
    ]
    files = {"datapackage/codes.csv": CODES, "datapackage/items.csv": "id,kind\na,probe\n", "datapackage/items.en.csv": "id,title\na,Moon\n"}
    files |= {"datapackage/items.ja.csv": "id,title\na,月\n"} | ({"translations/ja/LC_MESSAGES/schema.po": HEADER + po} if po else {})
    return load(folder, {"name": "moon", "title": "Moons", "languages": ["en", "ja"], "resources": resources}, files)


def test_committed_files_are_up_to_date_and_deriving_is_stable() -> None:
    artifacts = derive.files(loaders.load(str(ROOT)))
    assert {each.path: (ROOT / each.path).read_bytes() == each.content for each in artifacts} == dict.fromkeys((each.path for each in artifacts), True)
    assert len(artifacts) > 5


def test_lists_of_codes_follow_from_the_table_of_codes_in_its_order(tmp_path: Path) -> None:
    package = sample(tmp_path)
    assert derive.vocabularies(package) == {"kind": ["orbiter", "probe"], "status": ["begun", "done"]}
    filled = named(derive.files(package), "datapackage/datapackage.json")
    assert filled["resources"][1]["schema"]["fields"][1]["constraints"] == {"enum": ["orbiter", "probe"]}


def test_deriving_what_was_derived_changes_nothing(tmp_path: Path) -> None:
    po = 'msgctxt "package#title"\nmsgid "Moons"\nmsgstr "衛星"\n'
    first = derive.files(sample(tmp_path, po))
    for each in first:
        (tmp_path / each.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each.path).write_bytes(each.content)
    assert derive.files(loaders.load(str(tmp_path))) == first


def test_schema_of_a_text_table_is_copied_from_the_first_language(tmp_path: Path) -> None:
    resources = named(derive.files(sample(tmp_path)), "datapackage/datapackage.json")["resources"]
    assert resources[3]["schema"] == resources[2]["schema"]


def test_descriptor_is_translated_by_context_and_fuzzy_or_missing_texts_stay(tmp_path: Path) -> None:
    po = 'msgctxt "package#title"\nmsgid "Moons"\nmsgstr "衛星"\n\n#, fuzzy\nmsgctxt "resources/items#title"\nmsgid "Items"\nmsgstr "項目"\n'
    po += '\nmsgctxt "resources/items/schema/fields/kind#title"\nmsgid "Kind"\nmsgstr "種別"\n\nmsgctxt "resources/items.en/schema/fields/title#title"\nmsgid "Title"\nmsgstr "題"\n'
    japanese = named(derive.files(sample(tmp_path, po)), "datapackage/datapackage.ja.json")
    resources = japanese["resources"]
    assert (japanese["title"], resources[1]["title"], resources[1]["schema"]["fields"][1]["title"]) == ("衛星", "Items", "種別")
    assert [each["schema"]["fields"][1]["title"] for each in resources[2:]] == ["題", "題"]


def test_strings_name_each_text_once_with_its_holder(tmp_path: Path) -> None:
    descriptor = derive.filled(sample(tmp_path))
    told = list(derive.strings(descriptor))
    contexts = [context for context, _text, _holder, _path in told]
    assert len(set(contexts)) == len(contexts) == 4
    assert all(holder[str(path[-1])] == text for _context, text, holder, path in told)


def test_record_schema_says_what_the_json_export_gives(tmp_path: Path) -> None:
    package = sample(tmp_path)
    schema = derive.record_schema(package, "items")
    Draft202012Validator.check_schema(schema)
    assert schema["required"] == ["id", "title"]
    validator = Draft202012Validator(schema)
    record = records.records(package, "items")[0]
    assert record == {"id": "a", "kind": "probe", "title": {"en": "Moon", "ja": "月"}}
    assert validator.is_valid(record)
    for wrong in ({"id": "A"}, {"kind": "x"}, {"title": "Moon"}, {"title": {"en": "Moon"}}, {"more": 1}):
        assert not validator.is_valid({**record, **wrong})


PAIR = "id,year,title\na,2026,Moon\n"


@pytest.mark.parametrize(
    "tables",
    [
        {"items.en": PAIR, "items.ja": "id,year,title\na,2026,月\n"},
        {"items.en": PAIR, "items.ja": "id,year,title\na,2027,月\n"},
        {"items": "id,year,title_en,title_ja\na,2026,Moon,月\n"},
        {"items": PAIR, "items.ja": "id,title\na,月\n"},
        {"items": "id,year,title_en\na,2026,fact\n", "items.en": "id,title\na,Moon\n", "items.ja": "id,title\na,月\n"},
        {"items": "id,year,year\na,2026,2027\n"},
    ],
)
def test_records_of_every_layout_fit_their_schema_and_hold_every_cell(tmp_path: Path, tables: Mapping[str, str]) -> None:
    def described(content: str) -> Json:
        return {
            "fields": [{"name": name, "type": "integer" if name == "year" else "string"} for name in content.partition("\n")[0].split(",")],
            "primaryKey": ["id"],
        }

    resources = [{"name": name, "path": f"{name}.csv", "schema": described(content)} for name, content in tables.items()]
    descriptor = {"name": "moon", "languages": ["en", "ja"], "resources": resources}
    package = load(tmp_path, descriptor, {f"datapackage/{name}.csv": content for name, content in tables.items()})
    record = records.records(package, "items")[0]
    schema = derive.record_schema(package, "items")
    assert list(Draft202012Validator(schema).iter_errors(record)) == []
    cells = {cell for content in tables.values() for cell in content.split("\n")[1].split(",")}
    held = {str(each) for value in record.values() for each in (value.values() if isinstance(value, dict) else [value])}
    assert held == cells


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ({"type": "integer"}, "-7", -7),
        ({"type": "integer"}, "1_0", "1_0"),
        ({"type": "integer"}, " 1", " 1"),
        ({"type": "integer"}, "9" * 5_000, "9" * 5_000),
        ({"type": "integer", "groupChar": ","}, "1,000", 1_000),
        ({"type": "integer", "bareNumber": False}, "約12km", 12),
        ({"type": "number"}, "1.5e3", 1_500.0),
        ({"type": "number", "decimalChar": ",", "groupChar": "."}, "1.000,5", 1_000.5),
        ({"type": "number"}, "NaN", "NaN"),
        ({"type": "number"}, "inf", "inf"),
        ({"type": "number"}, "1e999", "1e999"),
        ({"type": "boolean"}, "true", True),
        ({"type": "boolean"}, "r", "r"),
        ({"type": "boolean", "trueValues": ["yes"]}, "true", "true"),
        ({"type": "boolean", "trueValues": "yes", "falseValues": 5}, "0", False),
        ({"type": "date"}, "2026-04-01", "2026-04-01"),
        ({}, "5", "5"),
    ],
)
def test_cells_are_typed_as_table_schema_reads_them_or_stay_text(field: dict[str, Json], cell: str, value: Json) -> None:
    typed = records.typed(field, cell)
    assert (typed, type(typed)) == (value, type(value))
    assert json.loads(derive.dumped(typed)) == value


def test_json_is_written_one_way() -> None:
    assert derive.dumped({"月": [1]}) == '{\n  "月": [\n    1\n  ]\n}\n'.encode()
