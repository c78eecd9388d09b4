"""What changed in the data from version to version, for the people who use it: remembered in one JSON file, told in each language and as a feed.

``CHANGELOG.data.json`` is the memory, one release after the other, newest first; the pages in Markdown and the feeds follow from it and from the package.
"""

from __future__ import annotations

import html
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from taiyaku.diff import glossary
from taiyaku.errors import WrongUsage
from taiyaku.exporters._identity import creators, described, released, shown, spoken, title
from taiyaku.exporters._papers import plain
from taiyaku.exporters.to_html import content, names
from taiyaku.exporters.to_html.edition import Edition
from taiyaku.exporters.to_html.history import FOLDER, HEADS, LONGEST, MEMORY, Line, Teller, anchor, remembered
from taiyaku.exporters.to_html.labels import labels
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.pieces import plain as text_of
from taiyaku.i18n import _, fill, messages
from taiyaku.model import Artifact, Change, Changes, Json, Package
from taiyaku.records import bases, joined
from taiyaku.renderers import _differences
from taiyaku.renderers.as_json import dumped

_MOST = 1_000
"""Changes of a release that are listed; the counts are of all."""
_SAID = ("version", "created", glossary.ASPECT)
"""What the heading of a release says already, or is no part of the data."""
_TAGS = {"a": "http://www.w3.org/2005/Atom"}


# The memory


def release(new: Package, told: Changes | None) -> dict[str, Json]:
    """Give the entry of a package's version: what changed since the older one, or how many records the first one has.

    Raises WrongUsage where the package declares no version, or still the one that it is compared with.
    """
    version = new.descriptor.value.get("version")
    if not isinstance(version, str) or not version:
        raise WrongUsage(_("{package} declares no version, and the changelog is by versions"), package=new.name)
    moment = released(new)
    head = {"version": version, "date": moment.date().isoformat() if moment else ""}
    if told is None:
        return {**head, "tables": {of: new.tables[of].height if of in new.tables else joined(new, of).height for of in bases(new)}}
    previous = told.version.old if told.version else ""
    if previous == version:
        raise WrongUsage(_("the version is still {version}; raise it first (`taiyaku diff` says how far)"), version=version)
    told = replace(told, changes=tuple(each for each in told.changes if each.table or each.aspect.partition("/")[0] not in _SAID))
    groups = _differences.groups(told)
    listed = [entry for group in groups for entry in _listed(group)]
    listed.sort(key=lambda entry: list(HEADS).index(entry["class"]))
    own, following = _differences.totals(told, groups)
    totals = {name: own[name] + following[name] for name in own}
    behind = dict(sorted(_differences.behind(told.changes).items()))
    return {**head, "previous": previous, "totals": totals, "left-behind": behind, "more": max(len(listed) - _MOST, 0), "entries": listed[:_MOST]}


def _listed(group: _differences.Group) -> Iterator[dict[str, Json]]:
    about = {"table": group.table, "id": group.id, "title": dict(group.title)}
    if group.moved:
        by = {"removed": "to", "renamed": "from"}.get(group.moved.action, "")
        other = group.moved.new if group.moved.action == "removed" else group.moved.old
        moved = {"class": group.moved.action, **about, by: other, "reason": group.moved.reason, "with": dict(group.followers)}
        yield {name: value for name, value in moved.items() if name == "table" or (name and value not in ("", {}))}
    for change in group.changes:
        if change.concerns != "record":
            yield {
                name: value for name, value in ({"class": change.concerns, **about, **_values(change)}).items() if name == "table" or value not in ("", {}, [])
            }


def _values(change: Change) -> dict[str, Json]:
    told = {"field": change.field, "language": change.language, "aspect": change.aspect, "left-behind": [cell.language for cell in change.behind]}
    if change.concerns in ("source-text", "translation"):
        return told
    action = change.action if change.action != "changed" else ""
    return {**told, "action": action, "old": _short(change.old), "new": _short(change.new)}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def joined_by(releases: Sequence[dict[str, Json]], new: dict[str, Json]) -> list[dict[str, Json]]:
    """Put an entry in front, in the place of one of the same version."""
    return [new, *(each for each in releases if each["version"] != new["version"])]


def files(package: Package, releases: Sequence[dict[str, Json]]) -> list[Artifact]:
    """Give the memory and the page in each language as they stand in the package, by path inside the project; links lead to its homepage, if it has one."""
    home = shown(described(package, "en"), "homepage")
    root = f"{home.rstrip('/')}/" if re.match("https?://", home) else None
    return [Artifact(f"{package.prefix}{FOLDER}{each.path}", each.content) for each in _written(package, releases, root)]


def artifacts(package: Package, base: str = "") -> list[Artifact]:
    """Give what a release carries of it: memory and pages, with links to the site's, and a feed for each language; nothing where no release is remembered.

    ``base`` is the address of a release whose pages stand at its root; feeds lead there.
    """
    releases = remembered(package)
    if not releases:
        return []
    return [*_written(package, releases, Edition(base).prefix), *(_feed(package, releases, language, base) for language in spoken(package))]


def _written(package: Package, releases: Sequence[dict[str, Json]], root: str | None) -> Iterator[Artifact]:
    yield Artifact(MEMORY, _memory(releases).encode(), languages=package.languages)
    for language in spoken(package):
        yield Artifact(page_name(language), _page(package, releases, language, root), languages=(language,))


