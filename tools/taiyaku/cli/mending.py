"""The part of ``taiyaku check`` that mends: ``--fix``."""

from __future__ import annotations

import argparse

from taiyaku import fixes, loaders, write
from taiyaku.cli.judging import Judge
from taiyaku.cli.shared import note
from taiyaku.errors import CannotWrite
from taiyaku.i18n import Messages, _
from taiyaku.model import Artifact, Report


def mend(options: argparse.Namespace, said: Messages, judge: Judge) -> Report:
    """Mend a package in its folder, say what was done, and give the report on what is there now.

    Raises NotAPackage for what is no folder, and CannotWrite, before anything is written, where
    somebody else has changed one of the files in the meantime.
    """
    root = loaders.folder(options.package)
    fixed = fixes.rounds(judge.load, judge.report)
    options.progress.clear()
    if not options.dry_run:
        for path, content in fixed.before.items():
            if content is not None and loaders.named(str(root / path)) != content:
                raise CannotWrite(_("{path} was changed by somebody else in the meantime; nothing was written"), path=root / path)
        write.all_files(root, [Artifact(path, content) for path, content in fixed.files.items()])
    for each in fixed.done:
        values = {"old": each.old, "new": each.new, "check": each.check, "place": str(each.where)}
        change = said.text(_("“{old}” → “{new}”") if each.old or each.new else _("the whole file"), values)
        note(
            said.text(
                _("{place}: would mend: {change} [{check}]") if options.dry_run else _("{place}: mended: {change} [{check}]"), {**values, "change": change}
            )
        )
    return judge.report(judge.load())
