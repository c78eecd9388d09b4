"""What a new project begins with: a small bilingual package that passes its own check."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

from taiyaku import __version__, derive
from taiyaku.errors import WrongUsage
from taiyaku.i18n import _, fill, visible
from taiyaku.loaders.edits import described
from taiyaku.loaders.from_descriptor import assemble
from taiyaku.loaders.from_memory import Memory
from taiyaku.model import Artifact, Package
from taiyaku.translations import files as locale_files
from taiyaku.translations import settle, sync

TITLES = {"en": "Lighthouses of Japan", "ja": "日本の灯台"}
"""Titles of the example that a project begins with."""
_WORDS = {"en": {"en": "English", "ja": "Japanese"}, "ja": {"en": "英語", "ja": "日本語"}}
_NAME = re.compile(r"[a-z0-9]+([-._][a-z0-9]+)*")
_ESCAPED = (".json", ".po")
"""Formats in which a value stands between quotation marks; both know the escapes of JSON."""


def artifacts(name: str, titles: Mapping[str, str] = TITLES, languages: Sequence[str] = ("en", "ja")) -> list[Artifact]:
    """Give every file of a new project, by its path: the templates with these values in them, what is derived from those, and the locale files.

    The descriptor speaks the first language, ``schema.po`` translates it into the second. Raises
    WrongUsage for a name that is no name of a package (Data Package 2.0, ``name``), for a title
    that is not one visible line, and for other languages than English and Japanese.
    """
    if not _NAME.fullmatch(name):
        raise WrongUsage(_("{name} is no name of a package: small ASCII letters and digits, joined by single hyphens, dots or underscores"), name=name)
    for title in titles.values():
        if not title.strip() or visible(title, None) != title:
            raise WrongUsage(_("{title} is no title: one line of visible characters"), title=title)
    if sorted(languages) != ["en", "ja"]:
        raise WrongUsage(_("a new project has the languages en and ja, in either order; add others later"))
    first, second = languages
    values = {"name": name, "version": __version__, "second": second, **{f"title_{language}": title for language, title in titles.items()}}
    values |= {f"{part}_{tag}": _WORDS[tag][language] for part, language in (("first", first), ("second", second)) for tag in _WORDS}
    made = {path: _filled(path, template, values) for path, template in _templates(files(__name__) / "templates")}
    if first == "ja":
        _turn(made)
    made |= {each.path: each.content for each in derive.files(_package(made))}
    package = _package(made)
    plan = sync.plan(package, sync.Choices(settle.Choice(adopt=settle.TRANSLATED)))
    made |= {each.path: each.content for each in (*locale_files.locales(package, plan), *described(package), *locale_files.ledgers(package, plan))}
    return [Artifact(path, content) for path, content in sorted(made.items())]


def named(folder: str) -> str:
    """Make a name for a package out of that of its folder, as far as it has ASCII letters and digits."""
    plain = unicodedata.normalize("NFKC", folder).casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "my-data"


def _templates(folder: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every template; ``dot-github`` stands for ``.github``, which git and tools would take for their own here."""
    for entry in folder.iterdir():
        path = f"{above}{re.sub('^dot-', '.', entry.name)}"
        if entry.is_dir():
            yield from _templates(entry, f"{path}/")
        else:
            yield path, entry.read_text(encoding="utf-8")


def _filled(path: str, template: str, values: Mapping[str, str]) -> bytes:
    if path.endswith(_ESCAPED):
        values = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in values.items()}
    return fill(template, values).encode()


def _package(made: Mapping[str, bytes]) -> Package:
    return assemble(Memory(made), "datapackage/", "datapackage")


def _turn(made: dict[str, bytes]) -> None:
    """Let the descriptor speak Japanese, and translate it into English."""
    package = _package(made)
    descriptor = derive.filled(package)
    turned = derive.translated(package, descriptor, "ja") | {"languages": ["ja", "en"]}
    pairs = zip(derive.strings(turned), derive.strings(descriptor), strict=True)
    entries = [[("msgctxt", context), ("msgid", source), ("msgstr", target)] for (context, source, *_rest), (_context, target, *_more) in pairs]
    head = made.pop("translations/ja/LC_MESSAGES/schema.po").decode().partition("\n\n")[0]
    head = head.replace("Language: ja", "Language: en").replace("nplurals=1; plural=0", "nplurals=2; plural=(n != 1)")
    texts = ["\n".join(f"{word} {json.dumps(text, ensure_ascii=False)}" for word, text in entry) for entry in entries]
    made["translations/en/LC_MESSAGES/schema.po"] = ("\n\n".join([head, *texts]) + "\n").encode()
    made["datapackage/datapackage.json"] = derive.dumped(turned)
