"""One file, one published format: a package to the bytes of its files."""
