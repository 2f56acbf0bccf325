"""What a cohort adds up to: sums within runners, and how far each runner moves the estimate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.errors import DataError, ModelError

Floats = NDArray[np.float64]

ROWS_AT_A_TIME = 100_000
SAME_COLUMN = 1e-9


@dataclass(frozen=True)
class RunnerSums:
    """Sums of squares and products of each runner, after the runner's own means are taken out.

    Parameters
    ----------
    terms : tuple of str
        The k terms, in order.
    xx : array, shape (n_runners, k, k)
    xy : array, shape (n_runners, k)
    yy : array, shape (n_runners,)
    n_days : array of int, shape (n_runners,)
        Rows used of each runner; at least 2.
    n_dropped : int
        Rows with something missing, or alone of their runner.
    """

    terms: tuple[str, ...]
    xx: Floats
    xy: Floats
    yy: Floats
    n_days: NDArray[np.int64]
    n_dropped: int


@dataclass(frozen=True)
class WithinSums:
    """The same, added up over runners. Two of them add with `+`.

    Parameters
    ----------
    terms : tuple of str
    xx : array, shape (k, k)
    xy : array, shape (k,)
    yy : float
    n_runners, n_days, n_dropped : int
    n_varying : array of int, shape (k,)
        Runners in whom each term varies: the others say nothing about it.
    """

    terms: tuple[str, ...]
    xx: Floats
    xy: Floats
    yy: float
    n_runners: int
    n_days: int
    n_dropped: int
    n_varying: NDArray[np.int64]

    def __add__(self, other: "WithinSums") -> "WithinSums":
        _same_terms(self.terms, other.terms)
        return WithinSums(
            self.terms,
            self.xx + other.xx,
            self.xy + other.xy,
            self.yy + other.yy,
            self.n_runners + other.n_runners,
            self.n_days + other.n_days,
            self.n_dropped + other.n_dropped,
            self.n_varying + other.n_varying,
        )


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
        _same_terms(self.terms, other.terms)
        return ScoreSums(self.terms, self.scores + other.scores, self.moves + other.moves)


def within_sums(
    frame: pd.DataFrame,
    terms: Sequence[str],
    outcome: str = "pain_post",
    own: Sequence[str] = (),
) -> WithinSums:
    """Add up what the runners of a table say about a model with a level for each runner.

    Parameters
    ----------
    frame : DataFrame
        `runner`, and numbers in the columns named; the rows of a runner stand together. A row
        with something missing among them is dropped, and counted.
    terms : sequence of str
        Terms with one coefficient for all runners.
    outcome : str
    own : sequence of str
        Columns that each runner has a coefficient of their own for, such as a trend; they are
        taken out of terms and outcome runner by runner, beside the runner's level.

    Returns
    -------
    WithinSums
        Sums of parts of a cohort, added, are those of the whole.

    Raises
    ------
    DataError
        If a column is missing, or the rows of a runner do not stand together.

    Examples
    --------
    >>> days = pd.DataFrame({"runner": ["a", "a", "b", "b"], "x": [0.0, 2, 5, 5],
    ...                      "pain_post": [1.0, 2, 7, 9]})
    >>> sums = within_sums(days, ["x"])
    >>> sums.xx.tolist(), sums.xy.tolist(), sums.n_runners, sums.n_varying.tolist()
    ([[2.0]], [1.0], 2, [1])
    """
    return added(runner_sums(frame, terms, outcome, own))


def runner_sums(
    frame: pd.DataFrame,
    terms: Sequence[str],
    outcome: str = "pain_post",
    own: Sequence[str] = (),
) -> RunnerSums:
    """Sum squares and products runner by runner; arguments as for `within_sums`.

    Frisch & Waugh (1933), Econometrica 1:387, doi:10.2307/1907330: least squares on what is left
    of outcome and terms gives the coefficients of the whole model with its levels and trends.
    """
    _refuse_unusable(frame, [*terms, outcome, *own])
    grams, counts = [], []
    for values in _runner_values(frame, [*own, *terms, outcome]):
        counts.append(len(values))
        if len(values) > 1:
            grams.append(_gram(values, len(own)))
    k = len(terms)
    gram = np.stack(grams) if grams else np.empty((0, k + 1, k + 1))
    n_days = np.array([count for count in counts if count > 1], dtype=np.int64)
    xx, xy, yy = gram[:, :k, :k], gram[:, :k, k], gram[:, k, k]
    return RunnerSums(tuple(terms), xx, xy, yy, n_days, len(frame) - int(n_days.sum()))


def added(sums: RunnerSums) -> WithinSums:
    """Add up the runners."""
    variances = np.diagonal(sums.xx, axis1=1, axis2=2)
    return WithinSums(
        sums.terms,
        sums.xx.sum(axis=0),
        sums.xy.sum(axis=0),
        float(sums.yy.sum()),
        len(sums.n_days),
        int(sums.n_days.sum()),
        sums.n_dropped,
        (variances > 0).sum(axis=0),
    )


def score_sums(
    frame: pd.DataFrame,
    terms: Sequence[str],
    whole: WithinSums,
    outcome: str = "pain_post",
    own: Sequence[str] = (),
    last: Sequence[str] = (),
) -> ScoreSums:
    """Add up how far the runners of a table lie from the estimate of the whole cohort.

    Parameters
    ----------
    frame, terms, outcome, own
        As given to `within_sums`.
    whole : WithinSums
        Of the whole cohort, these runners among it.
    last : sequence of str
        As given to `pooled_estimate`.
    """
    return spread(runner_sums(frame, terms, outcome, own), whole, last)


def spread(sums: RunnerSums, whole: WithinSums, last: Sequence[str] = ()) -> ScoreSums:
    """How far each runner lies from the estimate of the whole, added up."""
    kept = kept_terms(whole, last)
    beta = solved(whole.xx, whole.xy, kept)
    scores = sums.xy - sums.xx @ beta
    moves = np.zeros_like(scores)
    without = whole.xx - sums.xx, whole.xy - sums.xy
    for place, (xx, xy) in enumerate(zip(*without, strict=True)):
        moves[place] = solved(xx, xy, kept) - beta
    return ScoreSums(sums.terms, scores.T @ scores, moves.T @ moves)


def solved(xx: Floats, xy: Floats, kept: NDArray[np.bool_]) -> Floats:
    """Coefficients of the kept terms; 0 for the others.

    Where leaving a runner out leaves nothing to tell a term by, the smallest solution is taken.
    """
    scale = np.sqrt(np.diagonal(xx)[kept])
    scale = np.where(scale > 0, scale, 1.0)
    scaled = xx[np.ix_(kept, kept)] / np.outer(scale, scale)
    beta = np.zeros(len(xy))
    beta[kept] = np.linalg.lstsq(scaled, xy[kept] / scale, rcond=SAME_COLUMN)[0] / scale
    return beta


def kept_terms(whole: WithinSums, last: Sequence[str] = ()) -> NDArray[np.bool_]:
    """Which terms say something that the terms before them do not.

    Parameters
    ----------
    whole : WithinSums
    last : sequence of str
        Terms that are looked at after all others: those of the contrast.

    Raises
    ------
    ModelError
        If one of the last cannot be told from the others.
    """
    terms = whole.terms
    order = [term for term in reversed(terms) if term not in last] + list(last)
    places = [terms.index(term) for term in order]
    size = np.diagonal(whole.xx)
    left = whole.xx.copy()
    is_kept = np.zeros(len(terms), dtype=bool)
    for place in places:
        pivot = left[place, place]
        is_kept[place] = size[place] > 0 and pivot > SAME_COLUMN * size[place]
        if is_kept[place]:
            left = left - np.outer(left[:, place], left[place]) / pivot
    lost = [term for term in last if not is_kept[terms.index(term)]]
    if lost:
        raise ModelError(f"{', '.join(lost)}: cannot be told from the other terms.")
    return is_kept


def _gram(values: Floats, n_own: int) -> Floats:
    """Squares and products of the columns after the runner's level and own columns."""
    centred = values - values.mean(axis=0)
    # A constant column is 0 after its mean, which floating point would miss.
    centred[:, (values == values[0]).all(axis=0)] = 0.0
    own, rest = centred[:, :n_own], centred[:, n_own:]
    if n_own:
        q, r = np.linalg.qr(own)
        q = q[:, np.abs(np.diag(r)) > SAME_COLUMN * np.linalg.norm(own, axis=0)[: len(r)]]
        left = rest - q @ (q.T @ rest)
        is_gone = np.square(left).sum(axis=0) <= SAME_COLUMN**2 * np.square(rest).sum(axis=0)
        rest = np.where(is_gone, 0.0, left)
    return np.asarray(rest.T @ rest)


