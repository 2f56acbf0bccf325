"""The one error that even a folder cannot swallow: a choice only the runner can make."""

from backstride.errors import DataError


class UndecidedError(DataError):
    """A unit, date order or time zone that no file states; the message names the option.

    Inside a folder other unreadable files become ledger lines; this one stops the reading,
    because one word on the command line makes the file readable.
    """
