"""Timeline, charts and partner network: the same numbers in the picture, in the table and in the data, for any package."""

import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import chain, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from taiyaku.exporters.to_html import pages_of, svg
from taiyaku.exporters.to_html.pieces import Piece
from taiyaku.loaders import load
from taiyaku.model import Json
from tests.test_html import ROOT, package, resource

DATA = ROOT / "datapackage" / "data"
NAME = {"name": "title", "type": "string", "title": "Title", "taiyaku": {"text": "name"}}
KIND = {"name": "kind", "type": "string", "title": "Kind", "taiyaku": {"vocabulary": "kind"}}
DAY = {"name": "day", "type": "string", "title": "Day", "taiyaku": {"format": "edtf"}}


def site(source: Path) -> dict[str, bytes]:
    """Make these three pages of a site, each with links to pages that there are."""
    made = dict(pages_of(load(str(source))))
    found = {path: make() for path, make in made.items() if Path(path).name in {"timeline.html", "charts.html", "partners.html"}}
    for path, content in found.items():
        page = main_of(content)
        ids = {str(each.get("id")) for each in page.iter()}
        for link in (str(each.get("href")) for each in page.iter("a")):
            assert link[1:] in ids if link.startswith("#") else f"{Path(path).parent}/{link}" in made, (path, link)
    return found


@pytest.fixture(scope="module")
def ours() -> dict[str, bytes]:
    return site(ROOT)


def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main_of(content: bytes) -> ET.Element:
    """Read what stands inside <main>, which is well-formed XML too."""
    return ET.fromstring(re.search(r"<main.*</main>", content.decode(), re.DOTALL)[0])  # type: ignore[index] # noqa: S314 -- our own page


