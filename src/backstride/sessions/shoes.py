"""Wear of the pair at the start of each run."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NEW_PAIR_AFTER_DAYS = 30


def add_shoe_wear(sessions: pd.DataFrame, shoes: pd.DataFrame) -> pd.DataFrame:
    """Add `shoe_km` and `shoe_age_days`: km and days on the pair before this session.

    Every session with the pair wears it, walks too. Kilometres count from the stated `start_km`;
    a pair without one that first appears after the log's first 30 days counts from 0, unless its
    `first_day` lies before its first logged session. A pair that was in use before the log began
    and whose start is not stated has unknown wear: missing (left-censored), never 0. Days count
    from the stated `first_day`, else from the first session of a pair that is new in the log.

    Parameters
    ----------
    sessions : DataFrame
        `date`, `start`, `distance_km`, `shoe`; all sports.
    shoes : DataFrame
        `shoe`, `start_km`, `first_day`.

    Returns
    -------
    DataFrame
        `sessions` in order of time with the two columns added; both are missing without a shoe.
        `shoe_km` is also missing once an earlier session with the pair has no distance.
    """
    order = sessions["start"].fillna(sessions["date"] + pd.Timedelta(hours=12)).sort_values().index
    worn = sessions.loc[order].reset_index(drop=True)
    facts = worn[["shoe"]].merge(_first_use(worn, shoes), how="left", on="shoe")
    age = (worn["date"] - facts["first_day"]).dt.days.astype(float)
    return worn.assign(
        shoe_km=facts["start_km"] + _km_before(worn), shoe_age_days=age.where(age >= 0, np.nan)
    )


def _km_before(worn: pd.DataFrame) -> NDArray[np.float64]:
    """Kilometres of the earlier sessions with the same pair; missing without a shoe."""
    km, before = worn["distance_km"].to_numpy(), np.full(len(worn), np.nan)
    for rows in worn.groupby("shoe").indices.values():
        before[rows] = np.concatenate([[0.0], np.cumsum(km[rows])[:-1]])
    return before


def _first_use(worn: pd.DataFrame, shoes: pd.DataFrame) -> pd.DataFrame:
    first_seen = worn.groupby("shoe")["date"].min().rename("first_seen").reset_index()
    facts = first_seen.merge(shoes[["shoe", "start_km", "first_day"]], how="left", on="shoe")
    log_begins = worn["date"].min()
    is_new = facts["first_seen"] >= log_begins + pd.Timedelta(days=NEW_PAIR_AFTER_DAYS)
    unworn_before = facts["first_day"].fillna(facts["first_seen"]) >= facts["first_seen"]
    was_new = unworn_before & (is_new | facts["first_day"].notna())
    return pd.DataFrame(
        {
            "shoe": facts["shoe"],
            "start_km": facts["start_km"].mask(facts["start_km"].isna() & was_new, 0.0),
            "first_day": facts["first_day"].mask(
                facts["first_day"].isna() & is_new & facts["start_km"].fillna(0).eq(0),
                facts["first_seen"],
            ),
        }
    )
