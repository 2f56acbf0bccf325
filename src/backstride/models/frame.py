"""The columns of the models, day by day, with their lags on the calendar."""

import numpy as np
import pandas as pd

from backstride.diary.habits import MAINTENANCE_EXERCISES
from backstride.exposures.load import WEEK

CONFOUNDERS = {
    "stress_lag1": "stress",
    "sitting_lag1": "sitting_h",
    "illness_lag1": "illness",
    "medication_lag1": "medication",
}
DAY_HABITS = ("stretching", "warm_up", "maintenance")
WEEK_DOSES = ("strength_7d", "cross_training_7d")
WORN_SHOE_100KM = 3.0


def model_frame(diary: pd.DataFrame) -> pd.DataFrame:
    """Lay out what the models are fitted to.

    Parameters
    ----------
    diary : DataFrame
        A diary with exposures, of one runner or of many: runner by runner, every calendar day of
        each once, ascending.

    Returns
    -------
    DataFrame
        One row per runner and day: `runner`, `date`; outcome `pain_post`; `pain_pre`, its gap,
        `pain_post_lag1`; number of the day in the runner's calendar, from 0, and weekday; running
        (`ran`, `km`, `km_lag1`, `mean_km_prev7`, `longest_km` of a single run); exposures and
        their value one calendar day before (`_lag1`), missing on a runner's first day. Exposures
        of a run are 0 on rest days, so that rest days stay in for precision. Kilometres on
        unknown ground have a share
        of their own (`unknown_surface`). Habits: `stretching` (doses), `warm_up` (0/1, of a run),
        `maintenance` (share of its four exercises), all between the day's two ratings;
        `strength_7d` (days with a session) and `cross_training_7d` (hours) over d-6..d, and
        their days apart: `strength`, `_lag1`, `_lag2to6` (sum of days d-6..d-2) and `_lag7`.
        Kilometres on the pair beyond 300: `worn_100km`.
    """
    day = _day_number(diary["runner"])
    km = diary["distance_km"]
    ran = (diary["n_runs"] > 0).astype(float).where(diary["is_logged"])
    frame = pd.DataFrame(
        {
            "runner": diary["runner"],
            "date": diary["date"],
            "day": day,
            "weekday": diary["date"].dt.day_of_week,
            "pain_post": diary["pain_post"],
            "pain_pre": diary["pain_pre"],
            "pain_pre_gap_h": diary["pain_pre_gap_h"],
            "pain_post_lag1": lagged(diary["pain_post"], day),
            "ran": ran,
            "ran_lag1": lagged(ran, day),
            "km": km,
            "km_lag1": lagged(km, day),
            "mean_km_prev7": lagged(diary["acute_km"], day),
            "longest_km": diary["longest_run_km"].mask(ran == 0, 0.0),
        }
    )
    exposures = [_spike(diary, day), _ramp(diary, day), _ground(diary, ran, day)]
    exposures += [_shoe(diary, ran, day), _habits(diary, ran, day), _confounders(diary, day)]
    return pd.concat([frame, *exposures], axis=1)


def lagged(values: pd.Series, day: pd.Series, n_days: int = 1) -> pd.Series:
    """Values of `n_days` before; missing where the runner has no such day.

    Parameters
    ----------
    values, day : Series
        Runner by runner; `day` is the number of each day in its runner's calendar, from 0.

    Examples
    --------
    >>> lagged(pd.Series([1.0, 2.0, 3.0, 4.0]), pd.Series([0.0, 1.0, 0.0, 1.0])).tolist()
    [nan, 1.0, nan, 3.0]
    """
    return values.shift(n_days).where(day >= n_days)


def _day_number(runner: pd.Series) -> pd.Series:
    begins = (runner != runner.shift()).to_numpy()
    row = np.arange(len(runner))
    first = np.maximum.accumulate(np.where(begins, row, 0))
    return pd.Series((row - first).astype(float), index=runner.index)


