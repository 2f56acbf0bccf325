"""Files that change in a folder all together or not at all, whenever the run is interrupted."""

import shutil
from pathlib import Path

from backstride.errors import DataError

STAGED = ".backstride-new"


def current(path: Path) -> Path:
    """Where the content of a file lies now.

    A run that was killed while it moved files in has left some of them in the folder of staged
    files, which appears only when all are written: they are the ones that count.
    """
    staged = path.parent / STAGED / path.name
    return staged if staged.exists() else path


def move_in(new: Path, folder: Path, old: Path) -> None:
    """Move the files of `new` into `folder`; those they replace go to `old`.

    Parameters
    ----------
    new, old : Path
        Folders on the disk of `folder`; `new` holds every file complete, `old` is empty.

    Raises
    ------
    DataError
        If a folder stands where a file should go; nothing is changed then.
    OSError
        If a file cannot be moved; everything is then as it was.
    """
    blocked = [path for path in sorted(new.iterdir()) if (folder / path.name).is_dir()]
    if blocked:
        raise DataError(f"{folder / blocked[0].name} is a folder. Name another --out.")
    if not folder.exists():
        new.rename(folder)
        return
    finish(folder)
    for path in new.iterdir():
        if (folder / path.name).exists():
            shutil.copy2(folder / path.name, old / path.name)
    # This one rename is the moment from which the new state holds.
    staged = new.rename(folder / STAGED)
    names = sorted(path.name for path in staged.iterdir())
    try:
        finish(folder)
    except BaseException:
        _move_back(folder, old, names)
        raise


def finish(folder: Path) -> None:
    """Move the files that an interrupted run has left staged to their places."""
    staged = folder / STAGED
    if staged.is_dir():
        for path in sorted(staged.iterdir()):
            path.replace(folder / path.name)
        staged.rmdir()


def _move_back(folder: Path, old: Path, names: list[str]) -> None:
    for name in names:
        if (old / name).exists():
            (old / name).replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / STAGED)
