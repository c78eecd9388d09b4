"""Language tags that are none: country codes, names of languages, wrong syntax."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, Table, Where, mark


def run(package: Package) -> Iterator[Problem]:
    """Yield each tag that BCP 47 does not know: of the package, of its text tables, in columns of language tags and in ``source_language``."""
    from taiyaku.languages import tags

    declared = package.descriptor.value.get("languages")
    for index, tag in enumerate(declared if isinstance(declared, list) else []):
        if isinstance(tag, str) and not tags.valid(tag):
            yield _problem(package.descriptor.where(["languages", index]), tag)
    for resource in package.resources:
        tag, name = mark(resource, "language"), str(resource.get("name", ""))
        if isinstance(tag, str) and not tags.valid(tag):
            yield _problem(package.resource_where(name, "taiyaku", "language"), tag, table=package.base(name))
    for table in package.tables.values():
        marked = [str(field.get("name", "")) for field in table.fields if mark(field, "format") == "language"]
        for column in dict.fromkeys(name for name in ("source_language", *marked) if name in table.columns):
            yield from _in_column(package, table, column)


def _in_column(package: Package, table: Table, column: str) -> Iterator[Problem]:
    """Ask each value once; ``en+ja`` names two languages that are equally authentic."""
    from taiyaku.languages import tags

    cells, of = table.select([column])[column], package.base(table.name)
    parts = {value: value.split("+") if column == "source_language" else [value] for value in cells.unique() if value}
    unknown = {value: next(tag for tag in split if not tags.valid(tag)) for value, split in parts.items() if not all(map(tags.valid, split))}
    for row in cells.is_in(list(unknown)).arg_true() if unknown else ():
        yield _problem(table.where(row, column), unknown[cells[row]], table=of, id=table.keys[row], field=column)


def _problem(where: Where, tag: str, table: str = "", id: str = "", field: str = "") -> Problem:  # noqa: A002 -- the model's name
    from taiyaku.languages import tags

    meant = tags.meant(tag)
    return Problem(where, {"tag": tag, "meant": meant}, kind="language-mistaken" if meant else "", table=table, id=id, field=field)


_PAIR = '"resources": [{"name": "items.%s", "path": "items.en.csv"}, {"name": "items.%s", "path": "items.ja.csv"}]}'
CHECK = Check(
    id="language-unknown",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{tag} is not a language tag (BCP 47)"),
    family={"language-mistaken": _("the language tag {tag} should be {meant} (BCP 47)")},
    why=_("Browsers, screen readers and search engines take a language from its tag, and a country's code is another language or none."),
    run=run,
    bad={
        "datapackage.json": '{"name": "moon", "languages": ["en", "jp"], ' + _PAIR % ("en", "jp"),
        "items.en.csv": "id,title\nmmx,Martian Moons eXploration\n",
        "items.ja.csv": "id,title\nmmx,火星衛星探査計画\n",
    },
    good={"datapackage.json": '{"name": "moon", "languages": ["en", "ja"], ' + _PAIR % ("en", "ja")},
)
