"""What changed in the data from version to version, for the people who use it: remembered in one JSON file, told in each language and as a feed.

``CHANGELOG.data.json`` is the memory, one release after the other, newest first; the pages in Markdown and the feeds follow from it and from the package.
"""

from __future__ import annotations

import html
import json
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from taiyaku import json_schema
from taiyaku.diff import glossary
from taiyaku.errors import CannotWrite, WrongUsage
from taiyaku.exporters._identity import creators, described, entries, released, shown, spoken, title
from taiyaku.exporters._papers import plain
from taiyaku.exporters.to_html import content, names
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.i18n import Messages, _, fill, messages, visible
from taiyaku.model import Artifact, Change, Changes, Json, Package
from taiyaku.records import bases, joined
from taiyaku.renderers import _differences
from taiyaku.renderers.as_json import dumped

FOLDER = "changelog/"
"""Where the three files stand in the package: a folder of their own, because they are no data."""
MEMORY = "CHANGELOG.data.json"
_MOST = 1_000
"""Changes of a release that are listed; the counts are of all."""
_LONGEST = 200
"""Characters of an old or a new value."""
_SAID = ("version", "created", glossary.ASPECT)
"""What the heading of a release says already, or is no part of the data."""
_HEADS = {
    "removed": _("Records removed"),
    "renamed": _("Records renamed"),
    "added": _("Records added"),
    "fact": _("Facts changed"),
    "source-text": _("Texts reworded"),
    "translation": _("Translations changed"),
    "schema": _("Structure of the data"),
    "metadata": _("Description of the data"),
}
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
    listed.sort(key=lambda entry: list(_HEADS).index(entry["class"]))
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
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def remembered(package: Package) -> list[dict[str, Json]]:
    """Read the releases that the package remembers, newest first; raises CannotWrite where the file is none of ours."""
    path = f"{package.prefix}{FOLDER}{MEMORY}"
    if path not in package.read:
        return []
    try:
        value = json.loads(package.read[path])
    except (ValueError, RecursionError):
        value = None
    wrong = next(json_schema.violations(value, json_schema.own("changelog")), None)
    if wrong is not None:
        raise CannotWrite(_("{path} is no changelog of ours: {reason}"), path=package.shown_paths(path), reason=wrong.says)
    releases: list[dict[str, Json]] = value["releases"]
    return releases


def joined_by(releases: Sequence[dict[str, Json]], new: dict[str, Json]) -> list[dict[str, Json]]:
    """Put an entry in front, in the place of one of the same version."""
    return [new, *(each for each in releases if each["version"] != new["version"])]


def files(package: Package, releases: Sequence[dict[str, Json]]) -> list[Artifact]:
    """Give the memory and the page in each language as they stand in the package, by path inside the project; links lead to its homepage, if it has one."""
    home = shown(described(package, "en"), "homepage")
    root = f"{home.rstrip('/')}/" if re.match("https?://", home) else None
    return [Artifact(f"{package.prefix}{FOLDER}{each.path}", each.content) for each in _written(package, releases, root)]


def artifacts(package: Package) -> list[Artifact]:
    """Give what a release carries of it: memory and pages, with links to ``site/``, and a feed for each language; nothing where no release is remembered."""
    releases = remembered(package)
    if not releases:
        return []
    return [*_written(package, releases, "site/"), *(_feed(package, releases, language) for language in spoken(package))]


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


class _Line(NamedTuple):
    """One entry as a person reads it."""

    name: str
    """What the record or table is called."""
    where: str
    """Its table and id."""
    link: str
    """Address of its page; empty where it has none."""
    says: str


