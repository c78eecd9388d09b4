"""What the tests share is in conftest.py; the folder is a package so that they can import it."""