def said(element: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def charts(content: bytes) -> dict[str, ET.Element]:
    return {str(each.get("id")): each for each in main_of(content).findall("section")}


def table(chart: ET.Element) -> list[list[str]]:
    return [[said(cell) for cell in row] for row in chart.findall(".//tbody/tr")]


def values(chart: ET.Element) -> list[str]:
    return [said(text) for text in chart.findall(".//svg/text[@class='value']")]


def number(element: ET.Element, name: str) -> float:
    return float(str(element.get(name)))


def columns_of(chart: ET.Element) -> list[list[tuple[int, float]]]:
    """Read a picture of columns as a reader does: for each row of it, the place and the height of each column."""
    lines = [number(line, "y1") for line in chart.findall(".//svg/line")]
    width = number(chart.findall(".//svg/line")[0], "x2")
    count = len(table(chart)[0]) - 2
    found: list[list[tuple[int, float]]] = [[] for _line in lines]
    for bar in chart.findall(".//svg/rect"):
        place = int((number(bar, "x") + number(bar, "width") / 2) / (width / count))
        foot = number(bar, "y") + number(bar, "height")
        found[min(range(len(lines)), key=lambda at: abs(lines[at] - foot))].append((place, number(bar, "height")))
    return found


def test_bars_and_their_table_say_what_the_data_say(ours: dict[str, bytes]) -> None:
    kinds = Counter(row["kind"] for row in rows("items"))
    taking_part = {(row["item"], row["organisation"]) for row in rows("participations") if row["organisation"]}
    organisations = Counter(organisation for _item, organisation in taking_part)
    places = Counter(place for _item, place in {(row["item"], row[field]) for row in rows("participations") for field in ("place", "side") if row[field]})
    names = {row["id"]: row["name"] for part in ("organisations", "places") for row in rows(f"{part}.ja")}
    found = charts(ours["ja/charts.html"])
    labels = {row["code"]: other["label"] for row, other in zip(rows("codes"), rows("codes.ja"), strict=True) if row["vocabulary"] == "item-kind"}
    assert {label: int(count) for label, count in table(found["by-kind"])} == {labels[kind]: count for kind, count in kinds.items()}
    for chart, counted in (("who-organisations", organisations), ("who-places", places)):
        shown = table(found[chart])
        assert [int(count) for _label, count in shown] == sorted(counted.values(), reverse=True)[: len(shown)]
        assert len(shown) == min(20, len(counted))
        assert all(any(names[key] == label and counted[key] == int(count) for key in counted) for label, count in shown)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_picture_has_the_numbers_of_its_table_in_the_same_order(ours: dict[str, bytes], language: str) -> None:
    found = charts(ours[f"{language}/charts.html"])
    assert {"over-time", "who-organisations", "who-people", "who-places", "by-kind", "by-status", "by-field", "by-parent"} <= set(found)
    for name, chart in found.items():
        numbers = [row[1:] if name != "over-time" else row[1:-1] for row in table(chart)]
        assert values(chart) == [each for each in chain.from_iterable(numbers) if each != "0"], name
        labels = [text for text in chart.findall(".//svg/text") if text.get("class") is None and text.get("text-anchor") is None]
        assert ["".join(said(each).split()) for each in labels] == ["".join(row[0].split()) for row in table(chart)], name
        described = said(chart.find(".//svg/desc"))  # type: ignore[arg-type]
        assert all(re.search(rf"(?<!\d){each}(?!\d)", described) for each in (values(chart) if name != "over-time" else numbers[0])), name


def test_bars_are_as_long_as_their_numbers_and_the_longest_comes_first(ours: dict[str, bytes]) -> None:
    for name, chart in charts(ours["en/charts.html"]).items():
        if name != "over-time":
            lengths, numbers = [number(bar, "width") for bar in chart.findall(".//svg/rect")], [int(each) for each in values(chart)]
            assert numbers == sorted(numbers, reverse=True)
            assert lengths == pytest.approx([each * lengths[0] / numbers[0] for each in numbers], abs=0.01)


def test_columns_of_all_kinds_have_one_scale_and_say_what_the_data_say(ours: dict[str, bytes]) -> None:
    chart = charts(ours["en/charts.html"])["over-time"]
    labels = {row["code"]: other["label"] for row, other in zip(rows("codes"), rows("codes.en"), strict=True) if row["vocabulary"] == "item-kind"}
    decades = {int(row["date"][:3]) for row in rows("items") if row["date"]}
    axis = range(min(decades), max(decades) + 1)
    counted = Counter((labels[row["kind"]], int(row["date"][:3])) for row in rows("items") if row["date"])
    shown = {row[0]: [int(each) for each in row[1:]] for row in table(chart)}
    assert shown.pop("All together") == [*(sum(each for (_kind, at), each in counted.items() if at == place) for place in axis), counted.total()]
    other = next(name for name in shown if name.endswith(" others"))
    rest = shown.pop(other)
    for kind, told in shown.items():
        assert told == [*(counted[kind, place] for place in axis), sum(counted[kind, place] for place in axis)]
    gone = {kind for kind, _place in counted} - set(shown)
    assert other == f"{len(gone)} others"
    assert rest[:-1] == [sum(counted[kind, place] for kind in gone) for place in axis]
    numbers = [[int(each) for each in row[1:-1]] for row in table(chart)]
    unit = columns_of(chart)[0][0][1] / numbers[0][0]
    for row, drawn in zip(numbers, columns_of(chart), strict=True):
        assert [place for place, _height in drawn] == [place for place, each in enumerate(row) if each]
        assert [height for _place, height in drawn] == pytest.approx([each * unit for each in row if each], abs=0.02)


def test_captions_say_what_is_not_counted(ours: dict[str, bytes]) -> None:
    items = rows("items")
    dated = sum(bool(row["date"]) for row in items)
    over_time = charts(ours["en/charts.html"])["over-time"]
    assert f"Dated records: {dated} of {len(items)}." in said(over_time.find(".//figcaption"))  # type: ignore[arg-type]
    status = charts(ours["en/charts.html"])["by-status"]
    assert f"{sum(bool(row['status']) for row in items)} of {len(items)}" in said(status.find(".//figcaption"))  # type: ignore[arg-type]
    kinds = len({row["organisation"] for row in rows("participations")} - {""})
    organisations = charts(ours["ja/charts.html"])["who-organisations"]
    assert f"{kinds}のうち、数の多い20を示す。" in said(organisations.find(".//figcaption"))  # type: ignore[arg-type]


def test_pictures_are_named_and_described_in_the_language_of_the_page(ours: dict[str, bytes]) -> None:
    for language in ("en", "ja"):
        for chart in charts(ours[f"{language}/charts.html"]).values():
            picture = chart.find(".//svg")
            assert picture is not None
            assert picture.get("role") == "img"
            by_id = {each.get("id"): said(each) for each in picture if each.get("id")}
            told = by_id[picture.get("aria-labelledby")] + by_id[picture.get("aria-describedby")]
            assert bool(re.search(r"[\u3041-\u30ff\u3400-\u9fff]", told)) == (language == "ja")
            assert by_id[picture.get("aria-labelledby")] == said(chart.find("h2"))  # type: ignore[arg-type]


def test_no_part_of_a_picture_is_told_by_colour_or_stands_outside(ours: dict[str, bytes]) -> None:
    for chart in charts(ours["ja/charts.html"]).values():
        picture = chart.find(".//svg")
        assert picture is not None
        left, _y, width, height = map(float, str(picture.get("viewBox")).split())
        bars = picture.findall("rect")
        assert {bar.get("class") for bar in bars} == {"bar"}
        assert len(bars) == len(values(chart))
        for bar in bars:
            assert left <= number(bar, "x") <= number(bar, "x") + number(bar, "width") <= left + width
            assert 0 <= number(bar, "y") <= number(bar, "y") + number(bar, "height") <= height
        assert all(0 < number(text, "y") < height for text in picture.findall("text"))


def test_timeline_has_every_dated_record_once_and_in_order(ours: dict[str, bytes]) -> None:
    dated = {f"items/{row['id']}.html": row["date"] for row in rows("items") if row["date"]}
    for language in ("en", "ja"):
        page = main_of(ours[f"{language}/timeline.html"])
        found = [str(each.get("href")) for each in page.findall(".//ol/li//p[@class='what']/a")]
        assert sorted(found) == sorted(dated)
        firsts = [dated[each].partition("/")[0].replace("X", "0").ljust(10, "-").replace("--", "-01").replace("-01-", "-01") for each in found]
        assert firsts == sorted(firsts)
    english = main_of(ours["en/timeline.html"])
    assert [said(each) for each in english.findall("section/h2")] == sorted({f"{day[:3]}0s" for day in dated.values()})
    years = sorted({day[:4] for day in dated.values() if day.startswith("202")})
    assert [said(each) for each in english.findall("section[@id='period-2020']/section/h3")] == years
    jumps = {str(each.get("href")) for each in english.findall("nav//a")}
    assert jumps == {f"#{each.get('id')}" for each in english.iter("section")}


def small(folder: Path, days: Iterable[tuple[str, str]], *, languages: Iterable[str] = ("en", "ja"), **more: Json) -> dict[str, bytes]:
    """Build the site of a package of one table with a kind and a date."""
    tags, known = list(languages), list(days)
    tables: list[Json] = [
        resource("works", ["id", KIND, DAY]),
        *(resource(f"works.{tag}", ["id", NAME], taiyaku={"of": "works", "language": tag}) for tag in tags),
    ]
    files = {"works.csv": "id,kind,day\n" + "".join('w{},"{}",{}\n'.format(at, kind.replace('"', '""'), day) for at, (day, kind) in enumerate(known))}
    files |= {f"works.{tag}.csv": "id,title\n" + "".join(f"w{at},{tag} {at}\n" for at in range(len(known))) for tag in tags}
    return site(package(folder, {"name": "small", "title": "Small", "languages": tags, "resources": tables, **more}, files))


def test_dates_that_are_known_less_well_have_places_of_their_own(tmp_path: Path) -> None:
    days = ["1989/..", "198X", "../1985", "19XX", "2004~", "1985-06", "someday", "/1970", "", "198X/", "1984-12-24/1985-01-02"]
    page = main_of(small(tmp_path, [(day, "") for day in days])["en/timeline.html"])
    sections = {said(each.find("h2")): [said(when) for when in each.findall("ol/li/p[@class='when']")] for each in page.findall("section")}  # type: ignore[arg-type]
    assert sections == {
        "1900–1999": ["1900 to 1999"],
        "1980s": ["the 1980s", "from the 1980s, end unknown", "24 December 1984 to 2 January 1985", "June 1985", "since 1989"],
        "2000s": ["about 2004"],
        "Beginning not known": ["to 1970, start unknown", "until 1985"],
    }
    assert list(sections)[-1] == "Beginning not known"
    lead = [said(each) for each in page.findall("p")]
    assert lead == [
        "Records with a date: 9 of 11, in the order of the earliest day that the date may mean.",
        "Without a date: 2. They are in the list of all records.",
    ]
    assert page.find("p/a").get("href") == "index.html"  # type: ignore[union-attr]


def test_lists_of_a_timeline_end_and_say_so(tmp_path: Path) -> None:
    built = small(tmp_path, [("2026-04-01", "")] * 203 + [("202X", "")])
    page = main_of(built["en/timeline.html"])
    assert [len(each) for each in page.iter("ol")] == [1, 200]
    assert said(page.find("section/section/p")) == "And 3 more."  # type: ignore[arg-type]
    assert said(page.find("nav")) == "2020s204 2026203"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "title", "heads", "left"),
    [
        (["2019", "2021-05", "2021-06"], "Works by year", ["2019", "2020", "2021"], 0),
        (["1999", "2021-05", "198X", "../1990"], "Works by decade", ["1980s", "1990s", "2000s", "2010s", "2020s"], 1),
        (["1603", "18XX", "1999"], "Works by century", ["1600–1699", "1700–1799", "1800–1899", "1900–1999"], 0),
        (["0710", "2020"], "Works by millennium", ["0000–0999", "1000–1999", "2000–2999"], 0),
        (["2026", "2025", "202X"], "Works by year", ["2025", "2026"], 1),
    ],
)
def test_time_is_parted_into_at_most_a_dozen_periods(tmp_path: Path, days: list[str], title: str, heads: list[str], left: int) -> None:
    if title.endswith("century"):
        days = [*days, "1700"]
    (tmp_path / "datapackage.json").unlink(missing_ok=True)
    tables: list[Json] = [resource("works", ["id", DAY]), resource("works.en", ["id", NAME], taiyaku={"of": "works", "language": "en"})]
    files = {"works.csv": "id,day\n" + "".join(f"w{at},{day}\n" for at, day in enumerate(days)), "works.en.csv": "id,title\n"}
    built = site(package(tmp_path, {"name": "p", "languages": ["en"], "resources": tables}, files))
    chart = charts(built["en/charts.html"])["over-time"]
    assert said(chart.find("h2")) == title  # type: ignore[arg-type]
    assert [said(each) for each in chart.findall(".//thead//th")][1:-1] == heads
    assert int(table(chart)[0][-1]) == len(days) - left
    assert ("Left out" in said(chart)) == bool(left)


