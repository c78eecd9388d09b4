"""The changelog of the data: what people are told of a new version, in each language, the same from the same memory."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from taiyaku import changelog, diff, loaders
from taiyaku.errors import CannotWrite
from taiyaku.i18n import LANGUAGES
from taiyaku.model import Json, Package
from tests.conftest import ROOT, Command, Write
from tests.readers import STEERING, schema
from tests.test_changes_shown import pull_request, swap
from tests.test_renderers import HOSTILE, JAPANESE

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def fields(*names: str) -> Json:
    """Give the schema of a table."""
    return {"fields": [{"name": name, "title": name.capitalize()} for name in names], "primaryKey": "id"}


def package(version: str = "1.0.0", **more: Json) -> str:
    """Give the descriptor of a small package."""
    resources = [
        {"name": "items", "path": "items.csv", "title": "Missions", "schema": fields("id", "start", "source_language")},
        {"name": "items.en", "path": "items.en.csv", "schema": fields("id", "title", "summary")},
        {"name": "items.ja", "path": "items.ja.csv", "schema": fields("id", "title", "summary")},
        {"name": "links", "path": "links.csv", "title": "Links", "schema": fields("id", "item")},
    ]
    described = {"name": "moon", "title": "Moon data", "languages": ["en", "ja"], "version": version, "created": "2026-11-21T09:00:00+09:00"}
    return json.dumps({**described, "resources": resources, **more})


FILES = {
    "datapackage.json": package(),
    "items.csv": "id,start,source_language\nmmx,2026,en\nvenus,2010,en\n",
    "items.en.csv": "id,title,summary\nmmx,Martian Moons eXploration,A probe to Phobos.\nvenus,Venus orbiter,It observes clouds.\n",
    "items.ja.csv": "id,title,summary\nmmx,火星衛星探査計画,フォボスの探査機。\nvenus,金星探査機,雲を観測する。\n",
    "links.csv": "id,item\nl-1,mmx\nl-2,venus\n",
}


def compared(old: Path, new: Path) -> tuple[Package, dict[str, Json]]:
    """Give the newer package, and its entry in the changelog."""
    packages = [loaders.load(str(each)) for each in (old, new)]
    return packages[1], changelog.release(packages[1], diff.compare(*packages))


@pytest.fixture
def versions(write: Write, tmp_path: Path) -> tuple[Path, Path]:
    """Give two versions of a package: a fact, a text and a translation changed, a record gone with its link, one renamed, one new."""
    old = tmp_path / "old"
    shutil.copytree(write(FILES), old)
    new = {
        "datapackage.json": package("2.0.0"),
        "items.csv": "id,start,source_language\nmmx-2,2027,en\nhtv-x,2025,en\n",
        "items.en.csv": "id,title,summary\nmmx-2,Martian Moons eXploration,A probe to Deimos.\nhtv-x,HTV-X,It carries cargo.\n",
        "items.ja.csv": "id,title,summary\nmmx-2,火星衛星探査計画,フォボスの探査機。\nhtv-x,HTV-X,物資を運ぶ。\n",
        "links.csv": "id,item\nl-1,mmx-2\n",
        "redirects.csv": "table,id,replaced_by,reason,since\nitems,mmx,mmx-2,renamed,2.0.0\nitems,venus,,withdrawn,2.0.0\n",
    }
    described = json.loads(new["datapackage.json"])
    redirects = [{"name": name} for name in ("table", "id", "replaced_by", "reason", "since")]
    described["resources"].append({"name": "redirects", "path": "redirects.csv", "schema": {"fields": redirects, "primaryKey": ["table", "id"]}})
    return old, write({**new, "datapackage.json": json.dumps(described)})


def test_an_entry_names_what_happened_and_counts_what_follows(versions: tuple[Path, Path]) -> None:
    _new, entry = compared(*versions)
    assert (entry["version"], entry["previous"], entry["date"]) == ("2.0.0", "1.0.0", "2026-11-21")
    told = [(each["class"], each.get("id", ""), each.get("field", "")) for each in entry["entries"]]
    assert told[:5] == [
        ("removed", "venus", ""),
        ("renamed", "mmx-2", ""),
        ("added", "htv-x", ""),
        ("fact", "mmx-2", "start"),
        ("source-text", "mmx-2", "summary"),
    ]
    removed, renamed, added, fact, text = entry["entries"][:5]
    assert (removed["reason"], removed["with"]) == ("withdrawn", {"links": 1, "redirects": 1})
    assert (renamed["from"], renamed["with"]) == ("mmx", {"links": 1, "redirects": 1})
    assert added["title"] == {"en": "HTV-X", "ja": "HTV-X"}
    assert (fact["old"], fact["new"]) == ("2026", "2027")
    assert text["left-behind"] == ["ja"]
    assert entry["left-behind"] == {"ja": 1}
    assert (entry["totals"]["removed"], entry["totals"]["renamed"], entry["totals"]["added"]) == (2, 1, 3)
    assert [error.message for error in schema("changelog").iter_errors({"releases": [entry]})] == []


def test_people_read_words_first_and_numbers_last(versions: tuple[Path, Path]) -> None:
    new, entry = compared(*versions)
    memory, english, japanese = changelog.files(new, [entry])
    assert [each.path for each in (memory, english, japanese)] == [f"changelog/CHANGELOG.data{end}" for end in (".json", ".md", ".ja.md")]
    lines = english.content.decode().splitlines()
    assert lines[:5] == ["# Changes of Moon data", "", "[日本語](CHANGELOG.data.ja.md)", "", "## Version 2.0.0 (2026-11-21)"]
    assert "- Venus orbiter (`items/venus`): withdrawn; together with it: Links 1, redirects 1" in lines
    assert "- Martian Moons eXploration (`items/mmx-2`): formerly mmx; together with it: Links 1, redirects 1" in lines
    assert "- HTV-X (`items/htv-x`)" in lines
    assert "- Martian Moons eXploration (`items/mmx-2`): Start: 2026 → 2027" in lines
    assert "- Martian Moons eXploration (`items/mmx-2`): Summary (English), not yet followed in Japanese" in lines
    assert lines[-1].startswith("Since 1.0.0: 3 records added, 2 records removed, 1 record renamed, ")
    told = japanese.content.decode()
    assert "- 金星探査機 (`items/venus`): 取下げ、これに伴うもの：" in told
    assert len(told.splitlines()) == len(lines)
    assert [bool(JAPANESE.search(line)) for line in told.splitlines() if line.startswith("#")] == [True] * told.count("\n#") + [True]


def test_links_lead_to_pages_that_the_release_has(project: Path) -> None:
    pull_request(project)
    swap(project / "datapackage" / "datapackage.json", '"version": "0.1.0"', '"version": "0.2.0"')
    new, entry = compared(ROOT, project)
    (project / "datapackage" / "changelog").mkdir(exist_ok=True)
    for artifact in changelog.files(new, [entry]):
        (project / artifact.path).write_bytes(artifact.content)
    released = {artifact.path: artifact.content.decode() for artifact in changelog.artifacts(loaders.load(str(project)))}
    assert list(released) == ["CHANGELOG.data.json", "CHANGELOG.data.md", "CHANGELOG.data.ja.md", "changes/feed.en.atom", "changes/feed.ja.atom"]
    from taiyaku.exporters import to_html

    pages = {artifact.path for artifact in to_html.EXPORTER.run(new)}
    for language, name in (("en", "CHANGELOG.data.md"), ("ja", "CHANGELOG.data.ja.md")):
        tokens = MarkdownIt("commonmark").parse(released[name])
        links = [str(child.attrs["href"]) for token in tokens for child in token.children or () if child.type == "link_open"]
        inside = [link for link in links if not link.startswith("CHANGELOG")]
        assert len(inside) == 5
        assert set(inside) <= pages
        assert all(link.startswith(f"site/{language}/items/") for link in inside)
    assert "site/" not in (project / "datapackage/changelog/CHANGELOG.data.md").read_text(encoding="utf-8")


def test_a_package_with_a_homepage_links_there(versions: tuple[Path, Path]) -> None:
    swap(versions[1] / "datapackage.json", '"name": "moon"', '"name": "moon", "homepage": "https://example.org/moon/"')
    new, entry = compared(*versions)
    assert b"[HTV-X](https://example.org/moon/en/items/htv-x.html)" in changelog.files(new, [entry])[1].content


def test_the_feed_is_one_that_readers_take(versions: tuple[Path, Path]) -> None:
    new, entry = compared(*versions)
    first = {"version": "1.0.0", "date": "", "tables": {"items": 2}}
    for artifact in changelog.files(new, [entry, first]):
        (versions[1] / artifact.path).parent.mkdir(exist_ok=True)
        (versions[1] / artifact.path).write_bytes(artifact.content)
    feeds = {each.languages: each.content for each in changelog.artifacts(loaders.load(str(versions[1]))) if each.path.endswith(".atom")}
    ids: set[str] = set()
    for language in LANGUAGES:
        root = ET.fromstring(feeds[language,])  # noqa: S314 -- the text is our own
        assert root.tag == f"{{{ATOM['a']}}}feed"
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        assert [root.findtext(f"a:{name}", "", ATOM) != "" for name in ("id", "title", "updated")] == [True] * 3
        assert root.findtext("a:author/a:name", "", ATOM) == "Moon data"
        assert root.findtext("a:updated", "", ATOM) == "2026-11-21T00:00:00Z"
        entries = root.findall("a:entry", ATOM)
        assert [each.findtext("a:updated", "", ATOM) for each in entries] == ["2026-11-21T00:00:00Z", "1970-01-01T00:00:00Z"]
        ids |= {each.findtext("a:id", "", ATOM) for each in (root, *entries)}
        content = entries[0].find("a:content", ATOM)
        assert content is not None
        assert content.get("type") == "html"
        assert "<li>Martian Moons eXploration <code>items/mmx-2</code>: " in str(content.text) or language == "ja"
    assert len(ids) == 6
    assert all(each.startswith("urn:uuid:") for each in ids)


def test_the_command_keeps_the_memory_and_writes_the_pages(versions: tuple[Path, Path], command: Command) -> None:
    old, new = versions
    page = new / "changelog" / "CHANGELOG.data.md"
    first = command("changelog", old)
    assert (first.code, first.out.count("written")) == (0, 3)
    assert "First release: Missions 2, Links 2" in (old / "changelog" / "CHANGELOG.data.md").read_text(encoding="utf-8")
    shutil.copytree(old / "changelog", new / "changelog")
    assert command("changelog", new, "--check").code == 0
    assert command("changelog", new, "--since", old, "--check").code == 1
    assert "2.0.0" not in page.read_text(encoding="utf-8")
    assert command("changelog", new, "--since", old).code == 0
    text = page.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## Version 2.0.0 (2026-11-21)", "## Version 1.0.0 (2026-11-21)"]
    again = command("changelog", new, "--since", old)
    assert (again.code, "up to date" in again.out) == (0, True)
    assert command("check", new, "--select", "structure", "--fail-on", "error").code == 0
    page.write_text("edited", encoding="utf-8")
    assert command("changelog", new).code == 0
    assert page.read_text(encoding="utf-8") == text


def test_a_changelog_is_by_versions(versions: tuple[Path, Path], command: Command) -> None:
    same = command("changelog", versions[0], "--since", versions[0])
    assert (same.code, same.err) == (2, "taiyaku: error: the version is still 1.0.0; raise it first (`taiyaku diff` says how far)\n")
    swap(versions[0] / "datapackage.json", '"version": "1.0.0", ', "")
    none = command("changelog", versions[0])
    assert (none.code, "declares no version" in none.err) == (2, True)


@pytest.mark.parametrize("memory", ["", "[]", '{"releases": [{}]}', '{"releases": [{"version": "1", "tables": {"items": "many"}}]}', "[" * 100_000])
def test_a_memory_that_is_none_of_ours_is_never_overwritten(memory: str, versions: tuple[Path, Path], command: Command) -> None:
    path = versions[1] / "changelog" / "CHANGELOG.data.json"
    path.parent.mkdir()
    path.write_text(memory, encoding="utf-8")
    ran = command("changelog", versions[1], "--since", versions[0])
    assert ran.code == 2
    assert "is no changelog of ours" in ran.err
    assert path.read_text(encoding="utf-8") == memory
    with pytest.raises(CannotWrite):
        changelog.artifacts(loaders.load(str(versions[1])))


def test_a_package_without_a_memory_releases_no_changelog(versions: tuple[Path, Path]) -> None:
    assert changelog.artifacts(loaders.load(str(versions[0]))) == []


def test_changes_of_the_descriptor_are_told(write: Write, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(write(FILES), old)
    described = json.loads(package("1.1.0", title="Data of the Moon"))
    described["resources"][0]["schema"]["fields"].append({"name": "mass", "title": "Mass", "type": "number"})
    described["resources"][0]["schema"]["fields"][1]["type"] = "year"
    described["resources"].pop()
    new = write({"datapackage.json": json.dumps(described), "items.csv": "id,start,source_language,mass\nmmx,2026,en,\nvenus,2010,en,500\n"})
    (new / "links.csv").unlink()
    package_, entry = compared(old, new)
    lines = changelog.files(package_, [entry])[1].content.decode().splitlines()
    assert "- Missions (`items`): Start: any → year; Mass: added (number)" in lines
    assert "- package: title: Moon data → Data of the Moon" in lines
    assert "- links: table: removed" in lines
    assert not any("1.0.0 → 1.1.0" in line for line in lines)


def test_very_many_changes_are_cut_and_counted(write: Write, tmp_path: Path) -> None:
    ids = [f"r{number}" for number in range(1_200)]
    tables = [
        {"name": "items", "path": "items.csv", "schema": fields("id", "start")},
    ]
    described = {"name": "moon", "version": "1.0.0", "resources": tables}
    folder = write({"datapackage.json": json.dumps(described), "items.csv": "id,start\n" + "".join(f"{id_},1\n" for id_ in ids)})
    old = tmp_path / "old"
    shutil.copytree(folder, old)
    write({"datapackage.json": json.dumps({**described, "version": "1.0.1"}), "items.csv": "id,start\n" + "".join(f"{id_},{'2' * 300}\n" for id_ in ids)})
    new, entry = compared(old, folder)
    assert (len(entry["entries"]), entry["more"], entry["totals"]["fact"]) == (1_000, 200, 1_200)
    assert len(entry["entries"][0]["new"]) == 200
    assert changelog.files(new, [entry])[1].content.decode().splitlines()[-1] == "Since 1.0.0: 1,200 facts changed. 200 changes are not listed."


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_a_memory_holds_it_stays_text(hostile: str, versions: tuple[Path, Path]) -> None:
    word = hostile.encode("utf-8", "replace").decode() or "x"
    entries = [
        {"class": "removed", "table": word, "id": word, "title": {"en": hostile}, "to": word, "reason": word, "with": {word: 1}},
        {"class": "fact", "table": "items", "id": word, "field": word, "old": hostile, "new": hostile},
        {"class": "translation", "table": "items", "id": word, "field": word, "language": "en"},
        {"class": "metadata", "table": "", "aspect": word, "new": hostile},
    ]
    release = {"version": word, "date": "2026-11-21", "previous": word, "totals": {"fact": 1}, "entries": entries}
    assert [error.message for error in schema("changelog").iter_errors({"releases": [release]})] == []
    new = loaders.load(str(versions[1]))
    for artifact in changelog.files(new, [release])[1:]:
        text = artifact.content.decode()
        assert not STEERING.search(text)
        page = MarkdownIt("commonmark").render(text)
        assert not [tag for tag in ("<script", "<img", "<b>", "<!--", "<em>", "<strong>", "<del>") if tag in page]
