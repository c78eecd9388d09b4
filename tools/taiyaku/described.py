"""How far the titles and descriptions of a package, its tables and fields are translated: the file ``schema.po`` of each language."""

from collections import Counter
from collections.abc import Iterator

from taiyaku.derive import filled, strings
from taiyaku.model import Message, Package, Where
from taiyaku.translations.coverage import Row, Task, size, unspaced
from taiyaku.translations.schema import previous
from taiyaku.translations.settle import DRAFT, MISSING, STALE, STATES, TRANSLATED

TABLE = "schema"
"""What stands in the place of a table: the name of the file."""


def rows(package: Package) -> list[Row]:
    """Count the states of these texts, for each language that has such a file."""
    usual = package.languages[0] if package.languages else ""
    found: list[Row] = []
    for language in package.catalogues:
        counts: dict[str, Counter[str]] = {}
        todo = Counter[str]()
        for context, text, _path, _message, state in _texts(package, language):
            field = context.rpartition("#")[2]
            counts.setdefault(field, Counter())[state] += 1
            todo[field] += size(text, usual) if state != TRANSLATED else 0
        for field, states in counts.items():
            amount = (0, todo[field]) if unspaced(usual) else (todo[field], 0)
            found.append(Row(language, TABLE, field, {state: states[state] for state in STATES if states[state]}, *amount, {}))
    return found


def tasks(package: Package) -> Iterator[Task]:
    """Yield those of these texts that are not translated, each with its entry, or where it stands in the descriptor."""
    for language in package.catalogues:
        path = package.shown_paths(f"{package.translations}{language}/LC_MESSAGES/{TABLE}.po")
        for context, text, parts, message, state in _texts(package, language):
            if state != TRANSLATED:
                id_, _mark, field = context.rpartition("#")
                made_from = (previous(message) or message.source) if message and state == STALE else ""
                where = Where(path, message.line) if message and message.line else package.descriptor.where(parts)
                yield Task(language, TABLE, id_, field, context, state, text, made_from if made_from != text else "", message.target if message else "", where)


def _texts(package: Package, language: str) -> Iterator[tuple[str, str, tuple[str | int, ...], Message | None, str]]:
    """Yield context, text, path in the descriptor, entry and state of each text."""
    known = {message.context: message for message in package.catalogues[language]}
    for context, text, _holder, path in strings(filled(package)):
        message = known.get(context)
        yield context, text, path, message, _state(message, text)


def _state(message: Message | None, text: str) -> str:
    if message is None or not message.target:
        return MISSING
    if message.source != text or (message.fuzzy and message.marked("|")):
        return STALE
    return DRAFT if message.fuzzy else TRANSLATED
