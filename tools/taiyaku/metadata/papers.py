"""What a person finds first in a release: the note to start with, and the read-me with what is where and how to verify it."""

from collections.abc import Iterator, Sequence

from taiyaku.exporters._identity import described, shown, spoken, title
from taiyaku.exporters._papers import plain, readme, readme_name, row
from taiyaku.i18n import Messages, _, messages
from taiyaku.model import Artifact, Package
from taiyaku.published import KINDS, WINDOWS, Published

_BESIDE = {
    _("Metadata for portals and search engines (DCAT, schema.org), and the report of the checks"): "meta/",
    _("List of all files with size, hash, language and number of records"): "release.json",
}
_NOTE = "START-HERE.txt"
_CHANGES = _("What changed since the last release, as a feed")


def names(package: Package) -> list[str]:
    """Name the files that ``artifacts`` gives."""
    return [_NOTE, *(readme_name(language) for language in spoken(package))]


def artifacts(package: Package, files: Sequence[Published]) -> Iterator[Artifact]:
    """Yield ``START-HERE.txt`` and the read-me in each language."""
    yield Artifact(_NOTE, _start_here(package, files), languages=tuple(spoken(package)))
    for language in spoken(package):
        yield Artifact(readme_name(language), readme(package, language, list(_guide(messages(language), files))), languages=(language,))


def _start_here(package: Package, files: Sequence[Published]) -> bytes:
    """Write a note for whoever unpacks the release: UTF-8 with BOM and CRLF, so that a double click shows it right on Windows."""
    formats = {file.format for file in files}
    lines: list[str] = []
    for language in spoken(package):
        said, descriptor = messages(language), described(package, language)
        lines.append(said.text(_("{title}, version {version}"), {"title": title(package, descriptor), "version": shown(descriptor, "version") or "-"}))
        if "html" in formats:
            lines.append(said.text(_("Unpack the archive first. Then open {path} in a browser; no network is needed."), {"path": _first_page(files)}))
        if formats & {"xlsx", "excel"}:
            lines.append(said.text(_("For Excel, open the files in excel/. Those in csv/ are for programs; a double click there shows Japanese wrongly.")))
        lines += [said.text(_("{file} says what all the other files are for."), {"file": readme_name(language)}), ""]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def _first_page(files: Sequence[Published]) -> str:
    """Give the path of the page where a language is chosen, which of all pages is the one with the shortest path."""
    return min((file.path for file in files if file.format == "html" and file.path.endswith("index.html")), key=len)


def _guide(said: Messages, files: Sequence[Published]) -> Iterator[str]:
    formats = {file.format for file in files}
    yield row(said, _("What for"), _("Where"), _("Size"))
    yield "|---|---|---:|"
    for form, kind in KINDS.items():
        if form in formats:
            where = _first_page(files) if form == "html" else kind.where
            yield f"| {plain(said.text(kind.best))} | [{where}]({where}) | {_size(file.size for file in files if file.format == form)} |"
    beside = {_CHANGES: "changes/"} if any(file.path.startswith("changes/") for file in files) else {}
    for what, where in (beside | _BESIDE).items():
        yield f"| {plain(said.text(what))} | [{where}]({where}) | |"
    yield from ("", said.text(_("`SHA256SUMS` lists the hash of every file. To verify the download:")), "", "```sh", "sha256sum -c SHA256SUMS", "```")
    yield from ("", said.text(_("On Windows, in PowerShell, this names the files that differ:")), "", "```powershell", WINDOWS, "```")
    yield from ("", said.text(_("`taiyaku verify .` does the same and holds all formats against each other. `CITATION.cff` says how to cite the data.")))


def _size(sizes: Iterator[int]) -> str:
    total = sum(sizes)
    return f"{total / 1_000_000:.1f} MB" if total >= 1_000_000 else f"{max(1, round(total / 1_000))} kB"  # noqa: PLR2004 -- a megabyte
