"""The command as a person or a machine meets it: exit codes, words, files, interruptions."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from taiyaku import cli, json_schema, report
from taiyaku.model import Check, Package, Problem, Severity
from tests.conftest import ROOT, Command, Ran, Write

LANGUAGES = ("en", "ja")
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ud800-\udfff]")
"""What must never reach a terminal raw; the line feed is ours."""

SCHEMA = {"primaryKey": ["id"], "fields": [{"name": "id", "type": "string"}, {"name": "title", "type": "string"}]}
TEXTS = [{"name": f"items.{tag}", "path": f"items.{tag}.csv", "taiyaku": {"of": "items", "language": tag}, "schema": SCHEMA} for tag in LANGUAGES]
PAIR = json.dumps({"name": "moon", "languages": list(LANGUAGES), "resources": TEXTS})
CLEAN: dict[str, str | bytes] = {
    "datapackage.json": PAIR,
    "items.en.csv": "id,title\nmmx,Martian Moons eXploration\n",
    "items.ja.csv": "id,title\nmmx,火星衛星探査計画\n",
}
IDENTICAL: dict[str, str | bytes] = {**CLEAN, "items.ja.csv": "id,title\nmmx,Martian Moons eXploration\n"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Give English, then Japanese."""
    return str(request.param)


@pytest.fixture(autouse=True)
def _argparse_words() -> Iterator[None]:
    """Put argparse's own words back: the command gives it others."""
    words = vars(argparse)["_"]
    yield
    setattr(argparse, "_", words)  # noqa: B010 -- it is no declared name of the module


def process(*words: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "tools"), "PYTHONUTF8": "1", **environment}
    return subprocess.run([sys.executable, "-m", "taiyaku", *map(str, words)], cwd=folder, env=own, capture_output=True, check=False, timeout=60)


def told(ran: Ran) -> str:
    """Give everything that was said, after holding it against what is true of all output."""
    text = ran.out + ran.err
    assert "Traceback" not in text
    assert not HIDDEN.search(text), ascii(text)
    return text


