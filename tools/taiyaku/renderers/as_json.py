"""JSON for machines, by the published schemas: report, changes, status and glossary report."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from taiyaku import __version__
from taiyaku.i18n import Messages, _, hidden, is_seen
from taiyaku.model import Cell, Change, Changes, Finding, Json, Report, Severity, Text
from taiyaku.renderers import Renderer
from taiyaku.renderers._findings import amount, by_check, fitting, owners

if TYPE_CHECKING:
    from taiyaku.parallel import Languages, Pair
    from taiyaku.translations.coverage import Coverage, Row, Task
    from taiyaku.translations.glossary import Glossary, Usage

_MOST = 5_000
"""Findings listed; the counts are of all."""
_LONGEST = 1_000
"""Characters of one value."""
_COMMAND = re.compile(r"#(?=#\w*\[)")


def report(judged: Report, said: Messages) -> str:
    """Give the whole report as one JSON object; messages are in the reader's language, values are raw."""
    totals = {severity.word: judged.count(severity) for severity in sorted(Severity, reverse=True)}
    groups = {name: check.group for name, check in owners(judged).items()}
    shown = fitting(judged.findings, lambda at: dumped(_finding(judged.findings[at], groups, said)), _MOST)
    listed = Counter(judged.findings[at].check for at in shown)
    checks = [
        _cleared({"check": name, "group": groups.get(name, ""), "total": total, "shown": listed[name]}) for name, total in sorted(by_check(judged).items())
    ]
    head = {
        **_head(said),
        "package": _short(judged.package),
        "source": _short(judged.shown),
        "totals": {**totals, "waived": judged.waived, "accepted": judged.accepted, "older": judged.older, "files": judged.files, "checks": judged.checks},
        "cut": len(shown) < amount(judged.findings),
    }
    return with_lists(head, {"checks": map(dumped, checks), "findings": shown.values()})


def _finding(finding: Finding, groups: Mapping[str, str], said: Messages) -> dict[str, Json]:
    problem = finding.problem
    values = {name: str(said.said(value)) for name, value in problem.values.items()}
    raw = {"table": problem.table, "id": problem.id, "field": problem.field, "language": problem.language, "waived": finding.waived}
    cut = [name for name, value in (*raw.items(), *values.items()) if len(value) > _LONGEST]
    return _cleared(
        {
            "check": finding.check,
            "group": groups.get(finding.check, ""),
            "severity": finding.severity.word,
            "count": problem.count if problem.count > 1 else None,
            **_place(problem.where.path, problem.where.line, problem.where.column),
            **{name: _short(value) for name, value in raw.items()},
            "message": said.text(finding.says, problem.values),
            "values": {name: _short(value) for name, value in values.items()},
            "also": [_place(each.path, each.line, each.column) for each in problem.also],
            "cut": list(dict.fromkeys(cut)),
        }
    )


def _place(path: str, line: int, column: int) -> dict[str, Json]:
    return _cleared({"path": path, "line": line or None, "column": column or None})


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"


def _cleared(told: Mapping[str, Json]) -> dict[str, Json]:
    """Leave out what does not apply."""
    return {name: value for name, value in told.items() if value not in ("", None, [], {})}


def _head(said: Messages) -> dict[str, Json]:
    return {"tool": {"name": "taiyaku", "version": __version__}, "language": said.language}


def changes(told: Changes, said: Messages) -> str:
    """Give all changes as one JSON object; texts are raw and whole."""
    from taiyaku.renderers._differences import ACTIONS, CONCERNS, tally

    counts = tally(told.changes)
    step = {"version": asdict(told.version)} if told.version else {}
    head = {
        **_head(said),
        "old": told.old,
        "new": told.new,
        "languages": told.languages,
        **step,
        "totals": {**{action: told.count(action) for action in ACTIONS}, "left-behind": sum(map(bool, (change.behind for change in told.changes)))},
        "classes": {concern: len(told.formats) if concern == "format" else counts["", concern] for concern in CONCERNS},
    }
    lists: dict[str, Iterable[Mapping[str, Json]]] = {
        "changes": (_change(change, told.title(change.table, change.id) if change.id else {}) for change in told.changes),
        "formats": (_change(change, {}) for change in told.formats),
        "unread": (_place(where.path, where.line, where.column) for where in told.unread),
    }
    return with_lists(head, {name: map(dumped, entries) for name, entries in lists.items()})


def _change(change: Change, title: Text) -> dict[str, Json]:
    values = {name: getattr(change, name) for name in ("table", "id", "field", "language", "aspect", "old", "new", "reason")}
    cells = {"behind": [_cell(cell) for cell in change.behind], "cells": [_cell(cell) for cell in change.cells]}
    return {"action": change.action, "concerns": change.concerns, **_cleared({**values, **cells, "title": dict(title)})}


def _cell(cell: Cell) -> dict[str, Json]:
    return {"field": cell.field, **_cleared({"language": cell.language}), "text": cell.text}