class _Teller:
    """One language's view of a package: names of its fields, addresses of its pages."""

    def __init__(self, package: Package, language: str, root: str | None) -> None:
        self.said: Messages = messages(language)
        self._language = language
        self._package = package
        self._root = root
        self._pages = content.read(package).pages if root is not None else {}
        self._resources = {str(each.get("name")): each for each in entries(described(package, language), "resources")}

    def sections(self, told: Mapping[str, Json]) -> Iterator[tuple[str, list[_Line]]]:
        """Give the headings of a release and what stands below them."""
        for kind, head in _HEADS.items():
            lines: dict[tuple[str, str], list[Mapping[str, Json]]] = {}
            for entry in told.get("entries", []):
                if entry["class"] == kind:
                    lines.setdefault((entry["table"], entry.get("id", "")), []).append(entry)
            if lines:
                yield self.said.text(head), [self._line(*key, entries_) for key, entries_ in lines.items()]

    def _line(self, table: str, id_: str, told: Sequence[Mapping[str, Json]]) -> _Line:
        first = told[0]
        title_ = first.get("title", {})
        name = title_.get(self._language) or next(iter(title_.values()), "") or id_ or self._table(table)
        gone = first["class"] == "removed" or id_ not in self._pages.get(table, {})
        link = "" if gone or self._root is None else f"{self._root}{names.folder(self._language)}/{names.file_name(table)}/{names.file_name(id_)}.html"
        says = self.said.text(_("; ")).join(dict.fromkeys(self._says(entry) for entry in told))
        return _Line(_one(name), _one("/".join(part for part in (table, id_) if part)), link, says)

    def _says(self, entry: Mapping[str, Json]) -> str:
        said, kind = self.said, entry["class"]
        if kind in ("removed", "renamed", "added"):
            parts = [fill(said.text(_("replaced by {id}")), {"id": _one(entry["to"])})] if "to" in entry else []
            parts += [fill(said.text(_("formerly {id}")), {"id": _one(entry["from"])})] if "from" in entry else []
            parts += [_one(_differences.reason(entry["reason"], said))] if entry.get("reason", kind) != kind else []
            with_it = [f"{self._table(table)} {number:,}" for table, number in entry.get("with", {}).items()]
            parts += [fill(said.text(_("together with it: {tables}")), {"tables": said.text(_(", ")).join(with_it)})] if with_it else []
            return said.text(_("; ")).join(parts)
        field = self._field(entry)
        if kind in ("source-text", "translation"):
            values = {"field": field, "language": self._tongue(entry["language"])}
            told = fill(said.text(_("{field} ({language})")), values)
            behind = said.text(_(", ")).join(self._tongue(each) for each in entry.get("left-behind", []))
            return told + (fill(said.text(_(", not yet followed in {language}")), {"language": behind}) if behind else "")
        values = {"field": " ".join(part for part in (field, _one(entry.get("aspect", ""))) if part) or said.text(_("table")), **self._sides(entry)}
        action = entry.get("action", "")
        if action in ("added", "removed") and not entry.get("new", entry.get("old")):
            return fill(said.text({"added": _("{field}: added"), "removed": _("{field}: removed")}[action]), values)
        words = {"added": _("{field}: added ({new})"), "removed": _("{field}: removed ({old})")}
        return fill(said.text(words.get(action, _("{field}: {old} → {new}"))), values)

    def _sides(self, entry: Mapping[str, Json]) -> dict[str, str]:
        return {side: _one(entry.get(side, "")) or self.said.text(_("(none)")) for side in ("old", "new")}

    def _tongue(self, tag: str) -> str:
        return _one(language_name(tag, self._language))

    def _table(self, table: str) -> str:
        return shown(self._resources.get(table, {}), "title") or _one(table) or self.said.text(_("package"))

    def _field(self, entry: Mapping[str, Json]) -> str:
        """Give the title of a field in this language: of a text, that of its column."""
        name, table = entry.get("field", ""), entry["table"]
        text = next((each for each in self._package.texts if each.of == table and each.name == name), None)
        column = text.columns.get(entry.get("language", "")) if text else None
        resource = self._resources.get(column.table if column else table, {})
        schema = resource.get("schema")
        for field in entries(schema, "fields") if isinstance(schema, dict) else ():
            if field.get("name") == (column.name if column else name):
                return shown(field, "title", "name")
        return _one(name)

    def counts(self, told: Mapping[str, Json]) -> str:
        """Say in numbers what changed."""
        return self.said.text(_(", ")).join(_differences.counted(told.get("totals", {}), self.said)) or self.said.text(_("no differences"))

    def first(self, told: Mapping[str, Json]) -> str:
        """Say what the first release holds."""
        tables = self.said.text(_(", ")).join(f"{self._table(of)} {number:,}" for of, number in told["tables"].items())
        return fill(self.said.text(_("First release: {tables}")), {"tables": tables})

    def heading(self, told: Mapping[str, Json]) -> str:
        """Name a release."""
        date = fill(self.said.text(_(" ({reason})")), {"reason": told["date"]}) if told.get("date") else ""
        return fill(self.said.text(_("Version {text}")), {"text": _one(told["version"])}) + date


