"""Hand-written files and records that their JSON Schema does not allow, by the judgement of jsonschema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from taiyaku.i18n import _
from taiyaku.model import Check, Json, JsonRecords, Package, Problem, Said, Severity, Table, Text

if TYPE_CHECKING:
    import polars as pl

    from taiyaku import json_schema

MOST = 1_000
"""Problems of one resource that are listed one by one."""
_WHOLE = {"additionalProperties", "maxProperties", "minProperties", "patternProperties", "propertyNames", "unevaluatedProperties"}


def run(package: Package) -> Iterator[Problem]:
    """Yield what is wrong in descriptor, glossary, waivers and JSON records, and the rules that records of tables break."""
    from taiyaku import json_schema

    documents = [("package", package.descriptor), ("glossary", package.glossary), ("waivers", package.waivers)]
    for name, document in documents:
        if document is None or (name == "package" and not document.value):
            continue
        value = [] if document.value is None else document.value
        for violation in json_schema.Schema(json_schema.own(name), clear=package.clear).violations(value):
            yield Problem(document.where(violation.path), {"reason": violation.says})
    for kept in package.records.values():
        yield from _listed(_bad_records(package, kept))
    for table in package.tables.values():
        yield from _listed(_broken_rules(package, table))


def _listed(problems: Iterator[Problem]) -> Iterator[Problem]:
    """Yield the first problems one by one, and all further ones as one."""
    for number, problem in enumerate(problems, 1):
        if number <= MOST:
            yield problem
            continue
        yield replace(problem, count=1 + sum(1 for _further in problems))


def _bad_records(package: Package, kept: JsonRecords) -> Iterator[Problem]:
    """Hold the records that were not cleared against their schema."""
    from taiyaku import json_schema

    if kept.refused is not None:
        yield Problem(package.resource_where(kept.name, "taiyaku", "records"), {"reason": kept.refused}, table=kept.name)
        return
    schema = json_schema.among(kept.schemas, kept.schema, clear=False)
    for index in kept.doubtful:
        record = kept.read(index)
        own = record.value.get("id", "") if isinstance(record.value, dict) else ""
        for violation in schema.violations(record.value):
            field = next((part for part in violation.path if isinstance(part, str)), "")
            yield Problem(record.where(violation.path), {"reason": violation.says}, table=kept.name, id=str(own), field=field)


def _broken_rules(package: Package, table: Table) -> Iterator[Problem]:
    """Hold the records of a table against the rules of its resource; each combination of the cells that a rule looks at is judged once."""
    from taiyaku import derive, json_schema, records

    for number, rule in enumerate(derive.rules(table.resource)):
        reason = json_schema.unsound(rule)
        if reason is not None:
            yield Problem(package.resource_where(table.name, "taiyaku", "rules", number), {"reason": reason}, table=package.base(table.name))
            continue
        schema = json_schema.Schema(rule, clear=package.clear)
        cells = table.select(_looked_at(rule, table.columns))
        distinct = cells.unique(maintain_order=True)
        broken: dict[tuple[str, ...], json_schema.Violation] = {}
        for combination, record in zip(distinct.iter_rows(), records.facts(table, distinct), strict=True):
            violation = next(schema.violations(record), None)
            if violation is not None:
                broken[combination] = violation
        if broken:
            yield from _where_broken(package, table, rule, cells, broken)


def _looked_at(rule: Json, columns: Sequence[str]) -> list[str]:
    """Name the columns on which the judgement of a rule can depend; at least one, so that every record is asked."""
    words: set[str] = set()
    waiting = [rule]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            words.add(value)
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            words.update(value)
            waiting += value.values()
            compared = [value.get("const"), *(value["enum"] if isinstance(value.get("enum"), list) else [])]
            if not _WHOLE.isdisjoint(value) or any(isinstance(each, dict) for each in compared):
                return list(columns)
    return [name for name in columns if name in words] or list(columns[:1])


def _where_broken(
    package: Package, table: Table, rule: dict[str, Json], cells: pl.DataFrame, broken: Mapping[tuple[str, ...], json_schema.Violation]
) -> Iterator[Problem]:
    title = _title(package, table.name, rule)
    field = _asked(rule)
    for row, combination in enumerate(cells.iter_rows()):
        violation = broken.get(combination)
        if violation is None:
            continue
        reason = Said(_("the rule “{title}” is broken"), {"title": title})
        if violation.schema_path[-1] == "required":
            reason = Said(_("the rule “{title}” is broken: {detail}"), {"title": title, "detail": violation.says})
        name = next((each for each in field if each in cells.columns and combination[cells.columns.index(each)]), "")
        yield Problem(table.where(row, name), {"reason": reason}, table=package.base(table.name), id=table.keys[row], field=name)


def _asked(rule: dict[str, Json]) -> list[str]:
    """Name the fields that the rule's condition looks at: a click leads to the first that the record has."""
    condition = rule.get("if")
    asked = condition.get("properties") if isinstance(condition, dict) else None
    return list(asked) if isinstance(asked, dict) else []


def _title(package: Package, name: str, rule: dict[str, object]) -> Text:
    title = str(rule.get("title") or rule.get("id") or "")
    context = f"resources/{name}/taiyaku/rules/{rule.get('id', '')}#title"
    said = {package.languages[0] if package.languages else "en": title}
    for language, messages in package.catalogues.items():
        said.update((language, message.target) for message in messages if message.context == context and message.target)
    return said


CHECK = Check(
    id="schema-violation",
    group="structure",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{reason}"),
    why=_("Some rules need more than one field to be stated, and a table's schema has no words for them."),
    run=run,
    bad={
        "datapackage.json": (
            '{"name": "moon", "resources": [{"name": "items", "path": "items.csv", "taiyaku": {"rules": [{"id": "expected-has-as-of",'
            ' "title": "An expected item says when it was expected", "if": {"properties": {"status": {"const": "expected"}},'
            ' "required": ["status"]}, "then": {"required": ["as_of"]}}]}}]}'
        ),
        "items.csv": "id,status,as_of\nmmx-launch,expected,\n",
    },
    good={"items.csv": "id,status,as_of\nmmx-launch,expected,2026-04-01\n"},
)
