"""Files that change in a folder all together or not at all, whenever the run is interrupted."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backstride.errors import DataError

STAGED = ".backstride-new"


@contextmanager
def only_user(folder: Path, *, to_write: bool) -> Iterator[None]:
    """Wait until no other run writes to a folder, and hold others back meanwhile.

    The system lets go of the lock when a run ends, however it ends. Where it has no lock for
    folders (Windows, some network disks), nobody waits.

    Parameters
    ----------
    folder : Path
        May be absent; then the nearest folder around it is held.
    to_write : bool
        Whether other readers must wait, too.
    """
    if sys.platform == "win32":
        yield
        return
    handle = _locked(folder, to_write)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: Path, to_write: bool) -> int | None:
    if sys.platform == "win32":
        return None
    import fcntl

    while True:
        held = _nearest(folder)
        try:
            handle = os.open(held, os.O_RDONLY)
        except OSError:
            return None
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX if to_write else fcntl.LOCK_SH)
        # the run that was waited for may have made the folder
        if _nearest(folder) == held:
            return handle
        os.close(handle)


def _nearest(folder: Path) -> Path:
    place = folder.resolve()
    return next(one for one in (place, *place.parents) if one.exists())


def stamps_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of the last change (ns) of every file of a folder; none if it is absent."""
    if not folder.is_dir():
        return {}
    states = {path.name: path.lstat() for path in folder.iterdir()}
    return {name: (state.st_size, state.st_mtime_ns) for name, state in states.items()}


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
