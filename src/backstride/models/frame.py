"""The columns of the models, day by day, with their lags on the calendar."""

import numpy as np
import pandas as pd

CONFOUNDERS = {
    "stress_lag1": "stress",
    "sitting_lag1": "sitting_h",
    "illness_lag1": "illness",
    "medication_lag1": "medication",
}
DAY_HABITS = ("stretching", "warm_up", "maintenance")
WEEK_DOSES = ("strength_7d", "cross_training_7d")
MAINTENANCE_EXERCISES = 4
WEEK = 7


def model_frame(diary: pd.DataFrame) -> pd.DataFrame:
    """Lay out what the models of one runner are fitted to.

    Parameters
    ----------
    diary : DataFrame
        One runner's diary with exposures: every calendar day once, ascending.

    Returns
    -------
    DataFrame
        One row per day: outcome `pain_post`; `pain_pre`, its gap, `pain_post_lag1`; day number
        and weekday; running (`ran`, `km`, `km_lag1`, `mean_km_prev7`, `longest_km` of a single
        run); exposures and their
        value one calendar day before (`_lag1`). Exposures of a run are 0 on rest days, so that
        rest days stay in for precision. Kilometres on unknown ground have a share
        of their own (`unknown_surface`). Habits: `stretching` (doses), `warm_up` (0/1, of a run),
        `maintenance` (share of its four exercises), all between the day's two ratings;
        `strength_7d` (days with a session) and `cross_training_7d` (hours) over d-6..d, and
        their days apart: `strength`, `_lag1`, `_lag2to6` (sum of days d-6..d-2) and `_lag7`.
    """
    km = diary["distance_km"]
    ran = (diary["n_runs"] > 0).astype(float).where(diary["is_logged"])
    frame = pd.DataFrame(
        {
            "date": diary["date"],
            "day": np.arange(len(diary), dtype=float),
            "weekday": diary["date"].dt.day_of_week,
            "pain_post": diary["pain_post"],
            "pain_pre": diary["pain_pre"],
            "pain_pre_gap_h": diary["pain_pre_gap_h"],
            "pain_post_lag1": diary["pain_post"].shift(),
            "ran": ran,
            "ran_lag1": ran.shift(),
            "km": km,
            "km_lag1": km.shift(),
            "mean_km_prev7": diary["acute_km"].shift(),
            "longest_km": diary["longest_run_km"].mask(ran == 0, 0.0),
        }
    )
    exposures = [_spike(diary), _ramp(diary), _ground(diary, ran), _shoe(diary, ran)]
    return pd.concat([frame, *exposures, _habits(diary, ran), _confounders(diary)], axis=1)


def _with_lag(columns: dict[str, pd.Series]) -> pd.DataFrame:
    lags = {f"{name}_lag1": values.shift() for name, values in columns.items()}
    return pd.DataFrame({**columns, **lags})


def _spike(diary: pd.DataFrame) -> pd.DataFrame:
    back = (diary["spike_state"] == "return").astype(float).where(diary["has_spike"].notna())
    return _with_lag({"spike": diary["has_spike"]}).assign(after_break=back)


def _ramp(diary: pd.DataFrame) -> pd.DataFrame:
    ratio = diary["weekly_ratio"].where(diary["weekly_ratio"] > 0)
    week_before = WEEK * diary["acute_km"] / ratio
    return _with_lag(
        {
            "log_weekly_ratio": ratio.transform(np.log),
            "log_week_before": week_before.transform(np.log),
        }
    )


def _ground(diary: pd.DataFrame, ran: pd.Series) -> pd.DataFrame:
    is_rest = ran == 0
    return _with_lag(
        {
            "hard": diary["hard_share"].mask(is_rest, 0.0),
            "unknown_surface": diary["unknown_share"].mask(is_rest, 0.0),
        }
    )


def _shoe(diary: pd.DataFrame, ran: pd.Series) -> pd.DataFrame:
    return _with_lag({"shoe_100km": (diary["shoe_km"] / 100).mask(ran == 0, 0.0)})


def _habits(diary: pd.DataFrame, ran: pd.Series) -> pd.DataFrame:
    doses = {}
    if "stretching_between" in diary:
        doses["stretching"] = diary["stretching_between"]
    if "warm_up_done" in diary:
        # A warm-up without a clock time still lies between the rating before and the run.
        warm_up = diary["warm_up_between"].fillna(diary["warm_up_done"])
        doses["warm_up"] = _any(warm_up).mask(ran == 0, 0.0)
    if "maintenance_between" in diary:
        doses["maintenance"] = (diary["maintenance_between"] / MAINTENANCE_EXERCISES).clip(upper=1)
    hours = diary["cross_training_min"] / 60
    weeks = [_week_of_doses("cross_training", hours, hours)]
    if "strength_done" in diary:
        # A session after today's rating counts from tomorrow.
        done = _any(diary["strength_done"])
        today = _any(diary["strength_between"]).mask(done == 0, 0.0)
        weeks.append(_week_of_doses("strength", today, done))
    return pd.concat([_with_lag(doses), *weeks], axis=1)


def _any(times: pd.Series) -> pd.Series:
    return (times > 0).astype(float).where(times.notna())


def _week_of_doses(name: str, today: pd.Series, done: pd.Series) -> pd.DataFrame:
    earlier = done.shift(2).rolling(WEEK - 2).sum()
    week = today + done.shift() + earlier
    return pd.DataFrame(
        {
            name: today,
            f"{name}_lag1": done.shift(),
            f"{name}_lag2to6": earlier,
            f"{name}_lag7": done.shift(WEEK),
            f"{name}_7d": week,
            f"{name}_7d_lag1": week.shift(),
        }
    )


def _confounders(diary: pd.DataFrame) -> pd.DataFrame:
    # Same-day stress or medication lie after the exposure; only sleep comes before it.
    before = {lag: diary[name].shift() for lag, name in CONFOUNDERS.items()}
    return pd.DataFrame({"sleep_h": diary["sleep_h"], **before})
