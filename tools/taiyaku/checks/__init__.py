"""One file, one check: its id, words, reason, examples and function."""
