"""How often would each way of looking say "yes" on this calendar, were there nothing to find."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from backstride.claims import CLAIM
from backstride.diagnostics.common import driver
from backstride.diagnostics.null_diaries import NullPain, null_pain
from backstride.exposures.load import WEEK
from backstride.models.contrasts import ALPHA, DAYS_OF_LAGS
from backstride.models.design import CARRY, PAIN_PRE_NEWS, known_before
from backstride.models.fit import Fit
from backstride.models.frame import model_frame
from backstride.models.plain import FEWEST_DAYS
from backstride.models.raised_week import raised_week
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.verdict.answers import ClaimResult, fit_claim

# The ways in which a diary is usually searched, each on many null diaries at once.

Floats = NDArray[np.float64]
LAGS = 15


def correlation_p_values(exposure: Floats, post: Floats) -> Floats:
    """P-value of Pearson's correlation with every column of `post`, on rows without gaps.

    Parameters
    ----------
    exposure : array, shape (n_days,)
    post : array, shape (n_days, n_diaries)

    Returns
    -------
    array, shape (n_diaries,)
        1 where fewer than 4 days are left or nothing varies.
    """
    if len(exposure) < FEWEST_DAYS or np.ptp(exposure) == 0:
        return np.ones(post.shape[1])
    from_mean, ratings = exposure - exposure.mean(), post - post.mean(axis=0)
    size = np.sqrt((from_mean**2).sum() * (ratings**2).sum(axis=0))
    r = np.divide(from_mean @ ratings, size, out=np.zeros_like(size), where=size > 0)
    dof = len(exposure) - 2
    return np.asarray(2 * stats.t.sf(np.abs(r) * np.sqrt(dof / np.maximum(1 - r**2, 1e-300)), dof))


def plain_p_values(frame: pd.DataFrame, specification: Specification, post: Floats) -> Floats:
    """`models.plain.plain_difference` on every diary: its p-value."""
    counts = specification.is_compared(frame) & frame["pain_post"].notna()
    exposure = frame[specification.dose]
    is_used = (counts & exposure.notna()).to_numpy(dtype=bool)
    return correlation_p_values(exposure.to_numpy(dtype=float)[is_used], post[is_used])


def lag_p_values(frame: pd.DataFrame, exposure: str, post: Floats) -> Floats:
    """P-values of the correlations with the exposure 0, 1, ..., 14 days before.

    Returns
    -------
    array, shape (15, n_diaries)
    """
    is_rated = frame["pain_post"].notna().to_numpy()
    by_lag = []
    for lag in range(LAGS):
        moved = frame[exposure].shift(lag).to_numpy(dtype=float)
        is_used = is_rated & np.isfinite(moved)
        by_lag.append(correlation_p_values(moved[is_used], post[is_used]))
    return np.stack(by_lag)


def bin_p_values(
    frame: pd.DataFrame, ratio: pd.Series, low: float, high: float, post: Floats
) -> Floats:
    """P-values of the days with a ratio in (low, high] against all other days.

    1 where fewer than 3 days lie in it or outside it.
    """
    is_used = (frame["pain_post"].notna() & ratio.notna()).to_numpy()
    known = ratio.to_numpy(dtype=float)[is_used]
    is_in = ((known > low) & (known <= high)).astype(float)
    if min(is_in.sum(), len(is_in) - is_in.sum()) < FEWEST_DAYS - 1:
        return np.ones(post.shape[1])
    return correlation_p_values(is_in, post[is_used])


# One claim's model fitted to many null diaries at once: only the ratings in it change.

PRE = "pain_pre"
NO_LEVERAGE_LEFT = 1e-12


@dataclass(frozen=True)
class Refits:
    """The block of coefficients that a contrast is made of, for every diary.

    Parameters
    ----------
    names : tuple of str
        Columns of the design.
    params : array, shape (n_diaries, n_names)
    covariance : array, shape (n_diaries, n_names, n_names)
        HC3; of totals where a same-day rating enters as news.
    dof : float
        Residual degrees of freedom.
    """

    names: tuple[str, ...]
    params: Floats
    covariance: Floats
    dof: float


def refit(fit: Fit, frame: pd.DataFrame, pain: NullPain) -> Refits:
    """Fit the same rows and terms to other ratings.

    Days without a rating stay without, so rows and all columns but the ratings are those of
    `fit`. What never changes is projected out once (Frisch & Waugh 1933); what is left of the
    few columns of interest is solved for all diaries together, with HC3 covariance
    (MacKinnon & White 1985, doi:10.1016/0304-4076(85)90158-7). The block equals that of
    statsmodels on the whole design.

    Parameters
    ----------
    fit : Fit
        The claim's own model on the runner's own ratings.
    frame : DataFrame
        From `model_frame`.
    pain : NullPain
    """
    exog = pd.DataFrame(np.asarray(fit.results.model.exog), columns=fit.results.params.index)
    day = fit.rows.frame["day"].to_numpy(dtype=int)
    post, columns = pain.post[day], _ratings(frame, day, pain)
    names = tuple(dict.fromkeys([*fit.rows.contrasted, *_rating_columns(exog)]))
    known = (
        known_before(list(exog.columns), fit.rows.contrasted[0]) if PAIN_PRE_NEWS in names else []
    )
    if known:
        before = [name for name in names if name in known]
        _, through, columns[PAIN_PRE_NEWS] = _least_squares(
            exog[known], before, columns, columns[PRE]
        )
    params, influence, _ = _least_squares(exog, list(names), columns, post)
    if known:
        # What was known before has totals, as in `models.design.total_covariance`.
        slope = params[:, names.index(PAIN_PRE_NEWS), None, None]
        influence[:, [names.index(name) for name in before]] += slope * through
    covariance = influence @ np.swapaxes(influence, 1, 2)
    return Refits(names, params, covariance, float(fit.results.df_resid))


def _rating_columns(exog: pd.DataFrame) -> list[str]:
    return [name for name in (CARRY, PRE, PAIN_PRE_NEWS) if name in exog]


def _ratings(frame: pd.DataFrame, day: NDArray[np.int64], pain: NullPain) -> dict[str, Floats]:
    """The columns of the design that hold ratings; 0 where the runner's own are missing."""
    before = np.maximum(day - 1, 0)
    is_known = frame["pain_post_lag1"].notna().to_numpy()[day]
    return {CARRY: np.where(is_known[:, None], pain.post[before], 0.0), PRE: pain.pre[day]}


