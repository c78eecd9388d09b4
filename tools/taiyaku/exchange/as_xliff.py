"""XLIFF 1.2 (OASIS standard, 2008) for computer-aided translation: one file element a source language, no markup inside the texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from taiyaku.errors import CannotRead, CannotWrite
from taiyaku.exchange import Format, Line, Returned, Sheet, _columns, before
from taiyaku.i18n import Messages, _
from taiyaku.model import Said
from taiyaku.translations.settle import CONFLICT, DONE, DRAFT, MACHINE, MISSING, REVIEWED, STALE, TRANSLATED, WAIVED

_XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
_STATES = {
    MISSING: "needs-translation",
    DRAFT: "needs-review-translation",
    MACHINE: "needs-review-translation",
    STALE: "needs-review-translation",
    CONFLICT: "needs-review-translation",
    TRANSLATED: "translated",
    REVIEWED: "signed-off",
    WAIVED: "final",
}
"""States of a target (XLIFF 1.2, 2.3) for ours."""
_TAKEN = {"translated": TRANSLATED, "signed-off": REVIEWED, "final": REVIEWED}
_TRANSPARENT = {"g", "mrk"}
"""Elements inside a text that say nothing themselves."""
_REASON = "reason"
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold."""


def write(sheet: Sheet, said: Messages) -> bytes:
    """Give the document. Raises CannotWrite for a text that XML cannot hold."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', f'<xliff version="1.2" xmlns="{_XLIFF}">']
    for source, lines in groupby(sorted(sheet.lines, key=lambda line: line.source_language), key=lambda line: line.source_language):
        parts.append(
            f'  <file original={quoteattr(sheet.of)} source-language={quoteattr(source)} target-language={quoteattr(sheet.language)} datatype="plaintext">'
        )
        parts.append("    <header>")
        parts.extend(f"      <note>{_text(sentence)}</note>" for sentence in _columns.guide())
        parts += ["    </header>", "    <body>", *(each for line in lines for each in _unit(line, sheet.language, said)), "    </body>", "  </file>"]
    return "\n".join([*parts, "</xliff>\n"]).encode()


def _unit(line: Line, language: str, said: Messages) -> Iterator[str]:
    """Write one unit; the order of its parts is that of the standard's schema, and the mark is the item's extra data (XLIFF 1.2, 2.3)."""
    if _IMPOSSIBLE.search(f"{line.context}{line.source}{line.text}{line.was}{line.reason}"):
        raise CannotWrite(_("{text} holds a character that XML cannot hold; export it as CSV"), text=line.context)
    approved = "yes" if line.state in DONE else "no"
    name = _quoted(line.context)
    yield f'      <trans-unit id={name} resname={name} xml:space="preserve" approved="{approved}" extradata={quoteattr(line.mark)}>'
    yield f"        <source xml:lang={quoteattr(line.source_language)}>{_text(line.source)}</source>"
    machine = ' state-qualifier="mt-suggestion"' if line.state == MACHINE else ""
    yield f'        <target xml:lang={quoteattr(language)} state="{_STATES[line.state]}"{machine}>{_text(line.text)}</target>'
    titles = {"table": line.table, "record": line.record, "field": line.field}
    contexts = "".join(f'<context context-type="x-{kind}">{_text(title)}</context>' for kind, title in titles.items())
    yield f'        <context-group purpose="information">{contexts}</context-group>'
    for note in [said.text(_("Kind of text: {kind}"), {"kind": line.kind}), *line.shown]:
        yield f'        <note from="taiyaku">{_text(note)}</note>'
    if line.reason:
        yield f'        <note from="{_REASON}">{_text(line.reason)}</note>'
    if line.was:
        old = f"<source xml:lang={quoteattr(line.source_language)}>{_text(line.was)}</source><target xml:lang={quoteattr(language)}>{_text(line.text)}</target>"
        yield f'        <alt-trans alttranstype="previous-version">{old}</alt-trans>'
    yield "      </trans-unit>"


def _text(text: str) -> str:
    return _IMPOSSIBLE.sub("�", escape(text, {"\r": "&#13;"}))


def _quoted(text: str) -> str:
    return quoteattr(text, {"\r": "&#13;"})


@dataclass
class _Unit:
    line: int
    name: str
    mark: str
    approved: str
    source: list[str] = field(default_factory=list)
    target: list[str] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)
    state: str = ""
    foreign: str = ""
    """The first element inside a text that is neither a text nor says nothing."""


class _Reader:
    """Takes the units out of a document as it is parsed; a document type, and with it every entity, is refused."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._say
        self._path: list[str] = []
        self._unit: _Unit | None = None
        self._into: tuple[int, list[str]] | None = None
        self.units: list[_Unit] = []

    def read(self, content: bytes) -> list[_Unit]:
        """Parse the document. Raises CannotRead, and ExpatError."""
        self._parser.Parse(content, True)
        return self.units

    def _refuse(self, *_declared: object) -> None:
        raise CannotRead(_("it declares a document type; an XLIFF file has none"), self._parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _blank, local = name.rpartition(" ")
        if not self._path and (space, local, attributes.get("version", "")[:3]) != (_XLIFF, "xliff", "1.2"):
            raise CannotRead(_("it is no XLIFF 1.2"), self._parser.CurrentLineNumber)
        self._path.append(local if space == _XLIFF else name)
        if self._into is not None:
            if self._unit and self._path[-1] not in _TRANSPARENT and not self._unit.foreign:
                self._unit.foreign = local
        elif local == "trans-unit":
            mark, approved = attributes.get("extradata", ""), attributes.get("approved", "")
            self._unit = _Unit(self._parser.CurrentLineNumber, attributes.get("resname") or attributes.get("id", ""), mark, approved)
            self.units.append(self._unit)
        elif self._unit and self._path[-2] == "trans-unit":
            if local == "source":
                self._into = (len(self._path), self._unit.source)
            elif local == "target":
                self._unit.state = attributes.get("state", "")
                self._into = (len(self._path), self._unit.target)
            elif local == "note" and attributes.get("from") == _REASON:
                self._into = (len(self._path), self._unit.reason)

    def _end(self, _name: str) -> None:
        if self._into is not None and self._into[0] == len(self._path):
            self._into = None
        if self._path.pop() == "trans-unit":
            self._unit = None

    def _say(self, text: str) -> None:
        if self._into is not None:
            self._into[1].append(text)


def read(content: bytes) -> list[Returned]:
    """Take the units back. Raises CannotRead: no XLIFF 1.2, or a document type."""
    try:
        units = _Reader().read(content)
    except expat.ExpatError as error:
        raise CannotRead(_("it is no well-formed XML from this line on"), error.lineno) from None
    return [_returned(unit) for unit in units]


def _returned(unit: _Unit) -> Returned:
    problem = Said(_("its text has the element {name}; plain text is wanted"), {"name": unit.foreign}) if unit.foreign else None
    was = before(unit.mark)
    return Returned(unit.line, unit.name, "".join(unit.source), "".join(unit.target), _state(unit, was), "".join(unit.reason), unit.mark, problem)


def _state(unit: _Unit, was: str) -> str:
    """Give our state for that of a target; one that is as it was written stands for what it was, unless somebody approved the unit, or took that back."""
    if unit.state not in ("", _STATES.get(was)):
        return _TAKEN.get(unit.state, DRAFT)
    approved = unit.approved == "yes" if unit.approved else was in DONE
    return was if approved is (was in DONE) else TRANSLATED if approved else DRAFT


FORMAT = Format("xliff", _("XLIFF 1.2 for computer-aided translation"), (".xlf", ".xliff"), write, read)
