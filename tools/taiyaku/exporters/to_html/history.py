"""The versions that a package remembers (``changelog/CHANGELOG.data.json``), told in the words of a page."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from taiyaku import json_schema
from taiyaku.diff import said as differences
from taiyaku.errors import CannotWrite
from taiyaku.exporters.to_html.labels import Labels, column_title, group_title, text_title
from taiyaku.exporters.to_html.locales import language_name
from taiyaku.exporters.to_html.names import file_name
from taiyaku.exporters.to_html.pieces import Piece, Pieces, listed, woven
from taiyaku.exporters.to_html.words import spoken, word
from taiyaku.i18n import _, visible
from taiyaku.model import Json, Package

FOLDER = "changelog/"
"""Where the memory and its pages stand in the package: a folder of their own, because they are no data."""
MEMORY = "CHANGELOG.data.json"
LONGEST = 200
"""Characters of an old or a new value."""
HEADS = {
    "removed": _("Records removed"),
    "renamed": _("Records renamed"),
    "added": _("Records added"),
    "fact": _("Facts changed"),
    "source-text": _("Texts reworded"),
    "translation": _("Translations changed"),
    "schema": _("Structure of the data"),
    "metadata": _("Description of the data"),
}
"""Classes of changes in the order of the memory, and what stands above them."""

Release = Mapping[str, Json]


def remembered(package: Package) -> list[dict[str, Json]]:
    """Read the releases that the package remembers, newest first; raises CannotWrite where the file is none of ours."""
    return list(_remembered(package))


@lru_cache(maxsize=8)
def _remembered(package: Package) -> Sequence[dict[str, Json]]:
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


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it."""

    name: Piece
    """What the record or table is called."""
    table: str
    id: str
    gone: bool
    """Whether it says that the record is no longer there."""
    says: Pieces

    @property
    def where(self) -> str:
        """Its table and id."""
        return one_line("/".join(part for part in (self.table, self.id) if part))


def anchor(told: Release) -> str:
    """Give the id of a release's part of the page: the version as people write it, unless it is no name for anything."""
    version = str(told["version"])
    return f"v{version}" if re.fullmatch("[A-Za-z0-9._+-]+", version) else f"v~{file_name(version)}"


def one_line(text: str) -> str:
    """Show a value on one line, with nothing in it that cannot be seen."""
    return visible(" ".join(text.split()), LONGEST)


def reason(language: str, said: str) -> Piece:
    """Say why an id is gone, in the words of a page."""
    known = spoken(language)
    told = differences.reason(said, known)
    return Piece(one_line(told), lang=word(language, "").lang if told != said else "")


