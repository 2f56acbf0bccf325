"""The exposures of a week that is raised by a share: what a raised week changes, day by day."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from backstride.diary.spike import SPIKE_LIMIT, SPIKE_WINDOW_DAYS
from backstride.exposures.load import WEEK


def raised_week(frame: pd.DataFrame, raise_by: float, terms: Sequence[str]) -> pd.DataFrame:
    """What raising one week adds to each term of a model on each of its 7 days.

    Before the week nothing is added, so a lag (`_lag1`, `_lag2`) begins with zeros.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`, every calendar day.
    raise_by : float
        0.3 for a week at 1.3 times the week before, against one that equals it.
    terms : sequence of str
        `log_weekly_ratio`, `spike`, and lags of them.

    Returns
    -------
    DataFrame
        One row per day of the week, one column per term.

    Examples
    --------
    >>> runner = pd.DataFrame({"weekday": range(7), "km": 5.0, "longest_km": 5.0})
    >>> weeks = pd.concat([runner] * 6, ignore_index=True)
    >>> raised_week(weeks, 0.3, ["spike", "spike_lag1"]).iloc[[0, 6]].values.tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """
    daily = {"log_weekly_ratio": ramp_steps, "spike": spike_steps}
    names = {term.partition("_lag")[0] for term in terms}
    return with_lags({name: daily[name](frame, raise_by) for name in names}, terms)


def with_lags(daily: Mapping[str, np.ndarray], terms: Iterable[str]) -> pd.DataFrame:
    """Lay out what is added day by day, and the same some days later for lags.

    Parameters
    ----------
    daily : mapping of str to array, shape (7,)
    terms : iterable of str
        Names of `daily`, and lags of them.
    """
    columns = {}
    for term in terms:
        name, _, lag = term.partition("_lag")
        delay = int(lag or 0)
        columns[term] = np.concatenate([np.zeros(delay), daily[name][: WEEK - delay]])
    return pd.DataFrame(columns)


def usual_weeks(frame: pd.DataFrame) -> np.ndarray:
    """Cumulative share of a usual week's kilometres, for a week that ends on each weekday.

    Medians over the whole weeks with running, rescaled to a sum of 1; even shares without any.

    Returns
    -------
    array, shape (7, 7)
        Row: the weekday it ends on, Monday first. Column: its days, the first one first.

    Examples
    --------
    >>> week = pd.DataFrame({"weekday": range(7), "km": [0, 5, 0, 5, 0, 0, 10]})
    >>> usual_weeks(pd.concat([week, week]))[[0, 6]].tolist()
    [[0.25, 0.25, 0.5, 0.5, 0.5, 1.0, 1.0], [0.0, 0.25, 0.25, 0.5, 0.5, 0.5, 1.0]]
    """
    week = (frame["weekday"] == 0).cumsum()
    weeks = frame.assign(week=week).pivot_table(index="week", columns="weekday", values="km")
    whole = weeks.reindex(columns=range(WEEK)).dropna()
    total = whole.sum(axis=1)
    shares = np.full(WEEK, 1 / WEEK)
    if (total > 0).any():
        cumulative = whole[total > 0].div(total[total > 0], axis=0).cumsum(axis=1).median()
        shares = np.diff(cumulative.to_numpy() / cumulative.iloc[-1], prepend=0.0)
    ending = [np.roll(shares, -last - 1) for last in range(WEEK)]
    return np.asarray(np.cumsum(ending, axis=1).clip(0.0, 1.0))


def ramp_steps(frame: pd.DataFrame, raise_by: float) -> np.ndarray:
    """Log weekly ratio on each of 7 days that are raised evenly, as usual weeks go.

    log(1 + raise_by * share so far), the mean over the weekday on which the 7 days end: a raised
    week may end on any of them, and when its kilometres come decides what is left on its last
    evening.
    """
    return np.asarray(np.log1p(raise_by * usual_weeks(frame)).mean(axis=0))


def spike_steps(frame: pd.DataFrame, raise_by: float) -> np.ndarray:
    """Spikes that raising a week brings, expected on each of its 7 days.

    Every 7 days of the log with a run in them and in the 7 before are lived twice: all their runs
    longer or shorter by one factor, so that they come to (1 + raise_by) times the week before, and
    so that they equal it. Whether a run is then above 1.10 times the longest of the 30 days
    before follows from the kilometres alone. The difference is averaged over these weeks; 0 where
    the log has no such week with the 30 days before it.

    Parameters
    ----------
    frame : DataFrame
        `km` and `longest_km` of every calendar day, 0 on rest, missing where not known.
    """
    km, longest = _windows(frame["km"]), _windows(frame["longest_km"])
    begin = SPIKE_WINDOW_DAYS
    week, before = km[:, begin:].sum(axis=1), km[:, begin - WEEK : begin].sum(axis=1)
    is_known = ~np.isnan(km + longest).any(axis=1)
    is_lived = is_known & (week > 0) & (before > 0)
    if not is_lived.any():
        return np.zeros(WEEK)
    equal = before[is_lived] / week[is_lived]
    raised, level = (
        _has_spike(longest[is_lived], factor * equal) for factor in (1 + raise_by, 1.0)
    )
    return np.asarray(raised.mean(axis=0) - level.mean(axis=0))


def _windows(column: pd.Series) -> np.ndarray:
    values = column.to_numpy(dtype=float)
    reach = SPIKE_WINDOW_DAYS + WEEK
    if len(values) < reach:
        return np.empty((0, reach))
    return np.lib.stride_tricks.sliding_window_view(values, reach)


def _has_spike(longest: np.ndarray, factor: np.ndarray) -> np.ndarray:
    forced = longest.copy()
    forced[:, SPIKE_WINDOW_DAYS:] *= factor[:, None]
    before = np.lib.stride_tricks.sliding_window_view(forced[:, :-1], SPIKE_WINDOW_DAYS, axis=1)
    longest_before = before.max(axis=2)
    is_spike = forced[:, SPIKE_WINDOW_DAYS:] > SPIKE_LIMIT * longest_before
    return np.asarray(is_spike & (longest_before > 0))
