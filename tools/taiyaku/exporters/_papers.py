"""What a person reads first about a data package: read-me and licence, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from taiyaku.exporters._identity import attribution, described, entries, released, shown, spoken, title
from taiyaku.i18n import Messages, _, fill, messages
from taiyaku.model import Json, Package
from taiyaku.records import bases, joined

_LANGUAGES = {"en": _("English"), "ja": _("Japanese")}


def readme_name(language: str) -> str:
    """Give the file name of the read-me in a language; English is what people without a language get."""
    return "README.md" if language == "en" else f"README.{language}.md"


def readme(package: Package, language: str, files: Sequence[str] = ()) -> bytes:
    """Write a read-me: what it is, what is where (lines of Markdown that a release gives), the tables, the sources, the licence, how to cite and to verify."""
    return "".join(f"{line}\n" for line in _readme(package, language, files)).encode()


def _readme(package: Package, language: str, files: Sequence[str]) -> Iterator[str]:
    said, descriptor = messages(language), described(package, language)
    yield f"# {plain(title(package, descriptor))}"
    if shown(descriptor, "description"):
        yield from ("", plain(shown(descriptor, "description")))
    yield from ("", *_edition(package, descriptor, said))
    others = [f"[{_name(other, messages(other))}]({readme_name(other)})" for other in spoken(package) if other != language]
    if others:
        yield from ("", " · ".join(others))
    if files:
        yield from (*_heading(said, _("What is where")), *files)
    yield from (*_heading(said, _("Tables")), row(said, _("Table"), _("Title"), _("What it holds"), _("Records")), "|---|---|---|---:|")
    resources = {str(each.get("name")): each for each in entries(descriptor, "resources")}
    for of in bases(package):
        held = resources.get(of, {})
        height = package.tables[of].height if of in package.tables else joined(package, of).height
        yield f"| {plain(of)} | {plain(shown(held, 'title'))} | {plain(shown(held, 'description'))} | {height:,} |"
    sources = [plain(shown(each, "title", "path")) for each in entries(descriptor, "sources")]
    if sources:
        yield from (*_heading(said, _("Sources")), *(f"- {each}" for each in sources))
    yield from _terms(package, descriptor, said)


def _heading(said: Messages, says: str) -> list[str]:
    return ["", f"## {said.text(says)}", ""]


def _edition(package: Package, descriptor: Mapping[str, Json], said: Messages) -> Iterator[str]:
    """Say version, date and languages, as far as they are known."""
    moment = released(package)
    parts = {
        _("Version {text}"): shown(descriptor, "version"),
        _("released on {text}"): moment.date().isoformat() if moment else "",
        _("languages: {text}"): said.text(_(", ")).join(_name(tag, said) for tag in package.languages),
    }
    told = [fill(said.text(says), {"text": text}) for says, text in parts.items() if text]
    if told:
        yield plain(said.text(_(", ")).join(told))


def _name(tag: str, said: Messages) -> str:
    return said.text(_LANGUAGES[tag]) if tag in _LANGUAGES else tag


def _terms(package: Package, descriptor: Mapping[str, Json], said: Messages) -> Iterator[str]:
    """Say under what licence the data is, and give the sentences to copy."""
    as_is, edited = attribution(package, said.language)
    licences = list(entries(descriptor, "licenses"))
    if licences:
        yield from _heading(said, _("Licence"))
    for each in licences:
        name, path = plain(shown(each, "title", "name", "path")), shown(each, "path")
        code = f" (`{shown(each, 'name')}`)" if shown(each, "title") and re.fullmatch(r"[\w.+-]+", shown(each, "name")) else ""
        yield f"- [{name}](<{path}>){code}" if re.fullmatch(r"https?://[^<>\s\\]+", path) else f"- {name}{code}"
    yield from (*_heading(said, _("Attribution")), said.text(_("If you pass the data on as it is:")), "", f"> {plain(as_is)}")
    yield from ("", said.text(_("If you changed or combined it:")), "", f"> {plain(edited)}")


def licence(package: Package) -> bytes | None:
    """Write what the descriptor says of licences, in every language, for a package without a paper of its own; None where it says nothing."""
    if not list(entries(package.descriptor.value, "licenses")):
        return None
    lines: list[str] = []
    for language in spoken(package):
        descriptor = described(package, language)
        lines += [f"# {plain(title(package, descriptor))}", *_terms(package, descriptor, messages(language)), ""]
    return "".join(f"{line}\n" for line in lines[:-1]).encode()


def row(said: Messages, *cells: str) -> str:
    """Write a row of messages of a Markdown table."""
    return f"| {' | '.join(said.text(cell) for cell in cells)} |"


def plain(text: str) -> str:
    """Give a text that Markdown (CommonMark 0.31) shows as it is, on one line and in a cell of a table."""
    return _BEGINS.sub(r"\g<1>\\\g<2>", _MARKS.sub(r"\\\g<0>", text))


_MARKS = re.compile(r"[\\`*_\[\]<>&|~]")
_BEGINS = re.compile(r"^(\d*)([#+=.)-])")
"""What begins a heading, a list or a rule."""
