"""Where notebooks, sample and glossary lie: inside the installed package, else the repository."""

from pathlib import Path

from backstride.errors import DataError

PACKAGE = Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE.parent.parent


def notebook_paths() -> list[Path]:
    """The numbered notebooks about one runner, in order of their numbers.

    Raises
    ------
    DataError
        If there are none.
    """
    folder = _first_folder(PACKAGE / "_notebooks", REPOSITORY / "notebooks")
    numbered = [path for path in folder.glob("[0-9]*.ipynb") if not is_of_cohort(path)]
    paths = sorted(numbered, key=lambda path: int(path.name.split("-")[0]))
    if not paths:
        raise DataError(f"{folder}: no notebook found. Install Backstride again.")
    return paths


def is_of_cohort(path: Path) -> bool:
    """Whether a notebook is about many runners, and so in no report of one.

    Examples
    --------
    >>> is_of_cohort(Path("notebooks/10-many-runners.ipynb")), is_of_cohort(Path("9-trial.ipynb"))
    (True, False)
    """
    return path.stem.endswith("-many-runners")


def is_of_trial(path: Path) -> bool:
    """Whether a notebook is about a trial, and is left out where no trial lies in the folder.

    Examples
    --------
    >>> is_of_trial(Path("notebooks/9-trial.ipynb")), is_of_trial(Path("4-surface.ipynb"))
    (True, False)
    """
    return path.stem.endswith("-trial")


def sample_folder() -> Path:
    """The folder of the simulated sample log.

    Raises
    ------
    DataError
        If it is not there.
    """
    return _first_folder(PACKAGE / "_sample", REPOSITORY / "data" / "sample")


def glossary_file() -> Path:
    """The glossary as it stands in the documentation.

    Raises
    ------
    DataError
        If it is not there.
    """
    for file in (PACKAGE / "_glossary.md", REPOSITORY / "docs" / "glossary.md"):
        if file.is_file():
            return file
    raise DataError(f"{PACKAGE / '_glossary.md'}: no such file. Install Backstride again.")


def _first_folder(installed: Path, developed: Path) -> Path:
    for folder in (installed, developed):
        if folder.is_dir():
            return folder
    raise DataError(f"{installed}: folder not found. Install Backstride again.")
