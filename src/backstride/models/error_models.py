"""The same contrast under other errors: related over days, fading by the day, ordered steps."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats
from scipy.optimize import fixed_point
from scipy.special import expit, logit

from backstride.errors import ModelError
from backstride.exposures.load import WEEK
from backstride.models.design import PAIN_PRE_NEWS
from backstride.models.refit import (
    Estimates,
    Regression,
    labelled,
    least_squares,
    spread_by_news,
    total_influence,
    without_columns,
)

# Standard errors and a test for errors related over days, at distances of the calendar.


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


# The model with errors that fade from day to day (AR(1)), days without a rating included.

AR_MOST_STEPS = 50
AR_SETTLED = 1e-6
LARGEST = 0.99


def fit_ar1(regression: Regression) -> tuple[Estimates, float]:
    """Fit with AR(1) errors by iterated feasible generalised least squares.

    Returns
    -------
    tuple
        Estimates with the usual errors of generalised least squares, and the correlation of
        errors one day apart.

    Raises
    ------
    ModelError
        If the correlation does not settle below 0.99.

    References
    ----------
    Prais & Winsten (1954), Cowles Commission Discussion Paper 383; with days missing Baltagi & Wu
    (1999), Econometric Theory 15:814, doi:10.1017/S0266466699156020.
    """
    day = regression.day

    def found_after(rho: float) -> float:
        if not abs(rho) < LARGEST:
            raise ModelError("errors hardly fade from day to day.")
        return day_to_day(fit_given(regression, float(rho)).resid, day)

    try:
        # Iterated until it stays where it is, with Steffensen's acceleration.
        rho = float(
            fixed_point(found_after, found_after(0.0), xtol=AR_SETTLED, maxiter=AR_MOST_STEPS)
        )
    except RuntimeError:
        raise ModelError("what carries over from day to day does not settle.") from None
    estimates = fit_given(regression, rho)
    added = spread_by_news(regression, float(estimates.params.get(PAIN_PRE_NEWS, 0.0)))
    return replace(estimates, covariance=estimates.covariance + added), rho


def day_to_day(resid: np.ndarray, day: np.ndarray) -> float:
    """Correlation of residuals exactly one calendar day apart."""
    residuals = on_calendar(resid, day)
    rated = on_calendar(np.ones(len(day)), day)
    n_pairs = float(rated[1:] @ rated[:-1])
    if n_pairs == 0:
        raise ModelError("no two days in a row.")
    return float(residuals[1:] @ residuals[:-1] / n_pairs / (resid @ resid / len(resid)))


def fit_given(regression: Regression, rho: float) -> Estimates:
    """Generalised least squares where errors h days apart have correlation rho^h."""
    day = regression.day
    exog, endog = _whitened(regression.exog, day, rho), _whitened(regression.endog, day, rho)
    params, left, inverse = least_squares(exog, endog)
    covariance = float(left @ left) / regression.df_resid * inverse
    resid = regression.endog - regression.exog @ params
    return labelled(regression, params, covariance, resid)


def _whitened(values: np.ndarray, day: np.ndarray, rho: float) -> np.ndarray:
    """Each row less what the row before foretells, scaled to equal spread."""
    fades = rho ** np.diff(day)
    scale = np.sqrt((1 - rho**2) / (1 - fades**2))
    shape = (-1, *[1] * (values.ndim - 1))
    first = np.sqrt(1 - rho**2) * values[:1]
    rest = (values[1:] - fades.reshape(shape) * values[:-1]) * scale.reshape(shape)
    return np.concatenate([first, rest])


# Ratings as ordered steps: the proportional-odds model, fitted by Newton's method.

HIGHEST = 5
NEWTON_MOST_STEPS, NEWTON_SETTLED = 40, 1e-10
# Where a column of range 1 has a larger error than this, its estimate runs off to infinity.
SURE_LOG_ODDS = 10.0
NONE = np.empty(0)


@dataclass(frozen=True)
class OrdinalFit:
    """A fitted proportional-odds model.

    Parameters
    ----------
    estimates : Estimates
        Log-odds of a higher rating per unit of each column, normal distribution; no intercept.
    levels : ndarray
        The ratings that occur, capped, ascending: a rating that never occurs is no level.
    thresholds : ndarray
        Log-odds between one level and the next.
    """

    estimates: Estimates
    levels: np.ndarray
    thresholds: np.ndarray


def fit_ordinal(regression: Regression) -> OrdinalFit:
    """Fit the ordered logit of ratings rounded to whole points, 5 and more as one step.

    Raises
    ------
    ModelError
        If all ratings fall into one level, or a contrasted column parts higher from lower
        ratings all by itself, so that no finite estimate exists.

    References
    ----------
    McCullagh (1980), J R Stat Soc B 42:109, doi:10.1111/j.2517-6161.1980.tb01109.x.
    """
    rated = np.minimum(np.floor(regression.endog + 0.5), HIGHEST)
    levels, codes = np.unique(rated, return_inverse=True)
    if len(levels) < 2:
        raise ModelError("all ratings fall into one step.")
    # The thresholds take the place of the intercept.
    slopes = without_columns(regression, {"Intercept"})
    spread = np.abs(slopes.exog).max(axis=0)
    n_cuts = len(levels) - 1
    params, covariance = _newton(slopes.exog / spread, codes, n_cuts)
    within = covariance[n_cuts:, n_cuts:]
    _refuse_parted(slopes, np.sqrt(np.diag(within)))
    found = labelled(slopes, params[n_cuts:] / spread, within / np.outer(spread, spread), NONE)
    whole = found.covariance + _spread_by_news(regression, found)
    estimates = replace(found, covariance=whole, df_resid=np.inf)
    return OrdinalFit(estimates, levels, params[:n_cuts])


def _spread_by_news(regression: Regression, found: Estimates) -> np.ndarray:
    added = spread_by_news(regression, float(found.params.get(PAIN_PRE_NEWS, 0.0)))
    is_slope = [name != "Intercept" for name in regression.names]
    return added[np.ix_(is_slope, is_slope)]


def _refuse_parted(slopes: Regression, log_odds_error: np.ndarray) -> None:
    unsure = dict(zip(slopes.names, log_odds_error > SURE_LOG_ODDS, strict=True))
    parted = [name for name in slopes.contrasted if unsure.get(name)]
    if parted:
        raise ModelError(f"{', '.join(parted)}: parts higher from lower ratings all by itself.")


def _newton(exog: np.ndarray, codes: np.ndarray, n_cuts: int) -> tuple[np.ndarray, np.ndarray]:
    """Maximise the likelihood, which has one summit (Pratt 1981); inverse observed information."""
    shares = np.cumsum(np.bincount(codes))[:-1] / len(codes)
    params = np.concatenate([logit(shares), np.zeros(exog.shape[1])])
    value, gradient, information = _likelihood(params, exog, codes, n_cuts)
    for _ in range(NEWTON_MOST_STEPS):
        step = _solved(information, gradient)
        if gradient @ step < NEWTON_SETTLED:
            return params, np.linalg.inv(information)
        found = _likelihood(params + step, exog, codes, n_cuts)
        while found[0] < value and np.abs(step).max() > NEWTON_SETTLED:
            step = step / 2
            found = _likelihood(params + step, exog, codes, n_cuts)
        if found[0] < value:
            break
        params = params + step
        value, gradient, information = found
    raise ModelError("the ordered model does not settle.")


def _solved(information: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    try:
        return np.linalg.solve(information, gradient)
    except np.linalg.LinAlgError:
        raise ModelError("the ordered model does not settle.") from None


def _likelihood(
    params: np.ndarray, exog: np.ndarray, codes: np.ndarray, n_cuts: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, its gradient, and the observed information."""
    cuts, slopes = params[:n_cuts], params[n_cuts:]
    if (np.diff(cuts) <= 0).any():
        return -np.inf, params, NONE
    ends = np.concatenate([[-np.inf], cuts, [np.inf]])
    mean = exog @ slopes
    upper, lower = ends[codes + 1] - mean, ends[codes] - mean
    # On the side where both are far from 1, so that their difference keeps its digits.
    chance = np.where(lower > 0, expit(-lower) - expit(-upper), expit(upper) - expit(lower))
    if not (chance > 0).all():
        return -np.inf, params, NONE
    ratio_up, ratio_low = (_density(at) / chance for at in (upper, lower))
    bend_up = ratio_up * (1 - 2 * expit(upper)) - ratio_up**2
    bend_low = -ratio_low * (1 - 2 * expit(lower)) - ratio_low**2
    at_upper, at_lower = _moved(codes, exog, n_cuts), _moved(codes - 1, exog, n_cuts)
    gradient = at_upper.T @ ratio_up - at_lower.T @ ratio_low
    cross = at_upper.T @ (at_lower * (ratio_up * ratio_low)[:, None])
    bend = at_upper.T @ (at_upper * bend_up[:, None]) + at_lower.T @ (at_lower * bend_low[:, None])
    return float(np.log(chance).sum()), gradient, -(bend + cross + cross.T)


def _density(at: np.ndarray) -> np.ndarray:
    density: np.ndarray = expit(at) * expit(-at)
    return density


def _moved(cut: np.ndarray, exog: np.ndarray, n_cuts: int) -> np.ndarray:
    """How a limit of each row moves with the parameters; none beyond the outermost cuts."""
    is_cut = cut[:, None] == np.arange(n_cuts)
    return np.column_stack([is_cut.astype(float), -exog])
