"""`taiyaku check --fix`: what has one right form gets it, and not a byte beside it changes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku import fixes, loaders, report
from taiyaku.languages.protected import outside
from taiyaku.languages.unclean import cleaned
from taiyaku.loaders.edits import replaced
from taiyaku.model import Artifact, Check, Edit, Package, Problem, Severity
from tests.conftest import Command, Write
from tests.test_cli import CLEAN, JAPANESE, LANGUAGES, PAIR, told

UNCLEAN: dict[str, str | bytes] = {
    **CLEAN,
    "items.en.csv": 'id,title\r\nmmx," Martian Moons\u200b eXploration"\r\ncalet,"CALET, the ""telescope"" "\r\nvenus,Venus\r\n',
    "items.ja.csv": "id,title\nmmx,火星衛星探査計画\ncalet,高ｴﾈﾙｷﾞｰ電子・カ\u3099ンマ線観測装置\nvenus,\u3000金星",
}
MENDED = {
    "items.en.csv": 'id,title\r\nmmx,"Martian Moons eXploration"\r\ncalet,"CALET, the ""telescope"""\r\nvenus,Venus\r\n',
    "items.ja.csv": "id,title\nmmx,火星衛星探査計画\ncalet,高エネルギー電子・ガンマ線観測装置\nvenus,金星",
}


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def wrong(package: Package, check: Check) -> list[Problem]:
    """Give what a check finds in a package, under its own name."""
    asked: Mapping[str, Check] = report.catalogue() if check.review else {check.id: check}
    return [each.problem for each in report.judge(package, asked).findings if each.check in (check.id, *check.family)]


def test_fix_mends_the_cells_and_leaves_every_other_byte(write: Write, command: Command) -> None:
    folder = write(UNCLEAN)
    before = contents(folder)
    ran = command("check", folder, "--fix", "--select", "texts")
    assert ran.code == 0
    after = contents(folder)
    assert {name for name in after if after[name] != before[name]} == set(MENDED)
    assert {name: after[name].decode() for name in MENDED} == MENDED
    assert f"{folder}/items.ja.csv:4:7: mended: “\\u{{3000}}金星” → “金星” [text-unclean]" in ran.err.replace("\u3000", "\\u{3000}").splitlines()
    assert ran.err.count("[text-unclean]") == 4


def test_a_second_run_writes_nothing(write: Write, command: Command) -> None:
    folder = write(UNCLEAN)
    command("check", folder, "--fix")
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    again = command("check", folder, "--fix", "--select", "texts")
    assert (again.code, again.err) == (0, "")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == stamps


def test_a_dry_run_shows_the_same_and_writes_nothing(write: Write, command: Command) -> None:
    folder = write(UNCLEAN)
    before = contents(folder)
    for language in LANGUAGES:
        ran = command("check", folder, "--fix", "--dry-run", "--lang", language)
        assert ran.code == 1
        assert ran.err.count("[text-unclean]") == 4
        assert bool(JAPANESE.search(ran.err.splitlines()[0].partition(": ")[2].partition("「")[0].partition("“")[0])) == (language == "ja")
        assert "[text-unclean]" in told(ran).replace(ran.err, "")
        assert contents(folder) == before


def test_only_what_is_reported_is_mended(write: Write, command: Command) -> None:
    waiver = "- check: text-unclean\n  table: items\n  id: venus\n  field: title\n  reason: The blank belongs to the name.\n  owner: curators\n"
    folder = write({**UNCLEAN, "waivers.yaml": waiver})
    before = contents(folder)
    assert command("check", folder, "--fix", "--ignore", "text-unclean,structure").err == ""
    assert contents(folder) == before
    command("check", folder, "--fix", "--select", "texts")
    assert contents(folder)["items.ja.csv"].decode().endswith("venus,\u3000金星")
    assert contents(folder)["items.en.csv"].decode() == MENDED["items.en.csv"]


def test_dry_run_without_fix_is_wrong_usage(write: Write, command: Command) -> None:
    ran = command("check", write(CLEAN), "--dry-run")
    assert (ran.code, ran.out) == (2, "")
    assert "--fix" in ran.err


def test_what_is_no_folder_is_not_mended(write: Write, command: Command, tmp_path: Path) -> None:
    import shutil

    archive = shutil.make_archive(str(tmp_path / "moon"), "zip", write(UNCLEAN))
    ran = command("check", archive, "--fix")
    assert (ran.code, ran.out) == (2, "")
    assert "moon.zip" in told(ran)


