"""What each method says of one simulated log, beside the truth."""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from backstride.calibration.grid import Cell
from backstride.diagnostics.false_alarms import LAGGED, PLAIN, lag_p_values
from backstride.diary import build_diary
from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.models.contrasts import ALPHA, contrast
from backstride.models.design import model_rows
from backstride.models.fit import fit_adl
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATION, SPECIFICATIONS
from backstride.schemas import LOOKS, empty
from backstride.simulate import Scenario, SimulatedRunner, as_log, simulate_runner, true_contrasts
from backstride.verdict import answer_diary
from backstride.verdict.looks import apply_look, look_due, with_look
from backstride.verdict.rules import CUMULATIVE_ALPHA

OURS = "backstride"
UNREFUSED, SAME_LEVEL = "backstride, unrefused", "backstride, each look at 0.05"
ANY = "any"
YES = ("raises", "lowers")
SITE = "lower back"
COLUMNS = ["claim", "method", "estimate", "low", "high", "p_value", "is_yes", "truth"]
NAIVE = {"naive_estimate": "estimate", "naive_low": "low", "naive_high": "high"}


def score_cell(cell: Cell, first: int, n_runs: int) -> pd.DataFrame:
    """Score some runners of a cell.

    Returns
    -------
    DataFrame
        One row per runner, claim and method: `run`, `claim`, `method`, `estimate`, `low`, `high`,
        `p_value` (missing where refused), `is_yes` (for Backstride a verdict `raises` or `lowers`,
        for the others p < 0.05), `truth` in points, and `seconds` of computing it took.
    """
    score: Callable[[Scenario], pd.DataFrame] = SCORES[cell.group]
    scored = []
    for run in range(first, first + n_runs):
        began = time.process_time()
        rows = score(cell.runner(run))
        scored.append(rows.assign(run=run, seconds=time.process_time() - began))
    return pd.concat(scored, ignore_index=True)


def score_log(scenario: Scenario) -> pd.DataFrame:
    """Answers to one simulated log by every method, beside the truth.

    Returns
    -------
    DataFrame
        The columns `claim`, `method`, `estimate`, `low`, `high`, `p_value`, `is_yes`, `truth` of
        `score_cell`; the claim `any` says whether any claim without an effect got a "yes".
    """
    runner, diary = _lived(scenario)
    return _with_any(_answered(runner, diary))


def score_failure(scenario: Scenario) -> pd.DataFrame:
    """As `score_log`, and what would be said of stretching, were it not refused."""
    runner, diary = _lived(scenario)
    scores = _answered(runner, diary)
    return _with_any(pd.concat([scores, _unrefused(diary, scores)], ignore_index=True))


def score_looks(scenario: Scenario) -> pd.DataFrame:
    """Whether a log without any effect ever gets a "yes" over four looks.

    Returns
    -------
    DataFrame
        Claim `any` by two methods: with the level that each look may spend, and with 0.05 each.
    """
    _, diary = _lived(scenario)
    n_rated = diary["pain_post"].notna().cumsum()
    looks, ever, ever_at_same = empty(LOOKS), False, False
    for milestone in CUMULATIVE_ALPHA:
        if n_rated.iloc[-1] < milestone:
            break
        until = int(np.searchsorted(n_rated.to_numpy(), milestone))
        so_far = diary.iloc[: until + 1]
        due = look_due(so_far, looks, SITE)
        answers = answer_diary(so_far)
        said = apply_look(answers, due, looks)
        ever_at_same |= bool(answers["status"].isin(YES).any())
        ever |= bool(said["status"].isin(YES).any())
        looks = with_look(looks, said, due)
    rows = [_any_row(OURS, ever), _any_row(SAME_LEVEL, ever_at_same)]
    return pd.DataFrame(rows, columns=COLUMNS)


SCORES = {
    "null": score_log,
    "effects": score_log,
    "failure": score_failure,
    "looks": score_looks,
}


def _lived(scenario: Scenario) -> tuple[SimulatedRunner, pd.DataFrame]:
    runner = simulate_runner(scenario)
    return runner, add_exposures(build_diary(as_log(runner)))


def _answered(runner: SimulatedRunner, diary: pd.DataFrame) -> pd.DataFrame:
    answers = answer_diary(diary)
    is_tested = answers["slug"].isin([one.slug for one in SPECIFICATIONS])
    tested = answers[is_tested].drop(columns="claim").rename(columns={"slug": "claim"})
    ours = tested.assign(method=OURS, is_yes=tested["status"].isin(YES))
    naive = tested.drop(columns=["estimate", "low", "high", "p_value"]).rename(
        columns={**NAIVE, "naive_p_value": "p_value"}
    )
    plain = naive.assign(method=PLAIN, is_yes=naive["p_value"] < ALPHA)
    said = pd.concat([ours, plain, _lagged(diary)])
    truths = true_contrasts(runner).rename(columns={"slug": "claim"})
    return said.merge(truths, how="left", on="claim")[COLUMNS]


def _lagged(diary: pd.DataFrame) -> pd.DataFrame:
    """The smallest p-value of 15 lags; a search estimates nothing."""
    frame = model_frame(diary)
    post = frame.loc[:, ["pain_post"]].to_numpy()
    smallest = {
        one.slug: float(lag_p_values(frame, one.exposure, post).min())
        for one in SPECIFICATIONS
        if one.exposure in frame
    }
    p_values = pd.Series(smallest, dtype=float).rename_axis("claim").reset_index(name="p_value")
    missing = dict.fromkeys(("estimate", "low", "high"), np.nan)
    return p_values.assign(method=LAGGED, is_yes=p_values["p_value"] < ALPHA, **missing)


def _unrefused(diary: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    frame = model_frame(diary)
    stretching = SPECIFICATION["stretching"]
    truth = scores.loc[scores["claim"] == "stretching", "truth"].iloc[0]
    try:
        fit = fit_adl(model_rows(frame, stretching, diary["pain_pre_slot"].iloc[0]))
        found = contrast(fit, stretching, frame)
    except ModelError:
        return pd.DataFrame(columns=COLUMNS)
    low, high = found.interval
    is_yes = found.p_value < ALPHA
    row = ("stretching", UNREFUSED, found.estimate, low, high, found.p_value, is_yes, truth)
    return pd.DataFrame([row], columns=COLUMNS)


def _with_any(scores: pd.DataFrame) -> pd.DataFrame:
    without_effect = scores[scores["truth"] == 0]
    methods = [method for method in scores["method"].unique() if method != UNREFUSED]
    rows = [
        _any_row(
            method, bool(without_effect.loc[without_effect["method"] == method, "is_yes"].any())
        )
        for method in methods
    ]
    return pd.concat([scores, pd.DataFrame(rows, columns=COLUMNS)], ignore_index=True)


def _any_row(method: str, is_yes: bool) -> dict[str, object]:
    return {"claim": ANY, "method": method, "is_yes": is_yes, "truth": 0.0}
