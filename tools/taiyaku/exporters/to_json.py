"""JSON for machines: every record with its types, joined and in each language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial

from taiyaku.derive import dumped, record_schema
from taiyaku.exporters import _described
from taiyaku.exporters._identity import described, shown
from taiyaku.exporters._read import objects_held
from taiyaku.exporters.to_html.names import file_name
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Held, Json, Package, keyed, mark
from taiyaku.records import Stream, bases, fact_fields, flat_texts, objects, streamed

ROOT = "json/v1"
"""Where the files stand; the number changes when a program that reads them would have to."""
MOST_FILES = 10_000
"""Records of a table that still get a file each."""


def run(package: Package) -> Iterator[Artifact]:
    """Yield the tables whole, in each language and record by record, a JSON Schema for each, and an index of them all.

    ``json/v1/<table>.json`` has texts as objects of languages. So has ``json/v1/<table>/<record>.json``, for the records
    of tables with texts that are neither codes nor more than 10,000. In ``json/v1/<language>/<table>.json`` texts are
    flat; one that is missing comes from the first other language that has it, and ``_fallback`` names it with that
    language: nothing falls back in silence. ``json/v1/schema/<table>.schema.json`` describes a record of the first two.
    """
    tables = []
    for of in bases(package):
        stream = streamed(package, of)
        languages = package.languages if stream.texts else ()
        for language in ("", *languages):
            yield Artifact(_path(of, language), partial(_written, package, of, stream, language), table=of, languages=(language,) if language else languages)
        files: dict[str, str] = {}
        for id_, record in _each(package, of, stream):
            files[id_] = f"{_described.table_file(of)}/{file_name(id_)}.json"
            yield Artifact(f"{ROOT}/{files[id_]}", dumped(record), table=of, languages=languages, record=id_)
        schema = f"schema/{_described.table_file(of)}.schema.json"
        yield Artifact(f"{ROOT}/{schema}", dumped(record_schema(package, of)))
        tables.append(
            {
                "name": of,
                "title": _titles(package, of),
                "records": stream.height,
                "key": list(stream.key),
                "path": _path(of, "").removeprefix(f"{ROOT}/"),
                "languages": {language: _path(of, language).removeprefix(f"{ROOT}/") for language in languages},
                "schema": schema,
                **({"files": files} if files else {}),
            }
        )
    head = {name: package.descriptor.value[name] for name in ("name", "version", "created") if name in package.descriptor.value}
    yield Artifact(f"{ROOT}/index.json", dumped({**head, "title": _titles(package, ""), "languages": list(package.languages), "tables": tables}))


def read(package: Package, files: Mapping[str, bytes]) -> Iterator[Held]:
    """Read the records back: whole, in each language, and from the files of single records. Raises KeyError or ValueError for what ``run`` did not write."""
    index = json.loads(files[f"{ROOT}/index.json"])
    for of, told in zip(bases(package), index["tables"], strict=True):
        stream = streamed(package, of)
        for language in ("", *(package.languages if stream.texts else ())):
            path = _path(of, language)
            yield objects_held(package, path, of, language, stream, json.loads(files[path]))
        if told.get("files"):
            paths = [f"{ROOT}/{path}" for path in told["files"].values()]
            yield objects_held(package, paths[0], of, "", stream, [json.loads(files[path]) for path in paths])


def _path(of: str, language: str) -> str:
    return f"{ROOT}/{language}/{_described.table_file(of)}.json" if language else f"{ROOT}/{_described.table_file(of)}.json"


def _titles(package: Package, of: str) -> dict[str, str]:
    """Give the title of a table, or of the package, in each language."""
    said = {language: described(package, language) for language in package.languages}
    titles = {language: shown(_described.resource(package, each, of, language) if of else each, "title") for language, each in said.items()}
    return {language: title for language, title in titles.items() if title}


def _written(package: Package, of: str, stream: Stream, language: str) -> Iterator[bytes]:
    """Write an array as ``dumped`` does, block by block."""
    fields, flat = fact_fields(package, of), flat_texts(stream.columns, stream.texts)
    names = {text.name for text, _tag in stream.texts.values()} - flat
    # A text whose name a fact has is flat already; in the files of one language the others are left out.
    columns = [
        name for name in stream.columns if not language or stream.texts.get(name, (None, ""))[1] in ("", language) or stream.texts[name][0].name in names
    ]
    begun = False
    for frame in stream.blocks(columns):
        found = list(objects(frame, stream.texts, fields))
        if found:
            told = [_flat(record, names, language) for record in found] if language else found
            yield f"{',' if begun else '['}\n{json.dumps(told, ensure_ascii=False, indent=2)[2:-2]}".encode()
            begun = True
    yield b"\n]\n" if begun else b"[]\n"


def _flat(record: Mapping[str, Json], names: set[str], language: str) -> dict[str, Json]:
    fallback: dict[str, str] = {}
    flat: dict[str, Json] = {}
    for name, value in record.items():
        if name not in names:
            flat[name] = value
        elif language in value:
            flat[name] = value[language]
        else:
            fallback[name], flat[name] = next(iter(value.items()))
    return {**flat, "_fallback": fallback} if fallback else flat


def _each(package: Package, of: str, stream: Stream) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the records that get a file of their own, by their keys; the first of each key counts."""
    table = package.tables.get(of)
    if not stream.texts or not stream.key or stream.height > MOST_FILES or (table is not None and mark(table.resource, "codes")):
        return
    seen = {""}
    for frame in stream.blocks(stream.columns):
        ids = frame.select(keyed(stream.key).alias("\0key"))["\0key"]
        for id_, record in zip(ids, objects(frame, stream.texts, fact_fields(package, of)), strict=True):
            if id_ not in seen:
                seen.add(id_)
                yield id_, record


EXPORTER = Exporter("json", _("JSON: every table whole, in each language and record by record"), run, read)