def test_a_file_that_somebody_changed_in_the_meantime_is_left_alone(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(UNCLEAN)
    rounds = fixes.rounds

    def meanwhile(*arguments: object) -> fixes.Fixed:
        fixed = rounds(*arguments)  # type: ignore[arg-type]  # passed on as they come
        (folder / "items.ja.csv").write_text("id,title\nmmx,探査計画\n", encoding="utf-8")
        return fixed

    monkeypatch.setattr(fixes, "rounds", meanwhile)
    before = contents(folder)["items.en.csv"]
    for language in LANGUAGES:
        ran = command("check", folder, "--fix", "--select", "texts", "--lang", language)
        assert ran.code == 2
        assert "items.ja.csv" in told(ran)
        assert contents(folder)["items.en.csv"] == before
        assert contents(folder)["items.ja.csv"].decode() == "id,title\nmmx,探査計画\n"
        (folder / "items.ja.csv").write_bytes(str(UNCLEAN["items.ja.csv"]).encode())


def test_a_file_that_cannot_be_written_gives_2(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    folder = write(UNCLEAN)
    before = contents(folder)
    monkeypatch.setattr(os, "fsync", full)
    assert command("check", folder, "--fix").code == 2
    assert contents(folder) == before


def test_a_text_that_its_translator_has_edited_is_mended_only_after_the_sync(write: Write, command: Command) -> None:
    described = json.loads(PAIR)
    described["resources"].insert(0, {"name": "items", "path": "items.csv"})
    facts = "id,source_language,year\nmmx,en,2026\n"
    files = {"datapackage.json": json.dumps(described), "items.csv": facts, "items.ja.csv": "id,title\nmmx,火星衛星探査計画 \n", "translations/.keep": ""}
    folder = write({**CLEAN, **files})
    po, table = folder / "translations" / "ja" / "LC_MESSAGES" / "items.po", folder / "items.ja.csv"
    assert command("sync", folder, "--adopt", "translated").code == 0
    po.write_text(po.read_text(encoding="utf-8").replace("探査計画 ", "探査（MMX） "), encoding="utf-8")
    ran = command("check", folder, "--fix", "--select", "text-unclean")
    assert (ran.code, ran.err) == (1, "")
    assert table.read_text(encoding="utf-8") == "id,title\nmmx,火星衛星探査計画 \n"
    assert command("sync", folder).code == 0
    assert command("check", folder, "--fix", "--select", "text-unclean").code == 0
    assert table.read_text(encoding="utf-8") == "id,title\nmmx,火星衛星探査（MMX）\n"
    assert command("sync", folder).code == 0
    assert 'msgstr "火星衛星探査（MMX）"' in po.read_text(encoding="utf-8")


# Cells in their bytes


def mended(files: Mapping[str, str | bytes], *edits: Edit) -> tuple[str, list[Edit]]:
    """Put edits into the English table of a package in memory."""
    package = loaders.example({name: str(content) for name, content in files.items()})
    content, done = replaced(package.tables["items.en"], edits)
    return content.decode(), done


def table(content: str, **dialect: object) -> dict[str, str | bytes]:
    """Give the package with this English table."""
    described = json.loads(PAIR)
    described["resources"][0] |= {"dialect": dialect} if dialect else {}
    return {**CLEAN, "datapackage.json": json.dumps(described), "items.en.csv": content}


QUOTING = {
    "plain stays plain": ("id,title\nmmx,Moon\n", "Moon", "Moons", "id,title\nmmx,Moons\n"),
    "quotes that are needed come": ("id,title\nmmx,Moon\n", "Moon", "Moon, Mars", 'id,title\nmmx,"Moon, Mars"\n'),
    "quotes that were needed go": ('id,title\nmmx,"Moon, Mars"\n', "Moon, Mars", "Moon", "id,title\nmmx,Moon\n"),
    "quotes that were not needed stay": ('id,title\nmmx,"Moon"\n', "Moon", "Mars", 'id,title\nmmx,"Mars"\n'),
    "quotes are doubled": ('id,title\nmmx,"The ""Moon"""\n', 'The "Moon"', 'A "Moon"', 'id,title\nmmx,"A ""Moon"""\n'),
    "line ends stay": ('id,title\r\nmmx,"Moon\r\nMars "\r\n', "Moon\r\nMars ", "Moon\r\nMars", 'id,title\r\nmmx,"Moon\r\nMars"\r\n'),
    "a last line without its end": ("id,title\nmmx,Moon", "Moon", "Mars", "id,title\nmmx,Mars"),
    "an empty last cell": ("id,title\nmmx,", "", "Moon", "id,title\nmmx,Moon"),
    "a byte order mark stays": ("\ufeffid,title\nmmx,Moon\n", "Moon", "Mars", "\ufeffid,title\nmmx,Mars\n"),
    "characters beyond the first plane": ("id,title\n𠮷野家,月\n", "月", "火星", "id,title\n𠮷野家,火星\n"),
}


@pytest.mark.parametrize("name", QUOTING)
def test_a_cell_is_replaced_where_it_stands(name: str) -> None:
    content, old, new, wanted = QUOTING[name]
    edit = Edit("items.en", 0, "title", old, new)
    assert mended(table(content), edit) == (wanted, [edit])


NOT = {
    "a cell that holds something else": (table("id,title\nmmx,Moon\n"), Edit("items.en", 0, "title", "Sun", "Mars")),
    "a column that is not there": (table("id,title\nmmx,Moon\n"), Edit("items.en", 0, "note", "", "Mars")),
    "a row that is not there": (table("id,title\nmmx,Moon\n"), Edit("items.en", 7, "title", "Moon", "Mars")),
    "a cell that the row has not": (table("id,title\nmmx\n"), Edit("items.en", 0, "title", "", "Mars")),
    "quotes that are not doubled": (table("id,title\nmmx,Moon\n", doubleQuote=False), Edit("items.en", 0, "title", "Moon", 'A "Moon"')),
}


@pytest.mark.parametrize("name", NOT)
def test_what_cannot_be_done_for_sure_is_left(name: str) -> None:
    files, edit = NOT[name]
    assert mended(files, edit) == (files["items.en.csv"], [])


def test_a_table_in_another_encoding_keeps_it() -> None:
    described = json.loads(PAIR)
    described["resources"][0]["encoding"] = "cp932"
    files = {"datapackage.json": json.dumps(described).encode(), "items.en.csv": "id,title\nmmx,ｶﾞ月\n".encode("cp932")}
    from taiyaku.loaders.from_descriptor import assemble
    from taiyaku.loaders.from_memory import Memory

    read = assemble(Memory(files), "", ".").tables["items.en"]
    content, done = replaced(read, [Edit("items.en", 0, "title", "ｶﾞ月", "ガ月")])
    assert (content.decode("cp932"), len(done)) == ("id,title\nmmx,ガ月\n", 1)
    content, done = replaced(read, [Edit("items.en", 0, "title", "ｶﾞ月", "𠮷")])
    assert (content, done) == (files["items.en.csv"], [])


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6) | st.sampled_from(['"', ",", "\n", ' "', "月,", ""])


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), CELLS, st.data())
def test_any_cell_may_become_any_text(rows: list[tuple[str, str]], new: str, data: st.DataObject) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))).writerows([("id", "title"), *rows])
    at = data.draw(st.integers(0, len(rows) - 1))
    edit = Edit("items.en", at, "title", rows[at][1], new)
    content, done = mended(table(out.getvalue()), edit)
    wanted = [list(row) for row in rows]
    wanted[at][1] = new
    assert done == [edit]
    assert list(csv.reader(io.StringIO(content, newline=""))) == [["id", "title"], *wanted]


