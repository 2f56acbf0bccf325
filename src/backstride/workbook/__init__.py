"""The workbook: an Excel file to keep a log in by hand."""

from backstride.workbook.trial_diary import trial_diary
from backstride.workbook.writing import write_template

__all__ = ["trial_diary", "write_template"]
