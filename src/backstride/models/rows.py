"""Which days and which terms a model is fitted to, decided before any estimate is seen."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.models.frame import CONFOUNDERS
from backstride.models.specification import Specification

FEWEST_NONZERO_DAYS = 3
CARRY = "pain_post_lag1"
NEWS = "pain_pre_news"
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
        needed += specification.others
    usable = frame.dropna(subset=list(dict.fromkeys(needed))).reset_index(drop=True)
    if is_carried and (usable[CARRY] == usable["pain_pre"]).all():
        before = (CARRY,)  # one rating a day: it is both, and there is no news
    evening_before = [CARRY] if slot == "same day" and not is_carried else []
    adjusted = [*lags, *specification.through, *specification.others, *evening_before]
    adjusted += ["sleep_h", *CONFOUNDERS, "pain_pre_gap_h", "ran_lag1"]
    known = [name for name in adjusted if name in frame]
    usable, indicators = _with_indicators(usable, known)
    usable, kept = _varying(usable, ["ran", *known, *indicators])
    terms = (exposure, *before, *kept, *_calendar_terms(usable))
    through = [term for term in specification.through if term in kept]
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
