"""How differences are shown: whole, in every format, inert whatever the data holds, and so that a reviewer sees at once what was left behind."""

from __future__ import annotations

import csv
import io
import re
import shutil
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from taiyaku import loaders, parallel, report
from taiyaku.i18n import LANGUAGES, messages
from taiyaku.model import Cell, Change, Changes, Finding, Package, Report, Severity, Step, Text, Where
from taiyaku.renderers import _differences, as_csv, as_html, as_json, as_markdown, as_text
from taiyaku.renderers._terminal import Look, width
from tests.conftest import ROOT, Command, Write
from tests.readers import STEERING, held, inert, schema, strict
from tests.test_renderers import HOSTILE, JAPANESE, check, finding

MORE = ("ul", "li", "del", "ins", "strong")
"""Elements that tables of changes have beyond those of findings."""
EN, JA = messages("en"), messages("ja")
TITLES = {"mmx": {"en": "Martian Moons eXploration", "ja": "火星衛星探査計画"}, "calet": {"en": "CALET", "ja": "宇宙線望遠鏡"}}
STALE = Change(
    "changed", "source-text", "items", "mmx", "summary", "en", "A probe to Phobos.", "A probe to Deimos.", behind=(Cell("summary", "ja", "フォボスの探査機。"),)
)
FACT = Change("changed", "fact", "items", "calet", "start", old="2015-08", new="2015-10")
TRANSLATED = Change("changed", "translation", "items", "calet", "summary", "ja", "宇宙線を測る。", "宇宙線を観測する。")


def told(*changes: Change, **more: object) -> Changes:
    """Give changes of two versions in two languages."""
    given: dict[str, object] = {"languages": ("en", "ja"), "title": lambda _table, id_: TITLES.get(id_, {}), **more}
    return replace(Changes("v1", "v2", changes), **given)  # type: ignore[arg-type]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Give English, then Japanese."""
    return str(request.param)


# The scenario of a pull request on the real dataset


def swap(path: Path, old: str, new: str) -> None:
    """Change one place of a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def rewrite(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a table."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")


def rows(path: Path) -> list[list[str]]:
    """Read a table."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def pull_request(project: Path) -> None:
    """Change one fact, two English sentences and a translation, delete a record with all that names it, and rename another."""
    data = project / "datapackage" / "data"
    swap(data / "items.csv", "callisto-flight-tests,event,expected,,,,,2026,", "callisto-flight-tests,event,expected,,,,,2027,")
    swap(data / "items.en.csv", "CALET is a cosmic ray telescope on the International", "CALET is a high-energy cosmic ray telescope on the International")
    swap(data / "items.en.csv", "Italy will strengthen their cooperation in Earth observation.", "Italy will deepen their cooperation in Earth observation.")
    swap(
        data / "items.ja.csv",
        "日本国政府は、国の宇宙事業のアンカーテナントの役割を担っている。",
        "日本国政府は、国の宇宙事業を支えるアンカーテナントの役割を担っている。",
    )
    gone = {"big-bang"}
    tables = [path for path in sorted(data.glob("*.csv")) if path.name != "redirects.csv"]
    for _round in range(3):
        for path in tables:
            head, *records = rows(path)
            gone |= {record[0] for record in records if gone & set(record)}
            rewrite(path, [head, *(record for record in records if not gone & set(record))])
    for path in tables:
        rewrite(path, [["h3-launch-vehicle" if cell == "h3-rocket" else cell for cell in record] for record in rows(path)])
    head = rows(data / "redirects.csv")[0]
    entries = [{"id": "h3-rocket", "replaced_by": "h3-launch-vehicle", "reason": "renamed"}, {"id": "big-bang", "reason": "withdrawn"}]
    rewrite(data / "redirects.csv", [head, *([{"table": "items", "since": "0.2.0", **each}.get(name, "") for name in head] for each in entries)])


@pytest.fixture
def reviewed(project: Path) -> Path:
    """Give the project with the pull request."""
    pull_request(project)
    return project


def test_a_reviewer_sees_the_pull_request_in_plain_text(reviewed: Path, command: Command) -> None:
    ran = command("diff", ROOT, reviewed)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert "items/h3-launch-vehicle: renamed from h3-rocket: H3 rocket / H3ロケット" in lines
    assert "items/big-bang: removed (withdrawn): Big Bang / ビッグバン" in lines
    assert "    together with it: relations 1, citations 3, redirects 1" in lines
    assert "    fact: date: [-2026-]{+2027+}" in lines
    assert any(line.startswith("    source text: summary (en): CALET is a {+high-energy +}cosmic ray telescope on the") for line in lines)
    assert any("will [-strengthen-]{+deepen+} their cooperation" in line for line in lines)
    assert any(line.startswith("    translation: summary (ja): 日本国政府は、国の宇宙事業[-の-]{+を支える+}アンカー") for line in lines)
    assert sum(line.startswith("    left behind: summary (ja): ") for line in lines) == 2
    assert lines[-2].endswith(": 1 record removed, 1 record renamed, 1 fact changed, 2 source texts changed, 1 translation changed")
    assert lines[-1] == "2 texts in ja were left behind"
    assert len(lines) < 20


