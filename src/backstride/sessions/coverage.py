"""Which days were logged: the difference between rest (0 km) and not known (missing)."""

import pandas as pd

from backstride.clean.log import Log
from backstride.clean.sources import is_activity_file

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
