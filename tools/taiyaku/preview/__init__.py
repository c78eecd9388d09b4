"""The site as it would be published now, with what the checks say beside each text; made in memory, page by page, when somebody looks.

A package is shown as if it were synced, first without the findings where the checks take long. One that cannot be read as a whole is shown as the list of its findings.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files

from taiyaku import loaders, report
from taiyaku.errors import TaiyakuError
from taiyaku.exporters import to_html
from taiyaku.exporters.to_html import shell
from taiyaku.exporters.to_html.content import languages
from taiyaku.exporters.to_html.names import file_name, folder
from taiyaku.exporters.to_html.remarks import Remark, Remarks
from taiyaku.exporters.to_html.words import spoken
from taiyaku.i18n import LANGUAGES, Messages, _, messages, visible
from taiyaku.model import Finding, Package, Report, Severity, Where
from taiyaku.renderers import as_text

MOST = 500
"""Findings that are listed, the heaviest first; the totals count all."""
ASSETS = ("preview.css", "preview.js")

Pages = Mapping[str, Callable[[], bytes]]
"""By path: what makes the bytes of a page. Under a language and a slash, and under nothing, stands what is shown in place of every other one."""


class Preview:
    """The pages of one package; read anew whenever one of its files has changed."""

    def __init__(self, source: str, said: Messages, patience: float | None = None) -> None:
        """Take what the reader typed, the language of what has none of its own, and how many seconds a page waits for the checks (None: as long as they take).

        Pages that did not wait for them say so, and are others as soon as the checks are through. Raises NotAPackage where there is no package to begin with.
        """
        self._source = source
        self._said = said
        self._patience = patience
        self._lock = threading.Lock()
        self._judging: _Judging | None = None
        self._waiting: Package | None = None
        self._seen: Mapping[str, object] = {}
        self._pages: Pages = {}
        self._read()

    def page(self, path: str) -> bytes | None:
        """Give the page with this path, as the files are at this moment; None where there is no such page."""
        with self._lock:
            self._look()
            make = self._pages.get(path) or self._pages.get(path.partition("/")[0] + "/") or self._pages.get("")
            return make() if make else None

    def _look(self) -> None:
        try:
            if loaders.stamps(self._source) != self._seen:
                self._read()
        except TaiyakuError as error:
            self._pages, self._seen, self._waiting = _alone(self._said, partial(_stopped, error)), {}, None
        if self._waiting is not None:
            self._judge(self._waiting, 0)

    def _read(self) -> None:
        seen = loaders.stamps(self._source)
        package = loaders.load(self._source)
        if package.unread or package.unsafe:
            self._pages, self._waiting = _alone(self._said, partial(_unread, report.judge(package))), None
        else:
            self._waiting = package
            self._judge(package, self._patience)
            if self._waiting is package:
                self._pages = _site(package, None)
        self._seen = seen

    def _judge(self, package: Package, patience: float | None) -> None:
        """Have the checks look at a package, one at a time: somebody who saves often would else wait for all of them."""
        if self._judging is None or (self._judging.package is not package and not self._judging.is_alive()):
            self._judging = _Judging(package)
            self._judging.start()
        judging = self._judging
        if judging.package is package:
            judging.join(patience)
            if not judging.is_alive():
                self._waiting = self._judging = None
                self._pages = _site(package, judging.outcome())


class _Judging(threading.Thread):
    """The checks at work on one package."""

    def __init__(self, package: Package) -> None:
        super().__init__(daemon=True)
        self.package = package
        self._found: Report | Exception | None = None

    def run(self) -> None:
        """Keep the verdict, or what stopped it."""
        try:
            self._found = report.judge(self.package)
        except Exception as error:  # noqa: BLE001 -- it is raised where somebody waits for it
            self._found = error

    def outcome(self) -> Report:
        """Give the verdict, once the thread is through. Raises what stopped it."""
        if isinstance(self._found, Report):
            return self._found
        raise self._found or RuntimeError


def _stopped(error: TaiyakuError, said: Messages) -> bytes:
    return told(said, said.text(error.says, error.values))


def _unread(judged: Report, said: Messages) -> bytes:
    return _listed(said, as_text.totals(judged, said), _heaviest(judged))


def told(said: Messages, text: str) -> bytes:
    """Make a page that says why there is no other."""
    return _listed(said, text, ())


def _site(package: Package, judged: Report | None) -> Pages:
    """Give the pages of a package, with what was found where the checks are through."""
    tags = languages(package)
    places = _places(package) if judged else {}
    remarks = {tag: _remarks(judged, tag, places) if judged else _waiting(tag) for tag in tags}
    made = {path: cache(make) for path, make in to_html.pages_of(package, remarks)}
    if judged is None:
        lists = {_list_of(tag): cache(partial(told, spoken(tag), remarks[tag].summary)) for tag in tags}
    else:
        lists = {_list_of(tag): cache(partial(_listed, spoken(tag), as_text.totals(judged, spoken(tag)), _heaviest(judged), tag, made)) for tag in tags}
    return {**made, **lists, **_assets()}


def _alone(said: Messages, make: Callable[[Messages], bytes]) -> Pages:
    """Give one page in the place of all, in the language of the terminal or of the page that was asked for."""
    instead = {"": said, **{f"{language}/": messages(language) for language in LANGUAGES}}
    return {**{path: cache(partial(make, each)) for path, each in instead.items()}, **_assets()}


def _assets() -> Pages:
    of_site = {f"assets/{name}": read for name, read in shell.assets()}
    return {**of_site, **{f"assets/{name}": (files(__name__) / "assets" / name).read_bytes for name in ASSETS}}


def _list_of(tag: str) -> str:
    return f"findings/{folder(tag)}.html"


def _heaviest(judged: Report) -> list[Finding]:
    return sorted(judged.open, key=_lightness)[:MOST]


def _lightness(finding: Finding) -> int:
    return -finding.severity


def _remarks(judged: Report, tag: str, places: Mapping[tuple[str, str, str], Mapping[str, Where]]) -> Remarks:
    """Give what was found of each record, for the pages of one language."""
    said, lang = _spoken(tag)
    found: dict[tuple[str, str], list[Remark]] = defaultdict(list)
    for finding in sorted(judged.open, key=_lightness):
        at = finding.problem
        entries = [place for language, place in places.get((at.table, at.id, at.field), {}).items() if at.language in ("", language)]
        found[at.table, at.id].append(_remark(finding, said, as_text.message(finding, said), entries, lang))
    counts = said.text(_(", ")).join(as_text.counted(severity, judged.count(severity), said) for severity in sorted(Severity, reverse=True))
    return Remarks(said.text(_("Preview, not published: {found}"), {"found": counts}), found, _list_of(tag), lang)


def _waiting(tag: str) -> Remarks:
    said, lang = _spoken(tag)
    return Remarks(said.text(_("Preview, not published: the checks are at work; what they find will stand here.")), {}, _list_of(tag), lang)


def _spoken(tag: str) -> tuple[Messages, str]:
    """Give the toolkit's messages for pages of a language, and their own language where it is another."""
    said = spoken(tag)
    return said, "" if tag.partition("-")[0].lower() == said.language else said.language


