import random
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import permutation_test
from trial_examples import TODAY, WISH

from backstride.trial.commands import power_sentence
from backstride.trial.plan import fixed_plan
from backstride.trial.power import (
    ALPHA,
    ASSUMED,
    MOST_EXACT_PAIRS,
    Variability,
    flip_test,
    own_variability,
    p_values,
    simulated_power,
    smallest_p,
)

EIGHT = np.array([-1.4, 0.3, -0.9, -2.1, 0.2, -0.6, -1.1, 0.5])


def test_p_and_interval_are_those_of_another_implementation():
    # R 4.x, differences as above:
    # s <- as.matrix(expand.grid(rep(list(c(-1,1)), 8)))
    # p <- function(t) { e <- d - t; mean(abs(s %*% e) >= abs(sum(e)) - 1e-9) }; p(0)
    # g <- seq(-4, 3, by=.0005); range(g[sapply(g, p) > .05])     # grid inside the closed limits
    found = flip_test(EIGHT)
    assert found.p_value == pytest.approx(0.09375)
    assert (found.low, found.high) == (
        pytest.approx(-1.4665, abs=5.1e-4), pytest.approx(0.25, abs=5.1e-4),
    )  # fmt: skip
    assert (found.n_assignments, found.mc_error) == (256, 0.0)


def brute_force_p(differences, shift):
    moved = differences - shift
    sums = [abs(np.dot(signs, moved)) for signs in product((-1, 1), repeat=len(moved))]
    return np.mean(np.array(sums) >= abs(moved.sum()) - 1e-9)


@pytest.mark.parametrize("n_pairs", [6, 7, 9])
def test_the_interval_is_what_the_test_does_not_reject(n_pairs):
    differences = np.random.default_rng(n_pairs).normal(-0.5, 1, n_pairs)
    found = flip_test(differences)
    assert found.p_value == pytest.approx(brute_force_p(differences, 0))
    for limit, outwards in ((found.low, -1e-6), (found.high, 1e-6)):
        assert brute_force_p(differences, limit - outwards) > ALPHA
        assert brute_force_p(differences, limit + outwards) <= ALPHA


def test_fewer_than_six_pairs_can_never_reach_five_percent():
    found = flip_test(np.array([1.0, 2, 3, 4, 5]))
    assert found.p_value == smallest_p(5) == 0.0625
    assert np.isnan(found.low)
    assert np.isnan(found.high)
    assert flip_test(np.array([])).p_value == 1.0


def test_many_pairs_are_judged_by_drawn_assignments_with_their_error():
    differences = np.random.default_rng(4).normal(-0.4, 1, MOST_EXACT_PAIRS + 4)
    found = flip_test(differences, seed=2)
    assert found == flip_test(differences, seed=2)
    exact = 2 * (1 - _normal(abs(differences.sum()) / np.sqrt((differences**2).sum())))
    assert found.p_value == pytest.approx(exact, abs=0.02)
    assert found.low < found.estimate < found.high


def _normal(z):
    from scipy.stats import norm

    return norm.cdf(z)


def test_equal_ratings_are_equal_whatever_the_rounding():
    found = flip_test(np.array([1 / 3, -1 / 3, 0.1 + 0.2, -0.3, 0.7, -0.7]))
    assert found.p_value == 1.0


def test_simulated_tests_are_the_same_test():
    differences = np.round(np.random.default_rng(1).normal(0, 1, (20, 8)) * 7) / 7
    assert p_values(differences).tolist() == pytest.approx(
        [flip_test(row).p_value for row in differences]
    )


def test_p_is_that_of_scipy_where_ratings_tie_heavily():
    ratings = np.random.default_rng(2).integers(-2, 2, (20, 8)) / 7
    for differences in ratings:
        other = permutation_test(
            (differences,), np.sum, permutation_type="samples", n_resamples=np.inf
        )
        assert flip_test(differences).p_value == pytest.approx(other.pvalue)


def test_the_monte_carlo_error_is_the_spread_between_draws(monkeypatch):
    monkeypatch.setattr("backstride.trial.power.N_DRAWN", 2**11)
    differences = np.random.default_rng(4).normal(-0.25, 1, MOST_EXACT_PAIRS + 4)
    tests = [flip_test(differences, seed) for seed in range(200)]
    spread = np.std([test.p_value for test in tests])
    # 200 draws know a spread to 5 %; counting every mirrored draw twice would be 29 % too small
    assert np.mean([test.mc_error for test in tests]) == pytest.approx(spread, rel=0.15)


def test_the_drawn_interval_is_what_the_test_does_not_reject():
    differences = np.random.default_rng(8).normal(-0.4, 1, MOST_EXACT_PAIRS + 2)
    found = flip_test(differences, seed=3)
    for limit, outwards in ((found.low, -0.01), (found.high, 0.01)):
        at = flip_test(differences - limit, seed=5)
        assert at.p_value == pytest.approx(ALPHA, abs=4 * at.mc_error + 1e-4)
        assert flip_test(differences - limit - outwards, seed=3).p_value <= ALPHA
        assert flip_test(differences - limit + outwards, seed=3).p_value > ALPHA


@pytest.fixture(scope="module")
def plan():
    return fixed_plan(WISH, TODAY)


def test_power_stands_on_the_runners_own_pain():
    steps = random.Random(1)
    level, ratings = 0.0, []
    for _ in range(400):
        level = 0.6 * level + steps.gauss(0, 1.5)
        ratings.append(5 + level)
    pain = own_variability(pd.Series(ratings))
    assert (pain.carry, pain.noise_sd) == (pytest.approx(0.6, abs=0.1), pytest.approx(1.5, abs=0.1))
    assert pain.n_days == 399
    calm = fixed_plan(WISH, TODAY, Variability(5.0, 0.2, 0.5, 100))
    wild = fixed_plan(WISH, TODAY, pain)
    assert calm.power > 0.95 > wild.power
    assert "at the pain of your log (399 pairs of days in a row)" in power_sentence(wild)
    assert calm.smallest_difference == 1.0


def test_without_a_log_the_pain_is_assumed_and_said_so(plan):
    assert own_variability(pd.Series([2.0] * 100)) == ASSUMED
    assert own_variability(pd.Series([1.0, float("nan"), 3.0] * 100)) == ASSUMED
    assert (plan.pain_days, plan.smallest_difference) == (0, 0.9)
    assert "at a pain that is assumed, since no log with enough different" in power_sentence(plan)
    assert plan.power_error == pytest.approx(
        (plan.power * (1 - plan.power) / 1000) ** 0.5, abs=1e-4
    )


def test_the_stated_smallest_difference_is_taken():
    assert fixed_plan(replace(WISH, smallest_difference=0.5), TODAY).smallest_difference == 0.5


@pytest.mark.parametrize(("weeks", "expected"), [(12, 0.30), (16, 0.59), (24, 0.84)])
def test_power_for_one_point_is_what_the_method_was_chosen_for(weeks, expected):
    found = simulated_power(weeks // 2, 7, -1.0, ASSUMED, seed=1)
    error = (found.mc_error**2 + expected * (1 - expected) / 400) ** 0.5
    assert abs(found.share - expected) < 3 * error
