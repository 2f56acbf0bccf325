"""Each runner's own model, many runners at a time: the first of two stages."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.errors import ModelError
from backstride.models.adl import Fit
from backstride.models.cohort_weeks import NO_WEEK, RaisedWeeks, own_weeks
from backstride.models.contrasts import (
    Contrast,
    UnsettledError,
    contrast,
    raised_week_contrast,
)
from backstride.models.estimates import Estimates
from backstride.models.own_fit import OwnFit, own_fit
from backstride.models.pooled_sums import Floats
from backstride.models.pooled_terms import PooledModel, pooled_model
from backstride.models.raised_week import with_lags
from backstride.models.rows import ModelRows
from backstride.models.specification import Specification

DAYS_PER_PARAMETER, FEWEST_EXPOSED = 4, 5
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
    weeks = own_weeks(frame if is_week else frame.iloc[:0], specification.amount)
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
    if weeks.spike.any() and not set(specification.through) <= set(own.terms):
        raise TooFewSpikesError(f"{', '.join(specification.through)}: too few days with it.")
    careful = _contrast(own, own.covariance, specification, weeks)
    return careful, _contrast(own, own.unbiased_covariance, specification, weeks)


def _contrast(
    own: OwnFit, covariance: Floats, specification: Specification, weeks: RaisedWeeks
) -> Contrast:
    if not specification.is_carried:
        weights = np.array([specification.amounts[term] for term in own.terms])
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
