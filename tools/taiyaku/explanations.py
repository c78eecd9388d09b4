"""What each check is for, with what it really says of its own bad example: for the terminal, and as a page."""

import re
from collections.abc import Iterator, Mapping

from taiyaku import loaders, report
from taiyaku.i18n import Messages, _, visible
from taiyaku.model import GROUPS, Check, Finding
from taiyaku.renderers.as_text import WORDS, line

ABOUT = {
    "structure": _("what the files and tables are made of"),
    "facts": _("what the facts say of each other"),
    "texts": _("whether each text is there and clean"),
    "parity": _("whether the languages say the same"),
    "terminology": _("whether the agreed words are used"),
    "typography": _("whether texts are written in their script's own manner"),
    "upkeep": _("whether what follows from something else still does"),
}
"""Group to what its checks look at."""
_BAD, _REPORT, _GOOD = _("Bad:"), _("What the report says:"), _("Good:")
_MENDED, _UNMENDED = _("`taiyaku check --fix` mends what has only one right form."), _("Only a person can mend it.")


def plain(check: Check, name: str, said: Messages) -> str:
    """Explain one check, or one id of its family, for a terminal."""
    text = said.text
    parts = [f"{name} ({text(WORDS[check.severity])})\n{text(check.family.get(name, check.says))}", text(check.why), _facts(check, name, said)]
    parts.append(f"{text(_BAD)}\n{_indented(check.bad)}")
    parts.append("\n".join([text(_REPORT), *(f"  {each}" for each in _reported(check, said))]))
    parts.append(f"{text(_GOOD)}\n{_indented(_mended(check))}")
    return "\n\n".join(parts) + "\n"


def _facts(check: Check, name: str, said: Messages) -> str:
    family = [said.text(_("One of the findings of {check}."), {"check": check.id})] if name != check.id else []
    others = [" ".join([said.text(_("It also finds:")), ", ".join(check.family)])] if name == check.id and check.family else []
    values = {"group": check.group, "about": said.text(ABOUT[check.group]), "version": check.since}
    where = said.text(_("Group {group} ({about}), since {version}."), values)
    return "\n".join([*family, *others, where, said.text(_MENDED if check.fix else _UNMENDED)])


def _reported(check: Check, said: Messages) -> list[str]:
    """Give the lines that a report has about the bad example of a check."""
    asked: Mapping[str, Check] = report.catalogue() if check.review else {check.id: check}
    judged = report.judge(loaders.example(check.bad), asked)
    return [line(finding, said) for finding in judged.findings if _own(finding, check)]


def _own(finding: Finding, check: Check) -> bool:
    return finding.check == check.id or finding.check in check.family


def _mended(check: Check) -> dict[str, str]:
    """Give the files in which the good example differs from the bad one."""
    return {name: content for name, content in check.good.items() if check.bad.get(name) != content}


def _indented(files: Mapping[str, str]) -> str:
    return "\n".join(f"  {each}" for name, content in files.items() for each in (name, *(f"  {shown}" for shown in _shown(content))))


def _shown(content: str) -> list[str]:
    """Give the lines of a file with what cannot be seen as escapes."""
    return [visible(each, None) for each in content.removesuffix("\n").split("\n")]


def markdown(checks: Mapping[str, Check], said: Messages) -> str:
    """Give the page of all checks, by group."""
    return "".join(_page(checks, said))


def _page(checks: Mapping[str, Check], said: Messages) -> Iterator[str]:
    text = said.text
    title, other = text(_("Checks")), "[English](checks.md)" if said.language == "ja" else "[日本語](checks.ja.md)"
    yield f"# {title}\n\n{other}\n\n"
    yield text(_("This page is made from the checks themselves by `taiyaku explain --markdown`; edits belong into `tools/taiyaku/checks/`.")) + "\n\n"
    yield text(_("`taiyaku check --select NAMES` and `--ignore NAMES` take the name of a check, of one of its findings, or of a group.")) + "\n"
    for group in GROUPS:
        members = [check for check in checks.values() if check.group == group]
        if members:
            yield f"\n## {group}: {text(ABOUT[group])}\n\n"
            yield from (f"- [`{check.id}`](#{check.id}): {text(check.why)}\n" for check in members)
            for check in members:
                yield from _section(check, said)


def _section(check: Check, said: Messages) -> Iterator[str]:
    text = said.text
    yield f"\n### {check.id}\n\n{text(check.why)}\n\n"
    head = " | ".join(map(text, (_("Severity"), _("Since"), _("Mending"))))
    yield f"| {head} |\n| --- | --- | --- |\n| {text(WORDS[check.severity])} | {check.since} | {text(_MENDED if check.fix else _UNMENDED)} |\n\n"
    yield from (f"- `{name}`: {_code(text(says))}\n" for name, says in ({check.id: check.says} | dict(check.family)).items())
    yield f"\n{text(_BAD)}\n"
    yield from _blocks(check.bad)
    yield f"\n{text(_REPORT)}\n\n{_fenced(_reported(check, said))}"
    yield f"\n{text(_GOOD)}\n"
    yield from _blocks(_mended(check))


def _blocks(files: Mapping[str, str]) -> Iterator[str]:
    for name, content in files.items():
        yield f"\n`{name}`\n\n{_fenced(_shown(content))}"


def _fenced(lines: list[str]) -> str:
    """Give lines as a block of code, its fence longer than any in them (CommonMark 0.31, 4.5)."""
    content = "\n".join(lines)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", content)), default=0))
    return f"{fence}text\n{content}\n{fence}\n"


def _code(text: str) -> str:
    """Give text as a code span (CommonMark 0.31, 6.1)."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"