def test_kinds_that_are_too_many_are_drawn_together(tmp_path: Path) -> None:
    days = [(f"20{at:02}", f"kind-{at % 14:02}") for at in range(14)] + [("2001", "kind-00"), ("2002", "")]
    chart = charts(small(tmp_path, days)["ja/charts.html"])["over-time"]
    names = [row[0] for row in table(chart)]
    assert names[:2] == ["全体", "kind-00"]
    assert "その他（4区分）" in names
    assert len(names) == 13
    assert sum(int(row[-1]) for row in table(chart)[1:]) == int(table(chart)[0][-1]) == 16


def test_records_without_a_kind_come_last_and_are_told_as_such(tmp_path: Path) -> None:
    chart = charts(small(tmp_path, [("2001", "a"), ("2002", ""), ("2002", "")])["ja/charts.html"])["over-time"]
    assert [row[0] for row in table(chart)] == ["全体", "a", "記載なし"]


def test_wide_picture_scrolls_and_narrow_one_does_not(tmp_path: Path) -> None:
    chart = charts(small(tmp_path, [(f"{year}", "") for year in range(1900, 2020, 10)])["en/charts.html"])["over-time"]
    region = chart.find(".//div[@class='scroll']")
    assert region is not None
    assert region.get("tabindex") == "0"
    assert region.find("svg") is not None
    assert "1910s" in said(chart)


