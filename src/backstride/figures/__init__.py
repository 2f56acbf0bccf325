"""Tables to closed figures."""

from backstride.figures.answers import (
    answers_as_intervals,
    detectable_over_weeks,
    plain_beside_honest,
)
from backstride.figures.cohort import runners_and_mean, wrong_estimators
from backstride.figures.curves import (
    estimates_by_window,
    pain_by_distance,
    pain_by_distance_and_lag,
    pain_by_shoe_age,
)
from backstride.figures.diagnostics import (
    checks_as_intervals,
    false_alarm_dots,
    other_models,
    slopes_by_chance,
    smallest_p_bars,
)
from backstride.figures.flares import flare_odds
from backstride.figures.ground_and_shoes import pain_by_surface, shoe_lives, surface_by_shoe
from backstride.figures.habits import behaviour_after_pain, dose_by_rating
from backstride.figures.running import pain_by_spike_ratio, returns_and_pain, weekly_mileage
from backstride.figures.style import Picture, png, show
from backstride.figures.timeline import km_and_pain_calendar, running_and_pain
from backstride.figures.trial import trial_pairs

__all__ = [
    "Picture",
    "answers_as_intervals",
    "behaviour_after_pain",
    "checks_as_intervals",
    "detectable_over_weeks",
    "dose_by_rating",
    "estimates_by_window",
    "false_alarm_dots",
    "flare_odds",
    "km_and_pain_calendar",
    "other_models",
    "pain_by_distance",
    "pain_by_distance_and_lag",
    "pain_by_shoe_age",
    "pain_by_spike_ratio",
    "pain_by_surface",
    "plain_beside_honest",
    "png",
    "returns_and_pain",
    "runners_and_mean",
    "running_and_pain",
    "shoe_lives",
    "show",
    "slopes_by_chance",
    "smallest_p_bars",
    "surface_by_shoe",
    "trial_pairs",
    "weekly_mileage",
    "wrong_estimators",
]
