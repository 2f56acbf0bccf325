"""What each run was to the runner, known from the runs alone: shoe wear, coverage."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.clean.log import Log, is_activity_file

__all__ = [
    "NEW_PAIR_AFTER_DAYS",
    "add_shoe_wear",
    "coverage",
]

# Wear of the pair at the start of each run.

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


# Which days were logged: the difference between rest (0 km) and not known (missing).

SILENCE_DAYS = 14


def coverage(log: Log) -> pd.DataFrame:
    """Say for every calendar day of the log whether running was recorded on it.

    Inside the span of a run source (its first to its last session of any sport, both inclusive)
    a day without a run is rest; outside every source's span, and in a stretch declared with
    `--unlogged`, it is unlogged. A silence of more than 14 days inside a span is marked: it
    counts as a break unless it is declared.

    Returns
    -------
    DataFrame
        One row per day from the first to the last day of any run or rating: `date`,
        `is_logged` (bool), `is_silence` (bool). No rows for an empty log.
    """
    seen = pd.concat([log.runs["date"], log.pain["date"]])
    if seen.empty:
        return pd.DataFrame(
            {"date": seen, "is_logged": pd.Series(dtype=bool), "is_silence": pd.Series(dtype=bool)}
        )
    dates = pd.Series(pd.date_range(seen.min(), seen.max(), freq="D", unit="us"))
    is_logged = pd.Series(False, index=dates.index)
    spans = source_spans(log)
    for first_day, last_day in zip(spans["first_day"], spans["last_day"], strict=True):
        is_logged |= dates.between(first_day, last_day)
    for first, last in log.settings.unlogged:
        is_logged &= ~dates.between(pd.Timestamp(first), pd.Timestamp(last))
    is_silence = is_logged & _inside_silence(dates, log.runs["date"])
    return pd.DataFrame({"date": dates, "is_logged": is_logged, "is_silence": is_silence})


def source_spans(log: Log) -> pd.DataFrame:
    """First and last day of every run source, merged sessions included.

    Files of single activities (FIT, GPX, TCX) are one source together. A session that was merged
    away still shows that its source was recording on that day; the ledger says which kept session,
    and so which day, it went into.

    Returns
    -------
    DataFrame
        Columns `source`, `first_day`, `last_day`.
    """
    every = log.runs[["source", "date"]]
    if (log.ledger["outcome"] == "merged").any():
        every = pd.concat([every, _merged_days(log)])
    recorder = every["source"].mask(is_activity_file(every["source"]), "activity files")
    days = every["date"].groupby(recorder)
    return pd.DataFrame({"first_day": days.min(), "last_day": days.max()}).reset_index()


def _merged_days(log: Log) -> pd.DataFrame:
    """Source and day of every session that was merged away."""
    place = log.runs["source"] + ", row " + log.runs["source_row"].astype("str")
    day_of = pd.Series(log.runs["date"].to_numpy(), index=place.to_numpy())
    merged = log.ledger[log.ledger["outcome"] == "merged"]
    days = day_of.reindex(merged["into"]).to_numpy()
    return pd.DataFrame({"source": merged["source"], "date": days}).dropna()


def _inside_silence(dates: pd.Series, session_dates: pd.Series) -> pd.Series:
    days = pd.Series(session_dates.drop_duplicates().sort_values().to_numpy())
    gap_ends = days[days.diff().dt.days > SILENCE_DAYS + 1]
    inside = pd.Series(False, index=dates.index)
    for position in gap_ends.index:
        inside |= (dates > days[position - 1]) & (dates < days[position])
    return inside
