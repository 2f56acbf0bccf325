"""Standard errors and a test for errors related over days, at distances of the calendar."""

import numpy as np
from scipy import stats

from backstride.models.estimates import Estimates, labelled, least_squares, total_influence
from backstride.models.regression import Regression

WEEK = 7


def hac_lags(n_days: int) -> int:
    """Days apart up to which errors may be related: a week, or more on very long logs.

    max(7, 4 (n / 100)^(2/9)): running and resting follow the week, and the usual rule of thumb
    asks for more than 7 days only from about 1,240 rated days on.

    References
    ----------
    Newey & West (1994), Rev Econ Stud 61:631, doi:10.2307/2297912.

    Examples
    --------
    >>> hac_lags(365), hac_lags(2000)
    (7, 7)
    >>> hac_lags(3000)
    8
    """
    return max(WEEK, int(4 * (n_days / 100) ** (2 / 9)))


def fit_newey_west(regression: Regression, lags: int) -> Estimates:
    """Least squares with errors that may be unequal and related up to `lags` days apart.

    Bartlett weights 1 - l / (lags + 1) on pairs of rows exactly l calendar days apart; a day
    without a row takes part in no pair ("amplitude modulated"). With the factor n / (n - k).
    Counting rows instead of days would pair the days on both sides of a gap.

    References
    ----------
    Newey & West (1987), Econometrica 55:703, doi:10.2307/1913610; with missing days Rho &
    Vogelsang (2019), Econometric Theory 35:601, doi:10.1017/S0266466618000117.
    """
    params, resid, _ = least_squares(regression.exog, regression.endog)
    moved = total_influence(regression, params, resid, without_own=False)
    daily = on_calendar(moved, regression.day)
    covariance = daily.T @ daily
    for lag in range(1, min(lags, len(daily) - 1) + 1):
        related = daily[lag:].T @ daily[:-lag]
        covariance += (1 - lag / (lags + 1)) * (related + related.T)
    factor = len(resid) / regression.df_resid
    return labelled(regression, params, factor * covariance, resid)


def breusch_godfrey(regression: Regression, lags: int = WEEK) -> tuple[float, float]:
    """Test whether errors are still related up to `lags` days apart.

    n R² of the residuals regressed on the model and on the residuals 1..lags calendar days
    before (0 where that day has none), against chi-squared with `lags` degrees of freedom.

    Returns
    -------
    tuple of float
        Statistic and p-value.

    References
    ----------
    Breusch (1978), Aust Econ Pap 17:334, doi:10.1111/j.1467-8454.1978.tb00635.x; Godfrey (1978),
    Econometrica 46:1293, doi:10.2307/1913829.
    """
    resid = least_squares(regression.exog, regression.endog)[1]
    past = _past(resid, regression.day, lags)
    exog = np.column_stack([regression.exog, past])
    left = resid - exog @ np.linalg.lstsq(exog, resid)[0]
    spread = resid - resid.mean()
    statistic = len(resid) * (1 - float(left @ left) / float(spread @ spread))
    return statistic, float(stats.chi2.sf(statistic, lags))


def on_calendar(values: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Put rows on their calendar days; days without a row are 0.

    Examples
    --------
    >>> on_calendar(np.array([5.0, 6.0, 7.0]), np.array([10, 11, 14])).tolist()
    [5.0, 6.0, 0.0, 0.0, 7.0]
    """
    grid = np.zeros((day[-1] - day[0] + 1, *values.shape[1:]))
    grid[day - day[0]] = values
    return grid


def _past(resid: np.ndarray, day: np.ndarray, lags: int) -> np.ndarray:
    padded = np.concatenate([np.zeros(lags), on_calendar(resid, day)])
    place = day - day[0] + lags
    return np.column_stack([padded[place - lag] for lag in range(1, lags + 1)])
