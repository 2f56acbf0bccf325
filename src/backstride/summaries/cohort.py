"""Many runners in tables and words: facts, runners, lags, other estimands, naive pooling."""

from typing import Any

import numpy as np
import pandas as pd

from backstride.claims import CLAIM
from backstride.diagnostics.pooling import naive_pooling
from backstride.errors import ModelError
from backstride.models.contrasts import LEVEL, Contrast, half_width
from backstride.models.pooled.design import pooled_columns, pooled_model
from backstride.models.pooled.estimate import sustained_dose, sustained_model
from backstride.models.pooled.sums import runner_sums
from backstride.models.pooled.within_between import between_runners, runner_means
from backstride.models.specification import SPECIFICATION, Specification
from backstride.summaries.text import counted, interval_text, signed, with_interval
from backstride.verdict.cohort import FEWEST_RUNNERS, CohortLags

# What is known of a cohort, without anybody in it being known.

POINTS, COUNTS = ["estimate", "low", "high"], ["n_runners", "n_days"]
QUARTERS = {"lower_quarter": 0.25, "median": 0.5, "upper_quarter": 0.75}


def cohort_facts(diary: pd.DataFrame) -> pd.DataFrame:
    """Days and runs of a cohort, as quartiles over runners.

    Parameters
    ----------
    diary : DataFrame
        Runner by runner: `runner`, `distance_km`, `pain_post`, `is_logged`.

    Returns
    -------
    DataFrame
        Columns `of_a_runner`, `lower_quarter`, `median`, `upper_quarter`; no rows for fewer than
        5 runners, and numbers are missing where fewer than 5 runners have one.
    """
    by_runner = diary.groupby("runner", sort=False)
    if by_runner.ngroups < FEWEST_RUNNERS:
        return pd.DataFrame(columns=["of_a_runner", *QUARTERS])
    km = by_runner["distance_km"]
    facts = {
        "days logged": by_runner["is_logged"].sum(),
        "days rated in the evening": by_runner["pain_post"].count(),
        "runs a week": 7 * km.agg(lambda days: (days > 0).sum()) / km.count(),
        "km a week": 7 * km.mean(),
        "mean pain in the evening": by_runner["pain_post"].mean(),
    }
    known = pd.DataFrame(facts)
    table = known.quantile(list(QUARTERS.values())).T.round(1)
    table.loc[known.count() < FEWEST_RUNNERS] = np.nan
    table.columns = list(QUARTERS)
    return table.rename_axis("of_a_runner").reset_index()


def cohort_sentence(diary: pd.DataFrame) -> str:
    """Say how many runners and days there are, or that these are too few to be shown."""
    n_runners = diary["runner"].nunique()
    if n_runners < FEWEST_RUNNERS:
        return (
            f"Runners in this cohort: {n_runners}. Nothing is shown of fewer than "
            f"{FEWEST_RUNNERS}: one of them could be known by it."
        )
    n_rated = int(diary["pain_post"].notna().sum())
    return (
        f"{counted(n_runners, 'runner')}, {counted(len(diary), 'day')} on their calendars, "
        f"{n_rated:,} of them rated in the evening."
    )


def cohort_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """The numbers behind the answers of a cohort, rounded.

    Parameters
    ----------
    answers : DataFrame
        As from `answer_cohort`.

    Returns
    -------
    DataFrame
        Columns `claim`, `status`, `estimate`, `low`, `high` (points), `p_holm`, `n_runners`,
        `n_days`; numbers of refused claims are missing.
    """
    shown = answers[["claim", "status", *POINTS, "p_holm", *COUNTS]].copy()
    shown[POINTS] = shown[POINTS].astype(float).round(2)
    shown["p_holm"] = shown["p_holm"].astype(float).round(3)
    shown[COUNTS] = shown[COUNTS].astype("Int64")
    return shown.reset_index(drop=True)


# Runners beside each other: their own estimates without their names, and who differs.

CHANCE = 1 - LEVEL


