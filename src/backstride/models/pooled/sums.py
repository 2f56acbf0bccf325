"""What a cohort adds up to: squares and products within runners, and what each runner moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.errors import DataError, ModelError
from backstride.models.design import SAME_COLUMN, known_before
from backstride.models.pooled.design import PooledModel

# What a cohort adds up to: squares and products within runners, the same in parts and whole.

Floats = NDArray[np.float64]

ROWS_AT_A_TIME = 50_000
DAYS_PER_LINE = 91


@dataclass(frozen=True)
class RunnerSums:
    """Squares and products of each runner, after what is the runner's own is taken out.

    That is a level, a trend, and the terms with a coefficient of each runner's own.

    Parameters
    ----------
    terms : tuple of str
        The k terms, in order.
    xx : array, shape (n_runners, k, k)
    xy : array, shape (n_runners, k)
    yy : array, shape (n_runners,)
    n_days : array of int, shape (n_runners,)
        Rows used of each runner; at least 2.
    has_news : array of bool, shape (n_runners,)
    n_dropped : int
        Rows with something missing, or alone of their runner.
    """

    terms: tuple[str, ...]
    xx: Floats
    xy: Floats
    yy: Floats
    n_days: NDArray[np.int64]
    has_news: NDArray[np.bool_]
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
    n_runners, n_with_news, n_days, n_dropped : int
    n_varying : array of int, shape (k,)
        Runners in whom each term varies: the others say nothing about it.
    """

    terms: tuple[str, ...]
    xx: Floats
    xy: Floats
    yy: float
    n_runners: int
    n_with_news: int
    n_days: int
    n_dropped: int
    n_varying: NDArray[np.int64]

    def __add__(self, other: "WithinSums") -> "WithinSums":
        if self.terms != other.terms:
            found, expected = ", ".join(other.terms), ", ".join(self.terms)
            raise ModelError(f"found sums of {found}, expected those of {expected}.")
        return WithinSums(
            self.terms,
            self.xx + other.xx,
            self.xy + other.xy,
            self.yy + other.yy,
            self.n_runners + other.n_runners,
            self.n_with_news + other.n_with_news,
            self.n_days + other.n_days,
            self.n_dropped + other.n_dropped,
            self.n_varying + other.n_varying,
        )


def within_sums(frame: pd.DataFrame, model: PooledModel) -> WithinSums:
    """Add up what the runners of a table say about a model with a level for each runner.

    Parameters
    ----------
    frame : DataFrame
        `runner` and the columns of the model, numbers; the rows of a runner stand together. A
        row with something missing among them is dropped, and counted.
    model : PooledModel

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
    >>> sums = within_sums(days, PooledModel(("x",)))
    >>> sums.xx.tolist(), sums.xy.tolist(), sums.n_runners, sums.n_varying.tolist()
    ([[2.0]], [1.0], 2, [1])
    """
    return added(runner_sums(frame, model))


def added(sums: RunnerSums) -> WithinSums:
    """Add up the runners."""
    variances = np.diagonal(sums.xx, axis1=1, axis2=2)
    return WithinSums(
        sums.terms,
        sums.xx.sum(axis=0),
        sums.xy.sum(axis=0),
        float(sums.yy.sum()),
        len(sums.n_days),
        int(sums.has_news.sum()),
        int(sums.n_days.sum()),
        sums.n_dropped,
        (variances > 0).sum(axis=0),
    )


