"""One release: every export, the package itself, and the papers that go with them."""

from collections.abc import Iterator, Mapping

from taiyaku import described, exporters, registry
from taiyaku.errors import TaiyakuError
from taiyaku.i18n import LANGUAGES, _, messages
from taiyaku.model import Artifact, Exporter, Package, Report, Severity
from taiyaku.translations.coverage import coverage, declared, part


class NotReleasable(TaiyakuError):
    """The package has errors; the old release stands."""


def formats() -> dict[str, Exporter]:
    """Give every exporter, by id."""
    return registry.collect(exporters, Exporter)


def artifacts(package: Package, judged: Report, least: Mapping[str, float] | None = None) -> Iterator[Artifact]:
    """Yield every file of a release, by its path in ``dist/``.

    Raises NotReleasable where the report has errors, or where less is translated than the package (or ``least``, percent by language) asks for.
    """
    errors = judged.count(Severity.ERROR)
    if errors:
        raise NotReleasable(_("{package} cannot be released: errors found: {n} (`taiyaku check` lists them)"), package=package.name, n=errors)
    _refuse_unfinished(package, {**declared(package), **(least or {})})
    for exporter in formats().values():
        yield from exporter.run(package)
    yield Artifact("START-HERE.txt", _start_here(package))
    for name, content in package.read.items():
        if name.removeprefix(package.prefix).startswith("LICENSE"):
            yield Artifact(name.removeprefix(package.prefix), content)


def _refuse_unfinished(package: Package, least: Mapping[str, float]) -> None:
    if not least:
        return
    if package.plan is None:
        raise NotReleasable(_("the package asks for finished translations before a release, and keeps no locale files; `taiyaku sync` makes them"))
    for language in least:
        if language and language not in package.languages:
            names = ", ".join(package.languages)
            raise NotReleasable(_("{package} has no language {language}; it has: {names}"), package=package.name, language=language, names=names)
    for asked in coverage(package, package.plan, least, more=described.rows(package)).thresholds:
        if not asked.met:
            says = _(
                "the package needs {least} % of its translations into {language} done before a release: {share} % are (`taiyaku status` lists what is left)"
            )
            raise NotReleasable(says, least=f"{asked.least:g}", language=asked.language, share=f"{part(asked.done, asked.all):.1f}")


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