def runner_rows(runners: pd.DataFrame, slug: str, is_named: bool = False) -> pd.DataFrame:
    """The runners' own estimates of one claim, in the order of the estimates.

    Parameters
    ----------
    runners : DataFrame
        From `cohort_runners`.
    slug : str
    is_named : bool
        Whether runners are called by their keys; else by their place in the order.

    Returns
    -------
    DataFrame
        Columns `runner`, `estimate`, `low`, `high` (points, 95 %), `n_days`, `n_exposed`; no rows
        where fewer than 5 runners have an estimate.
    """
    own = runners[(runners["slug"] == slug) & (runners["refused"] == "")]
    own = own.sort_values(["estimate", "n_days"], kind="stable").reset_index(drop=True)
    if len(own) < FEWEST_RUNNERS:
        own = own.iloc[:0]
    half = half_width(own["standard_error"], own["dof"])
    places = pd.Series([f"runner {place}" for place in range(1, len(own) + 1)], dtype="str")
    return pd.DataFrame(
        {
            "runner": own["runner"] if is_named else places,
            "estimate": own["estimate"],
            "low": own["estimate"] - half,
            "high": own["estimate"] + half,
            "n_days": own["n_days"],
            "n_exposed": own["n_exposed"],
        }
    )


def evenly(rows: pd.DataFrame, n_shown: int) -> pd.DataFrame:
    """At most so many rows, the first and the last and others evenly between them.

    Examples
    --------
    >>> evenly(pd.DataFrame({"place": range(100)}), 4)["place"].tolist()
    [0, 33, 66, 99]
    """
    if len(rows) <= n_shown:
        return rows
    places = np.linspace(0, len(rows) - 1, n_shown).round().astype(int)
    return rows.iloc[places].reset_index(drop=True)


def spread_table(answers: pd.DataFrame) -> pd.DataFrame:
    """How runners differ, claim by claim; claims without a spread are left out.

    Returns
    -------
    DataFrame
        Columns `claim`, `runners`, `mean`, `low`, `high` (of the mean), `differ_by` (SD of the
        effects between runners), `next_low`, `next_high` (where the effect of one more runner
        probably lies), all in points.
    """
    names = {
        "claim": "claim",
        "n_own": "runners",
        "own_estimate": "mean",
        "own_low": "low",
        "own_high": "high",
        "tau": "differ_by",
        "prediction_low": "next_low",
        "prediction_high": "next_high",
    }
    shown = answers.dropna(subset=["tau"])[list(names)].rename(columns=names)
    points = [name for name in shown if name not in ("claim", "runners")]
    return shown.assign(
        runners=shown["runners"].astype("int64"), **shown[points].astype(float).round(2)
    ).reset_index(drop=True)


def differ_sentence(rows: pd.DataFrame, answers: pd.DataFrame, slug: str) -> str:
    """Say how many runners lie off the mean, and that this names nobody and no cause."""
    claim, answer = CLAIM[slug].sentence, _answer_of(answers, slug)
    if rows.empty:
        return f"{claim}: nothing is shown of single runners. {answer['spread']}".strip()
    mean = answer["own_estimate"]
    n_off = int(((rows["low"] > mean) | (rows["high"] < mean)).sum())
    expected = CHANCE * len(rows)
    return (
        f"{claim}: the mean of {counted(len(rows), 'runner')} is {signed(mean)} points. "
        f"{answer['spread']} The intervals of {counted(n_off, 'runner')} do not hold the mean; "
        f"were all alike, about {expected:.0f} would not by chance. Which of them truly differ "
        "cannot be told from one interval each."
    )


def _answer_of(answers: pd.DataFrame, slug: str) -> dict[str, Any]:
    return {str(name): value for name, value in answers.set_index("slug").loc[slug].items()}


def other_side_sentence(rows: pd.DataFrame) -> str:
    """Say how many runners' own estimates lie on either side of 0, and how firmly."""
    if rows.empty:
        return ""
    more, less = int((rows["estimate"] > 0).sum()), int((rows["estimate"] < 0).sum())
    firm_more, firm_less = int((rows["low"] > 0).sum()), int((rows["high"] < 0).sum())
    return (
        f"Taken alone, {less} point to less pain ({firm_less} with an interval below 0) and "
        f"{more} to more ({firm_more} with one above 0)."
    )


# How long the distance of a day is felt, in a table and in words.

SHOWN_LAGS = (0, 1, 2, 3, 6, 13, 27)
WEEK_LAGS = 6