def test_hostile_names_stay_text_in_a_picture(tmp_path: Path) -> None:
    built = small(tmp_path, [("2001", "<script>alert(1)</script>"), ("2002", '"x" onload="y')])
    content = built["en/charts.html"].decode()
    assert "<script>alert" not in content
    assert 'onload="' not in content
    assert "<script>alert(1)</script>" in [row[0] for row in table(charts(built["en/charts.html"])["over-time"])]


def test_package_with_three_languages_of_which_one_is_not_spoken(tmp_path: Path) -> None:
    built = small(tmp_path, [("2001", "a"), ("2002", "b")], languages=["en", "ja", "fr"])
    chart = charts(built["fr/charts.html"])["over-time"]
    title = chart.find(".//svg/title")
    assert title is not None
    assert title.get("lang") == "en"
    heads = chart.findall(".//thead//th/span[@lang='en']")
    assert [said(each) for each in heads] == ["Group", "Total"]
    assert main_of(built["fr/timeline.html"]).find("h1").get("lang") == "en"  # type: ignore[union-attr]


def key(field: str, target: str) -> Json:
    return {"fields": [field], "reference": {"resource": target, "fields": ["id"]}}


def cooperating(folder: Path, links: str, *, kind: str = "organisation", own: str = "") -> dict[str, bytes]:
    """Build the site of works, agencies and countries; ``links`` has rows of work, agency and country, ``own`` of work and lead."""
    works = ["id", "lead"] if own else ["id"]
    resources: list[Json] = [
        resource("works", works, schema={"foreignKeys": [key("lead", "agencies")] if own else []}),
        resource("works.en", ["id", NAME], taiyaku={"of": "works", "language": "en"}),
        resource("agencies", ["id", {"name": "short", "type": "string", "taiyaku": {"format": "acronym"}}], taiyaku={"authority": kind}),
        resource("agencies.en", ["id", NAME], taiyaku={"of": "agencies", "language": "en"}),
        resource("countries", ["id"], taiyaku={"authority": "person" if kind == "person" else "place"}),
        resource("countries.en", ["id", NAME], taiyaku={"of": "countries", "language": "en"}),
    ]
    files = {
        "works.csv": f"id,lead\n{own}" if own else "id\n" + "".join(f"w{at}\n" for at in range(4)),
        "works.en.csv": "id,title\n" + "".join(f"w{at},Work {at}\n" for at in range(4)),
        "agencies.csv": "id,short\njaxa,JAXA\ncnes,CNES\ndlr,\n",
        "agencies.en.csv": "id,title\njaxa,Japan Aerospace Exploration Agency\ncnes,French Space Agency\ndlr,German Aerospace Center\n",
        "countries.csv": "id\njp\nfr\n",
        "countries.en.csv": "id,title\njp,Japan\nfr,France\n",
    }
    if links:
        resources.append(
            resource(
                "parts", ["work", "agency", "country"], schema={"foreignKeys": [key("work", "works"), key("agency", "agencies"), key("country", "countries")]}
            )
        )
        files["parts.csv"] = f"work,agency,country\n{links}"
    descriptor = {"name": "n", "title": "N", "languages": ["en"], "taiyaku": {"main": "works"}, "resources": resources}
    return site(package(folder, descriptor, files))


