"""How changes are counted and explained, in the words of every report, page and feed."""

from collections.abc import Mapping

from taiyaku.i18n import Messages, _

_COUNTED = {
    ("added", "record"): (_("{n} record added"), _("{n} records added")),
    ("removed", "record"): (_("{n} record removed"), _("{n} records removed")),
    ("renamed", "record"): (_("{n} record renamed"), _("{n} records renamed")),
    ("", "fact"): (_("{n} fact changed"), _("{n} facts changed")),
    ("", "source-text"): (_("{n} source text changed"), _("{n} source texts changed")),
    ("", "translation"): (_("{n} translation changed"), _("{n} translations changed")),
    ("", "schema"): (_("{n} change of the schema"), _("{n} changes of the schema")),
    ("", "metadata"): (_("{n} change of the metadata"), _("{n} changes of the metadata")),
}
_REASONS = {"renamed": _("renamed"), "merged": _("merged"), "split": _("split"), "withdrawn": _("withdrawn")}


def counted(numbers: Mapping[str, int], said: Messages) -> list[str]:
    """Say numbers of changes; those of records are named by their action, the others by their class."""
    return [said.count(*forms, number) for (action, concern), forms in _COUNTED.items() if (number := numbers.get(action or concern, 0))]


def reason(word: str, said: Messages) -> str:
    """Give the reason why an id has gone: one that we know in words, any other as it is written."""
    return said.text(_REASONS[word]) if word in _REASONS else word
