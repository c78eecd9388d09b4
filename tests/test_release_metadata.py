"""What portals, search engines and people read about a release: true, in both languages, and accepted by tools that are not ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import yaml
from markdown_it import MarkdownIt
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from taiyaku import loaders
from taiyaku.metadata import citation, dcat, papers, schema_org
from taiyaku.model import Artifact, Json, Package
from taiyaku.published import Published
from tests.conftest import run

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")  # rdflib, about itself

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
    sh:property [ sh:path dcterms:title ; sh:minCount 2 ; sh:uniqueLang true ; sh:languageIn ( "en" "ja" ) ] ,
        [ sh:path dcterms:description ; sh:minCount 2 ; sh:uniqueLang true ; sh:languageIn ( "en" "ja" ) ] ,
        [ sh:path dcterms:license ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcterms:issued ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] ,
        [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
    sh:property [ sh:path dcterms:title ; sh:minCount 2 ; sh:uniqueLang true ] ,
        [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:downloadURL ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:mediaType ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcterms:license ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:byteSize ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ,
        [ sh:path ( spdx:checksum spdx:checksumValue ) ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:hexBinary ] .
"""
BASE = "https://example.org/space/meta/"
LANGUAGE = "http://id.loc.gov/vocabulary/iso639-1/"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a release of a new project, which has a table of facts, texts in both languages, a licence, sources and creators."""
    folder = tmp_path_factory.mktemp("metadata")
    assert run("new", folder / "lights").code == 0
    assert run("release", folder / "lights", "--out", folder / "dist", environment={"SOURCE_DATE_EPOCH": "1775044800"}).code == 0
    return folder / "dist"


def graph(content: str, form: str) -> Graph:
    return Graph().parse(data=content, format=form, publicID=f"{BASE}dcat")


def dcat_of(folder: Path) -> Graph:
    return graph((folder / "meta" / "dcat.ttl").read_text(encoding="utf-8"), "turtle")


def files(folder: Path) -> dict[str, dict[str, Json]]:
    told = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    return {file["path"]: file for file in told["files"]}


def test_turtle_and_json_ld_say_the_same(dist: Path) -> None:
    json_ld = graph((dist / "meta" / "dcat.jsonld").read_text(encoding="utf-8"), "json-ld")
    assert len(json_ld) > 100
    assert isomorphic(dcat_of(dist), json_ld)


def test_dcat_is_accepted_by_shacl_and_a_gap_is_not(dist: Path) -> None:
    shapes = Graph().parse(data=SHAPES, format="turtle")
    whole = dcat_of(dist)
    conforms, _graph, text = pyshacl.validate(whole, shacl_graph=shapes)
    assert conforms, text
    whole.remove((None, DCTERMS.license, None))
    assert not pyshacl.validate(whole, shacl_graph=shapes)[0]


def test_every_download_is_one_distribution_with_its_size_hash_and_languages(dist: Path) -> None:
    whole = dcat_of(dist)
    listed = files(dist)
    downloads = {name: file for name, file in listed.items() if ("rows" in file and "record" not in file) or name.endswith(".zip")}
    assert {str(url) for url in whole.objects(None, DCAT.downloadURL)} == {f"https://example.org/space/{name}" for name in downloads}
    for node in whole.subjects(RDF.type, DCAT.Distribution):
        file = downloads[str(whole.value(node, DCAT.downloadURL)).removeprefix("https://example.org/space/")]
        assert whole.value(node, DCAT.byteSize).toPython() == file["bytes"]  # type: ignore[union-attr]
        (checksum,) = whole.objects(whole.value(node, URIRef("http://spdx.org/rdf/terms#checksum")), URIRef("http://spdx.org/rdf/terms#checksumValue"))
        assert str(checksum) == file["sha256"]
        assert {str(tag) for tag in whole.objects(node, DCTERMS.language)} == {LANGUAGE + tag for tag in file.get("languages", [])}
        assert str(whole.value(node, DCAT.mediaType)).endswith(f"/{file['mediatype']}")
    alone = [file for name, file in downloads.items() if "/en/" in name or "/ja/" in name or name.endswith(("-en.xlsx", "-ja.xlsx"))]
    assert alone
    assert all(len(file["languages"]) == 1 for file in alone)


def test_dataset_is_described_once_with_its_texts_in_each_language(dist: Path) -> None:
    whole = dcat_of(dist)
    (dataset,) = whole.subjects(RDF.type, DCAT.Dataset)
    assert set(whole.objects(dataset, DCTERMS.title)) == {Literal("Lighthouses of Japan", lang="en"), Literal("日本の灯台", lang="ja")}
    assert str(whole.value(dataset, DCTERMS.issued)) == "2026-04-01T12:00:00+00:00"
    assert str(whole.value(dataset, DCAT.landingPage)) == "https://example.org/space/site/index.html"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_schema_org_has_plain_strings_of_one_language_and_leads_to_the_other(dist: Path, language: str) -> None:
    told = json.loads((dist / "meta" / f"schema-org.{language}.jsonld").read_text(encoding="utf-8"))
    other = {"en": "ja", "ja": "en"}[language]
    assert (told["@type"], told["inLanguage"]) == ("Dataset", language)
    assert told["name"] == {"en": "Lighthouses of Japan", "ja": "日本の灯台"}[language]
    assert bool(re.search("[ぁ-ん]", told["description"])) is (language == "ja")
    assert told["workTranslation"] == [{"@id": f"schema-org.{other}.jsonld"}]
    assert told["datePublished"] == told["dateModified"] == "2026-04-01"
    assert told["license"][0].startswith("https://")
    listed = files(dist)
    for each in told["distribution"]:
        file = listed[each["contentUrl"].removeprefix("../")]
        assert (each["sha256"], each["contentSize"]) == (file["sha256"], f"{file['bytes']} B")
        assert language in each.get("inLanguage", [language])
    assert not any(f"/{other}/" in each["contentUrl"] for each in told["distribution"])


def test_citation_names_title_authors_version_date_and_licence(dist: Path) -> None:
    told = yaml.safe_load((dist / "CITATION.cff").read_text(encoding="utf-8"))
    assert (told["cff-version"], told["type"], told["title"]) == ("1.2.0", "dataset", "Lighthouses of Japan")
    assert (told["date-released"], told["license"]) == ("2026-04-01", ["CC-BY-4.0"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", told["version"])
    assert all(each["name"] for each in told["authors"])


@pytest.mark.parametrize(("language", "name"), [("en", "README.md"), ("ja", "README.ja.md")])
def test_read_me_says_what_is_where_in_its_language_and_every_link_leads_somewhere(dist: Path, language: str, name: str) -> None:
    text = (dist / name).read_text(encoding="utf-8")
    html = MarkdownIt("commonmark").enable("table").render(text)
    links = [link for link in re.findall(r'href="([^"]+)"', html) if "://" not in link]
    assert {"README.md", "README.ja.md"} - {name} <= set(links)
    assert all((dist / link).exists() for link in links)
    headings = re.findall("<h2>(.*)</h2>", html)
    assert len(headings) == 5
    assert all(bool(re.search("[ぁ-んァ-ヶ一-龠]", heading)) is (language == "ja") for heading in headings)
    quotes = re.findall(r"<blockquote>\s*<p>(.*)</p>", html)
    assert len(quotes) == 2
    assert ("changed by [your name]" if language == "en" else "［改変者名］が加工して作成") in quotes[1]
    assert "sha256sum -c SHA256SUMS" in text
    assert (dist / "package" / name).read_text(encoding="utf-8").startswith(text.split("\n\n", maxsplit=1)[0])


def test_note_to_start_with_opens_right_on_windows_and_speaks_both_languages(dist: Path) -> None:
    note = (dist / "START-HERE.txt").read_bytes()
    assert note.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in note.replace(b"\r\n", b"")
    text = note.decode("utf-8-sig")
    assert "Unpack the archive first" in text
    assert "先に展開してください" in text
    assert "README.ja.md" in text


def package(tmp_path: Path, **descriptor: Json) -> Package:
    tables = {"items.csv": "id,start\na,2026\n", "items.en.csv": "id,title\na,Moon\n", "items.ja.csv": "id,title\na,月\n"}
    for name, text in tables.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    resources = [
        {"name": name.removesuffix(".csv"), "path": name, "schema": {"fields": [{"name": part} for part in text.split("\n")[0].split(",")]}}
        for name, text in tables.items()
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "moon", "resources": resources, **descriptor}), encoding="utf-8")
    return loaders.load(str(tmp_path))


HOSTILE = 'x"\n<script>alert(1)</script> | [a](javascript:b) `c` {d: e}\u202e\x00 * &amp; \\ @en'
LISTED = [Published("csv/items.csv", 20, "0" * 64, "csv", "items", ("en", "ja"), rows=1), Published("a%20b.zip", 1, "1" * 64, "package")]


def told(loaded: Package) -> dict[str, str]:
    made: list[Artifact] = [
        *dcat.artifacts(loaded, LISTED),
        *schema_org.artifacts(loaded, LISTED),
        citation.artifact(loaded),
        *papers.artifacts(loaded, LISTED),
    ]
    return {each.path: each.content.decode() for each in made}


def test_texts_that_look_like_markup_stay_texts(tmp_path: Path) -> None:
    person: Any = {"title": HOSTILE, "roles": ["author", 5]}
    made = told(
        package(
            tmp_path,
            languages=["en", "ja"],
            title=HOSTILE,
            description=HOSTILE,
            version=HOSTILE,
            homepage="javascript:alert(1)",
            keywords=[HOSTILE, 7, " "],
            licenses=[{"name": HOSTILE, "path": HOSTILE}, "none"],
            contributors=[person, {"title": "nobody"}],
            sources=[{"title": HOSTILE, "path": "https://example.org/a>b"}],
        )
    )
    turtle, json_ld = graph(made["meta/dcat.ttl"], "turtle"), graph(made["meta/dcat.jsonld"], "json-ld")
    assert isomorphic(turtle, json_ld)
    (title,) = {str(each) for each in turtle.objects(URIRef(f"{BASE}dcat#dataset"), DCTERMS.title)}
    assert title.startswith('x" <script>alert(1)</script> | [a](javascript:b)')
    assert [str(each) for each in turtle.objects(None, FOAF.name)] == [title]
    assert not list(turtle.objects(None, DCTERMS.license))
    assert yaml.safe_load(made["CITATION.cff"])["title"] == title
    assert yaml.safe_load(made["CITATION.cff"])["authors"] == [{"name": title}]
    for name in ("README.md", "README.ja.md"):
        html = MarkdownIt("commonmark").enable("table").render(made[name])
        assert "<script" not in html
        assert "javascript:b)" in html
        assert 'href="javascript' not in html
        assert "\u202e" not in html
    assert [str(url) for url in turtle.objects(None, DCAT.downloadURL)][-1].endswith(("a%2520b.zip", "csv/items.csv"))


def test_what_a_package_does_not_say_is_not_said(tmp_path: Path) -> None:
    made = told(package(tmp_path))
    whole = graph(made["meta/dcat.ttl"], "turtle")
    assert [str(each) for each in whole.objects(URIRef(f"{BASE}dcat#dataset"), DCTERMS.title)] == ["moon"]
    assert {
        predicate
        for predicate in (DCTERMS.license, DCTERMS.issued, DCTERMS.creator, DCTERMS.source, URIRef(f"{DCAT}version"))
        if (None, predicate, None) in whole
    } == set()
    assert sorted(made) == ["CITATION.cff", "README.md", "START-HERE.txt", "meta/dcat.jsonld", "meta/dcat.ttl", "meta/schema-org.en.jsonld"]
    assert yaml.safe_load(made["CITATION.cff"])["authors"] == [{"name": "moon"}]
    assert "version -" in made["START-HERE.txt"]
    assert "site/index.html" not in made["START-HERE.txt"]


@pytest.mark.parametrize(
    ("licences", "wanted"),
    [
        ([{"name": "CC0-1.0"}], {"license": ["CC0-1.0"]}),
        ([{"name": "other-open", "path": "https://example.org/terms"}], {"license-url": "https://example.org/terms"}),
        ([{"name": "other-open"}], {}),
        ([{"path": "https://example.org/terms"}, {"name": "MIT"}], {"license-url": "https://example.org/terms"}),
    ],
)
def test_licences_that_the_citation_format_does_not_know_go_by_their_address(tmp_path: Path, licences: list[Json], wanted: dict[str, Json]) -> None:
    made = yaml.safe_load(citation.artifact(package(tmp_path, licenses=licences)).content)
    assert {name: value for name, value in made.items() if name.startswith("license")} == wanted


@pytest.mark.parametrize(
    ("created", "wanted"),
    [
        ("2026-11-21T09:00:00+09:00", "2026-11-21"),
        ("2026-11-21T08:59:59+09:00", "2026-11-20"),
        ("2026-11-21", "2026-11-21"),
        ("0001-01-01T00:00:00+09:00", None),
        ("yesterday", None),
        (5, None),
    ],
)
def test_date_is_that_of_the_descriptor_in_utc(tmp_path: Path, created: Json, wanted: str | None) -> None:
    assert yaml.safe_load(citation.artifact(package(tmp_path, created=created)).content).get("date-released") == wanted
