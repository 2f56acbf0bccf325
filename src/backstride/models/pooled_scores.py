"""How far each runner moves the pooled estimate: what its standard errors are made of."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.errors import ModelError
from backstride.models.news import known_before
from backstride.models.pooled_sums import SAME_COLUMN, RunnerSums, WithinSums, runner_sums
from backstride.models.pooled_terms import PooledModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class ScoreSums:
    """How the runners spread around the pooled estimate. Two of them add with `+`.

    Parameters
    ----------
    terms : tuple of str
    scores : array, shape (k, k)
        Sum over runners of the outer product of X'e, e the residuals at the pooled coefficients.
    moves : array, shape (k, k)
        Sum over runners of the outer product of what leaving the runner out does to the
        coefficients; rows and columns of terms that were left out are 0.
    """

    terms: tuple[str, ...]
    scores: Floats
    moves: Floats

    def __add__(self, other: "ScoreSums") -> "ScoreSums":
        if self.terms != other.terms:
            found, expected = ", ".join(other.terms), ", ".join(self.terms)
            raise ModelError(f"found sums of {found}, expected those of {expected}.")
        return ScoreSums(self.terms, self.scores + other.scores, self.moves + other.moves)


def score_sums(frame: pd.DataFrame, model: PooledModel, whole: WithinSums) -> ScoreSums:
    """Add up how far the runners of a table lie from the estimate of the whole cohort.

    Parameters
    ----------
    frame, model
        As given to `within_sums`.
    whole : WithinSums
        Of the whole cohort, these runners among it.

    Raises
    ------
    ModelError
        If the cohort cannot tell a contrasted term from the others.
    """
    return spread(runner_sums(frame, model), model, whole)


def spread(sums: RunnerSums, model: PooledModel, whole: WithinSums) -> ScoreSums:
    """As `score_sums`, from the sums of the runners."""
    kept = kept_terms(whole, model)
    plain = _least_squares(whole.xx, whole.xy, kept)
    pooled = coefficients(whole.xx, whole.xy, model, kept)
    scores = sums.xy - sums.xx @ plain
    moves = np.empty_like(scores)
    for runner, (xx, xy) in enumerate(zip(sums.xx, sums.xy, strict=True)):
        moves[runner] = coefficients(whole.xx - xx, whole.xy - xy, model, kept) - pooled
    return ScoreSums(sums.terms, scores.T @ scores, moves.T @ moves)


def coefficients(xx: Floats, xy: Floats, model: PooledModel, kept: Flags) -> Floats:
    """Coefficients by least squares; 0 for terms that are not kept.

    Where the same-day rating is news, those of what was known the evening before are totals: the
    part that does not pass through the same-day rating, and the part that does (`news`).
    """
    beta = _least_squares(xx, xy, kept)
    if model.news and kept[model.terms.index(model.news)]:
        rating = model.terms.index(model.news)
        known = known_before(model.terms, model.contrasted[0])
        is_known = np.array([term in known and term != model.news for term in model.terms]) & kept
        beta = beta + beta[rating] * _least_squares(xx, xx[:, rating], is_known)
    return beta


def kept_terms(whole: WithinSums, model: PooledModel) -> Flags:
    """Which terms say something that others do not; the contrasted ones are asked last.

    The same-day rating can be news only where all runners have one: else the totals of the
    evening before would be those of some runners alone, and it is left out.

    Raises
    ------
    ModelError
        If the cohort cannot tell a contrasted term from the others.
    """
    terms, contrasted = model.terms, model.contrasted
    order = [term for term in reversed(terms) if term not in contrasted] + list(contrasted)
    size, left = np.diagonal(whole.xx), whole.xx.copy()
    kept = np.zeros(len(terms), dtype=bool)
    for place in (terms.index(term) for term in order):
        pivot = left[place, place]
        kept[place] = size[place] > 0 and pivot > SAME_COLUMN * size[place]
        kept[place] &= terms[place] != model.news or whole.n_with_news == whole.n_runners
        if kept[place]:
            left -= np.outer(left[:, place], left[place]) / pivot
    asked = [term for term in contrasted if term not in model.through]
    lost = [term for term in asked if not kept[terms.index(term)]]
    if lost:
        raise ModelError(f"{', '.join(lost)}: cannot be told from the other terms.")
    return kept


def _least_squares(xx: Floats, xy: Floats, kept: Flags) -> Floats:
    """Least squares from squares and products.

    Where leaving a runner out leaves nothing to tell a term by, the smallest solution is taken.
    """
    scale = np.sqrt(np.maximum(np.diagonal(xx)[kept], 0.0))
    scale = np.where(scale > 0, scale, 1.0)
    scaled = xx[np.ix_(kept, kept)] / np.outer(scale, scale)
    beta = np.zeros(len(xy))
    beta[kept] = np.linalg.lstsq(scaled, xy[kept] / scale, rcond=SAME_COLUMN)[0] / scale
    return beta
