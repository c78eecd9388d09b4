"""What stops a command: wrong usage, or a place that cannot be read or written.

What is wrong with *data* is never an exception but a finding of a check.
"""

from collections.abc import Mapping


class TaiyakuError(Exception):
    """A command cannot do what was asked (exit code 2).

    ``says`` is a message of the toolkit's catalogue with ``{values}``; it is put into the
    reader's language where it is shown.
    """

    def __init__(self, says: str, **values: object) -> None:
        """Keep the message and its raw values apart."""
        super().__init__(says, values)
        self.says = says
        self.values: Mapping[str, object] = values


class NotAPackage(TaiyakuError):
    """The path, archive or revision named holds no data package."""


class CannotRead(TaiyakuError):
    """One file of a source cannot be read, from a place on; loaders turn this into a finding."""

    def __init__(self, says: str, line: int = 0, column: int = 0, **values: object) -> None:
        """Keep the place (1-based; 0 unknown) beside the message."""
        super().__init__(says, **values)
        self.line = line
        self.column = column


class CannotWrite(TaiyakuError):
    """An output could not be written; what was there before is untouched."""


class WrongUsage(TaiyakuError):
    """The words on the command line do not fit together."""
