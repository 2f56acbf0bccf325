"""What the name of a source says: whether it is a file of one activity."""

import pandas as pd

ACTIVITY_FILES = (".fit", ".gpx", ".tcx")


def is_activity_file(sources: pd.Series) -> pd.Series:
    """Whether each source is a FIT, GPX or TCX file, packed or not.

    Such a file holds one activity, so that together they are the record of one device; and its
    times are UTC, so that two of them never differ by a zone.

    Examples
    --------
    >>> is_activity_file(pd.Series(["box/a.FIT.gz", "activities.csv"])).tolist()
    [True, False]
    """
    return sources.str.casefold().str.removesuffix(".gz").str.endswith(ACTIVITY_FILES)