@dataclass(frozen=True, slots=True)
class Teller:
    """What tells the releases of a package in one language."""

    package: Package
    language: str
    labels: Labels

    def heading(self, told: Release) -> Pieces:
        """Name a release: its version, and its date in brackets."""
        named = woven(self._word(_("Version {text}")), {"text": (Piece(one_line(told["version"])),)})
        return (*named, *woven(self._word(_(" ({reason})")), {"reason": (Piece(told["date"]),)})) if told.get("date") else named

    def first(self, told: Release) -> Pieces:
        """Say what the first release holds."""
        return woven(self._word(_("First release: {tables}")), {"tables": self._numbers(told["tables"])})

    def ending(self, told: Release) -> Pieces:
        """Say in numbers what changed since the release before, and how much of it is not listed."""
        said = spoken(self.language)
        counts = self._said(self._word(_(", ")).text.join(differences.counted(told.get("totals", {}), said)) or said.text(_("no differences")))
        values = {"version": (Piece(one_line(told["previous"]) or "-"),), "counts": (counts,)}
        more = self._said(said.count(_(" {n} change is not listed."), _(" {n} changes are not listed."), told["more"])) if told.get("more") else None
        return (*woven(self._word(_("Since {version}: {counts}.")), values), *([more] if more else []))

    def sections(self, told: Release, kinds: Sequence[str] = tuple(HEADS)) -> Iterator[tuple[Piece, list[Line]]]:
        """Give the headings of a release and what stands below them; only those of some classes, and in their order, if they are named."""
        for kind in kinds:
            lines: dict[tuple[str, str], list[Mapping[str, Json]]] = {}
            for entry in told.get("entries", []):
                if entry["class"] == kind:
                    lines.setdefault((entry["table"], entry.get("id", "")), []).append(entry)
            if lines:
                yield self._word(HEADS[kind]), [self._line(*key, entries) for key, entries in lines.items()]

    def table(self, name: str) -> Piece:
        """Name a table; the package itself, where no table is named."""
        if not name:
            return self._word(_("package"))
        known = group_title(self.package, self.labels, name)
        return Piece(one_line(known.text), lang=known.lang)

    def _line(self, table: str, id_: str, told: Sequence[Mapping[str, Json]]) -> Line:
        titles: Mapping[str, str] = told[0].get("title", {})
        tag = next((tag for tag in (self.language, *titles) if titles.get(tag)), "")
        name = Piece(one_line(titles[tag]), lang=tag if tag != self.language else "") if tag else Piece(one_line(id_)) if id_ else self.table(table)
        says = listed(list(dict.fromkeys(self._says(entry) for entry in told)), self._word(_("; ")))
        return Line(name, table, id_, told[0]["class"] == "removed", says)

    def _says(self, entry: Mapping[str, Json]) -> Pieces:
        kind = entry["class"]
        if kind in ("removed", "renamed", "added"):
            return self._moved(entry)
        field = self._field(entry)
        if kind in ("source-text", "translation"):
            told = woven(self._word(_("{field} ({language})")), {"field": field, "language": (self._tongue(entry["language"]),)})
            behind = listed([(self._tongue(each),) for each in entry.get("left-behind", [])], self._word(_(", ")))
            return (*told, *(woven(self._word(_(", not yet followed in {language}")), {"language": behind}) if behind else ()))
        aspect = one_line(entry.get("aspect", ""))
        named = listed([part for part in (field, (Piece(aspect),) if aspect else ()) if part], Piece(" ")) or (self._word(_("table")),)
        action = entry.get("action", "")
        values = {"field": named, **{side: self._side(entry, side) for side in ("old", "new")}}
        if action in ("added", "removed") and not entry.get("new", entry.get("old")):
            return woven(self._word({"added": _("{field}: added"), "removed": _("{field}: removed")}[action]), values)
        words = {"added": _("{field}: added ({new})"), "removed": _("{field}: removed ({old})")}
        return woven(self._word(words.get(action, _("{field}: {old} → {new}"))), values)

    def _moved(self, entry: Mapping[str, Json]) -> Pieces:
        parts = [woven(self._word(_("replaced by {id}")), {"id": (Piece(one_line(entry["to"])),)})] if "to" in entry else []
        parts += [woven(self._word(_("formerly {id}")), {"id": (Piece(one_line(entry["from"])),)})] if "from" in entry else []
        parts += [(reason(self.language, entry["reason"]),)] if entry.get("reason", entry["class"]) != entry["class"] else []
        with_it = entry.get("with", {})
        parts += [woven(self._word(_("together with it: {tables}")), {"tables": self._numbers(with_it)})] if with_it else []
        return listed(parts, self._word(_("; ")))

    def _numbers(self, tables: Mapping[str, int]) -> Pieces:
        return listed([(self.table(of), Piece(f" {number:,}")) for of, number in tables.items()], self._word(_(", ")))

    def _side(self, entry: Mapping[str, Json], side: str) -> Pieces:
        text = one_line(entry.get(side, ""))
        if not text:
            return (self._word(_("(none)")),)
        # Titles and descriptions are told in the language of the descriptor.
        own = next(iter(self.package.languages), "")
        return (Piece(text, lang=own if entry.get("aspect") in ("title", "description") and own != self.language else ""),)

    def _tongue(self, tag: str) -> Piece:
        return Piece(one_line(language_name(tag, self.language)))

    def _field(self, entry: Mapping[str, Json]) -> Pieces:
        """Give the title of a field: of a text, that of its column in the language that changed."""
        name, table = entry.get("field", ""), entry["table"]
        if not name:
            return ()
        text = next((each for each in self.package.texts if each.of == table and each.name == name), None)
        if text is not None:
            known = text_title(self.package, self.labels, text, entry.get("language", ""))
        else:
            known = column_title(self.package, self.labels, table, name)
        return (Piece(one_line(known.text), lang=known.lang),)

    def _word(self, msgid: str) -> Piece:
        return word(self.language, msgid)

    def _said(self, text: str) -> Piece:
        """Give a text that was put together in the words of the toolkit."""
        return Piece(text, lang=word(self.language, "").lang)
