"""Runners' own models, then pooled: the mean, how far runners differ, and the next runner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize

from backstride.errors import ModelError
from backstride.models.contrasts import (
    Contrast,
    UnsettledError,
    contrast,
    half_width,
    raised_week_contrast,
)
from backstride.models.design import (
    DAYS_PER_PARAMETER,
    FEWEST_EXPOSED,
    FULL_LEVERAGE,
    SAME_COLUMN,
    ModelRows,
    known_before,
)
from backstride.models.fit import Fit
from backstride.models.pooled.design import (
    NO_WEEK,
    PooledModel,
    RaisedWeeks,
    own_weeks,
    pooled_model,
)
from backstride.models.pooled.sums import Floats, trend
from backstride.models.raised_week import with_lags
from backstride.models.refit import Estimates
from backstride.models.specification import Specification

# One runner's own model on plain arrays: least squares with robust errors of what is asked.

# Residuals are divided by this power of 1 - leverage: HC3, HC2.
POWERS = (1.0, 0.5)


@dataclass(frozen=True)
class OwnFit:
    """Coefficients of the contrasted terms.

    Parameters
    ----------
    terms : tuple of str
        The k terms; those the exposure acts through only where they vary.
    params : array, shape (k,)
    covariance : array, shape (k, k)
        HC3.
    unbiased_covariance : array, shape (k, k)
        HC2: right on the mean where errors are alike, while HC3 is careful.
    dof : float
        Rows less parameters.
    n_days, n_parameters : int
    """

    terms: tuple[str, ...]
    params: Floats
    covariance: Floats
    unbiased_covariance: Floats
    dof: float
    n_days: int
    n_parameters: int


def own_fit(values: Floats, model: PooledModel) -> OwnFit:
    """Fit a runner's own model, level and trend and all coefficients the runner's own.

    As `build_design` does, columns that others hold are left out, the contrasted ones asked
    last, and so are rows that fix a coefficient all by themselves. Where the contrast is carried
    and there is a same-day rating, the coefficients of what was known the evening before are
    totals (`total_covariance`).

    HC2 and HC3: MacKinnon & White (1985), J Econometrics 29:305,
    doi:10.1016/0304-4076(85)90158-7.

    Parameters
    ----------
    values : array, shape (n_days, 2 + number of terms)
        Day, terms of the model, outcome; nothing missing.
    model : PooledModel

    Raises
    ------
    ModelError
        If a contrasted term cannot be told from the others.
    """
    day, terms, outcome = values[:, 0], values[:, 1:-1], values[:, -1]
    varies = dict(zip(model.terms, (terms != terms[:1]).any(axis=0), strict=True))
    contrasted = tuple(
        term for term in model.contrasted if varies[term] or term not in model.through
    )
    if not all(varies[term] for term in contrasted):
        raise _inseparable(model)
    places = [model.terms.index(term) for term in contrasted]
    others = [
        place for place, term in enumerate(model.terms) if varies[term] and term not in contrasted
    ]
    first = np.column_stack([np.ones(len(day)), trend(day)])
    exog = np.column_stack([first, terms[:, others], terms[:, places]])
    names = [*(f"own_{number}" for number in range(first.shape[1])),
             *(model.terms[place] for place in others), *contrasted]  # fmt: skip
    return _fit(exog, outcome, names, replace(model, contrasted=contrasted))


def _fit(exog: Floats, outcome: Floats, names: list[str], model: PooledModel) -> OwnFit:
    kept = _independent(exog)
    asked = [name in model.contrasted and name not in model.through for name in names]
    if not kept[asked].all():
        raise _inseparable(model)
    names = [name for name, is_kept in zip(names, kept, strict=True) if is_kept]
    exog = exog[:, kept]
    q, r = np.linalg.qr(exog)
    leverage = np.square(q).sum(axis=1)
    lone = leverage > FULL_LEVERAGE
    if lone.any():
        return _fit(exog[~lone], outcome[~lone], names, model)
    terms = tuple(name for name in names if name in model.contrasted)
    k = len(terms)
    params = np.linalg.solve(r, q.T @ outcome)
    left = outcome - exog @ params
    totals, covariances = params, []
    for power in POWERS:
        moves = np.linalg.solve(r, (q * (left / (1 - leverage) ** power)[:, None]).T).T
        if model.news in names:
            totals, moves = _totals(exog, params, moves, names, model, power)
        covariances.append(moves[:, -k:].T @ moves[:, -k:])
    dof = float(len(outcome) - len(names))
    careful, unbiased = covariances
    return OwnFit(terms, totals[-k:], careful, unbiased, dof, len(outcome), len(names))


def _totals(
    exog: Floats,
    params: Floats,
    moves: Floats,
    names: Sequence[str],
    model: PooledModel,
    power: float,
) -> tuple[Floats, Floats]:
    """What an evening carries to the next, the part through the same-day rating included."""
    rating = names.index(model.news)
    known = set(known_before(names, model.contrasted[0])) - {model.news}
    places = np.array([place for place, name in enumerate(names) if name in known])
    q, r = np.linalg.qr(exog[:, places])
    through = np.linalg.solve(r, q.T @ exog[:, rating])
    left = exog[:, rating] - exog[:, places] @ through
    leverage = np.square(q).sum(axis=1)
    steps = np.linalg.solve(r, (q * (left / (1 - leverage) ** power)[:, None]).T).T
    totals, total_moves = params.copy(), moves.copy()
    totals[places] += params[rating] * through
    total_moves[:, places] += np.outer(moves[:, rating], through) + params[rating] * steps
    return totals, total_moves


def _independent(exog: Floats) -> NDArray[np.bool_]:
    if len(exog) <= exog.shape[1]:
        return np.zeros(exog.shape[1], dtype=bool)
    gained = np.abs(np.diag(np.linalg.qr(exog, mode="r")))
    return np.asarray(gained > SAME_COLUMN * np.linalg.norm(exog, axis=0))


def _inseparable(model: PooledModel) -> ModelError:
    return ModelError(f"{', '.join(model.contrasted)}: cannot be told from the other terms.")


# Each runner's own model, many runners at a time: the first of two stages.

ERRORS = ("standard_error", "pooling_error")
COLUMNS = ("runner", "n_days", "n_exposed", "estimate", *ERRORS, "dof", "refused")
TOO_FEW_DAYS, TOO_FEW_EXPOSED = "too few days", "too few days with it or without"
NO_TELLING, NO_LEVEL = "came together with something else", "pain does not settle"
TOO_FEW_SPIKES = "too few long runs of the kind that a raised week brings"


class TooFewSpikesError(ModelError):
    """A raised week brings spikes, and the runner has too few to say what these do."""


def runner_estimates(
    columns: pd.DataFrame, specification: Specification, frame: pd.DataFrame
) -> pd.DataFrame:
    """Put a claim to each runner alone.

    The model is the pooled one with everything the runner's own: level, trend and all the
    coefficients, with HC3 errors. A runner whose own model is refused keeps a row that says why:
    fewer than 4 rated days a parameter, fewer than 5 days with the exposure or without, an
    exposure that cannot be told from other terms, pain that does not settle; of a raised week
    also too few spikes for a coefficient, while raising a week would bring some: the rest of
    the effect alone would draw the mean of the runners towards 0.

    Parameters
    ----------
    columns : DataFrame
        From `pooled_columns`.
    specification : Specification
    frame : DataFrame
        From `model_frame`, every calendar day of these runners; only a raised week looks at it.

    Returns
    -------
    DataFrame
        One row per runner with a usable day: `runner`, `n_days`, `n_exposed`, `estimate` in points,
        its `standard_error` (HC3, as the runner alone is told) and `pooling_error` (HC2), `dof`,
        and `refused`, empty where there is an estimate.
    """
    model = pooled_model(specification)
    is_week = specification.horizon == "week"
    weeks = own_weeks(frame if is_week else frame.iloc[:0], specification.contrast_size)
    compared = specification.is_compared(columns).to_numpy(dtype=bool)
    exposed = specification.is_exposed(columns).to_numpy(dtype=bool) & compared
    values = columns[[model.trend, *model.terms, model.outcome]].to_numpy(dtype=float)
    rows = []
    for runner, place in _places(columns["runner"]):
        n_days, n_exposed = place.stop - place.start, int(exposed[place].sum())
        fewest = min(n_exposed, int((compared & ~exposed)[place].sum()))
        row = {"runner": runner, "n_days": n_days, "n_exposed": n_exposed}
        if fewest < FEWEST_EXPOSED:
            rows.append(row | {"refused": TOO_FEW_EXPOSED})
            continue
        rows.append(row | _own(values[place], model, specification, weeks.get(runner, NO_WEEK)))
    return _typed(rows)


def _own(
    values: Floats, model: PooledModel, specification: Specification, weeks: RaisedWeeks
) -> dict[str, object]:
    try:
        found = own_contrasts(values, model, specification, weeks)
    except UnsettledError:
        return {"refused": NO_LEVEL}
    except TooFewSpikesError:
        return {"refused": TOO_FEW_SPIKES}
    except ModelError:
        return {"refused": NO_TELLING}
    if found is None:
        return {"refused": TOO_FEW_DAYS}
    careful, unbiased = found
    errors = dict(zip(ERRORS, (careful.standard_error, unbiased.standard_error), strict=True))
    return {"estimate": careful.estimate, **errors, "dof": careful.dof, "refused": ""}


def own_contrasts(
    values: Floats, model: PooledModel, specification: Specification, weeks: RaisedWeeks
) -> tuple[Contrast, Contrast] | None:
    """The contrast by one runner's own model, with HC3 and with HC2 errors.

    None with fewer than 4 rows a parameter.

    Parameters
    ----------
    values : array
        Rows of the runner: day, the terms of the model, outcome.
    model : PooledModel
    specification : Specification
    weeks : RaisedWeeks
        Of this runner; only a raised week looks at it.

    Raises
    ------
    ModelError
        If the exposure cannot be told from the other terms.
    UnsettledError
        If no level is reached under a lasting dose.
    TooFewSpikesError
        If a raised week would bring spikes whose coefficients the runner's days do not hold.
    """
    own = own_fit(values, model)
    if own.n_days < DAYS_PER_PARAMETER * own.n_parameters:
        return None
    if weeks.spike.any() and not set(specification.mediators) <= set(own.terms):
        raise TooFewSpikesError(f"{', '.join(specification.mediators)}: too few days with it.")
    careful = _contrast(own, own.covariance, specification, weeks)
    return careful, _contrast(own, own.unbiased_covariance, specification, weeks)


def _contrast(
    own: OwnFit, covariance: Floats, specification: Specification, weeks: RaisedWeeks
) -> Contrast:
    if not specification.is_carried:
        weights = np.array([specification.contrast_sizes[term] for term in own.terms])
        error = float(np.sqrt(weights @ covariance @ weights))
        return Contrast(float(weights @ own.params), error, own.dof)
    terms = list(own.terms)
    spread = pd.DataFrame(covariance, index=terms, columns=terms)
    estimates = Estimates(pd.Series(own.params, index=terms), spread, own.dof, np.empty(0))
    fit = Fit(estimates, ModelRows(pd.DataFrame(), own.terms, own.terms), spread)
    if specification.horizon == "week":
        return raised_week_contrast(fit, with_lags(weeks.daily, terms[:-1]))
    return contrast(fit, specification, pd.DataFrame())


def _places(runner: pd.Series) -> Iterator[tuple[str, slice]]:
    first = np.flatnonzero((runner != runner.shift()).to_numpy(dtype=bool))
    edges: NDArray[np.intp] = np.append(first, len(runner))
    for begin, end in pairwise(edges):
        yield str(runner.iloc[begin]), slice(int(begin), int(end))


def _typed(rows: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = dict.fromkeys(("estimate", *ERRORS, "dof"), "float64")
    counts = dict.fromkeys(("n_days", "n_exposed"), "int64")
    return table.astype({"runner": "str", "refused": "str", **numbers, **counts})


# Runners' own estimates, pooled: their mean, how far they differ, and the next runner.


FEWEST_POOLED = 3


@dataclass(frozen=True)
class PooledRunners:
    """The mean of the runners' own effects and their spread.

    Parameters
    ----------
    mean : Contrast
        Mean effect with its standard error, t(k - 1).
    tau : float
        SD of the true effects between runners, in points.
    i_squared : float
        Share of the spread between estimates that is not chance, 0 to 1.
    prediction_low, prediction_high : float
        95 % interval for the true effect of one more runner.
    n_runners : int
        Runners pooled, k.
    """

    mean: Contrast
    tau: float
    i_squared: float
    prediction_low: float
    prediction_high: float
    n_runners: int


def pool_runners(estimates: pd.DataFrame) -> PooledRunners:
    """Pool estimates of several runners by random effects.

    The variance between runners is that of Paule & Mandel: the weighted spread equals its degrees
    of freedom. The error is Hartung & Knapp's and Sidik & Jonkman's, and never narrower than
    1 / sqrt(sum of weights); with Paule & Mandel's variance it is just that, so that the t
    distribution is what they add.

    Parameters
    ----------
    estimates : DataFrame
        `estimate` and `pooling_error`, one row per runner (`runner_estimates`); rows without an
        estimate are left out. HC3 would be too careful here: one error too large is safe, the mean
        of many is an interval too wide, and runners seem more alike than they are.

    Raises
    ------
    ModelError
        With fewer than 3 estimates.

    References
    ----------
    Paule & Mandel (1982), J Res Natl Bur Stand 87:377, doi:10.6028/jres.087.022. Hartung & Knapp
    (2001), Stat Med 20:3875, doi:10.1002/sim.1009; Sidik & Jonkman (2002), Stat Med 21:3153,
    doi:10.1002/sim.1262. Never narrower: Jackson et al. (2017), Stat Med 36:3923,
    doi:10.1002/sim.7411. Share of the spread: Higgins & Thompson (2002), Stat Med 21:1539,
    doi:10.1002/sim.1186. Prediction interval with t(k - 2): Higgins, Thompson & Spiegelhalter
    (2009), J R Stat Soc A 172:137, doi:10.1111/j.1467-985X.2008.00552.x.

    Examples
    --------
    >>> own = pd.DataFrame({"estimate": [0.2, 0.9, 0.1, 0.6], "pooling_error": [0.2] * 4})
    >>> pooled = pool_runners(own)
    >>> round(pooled.mean.estimate, 2), round(pooled.tau, 2)
    (0.45, 0.31)
    """
    known = estimates.dropna(subset=["estimate", "pooling_error"])
    if len(known) < FEWEST_POOLED:
        raise ModelError(f"found {len(known)} estimates of runners, expected {FEWEST_POOLED}.")
    effect = known["estimate"].to_numpy(dtype=float)
    variance = np.square(known["pooling_error"].to_numpy(dtype=float))
    tau_squared = paule_mandel(effect, variance)
    weight = 1 / (variance + tau_squared)
    mean = float(weight @ effect / weight.sum())
    spread = float(weight @ np.square(effect - mean)) / (len(effect) - 1)
    error = float(np.sqrt(max(spread, 1.0) / weight.sum()))
    reach = half_width(np.hypot(np.sqrt(tau_squared), error), len(effect) - 2)
    return PooledRunners(
        Contrast(mean, error, float(len(effect) - 1)),
        float(np.sqrt(tau_squared)),
        tau_squared / (tau_squared + _typical(variance)),
        float(mean - reach),
        float(mean + reach),
        len(effect),
    )


def paule_mandel(effect: Floats, variance: Floats) -> float:
    """Variance between runners at which the weighted spread of effects is k - 1; 0 if less at 0."""

    def excess(tau_squared: float) -> float:
        weight = 1 / (variance + tau_squared)
        mean = weight @ effect / weight.sum()
        return float(weight @ np.square(effect - mean)) - (len(effect) - 1)

    if excess(0.0) <= 0:
        return 0.0
    # Were all of the spread between runners, the sum could not exceed k - 1.
    highest = float(np.square(effect - effect.mean()).sum()) + float(variance.max())
    return float(optimize.brentq(excess, 0.0, highest, xtol=1e-14, rtol=1e-14))


def _typical(variance: Floats) -> float:
    """Typical variance of an estimate about its runner's effect."""
    weight = 1 / variance
    total = weight.sum()
    return float((len(weight) - 1) * total / (total**2 - np.square(weight).sum()))
