"""Tables to closed figures."""

from backstride.figures.artefacts import slopes_by_chance, smallest_p_bars
from backstride.figures.comparison import plain_beside_honest
from backstride.figures.false_alarms import false_alarm_dots
from backstride.figures.flares import flare_odds
from backstride.figures.habits import dose_by_rating
from backstride.figures.intervals import answers_as_intervals
from backstride.figures.ramp import weekly_mileage
from backstride.figures.returns import returns_and_pain
from backstride.figures.shoes import shoe_lives
from backstride.figures.style import Picture, png, show
from backstride.figures.surface import pain_by_surface, surface_by_shoe
from backstride.figures.timeline import running_and_pain

__all__ = [
    "Picture",
    "answers_as_intervals",
    "dose_by_rating",
    "false_alarm_dots",
    "flare_odds",
    "pain_by_surface",
    "plain_beside_honest",
    "png",
    "returns_and_pain",
    "running_and_pain",
    "shoe_lives",
    "show",
    "slopes_by_chance",
    "smallest_p_bars",
    "surface_by_shoe",
    "weekly_mileage",
]
