"""``taiyaku preview``, over real HTTP on this computer: pages that follow the files, findings beside the texts, and nothing for anybody else."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from taiyaku import loaders, report
from taiyaku.errors import CannotWrite
from taiyaku.exporters import to_html
from taiyaku.i18n import messages
from taiyaku.model import Package, Report
from taiyaku.preview import Preview
from taiyaku.preview.server import Server
from tests.conftest import ROOT, Command, Write
from tests.test_sync import FILES, JA, LEDGER, NINTH, OLD, PO, Folder

ITEM = f"items/{NINTH}.html"
TENTH = "第10回会合が東京で開催された。"


class Answer(NamedTuple):
    """What the server says."""

    status: int
    headers: dict[str, str]
    text: str


class Browser:
    """Asks one server, as a browser does."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path as it is written."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        found = Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
        connection.close()
        return found


Show = Callable[..., Browser]


@pytest.fixture
def show() -> Iterator[Show]:
    """Give a function that shows a folder and gives a browser."""
    servers: list[Server] = []

    def shown(folder: Path, language: str = "en", patience: float | None = None) -> Browser:
        said = messages(language)
        servers.append(Server(0, Preview(str(folder), said, patience), said))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return Browser(servers[-1].server_port)

    yield shown
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def synced(write: Write, command: Command) -> Folder:
    """Give a package whose translations are in sync."""
    return Folder(write(FILES), command).agreed()


def beside(page: str, text: str) -> str:
    """Give what stands on a page between a text and the next heading."""
    assert text in page, page
    return re.sub(r"<[^>]+>", " ", re.split(r"<h2|</article|<dt", page.split(text, 1)[1])[0])


def test_an_edited_locale_file_shows_at_once_with_what_the_checks_say_beside_it(synced: Folder, show: Show) -> None:
    browser = show(synced.root)
    assert JA in browser.get(f"/ja/{ITEM}").text
    before = synced.all()
    synced.edit(PO, (JA, TENTH))
    japanese, english = browser.get(f"/ja/{ITEM}").text, browser.get(f"/en/{ITEM}").text
    line = synced.text(PO).splitlines().index(f'msgctxt "items/{NINTH}#summary"') + 2
    for page, text, word in ((japanese, TENTH, "エラー"), (english, f'lang="ja"><p class="prose">{TENTH}', "error")):
        said = beside(page, text)
        assert f"{word}" in said
        assert "number-mismatch" in said
        assert f"{PO}:{line}" in said
    assert "数値が一致しない" in japanese
    assert "the numbers differ" in english
    assert "number-mismatch" not in beside(english, f"<h1>{OLD}</h1>")
    assert {**before, PO: b""} == {**synced.all(), PO: b""}


def test_a_text_that_is_carried_over_is_mended_in_its_locale_file_first(write: Write, command: Command, show: Show) -> None:
    folder = Folder(write({**FILES, "items.ja.csv": FILES["items.ja.csv"].replace(JA, TENTH)}), command).agreed()
    line = folder.text(PO).splitlines().index(f'msgctxt "items/{NINTH}#summary"') + 2
    said = beside(show(folder.root).get(f"/ja/{ITEM}").text, f"<h1>{TENTH}</h1>")
    assert re.search(rf"number-mismatch\s+\S*{PO}:{line}\s+\S*items\.ja\.csv:2:", said)


def test_what_concerns_no_text_of_the_page_stands_below_its_name(write: Write, show: Show) -> None:
    files = {**FILES, "items.ja.csv": FILES["items.ja.csv"].replace("h3-rocket,H3ロケットが打ち上げられた。\n", "")}
    said = beside(show(write(files)).get("/en/items/h3-rocket.html").text, "</h1>")
    assert "record-missing" in said


def test_only_a_page_that_changed_has_another_tag(synced: Folder, show: Show) -> None:
    browser = show(synced.root)
    rocket, ninth = (browser.get(f"/ja/items/{name}.html", "HEAD") for name in ("h3-rocket", NINTH))
    assert (ninth.status, ninth.text) == (200, "")
    synced.edit("items.en.csv", ("launched", "lifted off"))
    assert browser.get("/ja/items/h3-rocket.html", "HEAD").headers["ETag"] != rocket.headers["ETag"]
    page = browser.get(f"/ja/{ITEM}")
    assert f"data-page={page.headers['ETag']} " in page.text


