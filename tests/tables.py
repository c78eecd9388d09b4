"""``python -m tests.tables``: derive ``data/tables.json`` from the YAML files beside it; the toolkit reads JSON in a fraction of the time."""

from __future__ import annotations

import json

import yaml

from tests.conftest import ROOT

DATA = ROOT / "tools" / "taiyaku" / "languages" / "data"
DERIVED = DATA / "tables.json"


def derived() -> str:
    """Give the tables of all YAML files as one JSON object, a line each; every scalar is a string."""
    tables = {path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) for path in sorted(DATA.glob("*.yaml"))}  # noqa: S506 - makes nothing but strings, lists and mappings
    lines = (f"{json.dumps(name)}: {json.dumps(table, ensure_ascii=False)}" for name, table in tables.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    DERIVED.write_text(derived(), encoding="utf-8", newline="\n")