def matrix(content: bytes) -> dict[tuple[str, str], str]:
    found = main_of(content).find(".//table[@class='matrix']")
    assert found is not None
    heads = [said(each) for each in found.findall("thead/tr/th")][1:]
    return {(said(row[0]), head): said(cell) for row in found.findall("tbody/tr") for head, cell in zip(heads, row[1:], strict=True)}


def test_who_stands_only_on_the_side_of_another_is_no_partner_of_it(tmp_path: Path) -> None:
    links = "w0,jaxa,jp\nw0,cnes,fr\nw1,jaxa,jp\nw1,,jp\nw1,,fr\nw2,jaxa,\nw2,,jp\nw3,gone,\nw9,jaxa,jp\n"
    found = matrix(cooperating(tmp_path, links)["en/partners.html"])
    jaxa, cnes = "Japan Aerospace Exploration Agency (JAXA)", "French Space Agency (CNES)"
    assert {other: found[jaxa, other] for other in ("JAXA", "CNES", "Japan", "France")} == {"JAXA": "–", "CNES": "1", "Japan": "1", "France": "2"}
    assert {other: found[cnes, other] for other in ("JAXA", "Japan", "France")} == {"JAXA": "1", "Japan": "1", "France": "0"}
    assert found["Japan", "France"] == "2"
    assert all("German" not in name for pair in found for name in pair)