def _one(text: str) -> str:
    """Show a value on one line, with nothing in it that cannot be seen."""
    return visible(" ".join(text.split()), _LONGEST)


def _page(package: Package, releases: Sequence[Mapping[str, Json]], language: str, root: str | None) -> bytes:
    teller = _Teller(package, language, root)
    said = teller.said
    lines = [f"# {plain(fill(said.text(_('Changes of {title}')), {'title': title(package, described(package, language))}))}"]
    others = [f"[{language_name(other, other)}]({page_name(other)})" for other in spoken(package) if other != language]
    lines += ["", " · ".join(others)] if others else []
    for told in releases:
        lines += ["", f"## {plain(teller.heading(told))}"]
        if "tables" in told:
            lines += ["", plain(teller.first(told))]
            continue
        for head, entries_ in teller.sections(told):
            lines += ["", f"### {head}", "", *(f"- {_markdown(line)}" for line in entries_)]
        lines += ["", plain(_ending(told, teller))]
    return "".join(f"{line}\n" for line in lines).encode()


def _ending(told: Mapping[str, Json], teller: _Teller) -> str:
    since = fill(teller.said.text(_("Since {version}: {counts}.")), {"version": _one(told["previous"]) or "-", "counts": teller.counts(told)})
    more = teller.said.count(_(" {n} change is not listed."), _(" {n} changes are not listed."), told["more"]) if told.get("more") else ""
    return since + more


def _markdown(line: _Line) -> str:
    name = f"[{plain(line.name)}]({line.link})" if line.link else plain(line.name)
    where = f" (`{line.where.replace('`', '')}`)" if line.where and line.where != line.name else ""
    return f"{name}{where}" + (f": {plain(line.says)}" if line.says else "")


# The feed (RFC 4287)


def _feed(package: Package, releases: Sequence[Mapping[str, Json]], language: str) -> Artifact:
    teller = _Teller(package, language, None)
    descriptor = described(package, language)
    ET.register_namespace("", _TAGS["a"])
    feed = ET.Element(_tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": language})
    named = fill(teller.said.text(_("Changes of {title}")), {"title": title(package, descriptor)})
    home = shown(descriptor, "homepage")
    identity = home or package.name
    _put(feed, "id", _urn(identity, language))
    _put(feed, "title", named)
    _put(feed, "updated", _moment(releases[0]))
    for creator in creators(descriptor) or [title(package, descriptor)]:
        _put(ET.SubElement(feed, _tag("author")), "name", creator)
    if re.match("https?://", home):
        ET.SubElement(feed, _tag("link"), {"href": home, "hreflang": language})
    for told in releases:
        entry = ET.SubElement(feed, _tag("entry"))
        _put(entry, "id", _urn(identity, language, told["version"]))
        _put(entry, "title", teller.heading(told))
        _put(entry, "updated", _moment(told))
        _put(entry, "content", _html(told, teller), type="html")
    ET.indent(feed)
    written = ET.tostring(feed, encoding="unicode")
    return Artifact(f"changes/feed.{language}.atom", f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode(), languages=(language,))


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


def _html(told: Mapping[str, Json], teller: _Teller) -> str:
    if "tables" in told:
        return f"<p>{html.escape(teller.first(told))}</p>"
    parts: list[str] = []
    for head, lines in teller.sections(told):
        parts.append(f"<h2>{html.escape(head)}</h2>\n<ul>")
        parts += [
            f"<li>{html.escape(line.name)} <code>{html.escape(line.where)}</code>{f': {html.escape(line.says)}' if line.says else ''}</li>" for line in lines
        ]
        parts.append("</ul>")
    return "\n".join([*parts, f"<p>{html.escape(_ending(told, teller))}</p>"])