def lag_table(lags: CohortLags) -> pd.DataFrame:
    """A long day against a usual one, on some of the evenings after it.

    Returns
    -------
    DataFrame
        Columns `evenings_later`, `estimate`, `low`, `high` (points), and `sum`, `sum_low`,
        `sum_high` of all evenings so far (points times evenings); no rows where nothing is said.
    """
    long = longest_of(lags.surface)
    shown = long[long["lag_days"].isin(SHOWN_LAGS)].rename(columns={"lag_days": "evenings_later"})
    shown = shown.astype({"evenings_later": "int64"}).round(2)
    return pd.DataFrame(shown.drop(columns=["km", "reference_km"]).reset_index(drop=True))


def longest_of(surface: pd.DataFrame) -> pd.DataFrame:
    """Rows of the longest distance of the surface, by evening."""
    longest: pd.DataFrame = surface[surface["km"] == surface["km"].max()]
    return longest.sort_values("lag_days").reset_index(drop=True)


def numbers_of(long: pd.DataFrame, lag_days: int) -> dict[str, float]:
    """One evening of `longest_of` as plain numbers, by column."""
    row = long[long["lag_days"] == lag_days].iloc[0]
    return {str(name): float(number) for name, number in row.items()}


def lag_sentence(lags: CohortLags) -> str:
    """Say what a long day does on its own evening and over a week, or why nothing is said."""
    if lags.refusal:
        return f"Nothing is said of how long a run is felt. {lags.refusal}"
    long = longest_of(lags.surface)
    same, week = numbers_of(long, 0), numbers_of(long, WEEK_LAGS)
    evening = with_interval(same["estimate"], same["low"], same["high"])
    total = interval_text(week["sum"], week["sum_low"], week["sum_high"])
    behind = f"{counted(lags.n_runners, 'runner')} and {counted(lags.n_days, 'day')}"
    return (
        f"A day of {same['km']:.1f} km against one of {same['reference_km']:.1f} km, from "
        f"{behind}: {evening} on the same evening; added up over that evening and the "
        f"{WEEK_LAGS} after it {total}, points times evenings. {_fading(long)}"
    )


def _fading(long: pd.DataFrame) -> str:
    """On how many evenings in a row, from the first, the interval leaves out 0."""
    is_off = ((long["low"] > 0) | (long["high"] < 0)).to_numpy()
    if not is_off[0]:
        return "On the same evening 0 stays possible."
    evenings = counted(len(is_off) if is_off.all() else int(is_off.argmin()), "evening")
    return f"The interval leaves out 0 on {evenings} in a row, the same one first."


# What else many runners can be asked of a claim: a week of it, and runners against runners.

COLUMNS = ["asked", "estimate", "low", "high", "runners"]
WITHIN = "days of one runner against other days of the same"
WEEK_CONTRAST = "the same on each of 7 days against none, on the last evening"
BETWEEN = "runners of the upper quarter in it against those of the lower"


def alternative_estimands(frame: pd.DataFrame, answers: pd.DataFrame, slug: str) -> pd.DataFrame:
    """A claim as it is answered, a week of its dose, and runners set against runners.

    Parameters
    ----------
    frame : DataFrame
        From `cohort_frame`.
    answers : DataFrame
        Of the cohort, as from `answer_cohort`.
    slug : str

    Returns
    -------
    DataFrame
        `asked`, `estimate`, `low`, `high` (points), `runners`. What cannot be told has no row;
        no rows where the claim has no estimate.
    """
    answer, specification = _answer_of(answers, slug), SPECIFICATION[slug]
    if pd.isna(answer["estimate"]):
        return pd.DataFrame(columns=COLUMNS)
    columns = pooled_columns(frame, specification)
    rows = [{"asked": WITHIN, "runners": int(answer["n_runners"]), **answer}]
    claim = CLAIM[slug]
    # A dose of days with or without a run: there can be one on each of seven days.
    if claim.habit_column and not claim.is_with_run and not specification.is_carried:
        rows += _week_of_doses(columns, specification)
    return pd.DataFrame([*rows, *_between(columns, specification)])[COLUMNS]


def _week_of_doses(columns: pd.DataFrame, specification: Specification) -> list[dict[str, object]]:
    model = sustained_model(pooled_model(specification), specification)
    try:
        sums = runner_sums(columns, model)
        found = sustained_dose(sums, model, specification.contrast_size)
    except ModelError:
        return []
    return [_row(WEEK_CONTRAST, found.contrast, len(sums.n_days))]


