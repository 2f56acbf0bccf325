"""Does pain come before the habit? Doses by the rating before them, in the unit logged."""

import pandas as pd

from backstride.clean.habits import HABIT_CLAIM, TIMES
from backstride.clean.log import Log
from backstride.diary.habits import CROSS_TRAINING, listed_minutes
from backstride.exposures.load import WEEK
from backstride.summaries.text import counted

# Does pain come before the habit? Doses by the rating before them.

FEWEST_DAYS = 10
SAME_DOSE = 0.1


def dose_by_rating(diary: pd.DataFrame, habit: str) -> pd.DataFrame:
    """Mean times a day a habit was done, by the rating made before it.

    Parameters
    ----------
    diary : DataFrame
    habit : str
        Claim slug, such as `stretching`.

    Returns
    -------
    DataFrame
        Columns `habit`, `pain_pre` (rounded to whole points), `mean_dose`, `n_days`; no rows
        where the habit was never done.
    """
    column = f"{habit.replace('-', '_')}_between"
    blank = pd.DataFrame(columns=["habit", "pain_pre", "mean_dose", "n_days"], dtype=float)
    if column not in diary:
        return blank
    days = diary.dropna(subset=["pain_pre", column])
    if not days[column].any():
        return blank
    by_rating = days.groupby(days["pain_pre"].round().astype(int))[column].agg(["mean", "size"])
    table = by_rating.rename(columns={"mean": "mean_dose", "size": "n_days"}).reset_index()
    table.insert(0, "habit", habit)
    return table


def answers_pain(doses: pd.DataFrame) -> str:
    """Say whether the habit was done more after higher ratings."""
    known = doses[doses["n_days"] >= FEWEST_DAYS] if len(doses) else doses
    if len(known) == 1:
        return "Nearly all ratings before it are alike, so there is nothing to compare."
    if known.empty:
        return "There are too few days to see whether pain changes how often it is done."
    lowest, highest = known.iloc[0], known.iloc[-1]
    more = highest["mean_dose"] - lowest["mean_dose"]
    how = "about as often" if abs(more) < SAME_DOSE else "more often" if more > 0 else "less often"
    return (
        f"It was done {how} when it hurt more: {_dose(highest)} after a rating of "
        f"{highest['pain_pre']:.0f}, {_dose(lowest)} after a rating of {lowest['pain_pre']:.0f} "
        f"(only ratings with at least {counted(FEWEST_DAYS, 'day')} count here)."
    )


def _dose(row: pd.Series) -> str:
    return f"{row['mean_dose']:.2f} times a day"


# Doses of habits in the unit in which they were logged.

RECENT_DAYS = 28
# What a popular article names, one by one.
NAMED = (
    *("warm-up", "stretching", "cross-training", "plank", "mountain-climber", "superman"),
    *("lacrosse-ball", "seated-forward-fold", "legs-up-the-wall"),
)


def dose_table(log: Log) -> pd.DataFrame:
    """What was done of each habit: how often, and how much at a time.

    Returns
    -------
    DataFrame
        One row per habit and unit of dose, in the order of the claims, other habits last:
        `habit`, `claim` (missing for a habit that belongs to none), `unit` (missing where the log
        says none), `days_done`, `times`, `median_dose`, `days_last_28` (of the log). A row of the
        log is one time, unless its dose counts times; a dose of 0 was not done.
    """
    done = _done(log)
    recent = done["date"] > _dates(log).max() - pd.Timedelta(days=RECENT_DAYS)
    by_habit = done.assign(recent=done["date"].where(recent)).groupby(
        ["habit", "dose_unit"], dropna=False
    )
    table = by_habit.agg(
        days_done=("date", "nunique"),
        times=("times", "sum"),
        median_dose=("dose", "median"),
        days_last_28=("recent", "nunique"),
    ).reset_index()
    order = {habit: place for place, habit in enumerate(HABIT_CLAIM)}
    place = table["habit"].map(order).fillna(len(order))
    ordered = table.assign(_place=place).sort_values(["_place", "habit", "dose_unit"])
    ordered.insert(1, "claim", ordered["habit"].map(HABIT_CLAIM).astype("str"))
    whole = ordered.assign(times=ordered["times"].round().astype(int))
    return whole.rename(columns={"dose_unit": "unit"}).drop(columns="_place").reset_index(drop=True)