# Rounds


def fixing(name: str, *gives: Edit | Artifact) -> Check:
    """Give a check that always finds something, and gives these where the cells are still the old ones."""

    def run(package: Package) -> list[Problem]:
        return [Problem(package.descriptor.where())]

    def fix(package: Package, _problems: object) -> list[Edit | Artifact]:
        return [each for each in gives if isinstance(each, Artifact) or package.tables[each.table].frame[each.column][each.row] == each.old]

    return Check(name, "texts", "0.1.0", Severity.ERROR, "says", "why", {}, {}, run=run, fix=fix)


def rounds(*checks: Check) -> fixes.Fixed:
    """Mend the clean package by these checks."""
    return mending({name: str(content) for name, content in CLEAN.items()}, {check.id: check for check in checks})


def mending(files: Mapping[str, str], asked: Mapping[str, Check]) -> fixes.Fixed:
    """Mend files in memory by these checks."""

    def load(changed: Mapping[str, bytes], *, as_synced: bool) -> Package:
        assert as_synced in (True, False)
        return loaders.example({**files, **{name: content.decode() for name, content in changed.items()}})

    return fixes.rounds(load, lambda package: report.judge(package, asked))


FIRST = Edit("items.en", 0, "title", "Martian Moons eXploration", "MMX")