def _runner_values(frame: pd.DataFrame, columns: list[str]) -> Iterator[Floats]:
    """The complete rows of each runner, a copy of few runners at a time."""
    first = _first_rows(frame["runner"])
    edges = np.append(first, len(frame))
    begin = 0
    while begin < len(first):
        end = max(
            begin + 1, int(np.searchsorted(edges, edges[begin] + ROWS_AT_A_TIME, "right")) - 1
        )
        block = frame.iloc[edges[begin] : edges[end]][columns].to_numpy(dtype=float)
        is_complete = ~np.isnan(block).any(axis=1)
        for runner in range(begin, end):
            rows = slice(edges[runner] - edges[begin], edges[runner + 1] - edges[begin])
            yield block[rows][is_complete[rows]]
        begin = end


def _first_rows(runner: pd.Series) -> NDArray[np.intp]:
    if runner.empty:
        return np.array([], dtype=np.intp)
    return np.flatnonzero((runner != runner.shift()).to_numpy(dtype=bool))


def _refuse_unusable(frame: pd.DataFrame, columns: list[str]) -> None:
    missing = [name for name in ("runner", *columns) if name not in frame]
    if missing:
        raise DataError(f"cohort: no column {', '.join(missing)}; the model needs it.")
    if len(_first_rows(frame["runner"])) > frame["runner"].nunique():
        raise DataError(
            "cohort, runner: the rows of a runner do not stand together. Sort by runner and date."
        )


def _same_terms(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    if one != other:
        raise ModelError(f"found sums of {', '.join(other)}, expected {', '.join(one)}.")