def test_a_reviewer_sees_the_pull_request_in_its_summary(reviewed: Path, command: Command, language: str) -> None:
    ran = command("diff", ROOT, reviewed, "--report", "markdown", "--lang", language)
    page = inert(ran.out, *MORE)
    assert page.rows[1] == ["0 + 2", "1 + 4", "1", "1 + 3", "2", "1", "0", "0", "2"]
    assert [heading.partition(":")[0] for heading in page.headings[2:]] == [
        "items/calet",
        "items/jaxa-asi-data-exchange",
        "items/anchor-tenant-role",
        "items/callisto-flight-tests",
    ]
    assert page.rows[3][1].startswith("CALET is a {+high-energy +}cosmic ray telescope")
    assert page.rows[3][2].startswith({"en": "⚠ left behind: CALETは", "ja": "⚠ 追随していない: CALETは"}[language])
    assert page.tags["ins"] == 4
    assert len(ran.out.encode()) < 6_000


def test_every_format_counts_what_the_changes_are(reviewed: Path) -> None:
    from taiyaku import diff

    changes = diff.compare(loaders.load(str(ROOT)), loaders.load(str(reviewed)))
    own, following = _differences.totals(changes, _differences.groups(changes))
    assert (own + following).total() == len(changes.changes)
    document = strict(as_json.changes(changes, EN))
    assert sum(document["classes"].values()) == sum(document["totals"][action] for action in _differences.ACTIONS) == len(changes.changes)
    assert document["totals"]["left-behind"] == 2
    assert len(list(csv.reader(io.StringIO(as_csv.changes(changes, EN), newline="")))) == len(changes.changes) + 1


def test_a_package_that_did_not_change_says_so(language: str) -> None:
    said = messages(language)
    none = {"en": "no differences", "ja": "差異はない"}[language]
    assert as_text.changes(told(), said) == f"v1 → v2: {none}\n"
    assert none in Html(as_html.changes(told(), said)).text
    assert inert(as_markdown.changes(told(), said)).rows[1] == ["0"] * 9


# What belongs together


def test_what_only_follows_is_counted_with_the_record_that_it_follows() -> None:
    gone = Change("removed", "record", "items", "mmx", cells=(Cell("id", "", "mmx"), Cell("title", "en", "MMX")))
    relation = Change("removed", "record", "relations", "r-1", cells=(Cell("id", "", "r-1"), Cell("item", "", "mmx")))
    citation = Change("removed", "record", "citations", "c-1", cells=(Cell("id", "", "c-1"), Cell("record", "", "r-1")))
    renamed = Change("renamed", "record", "items", "new", old="former", new="new")
    follows = Change("changed", "fact", "relations", "r-2", "item", old="former", new="new")
    other = Change("changed", "fact", "relations", "r-3", "item", old="former", new="elsewhere")
    entry = Change("added", "record", "redirects", "items,former", cells=(Cell("table", "", "items"), Cell("id", "", "former")))
    groups = _differences.groups(told(citation, gone, relation, renamed, follows, other, entry))
    assert [(group.id, dict(group.followers)) for group in groups] == [
        ("mmx", {"citations": 1, "relations": 1}),
        ("new", {"relations": 1, "redirects": 1}),
        ("r-3", {}),
    ]


def test_nothing_is_hidden_that_stands_for_itself() -> None:
    text = Change("removed", "record", "places", "p", cells=(Cell("id", "", "p"), Cell("item", "", "mmx"), Cell("name", "en", "Pad")))
    child = Change("removed", "record", "items", "part", cells=(Cell("id", "", "part"), Cell("parent", "", "mmx")))
    number = Change("removed", "record", "steps", "7", cells=(Cell("id", "", "7"),))
    amount = Change("removed", "record", "amounts", "a", cells=(Cell("id", "", "a"), Cell("value", "", "7")))
    gone = Change("removed", "record", "items", "mmx", cells=(Cell("id", "", "mmx"),))
    ring = [Change("added", "record", table, table, cells=(Cell("id", "", table), Cell("to", "", other))) for table, other in (("x", "y"), ("y", "x"))]
    changes = told(gone, text, child, number, amount, *ring)
    assert [group.id for group in _differences.groups(changes)] == ["mmx", "p", "part", "7", "a", "x", "y"]


