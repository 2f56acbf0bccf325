"""What may be said of how long a run is felt, and when nothing is."""

import re

import numpy as np
import pytest

from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort
from backstride.verdict.cohort import SURFACE_COLUMNS, cohort_lags


def days_of(n_runners=8, n_days=120, **planted):
    return simulate_cohort(CohortScenario(n_runners=n_runners, n_days=n_days, **planted)).days


def test_the_surface_spans_the_middle_of_the_runs_against_the_usual_one():
    days = days_of()
    lags = cohort_lags(days)
    km = days.loc[days["distance_km"] > 0, "distance_km"]
    low, usual, high = np.quantile(km, [0.1, 0.5, 0.9], method="inverted_cdf")
    surface = lags.surface
    assert list(surface.columns) == list(SURFACE_COLUMNS)
    assert len(surface) == 21 * 28
    assert surface["km"].min() == pytest.approx(low, abs=0.11)
    assert surface["km"].max() == pytest.approx(high, abs=0.11)
    assert surface["reference_km"].unique() == pytest.approx([usual], abs=0.11)
    assert (lags.refusal, lags.n_runners) == ("", 8)
    assert 0 < lags.n_days < 8 * (120 - 27)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (days_of(n_runners=4), "days enough: 4 at most; nothing is shown of fewer than 5."),
        (days_of(n_runners=4).assign(distance_km=10.0), "enough: 4 at most; nothing is shown"),
        (days_of(n_days=40), "the model needs"),
        (days_of(n_days=20), "cannot be fitted: .*cannot be told|Runners with days enough"),
        (days_of().assign(distance_km=0.0), "no day with a run"),
        (days_of().assign(distance_km=10.0), "runs too alike"),
        (days_of().assign(pain_post=np.nan), "cannot be fitted|Runners with days enough"),
    ],
    ids=["few runners", "few, alike", "few days", "shorter than lags", "rest", "alike", "unrated"],
)
def test_nothing_is_said_of_too_little_and_the_reason_is_given(days, reason):
    lags = cohort_lags(days)
    assert lags.surface.empty
    assert list(lags.surface.columns) == list(SURFACE_COLUMNS)
    assert re.search(reason, lags.refusal)


def test_a_cohort_is_not_changed_by_being_asked():
    days = days_of()
    before = days.copy()
    cohort_lags(days)
    assert days.equals(before)
