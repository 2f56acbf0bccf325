"""Notebooks executed on a person's own log, and one self-contained page."""

from backstride.presentation import Presentation, stated_presentation
from backstride.report.build import Report, write_report, written_report
from backstride.report.execute import sample_folder

__all__ = [
    "Presentation",
    "Report",
    "sample_folder",
    "stated_presentation",
    "write_report",
    "written_report",
]
