"""Each estimate as a strip: its interval, the zone that does not matter, and what that shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

WIDTH, MARGIN = 200.0, 6.0
LEAST_POINTS = 0.5
FIRM = ("raises", "lowers")


@dataclass(frozen=True)
class Strip:
    """Places from 0 to 200 on a strip whose middle is no difference; and the finding in words."""

    zone_left: str
    zone_width: str
    low: str
    high: str
    at: str
    is_firm: bool
    finding: str


def widest_points(answers: pd.DataFrame) -> float:
    """How many points the strips reach to either side; the same for all of one report.

    Examples
    --------
    >>> widest_points(pd.DataFrame({"low": [-0.2], "high": [1.4], "smallest_difference": [0.5]}))
    1.4
    """
    drawn = answers[answers["low"].notna()]
    reach = drawn[["low", "high", "smallest_difference"]].abs().max().max()
    return max(float(reach), LEAST_POINTS) if pd.notna(reach) else LEAST_POINTS


def strip_of(answer: Mapping[Any, Any], widest: float) -> Strip | None:
    """The strip of one row of `answer_claims`; None where there is no estimate."""
    if pd.isna(answer["estimate"]):
        return None
    zone = answer["smallest_difference"] if pd.notna(answer["smallest_difference"]) else 0.0
    left, right = _at(-zone, widest), _at(zone, widest)
    return Strip(
        zone_left=f"{left:.1f}",
        zone_width=f"{right - left:.1f}",
        low=f"{_at(answer['low'], widest):.1f}",
        high=f"{_at(answer['high'], widest):.1f}",
        at=f"{_at(answer['estimate'], widest):.1f}",
        is_firm=answer["status"] in FIRM,
        finding=finding(answer["low"], answer["high"], zone),
    )


def _at(points: float, widest: float) -> float:
    return WIDTH / 2 + points / widest * (WIDTH / 2 - MARGIN)


def finding(low: float, high: float, smallest: float) -> str:
    """Where an interval lies: on which side of 0, and whether within the smallest difference.

    Examples
    --------
    >>> finding(0.2, 1.4, 0.5)
    'The interval lies above 0 and reaches beyond what is too small to matter.'
    >>> finding(-0.1, 0.3, 0.5)
    'The interval holds 0 and lies within what is too small to matter.'
    """
    side = "lies above 0" if low > 0 else "lies below 0" if high < 0 else "holds 0"
    if max(abs(low), abs(high)) < smallest:
        return f"The interval {side} and lies within what is too small to matter."
    if low >= smallest or high <= -smallest:
        return f"The interval {side} and holds nothing that is too small to matter."
    return f"The interval {side} and reaches beyond what is too small to matter."
