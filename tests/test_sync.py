"""``taiyaku sync`` on files: the rule of sync row by row through the whole command, and what stops it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from taiyaku import loaders
from taiyaku.loaders import from_po
from taiyaku.model import Message
from taiyaku.translations.ledger import lines
from taiyaku.translations.settle import hashed
from tests.conftest import Command, Ran, Write

PO, EN_PO = "translations/ja/LC_MESSAGES/items.po", "translations/en/LC_MESSAGES/items.po"
LEDGER, EN_LEDGER = "translations/ja/ledger/items.csv", "translations/en/ledger/items.csv"
NINTH = "jp-us-dialogue-9"
OLD, NEW = "The 9th meeting was held in Tokyo.", "The 9th meeting was held in Kyoto."
JA, JA_PO, JA_CSV = "第9回会合が東京で開催された。", "第九回会合が東京で開催された。", "第9回会合を東京で開催した。"
MARK = f"items/{NINTH}#summary"


def table(columns: Iterable[str], *rows: Iterable[str]) -> str:
    """Write a CSV table."""
    return lines([[*columns], *map(list, rows)])


def descriptor(*names: str, languages: Iterable[str] = ("en", "ja"), **schemas: object) -> str:
    """Write a descriptor of these tables."""
    resources = [{"name": name, "path": f"{name}.csv", **({"schema": schemas[name]} if name in schemas else {})} for name in names]
    return json.dumps({"name": "moon", "languages": [*languages], "resources": resources})


FILES: Mapping[str, str] = {
    "datapackage.json": descriptor("items", "items.en", "items.ja", "redirects"),
    "items.csv": table(("id", "source_language"), (NINTH, "en"), ("h3-rocket", "ja")),
    "items.en.csv": table(("id", "summary"), (NINTH, OLD), ("h3-rocket", "The H3 rocket was launched.")),
    "items.ja.csv": table(("id", "summary"), (NINTH, JA), ("h3-rocket", "H3ロケットが打ち上げられた。")),
    "redirects.csv": table(("table", "id", "replaced_by", "reason", "since")),
}


class Folder:
    """A package on disk, edited as people do."""

    def __init__(self, root: Path, command: Command) -> None:
        self.root, self._command = root, command

    def sync(self, *words: str) -> Ran:
        """Run the command."""
        return self._command("sync", *words, self.root)

    def agreed(self, *words: str) -> Folder:
        """Bring the package in sync for the first time."""
        assert self.sync("--adopt", "translated", *words).code == 0
        return self

    def text(self, name: str) -> str:
        """Give a file."""
        return (self.root / name).read_bytes().decode()

    def edit(self, name: str, *pairs: tuple[str, str]) -> None:
        """Replace texts that stand once in a file."""
        text = self.text(name)
        for old, new in pairs:
            assert text.count(old) == 1, (old, text)
            text = text.replace(old, new)
        (self.root / name).write_bytes(text.encode())

    def cell(self, id_: str = NINTH, column: str = "summary", name: str = "items.ja.csv") -> str:
        """Give a cell."""
        return next(row[column] for row in csv.DictReader(io.StringIO(self.text(name), newline="")) if row["id"] == id_)

    def entry(self, context: str = MARK, name: str = PO, *, obsolete: bool = False) -> Message | None:
        """Give an entry of a locale file."""
        found = from_po.read(self.text(name).encode(), name).messages if (self.root / name).exists() else ()
        return next((each for each in found if each.context == context and each.obsolete is obsolete), None)

    def row(self, id_: str = NINTH, name: str = LEDGER) -> dict[str, str]:
        """Give a row of a ledger."""
        return next(row for row in csv.DictReader(io.StringIO(self.text(name), newline="")) if row["id"] == id_)

    def all(self) -> dict[str, bytes]:
        """Give all files."""
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in sorted(self.root.rglob("*")) if path.is_file()}

    def held(self) -> tuple[str, ...]:
        """Give what must not move while somebody has to settle the text that the tests are about."""
        entry = self.entry()
        assert entry is not None
        english = self.entry(name=EN_PO)
        return (entry.source, entry.target, *self.row().values(), str(english), self.text("items.en.csv"), self.text("items.ja.csv"))

    def told(self) -> tuple[str, str, str, bool, str]:
        """Give cell, msgid, msgstr, flag, and the remembered state of the text that the tests are about."""
        entry = self.entry()
        assert entry is not None
        return self.cell(), entry.source, entry.target, entry.fuzzy, self.row()["state"]


@pytest.fixture
def folder(write: Write, command: Command) -> Folder:
    """Give the package of these tests, which nobody has synced yet."""
    return Folder(write(FILES), command)


ROWS: dict[str, tuple[list[tuple[str, str, str]], int, tuple[str, str, str, bool, str]]] = {
    # what is edited (file, old, new); exit code; cell, msgid, msgstr, flag, remembered state
    "nothing": ([], 0, (JA, OLD, JA, False, "translated")),
    "the translator edited": ([(PO, JA, JA_PO)], 0, (JA_PO, OLD, JA_PO, False, "translated")),
    "the translator edited and set the flag": (
        [(PO, f'msgctxt "{MARK}"', f'#, fuzzy\nmsgctxt "{MARK}"'), (PO, JA, JA_PO)],
        0,
        (JA_PO, OLD, JA_PO, True, "draft"),
    ),
    "the flag was set by hand": ([(PO, f'msgctxt "{MARK}"', f'#, fuzzy\nmsgctxt "{MARK}"')], 0, (JA, OLD, JA, True, "draft")),
    "the curator edited the translation": ([("items.ja.csv", JA, JA_CSV)], 0, (JA_CSV, OLD, JA_CSV, False, "translated")),
    "the curator edited both": ([("items.ja.csv", JA, JA_CSV), ("items.en.csv", OLD, NEW)], 0, (JA_CSV, NEW, JA_CSV, True, "draft")),
    "both edited alike": ([("items.ja.csv", JA, JA_PO), (PO, JA, JA_PO)], 0, (JA_PO, OLD, JA_PO, False, "translated")),
    "both edited differently": ([("items.ja.csv", JA, JA_CSV), (PO, JA, JA_PO)], 1, (JA_CSV, OLD, JA_PO, False, "translated")),
    "only the source changed": ([("items.en.csv", OLD, NEW)], 0, (JA, NEW, JA, True, "translated")),
    "the source changed while the translator edited": ([("items.en.csv", OLD, NEW), (PO, JA, JA_PO)], 0, (JA_PO, NEW, JA_PO, True, "translated")),
    "the msgid was damaged": ([(PO, f'msgid "{OLD}"', 'msgid "?"')], 0, (JA, OLD, JA, False, "translated")),
    "the msgid was damaged and the text edited": ([(PO, f'msgid "{OLD}"', 'msgid "?"'), (PO, JA, JA_PO)], 1, (JA, "?", JA_PO, False, "translated")),
    "the cell was emptied": ([("items.ja.csv", JA, "")], 1, ("", OLD, JA, False, "translated")),
    "the entry was emptied": ([(PO, f'msgstr "{JA}"', 'msgstr ""')], 1, (JA, OLD, "", False, "translated")),
    "both were emptied": ([("items.ja.csv", JA, ""), (PO, f'msgstr "{JA}"', 'msgstr ""')], 0, ("", OLD, "", False, "missing")),
}


@pytest.mark.parametrize("name", ROWS)
def test_the_rule_of_sync_holds_through_the_command(name: str, folder: Folder) -> None:
    edits, code, told = ROWS[name]
    folder.agreed()
    for path, old, new in edits:
        folder.edit(path, (old, new))
    before = folder.all()
    assert folder.sync("--dry-run").code == code
    assert folder.all() == before
    ran = folder.sync()
    assert (ran.code, ran.err, folder.told()) == (code, "", told)
    after = folder.all()
    assert folder.sync().code == code
    assert folder.all() == after
    if not edits or code:
        assert after == before


def test_a_stale_text_shows_its_old_source_until_somebody_says_that_it_is_right(folder: Folder) -> None:
    folder.agreed()
    folder.edit("items.en.csv", (OLD, NEW))
    folder.sync()
    assert f'#, fuzzy\n#| msgid "{OLD}"\nmsgctxt "{MARK}"\nmsgid "{NEW}"\nmsgstr "{JA}"\n' in folder.text(PO)
    assert folder.row()["source"] == OLD
    folder.edit("items.en.csv", (NEW, OLD))
    folder.sync()
    assert folder.told() == (JA, OLD, JA, False, "translated")
    assert "#|" not in folder.text(PO)
    folder.edit("items.en.csv", (OLD, NEW))
    folder.sync()
    folder.edit(PO, (f'#, fuzzy\n#| msgid "{OLD}"\n', ""))
    assert "found right" in folder.sync().out
    assert folder.told() == (JA, NEW, JA, False, "translated")
    assert folder.row()["source"] == NEW


@pytest.mark.parametrize(("side", "text", "other"), [("po", JA_PO, JA_CSV), ("csv", JA_CSV, JA_PO)])
@pytest.mark.parametrize("way", ["prefer", "settle", "settle in one language"])
def test_a_conflict_is_settled_and_the_other_text_stays_in_the_ledger(way: str, side: str, text: str, other: str, folder: Folder) -> None:
    folder.agreed()
    folder.edit("items.ja.csv", (JA, JA_CSV))
    folder.edit(PO, (JA, JA_PO))
    told = folder.sync().out
    assert f"--settle '{MARK}=po'" in told
    assert JA_PO in told
    words = {"prefer": ("--prefer", side), "settle": ("--settle", f"{MARK}={side}")}.get(way, ("--settle", f"ja:{MARK}={side}"))
    assert folder.sync(*words).code == 0
    assert folder.told() == (text, OLD, text, False, "translated")
    assert json.loads(folder.row()["replaced"]) == [other]


def test_two_texts_without_a_memory_need_somebody_to_prefer_one(write: Write, command: Command) -> None:
    po = f'msgid ""\nmsgstr ""\n\nmsgctxt "{MARK}"\nmsgid "{OLD}"\nmsgstr "{JA_PO}"\n'
    folder = Folder(write({**FILES, PO: po}), command)
    assert folder.sync("--adopt", "translated").code == 1
    assert (folder.cell(), folder.entry()) == (JA, Message(MARK, OLD, JA_PO, line=folder.text(PO)[: folder.text(PO).index(f'msgid "{OLD}"')].count("\n") + 1))
    assert folder.sync("--adopt", "translated", "--prefer", "po").code == 0
    assert folder.told() == (JA_PO, OLD, JA_PO, False, "translated")
    assert json.loads(folder.row()["replaced"]) == [JA]


def test_a_text_is_given_a_state_with_who_and_when_and_why(folder: Folder) -> None:
    folder.agreed("--origin", "project")
    assert folder.row()["origin"] == "project"
    assert folder.sync("--settle", f"{MARK}=reviewed", "--translator", "佐藤", "--reviewed-on", "2026-05-01").code == 0
    assert [folder.row()[name] for name in ("state", "translator", "reviewed_on", "origin")] == ["reviewed", "佐藤", "2026-05-01", "project"]
    assert folder.sync("--settle", f"{MARK}=waived", "--reason", "an acronym").code == 0
    assert [folder.row()[name] for name in ("state", "reason")] == ["waived", "an acronym"]


def test_only_who_says_so_removes_a_text_and_the_ledger_keeps_it(folder: Folder) -> None:
    folder.agreed()
    folder.edit("items.ja.csv", (JA, ""))
    assert folder.sync("--settle", f"{MARK}=csv").code == 0
    assert folder.told() == (JA, OLD, JA, False, "translated")
    assert folder.sync("--settle", f"{MARK}=empty").code == 0
    assert folder.told() == ("", OLD, "", False, "missing")
    assert json.loads(folder.row()["replaced"]) == [JA]


@pytest.mark.parametrize(
    "words",
    [
        ("--settle", f"{MARK}=maybe"),
        ("--settle", "po"),
        ("--settle", f"{MARK}=waived"),
        ("--settle", "items/nobody#summary=po"),
        ("--settle", f"en:{MARK}=po"),
        ("--reviewed-on", "1 May 2026"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(words: tuple[str, ...], folder: Folder) -> None:
    folder.agreed()
    folder.edit(PO, (JA, JA_PO))
    before = folder.all()
    ran = folder.sync(*words)
    assert (ran.code, folder.all()) == (2, before)
    assert ran.err.count("\n") == 1


def test_who_translated_is_taken_from_the_option_or_from_the_editor_s_header(folder: Folder) -> None:
    folder.agreed()
    folder.edit(PO, ('"Last-Translator: \\n"', '"Last-Translator: 佐藤 花子 <hanako@example.org>\\n"\n"X-Generator: Poedit 3.5\\n"'), (JA, JA_PO))
    folder.sync()
    assert folder.row()["translator"] == "佐藤 花子"
    assert '"X-Generator: Poedit 3.5\\n"' in folder.text(PO)
    folder.edit(PO, (JA_PO, JA_CSV))
    folder.sync("--translator", "鈴木")
    assert folder.row()["translator"] == "鈴木"


def test_a_deleted_record_is_kept_in_memory_and_comes_back_whole(folder: Folder) -> None:
    folder.agreed()
    folder.edit(PO, (f'msgctxt "{MARK}"', f'# 地名を確認した\nmsgctxt "{MARK}"'))
    folder.sync()
    rows = {name: folder.text(name) for name in ("items.csv", "items.en.csv", "items.ja.csv")}
    for name, text in rows.items():
        (folder.root / name).write_text(re.sub(f"{NINTH},.*\n", "", text), encoding="utf-8")
    assert "obsolete" in folder.sync().out
    assert f'# 地名を確認した\n#~ msgctxt "{MARK}"\n#~ msgid "{OLD}"\n#~ msgstr "{JA}"\n' in folder.text(PO)
    assert json.loads(folder.row()["replaced"]) == [JA]
    (folder.root / PO).unlink()
    for name in ("items.csv", "items.en.csv"):
        (folder.root / name).write_text(rows[name], encoding="utf-8")
    assert "back as it was" in folder.sync().out
    assert folder.told() == (JA, OLD, JA, False, "translated")
    assert folder.row()["replaced"] == ""


def test_a_deleted_record_with_an_edit_that_nobody_carried_over_waits_for_a_word(folder: Folder) -> None:
    folder.agreed()
    folder.edit(PO, (JA, JA_PO))
    for name in ("items.csv", "items.en.csv", "items.ja.csv"):
        (folder.root / name).write_text(re.sub(f"{NINTH},.*\n", "", folder.text(name)), encoding="utf-8")
    before = folder.held()
    assert folder.sync().code == 1
    assert folder.held() == before
    assert folder.sync("--settle", f"{MARK}=po").code == 0
    kept = folder.entry(obsolete=True)
    assert kept is not None
    assert (kept.target, json.loads(folder.row()["replaced"])) == (JA_PO, [JA_PO])


def renamed(folder: Folder, *ways: tuple[str, str]) -> None:
    """Give the record its new id everywhere, and say so."""
    for name in ("items.csv", "items.en.csv", "items.ja.csv"):
        folder.edit(name, (f"{NINTH},", f"{ways[-1][1]},"))
    (folder.root / "redirects.csv").write_text(
        table(("table", "id", "replaced_by", "reason", "since"), *(("items", old, new, "", "0.2.0") for old, new in ways)), encoding="utf-8"
    )


@pytest.mark.parametrize("ways", [[(NINTH, "dialogue-9")], [(NINTH, "dialogue"), ("dialogue", "dialogue-9")]])
def test_a_renamed_record_keeps_its_history(ways: list[tuple[str, str]], folder: Folder) -> None:
    folder.agreed()
    folder.sync("--settle", f"{MARK}=reviewed", "--reviewed-on", "2026-05-01")
    folder.edit(PO, (f'msgctxt "{MARK}"', f'# 地名を確認した\nmsgctxt "{MARK}"'))
    renamed(folder, *ways)
    assert folder.sync().code == 0
    row, entry = folder.row("dialogue-9"), folder.entry("items/dialogue-9#summary")
    assert entry is not None
    assert (row["state"], row["reviewed_on"], entry.target, entry.marked("")) == ("reviewed", "2026-05-01", JA, [" 地名を確認した"])
    assert NINTH not in folder.text(PO) + folder.text(LEDGER)


@pytest.mark.parametrize(("side", "text"), [("po", JA_PO), ("csv", JA)])
def test_a_rename_that_meets_an_edit_moves_nothing_until_it_is_settled(side: str, text: str, folder: Folder) -> None:
    folder.agreed()
    folder.edit(PO, (JA, JA_PO))
    renamed(folder, (NINTH, "dialogue-9"))
    before = folder.held()
    assert folder.sync().code == 1
    assert folder.held() == before
    assert folder.sync("--settle", f"{MARK}={side}").code == 0
    entry = folder.entry("items/dialogue-9#summary")
    assert entry is not None
    assert (folder.cell("dialogue-9"), entry.target) == (text, text)
    assert json.loads(folder.row("dialogue-9")["replaced"] or "[]") == ([JA_PO] if side == "csv" else [])


def test_merged_and_split_records_lose_no_text(folder: Folder) -> None:
    folder.agreed()
    for name in ("items.csv", "items.en.csv", "items.ja.csv"):
        (folder.root / name).write_text(re.sub(f"{NINTH},.*\n", "", folder.text(name)), encoding="utf-8")
    redirects = table(("table", "id", "replaced_by", "reason", "since"), ("items", NINTH, "h3-rocket", "merged", "0.2.0"))
    (folder.root / "redirects.csv").write_text(redirects, encoding="utf-8")
    assert folder.sync().code == 0
    assert JA in folder.text(PO) + folder.text(LEDGER)
    # The other one is split in two: the history goes to the first.
    for name, text in (("items.csv", "ja"), ("items.en.csv", "Launch."), ("items.ja.csv", "打上げ。")):
        folder.edit(name, ("h3-rocket,", "h3-launch,"))
        (folder.root / name).write_text(f"{folder.text(name)}h3-stage,{text}\n", encoding="utf-8")
    more = redirects + "items,h3-rocket,h3-launch,split,0.3.0\nitems,h3-rocket,h3-stage,split,0.3.0\n"
    (folder.root / "redirects.csv").write_text(more, encoding="utf-8")
    assert folder.sync().code == 0
    assert [folder.row(id_, EN_LEDGER)["state"] for id_ in ("h3-launch", "h3-stage")] == ["translated", "draft"]
    assert JA in folder.text(PO) + folder.text(LEDGER)


def test_a_flip_of_the_source_language_moves_the_entry_with_its_history(folder: Folder) -> None:
    folder.agreed()
    folder.sync("--settle", f"{MARK}=reviewed", "--reviewed-on", "2026-05-01")
    folder.edit(PO, (f'msgctxt "{MARK}"', f'# 地名を確認した\nmsgctxt "{MARK}"'))
    folder.edit("items.csv", (f"{NINTH},en", f"{NINTH},ja"))
    assert folder.sync().code == 0
    entry, row = folder.entry(name=EN_PO), folder.row(name=EN_LEDGER)
    assert entry is not None
    assert (entry.source, entry.target, entry.marked("")) == (JA, OLD, [" 地名を確認した"])
    assert [row[name] for name in ("source", "target_hash", "state", "reviewed_on")] == [JA, hashed(OLD), "reviewed", "2026-05-01"]
    assert NINTH not in folder.text(PO) + folder.text(LEDGER)


@pytest.mark.parametrize(("side", "text", "lost"), [("po", JA_PO, JA), ("csv", JA, JA_PO)])
def test_a_flip_that_meets_an_edit_moves_nothing_until_it_is_settled(side: str, text: str, lost: str, folder: Folder) -> None:
    folder.agreed()
    folder.edit(PO, (JA, JA_PO))
    folder.edit("items.csv", (f"{NINTH},en", f"{NINTH},ja"))
    before = folder.held()
    assert folder.sync().code == 1
    assert folder.held() == before
    assert folder.sync("--settle", f"{MARK}={side}").code == 0
    entry = folder.entry(name=EN_PO)
    assert entry is not None
    assert (folder.cell(), entry.source, entry.target) == (text, text, OLD)
    assert json.loads(folder.row(name=EN_LEDGER)["replaced"]) == [lost]


def test_one_value_for_all_languages_has_no_entry_and_its_history_comes_back(folder: Folder) -> None:
    folder.agreed()
    folder.edit("items.csv", (f"{NINTH},en", f"{NINTH},mul"))
    folder.sync()
    assert folder.entry() is None
    folder.edit("items.csv", (f"{NINTH},mul", f"{NINTH},en"))
    folder.sync()
    assert folder.told() == (JA, OLD, JA, False, "translated")


def test_two_authentic_texts_have_no_entry_and_neither_changes_alone(folder: Folder) -> None:
    folder.edit("items.csv", (f"{NINTH},en", f"{NINTH},en+ja"))
    folder.agreed()
    assert (folder.entry(), folder.row()["source"], folder.row()["target_hash"]) == (None, OLD, hashed(JA))
    folder.edit("items.en.csv", (OLD, NEW))
    ran = folder.sync("--translator", "佐藤", "--prefer", "csv")
    assert (ran.code, folder.row()["source"]) == (1, OLD)
    assert "=translated" in ran.out
    assert folder.sync("--settle", f"{MARK}=translated", "--translator", "佐藤").code == 0
    assert (folder.row()["source"], folder.row()["translator"]) == (NEW, "佐藤")
    folder.edit("items.en.csv", (NEW, OLD))
    folder.edit("items.ja.csv", (JA, JA_CSV))
    assert folder.sync().code == 0
    assert (folder.row()["source"], folder.row()["target_hash"]) == (OLD, hashed(JA_CSV))


def test_an_edit_waits_when_its_text_becomes_authentic(folder: Folder) -> None:
    folder.agreed()
    folder.edit(PO, (JA, JA_PO))
    folder.edit("items.csv", (f"{NINTH},en", f"{NINTH},en+ja"))
    before = folder.held()
    assert folder.sync().code == 1
    assert folder.held() == before
    assert folder.sync("--settle", f"{MARK}=csv").code == 0
    kept = folder.entry(obsolete=True)
    assert kept is not None
    assert kept.target == JA_PO


def test_a_translation_creates_the_record_that_its_table_lacks(folder: Folder) -> None:
    (folder.root / "items.ja.csv").write_text(table(("id", "summary"), ("h3-rocket", "H3ロケットが\n打ち上げられた。")), encoding="utf-8")
    folder.agreed()
    folder.edit(PO, (f'msgid "{OLD}"\nmsgstr ""', f'msgid "{OLD}"\nmsgstr "{JA}"'))
    assert folder.sync().code == 0
    assert folder.text("items.ja.csv") == table(("id", "summary"), (NINTH, JA), ("h3-rocket", "H3ロケットが\n打ち上げられた。"))
    assert "#: items.ja.csv:3\n" in folder.text(EN_PO)  # its line moved with the new record
    assert folder.sync().out.startswith("everything is in sync")


def test_languages_in_columns_and_pairs_without_facts_are_synced_alike(write: Write, command: Command, tmp_path: Path) -> None:
    wide = {"datapackage.json": descriptor("items"), "items.csv": table(("id", "summary_en", "summary_ja"), (NINTH, OLD, JA))}
    folder = Folder(write(wide), command).agreed()
    folder.edit(PO, (JA, JA_PO))
    assert folder.sync().code == 0
    assert folder.text("items.csv") == table(("id", "summary_en", "summary_ja"), (NINTH, OLD, JA_PO))
    pair = {name: FILES[name] for name in ("items.en.csv", "items.ja.csv")} | {"datapackage.json": descriptor("items.en", "items.ja")}
    root = tmp_path / "pair"
    root.mkdir()
    for name, text in pair.items():
        (root / name).write_text(text, encoding="utf-8")
    folder = Folder(root, command).agreed()
    folder.edit("items.en.csv", (OLD, NEW))
    assert folder.sync().code == 0
    assert folder.told() == (JA, NEW, JA, True, "translated")


def test_three_languages_are_settled_each_by_itself(write: Write, command: Command) -> None:
    files = {**FILES, "datapackage.json": descriptor("items", "items.en", "items.ja", "items.fr", languages=("en", "ja", "fr"))}
    folder = Folder(write({**files, "items.fr.csv": table(("id", "summary"), (NINTH, "La 9e réunion s’est tenue à Tokyo."))}), command).agreed()
    french = "translations/fr/LC_MESSAGES/items.po"
    folder.edit(french, ("La 9e réunion s’est", "La neuvième réunion s’est"))
    folder.edit("items.fr.csv", ("La 9e réunion s’est", "Cette réunion s’est"))
    folder.edit(PO, (JA, JA_PO))
    folder.edit("items.ja.csv", (JA, JA_CSV))
    assert folder.sync("--settle", f"fr:{MARK}=po").code == 1
    assert "neuvième" in folder.cell(name="items.fr.csv")
    assert folder.cell() == JA_CSV
    assert folder.entry("items/h3-rocket#summary", french) is not None


@pytest.mark.parametrize("id_", ["50%", "a/b", "C#", "第9回", "a b", "50%2F#/,"])
def test_any_id_finds_its_entry_again(id_: str, write: Write, command: Command) -> None:
    files = {name: text.replace(NINTH, f'"{id_}"' if "," in id_ else id_) for name, text in FILES.items()}
    folder = Folder(write(files), command).agreed()
    folder.edit(PO, (JA, JA_PO))
    assert folder.sync().code == 0
    assert folder.cell(id_) == JA_PO


def test_records_with_a_key_of_two_columns_are_synced(write: Write, command: Command) -> None:
    schema = {"primaryKey": ["forum", "number"], "fields": [{"name": name, "type": "string"} for name in ("forum", "number", "title")]}
    columns = ("forum", "number", "title")
    files = {
        "datapackage.json": descriptor("meetings.en", "meetings.ja", **{"meetings.en": schema, "meetings.ja": schema}),
        "meetings.en.csv": table(columns, ("aprsaf", "26", "The 26th forum"), ("a,b", "27", "The 27th forum")),
        "meetings.ja.csv": table(columns, ("aprsaf", "26", "第26回会議")),
    }
    folder = Folder(write(files), command).agreed()
    po = "translations/ja/LC_MESSAGES/meetings.po"
    folder.edit(po, ('msgid "The 27th forum"\nmsgstr ""', 'msgid "The 27th forum"\nmsgstr "第27回会議"'))
    assert folder.sync().code == 0
    assert folder.text("meetings.ja.csv") == table(columns, ("aprsaf", "26", "第26回会議"), ("a,b", "27", "第27回会議"))


def test_comments_flags_and_header_fields_of_other_tools_stay(folder: Folder) -> None:
    folder.agreed()
    folder.edit(
        PO,
        ('msgid ""\nmsgstr ""\n', '# 訳者: 佐藤\nmsgid ""\nmsgstr ""\n'),
        ("PO-Revision-Date: 1970-01-01 00:00+0000", "PO-Revision-Date: 2026-05-01 10:00+0900"),
        (f'msgctxt "{MARK}"', f'# 東京か京都か\n#, max-length:80\nmsgctxt "{MARK}"'),
    )
    assert folder.sync().code == 0
    kept = folder.text(PO)
    folder.edit("items.en.csv", (OLD, NEW))
    assert folder.sync().code == 0
    for part in ("# 訳者: 佐藤\n", '"PO-Revision-Date: 2026-05-01 10:00+0900\\n"', "# 東京か京都か\n"):
        assert part in kept
        assert part in folder.text(PO)
    assert "#, max-length:80\n" in kept
    assert "#, fuzzy, max-length:80\n" in folder.text(PO)


def test_wrapped_lines_and_crlf_of_another_editor_change_no_text(folder: Folder) -> None:
    folder.agreed()
    before = folder.all()
    text = folder.text(PO).replace(f'msgstr "{JA}"', f'msgstr ""\n"{JA[:5]}"\n"{JA[5:]}"').replace("\n", "\r\n")
    (folder.root / PO).write_bytes(text.encode())
    assert folder.sync().code == 0
    assert folder.all() == before


@pytest.mark.parametrize("gone", [PO, LEDGER])
def test_a_file_that_was_deleted_is_written_again(gone: str, folder: Folder) -> None:
    folder.agreed()
    before = folder.all()
    (folder.root / gone).unlink()
    assert folder.sync("--adopt", "translated").code == 0
    assert folder.all() == before


def test_unknown_entries_become_obsolete_and_none_displaces_another(folder: Folder) -> None:
    folder.agreed()
    for text in ("一つ目。", "二つ目。"):
        with (folder.root / PO).open("a", encoding="utf-8") as file:
            file.write(f'\nmsgctxt "items/nobody#summary"\nmsgid "Nobody."\nmsgstr "{text}"\n')
        assert folder.sync().code == 0
    kept = folder.entry("items/nobody#summary", obsolete=True)
    assert kept is not None
    assert kept.target == "二つ目。"
    assert json.loads(folder.row("nobody")["replaced"]) == ["一つ目。", "二つ目。"] or "一つ目。" in folder.row("nobody")["replaced"]


STOPS = {
    "merge markers in a ledger": (LEDGER, "<<<<<<< HEAD\n", f"{LEDGER}:2"),
    "a state that nobody knows": (LEDGER, f"x,summary,,{'0' * 64},finished,,,,,\n", f"{LEDGER}:3"),
    "a text that stands twice in a ledger": (LEDGER, f"{NINTH},summary,,{'0' * 64},draft,,,,,\n", f"{LEDGER}:3"),
    "merge markers in a locale file": (PO, "<<<<<<< HEAD\n", f"{PO}:1"),
    "an entry that stands twice": (PO, f'\nmsgctxt "{MARK}"\nmsgid "?"\nmsgstr ""\n', PO),
    "a table that cannot be read": ("items.ja.csv", '"', "items.ja.csv"),
}


@pytest.mark.parametrize("name", STOPS)
def test_a_file_that_cannot_be_read_stops_the_sync_and_is_named(name: str, folder: Folder) -> None:
    path, text, where = STOPS[name]
    folder.agreed()
    whole = folder.text(path)
    if text.startswith("<") and path == PO:
        whole = text + whole
    elif text.startswith("<"):
        whole = whole.replace("\n", f"\n{text}", 1)
    else:
        whole += text
    (folder.root / path).write_text(whole, encoding="utf-8")
    before = folder.all()
    ran = folder.sync()
    assert (ran.code, folder.all(), ran.out) == (2, before, "")
    assert where in ran.err


@pytest.mark.parametrize("name", [PO, "items.ja.csv", LEDGER])
def test_an_edit_during_the_sync_is_not_overwritten(name: str, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.agreed()
    folder.edit(PO, (JA, JA_PO))
    load = loaders.load

    def slow(*words: object, **more: object) -> object:
        package = load(*words, **more)  # type: ignore[arg-type]
        folder.edit(name, ("H3", "H4") if name == "items.ja.csv" else (NINTH, f"{NINTH}-x"))
        monkeypatch.setattr(loaders, "load", load)
        return package

    monkeypatch.setattr(loaders, "load", slow)
    ran = folder.sync()
    assert ran.code == 2
    assert name in ran.err
    assert JA_PO not in folder.text("items.ja.csv")


def test_two_runs_do_not_interleave(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    from taiyaku import write

    folder.agreed()
    folder.edit(PO, (JA, JA_PO))
    monkeypatch.setattr(write, "_PATIENCE", 0.1)
    before = folder.all()
    with write.alone(folder.root):
        ran = folder.sync()
    assert ran.code == 2
    assert "another run" in ran.err
    assert folder.all() == before
    assert folder.sync().code == 0


def test_no_file_is_written_outside_the_project_whatever_a_table_is_called(write: Write, command: Command) -> None:
    languages = ("en", "../ja")
    resources = [{"name": f"../../../evil.{tag}", "path": f"{tag.strip('./')}.csv"} for tag in ("en", "ja")]
    marks = [{**each, "taiyaku": {"of": "../../../evil", "language": tag}} for each, tag in zip(resources, languages, strict=True)]
    files = {"datapackage.json": json.dumps({"name": "moon", "languages": languages, "resources": marks}), "en.csv": "id,a\n1,x\n", "ja.csv": "id,a\n1,y\n"}
    folder = Folder(write(files), command)
    assert folder.sync("--adopt", "draft").code in (0, 2)
    assert [path.name for path in folder.root.parent.iterdir()] == [folder.root.name]


def test_everything_is_told_in_japanese(folder: Folder, command: Command) -> None:
    folder.agreed()
    folder.edit(PO, (JA, JA_PO))
    folder.edit("items.ja.csv", (JA, JA_CSV))
    ran = command("--lang", "ja", "sync", folder.root)
    assert (ran.code, "エラー" in ran.out, JA_PO in ran.out) == (1, False, True)
    assert re.search("[ぁ-ん]", ran.out)


SCHEMA_PO = "translations/ja/LC_MESSAGES/schema.po"


def test_titles_of_the_descriptor_get_entries_and_keep_their_translations(write: Write, command: Command) -> None:
    po = 'msgid ""\nmsgstr "Language: ja\\n"\n\n# 訳者の注\nmsgctxt "package#title"\nmsgid "Moon"\nmsgstr "月"\n\nmsgctxt "gone#title"\nmsgid "Gone"\nmsgstr "無"\n'
    files = {**FILES, SCHEMA_PO: po}
    described = {**json.loads(FILES["datapackage.json"]), "title": 'The "Moon"\nand more', "description": "Facts."}
    folder = Folder(write({**files, "datapackage.json": json.dumps(described)}), command).agreed()
    stale = '# 訳者の注\n#, fuzzy\n#| msgid "Moon"\nmsgctxt "package#title"\nmsgid ""\n"The \\"Moon\\"\\n"\n"and more"\nmsgstr "月"\n'
    assert stale in folder.text(SCHEMA_PO)
    assert 'msgctxt "package#description"\nmsgid "Facts."\nmsgstr ""\n' in folder.text(SCHEMA_PO)
    assert '#~ msgctxt "gone#title"\n#~ msgid "Gone"\n#~ msgstr "無"\n' in folder.text(SCHEMA_PO)
    assert folder.sync().out.startswith("everything is in sync")
    (folder.root / "datapackage.json").write_text(json.dumps({**described, "title": "Moons"}), encoding="utf-8")
    assert folder.sync().code == 0
    assert '#| msgid "Moon"\nmsgctxt "package#title"\nmsgid "Moons"\n' in folder.text(SCHEMA_PO)
    (folder.root / "datapackage.json").write_text(json.dumps({**described, "title": "Moon"}), encoding="utf-8")
    assert folder.sync().code == 0
    assert '# 訳者の注\nmsgctxt "package#title"\nmsgid "Moon"\nmsgstr "月"\n' in folder.text(SCHEMA_PO)
    folder.edit(SCHEMA_PO, ('msgctxt "package#title"', '#, fuzzy\nmsgctxt "package#title"'))
    assert folder.sync().out.startswith("everything is in sync")


def test_an_unsynced_package_is_a_note_an_error_when_frozen_and_no_release(project: Path, command: Command, tmp_path: Path) -> None:
    assert command("check", project, "--frozen").code == 0
    po = project / "translations/en/LC_MESSAGES/items.po"
    po.write_text(po.read_text(encoding="utf-8").replace('msgstr "Working groups of APRSAF"', 'msgstr "APRSAF working groups"'), encoding="utf-8")
    assert command("check", project).code == 0
    frozen = command("check", project, "--frozen")
    assert (frozen.code, "[translation-unsynced]" in frozen.out) == (1, True)
    assert command("release", project, "--out", tmp_path / "dist").code == 2
    assert not (tmp_path / "dist").exists()
    assert command("sync", project).code == 0
    assert command("check", project, "--frozen").code == 0


def test_the_committed_package_is_in_sync_and_whole(project: Path, command: Command) -> None:
    assert command("sync", project, "--dry-run").out == "everything is in sync\n"
    package = loaders.load(str(project))
    assert package.plan is not None
    assert {unit.settled.state for unit in package.plan.units} == {"translated"}
    assert {unit.language for unit in package.plan.units} == {"en", "ja"}
