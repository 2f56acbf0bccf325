"""What the first analysis of a trial saw, so that ratings changed since then come to light."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from backstride.errors import DataError
from backstride.trial.seal import FIRST_LOOK


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
