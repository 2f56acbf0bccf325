"""Simulated logs and their answers, for tests of what is said of a claim."""

from dataclasses import replace

from backstride.simulate import SAMPLE, as_log, simulate_runner

NUMBERS = ["estimate", "low", "high", "p_value", "p_holm", "n_days", "detectable_difference"]


def simulated_log(n_days=400, **changes):
    return as_log(simulate_runner(replace(SAMPLE, seed=5, n_days=n_days, **changes)))


def those_tested(answers):
    """All but the claim that is described only."""
    return answers[answers["status"] != "described"]
