"""Pages about the data itself: dictionary, downloads, changes, sources, and what it is."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape
from pathlib import Path

import pytest

from taiyaku import changelog, diff, loaders, release
from taiyaku.exporters import to_html
from taiyaku.exporters.to_html.history import remembered
from taiyaku.exporters.to_html.pages.dictionary import anchor
from taiyaku.model import Artifact, Json, Package, Report
from taiyaku.records import bases, texts
from tests.browser.reading import JAPANESE, Reading, untranslated
from tests.conftest import ROOT, Write
from tests.test_site_hosted import FILES, descriptor

LANGUAGES = ("en", "ja")


@pytest.fixture(scope="module")
def ours() -> Package:
    return loaders.load(str(ROOT))


@pytest.fixture(scope="module")
def released(ours: Package) -> dict[str, bytes]:
    """Give the release of the committed package, by path."""
    artifacts = release.artifacts(ours, Report("", "", (), 0, ()))
    return {artifact.path: artifact.content for artifact in artifacts}


def page(made: dict[str, bytes], path: str) -> Reading:
    return Reading(made[f"site/{path}"].decode())


def alone(folder: Path) -> dict[str, bytes]:
    """Make the pages of a package and nothing beside them."""
    return {artifact.path: artifact.content for artifact in to_html.run(loaders.load(str(folder)))}


# Data dictionary


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_field_of_ours_is_named_and_explained_in_both_languages(language: str) -> None:
    """The other descriptor is derived, so a text that nobody translated would stand in it in English."""
    name = "datapackage.json" if language == "en" else f"datapackage.{language}.json"
    told = json.loads((ROOT / "datapackage" / name).read_text(encoding="utf-8"))
    assert len(told["resources"]) > 20
    lacking = []
    for resource in told["resources"]:
        for holder, at in [(resource, resource["name"]), *((field, f"{resource['name']}.{field['name']}") for field in resource["schema"]["fields"])]:
            lacking += [f"{at}: {part}" for part in ("title", "description") if bool(JAPANESE.search(holder.get(part) or "")) != (language == "ja")]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dictionary_explains_every_field_at_an_address_of_its_own(ours: Package, released: dict[str, bytes], language: str) -> None:
    told = page(released, f"{language}/dictionary.html")
    wanted = set()
    for of in bases(ours):
        wanted |= {of} | {f"{of}.{text.name}" for text in texts(ours, of)}
        wanted |= {f"{of}.{column}" for column in (ours.tables[of].columns if of in ours.tables else ())}
    assert wanted <= set(told.ids)
    assert len(told.ids) == len(set(told.ids))
    assert {link[1:] for link in told.links if link.startswith("#")} <= set(told.ids)


def row(made: dict[str, bytes], language: str, id_: str) -> str:
    """Give the row of a field as text, one line for each of its parts."""
    found = re.search(rf'<tr id="{re.escape(id_)}">(.*?)</tr>', made[f"site/{language}/dictionary.html"].decode(), re.DOTALL)
    assert found is not None
    return "\n".join(unescape(re.sub("<[^>]+>", "", each)).strip() for each in re.split("</(?:th|td|li|strong)>", found[1])).strip()


def test_a_row_says_form_limits_values_unit_and_target(released: dict[str, bytes]) -> None:
    lines = row(released, "en", "items.kind").splitlines()
    assert lines[1:3] == ["Kind", "What sort of thing the item is, as a code of the vocabulary item-kind."]
    assert lines[3:6] == ["text", "required", "a code of item-kind (20 codes)"]
    assert "refers to organisations.id" in row(released, "en", "sources.publisher")
    assert 'href="#organisations.id"' in released["site/en/dictionary.html"].decode()
    assert "unit: in currency, unit" in row(released, "en", "amounts.value")
    assert "at least 0" in row(released, "en", "amounts.value")
    assert "one of: en, ja, mul, en+ja" in row(released, "en", "items.source_language")
    assert "EDTF (ISO 8601-2)" in row(released, "en", "items.date")
    assert "part of the key, required" in row(released, "en", "redirects.table")
    assert "参照先：organisations.id" in row(released, "ja", "sources.publisher")
    assert "言語：英語、日本語" in row(released, "ja", "items.title")


def test_examples_are_taken_from_the_data(ours: Package, released: dict[str, bytes]) -> None:
    example = row(released, "en", "amounts.currency").splitlines()[-1]
    assert example in set(ours.tables["amounts"].frame["currency"])
    title = row(released, "ja", "places.name").splitlines()[-1]
    assert title in set(ours.tables["places.ja"].frame["name"])


def test_a_vocabulary_is_explained_once_with_its_labels(ours: Package, released: dict[str, bytes]) -> None:
    told = released["site/ja/dictionary.html"].decode()
    found = re.search(r'<section id="codes-status">(.*?)</table>', told, re.DOTALL)
    assert found is not None
    codes = re.findall(r'<th scope="row"><code>([^<]+)</code></th>\s*<td>([^<]+)</td>', found[1])
    table = ours.tables["codes"].frame
    assert [code for code, _label in codes] == [row["code"] for row in table.iter_rows(named=True) if row["vocabulary"] == "status"]
    assert all(JAPANESE.search(label) for _code, label in codes)


def test_hostile_names_have_anchors_that_are_no_other_ones() -> None:
    names = ["a", "a.b", "b", "A", "対訳", "a b", '"><b>', "", "a_2eb", "~a", "~a_2eb"]
    found = [anchor(table, field) for table in names if table for field in names if field] + [anchor(table) for table in names if table]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"[A-Za-z0-9_.~-]+", each) for each in found)
    assert anchor("items", "date_event") == "items.date_event"


def test_any_package_has_a_dictionary(write: Write) -> None:
    fields: list[Json] = [
        {"name": "id", "constraints": {"required": True}},
        {"name": "size <b>", "type": "number", "unit": "kg", "constraints": {"minimum": 0.5, "enum": [1, 2]}},
        {"name": "when", "type": ["odd"]},
        {"name": "at", "type": "datetime", "format": "%Y", "title": "At"},
        {"name": "many", "type": "integer", "constraints": {"enum": list(range(100)), "unique": True}},
    ]
    resource = {"name": "things", "path": "t.csv", "schema": {"fields": fields}}
    folder = write({"datapackage.json": json.dumps({"name": "loose", "resources": [resource]}), "t.csv": "id,size <b>,when,at,many\nx,1,2,2026,3\n"})
    made = alone(folder)
    told = Reading(made["site/en/dictionary.html"].decode())
    assert {"things", "things.id", "things.~size_20_3cb_3e", "things.many"} <= set(told.ids)
    assert "unit: kg" in row(made, "en", "things.~size_20_3cb_3e")
    assert "at least 0.5" in row(made, "en", "things.~size_20_3cb_3e")
    assert row(made, "en", "things.many").splitlines()[-3].endswith("38, 39, …")
    assert "unique" in row(made, "en", "things.many")
    assert "date and time (%Y)" in row(made, "en", "things.at")


# Downloads


LINK = re.compile(r'<th scope="row"><a href="([^"]+)"[^>]*>([^<]+)</a></th>\s*<td>([^<]*)</td>\s*<td><code>([0-9a-f]{64})</code></td>')


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_download_is_there_with_its_size_and_hash(released: dict[str, bytes], language: str) -> None:
    found = LINK.findall(released[f"site/{language}/downloads.html"].decode())
    assert len(found) > 80
    for to, text, records, digest in found:
        assert to.startswith("../../")
        content = released[to.removeprefix("../../")]
        assert hashlib.sha256(content).hexdigest() == digest
        told = re.search(r"(?:, |、|（)([0-9.]+) (kB|MB)[)）]$", text)
        assert told is not None, text
        unit = 1_000_000 if told[2] == "MB" else 1_000
        assert abs(float(told[1]) - len(content) / unit) <= (0.05 if told[2] == "MB" else 0.999), text
        if to.endswith("csv/items.csv"):
            assert records == "202"


def test_a_link_tells_format_language_and_size(released: dict[str, bytes]) -> None:
    texts_ = {
        language: {to: text for to, text, _records, _hash in LINK.findall(released[f"site/{language}/downloads.html"].decode())} for language in LANGUAGES
    }
    assert re.fullmatch(r"案件（CSV、日本語、[0-9]+ kB）", texts_["ja"]["../../excel/ja/items.csv"])
    assert re.fullmatch(r"Items \(CSV, English, Japanese, [0-9]+ kB\)", texts_["en"]["../../csv/items.csv"])
    assert re.fullmatch(r"日本の国際宇宙協力（Excel、日本語、1\.[0-9] MB）", texts_["ja"]["../../excel/japan-space-cooperation-0.1.0-ja.xlsx"])
    assert "../../excel/en/items.csv" not in texts_["ja"]
    assert not any("/v1/items/" in to or to.startswith("../../package/") for to in texts_["en"])
    assert any(to.endswith(".datapackage.zip") for to in texts_["en"])


@pytest.mark.parametrize(("language", "says"), [("en", "Based on “Japan's International Space Cooperation”"), ("ja", "を［改変者名］が加工して作成")])
def test_what_is_to_be_copied_stands_ready(released: dict[str, bytes], language: str, says: str) -> None:
    told = page(released, f"{language}/downloads.html")
    assert any(says in text for text in told.said("p"))
    assert {"sha256sum -c SHA256SUMS", "taiyaku verify ."} <= set(told.said("code"))
    assert "../../SHA256SUMS" in told.links


def test_pages_alone_lead_to_no_download(write: Write) -> None:
    made = alone(write(FILES))
    assert "site/en/downloads.html" not in made
    for path, content in made.items():
        if path.endswith(".html"):
            assert not any("downloads" in link or "csv/" in link for link in Reading(content.decode()).links)


def test_nobody_is_sent_to_a_file_that_the_release_has_not(released: dict[str, bytes]) -> None:
    for name in ("downloads", "about", "changes"):
        for language in LANGUAGES:
            for link in page(released, f"{language}/{name}.html").links:
                if link.startswith("../../"):
                    assert link.removeprefix("../../") in {*released, "SHA256SUMS"}


# Changes


@pytest.fixture
def versions(write: Write, tmp_path: Path) -> Path:
    """Give a package that remembers two versions: a column came, a record was withdrawn, one renamed, a title changed."""
    old = tmp_path / "old"
    for name, text in {**FILES, "datapackage.json": descriptor(version="1.0.0"), "redirects.csv": "table,id,replaced_by,reason,since\n"}.items():
        old.mkdir(exist_ok=True)
        (old / name).write_text(text, encoding="utf-8")
    told = json.loads(
        descriptor(version="2.0.0", contributors=[{"title": "Luna <b>", "email": "luna@example.org", "path": "https://luna.example/", "role": "author"}])
    )
    told["resources"][0]["schema"]["fields"].append({"name": "year", "type": "year", "title": "Year"})
    new = {
        "datapackage.json": json.dumps(told),
        "items.csv": "id,year\nmmx-2,2026\nselene-2,2030\n",
        "items.en.csv": "id,title\nmmx-2,Martian Moons eXploration\nselene-2,SELENE-2\n",
        "items.ja.csv": "id,title\nmmx-2,火星衛星探査計画（MMX）\nselene-2,\n",
        "redirects.csv": "table,id,replaced_by,reason,since\nitems,mmx,mmx-2,renamed,2.0.0\nitems,kaguya,,withdrawn,2.0.0\n",
    }
    folder = write(new)
    older, newer = loaders.load(str(old)), loaders.load(str(folder))
    releases = changelog.joined_by([changelog.release(older, None)], changelog.release(newer, diff.compare(older, newer)))
    for artifact in changelog.files(newer, releases):
        (folder / artifact.path).parent.mkdir(exist_ok=True)
        (folder / artifact.path).write_bytes(artifact.content)
    return folder


def test_versions_are_told_newest_first_and_the_schema_before_the_records(versions: Path) -> None:
    made = alone(versions)
    english, japanese = (page(made, f"{tag}/changes.html") for tag in LANGUAGES)
    assert [id_ for id_ in english.ids if re.fullmatch(r"v[0-9.]+", id_)] == ["v2.0.0", "v1.0.0"]
    assert english.ids == japanese.ids
    heads = english.said("h3")
    assert heads == [
        "Structure of the data",
        "Description of the data",
        "Records removed",
        "Records renamed",
        "Records added",
        "Facts changed",
        "Translations changed",
    ]
    assert japanese.said("h3")[0] == "データの構造"
    assert any(text.startswith("Since 1.0.0: ") for text in english.said("p"))
    told = made["site/en/changes.html"].decode()
    assert '<a href="items/mmx-2.html">Martian Moons eXploration</a> <code>items/mmx-2</code> – formerly mmx' in told
    assert "items/kaguya.html" not in told
    assert "year: added" in told.lower()


def test_changes_are_counted_by_table(versions: Path) -> None:
    told = alone(versions)["site/en/changes.html"].decode()
    table = re.search(r'<caption id="v2\.0\.0-tables-caption">.*?</table>', told, re.DOTALL)
    assert table is not None
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', table[0])
    cells = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", each) for each in re.findall(r"<tr>(.*?)</tr>", table[0], re.DOTALL)[1:]]
    items = dict(zip(heads, next(each for each in cells if each[0] == "items"), strict=True))
    assert (items["Records removed"], items["Records renamed"], items["Records added"]) == ("1", "1", "1")
    first = re.search(r'<caption id="v1\.0\.0-tables-caption">.*?</table>', told, re.DOTALL)
    assert first is not None
    assert "<td>2</td>" in first[0]


def test_a_missing_name_is_told_in_another_language_and_marked(versions: Path) -> None:
    told = page(alone(versions), "ja/changes.html")
    assert ("a", "en", "SELENE-2") in told.texts
    assert untranslated(told) == []


def test_the_feed_of_the_language_is_named_where_there_is_one(released: dict[str, bytes], versions: Path) -> None:
    for language in LANGUAGES:
        told = released[f"site/{language}/changes.html"].decode()
        assert f'href="../../changes/feed.{language}.atom"' in told
        assert '<link rel="alternate" type="application/atom+xml" title="' in told
    assert ".atom" not in alone(versions)["site/en/changes.html"].decode()


def test_without_a_memory_there_is_no_page_of_changes(write: Write) -> None:
    assert not any("changes" in path for path in alone(write(FILES)))


def test_feeds_lead_to_the_page_where_it_is_served(versions: Path) -> None:
    package = loaders.load(str(versions))
    feeds = {each.path: each.content.decode() for each in changelog.artifacts(package, "https://example.org/")}
    assert '<link rel="self" href="https://example.org/changes/feed.ja.atom" />' in feeds["changes/feed.ja.atom"]
    assert '<link href="https://example.org/ja/changes.html#v2.0.0" hreflang="ja" />' in feeds["changes/feed.ja.atom"]
    assert "](ja/items/" in feeds["CHANGELOG.data.ja.md"]
    plain = {each.path: each.content.decode() for each in changelog.artifacts(package)}
    assert "<link" not in plain["changes/feed.ja.atom"]
    assert "](site/ja/items/" in plain["CHANGELOG.data.ja.md"]
    assert [told["version"] for told in remembered(package)] == ["2.0.0", "1.0.0"]


# About and sources


def test_people_are_named_and_an_error_is_reported_with_its_record(versions: Path) -> None:
    made = alone(versions)
    told = page(made, "en/about.html")
    assert "Luna <b>" in told.said("a")
    assert "https://luna.example/" in told.links
    assert any("author" in text for text in told.said("li"))
    assert "mailto:luna@example.org?subject=moon%3A%202.0.0" in told.links
    assert "mailto:luna@example.org?subject=moon%3A%202.0.0%20items%2Fmmx-2" in page(made, "ja/items/mmx-2.html").links
    assert "このページの誤りを知らせる" in page(made, "ja/items/mmx-2.html").said("a")


@pytest.mark.parametrize(
    "email", ["luna@example.org?bcc=x@example.org", "luna@example.org,x@example.org", "javascript:alert(1)", "luna", 'l"@example.org', "a@b\n.org", 7, None]
)
def test_what_is_no_plain_address_is_no_link(write: Write, email: Json) -> None:
    folder = write(
        {**FILES, "datapackage.json": descriptor(contributors=[{"title": "Luna", "email": email, "path": "javascript:alert(1)"}], homepage="data:text/html,x")}
    )
    for path, content in alone(folder).items():
        if path.endswith(".html"):
            assert not any(link.startswith(("mailto:", "javascript:", "data:")) for link in Reading(content.decode()).links)


def test_about_says_where_it_comes_from_how_to_cite_it_and_how_accessible_it_is(released: dict[str, bytes]) -> None:
    english, japanese = (page(released, f"{tag}/about.html") for tag in LANGUAGES)
    assert "How the records were made" in english.said("h2")
    assert "記録の作り方" in japanese.said("h2")
    assert any("JIS X 8341-3:2016" in text for text in japanese.said("p"))
    assert any("no person has gone through these pages with a screen reader" in text for text in english.said("p"))
    assert {"../../CITATION.cff", "sources.html"} <= set(english.links)
    assert "../../meta/validation.ja.txt" in japanese.links
    assert "A meeting says whether its number is stated" in english.said("dd")
    assert len(english.said("h2")) == len(japanese.said("h2"))


def test_a_package_that_says_little_of_itself_has_a_short_page(write: Write) -> None:
    told = page(alone(write({"datapackage.json": '{"name": "bare", "resources": [{"name": "a", "path": "a.csv"}]}', "a.csv": "id\n1\n"})), "en/about.html")
    assert told.said("h2") == ["How to credit", "Accessibility"]


def test_sources_count_the_passages_and_records_that_they_support(ours: Package, released: dict[str, bytes]) -> None:
    told = re.findall(r"<tr>(.*?)</tr>", released["site/ja/sources.html"].decode(), re.DOTALL)
    rows = [
        (re.search(r'href="sources/([^"]+)\.html"', each), [int(number.replace(",", "")) for number in re.findall(r"<td>([0-9,]+)</td>", each)])
        for each in told
    ]
    cited = ours.tables["citations"].frame
    found = {link[1]: numbers for link, numbers in rows if link}
    assert set(found) == set(ours.tables["sources"].keys)
    for id_, numbers in found.items():
        own = cited.filter(cited["source"] == id_)
        assert numbers[0] == own.height
        assert numbers[1] == own.select("table", "record").unique().height == sum(numbers[2:])


def test_hidden_and_shown_words_are_in_the_language_of_the_page(released: dict[str, bytes]) -> None:
    for name in ("dictionary", "downloads", "changes", "about", "sources"):
        for language in LANGUAGES:
            assert untranslated(page(released, f"{language}/{name}.html")) == []


def test_a_page_in_a_language_that_nobody_speaks_here_marks_our_words(write: Write) -> None:
    resources: list[Json] = [{"name": "items", "path": "items.csv", "schema": {"fields": [{"name": "id"}], "primaryKey": "id"}}]
    text = [{"name": "id"}, {"name": "title", "taiyaku": {"text": "name"}}]
    resources.append({"name": "items.fr", "path": "items.fr.csv", "schema": {"fields": text, "primaryKey": "id"}})
    told = {"name": "lune", "title": "Lune", "languages": ["fr"], "version": "1.0.0", "resources": resources}
    folder = write({"datapackage.json": json.dumps(told), "items.csv": "id\na\n", "items.fr.csv": "id,title\na,Sonde\n"})
    made: list[Artifact] = release.artifacts(loaders.load(str(folder)), Report("", "", (), 0, ()))
    pages = {artifact.path: Reading(artifact.content.decode()) for artifact in made if artifact.path.startswith("site/fr/") and artifact.path.endswith(".html")}
    assert {"site/fr/about.html", "site/fr/dictionary.html", "site/fr/downloads.html"} <= set(pages)
    for name, heading in (("about", "Accessibility"), ("dictionary", "Data dictionary"), ("downloads", "For Excel")):
        reading = pages[f"site/fr/{name}.html"]
        assert any(language == "en" and said == heading for _where, language, said in reading.texts), name
