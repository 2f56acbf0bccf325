"""The files of a trial: written all together or not at all, never over others, and found again."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from backstride.clean.csv_files import move_in
from backstride.errors import DataError
from backstride.trial.calendar import calendar_file, calendar_page
from backstride.trial.plan import Plan
from backstride.trial.seal import (
    CALENDAR,
    FIRST_LOOK,
    PAGE,
    PLAN,
    STOPPED,
    is_plan,
    plan_hash,
    plan_text,
    read_plan,
)

# What the first analysis of a trial saw, so that ratings changed since then come to light.


@dataclass(frozen=True)
class Seen:
    """The ratings that one analysis counted, and what it found.

    Parameters
    ----------
    ratings : str
        SHA-256 of the days with a rating and their ratings.
    rated_days : int
    estimate : float
        Mean pair difference, in points.
    """

    ratings: str
    rated_days: int
    estimate: float


@dataclass(frozen=True)
class FirstLook:
    """The first analysis of a trial.

    Parameters
    ----------
    on : date
    seen : Seen
    """

    on: date
    seen: Seen


def seen_in(days: pd.DataFrame, estimate: float) -> Seen:
    """What an analysis has seen.

    Parameters
    ----------
    days : DataFrame
        From `trial_days`.
    estimate : float

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.to_datetime(["2027-01-04"]), "pain_post": [3.0]})
    >>> seen_in(days, 0.5).rated_days
    1
    """
    rated = days[["date", "pain_post"]].dropna()
    lines = [f"{day:%Y-%m-%d} {points:g}" for day, points in rated.itertuples(index=False)]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Seen(digest, len(rated), round(estimate, 4))


def first_look_text(digest: str, look: FirstLook) -> str:
    """Content of `analysed.json`; `digest` is the hash of the plan."""
    content = {"plan": digest, "on": str(look.on)} | asdict(look.seen)
    return json.dumps(content, indent=2) + "\n"


def first_look(folder: Path) -> FirstLook | None:
    """The first analysis as it was put down beside the plan; None where there was none.

    Raises
    ------
    DataError
        If `analysed.json` cannot be read.
    """
    path = folder / FIRST_LOOK
    if not path.exists():
        return None
    try:
        said = json.loads(path.read_text("utf-8"))
        seen = Seen(str(said["ratings"]), int(said["rated_days"]), float(said["estimate"]))
        return FirstLook(date.fromisoformat(said["on"]), seen)
    except (OSError, ValueError, KeyError, TypeError):
        raise DataError(f"{path}: cannot be read. Put it back as it was.") from None


FOLDER = "trial"
CARRIED = (PLAN, PAGE, CALENDAR, STOPPED, FIRST_LOOK)


def write_plan(plan: Plan, out: Path, others: Mapping[str, bytes] | None = None) -> Path:
    """Write a plan with its calendar page and calendar file into a folder.

    Parameters
    ----------
    plan : Plan
    out : Path
        Made if absent.
    others : mapping of name to bytes, optional
        Files that belong to the plan, such as the workbook of its diary.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DataError
        If one of the files is there already, or the folder cannot be written to.
    """
    contents = {
        PLAN: plan_text(plan).encode(),
        PAGE: calendar_page(plan).encode(),
        CALENDAR: calendar_file(plan),
        **(others or {}),
    }
    there = [name for name in (*contents, STOPPED, FIRST_LOOK) if (out / name).exists()]
    if there:
        raise DataError(
            f"{out}: holds {', '.join(there)} already. A plan is never written over: name another "
            "--out for another trial."
        )
    return _written(contents, out)


def stop_trial(folder: Path, plan: Plan, last_day: date) -> None:
    """Put down that a trial was given up, so that later days never change its result.

    Parameters
    ----------
    folder : Path
        Of the plan.
    plan : Plan
    last_day : date
        Last day of the log now.

    Raises
    ------
    DataError
        If the trial has reached its last day, or was stopped before.
    """
    if (folder / STOPPED).exists():
        raise DataError(f"{folder}: this trial was stopped before. Leave out --stopped.")
    if last_day >= plan.last_day:
        raise DataError("The trial has reached its last day. Leave out --stopped.")
    said = {"plan": plan_hash(plan), "last_day": str(last_day)}
    _written({STOPPED: (json.dumps(said, indent=2) + "\n").encode()}, folder)


def keep_first_look(folder: Path, plan: Plan, look: FirstLook) -> None:
    """Put down what the first analysis of a trial saw; a later one leaves it as it is.

    Parameters
    ----------
    folder : Path
        Of the plan.
    plan : Plan
    look : FirstLook
    """
    if not (folder / FIRST_LOOK).exists():
        _written({FIRST_LOOK: first_look_text(plan_hash(plan), look).encode()}, folder)


def stopped_on(folder: Path) -> date | None:
    """Last day of the log when the trial was given up; None where it was not.

    Raises
    ------
    DataError
        If `stopped.json` cannot be read.
    """
    path = folder / STOPPED
    if not path.exists():
        return None
    try:
        return date.fromisoformat(json.loads(path.read_text("utf-8"))["last_day"])
    except (OSError, ValueError, KeyError, TypeError):
        raise DataError(f"{path}: cannot be read. Put it back as it was.") from None


def trial_folders(paths: Iterable[Path | str]) -> list[Path]:
    """Folders of the trials among a runner's paths, in the order of their first days.

    A plan is looked for in each folder and in the folders right in it.
    """
    folders = {
        found.parent.resolve()
        for path in map(Path, paths)
        if path.is_dir()
        for found in (path / PLAN, *path.glob(f"*/{PLAN}"))
        if is_plan(found)
    }
    return sorted(folders, key=lambda folder: (read_plan(folder)[0].start, folder))


def carry_trial(trial: Path, folder: Path) -> None:
    """Copy the files of a trial into `folder/trial`, where its notebook finds them.

    Parameters
    ----------
    trial : Path
        One of `trial_folders`.
    folder : Path
        Without a trial.
    """
    place = folder / FOLDER
    place.mkdir(parents=True)
    for name in CARRIED:
        if (trial / name).is_file():
            shutil.copyfile(trial / name, place / name)


def _written(contents: Mapping[str, bytes], out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backstride-", dir=out) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            new.mkdir()
            old.mkdir()
            for name, content in contents.items():
                (new / name).write_bytes(content)
            move_in(new, out, old)
    except OSError as fault:
        raise DataError(
            f"{out}: cannot be written to ({fault.strerror}). Name another --out."
        ) from None
    return out
