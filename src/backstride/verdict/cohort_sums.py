"""What a part of a cohort contributes to the answers: sums that add, and runners' own estimates."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.claims import CLAIMS, RAMP, Claim
from backstride.errors import ModelError
from backstride.models.frame import model_frame
from backstride.models.pooled.design import (
    SAME_DAY,
    RaisedWeeks,
    pooled_columns,
    pooled_model,
    raised_weeks,
)
from backstride.models.pooled.sums import ScoreSums, WithinSums, kept_terms, score_sums, within_sums
from backstride.models.pooled.two_stage import runner_estimates
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.verdict.refusals import KNOWN_ORDER_SHARE

SHOE_TERMS = ("shoe_100km", "shoe_100km_lag1", "worn_100km")


@dataclass(frozen=True)
class ClaimSums:
    """One claim in some runners. They add with `+`.

    Parameters
    ----------
    within : WithinSums
    n_exposed, n_unexposed : int
        Usable days that count as exposed, and that do not, among those the claim compares.
    n_both : int
        Runners with at least one of either.
    """

    within: WithinSums
    n_exposed: int
    n_unexposed: int
    n_both: int

    def n_varying(self, term: str) -> int:
        """Runners in whom a term varies beside their own level and trend."""
        return int(self.within.n_varying[self.within.terms.index(term)])

    def __add__(self, other: "ClaimSums") -> "ClaimSums":
        return ClaimSums(
            self.within + other.within,
            self.n_exposed + other.n_exposed,
            self.n_unexposed + other.n_unexposed,
            self.n_both + other.n_both,
        )


@dataclass(frozen=True)
class CohortSums:
    """All claims in some runners. They add with `+`.

    Parameters
    ----------
    claims : dict of str to ClaimSums
        By slug.
    weeks : RaisedWeeks
    n_runners : int
        Runners with a rating after a run.
    n_ratings : int
    rating_total : float
        Number and sum of the ratings after.
    """

    claims: dict[str, ClaimSums]
    weeks: RaisedWeeks
    n_runners: int
    n_ratings: int
    rating_total: float

    def __add__(self, other: "CohortSums") -> "CohortSums":
        return CohortSums(
            {slug: one + other.claims[slug] for slug, one in self.claims.items()},
            self.weeks + other.weeks,
            self.n_runners + other.n_runners,
            self.n_ratings + other.n_ratings,
            self.rating_total + other.rating_total,
        )


@dataclass(frozen=True)
class CohortScores:
    """How some runners spread around the estimates of the cohort. They add with `+`.

    Parameters
    ----------
    claims : dict of str to ScoreSums
        By slug; claims that the cohort cannot estimate are left out.
    """

    claims: dict[str, ScoreSums]

    def __add__(self, other: "CohortScores") -> "CohortScores":
        return CohortScores({slug: one + other.claims[slug] for slug, one in self.claims.items()})


def cohort_frame(diary: pd.DataFrame) -> pd.DataFrame:
    """`model_frame` of many runners, with what each runner's diary cannot tell left out.

    Doses of a habit that is done at any time of day are missing for a runner of whose days with
    it fewer than 80 % have clock times; for one that answers pain also where the rating before is
    not of the same day. Kilometres on the shoes are missing for a runner of whom only one pair has
    known ones: they grow with the calendar, and with all else that changes about running. That
    runner says nothing of the claim; the others do.

    Parameters
    ----------
    diary : DataFrame
        Runner by runner, with exposures: every calendar day of each once, ascending.

    Returns
    -------
    DataFrame
        The columns of `model_frame` and `pain_pre_slot`.
    """
    frame = model_frame(diary).assign(pain_pre_slot=diary["pain_pre_slot"])
    for claim in (claim for claim in CLAIMS if claim.is_order_needed):
        name = claim.column_name
        columns = [one for one in frame.columns if one == name or one.startswith(f"{name}_")]
        if columns and claim.habit_column in diary:
            frame[columns] = frame[columns].where(_is_ordered(diary, claim), np.nan)
    shoes = list(SHOE_TERMS)
    frame[shoes] = frame[shoes].mask(_has_one_pair(diary), np.nan)
    return frame


def _has_one_pair(diary: pd.DataFrame) -> pd.Series:
    known = diary["shoe"].where(diary["shoe_km"].notna())
    return known.groupby(diary["runner"]).transform("nunique") == 1


def _is_ordered(diary: pd.DataFrame, claim: Claim) -> pd.Series:
    is_rated = diary[["pain_pre", "pain_post"]].notna().all(axis=1)
    done = (diary[claim.habit_column] > 0) & is_rated
    is_timed = diary[f"{claim.column_name}_between"].notna().astype(float).where(done)
    share = is_timed.groupby(diary["runner"]).transform("mean")
    is_ordered = ~(share < KNOWN_ORDER_SHARE)
    if not claim.is_done_for_pain:
        return is_ordered
    return is_ordered & (diary["pain_pre_slot"] == SAME_DAY)


def cohort_sums(frame: pd.DataFrame) -> CohortSums:
    """Add up some runners for every claim: the first pass over a cohort.

    Parameters
    ----------
    frame : DataFrame
        From `cohort_frame`.
    """
    rated = frame[["runner", "pain_post"]].dropna()
    return CohortSums(
        {one.slug: _claim_sums(frame, one) for one in SPECIFICATIONS},
        raised_weeks(frame, RAMP),
        int(rated["runner"].nunique()),
        len(rated),
        float(rated["pain_post"].sum()),
    )


def _claim_sums(frame: pd.DataFrame, specification: Specification) -> ClaimSums:
    columns = pooled_columns(frame, specification)
    compared = specification.is_compared(columns)
    exposed = specification.is_exposed(columns) & compared
    days = pd.DataFrame({"exposed": exposed, "unexposed": compared & ~exposed}).astype(int)
    by_runner = days.groupby(columns["runner"]).sum()
    return ClaimSums(
        within_sums(columns, pooled_model(specification)),
        int(by_runner["exposed"].sum()),
        int(by_runner["unexposed"].sum()),
        int((by_runner > 0).all(axis=1).sum()),
    )


def cohort_scores(frame: pd.DataFrame, sums: CohortSums) -> CohortScores:
    """How far some runners lie from the estimates of the cohort: the second pass.

    Parameters
    ----------
    frame : DataFrame
        From `cohort_frame`; the runners are among those of `sums`.
    sums : CohortSums
        Of the whole cohort.
    """
    scores = {}
    for one in SPECIFICATIONS:
        within, model = sums.claims[one.slug].within, pooled_model(one)
        try:
            kept_terms(within, model)
        except ModelError:
            continue
        scores[one.slug] = score_sums(pooled_columns(frame, one), model, within)
    return CohortScores(scores)


def cohort_runners(frame: pd.DataFrame) -> pd.DataFrame:
    """Every claim put to each of some runners alone; tables of parts are put below each other.

    Returns
    -------
    DataFrame
        `slug` and the columns of `runner_estimates`.
    """
    parts = [
        runner_estimates(pooled_columns(frame, one), one, frame).assign(slug=one.slug)
        for one in SPECIFICATIONS
    ]
    return pd.concat(parts, ignore_index=True)
