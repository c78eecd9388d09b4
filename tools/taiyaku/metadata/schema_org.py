"""schema.org/Dataset in JSON-LD, one file a language with plain strings, because what search engines read knows no language of a string."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from taiyaku.derive import dumped
from taiyaku.exporters._identity import attribution, creators, described, entries, keywords, released, shown, spoken, title
from taiyaku.exporters.to_html import content
from taiyaku.exporters.to_html.names import folder
from taiyaku.metadata import downloads, named
from taiyaku.model import Artifact, Json, Package
from taiyaku.published import Published


def artifacts(package: Package, files: Sequence[Published]) -> Iterator[Artifact]:
    """Yield ``meta/schema-org.<language>.jsonld`` for every language of the package; each names the others as its translations."""
    languages = package.languages or ("en",)
    for language in languages:
        at = _At({other: f"schema-org.{other}.jsonld" for other in languages}, "../", "")
        yield Artifact(f"meta/schema-org.{language}.jsonld", dumped(_dataset(package, language, files, at)), languages=(language,))


def datasets(package: Package, files: Sequence[Published], base: str) -> dict[str, dict[str, Json]]:
    """Give the same for the pages of a site, by language, with the addresses that everything will be served at."""
    pages = {language: f"{base}{folder(language)}/index.html" for language in content.languages(package)}
    ids = {language: f"{page}#dataset" for language, page in pages.items()}
    return {language: _dataset(package, language, files, _At(ids, base, page)) for language, page in pages.items()}


@dataclass(frozen=True, slots=True)
class _At:
    """Where a description stands, and what it is about."""

    ids: Mapping[str, str]
    """Its name in every language."""
    files: str
    """The way to the files of the release."""
    page: str
    """The page about the data, where the package names none; empty where nobody knows of one."""


def _dataset(package: Package, language: str, files: Sequence[Published], at: _At) -> dict[str, Json]:
    descriptor = described(package, language)
    moment = released(package)
    date = moment.date().isoformat() if moment else None
    told = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": at.ids[language],
        "name": title(package, descriptor),
        "description": shown(descriptor, "description"),
        "inLanguage": language,
        "version": shown(descriptor, "version"),
        "datePublished": date,
        "dateModified": date,
        "url": shown(descriptor, "homepage") or at.page,
        "identifier": shown(descriptor, "id", "name"),
        "license": [shown(each, "path", "name") for each in entries(descriptor, "licenses")],
        "isAccessibleForFree": True,
        "creditText": attribution(package, language if language in spoken(package) else "en")[0],
        "creator": [{"@type": "Organization", "name": name} for name in creators(descriptor)],
        "isBasedOn": [
            _without_gaps({"@type": "CreativeWork", "name": shown(each, "title"), "url": shown(each, "path")}) for each in entries(descriptor, "sources")
        ],
        "keywords": keywords(descriptor),
        "workTranslation": [{"@id": id_} for other, id_ in at.ids.items() if other != language],
        "distribution": [_download(package, descriptor, file, at) for file in downloads(files) if not file.languages or language in file.languages],
    }
    return _without_gaps(told)


def _download(package: Package, descriptor: Mapping[str, Json], file: Published, at: _At) -> dict[str, Json]:
    return _without_gaps(
        {
            "@type": "DataDownload",
            "name": named(package, descriptor, file),
            "contentUrl": f"{at.files}{file.address}",
            "encodingFormat": file.mediatype,
            "contentSize": f"{file.size} B",
            "sha256": file.sha256,
            "inLanguage": list(file.languages),
        }
    )


def _without_gaps(node: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in node.items() if value not in ("", None, [])}
