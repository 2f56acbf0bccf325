from functools import reduce
from operator import add

import numpy as np
import pytest
from cohort_examples import example_frame, in_parts

from backstride.models.pooled.design import NO_WEEK, own_weeks, raised_weeks
from backstride.models.raised_week import raised_week

TERMS = ["log_weekly_ratio", "spike"]


def test_each_runner_has_the_week_of_the_runner_alone():
    found = own_weeks(example_frame(), 0.3)
    assert len(found) == 12
    frame = example_frame()
    for runner, week in found.items():
        alone = frame[frame["runner"] == runner].reset_index(drop=True)
        expected = raised_week(alone, 0.3, TERMS).to_numpy()
        np.testing.assert_allclose(np.column_stack([*week.daily.values()]), expected, atol=1e-14)


def test_the_weeks_of_parts_add_up():
    whole = raised_weeks(example_frame(), 0.3)
    together = reduce(add, [raised_weeks(part, 0.3) for part in in_parts(example_frame(), 2, 3)])
    np.testing.assert_allclose(together.ratio, whole.ratio, rtol=1e-13)
    np.testing.assert_allclose(together.spike, whole.spike, rtol=1e-13, atol=1e-15)
    assert together.n_runners == whole.n_runners == 12


def test_a_runner_without_a_whole_week_of_running_runs_evenly():
    resting = in_parts(example_frame(), 1)[0].assign(km=0.0, longest_km=0.0)
    (week,) = own_weeks(resting, 0.3).values()
    np.testing.assert_allclose(week.ratio, np.log1p(0.3 * np.arange(1, 8) / 7))
    assert (week.spike == 0).all()


def test_nobody_raises_nothing():
    assert own_weeks(example_frame().iloc[:0], 0.3) == {}
    assert raised_weeks(example_frame().iloc[:0], 0.3) == NO_WEEK
    assert NO_WEEK.daily["spike"].tolist() == pytest.approx([0] * 7)
