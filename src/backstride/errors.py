"""What a person is told when something cannot be done; shown without a traceback."""

from collections.abc import Iterable


class BackstrideError(Exception):
    """Base of every error that is meant to be read by the person who runs Backstride."""


class DataError(BackstrideError):
    """The input cannot be used as it is; the message says where, what and how to mend it.

    Parameters
    ----------
    problems : str or iterable of str
        One sentence or several; several are shown one a line, all at once.

    Examples
    --------
    >>> raise DataError(["pain.csv, row 4: found 14", "pain.csv, row 9: found -1"])
    Traceback (most recent call last):
    backstride.errors.DataError: pain.csv, row 4: found 14
    pain.csv, row 9: found -1
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class ModelError(BackstrideError):
    """A model cannot be fitted to these days, and no number would be honest."""
