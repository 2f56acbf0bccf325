"""What a person is told when something cannot be done; shown without a traceback."""

from collections.abc import Iterable
from importlib.util import find_spec


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


def require_package(package: str, extra: str, asked: str) -> None:
    """Make sure of a package that only an extra of Backstride brings.

    Parameters
    ----------
    package : str
        Under the name it is imported and installed by.
    extra : str
        The extra of `pyproject.toml` that brings it.
    asked : str
        The command, option or function that needs it.

    Raises
    ------
    DataError
        If it is not installed.

    Examples
    --------
    >>> require_package("unheard_of", "cohort", "--workers")
    Traceback (most recent call last):
    backstride.errors.DataError: --workers: needs the package unheard_of. Install it: pip inst...
    """
    if find_spec(package) is None:
        raise DataError(
            f"{asked}: needs the package {package}. Install it: pip install 'backstride[{extra}]'."
        )
