"""The files of the release, for those who want to do something with the data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taiyaku.exporters._identity import attribution
from taiyaku.exporters.to_html import imprint
from taiyaku.exporters.to_html.labels import group_title, package_title
from taiyaku.exporters.to_html.locales import language_name, own_name
from taiyaku.exporters.to_html.names import folder
from taiyaku.exporters.to_html.pages import Page
from taiyaku.exporters.to_html.pieces import Piece, Pieces, linked, listed, plain, woven
from taiyaku.exporters.to_html.sections import Rows
from taiyaku.exporters.to_html.view import View
from taiyaku.exporters.to_html.words import spoken
from taiyaku.i18n import _
from taiyaku.published import GROUPS, KINDS, WINDOWS, Published

_TITLE = _("Downloads")


@dataclass(frozen=True, slots=True)
class _Format:
    """One format: what it is best for, and its files."""

    best: Piece
    files: Rows


@dataclass(frozen=True, slots=True)
class _Group:
    """The formats for one kind of people."""

    id: str
    title: Piece
    formats: Sequence[_Format]


def _wanted(view: View) -> bool:
    return any(file.format in KINDS for file in view.edition.files.values())


def _values(view: View) -> Mapping[str, Any]:
    package = view.content.package
    site = package_title(package, view.labels).text
    title = view.say(_TITLE)
    as_is, changed = attribution(package, spoken(view.language).language)
    others = [tag for tag in view.content.languages if tag != view.language]
    return {
        "page": f"{title.text} – {site}",
        "description": plain(
            woven(view.say(_("Files of {title} for Excel, for analysis and for programs, with size and SHA-256.")), {"title": (Piece(site),)})
        ),
        "title": title,
        "lead": view.say(_("All files hold the same records and the same values.")),
        "elsewhere": (view.say(_("Files in other languages:")), [(tag, own_name(tag), f"../{folder(tag)}/downloads.html") for tag in others]),
        "groups": [*_groups(view), *_papers(view)],
        "verify": {
            "title": view.say(_("To verify the download")),
            "says": woven(view.say(_("{file} lists the hash of every file.")), {"file": linked((Piece("SHA256SUMS", "code"),), view.file("SHA256SUMS"))}),
            "ways": [
                (view.say(_("Linux and macOS")), "sha256sum -c SHA256SUMS"),
                (view.say(_("Windows, in PowerShell; it names the files that differ")), WINDOWS),
                (view.say(_("taiyaku, which also holds all formats against each other")), "taiyaku verify ."),
            ],
        },
        "terms": {
            "title": view.say(_("Licence and attribution")),
            "licences": imprint.licences(view),
            "credits": [(view.say(_("If you pass the data on as it is:")), as_is), (view.say(_("If you changed or combined it:")), changed)],
            "lang": title.lang,
        },
    }


def _groups(view: View) -> Iterator[_Group]:
    """Give the groups that have files for readers of this language."""
    for group, title in GROUPS.items():
        formats = [made for form, kind in KINDS.items() if kind.group == group and (made := _format(view, form)) is not None]
        if formats:
            yield _Group(group, view.say(title), formats)


def _format(view: View, form: str) -> _Format | None:
    kind = KINDS[form]
    # Of the package only the archive is a download, and of JSON no single records: their pages lead to them.
    files = [file for file in view.edition.files.values() if file.format == form and not file.record and (form != "package" or file.path.endswith(".zip"))]
    return _Format(view.say(kind.best), _rows(view, form, files)) if (files := [file for file in files if _for(view, file)]) else None


def _for(view: View, file: Published) -> bool:
    """Tell whether a file is for readers of this language, if not for all of them."""
    return not file.languages or view.language in file.languages


def _papers(view: View) -> Iterator[_Group]:
    """Give the metadata, reports and feeds of the release: what no exporter wrote."""
    files = [file for file in view.edition.files.values() if not file.format and _for(view, file)]
    if files:
        best = view.say(_("Licence, citation, changes, metadata for portals and search engines (DCAT, schema.org), and the report of the checks"))
        yield _Group("meta", view.say(_("About the data")), [_Format(best, _rows(view, "meta", files))])


def _rows(view: View, form: str, files: Sequence[Published]) -> Rows:
    places = {name: at for at, name in enumerate(view.content.groups)}
    ordered = sorted(files, key=lambda file: (file.rows is None, places.get(file.table, -1), len(file.languages) < len(view.content.languages), file.path))
    heads = [view.say(_("File")), view.say(_("Records")), Piece("SHA-256")]
    rows = [[_link(view, file), _number(file), (Piece(file.sha256, "code"),)] for file in ordered]
    count = Piece(spoken(view.language).count(_("{n} file"), _("{n} files"), len(files)), lang=heads[0].lang)
    caption = (*woven(view.words["label"], {"label": (Piece(KINDS[form].name),)}), count) if form in KINDS else (count,)
    return Rows(f"files-{form}", caption, caption, [(heads[0], True), (heads[1], False), (heads[2], True)], rows, headed=True)


def _link(view: View, file: Published) -> Pieces:
    """Name a file by what it holds, with format, languages and size: a reader who hears the link alone knows what comes."""
    package, separator = view.content.package, view.words["separator"]
    whole = file.rows is not None or file.path.endswith(".zip")
    name = group_title(package, view.labels, file.table) if file.table else package_title(package, view.labels) if whole else Piece(file.path, "code")
    tongues = [(Piece(language_name(tag, view.language)),) for tag in file.languages]
    inside = listed([(Piece(_kind(file)),), *tongues, (_size(file.size),)], separator)
    text = (name, *woven(view.words["brackets"], {"inside": inside}))
    return linked((Piece(plain(text), lang=name.lang),), view.file(file.path))


def _kind(file: Published) -> str:
    if file.format in KINDS and file.rows is not None:
        return KINDS[file.format].name
    return _ENDINGS.get(file.path.rpartition(".")[2], file.path.rpartition(".")[2].upper())


_ENDINGS = {"jsonld": "JSON-LD", "ttl": "Turtle", "md": "Markdown", "atom": "Atom", "cff": "CFF", "txt": "TXT"}


def _size(number: int) -> Piece:
    """Say how large a file is, in decimal units, and never nothing for something; the units are those of every language (SI, ISO 80000-13)."""
    if number >= 999_500:  # noqa: PLR2004 -- what rounds to a megabyte
        return Piece(f"{number / 1_000_000:.1f} MB")
    return Piece(f"{max(min(number, 1), round(number / 1_000))} kB")


def _number(file: Published) -> Pieces:
    return (Piece(f"{file.rows:,}"),) if file.rows is not None else ()


PAGE = Page("downloads", lambda view: view.say(_TITLE), 60, _values, wanted=_wanted)
