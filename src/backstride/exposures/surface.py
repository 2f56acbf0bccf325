"""The day's ground: shares of the distance on hard and on unknown ground."""

import pandas as pd

from backstride.tables import HARD_SURFACES


def add_surface_shares(diary: pd.DataFrame) -> pd.DataFrame:
    """Add `hard_km`, `hard_share` and `unknown_share` of the day's kilometres.

    Hard is road, asphalt and concrete. Shares are missing on a day without kilometres.
    """
    known = diary["distance_km"].where(diary["distance_km"] > 0)
    hard_km = diary[[f"km_{surface}" for surface in HARD_SURFACES]].sum(axis=1, skipna=False)
    return diary.assign(
        hard_km=hard_km,
        hard_share=hard_km / known,
        unknown_share=diary["km_unknown"] / known,
    )