def _least_squares(
    exog: pd.DataFrame, names: list[str], ratings: dict[str, Floats], response: Floats
) -> tuple[Floats, Floats, Floats]:
    """Slopes of the columns `names`, each day's influence on them (HC3), and what is left over.

    Shapes (n_diaries, n_names), (n_diaries, n_names, n_days), (n_days, n_diaries).
    """
    basis = np.linalg.qr(exog.drop(columns=names).to_numpy())[0]
    columns = (ratings[name] if name in ratings else exog[[name]].to_numpy() for name in names)
    block = [np.broadcast_to(_left_over(basis, column), response.shape) for column in columns]
    by_diary, answer = np.moveaxis(np.stack(block), 2, 0), _left_over(basis, response).T
    # A diary whose ratings are all alike has no solution: the pseudo-inverse gives it no slope.
    inverse = np.linalg.pinv(by_diary @ np.swapaxes(by_diary, 1, 2), hermitian=True)
    moved = inverse @ by_diary
    params = (moved @ answer[:, :, None])[:, :, 0]
    residual = answer - (params[:, None, :] @ by_diary)[:, 0, :]
    hat = np.square(basis).sum(axis=1) + (by_diary * moved).sum(axis=1)
    influence = moved * (residual / np.maximum(1 - hat, NO_LEVERAGE_LEFT))[:, None, :]
    return params, influence, residual.T


def _left_over(basis: Floats, columns: Floats) -> Floats:
    return np.asarray(columns - basis @ (basis.T @ columns))


