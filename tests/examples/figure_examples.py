"""Small tables, and every figure drawn from them, for tests."""

import numpy as np
import pandas as pd

from backstride import figures


def a_diary(n_days: int = 21) -> pd.DataFrame:
    """Runs of 10 km every second day, all on asphalt; rated 2 before and 3 after."""
    distance = np.where(np.arange(n_days) % 2 == 0, 10.0, 0.0)
    return pd.DataFrame(
        {
            "runner": "me",
            "date": pd.date_range("2025-03-03", periods=n_days),
            "distance_km": distance,
            "km_asphalt": distance,
            "km_trail": 0.0,
            "pain_pre": 2.0,
            "pain_post": 3.0,
            "pain_worst": 3.0,
            "acute_km": 5.0,
            "weekly_ratio": 1.0,
            "spike_ratio": 1.0,
        }
    )


def some_answers() -> pd.DataFrame:
    """One firm answer, one uncertain one, one refusal."""
    return pd.DataFrame(
        {
            "slug": ["spike", "stretching", "surface"],
            "claim": ["Too much in one run", "Stretch the hamstrings", "Hard ground"],
            "status": ["raises", "cannot tell", "not logged"],
            "estimate": [0.8, -0.3, np.nan],
            "low": [0.2, -0.7, np.nan],
            "high": [1.4, 0.1, np.nan],
            "smallest_difference": [0.9, 0.9, 0.9],
            "naive_estimate": [0.5, 0.25, np.nan],
            "naive_low": [0.1, 0.1, np.nan],
            "naive_high": [0.9, 0.4, np.nan],
        }
    )


EVERY_FIGURE = {
    "timeline": lambda: figures.running_and_pain(a_diary()),
    "timeline, one day": lambda: figures.running_and_pain(a_diary(1)),
    "timeline, by week": lambda: figures.running_and_pain(a_diary(200)),
    "ramp": lambda: figures.weekly_mileage(a_diary()),
    "ramp, one day": lambda: figures.weekly_mileage(a_diary(1).assign(weekly_ratio=np.nan)),
    "intervals": lambda: figures.answers_as_intervals(some_answers()),
    "intervals, one row": lambda: figures.answers_as_intervals(some_answers().head(1)),
    "intervals, all refused": lambda: figures.answers_as_intervals(some_answers().tail(1)),
    "comparison": lambda: figures.plain_beside_honest(some_answers()),
    "surface by shoe": lambda: figures.surface_by_shoe(
        pd.DataFrame({"asphalt": [300.0], "trail": [np.nan]}, index=["Pegasus"])
    ),
    "shoes": lambda: figures.shoe_lives(
        pd.DataFrame({"shoe": ["A"], "date": pd.to_datetime(["2025-03-03"]), "shoe_km": [9.0]})
    ),
    "habits": lambda: figures.dose_by_rating(
        pd.DataFrame({"habit": ["x"], "pain_pre": [2.0], "mean_dose": [1.0], "n_days": [4]})
    ),
}
