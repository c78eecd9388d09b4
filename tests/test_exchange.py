"""Round trips for translators without PO editors: CSV, XLSX and XLIFF, out and back."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from taiyaku import exchange, loaders, registry
from taiyaku.errors import CannotRead, CannotWrite
from taiyaku.exchange import Format, Line, Returned, Sheet, as_csv, as_xliff, as_xlsx
from taiyaku.i18n import messages
from taiyaku.model import Package
from taiyaku.translations.sync import Plan
from tests.conftest import Command, Ran, Write

FORMATS = registry.collect(exchange, Format)
FILES = {
    "datapackage.json": (
        '{"name": "moon", "title": "Moon", "languages": ["en", "ja"], "resources": ['
        '{"name": "items", "path": "items.csv", "title": "Items"},'
        '{"name": "items.en", "path": "items.en.csv", "schema": {"fields": ['
        '{"name": "id", "type": "string"}, {"name": "title", "type": "string", "title": "Title", "taiyaku": {"text": "name"}},'
        '{"name": "summary", "type": "string", "title": "Summary", "taiyaku": {"text": "prose", "note": {"en": "Two sentences.", "ja": "2文で書く。"}}}]}},'
        '{"name": "items.ja", "path": "items.ja.csv"}]}'
    ),
    "items.csv": "id,source_language,date\nartemis,en,2020\nlupex,ja,2025\nssa,en,\nesa,en,\n",
    "items.en.csv": (
        "id,title,summary\nartemis,Artemis Accords,The accords were signed.\nlupex,LUPEX,The rover drills 1.5 m deep.\n"
        'ssa,Space Situational Awareness,"Tracking, of debris"\nesa,ESA,\n'
    ),
    "items.ja.csv": (
        "id,title,summary\nartemis,アルテミス合意,合意が署名された。\nlupex,月極域探査機（LUPEX）,ローバは1.5メートルまで掘削する。\nssa,宇宙状況把握,\nesa,ESA,\n"
    ),
    "translations/glossary.yaml": '- en: "Artemis Accords"\n  ja: "アルテミス合意"\n  kind: required\n',
}
ACCORDS, TRACKING, ESA = "items/artemis#title", "items/ssa#summary", "items/esa#title"
Edit: TypeAlias = Callable[[str, dict[str, str]], None]


@pytest.fixture
def moon(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a small synced package: three texts translated into Japanese, one missing; two translated into English."""
    folder = write(FILES)
    monkeypatch.chdir(folder)
    assert command("sync", "--adopt", "translated").code == 0
    return folder


def exported(command: Command, form: str, language: str = "ja") -> Path:
    """Export the package of this folder and give the one file of its table."""
    shutil.rmtree("out", ignore_errors=True)
    ran = command("export", f"translations-{form}", "--language", language, "--out", "out")
    assert ran.code == 0, ran.err
    (path,) = (each for each in Path("out").rglob("*.*") if each.name.startswith("items"))
    return path


def edited(path: Path, context: str, **cells: str) -> None:
    """Change cells of one text, in whatever format the file is, as a person would."""
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        for row in rows:
            if row[0] == context:
                for name, text in cells.items():
                    row[NAMES.index(name)] = text
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheet: Any = book.worksheets[0]
        for row in sheet.iter_rows():
            if row[0].value == context:
                for name, text in cells.items():
                    row[NAMES.index(name)].value = text
        book.save(path)
    else:
        text = path.read_text(encoding="utf-8")
        begin = text.index(f'<trans-unit id="{context}"')
        end = text.index("</trans-unit>", begin)
        unit = text[begin:end]
        if "translation" in cells:
            start = unit.index(">", unit.index("<target")) + 1
            unit = unit[:start] + escape(cells["translation"]) + unit[unit.index("</target>") :]
        if "source" in cells:
            start = unit.index(">", unit.index("<source")) + 1
            unit = unit[:start] + escape(cells["source"]) + unit[unit.index("</source>") :]
        if "state" in cells:
            start = unit.index('state="') + 7
            unit = unit[:start] + {"査読済み": "signed-off", "下書き": "needs-review-translation"}[cells["state"]] + unit[unit.index('"', start) :]
        path.write_text(text[:begin] + unit + text[end:], encoding="utf-8")


