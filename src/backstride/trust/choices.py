"""What a runner may do otherwise when it hurts, each in its own unit."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

SAME_DAY, DAY_BEFORE = "same day", "day before"
KNOWN_ORDER_SHARE = 0.80
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
    known_ground = frame["hard"].where(frame["unknown_surface"] < 0.5)
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
