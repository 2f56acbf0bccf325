"""Notebooks executed on a person's own log, and one self-contained page."""

from backstride.report.places import sample_folder
from backstride.report.writing import Report, write_report, written_report

__all__ = ["Report", "sample_folder", "write_report", "written_report"]
