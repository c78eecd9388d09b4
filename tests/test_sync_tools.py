"""Our locale files in the hands of other tools: gettext accepts them, and what comes back from any of them has lost nothing."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from taiyaku.loaders import from_po
from taiyaku.model import Message
from taiyaku.translations import catalogue
from tests.conftest import ROOT, Command, Write
from tests.test_conformance import FOLDER
from tests.test_sync import descriptor, table

PO = "translations/ja/LC_MESSAGES/items.po"


def gettext(name: str) -> str:
    """Give a program of GNU gettext, or skip."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def through_msgmerge(path: Path) -> None:
    template = path.with_suffix(".pot")
    read = from_po.read(path.read_bytes(), "")
    template.write_bytes(catalogue.written(read.header, (each._replace(target="", remarks="") for each in read.messages if not each.obsolete)))
    subprocess.run([gettext("msgmerge"), "-q", "-N", "--update", "--backup=none", path, template], check=True)
    template.unlink()


def through_babel(path: Path) -> None:
    from babel.messages.pofile import read_po, write_po

    read = read_po(io.BytesIO(path.read_bytes()), locale="ja")
    with path.open("wb") as file:
        write_po(file, read)


def through_polib(path: Path) -> None:
    import polib  # type: ignore[import-untyped]

    polib.pofile(str(path), encoding="utf-8").save()


def through_translate_toolkit(path: Path) -> None:
    from translate.storage.pypo import pofile

    store = pofile.parsefile(str(path))  # type: ignore[no-untyped-call]
    store.save()


TOOLS: dict[str, Callable[[Path], None]] = {
    "msgmerge": through_msgmerge,
    "Babel": through_babel,
    "polib": through_polib,
    "translate-toolkit": through_translate_toolkit,
}


def kept(path: Path) -> list[tuple[str, str, str, list[str]]]:
    """Give what a translator sees or has written, of every active entry."""
    found = from_po.read(path.read_bytes(), "").messages
    # Babel takes the previous source for a comment.
    return [
        (each.context, each.source, each.target, [line.strip() for line in each.marked("") if not line.startswith(" | msgid")])
        for each in found
        if not each.obsolete
    ]


