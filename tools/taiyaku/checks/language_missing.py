"""Tables whose text is there in one language only, or in a language that the package does not declare."""

from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each table that has text in some declared languages and no table for another, and each text table of a language that is not declared."""
    groups: dict[str, dict[str, str]] = {}
    for resource in package.resources:
        name, mark = str(resource.get("name", "")), resource.get("taiyaku")
        stem, _dot, tag = name.rpartition(".")
        if isinstance(mark, dict) and "of" in mark:
            stem, tag = str(mark["of"]), str(mark.get("language", ""))
            if tag and tag not in package.languages:
                values = {"name": name, "language": tag}
                yield Problem(package.resource_where(name, "taiyaku", "language"), values, kind="language-undeclared", table=stem, language=tag)
        if stem and tag in package.languages:
            groups.setdefault(stem, {})[tag] = name
    for of, group in groups.items():
        for language in package.languages:
            if language not in group:
                where = package.resource_where(next(iter(group.values())))
                yield Problem(where, {"table": of, "language": language}, table=of, language=language)


_ONE = '{"name": "items.en", "path": "items.en.csv"}'
CHECK = Check(
    id="language-missing",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("the table {table} has no text in the language {language}, which the package declares"),
    family={"language-undeclared": _("{name} holds text in the language {language}, which the package does not declare, so it is compared with nothing")},
    why=_("A package that promises two languages and ships one fails every reader of the other."),
    run=run,
    bad={
        "datapackage.json": f'{{"name": "moon", "languages": ["en", "ja"], "resources": [{_ONE}]}}',
        "items.en.csv": "id,title\nmmx,Martian Moons eXploration\n",
        "items.ja.csv": "id,title\nmmx,火星衛星探査計画\n",
    },
    good={"datapackage.json": f'{{"name": "moon", "languages": ["en", "ja"], "resources": [{_ONE}, {{"name": "items.ja", "path": "items.ja.csv"}}]}}'},
)
