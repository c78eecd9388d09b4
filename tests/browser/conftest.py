"""The released site in a real browser: what is tested here, and with what (``nox -s browser``).

The committed package is released twice before the first test: for a disk, and for a server on this computer. Pages are chosen by what they hold: of each
folder of each language as many as are needed to have every kind of element once. So a new page, or a new part of one, is tested without an edit here.
What is needed and missing (Chromium, playwright, Node tools, Java) skips the tests that need it, and fails the run where ``CI`` is set.
"""

from __future__ import annotations

import functools
import http.server
import importlib.util
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest

from taiyaku import loaders, release, report, write
from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

CI = os.environ.get("CI", "") not in {"", "0", "false"}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
QUIET = (
    "--no-sandbox",  # Chromium has none for root, who runs containers; it sees nothing but the pages of this project
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
LANGUAGES = ("en", "ja")
WIDTHS = (320, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
Scheme = Literal["light", "dark"]
NODE_MODULES = Path(os.environ.get("TAIYAKU_NODE_MODULES", "node_modules"))
"""Where the session has put the tools of package.json."""
STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PATIENCE = 120_000
"""Milliseconds for one step: a computer that does other things as well is no defect."""
SITE = pytest.StashKey["Site"]()
OPENED = pytest.StashKey["list[Callable[[], None]]"]()


@dataclass(frozen=True, slots=True)
class Site:
    """Where the releases are: their folders, and the addresses that they are served at."""

    disk: str
    """Folder of the first page of the release for a disk."""
    hosted: str
    """Folder of the release for a server, whose pages are at its root."""
    served: str
    """Address of the first page's folder of the release for a disk, on a server of this computer."""
    base: str
    """Address of the release for a server."""

    @property
    def address(self) -> str:
        """Address of the first page's folder on the disk."""
        return f"{Path(self.disk).as_uri()}/"

    def pages(self) -> list[str]:
        """Give the path of every page from the first page's folder."""
        return sorted(str(path.relative_to(self.disk)) for path in Path(self.disk).rglob("*.html"))


def pytest_configure(config: pytest.Config) -> None:
    """Release the package and serve it, in the one process that starts the others."""
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[SITE] = Site(**given["site"])
        return
    missing = [name for name, found in (("chromium", CHROMIUM), ("playwright", importlib.util.find_spec("playwright"))) if not found]
    if missing and CI:
        raise pytest.UsageError(f"browser tests need {' and '.join(missing)} (see docs/ci.md)")
    closing: list[Callable[[], None]] = []
    config.stash[OPENED] = closing
    folder = Path(tempfile.mkdtemp(prefix="taiyaku-browser-")).resolve()
    closing.append(functools.partial(shutil.rmtree, folder))
    disk, hosted = folder / "disk", folder / "hosted"
    served, base = (_serve(each, closing) for each in (disk, hosted))
    package = loaders.load(str(ROOT))
    judged = report.judge(package, report.frozen(report.catalogue()))
    write.folder(disk, release.artifacts(package, judged))
    write.folder(hosted, release.artifacts(package, judged, base=base))
    config.stash[SITE] = Site(str(disk / "site"), str(hosted), f"{served}site/", base)


def _serve(folder: Path, closing: list[Callable[[], None]]) -> str:
    """Serve a folder to this computer, and give the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    closing.extend((server.shutdown, server.server_close))
    return f"http://127.0.0.1:{server.server_port}/"


class _Silent(http.server.SimpleHTTPRequestHandler):
    """A server of files as they are, and of the page for what is not there."""

    def log_message(self, *_words: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page for what is not there, as the servers of static sites do."""
        page = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist where the releases are."""
    site = node.config.stash[SITE]
    node.workerinput["site"] = {name: getattr(site, name) for name in Site.__slots__}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers and remove the releases."""
    nothing: list[Callable[[], None]] = []
    opened = config.stash.get(OPENED, nothing)
    for close in reversed(opened):
        close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what Lighthouse said, of performance too, which is no gate: it depends on the computer."""
    for each in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, told in each.user_properties if each.when == "call" else ():
            if name == "lighthouse":
                terminalreporter.write_line(f"Lighthouse, {told}")


def needed(name: str, found: object) -> None:
    """Skip a test, or fail it under CI, where what it needs is not there."""
    if not found:
        (pytest.fail if CI else pytest.skip)(f"{name} is not installed")


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Site:
    """Give where the releases are."""
    return request.config.stash[SITE]


@pytest.fixture(scope="session")
def site_on_disk(site: Site) -> str:
    """Give the address (file:) of the first page's folder."""
    return site.address


@pytest.fixture(scope="session")
def site_served(site: Site) -> str:
    """Give the address on a server of this computer of the same files."""
    return site.served


@pytest.fixture(scope="session")
def site_hosted(site: Site) -> str:
    """Give the address of the release that was made for a server, which is where it is served."""
    return site.base


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give Chromium, once for all tests of a process."""
    needed("chromium", CHROMIUM)
    needed("playwright", importlib.util.find_spec("playwright"))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


def left(asked: Request) -> bool:
    """Tell whether what failed is the icon of a page that was left: Chromium asks for it after everything else, and stops asking then."""
    return bool(asked.url.endswith("/assets/icon.svg")) and asked.failure == "net::ERR_ABORTED"


@dataclass(slots=True)
class Visits:
    """Pages that tests open, and everything that they did wrong by themselves.

    A tab takes Chromium many times as long as a page, so the tabs of a test are used again by the next one.
    """

    browser: Browser
    address: str
    wrong: list[str] = field(default_factory=list)
    free: dict[tuple[object, ...], list[Page]] = field(default_factory=dict)
    used: list[tuple[tuple[object, ...], Page]] = field(default_factory=list)

    def __call__(
        self,
        path: str,
        language: str = "",
        *,
        width: int = 1280,
        scheme: Scheme = "light",
        forced_colors: Literal["active", "none"] = "none",
        javascript: bool = True,
        address: str = "",
        **more: Any,
    ) -> Page:
        """Open a page in a tab of its own: its path from the language's folder (without a language, or beginning with it: from the first page's)."""
        key = (javascript, *sorted(more.items()))
        free = self.free.setdefault(key, [])
        page = free.pop() if free else self._tab(javascript=javascript, **more)
        self.used.append((key, page))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="screen", color_scheme=scheme, forced_colors=forced_colors, reduced_motion="reduce")
        page.goto(f"{address or self.address}{f'{language}/' * bool(language)}{path}", wait_until="load")
        return page

    def _tab(self, *, javascript: bool, **more: Any) -> Page:
        page = self.browser.new_context(java_script_enabled=javascript, **more).new_page()
        page.set_default_timeout(PATIENCE)
        # What its policy (CSP) forbids is told on the console.
        page.on("console", lambda said: self.wrong.append(f"{page.url}: console: {said.text}") if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("request", lambda asked: self.wrong.append(f"{page.url}: asks for {asked.url}") if foreign(asked.url) else None)
        page.on("requestfailed", lambda asked: self.wrong.append(f"{page.url}: cannot have {asked.url}: {asked.failure}") if not left(asked) else None)
        page.on("crash", lambda _page: self.wrong.append(f"{page.url}: crashed"))
        return page

    def leave(self) -> list[str]:
        """Leave all pages, and give what they did wrong."""
        for key, page in self.used:
            if not page.is_closed():
                if key[0]:
                    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
                page.unroute_all()
                page.goto("about:blank")
                self.free[key].append(page)
        self.used.clear()
        told = list(self.wrong)
        self.wrong.clear()
        return told


def foreign(address: str) -> bool:
    """Tell whether an address leads away from this computer."""
    parts = urlsplit(address)
    return parts.scheme not in {"file", "data", "about", "blob"} and parts.hostname != "127.0.0.1"


@pytest.fixture(scope="session")
def tabs(chromium: Browser, site_on_disk: str) -> Visits:
    """Give what opens pages, for all tests of a process."""
    return Visits(chromium, site_on_disk)


@pytest.fixture
def visit(tabs: Visits) -> Iterator[Visits]:
    """Give what opens pages from the disk (or from ``address=``); at the end the test fails for what they did wrong by themselves."""
    yield tabs
    told = tabs.leave()
    assert not told, "\n".join(told)


class _Kinds(HTMLParser):
    """What kinds of element a page has: name, classes, role and part of the page, and what each stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        part = known.get("id") or "" if tag == "section" else ""
        kind = " ".join((tag, known.get("class") or "", known.get("role") or "", "lang" * ("lang" in known), "" if set(part) & set("0123456789") else part))
        self.found.add((self.open[-1][1] if self.open else "", kind))
        if tag not in {"meta", "link", "br", "img", "input", "hr", "wbr", "path", "rect", "line", "circle"}:
            self.open.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass


def sample(site: Site) -> list[str]:
    """Give pages that together have every kind of element once, of each folder at least one, the same in every language."""
    kinds: dict[str, set[tuple[str, str, str]]] = {}
    for path in site.pages():
        reader = _Kinds()
        reader.feed(Path(site.disk, path).read_text(encoding="utf-8"))
        language, _slash, rest = path.rpartition("/") if path.count("/") == 0 else path.partition("/")
        kinds.setdefault(rest, set()).update((language, *kind) for kind in reader.found)
    families: dict[str, list[str]] = {}
    for path in kinds:
        folder, _slash, name = path.rpartition("/")
        # What stands in the language's own folder is a page of its own, or a part of one (compare-2); so is what lists the records of a table.
        families.setdefault(folder if folder and name != "index.html" else re.sub(r"-\d+(?=\.html$)", "", path), []).append(path)
    chosen = {path for family in families.values() for path in _covering(kinds, family)}
    return [path for path in site.pages() if path in chosen or path.partition("/")[2] in chosen]


def _covering(kinds: Mapping[str, set[tuple[str, str, str]]], paths: Iterable[str]) -> Iterator[str]:
    """Yield those pages that have a kind of element which none before has; the pages with the most kinds come first."""
    seen: set[tuple[str, str, str]] = set()
    for path in sorted(paths, key=lambda path: (-len(kinds[path]), path)):
        if kinds[path] - seen:
            seen |= kinds[path]
            yield path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask a test that takes a ``path`` of each page of the sample."""
    if "path" in metafunc.fixturenames:
        metafunc.parametrize("path", _sampled(metafunc.config.stash[SITE]))


@functools.cache
def _sampled(site: Site) -> list[str]:
    return sample(site)


def axe(page: Page) -> list[str]:
    """Give what axe-core finds wrong on a page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    # What it would fetch again (preload), the page's policy forbids; the rules that need it are about sound and a turned screen.
    options = {
        "runOnly": {"type": "tag", "values": list(STANDARD)},
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
        "preload": False,
    }
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [f"{rule['id']}: {node['html'][:200]}: {node['failureSummary']}" for rule in found["violations"] for node in rule["nodes"]]


@functools.cache
def _axe() -> str:
    script = NODE_MODULES / "axe-core/axe.min.js"
    needed("axe-core", script.is_file())
    return script.read_text(encoding="utf-8")


def look(page: Page, *names: str) -> list[str]:
    """Give what ``looking.js`` sees on a page as it stands, by the names of its functions."""
    if not page.evaluate("'looking' in window"):
        page.evaluate((Path(__file__).parent / "looking.js").read_text(encoding="utf-8"))
    return [f"{name}: {told}" for name in names for told in page.evaluate(f"() => looking.{name}()")]
