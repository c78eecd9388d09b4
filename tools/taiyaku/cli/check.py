"""taiyaku check."""

from __future__ import annotations

import argparse

from taiyaku.cli.shared import CLEAN, FOUND, package, render, reports
from taiyaku.errors import WrongUsage
from taiyaku.i18n import Messages, _
from taiyaku.model import GROUPS, Severity


def arguments(parser: argparse.ArgumentParser, said: Messages) -> None:
    """Add what the command takes."""
    text = said.text
    package(parser, said)
    names, file = text(_("NAMES")), text(_("FILE"))
    groups = {"groups": ", ".join(GROUPS)}
    parser.add_argument("--select", action="append", metavar=names, help=text(_("ask these only, separated by commas: checks, or groups ({groups})"), groups))
    parser.add_argument("--ignore", action="append", metavar=names, help=text(_("do not ask these checks or groups")))
    parser.add_argument(
        "--fail-on", choices=[each.word for each in Severity], default="error", help=text(_("least severity that makes the exit code 1 (default: error)"))
    )
    parser.add_argument(
        "--engine",
        choices=("clear", "frictionless"),
        default="clear",
        help=text(_("clear: prove what is good and ask frictionless about the rest; frictionless: ask it about everything (default: clear)")),
    )
    parser.add_argument("--baseline", metavar=file, help=text(_("findings that are accepted for now and not reported")))
    parser.add_argument("--write-baseline", metavar=file, help=text(_("accept all findings of this run in FILE")))
    parser.add_argument("--changed-since", metavar=text(_("REVISION")), help=text(_("report only what this git revision does not have; all files are judged")))
    parser.add_argument("--fix", action="store_true", help=text(_("mend what has only one right form, and report the rest")))
    parser.add_argument("--dry-run", action="store_true", help=text(_("with --fix: show what would be mended, and write nothing")))
    parser.add_argument("--frozen", action="store_true", help=text(_("edits that `taiyaku sync` has not carried over yet are errors")))
    reports(parser, said)


def act(options: argparse.Namespace, said: Messages) -> int:
    """Judge a package and report; before that, mend and write what was asked for."""
    if options.dry_run and not options.fix:
        raise WrongUsage(_("{option} is of no use without {other}"), option="--dry-run", other="--fix")
    if options.write_baseline is not None and (options.fix or options.changed_since is not None):
        other = "--fix" if options.fix else "--changed-since"
        raise WrongUsage(_("{option} and {other} do not go together"), option="--write-baseline", other=other)
    from taiyaku.cli import judging

    judge = judging.Judge(options, said)
    if options.fix:
        from taiyaku.cli import mending

        judged = mending.mend(options, said, judge)
    else:
        judged = judge.report(judge.load())
    judge.tell_stale()
    render(options, said, "report", judged)
    return FOUND if any(finding.severity >= judged.fails_at for finding in judged.open) else CLEAN
