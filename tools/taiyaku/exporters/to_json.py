"""JSON for machines: every record with its types, joined and in each language."""

from collections.abc import Iterator

from taiyaku.derive import dumped
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Json, Package
from taiyaku.records import bases, records, texts


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``json/<table>.json`` (texts as objects of languages) and ``json/<language>/<table>.json`` (texts flat).

    In the files of one language a text that is missing comes from the first other language that has it, and
    ``_fallback`` names it with that language; nothing falls back in silence.
    """
    for of in bases(package):
        whole = records(package, of)
        yield Artifact(f"json/{of}.json", dumped(whole))
        names = [text.name for text in texts(package, of)]
        if names:
            for language in package.languages:
                yield Artifact(f"json/{language}/{of}.json", dumped([_flat(record, names, language) for record in whole]))


def _flat(record: dict[str, Json], names: list[str], language: str) -> dict[str, Json]:
    fallback: dict[str, Json] = {}
    flat: dict[str, Json] = {}
    for name, value in record.items():
        if name not in names:
            flat[name] = value
        elif language in value:
            flat[name] = value[language]
        else:
            other, flat[name] = next(iter(value.items()))
            fallback[name] = other
    return {**flat, "_fallback": fallback} if fallback else flat


EXPORTER = Exporter("json", _("JSON: every table, joined and in each language"), run)
