"""Odds of flares beside claims, for their table, their sentence and their picture."""

import numpy as np
import pandas as pd

NUMBERS = ["odds_ratio", "low", "high", "p_value", "n_onsets", "n_at_risk", "n_exposed"]


def some_hazards():
    return pd.DataFrame(
        [
            ["spike", "Too much in one run", "estimated", 6.1, 0.8, 40.0, 0.07, 11, 276, 14],
            ["surface", "Hard ground", "estimated", 0.5, 0.004, 250.0, 0.5, 12, 286, 148],
            ["stretching", "Stretch", "order unknown", *[np.nan] * len(NUMBERS)],
        ],
        columns=["slug", "claim", "status", *NUMBERS],
    )
