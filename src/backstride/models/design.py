"""The design matrix of a model, built term by term and pruned by linear algebra."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from patsy.mgcv_cubic_splines import CR

from backstride.errors import ModelError
from backstride.models.news import known_before, news
from backstride.models.rows import CARRY, NEWS, TREND, WEEKDAY, ModelRows, trend_df

FULL_LEVERAGE = 1 - 1e-8
SAME_COLUMN = 1e-9


@dataclass(frozen=True)
class Design:
    """Outcome and design matrix of one model.

    Parameters
    ----------
    rows : ModelRows
        What it was built from.
    endog : Series
    exog : DataFrame
        One named column per parameter.
    columns : dict of str to list of str
        The columns of each term.
    """

    rows: ModelRows
    endog: pd.Series
    exog: pd.DataFrame
    columns: dict[str, list[str]]


def build_design(rows: ModelRows) -> Design:
    """Build the matrices of `rows.formula`, leaving out what would break the fit.

    Rows that determine a coefficient all by themselves (leverage 1) are dropped: they say
    nothing about the contrast and have no residual. A term that is a combination of others is
    left out, which changes no fitted value.

    Raises
    ------
    ModelError
        If the data cannot tell a contrasted term from the others.
    """
    design = _without_aliased(_matrices(rows))
    lone = _leverage(design.exog.to_numpy()) > FULL_LEVERAGE
    if lone.any():
        return build_design(replace(rows, frame=rows.frame[~lone].reset_index(drop=True)))
    return _with_news(design)


def _matrices(rows: ModelRows) -> Design:
    frame = rows.frame
    plain = [term for term in rows.terms if term != WEEKDAY and not term.startswith(TREND)]
    columns = {term: [term] for term in plain}
    values = [np.ones((len(frame), 1)), frame[plain].to_numpy(dtype=float)]
    for term in (term for term in rows.terms if term not in columns):
        named = _weekdays(frame) if term == WEEKDAY else dict(enumerate(_trend(rows).T))
        columns[term] = [f"{term}[{level}]" for level in named]
        values.append(np.column_stack(list(named.values())))
    names = ["Intercept", *(name for term in columns for name in columns[term])]
    exog = pd.DataFrame(np.hstack(values), columns=names)
    return Design(rows, frame["pain_post"], exog, columns)


def _weekdays(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    weekday = frame["weekday"].to_numpy()
    return {f"T.{level}": weekday == level for level in np.unique(weekday)[1:]}


def _trend(rows: ModelRows) -> np.ndarray:
    """The formula's `cr(day, ...)`, without the cost of parsing it."""
    spline = CR()
    day = rows.frame["day"].to_numpy(dtype=float)
    chosen = {"df": trend_df(rows.frame), "constraints": "center"}
    spline.memorize_chunk(day, **chosen)
    spline.memorize_finish()
    return np.asarray(spline.transform(day, **chosen))


def _leverage(exog: np.ndarray) -> np.ndarray:
    leverage: np.ndarray = np.square(np.linalg.qr(exog)[0]).sum(axis=1)
    return leverage


def _without_aliased(design: Design) -> Design:
    """Leave out each term that the terms checked before it already hold.

    The contrasted terms are checked last, so that one of them is named when it cannot be told
    from the nuisance, and never kept at the price of a nuisance term.
    """
    rows = design.rows
    nuisance = [term for term in reversed(rows.terms) if term not in rows.contrasted]
    order = ["Intercept", *(name for term in nuisance for name in design.columns[term])]
    order += [name for term in rows.contrasted for name in design.columns[term]]
    ordered = design.exog[order].to_numpy()
    gained = np.abs(np.diag(np.linalg.qr(ordered, mode="r")))
    held = {
        name
        for name, gain, size in zip(order, gained, np.linalg.norm(ordered, axis=0), strict=True)
        if gain <= SAME_COLUMN * size
    }
    aliased = [term for term in rows.terms if held & set(design.columns[term])]
    lost = [term for term in aliased if term in rows.contrasted]
    if lost:
        raise ModelError(f"{', '.join(lost)}: cannot be told from the other terms.")
    return _without_terms(design, aliased)


def _without_terms(design: Design, aliased: list[str]) -> Design:
    dropped = [name for term in aliased for name in design.columns[term]]
    terms = tuple(term for term in design.rows.terms if term not in aliased)
    return Design(
        replace(design.rows, terms=terms),
        design.endog,
        design.exog.drop(columns=dropped),
        {term: design.columns[term] for term in terms},
    )


def _with_news(design: Design) -> Design:
    """Replace the same-day rating by what it adds to what was known the evening before.

    Adding the residual of a term on the others leaves the coefficient of today's exposure
    adjusted for that term (Frisch & Waugh 1933), while the coefficients of yesterday's rating
    and exposure become totals: all that an evening carries to the next.
    """
    rows = design.rows
    if CARRY not in rows.contrasted or "pain_pre" not in rows.terms:
        return design
    known = known_before(list(design.exog.columns), rows.contrasted[0])
    added = news(design.exog[known].to_numpy(), design.exog["pain_pre"].to_numpy())
    renamed = {term if term != "pain_pre" else NEWS: cols for term, cols in design.columns.items()}
    return Design(
        replace(rows, frame=rows.frame.assign(**{NEWS: added}), terms=tuple(renamed)),
        design.endog,
        design.exog.assign(pain_pre=added).rename(columns={"pain_pre": NEWS}),
        {**renamed, NEWS: [NEWS]},
    )
