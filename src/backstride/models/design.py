"""Rows and columns of a model, decided before any estimate is seen, and their covariance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from patsy.mgcv_cubic_splines import CR

from backstride.errors import ModelError
from backstride.models.frame import CONFOUNDERS
from backstride.models.specification import SPECIFICATIONS, Specification

# Which days and which terms a model is fitted to, decided before any estimate is seen.

# Rated days for each parameter; days with the exposure, and days without it.
DAYS_PER_PARAMETER, FEWEST_EXPOSED = 4, 5
FEWEST_NONZERO_DAYS = 3
CARRY = "pain_post_lag1"
PAIN_PRE_NEWS = "pain_pre_news"
WEEKDAY = "C(weekday)"
TREND = "cr(day"
ALWAYS_NEEDED = ("pain_post", "pain_pre", "ran", "ran_lag1")


@dataclass(frozen=True)
class ModelRows:
    """The rows and terms of one fit.

    Parameters
    ----------
    frame : DataFrame
        Rows of the model frame with nothing missing among the terms.
    terms : tuple of str
        Terms of the formula; the contrast's own stand first.
    contrasted : tuple of str
        The terms that the contrast is made of: the exposure, and where the contrast is carried
        its lags, the terms it acts through and, last, the term whose coefficient is what one
        evening carries to the next.
    """

    frame: pd.DataFrame
    terms: tuple[str, ...]
    contrasted: tuple[str, ...]

    @property
    def formula(self) -> str:
        """The formula as statsmodels reads it."""
        return "pain_post ~ " + " + ".join(self.terms)


def n_parameters(rows: ModelRows) -> int:
    """Count the parameters of the formula: intercept, terms, weekdays and trend.

    Examples
    --------
    >>> days = pd.DataFrame({"weekday": [0, 1, 2], "day": [0.0, 1.0, 2.0]})
    >>> n_parameters(ModelRows(days, ("km", "C(weekday)", *_calendar_terms(days)[1:]), ("km",)))
    7
    """
    n_weekday = max(rows.frame["weekday"].nunique() - 1, 0) if WEEKDAY in rows.terms else 0
    n_trend = trend_df(rows.frame) if rows.terms[-1].startswith(TREND) else 0
    n_plain = sum(not term.startswith(("cr(", "C(")) for term in rows.terms)
    return 1 + n_plain + n_weekday + n_trend


def model_rows(frame: pd.DataFrame, specification: Specification, slot: str) -> ModelRows:
    """Choose the rows and terms for one claim.

    A row needs the outcome, the rating before, running of the day and of the day before, and
    the tested exposure. Whatever else is not known on a row gets its value 0 and an indicator
    (`unknown_...`) of its own. A term that is other than 0 on fewer than 3 days is left out
    together with those days; a term that does not vary is left out.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`.
    specification : Specification
    slot : {'same day', 'day before'}
        When `pain_pre` was rated. A carried contrast needs what an evening carries to the next
        evening; with a same-day rating that is the coefficient of yesterday's `pain_post`, and
        the same-day rating enters as `pain_pre_news`. A same-evening contrast is adjusted for
        both ratings: behaviour may follow either.
    """
    is_carried = specification.is_carried and slot == "same day"
    before = (CARRY, "pain_pre") if is_carried else ("pain_pre",)
    exposure, *lags = specification.lag_terms
    needed = [*ALWAYS_NEEDED, *before, exposure, *(lags if specification.is_carried else [])]
    if specification.horizon == "week":
        needed += specification.covariates
    usable = frame.dropna(subset=list(dict.fromkeys(needed))).reset_index(drop=True)
    if is_carried and (usable[CARRY] == usable["pain_pre"]).all():
        before = (CARRY,)  # one rating a day: it is both, and there is no news
    evening_before = [CARRY] if slot == "same day" and not is_carried else []
    named = (*lags, *specification.mediators, *specification.covariates, *evening_before)
    adjusted = list(dict.fromkeys(named))
    adjusted += ["sleep_h", *CONFOUNDERS, "pain_pre_gap_h", "ran_lag1"]
    known = [name for name in adjusted if name in frame]
    usable, indicators = _with_indicators(usable, known)
    usable, kept = _varying(usable, ["ran", *known, *indicators])
    terms = (exposure, *before, *kept, *_calendar_terms(usable))
    through = [term for term in specification.mediators if term in kept]
    contrasted = (*specification.lag_terms, *through) if specification.is_carried else (exposure,)
    carry = (CARRY if is_carried else "pain_pre",) if specification.is_carried else ()
    return ModelRows(usable, terms, (*contrasted, *carry))


def _with_indicators(usable: pd.DataFrame, names: list[str]) -> tuple[pd.DataFrame, list[str]]:
    is_unknown = usable[names].isna()
    unknown = [name for name in names if is_unknown[name].any()]
    indicators = is_unknown[unknown].astype(float).add_prefix("unknown_")
    filled = usable.drop(columns=unknown).join(usable[unknown].fillna(0.0))
    return filled.join(indicators), [*indicators.columns]


def _varying(usable: pd.DataFrame, names: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """Drop rare states with their days until every term left varies on enough days."""
    values = usable[names].to_numpy(dtype=float)
    is_kept = np.ones(len(values), dtype=bool)
    while True:
        n_nonzero = (values[is_kept] != 0).sum(axis=0)
        rare = (n_nonzero > 0) & (n_nonzero < FEWEST_NONZERO_DAYS)
        if not rare.any():
            break
        is_kept &= (values[:, rare] == 0).all(axis=1)
    kept = values[is_kept]
    varies = (kept != kept[:1]).any(axis=0)
    varying = [name for name, does in zip(names, varies, strict=True) if does]
    return usable[is_kept].reset_index(drop=True), varying


def _varies(values: pd.Series) -> bool:
    return bool((values != values.iloc[0]).any()) if len(values) else False


def _calendar_terms(usable: pd.DataFrame) -> tuple[str, ...]:
    if usable.empty:
        return ()
    trend = f"{TREND}, df={trend_df(usable)}, constraints='center')"
    return (WEEKDAY, trend) if _varies(usable["weekday"]) else (trend,)


def trend_df(usable: pd.DataFrame) -> int:
    """Count the spline's degrees of freedom: about one a quarter, at least 3."""
    n_days = int(usable["day"].iloc[-1] - usable["day"].iloc[0]) + 1
    return max(3, n_days // 90 + 2)


# What a same-day rating adds to what was known the evening before, and what that costs.

Floats = NDArray[np.float64]

# What happens after the rating before the run, beside what is tested: that it follows that rating
# is nothing new.
_OF_THE_DAY = (
    "ran",
    "km",
    "km_today_1",
    "km_today_2",
    "km_today_3",
    "unknown_surface",
    "after_break",
)
AFTER_THE_RATING = frozenset(
    {*_OF_THE_DAY, *(name for one in SPECIFICATIONS for name in (one.exposure, one.dose))}
)


def known_before(names: Sequence[str], exposure: str) -> list[str]:
    """Columns of a design that were known before the same-day rating.

    Parameters
    ----------
    names : sequence of str
    exposure : str
        Of the day, which is tested.

    Examples
    --------
    >>> known_before(["Intercept", "pain_post_lag1", "x", "km", "km_lag1", "pain_pre"], "x")
    ['Intercept', 'pain_post_lag1', 'km_lag1']
    """
    today = {*AFTER_THE_RATING, exposure}
    later = {*today, *(f"unknown_{name}" for name in today), "pain_pre", PAIN_PRE_NEWS}
    return [name for name in names if name not in later]


def pain_pre_residual(known: Floats, rating: Floats) -> Floats:
    """Residual of the same-day rating on what was known before it."""
    return np.asarray(rating - known @ np.linalg.lstsq(known, rating)[0])


def total_covariance(
    exog: pd.DataFrame, residual: Floats, slope: float, known: list[str]
) -> pd.DataFrame:
    """HC3 covariance where the news was itself worked out by a regression.

    The coefficients of what was known before are totals: the part that does not pass through the
    same-day rating, and `slope` times the part that does, gamma. Each row's influence on a total
    is its influence on the model's coefficient plus `slope` times its influence on gamma; the
    covariance is the sum of their squares. Without news, or with slope 0, it is plain HC3.

    Parameters
    ----------
    exog : DataFrame
        Columns of the model, `pain_pre_news` among them.
    residual : array, shape (n_rows,)
    slope : float
        Coefficient of the news.
    known : list of str
        From `known_before`.

    References
    ----------
    Murphy & Topel (1985), J Bus Econ Stat 3:370, doi:10.1080/07350015.1985.10509471.
    """
    influence = pd.DataFrame(_influence(exog.to_numpy(), residual), columns=exog.columns)
    through = _influence(exog[known].to_numpy(), exog[PAIN_PRE_NEWS].to_numpy())
    total = influence.add(pd.DataFrame(slope * through, columns=known), fill_value=0.0)
    return total[exog.columns].T @ total[exog.columns]


def _influence(exog: Floats, residual: Floats) -> Floats:
    """How far each row moves each coefficient, its own leverage taken out (as HC3 does)."""
    orthogonal, triangle = np.linalg.qr(exog)
    leverage = np.square(orthogonal).sum(axis=1)
    scaled = orthogonal * (residual / (1 - leverage))[:, None]
    return np.asarray(np.linalg.solve(triangle, scaled.T).T)


# The design matrix of a model, built term by term and pruned by linear algebra.

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
    added = pain_pre_residual(design.exog[known].to_numpy(), design.exog["pain_pre"].to_numpy())
    renamed = {
        term if term != "pain_pre" else PAIN_PRE_NEWS: cols for term, cols in design.columns.items()
    }
    return Design(
        replace(rows, frame=rows.frame.assign(**{PAIN_PRE_NEWS: added}), terms=tuple(renamed)),
        design.endog,
        design.exog.assign(pain_pre=added).rename(columns={"pain_pre": PAIN_PRE_NEWS}),
        {**renamed, PAIN_PRE_NEWS: [PAIN_PRE_NEWS]},
    )
