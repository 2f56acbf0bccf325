"""Do the answers hold on runners whose truth is known: bias, coverage, false alarms, power."""

from backstride.calibration.grid import CELLS, Cell
from backstride.calibration.measures import COLUMNS, calibration_table
from backstride.calibration.page import calibration_page
from backstride.calibration.scores import score_cell, score_log

__all__ = [
    "CELLS",
    "COLUMNS",
    "Cell",
    "calibration_page",
    "calibration_table",
    "score_cell",
    "score_log",
]
