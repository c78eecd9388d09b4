"""One release: every export, the package itself, the papers that go with them, and the proof that they agree."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from taiyaku import agreement, changelog, described, exporters, registry, write
from taiyaku.errors import TaiyakuError, WrongUsage
from taiyaku.exporters import to_excel, to_html
from taiyaku.exporters._identity import shown, spoken
from taiyaku.exporters.to_html.edition import Edition
from taiyaku.exporters.to_html.history import remembered
from taiyaku.exporters.to_package import FOLDER
from taiyaku.i18n import _, messages
from taiyaku.metadata import citation, dcat, manifest, papers, schema_org
from taiyaku.model import Artifact, Exporter, Finding, Package, Report, Severity, Where
from taiyaku.published import Published
from taiyaku.records import bases, joined
from taiyaku.renderers import as_json, as_text
from taiyaku.translations.coverage import coverage, declared, part

SITE = to_html.EXPORTER.id
LONGEST = 200
"""Characters of a path: Windows opens none beyond 259, those of the folder that somebody unpacks it to included."""


class NotReleasable(TaiyakuError):
    """The package has errors, or its files do not agree; the old release stands."""


def formats() -> dict[str, Exporter]:
    """Give every exporter, by id."""
    return registry.collect(exporters, Exporter)


def dated(package: Package, epoch: str) -> Package:
    """Give a package that is released at a moment (seconds since 1970, as ``SOURCE_DATE_EPOCH`` has them); at its own ``created`` where none is given.

    Raises WrongUsage for what is no such moment (reproducible-builds.org, SOURCE_DATE_EPOCH specification).
    """
    if not epoch:
        return package
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise WrongUsage(_("SOURCE_DATE_EPOCH is {value}, which is no number of seconds since 1970"), value=epoch) from None
    descriptor = {**package.descriptor.value, "created": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return replace(package, descriptor=replace(package.descriptor, value=descriptor))


def artifacts(package: Package, judged: Report, least: Mapping[str, float] | None = None, *, base: str = "") -> list[Artifact]:
    """Give every file of a release but SHA256SUMS, by its path in ``dist/``; ``base``: address at which all of it will be served, pages at its root.

    Raises NotReleasable where the report has errors, where less is translated than the package (or ``least``, percent by language) asks for, or where
    what was written does not hold what the package holds.
    """
    errors = judged.count(Severity.ERROR)
    if errors:
        raise NotReleasable(_("{package} cannot be released: errors found: {n} (`taiyaku check` lists them)"), package=package.name, n=errors)
    _refuse_unfinished(package, {**declared(package), **(least or {})})
    chosen = [exporter for exporter in formats().values() if exporter.released]
    # All in memory from here on: it is read back, hashed and written.
    made = {exporter.id: [replace(artifact, holds=artifact.content) for artifact in exporter.run(package)] for exporter in chosen if exporter.id != SITE}
    files = {artifact.path: artifact.content for each in made.values() for artifact in each}
    rows, wrong = agreement.read_back(package, files, chosen)
    for path, said in wrong:
        raise NotReleasable(_("{package} cannot be released, because its files do not agree: {path}: {reason}"), package=package.name, path=path, reason=said)
    listed = [_published(artifact, form, rows) for form, each in made.items() for artifact in each]
    beside = [*_reports(package, judged), *_licence(files), *_changes(package, base)]
    listed += [_published(artifact, "", {}) for artifact in beside]
    told = [citation.artifact(package), *dcat.artifacts(package, listed, base), *schema_org.artifacts(package, listed)]
    listed += [_published(artifact, "", {}) for artifact in told]
    # Pages lead to all the other files, so they are made after them; but for those that list the pages too.
    made[SITE] = list(to_html.run(package, edition(package, base, listed, {*papers.names(package), manifest.NAME, write.SUMS})))
    listed += [_published(artifact, SITE, {}) for artifact in made[SITE]]
    guides = list(papers.artifacts(package, listed))
    listed += [_published(artifact, "", {}) for artifact in guides]
    listed.sort(key=lambda file: file.path)
    _refuse_names(listed)
    heights = {of: package.tables[of].height if of in package.tables else joined(package, of).height for of in bases(package)}
    guarded = [dict(zip(("path", "table", "record", "field"), cell, strict=True)) for cell in to_excel.guarded(package)] if "excel" in made else []
    return [*(artifact for each in made.values() for artifact in each), *beside, *told, *guides, manifest.artifact(package, listed, heights, guarded)]


def edition(package: Package, base: str, files: Iterable[Published] = (), later: Iterable[str] = ()) -> Edition:
    """Give what stands around the pages of a package: the address that they will be served at, and the files of its release."""
    known = {file.path: file for file in files}
    return Edition(base, known, frozenset(later), schema_org.datasets(package, list(known.values()), base) if base else {})


def _published(artifact: Artifact, form: str, rows: Mapping[str, int]) -> Published:
    content = artifact.content
    number = 1 if artifact.record else rows.get(artifact.path)
    digest = hashlib.sha256(content).hexdigest()
    return Published(artifact.path, len(content), digest, form, artifact.table, artifact.languages, artifact.record, number)


def _refuse_names(files: Iterable[Published]) -> None:
    """Stop at a name that some system, or some service for downloads, changes, and at one that stands twice."""
    seen = set[str]()
    for file in files:
        if file.path.lower() in seen:
            raise NotReleasable(_("two files of the release would have the name {path}"), path=file.path)
        seen.add(file.path.lower())
        if len(file.path) > LONGEST or not file.path.isascii() or not file.path.isprintable() or " " in file.path:
            says = _("{path} is no name for a file of a release: no more than {limit} characters, ASCII, without blanks")
            raise NotReleasable(says, path=file.path, limit=LONGEST)


def _licence(files: Mapping[str, bytes]) -> Iterator[Artifact]:
    """Yield the papers of licence that stand in the package."""
    for name, content in files.items():
        if name.startswith(f"{FOLDER}LICENSE"):
            yield Artifact(name.removeprefix(FOLDER), content)


def _changes(package: Package, base: str = "") -> list[Artifact]:
    """Give what changed from release to release, where the package remembers that."""
    releases, version = remembered(package), shown(package.descriptor.value, "version")
    if releases and releases[0]["version"] != version:
        says = _("{package} cannot be released: the latest entry of its changelog is {old}, and its version is {version}; `taiyaku changelog` writes the entry")
        raise NotReleasable(says, package=package.name, old=releases[0]["version"], version=version)
    return changelog.artifacts(package, base)


def _reports(package: Package, judged: Report) -> Iterator[Artifact]:
    """Yield the verdict on the package, and how far its translations are, with paths as the release has them."""
    told = replace(judged, shown=package.name, findings=tuple(_rebased(package, finding) for finding in judged.findings), explained=False)
    yield Artifact("meta/validation.json", as_json.report(told, messages("en")).encode())
    for language in spoken(package):
        yield Artifact(f"meta/validation.{language}.txt", as_text.report(told, messages(language)).encode(), languages=(language,))
    if package.plan is not None:
        status = coverage(package, package.plan, declared(package), more=described.rows(package))
        first = [replace(task, where=_in_release(package, task.where)) for task in status.next]
        oldest = {language: replace(task, where=_in_release(package, task.where)) for language, task in status.oldest.items()}
        yield Artifact("i18n/status.json", as_json.status(replace(status, next=first, oldest=oldest), messages("en")).encode())


def _rebased(package: Package, finding: Finding) -> Finding:
    problem = finding.problem
    also = tuple(_in_release(package, where) for where in problem.also)
    return replace(finding, problem=replace(problem, where=_in_release(package, problem.where), also=also))


def _in_release(package: Package, where: Where) -> Where:
    inside = package.inside(where.path)
    if inside.startswith(package.translations):
        return replace(where, path=f"{FOLDER}translations/{inside.removeprefix(package.translations)}")
    return replace(where, path=f"{FOLDER}{inside.removeprefix(package.prefix)}")


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
