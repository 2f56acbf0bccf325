"""What each source gives: the row of a reader in `docs/sources.md`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """What is taken from a source, in words; an empty word means that it does not say.

    Parameters
    ----------
    source : str
        Service and file, as the runner knows them.
    runs, moving_time, surface, shoe, rpe, pain : str
        Where each is found.
    zone : str
        How its clock times are meant, and whether `--timezone` is needed.
    refuses : str
        What ends as a refused row or an error.
    """

    source: str
    runs: str = ""
    moving_time: str = ""
    surface: str = ""
    shoe: str = ""
    rpe: str = ""
    pain: str = ""
    zone: str = ""
    refuses: str = ""
