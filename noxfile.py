"""The doors of developers and of CI; the logic is in tools/taiyaku."""

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests", "validate"]

PROJECT = nox.project.load_toml("pyproject.toml")
WORKFLOWS = (".github/workflows/check.yml", "tools/taiyaku/scaffold/templates/dot-github/workflows/check.yml")


def _install(session: nox.Session, *groups: str) -> None:
    session.install("-e", ".", *nox.project.dependency_groups(PROJECT, *groups))


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests and measure branch coverage of tools/."""
    _install(session, "tests")
    session.env.update({"PYTHONWARNDEFAULTENCODING": "1"})
    measured = [] if session.posargs else ["--numprocesses=auto", "--dist=worksteal", "--cov", "--cov-report=term"]
    session.run("pytest", *measured, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Hold the code against ruff and the layers, and the workflows and hooks against the tools of those who run them."""
    _install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports", "--no-cache")
    session.run("zizmor", "--offline", "--quiet", "--pedantic", *WORKFLOWS)
    session.run("actionlint", *WORKFLOWS)
    session.run("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")
    session.run("pre-commit", "validate-config", "tools/taiyaku/scaffold/templates/dot-pre-commit-config.yaml")


@nox.session
def types(session: nox.Session) -> None:
    """Hold the code against mypy strict."""
    _install(session, "types")
    session.run("mypy")


@nox.session
def validate(session: nox.Session) -> None:
    """Judge the committed package: by an unmodified frictionless, then by taiyaku in both languages."""
    _install(session)
    session.run("frictionless", "validate", "datapackage/datapackage.json")
    session.run("taiyaku", "derive", "--check")
    for language in ("en", "ja"):
        session.run("taiyaku", "check", "--lang", language, "--frozen", "--fail-on", "warning", *session.posargs)


@nox.session(default=False)
def tables(session: nox.Session) -> None:
    """Derive the tables of languages that the toolkit reads from those that people write (languages/data/*.yaml)."""
    _install(session, "tests")
    session.run("python", "-m", "tests.tables")


@nox.session(default=False)
def diff(session: nox.Session) -> None:
    """Tell what the working tree changes in the package since a revision (default: HEAD)."""
    _install(session)
    session.run("taiyaku", "diff", *(session.posargs or ["git:HEAD"]))


@nox.session(default=False)
def sync(session: nox.Session) -> None:
    """Carry edits between the tables and the translators' files, and keep the ledgers up to date (nox -s sync -- --dry-run)."""
    _install(session)
    session.run("taiyaku", "sync", *session.posargs)


@nox.session(default=False)
def merging(session: nox.Session) -> None:
    """Reword eight sources and add a record: what becomes of the translations here, and in msgmerge, pybabel update and pot2po."""
    session.install("-e", ".", "translate-toolkit>=3.19,<4")
    session.run("python", "-m", "tests.bench.merging", "--work", session.create_tmp())


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """Check the package and write every published format into dist/."""
    _install(session)
    session.run("taiyaku", "release", *session.posargs)


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build the wheel, install it in an environment of its own, and use it outside the checkout."""
    session.install("build")
    out = Path(session.create_tmp()).resolve()
    session.run("python", "-m", "build", "--wheel", "--outdir", str(out), silent=True)
    session.install("--force-reinstall", str(max(out.glob("taiyaku-*.whl"))))
    package = out / "package"
    shutil.rmtree(package, ignore_errors=True)
    for folder in ("datapackage", "translations"):
        shutil.copytree(folder, package / folder)
    session.chdir(out)
    for language in ("en", "ja"):
        session.run("taiyaku", "check", "--lang", language, str(package))
    project = out / "new"
    shutil.rmtree(project, ignore_errors=True)
    session.run("taiyaku", "new", str(project))
    session.run("taiyaku", "check", "--fail-on", "note", str(project))
    session.run("taiyaku", "release", str(project), "--out", str(project / "dist"))


@nox.session(default=False)
def conformance(session: nox.Session) -> None:
    """Hold the toolkit against the material that TAIYAKU_CONFORMANCE names, and print one table (unset: what was skipped)."""
    _install(session, "tests")
    session.run(
        "pytest",
        "--quiet",
        "--no-header",
        "-p",
        "no:randomly",
        "tests/test_conformance.py",
        "tests/test_diff_conformance.py",
        "tests/test_frictionless_py.py",
        *session.posargs,
    )


@nox.session(default=False)
def browser(session: nox.Session) -> None:
    """Open the released site in Debian's Chromium, and hold every page against axe, html-validate, the Nu checker and Lighthouse (needs chromium, npm and java)."""
    _install(session, "browser")
    folder = Path(session.create_tmp()).resolve()
    pictures = folder / "screenshots"
    shutil.rmtree(pictures, ignore_errors=True)
    if shutil.which("npm"):
        shutil.copy("tests/browser/package.json", folder)
        # Their scripts would download browsers and a Java of their own; nothing here runs or needs them.
        words = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error", f"--prefix={folder}"]
        session.run(*words, external=True)
    session.env.update({"TAIYAKU_NODE_MODULES": str(folder / "node_modules"), "TAIYAKU_SCREENSHOTS": str(pictures)})
    session.run("pytest", *(session.posargs or ["--numprocesses=2", "--dist=worksteal", "tests/browser"]))
    session.log(f"screenshots: {pictures}")


@nox.session(default=False)
def formats(session: nox.Session) -> None:
    """Let pandas, DuckDB and (where it is installed) LibreOffice read what is published, and hold what they see against what was written."""
    _install(session, "tests")
    session.install("duckdb>=2,<3", "pandas>=3,<4")
    session.run("pytest", "--quiet", "--no-header", "tests/test_formats_tools.py", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure whole commands beside their peers in one run (nox -s bench -- tables 1000000)."""
    session.install("-e", ".", "check-jsonschema>=0.39,<0.40", "csv-diff>=1.2,<2", "daff>=1.4.2,<2", "polib>=1.2,<2", "translate-toolkit>=3.20,<4")
    session.run("python", "-m", "tests.bench", "--work", session.create_tmp(), *session.posargs)


@nox.session(default=False)
def parity(session: nox.Session) -> None:
    """Print how many of the labelled pairs of texts are told right, by the kind of their mistake."""
    _install(session, "tests")
    session.run("python", "-m", "tests.test_parity_labelled")


@nox.session(default=False)
def catalogues(session: nox.Session) -> None:
    """Measure the comparison of numbers on Debian's translations, real and with injected errors, beside its peers; downloads 1 GB into the user's cache once."""
    session.install("-e", ".", "translate-toolkit>=3.20,<4")
    session.run("python", "-m", "tests.bench.catalogues", *session.posargs)


if __name__ == "__main__":
    nox.main()