def test_matrix_is_the_same_both_ways_and_agrees_with_the_list(ours: dict[str, bytes]) -> None:
    for language in ("en", "ja"):
        page = main_of(ours[f"{language}/partners.html"])
        found = page.find(".//table[@class='matrix']")
        assert found is not None
        cells = [[said(cell) for cell in row[1:]] for row in found.findall("tbody/tr")]
        assert len(cells) == len(cells[0]) == 15
        assert all(cells[at][other] == cells[other][at] for at in range(15) for other in range(15))
        assert {cells[at][at] for at in range(15)} == {"–"}
        assert {(each.get("scope"), len(said(each)) > 0) for each in found.iter("th")} == {("col", True), ("row", True)}
        shades = {said(cell): cell.get("class") for cell in found.iter("td") if cell.get("class")}
        assert [each for each in shades if shades[each] == "shade-0"] == ["0"]
        assert shades[max(shades, key=int)] == "shade-4"
        listed = {row[0]: row for row in table(page.findall("section")[1])}
        most = max(range(15), key=lambda other: -1 if cells[0][other] == "–" else int(cells[0][other]))
        name, often = said(found.findall("tbody/tr/th")[0]), said(found.findall("thead/tr/th")[1 + most])
        assert listed[name][3].startswith(often)
        assert f"{cells[0][most]}" in listed[name][3]


def test_list_of_partners_agrees_with_the_data(ours: dict[str, bytes]) -> None:
    """Japan has as many records, and as many partners, as the participations tell, read anew."""
    by_item: dict[str, list[set[str]]] = {}
    for row in rows("participations"):
        by_item.setdefault(row["item"], []).append({row[field] for field in ("organisation", "place", "side") if row[field]})
    mine = [known for known in by_item.values() if any("country-jp" in names for names in known)]
    partners = {
        other
        for known in mine
        for other in set().union(*known) - {"country-jp"}
        if not all("country-jp" in names for names in known if other in names) and not all(other in names for names in known if "country-jp" in names)
    }
    japan = next(each for each in table(main_of(ours["en/partners.html"]).findall("section")[1]) if each[0] == "Japan")
    assert japan[1:3] == [str(len(mine)), str(len(partners))]


def test_without_a_table_of_links_the_records_themselves_say_who_takes_part(tmp_path: Path) -> None:
    built = cooperating(tmp_path, "", own="w0,jaxa\nw1,jaxa\nw2,cnes\nw3,\n")
    assert table(charts(built["en/charts.html"])["who-agencies"]) == [["Japan Aerospace Exploration Agency", "2"], ["French Space Agency", "1"]]
    assert "en/partners.html" not in built


def test_empty_foreign_key_names_nobody(tmp_path: Path) -> None:
    """Not even a record whose own field is empty."""
    link: Json = {"fields": ["country"], "reference": {"resource": "countries", "fields": ["code"]}}
    resources: list[Json] = [
        resource("works", ["id"]),
        resource("countries", ["id", "code"], taiyaku={"authority": "place"}),
        resource("parts", ["work", "country"], schema={"foreignKeys": [key("work", "works"), link]}),
    ]
    files = {"works.csv": "id\na\nb\n", "countries.csv": "id,code\njp,JP\nfr,FR\nxx,\n", "parts.csv": "work,country\na,JP\na,\nb,JP\nb,FR\n"}
    built = site(package(tmp_path, {"name": "n", "taiyaku": {"main": "works"}, "resources": resources}, files))
    assert table(charts(built["en/charts.html"])["who-countries"]) == [["jp", "2"], ["fr", "1"]]


def test_people_are_the_partners_where_there_are_no_others(tmp_path: Path) -> None:
    found = matrix(cooperating(tmp_path, "w0,jaxa,\nw0,cnes,\n", kind="person")["en/partners.html"])
    assert found["French Space Agency (CNES)", "JAXA"] == "1"