def _memory(releases: Iterable[Mapping[str, Json]]) -> str:
    """Write one entry a line, so that versions of the file can be compared."""
    written: list[str] = []
    for told in releases:
        head = dumped({name: value for name, value in told.items() if name != "entries"})
        listed = ",".join(f"\n   {dumped(entry)}" for entry in told.get("entries", []))
        written.append(f'\n  {head[:-1]}, "entries": [{listed}\n  ]}}' if "entries" in told else f"\n  {head}")
    return f'{{\n "releases": [{",".join(written)}\n ]\n}}\n'


def page_name(language: str) -> str:
    """Give the file name of the page in a language."""
    return "CHANGELOG.data.md" if language == "en" else f"CHANGELOG.data.{language}.md"


# What is told


def _teller(package: Package, language: str) -> Teller:
    return Teller(package, language, labels(package, language))


def _page(package: Package, releases: Sequence[Mapping[str, Json]], language: str, root: str | None) -> bytes:
    teller, said = _teller(package, language), messages(language)
    pages = content.read(package).pages if root is not None else {}
    lines = [f"# {plain(fill(said.text(_('Changes of {title}')), {'title': title(package, described(package, language))}))}"]
    others = [f"[{language_name(other, other)}]({page_name(other)})" for other in spoken(package) if other != language]
    lines += ["", " · ".join(others)] if others else []
    for told in releases:
        lines += ["", f"## {plain(text_of(teller.heading(told)))}"]
        if "tables" in told:
            lines += ["", plain(text_of(teller.first(told)))]
            continue
        for head, entries in teller.sections(told):
            links = [f"{root}{page_of(language, line)}" if not line.gone and line.id in pages.get(line.table, {}) else "" for line in entries]
            lines += ["", f"### {head.text}", "", *(f"- {_markdown(line, link)}" for line, link in zip(entries, links, strict=True))]
        lines += ["", plain(text_of(teller.ending(told)))]
    return "".join(f"{line}\n" for line in lines).encode()


def page_of(language: str, line: Line) -> str:
    """Give the path of a record's page, from the first page's folder."""
    return f"{names.folder(language)}/{names.file_name(line.table)}/{names.file_name(line.id)}.html"


def _markdown(line: Line, link: str) -> str:
    name = f"[{plain(line.name.text)}]({link})" if link else plain(line.name.text)
    where = f" (`{line.where.replace('`', '')}`)" if line.where and line.where != line.name.text else ""
    return f"{name}{where}" + (f": {plain(text_of(line.says))}" if line.says else "")


# The feed (RFC 4287)


def _feed(package: Package, releases: Sequence[Mapping[str, Json]], language: str, base: str) -> Artifact:
    teller = _teller(package, language)
    descriptor = described(package, language)
    ET.register_namespace("", _TAGS["a"])
    feed = ET.Element(_tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": language})
    named = fill(messages(language).text(_("Changes of {title}")), {"title": title(package, descriptor)})
    home = shown(descriptor, "homepage")
    identity = home or package.name
    path = f"changes/feed.{language}.atom"
    _put(feed, "id", _urn(identity, language))
    _put(feed, "title", named)
    _put(feed, "updated", _moment(releases[0]))
    for creator in creators(descriptor) or [title(package, descriptor)]:
        _put(ET.SubElement(feed, _tag("author")), "name", creator)
    if re.match("https?://", home):
        ET.SubElement(feed, _tag("link"), {"href": home, "hreflang": language})
    if base:
        ET.SubElement(feed, _tag("link"), {"rel": "self", "href": f"{base}{path}"})
    for told in releases:
        entry = ET.SubElement(feed, _tag("entry"))
        _put(entry, "id", _urn(identity, language, told["version"]))
        _put(entry, "title", text_of(teller.heading(told)))
        _put(entry, "updated", _moment(told))
        if base:
            ET.SubElement(entry, _tag("link"), {"href": f"{base}{names.folder(language)}/changes.html#{anchor(told)}", "hreflang": language})
        _put(entry, "content", _html(told, teller), type="html")
    ET.indent(feed)
    written = ET.tostring(feed, encoding="unicode")
    return Artifact(path, f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode(), languages=(language,))


def _tag(name: str) -> str:
    return f"{{{_TAGS['a']}}}{name}"


def _put(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, _tag(name), attributes).text = text


def _urn(*parts: str) -> str:
    """Give a name that is the same in every release (RFC 4287, 4.2.6)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)).urn


def _moment(told: Mapping[str, Json]) -> str:
    """Give the date of a release as RFC 3339 has it; the first moment that there is where it has none, because the format wants one."""
    return f"{told.get('date') or '1970-01-01'}T00:00:00Z"


def _html(told: Mapping[str, Json], teller: Teller) -> str:
    if "tables" in told:
        return f"<p>{html.escape(text_of(teller.first(told)))}</p>"
    parts: list[str] = []
    for head, lines in teller.sections(told):
        parts.append(f"<h2>{html.escape(head.text)}</h2>\n<ul>")
        for line in lines:
            says = f": {html.escape(text_of(line.says))}" if line.says else ""
            parts.append(f"<li>{html.escape(line.name.text)} <code>{html.escape(line.where)}</code>{says}</li>")
        parts.append("</ul>")
    return "\n".join([*parts, f"<p>{html.escape(text_of(teller.ending(told)))}</p>"])
