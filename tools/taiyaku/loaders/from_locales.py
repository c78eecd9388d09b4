"""The locale files and ledgers of the tables of a package, as far as they are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from taiyaku.errors import CannotRead
from taiyaku.i18n import _
from taiyaku.loaders import from_csv, from_po
from taiyaku.loaders.trees import Tree, safe
from taiyaku.model import Catalogue, Ledger, Locale, Problem, Said, Where

Locales = dict[tuple[str, str], Locale]


def read(
    tree: Tree, names: Iterable[str], translations: str, languages: Sequence[str], tables: Iterable[str]
) -> tuple[Locales, dict[str, bytes], list[Problem]]:
    """Read what the folder of translations holds for these languages and tables.

    Gives the locales by language and table, the bytes by path, and what could not be read.
    """
    from taiyaku.translations import ledger

    there = frozenset(names)
    locales: Locales = {}
    kept: dict[str, bytes] = {}
    unread: list[Problem] = []
    for language in filter(safe, languages):
        for of in filter(safe, tables):
            po, memory = f"{translations}{language}/LC_MESSAGES/{of}.po", f"{translations}{language}/ledger/{of}.csv"
            catalogue: Catalogue | None = None
            remembered: Ledger | None = None
            for name in (po, memory):
                if name not in there:
                    continue
                try:
                    kept[name] = tree.read(name)
                    if name == po:
                        catalogue = _catalogue(kept[name], tree.shown(name))
                    else:
                        remembered = ledger.read(from_csv.read(kept[name], tree.shown(name), {"name": of}))
                except CannotRead as error:
                    unread.append(Problem(Where(tree.shown(name), error.line, error.column), {"reason": Said(error.says, error.values)}))
            if catalogue is not None or remembered is not None:
                locales[language, of] = Locale(catalogue, remembered)
    return locales, kept, unread


def _catalogue(content: bytes, path: str) -> Catalogue:
    """Read a locale file, in which every context stands once. Raises CannotRead."""
    found = from_po.read(content, path)
    seen: set[str] = set()
    for message in found.messages:
        if message.plural:
            raise CannotRead(_("texts of records have no plural forms"), message.line)
        if message.obsolete:
            continue
        if not message.context:
            raise CannotRead(_("an entry without a context belongs to no record"), message.line)
        if message.context in seen:
            raise CannotRead(_("this entry stands twice"), message.line)
        seen.add(message.context)
    return found
