"""Errors that a folder treats in a way of its own: an open choice, and a table that is no log."""

from collections.abc import Iterable

from backstride.errors import DataError


class UndecidedError(DataError):
    """A unit, date order or time zone that no file states; the message names the option.

    Inside a folder other unreadable files become ledger lines; this one stops the reading,
    because one word on the command line makes the file readable.
    """


class NotALogError(DataError):
    """A table in which no column has a meaning.

    The message quotes the names of its columns. What stands in their place may be the first line
    of a letter, so a ledger is given `unquoted`.

    Parameters
    ----------
    problems : iterable of str
        What to show to the person who named the file.
    unquoted : str
        The same without a word of the file.
    """

    def __init__(self, problems: Iterable[str], unquoted: str) -> None:
        super().__init__(problems)
        self.unquoted = unquoted


def reason_of(fault: DataError) -> str:
    """What a ledger says about a file that could not be read; never words of the file."""
    return fault.unquoted if isinstance(fault, NotALogError) else " ".join(fault.problems)
