"""The same log as a person would have it: two devices, spellings, losses, empty cells."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.simulate.draws import Floats
from backstride.simulate.logs import day_rows, habit_rows, pain_rows, session_rows
from backstride.simulate.runner import SimulatedRunner

KM_PER_MILE = 1.609344
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
