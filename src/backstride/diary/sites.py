"""Which ratings are the outcome: those of one site."""

import pandas as pd

from backstride.clean.log import Log
from backstride.errors import DataError


def ratings_of_site(log: Log) -> pd.DataFrame:
    """Ratings of `settings.site`, in order of the pain table.

    Raises
    ------
    DataError
        If the diary has ratings, but none of that site.
    """
    wanted = log.settings.site.casefold()
    chosen = log.pain[log.pain["site"].str.casefold() == wanted]
    if chosen.empty and not log.pain.empty:
        sites = ", ".join(sorted(log.pain["site"].unique()))
        raise DataError(
            f"--site: found no rating of {log.settings.site!r}; the diary has: {sites}."
        )
    return chosen.reset_index(drop=True)