def committed(folder: Path, message: str) -> None:
    """Put everything in a folder into a commit."""
    words = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "-C", str(folder)]
    own = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    for more in (["add", "-A"], ["commit", "-q", "-m", message]):
        subprocess.run([*words, *more], check=True, env=own, capture_output=True, timeout=60)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Give an empty git repository; without git this is skipped, but never in CI."""
    if shutil.which("git") is None:
        assert os.environ.get("CI") != "true", "CI must have git: diff against a revision is not tested without it"
        pytest.skip("git is not installed")
    folder = tmp_path / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", str(folder)], check=True, capture_output=True, timeout=60)
    return folder


# Exit codes


def test_a_clean_package_gives_0(write: Write, command: Command, language: str) -> None:
    ran = command("check", write(CLEAN), "--lang", language)
    assert ran == (0, ran.out, "")
    assert ran.out.count("\n") == 1


def test_a_finding_gives_1_and_names_the_place_in_both_languages(write: Write, command: Command) -> None:
    folder = write(IDENTICAL)
    lines = {}
    for language in LANGUAGES:
        ran = command("check", folder, "--lang", language)
        assert ran.code == 1
        lines[language] = told(ran).splitlines()[0]
        assert lines[language].startswith(f"{folder.as_posix()}/items.ja.csv:2:5: ")
        assert lines[language].endswith(" [text-identical]")
    assert lines["en"].split(": ")[1] == "error"
    assert lines["ja"].split(": ")[1] == "エラー"


@pytest.mark.parametrize(("severity", "least", "code"), [(a, b, int(a >= b)) for a in Severity for b in Severity])
def test_fail_on_names_the_least_severity_that_gives_1(
    write: Write, command: Command, monkeypatch: pytest.MonkeyPatch, severity: Severity, least: Severity, code: int
) -> None:
    def found(package: Package) -> list[Problem]:
        return [Problem(package.descriptor.where())]

    monkeypatch.setattr(report, "catalogue", lambda: {"one": Check("one", "structure", "0.1.0", severity, "a test says so", "why", {}, {}, run=found)})
    ran = command("check", write(CLEAN), "--fail-on", least.word)
    assert ran.code == code
    assert f": {severity.word}: a test says so [one]" in ran.out


def test_fail_on_is_error_by_default(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    check = Check("one", "structure", "0.1.0", Severity.WARNING, "a test says so", "why", {}, {}, run=lambda package: [Problem(package.descriptor.where())])
    monkeypatch.setattr(report, "catalogue", lambda: {"one": check})
    assert command("check", write(CLEAN)).code == 0


def test_a_missing_path_gives_2_and_one_line(command: Command, tmp_path: Path, language: str) -> None:
    ran = command("check", tmp_path / "nowhere", "--lang", language)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert f"{tmp_path}/nowhere" in told(ran)
    assert bool(JAPANESE.search(ran.err)) == (language == "ja")


def test_a_folder_without_a_descriptor_gives_2(command: Command, tmp_path: Path, language: str) -> None:
    ran = command("check", tmp_path, "--lang", language)
    assert (ran.code, ran.out) == (2, "")
    assert "datapackage.json" in told(ran)


def test_a_path_that_is_long_is_said_whole(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "/".join(["a-long-name-of-a-folder"] * 10)
    assert str(path) in command("check", path).err


def test_a_place_that_is_long_is_said_whole(write: Write, command: Command) -> None:
    folder = "/".join(["a-long-name-of-a-folder"] * 10)
    root = write({f"{folder}/{name}": content for name, content in IDENTICAL.items()})
    assert f"{root.as_posix()}/{folder}/items.ja.csv:2:5: error: " in command("check", root / folder).out


# Usage


USAGE = {
    "no command": ([], "COMMAND", "コマンド"),
    "unknown command": (["bake"], "invalid choice: 'bake'", "選べない値: 'bake'"),
    "unknown option": (["check", "--quiet"], "unrecognized arguments: --quiet", "知らない引数: --quiet"),
    "shortened option": (["check", "--rep", "json"], "unrecognized arguments: --rep", "知らない引数: --rep"),
    "option without its value": (["check", "--report"], "argument --report: expected one argument", "引数 --report: 引数が一つ必要"),
    "flag with a value": (["check", "--debug=yes"], "ignored explicit argument 'yes'", "値を取らないオプションに与えられた値: 'yes'"),
    "unknown severity": (["check", "--fail-on", "fatal"], "invalid choice: 'fatal'", "選べない値: 'fatal'"),
    "unknown report format": (["check", str(ROOT), "--report", "yaml"], "yaml", "yaml"),
    "unknown export format": (["export", "papyrus", "--out", "x"], "papyrus", "papyrus"),
    "missing argument": (["import"], "required: FILE", "必要: ファイル"),
    "nothing to compare with": (["diff"], "name the older version", "古い版"),
    "unknown check": (["explain", "text-ugly"], "text-ugly", "text-ugly"),
    "derive from a revision": (["derive", "git:HEAD"], "git:HEAD is not a folder", "git:HEAD はフォルダではない"),
}


@pytest.mark.parametrize("name", USAGE)
def test_wrong_usage_gives_2_and_says_why_in_both_languages(name: str, command: Command) -> None:
    words, *wanted = USAGE[name]
    for language, part in zip(LANGUAGES, wanted, strict=True):
        ran = command(*words, environment={"LANG": f"{language}_XX.UTF-8"})
        assert (ran.code, ran.out) == (2, "")
        assert part in told(ran)
        assert bool(JAPANESE.search(ran.err)) == (language == "ja")


def test_an_unknown_language_is_wrong_usage(command: Command) -> None:
    ran = command("check", "--lang", "fr")
    assert ran.code == 2
    assert "'fr'" in ran.err


COMMANDS = list(cli.COMMANDS)


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=["taiyaku", *COMMANDS])
def test_japanese_help_has_no_english_words_of_argparse(words: list[str], command: Command) -> None:
    ran = command(*words, "--help", "--lang", "ja")
    assert ran.code == 0
    english = re.findall(
        r"\b(?:usage|positional|arguments?|options?|optional|show|help|message|exit|version number|commands|default|one of)\b(?![=\]])", ran.out
    )
    assert [word for word in english if not re.search(rf"--{word}|-{word}\b", ran.out)] == []
    assert ran.out.startswith("使い方: taiyaku")
    headings = re.findall(r"^(\S.*):$", ran.out, re.MULTILINE)
    assert "オプション" in headings
    assert all(JAPANESE.search(heading) for heading in headings)
    for line in re.findall(r"^ {2}(?:-\S.*?|\S+) {2,}(\S.*)$", ran.out, re.MULTILINE):
        assert JAPANESE.search(line), line


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=["taiyaku", *COMMANDS])
def test_english_help_has_no_japanese(words: list[str], command: Command) -> None:
    ran = command(*words, "--help")
    assert ran.code == 0
    assert ran.out.startswith("usage: taiyaku")
    assert not JAPANESE.search(ran.out)


def test_version_is_said(command: Command) -> None:
    assert re.fullmatch(r"taiyaku \d+\.\d+\.\S+\n", command("--version").out)


@pytest.mark.parametrize(
    ("environment", "japanese"),
    [
        ({"LANG": "ja_JP.UTF-8"}, True),
        ({"LANG": "ja_JP"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "fr_FR.UTF-8"}, False),
        ({}, False),
        ({"LC_MESSAGES": "ja_JP.UTF-8", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8", "LANG": "ja_JP.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": "ja_JP.UTF-8"}, True),
    ],
)
def test_the_terminal_chooses_the_language(environment: dict[str, str], japanese: bool, write: Write, command: Command) -> None:  # noqa: FBT001
    assert bool(JAPANESE.search(command("check", write(CLEAN), environment=environment).out)) == japanese


@pytest.mark.parametrize("words", [["--lang", "en"], ["--lang=en"]])
def test_the_option_outweighs_the_terminal(words: list[str], write: Write, command: Command) -> None:
    assert not JAPANESE.search(command("check", write(CLEAN), *words, environment={"LANG": "ja_JP.UTF-8"}).out)


# What cannot be read


UNREADABLE: dict[str, tuple[dict[str, str | bytes], str, str]] = {
    "an empty descriptor": ({"datapackage.json": b""}, "datapackage.json: ", "file-unreadable"),
    "a descriptor that is no object": ({"datapackage.json": "[]"}, "datapackage.json:1:1: ", "file-unreadable"),
    "a descriptor cut short": ({"datapackage.json": '{"name": "moon",\n'}, "datapackage.json:2:1: ", "file-unreadable"),
    "a key that stands twice": ({"datapackage.json": '{"name": "moon",\n "name": "sun", "resources": []}'}, "datapackage.json:2:2: ", "file-unreadable"),
    "a table in CP932": ({"items.ja.csv": "id,title\nmmx,火星衛星探査計画\n".encode("cp932")}, "items.ja.csv:2: ", "file-unreadable"),
    "an unclosed quote": ({"items.en.csv": 'id,title\nmmx,"Martian Moons\nvenus,Venus\n'}, "items.en.csv:2: ", "file-unreadable"),
    "a missing table": ({"datapackage.json": PAIR.replace("items.ja.csv", "items.jp.csv")}, "items.jp.csv: ", "file-unreadable"),
    "an empty table": ({"items.ja.csv": b""}, "items.ja.csv: ", "file-unreadable"),
    "a NUL character": ({"items.ja.csv": b"\xef\xbb\xbfid,title\nmmx,\0\n"}, "items.ja.csv:2: ", "file-unreadable"),
    "waivers with a tab": ({"waivers.yaml": "- check:\tx\n\ty: z\n"}, "waivers.yaml:", "file-unreadable"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_a_finding_at_its_place(name: str, write: Write, command: Command, language: str) -> None:
    files, place, check = UNREADABLE[name]
    folder = write({**CLEAN, **files})
    ran = command("check", folder, "--lang", language)
    assert ran.code == 1
    lines = [line for line in told(ran).splitlines() if line.endswith(f" [{check}]")]
    assert len(lines) == 1
    assert lines[0].startswith(f"{folder.as_posix()}/{place}")
    assert bool(JAPANESE.search(lines[0])) == (language == "ja")


# Reports


def documents(folder: Path, command: Command, *words: str) -> list[Any]:
    """Check a folder into a JSON report in each language."""
    read: list[Any] = []
    for language in LANGUAGES:
        ran = command("check", folder, "--report", "json", "--lang", language, *words)
        told(ran)
        read.append(json.loads(ran.out))
    return read


def test_the_schemas_are_sound_and_refer_only_to_themselves() -> None:
    for name in ("report", "changes", "languages", "changelog"):
        schema = json_schema.own(name)
        Draft202012Validator.check_schema(schema)
        references = re.findall(r'"\$ref": "([^"]*)"', json.dumps(schema))
        assert references
        assert all(reference.startswith("#/$defs/") for reference in references)


def undescribed(schema: Any, at: str = "") -> list[str]:
    """Name the declared properties that have no title or no description."""
    if not isinstance(schema, dict):
        return []
    bare = [f"{at}/{name}" for name, value in schema.get("properties", {}).items() if "$ref" not in value and not {"title", "description"} <= set(value)]
    parts = {**schema.get("properties", {}), **schema.get("$defs", {})}
    return bare + [each for name, value in parts.items() for each in undescribed(value, f"{at}/{name}")]


@pytest.mark.parametrize("name", ["report", "changes", "languages", "changelog"])
def test_every_property_of_a_schema_has_a_title_and_a_description(name: str) -> None:
    assert undescribed(json_schema.own(name)) == []
    assert undescribed({"properties": {"bare": {"type": "string"}}}) == ["/bare"]


def test_report_json_fits_its_schema_and_differs_only_in_words(write: Write, command: Command) -> None:
    bad = {**IDENTICAL, "items.en.csv": "id,title\nmmx,Martian Moons eXploration\nvenus,Venus \n", "old.csv": "id\nx\n"}
    english, japanese = documents(write(bad), command)
    validator = Draft202012Validator(json_schema.own("report"))
    for document in (english, japanese):
        assert list(validator.iter_errors(document)) == []
        assert document["totals"]["error"] == len(document["findings"]) >= 4
    for ours, theirs in zip(english["findings"], japanese["findings"], strict=True):
        assert ours.pop("message") != theirs.pop("message")
        ours.pop("values", None)
        theirs.pop("values", None)
    assert english.pop("language") == "en"
    assert japanese.pop("language") == "ja"
    assert english == japanese


def test_report_json_of_the_committed_package_fits_its_schema(project: Path, command: Command) -> None:
    (project / "datapackage" / "data" / "items.ja.csv").write_bytes("id,title,summary,note\naprsaf,,\x9b,\n".encode())
    ran = command("check", project, "--report", "json")
    assert ran.code == 1
    assert list(Draft202012Validator(json_schema.own("report")).iter_errors(json.loads(ran.out))) == []


def test_the_schema_of_reports_refuses_what_is_no_report(write: Write, command: Command) -> None:
    (english, _japanese) = documents(write(IDENTICAL), command)
    validator = Draft202012Validator(json_schema.own("report"))
    for change in ({"line": 0}, {"severity": "fatal"}, {"check": "Text Identical"}, {"colour": "red"}, {"message": ""}):
        broken = {**english, "findings": [{**english["findings"][0], **change}]}
        assert list(validator.iter_errors(broken)) != [], change


def test_several_reports_go_where_they_are_sent(write: Write, command: Command, tmp_path: Path) -> None:
    folder, first, second = write(IDENTICAL), tmp_path / "out" / "report.json", tmp_path / "report.txt"
    ran = command("check", folder, "--report", f"json={first}", "--report", f"text={second}", "--report", "text")
    assert ran.code == 1
    assert second.read_text(encoding="utf-8") == ran.out
    document = json.loads(first.read_text(encoding="utf-8"))
    assert [finding["check"] for finding in document["findings"]] == ["text-identical"]
    assert ran.err == ""


def test_a_report_that_cannot_be_written_gives_2(write: Write, command: Command, tmp_path: Path, language: str) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    ran = command("check", write(CLEAN), "--report", f"json={tmp_path}/taken/report.json", "--lang", language)
    assert ran.code == 2
    assert "taken" in told(ran)


# Our own defects


def broken(_package: Package) -> list[Problem]:
    message = "100% \x1b[31mour fault\n"
    raise RuntimeError(message)


@pytest.fixture
def defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant a defect in the toolkit."""
    monkeypatch.setattr(report, "catalogue", lambda: {"one": Check("one", "structure", "0.1.0", Severity.ERROR, "says", "why", {}, {}, run=broken)})


