"""An empty pain diary for the runner who has none, ready to be filled in today."""

from pathlib import Path

HEADER = "date,time,pain,site,note\n"


def start_diary(out: Path) -> Path | None:
    """Write an empty `pain.csv` into `out`, unless one is there already.

    Parameters
    ----------
    out : Path
        An existing folder.

    Returns
    -------
    Path or None
        The new file; None where a `pain.csv` was left as it was.
    """
    path = out / "pain.csv"
    try:
        with path.open("x", encoding="utf-8", newline="") as diary:
            diary.write(HEADER)
    except FileExistsError:
        return None
    return path
