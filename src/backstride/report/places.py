"""Where the notebooks and the sample log lie: inside the installed package, else the repository."""

from pathlib import Path

from backstride.errors import DataError

PACKAGE = Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE.parent.parent


def notebook_paths() -> list[Path]:
    """The numbered notebooks, in order of their numbers.

    Raises
    ------
    DataError
        If there are none.
    """
    folder = _first_folder(PACKAGE / "_notebooks", REPOSITORY / "notebooks")
    paths = sorted(folder.glob("[0-9]*.ipynb"), key=lambda path: int(path.name.split("-")[0]))
    if not paths:
        raise DataError(f"{folder}: no notebook found. Install Backstride again.")
    return paths


def sample_folder() -> Path:
    """The folder of the simulated sample log.

    Raises
    ------
    DataError
        If it is not there.
    """
    return _first_folder(PACKAGE / "_sample", REPOSITORY / "data" / "sample")


def _first_folder(installed: Path, developed: Path) -> Path:
    for folder in (installed, developed):
        if folder.is_dir():
            return folder
    raise DataError(f"{installed}: folder not found. Install Backstride again.")
