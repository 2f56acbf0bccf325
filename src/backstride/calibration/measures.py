"""Scores of many simulated logs as measures, and what a method must hold."""

import numpy as np
import pandas as pd

from backstride.calibration.grid import CELLS
from backstride.calibration.scores import ANY, OURS
from backstride.models.contrasts import ALPHA, LEVEL, NORMAL_95
from backstride.models.specification import SPECIFICATIONS

# Scores of many simulated logs become one row per scenario, length, claim and method.

COLUMNS = (
    "scenario",
    "days",
    "claim",
    "method",
    "runs",
    "bias",
    "empirical_sd",
    "mean_se",
    "coverage",
    "type1",
    "power",
    "p_verdict",
    "coverage_given_verdict",
    "exaggeration",
    "wrong_sign",
    "mc_error",
)


def calibration_table(scores: pd.DataFrame) -> pd.DataFrame:
    """How each method did at each claim in each scenario.

    Parameters
    ----------
    scores : DataFrame
        Tables of `score_cell` with `scenario` and `days`, one below the other.

    Returns
    -------
    DataFrame
        - `runs`: logs for which the method said something: those with a p-value, and for the
          claim `any` all of them
        - `bias`: mean of estimate − truth; `empirical_sd`: its SD over logs, to compare with
          `mean_se`, the mean half width of the 95 % intervals over 1.96
        - `coverage`: share of the intervals that hold the truth
        - `type1`: share with p < 0.05 where the truth is exactly 0; for `any`, of logs in which
          any claim without an effect got a "yes"
        - `power`: share with p < 0.05 where it is not
        - `p_verdict`: share of all logs, refused ones among them, with a "yes"
        - `coverage_given_verdict`, and, where there is an effect, `exaggeration` (mean size of the
          estimate over that of the truth) and `wrong_sign`, all three among the logs with a "yes"
        - `mc_error`: Monte Carlo standard error of `type1`, or of `power` where there is none;
          that of `bias` is `empirical_sd` / √`runs`

        Missing where there is nothing to count.

    References
    ----------
    Morris, White & Crowther (2019), Stat Med 38:2074, doi:10.1002/sim.8086 (measures and their
    Monte Carlo errors). Gelman & Carlin (2014), Perspect Psychol Sci 9:641,
    doi:10.1177/1745691614551642 (exaggeration and wrong sign).
    """
    key = ["scenario", "days", "claim", "method"]
    groups = scores.groupby(key, sort=False, dropna=False)
    rows = [{**dict(zip(key, name, strict=True)), **_measures(group)} for name, group in groups]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _measures(group: pd.DataFrame) -> dict[str, float]:
    is_any = (group["claim"] == "any").all()
    said = group if is_any else group[group["p_value"].notna()]
    rejects = said["is_yes"] if is_any else said["p_value"] < ALPHA
    is_null = said["truth"] == 0
    type1, power = rejects[is_null].mean(), rejects[~is_null & said["truth"].notna()].mean()
    share, n_counted = (type1, is_null.sum()) if is_null.any() else (power, len(said))
    return {
        "runs": len(said),
        **_of_estimates(said.dropna(subset=["estimate", "truth"])),
        "type1": type1,
        "power": power,
        "p_verdict": group["is_yes"].mean(),
        **_given_yes(said[said["is_yes"]].dropna(subset=["estimate", "truth"])),
        "mc_error": np.sqrt(share * (1 - share) / n_counted) if n_counted else np.nan,
    }


def _of_estimates(fitted: pd.DataFrame) -> dict[str, float]:
    error = fitted["estimate"] - fitted["truth"]
    return {
        "bias": error.mean(),
        "empirical_sd": error.std(),
        "mean_se": (fitted["high"] - fitted["low"]).mean() / (2 * NORMAL_95),
        "coverage": _covers(fitted).mean(),
    }


def _given_yes(found: pd.DataFrame) -> dict[str, float]:
    effective = found[found["truth"] != 0]
    estimate, truth = effective["estimate"], effective["truth"]
    size = truth.abs().mean()
    return {
        "coverage_given_verdict": _covers(found).mean(),
        "exaggeration": estimate.abs().mean() / size if len(effective) else np.nan,
        "wrong_sign": (np.sign(estimate) != np.sign(truth)).mean(),
    }


def _covers(fitted: pd.DataFrame) -> "pd.Series[bool]":
    return (fitted["low"] <= fitted["truth"]) & (fitted["truth"] <= fitted["high"])


# What a method must hold in every cell that its assumptions cover.

ERRORS = 3
# Claims whose contrast rests on what one evening carries to the next.
CARRIED = tuple(one.slug for one in SPECIFICATIONS if one.is_carried)
CARRIED_EXTRA = 0.009
HIGHEST_MEAN_TYPE1 = 0.055
GROUP = {(cell.scenario, cell.days): cell.group for cell in CELLS}


def highest_type1(claim: str, n_runs: float) -> float:
    """0.05 and three Monte Carlo errors of `n_runs` logs; a little more for carried contrasts.

    Examples
    --------
    >>> round(highest_type1("spike", 1000), 3), round(highest_type1("ramp-up", 1000), 3)
    (0.071, 0.08)
    """
    extra = CARRIED_EXTRA if claim in CARRIED else 0.0
    return float(ALPHA + extra + ERRORS * np.sqrt(ALPHA * (1 - ALPHA) / n_runs))


def lowest_coverage(n_runs: float) -> float:
    """0.95 less three Monte Carlo errors.

    Examples
    --------
    >>> round(lowest_coverage(1000), 3)
    0.929
    """
    return float(LEVEL - ERRORS * np.sqrt(LEVEL * (1 - LEVEL) / n_runs))


def with_limits(table: pd.DataFrame) -> pd.DataFrame:
    """Add `group` of the cell, and whether Backstride holds each limit it is held to.

    Parameters
    ----------
    table : DataFrame
        From `calibration_table`.

    Returns
    -------
    DataFrame
        `table` with `group`, `is_type1_held` and `is_coverage_held`; the last two are missing
        for other methods, for cells that the assumptions do not cover, and where there is no
        number. They are decided on the numbers as written, with 3 decimals.
    """
    places = zip(table["scenario"], table["days"], strict=True)
    group = pd.Series([GROUP.get(place, "failure") for place in places], index=table.index)
    is_bound = (table["method"] == OURS) & (group != "failure")
    limits = [
        (round(highest_type1(claim, runs), 3), round(lowest_coverage(runs), 3)) if runs else (1, 0)
        for claim, runs in zip(table["claim"], table["runs"], strict=True)
    ]
    highest, lowest = (np.array(column) for column in zip(*limits, strict=True))
    type1, coverage = table["type1"].round(3), table["coverage"].round(3)
    return table.assign(
        group=group,
        is_type1_held=(type1 <= highest).astype("boolean").where(is_bound & type1.notna()),
        is_coverage_held=(coverage >= lowest).astype("boolean").where(is_bound & coverage.notna()),
    )


def claims_only(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of single claims."""
    return table[table["claim"] != ANY]
