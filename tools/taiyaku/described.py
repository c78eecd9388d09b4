"""How far the titles and descriptions of a package, its tables and fields are translated: the file ``schema.po`` of each language."""

from collections import Counter

from taiyaku.derive import filled, strings
from taiyaku.model import Message, Package
from taiyaku.translations.coverage import Row, size, unspaced
from taiyaku.translations.settle import DRAFT, MISSING, STALE, STATES, TRANSLATED

TABLE = "schema"
"""What stands in the place of a table: the name of the file."""


def rows(package: Package) -> list[Row]:
    """Count the states of these texts, for each language that has such a file."""
    usual = package.languages[0] if package.languages else ""
    found: list[Row] = []
    texts = filled(package) if package.catalogues else {}
    for language, messages in package.catalogues.items():
        known = {message.context: message for message in messages}
        counts: dict[str, Counter[str]] = {}
        todo = Counter[str]()
        for context, text, _holder, _path in strings(texts):
            field, state = context.rpartition("#")[2], _state(known.get(context), text)
            counts.setdefault(field, Counter())[state] += 1
            todo[field] += size(text, usual) if state != TRANSLATED else 0
        for field, states in counts.items():
            amount = (0, todo[field]) if unspaced(usual) else (todo[field], 0)
            found.append(Row(language, TABLE, field, {state: states[state] for state in STATES if states[state]}, *amount, {}))
    return found


def _state(message: Message | None, text: str) -> str:
    if message is None or not message.target:
        return MISSING
    if message.source != text or (message.fuzzy and message.marked("|")):
        return STALE
    return DRAFT if message.fuzzy else TRANSLATED