def test_the_page_of_a_language_leads_to_a_list_of_all_findings_and_that_to_their_pages(synced: Folder, show: Show) -> None:
    synced.edit(PO, (JA, TENTH))
    browser = show(synced.root)
    index = browser.get("/ja/").text
    assert "プレビュー（未公開）: エラー 1 件、警告 0 件、注意 " in index
    (address,) = re.findall(r'class="preview"><a href="([^"]+)"', index)
    assert address == "../findings/ja.html"
    listed = browser.get("/findings/ja.html").text
    assert '<html lang="ja">' in listed
    assert f'<a href="/ja/{ITEM}">items/{NINTH}#summary (ja): 数値が一致しない' in listed
    assert listed.index('class="error"') < listed.index('class="note"')


def test_a_preview_writes_nothing_and_what_is_released_knows_nothing_of_it(synced: Folder, show: Show) -> None:
    synced.edit(PO, (JA, TENTH))
    before = synced.all()
    browser = show(synced.root)
    page = browser.get(f"/ja/{ITEM}").text
    assert re.findall(r"style-src[^\"]*", page) == ["style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"]
    assert '<script src="/assets/preview.js"' in page
    assert "fetch(" in browser.get("/assets/preview.js").text
    assert browser.get("/assets/preview.css").headers["Content-Type"] == "text/css; charset=utf-8"
    assert synced.all() == before
    released = {each.path: each.content for each in to_html.run(loaders.load(str(synced.root)))}
    assert TENTH.encode() in released[f"site/ja/{ITEM}"]
    for content in released.values():
        assert not [word for word in (b"connect-src", b"preview", b"findings", b"number-mismatch") if word in content]


def test_pages_without_findings_differ_from_the_released_ones_in_nothing_but_head_and_banner(synced: Folder, show: Show) -> None:
    browser = show(synced.root)
    for released in to_html.run(loaders.load(str(synced.root))):
        page = browser.get(f"/{released.path.removeprefix('site/')}").text
        page = re.sub(r"; connect-src 'self'|<link [^>]*preview.css\">\n<script [^>]*></script>\n|<p class=\"preview\">.*\n", "", page)
        # Pages without scripts of their own have one policy more in a preview, for its script.
        page, written = (text.replace("; script-src 'self'", "") for text in (page, released.content.decode()))
        assert page == written, released.path


