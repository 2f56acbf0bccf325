"""The smallest difference that matters, stated or from the ratings."""

import pandas as pd
import pytest

from backstride.verdict.smallest_difference import smallest_difference


@pytest.mark.parametrize(
    ("ratings", "stated", "points"),
    [([1.0, 2.0, 3.0], None, 0.6), ([5.0, 7.0], None, 1.0), ([1.0, 2.0, 3.0], 0.25, 0.25)],
)
def test_smallest_difference_is_30_percent_of_the_mean_and_at_most_a_point(ratings, stated, points):
    assert smallest_difference(pd.Series(ratings), stated) == pytest.approx(points)
