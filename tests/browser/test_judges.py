"""Tools that others made to judge pages: html-validate, the Nu HTML checker and Lighthouse."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM, NODE_MODULES, QUIET, Site, needed

HERE = Path(__file__).parent
RUNS = 5
"""Runs of Lighthouse a page; their median counts."""


def tool(name: str, program: str) -> str:
    """Give the path of a tool's file, and see to the program that runs it."""
    path = NODE_MODULES / name
    needed(program, shutil.which(program))
    needed(name.split("/", maxsplit=1)[0], path.is_file())
    return str(path)


def html_validate(folder: str) -> list[str]:
    """Give what html-validate finds in all pages of a folder."""
    judge = tool("html-validate/bin/html-validate.mjs", "node")
    with tempfile.TemporaryFile() as said:  # node ends before a pipe has taken everything
        words = ["node", judge, "--config", str(HERE / "html-validate.cjs"), "--formatter", "json", f"{folder}/**/*.html"]
        ran = subprocess.run(words, check=False, stdout=said, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=NODE_MODULES.parent)
        assert ran.returncode in {0, 1}, ran.stderr
        said.seek(0)
        found = json.load(said)
    return [f"{file['filePath']}:{each['line']}: {each['ruleId']}: {each['message']}" for file in found for each in file["messages"]]


def nu(folder: str) -> list[str]:
    """Give the errors that the Nu HTML checker finds in all pages of a folder."""
    judge = tool("vnu-jar/build/dist/vnu.jar", "java")
    words = ["java", "-Xss8m", "-jar", judge, "--errors-only", "--skip-non-html", "--exit-zero-always", "--format", "json", folder]
    ran = subprocess.run(words, check=False, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    return [f"{said.get('url', '')}:{said.get('lastLine', '')}: {said['message']}" for said in json.loads(ran.stderr)["messages"]]


@pytest.mark.parametrize("judge", [html_validate, nu])
@pytest.mark.parametrize("edition", ["disk", "hosted"])
def test_every_page_is_valid(site: Site, judge: Any, edition: str) -> None:
    told = judge(getattr(site, edition))
    assert told == [], "\n".join(told[:50])


@pytest.mark.parametrize("judge", [html_validate, nu])
def test_a_mistake_is_found(site: Site, tmp_path: Path, judge: Any) -> None:
    page = Path(site.disk, "ja/index.html").read_text(encoding="utf-8")
    (tmp_path / "good.html").write_text(page, encoding="utf-8")
    assert judge(str(tmp_path)) == []
    (tmp_path / "bad.html").write_text(page.replace("</main>", '<p id="main"><div></p></main>'), encoding="utf-8")
    assert judge(str(tmp_path))


@pytest.mark.parametrize(("kind", "language"), [("index", "ja"), ("item", "en")])
def test_lighthouse_is_content(site: Site, kind: str, language: str, record_property: Callable[[str, object], None]) -> None:
    judge = tool("lighthouse/cli/index.js", "node")
    needed("chromium", CHROMIUM)
    first = min(path for path in site.pages() if path.startswith(f"{language}/items/") and not path.endswith("index.html"))
    address = f"{site.base}{language}/index.html" if kind == "index" else f"{site.base}{first}"
    # Lighthouse asks for robots.txt from within the page, whose policy lets nothing be fetched; that file has a test of its own below.
    options = ["--output=json", "--quiet", "--no-enable-error-reporting", "--skip-audits=robots-txt", f"--chrome-flags=--headless=new {' '.join(QUIET)}"]
    words = ["node", judge, address, *options]
    runs = []
    for _run in range(RUNS):
        ran = subprocess.run(words, check=False, capture_output=True, text=True, encoding="utf-8", env={**os.environ, "CHROME_PATH": CHROMIUM})
        assert ran.returncode == 0, ran.stderr
        runs.append(json.loads(ran.stdout))
    scores = {name: statistics.median(run["categories"][name]["score"] for run in runs) for name in runs[0]["categories"]}
    audits = runs[0]["audits"]
    short = {
        name: [
            f"{ref['id']} ({audits[ref['id']].get('displayValue') or audits[ref['id']]['title']})"
            for ref in group["auditRefs"]
            if _short(audits[ref["id"]], ref["weight"])
        ]
        for name, group in runs[0]["categories"].items()
    }
    record_property("lighthouse", f"{language} {kind}: {scores}; performance is held below 1.0 by: {', '.join(short['performance']) or 'nothing'}")
    assert {name: score for name, score in scores.items() if score < 1 and name != "performance"} == {}, short


def _short(audit: dict[str, Any], weight: float) -> bool:
    return bool(weight) and audit["score"] is not None and audit["score"] < 1


def test_robots_are_let_in_and_told_of_the_sitemap(site: Site) -> None:
    lines = Path(site.hosted, "robots.txt").read_text(encoding="utf-8").splitlines()
    told = [tuple(line.split(": ", 1)) if ": " in line else (line.removesuffix(":"), "") for line in lines if line]
    assert told == [("User-agent", "*"), ("Disallow", ""), ("Sitemap", f"{site.base}sitemap.xml")]  # RFC 9309, 2.2
    assert Path(site.hosted, "sitemap.xml").is_file()
