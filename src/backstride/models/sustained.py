"""A daily dose kept up for some days in a cohort: g-computation, with runners drawn anew."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backstride.errors import ModelError
from backstride.models.contrasts import Contrast
from backstride.models.pooled_scores import coefficients, kept_terms
from backstride.models.pooled_sums import RunnerSums, added
from backstride.models.pooled_terms import (
    EVENING_BEFORE,
    IS_SAME_DAY,
    SAME_DAY_RATING,
    PooledModel,
)
from backstride.models.specification import Specification

Floats = NDArray[np.float64]

N_DRAWS, SEED = 500, 0
WEEK = 7


@dataclass(frozen=True)
class Sustained:
    """A dose kept up, against none.

    Parameters
    ----------
    contrast : Contrast
        On the last evening; error of the runners drawn anew, t(G - 1).
    draws : array, shape (n_draws,)
        The estimate in each draw of runners.
    """

    contrast: Contrast
    draws: Floats


def sustained_model(model: PooledModel, specification: Specification) -> PooledModel:
    """The model of a same-evening claim, asked for what one evening carries to the next as well.

    Its rows are the same; a same-day rating enters as news, so that what is carried is whole.
    """
    exposure, lag = specification.lag_terms[:2]
    return replace(
        model,
        contrasted=(exposure, lag, EVENING_BEFORE),
        news=SAME_DAY_RATING,
        marker=IS_SAME_DAY,
        own=(),
    )


def sustained_dose(
    sums: RunnerSums,
    model: PooledModel,
    dose: float,
    n_days: int = WEEK,
    n_draws: int = N_DRAWS,
    seed: int = SEED,
) -> Sustained:
    """What a dose on each of some days does to the last evening, against none on any.

    The g-formula of the pooled model: v_1 = b dose, v_j = rho v_(j-1) + (b + g) dose, with b and g
    of the exposure of the day and of yesterday, rho what one evening carries to the next. What
    the dose changes on the way, pain and so the next rating before, is carried along; a
    regression on the number of doses of the last days has no way to do so, and where pain leads
    to doses it can have the wrong sign.

    Runners are drawn with replacement, each with all its days, and the sums of those drawn are
    estimated anew.

    Parameters
    ----------
    sums : RunnerSums
        At least 2 runners.
    model : PooledModel
        From `sustained_model`.
    dose : float
        Of each day, in units of the exposure.
    n_days, n_draws, seed : int

    Raises
    ------
    ModelError
        With fewer than 2 runners, or if the cohort cannot tell a term from the others.

    References
    ----------
    Robins (1986), Math Model 7:1393, doi:10.1016/0270-0255(86)90088-6. Drawing whole runners:
    Field & Welsh (2007), J R Stat Soc B 69:369, doi:10.1111/j.1467-9868.2007.00593.x.
    """
    n_runners = len(sums.n_days)
    if n_runners < 2:
        raise ModelError(f"found {n_runners} runners, expected 2 or more.")
    whole = added(sums)
    kept = kept_terms(whole, model)
    places = [model.terms.index(term) for term in model.contrasted]
    drawn = np.random.default_rng(seed).multinomial(
        n_runners, np.full(n_runners, 1 / n_runners), n_draws
    )
    estimate = _level(coefficients(whole.xx, whole.xy, model, kept)[places], dose, n_days)
    draws = np.array([
        _level(
            coefficients(
                np.tensordot(times, sums.xx, 1), np.tensordot(times, sums.xy, 1), model, kept
            )[places],
            dose,
            n_days,
        )
        for times in drawn
    ])  # fmt: skip
    return Sustained(Contrast(estimate, float(draws.std(ddof=1)), float(n_runners - 1)), draws)


def _level(params: Floats, dose: float, n_days: int) -> float:
    b, g, rho = (float(param) for param in params)
    level = b * dose
    for _ in range(n_days - 1):
        level = rho * level + (b + g) * dose
    return level
