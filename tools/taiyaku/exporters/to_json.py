"""JSON for machines: every record with its types, joined and in each language."""

from collections.abc import Iterator

from taiyaku.derive import dumped
from taiyaku.i18n import _
from taiyaku.model import Artifact, Exporter, Json, Package
from taiyaku.records import bases, plain, published, records


def run(package: Package) -> Iterator[Artifact]:
    """Yield ``json/<table>.json`` (texts as objects of languages) and ``json/<language>/<table>.json`` (texts flat).

    In the files of one language a text that is missing comes from the first other language that has it, and
    ``_fallback`` names it with that language; nothing falls back in silence.
    """
    for of in bases(package):
        whole = records(package, of)
        yield Artifact(f"json/{of}.json", dumped(whole))
        frame, which = published(package, of)
        facts = {plain(name) for name in frame.columns if name not in which}
        names = {text.name for text, _tag in which.values()} - facts
        # A text whose name a fact has is flat already; in the files of one language the others are left out.
        others = {name: tag for name, (text, tag) in which.items() if text.name in facts}
        for language in package.languages if which else ():
            left_out = {name for name, tag in others.items() if tag != language}
            kept = [{name: value for name, value in record.items() if name not in left_out} for record in whole]
            yield Artifact(f"json/{language}/{of}.json", dumped([_flat(record, names, language) for record in kept]))


def _flat(record: dict[str, Json], names: set[str], language: str) -> dict[str, Json]:
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