def languages(told: Languages, said: Messages) -> str:
    """Give every text of which the languages do not say the same, whole, with what is found in it, as one JSON object."""
    from taiyaku.parallel import KINDS

    counts = told.counts
    head = {
        **_head(said),
        "package": told.package,
        "languages": told.languages,
        "totals": {"texts": told.texts, "both": told.both, **{kind: counts[kind] for kind in KINDS}, "waived": told.waived},
    }
    return with_lists(head, {"texts": (dumped(_pair(pair, said)) for pair in told.pairs)})


def _pair(pair: Pair, said: Messages) -> dict[str, Json]:
    findings = [{"matter": kind, **_finding(finding, {}, said)} for kind, finding in zip(pair.kinds, pair.findings, strict=True)]
    values = {"table": pair.table, "id": pair.id, "field": pair.field, "title": dict(pair.title), "texts": dict(pair.texts)}
    return _cleared({**values, "findings": findings})


def with_lists(head: Mapping[str, Json], lists: Mapping[str, Iterable[str]]) -> str:
    """Write an object, one property a line, and behind its properties lists of JSON texts, one entry a line."""
    properties = [f"  {dumped(name)}: {dumped(value)}" for name, value in head.items()]
    for name, entries in lists.items():
        listed = ",".join(f"\n    {entry}" for entry in entries)
        properties.append(f"  {dumped(name)}: [{listed}\n  ]" if listed else f"  {dumped(name)}: []")
    return "{\n" + ",\n".join(properties) + "\n}\n"


def dumped(value: Json) -> str:
    """Write JSON on one line, with what cannot be seen as escapes: the same values, and nothing that steers a terminal or a build server."""
    text = json.dumps(value, ensure_ascii=False)
    if not is_seen(text):
        text = text.translate({ord(char): json.dumps(char)[1:-1] for char in set(text) if hidden(char)})
    return _COMMAND.sub(r"\\u0023", text)


def status(told: Coverage, said: Messages) -> str:
    """Give the state of all translations as one JSON object; of records, those that are not complete."""
    head = {**_head(said), "package": told.package, "unsynced": told.unsynced, "cut": len(told.unfinished) > _MOST}
    asked = {each.language: each for each in told.thresholds}
    languages = (
        {
            "language": language,
            **_counts(told.total(language)),
            "records": told.levels.get(language, {}),
            **({"oldest": _task(told.oldest[language])} if language in told.oldest else {}),
            **({"threshold": {"percent": asked[language].least, "met": asked[language].met}} if language in asked else {}),
        }
        for language in dict.fromkeys([*told.languages, *asked])
    )
    fields = ({"language": row.language, "table": row.table, "field": row.field, **_counts(row)} for row in told.rows)
    records = (dict(zip(("language", "table", "id", "level"), record, strict=True)) for record in told.unfinished[:_MOST])
    lists = {"languages": languages, "fields": fields, "next": map(_task, told.next), "records": records}
    return with_lists(head, {name: map(dumped, entries) for name, entries in lists.items()})


def _counts(row: Row) -> dict[str, Json]:
    from taiyaku.translations.coverage import part

    states = {state: {"texts": number, "percent": part(number, row.all)} for state, number in row.counts.items()}
    todo = {"words": row.words, "characters": row.characters}
    return {"texts": row.all, "done": row.done, "percent": row.share, "states": states, "todo": todo, "origins": row.origins}


def _task(task: Task) -> dict[str, Json]:
    named = {"text": task.context, "language": task.language, "table": task.table, "id": task.id, "field": task.field, "state": task.state}
    texts = {"source": _short(task.source), "was": _short(task.was), "translation": _short(task.translation)}
    return _cleared({**named, **_place(task.where.path, task.where.line, 0), **texts})


def glossary(told: Glossary, said: Messages) -> str:
    """Give every term with the number of texts that have it, and the first of them, as one JSON object."""
    unused = sum(usage.unused for usage in told.usages)
    head = {**_head(said), "package": told.package, "path": told.path, "totals": {"terms": len(told.usages), "unused": unused}}
    return with_lists(head, {"terms": (dumped(_term(told, usage)) for usage in told.usages)})


def _term(told: Glossary, usage: Usage) -> dict[str, Json]:
    term, where = usage.term, told.lines[usage.term.number]
    counts: dict[str, dict[str, int]] = {language: {} for language in told.languages}
    for (language, table), number in usage.counts.items():
        counts[language][table] = number
    return {
        "kind": term.kind,
        "forms": term.forms,
        **_cleared({"reading": term.reading, "note": term.note}),
        **_place(where.path, where.line, 0),
        "texts": counts,
        "places": {language: [_place(each.path, each.line, each.column) for each in usage.places.get(language, ())] for language in told.languages},
    }


RENDERER = Renderer("json", _("JSON, by the published schema"), report, changes, languages, status, glossary=glossary)
