"""Pain that no exposure has caused, laid on the runner's own calendar.

Feedback shows as pain that predicts later behaviour. So the next days' behaviour says what the
pain of a day is likely to have been, and pain drawn with that knowledge, but without any
exposure of its own day, keeps the feedback and has no effect in it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from patsy.mgcv_cubic_splines import CR

from backstride.diagnostics.common import Scale, scale_of
from backstride.models.design import CARRY, DAYS_PER_PARAMETER, trend_df

Floats = NDArray[np.float64]
LEADS, RAN_LEADS = 3, 2
# A lag, seven weekdays and the least trend.
FEWEST_RATED = 11 * DAYS_PER_PARAMETER


@dataclass(frozen=True)
class NullPain:
    """Ratings of many null diaries on one calendar.

    Parameters
    ----------
    pre, post : array, shape (n_days, n_diaries)
        The ratings before and after; every day has them, whatever the runner left out.
    n_leads : int
        Days ahead whose behaviour the pain was drawn with.
    """

    pre: Floats
    post: Floats
    n_leads: int


@dataclass(frozen=True)
class _Equation:
    """One fitted rating: level by day, slopes on the ratings before, and what is left over."""

    level: Floats
    slopes: Floats
    residuals: Floats


def null_pain(
    frame: pd.DataFrame, names: list[str], slot: str, n_diaries: int, seed: int
) -> NullPain | None:
    """Draw diaries of ratings that behaviour follows and that follow no behaviour.

    `pain ~ pain_lag1 + A_lead1..3 + ran_lead1..2 + weekday + trend` is fitted to the runner's
    ratings, then run forward from day to day with residuals drawn anew, rounded and clipped to
    the runner's scale. Where a rating of the same day comes before the run, it is drawn first,
    `pre ~ post_lag1 + A + A_lead1..3 + ran + ran_lead1..2 + ...`, and `post ~ pre + post_lag1 +
    A_lead1..3 + ...` after it: today's behaviour may answer `pre`, and cannot move `post`.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`, every calendar day; a day not known counts as an average one.
    names : list of str
        The columns A. Without any, pain is drawn from the rating before alone, and knows neither
        behaviour nor calendar. With several, the leads of
        all are in one equation; where there are fewer than 4 rated days a term, fewer leads.
    slot : {'same day', 'day before'}
        When `pain_pre` was rated.
    n_diaries, seed : int

    Returns
    -------
    NullPain or None
        None where the ratings are too few to fit anything, or all alike.

    Notes
    -----
    How good it is was measured on simulated runners without any effect, who run less when it
    hurts (kappa .5, psi .06) and stretch when it hurts (slope .8), 365 days. Rejections by the
    generator, mean of 16 calendars, against those over 140 to 160 fresh runners:

    ====================================  ==========================  =========================
    way of looking                        habit follows pain felt     habit follows yesterday
    ====================================  ==========================  =========================
    stretching, plain correlation         .84, truth .90              .83, truth .87
    ramp-up, plain correlation            .19, truth .19              .17, truth .18
    ramp-up, ACWR above 1.5               .15, truth .21              .17, truth .19
    ramp-up, best of 15 lags              .66, truth .67              .66, truth .66
    stretching, own model                 .03, truth .04              refused
    ramp-up, own model                    .06, truth .04              .06, truth .05
    any claim, own models with Holm       .05, truth .08              .07, truth .06
    maintenance, plain (follows no pain)  .18, truth .09              .17, truth .08
    ====================================  ==========================  =========================

    The last row is its weakness: slopes on behaviour that follows no pain are noise, yet drawn
    with, so a plain correlation with a habit that comes in long spells looks worse than it is.
    A single calendar scatters around these means by about .02 to .04 for the own models.
    """
    known = frame["pain_post"].dropna()
    if known.nunique() < 2 or len(known) < FEWEST_RATED:
        return None
    for n_leads in range(LEADS if names else 0, -1, -1):
        equations = _equations(frame, names, slot, n_leads)
        if equations is not None:
            scale = scale_of(known)
            first = float(known.iloc[0])
            return _drawn(equations, scale, first, n_diaries, seed, n_leads)
    return None


def _equations(
    frame: pd.DataFrame, names: list[str], slot: str, n_leads: int
) -> list[_Equation] | None:
    after = _design(frame, names, range(1, n_leads + 1))
    if slot != "same day":
        post = _fitted(frame, "pain_post", [CARRY], after)
        return [post] if post else None
    today = _design(frame, names, range(n_leads + 1) if n_leads else range(0))
    pre = _fitted(frame, "pain_pre", [CARRY], today)
    post = _fitted(frame, "pain_post", [CARRY, "pain_pre"], after)
    return [pre, post] if pre and post else None


def _design(frame: pd.DataFrame, names: list[str], leads: range) -> Floats:
    """Weekdays, trend and the behaviour of the days ahead; intercept within."""
    if not names:
        return np.ones((len(frame), 1))
    ahead = [_ahead(frame[name], lead) for name in names for lead in leads]
    ahead += [_ahead(frame["ran"], lead) for lead in leads if lead <= RAN_LEADS]
    weekdays = np.eye(7)[frame["weekday"].to_numpy()]
    return np.column_stack([weekdays, _trend(frame), *ahead])


def _trend(frame: pd.DataFrame) -> Floats:
    spline, day = CR(), frame["day"].to_numpy(dtype=float)
    chosen = {"df": trend_df(frame), "constraints": "center"}
    spline.memorize_chunk(day, **chosen)
    spline.memorize_finish()
    return np.asarray(spline.transform(day, **chosen))


def _ahead(values: pd.Series, lead: int) -> Floats:
    moved = values.shift(-lead).to_numpy(dtype=float)
    is_known = np.isfinite(moved)
    return np.where(is_known, moved, moved[is_known].mean() if is_known.any() else 0.0)


def _fitted(frame: pd.DataFrame, rating: str, before: list[str], fixed: Floats) -> _Equation | None:
    is_known = frame[[rating, *before]].notna().all(axis=1).to_numpy()
    lags = frame[before].to_numpy(dtype=float)
    terms = np.column_stack([lags, fixed])[is_known]
    if len(terms) < DAYS_PER_PARAMETER * terms.shape[1]:
        return None
    endog = frame[rating].to_numpy(dtype=float)[is_known]
    slopes = np.linalg.lstsq(terms, endog)[0]
    spread = np.sqrt(len(terms) / (len(terms) - np.linalg.matrix_rank(terms)))
    n_lags = len(before)
    return _Equation(fixed @ slopes[n_lags:], slopes[:n_lags], spread * (endog - terms @ slopes))


def _drawn(
    equations: list[_Equation],
    scale: Scale,
    first: float,
    n_diaries: int,
    seed: int,
    n_leads: int,
) -> NullPain:
    rng = np.random.default_rng(seed)
    n_days = len(equations[0].level)
    left = [scale.before_rounding(one.residuals) for one in equations]
    noise = [some[rng.integers(len(some), size=(n_days, n_diaries))] for some in left]
    levels = [one.level[:, None] + some for one, some in zip(equations, noise, strict=True)]
    evening = np.full(n_diaries, first)
    pre, post = np.empty((n_days, n_diaries)), np.empty((n_days, n_diaries))
    for day in range(n_days):
        pre[day] = evening
        if len(equations) == 2:
            pre[day] = scale.rated(levels[0][day] + equations[0].slopes[0] * evening)
        carried = levels[-1][day] + equations[-1].slopes[0] * evening
        if len(equations) == 2:
            carried = carried + equations[1].slopes[1] * pre[day]
        evening = post[day] = scale.rated(carried)
    return NullPain(pre, post, n_leads)
