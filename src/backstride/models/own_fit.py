"""One runner's own model on plain arrays: least squares with robust errors of what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backstride.errors import ModelError
from backstride.models.news import known_before
from backstride.models.pooled_sums import SAME_COLUMN, Floats, trend
from backstride.models.pooled_terms import PooledModel

FULL_LEVERAGE = 1 - 1e-8
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
