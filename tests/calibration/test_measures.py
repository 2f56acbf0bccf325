"""Measures of scores by hand, and the limits they are held to."""

import numpy as np
import pandas as pd
import pytest

from backstride.calibration import COLUMNS, calibration_table
from backstride.calibration.measures import highest_type1, lowest_coverage, with_limits
from backstride.calibration.scores import OURS


def scores_by_hand():
    head = ["claim", "method", "estimate", "low", "high", "p_value", "is_yes", "truth"]
    rows = [
        ("spike", OURS, 1.0, 0.0, 2.0, 0.04, False, 0.5),  # covers
        ("spike", OURS, 2.0, 1.0, 3.0, 0.01, True, 0.5),  # does not
        ("spike", OURS, -1.0, -2.0, 0.6, 0.20, True, 0.5),  # covers, wrong sign
        ("spike", OURS, np.nan, np.nan, np.nan, np.nan, False, 0.5),  # refused
        ("warm-up", OURS, 0.1, -0.1, 0.3, 0.30, False, 0.0),
        ("warm-up", OURS, 0.3, 0.1, 0.5, 0.01, False, 0.0),
        ("any", OURS, np.nan, np.nan, np.nan, np.nan, True, 0.0),
        ("any", OURS, np.nan, np.nan, np.nan, np.nan, False, 0.0),
    ]
    return pd.DataFrame(rows, columns=head).assign(scenario="effects", days=365, run=0, seconds=9.0)


def test_measures_by_hand():
    table = calibration_table(scores_by_hand())
    assert tuple(table.columns) == COLUMNS
    spike, warm_up, reports = (table.iloc[place] for place in range(3))
    assert spike["runs"] == 3
    assert spike["bias"] == pytest.approx(1 / 6)
    assert spike["empirical_sd"] == pytest.approx(np.std([0.5, 1.5, -1.5], ddof=1))
    assert spike["mean_se"] == pytest.approx((2 + 2 + 2.6) / 3 / 3.92)
    assert spike["coverage"] == pytest.approx(2 / 3)
    assert spike["power"] == pytest.approx(2 / 3)
    assert spike["p_verdict"] == 0.5
    assert spike["coverage_given_verdict"] == 0.5
    assert spike["exaggeration"] == pytest.approx(1.5 / 0.5)
    assert spike["wrong_sign"] == 0.5
    assert spike["mc_error"] == pytest.approx(np.sqrt(2 / 9 / 3))
    assert np.isnan(spike["type1"])
    assert warm_up[["runs", "type1"]].tolist() == [2, 0.5]
    assert np.isnan(warm_up["power"])
    assert reports[["runs", "type1"]].tolist() == [2, 0.5]


@pytest.mark.parametrize(
    ("claim", "type1", "coverage", "held"),
    [
        ("spike", 0.071, 0.929, (True, True)),
        ("spike", 0.072, 0.928, (False, False)),
        ("ramp-up", 0.080, 0.95, (True, True)),
        ("ramp-up", 0.081, 0.95, (False, True)),
    ],
)
def test_limits_are_those_of_1000_logs(claim, type1, coverage, held):
    line = {"scenario": "feedback", "days": 365, "claim": claim, "method": OURS, "runs": 1000}
    judged = with_limits(pd.DataFrame([line | {"type1": type1, "coverage": coverage}])).iloc[0]
    assert (judged["is_type1_held"], judged["is_coverage_held"]) == held


def test_fewer_logs_have_wider_limits():
    assert highest_type1("spike", 100) > highest_type1("spike", 1000)
    assert lowest_coverage(100) < lowest_coverage(1000)