@pytest.mark.usefixtures("defect")
def test_a_defect_of_ours_gives_3_without_a_traceback(write: Write, command: Command, language: str) -> None:
    ran = command("check", write(CLEAN), "--lang", language)
    assert (ran.code, ran.out) == (3, "")
    assert "RuntimeError: 100% \\u{1B}[31mour fault\\u{A}" in told(ran)
    assert "--debug" in ran.err
    assert bool(JAPANESE.search(ran.err)) == (language == "ja")


@pytest.mark.usefixtures("defect")
def test_debug_raises_a_defect_of_ours(write: Write, command: Command) -> None:
    with pytest.raises(RuntimeError, match="our fault"):
        command("check", write(CLEAN), "--debug")


def test_debug_does_not_raise_what_is_wrong_with_data_or_usage(write: Write, command: Command, tmp_path: Path) -> None:
    assert command("check", write(IDENTICAL), "--debug").code == 1
    assert command("check", tmp_path / "nowhere", "--debug").code == 2


# What comes from data never steers the terminal


HOSTILE = {
    "terminal escape": "\x1b[31mred\x1b[0m",
    "eight-bit escape": "\x9b31mred",
    "window title": "\x1b]0;owned\x07",
    "hyperlink": "\x1b]8;;https://example.org\x1b\\here",
    "line break": "one\ntwo\n::error file=a::b",
    "carriage return": "all is well\rnot",
    "bidi": "abc\u202egpj.exe\u2066",
    "zero width": "MMX\u200b\u2060\ufeff",
    "selector": "MMX\ufe0f",
    "percent": "100% %s %(prog)s {n} {0.__class__}",
    "line separator": "one\u2028two",
    "delete": "MMX\x7f\x08",
}


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("format_", ["text", "json"])
def test_hostile_values_are_shown_as_escapes(name: str, format_: str, write: Write, command: Command, language: str) -> None:
    hostile = HOSTILE[name]
    text = f"Martian {hostile} Moons"
    files = {
        "datapackage.json": json.dumps({**json.loads(PAIR), "name": f"moon{hostile}"}),
        "items.en.csv": f"id,title\n{quoted(hostile)},{quoted(text)}\nonly,Only\n",
        "items.ja.csv": f"id,title\n{quoted(hostile)},{quoted(text)}\n",
        f"{hostile.replace('/', '-')}.csv": "id\nx\n",
        "waivers.yaml": json.dumps([{"check": hostile, "table": hostile, "id": hostile, "reason": f"because {hostile}", "owner": "curators"}]),
    }
    ran = command("check", write(files), "--lang", language, "--report", format_)
    assert ran.code == 1
    assert "text-identical" in told(ran)
    if format_ == "json":
        finding = next(each for each in json.loads(ran.out)["findings"] if each["check"] == "text-identical")
        assert finding["id"] == hostile
        assert finding["values"]["text"] == text
        assert not re.search(HIDDEN, finding["message"])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_changes_are_shown_as_escapes(name: str, write: Write, command: Command, tmp_path: Path) -> None:
    hostile, old = HOSTILE[name], tmp_path / "old"
    shutil.copytree(write(CLEAN), old)
    new = write({**CLEAN, "items.en.csv": f"id,title\nmmx,{quoted(hostile)}\n{quoted(hostile + 'x')},New\n"})
    for format_ in ("text", "json"):
        ran = command("diff", old, new, "--report", format_)
        assert ran.code == 0
        assert "mmx" in told(ran)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_shown_as_escapes(name: str, command: Command, language: str) -> None:
    for words in (["check", f"/nowhere/{HOSTILE[name]}"], ["explain", HOSTILE[name]], ["check", "a", HOSTILE[name]], ["check", "--fail-on", HOSTILE[name]]):
        ran = command(*words, "--lang", language)
        assert ran.code == 2
        told(ran)


