"""The toolkit's own messages: every one is translated, and means the same in Japanese."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.conftest import ROOT

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SOURCE = ROOT / "tools" / "taiyaku"
PO = ROOT / "translations" / "ja" / "LC_MESSAGES" / "taiyaku.po"
JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")
NAMES = {"JSON", "CSV", "HTML", "CSS", "Data", "Package", "Frictionless", "EDTF", "ISO", "URL", "PDF", "EN", "JA"}
"""Words that are names, and stay in a Japanese text as they are."""


def marked(source: Path) -> dict[str, set[str]]:
    """Give every message marked in a source folder, with the files that hold it."""
    found: dict[str, set[str]] = {}
    for name, _line, message, _comments, _context in extract_from_dir(str(source), [("**.py", "python")], keywords={"_": None}):
        assert isinstance(message, str), f"{name}: a message is one literal text"
        if message:
            found.setdefault(message, set()).add(name)
    return found


def catalogue(path: Path) -> Catalog:
    """Read a PO file."""
    with path.open("rb") as file:
        return read_po(file, locale="ja", abort_invalid=True)


def untranslated(source: Path, po: Path) -> list[str]:
    """Name the messages that have no finished translation, each with its files."""
    done = {str(entry.id) for entry in catalogue(po) if entry.id and entry.string and not entry.fuzzy}
    return sorted(f"{', '.join(sorted(files))}: {message}" for message, files in marked(source).items() if message not in done)


def placeholders(text: str) -> list[str]:
    """Give the ``{names}`` and percent forms of a message, sorted."""
    return sorted(re.findall(r"\{\w+\}|%(?:\(\w+\))?[srd%]", text))


def pairs() -> Iterator[tuple[str, str]]:
    """Give every message with its Japanese."""
    return ((str(entry.id), str(entry.string)) for entry in catalogue(PO) if entry.id)


def only_names(text: str) -> bool:
    """Tell whether a text is made of placeholders, punctuation and names alone."""
    bare = re.sub(r"\{\w+\}|%(?:\(\w+\))?[srd%]|`[^`]*`", " ", text)
    return all(word in NAMES for word in re.findall(r"[^\W\d_]+", bare))


def test_every_message_is_translated() -> None:
    assert untranslated(SOURCE, PO) == []


def test_an_untranslated_message_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / "taiyaku"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = untranslated(copy, PO)
    (copy / "waivers.py").write_text('from taiyaku.i18n import _\n\nSAYS = _("nobody has translated this yet")\n', encoding="utf-8")
    assert [each for each in untranslated(copy, PO) if each not in before] == ["waivers.py: nobody has translated this yet"]


@pytest.mark.parametrize("spoil", ["fuzzy", "empty"])
def test_an_unfinished_translation_is_noticed(spoil: str, tmp_path: Path) -> None:
    entry = 'msgid "usage: "\nmsgstr "使い方: "\n'
    text = PO.read_text(encoding="utf-8")
    assert text.count(entry) == 1
    copy = tmp_path / "taiyaku.po"
    copy.write_text(text.replace(entry, f"#, fuzzy\n{entry}" if spoil == "fuzzy" else entry.replace("使い方: ", "")), encoding="utf-8")
    assert [each for each in untranslated(SOURCE, copy) if each not in untranslated(SOURCE, PO)] == ["cli/__init__.py: usage: "]


def test_no_translation_is_obsolete_or_of_no_message() -> None:
    told = catalogue(PO)
    assert not told.obsolete
    assert sorted({str(entry.id) for entry in told if entry.id} - set(marked(SOURCE))) == []


def test_no_message_stands_twice_and_the_header_is_that_of_japanese() -> None:
    ids = re.findall(r'^msgid (".+"(?:\n".*")*)', PO.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(ids) == len(set(ids)) > 150
    told = catalogue(PO)
    assert (str(told.locale), told.charset, told.num_plurals) == ("ja", "utf-8", 1)


def test_both_sides_have_the_same_placeholders() -> None:
    assert [(ours, theirs) for ours, theirs in pairs() if placeholders(ours) != placeholders(theirs)] == []
    assert placeholders("%(prog)s: {n} of %s, 100%%") == ["%%", "%(prog)s", "%s", "{n}"]


def test_positional_placeholders_have_the_same_order() -> None:
    assert [(ours, theirs) for ours, theirs in pairs() if re.findall(r"%[srd]", ours) != re.findall(r"%[srd]", theirs)] == []


def test_japanese_is_written_in_kana_or_kanji() -> None:
    assert [(ours, theirs) for ours, theirs in pairs() if not JAPANESE.search(theirs) and not only_names(theirs)] == []
    assert only_names("{name}: JSON")
    assert not only_names("{name} is missing")


def test_both_sides_end_their_lines_alike() -> None:
    assert [(ours, theirs) for ours, theirs in pairs() if ours.count("\n") != theirs.count("\n") or ours.endswith("\n") != theirs.endswith("\n")] == []


def test_texts_hold_nothing_that_cannot_be_seen() -> None:
    hidden = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\uff61-\uff9f\u3099\u309a]")
    assert [pair for pair in pairs() if hidden.search("".join(pair))] == []
