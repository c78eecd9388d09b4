"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from taiyaku import checks, exporters, registry, renderers, report
from taiyaku.model import Check, Exporter, Severity
from tests.conftest import ROOT

SOURCE = ROOT / "tools" / "taiyaku"
MODULES = sorted(SOURCE.rglob("*.py"))
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def name(path: Path) -> str:
    """Give the path of a module inside the source root."""
    return path.relative_to(SOURCE).as_posix()


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Give the calls of functions and methods with these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            if called in names:
                yield node


def without_encoding(tree: ast.AST) -> list[int]:
    """Give the lines that open a text without saying its encoding; bytes have none."""
    lines: list[int] = []
    for call in calls(tree, "open", "read_text", "write_text", "TextIOWrapper", "NamedTemporaryFile"):
        given = {keyword.arg for keyword in call.keywords}
        words = [str(each.value) for each in [*call.args, *(keyword.value for keyword in call.keywords)] if isinstance(each, ast.Constant)]
        of_a_module = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "os"
        in_bytes = any(re.fullmatch(r"[rwax+]*b[rwax+]*", word) for word in words)
        if not ("encoding" in given or of_a_module or in_bytes):
            lines.append(call.lineno)
    return lines


def undocumented(tree: ast.Module) -> list[str]:
    """Name the public functions and classes of a module that say nothing of themselves, and the module itself."""
    bare = [] if ast.get_docstring(tree) else ["the module"]
    inside = {child for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for child in ast.walk(node) if child is not node}
    public = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef) and node not in inside and not node.name.startswith("_"))
    return bare + [node.name for node in public if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_command_line_prints(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    printing = [call.lineno for call in calls(tree, "print") if not name(path).startswith("cli/")]
    writing = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr") and getattr(node.value, "id", "") == "sys"
    ]
    assert printing == []
    assert writing == [] or name(path).startswith("cli/")


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_text_is_opened_without_its_encoding(path: Path) -> None:
    assert without_encoding(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("open('x')", [1]),
        ("open('x', 'w')", [1]),
        ("path.read_text()", [1]),
        ("open('x', 'rb')", []),
        ("path.open(mode='wb')", []),
        ("open('x', encoding='utf-8')", []),
        ("os.open('x', 0)", []),
    ],
)
def test_an_encoding_left_out_is_noticed(code: str, lines: list[int]) -> None:
    assert without_encoding(ast.parse(code)) == lines


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_and_public_name_says_what_it_is(path: Path) -> None:
    assert undocumented(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_a_missing_docstring_is_noticed() -> None:
    assert undocumented(ast.parse("def judge():\n    pass\n")) == ["the module", "judge"]
    assert undocumented(ast.parse('"""A module."""\ndef _own():\n    pass\n')) == []


@pytest.mark.parametrize("path", sorted((SOURCE / "checks").glob("[!_]*.py")), ids=name)
def test_a_module_of_checks_holds_one_check_that_is_named_like_it(path: Path) -> None:
    module = importlib.import_module(f"taiyaku.checks.{path.stem}")
    (check,) = [value for value in vars(module).values() if isinstance(value, Check)]
    assert check is module.CHECK
    assert check.id == path.stem.replace("_", "-")
    assert len(re.findall(r"\bCheck\(", path.read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize("check", report.catalogue().values(), ids=lambda check: check.id)
def test_a_check_is_whole(check: Check) -> None:
    assert all(KEBAB.fullmatch(each) for each in (check.id, *check.family))
    assert isinstance(check.severity, Severity)
    assert check.run is not None or check.review is not None
    assert check.why.endswith(".")
    assert check.why.count(". ") == 0
    assert "datapackage.json" in check.bad
    assert check.good
    assert any(check.bad.get(path) != content for path, content in check.good.items())


def test_every_check_of_the_folder_is_in_the_catalogue() -> None:
    files = {path.stem.replace("_", "-") for path in (SOURCE / "checks").glob("*.py") if not path.name.startswith("_")}
    assert set(report.catalogue()) == files
    assert len(files) >= 17


def test_renderers_and_exporters_are_named_like_their_modules() -> None:
    assert {"json", "text"} <= set(registry.collect(renderers, renderers.Renderer))
    assert {"csv", "json", "package"} <= set(registry.collect(exporters, Exporter))


ITEM = 'from taiyaku.model import Exporter\nEXPORTER = Exporter("{id}", "A format.", lambda package: iter(()))\n'


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> tuple[Path, str]:
    """Give an empty package to put modules in, and its name."""
    called = "room_" + re.sub(r"\W", "_", request.node.name)
    folder = tmp_path / called
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    for loaded in [each for each in sys.modules if each.startswith(called)]:
        monkeypatch.delitem(sys.modules, loaded)
    return folder, called


def collected(room: tuple[Path, str], files: dict[str, str]) -> list[str]:
    """Collect the exporters of a package made of these modules."""
    folder, called = room
    for each, content in files.items():
        (folder / each).write_text(content, encoding="utf-8")
    importlib.invalidate_caches()
    package: ModuleType = importlib.import_module(called)
    return list(registry.collect(package, Exporter))


def test_the_registry_gives_the_items_of_a_package_by_id(room: tuple[Path, str]) -> None:
    assert collected(room, {"to_big_file.py": ITEM.format(id="big-file"), "as_text.py": ITEM.format(id="text"), "_own.py": "x = 1\n"}) == ["text", "big-file"]


REFUSED = {
    "an empty module": ({"to_nothing.py": ""}, ValueError, "exactly one Exporter"),
    "a wrong id": ({"to_csv.py": ITEM.format(id="tsv")}, ValueError, "'csv'"),
    "two items": ({"to_csv.py": ITEM.format(id="csv") + 'MORE = Exporter("csv", "Another.", lambda package: iter(()))\n'}, ValueError, "exactly one"),
    "a failing import": ({"to_csv.py": "raise RuntimeError('broken')\n"}, RuntimeError, "broken"),
    "a missing library": ({"to_csv.py": "import no_such_library\n"}, ModuleNotFoundError, "no_such_library"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_registry_stops_at_a_module_that_is_not_as_it_should_be(case: str, room: tuple[Path, str]) -> None:
    files, error, match = REFUSED[case]
    with pytest.raises(error, match=match):
        collected(room, {"to_good.py": ITEM.format(id="good"), **files})


def test_the_registry_takes_every_check_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "half_done.py").write_text('"""Nothing yet."""\n', encoding="utf-8")
    monkeypatch.setattr(checks, "__path__", [*checks.__path__, str(tmp_path)])
    with pytest.raises(ValueError, match="half_done must hold exactly one Check"):
        report.catalogue()