def test_a_renamed_record_that_also_changed_is_one_block() -> None:
    renamed = Change("renamed", "record", "items", "mmx", old="mmx-1", new="mmx", reason="renamed")
    text = as_text.changes(told(renamed, STALE), EN)
    assert text.startswith(
        "items/mmx: renamed from mmx-1: Martian Moons eXploration / 火星衛星探査計画\n    source text: summary (en): A probe to [-Phobos-]{+Deimos+}.\n"
    )
    page = inert(as_markdown.changes(told(renamed, STALE), EN), *MORE)
    assert page.headings == ["v1 → v2", "Records removed, renamed and added", "items/mmx: Martian Moons eXploration / 火星衛星探査計画"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (Change("added", "schema", "items", field="mass", new="number"), "    schema: mass, added: {+number+}"),
        (Change("removed", "schema", "items", old=""), "    schema: table, removed"),
        (Change("retyped", "schema", "items", field="start", old="string", new="date"), "    schema: start, retyped: [-string-]{+date+}"),
        (
            Change("changed", "schema", "items", field="start", aspect="constraints/required", old="", new="true"),
            "    schema: start constraints/required: {+true+}",
        ),
        (
            Change("changed", "metadata", "", aspect="title", language="en", old="The Moon data", new="The Mars data"),
            "    metadata: title (en): The [-Moon-]{+Mars+} data",
        ),
    ],
)
def test_changes_of_the_descriptor_are_told(change: Change, line: str) -> None:
    lines = as_text.changes(told(change), EN).splitlines()
    assert lines[:2] == ["items" if change.table else "package", line]
    assert inert(as_markdown.changes(told(change), EN), *MORE).headings[1] == lines[0]
    assert f"{_differences.label(change, EN)}\n" in Html(as_html.changes(told(change), EN)).text


def test_a_removed_record_names_what_took_its_place_and_why(language: str) -> None:
    gone = Change("removed", "record", "items", "mmx", new="calet", reason="merged")
    shown = {"en": "removed, replaced by calet (merged)", "ja": "削除（後継：calet）（統合）"}[language]
    for text in (
        as_text.changes(told(gone), messages(language)),
        inert(as_markdown.changes(told(gone), messages(language)), *MORE).other,
        Html(as_html.changes(told(gone), messages(language))).text,
    ):
        assert shown in text


def test_an_added_record_shows_what_it_holds() -> None:
    added = Change(
        "added", "record", "items", "mmx", cells=(Cell("id", "", "mmx"), Cell("start", "", "2026"), Cell("title", "en", "Moons"), Cell("title", "ja", "衛星"))
    )
    page = inert(as_markdown.changes(told(added), EN), *MORE)
    assert page.rows[-1] == ["title", "Moons", "衛星"]
    assert "id = mmx, start = 2026" in page.other
    assert ["title", "Moons", "衛星"] in Html(as_html.changes(told(added), EN)).rows
    assert "衛星" not in as_text.changes(told(added, title=lambda _table, _id: {}), EN)


def test_other_bytes_and_unread_files_are_told_but_not_counted(language: str) -> None:
    said = messages(language)
    other = Change("changed", "format", "items", aspect="line-ends", old="CRLF", new="LF")
    changes = told(formats=(other,), unread=(Where("data/places.csv"),))
    for text in (as_text.changes(changes, said), inert(as_markdown.changes(changes, said), *MORE).other, Html(as_html.changes(changes, said)).text):
        assert {"en": "items: format only: line ends", "ja": "items: 書式のみ: 改行コード"}[language] in text
        assert "data/places.csv" in text
    document = strict(as_json.changes(changes, said))
    assert document["classes"]["format"] == 1
    assert document["unread"] == [{"path": "data/places.csv"}]


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Step("1.0.0", "1.0.0", "major", "2.0.0", enough=False), "The next version must be 2.0.0 or higher (major)"),
        (Step("1.0.0", "1.0.1", "minor", "1.1.0", enough=False), "Version 1.0.1 is too low: the changes (minor) ask for 1.1.0"),
        (Step("1.0.0", "1.0.1", "patch", "1.0.1", enough=True), "Version 1.0.1 is high enough: the changes (patch) ask for 1.0.1"),
        (Step("", "", "patch", "", enough=True), "The changes are of the kind patch"),
        (Step("1.0.0", "1.0.0", "", "", enough=True), ""),
    ],
)
def test_the_version_that_the_changes_need_is_told(step: Step, says: str) -> None:
    assert _differences.version(step, EN) == says
    assert says in as_text.changes(told(FACT, version=step), EN)
    assert strict(as_json.changes(told(version=step), EN))["version"]["needs"] == step.needs


