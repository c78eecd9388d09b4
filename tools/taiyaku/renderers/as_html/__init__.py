"""One HTML page: both languages side by side, without script and without anything from elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

from taiyaku import wording
from taiyaku.i18n import Messages, _, visible
from taiyaku.model import Cell, Change, Changes, Text
from taiyaku.parallel import Languages, Pair
from taiyaku.renderers import Renderer, _differences, _languages, as_text
from taiyaku.wording import KEPT, MARKS, Piece

_MOST = 2_000
"""Changes, or texts, that are shown; the totals count all."""
_ROOM = 1_500_000
"""Characters of them."""
_LONG = 4_000
"""Characters of a text above which only the surroundings of what changed are shown."""
_AROUND = 400
_WORDS = {
    "changes": _("What changed"),
    "languages": _("Two languages side by side"),
    "moved": _("Records removed, renamed and added"),
    "changed": _("Changed records"),
    "text": _("Text"),
    "behind": _("left behind"),
    "unchanged": _("unchanged"),
    "none": _("(none)"),
    "matter": _("What is the matter"),
    "removed": _("removed text"),
    "added": _("added text"),
    "skip": _("To the content"),
    "legend": _("How to read this page"),
    "place": _("Place"),
    "package": _("package"),
}


def changes(told: Changes, said: Messages) -> str:
    """Give a page with the totals and what was left behind, then each record with its facts and, in a column for each language, its texts."""
    every = sorted(_differences.groups(told), key=lambda group: not group.stale)
    shown = list(_within(_differences.fitting(every, _MOST)))
    cut = len(every) - len(shown)
    values = {
        "old": visible(told.old, None),
        "new": visible(told.new, None),
        "summary": _differences.summary(told, every, said) or [said.text(_("no differences"))],
        "warnings": _differences.warnings(told, said),
        "remarks": [
            *filter(None, [_differences.consequences(told, every, said), _differences.version(told.version, said)]),
            *([said.count(_("{n} record is not shown; JSON has all"), _("{n} records are not shown; JSON has all"), cut)] if cut else []),
        ],
        "moved": [_moved(group, said) for group in shown if group.moved],
        "groups": [_group(at, group, told, said) for at, group in enumerate(shown) if not _differences.settled(group) or _added(group)],
        "formats": [f"{visible(each.table)}: {_differences.label(each, said)}" for each in told.formats],
    }
    return _page("changes.html", values, said)


def _within(groups: Iterable[_differences.Group]) -> Iterator[_differences.Group]:
    room = _ROOM
    for group in groups:
        room -= sum(
            min(len(text), _LONG) for change in group.changes for text in (change.old, change.new, *(cell.text for cell in (*change.behind, *change.cells)))
        )
        if room < 0:
            return
        yield group


def _added(group: _differences.Group) -> bool:
    return group.moved is not None and group.moved.action == "added"


def _moved(group: _differences.Group, said: Messages) -> dict[str, Any]:
    how = _differences.moved(group.moved, said) if group.moved else ""
    return {"name": visible(_differences.name(group), None), "title": _titles(group.title), "how": how, "follow": _differences.follow(group, said)}


def _group(at: int, group: _differences.Group, told: Changes, said: Messages) -> dict[str, Any]:
    texts = group.texts
    held = group.moved.cells if group.moved and _added(group) else ()
    others = [change for change in group.changes if change.concerns not in ("record", "source-text", "translation")]
    languages = list(dict.fromkeys([*told.languages, *(tag for sides in texts.values() for tag in sides)]))
    return {
        "id": f"c{at}",
        "name": visible(_differences.name(group), None) or said.text(_WORDS["package"]),
        "title": _titles(group.title),
        "stale": group.stale,
        "how": said.text(_differences.ACTIONS["added"]) if held else "",
        "kinds": [said.text(_differences.CONCERNS[each]) for each in dict.fromkeys(change.concerns for change in group.changes if change.concerns != "record")],
        "facts": [(_differences.label(change, said), _pieces(_differences.pieces(change)), _place(told, change)) for change in others]
        + [(visible(cell.field), _pieces([Piece(KEPT, cell.text)]), "") for cell in held if not cell.language],
        "languages": [visible(tag) for tag in languages],
        "texts": [_text(field, sides, languages, told, said) for field, sides in texts.items()] + _held(held, languages),
    }


def _titles(title: Text) -> list[tuple[str, str]]:
    return [(_tongue(tag), _shown(text)) for tag, text in title.items() if text]


def _tongue(tag: str) -> str:
    """Give a language tag as an attribute may have it (BCP 47, 2.1); what is none says so."""
    return tag if re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", tag) else "und"


def _place(told: Changes, change: Change) -> str:
    old, new = told.places(change)
    where = new or old
    return visible(where, None) if where else ""


def _text(field: str, sides: Mapping[str, Change], languages: Sequence[str], told: Changes, said: Messages) -> dict[str, Any]:
    behind = {cell.language: cell.text for change in sides.values() for cell in change.behind}
    kinds = [said.text(_differences.CONCERNS[each]) for each in dict.fromkeys(change.concerns for change in sides.values())]
    cells = [
        {
            "language": _tongue(tag),
            "pieces": _pieces(_differences.pieces(sides[tag])) if tag in sides else _pieces([Piece(KEPT, behind[tag])]) if tag in behind else [],
            "state": "" if tag in sides else "behind" if tag in behind else "unchanged",
            "place": _place(told, sides[tag]) if tag in sides else "",
        }
        for tag in languages
    ]
    return {"field": visible(field), "kind": said.text(_(", ")).join(kinds), "cells": cells}


def _held(cells: Sequence[Cell], languages: Sequence[str]) -> list[dict[str, Any]]:
    """Give the texts that an added record holds."""
    texts: dict[str, dict[str, str]] = {}
    for cell in cells:
        if cell.language:
            texts.setdefault(cell.field, {})[cell.language] = cell.text
    return [
        {
            "field": visible(field),
            "kind": "",
            "cells": [
                {
                    "language": _tongue(tag),
                    "pieces": _pieces([Piece(KEPT, sides[tag])]) if tag in sides else [],
                    "state": "" if tag in sides else "none",
                    "place": "",
                }
                for tag in languages
            ],
        }
        for field, sides in texts.items()
    ]


def _pieces(pieces: Sequence[Piece]) -> list[tuple[str, str, str, str]]:
    """Give what became of each stretch, its mark before, the text, its mark behind: the marks are text, so that they survive where only the text is copied."""
    if sum(len(piece.text) for piece in pieces) > _LONG:
        pieces = wording.abridged(pieces, _AROUND)
    return [(action, MARKS[action][0], _shown(text, _LONG), MARKS[action][1]) for action, text in pieces]


def _shown(text: str, longest: int | None = None) -> str:
    """Show what hides, and keep line breaks, which steer nothing on a page."""
    cut = text if longest is None or len(text) <= longest else f"{text[: longest - 1]}…"
    return "\n".join(visible(line, None) for line in cut.split("\n"))


def languages(told: Languages, said: Messages) -> str:
    """Give a page with the totals, then the texts that do not say the same, in both languages, with what is found in them."""
    records = _languages.records(told, _MOST)
    number = sum(len(pairs) for _name, _title, pairs in records)
    cut = len(told.pairs) - number
    values = {
        "package": visible(told.package),
        "languages": [visible(tag) for tag in told.languages],
        "summary": [_languages.totals(told, said)],
        "remarks": [said.count(_("{n} text is not shown; JSON has all"), _("{n} texts are not shown; JSON has all"), cut)] if cut else [],
        "records": [
            {
                "id": f"c{at}",
                "name": visible(name, None) or said.text(_WORDS["package"]),
                "title": _titles(title),
                "kinds": [said.text(_languages.MATTERS[each]) for each in dict.fromkeys(kind for pair in pairs for kind in pair.kinds)],
                "pairs": [_pair(pair, told, said) for pair in pairs],
            }
            for at, (name, title, pairs) in enumerate(records)
        ],
    }
    return _page("languages.html", values, said)


def _pair(pair: Pair, told: Languages, said: Messages) -> dict[str, Any]:
    quoted = _languages.excerpts(pair, told.languages)
    return {
        "field": visible(pair.field),
        "texts": [{"language": _tongue(tag), "name": visible(tag), "parts": _highlighted(pair.texts.get(tag, ""), quoted[tag])} for tag in told.languages]
        if pair.texts
        else [],
        "matters": [
            {
                "matter": matter,
                "weight": as_text.weight(finding, said),
                "says": said.text(_languages.REWORDED) if _languages.reworded(finding) else as_text.message(finding, said),
                "pieces": _pieces(_languages.reworded(finding)),
                "check": finding.check,
                "place": visible(finding.problem.where, None),
            }
            for matter, finding in _languages.matters(pair, said)
        ],
    }


def _highlighted(text: str, quoted: Sequence[str]) -> list[tuple[bool, str]]:
    """Divide a text into what findings quote of it and the rest."""
    if not quoted:
        return [(False, _shown(text, _LONG))] if text else []
    parts = re.split("(" + "|".join(map(re.escape, quoted)) + ")", text[:_LONG])
    return [(at % 2 == 1, _shown(part)) for at, part in enumerate(parts) if part]


def _page(name: str, values: Mapping[str, Any], said: Messages) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    style = (files(__package__ or "") / "templates" / "page.css").read_text(encoding="utf-8")
    words = {word: said.text(text) for word, text in _WORDS.items()}
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return environment.get_template(name).render({**values, "words": words, "lang": said.language, "style": style, "digest": digest})


RENDERER = Renderer("html", _("one HTML page for people, both languages side by side"), None, changes, languages)