# The p-value of a claim's contrast in every null diary.


def contrast_p_values(
    refits: Refits, contrasted: tuple[str, ...], specification: Specification, frame: pd.DataFrame
) -> Floats:
    """Two-sided p-values of `models.contrasts.contrast`, for all diaries at once.

    Parameters
    ----------
    refits : Refits
    contrasted : tuple of str
        Terms of the contrast, from the rows of the fit.
    specification : Specification
    frame : DataFrame
        From `model_frame`, every calendar day.

    Returns
    -------
    array, shape (n_diaries,)
        1 where a diary allows no contrast: no "yes" can come of it.
    """
    places = [refits.names.index(name) for name in contrasted]
    params = refits.params[:, places]
    covariance = refits.covariance[:, places][:, :, places]
    estimate, gradient = _contrasts(params, contrasted, specification, frame)
    variance = np.einsum("bi,bij,bj->b", gradient, covariance, gradient)
    error = np.sqrt(np.maximum(variance, 0.0))
    ratio = np.divide(np.abs(estimate), error, out=np.zeros_like(error), where=error > 0)
    return np.asarray(2 * stats.t.sf(ratio, refits.dof))


def _contrasts(
    params: Floats, contrasted: tuple[str, ...], specification: Specification, frame: pd.DataFrame
) -> tuple[Floats, Floats]:
    """Estimates, and their slopes in each of the contrasted coefficients."""
    if specification.horizon == "evening":
        return specification.contrast_size * params[:, 0], np.full_like(
            params, specification.contrast_size
        )
    if specification.horizon == "week":
        steps = raised_week(frame, specification.contrast_size, contrasted[:-1])
        return _raised_weeks(params, steps.to_numpy())
    if specification.horizon == "lasting":
        return _lasting_doses(params, specification.contrast_size)
    raise ValueError(f"unknown horizon {specification.horizon!r}")


def _raised_weeks(params: Floats, steps: Floats) -> tuple[Floats, Floats]:
    rho, left = params[:, -1:], np.arange(WEEK - 1, -1, -1)
    carried, daily = rho**left, params[:, :-1] @ steps.T
    slope = left * rho ** np.maximum(left - 1, 0)
    slopes = [carried @ steps, (slope * daily).sum(axis=1)]
    return (carried * daily).sum(axis=1), np.column_stack(slopes)


def _lasting_doses(params: Floats, dose: float) -> tuple[Floats, Floats]:
    """Level under a weekly dose that is kept up; no slope where all of an evening is carried on."""
    rho, days = params[:, -1], np.asarray(DAYS_OF_LAGS, dtype=float)
    settles = rho < 1
    a_day = np.where(settles, dose / WEEK / (1 - np.where(settles, rho, 0.0)), 0.0)
    level = a_day * (params[:, :-1] @ days)
    carried = np.where(settles, level / (1 - np.where(settles, rho, 0.0)), 0.0)
    return level, np.column_stack([a_day[:, None] * days, carried])


DANGER = 1.5
PLAIN, OURS = "plain correlation", "Backstride"
LAGGED, BIN = f"best of {LAGS} lags", f"ACWR above {DANGER}"
METHODS = (PLAIN, LAGGED, BIN, OURS)
ANY = "any"
ANY_CLAIM = "Any of the claims"
COLUMNS = ("slug", "claim", "method", "n_diaries", "share", "low", "high", "mc_error", "status")