# Words


def test_short_values_and_texts_written_anew_are_replaced_as_a_whole() -> None:
    assert as_text.changes(told(FACT), EN).splitlines()[1] == "    fact: start: [-2015-08-]{+2015-10+}"
    anew = replace(TRANSLATED, old="月を探査する計画である。", new="2026年に打ち上げられた。")
    assert as_text.changes(told(anew), EN).splitlines()[1] == "    translation: summary (ja): [-月を探査する計画である。-]{+2026年に打ち上げられた。+}"
    long = replace(FACT, old="see https://example.org/a and " + "more " * 10, new="see https://example.org/b and " + "more " * 10)
    assert "example.org/[-a-]{+b+} and" in as_text.changes(told(long), EN)


def test_a_text_with_very_many_changes_is_replaced_as_a_whole() -> None:
    words = [f"word{number}" for number in range(200)]
    new = [f"new{number}" if number % 3 == 0 else word for number, word in enumerate(words)]
    text = as_text.changes(told(replace(STALE, old=" ".join(words), new=" ".join(new))), EN)
    assert f"[-{' '.join(words)}-]{{+{' '.join(new)}+}}" in text


def test_a_summary_shows_of_long_texts_what_surrounds_the_change_and_a_terminal_all() -> None:
    long = "The agency plans missions. " * 50
    change = replace(STALE, old=f"{long}Phobos. {long}", new=f"{long}Deimos. {long}")
    assert f"{long}[-Phobos-]" in as_text.changes(told(change), EN)
    cell = inert(as_markdown.changes(told(change), EN), *MORE).rows[-1][1]
    assert cell.startswith("…")
    assert "[-Phobos-]{+Deimos+}" in cell.replace("missions. ", "")
    assert len(cell) < 250


def test_what_is_copied_from_a_page_still_tells_what_went_and_what_came() -> None:
    for text in (Html(as_html.changes(told(STALE), EN)).text, inert(as_markdown.changes(told(STALE), EN), *MORE).rows[-1][1]):
        assert "A probe to [-Phobos-]{+Deimos+}." in text


# The terminal


