"""The speed of taiyaku beside that of its peers; ``nox -s bench`` runs it."""