def _between(columns: pd.DataFrame, specification: Specification) -> list[dict[str, object]]:
    means = runner_means(columns, specification)
    try:
        found = between_runners(means, specification)
    except ModelError:
        return []
    # Runners differ by far less than a whole contrast, and a line says nothing so far out.
    lower, upper = means["exposure"].quantile([0.25, 0.75])
    share = float(upper - lower) / specification.exposure_change
    whole = found.contrast
    apart = Contrast(share * whole.estimate, share * whole.standard_error, whole.dof)
    return [_row(BETWEEN, apart, found.n_runners)]


def _row(asked: str, found: Contrast, n_runners: int) -> dict[str, object]:
    low, high = found.interval
    numbers = {"estimate": found.estimate, "low": low, "high": high}
    return {"asked": asked, **numbers, "runners": n_runners}


# Common estimators beside the one that starts from the rating before: a warning, computed.

HONEST = "from the rating before"


def wrong_beside_honest(frame: pd.DataFrame, answers: pd.DataFrame, slug: str) -> pd.DataFrame:
    """What a cohort's answer and common estimators say of one claim.

    Parameters
    ----------
    frame : DataFrame
        From `cohort_frame`.
    answers : DataFrame
        Of the cohort, as from `answer_cohort`.
    slug : str

    Returns
    -------
    DataFrame
        Columns `estimator`, `estimate`, `low`, `high` (points), `says`; the honest estimate
        first. Numbers are missing of an estimator that does not converge. No rows where the claim
        has no estimate.
    """
    answer = _answer_of(answers, slug)
    if pd.isna(answer["estimate"]):
        return pd.DataFrame(columns=["estimator", *POINTS, "says"])
    honest = pd.DataFrame([{"estimator": HONEST, **{name: answer[name] for name in POINTS}}])
    wrong = naive_pooling(frame, SPECIFICATION[slug])[["estimator", *POINTS]]
    both = pd.concat([honest, wrong], ignore_index=True).astype(dict.fromkeys(POINTS, float))
    return both.assign(says=[_says(row) for _, row in both.iterrows()])


def wrongly_sentence(table: pd.DataFrame, slug: str) -> str:
    """Say which of the common estimators contradict the honest one.

    A contradiction: an interval that leaves out 0 on the other side, or that does not hold the
    honest estimate.
    """
    claim = CLAIM[slug].sentence
    if table.empty:
        return f"{claim}: there is no estimate, so nothing is set beside it."
    honest, wrong = dict(table.iloc[0]), table.iloc[1:].dropna(subset=POINTS)
    unsettled = _unsettled(table.drop(index=wrong.index).iloc[1:])
    said = with_interval(honest["estimate"], honest["low"], honest["high"])
    misses = (wrong["low"] > honest["estimate"]) | (wrong["high"] < honest["estimate"])
    if not misses.any():
        return (
            f"{claim}: {said} from the rating before. The intervals of all {len(wrong)} common "
            f"estimators hold this here, which nobody could know beforehand.{unsettled}"
        )
    named = [f"{row['estimator']} {signed(row['estimate'])}" for _, row in wrong[misses].iterrows()]
    return (
        f"{claim}: {said} from the rating before. Of {len(wrong)} common estimators, "
        f"{len(named)} without this in {'its' if len(named) == 1 else 'their'} interval: "
        f"{'; '.join(named)}. {_turned(honest, wrong)}Without the rating before, what pain does to "
        "the habit or the run cannot be told from what these do to pain, however many the runners."
        f"{unsettled}"
    )


def _turned(honest: dict[str, Any], wrong: pd.DataFrame) -> str:
    """Which of them claim the opposite, with an interval that leaves out 0."""
    is_other = wrong["high"] < 0 if honest["estimate"] > 0 else wrong["low"] > 0
    if not is_other.any():
        return ""
    named = "; ".join(wrong.loc[is_other, "estimator"])
    return f"The opposite, with 0 left out, is what this says: {named}. "


def _unsettled(missing: pd.DataFrame) -> str:
    named = "; ".join(missing["estimator"])
    return f" Without an estimate, since it did not converge: {named}." if named else ""


def _says(row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return "did not converge"
    if row["low"] > 0:
        return "more pain"
    return "less pain" if row["high"] < 0 else "0 stays possible"
