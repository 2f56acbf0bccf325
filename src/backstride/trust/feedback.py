"""Does pain change what is done: the next behaviour on the last rating before it."""

import pandas as pd
from statsmodels.stats.multitest import multipletests

from backstride.errors import ModelError
from backstride.models.adl import fit_adl
from backstride.models.frame import model_frame
from backstride.models.rows import TREND, WEEKDAY, ModelRows, trend_df
from backstride.trust.choices import Behaviour, behaviours_of
from backstride.trust.coefficients import weighted_sum

DAYS_PER_PARAMETER = 4
FEWEST_DAYS_EACH = 5
COLUMNS = [
    "behaviour",
    "unit",
    "rating",
    "change",
    "low",
    "high",
    "p_value",
    "p_holm",
    "n_days",
]


def feedback(diary: pd.DataFrame) -> pd.DataFrame:
    """Change of each behaviour after a rating that is one point higher.

    Linear regression of the behaviour on the last rating before it, adjusted for weekday, slow
    trend, the same behaviour and running of the day before; HC3. This is a finding about the
    runner and no check of any answer: models of the rating that start from the rating before
    allow for it, and a plain correlation does not.

    Parameters
    ----------
    diary : DataFrame
        One runner's, from `add_exposures(build_diary(log))`.

    Returns
    -------
    DataFrame
        One row per logged behaviour: `behaviour`, `unit` of the change, `rating` (`same day` or
        `day before`, when the rating was made), `change` per point with `low` and `high`
        (95 %), `p_value`, `p_holm` over the rows, `n_days`. Numbers are missing where there
        are fewer than 4 days a parameter, or fewer than 5 with or without it.
    """
    frame = model_frame(diary)
    rows = [_row(one, frame) for one in behaviours_of(diary, frame)]
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"p_value": "float64"})
    tested = table["p_value"].notna()
    if tested.any():
        table.loc[tested, "p_holm"] = multipletests(table.loc[tested, "p_value"], method="holm")[1]
    return table.astype({"p_holm": "float64"})


def _row(behaviour: Behaviour, frame: pd.DataFrame) -> dict[str, object]:
    rows = _rows(behaviour, frame)
    told = {
        "behaviour": behaviour.name,
        "unit": behaviour.unit,
        "rating": behaviour.rated,
        "n_days": len(rows.frame),
    }
    if _is_too_few(rows, behaviour):
        return told
    try:
        found = weighted_sum(fit_adl(rows), {"rating": 1.0})
    except ModelError:
        return told
    change, low, high = (behaviour.shown(value) for value in (found.estimate, *found.interval))
    return told | {"change": change, "low": low, "high": high, "p_value": found.p_value}


def _rows(behaviour: Behaviour, frame: pd.DataFrame) -> ModelRows:
    """The behaviour stands where a model of pain has its outcome."""
    asked = pd.DataFrame(
        {
            "day": frame["day"],
            "weekday": frame["weekday"],
            "pain_post": behaviour.done,
            "rating": behaviour.ratings,
            "behaviour_lag1": behaviour.day_before,
            "ran_lag1": frame["ran_lag1"],
        }
    )
    usable = asked.dropna().reset_index(drop=True)
    if usable.empty:
        return ModelRows(usable, ("rating",), ("rating",))
    trend = f"{TREND}, df={trend_df(usable)}, constraints='center')"
    terms = ("rating", "ran_lag1", "behaviour_lag1", WEEKDAY, trend)
    return ModelRows(usable, terms, ("rating",))


def _is_too_few(rows: ModelRows, behaviour: Behaviour) -> bool:
    values, n_days = rows.frame["pain_post"], len(rows.frame)
    if n_days < 2 or rows.frame["rating"].nunique() < 2:
        return True
    n_parameters = 9 + trend_df(rows.frame)
    n_usual = int((values == values.mode().iloc[0]).sum())
    is_rare = behaviour.unit not in ("%", "km") and n_days - n_usual < FEWEST_DAYS_EACH
    return n_days < DAYS_PER_PARAMETER * n_parameters or is_rare