def weekly_doses(log: Log) -> pd.DataFrame:
    """Days a week of each claim's exercises, and minutes a week of other sports.

    Returns
    -------
    DataFrame
        One row per claim with something logged: `claim`, `unit` (`days a week`, and
        `minutes a week` for cross-training), `whole_log`, `last_28_days`. A habit is counted from
        its first to its last row (missing for the last 28 days where that was before them),
        cross-training over the span of the log. A day with several
        exercises of one claim is one day. A part of the log shorter than a week gives no weekly
        number: missing.
    """
    done, last_day = _done(log), _dates(log).max()
    claims = done["habit"].map(HABIT_CLAIM)
    spans = log.habits.assign(claim=log.habits["habit"].map(HABIT_CLAIM)).groupby("claim")["date"]
    first, last = spans.min(), spans.max()
    rows = []
    for claim in dict.fromkeys(HABIT_CLAIM.values()):
        if claim == CROSS_TRAINING or claim not in first:
            continue
        days = pd.Series(1.0, done.loc[claims == claim, "date"].drop_duplicates())
        rows.append(_per_week(claim, "days a week", days, (first[claim], last[claim]), last_day))
    minutes = cross_training_minutes(log)
    if len(minutes):
        span = (_dates(log).min(), last_day)
        rows.append(_per_week(CROSS_TRAINING, "minutes a week", minutes, span, last_day))
    return pd.DataFrame(rows, columns=["claim", "unit", "whole_log", "last_28_days"])


def cross_training_minutes(log: Log) -> pd.Series:
    """Minutes of other sports by day, indexed by date, from sessions and from the habit log.

    Where both speak of a day the larger counts: one ride may stand in both.
    """
    others = log.runs[(log.runs["sport"] != "run") & (log.runs["duration_min"] > 0)]
    sessions = others.groupby("date")["duration_min"].sum()
    both = pd.concat([sessions, listed_minutes(log.habits)], axis=1).max(axis=1)
    return both[both > 0].sort_index()


def doses_sentence(log: Log) -> str:
    """Say how often each claim's exercises were done, and which were never logged."""
    table, weekly = dose_table(log), weekly_doses(log)
    if table.empty and weekly.empty:
        return "No habit and no other sport is in the log."
    often = [_often(row) for _, row in weekly.dropna(subset=["whole_log"]).iterrows()]
    said = [f"On average: {'; '.join(often)}."] if often else ["Less than a week is logged."]
    logged = {*table["habit"], *weekly.loc[weekly["claim"] == CROSS_TRAINING, "claim"]}
    absent = [name for name in NAMED if not {name, HABIT_CLAIM[name]} & logged]
    if absent:
        said.append(f"Not in the log: {', '.join(absent)}.")
    return " ".join(said)


def _often(row: pd.Series) -> str:
    digits = 0 if row["claim"] == CROSS_TRAINING else 1
    recent = f"{row['last_28_days']:.{digits}f} in the last {RECENT_DAYS} days"
    if pd.isna(row["last_28_days"]):
        recent = f"not known for the last {RECENT_DAYS} days"
    return f"{row['claim']} {row['whole_log']:.{digits}f} {row['unit']} ({recent})"


def _done(log: Log) -> pd.DataFrame:
    done = log.habits[log.habits["dose"] > 0]
    times = done["dose"].where(done["dose_unit"] == TIMES, 1.0)
    return done.assign(times=times)


def _dates(log: Log) -> pd.Series:
    dates: pd.Series = pd.concat([log.runs["date"], log.pain["date"], log.habits["date"]])
    return dates


def _per_week(
    claim: str,
    unit: str,
    doses: pd.Series,
    span: tuple[pd.Timestamp, pd.Timestamp],
    last_day: pd.Timestamp,
) -> dict[str, object]:
    since = max(last_day - pd.Timedelta(days=RECENT_DAYS - 1), span[0])
    # what was not listed after its last row is not known to be 0
    recent = _a_week(doses, since, last_day) if span[1] >= since else float("nan")
    whole = _a_week(doses, *span)
    return {"claim": claim, "unit": unit, "whole_log": whole, "last_28_days": recent}


def _a_week(doses: pd.Series, first: pd.Timestamp, last: pd.Timestamp) -> float:
    n_days = (last - first).days + 1
    inside = doses[(doses.index >= first) & (doses.index <= last)]
    return float(inside.sum()) * WEEK / n_days if n_days >= WEEK else float("nan")