@pytest.mark.parametrize("path", sorted(ROOT.glob("translations/*/LC_MESSAGES/*.po")), ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_gettext_accepts_every_committed_locale_file(path: Path) -> None:
    ran = subprocess.run([gettext("msgfmt"), "-c", "-o", "/dev/null", path], capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_gettext_accepts_the_locale_files_of_a_new_project(tmp_path: Path, command: Command) -> None:
    assert command("new", tmp_path / "moon").code == 0
    paths = sorted((tmp_path / "moon").glob("translations/*/LC_MESSAGES/*.po"))
    assert len(paths) > 1
    for path in paths:
        ran = subprocess.run([gettext("msgfmt"), "-c", "-o", "/dev/null", path], capture_output=True, encoding="utf-8", check=False)
        assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("written", "stays"),
    [
        ("2026-05-01 10:00+0900", True),
        ("YEAR-MO-DA HO:MI+ZONE", False),
        ("", False),
    ],
)
def test_the_date_of_an_editor_stays_and_what_is_none_becomes_one_that_never_changes(written: str, stays: bool, project: Path, command: Command) -> None:  # noqa: FBT001
    po = project / PO
    text = po.read_text(encoding="utf-8")
    assert text.count(catalogue.NO_DATE) == 1
    edited = text.replace(catalogue.NO_DATE, written)
    po.write_text(edited, encoding="utf-8")
    assert command("sync", project).code == 0
    assert po.read_text(encoding="utf-8") == (edited if stays else text)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_file_comes_back_from_a_tool_whole_and_sync_mends_the_rest(tool: str, project: Path, command: Command) -> None:
    po = project / PO
    text = po.read_text(encoding="utf-8")
    mark = 'msgctxt "items/active-debris-removal#title"'
    po.write_text(text.replace(mark, f"# 用語集を確認した。\n# 2行目\n{mark}", 1), encoding="utf-8")
    english = project / "datapackage/data/items.en.csv"
    english.write_text(english.read_text(encoding="utf-8").replace("removal (ADR) in field 8", "removal (ADR) in field eight", 1), encoding="utf-8")
    assert command("sync", project).code == 0
    before, content = kept(po), po.read_bytes()
    assert b"#, fuzzy\n#| msgid" in content
    TOOLS[tool](po)
    assert kept(po) == before
    ran = command("sync", project)
    assert ran.code == 0
    assert po.read_bytes().split(b"\n\n", 1)[1] == content.split(b"\n\n", 1)[1]
    assert kept(po) == before
    assert b"#, fuzzy\n#| msgid" in po.read_bytes()
    assert command("sync", project).out.startswith("everything is in sync")


ODD = [
    "a\tb",
    "trailing \\",
    'quote " and \\" and \\n',
    "two\nlines",
    "first\n\nthird\n",
    "\nbegins",
    "CR\rhere",
    "CRLF\r\nhere",
    "bell \x07 escape \x1b[31m backspace \b form \f vertical \v",
    "delete \x7f next line \x85 no-break \xa0",
    "line \u2028 paragraph \u2029 joiner \u200d bidi \u202e",
    "葛󠄀城市 神 𠮟る ﾊﾝｶｸ １２３",
    "👩‍👩‍👧‍👦 🇯🇵",
    "e\u0301 が か\u3099",
    '#~ msgid "x"',
    "# no comment",
    '"',
    "\\",
    "\ufeffmark",
    'msgstr ""',
    "%s {0} {name}",
]


def naughty() -> list[str]:
    """Give the strings of the Big List of Naughty Strings, where it is at hand."""
    found = next(iter(sorted((Path(FOLDER) / "text" / "blns").rglob("*.json"))), None) if FOLDER else None
    return [text for text in json.loads(found.read_text(encoding="utf-8")) if text] if found else []


def test_odd_texts_survive_locale_files_and_ledgers(write: Write, command: Command) -> None:
    texts = [text for text in [*ODD, *naughty()] if "\0" not in text and text.strip()]
    rows = [(f"id-{number}", text) for number, text in enumerate(texts)]
    files = {
        "datapackage.json": descriptor("items.en", "items.ja"),
        "items.en.csv": table(("id", "title"), *rows),
        "items.ja.csv": table(("id", "title"), *((id_, f"訳 {text}") for id_, text in rows)),
    }
    folder = write(files)
    assert command("sync", folder, "--adopt", "translated").code == 0
    found = from_po.read((folder / PO).read_bytes(), "").messages
    assert [(each.source, each.target) for each in found] == [(text, f"訳 {text}") for text in texts]
    assert command("sync", folder).out.startswith("everything is in sync")
    # Retired, they stand in the ledger, and come back from there alone.
    (folder / "items.en.csv").write_text(table(("id", "title")), encoding="utf-8", newline="")
    (folder / "items.ja.csv").write_text(table(("id", "title")), encoding="utf-8", newline="")
    assert command("sync", folder).code == 0
    (folder / PO).unlink()
    (folder / "items.en.csv").write_text(files["items.en.csv"], encoding="utf-8", newline="")
    assert command("sync", folder).code == 0
    assert (folder / "items.ja.csv").read_bytes().decode() == files["items.ja.csv"]


def test_gettext_reads_odd_texts_as_we_wrote_them(tmp_path: Path) -> None:
    path = tmp_path / "odd.po"
    texts = [
        text for text in [*ODD, *naughty()] if "\0" not in text and "\r" not in text and "\x04" not in text and text.strip() and not text.startswith("\ufeff")
    ]
    entries = [Message(f"t/{number}#x", text, text) for number, text in enumerate(texts)]
    path.write_bytes(catalogue.written(catalogue.header("odd", "en", "ja"), entries))
    ran = subprocess.run([gettext("msgfmt"), "-c", "-o", tmp_path / "odd.mo", path], capture_output=True, check=False)
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
    import gettext as runtime

    with (tmp_path / "odd.mo").open("rb") as file:
        read = runtime.GNUTranslations(file)
    assert [read.pgettext(each.context, each.source) for each in entries] == [each.target for each in entries]