def _with_lag(columns: dict[str, pd.Series], day: pd.Series) -> pd.DataFrame:
    lags = {f"{name}_lag1": lagged(values, day) for name, values in columns.items()}
    return pd.DataFrame({**columns, **lags})


def _spike(diary: pd.DataFrame, day: pd.Series) -> pd.DataFrame:
    back = (diary["spike_state"] == "return").astype(float).where(diary["has_spike"].notna())
    return _with_lag({"spike": diary["has_spike"]}, day).assign(after_break=back)


def _ramp(diary: pd.DataFrame, day: pd.Series) -> pd.DataFrame:
    ratio = diary["weekly_ratio"].where(diary["weekly_ratio"] > 0)
    week_before = WEEK * diary["acute_km"] / ratio
    return _with_lag(
        {
            "log_weekly_ratio": ratio.transform(np.log),
            "log_week_before": week_before.transform(np.log),
        },
        day,
    )


def _ground(diary: pd.DataFrame, ran: pd.Series, day: pd.Series) -> pd.DataFrame:
    is_rest = ran == 0
    return _with_lag(
        {
            "hard": diary["hard_share"].mask(is_rest, 0.0),
            "unknown_surface": diary["unknown_share"].mask(is_rest, 0.0),
        },
        day,
    )


def _shoe(diary: pd.DataFrame, ran: pd.Series, day: pd.Series) -> pd.DataFrame:
    shoe_100km = (diary["shoe_km"] / 100).mask(ran == 0, 0.0)
    worn_100km = (shoe_100km - WORN_SHOE_100KM).clip(lower=0.0)
    return _with_lag({"shoe_100km": shoe_100km}, day).assign(worn_100km=worn_100km)


def _habits(diary: pd.DataFrame, ran: pd.Series, day: pd.Series) -> pd.DataFrame:
    doses = {}
    if "stretching_between" in diary:
        doses["stretching"] = diary["stretching_between"]
    if "warm_up_done" in diary:
        # A warm-up without a clock time still lies between the rating before and the run.
        warm_up = diary["warm_up_between"].fillna(diary["warm_up_done"])
        doses["warm_up"] = _any(warm_up).mask(ran == 0, 0.0)
    if "maintenance_between" in diary:
        doses["maintenance"] = (diary["maintenance_between"] / len(MAINTENANCE_EXERCISES)).clip(
            upper=1
        )
    hours = diary["cross_training_min"] / 60
    weeks = [_week_of_doses("cross_training", hours, hours, day)]
    if "strength_done" in diary:
        # A session after today's rating counts from tomorrow.
        done = _any(diary["strength_done"])
        today = _any(diary["strength_between"]).mask(done == 0, 0.0)
        weeks.append(_week_of_doses("strength", today, done, day))
    return pd.concat([_with_lag(doses, day), *weeks], axis=1)


def _any(times: pd.Series) -> pd.Series:
    return (times > 0).astype(float).where(times.notna())


def _week_of_doses(name: str, today: pd.Series, done: pd.Series, day: pd.Series) -> pd.DataFrame:
    yesterday = lagged(done, day)
    before = pd.DataFrame({n_days: lagged(done, day, n_days) for n_days in range(2, WEEK)})
    earlier = before.sum(axis=1, skipna=False)
    week = today + yesterday + earlier
    return pd.DataFrame(
        {
            name: today,
            f"{name}_lag1": yesterday,
            f"{name}_lag2to6": earlier,
            f"{name}_lag7": lagged(done, day, WEEK),
            f"{name}_7d": week,
            f"{name}_7d_lag1": lagged(week, day),
        }
    )


def _confounders(diary: pd.DataFrame, day: pd.Series) -> pd.DataFrame:
    # Same-day stress or medication lie after the exposure; only sleep comes before it.
    before = {lag: lagged(diary[name], day) for lag, name in CONFOUNDERS.items()}
    return pd.DataFrame({"sleep_h": diary["sleep_h"], **before})
