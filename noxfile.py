"""The doors of developers and of CI; the logic is in tools/taiyaku."""

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests", "validate"]

PROJECT = nox.project.load_toml("pyproject.toml")


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
    """Hold the code against ruff and the layers."""
    _install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports", "--no-cache")


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
        session.run("taiyaku", "check", "--lang", language, "--fail-on", "warning", *session.posargs)


@nox.session(default=False)
def diff(session: nox.Session) -> None:
    """Tell what the working tree changes in the package since a revision (default: HEAD)."""
    _install(session)
    session.run("taiyaku", "diff", *(session.posargs or ["git:HEAD"]))


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
    shutil.copytree("datapackage", package)
    session.chdir(out)
    for language in ("en", "ja"):
        session.run("taiyaku", "check", "--lang", language, str(package))


if __name__ == "__main__":
    nox.main()
