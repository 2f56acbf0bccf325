"""Moments to mark on a timeline: new pairs and breaks."""

import pandas as pd

BREAK_DAYS = 7


def marks(diary: pd.DataFrame) -> pd.DataFrame:
    """List new pairs of shoes and breaks of 7 logged days or more without a run.

    Pairs in use in the first 30 days of the log are not new.

    Returns
    -------
    DataFrame
        Columns `date`, `until` (missing for a moment), `label`, in order of time.
    """
    both = pd.concat([_new_pairs(diary), _breaks(diary)], ignore_index=True)
    return both.sort_values("date", kind="stable").reset_index(drop=True)


def _new_pairs(diary: pd.DataFrame) -> pd.DataFrame:
    worn = diary.dropna(subset=["shoe"])
    first = worn.groupby("shoe")["date"].min().sort_values()
    new = first[first > diary["date"].min() + pd.Timedelta(days=30)]
    return pd.DataFrame(
        {"date": new.to_numpy(), "until": pd.NaT, "label": "new pair"},
    ).astype({"date": "datetime64[us]", "until": "datetime64[us]", "label": "str"})


def _breaks(diary: pd.DataFrame) -> pd.DataFrame:
    is_rest = diary["is_logged"] & (diary["n_runs"] == 0)
    stretch = (~is_rest).cumsum()[is_rest]
    days = diary.loc[is_rest].groupby(stretch)["date"].agg(["min", "max", "size"])
    long = days[days["size"] >= BREAK_DAYS]
    return pd.DataFrame(
        {"date": long["min"].to_numpy(), "until": long["max"].to_numpy(), "label": "break"}
    ).astype({"date": "datetime64[us]", "until": "datetime64[us]", "label": "str"})