NAMES = ("text", "table", "record", "field", "kind", "source", "translation", "state", "reason", "notes", "mark")


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of the package but for what was exported."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file() and "out" not in path.parts}


def ledger(context: str) -> dict[str, str]:
    """Give the row of a text in the Japanese ledger."""
    id_, field = context.removeprefix("items/").split("#")
    with Path("translations/ja/ledger/items.csv").open(encoding="utf-8", newline="") as file:
        return next(row for row in csv.DictReader(file) if (row["id"], row["field"]) == (id_, field))


CELLS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "=1+1",
        "'=1+1",
        "''-2",
        "+81",
        "@here",
        "\tx",
        "２０２６",
        "2026-06",
        "1/2",
        "June 2026",
        "TRUE",
        "_x0041_",
        "第9回\n会合",
        "a\r\nb",
        " 端 ",
        "<b>&amp;]]>",
        '"',
        "1e5",
    ]
)


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@settings(max_examples=20)
@given(texts=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4))
@example(texts=[("2026年6月15日", "'2026", "'")])
def test_every_text_comes_back_as_it_went(form: Format, texts: list[tuple[str, str, str]]) -> None:
    lines = [
        Line(f"items/{at}#title", "案件", str(at), "名称", "名称", "en", source, text, "waived", reason, ["注"], "", f"ja waived {at:016} {at:016}")
        for at, (source, text, reason) in enumerate(texts)
    ]
    try:
        written = form.write(Sheet("ja", "items", "案件", lines), messages("ja"))
    except CannotWrite:
        assert form is not as_csv.FORMAT
        return
    assert written == form.write(Sheet("ja", "items", "案件", lines), messages("ja"))
    back = [each._replace(line=0) for each in form.read(written)]
    assert back == [Returned(0, line.context, line.source, line.text, "waived", line.reason, line.mark) for line in lines]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", "＝1", "2026-06", "1/2", "2026年6月", "jun 2026", "true", "1e5", "100%"])
def test_no_cell_of_a_csv_file_is_anything_but_text_to_a_spreadsheet(text: str) -> None:
    line = Line("items/a#title", "Items", "a", "Title", "name", "en", text, text, "translated", "", [], "", "ja translated 0 0")
    row = next(
        row
        for row in csv.reader(io.StringIO(as_csv.write(Sheet("ja", "items", "Items", [line]), messages("ja")).decode(), newline=""))
        if row[0] == "items/a#title"
    )
    assert (row[5], row[6]) == (f"'{text}", f"'{text}")


def test_cells_of_a_workbook_are_text_and_the_state_is_chosen_from_a_list() -> None:
    line = Line("items/a#title", "Items", "a", "Title", "name", "en", "=1+1", "https://example.org", "draft", "", [], "", "ja draft 0 0")
    sheet: Any = openpyxl.load_workbook(io.BytesIO(as_xlsx.write(Sheet("ja", "items", "Items", [line]), messages("ja")))).worksheets[0]
    assert {cell.data_type for cell in sheet[2] if cell.value} == {"s"}
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    assert sheet.data_validations.dataValidation[0].formula1 == '"下書き,機械訳,翻訳済み,査読済み,原文のまま"'


