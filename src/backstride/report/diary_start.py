"""An empty pain diary for the runner who has none, ready to be filled in today."""

from pathlib import Path

from backstride.clean.log import Log

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


def has_diary(log: Log) -> bool:
    """Whether any row of the input was one of a pain diary, be it refused or left out."""
    return bool(log.ledger["table"].str.split("+").explode().eq("pain").any())
