"""Whether a downloaded release is whole and unchanged, and whether its files say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from taiyaku import agreement, exporters, registry, report, selection
from taiyaku.errors import CannotRead, NotAPackage
from taiyaku.exporters._identity import shown
from taiyaku.exporters.to_package import ENDING, FOLDER
from taiyaku.i18n import _
from taiyaku.metadata import manifest
from taiyaku.model import Check, Exporter, Finding, Json, Package, Problem, Report, Said, Severity, Where
from taiyaku.records import bases, joined
from taiyaku.write import SUMS

if TYPE_CHECKING:
    from taiyaku.loaders.from_release import Release


def _check(name: str, says: str, why: str) -> Check:
    return Check(name, "structure", "0.1.0", Severity.ERROR, says, why, {}, {})


CHANGED = _check(
    "release-file-changed", _("this file is not the one that was published: {reason}"), _("Nobody knows what such a file says now, or who says it.")
)
MISSING = _check("release-file-missing", _("this file is not there: {reason}"), _("Half a release looks like a whole one."))
EXTRA = _check("release-file-extra", _("this does not belong to the release: {reason}"), _("It would be taken for a part of it."))
INCONSISTENT = _check("release-inconsistent", "{reason}", _("Lists that differ prove nothing."))
DISAGREES = _check(
    "release-formats-differ", _("not all files say the same: {reason}"), _("Whoever reads the one file knows something else than whoever reads the other.")
)
CHECKS = {check.id: check for check in (CHANGED, MISSING, EXTRA, INCONSISTENT, DISAGREES)}


def verify(release: Release, shown_as: str) -> Report:
    """Judge a release by its own lists: hashes, missing and further files, the package inside, and every format against it.

    Raises NotAPackage for what is no release at all. It proves that the files belong together, and that they are the published ones if ``SHA256SUMS`` is.
    """
    if SUMS not in release:
        raise NotAPackage(_("{path} holds no {name}, so it is no release"), path=shown_as, name=SUMS)
    findings = list(_whole(release))
    told, name = _manifest(release, findings)
    package, asked = _package(release, findings)
    if told is not None:
        findings += _identity(release, package, told)
        # What was changed is said already; the rest is read only if it is what was published.
        if not any(finding.check in (CHANGED.id, MISSING.id) for finding in findings):
            findings += _contents(release, package, told)
    findings.sort(key=lambda each: each.order)
    return Report(name or shown_as, shown_as, tuple(findings), len(release), (*CHECKS.values(), *asked.values()), explained=False)


def _found(release: Release, check: Check, path: str, reason: Said) -> Finding:
    return Finding(check.id, check.severity, check.says, Problem(Where(release.shown(path)), {"reason": reason}))


def _whole(release: Release) -> Iterator[Finding]:
    """Hold every file against SHA256SUMS."""
    listed = dict[str, str]()
    for number, line in enumerate(release[SUMS].decode("utf-8", "replace").splitlines(), 1):
        entry = re.fullmatch(r"([0-9a-f]{64})  (\S(?:.*\S)?)", line)
        if entry is None or entry[2] in listed:
            yield _found(release, INCONSISTENT, SUMS, Said(_("line {line} is no entry of such a list"), {"line": number}))
        else:
            listed[entry[2]] = entry[1]
    there = set(release)
    for name in sorted(listed.keys() - there):
        yield _found(release, MISSING, name, _lists(SUMS))
    for name in sorted((there - listed.keys() - {SUMS}) | set(release.odd)):
        yield _found(release, EXTRA, name, Said(_("{list} does not list it"), {"list": SUMS}) if name in there else Said(_("it is not a regular file")))
    for name in sorted(listed.keys() & there):
        try:
            digest, _size = release.digest(name)
        except CannotRead as error:
            yield _found(release, CHANGED, name, Said(error.says, error.values))
            continue
        if digest != listed[name]:
            yield _found(release, CHANGED, name, Said(_("its SHA-256 is {found}, and the list says {wanted}"), {"found": digest, "wanted": listed[name]}))


def _lists(name: str) -> Said:
    return Said(_("{list} lists it"), {"list": name})


def _manifest(release: Release, findings: list[Finding]) -> tuple[dict[str, Json] | None, str]:
    """Read release.json, and hold it against its schema and the files that are there."""
    from taiyaku import json_schema
    from taiyaku.loaders import from_json

    if manifest.NAME not in release:
        findings.append(_found(release, MISSING, manifest.NAME, Said(_("every release has one"))))
        return None, ""
    try:
        told = from_json.read(release[manifest.NAME], manifest.NAME).value
    except CannotRead as error:
        findings.append(_found(release, INCONSISTENT, manifest.NAME, Said(error.says, error.values)))
        return None, ""
    violation = next(json_schema.Schema(json_schema.own("release")).violations(told), None)
    if violation is not None:
        place = "/".join(map(str, violation.path)) or "-"
        findings.append(_found(release, INCONSISTENT, manifest.NAME, Said(_("{place}: {reason}"), {"place": place, "reason": violation.says})))
        return None, ""
    findings += _listed(release, {file["path"]: file for file in told["files"]})
    return told, shown(told, "name")


def _listed(release: Release, files: Mapping[str, Json]) -> Iterator[Finding]:
    """Hold the files of release.json against those that are there."""
    there = set(release) - {SUMS, manifest.NAME}
    for name in sorted(files.keys() - there):
        yield _found(release, MISSING, name, _lists(manifest.NAME))
    for name in sorted(there - files.keys()):
        yield _found(release, EXTRA, name, Said(_("{list} does not list it"), {"list": manifest.NAME}))
    for name in sorted(files.keys() & there):
        try:
            same = release.digest(name) == (files[name]["sha256"], files[name]["bytes"])
        except CannotRead:
            continue  # said already
        if not same:
            yield _found(release, INCONSISTENT, manifest.NAME, Said(_("{name} has another size or hash than is listed"), {"name": name}))


def _package(release: Release, findings: list[Finding]) -> tuple[Package, Mapping[str, Check]]:
    """Judge the data package inside: its structure and its facts, as any tool would; how good its texts are is no question of a download."""
    asked, left_out = selection.choose(report.catalogue(), ["structure", "facts"], [])
    package = release.package(FOLDER)
    findings += [finding for finding in report.judge(package, asked, left_out).findings if finding.severity is Severity.ERROR]
    return package, asked


def _identity(release: Release, package: Package, told: Mapping[str, Json]) -> Iterator[Finding]:
    """Hold name, version, languages and numbers of records against the package."""
    own = package.descriptor.value
    heights = {of: package.tables[of].height if of in package.tables else joined(package, of).height for of in bases(package)}
    pairs: Iterable[tuple[str, Json, Json]] = (
        ("name", told.get("name"), package.name),
        ("version", told.get("version", ""), shown(own, "version")),
        ("languages", told.get("languages", []), list(package.languages)),
        ("tables", told.get("tables", {}), heights),
    )
    for part, here, there in pairs:
        if here != there:
            says = _("{part} is {here}, and {there} in the package")
            yield _found(release, INCONSISTENT, manifest.NAME, Said(says, {"part": part, "here": str(here), "there": str(there)}))


def _contents(release: Release, package: Package, told: Mapping[str, Json]) -> Iterator[Finding]:
    """Hold the archive of the package against its folder, and every format against the package."""
    for name in release:
        if name.endswith(ENDING):
            try:
                members = release.members(name)
            except CannotRead as error:
                yield _found(release, DISAGREES, name, Said(error.says, {"path": name, **error.values}))
                continue
            inside = {member.removeprefix(FOLDER) for member in release if member.startswith(FOLDER)}
            odd = sorted((inside ^ members.keys()) or {member for member in inside if release.read(f"{FOLDER}{member}") != members[member]})
            if odd:
                yield _found(release, DISAGREES, name, Said(_("{name} is not in both, or not the same"), {"name": odd[0]}))
    used = {file.get("format") for file in told["files"]}
    formats = [form for form in registry.collect(exporters, Exporter).values() if form.id in used]
    rows, wrong = agreement.read_back(package, release, formats)
    for place, said in wrong:
        if place in release:
            yield _found(release, DISAGREES, place, said)
        else:
            yield _found(release, DISAGREES, manifest.NAME, Said(_("{place}: {reason}"), {"place": place, "reason": said}))
    for file in told["files"]:
        if "rows" in file and not file.get("record") and rows.get(file["path"], file["rows"]) != file["rows"]:
            values = {"here": file["rows"], "there": rows[file["path"]]}
            yield _found(release, DISAGREES, file["path"], Said(_("the list says {here} records, and there are {there}"), values))
