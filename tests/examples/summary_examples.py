"""Diaries and answered claims of a few rows, for tests of tables and sentences."""

import numpy as np
import pandas as pd

from backstride.claims import CLAIM
from backstride.schemas import SURFACES

MONDAY = "2025-03-03"


def a_diary(n_days, **columns):
    """Rest days without a rating, unless columns say otherwise."""
    rest = {
        "date": pd.date_range(MONDAY, periods=n_days),
        "is_logged": True,
        "is_silence": False,
        "n_runs": 0,
        "distance_km": 0.0,
        "shoe": pd.Series([None] * n_days, dtype="str"),
        "n_ratings": 0,
        "n_backfilled": 0,
        "pain_pre": np.nan,
        "pain_pre_slot": "same day",
        "pain_post": np.nan,
        "weekly_ratio": np.nan,
        "spike_state": pd.Series([None] * n_days, dtype="str"),
        **{f"km_{surface}": 0.0 for surface in SURFACES},
    }
    return pd.DataFrame({**rest, **columns})


ESTIMATE = {"estimate": 0.304, "low": 0.1, "high": 0.5, "n_days": 640, "n_exposed": 15}
NAIVE = {"naive_estimate": 0.2, "naive_low": 0.1, "naive_high": 0.3}


def answer(slug="surface", **columns):
    """One answered claim; columns replace its own."""
    row = {
        "slug": slug,
        "claim": CLAIM[slug].sentence,
        "status": "raises",
        "verdict": "raises pain",
        "p_holm": 0.01,
        "detectable_difference": 0.415,
        "needed": "",
        "formula": "pain_post ~ hard",
        **ESTIMATE,
        **NAIVE,
        **columns,
    }
    return pd.DataFrame([row])