def _places(package: Package) -> dict[tuple[str, str, str], dict[str, Where]]:
    """Give the entry of each translated text in its locale file, by table, record and field, then by language."""
    found: dict[tuple[str, str, str], dict[str, Where]] = {}
    for unit in package.plan.units if package.plan else ():
        locale = package.locales.get((unit.language, unit.table))
        if unit.message and unit.message.line and locale and locale.catalogue:
            found.setdefault((unit.table, unit.id, unit.field), {})[unit.language] = locale.catalogue.where(unit.message)
    return found


def _remark(finding: Finding, said: Messages, says: str, entries: Iterable[Where] = (), lang: str = "") -> Remark:
    at = finding.problem
    places = [*(place for place in entries if (place.path, place.line) != (at.where.path, at.where.line)), at.where]
    shown = tuple(visible(place, None) for place in places)
    return Remark(at.field, at.language, finding.severity.word, as_text.weight(finding, said), says, finding.check, shown, lang)


def _listed(said: Messages, summary: str, findings: Sequence[Finding], tag: str = "", made: Collection[str] = ()) -> bytes:
    """Make the page that lists findings, each with the way to the page of its record."""
    entries = [(_remark(finding, said, as_text.told(finding, said)), _page_of(finding, tag, made)) for finding in findings]
    title = said.text(_("Findings"))
    home = f"/{folder(tag)}/index.html" if tag else ""
    values = {"lang": said.language, "page": title, "description": summary, "entries": entries, "home": home, "back": said.text(_("To the pages"))}
    return shell.renderer(live=True)("findings.html", values)


def _page_of(finding: Finding, tag: str, made: Collection[str]) -> str:
    """Give the address of the page that shows the record of a finding; empty where none does."""
    path = f"{folder(tag)}/{file_name(finding.problem.table)}/{file_name(finding.problem.id)}.html"
    return f"/{path}" if path in made else ""
