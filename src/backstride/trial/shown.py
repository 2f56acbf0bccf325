"""Tables of a trial as notebooks show them."""

import numpy as np
import pandas as pd

from backstride.trial.analysis import TrialResult

_PERIODS = ["period", "pair", "arm", "first", "last", "rated_days", "mean_pain"]
_DONE = ["done_days", "followed"]


def shown_periods(result: TrialResult | None) -> pd.DataFrame:
    """One row per period: assigned, done, rated; no rows without a trial."""
    if result is None:
        return pd.DataFrame(columns=[*_PERIODS, *_DONE])
    periods = result.periods[[*_PERIODS, *_DONE]]
    days = {name: periods[name].dt.strftime("%Y-%m-%d") for name in ("first", "last")}
    done = periods["done_days"].where(result.periods["known_days"] > 0).astype("Int64")
    return periods.assign(**days, done_days=done)


def shown_result(result: TrialResult | None) -> pd.DataFrame:
    """The test on all days and without the first days; no rows before the end."""
    names = ["days", "pairs", "estimate", "low", "high", "p_value"]
    if result is None or result.test is None:
        return pd.DataFrame(columns=names)
    parts = f"without the first {result.plan.washout_days}"
    tests = [("all", result.test)]
    if result.without_washout is not None and result.plan.washout_days:
        tests.append((parts, result.without_washout))
    rows = [
        (days, test.n_pairs, test.estimate, test.low, test.high, test.p_value)
        for days, test in tests
    ]
    table = pd.DataFrame(rows, columns=names)
    return table.replace([np.inf, -np.inf], np.nan)
