"""The HTML site: what a reader gets, in each language, whatever the package holds."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest

from taiyaku.exporters.to_html import EXPORTER
from taiyaku.exporters.to_html.dates import date
from taiyaku.exporters.to_html.locales import grouped
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pieces import Piece, plain, woven
from taiyaku.exporters.to_html.words import COUNT, WORDS, words
from taiyaku.i18n import messages
from taiyaku.loaders import load
from taiyaku.model import Json

ROOT = Path(__file__).parents[1]
VOID = {"meta", "link", "br", "img", "input", "hr"}
SPOKEN_ATTRIBUTES = {"aria-label", "content", "alt", "title"}


@dataclass
class Page(HTMLParser):
    """What a page says and where it leads."""

    path: str
    lang: str = ""
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    """(language, text) of every run of text, titles and spoken attributes too."""
    open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        # A code is of no language.
        language = "" if tag == "code" else known.get("lang") or (self.open[-1][1] if self.open else "")
        if tag == "html":
            self.lang = language
        self.tags.append(tag)
        self.links.extend(str(known[name]) for name in ("href", "src") if name in known)
        if "id" in known:
            self.ids.append(str(known["id"]))
        spoken = {name: value for name, value in known.items() if name in SPOKEN_ATTRIBUTES and (tag != "meta" or known.get("name") == "description")}
        self.texts.extend((language, str(value)) for value in spoken.values())
        assert not any(name.startswith("on") or name == "style" for name in known), (self.path, known)
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, (self.path, tag)
        assert self.open.pop()[0] == tag, (self.path, tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1][1], re.sub(r"\s+", " ", data.strip())))

    @property
    def said(self) -> str:
        return "\n".join(text for _language, text in self.texts)


def site(source: Path) -> dict[str, bytes]:
    return {artifact.path: artifact.content for artifact in EXPORTER.run(load(str(source)))}


def pages(built: dict[str, bytes]) -> Iterator[Page]:
    for path, content in built.items():
        if path.endswith(".html"):
            page = Page(path)
            page.feed(content.decode())
            page.close()
            assert page.open == [], path
            yield page


def page(built: dict[str, bytes], path: str) -> Page:
    return next(each for each in pages(built) if each.path == path)


def package(folder: Path, descriptor: dict[str, Json], files: dict[str, str]) -> Path:
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def resource(name: str, fields: list[Json], **others: Json) -> dict[str, Json]:
    schema = {"fields": [each if isinstance(each, dict) else {"name": each, "type": "string"} for each in fields]}
    schema.update(others.pop("schema", {}))
    return {"name": name, "path": f"{name}.csv", "title": name.title(), "schema": schema, **others}


TITLE = {"name": "title", "type": "string", "title": "Title", "taiyaku": {"text": "name"}}
BODY = {"name": "body", "type": "string", "title": "Body", "taiyaku": {"text": "prose"}}


def triple(folder: Path, rows: dict[str, tuple[str, str]], **more: Json) -> Path:
    """Write a package of one table ``things`` with a title in two languages, by id."""
    texts = [resource(f"things.{tag}", ["id", TITLE, BODY], taiyaku={"of": "things", "language": tag}) for tag in ("en", "ja")]
    descriptor = {"name": "small", "title": "Small", "languages": ["en", "ja"], "resources": [resource("things", ["id"]), *texts], **more}
    quoted = {id_: [json.dumps(part, ensure_ascii=False).replace('\\"', '""') for part in (id_, *said)] for id_, said in rows.items()}
    return package(
        folder,
        descriptor,
        {
            "things.csv": "id\n" + "".join(f"{cells[0]}\n" for cells in quoted.values()),
            "things.en.csv": "id,title,body\n" + "".join(f"{cells[0]},{cells[1]},{cells[1]}\n" for cells in quoted.values()),
            "things.ja.csv": "id,title,body\n" + "".join(f"{cells[0]},{cells[2]},{cells[2]}\n" for cells in quoted.values()),
        },
    )


@pytest.fixture(scope="module")
def ours() -> dict[str, bytes]:
    return site(ROOT)


def links_resolve(built: dict[str, bytes]) -> None:
    by_path = {each.path: each for each in pages(built)}
    for each in by_path.values():
        for link in each.links:
            if link.startswith("https://"):
                continue
            target, _hash, fragment = link.partition("#")
            parts: list[str] = []
            for part in (PurePosixPath(each.path).parent / target).parts if target else PurePosixPath(each.path).parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            found = "/".join(parts)
            assert found in built, (each.path, link)
            assert not fragment or fragment in by_path[found].ids, (each.path, link)


def test_every_link_leads_to_a_file_of_the_site(ours: dict[str, bytes]) -> None:
    links_resolve(ours)


def test_every_record_of_a_table_with_names_has_a_page_in_every_language(ours: dict[str, bytes]) -> None:
    tables, others = load(str(ROOT)).tables, ("organisations", "people", "places", "positions", "sources")
    wanted = {"index.html", *(f"{name}/index.html" for name in others)}
    wanted |= {f"{name}/{file_name(id_)}.html" for name in ("items", *others) for id_ in tables[name].keys}
    for tag in ("en", "ja"):
        there = {path.removeprefix(f"site/{tag}/") for path in ours if path.startswith(f"site/{tag}/")}
        assert {path for path in there if "/" in path or path == "index.html"} == wanted


def test_what_is_said_of_a_person_is_reached_from_the_item(ours: dict[str, bytes]) -> None:
    """The post, the doubt about the name, and the basis of each citation."""
    item = ours["site/ja/items/us-jp-comprehensive-dialogue-on-space-9.html"].decode()
    assert 'href="../people/kumagai-naoki.html"' in item
    assert "L45, Looking Ahead ¶2" in item
    person = ours["site/ja/people/kumagai-naoki.html"].decode()
    assert "確認を要する" in person
    assert "../positions/pos-ambassador-mofa.html" in person or "大使" in person
    derived = ours["site/en/items/esa-exchange-of-notes-1972.html"].decode()
    assert "Derived" in derived


def test_pages_declare_their_language(ours: dict[str, bytes]) -> None:
    for each in pages(ours):
        parts = PurePosixPath(each.path).parts
        assert each.lang == (parts[1] if len(parts) > 2 else "en"), each.path


def test_page_has_one_h1_headings_in_order_and_unique_ids(ours: dict[str, bytes]) -> None:
    for each in pages(ours):
        levels = [int(tag[1]) for tag in each.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, each.path
        assert levels.count(1) == 1, each.path
        assert all(after - before <= 1 for before, after in pairwise(levels)), each.path
        assert len(each.ids) == len(set(each.ids)), each.path
        assert each.tags.count("main") == 1, each.path


def test_titles_of_pages_are_unique_in_a_language(ours: dict[str, bytes]) -> None:
    for tag in ("en", "ja"):
        titles = [re.search(r"<title>(.*)</title>", content.decode()) for path, content in ours.items() if path.startswith(f"site/{tag}/items/")]
        said = [found[1] for found in titles if found]
        assert len(said) == len(titles)
        assert len(set(said)) == len(said)


def test_nothing_of_the_machinery_shows(ours: dict[str, bytes]) -> None:
    for each in pages(ours):
        for wrong in ("None", "undefined", "{{", "}}", "{%", "<built-in", "[object", "Piece("):
            assert wrong not in each.said, (each.path, wrong)


def test_no_script_and_no_foreign_request(ours: dict[str, bytes]) -> None:
    for path, content in ours.items():
        if path.endswith(".html"):
            text = content.decode()
            scripts = re.findall(r"<script\b[^>]*>", text)
            assert not [tag for tag in scripts if not re.fullmatch(r'<script (?:src="[^":]+" defer|type="application/ld\+json")>', tag)], path
            assert "default-src 'none'" in text
            assert not re.search(r"<link[^>]+https?:", text), path
    assert b"url(" not in ours["site/assets/site.css"]
    assert b"@import" not in ours["site/assets/site.css"]


def test_same_package_same_bytes(ours: dict[str, bytes]) -> None:
    again = site(ROOT)
    assert list(again) == list(ours)
    assert again == ours


def test_japanese_pages_hold_no_english_words_of_the_toolkit(ours: dict[str, bytes]) -> None:
    known = messages("ja").texts
    fixed = {part.strip(" :“”.,;()") for msgid in (*WORDS.values(), *COUNT) if msgid in known for part in re.split(r"\{\w+\}", msgid)}
    wanted = {part for part in fixed if re.search(r"[A-Za-z]{4}", part)}
    assert len(wanted) > 15
    for each in pages(ours):
        if each.path.startswith("site/ja/"):
            for language, text in each.texts:
                assert language != "ja" or not [part for part in wanted if re.search(rf"\b{re.escape(part)}\b", text)], (each.path, text)


def test_japanese_pages_say_everything_in_japanese(ours: dict[str, bytes]) -> None:
    """A title quoted in its own language, in corner brackets, is no English sentence."""
    titles: list[tuple[str, str]] = []
    for each in pages(ours):
        if each.path.startswith("site/ja/"):
            said = [(language, re.sub("「[^」]*」", "", text)) for language, text in each.texts]
            titles.extend((each.path, text) for language, text in said if language == "ja" and re.search(r"[a-z]{3,} [a-z]{3,}", text))
    assert titles == []


def test_english_pages_mark_every_japanese_word(ours: dict[str, bytes]) -> None:
    for each in pages(ours):
        if each.path.startswith("site/en/"):
            assert [text for language, text in each.texts if language == "en" and re.search(r"[\u3041-\u30ff\u3400-\u9fff]", text)] == [], each.path


def test_catalogue_has_every_word() -> None:
    known = messages("ja").texts
    assert [msgid for msgid in (*WORDS.values(), *COUNT, EXPORTER.doc) if msgid not in known] == []


def test_words_keep_their_places_in_japanese() -> None:
    for purpose, msgid in WORDS.items():
        assert sorted(re.findall(r"\{\w+\}", words("ja")[purpose].text)) == sorted(re.findall(r"\{\w+\}", msgid)), purpose


@pytest.mark.parametrize("hostile", ["</script><img src=x onerror=alert(1)>", "{{7*7}}", "{% raw %}", '" onmouseover="x', "{title}", "&lt;b&gt;", "a\u0001b"])
def test_hostile_text_stays_text(tmp_path: Path, hostile: str) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "hostile").mkdir()
    licence = {"licenses": [{"name": "x", "path": "javascript:alert(1)", "title": hostile}]}
    harmless = site(triple(tmp_path / "plain", {"a": ("x", "x")}, licenses=[{"name": "x", "path": "javascript:alert(1)", "title": "x"}]))
    attacked = site(triple(tmp_path / "hostile", {"a": (hostile, hostile)}, **licence))
    for calm, wild in zip(pages(harmless), pages(attacked), strict=True):
        assert wild.tags == calm.tags
        assert wild.links == calm.links
        assert "49" not in wild.said
        if "things" in wild.path:
            assert hostile.replace("\u0001", "\N{REPLACEMENT CHARACTER}") in wild.said


def test_missing_text_is_shown_in_another_language_and_says_so(tmp_path: Path) -> None:
    built = site(triple(tmp_path, {"a": ("Only English", ""), "b": ("Both", "両方")}))
    japanese = page(built, "site/ja/things/a.html")
    assert japanese.texts.count(("en", "Only English")) >= 2
    assert ("ja", words("ja")["fallback"].text.replace("{wanted}", "日本語").replace("{language}", "英語")) in japanese.texts
    listed = page(built, "site/ja/index.html")
    assert ("en", "Only English") in listed.texts
    assert ("ja", words("ja")["in_brackets"].text.replace("{language}", "英語").strip()) in listed.texts
    assert 'class="notice"' not in built["site/en/things/a.html"].decode()
    links_resolve(built)


def test_ids_give_safe_and_distinct_names(tmp_path: Path) -> None:
    ids = ["CON", "con", "a/b", "é", "e\u0301", "A", "a", "a_b", "a__b", "..", ".", "a.", " ", "_41", "日本", "x" * 300, "x" * 301, "a%2Fb", "lpt1", "nul"]
    names = [file_name(id_) for id_ in [*ids, ""]]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert re.fullmatch(r"[a-z0-9_-]+", name)
        assert len(f"{name}.html") <= 120
        assert not re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", name)
    built = site(triple(tmp_path, {id_: (id_ or "x", id_ or "x") for id_ in ids}))
    assert len([path for path in built if path.startswith("site/ja/things/")]) == len(ids)
    links_resolve(built)


def test_cut_names_are_written_for_nothing_else() -> None:
    long = file_name("_" * 200)
    assert len(long) <= 115
    assert file_name(long) != long
    assert file_name("jp-it-space-consultations-1") == "jp-it-space-consultations-1"


def test_package_without_languages_and_texts(tmp_path: Path) -> None:
    fields = ["id", {"name": "year", "type": "year"}, {"name": "big", "type": "integer"}, {"name": "ok", "type": "boolean"}, "<b>"]
    files = {"data.csv": "id,year,big,ok,<b>\nA,2026,1234567,true,x\n,,,,\n"}
    built = site(package(tmp_path, {"name": "bare", "resources": [resource("data", fields)]}, files))
    assert sorted(path for path in built if not path.startswith("site/assets/")) == [
        *("site/en/about.html", "site/en/data/_41.html", "site/en/dictionary.html", "site/en/index.html", "site/index.html")
    ]
    said = page(built, "site/en/data/_41.html").said.split("\n")
    assert {"A", "2026", "1,234,567", "yes", "<b>"} <= set(said)
    links_resolve(built)


def test_package_without_tables(tmp_path: Path) -> None:
    built = site(package(tmp_path, {"name": "empty", "languages": ["ja"], "resources": []}, {}))
    assert sorted(path for path in built if not path.startswith("site/assets/")) == ["site/index.html", "site/ja/about.html", "site/ja/index.html"]
    links_resolve(built)


def test_table_without_a_key_is_numbered(tmp_path: Path) -> None:
    built = site(package(tmp_path, {"name": "loose", "resources": [resource("rows", ["x"])]}, {"rows.csv": "x\nfirst\nsecond\n"}))
    assert {"site/en/rows/1.html", "site/en/rows/2.html"} <= set(built)
    links_resolve(built)


def test_pair_of_language_tables_without_facts(tmp_path: Path) -> None:
    sides = [resource(f"news.{tag}", ["id", TITLE, {"name": "day", "type": "date", "title": "Day"}]) for tag in ("en", "ja")]
    files = {"news.en.csv": "id,title,day\nx,Hello,2026-04-01\n", "news.ja.csv": "id,title,day\nx,今日は,2026-04-01\ny,二つ目,2026-04-02\n"}
    built = site(package(tmp_path, {"name": "pair", "languages": ["en", "ja"], "resources": sides}, files))
    assert "今日は" in page(built, "site/ja/news/x.html").said
    assert "2026年4月1日" in page(built, "site/ja/news/x.html").said
    assert ("ja", "二つ目") in page(built, "site/en/news/y.html").texts
    links_resolve(built)


def test_wide_columns(tmp_path: Path) -> None:
    fields = ["id", {"name": "name_en", "type": "string", "title": "Name", "taiyaku": {"text": "name"}}, "name_ja", "colour"]
    wide = {"wide.csv": "id,name_en,name_ja,colour\na,Fish,魚,red\n"}
    built = site(package(tmp_path, {"name": "wide", "languages": ["en", "ja"], "resources": [resource("wide", fields)]}, wide))
    assert "<h1>魚</h1>" in built["site/ja/wide/a.html"].decode()
    assert "<h1>Fish</h1>" in built["site/en/wide/a.html"].decode()
    assert "red" in page(built, "site/ja/wide/a.html").said
    links_resolve(built)


def test_language_that_the_toolkit_does_not_speak_marks_its_own_words(tmp_path: Path) -> None:
    texts = [resource(f"t.{tag}", ["id", TITLE], taiyaku={"of": "t", "language": tag}) for tag in ("fr", "zh-Hant")]
    descriptor = {"name": "other", "languages": ["fr", "zh-Hant"], "resources": [resource("t", ["id"]), *texts]}
    built = site(package(tmp_path, descriptor, {"t.csv": "id\na\n", "t.fr.csv": "id,title\na,Bonjour\n", "t.zh-Hant.csv": "id,title\na,你好\n"}))
    french = page(built, "site/fr/t/a.html")
    assert french.lang == "fr"
    assert ("en", "Facts") in french.texts
    assert "中文 (繁體)" in french.said
    links_resolve(built)


def test_codes_keys_relations_children_and_citations(tmp_path: Path) -> None:
    def key(name: str, target: str = "") -> Json:
        return {"fields": [name], "reference": {"fields": ["id"], **({"resource": target} if target else {})}}

    coded = {"name": "kind", "type": "string", "title": "Kind", "taiyaku": {"vocabulary": "kind"}}
    codes = {"codes": {"vocabulary": "vocabulary", "code": "code", "rank": "rank"}}
    cites = {"reference": {"table": "table", "record": "record", "field": "field"}}
    both = [resource(f"codes.{tag}", ["id", TITLE], taiyaku={"of": "codes", "language": tag}) for tag in ("en", "ja")]
    resources = [
        resource("works", ["id", coded, {"name": "parent", "title": "Part of"}], schema={"foreignKeys": [key("parent")]}),
        *[resource(f"works.{tag}", ["id", TITLE], taiyaku={"of": "works", "language": tag}) for tag in ("en", "ja")],
        resource("codes", ["id", "vocabulary", "code", "rank"], taiyaku=codes),
        *both,
        resource("links", ["id", "from", "to"], schema={"foreignKeys": [key("from", "works"), key("to", "works")]}),
        resource("cites", ["id", "table", "record", "field", "page"], taiyaku=cites),
    ]
    files = {
        "works.csv": "id,kind,parent\na,book,\nb,book,a\nc,odd,gone\n",
        "works.en.csv": "id,title\na,Alpha\nb,Beta\nc,Gamma\n",
        "works.ja.csv": "id,title\na,アルファ\nb,ベータ\nc,ガンマ\n",
        "codes.csv": "id,vocabulary,code,rank\nk.book,kind,book,1\n",
        "codes.en.csv": "id,title\nk.book,Bound book\n",
        "codes.ja.csv": "id,title\nk.book,書籍\n",
        "links.csv": "id,from,to\n1,a,c\n2,c,a\n3,b,c\n",
        "cites.csv": "id,table,record,field,page\n1,works,a,kind,p. 7\n2,links,1,,p. 8\n3,works,b,,p. 9\n",
    }
    built = site(package(tmp_path, {"name": "w", "languages": ["en", "ja"], "taiyaku": {"main": "works"}, "resources": resources}, files))
    links_resolve(built)
    english, text = page(built, "site/en/works/a.html"), built["site/en/works/a.html"].decode()
    assert "Bound book <small><code>book</code></small>" in text
    assert "Works whose “Part of” is this record" in text.replace("</span>", "").replace('<span lang="en">', "")
    assert text.count('<em class="here">this record</em>') == 2
    assert text.count('<a href="../works/c.html">Gamma</a>') == 2
    assert {"p. 7", "p. 8"} <= set(english.said.split("\n"))
    assert "p. 9" not in english.said
    assert "about: Kind" in text
    assert "書籍 <small><code>book</code></small>" in built["site/ja/works/a.html"].decode()
    odd = built["site/en/works/c.html"].decode()
    assert "<code>odd</code>" in odd
    assert "<code>gone</code>" in odd


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        ("2026-04-01", "1 April 2026", "2026年4月1日"),
        ("2026-01", "January 2026", "2026年1月"),
        ("1993", "1993", "1993年"),
        ("2016/..", "since 2016", "2016年以降"),
        ("../2020-05", "until May 2020", "2020年5月まで"),
        ("2024/2027", "2024 to 2027", "2024年から2027年まで"),
        ("198X", "the 1980s", "1980年代"),
        ("19XX", "1900 to 1999", "1900年から1999年まで"),
        ("2026-XX", "2026", "2026年"),
        ("2026-04-XX", "April 2026", "2026年4月"),
        ("2004~", "about 2004", "2004年頃"),
        ("2004-02?", "February 2004 (uncertain)", "2004年2月（不確実）"),
        ("198X/", "from the 1980s, end unknown", "1980年代から、終期不明"),
        ("0000", "0000", "0000"),
        ("next week", "next week", "next week"),
        ("2026-02-30", "2026-02-30", "2026-02-30"),
    ],
)
def test_dates_are_said_in_the_language_of_the_page(text: str, english: str, japanese: str) -> None:
    assert plain(date(text, "en", words("en"))) == english
    assert plain(date(text, "ja", words("ja"))) == japanese


def test_dates_keep_their_meaning_for_machines() -> None:
    pieces = date("2026-05-28/2026-05-29", "ja", words("ja"))
    assert [piece.to for piece in pieces if piece.kind == "time"] == ["2026-05-28", "2026-05-29"]


def test_numbers_are_grouped_and_years_are_not() -> None:
    assert grouped("1000000000000", "ja") == "1,000,000,000,000"
    assert grouped("-12345.50", "en") == "-12,345.50"
    assert grouped("2026", "en") == "2026"
    assert grouped("many", "en") == "many"
    assert grouped("NaN", "en") == "NaN"


def test_what_is_put_into_a_message_is_no_template() -> None:
    assert plain(woven(Piece("{a} {b} {c}"), {"a": (Piece("{b}"),), "b": (Piece("x", lang="ja"),)})) == "{b} x {c}"


def test_schema_in_a_file_of_its_own_keeps_its_titles(tmp_path: Path) -> None:
    schema = json.dumps({"fields": [{"name": "id", "title": "Key"}, {"name": "n", "title": "Number of fish"}]})
    resources = [{"name": "t", "path": "t.csv", "schema": "t.schema.json"}]
    built = site(package(tmp_path, {"name": "apart", "languages": ["en", "ja"], "resources": resources}, {"t.csv": "id,n\na,7\n", "t.schema.json": schema}))
    assert ("en", "Number of fish") in page(built, "site/ja/t/a.html").texts
    assert "Number of fish" in page(built, "site/en/t/a.html").said
