"""Hand-written files and records that their JSON Schema does not allow, by the judgement of jsonschema."""

from collections.abc import Iterator

from taiyaku import derive, json_schema, records
from taiyaku.i18n import _
from taiyaku.model import Check, Json, Package, Problem, Said, Severity, Table, Text


def run(package: Package) -> Iterator[Problem]:
    """Yield what is wrong in descriptor, glossary and waivers, and the rules that records break."""
    documents = [("package", package.descriptor), ("glossary", package.glossary), ("waivers", package.waivers)]
    for name, document in documents:
        if document is None or (name == "package" and not document.value):
            continue
        value = [] if document.value is None else document.value
        for violation in json_schema.violations(value, json_schema.own(name)):
            yield Problem(document.where(violation.path), {"reason": violation.says})
    for table in package.tables.values():
        yield from _broken_rules(package, table)


def _broken_rules(package: Package, table: Table) -> Iterator[Problem]:
    """Hold every record against the rules of its resource."""
    declared: list[dict[str, Json]] = []
    for number, rule in enumerate(derive.rules(table.resource)):
        reason = json_schema.unsound(rule)
        if reason is None:
            declared.append(rule)
        else:
            yield Problem(package.resource_where(table.name, "taiyaku", "rules", number), {"reason": reason}, table=package.base(table.name))
    if not declared:
        return
    for row, record in enumerate(records.facts(table)):
        for rule in declared:
            violation = next(json_schema.violations(record, rule), None)
            if violation is None:
                continue
            field = _field(record, rule)
            title = _title(package, table.name, rule)
            reason = Said(_("the rule “{title}” is broken"), {"title": title})
            if violation.schema_path[-1] == "required":
                reason = Said(_("the rule “{title}” is broken: {detail}"), {"title": title, "detail": violation.says})
            yield Problem(table.where(row, field), {"reason": reason}, table=package.base(table.name), id=table.keys[row], field=field)


def _field(record: dict[str, object], rule: dict[str, object]) -> str:
    """Name the first field of the record that the rule's condition looks at, so that a click leads there."""
    condition = rule.get("if")
    asked = condition.get("properties", {}) if isinstance(condition, dict) else {}
    return next((name for name in asked if name in record), "")


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
