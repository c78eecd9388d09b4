"""Searching, narrowing and sorting a list of records: what the pages and their index hold. What a browser makes of them is asked in ``tests/browser``."""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from taiyaku.exporters.to_html import pages_of
from taiyaku.exporters.to_html.folding import collated, folded
from taiyaku.loaders import load
from taiyaku.model import Json

ROOT = Path(__file__).parents[1]
DATA = ROOT / "datapackage" / "data"
VECTORS = json.loads((ROOT / "tests" / "folding-vectors.json").read_text(encoding="utf-8"))

TITLE = {"name": "title", "type": "string", "title": "Title", "taiyaku": {"text": "name"}}
BODY = {"name": "body", "type": "string", "title": "Body", "taiyaku": {"text": "prose"}}
EDTF = {"name": "when", "type": "string", "title": "When", "taiyaku": {"format": "edtf"}}
KIND = {"name": "kind", "type": "string", "title": "Kind", "taiyaku": {"vocabulary": "kind"}}
NAMES = ("観測", "測位", "通信", "月面", "火星", "小惑星", "ロケット", "探査機", "衛星", "地上局", "望遠鏡", "宇宙服")
Row = dict[str, str]


class Site:
    """The lists of a package, made when they are looked at."""

    def __init__(self, source: Path) -> None:
        self._made = {path: cache(make) for path, make in pages_of(load(str(source)))}

    def text(self, path: str) -> str:
        return self._made[path]().decode()

    def has(self, path: str) -> bool:
        return path in self._made

    def index(self, table: str) -> dict[str, Any]:
        script = self.text(f"assets/search-{table}.js")
        assert script.startswith("window.taiyakuRecords = ")
        assert len(script.splitlines()) == 1
        found: dict[str, Any] = json.loads(script.removeprefix("window.taiyakuRecords = ").removesuffix(";\n"))
        return found

    def rows(self, path: str) -> list[list[str]]:
        return [
            [unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr data-at.*?</tr>|<tr data-order.*?</tr>", self.text(path), re.DOTALL)
        ]

    def options(self, path: str) -> dict[str, dict[str, str]]:
        """Give what each select offers, by the key of its filter: value to text."""
        selects = re.findall(r'<select [^>]*data-key="([^"]*)">(.*?)</select>', self.text(path), re.DOTALL)
        return {
            unescape(key): {unescape(value): unescape(text) for value, text in re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', inside)}
            for key, inside in selects
        }

    def search(self, path: str, table: str, words: str) -> list[str]:
        """Give the names of the records that a reader of a page would find."""
        index, text = self.index(table), self.text(path)
        rows = re.findall(r'<tr data-at="(\d+)"[^>]*><th scope="row">(.*?)</th>', text)
        wanted = folded(words).split(" ")
        return [re.sub("<[^>]*>", "", name) for at, name in rows if all(word in "\n".join(index["records"][int(at)][:2]) for word in wanted)]

    def holding(self, path: str, table: str, key: str, value: str) -> list[str]:
        """Give the ids of the records that one choice of a filter leaves."""
        index = self.index(table)
        keys = [name for name, _values in index["filters"]]
        place = index["filters"][keys.index(key)][1].index(value)
        found = {str(at) for at, record in enumerate(index["records"]) if place in record[2 + keys.index(key)]}
        assert found
        return sorted(id_ for at, id_ in re.findall(r'<tr data-at="(\d+)"[^>]*><th scope="row"><a href="[^"]*/([^"/]*)\.html"', self.text(path)) if at in found)


def read(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def ours() -> Site:
    return Site(ROOT)


def resource(name: str, fields: Sequence[Json], **others: Json) -> dict[str, Json]:
    schema: dict[str, Json] = {"fields": [each if isinstance(each, dict) else {"name": each, "type": "string", "title": each.title()} for each in fields]}
    schema.update(others.pop("schema", {}))
    return {"name": name, "path": f"{name}.csv", "title": name.title(), "schema": schema, **others}


def written(folder: Path, resources: Sequence[Json], tables: Mapping[str, Sequence[Sequence[str]]], **more: Json) -> Site:
    descriptor = {"name": "small", "title": "Small", "languages": ["en", "ja"], "resources": resources, **more}
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows(rows)
    return Site(folder)


def works(folder: Path, fields: Sequence[Json], rows: Sequence[Sequence[str]], *others: Json, tables: Mapping[str, Any] | None = None, **more: Json) -> Site:
    """Write a package whose central table has these facts; the titles are made up."""
    names = [each["name"] if isinstance(each, dict) else each for each in fields]
    keys = more.pop("keys", [])
    texts = more.pop("texts", {})
    resources = [
        resource("works", ["id", *fields], schema={"primaryKey": "id", "foreignKeys": keys}),
        *(resource(f"works.{tag}", ["id", TITLE, BODY], taiyaku={"of": "works", "language": tag}) for tag in ("en", "ja")),
        *others,
    ]
    said = {
        tag: [["id", "title", "body"], *([row[0], *texts.get((row[0], tag), (f"{'Work' if tag == 'en' else '作品'} {row[0]}", ""))] for row in rows)]
        for tag in ("en", "ja")
    }
    held = {"works": [["id", *names], *rows], **{f"works.{tag}": each for tag, each in said.items()}, **(tables or {})}
    return written(folder, resources, held, **more)


def numbered(*columns: Sequence[str]) -> list[list[str]]:
    """Give a dozen rows: an id, and the values of each column, empty after its last."""
    return [[f"w{at:02}", *(column[at] if at < len(column) else "" for column in columns)] for at in range(12)]


# How texts are folded and ordered.


@pytest.mark.parametrize("vector", VECTORS["alike"], ids=lambda vector: ascii(vector["folded"]))
def test_spellings_of_one_word_fold_alike(vector: dict[str, Any]) -> None:
    assert {text: folded(text) for text in vector["texts"]} == dict.fromkeys(vector["texts"], vector["folded"])


@pytest.mark.parametrize("pair", VECTORS["apart"], ids=ascii)
def test_other_words_stay_apart(pair: tuple[str, str]) -> None:
    assert folded(pair[0]) not in folded(pair[1])


def test_what_is_plain_ascii_folds_as_everything_else_does() -> None:
    """It takes a shorter way, which must not show."""
    for text in ("Field  10:\tCivil\r\ndomain ", "a'b\"c", "x\x1fy", " "):
        assert folded(text) == folded(f"{text}\u200b")


def test_numbers_are_ordered_by_value_and_kana_as_one_before_kanji() -> None:
    names = [
        "分野10：地域協力",
        "「きぼう」日本実験棟",
        "分野2：多国間の場",
        "月探査",
        "アルテミス合意",
        "APRSAF名古屋ビジョン",
        "いぶき",
        "한국",
        "ひまわり9号",
    ]
    wanted = [
        "APRSAF名古屋ビジョン",
        "アルテミス合意",
        "いぶき",
        "「きぼう」日本実験棟",
        "ひまわり9号",
        "月探査",
        "分野2：多国間の場",
        "分野10：地域協力",
        "한국",
    ]
    assert sorted(names, key=collated) == wanted
    assert sorted(["10", "9" * 400, "9"], key=collated)[1:] == ["9", "10"]


# The dataset.


def test_index_stands_by_date_the_newest_first(ours: Site) -> None:
    rows = ours.rows("en/index.html")
    assert len(rows) == len(read("items"))
    assert [rows[0][0], rows[0][1]] == ["Fourth United Nations Space Conference (UNISPACE IV, possible)", "2027"]
    dated = [row for row in rows if row[1]]
    assert rows[: len(dated)] == dated
    years = [int(re.findall(r"\d{4}", row[1])[0]) for row in dated]
    assert years == sorted(years, reverse=True)
    kinds = [row[2] for row in rows[len(dated) :]]
    assert kinds == sorted(kinds)
    fields = [row[0] for row in rows[len(dated) :] if re.match(r"Field \d+:", row[0])]
    assert [int(re.findall(r"\d+", name)[0]) for name in fields] == list(range(1, 11))


def test_both_languages_list_the_same_records(ours: Site) -> None:
    english, japanese = (re.findall(r'data-at="(\d+)"', ours.text(f"{tag}/index.html")) for tag in ("en", "ja"))
    assert sorted(english) == sorted(japanese)
    assert len(set(english)) == len(english) == len(ours.index("items")["records"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Artemis Accords", "Artemis Accords"),
        ("アルテミス合意", "Artemis Accords"),
        ("ＡＰＲＳＡＦ", "Asia-Pacific Regional Space Agency Forum (APRSAF)"),
        ("あぷるさふ", "Asia-Pacific Regional Space Agency Forum (APRSAF)"),
        ("アジア太平洋　フォーラム", "Asia-Pacific Regional Space Agency Forum (APRSAF)"),
        ("ﾛｰﾊﾞｰ", "Pressurized rover"),
        ("日仏　対話", "Japan-France Comprehensive Dialogue on Space"),
        ("france DIALOGUE 2016", "Japan-France Comprehensive Dialogue on Space"),
        ("うちゅうきかん", "Asia-Pacific Regional Space Agency Forum (APRSAF)"),
        ("かぜき", "Space Partnership Opportunity Delegation"),
        ("jp-it-joint-statement-space", "Japan-Italy Joint Statement on Space Collaboration"),
        ("2026年6月15日", "Japan-Italy Joint Statement on Space Collaboration"),
        ("月 たいやき", ""),
    ],
)
def test_words_of_either_language_find_a_record_on_the_pages_of_both(ours: Site, words: str, found: str) -> None:
    english = ours.search("en/index.html", "items", words)
    assert found in english or (not found and english == [])
    assert len(ours.search("ja/index.html", "items", words)) == len(english)


def test_filters_follow_from_the_descriptor(ours: Site) -> None:
    english, japanese = ours.options("en/index.html"), ours.options("ja/index.html")
    assert list(english)[:6] == ["kind", "status", "participant", "decade", "field", "parent"]
    assert {key: set(each) for key, each in english.items()} == {key: set(each) for key, each in japanese.items()}
    assert english["kind"]["mission"] == "Mission (9)"
    assert japanese["kind"]["mission"].endswith("（9）")
    assert english["decade"]["1990"] == "1990s (3)"
    assert japanese["decade"]["1990"] == "1990年代（3）"
    assert ">Field of cooperation</label>" in ours.text("en/index.html")
    assert ">協力分野</label>" in ours.text("ja/index.html")
    assert '<optgroup label="Places">' in ours.text("en/index.html")


def test_each_choice_says_how_many_records_it_leaves(ours: Site) -> None:
    index, options = ours.index("items"), ours.options("en/index.html")
    for at, (key, values) in enumerate(index["filters"]):
        assert set(options[key]) - {""} == set(values)
        for place, value in enumerate(values):
            left = sum(place in record[2 + at] for record in index["records"])
            assert options[key][value].endswith(f"({left})"), (key, value)


def test_choice_of_a_country_has_what_its_organisations_and_people_take_part_in(ours: Site) -> None:
    homes = {row["id"]: row["country"] for row in read("organisations")} | {row["id"]: row["nationality"] for row in read("people")}
    parts = read("participations")
    french = {row["item"] for row in parts if "country-fr" in (row["place"], row["side"], homes.get(row["organisation"]), homes.get(row["person"]))}
    assert len(french) > len({row["item"] for row in parts if row["place"] == "country-fr"})
    assert ours.holding("ja/index.html", "items", "participant", "country-fr") == sorted(french)
    cnes = {row["item"] for row in parts if row["organisation"] == "cnes"}
    assert ours.holding("ja/index.html", "items", "participant", "cnes") == sorted(cnes)


def test_choice_of_a_kind_or_status_has_the_records_of_it(ours: Site) -> None:
    for key, value in (("kind", "dialogue"), ("status", "ongoing")):
        assert ours.holding("en/index.html", "items", key, value) == sorted(row["id"] for row in read("items") if row[key] == value)


def test_choice_of_a_field_has_what_is_put_beside_it(ours: Site) -> None:
    field = "field-lunar-exploration"
    beside = {row["subject"] for row in read("relations") if row["object"] == field} | {row["object"] for row in read("relations") if row["subject"] == field}
    family = {row["id"] for row in read("items") if row["parent"] == field} | {row["parent"] for row in read("items") if row["id"] == field and row["parent"]}
    assert ours.holding("en/index.html", "items", "field", field) == sorted({field} | beside | family)


def test_choice_of_a_parent_has_its_children_and_theirs(ours: Site) -> None:
    parents = {row["id"]: row["parent"] for row in read("items")}
    wanted = {each for each in parents if parents[each] == "jp-it-joint-statement-space"}
    wanted |= {each for each in parents if parents[each] in wanted}
    assert len(wanted) > 13
    assert ours.holding("en/index.html", "items", "parent", "jp-it-joint-statement-space") == sorted(wanted)


def test_listings_of_names_stand_by_name_in_japanese_by_reading(ours: Site) -> None:
    readings = {row["id"]: row["reading"] for row in read("organisations")}
    listed = re.findall(r'<th scope="row"><a href="[^"]*/([^"/]*)\.html"', ours.text("ja/organisations/index.html"))
    assert sorted(listed) == sorted(readings)
    read_as = [folded(readings[each]) for each in listed if readings[each]]
    assert read_as == sorted(read_as)
    english = [row[0] for row in ours.rows("en/organisations/index.html")]
    assert english == sorted(english, key=str.casefold)
    assert list(ours.options("en/organisations/index.html")) == ["kind", "country"]
    assert ours.search("en/organisations/index.html", "organisations", "こっかあんぜんほしょう") or ours.search(
        "en/organisations/index.html", "organisations", "うちゅう"
    )


def test_short_tables_have_no_form_and_no_index(ours: Site) -> None:
    text = ours.text("en/sources/index.html")
    assert "<form" not in text
    assert "search-" not in text
    assert 'src="../../assets/records.js"' in text
    assert not ours.has("assets/search-sources.js")
    assert len(ours.rows("en/sources/index.html")) == len(read("sources"))


def test_form_is_labelled_counted_and_explained_before_any_script_runs(ours: Site) -> None:
    text = ours.text("ja/index.html")
    assert '<p class="found" role="status" data-found="全202件中{shown}件">全202件中202件</p>' in text
    assert re.search(r"<noscript><p[^>]*>.*JavaScript.*</p></noscript>", text)
    labels = set(re.findall(r'<label for="([^"]*)"', text))
    assert labels == set(re.findall(r'<(?:input|select)[^>]* id="([^"]*)"', text))
    assert text.index("search-items.js") < text.index("folding.js") < text.index("records.js")
    assert '<th scope="col" data-key="date" aria-sort="descending">' in text


# Any package.


def test_decades_of_intervals_open_and_unknown_dates(tmp_path: Path) -> None:
    dates = ["1989/..", "1998/2003", "198X", "19XX", "1975/", "../1964", "2011-05-03~", "0001/9999", "someday", "1999-12-31/2000-01-01"]
    site = works(tmp_path, [EDTF], numbered(dates))

    def of(decade: str) -> list[str]:
        return site.holding("en/index.html", "works", "decade", decade)

    assert list(site.options("en/index.html")["decade"]) == ["", "2010", "2000", "1990", "1980", "1970", "1960"]
    assert of("1960") == ["w05"]
    assert of("1970") == ["w04"]
    assert of("1980") == ["w00", "w02"]
    assert of("1990") == ["w01", "w09"]
    assert of("2000") == ["w01", "w09"]
    assert of("2010") == ["w06"]


def test_interval_without_end_goes_on_to_the_latest_date(tmp_path: Path) -> None:
    site = works(tmp_path, [EDTF], numbered(["1989/..", "2011", "1964"]))
    assert list(site.options("en/index.html")["decade"]) == ["", "2010", "2000", "1990", "1980", "1960"]
    assert site.options("ja/index.html")["decade"]["2000"] == "2000年代（1）"


def test_filter_with_one_value_is_left_out(tmp_path: Path) -> None:
    site = works(tmp_path, [KIND, EDTF], numbered(["report"] * 12, ["2020", "2021"]))
    assert site.options("en/index.html") == {}
    assert 'type="search"' in site.text("en/index.html")


def test_missing_text_can_be_asked_for(tmp_path: Path) -> None:
    site = works(tmp_path, [], numbered(), texts={("w03", "ja"): ("", ""), ("w04", "en"): ("Moon", "Only in English"), ("w04", "ja"): ("月", "")})
    assert site.options("en/index.html") == {"translation": {"": "All", "missing": "missing (2)", "translated": "translated (10)"}}
    assert site.holding("ja/index.html", "works", "translation", "missing") == ["w03", "w04"]


def test_parents_in_a_circle_end(tmp_path: Path) -> None:
    parents = ["w01", "w02", "w00", "w00", "gone", "w05"]
    keys: Json = [{"fields": "parent", "reference": {"fields": "id"}}]
    site = works(tmp_path, ["parent"], numbered(parents), keys=keys)
    assert site.holding("en/index.html", "works", "parent", "w00") == ["w00", "w01", "w02", "w03"]
    assert "gone" not in site.options("en/index.html")["parent"]


def test_records_of_two_tables_with_one_id_are_told_apart(tmp_path: Path) -> None:
    def authority(name: str, kind: str) -> list[dict[str, Json]]:
        texts = [resource(f"{name}.{tag}", ["id", TITLE], taiyaku={"of": name, "language": tag}) for tag in ("en", "ja")]
        return [resource(name, ["id"], schema={"primaryKey": "id"}, taiyaku={"authority": kind}), *texts]

    keys: Json = [
        {"fields": name, "reference": {"resource": target, "fields": "id"}} for name, target in (("work", "works"), ("who", "bodies"), ("where", "lands"))
    ]
    others = [*authority("bodies", "organisation"), *authority("lands", "place"), resource("parts", ["work", "who", "where"], schema={"foreignKeys": keys})]
    tables = {
        "bodies": [["id"], ["kourou"], ["esa"]],
        "bodies.en": [["id", "title"], ["kourou", "Kourou Ltd"], ["esa", "ESA"]],
        "bodies.ja": [["id", "title"], ["kourou", "クールー社"], ["esa", "欧州宇宙機関"]],
        "lands": [["id"], ["kourou"]],
        "lands.en": [["id", "title"], ["kourou", "Kourou"]],
        "lands.ja": [["id", "title"], ["kourou", "クールー"]],
        "parts": [["work", "who", "where"], ["w00", "kourou", ""], ["w01", "", "kourou"], ["w01", "esa", ""], ["gone", "esa", ""]],
    }
    site = works(tmp_path, [], numbered(), *others, tables=tables)
    assert set(site.options("en/index.html")["participant"]) == {"", "esa", "bodies/kourou", "lands/kourou"}
    assert site.holding("en/index.html", "works", "participant", "lands/kourou") == ["w01"]
    assert site.search("en/index.html", "works", "おうしゅう") == []
    assert site.search("en/index.html", "works", "欧州宇宙機関") == ["Work w01"]


def test_facts_named_like_parts_of_the_address_do_not_take_their_place(tmp_path: Path) -> None:
    kinds = [{**KIND, "name": name} for name in ("q", "__proto__")]
    site = works(tmp_path, kinds, numbered(["a", "b"], ["x", "y"]))
    assert list(site.options("en/index.html")) == ["q_", "__proto__"]


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    bad = "</script><script>alert(1)</script>\u2028\u2029\"'\\{n}{label}"
    site = works(tmp_path, [KIND], numbered([bad, "b"]), texts={("w00", "en"): (bad, bad), ("w00", "ja"): (bad, "")})
    index = site.index("works")
    assert folded(bad) in index["records"][0][0].split("\n")
    assert bad in index["filters"][0][1]
    text = site.text("en/index.html")
    assert "<script>alert" not in text
    assert bad in site.options("en/index.html")["kind"]
    assert site.options("en/index.html")["kind"][bad] == f"{bad} (1)"


def test_columns_are_ordered_by_what_they_mean(tmp_path: Path) -> None:
    number = {"name": "size", "type": "number", "title": "Size"}
    site = works(tmp_path, [EDTF, number], numbered(["2020", "1999-05", "", "bad", "1999"], ["10", "9.5", "-3", "", "about 7", "1e3"]))
    text = site.text("en/index.html")
    order = {name: ranks.split(",") for ranks, name in re.findall(r'data-order="([^"]*)"><th scope="row"><a [^>]*>Work (\w+)<', text)}
    assert [order[name][1] for name in ("w00", "w01", "w02", "w03", "w04")] == ["2", "1", "", "", "0"]
    assert [order[name][2] for name in ("w00", "w01", "w02", "w03", "w04", "w05")] == ["2", "1", "0", "", "", ""]
    assert list(order)[:3] == ["w00", "w01", "w04"]


def test_package_of_one_language_without_texts_is_listed_by_its_key(tmp_path: Path) -> None:
    fields = ["id", {"name": "name", "type": "string"}, {"name": "flag", "type": "boolean"}]
    rows = [["id", "name", "flag"], *([f"r{at}", NAMES[at], "true"] for at in range(12))]
    site = written(tmp_path, [resource("data", fields, schema={"primaryKey": "id"})], {"data": rows}, languages=["ja"])
    assert [row[0] for row in site.rows("ja/index.html")] == [f"r{at}" for at in range(12)]
    assert site.search("ja/index.html", "data", "ろけっと") == ["r6"]
    assert 'aria-sort="ascending"' in site.text("ja/index.html")


def test_page_in_a_language_that_the_toolkit_does_not_speak_marks_its_words(tmp_path: Path) -> None:
    site = works(tmp_path, [EDTF], numbered(["1999", "2005"]), languages=["en", "ja", "fr"])
    text = site.text("fr/index.html")
    assert '<label for="query" lang="en">Search</label>' in text
    assert 'role="status" data-found="{shown} of 12 records" lang="en">12 of 12 records' in text
