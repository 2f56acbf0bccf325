"""Doses by the rating before: artists and words."""

import pandas as pd

from backstride import figures


def test_dose_by_rating_goes_up_in_order():
    doses = pd.DataFrame(
        {"habit": "stretching", "pain_pre": [4.0, 0.0], "mean_dose": [1.5, 0.4], "n_days": [8, 40]}
    )
    picture = figures.dose_by_rating(doses)
    (axes,) = picture.figure.axes
    assert axes.lines[0].get_ydata().tolist() == [0.4, 1.5]
    assert "0.40 at rating 0 (40 days) and 1.50 at rating 4 (8 days)" in picture.alt


def test_dose_at_one_rating_is_said_once():
    doses = pd.DataFrame(
        {"habit": ["stretching"], "pain_pre": [0], "mean_dose": [0.5], "n_days": [1]}
    )
    alt = figures.dose_by_rating(doses).alt
    assert alt == "Dose by the rating before. stretching: mean dose 0.50 at rating 0 (1 day)."
