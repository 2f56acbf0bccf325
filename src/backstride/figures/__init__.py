"""Tables to closed figures."""

from backstride.figures.comparison import plain_beside_honest
from backstride.figures.habits import dose_by_rating
from backstride.figures.intervals import answers_as_intervals
from backstride.figures.ramp import weekly_mileage
from backstride.figures.shoes import shoe_lives
from backstride.figures.style import Picture, png, show
from backstride.figures.surface import pain_by_surface, surface_by_shoe
from backstride.figures.timeline import running_and_pain

__all__ = [
    "Picture",
    "answers_as_intervals",
    "dose_by_rating",
    "pain_by_surface",
    "plain_beside_honest",
    "png",
    "running_and_pain",
    "shoe_lives",
    "show",
    "surface_by_shoe",
    "weekly_mileage",
]
