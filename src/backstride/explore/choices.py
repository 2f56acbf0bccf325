"""What can be chosen: an exposure, its window, an outcome, the days, the smallest difference."""

from dataclasses import dataclass

import pandas as pd

from backstride.claims import CLAIM
from backstride.errors import DataError
from backstride.models.specification import SPECIFICATIONS

OWN_WINDOW = 0
WINDOWS = {
    OWN_WINDOW: "as in the report",
    1: "the day itself",
    2: "2 days",
    3: "3 days",
    7: "7 days",
    14: "14 days",
    28: "28 days",
}
EXPOSURES = {one.slug: CLAIM[one.slug].sentence for one in SPECIFICATIONS}
OUTCOMES = {
    "pain_post": "pain after the run",
    "pain_worst": "worst pain of the day",
    "flare": "a flare begins",
}


@dataclass(frozen=True)
class Choice:
    """One question.

    Parameters
    ----------
    exposure : str
        Slug of a claim that is tested.
    window : int
        Days over which the exposure is taken, the day of the outcome included; 0 for the model
        of the report.
    outcome : {'pain_post', 'pain_worst', 'flare'}
    since, until : Timestamp, optional
        First and last day, inclusive.

    Raises
    ------
    DataError
        If there is no such exposure, window or outcome, or the last day lies before the first.
    """

    exposure: str = SPECIFICATIONS[0].slug
    window: int = OWN_WINDOW
    outcome: str = "pain_post"
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None

    def __post_init__(self) -> None:
        problems = [
            f"{name}: found {found!r}, expected one of {', '.join(map(str, known))}."
            for name, found, known in (
                ("exposure", self.exposure, [*EXPOSURES]),
                ("window", self.window, [*WINDOWS]),
                ("outcome", self.outcome, [*OUTCOMES]),
            )
            if found not in known
        ]
        if self.since is not None and self.until is not None and self.until < self.since:
            problems.append(
                f"days: found {self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}, "
                "expected the first day first."
            )
        if problems:
            raise DataError(problems)

    @property
    def is_odds(self) -> bool:
        """Whether the result is a ratio of odds, not a difference in points."""
        return self.outcome == "flare"
