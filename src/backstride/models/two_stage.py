"""Each runner's own model, many runners at a time: the first of two stages."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.errors import ModelError
from backstride.models.adl import Fit
from backstride.models.contrasts import Contrast, UnsettledError, contrast
from backstride.models.estimates import fit_hc3
from backstride.models.pooled_contrast import week_sums
from backstride.models.pooled_sums import Floats, trend
from backstride.models.pooled_terms import (
    SAME_DAY_RATING,
    PooledModel,
    pooled_model,
)
from backstride.models.regression import Regression, settled
from backstride.models.rows import NEWS, ModelRows
from backstride.models.specification import Specification

DAYS_PER_PARAMETER, FEWEST_EXPOSED = 4, 5
COLUMNS = ("runner", "n_days", "n_exposed", "estimate", "standard_error", "dof", "refused")
TOO_FEW_DAYS, TOO_FEW_EXPOSED = "too few days", "too few days with it or without"
NO_TELLING, NO_LEVEL = "came together with something else", "pain does not settle"


def runner_estimates(
    columns: pd.DataFrame, specification: Specification, frame: pd.DataFrame
) -> pd.DataFrame:
    """Put a claim to each runner alone.

    The model is the pooled one with everything the runner's own: level, trend and all the
    coefficients, with HC3 errors. A runner whose own model is refused keeps a row that says why:
    fewer than 4 rated days a parameter, fewer than 5 days with the exposure or without, an
    exposure that cannot be told from other terms, pain that does not settle.

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
        One row per runner with a usable day: `runner`, `n_days`, `n_exposed`, `estimate` and
        `standard_error` in points, `dof`, and `refused`, empty where there is an estimate.
    """
    model = pooled_model(specification)
    weeks = week_sums(frame).week if specification.horizon == "week" else pd.DataFrame()
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
        rows.append(row | _own(values[place], model, specification, weeks))
    return _typed(rows)


def _own(
    values: Floats, model: PooledModel, specification: Specification, weeks: pd.DataFrame
) -> dict[str, object]:
    try:
        found = own_contrast(values, model, specification, weeks)
    except UnsettledError:
        return {"refused": NO_LEVEL}
    except ModelError:
        return {"refused": NO_TELLING}
    if found is None:
        return {"refused": TOO_FEW_DAYS}
    return {
        "estimate": found.estimate,
        "standard_error": found.standard_error,
        "dof": found.dof,
        "refused": "",
    }


def own_contrast(
    values: Floats, model: PooledModel, specification: Specification, weeks: pd.DataFrame
) -> Contrast | None:
    """The contrast by one runner's own model; None with fewer than 4 rows a parameter.

    Parameters
    ----------
    values : array
        Rows of the runner: day, the terms of the model, outcome.
    model : PooledModel
    specification : Specification
    weeks : DataFrame
        From `WeekSums.week`.

    Raises
    ------
    ModelError
        If the exposure cannot be told from the other terms.
    UnsettledError
        If no level is reached under a lasting dose.
    """
    regression = _regression(values, model)
    if len(regression.endog) < DAYS_PER_PARAMETER * len(regression.names):
        return None
    estimates = fit_hc3(settled(regression))
    rows = ModelRows(pd.DataFrame(), tuple(estimates.params.index), regression.contrasted)
    return contrast(Fit(estimates, rows, estimates.covariance), specification, weeks)


def _regression(values: Floats, model: PooledModel) -> Regression:
    """Level, trend and the terms that vary in this runner."""
    day, terms, outcome = values[:, 0], values[:, 1:-1], values[:, -1]
    has_news = bool(model.news) and np.ptp(terms[:, model.terms.index(SAME_DAY_RATING)]) > 0
    varies = np.ptp(terms, axis=0) > 0
    varies |= np.isin(model.terms, model.contrasted)
    bends = trend(day)
    names = [
        NEWS if has_news and term == model.news else term
        for term, does in zip(model.terms, varies, strict=True)
        if does
    ]
    exog = np.column_stack([np.ones(len(day)), bends, terms[:, varies]])
    trend_names = [f"trend_{bend}" for bend in range(bends.shape[1])]
    rating = terms[:, model.terms.index(SAME_DAY_RATING)]
    frame = pd.DataFrame({"day": day, "pain_pre": rating})
    return Regression(
        frame, outcome, exog, ("Intercept", *trend_names, *names), model.contrasted
    )


def _places(runner: pd.Series) -> Iterator[tuple[str, slice]]:
    first = np.flatnonzero((runner != runner.shift()).to_numpy(dtype=bool))
    edges: NDArray[np.intp] = np.append(first, len(runner))
    for begin, end in zip(edges[:-1], edges[1:], strict=True):
        yield str(runner.iloc[begin]), slice(int(begin), int(end))


def _typed(rows: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = dict.fromkeys(("estimate", "standard_error", "dof"), "float64")
    counts = dict.fromkeys(("n_days", "n_exposed"), "int64")
    return table.astype({"runner": "str", "refused": "str", **numbers, **counts})
