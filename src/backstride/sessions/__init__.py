"""What each run was to the runner, known from the runs alone."""

from backstride.sessions.coverage import coverage
from backstride.sessions.shoes import add_shoe_wear
from backstride.sessions.spike import WINDOW_DAYS, add_spikes, spike_states

__all__ = ["WINDOW_DAYS", "add_shoe_wear", "add_spikes", "coverage", "spike_states"]
