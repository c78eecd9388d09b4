"""What several commands share: exit codes, the choice of reports, and the last word about files."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from taiyaku.errors import CannotWrite, WrongUsage
from taiyaku.i18n import Messages, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from taiyaku.model import Artifact, Package

CLEAN, FOUND, COULD_NOT, OUR_DEFECT = 0, 1, 2, 3
PACKAGE = _("project folder, package folder, datapackage.json, zip archive, or git:REVISION (default: this folder)")

NO_LOCALES = _("{package} keeps no locale files; `taiyaku sync` makes them")


def package(parser: argparse.ArgumentParser, said: Messages, name: str = "package", metavar: str = _("PACKAGE")) -> None:
    """Let a command take a package, this folder where none is named."""
    parser.add_argument(name, nargs="?", default=".", metavar=said.text(metavar), help=said.text(PACKAGE))


def base_url(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Let a command take the address that its output will be served at."""
    says = _("address that the folder will be served at, such as https://example.org/data/: pages at its root, with a sitemap and their own addresses in them")
    parser.add_argument("--base-url", default="", metavar="URL", help=said.text(says))


def reports(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Let a command take ``--report``."""
    from taiyaku import registry, renderers

    names = ", ".join(registry.names(renderers))
    parser.add_argument(
        "--report",
        action="append",
        metavar=said.text(_("FORMAT[=FILE]")),
        help=said.text(_("form of the report, once or several times; one of: {names} (default: text)"), {"names": names}),
    )


def percentages(words: Sequence[str]) -> dict[str, float]:
    """Take what ``--min`` asks for, by language, ``""`` for every other one. Raises WrongUsage."""
    least: dict[str, float] = {}
    for word in words:
        language, _equals, share = word.rpartition("=")
        try:
            least[language] = float(share)
        except ValueError:
            least[language] = -1
        if not 0 <= least[language] <= 100:  # noqa: PLR2004 -- percent
            raise WrongUsage(_("{word} is no percentage; it is written 95 or ja=95"), word=word)
    return least


def refuse_unread(loaded: Package, path: object) -> None:
    """Raise CannotWrite for a package with parts that could not be read: what is made of the rest would be taken for the whole."""
    if loaded.unread or loaded.unsafe:
        raise CannotWrite(_("{path} has parts that cannot be read; `taiyaku check` lists them"), path=path)


def note(text: str) -> None:
    """Say something beside the report: to whoever watches, not to whoever reads the report."""
    print(text, file=sys.stderr)


def render(options: argparse.Namespace, said: Messages, kind: str, content: Any, text: Callable[[bool], str] | None = None) -> None:
    """Give a report in every form that was asked for: to the terminal, or to a file; ``text`` gives the plain one, if it looks otherwise where it is watched."""
    from pathlib import Path

    from taiyaku import registry, renderers, write

    asked = [(name, file) for name, _equals, file in (each.partition("=") for each in options.report or ["text"])]
    known = registry.collect(renderers, renderers.Renderer, dict(asked))
    for name, _file in asked:
        if name not in known:
            raise WrongUsage(_("there is no report format {name}; there are: {names}"), name=name, names=", ".join(registry.names(renderers)))
        if getattr(known[name], kind) is None:
            able = ", ".join(each for each, one in registry.collect(renderers, renderers.Renderer).items() if getattr(one, kind))
            raise WrongUsage(_("the report format {name} has no form for this; these have: {names}"), name=name, names=able)
    files = [Path(file).resolve() for _name, file in asked if file]
    if len(set(files)) < len(files):
        raise WrongUsage(_("two reports cannot go into the same file"))
    options.progress.clear()
    for name, file in asked:
        rendered = text(not file) if text and name == "text" else getattr(known[name], kind)(content, said)
        if file:
            write.file(Path(file), rendered.encode())
        else:
            sys.stdout.write(rendered)
    if kind == "report" and "github" in dict(asked) and options.summary and Path(options.summary).resolve() not in files:
        from taiyaku.renderers import as_markdown

        write.append(Path(options.summary), as_markdown.summary(content, said).encode())


def project(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add the project that a command writes into."""
    from pathlib import Path

    parser.add_argument(
        "project",
        nargs="?",
        default=".",
        type=Path,
        metavar=said.text(_("PROJECT")),
        help=said.text(_("project folder or package folder (default: this folder)")),
    )
    parser.add_argument("--check", action="store_true", help=said.text(_("write nothing; exit with 1 where a file is not up to date")))


def renew(said: Messages, root: Path, files: Iterable[Artifact], options: argparse.Namespace) -> int:
    """Write those files of a project that are not what they should be, or only tell them with ``--check``; gives the exit code."""
    from taiyaku import write

    stale = [each for each in files if not _holds(root / each.path, each.content)]
    if not options.check:
        write.all_files(root, stale)
    if not stale:
        print(said.text(_("{path}: everything is up to date"), {"path": options.project}))
    for artifact in stale:
        says = _("{path} is not up to date") if options.check else _("{path} written")
        print(said.text(says, {"path": artifact.path}))
    return FOUND if options.check and stale else CLEAN


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def told(said: Messages, out: Path, number: int, *, written: bool) -> None:
    """Say what became of the files of a folder."""
    values = {"path": out}
    if written:
        print(said.count(_("{path}: {n} file written"), _("{path}: {n} files written"), number, values))
    else:
        print(said.count(_("{path}: {n} file, all up to date"), _("{path}: {n} files, all up to date"), number, values))