def runner_sums(frame: pd.DataFrame, model: PooledModel) -> RunnerSums:
    """Squares and products runner by runner; arguments as for `within_sums`.

    A runner's trend is a line, from half a year on with a bend every 13 weeks or so.

    References
    ----------
    Least squares on what level and trend leave of outcome and terms gives the coefficients of the
    whole model: Frisch & Waugh (1933), Econometrica 1:387, doi:10.2307/1907330.
    """
    _refuse_unusable(frame, model.columns)
    n_first, k = len(model.columns) - len(model.terms) - 1, len(model.terms)
    own = [n_first + model.terms.index(name) for name in model.own]
    grams, counts, marks = [], [], []
    for values in _runner_values(frame, list(model.columns)):
        if len(values) > 1:
            line = trend(values[:, n_first - 1]) if model.trend else values[:, :0]
            grams.append(_gram(np.column_stack([line, values[:, own]]), values[:, n_first:]))
            counts.append(len(values))
            marks.append(bool(values[0, 0]) if model.marker else True)
    gram = np.stack(grams) if grams else np.empty((0, k + 1, k + 1))
    n_days = np.array(counts, dtype=np.int64)
    xx, xy, yy = gram[:, :k, :k], gram[:, :k, k], gram[:, k, k]
    has_news = np.array(marks, dtype=bool)
    n_dropped = len(frame) - int(n_days.sum())
    return RunnerSums(model.terms, xx, xy, yy, n_days, has_news, n_dropped)


def trend(day: Floats) -> Floats:
    """Columns of a line that bends every 13 weeks or so: one for each bend and the last day.

    One line below 26 weeks. Few, since what is taken out of a runner's days takes a share of what
    is carried on with it.

    Parameters
    ----------
    day : array, shape (n,)

    Returns
    -------
    array, shape (n, 1 + number of bends)

    Examples
    --------
    >>> trend(np.arange(0.0, 201.0))[[0, 100, 150, 200]].tolist()
    [[0.0, 0.0], [1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    """
    first, last = day.min(), day.max()
    n_lines = max(1, int(last - first + 1) // DAYS_PER_LINE)
    knots = np.linspace(first, max(last, first + 1), n_lines + 1)
    away = np.abs(day[:, None] - knots[1:]) / (knots[1] - knots[0])
    return np.asarray(np.maximum(0.0, 1.0 - away))


def _gram(own: Floats, values: Floats) -> Floats:
    """Squares and products of what the runner's level and own columns leave of the others."""
    is_constant = (values == values[0]).all(axis=0)
    rest = (values - values.mean(axis=0))[:, ~is_constant]
    if own.shape[1]:
        q = _basis(own - own.mean(axis=0))
        left = rest - q @ (q.T @ rest)
        size, before = (np.square(part).sum(axis=0) for part in (left, rest))
        rest = np.where(size > SAME_COLUMN * before, left, 0.0)
    gram = np.zeros((len(is_constant), len(is_constant)))
    gram[np.ix_(~is_constant, ~is_constant)] = rest.T @ rest
    return gram


def _basis(columns: Floats) -> Floats:
    q, r = np.linalg.qr(columns)
    is_new = np.abs(np.diag(r)) > SAME_COLUMN * np.linalg.norm(columns, axis=0)[: len(r)]
    return np.asarray(q[:, is_new])


def _runner_values(frame: pd.DataFrame, columns: list[str]) -> Iterator[Floats]:
    """The complete rows of each runner, a copy of few runners at a time."""
    edges = np.append(_first_rows(frame["runner"]), len(frame))
    begin, n_runners = 0, len(edges) - 1
    while begin < n_runners:
        reached = int(np.searchsorted(edges, edges[begin] + ROWS_AT_A_TIME, "right")) - 1
        end = min(max(begin + 1, reached), n_runners)
        block = frame.iloc[edges[begin] : edges[end]][columns].to_numpy(dtype=float)
        is_complete = ~np.isnan(block).any(axis=1)
        for first, last in zip(edges[begin:end], edges[begin + 1 : end + 1], strict=True):
            rows = slice(first - edges[begin], last - edges[begin])
            yield block[rows][is_complete[rows]]
        begin = end


def _first_rows(runner: pd.Series) -> NDArray[np.intp]:
    return np.flatnonzero((runner != runner.shift()).to_numpy(dtype=bool))


def _refuse_unusable(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    missing = [name for name in ("runner", *columns) if name not in frame]
    if missing:
        raise DataError(f"cohort: no column {', '.join(missing)}; the model needs it.")
    if len(_first_rows(frame["runner"])) > frame["runner"].nunique():
        raise DataError(
            "cohort, runner: the rows of a runner do not stand together. Sort by runner and date."
        )


# How far each runner moves the pooled estimate: what its standard errors are made of.

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
