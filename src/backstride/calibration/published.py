"""The calibration that comes with the package, as a notebook finds it."""

from pathlib import Path

import pandas as pd

from backstride.calibration.files import TABLE, read_calibration
from backstride.calibration.measures import COLUMNS

PACKAGE = Path(__file__).resolve().parents[1]
PLACES = (PACKAGE / "_calibration" / TABLE, PACKAGE.parents[1] / "docs" / TABLE)


def published(places: tuple[Path, ...] = PLACES) -> pd.DataFrame:
    """The table `calibration.csv`: inside the installed package, else in the repository.

    Parameters
    ----------
    places : tuple of Path
        Where it may lie; the first that is there is read.

    Returns
    -------
    DataFrame
        As from `calibration_table`; no rows where the file came with neither.
    """
    found = next((place for place in places if place.is_file()), None)
    return pd.DataFrame(columns=list(COLUMNS)) if found is None else read_calibration(found)
