"""What the examples of many checks have in common."""

PAIR = '{"name": "moon", "languages": ["en", "ja"], "resources": [{"name": "items.en", "path": "items.en.csv"}, {"name": "items.ja", "path": "items.ja.csv"}]}'
"""The descriptor of the smallest bilingual package: one table a language, and nothing else."""
