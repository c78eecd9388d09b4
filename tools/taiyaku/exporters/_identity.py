"""What every published file says of the release that it belongs to: name, version, date, and whom to name."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from taiyaku.derive import filled, translated
from taiyaku.i18n import LANGUAGES, Messages, _, fill, messages, visible
from taiyaku.model import Json, Package


def stem(package: Package) -> str:
    """Give the beginning of the names of files that leave the release one by one: name and version, in plain ASCII."""
    parts = (package.descriptor.value.get("name"), package.descriptor.value.get("version"))
    plain = (re.sub(r"[^A-Za-z0-9._]+", "-", part).strip("-.") for part in parts if isinstance(part, str))
    return "-".join(part[:_LONGEST] for part in plain if part) or "package"


_LONGEST = 50


def released(package: Package) -> datetime | None:
    """Give the date of the release, which is the descriptor's ``created`` (Data Package 2.0: RFC 3339), in UTC; None where it has none."""
    created = package.descriptor.value.get("created")
    try:
        moment = datetime.fromisoformat(created) if isinstance(created, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:  # the first or the last day of the calendar, in another zone
        return None


def spoken(package: Package) -> list[str]:
    """Give the languages that papers are written in: of those that the toolkit speaks, English and what the package has."""
    return [language for language in LANGUAGES if language == "en" or language in package.languages]


@lru_cache(maxsize=8)
def described(package: Package, language: str) -> Mapping[str, Json]:
    """Give the descriptor with its texts in a language, as far as they are translated; made once for a package, and not to be changed."""
    descriptor = filled(package)
    return translated(package, descriptor, language) if language in package.catalogues else descriptor


def entries(descriptor: Mapping[str, Json], part: str) -> Iterator[Mapping[str, Json]]:
    """Yield the objects of a list of a descriptor: its licences, sources or contributors."""
    listed = descriptor.get(part)
    yield from (each for each in (listed if isinstance(listed, list) else []) if isinstance(each, dict))


def shown(entry: Mapping[str, Json], *parts: str) -> str:
    """Give the first of some properties that is a text, on one line, with nothing in it that cannot be seen."""
    found = (entry.get(part) for part in parts)
    return visible(" ".join(next((each for each in found if isinstance(each, str) and each.strip()), "").split()), None)


def title(package: Package, descriptor: Mapping[str, Json]) -> str:
    """Give the title of a descriptor, or the package's name."""
    return shown(descriptor, "title", "name") or visible(package.name, None)


def keywords(descriptor: Mapping[str, Json]) -> list[str]:
    """Give the keywords of a descriptor."""
    return [visible(word, None) for word in _words(descriptor.get("keywords")) if word.strip()]


def creators(descriptor: Mapping[str, Json]) -> list[str]:
    """Name who made the data: contributors whose role says so, or all."""
    everybody = [(shown(each, "title", "givenName"), each) for each in entries(descriptor, "contributors")]
    made = [name for name, each in everybody if {"creator", "author"} & {each.get("role"), *_words(each.get("roles"))}]
    return [name for name in made or [name for name, _each in everybody] if name]


def _words(value: Json) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def attribution(package: Package, language: str) -> tuple[str, str]:
    """Give two sentences to copy, for who passes the data on as it is and for who changed it (PDL 1.0 and CC BY 4.0 want both to be said)."""
    said, descriptor = messages(language), described(package, language)
    comma = said.text(_(", "))
    licences = [_licence(each, said) for each in entries(descriptor, "licenses")]
    parts = {
        _("“{text}”"): title(package, descriptor),
        _("version {text}"): shown(descriptor, "version"),
        _("by {text}"): comma.join(creators(descriptor)),
        "{text}": comma.join(each for each in licences if each),
    }
    named = comma.join(fill(said.text(says), {"text": text}) for says, text in parts.items() if text)
    return named, fill(said.text(_("Based on {source}; changed by [your name]")), {"source": named})


def _licence(licence: Mapping[str, Json], said: Messages) -> str:
    name, path = shown(licence, "title", "name"), shown(licence, "path")
    return fill(said.text(_("{name} ({path})")), {"name": name, "path": path}) if name and path else name or path
