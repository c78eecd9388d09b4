"""The locale file of a descriptor's titles and descriptions: its texts stand nowhere else, so that there is nothing to settle and no ledger.

An entry whose source is another now is flagged, and shows the source that it was made from; until somebody
takes the flag away, the descriptor's own language is shown.
"""

from collections.abc import Iterable

from taiyaku.model import Catalogue, Message
from taiyaku.translations import catalogue


def synced(name: str, languages: tuple[str, str], strings: Iterable[tuple[str, str]], known: Catalogue) -> bytes:
    """Give the file as it shall be: an entry for every (context, text) of the descriptor; the others become obsolete.

    Takes the package's name, its first language and that of the file.
    """
    active = {each.context: each for each in known.messages if not each.obsolete}
    obsolete = {each.context: each for each in known.messages if each.obsolete}
    entries: list[Message] = []
    for context, text in strings:
        old = active.pop(context, None) or obsolete.pop(context, None)
        made_from = (previous(old) or old.source) if old else text
        fuzzy = bool(old and old.target) and (made_from != text or bool(old and old.fuzzy and not previous(old)))
        if old is not None and old.source == text and not old.fuzzy:
            made_from, fuzzy = text, False
        entries.append(catalogue.message(Message(context, text, old.target if old else ""), (), "", made_from, old, fuzzy=fuzzy))
    gone = [each._replace(obsolete=True) for each in active.values() if each.target or each.marked("")]
    stay = {each.context: each for each in [*obsolete.values(), *gone]}
    return catalogue.written(catalogue.header(name, *languages, known.header), [*entries, *stay.values()])


def previous(message: Message) -> str:
    """Give the source that a flagged entry was made from, if it shows one."""
    if not message.fuzzy or "#|" not in message.remarks:
        return ""
    lines = [line.strip().removeprefix("msgid ") for line in message.marked("|") if not line.strip().startswith("msgctxt")]
    return catalogue.unquoted("".join(line[1:-1] for line in lines if line[:1] == '"'))