def test_long_lists_of_partners_end_and_say_so(tmp_path: Path) -> None:
    people = [f"p{at:03}" for at in range(130)]
    resources: list[Json] = [
        resource("works", ["id"]),
        resource("people", ["id"], taiyaku={"authority": "person"}),
        resource("links", ["work", "who"], schema={"foreignKeys": [key("work", "works"), key("who", "people")]}),
    ]
    files = {"works.csv": "id\na\nb\n", "people.csv": "id\n" + "\n".join(people) + "\n", "links.csv": "work,who\n" + "".join(f"a,{each}\n" for each in people)}
    built = site(package(tmp_path, {"name": "n", "taiyaku": {"main": "works"}, "resources": resources}, files))
    page = main_of(built["en/partners.html"])
    assert len(table(page.findall("section")[1])) == 100
    assert said(page.findall("section")[1].findall("p")[0]) == "And 30 more."
    assert "130" in json.dumps(table(page.findall("section")[1])) or "129" in json.dumps(table(page.findall("section")[1]))


def test_pages_without_anything_to_show_are_left_out(tmp_path: Path) -> None:
    bare = site(package(tmp_path, {"name": "bare", "resources": [resource("works", ["id", DAY, "note"])]}, {"works.csv": "id,day,note\na,,x\nb,one day,y\n"}))
    assert bare == {}


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Japan", 22, ["Japan"]),
        ("Ministry of Education, Culture, Sports, Science and Technology", 20, ["Ministry of Education, Culture,", "Sports, Science and Technology"]),
        ("宇宙航空研究開発機構", 6, ["宇宙航空研究", "開発機構"]),
        ("宇宙（国際）。月", 6, ["宇宙（国", "際）。月"]),
        ("レーダー", 3, ["レー", "ダー"]),
        ("「月」と「火星」", 4, ["「月」と", "「火星」"]),
        ("1980年代", 3.2, ["1980", "年代"]),
        ("1900–1999", 4, ["1900–", "1999"]),
        ("JAXA宇宙", 3.5, ["JAXA", "宇宙"]),
        ("  spaces \n in between ", 40, ["spaces in between"]),
        ("", 10, [""]),
    ],
)
def test_labels_are_broken_as_their_language_wants_it(text: str, room: float, lines: list[str]) -> None:
    assert svg.wrapped(text, room) == lines


@pytest.mark.parametrize("text", ["漢" * 5000, "x" * 5000, "word " * 300, "か\u3099" * 600, "👩‍🚀" * 90, "（" * 200, "、" * 200])
def test_labels_of_any_length_fit_and_say_that_they_go_on(text: str) -> None:
    lines = svg.wrapped(text, 12)
    assert len(lines) <= 5
    assert all(svg.ems(line) <= 12 for line in lines)
    assert lines[-1].endswith("…")


def test_no_character_is_guessed_narrower_than_usual_fonts_have_it() -> None:
    """Widths of DejaVu Sans, one of the widest fonts, in ems; Japanese characters are one em in every font."""
    known = {
        "W": 0.989,
        "M": 0.863,
        "m": 0.974,
        "w": 0.818,
        "@": 1.0,
        "%": 0.95,
        "a": 0.613,
        "0": 0.636,
        "N": 0.748,
        "Q": 0.787,
        "f": 0.352,
        "t": 0.392,
        " ": 0.318,
    }
    assert all(svg.ems(character) >= width for character, width in known.items())
    assert svg.ems("宇") == 1
    assert svg.ems(unicodedata.normalize("NFD", "が")) == 1


def test_texts_of_a_picture_keep_their_distance() -> None:
    words = svg.Words("x", Piece("Title"), Piece("Description"), str)
    picture = ET.fromstring(svg.bars(words, [(Piece("Long " * 20), 3), (Piece("短い"), 3), (Piece("none"), 0)]).markup)  # noqa: S314
    lines = [number(text, "y") + 21 * len(text) for text in picture.findall("text")]
    assert all(after - before >= 20 for before, after in pairwise(lines))
    assert not svg.bars(words, [(Piece("a"), 10**9)]).wide
    assert svg.columns(words, [Piece("1")] * 12, [(Piece("All"), [10**9] * 12)]).wide