def false_alarms(diary: pd.DataFrame, n_diaries: int = 200, seed: int = 1) -> pd.DataFrame:
    """Put every claim, in every way, to null diaries on the runner's own calendar.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    n_diaries : int
        Null diaries drawn per claim.
    seed : int

    Returns
    -------
    DataFrame
        One row per claim and way of looking: `slug`, `claim`, `method`, `n_diaries`, `share` of
        them with "yes" (p < .05), its 95 % Wilson interval `low` and `high`, `mc_error`
        (its standard error), `status`. A claim that Backstride refuses has the reason as
        `status` and no share there: it can raise no false alarm. The last rows, slug `any`, say
        how often at least one claim of the report comes out "yes", with Holm for Backstride.
        No rows without two different ratings, or with too few.
    """
    frame = model_frame(diary)
    answers = [fit_claim(diary, frame, specification) for specification in SPECIFICATIONS]
    logged = [one for one in answers if _is_logged(one, frame)]
    slot = diary["pain_pre_slot"].iloc[0] if len(diary) else ""
    drivers = [driver(one.specification.exposure) for one in logged]
    rows: list[dict[str, object]] = []
    for answer, name in zip(logged, drivers, strict=True):
        pain = null_pain(frame, [name], slot, n_diaries, seed)
        if pain is not None:
            found = _p_values(answer, diary, frame, pain)
            rows += _rows(answer.specification.slug, found, _status(answer))
    pain = null_pain(frame, list(dict.fromkeys(drivers)), slot, n_diaries, seed)
    if pain is not None and logged:
        rows += _rows(ANY, _of_any(logged, frame, pain), "not fitted")
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _is_logged(answer: ClaimResult, frame: pd.DataFrame) -> bool:
    exposure = answer.specification.dose
    if exposure not in frame:
        return False
    done = frame.loc[answer.specification.is_compared(frame), exposure].dropna()
    return bool((done != done.iloc[0]).any()) if len(done) else False


def _status(answer: ClaimResult) -> str:
    return answer.refusal.status if answer.refusal else ""


def _p_values(
    answer: ClaimResult, diary: pd.DataFrame, frame: pd.DataFrame, pain: NullPain
) -> dict[str, Floats | None]:
    specification = answer.specification
    found: dict[str, Floats | None] = {
        PLAIN: plain_p_values(frame, specification, pain.post),
        LAGGED: lag_p_values(frame, specification.dose, pain.post).min(axis=0),
    }
    if CLAIM[specification.slug].is_load:
        in_bin = bin_p_values(frame, diary["workload_ratio"], DANGER, np.inf, pain.post)
        # p = 1 throughout: too few days in the bin to look at it.
        found |= {BIN: in_bin} if (in_bin < 1).any() else {}
    return found | {OURS: _ours(answer, frame, pain)}


def _ours(answer: ClaimResult, frame: pd.DataFrame, pain: NullPain) -> Floats | None:
    if answer.fit is None or answer.contrast is None:
        return None
    refits = refit(answer.fit, frame, pain)
    return contrast_p_values(refits, answer.fit.rows.contrasted, answer.specification, frame)


def _of_any(
    answers: list[ClaimResult], frame: pd.DataFrame, pain: NullPain
) -> dict[str, Floats | None]:
    plain = [plain_p_values(frame, one.specification, pain.post) for one in answers]
    lagged = [lag_p_values(frame, one.specification.dose, pain.post).min(axis=0) for one in answers]
    ours = [p for p in (_ours(one, frame, pain) for one in answers) if p is not None]
    smallest = np.min(ours, axis=0) * len(ours) if ours else None
    return {PLAIN: np.min(plain, axis=0), LAGGED: np.min(lagged, axis=0), OURS: smallest}


def _rows(slug: str, found: dict[str, Floats | None], status: str) -> Iterator[dict[str, object]]:
    claim = ANY_CLAIM if slug == ANY else CLAIM[slug].sentence
    for method, p_values in found.items():
        row: dict[str, object] = {"slug": slug, "claim": claim, "method": method}
        if p_values is None:
            yield row | {"n_diaries": 0, "status": status}
        else:
            yield row | _share(p_values) | {"status": ""}


def _share(p_values: Floats) -> dict[str, object]:
    n_diaries, n_yes = len(p_values), int((p_values < ALPHA).sum())
    share = n_yes / n_diaries
    low, high = proportion_confint(n_yes, n_diaries, method="wilson")
    error = float(np.sqrt(share * (1 - share) / n_diaries))
    return {"n_diaries": n_diaries, "share": share, "low": low, "high": high, "mc_error": error}
