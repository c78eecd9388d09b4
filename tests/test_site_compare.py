"""Texts side by side, the glossary and the translation status: what is there, what is missing, and that everything can be reached."""

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import yaml

from taiyaku.exporters.to_html.edition import Edition
from taiyaku.exporters.to_html.pages import compare
from taiyaku.loaders import load
from taiyaku.published import Published
from tests.test_html import BODY, ROOT, TITLE, package, page, resource, triple
from tests.test_html import site as whole_site
from tests.test_site_item import Pages, built, html, said

DATA = "datapackage/data"
PO = "translations/ja/LC_MESSAGES/items.po"


@pytest.fixture(scope="module")
def ours() -> Pages:
    return built(ROOT)


def parts(pages: Pages, tag: str) -> Iterator[str]:
    """Give the pages that have all texts side by side, in their order."""
    paths = [path for path in pages if re.fullmatch(rf"{tag}/compare(-\d+)?\.html", path)]
    yield from (html(pages, path) for path in paths)


def edited(project: Path, path: str, *pairs: tuple[str, str]) -> None:
    file = project / path
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8", newline="")


def test_every_text_of_every_table_stands_beside_its_translation(ours: Pages) -> None:
    for tag, other in (("en", "ja"), ("ja", "en")):
        shown = "".join(parts(ours, tag))
        plainly = unescape(re.sub(r"<[^>]*>", "", shown))
        for path in sorted((ROOT / DATA).glob(f"*.{other}.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    table = path.name.partition(".")[0]
                    assert f'id="{table}.{row["id"].replace(".", "_2e")}"' in shown
                    assert all(text in plainly for name, text in row.items() if name != "id"), (path, row["id"])


def test_the_column_of_the_page_s_language_comes_first_and_the_other_says_which_it_is(ours: Pages) -> None:
    shown = html(ours, "ja/compare.html")
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', shown) == ["文", "日本語", "英語", "状態"]
    row = shown[shown.index('<tbody id="items.aprsaf"') :]
    assert re.search(r'<td><p class="prose">アジア・太平洋地域宇宙機関会議（APRSAF）</p></td>\s*<td lang="en"><p class="prose">Asia-Pacific', row)
    assert '<td lang="ja"><p class="prose">アジア・太平洋' in html(ours, "en/compare.html")
    assert "翻訳済み（日本語から）" in said(row[: row.index("</tbody>")])


def test_every_part_is_linked_and_holds_records_of_one_table(ours: Pages) -> None:
    first = html(ours, "en/compare.html")
    assert "Items</a> (202 records)" in first
    links = re.findall(r'href="(compare(?:-\d+)?\.html)"', first[first.index('class="contents"') : first.index("<table")])
    assert len(links) == 7
    titles = [re.search(r"<title>(.*?)</title>", each) for each in parts(ours, "en")]
    said_ = [title[1] for title in titles if title]
    assert said_[0] == "Side by side: Items (part 1 of 3) – Japan&#39;s International Space Cooperation"
    assert said_[3] == "Side by side: Organisations – Japan&#39;s International Space Cooperation"
    assert len(set(said_)) == len(said_) == len([path for path in ours if path.startswith("ja/compare")])
    for number, each in enumerate(parts(ours, "en"), 1):
        assert ('rel="prev"' in each, 'rel="next"' in each) == (number > 1, number < len(said_))
        assert len({id_.partition(".")[0] for id_ in re.findall(r'<tbody id="([^"]*)"', each)}) == 1
        assert each.count("<tbody") <= compare.SIZE


def test_a_stale_text_is_listed_and_shows_what_changed_in_its_source(project: Path) -> None:
    edited(project, f"{DATA}/items.en.csv", ("it was set to provide 1 trillion yen", "it was set to provide 2 trillion yen"))
    pages = built(project)
    first = html(pages, "ja/compare.html")
    link = re.search(r'<li><a href="(compare-\d\.html)#items\.space-strategy-fund">宇宙戦略基金（概要、日本語、要更新）</a></li>', first)
    assert link is not None
    there = html(pages, f"ja/{link[1]}")
    row = there[there.index('<tbody id="items.space-strategy-fund"') :]
    row = row[: row.index("</tbody>")]
    assert "要更新（英語から）" in row
    assert 'lang="en">' in row
    assert "<del>[-1-]</del><ins>{+2+}</ins> trillion yen" in row
    assert "".join(parts(pages, "ja")).count("<del>") == 1
    status = html(pages, "ja/status.html")
    assert "案件|359|1|358|99.7％|" in said(status)
    assert re.search(r"すべて\|\d+\|1\|\d+\|99\.9％\|", said(status))
    assert '<a href="items/space-strategy-fund.html">宇宙戦略基金</a>' in status
    assert f'href="{link[1]}#items.space-strategy-fund"' in status
    assert "日本語で最も古い要更新の文：宇宙戦略基金（概要）" in said(status)


def test_the_age_of_the_oldest_stale_text_counts_to_the_version_s_own_date(project: Path) -> None:
    ledger = project / "translations/ja/ledger/items.csv"
    with ledger.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["reviewed_on"] = "2026-11-01" if (row["id"], row["field"]) == ("space-strategy-fund", "summary") else row["reviewed_on"]
    with ledger.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    edited(project, f"{DATA}/items.en.csv", ("it was set to provide 1 trillion yen", "it was set to provide 2 trillion yen"))
    assert "Space Strategy Fund (Summary), reviewed on 1 November 2026 (20 days before this version)" in said(html(built(project), "en/status.html"))


def test_a_text_that_is_missing_says_so_in_the_language_of_the_page(tmp_path: Path) -> None:
    pages = built(triple(tmp_path, {"a": ("Rocket", "ロケット"), "b": ("Engine", ""), "c": ("", "打上げ")}))
    english, japanese = html(pages, "en/compare.html"), html(pages, "ja/compare.html")
    assert '<td class="missing">missing</td>' in english
    assert '<td class="missing">未訳</td>' in japanese
    assert '<li><a href="compare.html#things.b">Engine (Title, Japanese, missing)</a></li>' in english
    assert "Engine（英語）（Title、日本語、未訳）" in said(japanese)
    assert "ja/status.html" not in pages


def test_a_package_that_has_everything_says_so(tmp_path: Path) -> None:
    pages = built(triple(tmp_path, {"a": ("Rocket", "ロケット")}))
    assert "Every text is there in every language, and up to date." in html(pages, "en/compare.html")
    assert 'id="unfinished"' not in html(pages, "en/compare.html")
    assert "全ての文が各言語でそろい、最新の原文に対応している。" in html(pages, "ja/compare.html")


def test_long_lists_are_cut_and_counted(tmp_path: Path) -> None:
    pages = built(triple(tmp_path, {f"r{number:03}": (f"Rocket {number}", "") for number in range(compare.URGENT + 20)}))
    first = html(pages, "en/compare.html")
    listed = first[first.index('id="unfinished"') : first.index('class="contents"')]
    assert listed.count("<li>") == compare.URGENT
    assert f"And {2 * (compare.URGENT + 20) - compare.URGENT} more." in listed
    assert html(pages, "en/compare-2.html").count("<tbody") == 20
    assert "en/compare-3.html" not in pages


def test_what_has_one_language_or_no_glossary_has_no_such_pages(tmp_path: Path) -> None:
    resources = [resource("t", ["id"]), resource("t.en", ["id", TITLE, BODY], taiyaku={"of": "t", "language": "en"})]
    pages = built(package(tmp_path, {"name": "one", "languages": ["en"], "resources": resources}, {"t.csv": "id\na\n", "t.en.csv": "id,title,body\na,One,\n"}))
    assert not [path for path in pages if re.search("compare|glossary|status", path)]
    assert "Side by side" not in html(pages, "en/t/a.html")


def test_three_languages_stand_side_by_side_each_with_its_state(tmp_path: Path) -> None:
    texts = [resource(f"t.{tag}", ["id", TITLE], taiyaku={"of": "t", "language": tag}) for tag in ("en", "ja", "fr")]
    descriptor = {"name": "three", "languages": ["en", "ja", "fr"], "resources": [resource("t", ["id"]), *texts]}
    files = {"t.csv": "id\na\n", "t.en.csv": "id,title\na,Rocket\n", "t.ja.csv": "id,title\na,\n", "t.fr.csv": "id,title\na,Fusée\n"}
    pages = built(package(tmp_path, descriptor, files))
    shown = html(pages, "fr/compare.html")
    assert re.findall(r'<th scope="col" class="long">([^<]*)</th>', shown) == ["français", "anglais", "japonais"]
    assert '<td><p class="prose">Fusée</p></td>' in shown
    assert '<td lang="en"><p class="prose">Rocket</p></td>' in shown
    assert '<td class="missing"><span lang="en">missing</span></td>' in shown
    assert "japonais" in said(shown[shown.index("<tbody") : shown.index("</tbody>")])


@pytest.mark.parametrize("hostile", ["</td><script>alert(1)</script>", "<b>&amp;\"'", "a b\u202ec", "{{ 7 * 7 }}"])
def test_hostile_ids_and_texts_stay_text(tmp_path: Path, hostile: str) -> None:
    texts = whole_site(triple(tmp_path, {"ok": (hostile, "よい"), hostile: ("x", "y")}))
    for path in ("site/en/compare.html", "site/ja/compare.html"):
        shown = page(texts, path)
        assert "script" not in shown.tags or "alert" not in texts[path].decode().replace("&lt;script&gt;alert", "")
        assert hostile in shown.said
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+", id_) for id_ in shown.ids)


def test_the_glossary_has_every_term_once_in_the_order_of_the_page_s_language(ours: Pages) -> None:
    terms = yaml.safe_load((ROOT / "translations/glossary.yaml").read_text(encoding="utf-8"))
    english, japanese = html(ours, "en/glossary.html"), html(ours, "ja/glossary.html")
    ids = re.findall(r'<tr id="([^"]*)"', english)
    assert len(ids) == len(set(ids)) == len(terms)
    assert set(ids) == set(re.findall(r'<tr id="([^"]*)"', japanese))
    for term in terms:
        assert term["en"] in said(english)
        assert term["ja"] in said(japanese)
    first = japanese[japanese.index('id="kind-required"') : japanese.index('id="kind-keep"')]
    readings = {term["ja"]: term.get("reading", term["ja"]) for term in terms if term["kind"] == "required"}
    shown = [re.sub("（.*）$", "", row.partition("|")[0]) for row in said(first).split("\n") if row.count("|") >= 3][1:]
    order = [readings[text] for text in shown if text in readings]
    flat = ["".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text).replace("・", "") for text in order]
    assert flat.index("あるてみすけいかく") < flat.index("いたりあうちゅうきかん") < flat.index("うちゅうかがく") < flat.index("うちゅうきほんけいかく")
    assert re.search(r'<td lang="ja">アルテミスけいかく</td>|lang="ja">アルテミスけいかく<', english)
    assert "用いてはならない組合せ" in japanese
    assert "アルテミス合意とは異なる。" in japanese
    assert "Not the Artemis Accords." in english
    assert '宇宙領域把握は、<span lang="en">space domain awareness</span>の訳語である。' in japanese


def test_glossary_shows_variants_and_links_its_file(project: Path) -> None:
    edited(
        project,
        "translations/glossary.yaml",
        ('  reading: "うちゅうかがく"\n', '  reading: "うちゅうかがく"\n  variants:\n    en: ["space sciences", "sciences of space"]\n'),
    )
    path = "package/translations/glossary.yaml"
    shown = html(built(project, Edition(files={path: Published(path, 1, "0" * 64)})), "en/glossary.html")
    assert "space science (space sciences, sciences of space)|" in said(shown)
    assert f'href="../../{path}"' in shown


def test_the_status_page_counts_as_the_product_does_and_names_the_files(ours: Pages) -> None:
    loaded = load(str(ROOT))
    assert loaded.plan is not None
    english = said(html(ours, "en/status.html"))
    for tag, name in (("en", "English"), ("ja", "Japanese")):
        of_items = [unit for unit in loaded.plan.units if (unit.language, unit.table) == (tag, "items")]
        section = english[english.index(f"Texts translated into {name}") :]
        assert re.search(rf"Items\|{len(of_items)}\|{len(of_items)}\|100%\|", section)
    assert "Every translation is finished." in english
    assert "Japanese, Items: translations/ja/LC_MESSAGES/items.po" in english
    path = "package/translations/ja/LC_MESSAGES/items.po"
    released = html(built(ROOT, Edition(files={path: Published(path, 1, "0" * 64)})), "ja/status.html")
    assert f'<a href="../../{path}">translations/ja/LC_MESSAGES/items.po</a>' in released


def test_a_threshold_of_the_package_is_told(project: Path) -> None:
    edited(project, "datapackage/datapackage.json", ('"main": "items"', '"main": "items", "coverage": {"ja": 99.5}'))
    shown = said(html(built(project), "en/status.html"))
    assert "Wanted before a release: 99.5%" in shown
    assert shown.count("Wanted before") == 1


def test_a_missing_translation_in_the_locale_file_is_on_the_list(project: Path) -> None:
    name = next(line for line in (project / DATA / "items.ja.csv").read_text(encoding="utf-8").splitlines() if line.startswith("calet,")).split(",")[1]
    edited(project, f"{DATA}/items.ja.csv", (f"calet,{name}", "calet,"))
    text = (project / PO).read_text(encoding="utf-8")
    start = text.index('msgctxt "items/calet#title"')
    edited(
        project,
        PO,
        (text[start : text.index("\n\n", start)], re.sub(r"msgstr .*", 'msgstr ""', text[start : text.index("\n\n", start)], count=1, flags=re.DOTALL)),
    )
    ledger = project / "translations/ja/ledger/items.csv"
    kept = [line for line in ledger.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("calet,title,")]
    ledger.write_text("".join(kept), encoding="utf-8", newline="")
    shown = html(built(project), "ja/status.html")
    assert "CALET" in said(shown[shown.index('id="todo-caption"') :])
    assert "|名称|日本語|未訳|" in said(shown).replace("タイトル", "名称")
