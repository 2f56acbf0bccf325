"""A simulated runner's log: in tidy tables, as a person would have it, and the sample."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride import schemas
from backstride.clean.log import Log
from backstride.schemas import KM_PER_MILE
from backstride.settings import Settings
from backstride.simulate.draws import Floats
from backstride.simulate.runner import SimulatedRunner, simulate_runner
from backstride.simulate.scenario import Scenario

# A simulated runner's log in tidy tables, as if every file had been read and cleaned.

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
    """Runs and rides in the columns of `schemas.RUNS`, but for their origin."""
    sessions = runner.sessions.drop(columns="day")
    return sessions.assign(date=sessions["start"].dt.normalize())


def pain_rows(runner: SimulatedRunner) -> pd.DataFrame:
    """Ratings that were written down, in order of time; `schemas.PAIN` but for the origin."""
    daily = runner.daily
    evening = _ratings(daily[~daily["evening_missing"]], "evening", "pain_evening")
    if not runner.scenario.rated_before_run:
        return evening
    morning = _ratings(daily[~daily["pre_missing"]], "morning", "pain_pre")
    return pd.concat([morning, evening]).sort_values("rated_at")


def habit_rows(runner: SimulatedRunner) -> pd.DataFrame:
    """Exercises done, one row each, in order of time; `schemas.HABITS` but for the origin."""
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
    return schemas.empty(schemas.LOG_TABLES[name]).dtypes.to_dict()


# The same log as a person would have it: two devices, spellings, losses, empty cells.

LOST_SHARE, PHONE_SHARE, TWICE_SHARE = 0.05, 0.35, 0.02
START_OFF_MIN, DISTANCE_OFF = 3.0, 0.007
EMPTY_SHARE = 0.3
SPELLINGS = {
    "asphalt": ("Asphalt", "asphalt ", "tarmac", "ASPHALT"),
    "trail": ("Trail", "trail", " Trail", "trail "),
    "track": ("Track", "track", "Track ", "TRACK"),
    "treadmill": ("Treadmill", "treadmill", "treadmill ", "TREADMILL"),
    "unknown": 4 * ("",),
}
STREAMS = ("lost", "phone", "twice", "empty", "words", "start", "distance")


def write_log_files(runner: SimulatedRunner, out: Path) -> None:
    """Write `runs.csv`, `pain.csv`, `shoes.csv`, `habits.csv` and `days.csv` into `out`.

    Of the sessions 5 % are lost. A watch tells the others, some twice; a phone tells a third of
    the runs once more, in miles, up to 3 min and 1 % off. Surfaces and shoes are spelled in
    several ways, some missing ratings are empty cells. The files are written beside their
    names and renamed at the end.

    Parameters
    ----------
    out : Path
        Folder; made where it does not exist.
    """
    files = {
        "runs.csv": untidy_sessions(runner),
        "pain.csv": untidy_ratings(runner),
        "shoes.csv": runner.shoes,
        "habits.csv": habit_rows(runner),
        "days.csv": day_rows(runner).astype({"illness": int, "medication": int}),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, table in files.items():
        table.to_csv(out / f".{name}.part", index=False, float_format="%g", lineterminator="\n")
    for name in files:
        (out / f".{name}.part").replace(out / name)


def logged_sessions(runner: SimulatedRunner) -> pd.DataFrame:
    """Sessions that were not lost, before any untidiness: what reading must find again."""
    is_kept = _chance(runner, "lost", len(runner.sessions)) >= LOST_SHARE
    return session_rows(runner)[is_kept].reset_index(drop=True)


def untidy_sessions(runner: SimulatedRunner) -> pd.DataFrame:
    """Rows of `runs.csv`: the watch's sessions, repeats among them, and the phone's runs."""
    sessions = logged_sessions(runner)
    words = _chance(runner, "words", 2 * len(sessions)).reshape(2, -1)
    watch = _rows(sessions, "watch", "km", words[0])
    twice = watch[_chance(runner, "twice", len(watch)) < TWICE_SHARE]
    is_on_phone = (sessions["sport"] == "run") & (
        _chance(runner, "phone", len(sessions)) < PHONE_SHARE
    )
    phone = _rows(_as_phone(runner, sessions), "phone", "mi", words[1])[is_on_phone]
    rows = pd.concat([watch, twice, phone.assign(surface="", rpe=None)])
    return rows.sort_values(["start", "device"], kind="stable", ignore_index=True)


def untidy_ratings(runner: SimulatedRunner) -> pd.DataFrame:
    """Rows of `pain.csv`; three in ten of the missing ratings are rows with an empty cell."""
    daily = runner.daily
    chance = _chance(runner, "empty", 2 * len(daily)).reshape(2, -1)
    shown = replace(
        runner,
        daily=daily.assign(
            pre_missing=daily["pre_missing"] & (chance[0] >= EMPTY_SHARE),
            evening_missing=daily["evening_missing"] & (chance[1] >= EMPTY_SHARE),
        ),
    )
    rows = pain_rows(shown)
    is_known = rows["rated_at"].isin(pain_rows(runner)["rated_at"])
    return pd.DataFrame(
        {
            "date": rows["date"],
            "time": rows["rated_at"].dt.strftime("%H:%M"),
            "pain (0-10)": rows["rating"].where(is_known, ""),
            "site": rows["site"],
        }
    )


def _rows(sessions: pd.DataFrame, device: str, unit: str, chance: Floats) -> pd.DataFrame:
    per_unit = KM_PER_MILE if unit == "mi" else 1.0
    spelling = np.floor(4 * chance).astype(int)
    return pd.DataFrame(
        {
            "start": sessions["start"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "sport": sessions["sport"].str.title(),
            "distance": (sessions["distance_km"] / per_unit).round(3),
            "unit": unit,
            "duration": _hms(sessions["duration_min"]),
            "elapsed": _hms(sessions["elapsed_min"]),
            "surface": [
                SPELLINGS[surface][way]
                for surface, way in zip(sessions["surface"], spelling, strict=True)
            ],
            "shoe": _spelled_shoes(sessions["shoe"].fillna(""), spelling),
            "rpe": sessions["rpe"].map("{:.0f}".format, na_action="ignore"),
            "device": device,
        }
    )


def _as_phone(runner: SimulatedRunner, sessions: pd.DataFrame) -> pd.DataFrame:
    """The same sessions as another device saw them."""
    late_min = START_OFF_MIN * (2 * _chance(runner, "start", len(sessions)) - 1)
    factor = 1 + DISTANCE_OFF * (2 * _chance(runner, "distance", len(sessions)) - 1)
    late = pd.to_timedelta((60 * late_min).round(), unit="s").astype("timedelta64[us]")
    return sessions.assign(
        start=sessions["start"] + late, distance_km=sessions["distance_km"] * factor
    )


def _spelled_shoes(shoes: pd.Series, spelling: NDArray[np.int64]) -> pd.Series:
    choices = [shoes, shoes.str.lower(), shoes.str.replace(" ", "  "), shoes + " "]
    return pd.Series(np.choose(spelling, choices), index=shoes.index)


def _hms(minutes: pd.Series) -> list[str]:
    seconds = (60 * minutes).round().astype(int).tolist()
    return [f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}" for s in seconds]


def _chance(runner: SimulatedRunner, name: str, length: int) -> Floats:
    """Uniform draws of one kind of untidiness, apart from those of the runner's life."""
    return np.random.default_rng([runner.scenario.seed, 99, STREAMS.index(name)]).random(length)


# The sample log: the one simulated runner that ships with the package's repository.

SAMPLE = Scenario(
    seed=7,
    n_days=730,
    effects={"spike": 0.8, "stretching": -0.3, "surface": 0.3, "shoe-age": 0.3},
    kappa=0.5,
    psi=0.06,
    habits_follow="felt",
    habit_slope=0.8,
    rated_before_run=True,
)


def write_sample(out: Path) -> None:
    """Write the sample log into the folder `out`; the same bytes every time."""
    write_log_files(simulate_runner(SAMPLE), out)
