"""What each run was to the runner, known from the runs alone."""

from backstride.sessions.coverage import coverage
from backstride.sessions.shoes import add_shoe_wear
from backstride.sessions.spike import add_spikes

__all__ = ["add_shoe_wear", "add_spikes", "coverage"]
