"""DCAT 3 (W3C) in JSON-LD and in Turtle: one dataset, one distribution for each file that is downloaded.

Addresses are relative to the metadata itself, so that they are right wherever the folder is published, and on a disk.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from taiyaku.derive import dumped
from taiyaku.exporters._identity import creators, described, entries, keywords, released, shown, title
from taiyaku.exporters.to_html.edition import Edition
from taiyaku.metadata import downloads, named
from taiyaku.model import Artifact, Json, Package
from taiyaku.published import Published

_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FILE_TYPES = {
    "csv": "CSV",
    "json": "JSON",
    "ndjson": "NDJSON",
    "parquet": "PARQUET",
    "sqlite": "SQLITE3",
    "xlsx": "XLSX",
    "zip": "ZIP",
}
"""Endings to the file types of the Publications Office of the EU, which DCAT-AP asks for in dcterms:format."""
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
_LANGUAGE = "http://id.loc.gov/vocabulary/"
_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"


def artifacts(package: Package, files: Sequence[Published], base: str = "") -> Iterator[Artifact]:
    """Yield ``meta/dcat.jsonld`` and ``meta/dcat.ttl``, which say the same; ``base``: address of a release whose pages stand at its root."""
    dataset = _dataset(package, files, base)
    yield Artifact("meta/dcat.jsonld", dumped({"@context": _PREFIXES, **dataset}), languages=package.languages)
    yield Artifact("meta/dcat.ttl", _turtle(dataset).encode(), languages=package.languages)


def _dataset(package: Package, files: Sequence[Published], base: str) -> dict[str, Json]:
    own = package.descriptor.value
    texts = {tag: described(package, tag) for tag in package.languages or ("en",)}
    homepage = _address(own.get("homepage"))
    moment = released(package)
    licences = [{"@id": address} for each in entries(own, "licenses") if (address := _address(each.get("path")))]
    dated = {"@value": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "@type": "xsd:dateTime"} if moment else None
    return _without_gaps(
        {
            "@id": "#dataset",
            "@type": "dcat:Dataset",
            "dcterms:identifier": _address(own.get("id")) or "@".join(part for part in (shown(own, "name"), shown(own, "version")) if part),
            "dcterms:title": _in_all({tag: title(package, text) for tag, text in texts.items()}),
            "dcterms:description": _in_all({tag: shown(text, "description") for tag, text in texts.items()}),
            "dcat:keyword": [{"@value": word, "@language": next(iter(texts))} for word in keywords(own)],
            "dcat:version": shown(own, "version"),
            "dcterms:issued": dated,
            "dcterms:modified": dated,
            "dcterms:language": [_language(tag) for tag in package.languages],
            "dcterms:license": licences,
            "dcterms:creator": [{"@type": "foaf:Agent", "foaf:name": name} for name in creators(own)],
            "dcterms:source": _sources(texts),
            "dcat:landingPage": {"@id": homepage or f"../{Edition(base).prefix}index.html", "@type": "foaf:Document"},
            "dcat:distribution": [_distribution(file, {tag: named(package, text, file) for tag, text in texts.items()}, licences) for file in downloads(files)],
        }
    )


def _in_all(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": tag} for tag, text in texts.items() if text]


def _sources(texts: Mapping[str, Mapping[str, Json]]) -> list[dict[str, Json]]:
    """Describe each source in every language; a title that is the same in all of them stands once, without a language."""
    found = []
    for sides in zip(*(entries(text, "sources") for text in texts.values()), strict=True):
        titles = [shown(side, "title", "path") for side in sides]
        title: Json = titles[0] if len(set(titles)) == 1 else _in_all(dict(zip(texts, titles, strict=True)))
        found.append(_without_gaps({"@id": _address(sides[0].get("path")), "dcterms:title": title}))
    return found


def _distribution(file: Published, titles: Mapping[str, str], licences: list[dict[str, str]]) -> dict[str, Json]:
    address = {"@id": f"../{file.address}"}
    form = _FILE_TYPES.get(file.path.rpartition(".")[2])
    return _without_gaps(
        {
            "@id": f"#{file.address}",
            "@type": "dcat:Distribution",
            "dcterms:title": _in_all(titles),
            "dcat:accessURL": address,
            "dcat:downloadURL": address,
            "dcat:mediaType": {"@id": f"{_MEDIA_TYPE}{file.mediatype}"},
            "dcterms:format": {"@id": f"{_FILE_TYPE}{form}"} if form else None,
            "dcterms:conformsTo": {"@id": _PACKAGE} if file.path.endswith(".zip") else None,
            "dcterms:language": [_language(tag) for tag in file.languages],
            "dcterms:license": licences,
            "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
            },
        }
    )


def _language(tag: str) -> dict[str, str]:
    code = tag.partition("-")[0].lower()
    return {"@id": f"{_LANGUAGE}iso639-{1 if len(code) == 2 else 2}/{code}"}  # noqa: PLR2004 -- the codes of two letters


def _address(value: Json) -> str:
    """Give an absolute address of the web as an IRI can have it (RFC 3987); empty for anything else."""
    return value if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"{}|\\^`\x00-\x20\ud800-\udfff]+", value) else ""


def _without_gaps(node: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in node.items() if value not in ("", None, [])}


def _turtle(node: dict[str, Json]) -> str:
    """Write a tree of JSON-LD as Turtle (W3C, RDF 1.1 Turtle), in the same order."""
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _PREFIXES.items())
    subjects: list[str] = []
    _subject(node, subjects)
    return "\n".join([head, *subjects])


def _subject(node: dict[str, Json], subjects: list[str]) -> None:
    at = len(subjects)
    subjects.append("")
    subjects[at] = f"<{node['@id']}>\n{_statements(node, 1, subjects)} .\n"


def _statements(node: dict[str, Json], depth: int, subjects: list[str]) -> str:
    indent = "    " * depth
    said = []
    for name, value in node.items():
        if name != "@id":
            values = value if isinstance(value, list) else [value]
            verb = "a" if name == "@type" else name
            said.append(f"{indent}{verb} " + f" ,\n{indent}    ".join(value if verb == "a" else _object(value, depth, subjects) for value in values))
    return " ;\n".join(said)


def _object(value: Json, depth: int, subjects: list[str]) -> str:
    if isinstance(value, str):
        return _literal(value)
    if "@value" in value:
        return _literal(value["@value"]) + (f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}")
    if "@id" not in value:
        return f"[\n{_statements(value, depth + 1, subjects)}\n{'    ' * depth}]"
    if len(value) > 1:
        _subject(value, subjects)
    return str(value["@id"]) if value["@id"].startswith("spdx:") else f"<{value['@id']}>"


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