HOSTILE = [
    "/../datapackage.json",
    "/..%2fdatapackage.json",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//etc/passwd",
    "/etc/passwd",
    "/datapackage.json",
    "/items.csv",
    "/ja/../../items.csv",
    "/ja/items/%00.html",
    "/ja/items/\\..\\items.csv",
    "/%ff%fe",
    "/assets/__init__.py",
    "/assets/../__init__.py",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_nothing_but_pages_is_served(path: str, synced: Folder, show: Show) -> None:
    answer = show(synced.root).get(path)
    assert answer.status == 404
    assert "There is no such page." in answer.text
    assert NINTH not in answer.text


def test_a_page_of_somebody_else_learns_nothing(synced: Folder, show: Show) -> None:
    browser = show(synced.root)
    own = f"127.0.0.1:{browser.port}"
    assert browser.get("/ja/", Host=own).status == browser.get("/ja/", Host=f"localhost:{browser.port}").status == 200
    for name in (f"rebound.example:{browser.port}", "127.0.0.1", f"127.0.0.1:{browser.port + 1}", f"{own}.rebound.example", ""):
        answer = browser.get("/ja/", Host=name)
        assert (answer.status, answer.text) == (421, ""), name
    answer = browser.get("/ja/")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert browser.get("/ja/", "POST").status == 501


def test_only_this_computer_is_listened_to(synced: Folder) -> None:
    said = messages("en")
    with Server(0, Preview(str(synced.root), said), said) as server:
        assert server.socket.getsockname()[0] == "127.0.0.1"
        with pytest.raises(CannotWrite):
            Server(server.server_port, server.preview, said)


def test_a_broken_package_shows_its_findings_and_the_pages_come_back(synced: Folder, show: Show) -> None:
    browser = show(synced.root)
    whole = synced.text(PO)
    synced.edit(PO, (f'msgstr "{JA}"', f'msgstr "{JA}'))
    english, japanese = browser.get("/").text, browser.get(f"/ja/{ITEM}").text
    assert "cannot be read: this is not a PO entry" in english
    assert f"{PO}:" in english
    assert '<html lang="ja">' in japanese
    assert "読み取れない" in japanese
    assert "Traceback" not in english + japanese
    (synced.root / PO).write_text(whole, encoding="utf-8")
    assert JA in browser.get(f"/ja/{ITEM}").text


class Gate:
    """Checks that go on when they are told to, and a list of what they looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.looked: list[Package] = []
        self._judge = report.judge
        monkeypatch.setattr(report, "judge", self.judge)

    def judge(self, package: Package) -> Report:
        self.looked.append(package)
        assert self.open.wait(60)
        return self._judge(package)

    def closed(self) -> None:
        """Wait until the checks are through with what they were looking at."""
        self.open.set()
        for thread in threading.enumerate():
            if thread.daemon and thread.__class__.__name__ == "_Judging":
                thread.join(60)


def test_pages_do_not_wait_for_checks_that_take_long_and_show_later_what_they_found(synced: Folder, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    browser = show(synced.root, patience=0)
    first = browser.get(f"/ja/{ITEM}")
    assert JA in first.text
    assert "検査中です" in first.text
    assert "the checks are at work" in browser.get("/findings/en.html").text
    synced.edit(PO, (JA, TENTH))
    second = browser.get(f"/ja/{ITEM}")
    assert TENTH in second.text
    assert browser.get(f"/ja/{ITEM}").headers["ETag"] == second.headers["ETag"]
    assert len(gate.looked) == 1, "a second look waits for the end of the first"
    gate.closed()
    browser.get(f"/ja/{ITEM}")
    gate.closed()
    third = browser.get(f"/ja/{ITEM}")
    assert "検査中です" not in third.text
    assert "第10回" in beside(third.text, TENTH)
    assert third.headers["ETag"] != second.headers["ETag"]
    assert len(gate.looked) == 2


def test_a_package_that_goes_away_says_so_and_comes_back(synced: Folder, show: Show) -> None:
    browser = show(synced.root)
    (synced.root / "datapackage.json").rename(synced.root / "away.json")
    answer = browser.get("/en/")
    assert answer.status == 200
    assert "holds no datapackage.json" in answer.text
    assert 'data-page=""' not in answer.text
    (synced.root / "away.json").rename(synced.root / "datapackage.json")
    assert "The 9th meeting" in browser.get(f"/en/{ITEM}").text


def test_a_defect_of_ours_is_a_page_too(synced: Folder, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = show(synced.root)

    def broken(_package: object, _remarks: object) -> None:
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr(to_html, "pages_of", broken)
    synced.edit(PO, (JA, TENTH))
    answer = browser.get("/ja/")
    assert answer.status == 500
    assert "this is a defect of taiyaku itself, not of your data: ZeroDivisionError: of all things" in answer.text
    assert "Traceback" not in answer.text
    monkeypatch.undo()
    assert browser.get("/ja/").status == 200


HOSTILE_TEXT = '<script>alert(1)</script>" onload="x data-page=""'


def test_texts_of_the_package_are_no_markup_in_findings_either(synced: Folder, show: Show) -> None:
    synced.edit(PO, (JA, f"第9回会合が東京で\u200b開催された。{HOSTILE_TEXT}".replace('"', '\\"')))
    page = show(synced.root).get(f"/ja/{ITEM}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("<script") == 1
    assert "U+200B" in page


def test_a_package_without_languages_and_one_in_another_language_are_shown(write: Write, show: Show) -> None:
    one = show(
        write({"datapackage.json": '{"name": "moon", "resources": [{"name": "items", "path": "items.csv"}]}', "items.csv": "id,title\nmmx,MMX\nmmx,Rover\n"})
    )
    assert "Preview, not published: 1 error" in one.get("/en/").text
    assert "key-ambiguous" in one.get("/findings/en.html").text or "primary-key" in one.get("/findings/en.html").text


def test_words_in_another_language_than_the_page_say_so(write: Write, show: Show) -> None:
    files = {
        "datapackage.json": '{"name": "lune", "languages": ["fr", "ja"], "resources": [{"name": "items", "path": "items.csv"}]}',
        "items.csv": "id,title_fr,title_ja\nmmx,Mars  Moons,火星衛星探査\n",
    }
    page = show(write(files)).get("/fr/items/mmx.html").text
    assert '<html lang="fr">' in page
    assert '<li class="error" lang="en"><strong>error</strong>' in page
    assert 'href="../../findings/fr.html" lang="en">Preview' in page


# The command


def test_the_command_says_where_to_look_and_ends_as_interrupted(synced: Folder) -> None:
    words = [sys.executable, "-m", "taiyaku", "preview", str(synced.root), "--port", "0", "--lang", "ja"]
    with subprocess.Popen(words, cwd=ROOT, env={"PYTHONPATH": "tools", "PYTHONUTF8": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = process.stdout.readline().decode()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/ でページを見られる。.*\n", said)
        assert found, said
        assert JA in Browser(int(found[1])).get(f"/ja/{ITEM}").text
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr.read() == b""


@pytest.mark.parametrize(("words", "said"), [(("--port", "x"), "no port"), (("--port", "70000"), "no port"), (("--port", "-1"), "no port"), ((), "holds no")])
def test_what_cannot_be_shown_is_said_at_once(words: tuple[str, ...], said: str, tmp_path: Path, command: Command) -> None:
    ran = command("preview", tmp_path, *words)
    assert ran.code == 2
    assert said in ran.err


def test_a_port_that_is_taken_is_said(synced: Folder, command: Command, show: Show) -> None:
    ran = command("preview", synced.root, "--port", str(show(synced.root).port))
    assert ran.code == 2
    assert "`--port 0` takes one that is free" in ran.err


# The way of a translator who has nothing but a text editor


WAS, IS = "分野8における積極的デブリ除去（ADR）", "分野8の積極的デブリ除去（ADR）"


def test_a_translator_with_a_text_editor_sees_the_text_everywhere_and_sync_changes_one_cell_and_one_line(project: Path, command: Command, show: Show) -> None:
    root = Folder(project, command)
    browser = show(project)
    root.edit(PO, (f'msgstr "{WAS}"', f'msgstr "{IS}"'))
    before = {name: content.decode().splitlines() for name, content in root.all().items()}

    judged = command("check", project, "--report", "json")
    assert (judged.code, [each["check"] for each in json.loads(judged.out)["findings"]]) == (0, ["translation-unsynced"])
    page = browser.get("/ja/items/active-debris-removal.html").text
    assert f"<h1>{IS}</h1>" in page
    assert "translation-unsynced" in beside(page, f"<h1>{IS}</h1>")
    assert IS in browser.get("/en/items/active-debris-removal.html").text
    assert "1 text is not carried over yet: `taiyaku sync`" in command("status", project).out

    assert root.sync().code == 0
    after = {name: content.decode().splitlines() for name, content in root.all().items()}
    changed = {name: [pair for pair in zip(before[name], after[name], strict=True) if pair[0] != pair[1]] for name in before if before[name] != after[name]}
    assert changed.keys() == {"datapackage/data/items.ja.csv", LEDGER}
    (cell,) = changed["datapackage/data/items.ja.csv"]
    assert cell[0].replace(WAS, IS) == cell[1]
    (line,) = changed[LEDGER]
    assert line[1].startswith("active-debris-removal,title,")
    assert "not carried over" not in command("status", project).out
