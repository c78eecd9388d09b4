"""The cases of frictionless' own tests, asked of a small package built around each, with the errors that frictionless 5.21 gives."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from taiyaku import loaders
from taiyaku.checks import descriptor_invalid, schema_violation, table_schema
from taiyaku.errors import NotAPackage
from taiyaku.loaders import from_csv
from taiyaku.model import Json, Package, Said
from tests.conftest import Tally
from tests.test_conformance import material, read_json

DIFFERENT = {
    "check-error": "frictionless says that a check names a field that there is not; a rule (JSON Schema) about an absent property is simply not broken",
    "inline": "rows that are no lists cannot stand in a file of delimited text at all",
}
"""What frictionless does that we do not, and why."""


MOST_DIFFERENT = 3


def test_cases_of_frictionless_get_its_verdict(tmp_path: Path, tally: Tally) -> None:
    cases = read_json(material("frictionless-py/cases.json"))
    why: Counter[str] = Counter()
    for number, case in enumerate(cases):
        reason = excused(case)
        agrees = Asked(case, tmp_path / str(number)).agrees()
        assert agrees or reason, (number, case["origin"])
        why["" if agrees else reason] += 1
    tally("frictionless-py", len(cases), why.pop(""), (f"{name} ({count})" for name, count in why.items()))
    assert set(why) <= set(DIFFERENT)
    assert sum(why.values()) <= MOST_DIFFERENT


def excused(case: Json) -> str:
    """Name the reason for which a case may have another verdict."""
    marks = {"check-error": "check-error" in json.dumps(case.get("expected", [])), "inline": '"bad", "bad"' in json.dumps(case)}
    return next((name for name, holds in marks.items() if holds), "")


class Asked:
    """A case as a package, and what we find in it."""

    def __init__(self, case: Json, folder: Path) -> None:
        self.case = case
        self.folder = folder
        folder.mkdir()
        for name in case["files"]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(material("frictionless-py") / name, folder / name)

    def agrees(self) -> bool:
        found = [each for package in self.packages() for each in self.faults(package)]
        case, checklist = self.case, self.checklist()
        picked, skipped = checklist.get("pick_errors"), checklist.get("skip_errors", [])
        found = [each for each in found if (not picked or each["type"] in picked) and not ("#header" in skipped and "label" in str(each["type"]))]
        if "valid" in case:
            return (not found) is case["valid"]
        keys = [key for key in case["keys"] if key in {"type", "rowNumber", "fieldNumber"}]
        wanted = [tuple(dict(zip(case["keys"], each, strict=True))[key] for key in keys) for each in case["expected"]]
        ours = [tuple(each[key] for key in keys) for each in found]
        limit = case["validate_kwargs"].get("limit_errors")
        return set(wanted) <= set(ours) and len(wanted) == limit if limit else Counter(wanted) == Counter(ours)

    def checklist(self) -> Mapping[str, Json]:
        args = self.case["validate_args"]
        first = args[0] if args and isinstance(args[0], dict) else {}
        return first["_args"][0] if "_args" in first else first

    def packages(self) -> Iterator[Package | None]:
        """Load what a case is about; None for what is no package."""
        subject, kwargs = self.case["subject"], self.case["validate_kwargs"]
        told = subject.get("_args") or (self.case["validate_args"] if subject["_type"] == "validate" else [])
        first = told[0] if told else {name: value for name, value in subject.items() if name != "_type"}
        for one in first["tasks"] if isinstance(first, dict) and "tasks" in first else [first]:
            try:
                yield loaders.load(str(self.placed(one, kwargs)))
            except NotAPackage:
                yield None

    def placed(self, one: Json, kwargs: Mapping[str, Json]) -> Path:
        if isinstance(one, dict) and "package" in one:
            one = one["package"]
        if isinstance(one, dict) and isinstance(one.get("resource"), str):
            one = read_json(self.folder / one["resource"]) | {"base": str(Path(one["resource"]).parent)}
        if isinstance(one, str) and one.endswith((".zip", "datapackage.json", "no_foreign_key.json")) and not one.endswith(".csv.zip"):
            path = self.folder / one
            if path.suffix == ".json":
                descriptor = read_json(path)
                if "resource_name" in kwargs:
                    descriptor["resources"] = [each for each in descriptor["resources"] if each["name"] == kwargs["resource_name"]]
                path = path.with_name("datapackage.json")
                path.write_text(json.dumps({"name": "case", **descriptor}), encoding="utf-8")
            return path
        folder = self.folder / f"case-{len(list(self.folder.iterdir()))}"
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("case-*"))
        listed = one["resources"] if isinstance(one, dict) and "resources" in one else [one]
        resources = [self.resource(each, folder, number) for number, each in enumerate(listed)]
        (folder / "datapackage.json").write_text(json.dumps({"name": "case", "resources": resources}), encoding="utf-8")
        return folder

    def resource(self, one: Json, folder: Path, number: int) -> dict[str, Json]:
        if not isinstance(one, dict):
            one = {"path": one} if isinstance(one, str) else {"data": one}
        resource: dict[str, Json] = {"name": f"table-{number}", **{name: value for name, value in one.items() if name not in {"_type", "detector", "base"}}}
        for part in ("schema", "dialect"):
            if isinstance(resource.get(part), dict):
                told = resource[part]
                resource[part] = told["_args"][0] if "_args" in told else {name: value for name, value in told.items() if name != "_type"}
        if "base" in one:
            resource["path"] = str(Path(one["base"]) / resource["path"])
        if isinstance(resource.get("data"), list):
            file = io.StringIO(newline="")
            csv.writer(file, lineterminator="\n").writerows(
                [each] if isinstance(each, str) else ["" if cell is None else cell for cell in each] for each in resource.pop("data")
            )
            (folder / f"data-{number}.csv").write_text(file.getvalue(), encoding="utf-8")
            resource["path"] = f"data-{number}.csv"
        schema = resource.get("schema")
        if (one.get("detector") or {}).get("schema_sync"):
            schema = read_json(folder / schema) if isinstance(schema, str) else schema
            resource["schema"] = {**(schema or {}), "fieldsMatch": "partial"}
        path = folder / resource["path"]
        columns = path.read_text(encoding="utf-8").splitlines()[0].split(",") if path.suffix == ".csv" and path.is_file() and self.checklist() else []
        rules = [rule for check in self.checklist().get("checks", []) for rule in _rules(check, columns)]
        sizes = {_camel(name): size for check in self.checklist().get("checks", []) if _name(check) == "table-dimensions" for name, size in check.items()}
        dimensions = {ours: sizes[theirs] for theirs, ours in SIZES.items() if theirs in sizes}
        if rules or dimensions:
            resource["taiyaku"] = {name: value for name, value in (("rules", rules), ("dimensions", dimensions)) if value}
        return resource

    def faults(self, package: Package | None) -> list[dict[str, Json]]:
        """Give all that we have to say, under the names of frictionless."""
        if package is None:
            return [{"type": "source-error", "rowNumber": None, "fieldNumber": None}]
        found: list[dict[str, Json]] = []
        for problem in [*package.unread, *package.unsafe]:
            says = str(problem.values.get("reason"))
            name = "encoding-error" if "byte {byte}" in says else "scheme-error" if problem in package.unsafe else "source-error"
            found.append({"type": name, "rowNumber": None, "fieldNumber": None})
        found += [{"type": "error", "rowNumber": None, "fieldNumber": None} for _problem in descriptor_invalid.run(package)]
        for name in package.tables:
            for fault in table_schema.faults(package, name):
                header = from_csv.Dialect.of(package.tables[name].resource).header
                # Without a header, frictionless counts from the first record.
                found.append({"type": fault.type, "rowNumber": (fault.row and fault.row - (not header)) or None, "fieldNumber": fault.number or None})
        for problem in schema_violation.run(package):
            (check, *_more), reason = self.checklist()["checks"], problem.values["reason"]
            assert isinstance(reason, Said)
            number = package.tables[problem.table].columns.index(reason.values["title"]["en"]) + 1  # type: ignore[index]
            found.append({"type": _name(check), "rowNumber": problem.where.line, "fieldNumber": number})
        return found


def _rules(check: Mapping[str, Json], columns: Sequence[str]) -> Iterator[Json]:
    """Put a check of frictionless as rules for records, each named after its column, where they say the same."""
    kind, name = _name(check), check.get("field_name") or check.get("fieldName")
    if kind == "forbidden-value":
        yield {"id": f"no-{name}", "title": str(name), "properties": {name: {"not": {"enum": list(map(str, check["values"]))}}}}
    if kind == "ascii-value":
        yield from ({"id": column.lower(), "title": column, "properties": {column: {"pattern": "^[\\u0000-\\u007f]*$"}}} for column in columns)


SIZES = {"numRows": "rows", "numFields": "fields", **{name: name for name in ("minRows", "maxRows", "minFields", "maxFields")}}
"""What frictionless calls the size of a table, and what we do."""


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _name(check: Mapping[str, Json]) -> str:
    return str(check.get("_type") or check.get("type")).removeprefix("checks.").replace("_", "-")
