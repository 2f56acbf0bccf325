"""Logs with known effects: the sample data, and the truth the models must recover."""

from backstride.simulate.logs import SAMPLE, as_log, write_log_files, write_sample
from backstride.simulate.runner import SimulatedRunner, simulate_runner
from backstride.simulate.scenario import EFFECT_SLUGS, Scenario, parse_effects
from backstride.simulate.truth import true_contrasts

__all__ = [
    "EFFECT_SLUGS",
    "SAMPLE",
    "Scenario",
    "SimulatedRunner",
    "as_log",
    "parse_effects",
    "simulate_runner",
    "true_contrasts",
    "write_log_files",
    "write_sample",
]
