"""Colours of the site in which text is hard to read."""

from collections.abc import Iterator

from taiyaku.colours import LEAST, declared, least
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity

_PAGES = {"light": _("light pages"), "dark": _("dark pages")}


def run(package: Package) -> Iterator[Problem]:
    """Yield each accent colour (``taiyaku.site.accent``) that has too little contrast with some ground of the pages (WCAG 2.2, 1.4.3, level AA)."""
    for scheme, colour in declared(package.descriptor.value).items():
        ratio = least(colour, scheme)
        if ratio < LEAST:
            # Rounded down, so that a contrast that is nearly enough never looks enough.
            said = {"ratio": f"{int(ratio * 100) / 100:.2f}", "least": f"{LEAST:g}"}
            yield Problem(package.descriptor.where(["taiyaku", "site", "accent", scheme]), {"colour": colour, "pages": Said(_PAGES[scheme]), **said})


_DESCRIPTOR = '{"name": "moon", "taiyaku": {"site": {"accent": {"light": "%s"}}}, "resources": [{"name": "probes", "path": "probes.csv"}]}'
CHECK = Check(
    id="colour-unreadable",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("links in {colour} are hard to read on {pages}: their contrast is {ratio}:1, and {least}:1 is the least"),
    why=_("People with weak sight cannot read links of too little contrast, so the site would keep its own colour."),
    run=run,
    bad={"datapackage.json": _DESCRIPTOR % "#e6a700", "probes.csv": "id,name\nkaguya,かぐや (SELENE)\n"},
    good={"datapackage.json": _DESCRIPTOR % "#7a4b00"},
)
