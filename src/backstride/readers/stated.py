"""Shoes whose history is stated with `--shoe` and stands in no file."""

import pandas as pd

from backstride.ledger import opened
from backstride.readers.reading import Reading, raw_table
from backstride.settings import Settings

SOURCE = "--shoe"


def stated_shoes(settings: Settings) -> Reading:
    """One row of the table of shoes for every `--shoe`, numbered in their order.

    Examples
    --------
    >>> stated = stated_shoes(Settings.stated(shoes=["Harrier 5=120,2024-03-01"]))
    >>> stated.shoes[["shoe", "start_km"]].to_numpy().tolist()
    [['Harrier 5', 120.0]]
    """
    if not settings.shoes:
        return Reading()
    numbers = range(1, len(settings.shoes) + 1)
    rows = pd.DataFrame(
        [(pair.name, pair.start_km, pair.first_day) for pair in settings.shoes],
        columns=["shoe", "start_km", "first_day"],
    ).assign(source=SOURCE, source_row=numbers)
    dated = rows.assign(first_day=pd.to_datetime(rows["first_day"]))
    return Reading(shoes=raw_table("shoes", dated), ledger=opened(SOURCE, numbers, "shoes"))
