"""Does pain change what is done: the next behaviour on the last rating before it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from backstride.diagnostics.common import weighted_sum
from backstride.errors import ModelError
from backstride.models.design import DAYS_PER_PARAMETER, TREND, WEEKDAY, ModelRows, trend_df
from backstride.models.fit import fit_adl
from backstride.models.frame import model_frame
from backstride.models.specification import KNOWN_GROUND
from backstride.verdict.refusals import KNOWN_ORDER_SHARE

# What a runner may do otherwise when it hurts, each in its own unit.

SAME_DAY, DAY_BEFORE = "same day", "day before"
POINTS = "percentage points"
RUN_HABITS = ("warm_up",)


@dataclass(frozen=True)
class Behaviour:
    """One behaviour by calendar day, with the rating that came before it.

    Parameters
    ----------
    name : str
    unit : {'percentage points', '%', 'km', 'times', 'minutes'}
        Of a change; `%` where `done` holds logarithms.
    done : Series
        Missing on days on which it could not be chosen, or is not known.
    day_before : Series
        The same the day before, 0 where it could not be chosen.
    ratings : Series
        The last rating before it.
    rated : {'same day', 'day before'}
        When that rating was made.
    """

    name: str
    unit: str
    done: pd.Series
    day_before: pd.Series
    ratings: pd.Series
    rated: str

    def shown(self, change: float) -> float:
        """A change of `done` in the unit: percent where they are logarithms."""
        return float(100 * np.expm1(change)) if self.unit == "%" else change


def behaviours_of(diary: pd.DataFrame, frame: pd.DataFrame) -> list[Behaviour]:
    """Everything the log has that pain may have changed.

    Running is set against `pain_pre`. A habit is too, counted between the day's two ratings,
    where its clock times are known on 80 % of its days; else all of the day's doses are set
    against the evening before, which is before them whatever the hour.

    Parameters
    ----------
    diary, frame : DataFrame
        The diary with exposures, and its `model_frame`.
    """
    slot = diary["pain_pre_slot"].iloc[0] if len(diary) else SAME_DAY
    return [*_of_running(frame, slot), *_of_habits(diary, frame, slot), *_riding(diary, frame)]


def _of_running(frame: pd.DataFrame, slot: str) -> list[Behaviour]:
    ran, km = frame["ran"], frame["km"]
    is_run = ran == 1
    length = np.log(km.where(km > 0))
    known_ground = frame["hard"].where(frame["unknown_surface"] < KNOWN_GROUND)
    chosen = (
        ("days with a run", POINTS, 100 * ran, 100 * ran),
        ("distance of a run", "%", length, length.fillna(0.0).where(ran.notna())),
        ("distance a day", "km", km, km),
        ("hard ground of a run", POINTS, (100 * known_ground).where(is_run), 100 * known_ground),
        ("runs that are a spike", POINTS, (100 * frame["spike"]).where(is_run), 100 * ran),
    )
    return [
        Behaviour(name, unit, values, all_days.shift(), frame["pain_pre"], slot)
        for name, unit, values, all_days in chosen
        if values.notna().any()
    ]


def _of_habits(diary: pd.DataFrame, frame: pd.DataFrame, slot: str) -> list[Behaviour]:
    names = [
        name.removesuffix("_done") for name in map(str, diary.columns) if name.endswith("_done")
    ]
    return [_habit(diary, frame, slot, name) for name in names]


def _habit(diary: pd.DataFrame, frame: pd.DataFrame, slot: str, name: str) -> Behaviour:
    done, between = diary[f"{name}_done"], diary[f"{name}_between"]
    is_rated = diary[["pain_pre", "pain_post"]].notna().all(axis=1)
    timed_share = between[(done > 0) & is_rated].notna().mean()
    is_timed = timed_share >= KNOWN_ORDER_SHARE
    # A day with a dose and without the rating after has no count: nor may one without a dose.
    doses = between.where(is_rated) if is_timed else done
    values = doses.where(frame["ran"] == 1) if name in RUN_HABITS else doses
    ratings = diary["pain_pre"] if is_timed else frame["pain_post_lag1"]
    rated = slot if is_timed else DAY_BEFORE
    said = f"{name.replace('_', '-')}{' before a run' if name in RUN_HABITS else ' a day'}"
    return Behaviour(said, "times", values, done.shift(), ratings, rated)


def _riding(diary: pd.DataFrame, frame: pd.DataFrame) -> list[Behaviour]:
    minutes = diary["cross_training_min"]
    if not (minutes > 0).any():
        return []
    # Rides have no place between the ratings of the day: the evening before is before them.
    before = frame["pain_post_lag1"]
    return [Behaviour("other sport a day", "minutes", minutes, minutes.shift(), before, DAY_BEFORE)]


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
