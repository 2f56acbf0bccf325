"""A cohort that fits into memory: its diaries in one table."""

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from backstride.cohort.engine import Loop
from backstride.cohort.places import find_runners
from backstride.cohort.reading import read_cohort
from backstride.cohort.shards import read_diary
from backstride.settings import Settings


def cohort_diary(place: str | Path, **stated: Any) -> pd.DataFrame:
    """Read the diaries of all runners, with exposures, into one table.

    Parameters
    ----------
    place : path
        As for `backstride cohort`: a folder with a folder for each runner, or with tables that
        have a column `runner`; or one such table.
    **stated
        As for `Settings.stated`; the same for all runners.

    Returns
    -------
    DataFrame
        Runner by runner, every calendar day of each once, ascending.

    Raises
    ------
    DataError
        If there is no runner, or none can be read.
    """
    settings = Settings.stated(**stated)
    with tempfile.TemporaryDirectory() as work:
        read = read_cohort(find_runners(Path(place)), settings, Path(work), Loop())
        diaries = pd.concat([read_diary(shard) for shard in read.shards], ignore_index=True)
    return diaries.sort_values(["runner", "date"], kind="stable", ignore_index=True)