def test_long_values_are_cut_and_say_so(write: Write, command: Command) -> None:
    long = "moon " * 1000 + "end"
    ran = command("check", write({**CLEAN, "items.en.csv": f"id,title\nmmx,{long}\n", "items.ja.csv": f"id,title\nmmx,{long}\n"}))
    assert ran.code == 1
    assert max(map(len, ran.out.splitlines())) < 600
    assert "…" in ran.out


# Interruptions, pipes and encodings


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt(), 130), (KeyboardInterrupt(signal.SIGTERM), 143)])
def test_an_interruption_gives_its_code_and_no_words(
    raised: KeyboardInterrupt, code: int, write: Write, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_package: Package) -> list[Problem]:
        raise raised

    monkeypatch.setattr(report, "catalogue", lambda: {"one": Check("one", "structure", "0.1.0", Severity.ERROR, "says", "why", {}, {}, run=interrupted)})
    assert command("check", write(CLEAN)) == (code, "", "")


def test_sigterm_ends_a_run_with_143_and_the_old_handler_comes_back(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)

    def killed(_package: Package) -> list[Problem]:
        signal.raise_signal(signal.SIGTERM)
        return []

    monkeypatch.setattr(report, "catalogue", lambda: {"one": Check("one", "structure", "0.1.0", Severity.ERROR, "says", "why", {}, {}, run=killed)})
    assert command("check", write(CLEAN)) == (143, "", "")
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_reader_that_goes_away_is_no_error_of_ours(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "tools")}
    words = [sys.executable, "-m", "taiyaku", "explain"]
    done = subprocess.run(words, cwd=tmp_path, env=own, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_terminal_without_japanese_shows_escapes(write: Write) -> None:
    folder = write(IDENTICAL)
    done = process("check", ".", "--lang", "ja", folder=folder, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (1, b"")
    assert rb"items.ja.csv:2:5: \u30a8\u30e9\u30fc: " in done.stdout
    failed = process("check", "無い", "--lang", "ja", folder=folder, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (failed.returncode, failed.stdout) == (2, b"")
    assert rb"\u7121\u3044" in failed.stderr


def test_output_ends_its_lines_with_line_feeds_and_is_the_same_twice(write: Write) -> None:
    folder = write(IDENTICAL)
    first, second = (process("check", ".", "--report", "json", folder=folder, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.stdout == second.stdout
    assert b"\r" not in first.stdout


# release, export, derive


def test_release_refuses_a_package_with_errors_and_leaves_the_old_one(write: Write, command: Command, tmp_path: Path, language: str) -> None:
    out = tmp_path / "dist"
    assert command("release", write(CLEAN), "--out", out).code == 0
    before = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert {"SHA256SUMS", "START-HERE.txt", "csv/items.csv"} <= set(before)
    ran = command("release", write(IDENTICAL), "--out", out, "--lang", language)
    assert ran.code == 2
    assert "[text-identical]" in told(ran)
    assert "moon" in ran.err
    after = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert after == before


def test_a_second_release_has_nothing_to_write(write: Write, command: Command, tmp_path: Path, language: str) -> None:
    folder, out = write(CLEAN), tmp_path / "dist"
    first, second = (command("release", folder, "--out", out, "--lang", language) for _time in range(2))
    assert (first.code, second.code) == (0, 0)
    assert told(first) != told(second)


def test_release_leaves_a_folder_of_somebody_else_alone(write: Write, command: Command, tmp_path: Path, language: str) -> None:
    out = tmp_path / "papers"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    ran = command("release", write(CLEAN), "--out", out, "--lang", language)
    assert ran.code == 2
    assert "thesis.txt" in told(ran)
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("start", [".", "datapackage", "datapackage/datapackage.json"])
@pytest.mark.parametrize("stand", ["outside", "inside"])
def test_derive_finds_the_project_from_wherever_it_is_named(
    start: str,
    stand: str,
    project: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inside = stand == "inside"
    monkeypatch.chdir(project / "datapackage" if inside else project)
    word = (start.removeprefix("datapackage").removeprefix("/") or ".") if inside else start
    assert command("derive", word, "--check") == (0, f"{word}: everything is up to date\n", "")
    derived = project / "datapackage" / "datapackage.ja.json"
    whole = derived.read_bytes()
    derived.write_bytes(whole.replace("日本".encode(), b"Japan"))
    ran = command("derive", word, "--check", "--lang", "ja")
    assert ran.code == 1
    assert "datapackage/datapackage.ja.json" in told(ran)
    assert derived.read_bytes() != whole
    assert command("derive", word).code == 0
    assert derived.read_bytes() == whole
    assert not (project / "datapackage" / "datapackage").exists()


def test_derive_does_not_write_where_a_part_cannot_be_read(project: Path, command: Command, language: str) -> None:
    (project / "datapackage" / "data" / "codes.csv").write_bytes("id,vocabulary\n基,\n".encode("cp932"))
    before = (project / "datapackage" / "datapackage.json").read_bytes()
    ran = command("derive", project, "--lang", language)
    assert ran.code == 2
    told(ran)
    assert (project / "datapackage" / "datapackage.json").read_bytes() == before


# diff

OLD: dict[str, str | bytes] = {
    "datapackage.json": json.dumps({"name": "moon", "languages": list(LANGUAGES), "resources": [{"name": "items", "path": "items.csv"}, *TEXTS]}),
    "items.csv": "id,date,source_language\nmmx,2026,en\ncalet,2015,ja\nhtv-x,2025,ja\n",
    "items.en.csv": "id,title\nmmx,Martian Moons eXploration\ncalet,Cosmic ray telescope\nhtv-x,Cargo spacecraft\n",
    "items.ja.csv": "id,title\nmmx,火星衛星探査計画\ncalet,宇宙線望遠鏡\nhtv-x,補給機\n",
}
NEW: dict[str, str | bytes] = {
    **OLD,
    "items.csv": "id,date,source_language\ncalet,2015,ja\nmmx,2027,en\nspica,2030,en\n",
    "items.en.csv": "id,title\ncalet,Cosmic ray telescope\nmmx,Exploration of the moons of Mars\nspica,Infrared telescope\n",
    "items.ja.csv": "id,title\ncalet,高エネルギー宇宙線望遠鏡\nmmx,火星衛星探査計画\nspica,赤外線望遠鏡\n",
}


@pytest.fixture
def versions(write: Write, tmp_path: Path) -> tuple[Path, Path]:
    """Give two versions of a package."""
    old = tmp_path / "old"
    shutil.copytree(write(OLD), old)
    return old, write(NEW)


def test_diff_tells_each_change_and_what_was_left_behind(versions: tuple[Path, Path], command: Command) -> None:
    old, new = versions
    ran = command("diff", old, new, "--report", "json")
    assert ran.code == 0
    document = json.loads(ran.out)
    assert list(Draft202012Validator(json_schema.own("changes")).iter_errors(document)) == []
    assert [{name: each[name] for name in each if name not in ("cells", "title")} for each in document["changes"]] == [
        {"action": "added", "concerns": "record", "table": "items", "id": "spica"},
        {"action": "removed", "concerns": "record", "table": "items", "id": "htv-x"},
        {
            "action": "changed", "concerns": "source-text", "table": "items", "id": "calet", "field": "title", "language": "ja",
            "old": "宇宙線望遠鏡", "new": "高エネルギー宇宙線望遠鏡", "behind": [{"field": "title", "language": "en", "text": "Cosmic ray telescope"}],
        },
        {"action": "changed", "concerns": "fact", "table": "items", "id": "mmx", "field": "date", "old": "2026", "new": "2027"},
        {
            "action": "changed", "concerns": "source-text", "table": "items", "id": "mmx", "field": "title", "language": "en",
            "old": "Martian Moons eXploration", "new": "Exploration of the moons of Mars", "behind": [{"field": "title", "language": "ja", "text": "火星衛星探査計画"}],
        },
    ]  # fmt: skip
    assert document["totals"] == {"added": 1, "removed": 1, "renamed": 0, "changed": 3, "retyped": 0, "left-behind": 2}


def test_diff_marks_what_was_left_behind_in_both_languages(versions: tuple[Path, Path], command: Command) -> None:
    old, new = versions
    english, japanese = (told(command("diff", old, new, "--lang", language)).splitlines() for language in LANGUAGES)
    assert "    source text: title (ja): {+高エネルギー+}宇宙線望遠鏡" in english
    assert "    left behind: title (en): Cosmic ray telescope" in english
    assert "    追随していない: title (en): Cosmic ray telescope" in japanese
    assert english[-2:] == ["1 text in en was left behind", "1 text in ja was left behind"]
    assert len(english) == len(japanese)
    assert [line for line in english if line in japanese] == [line for line in english if re.match(r"items/(?:mmx|calet):", line)]


def test_diff_shows_long_texts_whole(write: Write, command: Command, tmp_path: Path) -> None:
    old, long = tmp_path / "old", "A moon of Mars. " * 20
    shutil.copytree(write({**CLEAN, "items.en.csv": f"id,title\nmmx,{long}Phobos.\n"}), old)
    ran = command("diff", old, write({**CLEAN, "items.en.csv": f"id,title\nmmx,{long}Deimos.\n"}))
    assert f": {long}[-Phobos-]{{+Deimos+}}.\n" in ran.out


def test_diff_exit_code_is_1_only_where_there_are_differences_and_it_is_asked(versions: tuple[Path, Path], command: Command) -> None:
    old, new = versions
    assert command("diff", old, new).code == 0
    assert command("diff", old, new, "--exit-code").code == 1
    assert command("diff", old, old, "--exit-code").code == 0


def test_diff_with_a_revision_is_diff_with_its_files(versions: tuple[Path, Path], repository: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = versions
    shutil.copytree(old, repository, dirs_exist_ok=True)
    committed(repository, "Old")
    shutil.copytree(new, repository, dirs_exist_ok=True)
    monkeypatch.chdir(repository)
    for variable in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(variable, raising=False)
    by_revision = command("diff", "git:HEAD", "--report", "json", "--exit-code")
    by_folder = command("diff", old, ".", "--report", "json", "--exit-code")
    assert by_revision.code == by_folder.code == 1
    assert json.loads(by_revision.out)["changes"] == json.loads(by_folder.out)["changes"] != []
    assert json.loads(by_revision.out)["old"] == "git:HEAD"


def test_a_revision_that_is_not_there_gives_2(repository: Path, command: Command, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.chdir(repository)
    ran = command("diff", "git:nope", "--lang", language)
    assert ran.code == 2
    assert "nope" in told(ran)
