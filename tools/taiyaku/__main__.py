"""``python -m taiyaku`` is the same command as ``taiyaku``."""

from taiyaku.cli import run

run()
