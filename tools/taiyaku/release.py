"""One release: every export, the package itself, and the papers that go with them."""

from collections.abc import Iterator, Mapping

from taiyaku import exporters, registry
from taiyaku.errors import TaiyakuError
from taiyaku.i18n import LANGUAGES, _, messages
from taiyaku.model import Artifact, Exporter, Package, Report, Severity


class NotReleasable(TaiyakuError):
    """The package has errors; the old release stands."""


def formats() -> dict[str, Exporter]:
    """Give every exporter, by id."""
    return registry.collect(exporters, Exporter)


def artifacts(package: Package, judged: Report) -> Iterator[Artifact]:
    """Yield every file of a release, by its path in ``dist/``; raises NotReleasable where the report has errors."""
    errors = judged.count(Severity.ERROR)
    if errors:
        raise NotReleasable(_("{package} cannot be released: errors found: {n} (`taiyaku check` lists them)"), package=package.name, n=errors)
    for exporter in formats().values():
        yield from exporter.run(package)
    yield Artifact("START-HERE.txt", _start_here(package))
    for name, content in package.read.items():
        if name.removeprefix(package.prefix).startswith("LICENSE"):
            yield Artifact(name.removeprefix(package.prefix), content)


def _start_here(package: Package) -> bytes:
    """Write a note for whoever unpacks the release: UTF-8 with BOM and CRLF, so that a double click shows it right on Windows."""
    lines: list[str] = []
    for language in LANGUAGES:
        said = messages(language)
        lines += [
            said.text(_("{title}, version {version}"), {"title": _title(package, language), "version": package.descriptor.value.get("version", "-")}),
            said.text(_("Unpack the archive first. Then open site/index.html in a browser; no network is needed.")),
            said.text(_("csv/ and json/ hold the same records for machines, joined and in each language.")),
            said.text(_("To open a CSV file in Excel, import it as UTF-8 (Data, From Text/CSV); a double click may show Japanese wrongly.")),
            said.text(_("package/ is the data package itself (Frictionless, Data Package 2.0), with its licence.")),
            "",
        ]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def _title(package: Package, language: str) -> str:
    title = str(package.descriptor.value.get("title") or package.name)
    said: Mapping[str, str] = {message.source: message.target for message in package.catalogues.get(language, ()) if message.context == "package#title"}
    return said.get(title) or title
