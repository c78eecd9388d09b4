"""The command line: the only code that prints. One file a command, and here what they have in common.

Exit codes: 0 clean, 1 findings, 2 could not run, 3 a defect of ours, 130/143 interrupted.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from keyword import iskeyword
from typing import IO, Any, NoReturn

from taiyaku import __version__
from taiyaku.cli.progress import Progress
from taiyaku.cli.shared import COULD_NOT, OUR_DEFECT
from taiyaku.errors import TaiyakuError
from taiyaku.i18n import LANGUAGES, Messages, _, messages, preferred, visible

COMMANDS = {
    "check": _("Judge a package: what is missing, wrong or contradictory, and where."),
    "diff": _("Tell what changed between two versions of a package, or what differs between its languages."),
    "sync": _("Carry edits between tables and translators' files, both ways, and mark what is stale."),
    "status": _("Tell how far the translations are, and what to do next."),
    "glossary": _("List the terms of a package, and where they occur."),
    "import": _("Take translations back from a spreadsheet or an XLIFF file."),
    "export": _("Write a package in one published format."),
    "preview": _("Show the pages as they would be published, with what is found beside each text; for this computer only."),
    "release": _("Check a package and write every published format into one folder."),
    "verify": _("Tell whether a downloaded release is whole and unchanged, and whether its files agree."),
    "changelog": _("Tell people what changed in the data: add a version to the changelog, and write its pages."),
    "derive": _("Bring the files that follow from others up to date."),
    "new": _("Begin a project: a small bilingual package with its translations, glossary and workflow."),
    "explain": _("Explain a check: what it says, why, and an example; without a name, list all."),
}
"""Name to summary; each is a module of this folder with ``arguments(parser, said)`` and ``act(options, said)``, imported when its turn comes."""

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

    fill: Callable[[], None] | None = None
    """Adds the arguments of a command, when it is that command's turn."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Read words; a command's own arguments are added first."""
        fill, self.fill = self.fill, None
        if fill:
            fill()
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words given, and stop."""
        super().error(visible(message, None))


def run() -> NoReturn:
    """Be the command ``taiyaku``."""
    # Records come by the hundred thousand and hold no cycles: looking for some every 700 objects takes a tenth of the time.
    gc.set_threshold(200_000, 20, 20)
    code = main(sys.argv[1:], os.environ)
    # The interpreter looks for cycles three times more on its way out, among everything that was ever loaded.
    gc.freeze()
    sys.exit(code)


def main(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Carry out a command line and give its exit code; nothing is raised but a request to see our own defect."""
    said = messages(_language(words, environment))
    progress = Progress(sys.stderr, environment)
    previous = {number: signal.signal(number, _interrupted) for number in (signal.SIGTERM,)} if _main_thread() else {}
    try:
        _unbreakable(sys.stdout)
        _unbreakable(sys.stderr)
        options = _parser(said).parse_args(words)
        options.progress = progress
        options.environment = environment
        options.summary = environment.get("GITHUB_STEP_SUMMARY", "")
        options.epoch = environment.get("SOURCE_DATE_EPOCH", "")
        code: int = options.act(options, said)
        sys.stdout.flush()
    except TaiyakuError as error:
        progress.clear()
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
        progress.clear()
        if "--debug" in words:
            raise
        kind = f"{type(error).__name__}: {error}"
        _failed(said, said.text(_("this is a defect of taiyaku itself, not of your data: {error} (run again with --debug for the details)"), {"error": kind}))
        return OUR_DEFECT
    finally:
        progress.clear()
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
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, parents=[common], help=text(summary), description=text(summary))
        command.fill = partial(_fill, command, name, said)
    return parser


def _fill(command: argparse.ArgumentParser, name: str, said: Messages) -> None:
    module = import_module(f"taiyaku.cli.{name}_" if iskeyword(name) else f"taiyaku.cli.{name}")
    module.arguments(command, said)
    command.set_defaults(act=module.act)
