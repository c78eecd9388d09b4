"""How far a version must go, and what becomes of identifiers: the rule, and the checks that hold a package against an older one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from taiyaku import loaders, report
from taiyaku.checks import redirect_broken, redirect_missing, version_too_small
from taiyaku.diff import versions
from taiyaku.model import Change, Problem, Said
from tests.conftest import Command, Write

FACT = Change("changed", "fact", "items", "mmx", "mass", old="1", new="2")


def schema(aspect: str, old: str, new: str, field: str = "mass") -> Change:
    return Change("changed", "schema", "items", field=field, aspect=aspect, old=old, new=new)


NEEDS = {
    "": [Change("changed", "metadata", "", aspect="version", old="1.0.0", new="1.0.1"), Change("changed", "metadata", "", aspect="created", new="2026-11-21")],
    "patch": [
        FACT,
        Change("changed", "source-text", "items", "mmx", "title", "en", "Moon", "Moons"),
        Change("changed", "translation", "items", "mmx", "title", "ja", "", "火星衛星"),
        Change("changed", "metadata", "", aspect="title", old="月", new="火星"),
        Change("changed", "metadata", "items", field="version", aspect="title", old="Version", new="Release"),
    ],
    "minor": [
        Change("added", "record", "items", "slim"),
        Change("added", "schema", "items.ja"),
        Change("added", "schema", "items", field="mass", new="number"),
        Change("retyped", "schema", "items", field="mass", old="integer", new="number"),
        Change("retyped", "schema", "items", field="mass", old="date", new="string"),
        schema("constraints/required", "true", ""),
        schema("constraints/required", "true", "false"),
        schema("constraints/enum", '["probe"]', '["probe", "探査機"]'),
        schema("constraints/minimum", "1", "0"),
        schema("constraints/maxLength", "10", "20"),
        schema("constraints/pattern", "^[a-z]+$", ""),
        schema("foreignKeys/0/reference/resource", "", "places", field=""),
        schema("taiyaku/rules/heavy/required", '["mass"]', "", field=""),
    ],
    "major": [
        Change("removed", "record", "items", "slim", new="mmx"),
        Change("renamed", "record", "items", "slim", old="sl", new="slim"),
        Change("removed", "schema", "items.ja"),
        Change("removed", "schema", "items", field="mass", old="number"),
        Change("retyped", "schema", "items", field="mass", old="number", new="integer"),
        Change("retyped", "schema", "items", field="when", old="string", new="date"),
        schema("constraints/required", "", "true"),
        schema("constraints/unique", "false", "true"),
        schema("constraints/enum", '["probe", "rocket"]', '["probe"]'),
        schema("constraints/enum", "", '["probe"]'),
        schema("constraints/minimum", "0", "1"),
        schema("constraints/minimum", "2020-01-01", "2021-01-01"),
        schema("constraints/maximum", "20", "10.5"),
        schema("constraints/pattern", "", "^[a-z]+$"),
        Change("changed", "metadata", "", aspect="name", old="moon", new="mars"),
        schema("taiyaku/rules/heavy/required", "", '["mass"]', field=""),
        schema("primaryKey", "id", '["id", "part"]', field=""),
        schema("missingValues", '[""]', '["", "-"]', field=""),
    ],
}


@pytest.mark.parametrize(("needs", "change"), [(needs, change) for needs, changes in NEEDS.items() for change in changes])
def test_each_change_needs_its_step(needs: str, change: Change) -> None:
    assert versions.step("1.2.3", "1.2.3", [change]).needs == needs
    assert versions.step("1.2.3", "1.2.3", [*NEEDS[""], change]).needs == needs


def test_greatest_step_of_all_changes_counts() -> None:
    assert versions.step("1.2.3", "1.3.0", [FACT, *NEEDS["minor"], FACT]).needs == "minor"
    assert versions.step("1.2.3", "1.3.0", [FACT, *NEEDS["major"], *NEEDS["minor"]]).needs == "major"


@pytest.mark.parametrize(
    ("old", "needs", "least"),
    [
        ("1.2.3", "", "1.2.3"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("0.2.3", "patch", "0.2.4"),
        ("0.2.3", "minor", "0.3.0"),
        ("0.2.3", "major", "0.3.0"),
        ("1.9.9+build", "patch", "1.9.10"),
        ("2.0.0-rc.1", "", "2.0.0"),
    ],
)
def test_least_version_follows_from_the_older_one(old: str, needs: str, least: str) -> None:
    step = versions.step(old, least, NEEDS[needs][:1])
    assert (step.least, step.enough) == (least, True)
    assert versions.step(old, "99.0.0-alpha", NEEDS[needs]).enough
    assert not versions.step(old, "0.0.1", NEEDS[needs]).enough
    assert not versions.step(old, "", NEEDS[needs]).enough
    assert not versions.step(old, "next", NEEDS[needs]).enough


@pytest.mark.parametrize("old", ["", "1", "1.0", "2026-11-21", "v1.0.0", "1.02.0", "１.0.0"])
def test_nothing_is_asked_after_a_version_that_is_none(old: str) -> None:
    step = versions.step(old, "1.0.0", NEEDS["major"])
    assert (step.needs, step.least, step.enough) == ("major", "", True)


# The checks


def problems(check: ModuleType, files: Mapping[str, str]) -> list[Problem]:
    return list(check.run(loaders.example(files)))


TABLES = '"resources": [{"name": "probes", "path": "probes.csv"}, {"name": "redirects", "path": "redirects.csv"}]'
ROWS = "table,id,replaced_by,reason,since\n"


def moon(probes: str, redirects: str, version: str = "0.1.0", older: tuple[str, str] | None = None) -> dict[str, str]:
    """Make the files of a package of probes and redirects, and of the version before it."""
    descriptor = f'{{"name": "moon", "version": "{version}", {TABLES}}}'
    files = {"datapackage.json": descriptor, "probes.csv": probes, "redirects.csv": ROWS + redirects}
    if older is not None:
        files |= {f"older/{name}": content for name, content in moon(*older).items()}
    return files


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("probes,selene,kaguya,renamed,0.2.0", ""),
        ("probes,selene,,withdrawn,0.2.0", ""),
        ("probes,sel,selene,renamed,0.1.0\nprobes,selene,kaguya,renamed,0.2.0", ""),
        ("probes,sel,selene,renamed,0.1.0\nprobes,selene,,withdrawn,0.2.0", ""),
        ("probes,kaguya,mmx,renamed,0.2.0", "id"),
        ("probes,selene,kagura,renamed,0.2.0", "replaced_by"),
        ("probes,selene,selene,renamed,0.2.0", "replaced_by"),
        ("probes,a,b,renamed,0.2.0\nprobes,b,a,renamed,0.2.0", "replaced_by replaced_by"),
        ("probe,selene,kaguya,renamed,0.2.0", "table"),
    ],
)
def test_redirect_must_lead_to_a_record(row: str, wrong: str) -> None:
    found = problems(redirect_broken, moon("id,name\nkaguya,かぐや\nmmx,MMX\n", f"{row}\n"))
    assert [each.field for each in found] == wrong.split()
    assert all(each.where.line >= 2 and isinstance(each.values["reason"], Said) for each in found)


def test_tables_of_another_shape_are_not_taken_for_redirects() -> None:
    files = {"datapackage.json": f'{{"name": "moon", {TABLES}}}', "probes.csv": "id\na\n", "redirects.csv": "from,to\na,b\n"}
    assert problems(redirect_broken, files) == []
    older = {f"older/{name}": content for name, content in {**files, "probes.csv": "id\na\nb\n"}.items()}
    assert [each.id for each in problems(redirect_missing, {**files, **older})] == ["b"]


def test_every_id_that_is_gone_needs_a_redirect() -> None:
    older = ("id,name\nkaguya,かぐや\nmmx,MMX\nslim,SLIM\n", "probes,selene,kaguya,renamed,0.1.0\n")
    found = problems(redirect_missing, moon("id,name\nkaguya,かぐや\nnew,New\n", "probes,mmx,kaguya,merged,0.2.0\norbits,slim,,withdrawn,0.2.0\n", older=older))
    assert [(each.table, each.id) for each in found] == [("probes", "slim"), ("probes", "selene")]
    assert [(where.path, where.line) for where in found[0].also] == [("older/probes.csv", 4)]
    assert found[0].where.path == "redirects.csv"
    assert problems(redirect_missing, moon(older[0], older[1], older=older)) == []


def test_of_very_many_ids_a_thousand_are_named_and_all_are_counted() -> None:
    many = "id\n" + "".join(f"p{number}\n" for number in range(1_500))
    found = problems(redirect_missing, moon("id\nx\n", "", older=(many, "")))
    assert (len(found), sum(each.count for each in found)) == (1_000, 1_500)


def test_no_redirect_is_asked_for_where_nobody_keeps_any_or_the_table_is_gone() -> None:
    files = {"datapackage.json": '{"name": "moon", "resources": [{"name": "probes", "path": "probes.csv"}]}', "probes.csv": "id\na\n"}
    without = {**files, **{f"older/{name}": content.replace("a\n", "b\n") for name, content in files.items()}}
    assert problems(redirect_missing, without) == []
    gone = {**moon("id\na\n", "", older=("id\na\n", "")), "datapackage.json": '{"name": "moon", "resources": [{"name": "redirects", "path": "redirects.csv"}]}'}
    assert problems(redirect_missing, gone) == []
    assert problems(redirect_missing, files) == []


def test_record_of_two_language_tables_needs_a_redirect_by_the_name_of_both() -> None:
    resources = ", ".join(f'{{"name": "{name}", "path": "{name}.csv"}}' for name in ("items.en", "items.ja", "redirects"))
    files = {
        "datapackage.json": f'{{"name": "moon", "languages": ["en", "ja"], "resources": [{resources}]}}',
        "items.en.csv": "id,title\na,Moon\n",
        "items.ja.csv": "id,title\na,月\n",
        "redirects.csv": ROWS,
    }
    older = {f"older/{name}": content.replace("\na,", "\nb,") for name, content in files.items()}
    assert [(each.table, each.id) for each in problems(redirect_missing, {**files, **older})] == [("items", "b")]
    told = {**files, "redirects.csv": ROWS + "items,b,a,renamed,0.2.0\n"}
    assert problems(redirect_missing, {**told, **older}) == []
    assert problems(redirect_broken, told) == []


def test_version_that_was_not_raised_is_a_fault_only_against_a_release() -> None:
    assert problems(version_too_small, moon("id\na\nb\n", "", older=("id\na\n", ""))) == []
    files = moon("id\na\nb\n", "", "0.1.1", older=("id\na\n", ""))
    (found,) = problems(version_too_small, files)
    assert (found.values["old"], found.values["new"], found.values["least"], found.where.path) == ("0.1.0", "0.1.1", "0.2.0", "datapackage.json")
    assert problems(version_too_small, {**files, "datapackage.json": files["datapackage.json"].replace("0.1.1", "0.2.0")}) == []
    assert problems(version_too_small, {**files, "datapackage.json": files["datapackage.json"].replace('"version": "0.1.1", ', "")}) == []


def test_checks_are_told_of_the_version_that_changed_since_names(write: Write, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None and os.environ.get("CI") != "true":
        pytest.skip("git is not installed")
    folder = write(moon("id,name\nmmx,火星衛星探査計画\nslim,SLIM\n", ""))
    monkeypatch.chdir(folder)
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "one"], ["tag", "v0.1.0"]):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *words], check=True)
    (folder / "probes.csv").write_text("id,name\nmmx,火星衛星探査計画\n", encoding="utf-8")
    ran = command("check", "--select", "redirect-missing,version-too-small", "--changed-since", "v0.1.0", "--report", "json")
    found = [(each["check"], each["path"]) for each in json.loads(ran.out)["findings"]]
    assert (ran.code, found) == (1, [("version-too-small", "datapackage.json"), ("redirect-missing", "redirects.csv")])
    assert command("check", "--select", "redirect-missing,version-too-small").code == 0


def test_committed_redirects_lead_somewhere() -> None:
    package = loaders.load(str(Path(__file__).resolve().parents[1]))
    assert list(redirect_broken.run(package)) == []
    assert "redirect-broken" in report.catalogue()
