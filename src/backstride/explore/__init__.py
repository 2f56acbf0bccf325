"""Questions of one's own, put to one log: every result is exploratory and carries no verdict."""

from backstride.explore.choices import EXPOSURES, OUTCOMES, WINDOWS, Choice
from backstride.explore.controls import Controls, controls, show_choices
from backstride.explore.results import explored, explored_sentence, explored_table, in_scale

__all__ = [
    "EXPOSURES",
    "OUTCOMES",
    "WINDOWS",
    "Choice",
    "Controls",
    "controls",
    "explored",
    "explored_sentence",
    "explored_table",
    "in_scale",
    "show_choices",
]