def test_one_fix_may_make_room_for_the_next() -> None:
    fixed = rounds(fixing("one", FIRST), fixing("two", Edit("items.en", 0, "title", "MMX", "The MMX")))
    assert fixed.files == {"items.en.csv": b"id,title\nmmx,The MMX\n"}
    assert fixed.before == {"items.en.csv": str(CLEAN["items.en.csv"]).encode()}
    assert [(each.check, each.new) for each in fixed.done] == [("one", "MMX"), ("two", "The MMX")]


def test_of_two_wishes_for_one_cell_the_first_is_taken() -> None:
    fixed = rounds(fixing("one", FIRST), fixing("two", Edit("items.en", 0, "title", FIRST.old, "Mars")))
    assert fixed.files == {"items.en.csv": b"id,title\nmmx,MMX\n"}


def test_a_whole_file_waits_for_the_cells_in_it() -> None:
    fixed = rounds(fixing("one", Artifact("items.en.csv", b"id,title\nmmx,MMX!\n")), fixing("two", FIRST))
    assert fixed.files == {"items.en.csv": b"id,title\nmmx,MMX!\n"}
    assert [(each.check, each.old) for each in fixed.done] == [("two", FIRST.old), ("one", "")]


def test_fixes_that_undo_each_other_are_a_defect_of_ours() -> None:
    with pytest.raises(ValueError, match=r"after 10 rounds .*'back', 'forth'"):
        rounds(fixing("forth", FIRST), fixing("back", Edit("items.en", 0, "title", "MMX", FIRST.old)))


def test_what_comes_out_as_it_was_is_not_written() -> None:
    assert rounds(fixing("one", Edit("items.en", 0, "title", FIRST.old, FIRST.old), Artifact("items.en.csv", str(CLEAN["items.en.csv"]).encode()))).files == {}


@pytest.mark.parametrize("check", [each for each in report.catalogue().values() if each.fix], ids=lambda check: check.id)
def test_every_fix_mends_what_its_check_calls_bad(check: Check) -> None:
    files = dict(check.bad)
    fixed = mending(files, {check.id: check})
    before, after = (wrong(loaders.example(files | more), check) for more in ({}, {name: content.decode() for name, content in fixed.files.items()}))
    assert len(after) < len(before)
    assert fixed.done


# What is protected


TEXTS = {
    "blanks around": ("en", " Moon \u3000", "Moon"),
    "blanks in a row": ("en", "Moon  and   Mars", "Moon and Mars"),
    "full-width blanks in a row": ("ja", "月\u3000\u3000火星", "月\u3000火星"),
    "what nobody can see": ("en", "MM\u200bX\u2060 so\u00adlar\ufeff", "MMX solar"),
    "half-width katakana": ("ja", "ｶﾞﾝﾏ線ﾊﾞｰｽﾄ｡", "ガンマ線バースト。"),
    "half-width katakana in English": ("en", "ｶﾞ", "ｶﾞ"),
    "a voicing mark that stands alone": ("ja", "カ\u3099ンマ線、ハ\u309aルサー", "ガンマ線、パルサー"),
    "a Kangxi radical": ("ja", "⽉と⽕星", "月と火星"),
    "an address": ("en", "see https://example.org/a\u200bb ", "see https://example.org/a\u200bb"),
    "a tag": ("en", 'a <span title="a  b">c  d</span>', 'a <span title="a  b">c d</span>'),
    "a placeholder": ("en", "{a  b} of %(c  d)s  in  ${e  f}", "{a  b} of %(c  d)s in ${e  f}"),
    "code": ("ja", "`a  ｱ`  ｱ", "`a  ｱ` ア"),
    "an emoji with joiners": ("ja", "👩\u200d🚀と月", "👩\u200d🚀と月"),
    "a flag of tags": (
        "en",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_cleaned_outside_of_what_is_no_language(name: str) -> None:
    language, text, wanted = TEXTS[name]
    assert cleaned(text, language) == wanted


@given(st.text(alphabet="a月 \u3000\u200bｶﾞ\u3099<>{}`%()s:/", max_size=30), st.sampled_from(LANGUAGES))
def test_cleaning_twice_is_cleaning_once(text: str, language: str) -> None:
    once = cleaned(text, language)
    assert cleaned(once, language) == once


@given(st.text(alphabet="ab <>{}`%()s:/@.&;", max_size=30))
def test_nothing_is_lost_between_what_is_protected(text: str) -> None:
    assert outside(text, lambda part: part) == text


def test_a_text_that_would_be_empty_is_left_to_a_person(write: Write, command: Command) -> None:
    folder = write({**CLEAN, "items.en.csv": "id,title\nmmx,\u200b\n"})
    before = contents(folder)
    assert command("check", folder, "--fix", "--select", "text-unclean").code == 1
    assert contents(folder) == before
