"""The command line: the only code that prints.

Exit codes: 0 clean, 1 findings, 2 could not run, 3 a defect of ours, 130/143 interrupted.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

from taiyaku import __version__
from taiyaku.errors import CannotWrite, TaiyakuError, WrongUsage
from taiyaku.i18n import LANGUAGES, Messages, _, messages, preferred, visible
from taiyaku.model import Severity

CLEAN, FOUND, COULD_NOT, OUR_DEFECT = 0, 1, 2, 3

# The words of argparse itself, so that they are extracted and translated with ours.
_ARGPARSE = [
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("expected one argument"),
    _("ignored explicit argument %r"),
    _("expected at least one argument"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
]


class _Parser(argparse.ArgumentParser):
    """A parser that knows whole options only (``--lang`` is looked for before it runs) and repeats no raw words."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words given, and stop."""
        super().error(visible(message, None))


def run() -> NoReturn:
    """Be the command ``taiyaku``."""
    sys.exit(main(sys.argv[1:], os.environ))


def main(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Carry out a command line and give its exit code; nothing is raised but a request to see our own defect."""
    said = messages(_language(words, environment))
    previous = {number: signal.signal(number, _interrupted) for number in (signal.SIGTERM,)} if _main_thread() else {}
    try:
        _unbreakable(sys.stdout)
        _unbreakable(sys.stderr)
        options = _parser(said).parse_args(words)
        code: int = options.act(options, said)
        sys.stdout.flush()
    except TaiyakuError as error:
        return _failed(said, said.text(error.says, error.values))
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else COULD_NOT
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13
    except KeyboardInterrupt as interrupt:
        return 128 + int(interrupt.args[0] if interrupt.args else signal.SIGINT)
    except Exception as error:
        if "--debug" in words:
            raise
        kind = f"{type(error).__name__}: {error}"
        _failed(said, said.text(_("this is a defect of taiyaku itself, not of your data: {error} (run again with --debug for the details)"), {"error": kind}))
        return OUR_DEFECT
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return code


def _failed(said: Messages, text: str) -> int:
    print(f"taiyaku: {said.text(_('error'))}: {text}", file=sys.stderr)
    return COULD_NOT


def _interrupted(number: int, _frame: object) -> None:
    raise KeyboardInterrupt(number)


def _main_thread() -> bool:
    import threading

    return threading.current_thread() is threading.main_thread()


def _unbreakable(stream: IO[str]) -> None:
    """Let a terminal that lacks a character show an escape in its place rather than stop us."""
    reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")


def _language(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Find the language before anything is said, help and usage errors included."""
    for at, word in enumerate(words):
        given = word.partition("=")[2] if word.startswith("--lang=") else words[at + 1] if word == "--lang" and at + 1 < len(words) else ""
        if given in LANGUAGES:
            return given
    return preferred(environment)


def _parser(said: Messages) -> argparse.ArgumentParser:
    # argparse looks its words up in its own module; there is no other way to give it a catalogue.
    setattr(argparse, "_", lambda msgid: said.text(msgid) if msgid else msgid)  # noqa: B010 -- see above
    text = said.text
    common = _Parser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, help=text(_("language of messages and help (default: the terminal's)")))
    common.add_argument("--debug", action="store_true", help=text(_("show the details of a defect of taiyaku itself")))
    parser = _Parser(prog="taiyaku", parents=[common], description=text(_("Check, compare and publish data that exists in two languages.")))
    parser.add_argument("--version", action="version", version=f"taiyaku {__version__}", help=text(_("show program's version number and exit")))
    commands = parser.add_subparsers(title=text(_("commands")), metavar=text(_("COMMAND")), required=True)

    def command(name: str, act: Callable[[argparse.Namespace, Messages], int], summary: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = commands.add_parser(name, parents=[common], help=text(summary), description=text(summary))
        added.set_defaults(act=act)
        return added

    where = text(_("project folder, package folder, datapackage.json, zip archive, or git:REVISION (default: this folder)"))
    check = command("check", _check, _("Judge a package: what is missing, wrong or contradictory, and where."))
    check.add_argument("package", nargs="?", default=".", metavar=text(_("PACKAGE")), help=where)
    check.add_argument(
        "--fail-on", choices=[each.word for each in Severity], default="error", help=text(_("least severity that makes the exit code 1 (default: error)"))
    )
    _reports(check, text)
    diff = command("diff", _diff, _("Tell what changed from one version of a package to another."))
    diff.add_argument("old", metavar=text(_("OLD")), help=text(_("the older version: a folder, a zip archive or git:REVISION")))
    diff.add_argument("new", nargs="?", default=".", metavar=text(_("NEW")), help=where)
    diff.add_argument("--exit-code", action="store_true", help=text(_("exit with 1 where there are differences")))
    _reports(diff, text)
    export = command("export", _export, _("Write a package in one published format."))
    export.add_argument("format", metavar=text(_("FORMAT")), help=text(_("one of: {names}"), {"names": ", ".join(_formats())}))
    export.add_argument("package", nargs="?", default=".", metavar=text(_("PACKAGE")), help=where)
    export.add_argument("--out", required=True, type=Path, metavar=text(_("FOLDER")), help=text(_("folder to write; replaced as a whole")))
    release = command("release", _release, _("Check a package and write every published format into one folder."))
    release.add_argument("package", nargs="?", default=".", metavar=text(_("PACKAGE")), help=where)
    release.add_argument(
        "--out", type=Path, default=Path("dist"), metavar=text(_("FOLDER")), help=text(_("folder to write; replaced as a whole (default: dist)"))
    )
    derive = command("derive", _derive, _("Bring the files that follow from others up to date."))
    derive.add_argument(
        "project", nargs="?", default=".", type=Path, metavar=text(_("PROJECT")), help=text(_("project folder or package folder (default: this folder)"))
    )
    derive.add_argument("--check", action="store_true", help=text(_("write nothing; exit with 1 where a file is not up to date")))
    explain = command("explain", _explain, _("Explain a check: what it says, why, and an example; without a name, list all."))
    explain.add_argument("check", nargs="?", metavar=text(_("CHECK")), help=text(_("name of a check, as reports show it in brackets")))
    return parser


def _reports(parser: argparse.ArgumentParser, text: Callable[..., str]) -> None:
    from taiyaku import registry, renderers

    names = registry.collect(renderers, renderers.Renderer)
    parser.add_argument(
        "--report",
        action="append",
        metavar=text(_("FORMAT[=FILE]")),
        help=text(_("form of the report, once or several times; one of: {names} (default: text)"), {"names": ", ".join(names)}),
    )


def _formats() -> list[str]:
    from taiyaku.release import formats

    return list(formats())


def _render(options: argparse.Namespace, said: Messages, kind: str, content: Any) -> None:
    """Give a report in every form that was asked for: to the terminal, or to a file."""
    from taiyaku import registry, renderers, write

    known = registry.collect(renderers, renderers.Renderer)
    asked = [(name, file) for name, _equals, file in (each.partition("=") for each in options.report or ["text"])]
    for name, _file in asked:
        if name not in known:
            raise WrongUsage(_("there is no report format {name}; there are: {names}"), name=name, names=", ".join(known))
        if getattr(known[name], kind) is None:
            able = ", ".join(each for each in known if getattr(known[each], kind))
            raise WrongUsage(_("the report format {name} has no form for differences; these have: {names}"), name=name, names=able)
    for name, file in asked:
        rendered = getattr(known[name], kind)(content, said)
        if file:
            write.file(Path(file), rendered.encode())
        else:
            sys.stdout.write(rendered)


def _check(options: argparse.Namespace, said: Messages) -> int:
    from taiyaku import loaders, report

    judged = report.judge(loaders.load(options.package))
    _render(options, said, "report", judged)
    least = Severity[options.fail_on.upper()]
    return FOUND if any(finding.severity >= least for finding in judged.open) else CLEAN


def _diff(options: argparse.Namespace, said: Messages) -> int:
    from taiyaku import diff, loaders

    changes = diff.compare(loaders.load(options.old), loaders.load(options.new))
    _render(options, said, "changes", changes)
    return FOUND if options.exit_code and changes.changes else CLEAN


def _export(options: argparse.Namespace, said: Messages) -> int:
    from taiyaku import loaders, write
    from taiyaku.release import formats

    exporter = formats().get(options.format)
    if exporter is None:
        raise WrongUsage(_("there is no format {name}; there are: {names}"), name=options.format, names=", ".join(formats()))
    package = loaders.load(options.package)
    if package.unread or package.unsafe:
        raise CannotWrite(_("{path} has parts that cannot be read; `taiyaku check` lists them"), path=options.package)
    artifacts = list(exporter.run(package))
    _told(said, options.out, len(artifacts), written=write.folder(options.out, artifacts))
    return CLEAN


def _release(options: argparse.Namespace, said: Messages) -> int:
    from taiyaku import loaders, release, report, write

    package = loaders.load(options.package)
    judged = report.judge(package)
    if judged.count(Severity.ERROR):
        _render(argparse.Namespace(report=None), said, "report", judged)
    artifacts = list(release.artifacts(package, judged))
    _told(said, options.out, len(artifacts), written=write.folder(options.out, artifacts))
    return CLEAN


def _told(said: Messages, out: Path, number: int, *, written: bool) -> None:
    values = {"path": out}
    if written:
        print(said.count(_("{path}: {n} file written"), _("{path}: {n} files written"), number, values))
    else:
        print(said.count(_("{path}: {n} file, all up to date"), _("{path}: {n} files, all up to date"), number, values))


def _derive(options: argparse.Namespace, said: Messages) -> int:
    from taiyaku import derive, loaders, write

    project: Path = options.project
    root = project.parent if project.is_file() and project.name == "datapackage.json" else project
    if not root.is_dir():
        raise WrongUsage(_("{path} is not a folder"), path=project)
    package = loaders.load(str(project))
    if package.unread or package.unsafe:
        raise CannotWrite(_("{path} has parts that cannot be read; `taiyaku check` lists them"), path=project)
    if package.prefix and not (root / package.prefix / "datapackage.json").is_file():
        root = root.absolute().parent
    stale = [artifact for artifact in derive.files(package) if not _up_to_date(root / artifact.path, artifact.content)]
    if not options.check:
        write.all_files(root, stale)
    if not stale:
        print(said.text(_("{path}: everything is up to date"), {"path": project}))
    for artifact in stale:
        says = _("{path} is not up to date") if options.check else _("{path} written")
        print(said.text(says, {"path": artifact.path}))
    return FOUND if options.check and stale else CLEAN


def _up_to_date(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _explain(options: argparse.Namespace, said: Messages) -> int:
    from taiyaku import report

    catalogue = report.catalogue()
    if options.check is None:
        for check in catalogue.values():
            print(f"{check.id}: {said.text(check.why)}")
        return CLEAN
    found = next((check for check in catalogue.values() if options.check in (check.id, *check.family)), None)
    if found is None:
        raise WrongUsage(_("there is no check {name}; `taiyaku explain` lists all"), name=options.check)
    from taiyaku.renderers.as_text import WORDS

    print(f"{options.check} ({said.text(WORDS[found.severity])})")
    print(said.text(found.family.get(options.check, found.says)))
    print()
    print(said.text(found.why))
    for word, files in ((_("Bad:"), found.bad), (_("Good:"), {**found.bad, **found.good})):
        print()
        print(said.text(word))
        for name, content in files.items():
            print(f"  {name}")
            for line in content.splitlines():
                print(f"    {''.join(visible(part) for part in line)}")
    return CLEAN