def test_a_row_is_as_tall_as_its_longest_text_and_the_sheet_is_printed_whole() -> None:
    texts = (("A", "B"), ("A", "長" * 100), ("long " * 40, "短"), ("A\n\nB", "B"), ("A", "長" * 5_000))
    lines = [Line(f"items/{at}#title", "Items", "a", "Title", "name", "en", *pair, "draft", "", [], "", "ja draft 0 0") for at, pair in enumerate(texts)]
    sheet: Any = openpyxl.load_workbook(io.BytesIO(as_xlsx.write(Sheet("ja", "items", "Items", lines), messages("ja")))).worksheets[0]
    assert [sheet.row_dimensions[row].height or 15 for row in range(2, 7)] == [15, 75, 75, 45, 405]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.print_title_rows) == ("landscape", 0, "$1:$1")


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a synced copy of the committed project."""
    from tests.conftest import ROOT, run

    folder = tmp_path_factory.mktemp("committed")
    for name in ("datapackage", "translations", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    run("sync", folder, "--adopt", "translated")
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_files_of_the_committed_package_that_nobody_touched_change_nothing(form: str, committed: Path, command: Command, tmp_path: Path) -> None:
    before = contents(committed)
    assert command("export", f"translations-{form}", committed, "--out", tmp_path / "out").code == 0
    files = sorted(path for path in (tmp_path / "out").rglob("*.*"))
    assert {path.relative_to(tmp_path / "out").parts[0] for path in files} == {"en", "ja"}
    for path in (each for each in files if each.stem in ("items", "codes")):
        ran = command("import", path, committed)
        assert (ran.code, ", 0 refused, " in ran.out, ": 0 taken" in ran.out) == (0, True, True), ran.out
    assert contents(committed) == before


@pytest.mark.parametrize("form", FORMATS)
def test_an_edit_goes_where_a_translators_edit_goes(form: str, moon: Path, command: Command) -> None:
    path = exported(command, form)
    edited(path, ACCORDS, translation="アルテミス・アコード")
    edited(path, TRACKING, translation="デブリの追跡", state="下書き")
    before = contents(moon)
    tried = command("import", path, "--dry-run", "--translator", "山田花子")
    assert (tried.code, contents(moon)) == (0, before)
    ran = command("import", path, "--translator", "山田花子")
    assert (ran.code, ran.out.splitlines()[0]) == (0, f"{path}: 2 taken, 0 refused, 3 untouched")
    assert sorted(each for each, content in contents(moon).items() if before[each] != content) == [
        "items.ja.csv",
        "translations/ja/LC_MESSAGES/items.po",
        "translations/ja/ledger/items.csv",
    ]
    assert Path("items.ja.csv").read_text(encoding="utf-8") == FILES["items.ja.csv"].replace("アルテミス合意", "アルテミス・アコード").replace(
        "ssa,宇宙状況把握,", "ssa,宇宙状況把握,デブリの追跡"
    )
    assert (ledger(ACCORDS)["state"], ledger(ACCORDS)["translator"], ledger(TRACKING)["state"]) == ("translated", "山田花子", "draft")
    assert command("sync").out == "everything is in sync\n"
    again = command("import", path)
    assert (again.code, again.out.splitlines()[-1]) == (0, f"{path}: 0 taken, 0 refused, 5 untouched")


@pytest.mark.parametrize("form", FORMATS)
def test_a_review_is_remembered_with_its_date(form: str, moon: Path, command: Command) -> None:
    path = exported(command, form)
    edited(path, ACCORDS, state="査読済み")
    assert command("import", path, "--translator", "鈴木", "--reviewed-on", "2026-04-01").code == 0
    row = ledger(ACCORDS)
    assert (row["state"], row["translator"], row["reviewed_on"]) == ("reviewed", "鈴木", "2026-04-01")
    assert contents(moon)["items.ja.csv"].decode() == FILES["items.ja.csv"]


def test_a_text_stays_as_it_is_for_a_reason(moon: Path, command: Command) -> None:
    path = exported(command, "xlsx")
    edited(path, ESA, state="原文のまま")
    refused = command("import", path, "--lang", "ja")
    assert refused.code == 1
    assert "items/esa#title: 取り込まない: 原文のままとする理由が必要である" in refused.out
    edited(path, ESA, reason="略称である")
    assert command("import", path).code == 0
    assert (ledger(ESA)["state"], ledger(ESA)["reason"]) == ("waived", "略称である")
    assert contents(moon)["items.ja.csv"].decode() == FILES["items.ja.csv"]


@pytest.mark.parametrize("form", FORMATS)
def test_work_made_against_an_older_source_is_refused_and_the_rest_is_taken(form: str, moon: Path, command: Command) -> None:
    path = exported(command, form)
    edited(path, ACCORDS, translation="アルテミス・アコード")
    edited(path, TRACKING, translation="デブリの追跡")
    text = (moon / "items.en.csv").read_text(encoding="utf-8").replace("artemis,Artemis Accords", "artemis,Artemis Accords of 2020")
    (moon / "items.en.csv").write_text(text, encoding="utf-8")
    ran = command("import", path)
    assert ran.code == 1
    (line,) = (each for each in ran.out.splitlines() if "refused: " in each)
    assert ACCORDS in line
    assert "was Artemis Accords, and is Artemis Accords of 2020 now" in line
    assert "アコード" not in "".join(content.decode() for content in contents(moon).values())
    assert "デブリの追跡" in (moon / "items.ja.csv").read_text(encoding="utf-8")


def test_work_that_meets_somebody_elses_is_refused(moon: Path, command: Command) -> None:
    path = exported(command, "csv")
    edited(path, ACCORDS, translation="アルテミス・アコード")
    po = moon / "translations/ja/LC_MESSAGES/items.po"
    po.write_text(po.read_text(encoding="utf-8").replace("アルテミス合意", "アルテミス協定"), encoding="utf-8")
    ran = command("import", path)
    assert ran.code == 1
    assert "somebody else changed it in the meantime: it is アルテミス協定 now (translated)" in ran.out
    assert "アコード" not in po.read_text(encoding="utf-8")


def rows(package: Path, change: Callable[[list[Returned]], list[Returned]]) -> tuple[Plan, list[Returned]]:
    """Give the plan of a package and the rows of its Japanese texts, changed."""
    loaded: Package = loaders.load(str(package))
    assert loaded.plan is not None
    (sheet,) = exchange.sheets(loaded, loaded.plan, ["ja"])
    return loaded.plan, change(as_csv.read(as_csv.write(sheet, messages("ja"))))


REFUSED: dict[str, tuple[Callable[[Returned], Returned], str]] = {
    "an unknown text": (lambda row: row._replace(context="items/x#title", text="新"), "there is no such text to translate into ja"),
    "a source that was edited": (lambda row: row._replace(source="Accords"), "its source was edited in the file; sources are edited in the table"),
    "a mark that was edited": (lambda row: row._replace(mark="ja"), "its mark is not as it was written; export again"),
    "an emptied translation": (lambda row: row._replace(text=""), "it has no translation; only `taiyaku sync --settle` removes one"),
    "a state that follows from others": (
        lambda row: row._replace(state="stale"),
        "stale is no state that can be given; those are: draft, machine, translated, reviewed, waived",
    ),
    "a state that is none": (
        lambda row: row._replace(state="ほぼ完成"),
        "ほぼ完成 is no state that can be given; those are: draft, machine, translated, reviewed, waived",
    ),
    "a reason without need": (lambda row: row._replace(reason="略称"), "a reason is for texts that stay as they are"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_row_that_cannot_be_meant_is_refused(case: str, moon: Path) -> None:
    change, says = REFUSED[case]
    plan, changed = rows(moon, lambda all_: [change(row) if row.context == ACCORDS else row for row in all_])
    outcome = exchange.compared(plan, changed)
    (refused,) = outcome.refused
    assert messages("en").text(refused.says.says, refused.says.values) == says
    assert (outcome.taken, outcome.untouched) == ([], 4)


def test_a_text_that_stands_twice_is_refused_as_a_whole(moon: Path) -> None:
    plan, changed = rows(moon, lambda all_: [*all_, all_[0]._replace(line=99, text="別")])
    outcome = exchange.compared(plan, changed)
    assert [(each.line, each.says.values["lines"]) for each in outcome.refused] == [(changed[0].line, f"{changed[0].line}, 99"), (99, f"{changed[0].line}, 99")]
    assert outcome.taken == []


@pytest.mark.parametrize(
    ("was", "given", "changed", "state"),
    [
        ("missing", "missing", True, "translated"),
        ("stale", "stale", True, "translated"),
        ("reviewed", "reviewed", True, "translated"),
        ("draft", "draft", True, "draft"),
        ("machine", "machine", True, "draft"),
        ("draft", "translated", True, "translated"),
        ("translated", "draft", False, "draft"),
        ("waived", "waived", True, "waived"),
    ],
)
def test_a_new_text_is_translated_unless_somebody_says_otherwise(was: str, given: str, changed: bool, state: str) -> None:  # noqa: FBT001 -- a case of the table
    assert exchange._state(given, was, changed=changed) == state


def test_a_conflict_is_settled_before_anything_is_taken(moon: Path, command: Command) -> None:
    po = moon / "translations/ja/LC_MESSAGES/items.po"
    po.write_text(po.read_text(encoding="utf-8").replace("アルテミス合意", "アルテミス協定"), encoding="utf-8")
    (moon / "items.ja.csv").write_text(FILES["items.ja.csv"].replace("アルテミス合意", "アルテミスの合意"), encoding="utf-8")
    path = exported(command, "csv")
    edited(path, ACCORDS, translation="アルテミス・アコード")
    ran = command("import", path)
    assert ran.code == 1
    assert "it was edited on both sides; settle it first, with `taiyaku sync`" in ran.out


def test_only_what_is_to_be_done_is_exported_if_asked_for(moon: Path, command: Command) -> None:
    ran = command("export", "translations-xliff", "--todo", "--out", "todo")
    assert (ran.code, ran.out) == (0, "todo: 1 file written\n")
    text = (moon / "todo/ja/items.xlf").read_text(encoding="utf-8")
    assert text.count("<trans-unit ") == 1
    assert '<target xml:lang="ja" state="needs-translation"></target>' in text
    assert '<note from="taiyaku">2文で書く。</note>' in text


def test_a_stale_text_shows_the_source_that_it_was_made_from(moon: Path, command: Command) -> None:
    text = (moon / "items.en.csv").read_text(encoding="utf-8").replace("artemis,Artemis Accords", "artemis,Artemis Accords of 2020")
    (moon / "items.en.csv").write_text(text, encoding="utf-8")
    xliff = exported(command, "xliff").read_text(encoding="utf-8")
    old = '<source xml:lang="en">Artemis Accords</source><target xml:lang="ja">アルテミス合意</target>'
    assert f'<alt-trans alttranstype="previous-version">{old}</alt-trans>' in xliff
    assert '<note from="taiyaku">用語: Artemis Accords = アルテミス合意</note>' in xliff
    assert "変更前の原文: Artemis Accords" in exported(command, "csv").read_text(encoding="utf-8")
    path = exported(command, "xliff")
    edited(path, ACCORDS, translation="2020年のアルテミス合意")
    assert command("import", path).code == 0
    assert (ledger(ACCORDS)["state"], ledger(ACCORDS)["source"]) == ("translated", "Artemis Accords of 2020")


def test_texts_of_a_japanese_source_go_into_the_file_of_the_other_language(moon: Path, command: Command) -> None:
    path = exported(command, "csv", "en")
    text = path.read_text(encoding="utf-8-sig")
    assert text.startswith("Name of the text,Table,")
    assert "月極域探査機（LUPEX）,LUPEX,translated" in text
    assert ACCORDS not in text
    edited(path, "items/lupex#title", translation="Lunar Polar Exploration (LUPEX)")
    assert command("import", path).code == 0
    assert "lupex,Lunar Polar Exploration (LUPEX)," in (moon / "items.en.csv").read_text(encoding="utf-8")


UNREADABLE: dict[str, tuple[Format, bytes, str]] = {
    "CSV in another encoding": (as_csv.FORMAT, "text,訳文\n".encode("cp932"), "it is not in UTF-8; save it as “CSV UTF-8”, or use XLSX"),
    "CSV without a header": (as_csv.FORMAT, b"id,title\na,b\n", "it has no header of ours; export writes one"),
    "CSV without a column": (as_csv.FORMAT, b"text,source,translation,state\n", "columns are missing: Mark (leave it)"),
    "CSV with a column twice": (as_csv.FORMAT, "text,訳文,translation\n".encode(), "the column translation stands twice"),
    "CSV that breaks off": (as_csv.FORMAT, b'text,source,translation,state,mark\n"a', "it is no CSV from this line on"),
    "no workbook": (as_xlsx.FORMAT, b"PK", "it cannot be read as a workbook"),
    "no XML": (as_xliff.FORMAT, b"<xliff", "it is no well-formed XML from this line on"),
    "XLIFF 2": (as_xliff.FORMAT, b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "it is no XLIFF 1.2"),
    "XLIFF with entities": (as_xliff.FORMAT, b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "it declares a document type; an XLIFF file has none"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_is_told_so(case: str) -> None:
    form, content, says = UNREADABLE[case]
    with pytest.raises(CannotRead) as raised:
        form.read(content)
    assert messages("en").text(raised.value.says, raised.value.values) == says


def workbook(members: dict[str, bytes]) -> bytes:
    """Give a workbook with other parts."""
    line = Line("items/a#title", "Items", "a", "Title", "name", "en", "A", "B", "translated", "", [], "", "ja translated 0 0")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx.write(Sheet("ja", "items", "Items", [line]), messages("ja")))) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in whole.namelist():
            changed.writestr(name, members.pop(name, whole.read(name)))
        for name, content in members.items():
            changed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_entities_is_refused(encoding: str) -> None:
    strings = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'.encode(encoding)
    with pytest.raises(CannotRead):
        as_xlsx.read(workbook({"xl/sharedStrings.xml": strings}))


def test_a_workbook_that_unpacks_to_far_more_is_refused(moon: Path, command: Command) -> None:
    (moon / "bomb.xlsx").write_bytes(workbook({"xl/media/x.bin": b"\0" * 20_000_000}))
    ran = command("import", "bomb.xlsx")
    assert (ran.code, "bytes" in ran.err) == (2, True)
    assert "Traceback" not in ran.err


def test_cells_that_are_no_text_are_refused_and_numbers_are_what_they_show(moon: Path, command: Command) -> None:
    path = exported(command, "xlsx")
    book = openpyxl.load_workbook(path)
    sheet: Any = book.worksheets[0]
    by_name = {row[0].value: row for row in sheet.iter_rows()}
    by_name[ACCORDS][6].value = '="アルテミス"&"協定"'
    by_name[TRACKING][6].value = 2026
    by_name[ESA][6].value = True
    sheet.append([None] * 5)
    book.save(path)
    ran = command("import", path)
    assert ran.code == 1
    refused = [each.split(": ")[1] for each in ran.out.splitlines() if "the cell in the column Translation is no text" in each]
    assert refused == [ACCORDS, ESA]
    assert "ssa,宇宙状況把握,2026\n" in (moon / "items.ja.csv").read_text(encoding="utf-8")


def test_markup_of_a_tool_is_let_through_where_it_says_nothing_and_else_refused(moon: Path, command: Command) -> None:
    path = exported(command, "xliff")
    text = path.read_text(encoding="utf-8").replace(">アルテミス合意<", '><mrk mtype="seg" mid="0">アルテミス協定</mrk><')
    path.write_text(text.replace(">宇宙状況把握<", '>宇宙<x id="1"/>状況把握<'), encoding="utf-8")
    ran = command("import", path)
    assert (ran.code, "items/ssa#title: refused: its text has the element x; plain text is wanted" in ran.out) == (1, True)
    assert "artemis,アルテミス協定," in (moon / "items.ja.csv").read_text(encoding="utf-8")


STRICT: dict[str, tuple[str, set[str], set[str], set[str]]] = {
    # element: what it may hold, in this order; what it must say of itself, what it may, and what it says in words of the standard
    "xliff": ("(file )+", {"version"}, {"lang"}, set()),
    "file": ("(header )?body ", {"original", "source-language", "datatype"}, {"target-language"}, {"plaintext"}),
    "header": ("(note )*", set(), set(), set()),
    "body": ("(trans-unit )*", set(), set(), set()),
    "trans-unit": (
        "source (target )?((context-group |note |alt-trans )*)",
        {"id"},
        {"resname", "space", "approved", "extradata"},
        {"yes", "no", "preserve"},
    ),
    "source": ("", set(), {"lang"}, set()),
    "target": (
        "",
        set(),
        {"lang", "state", "state-qualifier"},
        {"needs-translation", "needs-review-translation", "translated", "signed-off", "final", "mt-suggestion"},
    ),
    "context-group": ("(context )+", set(), {"purpose"}, {"information"}),
    "context": ("", {"context-type"}, set(), {"x-table", "x-record", "x-field"}),
    "note": ("", set(), {"from"}, set()),
    "alt-trans": ("(source )?(target )+", set(), {"alttranstype"}, {"previous-version"}),
}
"""What of XLIFF 1.2 (OASIS, xliff-core-1.2-strict.xsd) we use."""
FREE = {"version", "lang", "original", "source-language", "target-language", "id", "resname", "extradata", "from"}


def broken(element: Any) -> list[str]:
    """Give what of a document is not as the schema of the standard has it."""
    name = element.tag.removeprefix("{urn:oasis:names:tc:xliff:document:1.2}")
    inside, must, may, words = STRICT[name]
    own = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    found = [f"{name} holds {tags}" for tags in ["".join(f"{each.tag.rpartition('}')[2]} " for each in element)] if not re.fullmatch(inside, tags)]
    found += [f"{name} says {sorted(own)}"] if not must <= own.keys() <= must | may else []
    found += [f"{name}: {key}={value}" for key, value in own.items() if key not in FREE and value not in words]
    return found + [each for child in element for each in broken(child)]


def stores(folder: Path) -> dict[Path, Any]:
    """Read the exported files with translate-toolkit."""
    from translate.storage.xliff import xlifffile

    return {path: xlifffile.parsefile(str(path)) for path in sorted(folder.rglob("*.xlf"))}  # type: ignore[no-untyped-call]


def test_xliff_files_are_as_the_standard_wants_them_and_come_back_whole_from_another_tool(committed: Path, command: Command, tmp_path: Path) -> None:
    project, out = tmp_path / "project", tmp_path / "out"
    shutil.copytree(committed, project)
    english, japanese = (project / "datapackage/data" / f"items.{language}.csv" for language in ("en", "ja"))
    english.write_text(english.read_text(encoding="utf-8").replace("removal (ADR) in field 8", "removal (ADR) in field eight", 1), encoding="utf-8")
    assert command("export", "translations-xliff", project, "--out", out).code == 0
    read = stores(out)
    assert len(read) >= 10
    for path, store in read.items():
        root = store.document.getroot()
        assert broken(root) == [], path
        (file,) = root
        units = list(file.iter("{*}trans-unit"))
        assert len({unit.get("id") for unit in units}) == len(units) == len(store.units)
        assert {text.get("{http://www.w3.org/XML/1998/namespace}lang") for text in file.iter("{*}source")} == {file.get("source-language")}
        assert {text.get("{http://www.w3.org/XML/1998/namespace}lang") for text in file.iter("{*}target")} == {file.get("target-language")}
        store.savefile(str(path))
    before = contents(project)
    for path in read:
        ran = command("import", path, project)
        assert (ran.code, ": 0 taken, 0 refused, " in ran.out) == (0, True), ran.out
    assert contents(project).keys() == before.keys()
    store = stores(out)[out / "ja/items.xlf"]
    unit = next(each for each in store.units if each.xmlelement.get("id") == "items/active-debris-removal#title")
    assert [(each.source, each.target) for each in unit.getalttrans()] == [("Active debris removal (ADR) in field 8", "分野8における積極的デブリ除去（ADR）")]
    unit.target = "分野8の\n積極的デブリ除去 <ADR>"
    unit.markapproved()
    store.save()
    ran = command("import", out / "ja/items.xlf", project)
    assert (ran.code, ran.out.splitlines()[0]) == (0, f"{out / 'ja/items.xlf'}: 1 taken, 0 refused, {len(store.units) - 1} untouched")
    assert '"分野8の\n積極的デブリ除去 <ADR>"' in japanese.read_text(encoding="utf-8")


def test_what_the_standard_forbids_is_noticed() -> None:
    from translate.storage.xliff import xlifffile

    line = Line("items/a#title", "Items", "a", "Title", "name", "en", "A", "B", "machine", "", ["seen"], "old", "ja machine 0 0")
    good = as_xliff.write(Sheet("ja", "items", "Items", [line]), messages("en")).decode()
    for old, new in (("", ""), ('approved="no"', 'approved="maybe"'), ("<target ", "<target href='x' "), (' state="needs', ' state="perhaps')):
        store: Any = xlifffile.parsestring(good.replace(old, new, 1).encode())  # type: ignore[no-untyped-call]
        assert (broken(store.document.getroot()) == []) is (not old), old


@pytest.mark.parametrize(
    ("state", "approved", "was", "expected"),
    [
        ("needs-review-translation", "no", "stale", "stale"),
        ("needs-review-translation", "yes", "stale", "translated"),
        ("translated", "no", "translated", "draft"),
        ("translated", "", "translated", "translated"),
        ("", "", "missing", "missing"),
        ("signed-off", "yes", "translated", "reviewed"),
        ("final", "yes", "waived", "waived"),
        ("final", "yes", "draft", "reviewed"),
        ("needs-l10n", "yes", "translated", "draft"),
    ],
)
def test_states_of_other_tools_are_understood(state: str, approved: str, was: str, expected: str) -> None:
    unit = as_xliff._Unit(1, "items/a#title", f"ja {was} 0 0", approved, state=state)
    assert as_xliff._state(unit, was) == expected


def test_what_a_format_cannot_hold_is_said_before_anything_is_written() -> None:
    line = Line("items/a#title", "Items", "a", "Title", "name", "en", "A", "長" * 32_768, "translated", "", [], "", "ja translated 0 0")
    with pytest.raises(CannotWrite, match="cannot stand in a cell"):
        as_xlsx.write(Sheet("ja", "items", "Items", [line]), messages("ja"))
    with pytest.raises(CannotWrite, match="XML cannot hold"):
        as_xliff.write(Sheet("ja", "items", "Items", [line._replace(text="\x00")]), messages("ja"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["import", "items.csv"], "it has no header of ours"),
        (["import", "notes.txt"], "has none of the endings .csv, .xlf, .xliff, .xlsx"),
        (["import", "none.csv"], "none.csv cannot be read"),
        (["import", "items.csv", "--reviewed-on", "yesterday"], "yesterday is no date of the form YYYY-MM-DD"),
        (["import", "none.xlsx"], "none.xlsx cannot be read"),
        (["export", "translations-ods", "--out", "o"], "there is no format translations-ods"),
        (["export", "csv", "--todo", "--out", "o"], "--todo is for the formats whose names begin with translations-"),
        (["export", "translations-csv", "--language", "fr", "--out", "o"], "moon has no language fr; it has: en, ja"),
    ],
)
def test_wrong_usage_is_told(words: list[str], says: str, moon: Path, command: Command) -> None:
    (moon / "notes.txt").write_text("訳文", encoding="utf-8")
    ran: Ran = command(*words)
    assert ran.code == 2
    assert says in ran.err


def test_a_package_without_locale_files_says_so(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(FILES))
    Path("t.csv").write_text("text,source,translation,state,mark\n", encoding="utf-8")
    for words in (["export", "translations-csv", "--out", "o"], ["import", "t.csv"]):
        ran = command(*words)
        assert (ran.code, "moon keeps no locale files; `taiyaku sync` makes them" in ran.err) == (2, True)