def test_columns_are_as_wide_as_the_terminal_whatever_the_script() -> None:
    english = "The probe will be launched in 2026 and return with samples of the surface. "
    japanese = "探査機は2026年に打ち上げられ、表面の試料を持ち帰る予定である。"
    changes = told(replace(STALE, old=english * 3, new=english * 2), replace(TRANSLATED, old=japanese * 2, new=japanese * 3 + "か\u3099" * 30))
    for size in (60, 80, 121):
        lines = [line for line in as_text.changes(changes, EN, Look(width=size)).splitlines() if " │" in line]
        assert len(lines) > 6
        assert {width(line.partition("│")[0]) for line in lines} == {8 + (size - 11) // 2 + 1}
        assert max(map(width, lines)) <= size
        assert not [line for line in lines if re.search(r"(?:^ {8}|│ )[、。]", line)]


def test_both_columns_hold_their_whole_text() -> None:
    lines = [line[8:].partition(" │") for line in as_text.changes(told(STALE), EN, Look(width=60)).splitlines() if " │" in line]
    old, new = (" ".join(line[at].strip() for line in lines).strip() for at in (0, 2))
    assert (old, new) == ("A probe to [-Phobos-].", "A probe to {+Deimos+}.")


def test_a_word_longer_than_its_column_is_divided() -> None:
    changes = told(replace(STALE, old="", new="x" * 100, behind=()))
    lines = [line for line in as_text.changes(changes, EN, Look(width=50)).splitlines() if " │" in line]
    assert max(map(width, lines)) <= 51
    assert "".join(line.partition("│ ")[2] for line in lines) == "{+" + "x" * 100 + "+}"


def test_colours_are_added_and_nothing_else() -> None:
    coloured = as_text.changes(told(STALE, FACT), EN, Look(colours=True))
    assert "\x1b[31m[-Phobos-]\x1b[0m\x1b[32m{+Deimos+}\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == as_text.changes(told(STALE, FACT), EN)


class Terminal(io.StringIO):
    """A stream that a person watches."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)])
def test_colours_are_for_terminals_that_want_them(
    environment: dict[str, str], *, coloured: bool, versions: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from taiyaku import cli

    out = Terminal()
    monkeypatch.setattr("sys.stdout", out)
    words = ["diff", *map(str, versions), "--report", "text", "--report", f"text={tmp_path}/plain.txt"]
    assert cli.main(words, environment) == 0
    assert ("\x1b[" in out.getvalue()) == coloured
    assert "\x1b" not in (tmp_path / "plain.txt").read_text(encoding="utf-8")


FILES = {
    "datapackage.json": '{"name": "moon", "languages": ["en", "ja"], "resources": ['
    '{"name": "items", "path": "items.csv", "schema": {"fields": [{"name": "id"}, {"name": "source_language"}], "primaryKey": "id"}},'
    '{"name": "items.en", "path": "items.en.csv", "schema": {"fields": [{"name": "id"}, {"name": "title"}], "primaryKey": "id"}},'
    '{"name": "items.ja", "path": "items.ja.csv", "schema": {"fields": [{"name": "id"}, {"name": "title"}], "primaryKey": "id"}}]}',
    "items.csv": "id,source_language\nmmx,en\nvenus,en\n",
    "items.en.csv": "id,title\nmmx,20 samples of Phobos\nvenus,Clouds of Venus\n",
    "items.ja.csv": "id,title\nmmx,フォボスの試料20個\nvenus,金星の雲\n",
}


@pytest.fixture
def versions(write: Write, tmp_path: Path) -> tuple[Path, Path]:
    """Give two versions of a small package."""
    old = tmp_path / "old"
    shutil.copytree(write(FILES), old)
    return old, write({**FILES, "items.en.csv": FILES["items.en.csv"].replace("Clouds", "Winds")})


def test_side_by_side_is_asked_for(versions: tuple[Path, Path], command: Command) -> None:
    assert "│" not in command("diff", *versions).out
    ran = command("diff", *versions, "--side-by-side")
    assert [line.split("│")[0].strip() for line in ran.out.splitlines() if "│" in line] == ["[-Clouds-] of Venus"]


def test_diff_needs_an_older_version(command: Command, language: str) -> None:
    ran = command("diff", "--lang", language)
    assert (ran.code, ran.out) == (2, "")
    assert "git:HEAD" in ran.err


# CSV


def test_a_spreadsheet_gets_one_row_a_change_and_no_formula(language: str) -> None:
    formula = Change("changed", "fact", "items", "mmx", "note", old="=1+1", new='=HYPERLINK("https://example.org")')
    text = as_csv.changes(told(STALE, FACT, formula, formats=(Change("changed", "format", "items", aspect="rows"),)), messages(language))
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == 5
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [len(row) for row in read] == [13] * 5
    assert read[1][5:11] == ["en", "A probe to Phobos.", "A probe to Deimos.", "A probe to [-Phobos-]{+Deimos+}.", "ja", ""]
    assert read[1][-2:] == ["Martian Moons eXploration", "火星衛星探査計画"]
    assert read[2][6:8] == ["'2015-08", "'2015-10"]
    assert read[3][6:8] == ["'=1+1", '\'=HYPERLINK("https://example.org")']
    assert bool(JAPANESE.search(",".join(read[0]))) == (language == "ja")


# HTML


class Html(HTMLParser):
    """A page, read as strictly as we write it: what opens closes in order; tags, attributes, text, rows."""

    EMPTY = ("meta", "link", "br")

    def __init__(self, source: str) -> None:
        """Read a page."""
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.EMPTY:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag
        self.text += "\n" if tag in ("dt", "li", "p", "h3") else ""

    def handle_data(self, data: str) -> None:
        """Keep text."""
        if "style" in self.open or "head" in self.open:
            return
        self.text += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data.strip("\n")


def test_the_page_stands_alone_and_runs_nothing(language: str) -> None:
    source = as_html.changes(told(STALE, FACT, TRANSLATED), messages(language))
    page = Html(source)
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "form", "base"})
    assert not [name for name, _value in page.attributes if name.startswith("on") or name in ("src", "style")]
    assert all(value.startswith("#") for name, value in page.attributes if name == "href")
    style = re.findall(r"<style>(.*?)</style>", source, re.DOTALL)
    (policy,) = [value for name, value in page.attributes if name == "content" and "default-src" in value]
    assert policy == f"default-src 'none'; style-src 'sha256-{b64encode(sha256(style[0].encode()).digest()).decode()}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style[0]
    assert source.startswith("<!doctype html>\n")
    assert f'<html lang="{language}">' in source
    assert "None" not in page.text
    assert "{{" not in page.text


def test_the_page_marks_each_text_with_its_language_and_anchors_lead_somewhere() -> None:
    source = as_html.changes(told(STALE, FACT, TRANSLATED), EN)
    assert '<p class="prose" lang="en">A probe to <del' in source
    assert '<td class="behind"><p class="state">⚠ left behind</p><p class="prose" lang="ja">フォボスの探査機。</p>' in source
    page = Html(source)
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(set(ids)) == len(ids)
    assert {value.removeprefix("#") for name, value in page.attributes if name in ("href", "aria-labelledby")} <= set(ids)


def test_line_breaks_of_a_text_are_line_breaks_of_the_page() -> None:
    changed = replace(STALE, old="one\ntwo", new="one\nthree\x1b", behind=())
    assert "one\n[-two-]{+three\\u{1B}+}" in Html(as_html.changes(told(changed), EN)).text


def test_the_page_says_where_each_change_stands() -> None:
    source = as_html.changes(told(STALE, FACT, places=lambda _change: (Where("old.csv", 3), Where("items.en.csv", 2, 5))), EN)
    assert source.count('<code class="place">items.en.csv:2:5</code>') == 2


# Hostile data, and much of it


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_the_data_holds_it_stays_text(hostile: str, language: str) -> None:
    name = hostile or "x"
    said = messages(language)
    changes = Changes(
        name,
        name,
        (
            Change("changed", "source-text", name, name, name, name, hostile, f"{hostile} {hostile}", behind=(Cell(name, "ja", hostile),)),
            Change("changed", "fact", name, name, name, old=hostile, new="x"),
            Change("renamed", "record", name, "other", old=name, new="other", reason=name),
            Change("removed", "record", name, "gone", new=name, reason=name),
            Change("added", "record", name, "come", cells=(Cell(name, "", hostile), Cell(name, name, hostile))),
            Change("changed", "metadata", name, field=name, aspect=name, old=hostile, new=f"{hostile}!"),
        ),
        (Change("changed", "format", name, aspect=name),),
        (Where(name, 1),),
        ("en", "ja"),
        title=lambda _table, _id: {"en": hostile},
    )
    held(as_text.changes(changes, said))
    held(as_text.changes(changes, said, Look(width=80)))
    inert(as_markdown.changes(changes, said), *MORE)
    document = strict(held(as_json.changes(changes, said)))
    assert document["changes"][0].get("old", "") == hostile
    page = Html(as_html.changes(changes, said))
    assert page.tags.isdisjoint({"script", "img", "b"})
    assert not STEERING.search(page.text)
    table = as_csv.changes(changes, said)
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", table)
    assert not re.search(r"^\s*::|##\w*\[", table, re.MULTILINE)


def flood(many: int = 2_100) -> Changes:
    """Give many changes, one of the last of which left a text behind."""
    changes = [replace(TRANSLATED, id=f"r{number}", old="月" * 60, new="日" * 60) for number in range(many)]
    return told(*changes, replace(STALE, id="last", old="月" * 2_000, new="日" * 2_000), title=lambda _table, id_: {"ja": f"記録{id_}"})


def test_every_report_of_many_changes_is_bounded_and_keeps_what_was_left_behind(language: str) -> None:
    changes, said = flood(), messages(language)
    text = held(as_text.changes(changes, said))
    assert "items/last: " in text
    assert len(re.findall(r"^items/", text, re.MULTILINE)) == 1_000
    assert "2,101" in text
    assert "2,100" in text.splitlines()[-2]
    source = as_markdown.changes(changes, said)
    assert 50_000 < len(source.encode()) <= 60_000
    page = inert(source, *MORE)
    assert page.rows[1] == ["0", "0", "0", "0", "1", "2,100", "0", "0", "1"]
    assert page.headings[1].startswith("items/last")
    assert f"{2_101 - len(page.headings) + 1:,}" in page.other
    html = as_html.changes(changes, said)
    assert len(html.encode()) < 10_000_000
    assert "items/last" in Html(html).text


def test_a_page_of_very_long_texts_is_bounded_too() -> None:
    long = [replace(STALE, id=f"r{number}", old="月" * 10_000, new="火" * 10_000) for number in range(400)]
    source = as_html.changes(told(*long), EN)
    assert len(source.encode()) < 5_000_000
    assert "213 records are not shown; JSON has all" in Html(source).text


def test_very_many_records_that_are_gone_do_not_hide_what_was_left_behind() -> None:
    gone = [Change("removed", "record", "items", f"r{number}", reason="withdrawn because the source is no longer public") for number in range(2_000)]
    page = inert(as_markdown.changes(told(*gone, STALE), EN), *MORE)
    assert page.headings[-1].startswith("items/mmx")
    assert page.rows[1][1] == "2,000"


def test_one_record_with_very_many_changes_does_not_push_the_others_out() -> None:
    many = [replace(FACT, field=f"f{number}") for number in range(2_000)]
    page = inert(as_markdown.changes(told(*many, STALE), EN), *MORE)
    assert page.tags["li"] == 50
    assert "and 1,950 more changes of it" in page.other
    assert page.headings[1].startswith("items/mmx")


# JSON


def test_json_of_changes_follows_its_schema(language: str) -> None:
    added = Change("added", "record", "items", "mmx", cells=(Cell("id", "", "mmx"), Cell("title", "ja", "月")))
    renamed = Change("renamed", "record", "items", "calet", old="calet-1", new="calet", reason="renamed")
    retyped = Change("retyped", "schema", "items", field="start", old="string", new="date")
    titled = Change("changed", "metadata", "items", field="start", aspect="title", language="ja", old="日", new="開始日")
    other = Change("changed", "format", "items", aspect="encoding", old="cp932", new="utf-8")
    step = Step("1.0.0", "1.0.0", "major", "2.0.0", enough=False)
    every = (added, renamed, retyped, titled, STALE, replace(FACT, old="2010\x1b", new="月" * 2_000), TRANSLATED)
    document = strict(held(as_json.changes(told(*every, formats=(other,), unread=(Where("a.csv", 2),), version=step), messages(language))))
    assert [error.message for error in schema("changes").iter_errors(document)] == []
    assert document["changes"][0]["cells"] == [{"field": "id", "text": "mmx"}, {"field": "title", "language": "ja", "text": "月"}]
    assert document["changes"][4]["behind"] == [{"field": "summary", "language": "ja", "text": "フォボスの探査機。"}]
    assert document["changes"][4]["title"] == TITLES["mmx"]
    assert document["changes"][5]["old"] == "2010\x1b"
    assert len(document["changes"][5]["new"]) == 2_000


# Two languages


def sides(package: Package, first: str = "en", second: str = "ja") -> parallel.Languages:
    """Compare two languages of a package by the checks that do."""
    checks = report.catalogue()
    return parallel.compare(package, report.judge(package, {name: checks[name] for name in parallel.asked(checks)}), first, second)


BROKEN = {
    **FILES,
    "items.csv": "id,source_language\nmmx,en\nvenus,en\ncalet,en\n",
    "items.en.csv": "id,title\nmmx,20 samples of Phobos\nvenus,Clouds of Venus\ncalet,<b>Rays</b> of the Sun\n",
    "items.ja.csv": "id,title\nmmx,フォボスの試料30個\nvenus,\ncalet,太陽の光線\n",
}


def test_languages_that_say_the_same_do_not_differ(write: Write, command: Command, language: str) -> None:
    folder = write(FILES)
    ran = command("diff", "--languages", "en", "ja", folder, "--exit-code", "--lang", language)
    assert ran.code == 0
    assert (
        ran.out
        == {"en": "moon, en and ja: 2 of 2 texts in both: no differences\n", "ja": "moon（en、ja）：2件の文のうち2件が両方にある: 差異はない\n"}[language]
    )


def test_the_languages_of_the_dataset_do_not_differ() -> None:
    found = sides(loaders.load(str(ROOT)))
    assert found.counts.total() == 0
    assert found.texts == found.both > 900


def test_what_two_languages_do_not_share_is_told_at_the_text(write: Write, command: Command) -> None:
    folder = write(BROKEN)
    found = sides(loaders.load(str(folder)))
    assert (found.texts, found.both) == (3, 2)
    assert [(pair.id, pair.field, pair.kinds, dict(pair.texts)) for pair in found.pairs] == [
        ("mmx", "title", ("disagreeing",), {"en": "20 samples of Phobos", "ja": "フォボスの試料30個"}),
        ("venus", "title", ("missing",), {"en": "Clouds of Venus", "ja": ""}),
        ("calet", "title", ("structure",), {"en": "<b>Rays</b> of the Sun", "ja": "太陽の光線"}),
    ]
    ran = command("diff", "--languages", "en", "ja", folder, "--exit-code")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[:4] == ["items/venus: Clouds of Venus", "    title", "        en: Clouds of Venus", "        ja: (none)"]
    assert lines[4].startswith("        missing in one language: error: ")
    assert lines[-1] == "moon, en and ja: 2 of 3 texts in both: 1 missing in one language, 1 disagreeing, 1 unequal structure"


def test_the_order_of_the_languages_is_that_of_the_words(write: Write, command: Command) -> None:
    ran = command("diff", "--languages", "ja", "en", write(BROKEN), "--side-by-side")
    assert [line.split("│")[0].strip() for line in ran.out.splitlines() if "│" in line] == ["(none)", "フォボスの試料30個", "太陽の光線"]


def test_a_stale_text_shows_what_changed_in_its_source(project: Path, command: Command, language: str) -> None:
    swap(
        project / "datapackage" / "data" / "items.en.csv",
        "CALET is a cosmic ray telescope on the International",
        "CALET is a new cosmic ray telescope on the International",
    )
    files = {name: project / f"report.{name}" for name in ("text", "markdown", "csv", "html")}
    command("diff", "--languages", "en", "ja", project, *(word for name, path in files.items() for word in ("--report", f"{name}={path}")), "--lang", language)
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    texts["html"] = Html(texts["html"]).text
    texts["markdown"] = "".join(cell for row in inert(texts["markdown"], *MORE).rows for cell in row)
    for text in texts.values():
        assert "CALET is a {+new +}cosmic ray" in text
        assert {"en": "the source was reworded", "ja": "原文が書き改められた"}[language] in text


def test_every_format_tells_what_two_languages_do_not_share(write: Write, language: str) -> None:
    found, said = sides(loaders.load(str(write(BROKEN)))), messages(language)
    page = inert(as_markdown.languages(found, said), *MORE)
    assert page.rows[1] == ["3", "2", "1", "0", "1", "0", "1", "0"]
    assert page.headings[1:] == [
        "items/venus: Clouds of Venus",
        "items/mmx: 20 samples of Phobos / フォボスの試料30個",
        "items/calet: <b>Rays</b> of the Sun / 太陽の光線",
    ]
    document = strict(held(as_json.languages(found, said)))
    assert [error.message for error in schema("languages").iter_errors(document)] == []
    assert [text["findings"][0]["matter"] for text in document["texts"]] == ["disagreeing", "missing", "structure"]
    table = list(csv.reader(io.StringIO(as_csv.languages(found, said), newline="")))
    assert [row[1:5] for row in table[1:]] == [[pair.id, "title", *(pair.texts[tag] for tag in found.languages)] for pair in found.pairs]
    source = as_html.languages(found, said)
    assert '<p class="prose" lang="ja">フォボスの試料<mark>30個</mark></p>' in source
    assert "<mark>20 samples</mark>" in source or "<mark>20</mark>" in source
    assert ["title", "Clouds of Venus", said.text("(none)")] in Html(source).rows


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["en", "fr"], "moon has no language fr; it has: en, ja"),
        (["en", "en"], "two different languages are needed"),
    ],
)
def test_languages_that_cannot_be_compared_are_refused(words: Sequence[str], says: str, write: Write, command: Command) -> None:
    ran = command("diff", "--languages", *words, write(FILES))
    assert (ran.code, ran.err) == (2, f"taiyaku: error: {says}\n")


def test_languages_of_two_packages_are_not_compared(versions: tuple[Path, Path], command: Command) -> None:
    ran = command("diff", *versions, "--languages", "en", "ja")
    assert ran.code == 2
    assert "in one package" in ran.err


def test_what_a_waiver_accepts_is_counted_and_not_shown(write: Write) -> None:
    package = loaders.load(str(write(FILES)))
    judged = Report(
        "moon",
        "moon",
        (found("text-missing", "mmx", waived="agreed", count=2), found("text-missing", "mmx", language="fr"), found("text-odd", "mmx")),
        1,
        (check(),),
    )
    compared = parallel.compare(package, judged, "en", "ja")
    assert (compared.pairs, compared.waived) == ((), 2)
    assert "2 waived" in as_text.languages(compared, EN)


def found(name: str, id_: str, **more: object) -> Finding:
    """Give a finding about a title."""
    return finding("moon", check=name, table="items", id=id_, field="title", severity=Severity.ERROR, **{"language": "ja", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_two_languages_hold_it_stays_text(hostile: str, language: str) -> None:
    name, said = hostile or "x", messages(language)
    texts: Text = {"en": hostile, "ja": f"{hostile}月"}
    pair = parallel.Pair(name, name, name, texts, texts, (finding(hostile, path=name, table=name, id=name),), ("stale",))
    compared = parallel.Languages(name, ("en", "ja"), 1, 1, (pair, replace(pair, field="", texts={})), 0)
    held(as_text.languages(compared, said))
    held(as_text.languages(compared, said, Look(width=80)))
    inert(as_markdown.languages(compared, said), *MORE)
    strict(held(as_json.languages(compared, said)))
    page = Html(as_html.languages(compared, said))
    assert page.tags.isdisjoint({"script", "img", "b"})
    assert not STEERING.search(page.text)


def test_a_report_on_many_texts_is_bounded() -> None:
    pairs = [
        parallel.Pair("items", f"r{number}", "title", {}, {"en": "Moon " * 5, "ja": "月" * 10}, (finding(line=number + 1),), ("stale",))
        for number in range(2_100)
    ]
    compared = parallel.Languages("moon", ("en", "ja"), 2_100, 2_100, tuple(pairs), 0)
    assert len(as_markdown.languages(compared, EN).encode()) <= 60_000
    assert "1,000 of 2,100 texts are shown" in as_text.languages(compared, EN)
    assert "100 texts are not shown; JSON has all" in Html(as_html.languages(compared, EN)).text
