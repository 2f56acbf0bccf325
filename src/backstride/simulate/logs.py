"""A simulated runner's log in tidy tables, as if every file had been read and cleaned."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from backstride import tables
from backstride.clean.log import Log
from backstride.settings import Settings
from backstride.simulate.runner import SimulatedRunner

SOURCE, TIMEZONE = "simulated", "Europe/Berlin"
SITE, SCALE = "lower back", "0-10"
WARM_UP_LEAD_MIN = 10
# Minutes after the midday dose of stretching, dose column or dose, unit.
EXERCISES: dict[str, tuple[str, int, str | float, str]] = {
    "plank": ("strength_session", 5, "plank_s", "s"),
    "mountain-climber": ("strength_session", 8, "climber_repetitions", "repetitions"),
    "superman": ("superman", 13, 25.0, "repetitions"),
    "lacrosse-ball": ("lacrosse-ball", 18, 120.0, "s"),
    "seated-forward-fold": ("seated-forward-fold", 23, 3.0, "min"),
    "legs-up-the-wall": ("legs-up-the-wall", 30, 5.0, "min"),
}


def as_log(runner: SimulatedRunner) -> Log:
    """The runner's log, complete but for missing ratings; no untidiness.

    Returns
    -------
    Log
        Rows are numbered through all tables under the one source `simulated`; all are `kept`.

    Examples
    --------
    >>> from backstride.simulate import Scenario, simulate_runner
    >>> log = as_log(simulate_runner(Scenario(n_days=28, missing_intercept=None)))
    >>> len(log.pain), log.ledger["outcome"].unique().tolist()
    (56, ['kept'])
    """
    makers: dict[str, Callable[[SimulatedRunner], pd.DataFrame]] = {
        "runs": session_rows,
        "pain": pain_rows,
        "shoes": lambda lived: lived.shoes,
        "habits": habit_rows,
        "days": day_rows,
    }
    shaped: dict[str, Any] = {}
    lines, first_row = [], 2
    for name, rows_of in makers.items():
        rows = _numbered(rows_of(runner), first_row)
        shaped[name] = _shaped(rows, name)
        lines.append(pd.DataFrame({"row": rows["source_row"], "table": name}))
        first_row += len(rows)
    ledger = pd.concat(lines).assign(source=SOURCE, outcome="kept")
    return Log(**shaped, ledger=_shaped(ledger, "ledger"), settings=_settings())


def session_rows(runner: SimulatedRunner) -> pd.DataFrame:
    """Runs and rides in the columns of `tables.RUNS`, but for their origin."""
    sessions = runner.sessions.drop(columns="day")
    return sessions.assign(date=sessions["start"].dt.normalize())


def pain_rows(runner: SimulatedRunner) -> pd.DataFrame:
    """Ratings that were written down, in order of time; `tables.PAIN` but for the origin."""
    daily = runner.daily
    evening = _ratings(daily[~daily["evening_missing"]], "evening", "pain_evening")
    if not runner.scenario.rated_before_run:
        return evening
    morning = _ratings(daily[~daily["pre_missing"]], "morning", "pain_pre")
    return pd.concat([morning, evening]).sort_values("rated_at")


def habit_rows(runner: SimulatedRunner) -> pd.DataFrame:
    """Exercises done, one row each, in order of time; `tables.HABITS` but for the origin."""
    daily = runner.daily
    midday, doses = daily["midday_min"], daily["stretching_doses"]
    before_run = daily["start_min"] - WARM_UP_LEAD_MIN
    parts = [
        _done("warm-up", daily["warm_up_exposure"] > 0, before_run, 1.0, "times"),
        _done("stretching", doses == 2, midday, 1.0, "times"),
        _done("stretching", doses >= 1, daily["late_min"], 1.0, "times"),
    ]
    for habit, (column, after_min, dose, unit) in EXERCISES.items():
        amount = daily[dose] if isinstance(dose, str) else dose
        parts.append(_done(habit, daily[column] > 0, midday + after_min, amount, unit))
    done = pd.concat(parts).sort_values(["day", "minute", "habit"], ignore_index=True)
    times = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in done["minute"].tolist()]
    named = pd.DataFrame({"date": daily["date"].to_numpy()[done["day"]], "time": times})
    return named.join(done[["habit", "dose", "dose_unit"]])


def day_rows(runner: SimulatedRunner) -> pd.DataFrame:
    """What else is known of each day; no stress where the scenario leaves it unlogged."""
    columns = ["date", "sleep_h", "sitting_h", "illness", "medication"]
    stress = ["stress"] if runner.scenario.u_logged else []
    return runner.daily[columns + stress]


@cache
def _settings() -> Settings:
    # Checking the zone against all known ones takes as long as the rest of the log.
    return Settings(timezone=TIMEZONE)


def _ratings(days: pd.DataFrame, time_of_day: str, column: str) -> pd.DataFrame:
    clock = pd.to_timedelta(days[f"{time_of_day}_min"], unit="min").astype("timedelta64[us]")
    return pd.DataFrame(
        {
            "rated_at": days["date"] + clock,
            "date": days["date"],
            "site": SITE,
            "rating": days[column].astype("str"),
            "scale": SCALE,
            "pain_nrs": days[column].astype(float),
            "time_of_day": time_of_day,
        }
    )


def _done(
    habit: str,
    is_done: "pd.Series[bool]",
    minute: "pd.Series[int]",
    dose: "pd.Series[float] | float",
    unit: str,
) -> pd.DataFrame:
    day = np.flatnonzero(is_done)
    amount = np.broadcast_to(np.asarray(dose, dtype=float), len(is_done))[day]
    at = {"day": day, "minute": minute.to_numpy()[day]}
    return pd.DataFrame({**at, "habit": habit, "dose": amount, "dose_unit": unit})


def _numbered(rows: pd.DataFrame, first_row: int) -> pd.DataFrame:
    numbers = range(first_row, first_row + len(rows))
    return rows.assign(source=SOURCE, source_row=numbers)


def _shaped(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    # A check of every value costs more than the simulation; the tests make it instead.
    dtypes = _dtypes(name)
    wrong = {column: dtype for column, dtype in dtypes.items() if rows.dtypes.get(column) != dtype}
    return rows.reindex(columns=list(dtypes)).astype(wrong).reset_index(drop=True)


@cache
def _dtypes(name: str) -> dict[Any, Any]:
    return tables.empty(tables.LOG_TABLES[name]).dtypes.to_dict()
