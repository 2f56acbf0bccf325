"""Tables to closed figures."""

from backstride.figures.artefacts import slopes_by_chance, smallest_p_bars
from backstride.figures.calendar import km_and_pain_calendar
from backstride.figures.checks import checks_as_intervals, ratio_with_other_denominators
from backstride.figures.comparison import plain_beside_honest
from backstride.figures.curves import pain_by_distance, pain_by_shoe_age
from backstride.figures.false_alarms import false_alarm_dots
from backstride.figures.feedback import behaviour_after_pain
from backstride.figures.flares import flare_odds
from backstride.figures.habits import dose_by_rating
from backstride.figures.intervals import answers_as_intervals
from backstride.figures.lags import pain_by_distance_and_lag
from backstride.figures.more_days import detectable_over_weeks
from backstride.figures.pooled_wrongly import wrong_estimators
from backstride.figures.ramp import weekly_mileage
from backstride.figures.returns import returns_and_pain
from backstride.figures.runners import runners_and_mean
from backstride.figures.sensitivity import other_models
from backstride.figures.shoes import shoe_lives
from backstride.figures.spikes import pain_by_spike_ratio
from backstride.figures.style import Picture, png, show
from backstride.figures.surface import pain_by_surface, surface_by_shoe
from backstride.figures.timeline import running_and_pain
from backstride.figures.trial import trial_pairs
from backstride.figures.windows import estimates_by_window

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
    "ratio_with_other_denominators",
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
