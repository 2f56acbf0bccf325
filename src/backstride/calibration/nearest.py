"""What the published calibration says about a log: its simulated runners most like it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.calibration.engine import PUBLISHED, TABLE, read_calibration
from backstride.calibration.grid import CELL
from backstride.calibration.measures import claims_only
from backstride.calibration.scores import ANY, OURS
from backstride.claims import CLAIM
from backstride.diagnostics.false_alarms import PLAIN
from backstride.models.contrasts import ALPHA
from backstride.summaries.text import counted

# What the calibration says about a log: its rows for the simulated runners most like it.

NULL_SCENARIO = {True: "feedback", False: "no feedback"}
EFFECTS_SCENARIO = "effects"
ANY_CLAIM = "Any of the claims"
# Below, one lucky log weighs too much in the mean size of a finding.
FEWEST_VERDICTS = 10
NONE_PUBLISHED = (
    "The calibration on simulated runners is not there yet, so nothing can be said from it."
)


@dataclass(frozen=True)
class Nearest:
    """Rows of the calibration for the lengths nearest to one log.

    Parameters
    ----------
    null : DataFrame
        Nothing that is done has an effect; pain changes what is done, or not, as in the log.
    effects : DataFrame
        Most of what is claimed has an effect.
    n_rated : int
        Days with a rating after running time in the log.
    has_feedback : bool
        Whether pain was found to change what is done in the log.
    """

    null: pd.DataFrame
    effects: pd.DataFrame
    n_rated: int
    has_feedback: bool


def nearest(table: pd.DataFrame, diary: pd.DataFrame, found: pd.DataFrame) -> Nearest:
    """Choose the simulated runners nearest to a log by its rated days and its feedback.

    Parameters
    ----------
    table : DataFrame
        From `published`.
    diary : DataFrame
        Needs `pain_post`.
    found : DataFrame
        From `diagnostics.feedback.feedback`.
    """
    n_rated = int(diary["pain_post"].notna().sum())
    has_feedback = bool((found["p_holm"] < ALPHA).any())
    return Nearest(
        _of_length(table, NULL_SCENARIO[has_feedback], n_rated),
        _of_length(table, EFFECTS_SCENARIO, n_rated),
        n_rated,
        has_feedback,
    )


def _of_length(table: pd.DataFrame, scenario: str, n_rated: int) -> pd.DataFrame:
    rows = table[table["scenario"] == scenario]
    if rows.empty:
        return rows
    lengths = rows["days"].drop_duplicates().sort_values().to_numpy(dtype=float)
    closest = lengths[np.abs(np.log(lengths / max(n_rated, 1))).argmin()]
    chosen: pd.DataFrame = rows[rows["days"] == closest]
    return chosen


def nearest_table(near: Nearest) -> pd.DataFrame:
    """Claim by claim what the simulated runners show, in percent and times the truth.

    Returns
    -------
    DataFrame
        Columns `claim`, `plain_alarms` and `alarms` (share of logs without any effect with p
        below .05; of any claim: with a false "yes" in the report), `coverage` (share of the
        intervals that hold the truth where there are effects), `verdicts` (share of those logs
        with "raises" or "lowers") and `exaggeration` (estimate over truth given such a verdict;
        missing with fewer than 10 of them, and where there is no effect). Text and numbers; no
        rows where nothing is published.
    """
    if near.null.empty or near.effects.empty:
        return pd.DataFrame(columns=["claim"])
    plain, ours = (_by_claim(near.null, method)["type1"] for method in (PLAIN, OURS))
    effects = _by_claim(near.effects, OURS)
    held = effects.reindex(ours.index)
    size = held["exaggeration"].where(_n_verdicts(near.effects, held) >= FEWEST_VERDICTS)
    names = [ANY_CLAIM if slug == ANY else CLAIM[slug].sentence for slug in ours.index]
    return pd.DataFrame(
        {
            "claim": names,
            "plain_alarms": [_percent(value) for value in plain.reindex(ours.index)],
            "alarms": [_percent(value) for value in ours],
            "coverage": [_percent(value) for value in held["coverage"]],
            "verdicts": [_percent(value) for value in _of_claims(held["p_verdict"])],
            "exaggeration": size.round(1).to_numpy(),
        }
    )


def _by_claim(rows: pd.DataFrame, method: str) -> pd.DataFrame:
    return rows[rows["method"] == method].set_index("claim")


def _of_claims(shares: pd.Series) -> pd.Series:
    # In logs with effects, a "yes" to any claim is no one's false alarm.
    return shares.where(shares.index != ANY)


def _n_verdicts(rows: pd.DataFrame, by_claim: pd.DataFrame) -> pd.Series:
    n_verdicts: pd.Series = by_claim["p_verdict"] * rows["runs"].max()
    return n_verdicts


def nearest_sentence(near: Nearest) -> str:
    """Say which simulated runners are nearest, how often they were fooled, and what held."""
    if near.null.empty or near.effects.empty:
        return NONE_PUBLISHED
    return " ".join([_chosen(near), _alarms(near.null), _covered(near.effects)])


def _chosen(near: Nearest) -> str:
    how = "changes" if near.has_feedback else "was not found to change"
    cell = CELL[near.null["scenario"].iloc[0], int(near.null["days"].iloc[0])]
    return (
        f"This log has {counted(near.n_rated, 'rated day')}, and pain {how} what is done in it. "
        f"Nearest are {counted(near.null['runs'].max(), 'simulated log')} of "
        f"{counted(cell.days, 'day')} in which {cell.meaning} and nothing has an effect."
    )


def _alarms(null: pd.DataFrame) -> str:
    ours, plain = (_by_claim(null, method)["type1"] for method in (OURS, PLAIN))
    worst = str(ours.drop(ANY).idxmax())
    return (
        f"In {_percent(ours[ANY])} of them the whole report held a false “yes”; by plain "
        f"correlation in {_percent(plain[ANY])}. Of single claims tested at 5 %, the worst is "
        f"“{CLAIM[worst].sentence}” with {_percent(ours[worst])}."
    )


def _covered(effects: pd.DataFrame) -> str:
    coverage = claims_only(_by_claim(effects, OURS).reset_index())["coverage"].dropna()
    logs = f"{counted(effects['runs'].max(), 'log')} of {counted(effects['days'].iloc[0], 'day')}"
    return (
        f"In {logs} with effects, the 95 % intervals held the truth in {_percent(coverage.min())} "
        f"to {_percent(coverage.max())}, by claim."
    )


def finding_sentence(near: Nearest) -> str:
    """Say how far a first finding overstates, on logs of this length."""
    rows = _by_claim(near.effects, OURS)
    if rows.empty:
        return ""
    is_known = (_n_verdicts(near.effects, rows) >= FEWEST_VERDICTS) & rows["exaggeration"].notna()
    found = rows[is_known]
    days = counted(near.effects["days"].iloc[0], "simulated day")
    if found.empty:
        return f"On {days} almost no effect was found: a first finding there says little of size."
    return (
        f"A first finding is usually too large. On {days} the estimates behind a “raises” or "
        f"“lowers” were on average {_range(found['exaggeration'])} times the true effect, by "
        f"claim, and pointed the wrong way in {_percent(found['wrong_sign'].max())} at most."
    )


def _range(ratios: pd.Series) -> str:
    low, high = f"{ratios.min():.1f}", f"{ratios.max():.1f}"
    return low if low == high else f"{low} to {high}"


def _percent(share: float) -> str:
    return "–" if pd.isna(share) else f"{100 * share:.1f} %"


# The calibration that comes with the package, as a notebook finds it.


def published() -> pd.DataFrame:
    """The table `calibration.csv` of the package.

    Returns
    -------
    DataFrame
        As from `calibration_table`.
    """
    return read_calibration(PUBLISHED / TABLE)
