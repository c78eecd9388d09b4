"""What the data is, who made it, how to cite it and whom to tell of errors; and for whom the pages were made accessible, and how far."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from taiyaku.derive import rules
from taiyaku.exporters._identity import attribution, entries, released, shown
from taiyaku.exporters.to_html import imprint
from taiyaku.exporters.to_html.dates import date
from taiyaku.exporters.to_html.labels import group_title, package_title
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.pages import sources as of_sources
from taiyaku.exporters.to_html.pieces import Piece, Pieces, linked, listed, plain, woven
from taiyaku.exporters.to_html.sections import paragraphs
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import spoken
from taiyaku.i18n import _
from taiyaku.model import Json

_TITLE = _("About")
_ROLES = {
    "creator": _("creator"),
    "author": _("author"),
    "contributor": _("contributor"),
    "dataCurator": _("data curator"),
    "maintainer": _("maintainer"),
    "publisher": _("publisher"),
    "translator": _("translator"),
    "wrangler": _("data preparation"),
}
"""Roles of contributors that Data Package names or that everybody writes; any other is shown as it is written."""
_ACCESSIBLE = (
    _("These pages aim at level AA of WCAG 2.2 and of JIS X 8341-3:2016."),
    _(
        "taiyaku, which made them, tests its templates automatically on its own data: pages of every kind, in English and Japanese, in light and dark, at widths of "
        "320 and 1280 pixels, in Chromium, with axe-core; also the keyboard, enlarged text and text spacing, the size of targets, printing, and reading without scripts."
    ),
    _("Not tested: no person has gone through these pages with a screen reader, and no other browser than Chromium has been tried."),
)


def _values(view: View) -> Mapping[str, Any]:
    package = view.content.package
    site, title = package_title(package, view.labels), view.say(_TITLE)
    as_is, changed = attribution(package, spoken(view.language).language)
    return {
        "page": f"{title.text} – {site.text}",
        "description": plain(
            woven(view.say(_("What {title} is, where it comes from, how to cite it, and how accessible these pages are.")), {"title": (site,)})
        ),
        "title": view.words["about"],
        "lead": [(part, known.lang) for known in [view.labels.get(("description",))] if known for part in paragraphs(known.text)],
        "facts": list(_facts(view)),
        "own": list(_own(view)),
        "checked": (view.say(_("How it is checked")), list(_checked(view)), list(_rules(view))),
        "rules_head": view.say(_("Rules that every record keeps")),
        "sources": (view.words["sources"], imprint.sources(view), _to(view, "sources.html", of_sources.wanted(view), _("Which source supports which record"))),
        "terms": (view.words["licences"], imprint.licences(view)),
        "cite": {
            "title": view.words["credit"],
            "lines": [(view.say(_("If you pass the data on as it is:")), as_is), (view.say(_("If you changed or combined it:")), changed)],
            "lang": title.lang,
            "file": _file(view, "CITATION.cff", _("Citation for reference managers ({file})")),
        },
        "people": (view.say(_("Contributors")), list(_people(view))),
        "contact": (view.say(_("Contact")), list(_contact(view))),
        "accessibility": (view.say(_("Accessibility")), [view.say(each) for each in _ACCESSIBLE]),
    }


def _facts(view: View) -> Iterator[tuple[Piece, Pieces]]:
    """Tell version, date, languages and size."""
    package, separator = view.content.package, view.words["separator"]
    if imprint.version(view):
        yield view.words["version"], (Piece(imprint.version(view)),)
    moment = released(package)
    if moment is not None:
        yield view.say(_("Date")), date(moment.date().isoformat(), view.language, view.words)
    if package.languages:
        yield view.say(_("Languages")), listed([(Piece(language_name(tag, view.language)),) for tag in view.content.languages], separator)
    if view.content.groups:
        tables = [(group_title(package, view.labels, name), Piece(f" {len(group.records):,}")) for name, group in view.content.groups.items()]
        yield view.say(_("Records")), listed(tables, separator)
    words = package.descriptor.value.get("keywords")
    known = [(Piece(each),) for each in (words if isinstance(words, list) else []) if isinstance(each, str) and each]
    # Keywords are in one language, and a list of foreign words helps nobody.
    if known and next(iter(package.languages), view.language) == view.language:
        yield view.say(_("Keywords")), listed(known, separator)


def _own(view: View) -> Iterator[tuple[Piece, Sequence[str], str]]:
    """Give what the package says about itself under headings of its own (``taiyaku.site.about``)."""
    for path, title in view.labels.items():
        if path[:3] == ("taiyaku", "site", "about") and path[4:] == ("title",):
            text = view.labels.get((*path[:4], "description"))
            yield title, paragraphs(text.text) if text else [], text.lang if text else ""


def _checked(view: View) -> Iterator[Pieces]:
    """Tell what is known of how the data is kept right; nothing that the package or its release does not show."""
    report = view.file(f"meta/validation.{view.language}.txt") or view.file("meta/validation.json")
    if report:
        yield (view.say(_("taiyaku judged this version before its release; a package with errors is not released.")),)
        yield linked((view.say(_("Report of the checks of this version")),), report)
    for about in view.content.references:
        number = len(view.content.groups[about.group].records)
        values = {"n": (Piece(f"{number:,}"),), "table": (group_title(view.content.package, view.labels, about.group),)}
        yield woven(view.say(_("{table}: {n} records say what supports a record or a field.")), values)
    for entry in view.menu:
        if entry.path == "status.html":
            yield linked((entry.title,), f"{view.root}{entry.path}")


def _rules(view: View) -> Iterator[tuple[Piece, Sequence[Piece]]]:
    """Give the titles of the rules that records keep beyond their fields (``taiyaku.rules``), by table."""
    declared = view.content.package.descriptor.value.get("resources")
    for at, resource in enumerate(declared if isinstance(declared, list) else []):
        found = (
            [view.labels.get(("resources", at, "taiyaku", "rules", number, "title")) for number, _rule in enumerate(rules(resource))]
            if isinstance(resource, dict)
            else []
        )
        if titles := [each for each in found if each is not None]:
            yield group_title(view.content.package, view.labels, str(resource.get("name", ""))), titles


def _people(view: View) -> Iterator[Pieces]:
    """Name the contributors with their roles."""
    for at, each in enumerate(entries(view.content.package.descriptor.value, "contributors")):
        name = view.labels.get(("contributors", at, "title")) or Piece(shown(each, "title", "givenName", "organization"))
        declared = each.get("roles") or each.get("role")
        listed_ = [part for part in (declared if isinstance(declared, list) else [declared]) if isinstance(part, str) and part]
        said = [(view.say(_ROLES[part]) if part in _ROLES else Piece(part),) for part in listed_]
        inside = woven(view.words["brackets"], {"inside": listed(said, view.words["separator"])}) if said else ()
        if name.text:
            yield (*imprint.web((name,), each.get("path")), *inside)


def _contact(view: View) -> Iterator[Pieces]:
    """Tell where the package says that somebody can be reached."""
    descriptor = view.content.package.descriptor.value
    home: Json = descriptor.get("homepage")
    if isinstance(home, str) and (to := imprint.web((Piece(home),), home))[0].to:
        yield woven(view.say(_("Homepage: {address}")), {"address": to})
    if report := imprint.report(view):
        yield linked((view.words["report"],), report)


def _file(view: View, path: str, says: str) -> Pieces:
    to = view.file(path)
    return woven(view.say(says), {"file": linked((Piece(path, "code"),), to)}) if to else ()


def _to(view: View, path: str, there: bool, says: str) -> Pieces:  # noqa: FBT001 -- whether the page is there
    return linked((view.say(says),), f"{view.root}{path}") if there else ()


PAGE = Page("about", lambda view: view.say(_TITLE), 90, _values, foot=True)
